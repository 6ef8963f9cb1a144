/*
 * Writes the set of ordinary words (filter/ordinary.h) on standard output, from lines of LANG<TAB>WORD on
 * standard input. A program of its own, for `make ordinary`; it makes a table, never logic.
 *
 * A word that a list of its language names as it stands is left out: it is ordinary enough, but nobody
 * misspells it by accident ("fuck" is in every dictionary).
 */
#include "filter/ordinary.h"
#include "filter/words.h"

#include "base/utf8.h"

#include <stdlib.h>

#define WORDS_MAX (4u << 20)
#define INPUT_MAX (256u << 20)

struct set {
	uint32_t *spread;
	size_t n;
};

static bool
listed(const struct words *lists, struct arena *a, const struct reading *in, struct str lang)
{
	struct word_hit *hits;
	bool tangled;
	size_t n = words_find(lists, a, in, lang, &hits, &tangled);
	for (size_t i = 0; i < n; i++)
		if (hits[i].written)
			return true;
	return false;
}

/* The words of a line: "l'eau" is two. */
static void
line_add(struct set *set, const struct words *lists, struct arena *a, struct str lang, struct str line)
{
	struct reading in = normalise(a, line);
	if (listed(lists, a, &in, lang))
		return;
	for (size_t i = 0, end; i < in.plain; i = end + 1) {
		uint64_t hash;
		for (end = i; end < in.plain && glyph_is_word(&in.g[end]);)
			end++;
		must(set->n < WORDS_MAX);
		if (ordinary_hash(in.g + i, end - i, &hash))
			set->spread[set->n++] = ordinary_spread(hash);
	}
}

static int
by_number(const void *x, const void *y)
{
	const uint32_t *a = x, *b = y;
	return (*a > *b) - (*a < *b);
}

static void
set_write(struct set *set)
{
	size_t n = 0;
	uint8_t count[65536] = {0};
	qsort(set->spread, set->n, sizeof(*set->spread), by_number);
	for (size_t i = 0; i < set->n; i++)
		if (n == 0 || set->spread[n - 1] != set->spread[i])
			set->spread[n++] = set->spread[i];
	for (size_t i = 0; i < n; i++) {
		must(count[set->spread[i] >> 16] < UINT8_MAX);
		count[set->spread[i] >> 16]++;
	}
	fwrite(count, 1, sizeof(count), stdout);
	for (size_t i = 0; i < n; i++) {
		uint8_t low[2] = {(uint8_t)set->spread[i], (uint8_t)(set->spread[i] >> 8)};
		fwrite(low, 1, sizeof(low), stdout);
	}
	fprintf(stderr, "%zu ordinary words\n", n);
}

int
main(void)
{
	struct arena *own = arena_new(), *a = arena_new();
	struct words *lists = words_new(own, NULL, 0, NULL);
	struct set set = {.spread = arena_alloc(own, WORDS_MAX * sizeof(*set.spread))};
	char *input = arena_alloc(own, INPUT_MAX);
	struct str rest = {input, fread(input, 1, INPUT_MAX, stdin)}, line, lang;
	must(rest.n < INPUT_MAX);
	for (; rest.n > 0; arena_reset(a)) {
		str_cut(&rest, '\n', &line);
		line = str_trim(line);
		if (str_cut(&line, '\t', &lang) && utf8_valid(line))
			line_add(&set, lists, a, lang, line);
	}
	set_write(&set);
	return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
