/*
 * A slot holding immutable, reference-counted data that is swapped whole: word lists, settings.
 * A request takes the present one at its start and gives it back at its end; a swap never waits for
 * readers, and the old data is freed by whoever gives the last reference back.
 */
#ifndef BASE_SNAPSHOT_H
#define BASE_SNAPSHOT_H

#include <pthread.h>

#include "base/die.h"

struct snapshot; /* one version of the data */

struct snapshot_slot {
	pthread_mutex_t lock; /* held for a pointer copy and a count, no longer */
	struct snapshot *now;
};

#define SNAPSHOT_SLOT_INIT {.lock = PTHREAD_MUTEX_INITIALIZER}

/** Wraps `data`; `free_data` is called once, after the last reference is gone. */
struct snapshot *snapshot_new(void *data, void (*free_data)(void *data));
/** Puts `s` in (its reference moves into the slot) and drops the slot's reference to the old one. */
void snapshot_swap(struct snapshot_slot *, struct snapshot *s);
/** NULL before the first swap. */
struct snapshot *snapshot_take(struct snapshot_slot *);
void snapshot_give(struct snapshot **);
const void *snapshot_data(const struct snapshot *);

#endif
