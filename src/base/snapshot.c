/* Reference-counted immutable data behind a slot; see the header. Must not know what it holds. */
#include "base/snapshot.h"

#include <stdatomic.h>

#include "base/arena.h"

struct snapshot {
	atomic_size_t refs;
	void *data;
	void (*free_data)(void *data);
};

struct snapshot *
snapshot_new(void *data, void (*free_data)(void *data))
{
	must(free_data != NULL);
	struct snapshot *s = heap_alloc(sizeof(*s));
	atomic_init(&s->refs, 1);
	s->data = data;
	s->free_data = free_data;
	return s;
}

void
snapshot_swap(struct snapshot_slot *slot, struct snapshot *s)
{
	must(pthread_mutex_lock(&slot->lock) == 0);
	struct snapshot *old = slot->now;
	slot->now = s;
	must(pthread_mutex_unlock(&slot->lock) == 0);
	snapshot_give(&old); /* outside the lock: freeing a word list takes its time */
}

struct snapshot *
snapshot_take(struct snapshot_slot *slot)
{
	/* The count goes up under the lock: else a swap between the load and the count could free
	 * it. */
	must(pthread_mutex_lock(&slot->lock) == 0);
	struct snapshot *s = slot->now;
	if (s != NULL)
		atomic_fetch_add(&s->refs, 1);
	must(pthread_mutex_unlock(&slot->lock) == 0);
	return s;
}

void
snapshot_give(struct snapshot **s)
{
	struct snapshot *old = *s;
	*s = NULL;
	if (old == NULL)
		return;
	size_t before = atomic_fetch_sub(&old->refs, 1);
	must(before > 0);
	if (before == 1) {
		old->free_data(old->data);
		heap_free(old);
	}
}

const void *
snapshot_data(const struct snapshot *s)
{
	return s->data;
}
