/*
 * Hangul letters typed one by one, or sent apart, read as the syllables they make: "ㅅㅣㅂㅏㄹ" is "시발".
 * (Unicode 15, 3.12 composes conjoining letters; compatibility letters, which the fold table makes leading
 * ones, close a syllable where no vowel follows, as a keyboard does it.) Private to filter/.
 */
#ifndef FILTER_HANGUL_H
#define FILTER_HANGUL_H

#include "filter/normalise.h"

static inline bool
hangul_is_letter(uint32_t c)
{
	return c >= 0x1100 && c <= 0x11FF;
}

/** Composes g[0 .. n) in place; how many are left. Repeated letters ("ㅋㅋㅋ") stay. */
size_t hangul_compose(struct glyph *g, size_t n);

#endif
