/*
 * A program that does not know whether its request arrived sends it again, with the Idempotency-Key of the
 * first time, and is answered as it was. What was answered is kept for POST_KEY_SPAN. The same key with
 * another request is a fault of the program's.
 *
 * The key is claimed before the deed and gets its answer after it. A process that dies in between leaves a
 * claim without one; the repeat is then done again. So this is for deeds that change nothing the second
 * time. A comment is none, so flow/post.c claims its key in the same write.
 */
#ifndef FLOW_RECEIPT_H
#define FLOW_RECEIPT_H

#include "flow/post.h"
#include "store/store_receipt.h"

#define RECEIPT_KEY_BYTES 24
/* New keys of one address, in multiples of rate.posts: each is a write, whatever becomes of the deed. As many
 * as votes, reports and edits together. */
#define RECEIPT_TIMES 8

struct claim {
	struct str key; /* as it is stored */
	enum {
		CLAIM_NEW,   /* do it, then receipt_close() */
		CLAIM_KEPT,  /* done before: .receipt has the answer */
		CLAIM_OTHER, /* the key stands for another request */
		CLAIM_TOO_MANY
	} outcome;
	int64_t retry_after; /* seconds, of CLAIM_TOO_MANY */
	struct receipt receipt;
};

/** `what`: all that makes the request the one it is. */
enum err receipt_open(struct house *, struct site *, struct arena *, const struct visitor *, struct str key,
		      struct str what, struct claim *ret) NODISCARD;
enum err receipt_close(struct house *, struct site *, const struct claim *, int status, struct str etag,
		       struct str answer) NODISCARD;

#endif
