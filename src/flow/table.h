/* Sets and tables of numbers, as large as what is looked at, or as what is found there. */
#ifndef FLOW_TABLE_H
#define FLOW_TABLE_H

#include "base/arena.h"

struct slot {
	uint64_t key; /* 0: free */
	uint32_t value, count;
};

struct table {
	struct slot *at;
	size_t mask;
};

static inline size_t
table_size(size_t n)
{
	size_t size = 16;
	while (size < n * 2)
		size *= 2;
	return size;
}

static inline struct table
table_for(struct arena *a, size_t n)
{
	size_t size = table_size(n);
	struct slot *at = arena_alloc(a, size * sizeof(*at));
	memset(at, 0, size * sizeof(*at));
	return (struct table){at, size - 1};
}

/* The slot of a key, free or not. */
static inline struct slot *
table_at(const struct table *t, uint64_t key)
{
	size_t i = (key * 0x9E3779B97F4A7C15u >> 20) & t->mask;
	while (t->at[i].key != 0 && t->at[i].key != key)
		i = (i + 1) & t->mask;
	return &t->at[i];
}

/* The slot of a key that is in it from now on, also where it was not; `used` counts the keys, from 0. It
 * grows with them: memory of the size of all that is looked at costs more than all that is done with it. */
static inline struct slot *
table_put(struct arena *a, struct table *t, size_t *used, uint64_t key)
{
	struct slot *s = table_at(t, key);
	if (s->key != 0)
		return s;
	if (++*used * 2 > t->mask) {
		struct table larger = table_for(a, t->mask + 1);
		for (size_t i = 0; i <= t->mask; i++)
			if (t->at[i].key != 0)
				*table_at(&larger, t->at[i].key) = t->at[i];
		*t = larger;
		s = table_at(t, key);
	}
	s->key = key;
	return s;
}

#endif
