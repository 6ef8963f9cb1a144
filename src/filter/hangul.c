/* Hangul letters to syllables; see the header. Numbers are those of Unicode 15, 3.12. */
#include "filter/hangul.h"

enum {
	SYLLABLE = 0xAC00,
	LEAD = 0x1100,
	VOWEL = 0x1161,
	TAIL = 0x11A7, /* one before the first: no tail is 0 */
	N_LEAD = 19,
	N_VOWEL = 21,
	N_TAIL = 28
};

static bool
within(const struct glyph *g, uint32_t first, uint32_t n)
{
	return g->run == 1 && glyph_is_word(g) && g->c - first < n;
}

static bool
open_syllable(const struct glyph *g)
{
	return within(g, SYLLABLE, N_LEAD * N_VOWEL * N_TAIL) && (g->c - SYLLABLE) % N_TAIL == 0;
}

/* The tail that a leading letter makes at the end of a syllable, or 0: three of them never do. */
static uint32_t
tail_of_lead(uint32_t lead)
{
	static const uint8_t tails[N_LEAD] = {1,  2,  4,  7,  0,  8,  16, 17, 0, 19,
					      20, 21, 22, 0,  23, 24, 25, 26, 27};
	return tails[lead - LEAD];
}

size_t
hangul_compose(struct glyph *g, size_t n)
{
	size_t out = 0;
	for (size_t i = 0; i < n; i++) {
		struct glyph *last = out > 0 ? &g[out - 1] : NULL;
		uint32_t add = 0;
		if (last != NULL && within(last, LEAD, N_LEAD) && within(&g[i], VOWEL, N_VOWEL)) {
			last->c = SYLLABLE + ((last->c - LEAD) * N_VOWEL + g[i].c - VOWEL) * N_TAIL;
			last->to = g[i].to;
			continue;
		}
		if (last != NULL && open_syllable(last)) {
			bool vowel_follows = i + 1 < n && within(&g[i + 1], VOWEL, N_VOWEL);
			if (within(&g[i], TAIL + 1, N_TAIL - 1))
				add = g[i].c - TAIL;
			else if (within(&g[i], LEAD, N_LEAD) && !vowel_follows)
				add = tail_of_lead(g[i].c);
		}
		if (add != 0) {
			last->c += add;
			last->to = g[i].to;
			continue;
		}
		g[out++] = g[i];
	}
	return out;
}
