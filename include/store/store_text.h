/* The texts of a comment: what has been put in the place of another, by whom and why. */
#ifndef STORE_STORE_TEXT_H
#define STORE_STORE_TEXT_H

#include "store/store_comment.h"
#include "store/store_decision.h"

/* Another text for a comment, which no filter judges. */
struct rewording {
	struct str body;
	unsigned marks;       /* enum mark, or-ed: what it sets */
	struct str by, reason, why;
	int64_t now;
};

/** Write, before the text of the comment changes: it is kept with its lessons, and out of the search. `by`
 * "": its writer. ERR_CONFLICT: it is not this version (any more). */
enum err store_text_keep(struct db *, const struct comment *, const struct rewording *) NODISCARD;

/** Write: compare and set upon state and version; what people decided stands, also about this text.
 * ERR_CONFLICT: it was decided or edited meanwhile. */
enum err store_text_put(struct db *, const struct comment *, const struct rewording *) NODISCARD;

/** Write: the text that a decision has replaced stands again, as a new version; the one it made is kept. `c`
 * is the comment as it is now; *ret in the arena. ERR_CONFLICT: there is another text since, or the former
 * one is gone. */
enum err store_text_back(struct db *, struct arena *, const struct comment *, const struct decision_row *,
			 const struct rewording *, struct str *ret) NODISCARD;

/** Up to `limit` former texts, newest first; *ret has room for them. */
enum err store_text_list(struct db *, struct arena *, struct comment_id, int64_t limit, struct text_row *ret,
			 size_t *ret_n) NODISCARD;

#endif
