/*
 * Aho and Corasick's automaton over the entries' letters (CACM 18(6), 1975). Characters that share a
 * reading (fold_class()) share their bytes. Private to the matcher; immutable once made.
 *
 * States are numbered breadth first, so the children of a state stand side by side and a state is 21
 * bytes, whatever the alphabet: 16 of them, which a step reads, in one line of the cache. The states nearest
 * to the root, where honest text spends its time, have dense rows with every step worked out: some for every
 * class, many more for the letters a to z and the space alone.
 */
#ifndef FILTER_AUTOMATON_H
#define FILTER_AUTOMATON_H

#include "filter/words.h"

struct node {
	uint32_t child; /* the first; the last is before the next state's first */
	uint32_t fail;  /* longest proper suffix that is a state */
	uint32_t found; /* the nearest of itself and its suffixes that ends an entry, 0 = none */
	uint32_t depth; /* bytes from the root */
};

#define NARROW 28 /* classes: of what is in no entry, of a to z, of the space */

struct automaton {
	uint8_t class_of[256]; /* of a byte; 0: in no entry */
	uint8_t ascii[128];    /* of a folded ASCII character: the class of its fold_class() */
	uint32_t classes;
	uint32_t n;            /* states */
	uint32_t shallow;      /* states with a row of the first NARROW classes */
	uint32_t *narrow;      /* [state * NARROW + class] */
	uint32_t nearest;      /* states with a row of all classes, no more than `shallow` */
	uint32_t *dense;       /* [state * classes + class] */
	uint8_t *label;        /* the class that leads here from the parent */
	struct node *node;     /* one more than `n`: where the last one's children end */
	uint32_t *first;       /* in `sorted`, of its own entries, which end where the next state's begin */
	const struct entry **sorted; /* in the order of the states */
};

/** Over entries[0 .. n), which must outlive it. In arena `a`; linear in the letters, but for a sort. */
struct automaton *automaton_new(struct arena *a, const struct entry *entries, size_t n);

/** The state behind folded character `c`; 0 is the first state. Over a text at most two steps a byte. */
uint32_t automaton_step_far(const struct automaton *, uint32_t state, uint32_t c);
static inline uint32_t
automaton_step(const struct automaton *m, uint32_t state, uint32_t c)
{
	if (c < ARRAY_LEN(m->ascii) && m->ascii[c] < NARROW && state < m->shallow)
		return m->narrow[state * NARROW + m->ascii[c]];
	return automaton_step_far(m, state, c);
}

/* The entries that end in a state: its own, then those of its suffixes; 0 ends. */
static inline uint32_t
automaton_first(const struct automaton *m, uint32_t state)
{
	return m->node[state].found;
}

static inline uint32_t
automaton_next(const struct automaton *m, uint32_t at)
{
	return m->node[m->node[at].fail].found;
}

static inline const struct entry *const *
automaton_entries(const struct automaton *m, uint32_t at, size_t *ret_n)
{
	*ret_n = m->first[at + 1] - m->first[at];
	return m->sorted + m->first[at];
}

size_t automaton_bytes(const struct automaton *);

#endif
