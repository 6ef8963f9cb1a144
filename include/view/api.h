/*
 * Comments for programs, as JSON; www/openapi.json says what each member is. The text stands there twice:
 * as its writer typed it, and as HTML from the one renderer (view/markup.h), which is what may be put into
 * a page.
 */
#ifndef VIEW_API_H
#define VIEW_API_H

#include "view/view.h"

/* A page of a thread. */
struct api_thread {
	const struct thread *thread;
	struct openness standing;
	enum sort sort;
	struct str token;        /* a form's, for who wants to write */
	const struct comment *rows;
	size_t n;
	int64_t cursor;          /* of the next page; 0: there is none */
};
struct str view_api_thread(struct arena *, const struct site_view *, const struct api_thread *);

/** One that is shown; page and parent as readers see them. */
struct str view_api_comment(struct arena *, const struct site_view *, const struct comment *);

/* The same for its writer, in whatever state: the raw text, no votes. */
struct api_own {
	const struct comment *comment;
	int64_t changed;         /* when it was last edited or withdrawn; 0 = never */
	int64_t edit_until;      /* 0: it may not be edited */
	bool may_withdraw;
};
struct str view_api_own(struct arena *, const struct site_view *, const struct api_own *);

/** {"id", "state", "version"}: what became of it. */
struct str view_api_state(struct arena *, const struct comment *);

/** What its writer is told: a comment that was taken for spam waits. */
struct str view_api_state_word(enum state);

#endif
