/* Saved replies of a site. */
#ifndef STORE_STORE_SAVED_H
#define STORE_STORE_SAVED_H

#include "model.h"
#include "store/db.h"

/** In the order in which they were written, up to `limit`; *ret has room for them. */
enum err store_saved_list(struct db *, struct arena *, struct site_id, int64_t limit, struct saved_reply *ret,
			  size_t *ret_n) NODISCARD;
/** Write: a new one (id 0), while the site has fewer than `most`, or another text for one. ERR_GONE: there
 * are enough, or there is none of this number. */
enum err store_saved_put(struct db *, struct site_id, const struct saved_reply *, int64_t most,
			 int64_t *ret_id) NODISCARD;
/** Write: one that moved in, unless there is the same one, or enough. */
enum err store_saved_import(struct db *, struct site_id, const struct saved_reply *, int64_t most) NODISCARD;
/** Write. ERR_GONE: there is none of this number. */
enum err store_saved_remove(struct db *, struct site_id, int64_t id) NODISCARD;

#endif
