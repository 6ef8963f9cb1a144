/* Cuts a reading into words; see the header. */
#include "filter/tokens.h"

static bool
soft(const struct glyph *g)
{
	return (g->bits & GLYPH_SOFT) != 0;
}

/* Where the word at `i` ends. */
static size_t
word_end(const struct reading *in, size_t i)
{
	size_t end = i + 1;
	if (in->glance.lone == 0) {
		while (end < in->plain && glyph_is_word(&in->g[end]))
			end++;
		return end;
	}
	while (!is_lone(in->g[i].c) && end < in->plain && glyph_is_word(&in->g[end]) &&
	       !is_lone(in->g[end].c))
		end++;
	return end;
}

/* A token of the glyphs [from, to). */
static void
token_put(struct tokens *to, size_t from, size_t end, bool lone)
{
	const struct glyph *g = to->in->g;
	uint32_t hash = TOKEN_HASH_SEED;
	for (size_t k = from; k < end; k++)
		hash = token_hash_add(hash, g[k].c);
	to->at[to->n++] = (struct token){(uint32_t)from, (uint32_t)(end - from) & 0x7FFFFFFF, lone, hash};
}

struct tokens
tokens_of(struct arena *a, const struct reading *in)
{
	/* Behind each word stands a gap, the end, or a character that is a word of its own. */
	size_t most = in->glance.gaps + 2 * in->glance.lone + 1;
	struct tokens ret = {.in = in, .at = arena_alloc(a, most * sizeof(*ret.at))};
	for (size_t i = 0, end; i < in->plain; i = end) {
		end = i + 1;
		if (!glyph_is_word(&in->g[i]))
			continue;
		end = word_end(in, i);
		size_t last = end;
		while (i < last && soft(&in->g[i]))
			i++;
		while (last > i && soft(&in->g[last - 1]))
			last--;
		if (last == i)
			continue;
		token_put(&ret, i, last, is_lone(in->g[i].c));
	}
	return ret;
}
