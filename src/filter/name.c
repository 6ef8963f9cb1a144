/* Name patterns; see the header. Reads by the normaliser of the filters, knows no list and no ban. */
#include "filter/name.h"

#include "filter/fold.h"
#include "filter/normalise.h"

#define STAR 0 /* no code point of a reading */
#define STRETCHED 3 /* no name has a letter three times in a row */

struct sign {
	uint32_t c;
	struct glyph glyph; /* of a name: what it may also be read as */
};

/* Letters and digits one by one, gaps left out; in a pattern, a gap with a '*' in it is a STAR. A stretched
 * letter counts `stretch` times. */
static size_t
spell(struct arena *a, struct str text, bool pattern, unsigned stretch, struct sign **ret)
{
	struct reading r = normalise(a, text);
	struct sign *s = arena_array(a, r.plain * (STRETCHED - 1) + 1, struct sign);
	size_t n = 0;
	for (size_t i = 0; i < r.plain; i++) {
		const struct glyph *g = &r.g[i];
		if (glyph_is_word(g)) {
			uint32_t latin = fold_lookalike(g->c), c = latin != 0 ? latin : g->c;
			unsigned times = g->run < STRETCHED ? g->run : stretch;
			while (times-- > 0)
				s[n++] = (struct sign){c, *g};
		} else if (pattern && str_has(str_sub(text, g->from, g->to), '*')) {
			s[n++] = (struct sign){.c = STAR};
		}
	}
	*ret = s;
	return n;
}

static bool
reads_as(const struct sign *name, const struct sign *pattern)
{
	return name->c == pattern->c || glyph_reads(&name->glyph, pattern->c);
}

/* Goes back to the last '*' alone: at most n_name * n_pattern steps. */
static bool
covers(const struct sign *pattern, size_t n_pattern, const struct sign *name, size_t n_name)
{
	size_t p = 0, i = 0, star = SIZE_MAX, from = 0;
	while (i < n_name) {
		if (p < n_pattern && pattern[p].c == STAR) {
			star = p++;
			from = i;
		} else if (p < n_pattern && reads_as(&name[i], &pattern[p])) {
			p++;
			i++;
		} else if (star != SIZE_MAX) {
			p = star + 1;
			i = ++from;
		} else {
			return false;
		}
	}
	while (p < n_pattern && pattern[p].c == STAR)
		p++;
	return p == n_pattern;
}

bool
name_pattern_ok(struct arena *a, struct str pattern)
{
	struct sign *s;
	size_t n = spell(a, pattern, true, STRETCHED - 1, &s), stars = 0;
	for (size_t i = 0; i < n; i++)
		stars += s[i].c == STAR;
	return n - stars >= (stars > 0 ? 2 : 1);
}

bool
name_matches(struct arena *a, struct str pattern, struct str name)
{
	for (unsigned stretch = 1; stretch < STRETCHED; stretch++) {
		struct sign *p, *s;
		size_t n_p = spell(a, pattern, true, stretch, &p);
		size_t n_s = spell(a, name, false, stretch, &s);
		if (covers(p, n_p, s, n_s))
			return true;
	}
	return false;
}
