/* The hashes of people under a longer chain of keys. All rows move, in batches of one transaction each,
 * so whatever ends it goes on where it was; until the last one is done, nothing else opens the database
 * (flow/house.c). */
#ifndef STORE_STORE_KEYS_H
#define STORE_STORE_KEYS_H

#include "model.h"
#include "store/store_keep.h"

/* Who knows the keys; store does not. */
struct rekey {
	/** The chain's length now, which the rows are to reach; made longer here if they have reached it. */
	enum err (*begin)(void *arg, unsigned reached, unsigned *ret_links, struct str *ret_why);
	/** A hash one link further: under key `link`, counted from 0. */
	struct hash (*wrap)(void *arg, bool ban, unsigned link, const struct hash *);
	/** A person's pseudonym, by the hash under the whole chain. In `a`. */
	struct str (*pseudonym)(void *arg, struct arena *a, const struct hash *id_hash);
	void *arg;
	struct str by; /* who rotates: each key has its line in the book */
	int64_t batch; /* rows */
};

/** ERR_BUSY: a daemon runs on the database, or a command writes. *ret_people: how many rows of people
 * have moved. */
enum err store_rekey(struct arena *, struct str path, const struct rekey *, const struct keep_progress *,
		     int64_t *ret_people, struct str *ret_why) NODISCARD;

/** How many keys the rows have been through; *ret_moving: a rotation has begun and not ended. */
enum err store_keys_stand(struct db *, unsigned *ret_links, bool *ret_moving) NODISCARD;

#endif
