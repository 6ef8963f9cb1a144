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

/* A card that somebody reads. */
struct card_claim {
	struct comment_id comment;
	int64_t session;
	struct account_id account;
	struct str name; /* of that account */
	int64_t until;   /* seconds UTC */
};
/** Those that last beyond `now`; names copied. */
enum err store_claim_list(struct db *, struct arena *, struct site_id, int64_t now, struct card_claim **ret,
			  size_t *ret_n) NODISCARD;
/** Write: the session's card from now on, instead of the one it had. ERR_GONE: it neither waits nor is
 * reported, or another person reads it. */
enum err store_claim_take(struct db *, int64_t session, struct site_id, struct comment_id, int64_t now,
			  int64_t until) NODISCARD;
/** Write: nobody reads it any more. Fine if nobody did. */
enum err store_claim_end(struct db *, struct comment_id) NODISCARD;
/** Of this session alone, of this card (0: of any). */
enum err store_claim_back(struct db *, int64_t session, struct comment_id) NODISCARD;

#endif
