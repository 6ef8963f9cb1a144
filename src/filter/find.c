/*
 * The views of a text in which entries are looked for; see filter/words.h. Everything is linear in the
 * text: the automaton runs once over the plain reading and the joined ones behind it, and each hit is
 * checked within the word it stands in.
 */
#include "filter/lexicon.h"

#include "filter/fold.h"
#include "filter/ordinary.h"

/* Whether a word ends at a glyph, for entries that end in a letter [0] and in a digit [1]. */
struct end {
	size_t at;
	bool asked[2], is[2];
};

/* The word around a place, and what is known of it. */
struct around {
	size_t from, to;  /* glyphs */
	bool asked, ordinary;
};

struct search {
	const struct words *words;
	struct arena *arena;
	const struct reading *in;
	struct str lang;       /* "en" of "en-GB"; "" = unknown */
	struct around around;  /* the last hit: hits come in order */
	struct end end;        /* the last place that was considered */
	unsigned gaps;         /* bits of the gaps that were seen */
	struct word_hit *hits;
	size_t n, cap;
	size_t budget;         /* letters that may still be compared */
	size_t tries;          /* words looked up as halves or masked */
};

static void
hit_add(struct search *s, const struct entry *e, const struct glyph *first, const struct glyph *last,
	bool written)
{
	if (s->n == s->cap) {
		size_t cap = s->cap * 2 + 16;
		struct word_hit *more = arena_alloc(s->arena, cap * sizeof(*more));
		if (s->n > 0)
			memcpy(more, s->hits, s->n * sizeof(*more));
		s->hits = more;
		s->cap = cap;
	}
	/* A word that is read backwards begins at its last letter. */
	bool turned = first->from > last->from;
	s->hits[s->n++] = (struct word_hit){e, turned ? last->from : first->from,
					    turned ? first->to : last->to, written, 0, {{0, 0}}};
}

static bool
digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

static bool
latin(uint32_t c)
{
	return c >= 'a' && c <= 'z';
}

/* ---- where a word ends ------------------------------------------------------------------------- */

#define OUTSIDE_MAX 8 /* symbols beside a word that are looked through */

/* Whether a word may end at g[at], an edge of the match; `step` points out of it. Symbols and digits
 * around a word are not of it ("fuck123"), unless more of a word follows behind them ("mu5+ard"). */
static bool
boundary(const struct reading *in, size_t at, int step, uint32_t edge_letter)
{
	const struct glyph *edge = &in->g[at];
	for (size_t seen = 0; seen <= OUTSIDE_MAX; seen++) {
		at += (size_t)step; /* wraps below 0, which is past the end too */
		if (at >= in->n || !glyph_is_word(&in->g[at]))
			return true;
		const struct glyph *g = &in->g[at];
		if (edge->bits & GLYPH_SINGLES) /* "a f u c k": the article, spaced like the rest */
			return step < 0 && (g->c == 'a' || g->c == 'i') && g->run == 1 &&
			       (at == 0 || !glyph_is_word(&in->g[at - 1]));
		bool beside = digit(g->c) && !digit(edge_letter) && !(edge->bits & GLYPH_JOINED);
		if (!(g->bits & GLYPH_SOFT) && !beside)
			return false;
	}
	return false;
}

static size_t
word_begin(const struct reading *in, size_t at)
{
	while (at > 0 && glyph_is_word(&in->g[at - 1]))
		at--;
	return at;
}

static size_t
word_end(const struct reading *in, size_t at)
{
	while (at < in->n && glyph_is_word(&in->g[at]))
		at++;
	return at;
}

/* "ass*hur", "cl⭐ass": what is glued to a short mild word makes it a part of another one. */
static bool
glued(const struct reading *in, size_t at, int step)
{
	size_t gap = at + (size_t)step, beyond = gap + (size_t)step;
	return beyond < in->plain && (in->g[gap].bits & GLYPH_GLUE) &&
	       !(in->g[gap].bits & GLYPH_SPACE) && glyph_is_word(&in->g[beyond]);
}

/* Moves s->around to the word that holds the glyph. */
static void
token_at(struct search *s, size_t at)
{
	if (at >= s->around.from && at < s->around.to)
		return;
	s->around = (struct around){word_begin(s->in, at), word_end(s->in, at), false, false};
}

/* Whether the word around glyph `at` is an ordinary one. */
static bool
in_ordinary(struct search *s, size_t at)
{
	token_at(s, at);
	struct around *t = &s->around;
	if (!t->asked)
		t->ordinary = t->to - t->from <= ORDINARY_MAX &&
			      ordinary_is(s->in->g + t->from, t->to - t->from);
	t->asked = true;
	return t->ordinary;
}

/* ---- letters ----------------------------------------------------------------------------------- */

enum fit {
	FIT_NOT,
	FIT_DISGUISED, /* by leet, by shape, stretched */
	FIT_WRITTEN
};

#define LONG_WORD 5 /* letters as written: from here on a doubled one makes no word, or an ordinary one */

/* Whether `g`, standing g->run times in a row, is this letter of the entry. Three or more in a row may
 * be meant as one or two (shiiiit); in roots and long words two may be one. */
static bool
letter_fits(const struct glyph *g, const struct letter *l, bool loose)
{
	if (l->c == ' ')
		return !glyph_is_word(g);
	if (!glyph_reads(g, l->c))
		return false;
	return g->run == l->run || (g->run > l->run && !digit(l->c) && (loose || g->run >= 3));
}

/* "5h17" is a word; "A55" is a road, "455" a number. */
static bool
more_than_a_number(const struct glyph *g, const struct entry *e, size_t digits)
{
	if (digits * 2 <= e->written)
		return true;
	size_t first = e->n, last = 0; /* of the letters */
	for (size_t i = 0; i < e->n; i++)
		if (!digit(g[i].c)) {
			first = first < i ? first : i;
			last = i;
		}
	return e->n >= 4 && first < e->n && (last > first || (first > 0 && last + 1 < e->n));
}

/* A letter read as another (fvck) needs the rest of a longer word around it. */
static enum fit
letters_fit(const struct glyph *g, const struct entry *e)
{
	size_t digits = 0, others = 0, odd = 0;
	bool loose = e->root || e->written >= LONG_WORD;
	for (size_t i = 0; i < e->n; i++) {
		const struct letter *l = &e->letters[i];
		if (g[i].c == l->c && g[i].run == l->run && !e->accents) /* nearly always */
			continue;
		bool edge = (i == 0 && e->open_left) || (i + 1 == e->n && e->open_right);
		if (!letter_fits(&g[i], l, loose || edge) ||
		    (e->accents && glyph_accented(&g[i]) != l->accent))
			return FIT_NOT;
		if (l->c == ' ')
			continue;
		digits += digit(g[i].c) && !digit(l->c) ? l->run : 0;
		others += latin(g[i].c) && g[i].c != l->c;
		odd += g[i].c != l->c || (g[i].run != l->run && !edge); /* rotzak, rotzakken */
	}
	if (odd == 0)
		return FIT_WRITTEN;
	if (e->variant && digits > 0) /* a disguise of a disguise */
		return FIT_NOT;
	return more_than_a_number(g, e, digits) && (others == 0 || e->n >= 4) ? FIT_DISGUISED
									      : FIT_NOT;
}

/* "Dick Smith", but not "dick" or "DICK". */
static bool
is_named(const struct glyph *g, size_t n)
{
	return (g[0].bits & GLYPH_UPPER) && (n < 2 || !(g[1].bits & GLYPH_UPPER));
}

static bool
counts_in(struct str lang, const struct entry *e)
{
	if (e->site ? lang.n == 0 || e->of->lang == 0 : !e->home)
		return true;
	return entry_at_home(lang, e);
}

#define RUN_REST 4 /* letters of a word that an entry runs together with */

/* ---- as written, leet, stretched, misspelled, run together, joined ------------------------------- */

/* "typicalslut", "manyfags": one end of a word that is none is a strong entry, the rest a word. Only in
 * the entry's own language: in others it may be how words are made. */
static bool
runs_together(struct search *s, const struct entry *e, size_t first, size_t last, bool left, bool right)
{
	if (!entry_runs_together(e) || left == right || !entry_at_home(s->lang, e))
		return false;
	token_at(s, first);
	struct around *t = &s->around;
	size_t from = left ? last + 1 : t->from, to = left ? t->to : first;
	return to - from >= RUN_REST && to - from <= ORDINARY_MAX && !in_ordinary(s, first) &&
	       ordinary_is(s->in->g + from, to - from);
}

/* Then the list decides, and nothing else. */
static bool
as_listed(const struct entry *e, enum fit fit)
{
	return fit == FIT_WRITTEN && !e->variant;
}

/* Whether entry `e`, whose letters fit g[first .. last], may stand there. */
static bool
stands(struct search *s, const struct entry *e, size_t first, size_t last, enum fit fit)
{
	const struct glyph *g = s->in->g;
	bool left = boundary(s->in, first, -1, e->letters[0].c),
	     right = boundary(s->in, last, 1, e->letters[e->n - 1].c);
	if (g[first].bits & GLYPH_JOINED) {
		bool open = e->root && (g[first].bits & GLYPH_SINGLES);
		return !e->variant && (left || open) && (right || open) &&
		       ((left && right) || !in_ordinary(s, first));
	}
	if ((left || e->open_left) && (right || e->open_right)) {
		bool sure = e->site || (e->variant ? false : e->severity > 1 || e->n > 4 || e->root);
		if (!sure && left && right && (glued(s->in, first, -1) || glued(s->in, last, 1)))
			return false;
		return as_listed(e, fit) || !in_ordinary(s, first);
	}
	return fit == FIT_WRITTEN && runs_together(s, e, first, last, left, right);
}

/* boundary() behind g[last], asked once for all the entries that end there. */
static bool
ends_at(struct search *s, size_t last, uint32_t edge_letter)
{
	size_t kind = digit(edge_letter);
	if (s->end.at != last)
		s->end = (struct end){.at = last};
	if (!s->end.asked[kind])
		s->end.is[kind] = boundary(s->in, last, 1, edge_letter);
	s->end.asked[kind] = true;
	return s->end.is[kind];
}

#define SPACELESS 0x0E00 /* from this script on words stand side by side, or endings are many */

/* A star of a site's own entry stands for the rest of the word: that is found, and masked, with it. An
 * ordinary word speaks for all that goes on within the word: "sniggers". */
static void
take_rest(struct search *s, const struct entry *e, size_t *first, size_t *last)
{
	if (e->open_left && e->letters[0].c < SPACELESS) {
		token_at(s, *first);
		*first = s->around.from;
	}
	if (e->open_right && e->letters[e->n - 1].c < SPACELESS) {
		token_at(s, *last);
		*last = s->around.to - 1;
	}
}

static void
consider(struct search *s, const struct entry *e, size_t last)
{
	size_t first = last + 1 - e->n;
	const struct glyph *g = s->in->g + first;
	s->budget -= s->budget < e->n ? s->budget : e->n;
	/* A hostile text has dozens that may end at a place: this refuses most of them unread. */
	if (e->whole && !(ends_at(s, last, e->letters[e->n - 1].c) &&
			  boundary(s->in, first, -1, e->letters[0].c)))
		return;
	enum fit fit = letters_fit(g, e);
	if (fit == FIT_NOT || !counts_in(s->lang, e))
		return;
	if (fit == FIT_WRITTEN && e->severity == 0 && (e->open_left || e->open_right) &&
	    e->letters[0].c < SPACELESS) {
		take_rest(s, e, &first, &last);
		if (boundary(s->in, first, -1, s->in->g[first].c) &&
		    boundary(s->in, last, 1, s->in->g[last].c))
			hit_add(s, e, &s->in->g[first], &s->in->g[last], true);
		return;
	}
	if (!stands(s, e, first, last, fit) || (e->is_name && fit == FIT_WRITTEN && is_named(g, e->n)))
		return;
	bool joined = g->bits & GLYPH_JOINED;
	if (e->site && !joined)
		take_rest(s, e, &first, &last);
	hit_add(s, e, &s->in->g[first], &s->in->g[last], as_listed(e, fit) && !joined);
}

/* ---- split once: "fu ck" ------------------------------------------------------------------------ */

#define HALVES_MAX 16 /* letters of both halves */
#define HALVES_LONG 8 /* letters of both: one half may be a word ("cocks ucker") */

/* The two words as one. */
static size_t
put_together(const struct glyph *a, size_t na, const struct glyph *b, size_t nb, struct glyph *to)
{
	memcpy(to, a, na * sizeof(*a));
	bool same = a[na - 1].c == b[0].c;
	if (same)
		to[na - 1].run = (uint16_t)(to[na - 1].run + b[0].run);
	memcpy(to + na, b + same, (nb - same) * sizeof(*b));
	return na + nb - same;
}

static void
try_halves(struct search *s, const struct glyph *a, size_t na, const struct glyph *b, size_t nb)
{
	struct glyph whole[HALVES_MAX];
	size_t n = put_together(a, na, b, nb, whole);
	const struct automaton *m = s->words->automaton;
	uint32_t state = 0;
	for (size_t i = 0; i < n; i++)
		state = automaton_step(m, state, whole[i].c);
	for (uint32_t at = automaton_first(m, state); at != 0; at = automaton_next(m, at)) {
		size_t found;
		const struct entry *const *e = automaton_entries(m, at, &found);
		for (size_t k = 0; k < found; k++) {
			s->budget -= s->budget < n ? s->budget : n;
			if (e[k]->n == n && !e[k]->variant && !e[k]->site && !e[k]->note &&
			    counts_in(s->lang, e[k]) && letters_fit(whole, e[k]) == FIT_WRITTEN)
				hit_add(s, e[k], a, b + nb - 1, false);
		}
	}
}

/* Whether entries begin with all of `a`, behind which `state` is, and go on with all of `b`: nearly never,
 * and seen at its first letters. */
static bool
may_be_one(const struct automaton *m, uint32_t state, const struct glyph *a, size_t na, const struct glyph *b,
	   size_t nb)
{
	size_t same = a[na - 1].c == b[0].c;
	for (size_t i = same; i < nb; i++) {
		state = automaton_step(m, state, b[i].c);
		if (m->node[state].depth < na + i + 1 - same) /* in bytes: no fewer than letters */
			return false;
	}
	return automaton_first(m, state) != 0;
}

/* The word g[from .. to), with which an entry may begin, and the one behind it. */
static void
find_halves(struct search *s, uint32_t state, size_t from, size_t to)
{
	const struct reading *in = s->in;
	size_t next = to + 1, end = next;
	if (in->g[to].run > 0) /* more than white space between them */
		return;
	while (end < in->plain && glyph_is_word(&in->g[end]) && end - from <= HALVES_MAX)
		end++;
	size_t letters = to - from + end - next;
	if (end == next || letters < 4 || letters > HALVES_MAX ||
	    !may_be_one(s->words->automaton, state, in->g + from, to - from, in->g + next, end - next))
		return;
	s->tries++;
	bool left = ordinary_any(s->lang, in->g + from, to - from),
	     right = ordinary_any(s->lang, in->g + next, end - next);
	if (!(left || right) || (letters >= HALVES_LONG && !(left && right)))
		try_halves(s, in->g + from, to - from, in->g + next, end - next);
}

/* ---- one run of the automaton over all readings --------------------------------------------------- */

#define FOUND_MAX 1024 /* hits, or tries: far more than a comment has; then it is tangled */

/* The entries that end in a state, and in its suffixes. */
static void
consider_all(struct search *s, uint32_t state, size_t last)
{
	const struct automaton *m = s->words->automaton;
	for (uint32_t at = state; at != 0; at = automaton_next(m, at)) {
		size_t n;
		const struct entry *const *found = automaton_entries(m, at, &n);
		for (size_t k = 0; k < n && s->budget > 0; k++)
			consider(s, found[k], last);
	}
}

static bool
tangled(const struct search *s)
{
	return s->budget == 0 || s->n >= FOUND_MAX || s->tries >= FOUND_MAX;
}

static void
find_all(struct search *s)
{
	const struct automaton *m = s->words->automaton;
	const struct glyph *g = s->in->g;
	const struct node *node = m->node;
	const size_t n_all = s->in->n, plain = s->in->plain;
	uint32_t state = 0;
	size_t word = 0; /* where the word of glyph i begins */
	for (size_t i = 0; i < n_all; i++) {
		if (!glyph_is_word(&g[i])) {
			s->gaps |= g[i].bits;
			if (i < plain && i > word && i - word <= node[state].depth) {
				find_halves(s, state, word, i);
				if (tangled(s))
					break;
			}
			word = i + 1;
		}
		state = automaton_step(m, state, g[i].c);
		while (node[state].found == 0 && i + 1 < n_all && glyph_is_word(&g[i + 1]))
			state = automaton_step(m, state, g[++i].c);
		if (node[state].found == 0) /* nearly always */
			continue;
		consider_all(s, node[state].found, i);
		if (tangled(s))
			break;
	}
}

/* ---- masked: f**k, sh*t --------------------------------------------------------------------------- */

/* A word with masked letters, spread out: NULL is a masked one. */
struct masked {
	const struct glyph *at[MASKED_MAX];
	size_t n, visible;
	uint64_t shape, seen; /* of the visible ones, and where they stand in it */
	bool dash; /* masked by '-' or '_', which also join honest words */
	const struct glyph *last;
};

/* Reads one that begins at g[from]; the index behind it. */
static size_t
masked_read(const struct reading *in, size_t from, struct masked *ret)
{
	struct masked m = {.n = 0};
	size_t i = from;
	for (; i < in->plain; i++) {
		const struct glyph *g = &in->g[i];
		bool word = glyph_is_word(g),
		     last = i + 1 == in->plain || !glyph_is_word(&in->g[i + 1]);
		bool dash =
			(g->bits & GLYPH_DASH) && g->run == 1 && !last && !(g->bits & GLYPH_SPACE);
		if (!word && !dash && (!(g->bits & GLYPH_STARS) || (g->bits & GLYPH_APART)))
			break;
		for (size_t k = 0; k < g->run && m.n < MASKED_MAX; k++) {
			m.shape |= word ? masked_letter(g->c, m.n) : 0;
			m.seen |= word && m.n < MASKED_SHAPE ? UINT64_C(31) << 5 * m.n : 0;
			m.at[m.n++] = word ? g : NULL;
		}
		m.visible += word ? g->run : 0;
		m.dash |= (g->bits & GLYPH_DASH) != 0;
		m.last = g;
		if (g->bits & GLYPH_SPACE)
			break;
	}
	*ret = m;
	return i;
}

/* Half of it, two letters at least: "f***" may be many things. */
static bool
masked_legible(const struct masked *m)
{
	return m->n > m->visible && m->visible >= 2 && m->visible * 2 >= m->n && m->n < MASKED_MAX;
}

static bool
masked_fits(const struct masked *m, const struct entry *e)
{
	size_t at = 0;
	if (m->dash && e->severity < 2)
		return false;
	for (size_t i = 0; i < e->n; i++)
		for (size_t k = 0; k < e->letters[i].run; k++, at++)
			if (m->at[at] != NULL && !glyph_reads(m->at[at], e->letters[i].c))
				return false;
	return true;
}

static int
weight(const struct entry *e)
{
	return e->note ? 0 : e->severity;
}

static void
find_masked(struct search *s)
{
	const struct reading *in = s->in;
	const struct words *w = s->words;
	for (size_t i = 0; i < in->plain && s->n < 2 * FOUND_MAX && s->tries < FOUND_MAX;) {
		struct masked m;
		if (!glyph_is_word(&in->g[i])) {
			i++;
			continue;
		}
		size_t from = i;
		i = word_end(in, from);
		if (i >= in->plain || !(in->g[i].bits & (GLYPH_STARS | GLYPH_DASH))) /* nearly always */
			continue;
		i = masked_read(in, from, &m);
		bool starred = from > 0 && (in->g[from - 1].bits & GLYPH_STARS); /* Markdown's *sh* */
		if (starred || !masked_legible(&m) || !latin(in->g[from].c))
			continue;
		s->tries++;
		const struct entry *meant = NULL; /* of several words that fit the mildest */
		size_t place = masked_place(in->g[from].c, m.n);
		for (uint32_t k = w->masked_at[place]; k < w->masked_at[place + 1]; k++) {
			if (((w->masked_shape[k] ^ m.shape) & m.seen) != 0) /* most of them */
				continue;
			const struct entry *e = w->masked[k];
			if (masked_fits(&m, e) && counts_in(s->lang, e) &&
			    (meant == NULL || weight(e) < weight(meant)))
				meant = e;
		}
		if (meant != NULL)
			hit_add(s, meant, &in->g[from], m.last, false);
	}
}

size_t
words_find(const struct words *w, struct arena *a, const struct reading *in, struct str lang,
	   struct word_hit **ret, bool *ret_tangled)
{
	struct str rest = lang, primary;
	str_cut(&rest, '-', &primary);
	/* Honest text compares a few letters a hundred characters; see the test of hostile lists. */
	struct search s = {.words = w, .arena = a, .in = in, .lang = primary, .budget = 8192 + in->n};
	find_all(&s);
	if (s.gaps & (GLYPH_STARS | GLYPH_DASH))
		find_masked(&s);
	*ret_tangled = in->tangled || tangled(&s);
	s.n = hits_keep(s.hits, s.n);
	contexts_tell(w, in, s.hits, s.n);
	*ret = s.hits;
	return s.n;
}
