/*
 * Aho and Corasick's automaton over the entries' letters (CACM 18(6), 1975), as a dense table: one
 * row a state, one column a class of bytes. Characters that share a reading (fold_class()) share their
 * bytes. Private to filter/words.c; immutable once made.
 */
#ifndef FILTER_AUTOMATON_H
#define FILTER_AUTOMATON_H

#include "filter/words.h"

struct automaton;

/** Over entries[0 .. n), which must outlive it. */
struct automaton *automaton_new(struct arena *, const struct entry *entries, size_t n);

/** The state behind folded character `c`; 0 is the first state. */
uint32_t automaton_step(const struct automaton *, uint32_t state, uint32_t c);

/* The entries that end in a state: its own, then those of its suffixes; 0 ends. */
uint32_t automaton_first(const struct automaton *, uint32_t state);
uint32_t automaton_next(const struct automaton *, uint32_t at);
const struct entry *const *automaton_entries(const struct automaton *, uint32_t at, size_t *ret_n);

size_t automaton_bytes(const struct automaton *);

#endif
