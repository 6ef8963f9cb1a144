/* Comments as the desk's queues have them, a page at a time. */
#ifndef STORE_STORE_QUEUE_H
#define STORE_STORE_QUEUE_H

#include "store/store_comment.h"

typedef void store_comment_fn(void *arg, const struct comment *, const struct hash *person); /* borrowed */

/** Those in one state, from behind `from` on (0: from the first), at most `limit`. must() for an order that
 * the queue does not have (ORDERS). */
enum err store_queue_state(struct db *, struct site_id, enum state, enum order, struct comment_id from,
			   int64_t limit, store_comment_fn *row, void *arg) NODISCARD;
/** The same of those that are shown or wait and have open reports. */
enum err store_queue_reported(struct db *, struct site_id, enum order, struct comment_id from, int64_t limit,
			      store_comment_fn *row, void *arg) NODISCARD;

#endif
