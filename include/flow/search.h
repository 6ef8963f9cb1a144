/*
 * The desk's search: a query of flow/find.h, newest first, by the table of words (store/store_search.h).
 *
 * What is found is what the walk finds, but that a word or phrase stands there as words of its own: "bus"
 * is not found in "business". All else is exact, down to the signs in a text. A comment is found from a
 * second after it was written.
 */
#ifndef FLOW_SEARCH_H
#define FLOW_SEARCH_H

#include "flow/batch.h"
#include "flow/find.h"
#include "flow/queue.h"

struct search_hit {
	struct queue_item item;
	struct reason *marks; /* where the query's words stand in text and name: field and span alone */
	size_t n_marks;
};

struct search_page {
	struct search_hit *hits;
	size_t n;
	struct comment_id next;  /* there may be more before it; 0 = that was all */
	bool looked_enough;      /* it ends there because so many were looked at, not because it is full */
};

/** Up to `limit` hits before `before` (0: from the newest). Looks at a bounded number of comments: a page
 * may be empty and not the last. */
enum err search_page(struct house *, struct site *, struct arena *, const struct moderator *,
		     const struct find *, struct comment_id before, int64_t limit,
		     struct search_page *ret) NODISCARD;

/** What the query finds as it is now, up to `limit`, newest first, none newer than `newest`: what came since
 * a page was shown was not meant. Looks at a bounded number, too: what is left can be asked for again. */
enum err search_picks(struct house *, struct site *, struct arena *, const struct moderator *,
		      const struct find *, struct comment_id newest, size_t limit, struct batch_pick **ret,
		      size_t *ret_n) NODISCARD;

/** A chore: puts new and changed comments into the table of words. */
enum err search_index(struct house *, struct arena *, bool *ret_more) NODISCARD;
/** A chore: merges away what was taken out for good. */
enum err search_purge(struct house *, struct arena *, bool *ret_more) NODISCARD;
/** The same to its end, for a command that has erased something. */
enum err search_purge_all(struct house *) NODISCARD;

#endif
