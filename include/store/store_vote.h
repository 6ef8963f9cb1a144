/* What readers think of comments. A voter is told by 32 bytes that flow/vote.h makes of a network address. */
#ifndef STORE_STORE_VOTE_H
#define STORE_STORE_VOTE_H

#include "model.h"
#include "store/db.h"

/* A comment, as far as it is voted on. */
struct vote_target {
	struct thread thread;    /* id, page, lang (copied) and mode */
	enum state state;
	struct comment_id chain; /* the first comment that is proven to be its writer's; may be itself */
	struct str network;      /* that it came from; "" = not known (any more) */
	int64_t up, down;
	int64_t version;         /* of its text */
};
/** ERR_GONE: no such comment. */
enum err store_vote_target(struct db *, struct arena *, struct site_id, struct comment_id,
			   struct vote_target *ret) NODISCARD;

/** VOTE_NONE: has not voted on it. */
enum err store_vote_find(struct db *, struct comment_id, const struct hash *voter,
			 enum vote *ret) NODISCARD;
/** Write: the vote itself, in place of one of before; the counts are store_comment_votes(). */
enum err store_vote_put(struct db *, struct comment_id, const struct hash *voter, enum vote,
			int64_t now) NODISCARD;

/** Write: forgets whose the votes and comments from before `before` are, at most `limit` of each. *ret_more:
 * there may be more of them. */
enum err store_vote_forget(struct db *, int64_t before, int64_t limit, bool *ret_more) NODISCARD;

#endif
