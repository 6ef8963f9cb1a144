/* Keeping a database: copies, checks, and bringing one back. A backup is one file that any SQLite reads;
 * it has no key. What is made here has another name (PATH.part) until it is whole, checked and on the
 * disk. */
#ifndef STORE_STORE_KEEP_H
#define STORE_STORE_KEEP_H

#include "store/store.h"

/** A checked copy of the database at one moment, while others write. ERR_CONFLICT: something stands at
 * `to`, and `replace` is false. ERR_INPUT: `to` is the database. ERR_IO: also a database that is damaged.
 * *ret_bytes: of the copy. */
enum err store_backup(struct arena *, struct str path, const char *to, bool replace,
		      const struct keep_progress *, int64_t *ret_bytes, struct str *ret_why) NODISCARD;

/** Brings a backup back: checks it, copies it, applies the migrations it lacks, and puts it where the
 * database is, which stays beside it as PATH.old (and PATH.old-wal) for whoever regrets. `prepare` (NULL:
 * none) may work on the copy before that. ERR_CONFLICT: there is a database, and `replace` is false.
 * ERR_BUSY: a daemon runs on it, or a command writes. ERR_INPUT: the file is no whole backup of ours.
 * ERR_VERSION: of a newer program. */
enum err store_restore(struct arena *, const char *from, struct str path, bool replace,
		       enum err (*prepare)(void *arg, struct str path, struct str *ret_why), void *,
		       const struct keep_progress *, struct str *ret_why) NODISCARD;

/** Every page, index and reference. *ret_damage "": none found. */
enum err store_check(struct arena *, struct str path, struct str *ret_damage, struct str *ret_why) NODISCARD;

/** Writes the file anew without its free pages. ERR_BUSY: as above. Bytes before and after. */
enum err store_vacuum(struct arena *, struct str path, int64_t *ret_before, int64_t *ret_after,
		      struct str *ret_why) NODISCARD;

#endif
