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
	return glyph_is_word(g) && g->c - first < n;
}

static bool
is_lead(const struct glyph *g)
{
	return within(g, LEAD, N_LEAD);
}

static bool
is_vowel(const struct glyph *g)
{
	return within(g, VOWEL, N_VOWEL);
}

static bool
is_open(const struct glyph *g)
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

/* A syllable that was made beside an equal one is one with it, as scan() makes repeats one. */
static bool
repeats(struct glyph *last, const struct glyph *now)
{
	if (last->c != now->c || !glyph_is_word(last) || !glyph_is_word(now))
		return false;
	last->run = (uint16_t)(last->run + now->run > RUN_MAX ? RUN_MAX : last->run + now->run);
	last->to = now->to;
	last->bits |= now->bits;
	return true;
}

/* The last of `to`, made `c`, with the source of `with` too. Of a row of equal ones only the last. */
static void
become(struct glyph *g, size_t *n, uint32_t c, const struct glyph *with)
{
	struct glyph *last = &g[*n - 1], whole = *last;
	if (last->run > 1) {
		last->run--;
		last = &g[(*n)++];
	}
	*last = whole;
	last->c = c;
	last->run = 1;
	last->to = with->to;
	last->bits |= with->bits;
	*n -= *n > 1 && repeats(last - 1, last);
}

/* The tail that `with` gives an open syllable before it, or 0. What is left of `with` stays: of two, one
 * closes this syllable and one opens the next ("ㅂㅏㄹㄹㅏ"). */
static uint32_t
tail_of(const struct glyph *with, const struct glyph *next, bool *ret_left)
{
	*ret_left = false;
	if (within(with, TAIL + 1, N_TAIL - 1))
		return with->c - TAIL;
	if (!is_lead(with))
		return 0;
	*ret_left = next != NULL && is_vowel(next);
	return *ret_left && with->run == 1 ? 0 : tail_of_lead(with->c);
}

size_t
hangul_compose(const struct glyph *in, size_t n, struct glyph *g)
{
	size_t out = 0;
	for (size_t i = 0; i < n; i++) {
		struct glyph now = in[i];
		bool left;
		uint32_t tail;
		if (out > 0 && is_lead(&g[out - 1]) && is_vowel(&now)) {
			uint32_t lead = g[out - 1].c - LEAD;
			become(g, &out, SYLLABLE + (lead * N_VOWEL + now.c - VOWEL) * N_TAIL, &now);
			continue;
		}
		if (out > 0 && is_open(&g[out - 1]) &&
		    (tail = tail_of(&now, i + 1 < n ? &in[i + 1] : NULL, &left)) != 0) {
			become(g, &out, g[out - 1].c + tail, &now);
			if (!left)
				continue;
			now.run = 1;
		}
		if (out == 0 || !repeats(&g[out - 1], &now))
			g[out++] = now;
	}
	return out;
}
