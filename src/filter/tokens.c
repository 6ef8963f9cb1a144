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
token_put(struct tokens *to, size_t from, size_t end, bool lone, uint32_t hash)
{
	to->at[to->n++] = (struct token){(uint32_t)from, (uint32_t)(end - from) & 0x7FFFFFFF, lone, hash};
}

static uint32_t
hash_of(const struct glyph *g, size_t n)
{
	uint32_t hash = TOKEN_HASH_SEED;
	for (size_t k = 0; k < n; k++)
		hash = token_hash_add(hash, g[k].c);
	return hash;
}

/* A word of letters alone, hashed on the way to its end: most words of most texts. Its end, or `i`. */
static inline size_t
put_letters(struct tokens *to, size_t i)
{
	const struct reading *in = to->in;
	uint32_t hash = TOKEN_HASH_SEED;
	size_t end = i;
	for (; end < in->plain && (in->g[end].bits & (GLYPH_GAP | GLYPH_SOFT)) == 0; end++)
		hash = token_hash_add(hash, in->g[end].c);
	if (end < in->plain && soft(&in->g[end]))
		return i;
	token_put(to, i, end, false, hash);
	return end;
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
		if (in->glance.lone == 0 && (end = put_letters(&ret, i)) > i)
			continue;
		end = word_end(in, i);
		size_t last = end;
		while (i < last && soft(&in->g[i]))
			i++;
		while (last > i && soft(&in->g[last - 1]))
			last--;
		if (last == i)
			continue;
		token_put(&ret, i, last, is_lone(in->g[i].c), hash_of(in->g + i, last - i));
	}
	return ret;
}
