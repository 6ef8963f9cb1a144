/* What moderators say and ask about people, beside bans. */
#ifndef STORE_STORE_REMARK_H
#define STORE_STORE_REMARK_H

#include "model.h"
#include "store/db.h"

struct str remark_word(enum remark_kind);
struct str warning_word(enum warning);
/** False: no such word. */
bool warning_of(struct str word, enum warning *ret);

/** Write. `account` 0: the command line. ERR_GONE: no such comment, or nobody whom it could be about. */
enum err store_remark_add(struct db *, struct site_id, const struct remark *, struct account_id account,
			  int64_t *ret_id) NODISCARD;
/** Write: it counts no more; a warning that was made before `since` stays. ERR_GONE: no such one stands. */
enum err store_remark_undo(struct db *, struct site_id, int64_t id, int64_t since, int64_t now,
			   struct comment_id *ret) NODISCARD;
/** One that stands; ERR_GONE. Texts are copied. */
enum err store_remark_get(struct db *, struct arena *, struct site_id, int64_t id,
			  struct remark *ret) NODISCARD;
/** Those about a person that stand, newest first, at most `limit`; copied. */
enum err store_remark_list(struct db *, struct arena *, struct author_id, int64_t limit, struct remark **ret,
			   size_t *ret_n) NODISCARD;
/** Warnings that the writer of this comment is to read, newest first; copied. Those upon other comments are
 * among them only where a status link proves them the same writer's. */
enum err store_remark_warnings(struct db *, struct arena *, struct comment_id, int64_t limit,
			       struct remark **ret, size_t *ret_n) NODISCARD;

/** Whether the person's next comment is to wait. */
enum err store_remark_held(struct db *, struct author_id, bool *ret) NODISCARD;
/** Write, with the comment: one of those that were asked for has come. */
enum err store_remark_count(struct db *, struct author_id) NODISCARD;

#endif
