/* The pages that the desk has beside its queues. Each function writes a whole document. What was typed is
 * shown again; errors are finished sentences, "" = none. */
#ifndef VIEW_TOOLS_H
#define VIEW_TOOLS_H

#include "view/view.h"

/* What something would have caught among the last comments. */
struct caught_view {
	bool shown;
	int64_t tested;
	int64_t n, rejected, published, rest; /* rejected, spam or deleted by people; shown; neither */
	const struct caught_comment {
		struct comment comment;
		const struct reason *marks;   /* where it was caught: rule, field and span alone */
		size_t n_marks;
	} *comments;                          /* the first of them, newest first */
	size_t n_comments;
};

/** "a person": what a kind of ban is against. */
struct str view_ban_kind(struct str lang, enum ban_kind);

struct bans_view {
	struct str part;          /* looked for */
	enum ban_kind kind;       /* BAN__MAX: any */
	bool past;                /* lifted and expired ones too */
	const struct ban *bans;   /* newest first */
	size_t n;
	struct ban_id next;       /* the last one, if there are more behind it */
	struct {
		bool open;
		enum ban_kind kind;
		struct str what, days, reason, note;
		bool shadow;
		struct str what_error, days_error, reason_error, note_error;
		struct caught_view caught;
	} draft;
	struct {
		bool open;
		struct str email, address, name, url, text;
		struct str error;
		bool asked;
		const struct ban *found; /* of each kind the oldest */
		size_t n_found;
	} attempt;
};
void view_bans(struct html *, struct arena *, const struct site_view *, const struct desk_view *,
	       const struct bans_view *);

struct saved_view {
	const struct saved_reply *replies;
	size_t n;
	struct str lang;          /* that a new one begins with */
	struct {                  /* one that was not taken; id 0: a new one */
		bool given;
		int64_t id;
		struct str reason, lang, title, text;
		struct str lang_error, title_error, text_error;
	} typed;
};
void view_saved(struct html *, struct arena *, const struct site_view *, const struct desk_view *,
		const struct saved_view *);

struct article_row {
	const struct thread *thread;
	struct str title, url; /* of the article */
};
struct articles_view {
	struct {                  /* what was typed and not taken */
		bool open;
		struct str page, announcement, rules;
		struct str page_error, announcement_error, rules_error;
	} said;
	struct str part;          /* looked for */
	enum mode mode;           /* MODE__MAX: any */
	const struct article_row *rows; /* the newest first */
	size_t n;
	struct thread_id next;    /* the last one, if there are more behind it */
	struct {
		bool open;
		struct str page, error;
		enum mode mode;
	} draft;
	struct {
		bool open;
		struct str from, to;
		struct str from_error, to_error;
	} move;
};
/** "Closed: no new comments". */
struct str view_mode_name(struct str lang, enum mode);
void view_articles(struct html *, struct arena *, const struct site_view *, const struct desk_view *,
		   const struct articles_view *);

#endif
