/* The lists, read into entries; see the header. Knows no rule and no verdict. How they are found is in
 * find.c, the automaton in automaton.c. */
#include "filter/lexicon.h"

#include "base/utf8.h"
#include "filter/filter.h"

/* ---- reading the lists ------------------------------------------------------------------------- */

/* Scripts written without spaces between words, and Hangul, whose endings are part of the word. */
static bool
runs_on(uint32_t c)
{
	return (c >= 0x0E00 && c <= 0x0EFF) || (c >= 0x1000 && c <= 0x109F) ||
	       (c >= 0x1780 && c <= 0x17FF) || (c >= 0x2E80 && c <= 0xD7FF) || c >= 0x20000;
}

/* Small Latin letters and single spaces read as themselves: most entries, and quicker than a reading. */
static size_t
simple_letters(struct str text, struct letter letters[ENTRY_CHARS_MAX])
{
	size_t n = 0;
	if (text.n == 0 || text.n > ENTRY_CHARS_MAX || text.p[0] == ' ' || text.p[text.n - 1] == ' ')
		return 0;
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		if ((c < 'a' || c > 'z') && (c != ' ' || text.p[i - 1] == ' '))
			return 0;
		if (n > 0 && letters[n - 1].c == (unsigned char)c)
			letters[n - 1].run++;
		else
			letters[n++] = (struct letter){(unsigned char)c, c != ' ', false};
	}
	return n;
}

static void
entry_put(struct arena *a, const struct letter *letters, size_t n, struct entry *e)
{
	struct letter *kept = arena_alloc(a, n * sizeof(*kept));
	memcpy(kept, letters, n * sizeof(*kept));
	e->letters = kept;
	must(n <= UINT16_MAX);
	e->n = (uint16_t)n;
	for (size_t i = 0; i < n; i++)
		e->written = (uint16_t)(e->written + letters[i].run);
	e->open_left |= runs_on(letters[0].c) && !(letters[0].c >= 0xAC00);
	e->open_right |= runs_on(letters[n - 1].c);
}

/* The letters of an entry's text; false if nothing is left, or too much. */
static bool
entry_letters(struct arena *a, struct arena *scratch, struct str text, struct entry *e)
{
	struct letter simple[ENTRY_CHARS_MAX];
	size_t n = simple_letters(text, simple);
	if (n > 0) {
		entry_put(a, simple, n, e);
		return true;
	}
	struct reading r = normalise(scratch, text);
	const struct glyph *g = r.g, *end = r.g + r.plain;
	while (g < end && !glyph_is_word(g))
		g++;
	while (end > g && !glyph_is_word(end - 1))
		end--;
	if (g == end || utf8_count(text) > ENTRY_CHARS_MAX)
		return false;
	n = (size_t)(end - g);
	struct letter *letters = arena_alloc(scratch, n * sizeof(*letters));
	for (size_t i = 0; i < n; i++) {
		uint32_t run = g[i].run <= ENTRY_CHARS_MAX ? g[i].run : ENTRY_CHARS_MAX;
		letters[i] = (struct letter){g[i].c, run, glyph_accented(&g[i])};
	}
	entry_put(a, letters, n, e);
	return true;
}

static void
shipped_entry(struct arena *a, struct arena *scratch, const struct list_row *s, struct entry *e)
{
	e->of = s;
	e->severity = s->severity;
	struct str rest = row_flags(s), flag;
	while (rest.n > 0) {
		str_cut(&rest, ' ', &flag);
		e->root |= str_eq(flag, STR("in"));
		e->open_left |= str_eq(flag, STR("in")) || str_eq(flag, STR("end"));
		e->open_right |= str_eq(flag, STR("in")) || str_eq(flag, STR("start"));
		e->is_name |= str_eq(flag, STR("name"));
		e->note |= str_eq(flag, STR("note"));
		e->home |= str_eq(flag, STR("home"));
		e->accents |= str_eq(flag, STR("accents"));
		if (str_starts(flag, STR("unless:")))
			e->context = context_number(row_lang(s), str_from(flag, 7));
	}
	must(entry_letters(a, scratch, row_word(s), e)); /* words.awk has checked it */
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
	if (w->text.n > UINT16_MAX || w->lang.n > UINT8_MAX || str_has(text, '*') || !utf8_valid(text) ||
	    !entry_letters(a, scratch, text, e))
		return false;
	struct list_row *of = arena_new_of(a, struct list_row);
	of->text = str_cat(a, w->text, w->lang).p;
	of->word = (uint16_t)w->text.n;
	of->lang = (uint8_t)w->lang.n;
	of->line = w->id;
	e->of = of;
	e->site = true;
	e->severity = (uint8_t)(w->severity < 0 ? 0 : w->severity > 3 ? 3 : w->severity);
	e->action = (uint8_t)w->action;
	e->shadow = w->shadow;
	return true;
}

bool
words_entry_ok(struct arena *scratch, const struct word_entry *w)
{
	struct entry e = {.order = 0};
	return site_entry(scratch, scratch, w, &e);
}

/* Letters of a single word as it is written, if it can be masked at all; else 0. */
static size_t
maskable(const struct entry *e)
{
	if (e->site || e->variant || e->severity == 0 || e->letters[0].c < 'a' ||
	    e->letters[0].c > 'z' || e->written < 3 || e->written >= MASKED_MAX)
		return 0;
	for (size_t i = 0; i < e->n; i++)
		if (e->letters[i].c == ' ')
			return 0;
	return e->written;
}

static uint64_t
masked_shape(const struct entry *e)
{
	uint64_t shape = 0;
	size_t at = 0;
	for (size_t i = 0; i < e->n; i++)
		for (size_t k = 0; k < e->letters[i].run; k++)
			shape |= masked_letter(e->letters[i].c, at++);
	return shape;
}

/* In the lists' order within a place. */
static void
index_masked(struct words *w, struct arena *a)
{
	uint32_t at[ARRAY_LEN(w->masked_at)] = {0}, n = 0;
	for (size_t i = 0; i < w->n; i++)
		if (maskable(&w->entries[i]) > 0)
			at[masked_place(w->entries[i].letters[0].c, maskable(&w->entries[i]))]++;
	for (size_t i = 0; i < ARRAY_LEN(at); i++) {
		w->masked_at[i] = n;
		n += at[i];
		at[i] = w->masked_at[i];
	}
	w->masked = arena_array(a, n, const struct entry *);
	w->masked_shape = arena_array(a, n, uint64_t);
	for (size_t i = 0; i < w->n; i++) {
		const struct entry *e = &w->entries[i];
		if (maskable(e) == 0)
			continue;
		uint32_t k = at[masked_place(e->letters[0].c, maskable(e))]++;
		w->masked[k] = e;
		w->masked_shape[k] = masked_shape(e);
	}
}

/* Everything a verdict depends on. */
static uint64_t
entry_hash(const struct entry *e, uint64_t seed)
{
	unsigned traits[] = {(unsigned)e->severity, (unsigned)e->action, e->root, e->open_left,
			     e->open_right,         e->is_name,          e->note, e->site, e->shadow,
			     e->home,               e->accents,          e->variant, e->context};
	seed = str_hash(row_lang(e->of), str_hash(row_word(e->of), seed + (uint64_t)e->of->line));
	return str_hash((struct str){(const char *)traits, sizeof(traits)}, seed);
}

/* Reads all lists into one array: the shipped entries, what they are misspelled as, the site's own. */
static void
entries_make(struct words *w, struct arena *a, size_t n_shipped, const struct word_entry *site, size_t n,
	     size_t *ret_bad)
{
	struct arena *scratch = arena_new(), *line = arena_new();
	struct entry *own = arena_array(scratch, n_shipped, struct entry);
	size_t most = n_shipped + n, bytes = 0;
	for (size_t i = 0; i < n_shipped; i++) {
		shipped_entry(a, line, &shipped_words[i], &own[i]);
		own[i].order = (uint32_t)i;
		most += spellings_most(&own[i]);
		arena_reset(line);
	}
	/* Far more room than is used: in no arena, which would wipe it all, and so touch it all. */
	struct entry *all = heap_alloc(most * sizeof(*all));
	memcpy(all, own, sizeof(*own) * n_shipped);
	w->n = n_shipped;
	for (size_t i = 0; i < n_shipped; i++)
		spellings_add(a, all, &w->n, &own[i]);
	for (size_t i = 0; i < n; i++) {
		struct entry e = {.order = (uint32_t)w->n};
		bytes += site[i].text.n;
		if (bytes <= FILTER_LIST_BYTES_MAX && site_entry(a, line, &site[i], &e))
			all[w->n++] = e;
		else
			++*ret_bad;
		arena_reset(line);
	}
	must(w->n <= most);
	w->entries = arena_alloc(a, w->n * sizeof(*all));
	memcpy(w->entries, all, w->n * sizeof(*all));
	for (size_t i = 0; i < w->n; i++)
		w->entries[i].whole = entry_is_whole(&w->entries[i]);
	heap_free(all);
	arena_free(&line);
	arena_free(&scratch);
}

static struct words *
words_make(struct arena *a, size_t n_shipped, const struct word_entry *site, size_t n, size_t *ret_bad)
{
	struct words *w = arena_new_of(a, struct words);
	size_t bad = 0;
	entries_make(w, a, n_shipped, site, n, &bad);
	for (size_t i = 0; i < w->n; i++)
		if (!w->entries[i].variant) /* which follow from the others */
			w->version = entry_hash(&w->entries[i], w->version + i);
	if (n_shipped > 0) { /* a site's own entries have none */
		for (size_t i = 0; i < shipped_contexts_n; i++)
			w->version = str_hash(shipped_contexts[i].words, w->version);
		w->contexts = contexts_read(a);
	}
	w->automaton = automaton_new(a, w->entries, w->n);
	index_masked(w, a);
	if (ret_bad != NULL)
		*ret_bad = bad;
	return w;
}

struct words *
words_new(struct arena *a, const struct word_entry *site, size_t n, size_t *ret_bad)
{
	return words_make(a, shipped_words_n, site, n, ret_bad);
}

struct words *
words_new_own(struct arena *a, const struct word_entry *site, size_t n, size_t *ret_bad)
{
	return words_make(a, 0, site, n, ret_bad);
}

struct str
entry_name(struct arena *a, const struct entry *e)
{
	struct str list = e->site ? STR("site") : row_lang(e->of), word = row_word(e->of);
	return str_printf(a, "%.*s:%lld %.*s", STR_FMT(list), (long long)e->of->line, STR_FMT(word));
}

size_t
words_bytes(const struct words *w)
{
	size_t letters = 0;
	for (size_t i = 0; i < w->n; i++)
		letters += w->entries[i].n;
	return w->n * (sizeof(struct entry) + 2 * sizeof(void *)) +
	       letters * sizeof(struct letter) + automaton_bytes(w->automaton);
}

uint64_t
words_version(const struct words *w)
{
	return w->version;
}
