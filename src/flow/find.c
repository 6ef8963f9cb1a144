/*
 * Comments by a query; see the header. A walk over the table in pages, judged here: exact on every
 * text and every language, and needs no index. What asks for the reasons of a verdict is judged
 * last.
 */
#include "looking.h"

#include "base/date.h"
#include "base/email.h"
#include "base/terms.h"
#include "base/utf8.h"
#include "filter/language.h"
#include "flow/status.h"
#include "store/store_comment.h"

#define PAGE_ROWS 500

/* ---- reading a query ----------------------------------------------------------------------------- */

static const struct {
	struct str word;
	enum find_op op;
} operators[] = {
	{STR_C("article:"), FIND_ARTICLE}, {STR_C("person:"), FIND_PERSON},
	{STR_C("reason:"), FIND_REASON},   {STR_C("rule:"), FIND_RULE},
	{STR_C("before:"), FIND_BEFORE},   {STR_C("after:"), FIND_AFTER},
	{STR_C("status:"), FIND_STATUS},   {STR_C("has:"), FIND_HAS_LINK},
	{STR_C("lang:"), FIND_LANG},
};

/* The next term's text: a word, or what stands in quotes (to the end, if nothing closes them). */
static struct str
next_text(struct str *rest)
{
	if (rest->n > 0 && rest->p[0] == '"') {
		struct str inner;
		*rest = str_from(*rest, 1);
		str_cut(rest, '"', &inner);
		return inner;
	}
	size_t n = 0;
	while (n < rest->n && rest->p[n] != ' ' && rest->p[n] != '\t')
		n++;
	struct str word = str_sub(*rest, 0, n);
	*rest = str_from(*rest, n);
	return word;
}

static enum find_op
next_operator(struct str *rest)
{
	for (size_t i = 0; i < ARRAY_LEN(operators); i++) {
		struct str word = operators[i].word;
		/* "has:" alone, or before a blank, is text. */
		if (rest->n > word.n && str_eq(str_sub(*rest, 0, word.n), word) &&
		    rest->p[word.n] != ' ') {
			*rest = str_from(*rest, word.n);
			return operators[i].op;
		}
	}
	return FIND_TEXT;
}

static bool
read_term(struct arena *a, struct str *rest, struct find *f, struct str *ret_why)
{
	bool without = rest->n > 1 && rest->p[0] == '-' && rest->p[1] != ' ';
	if (without)
		*rest = str_from(*rest, 1);
	enum find_op op = next_operator(rest);
	bool exact = op == FIND_ARTICLE && rest->p[0] == '=';
	if (exact)
		*rest = str_from(*rest, 1);
	struct str text = next_text(rest);
	int64_t at = 0;
	enum state state = STATE__MAX;
	if ((op == FIND_BEFORE || op == FIND_AFTER) && !date_read(text, &at)) {
		*ret_why = str_printf(a, "%.*s is no date; write 2026-11-25 or 2026-11-25T18:00:00Z",
				      STR_FMT(text));
		return false;
	}
	if (op == FIND_STATUS && state_of(text, &state) != ERR_OK) {
		*ret_why = str_printf(a, "no state %.*s; there are pending, approved, rejected, spam, "
					 "deleted and withdrawn",
				      STR_FMT(text));
		return false;
	}
	if (op == FIND_HAS_LINK && !str_eq(text, STR("link"))) {
		*ret_why = str_printf(a, "has:%.*s is not known; there is has:link", STR_FMT(text));
		return false;
	}
	if (op == FIND_LANG && !language_known(utf8_folded(a, text))) {
		*ret_why = str_printf(a, "lang:%.*s is not known; write the two letters of one: lang:de",
				      STR_FMT(text));
		return false;
	}
	if (text.n == 0 && op != FIND_TEXT) { /* passed over, it would find everything */
		*ret_why = STR("behind article:, person:, reason: and rule: stands what is looked for");
		return false;
	}
	if (text.n == 0)
		return true;
	if (f->n == FIND_TERMS_MAX) {
		*ret_why = str_printf(a, "a query has at most %d terms", FIND_TERMS_MAX);
		return false;
	}
	f->terms[f->n].op = op;
	f->terms[f->n].without = without;
	f->terms[f->n].text = utf8_folded(a, text);
	f->terms[f->n].at = at;
	f->terms[f->n].exact = exact;
	f->terms[f->n++].state = state;
	return true;
}

bool
find_read(struct arena *a, struct str query, struct find *ret, struct str *ret_why)
{
	*ret = (struct find){.n = 0};
	if (query.n > FIND_BYTES_MAX || !utf8_valid(query)) {
		*ret_why = str_printf(a, "a query is UTF-8 of at most %d bytes", FIND_BYTES_MAX);
		return false;
	}
	struct str rest = str_trim(query);
	for (; rest.n > 0; rest = str_trim(rest)) {
		struct str from = rest;
		if (!read_term(a, &rest, ret, ret_why)) {
			if (ret->n < FIND_TERMS_MAX)
				ret->odd = str_sub(from, 0, from.n - rest.n);
			return false;
		}
	}
	return true;
}

/* ---- the walk ------------------------------------------------------------------------------------ */

struct walk {
	struct house *house;
	const struct find *find;
	struct arena *arena;   /* of one page */
	struct arena *scratch; /* of one row: what is folded there is many times its size */
	struct comment *found;
	size_t n;
	struct comment_id last;
	int64_t rows;
};

bool
find_contains(struct arena *a, struct str where, struct str folded)
{
	return where.n > 0 && str_find(utf8_folded(a, where), folded, 0) != SIZE_MAX;
}

static bool
has_link(struct arena *a, const struct comment *c)
{
	return c->url.n > 0 || find_contains(a, c->text, STR("http://")) ||
	       find_contains(a, c->text, STR("https://")) || find_contains(a, c->text, STR("www."));
}

bool
find_article_fits(struct arena *a, struct str page, struct str title, struct str folded, bool exact)
{
	if (exact)
		return str_eq(utf8_folded(a, page), folded);
	return find_contains(a, page, folded) || find_contains(a, title, folded);
}

static bool
speaks(struct arena *a, struct str text, struct str lang)
{
	struct reading r = normalise(a, text);
	return str_eq(language_of(&r, STR("")), lang);
}

static bool
needs_reasons(enum find_op op)
{
	return op == FIND_REASON || op == FIND_RULE;
}

/* A term of text: as it was typed, or as words of its own. */
static bool
says(struct arena *a, const struct find *f, struct str where, struct str folded)
{
	return f->whole ? terms_whole(utf8_folded(a, where), folded) : find_contains(a, where, folded);
}

bool
find_row_fits(struct arena *a, const struct find *f, const struct comment *c)
{
	for (size_t i = 0; i < f->n; i++) {
		bool fits = true;
		struct str text = f->terms[i].text;
		switch (f->terms[i].op) {
		case FIND_TEXT:
			fits = says(a, f, c->text, text) || says(a, f, c->name, text);
			break;
		case FIND_ARTICLE:
			fits = find_article_fits(a, c->page, c->title, text, f->terms[i].exact);
			break;
		case FIND_PERSON:
			fits = str_eq(utf8_folded(a, c->person), text);
			break;
		case FIND_BEFORE:
			fits = c->created < f->terms[i].at;
			break;
		case FIND_AFTER:
			fits = c->created >= f->terms[i].at;
			break;
		case FIND_STATUS:
			fits = c->state == f->terms[i].state;
			break;
		case FIND_LANG:
			fits = speaks(a, c->text, text);
			break;
		case FIND_HAS_LINK:
			fits = has_link(a, c);
			break;
		case FIND_REASON:
		case FIND_RULE:
			continue;
		}
		if (fits == f->terms[i].without)
			return false;
	}
	return true;
}

bool
find_reasons_fit(struct arena *a, const struct find *f, const struct comment *c, const struct reason *r,
	    size_t n)
{
	for (size_t i = 0; i < f->n; i++) {
		struct str text = f->terms[i].text;
		bool reason = f->terms[i].op == FIND_REASON,
		     fits = reason && find_contains(a, c->note, text);
		if (!needs_reasons(f->terms[i].op))
			continue;
		for (size_t k = 0; k < n && !fits; k++)
			fits = reason ? find_contains(a, r[k].rule, text) ||
						find_contains(a, r[k].entry, text)
				      : str_eq(utf8_folded(a, r[k].rule), text);
		if (fits == f->terms[i].without)
			return false;
	}
	return true;
}

static void
look_at_row(void *arg, const struct comment *borrowed, const struct hash *person)
{
	struct walk *w = arg;
	struct comment c = *borrowed;
	w->rows++;
	w->last = c.id;
	if (c.author.n != 0)
		c.person = email_pseudonym(w->arena, w->house->keys, person);
	bool fits = find_row_fits(w->scratch, w->find, &c);
	arena_reset(w->scratch);
	if (!fits)
		return;
	w->found[w->n] = store_comment_keep(w->arena, &c);
	w->found[w->n++].person = c.person;
}

/* The one state that the query wants, which the table has an index for; STATE__MAX: several. */
static enum state
only_state(const struct find *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->terms[i].op == FIND_STATUS && !f->terms[i].without)
			return f->terms[i].state;
	return STATE__MAX;
}

/* After the rows are read to their end: no statement inside another. */
static enum err
drop_by_reasons(struct db *db, struct walk *w)
{
	bool asked = false;
	size_t kept = 0;
	for (size_t i = 0; i < w->find->n; i++)
		asked = asked || needs_reasons(w->find->terms[i].op);
	for (size_t i = 0; asked && i < w->n; i++) {
		struct reason *r = NULL;
		size_t n = 0;
		enum err e = reasons_of(db, w->arena, w->found[i].id, &r, &n);
		if (e != ERR_OK)
			return e;
		if (find_reasons_fit(w->scratch, w->find, &w->found[i], r, n))
			w->found[kept++] = w->found[i];
		arena_reset(w->scratch);
	}
	w->n = asked ? kept : w->n;
	return ERR_OK;
}

enum err
find_walk(struct house *h, struct site *s, const struct moderator *by, const struct find *f,
	  struct comment_id after, bool (*each)(void *arg, const struct comment *), void *arg)
{
	must(actor_at(by, s));
	struct walk w = {
		.house = h, .find = f, .arena = arena_new(), .scratch = arena_new(), .last = after};
	enum err e = ERR_OK;
	bool more = true;
	do {
		arena_reset(w.arena);
		w.found = arena_array(w.arena, PAGE_ROWS, struct comment);
		w.n = 0;
		w.rows = 0;
		struct db *db = store_reader(h->store, DB_MODERATOR);
		e = store_comment_list(db, s->id, only_state(f), w.last, PAGE_ROWS, look_at_row, &w);
		if (e == ERR_OK)
			e = drop_by_reasons(db, &w);
		store_reader_done(h->store, &db);
		for (size_t i = 0; e == ERR_OK && more && i < w.n; i++)
			more = each(arg, &w.found[i]);
	} while (e == ERR_OK && more && w.rows == PAGE_ROWS);
	arena_free(&w.scratch);
	arena_free(&w.arena);
	return e;
}
