/*
 * The private link of a comment's writer: base64url(key number ‖ comment id ‖ generation ‖ 128-bit MAC over
 * these, the site and the row's creation time). Derived, so it needs no storage, is the same for a
 * repeated post, and survives a crash. Only a revocation raises the generation.
 */
#ifndef FLOW_STATUS_H
#define FLOW_STATUS_H

#include "flow/house.h"
#include "store/store_thread.h"

struct str status_token(struct arena *, const struct house *, const struct site *,
			struct comment_id, unsigned generation, int64_t created);

/** The comment of a token, with its reasons (help and tells filled). ERR_GONE: no such token. */
enum err status_find(struct house *, struct site *, struct arena *, struct str token,
		     struct comment *ret, struct reason **ret_reasons, size_t *ret_n) NODISCARD;

/** What a token proves: whose comment it is of, and the first of the chain. ERR_GONE: no such token. */
enum err status_proof(struct db *, struct arena *, const struct house *, const struct site *,
		      struct str token, struct chain_link *ret) NODISCARD;

/** The comment of a token as its writer sees it under the article: waiting (spam too: who sends it learns
 * nothing) or approved. ERR_GONE: no such token, or it is not to be seen there. */
enum err status_own(struct house *, struct site *, struct arena *, struct str token,
		    struct comment *ret) NODISCARD;

/** Reasons as stored, with the texts of filter.def. */
enum err reasons_of(struct db *, struct arena *, struct comment_id, struct reason **ret,
		    size_t *ret_n) NODISCARD;

#endif
