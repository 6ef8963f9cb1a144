/*
 * The words of a reading, hashed: what rules compare, count and look up. Private to filter/.
 *
 * A word is a run of glyphs, without symbols at its ends; letters repeated count once ("cheeeck").
 * Scripts without spaces (Han, kana, Thai …) have a word for each character. Its hash is of folded
 * characters, so it is the same for a word of a list that was read by the same normalise().
 */
#ifndef FILTER_TOKENS_H
#define FILTER_TOKENS_H

#include "filter/normalise.h"

struct token {
	uint32_t first; /* glyph of the reading */
	uint32_t n : 31;
	bool lone : 1;  /* a character of a script without spaces */
	uint32_t hash;
};

struct tokens {
	const struct reading *in;
	struct token *at;
	size_t n;
};

struct tokens tokens_of(struct arena *, const struct reading *);

/* Bytes of the source: [from, to). */
static inline uint32_t
token_from(const struct tokens *t, size_t i)
{
	return t->in->g[t->at[i].first].from;
}
static inline uint32_t
token_to(const struct tokens *t, size_t i)
{
	return t->in->g[t->at[i].first + t->at[i].n - 1].to;
}

#define TOKEN_HASH_SEED 2166136261u /* 32-bit FNV-1a, Fowler, Noll, Vo */

static inline uint32_t
token_hash_add(uint32_t hash, uint32_t c)
{
	return (hash ^ c) * 16777619u;
}

#endif
