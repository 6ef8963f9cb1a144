/*
 * Source bytes to glyphs; see the header. Knows characters and gaps, no word and no rule.
 *
 * Three passes: scan (one glyph a visible character, repeats counted, gaps merged), swap (look-alikes
 * of another script become Latin where that is what a reader sees), and the joined readings of join.c.
 */
#include "filter/normalise.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "filter/ascii.h"
#include "filter/fold.h"
#include "filter/hangul.h"
#include "filter/join.h"
#include "filter/visible.h"
#include "model.h"

void
glyphs_room(struct glyphs *to, size_t n)
{
	if (to->cap - to->n >= n)
		return;
	size_t cap = to->cap * 2 + n + 64;
	struct glyph *more = arena_alloc(to->arena, cap * sizeof(*more));
	if (to->g != NULL)
		memcpy(more, to->g, to->n * sizeof(*more));
	to->g = more;
	to->cap = cap;
}

static uint16_t
run_add(uint16_t a, uint16_t b)
{
	return (uint16_t)(a + b > RUN_MAX ? RUN_MAX : a + b);
}

/* Repeats are one glyph: the same character, or two that can only be the same letter ('s' and '$'). */
static bool
repeats(const struct glyph *last, uint32_t c)
{
	if (last->c == c)
		return true;
	/* Of two letters each reads as itself alone, or as itself and another. */
	if (last->c >= 'a' && c >= 'a')
		return false;
	uint64_t a = fold_reads(last->c) & FOLD_LETTERS, b = fold_reads(c) & FOLD_LETTERS;
	return a == b && a != 0;
}

void
glyphs_push_word(struct glyphs *to, struct glyph g)
{
	struct glyph *last = to->n > 0 ? &to->g[to->n - 1] : NULL;
	if (last == NULL || !glyph_is_word(last) || !repeats(last, g.c)) {
		glyphs_push(to, g);
		return;
	}
	if (last->c < 'a') /* a digit or symbol: keep the letter, if one of the two is */
		last->c = g.c;
	last->to = g.to;
	last->run = run_add(last->run, g.run);
	last->bits = (uint16_t)((last->bits & (g.bits | ~GLYPH_SOFT)) | (g.bits & ~GLYPH_SOFT));
}

#define GAP_PURE (unsigned)(GLYPH_STARS | GLYPH_DASH | GLYPH_GLUE) /* of nothing but … */

static void
push_gap(struct glyphs *to, size_t from, size_t end, unsigned bits)
{
	struct glyph *last = to->n > 0 ? &to->g[to->n - 1] : NULL;
	bool space = bits & GLYPH_SPACE;
	if (last == NULL || glyph_is_word(last)) {
		last = glyphs_push(to, (struct glyph){(uint32_t)from, 0, ' ', 0, GLYPH_GAP});
		bits |= space ? GLYPH_APART : 0;
	} else if (last->run > 0 && !space) {
		/* Of nothing but stars: only if this is one too. */
		last->bits &= (uint16_t)(bits | ~GAP_PURE);
		bits &= last->bits | ~GAP_PURE;
	}
	last->bits |= (uint16_t)bits;
	if (!space || last->run == 0)
		last->to = (uint32_t)end; /* of what shows, if anything does */
	last->run = run_add(last->run, !space);
}

/* ---- scan -------------------------------------------------------------------------------------- */

static unsigned
gap_bits(uint32_t c)
{
	switch (c) {
	case '\'':
	case 0x2018:
	case 0x2019:
	case 0x02BC:
	case 0x00B4:
	case '`':
		return GLYPH_APOS;
	case '-':
	case '_':
		return GLYPH_DASH;
	case '*':
	case '#':
	case 0x2022:
	case 0x25CF:
	case 0x2217:
		return GLYPH_STARS | GLYPH_GLUE;
	case '~':
	case '^':
	case '=':
	case '\\':
		return GLYPH_GLUE;
	}
	return c >= 0x2190 && !(c >= 0x3000 && c <= 0x30FF) ? GLYPH_GLUE : 0;
}

static void
drop(struct glyphs *to, const struct fold *f, struct visible_char ch)
{
	struct glyph *last = to->n > 0 ? &to->g[to->n - 1] : NULL;
	if (last == NULL || !glyph_is_word(last))
		return;
	if (f->joiner && fold_keeps(last->c, ch.c)) {
		if (last->c != ch.c)
			glyphs_push(to, (struct glyph){ch.from, ch.to, ch.c, 1, 0});
		return;
	}
	if (f->mark && last->to < ch.to)
		last->to = ch.to;
	if (f->hidden && (last->bits & (GLYPH_LATIN | GLYPH_FOREIGN)))
		last->bits |= GLYPH_HIDDEN;
}

static unsigned
script_bits(const struct fold *f)
{
	return (f->latin ? GLYPH_LATIN : 0) | (f->foreign ? GLYPH_FOREIGN : 0);
}

static void
scan_one(struct glyphs *to, const struct fold *f, struct visible_char ch)
{
	unsigned bits = (f->upper ? GLYPH_UPPER : 0) | (f->kind == FOLD_SOFT ? GLYPH_SOFT : 0);
	switch ((enum fold_kind)f->kind) {
	case FOLD_DROP:
		drop(to, f, ch);
		return;
	case FOLD_SPACE:
		push_gap(to, ch.from, ch.to, GLYPH_SPACE);
		return;
	case FOLD_GAP:
		to->drawn |= shape_begins(ch.c);
		push_gap(to, ch.from, ch.to, gap_bits(f->c[0]));
		return;
	case FOLD_WORD:
	case FOLD_SOFT:
		to->jamo |= hangul_is_letter(f->c[0]);
		to->turned |= f->turned != 0 && ch.c >= 0x80;
		for (size_t i = 0; i < f->n; i++) {
			/* A unit may be of two scripts: U+33C1, megaohm. */
			const struct fold *part = i > 0 ? fold_row(f->c[i]) : f;
			struct glyph g = {ch.from, ch.to, f->c[i], 1,
					  (uint16_t)(bits | script_bits(part))};
			to->foreign |= part->foreign;
			glyphs_push_word(to, g);
		}
		return;
	}
}

/* "sh!t" but not "Ana!": these are letters only with more of the word behind them. */
static bool
needs_more(const struct fold *f)
{
	return f->kind == FOLD_SOFT && (f->c[0] == '!' || f->c[0] == '|');
}

/* What comes behind characters that need more. */
struct ahead {
	size_t known_to; /* `word` is the answer up to here: a row of them is looked through once */
	bool word;
};

static bool
word_follows(struct ahead *ahead, struct visible v)
{
	struct visible_char ch;
	if (v.at <= ahead->known_to)
		return ahead->word;
	*ahead = (struct ahead){v.text.n, false};
	while (visible_next(&v, &ch)) {
		struct fold f = fold_of(ch.c);
		if (f.kind == FOLD_DROP || needs_more(&f))
			continue;
		*ahead = (struct ahead){ch.from, f.kind == FOLD_WORD || f.kind == FOLD_SOFT};
		break;
	}
	return ahead->word;
}

/* "p.!.g": it stands apart as its neighbours do. `before` is the character in front of it. */
static bool
stands_apart(uint32_t before, struct visible v)
{
	struct visible_char ch;
	struct fold f = fold_of(before);
	if (f.kind != FOLD_GAP || !visible_next(&v, &ch) || ch.c != before || !visible_next(&v, &ch))
		return false;
	f = fold_of(ch.c);
	return f.kind == FOLD_WORD;
}

/* Small letters from `v` on, one at least: most of most texts, whose rows are known without looking. As
 * glyphs_push_word(), but that behind the first only the same letter can be a repeat. */
static void
scan_letters(struct glyphs *to, struct visible *v)
{
	const char *p = v->text.p;
	size_t at = v->at, end = at + 1;
	while (end < v->text.n && ascii_small(p[end]))
		end++;
	glyphs_push_word(to, (struct glyph){(uint32_t)at, (uint32_t)at + 1, (uint32_t)p[at], 1, GLYPH_LATIN});
	glyphs_room(to, end - at);
	struct glyph *last = &to->g[to->n - 1];
	for (at++; at < end; at++) {
		if (last->c != (uint32_t)p[at]) {
			*++last = (struct glyph){(uint32_t)at, (uint32_t)at + 1, (uint32_t)p[at], 1,
						 GLYPH_LATIN};
			continue;
		}
		last->to = (uint32_t)at + 1;
		last->run = run_add(last->run, 1);
		last->bits = (uint16_t)((last->bits & ~GLYPH_SOFT) | GLYPH_LATIN);
	}
	to->n = (size_t)(last - to->g) + 1;
	v->at = end;
}

/* A capital or a digit: known, too. */
static bool
scan_known(struct glyphs *to, struct visible *v)
{
	uint32_t at = (uint32_t)v->at;
	if (at == v->text.n || !ascii_alnum(v->text.p[at]))
		return false;
	uint32_t c = (unsigned char)v->text.p[at];
	struct glyph g = {at, at + 1, c, 1, 0};
	if (c > '9') {
		g.c = c | 0x20;
		g.bits = GLYPH_LATIN | GLYPH_UPPER;
	}
	glyphs_push_word(to, g);
	v->at++;
	return true;
}

/* White space of ASCII behind a word, as push_gap() takes it. */
static bool
space_ends_word(struct glyphs *to, struct visible *v)
{
	uint32_t at = (uint32_t)v->at;
	if (at == v->text.n || !ascii_white(v->text.p[at]) || to->n == 0 ||
	    !glyph_is_word(&to->g[to->n - 1]))
		return false;
	glyphs_push(to, (struct glyph){at, at + 1, ' ', 0, GLYPH_GAP | GLYPH_SPACE | GLYPH_APART});
	v->at++;
	return true;
}

/* A letter of no ASCII that reads as one and decides nothing for its neighbours: most of other scripts. */
static bool
scan_letter(struct glyphs *to, const struct fold *f, struct visible_char ch)
{
	if (f->kind != FOLD_WORD || f->n != 1 || f->turned != 0)
		return false;
	uint32_t c = f->itself ? ch.c : f->c[0];
	to->jamo |= hangul_is_letter(c);
	to->foreign |= f->foreign;
	glyphs_push_word(to, (struct glyph){ch.from, ch.to, c, 1,
					    (uint16_t)((f->upper ? GLYPH_UPPER : 0) | script_bits(f))});
	return true;
}

/* Punctuation of ASCII that is nothing but itself, as scan_one() takes it. */
static bool
scan_symbol(struct glyphs *to, struct visible *v)
{
	uint32_t at = (uint32_t)v->at;
	if (!visible_is_itself(v))
		return false;
	unsigned char c = (unsigned char)v->text.p[at];
	if (fold_row(c)->kind != FOLD_GAP)
		return false;
	to->drawn |= shape_begins(c);
	push_gap(to, at, at + 1, gap_bits(c));
	v->at++;
	return true;
}

static void
scan(struct glyphs *to, struct visible *v)
{
	struct ahead ahead = {0};
	struct visible_char ch;
	uint32_t before = ' ';
	for (;;) {
		if (v->at < v->text.n && ascii_small(v->text.p[v->at])) {
			scan_letters(to, v);
			before = 'a';
		}
		if (space_ends_word(to, v)) {
			before = ' ';
			continue;
		}
		if (scan_known(to, v)) {
			before = 'a';
			continue;
		}
		if (scan_symbol(to, v)) {
			before = (unsigned char)v->text.p[v->at - 1];
			continue;
		}
		if (!visible_next(v, &ch))
			return;
		if (scan_letter(to, fold_row(ch.c), ch)) {
			before = ch.c;
			continue;
		}
		struct fold f = fold_of(ch.c);
		if (needs_more(&f) && !word_follows(&ahead, *v) && !stands_apart(before, *v))
			f.kind = FOLD_GAP;
		scan_one(to, &f, ch);
		before = ch.c;
	}
}

/* ---- swap -------------------------------------------------------------------------------------- */

static struct glyph
swapped(struct glyph g)
{
	uint32_t c = g.bits & GLYPH_FOREIGN ? fold_lookalike(g.c) : 0;
	if (c == 0)
		return g;
	g.c = c;
	g.bits = (uint16_t)((g.bits & ~GLYPH_FOREIGN) | GLYPH_SWAPPED);
	return g;
}

/* A Latin letter, or a symbol that is read as one: what is read once more must count alike. */
static bool
reads_latin(const struct glyph *g)
{
	return (g->bits & GLYPH_LATIN) || (g->c >= 'a' && g->c <= 'z');
}

/* Look-alikes become Latin in words that have Latin letters too; and everywhere, if the text is
 * Latin but for look-alikes (a whole word of them among English). Letters that are the same now are one. */
static void
swap(struct glyphs *in)
{
	size_t latin = 0, foreign = 0, n = in->n;
	for (size_t i = 0; i < n; i++) {
		latin += reads_latin(&in->g[i]);
		foreign += (in->g[i].bits & GLYPH_FOREIGN) != 0 && fold_lookalike(in->g[i].c) == 0;
	}
	bool all = latin > 0 && foreign == 0;
	in->n = 0; /* written where it is read from: no glyph becomes two */
	for (size_t i = 0, end; i < n; i = end) {
		bool has_latin = false, has_foreign = false;
		for (end = i; end < n && glyph_is_word(&in->g[end]); end++) {
			has_latin |= reads_latin(&in->g[end]);
			has_foreign |= (in->g[end].bits & GLYPH_FOREIGN) != 0;
		}
		bool change = has_foreign && (all || has_latin);
		end += end == i;
		if (!change) {
			memmove(in->g + in->n, in->g + i, (end - i) * sizeof(*in->g));
			in->n += end - i;
			continue;
		}
		for (size_t k = i; k < end; k++)
			glyphs_push_word(in, swapped(in->g[k]));
	}
}

/* ---- Hangul ------------------------------------------------------------------------------------- */

static void
compose(struct glyphs *in)
{
	struct glyphs out = *in;
	out.cap = 2 * in->n;
	out.g = arena_alloc(in->arena, out.cap * sizeof(*out.g));
	out.n = hangul_compose(in->g, in->n, out.g);
	*in = out;
}

/* ---- joined -------------------------------------------------------------------------------------- */

/* The word from `v` to byte `end`, as one of a joined reading. */
static void
join_word(struct glyphs *in, struct visible v, size_t end)
{
	struct visible_char ch;
	size_t first = in->n;
	while (v.at < end && visible_next(&v, &ch)) {
		struct fold f = fold_of(ch.c);
		if (in->n == first)
			glyphs_gap(in, ch.from);
		scan_one(in, &f, ch);
	}
	for (size_t i = first; i < in->n; i++)
		in->g[i].bits |= GLYPH_JOINED;
}

/* Words that run across markup: "f[u](http://x.example)ck". */
static void
join_bare(struct glyphs *in, struct str text)
{
	struct visible v = visible_of(text, VISIBLE_BARE), word = v;
	struct visible_char ch;
	bool begun = false, cut = false, more = true;
	while (more && !glyphs_full(in)) {
		size_t end = v.at;
		more = visible_next(&v, &ch);
		struct fold f = fold_of(more ? ch.c : ' ');
		cut |= more && ch.cut && begun;
		if (f.kind == FOLD_GAP || f.kind == FOLD_SPACE || needs_more(&f)) {
			if (cut)
				join_word(in, word, end);
			word = v;
			begun = cut = false;
			continue;
		}
		begun |= f.kind == FOLD_WORD || f.kind == FOLD_SOFT;
	}
}

_Static_assert(READ_MAX >= TEXT_CHARS_MAX, "a comment is read to its end");

/* The first characters of a text. */
static struct str
beginning(struct str text, size_t characters)
{
	size_t at = 0;
	if (text.n <= characters)
		return text;
	while (at < text.n && characters-- > 0)
		(void)utf8_next(text, &at);
	return str_sub(text, 0, at);
}

struct reading
normalise(struct arena *a, struct str text)
{
	must(text.n < UINT32_MAX);
	size_t whole = text.n;
	text = beginning(text, READ_MAX);
	size_t cap = text.n + 64; /* the plain reading of ASCII, and a few joined ones */
	struct glyphs to = {.arena = a, .g = arena_alloc(a, cap * sizeof(struct glyph)), .cap = cap};
	struct visible v = visible_of(text, VISIBLE_ALL);
	scan(&to, &v);
	if (to.jamo)
		compose(&to);
	if (to.foreign)
		swap(&to);
	to.plain = to.n;
	to.drawn |= v.marked;
	struct glance glance = glance_at(to.g, to.plain);
	join_readings(&to, &glance, text);
	if (v.marked)
		join_bare(&to, text);
	return (struct reading){to.g, to.n, to.plain, text.n, text.n < whole || glyphs_full(&to), glance};
}

struct str
reading_text(struct arena *a, const struct reading *r)
{
	struct buf out = buf_in(a, r->plain * 4 + 1);
	for (size_t i = 0; i < r->plain; i++) {
		char bytes[4];
		buf_add(&out, bytes, utf8_put(bytes, r->g[i].c));
	}
	return buf_view(&out);
}
