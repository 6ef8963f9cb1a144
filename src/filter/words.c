/* The lists, read into entries and found in a reading; see the header. Knows no rule and no verdict.
 * The automaton itself is in automaton.c. */
#include "filter/words.h"

#include "base/utf8.h"
#include "filter/automaton.h"
#include "filter/fold.h"

/* The shipped lists: words/<lang>.txt through words.awk. */
static const struct shipped {
	struct str lang, word, flags;
	int line, severity;
} shipped[] = {
#define WORD(lang_, line_, word_, severity_, category_, flags_)                                    \
	{STR_C(lang_), STR_C(word_), STR_C(flags_), (line_), (severity_)},
#include "words.def"
#undef WORD
};

#define MASKED_MAX 24 /* letters of a masked word: f**k */

struct words {
	struct entry *entries;
	size_t n;
	struct automaton *automaton;
	const struct entry **masked[26]; /* shipped single words by first letter, NULL at the end */
	uint64_t version;
};

/* ---- reading the lists ------------------------------------------------------------------------- */

/* Scripts written without spaces between words, and Hangul, whose endings are part of the word. */
static bool
runs_on(uint32_t c)
{
	return (c >= 0x0E00 && c <= 0x0EFF) || (c >= 0x1000 && c <= 0x109F) ||
	       (c >= 0x1780 && c <= 0x17FF) || (c >= 0x2E80 && c <= 0xD7FF) || c >= 0x20000;
}

/* More bytes than letters: an accent, or a letter like the Turkish dotless i. */
static bool
accented(const struct glyph *g)
{
	return g->to - g->from > g->run;
}

/* The letters of an entry's text; false if nothing is left, or too much. */
static bool
entry_letters(struct arena *a, struct arena *scratch, struct str text, struct entry *e)
{
	struct reading r = normalise(scratch, text);
	const struct glyph *g = r.g, *end = r.g + r.plain;
	while (g < end && !glyph_is_word(g))
		g++;
	while (end > g && !glyph_is_word(end - 1))
		end--;
	if (g == end || utf8_count(text) > ENTRY_CHARS_MAX)
		return false;
	e->n = (uint32_t)(end - g);
	struct letter *letters = arena_array(a, e->n, struct letter);
	for (size_t i = 0; i < e->n; i++)
		letters[i] = (struct letter){g[i].c, g[i].run, accented(&g[i])};
	e->letters = letters;
	e->open_left |= runs_on(letters[0].c) && !(letters[0].c >= 0xAC00);
	e->open_right |= runs_on(letters[e->n - 1].c);
	return true;
}

static void
shipped_entry(struct arena *a, struct arena *scratch, const struct shipped *s, struct entry *e)
{
	e->name = str_printf(a, "%.*s:%d %.*s", STR_FMT(s->lang), s->line, STR_FMT(s->word));
	e->lang = s->lang;
	e->severity = s->severity;
	struct str rest = s->flags, flag;
	while (rest.n > 0) {
		str_cut(&rest, ' ', &flag);
		e->root |= str_eq(flag, STR("in"));
		e->open_left |= str_eq(flag, STR("in")) || str_eq(flag, STR("end"));
		e->open_right |= str_eq(flag, STR("in")) || str_eq(flag, STR("start"));
		e->is_name |= str_eq(flag, STR("name"));
		e->note |= str_eq(flag, STR("note"));
		e->home |= str_eq(flag, STR("home"));
		e->accents |= str_eq(flag, STR("accents"));
	}
	must(entry_letters(a, scratch, s->word, e)); /* words.awk has checked it */
}

static bool
site_entry(struct arena *a, struct arena *scratch, const struct word_entry *w, struct entry *e)
{
	struct str text = str_trim(w->text);
	while (text.n > 0 && text.p[0] == '*') {
		e->open_left = true;
		text = str_from(text, 1);
	}
	while (text.n > 0 && text.p[text.n - 1] == '*') {
		e->open_right = true;
		text = str_sub(text, 0, text.n - 1);
	}
	if (str_has(text, '*') || !utf8_valid(text) || !entry_letters(a, scratch, text, e))
		return false;
	e->name = str_printf(a, "site:%lld %.*s", (long long)w->id, STR_FMT(w->text));
	e->lang = str_copy(a, w->lang);
	e->site = true;
	e->severity = w->severity < 1 ? 1 : w->severity > 3 ? 3 : w->severity;
	e->action = w->action;
	return true;
}

/* Shipped single words by first letter, in the list's order, for masked spellings. */
static void
index_masked(struct words *w, struct arena *a)
{
	size_t count[26] = {0};
	for (size_t i = 0; i < w->n; i++) {
		const struct entry *e = &w->entries[i];
		uint32_t first = e->letters[0].c - 'a';
		if (e->site || e->severity == 0 || first >= 26 || e->n < 3)
			continue;
		if (w->masked[first] == NULL)
			w->masked[first] =
				arena_array(a, ARRAY_LEN(shipped) + 1, const struct entry *);
		w->masked[first][count[first]++] = e;
	}
}

/* Everything a verdict depends on. */
static uint64_t
entry_hash(const struct entry *e, uint64_t seed)
{
	unsigned traits[] = {(unsigned)e->severity, (unsigned)e->action, e->root, e->open_left,
			     e->open_right,         e->is_name,          e->note, e->site,
			     e->home,               e->accents};
	seed = str_hash(e->lang, str_hash(e->name, seed));
	return str_hash((struct str){(const char *)traits, sizeof(traits)}, seed);
}

struct words *
words_new(struct arena *a, const struct word_entry *site, size_t n, size_t *ret_bad)
{
	struct words *w = arena_new_of(a, struct words);
	struct arena *scratch = arena_new();
	size_t bad = 0, bytes = 0;
	w->entries = arena_array(a, ARRAY_LEN(shipped) + n, struct entry);
	for (size_t i = 0; i < ARRAY_LEN(shipped); i++) {
		shipped_entry(a, scratch, &shipped[i], &w->entries[w->n]);
		w->entries[w->n].order = (uint32_t)w->n;
		w->n++;
	}
	for (size_t i = 0; i < n; i++) {
		struct entry e = {.order = (uint32_t)w->n};
		bytes += site[i].text.n;
		if (bytes <= LISTS_BYTES_MAX && site_entry(a, scratch, &site[i], &e))
			w->entries[w->n++] = e;
		else
			bad++;
		arena_reset(scratch);
	}
	arena_free(&scratch);
	for (size_t i = 0; i < w->n; i++)
		w->version = entry_hash(&w->entries[i], w->version + i);
	w->automaton = automaton_new(a, w->entries, w->n);
	index_masked(w, a);
	if (ret_bad != NULL)
		*ret_bad = bad;
	return w;
}

uint64_t
words_version(const struct words *w)
{
	return w->version;
}

/* ---- finding ----------------------------------------------------------------------------------- */

struct search {
	const struct words *words;
	struct arena *arena;
	const struct reading *in;
	struct str lang;
	struct word_hit *hits;
	size_t n, cap;
	size_t budget; /* letters that may still be compared */
};

static void
hit_add(struct search *s, const struct entry *e, uint32_t from, uint32_t to)
{
	if (s->n == s->cap) {
		size_t cap = s->cap * 2 + 16;
		struct word_hit *more = arena_array(s->arena, cap, struct word_hit);
		if (s->n > 0)
			memcpy(more, s->hits, s->n * sizeof(*more));
		s->hits = more;
		s->cap = cap;
	}
	s->hits[s->n++] = (struct word_hit){e, from, to};
}

static bool
digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

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
		if (edge->bits & GLYPH_JOINED)
			return false;
		if (!(g->bits & GLYPH_SOFT) && (!digit(g->c) || digit(edge_letter)))
			return false;
	}
	return false;
}

#define LONG_WORD 5 /* letters: from here on a doubled one makes no other word, or it is in the lists */

/* Whether `g`, standing g->run times in a row, is this letter of the entry. Three or more in a row may
 * be meant as one or two (shiiiit); roots and long words have no such neighbours, so two may be one. */
static bool
letter_fits(const struct glyph *g, const struct letter *l, bool loose)
{
	if (l->c == ' ')
		return !glyph_is_word(g);
	if (!glyph_reads(g, l->c))
		return false;
	return g->run == l->run || (g->run > l->run && !digit(l->c) && (loose || g->run >= 3));
}

/* Digits read as letters must not be the most of a word: the A55 is a road. A letter read as another
 * (fvck) needs the rest of a longer word around it. */
static bool
letters_fit(const struct glyph *g, const struct entry *e)
{
	size_t digits = 0, others = 0;
	for (size_t i = 0; i < e->n; i++) {
		bool edge = (i == 0 && e->open_left) || (i + 1 == e->n && e->open_right);
		if (!letter_fits(&g[i], &e->letters[i], e->root || e->n >= LONG_WORD || edge) ||
		    (e->accents && accented(&g[i]) != e->letters[i].accent))
			return false;
		digits += digit(g[i].c) && !digit(e->letters[i].c) ? e->letters[i].run : 0;
		others += g[i].c >= 'a' && g[i].c <= 'z' && g[i].c != e->letters[i].c;
	}
	return digits * 2 <= e->n && (others == 0 || e->n >= 4);
}

/* "Dick Smith", but not "dick" or "DICK". */
static bool
is_named(const struct glyph *g, size_t n)
{
	return (g[0].bits & GLYPH_UPPER) && (n < 2 || !(g[1].bits & GLYPH_UPPER));
}

/* Whether an entry counts in a text of `lang`: "en" does in "en-GB". */
static bool
counts_in(struct str lang, const struct entry *e)
{
	struct str rest = lang.n > 0 ? lang : STR("en"), primary;
	if (e->site ? lang.n == 0 || e->lang.n == 0 : !e->home)
		return true;
	str_cut(&rest, '-', &primary);
	return str_eq(primary, e->lang) || str_eq(lang, e->lang);
}

static void
consider(struct search *s, const struct entry *e, size_t last)
{
	size_t first = last + 1 - e->n;
	const struct glyph *g = s->in->g + first;
	s->budget -= s->budget < e->n ? s->budget : e->n;
	bool joined = g[0].bits & GLYPH_JOINED;
	bool free = joined ? e->root && (g[0].bits & GLYPH_SINGLES) : true;
	if (!(free && e->open_left) && !boundary(s->in, first, -1, e->letters[0].c))
		return;
	if (!(free && e->open_right) && !boundary(s->in, last, 1, e->letters[e->n - 1].c))
		return;
	if (!letters_fit(g, e) || (e->is_name && is_named(g, e->n)))
		return;
	if (!counts_in(s->lang, e))
		return;
	hit_add(s, e, g[0].from, g[e->n - 1].to);
}

static void
find_plain(struct search *s)
{
	const struct automaton *m = s->words->automaton;
	uint32_t state = 0;
	for (size_t i = 0; i < s->in->n && s->budget > 0; i++) {
		state = automaton_step(m, state, s->in->g[i].c);
		for (uint32_t at = automaton_first(m, state); at != 0; at = automaton_next(m, at)) {
			size_t n;
			const struct entry *const *found = automaton_entries(m, at, &n);
			for (size_t k = 0; k < n && s->budget > 0; k++)
				consider(s, found[k], i);
		}
	}
}

/* ---- masked words: f**k, sh*t ------------------------------------------------------------------ */

/* A word with masked letters, spread out: NULL is a masked one. */
struct masked {
	const struct glyph *at[MASKED_MAX];
	size_t n, visible;
	bool dash; /* masked by '-' or '_', which also join honest words */
	uint32_t to;
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
		for (size_t k = 0; k < g->run && m.n < MASKED_MAX; k++)
			m.at[m.n++] = word ? g : NULL;
		m.visible += word ? g->run : 0;
		m.dash |= (g->bits & GLYPH_DASH) != 0;
		m.to = g->to;
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
	if (m->dash && (e->severity < 2 || e->note))
		return false;
	for (size_t i = 0; i < e->n; i++)
		for (size_t k = 0; k < e->letters[i].run; k++, at++)
			if (at >= m->n || e->letters[i].c == ' ' ||
			    (m->at[at] != NULL && !glyph_reads(m->at[at], e->letters[i].c)))
				return false;
	return at == m->n;
}

static void
find_masked(struct search *s)
{
	const struct reading *in = s->in;
	for (size_t i = 0; i < in->plain;) {
		struct masked m;
		if (!glyph_is_word(&in->g[i])) {
			i++;
			continue;
		}
		size_t from = i;
		i = masked_read(in, from, &m);
		uint32_t first = fold_class(in->g[from].c) - 'a';
		bool starred = from > 0 && (in->g[from - 1].bits & GLYPH_STARS); /* Markdown's *sh* */
		if (starred || !masked_legible(&m) || first >= 26 ||
		    s->words->masked[first] == NULL)
			continue;
		for (const struct entry *const *e = s->words->masked[first]; *e != NULL; e++)
			if (masked_fits(&m, *e) && counts_in(s->lang, *e)) {
				hit_add(s, *e, in->g[from].from, m.to);
				break;
			}
	}
}

/* ---- what stays -------------------------------------------------------------------------------- */

static int
by_place(const void *x, const void *y)
{
	const struct word_hit *a = x, *b = y;
	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	if (a->to != b->to)
		return a->to > b->to ? -1 : 1;
	bool a_word = a->entry->severity > 0, b_word = b->entry->severity > 0;
	if (a_word != b_word)
		return a_word - b_word;
	return (a->entry->order > b->entry->order) - (a->entry->order < b->entry->order);
}

/* In source order, longest first: a hit is covered if something before it reaches as far. A site's own
 * entries are never covered: the site has said what it wants. */
static void
prune(struct search *s)
{
	uint32_t covered = 0;
	size_t n = 0;
	if (s->n > 1)
		qsort(s->hits, s->n, sizeof(*s->hits), by_place);
	for (size_t i = 0; i < s->n; i++) {
		struct word_hit h = s->hits[i];
		bool again = n > 0 && memcmp(&s->hits[n - 1], &h, sizeof(h)) == 0;
		bool hidden = !h.entry->site && h.to <= covered;
		if (!h.entry->site && h.to > covered)
			covered = h.to;
		if (!hidden && !again && h.entry->severity > 0)
			s->hits[n++] = h;
	}
	s->n = n;
}

size_t
words_find(const struct words *w, struct arena *a, const struct reading *in, struct str lang,
	   struct word_hit **ret, bool *ret_tangled)
{
	/* Honest text compares a few letters a hundred characters; see the test of hostile lists. */
	struct search s = {
		.words = w, .arena = a, .in = in, .lang = lang, .budget = 4096 + 64 * in->n};
	find_plain(&s);
	find_masked(&s);
	prune(&s);
	*ret_tangled = s.budget == 0;
	*ret = s.hits;
	return s.n;
}
