/*
 * Aho and Corasick's automaton over the entries' letters (CACM 18(6), 1975). Characters that share a
 * reading (fold_class()) share their bytes. Private to the matcher; immutable once made.
 *
 * States are numbered breadth first, so the children of a state stand side by side and a state is 17
 * bytes, whatever the alphabet. The states nearest to the root, where honest text spends its time, have
 * dense rows with every step worked out.
 */
#ifndef FILTER_AUTOMATON_H
#define FILTER_AUTOMATON_H

#include "filter/words.h"

struct automaton;

/** Over entries[0 .. n), which must outlive it. In arena `a`; linear in the letters, but for a sort. */
struct automaton *automaton_new(struct arena *a, const struct entry *entries, size_t n);

/** The state behind folded character `c`; 0 is the first state. Over a text at most two steps a byte. */
uint32_t automaton_step(const struct automaton *, uint32_t state, uint32_t c);

/* The entries that end in a state: its own, then those of its suffixes; 0 ends. */
uint32_t automaton_first(const struct automaton *, uint32_t state);
uint32_t automaton_next(const struct automaton *, uint32_t at);
const struct entry *const *automaton_entries(const struct automaton *, uint32_t at, size_t *ret_n);

size_t automaton_bytes(const struct automaton *);

#endif
