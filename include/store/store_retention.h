/* What time takes away, a piece at a time. The list is flow's (flow/retention.c). */
#ifndef STORE_STORE_RETENTION_H
#define STORE_STORE_RETENTION_H

#include "model.h"
#include "store/db.h"

enum kept {
	KEPT_REFUSED,   /* texts of rejected, spam and deleted comments */
	KEPT_WITHDRAWN, /* texts that their writers took back */
	KEPT_PEOPLE,    /* hashes of addresses; a ban in force keeps them */
	KEPT_BANS,      /* that are over */
	KEPT_NOTICES,   /* who sent them */
	KEPT_AUDIT,     /* details */
	KEPT__MAX
};

/** Ids of rows that were kept from before `before`, oldest first; `ids` has room for `limit`. */
enum err store_kept_due(struct db *, enum kept, int64_t before, int64_t now, int64_t *ids, int64_t limit,
			int64_t *ret_n) NODISCARD;
/** Write: one of them is kept no more. Of a person only what an address leads to. */
enum err store_kept_drop(struct db *, enum kept, int64_t id, int64_t now) NODISCARD;

#endif
