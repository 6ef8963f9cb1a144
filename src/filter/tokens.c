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
	while (!token_is_lone(in->g[i].c) && end < in->plain && glyph_is_word(&in->g[end]) &&
	       !token_is_lone(in->g[end].c))
		end++;
	return end;
}

static void
push(struct tokens *to, size_t *cap, struct arena *a, struct token t)
{
	if (to->n == *cap) {
		struct token *more = arena_alloc(a, (*cap = *cap * 2 + 64) * sizeof(*more));
		if (to->n > 0)
			memcpy(more, to->at, to->n * sizeof(*more));
		to->at = more;
	}
	to->at[to->n++] = t;
}

struct tokens
tokens_of(struct arena *a, const struct reading *in)
{
	struct tokens ret = {.at = NULL};
	size_t cap = 0;
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
		uint32_t hash = TOKEN_HASH_SEED;
		for (size_t k = i; k < last; k++)
			hash = token_hash_add(hash, in->g[k].c);
		if (last > i)
			push(&ret, &cap, a,
			     (struct token){(uint32_t)i, (uint32_t)(last - i), in->g[i].from,
					    in->g[last - 1].to, hash, token_is_lone(in->g[i].c)});
	}
	return ret;
}
