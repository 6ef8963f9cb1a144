/*
 * The ordinary words: what no disguise may be read into. "Scunthorpe", "assess" and "Fuchs" are words;
 * nobody hides anything in them. Private to filter/.
 *
 * A set of hashes out of words/ordinary.bin, which gen_ordinary.c writes from the word lists named in
 * words/README (`make ordinary`): 65,536 counts of a byte, then as many buckets of sorted 16-bit
 * fingerprints. A word that is not in the set is found in it once in some ten thousand.
 */
#ifndef FILTER_ORDINARY_H
#define FILTER_ORDINARY_H

#include "filter/normalise.h"

#define ORDINARY_MIN 2  /* letters; shorter ones are not kept */
#define ORDINARY_MAX 24

/** Hash of a word, letter by letter from ORDINARY_SEED, each as often as it stands in a row. */
#define ORDINARY_SEED UINT64_C(0xcbf29ce484222325)
static inline uint64_t
ordinary_letter(uint64_t h, uint32_t c)
{
	return (h ^ c) * UINT64_C(0x100000001b3);
}

/** The hash of glyphs g[0 .. n); false if they are no plain word: digits and symbols among them, too
 * long, too short. */
bool ordinary_hash(const struct glyph *g, size_t n, uint64_t *ret);

/** Whether a hash is in the set. */
bool ordinary_has(uint64_t hash);

/** Whether the glyphs are an ordinary word. */
bool ordinary_is(const struct glyph *g, size_t n);

/** Whether glyphs of any number are a word in a text of `lang`. One letter alone is one nearly everywhere. Of
 * two letters nearly everything is, somewhere; in English few are. */
bool ordinary_any(struct str lang, const struct glyph *g, size_t n);

/** The bucket of a hash, and its fingerprint. Here for the generator. */
static inline uint32_t
ordinary_spread(uint64_t h)
{
	h ^= h >> 32;
	h *= UINT64_C(0x9E3779B97F4A7C15);
	return (uint32_t)(h >> 32);
}

#endif
