/* Sets and tables of numbers, as large as what is looked at. */
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

/* An empty one for `n` keys in memory that was made for as many or more: fresh memory of this size costs more
 * than all that is done with it. */
static inline struct table
table_in(struct slot *room, size_t n)
{
	size_t size = table_size(n);
	memset(room, 0, size * sizeof(*room));
	return (struct table){room, size - 1};
}

static inline struct table
table_for(struct arena *a, size_t n)
{
	return table_in(arena_alloc(a, table_size(n) * sizeof(struct slot)), n);
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

#endif
