/*
 * Who reads which card. A moderator's session has at most one: the POST of a decision takes the card that
 * comes next. It ends with a decision on the card, with the session, with the next card, when its moderator
 * gives it back (a button; the script, when the page is left) or decides elsewhere, or by itself. It
 * keeps two people from reading the same; it keeps nobody from deciding (flow/decide.h compares and sets).
 *
 * It stands in the store, beside the session: two processes see the same.
 */
#ifndef FLOW_CLAIM_H
#define FLOW_CLAIM_H

#include "flow/actor.h"
#include "store/store_queue.h"

#define CLAIM_LIFE 300 /* seconds: nobody reads one comment for longer, but many close their laptop */

struct claims {
	struct comment_id own; /* of this session; 0: none */
	int64_t own_until;     /* at the latest */
	struct card_claim *others; /* of other people; more than one where two sat down at once */
	size_t n_others;
};
enum err claims_read(struct house *, struct site *, struct arena *, const struct moderator *,
		     struct claims *ret) NODISCARD;
/** The name of another person who reads it; "" = nobody. *ret_until (NULL: nobody asks): at the latest. */
struct str claims_reader(const struct claims *, struct comment_id, int64_t *ret_until);

/** This card, for this session. ERR_GONE: it neither waits nor is reported, or another person reads it. */
enum err claim_take(struct house *, struct site *, const struct moderator *, struct comment_id) NODISCARD;
/** Takes `next`, or, where that is 0 or another's, the first card of the queue (a state; STATE__MAX: what is
 * reported) that nobody reads. *ret 0: there is none. Of a console: none. */
enum err claim_next(struct house *, struct site *, struct arena *, const struct moderator *, enum state,
		    enum order, struct comment_id next, struct comment_id *ret) NODISCARD;
/** The card is anybody's again, if this session has it; 0: whichever it has. ERR_DENIED: not for this
 * role. */
enum err claim_give_back(struct house *, struct site *, const struct moderator *,
			 struct comment_id) NODISCARD;

#endif
