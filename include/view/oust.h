/* What a ban from a card would take, before it is set. Knows no store. */
#ifndef VIEW_OUST_H
#define VIEW_OUST_H

#include "view/view.h"

struct oust_view {
	struct comment_id comment;  /* upon which it is */
	enum ban_kind kind;
	struct str target;          /* the pseudonym, the address */
	int64_t published, waiting; /* that would be removed */
	bool more;                  /* there are more than one press removes */
	struct comment_id upto;
	const struct oust_line {
		struct str name;    /* of an article */
		int64_t published, waiting;
	} *articles;
	size_t n_articles, more_articles;
	const struct comment *first; /* the newest ones, whole */
	size_t n_first;
	const struct str *others;   /* pseudonyms of other people whom it would stop */
	size_t n_others, more_others;
	int64_t days;               /* 0: for ever */
	struct str reason, note;    /* as typed */
	bool asks;                  /* for the own password */
};
/** A whole document. */
void view_oust(struct html *, struct arena *, const struct site_view *, const struct desk_view *,
	       const struct oust_view *);

#endif
