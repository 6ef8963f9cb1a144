/* Name patterns; see the header. Reads by the normaliser of the filters, knows no list and no ban. */
#include "filter/name.h"

#include "filter/fold.h"
#include "filter/normalise.h"

#define STAR 0 /* no code point of a reading */
#define STRETCHED 3 /* no name has a letter three times in a row */
#define SPELLINGS (STRETCHED - 1) /* a stretched letter once, or twice: both, whichever matches */

struct sign {
	uint32_t c;
	struct glyph glyph; /* what it may also be read as */
};

struct name_spelled {
	struct spelling {
		struct sign *s;
		size_t n;
	} by[SPELLINGS];
};

struct name_pattern {
	struct plain {
		uint32_t *c;
		size_t n;
	} by[SPELLINGS];
};

/* Letters and digits one by one, gaps left out; in a pattern, a gap with a '*' in it is a STAR. A stretched
 * letter counts `stretch` times. */
static struct spelling
spell(struct arena *a, const struct reading *r, struct str text, bool pattern, unsigned stretch)
{
	struct spelling to = {arena_array(a, r->plain * SPELLINGS + 1, struct sign), 0};
	for (size_t i = 0; i < r->plain; i++) {
		const struct glyph *g = &r->g[i];
		if (glyph_is_word(g)) {
			uint32_t latin = fold_lookalike(g->c), c = latin != 0 ? latin : g->c;
			unsigned times = g->run < STRETCHED ? g->run : stretch;
			while (times-- > 0)
				to.s[to.n++] = (struct sign){c, *g};
		} else if (pattern && str_has(str_sub(text, g->from, g->to), '*')) {
			to.s[to.n++] = (struct sign){.c = STAR};
		}
	}
	return to;
}

static bool
reads_as(const struct sign *name, uint32_t pattern)
{
	return name->c == pattern || glyph_reads(&name->glyph, pattern);
}

/* Goes back to the last '*' alone: at most name->n * pattern->n steps. */
static bool
covers(const struct plain *pattern, const struct spelling *name)
{
	size_t p = 0, i = 0, star = SIZE_MAX, from = 0;
	while (i < name->n) {
		if (p < pattern->n && pattern->c[p] == STAR) {
			star = p++;
			from = i;
		} else if (p < pattern->n && reads_as(&name->s[i], pattern->c[p])) {
			p++;
			i++;
		} else if (star != SIZE_MAX) {
			p = star + 1;
			i = ++from;
		} else {
			return false;
		}
	}
	while (p < pattern->n && pattern->c[p] == STAR)
		p++;
	return p == pattern->n;
}

bool
name_pattern_ok(struct arena *a, struct str pattern)
{
	const struct name_pattern *p = name_pattern_new(a, a, pattern);
	const struct plain *all = &p->by[SPELLINGS - 1];
	size_t stars = 0;
	for (size_t i = 0; i < all->n; i++)
		stars += all->c[i] == STAR;
	return all->n - stars >= (stars > 0 ? 2 : 1);
}

struct name_pattern *
name_pattern_new(struct arena *a, struct arena *scratch, struct str pattern)
{
	struct name_pattern *p = arena_new_of(a, struct name_pattern);
	struct reading r = normalise(scratch, pattern);
	for (unsigned i = 0; i < SPELLINGS; i++) {
		struct spelling s = spell(scratch, &r, pattern, true, i + 1);
		p->by[i] = (struct plain){arena_array(a, s.n, uint32_t), s.n};
		for (size_t k = 0; k < s.n; k++)
			p->by[i].c[k] = s.s[k].c;
	}
	return p;
}

struct name_spelled *
name_spell(struct arena *a, struct str name)
{
	struct name_spelled *n = arena_new_of(a, struct name_spelled);
	struct reading r = normalise(a, name);
	for (unsigned i = 0; i < SPELLINGS; i++)
		n->by[i] = spell(a, &r, name, false, i + 1);
	return n;
}

bool
name_matches(const struct name_pattern *p, const struct name_spelled *name)
{
	for (size_t i = 0; i < SPELLINGS; i++)
		if (covers(&p->by[i], &name->by[i]))
			return true;
	return false;
}
