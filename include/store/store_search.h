/*
 * The words of comments: which stand where (sql/migrate/0019-search.sql).
 *
 * Beside the words of name and text a comment is found by three marks that no text can hold: its site, its
 * article, its author. A write that changes name, text or author of a comment, or takes them away, calls
 * store_search_change() before it does; a new comment needs nothing. store_search_add() does the rest.
 */
#ifndef STORE_STORE_SEARCH_H
#define STORE_STORE_SEARCH_H

#include "model.h"
#include "store/db.h"

/** Inside a write, before the change: what stood in it is taken out, and looked at again later. `gone`: what
 * was said is to be found in no page of the file any more, see store_search_merge(). */
enum err store_search_change(struct db *, struct comment_id, bool gone) NODISCARD;

/** Does anything wait to be put in? */
enum err store_search_due(struct db *, bool *ret) NODISCARD;
/** Is anything that was taken out still to be merged away? */
enum err store_search_stale(struct db *, bool *ret) NODISCARD;

/** Inside a write: puts in up to `limit` comments, fewer where they are long. *ret_n: how many it
 * looked at. */
enum err store_search_add(struct db *, struct arena *, int64_t limit, int64_t *ret_n) NODISCARD;

/** Inside a write: some pages of work, if there is any, towards a piece in which nothing stands that had been
 * taken out when this work began. *ret_done: it has ended; what was taken out meanwhile is stale again. The
 * last part also empties the database's log, if this process may. */
enum err store_search_merge(struct db *, bool *ret_done) NODISCARD;

/* What to find. Words are base/terms.h's. */
struct search_query {
	struct str words;          /* all of them, blanks between; "" = none is asked for */
	struct author_id author;   /* 0: anybody's */
	const struct thread_id *threads; /* in one of these; n 0: anywhere */
	size_t n_threads;
};
#define SEARCH_THREADS_MAX 100

/** Newest first, from before an id. Needs no look at each comment of the site only if the query asks for
 * anything. */
enum err store_search_list(struct db *, struct arena *, struct site_id, const struct search_query *,
			   struct comment_id before, int64_t limit,
			   void (*row)(void *arg, const struct comment *, const struct hash *person),
			   void *arg) NODISCARD;

/** Everybody who has written at the site. */
enum err store_search_people(struct db *, struct site_id,
			     void (*row)(void *arg, struct author_id, const struct hash *person),
			     void *arg) NODISCARD;

#endif
