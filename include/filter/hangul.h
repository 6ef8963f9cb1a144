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

/** Composes in[0 .. n) to `g`, which has room for 2 n; how many they are. A row of the same vowel stretches
 * its syllable, "ㅋㅋㅋ" stays. */
size_t hangul_compose(const struct glyph *in, size_t n, struct glyph *g);

#endif
