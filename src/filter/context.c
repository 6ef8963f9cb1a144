/*
 * Which meaning of a homonym stands in a text: what the words around it say. A list names for an entry
 * ("unless:") the words of its other meaning; where so many of them stand near, the entry is told and asks
 * for nothing. Only of what is written as the list has it, and only where nothing near speaks against it:
 * a word that is said to or about a person, another entry, a hit that is called something ("is a", "such a").
 * In doubt the entry counts. Looked at where an entry with a context was found alone: nearly never.
 */
#include "filter/lexicon.h"

#include "filter/mix.h"

#define NEAR 12    /* words either side of the hit that are looked at */
#define CALLED 3   /* words before it in which it is called something */
#define LONGEST 64 /* letters of a word; at a longer one the look ends */
#define ASKED 32   /* hits of a text; later ones count */

struct context {
	uint8_t person, calling; /* numbers of its language's contexts of these names */
	uint64_t *words;         /* hashed, sorted */
	size_t n;
};

/* ---- words --------------------------------------------------------------------------------------- */

/* A word of glyphs. */
struct place {
	size_t from, to;
};

static bool
word_behind(const struct reading *in, size_t at, struct place *ret)
{
	while (at < in->plain && !glyph_is_word(&in->g[at]))
		at++;
	for (ret->from = at; at < in->plain && glyph_is_word(&in->g[at]) && at - ret->from <= LONGEST;)
		at++;
	ret->to = at;
	return ret->to > ret->from && ret->to - ret->from <= LONGEST;
}

static bool
word_before(const struct reading *in, size_t at, struct place *ret)
{
	while (at > 0 && !glyph_is_word(&in->g[at - 1]))
		at--;
	for (ret->to = at; at > 0 && glyph_is_word(&in->g[at - 1]) && ret->to - at <= LONGEST;)
		at--;
	ret->from = at;
	return ret->to > ret->from && ret->to - ret->from <= LONGEST;
}

static uint64_t
word_hash(const struct reading *in, struct place p)
{
	uint64_t hash = p.to - p.from;
	for (size_t i = p.from; i < p.to; i++)
		hash = mix64(hash ^ in->g[i].c ^ (uint64_t)in->g[i].run << 32);
	return hash;
}

/* ---- reading them -------------------------------------------------------------------------------- */

static int
by_hash(const void *x, const void *y)
{
	uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
	return (a > b) - (a < b);
}

static bool
has_word(const struct context *c, uint64_t hash)
{
	return c->n > 0 && bsearch(&hash, c->words, c->n, sizeof(hash), by_hash) != NULL;
}

uint8_t
context_number(struct str lang, struct str name)
{
	must(shipped_contexts_n < UINT8_MAX);
	for (size_t i = 0; i < shipped_contexts_n; i++)
		if (str_eq(shipped_contexts[i].lang, lang) && str_eq(shipped_contexts[i].name, name))
			return (uint8_t)(i + 1);
	return 0;
}

struct context *
contexts_read(struct arena *a)
{
	struct context *all = arena_array(a, shipped_contexts_n, struct context);
	struct arena *scratch = arena_new();
	for (size_t i = 0; i < shipped_contexts_n; i++) {
		const struct shipped_context *s = &shipped_contexts[i];
		struct reading r = normalise(scratch, s->words);
		struct context *c = &all[i];
		c->person = context_number(s->lang, STR("person"));
		c->calling = context_number(s->lang, STR("calling"));
		c->words = arena_array(a, s->words.n / 2 + 1, uint64_t);
		struct place p = {0, 0};
		while (word_behind(&r, p.to, &p))
			c->words[c->n++] = word_hash(&r, p);
		qsort(c->words, c->n, sizeof(*c->words), by_hash);
		arena_reset(scratch);
	}
	arena_free(&scratch);
	return all;
}

/* ---- asking them --------------------------------------------------------------------------------- */

struct ask {
	const struct context *of, *person, *calling;
	const struct reading *in;
	struct word_hit *hit;
	uint64_t seen[TOLD_MAX]; /* each word speaks once */
	uint32_t from, to;       /* bytes that were looked at */
	bool against;
};

static void
look_at(struct ask *q, struct place p, bool calls)
{
	uint64_t hash = word_hash(q->in, p);
	uint32_t from = q->in->g[p.from].from, to = q->in->g[p.to - 1].to;
	q->from = from < q->from ? from : q->from;
	q->to = to > q->to ? to : q->to;
	q->against |= q->person != NULL && has_word(q->person, hash);
	q->against |= calls && q->calling != NULL && has_word(q->calling, hash);
	if (q->hit->told == TOLD_MAX || !has_word(q->of, hash))
		return;
	for (size_t i = 0; i < q->hit->told; i++)
		if (q->seen[i] == hash)
			return;
	q->seen[q->hit->told] = hash;
	q->hit->by[q->hit->told].from = from;
	q->hit->by[q->hit->told++].to = to;
}

/* The glyph of the plain reading that holds a byte of the source. */
static size_t
glyph_at(const struct reading *in, uint32_t byte)
{
	size_t from = 0, to = in->plain;
	while (to - from > 1) {
		size_t half = from + (to - from) / 2;
		*(in->g[half].from <= byte ? &from : &to) = half;
	}
	return from;
}

/* Nearest first: what is named is what stands next to it. */
static void
ask(struct ask *q)
{
	size_t first = glyph_at(q->in, q->hit->from), last = glyph_at(q->in, q->hit->to - 1) + 1;
	struct place before = {first, first}, behind = {last, last};
	bool left = true, right = true;
	for (size_t i = 0; i < NEAR && (left || right); i++) {
		left = left && word_before(q->in, before.from, &before);
		if (left)
			look_at(q, before, i < CALLED);
		right = right && word_behind(q->in, behind.to, &behind);
		if (right)
			look_at(q, behind, false);
	}
}

/* Whether another entry stands within what was looked at, one that has no such excuse. */
static bool
beside_others(const struct ask *q, const struct word_hit *hits, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (hits[i].entry->context == 0 && !hits[i].entry->note && !hits[i].entry->shadow &&
		    hits[i].to > q->from && hits[i].from < q->to)
			return true;
	return false;
}

void
contexts_tell(const struct words *w, const struct reading *in, struct word_hit *hits, size_t n)
{
	for (size_t i = 0, asked = 0; i < n && asked < ASKED; i++) {
		struct word_hit *h = &hits[i];
		uint8_t number = h->entry->context;
		if (number == 0 || !h->written || h->entry->note)
			continue;
		const struct context *c = &w->contexts[number - 1];
		struct ask q = {.of = c, .in = in, .hit = h, .from = h->from, .to = h->to,
				.person = c->person > 0 ? &w->contexts[c->person - 1] : NULL,
				.calling = c->calling > 0 ? &w->contexts[c->calling - 1] : NULL};
		ask(&q);
		asked++;
		if (h->told < (h->entry->severity > 1 ? TOLD_MAX : 1) || q.against ||
		    beside_others(&q, hits, n))
			h->told = 0;
	}
}
