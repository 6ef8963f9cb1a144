/* The pages of a notice of illegal content: the form and its sender's private page. */
#ifndef VIEW_NOTICE_H
#define VIEW_NOTICE_H

#include "view/view.h"

/** What a kind of illegality is called. */
struct str view_notice_kind(struct str lang, enum notice_kind);

/* Errors are finished sentences, "" = none. */
struct notice_form_view {
	struct comment_id comment;
	struct str about;     /* name of the comment's writer; "" = it is not there (any more) */
	struct str location;  /* of the comment, a whole address */
	struct str error;     /* on top */
	enum notice_kind kind; /* NOTICE_KIND__MAX: none is chosen yet */
	struct str text, name, email; /* as typed */
	bool faith;           /* ticked */
	struct str kind_error, text_error, name_error, email_error, faith_error;
};
/** A page of its own, whole. */
void view_notice_form(struct html *, struct arena *, const struct site_view *,
		      const struct notice_form_view *);

/* The sender's private page. */
struct notice_view {
	const struct notice *notice;
	bool shown;           /* whether readers see the comment now */
	struct str self;      /* path of this page */
	bool may_complain;
	struct str error;     /* on top: why nothing was changed */
	struct str typed, typed_error; /* a complaint that was not taken; shown even where its form is gone */
};
/** Receipt, state, decision with its reason, and what can be done about it. */
void view_notice(struct html *, struct arena *, const struct site_view *, const struct notice_view *);

/* ---- the desk ------------------------------------------------------------------------------- */

struct notice_card {
	const struct notice *notice;
	const struct comment *comment;
	struct str article_url;
	bool own_decision;    /* a complaint against what this moderator decided */
	bool by_another;      /* who alone may decide the same again */
	bool edited;          /* the comment has another text now */
	bool may_decide;
	struct str answer, note, answer_error; /* as typed, where it was not taken */
};
/** `next`: the last card, if there are more behind it. */
void view_notices(struct html *, struct arena *, const struct site_view *, const struct desk_view *,
		  const struct notice_card *cards, size_t n, struct notice_id next);

#endif
