/* What programs were answered that sent a key of their own with a request; see flow/receipt.h. */
#ifndef STORE_STORE_RECEIPT_H
#define STORE_STORE_RECEIPT_H

#include "model.h"
#include "store/db.h"

struct receipt {
	struct str body;         /* 32 bytes: what was asked for */
	int status;              /* 0: nothing is answered yet */
	struct str etag, answer;
};

/** Texts are copied. ERR_GONE: none with this key (24 bytes) since `since`. */
enum err store_receipt_find(struct db *, struct arena *, struct site_id, struct str key, int64_t since,
			    struct receipt *ret) NODISCARD;
/** Write: unless there is one since `since`. */
enum err store_receipt_open(struct db *, struct site_id, struct str key, const struct receipt *, int64_t now,
			    int64_t since) NODISCARD;
/** Write: the answer to one that has none. */
enum err store_receipt_close(struct db *, struct site_id, struct str key, const struct receipt *) NODISCARD;
/** Write: forgets what is older. */
enum err store_receipt_sweep(struct db *, int64_t before) NODISCARD;

#endif
