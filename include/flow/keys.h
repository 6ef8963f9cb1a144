/*
 * The key rotates: a new key is added to the key file, and every hash of an address goes one link further
 * along the chain (SECURITY.md, section 3). Bans and people's pasts hold on; moderators see people under new
 * pseudonyms; status links, sessions and form tokens made before are void. Votes and reports stay under the
 * key that they came under, and an address's are looked for under each. The daemon is stopped meanwhile.
 *
 * First the key file is made longer, whole or not at all, then the rows follow in batches. Whatever ends it,
 * nothing opens the database until another run has moved the rest (ERR_VERSION from house_open()). The same
 * brings an older backup to the key file of today.
 */
#ifndef FLOW_KEYS_H
#define FLOW_KEYS_H

#include "base/conf.h"
#include "store/store_keys.h"

#define KEYS_BATCH 20000 /* rows of a transaction */

struct keys_rotated {
	unsigned links;  /* keys in the file now */
	bool went_on;    /* what another run, or an older backup, had left; no key was added */
	int64_t people;  /* rows moved by this run */
};

/** `by`: whom the book names. `add` false: only what is left. ERR_CONFLICT: the file has KEYS_MAX keys.
 * ERR_VERSION: the database is ahead of the key file. */
enum err keys_rotate(struct arena *, const struct conf *, struct str by, struct str path, bool add,
		     int64_t batch, const struct keep_progress *, struct keys_rotated *ret,
		     struct str *ret_why) NODISCARD;

/** Whether the rows have been through every key; *ret_why says what to do if not. */
enum err keys_check(struct arena *, struct db *, const struct keyring *, struct str *ret_why) NODISCARD;

#endif
