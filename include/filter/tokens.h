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
	uint32_t first, n; /* glyphs */
	uint32_t from, to; /* bytes of the source */
	uint32_t hash;
	bool lone;         /* a character of a script without spaces */
};

struct tokens {
	struct token *at;
	size_t n;
};

struct tokens tokens_of(struct arena *, const struct reading *);

#define TOKEN_HASH_SEED 2166136261u /* 32-bit FNV-1a, Fowler, Noll, Vo */

static inline uint32_t
token_hash_add(uint32_t hash, uint32_t c)
{
	return (hash ^ c) * 16777619u;
}

/** Whether `c` is of a script that writes no spaces. */
static inline bool
token_is_lone(uint32_t c)
{
	return (c >= 0x2E80 && c <= 0x9FFF) || (c >= 0x0E00 && c <= 0x0EFF) ||
	       (c >= 0x1000 && c <= 0x109F) || (c >= 0x1780 && c <= 0x17FF) ||
	       (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

#endif
