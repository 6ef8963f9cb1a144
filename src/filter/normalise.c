/*
 * Source bytes to glyphs; see the header. Knows characters and gaps, no word and no rule.
 *
 * Three passes: scan (one glyph a visible character, repeats counted, gaps merged), swap (look-alikes
 * of another script become Latin where that is what a reader sees), join (the second readings).
 */
#include "filter/normalise.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "filter/fold.h"
#include "filter/hangul.h"
#include "filter/visible.h"

struct glyphs {
	struct arena *arena;
	struct glyph *g;
	size_t n, cap;
	bool jamo, turned, foreign; /* seen: letters of Hangul, letters upside down, GLYPH_FOREIGN */
};

static struct glyph *
push(struct glyphs *to, struct glyph g)
{
	if (to->n == to->cap) {
		size_t cap = to->cap * 2 + 64;
		struct glyph *more = arena_alloc(to->arena, cap * sizeof(*more));
		if (to->n > 0)
			memcpy(more, to->g, to->n * sizeof(*more));
		to->g = more;
		to->cap = cap;
	}
	to->g[to->n] = g;
	return &to->g[to->n++];
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
	uint64_t a = fold_reads(last->c) & FOLD_LETTERS, b = fold_reads(c) & FOLD_LETTERS;
	return last->c == c || (a == b && a != 0);
}

static void
push_word(struct glyphs *to, struct glyph g)
{
	struct glyph *last = to->n > 0 ? &to->g[to->n - 1] : NULL;
	if (last == NULL || !glyph_is_word(last) || !repeats(last, g.c)) {
		push(to, g);
		return;
	}
	if (last->c < 'a') /* a digit or symbol: keep the letter, if one of the two is */
		last->c = g.c;
	last->to = g.to;
	last->run = run_add(last->run, g.run);
	last->bits = (uint16_t)((last->bits & (g.bits | ~GLYPH_SOFT)) | (g.bits & ~GLYPH_SOFT));
}

static void
push_gap(struct glyphs *to, size_t from, size_t end, unsigned bits)
{
	struct glyph *last = to->n > 0 ? &to->g[to->n - 1] : NULL;
	bool space = bits & GLYPH_SPACE;
	if (last == NULL || glyph_is_word(last)) {
		last = push(to, (struct glyph){(uint32_t)from, 0, ' ', 0, GLYPH_GAP});
		bits |= space ? GLYPH_APART : 0;
	} else if (last->run > 0 && !space) {
		/* Of nothing but stars: only if this is one too. */
		last->bits &= (uint16_t)(bits | ~(GLYPH_STARS | GLYPH_DASH));
		bits &= last->bits | ~(unsigned)(GLYPH_STARS | GLYPH_DASH);
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
		return GLYPH_STARS;
	}
	return 0;
}

static void
drop(struct glyphs *to, const struct fold *f, struct visible_char ch)
{
	struct glyph *last = to->n > 0 ? &to->g[to->n - 1] : NULL;
	if (last == NULL || !glyph_is_word(last))
		return;
	if (f->joiner && fold_keeps(last->c, ch.c)) {
		if (last->c != ch.c)
			push(to, (struct glyph){ch.from, ch.to, ch.c, 1, 0});
		return;
	}
	if (f->mark && last->to < ch.to)
		last->to = ch.to;
	if (f->hidden && (last->bits & (GLYPH_LATIN | GLYPH_FOREIGN)))
		last->bits |= GLYPH_HIDDEN;
}

static void
scan_one(struct glyphs *to, const struct fold *f, struct visible_char ch)
{
	unsigned bits = (f->upper ? GLYPH_UPPER : 0) | (f->latin ? GLYPH_LATIN : 0) |
			(f->foreign ? GLYPH_FOREIGN : 0) | (f->kind == FOLD_SOFT ? GLYPH_SOFT : 0);
	switch ((enum fold_kind)f->kind) {
	case FOLD_DROP:
		drop(to, f, ch);
		return;
	case FOLD_SPACE:
		push_gap(to, ch.from, ch.to, GLYPH_SPACE);
		return;
	case FOLD_GAP:
		push_gap(to, ch.from, ch.to, gap_bits(f->c[0]));
		return;
	case FOLD_WORD:
	case FOLD_SOFT:
		to->jamo |= hangul_is_letter(f->c[0]);
		to->turned |= f->turned != 0 && ch.c >= 0x80;
		to->foreign |= f->foreign;
		for (size_t i = 0; i < f->n; i++)
			push_word(to, (struct glyph){ch.from, ch.to, f->c[i], 1,
						     (uint16_t)bits});
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

static void
scan(struct glyphs *to, struct visible *v)
{
	struct ahead ahead = {0};
	struct visible_char ch;
	while (visible_next(v, &ch)) {
		struct fold f = fold_of(ch.c);
		if (needs_more(&f) && !word_follows(&ahead, *v))
			f.kind = FOLD_GAP;
		scan_one(to, &f, ch);
	}
}

/* ---- swap -------------------------------------------------------------------------------------- */

static void
swap_word(struct glyph *g, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t c = g[i].bits & GLYPH_FOREIGN ? fold_lookalike(g[i].c) : 0;
		if (c == 0)
			continue;
		g[i].c = c;
		g[i].bits = (uint16_t)((g[i].bits & ~GLYPH_FOREIGN) | GLYPH_SWAPPED);
	}
}

/* Look-alikes become Latin in words that have Latin letters too; and everywhere, if the text is
 * Latin but for look-alikes (a whole word of them among English). */
static void
swap(struct glyphs *in)
{
	size_t latin = 0, foreign = 0;
	for (size_t i = 0; i < in->n; i++) {
		latin += (in->g[i].bits & GLYPH_LATIN) != 0;
		foreign += (in->g[i].bits & GLYPH_FOREIGN) != 0 && fold_lookalike(in->g[i].c) == 0;
	}
	bool all = latin > 0 && foreign == 0;
	for (size_t i = 0, end; i < in->n; i = end) {
		unsigned bits = 0;
		for (end = i; end < in->n && glyph_is_word(&in->g[end]); end++)
			bits |= in->g[end].bits;
		if ((bits & GLYPH_FOREIGN) && (all || (bits & GLYPH_LATIN)))
			swap_word(in->g + i, end - i);
		end += end == i;
	}
}

/* ---- join -------------------------------------------------------------------------------------- */

#define JOIN_GAP_MAX 12 /* bytes between two letters of a spaced word */
#define JOIN_MAX 64     /* letters of a joined word; no entry is longer */

/* Appends g[from .. to) without its gaps as one word. */
static void
join(struct glyphs *in, size_t from, size_t to, unsigned bits)
{
	push(in,
	     (struct glyph){in->g[from].from, in->g[from].from, ' ', 1, GLYPH_GAP | GLYPH_SPACE});
	size_t first = in->n;
	for (size_t i = from; i < to; i++) {
		struct glyph g = in->g[i]; /* a copy: push may move the array */
		if (!glyph_is_word(&g))
			continue;
		g.bits = (uint16_t)(g.bits | bits | GLYPH_JOINED);
		if (in->n > first)
			push_word(in, g);
		else
			push(in, g);
	}
}

/* Letters one by one: "f u c k", "s-h-i-t". Three at least. */
static void
join_singles(struct glyphs *in, size_t plain)
{
	for (size_t i = 0, end; i < plain; i = end) {
		end = i + 1;
		if (!glyph_is_word(&in->g[i]) || (i > 0 && glyph_is_word(&in->g[i - 1])))
			continue;
		size_t letters = 0, at = i;
		while (at < plain && glyph_is_word(&in->g[at]) &&
		       (at + 1 == plain || !glyph_is_word(&in->g[at + 1]))) {
			letters++;
			end = at + 1;
			at += 2;
			if (at >= plain || in->g[at].from - in->g[at - 2].to > JOIN_GAP_MAX)
				break;
		}
		if (letters >= 3)
			join(in, i, end, GLYPH_SINGLES);
	}
}

/* Pieces with punctuation between and no white space: "sh.it", "ass-hole". Not over an apostrophe
 * ("who're"). */
static void
join_pieces(struct glyphs *in, size_t plain)
{
	for (size_t i = 0, end; i < plain; i = end) {
		size_t letters = 0, gaps = 0;
		for (end = i; end < plain; end++) {
			bool word = glyph_is_word(&in->g[end]);
			if (!word && (in->g[end].bits & (GLYPH_SPACE | GLYPH_APOS)))
				break;
			letters += word;
			gaps += !word && end > i && end + 1 < plain &&
				glyph_is_word(&in->g[end + 1]);
		}
		if (gaps > 0 && letters >= 3 && letters <= JOIN_MAX)
			join(in, i, end, 0);
		end += end < plain;
	}
}

/* ---- other readings ---------------------------------------------------------------------------- */

static void
push_word_gap(struct glyphs *in, size_t from)
{
	push(in, (struct glyph){(uint32_t)from, (uint32_t)from, ' ', 1, GLYPH_GAP | GLYPH_SPACE});
}

/* Where the word that begins at g[i] ends. */
static size_t
word_end(const struct glyphs *in, size_t i, size_t n)
{
	while (i < n && glyph_is_word(&in->g[i]))
		i++;
	return i;
}

/* A word upside down reads from its end: "ʞɔnɟ". It has a letter that no keyboard has. */
static void
join_turned(struct glyphs *in, size_t plain, struct str text)
{
	for (size_t i = 0, end; i < plain; i = end + 1) {
		end = word_end(in, i, plain);
		if (end == i)
			continue;
		struct glyph whole = {in->g[i].from, in->g[end - 1].to, 0, 1, GLYPH_LATIN | GLYPH_JOINED};
		bool strange = false, all = true;
		size_t before = in->n;
		push_word_gap(in, whole.from);
		size_t first = in->n;
		for (size_t at = whole.from; at < whole.to && all;) {
			uint32_t c = utf8_next(text, &at);
			whole.c = fold_turned(c);
			strange |= c >= 0x80 && whole.c != 0;
			all = whole.c != 0;
			if (in->n > first)
				push_word(in, whole);
			else
				push(in, whole);
		}
		if (!all || !strange) {
			in->n = before;
			continue;
		}
		for (size_t a = first, b = in->n - 1; a < b; a++, b--) {
			struct glyph swap = in->g[a];
			in->g[a] = in->g[b];
			in->g[b] = swap;
		}
	}
}

/* A word of nothing but look-alikes where no Latin letter stands beside them ("рυѕѕу" and nothing else): read
 * as Latin, too, if its letters are of two scripts or are none of Russian's. */
static void
join_foreign(struct glyphs *in, size_t plain)
{
	for (size_t i = 0, end; i < plain; i = end + 1) {
		bool all = true, strange = false;
		end = word_end(in, i, plain);
		for (size_t k = i; k < end; k++) {
			uint32_t c = in->g[k].c;
			all &= (in->g[k].bits & GLYPH_FOREIGN) != 0 && fold_lookalike(c) != 0;
			strange |= c > 0x044F || (c < 0x0400) != (in->g[i].c < 0x0400);
		}
		if (end == i || !all || !strange)
			continue;
		push_word_gap(in, in->g[i].from);
		for (size_t k = i; k < end; k++) {
			struct glyph g = in->g[k];
			g.c = fold_lookalike(g.c);
			g.bits = (uint16_t)((g.bits & ~GLYPH_FOREIGN) | GLYPH_SWAPPED | GLYPH_JOINED);
			push_word(in, g);
		}
	}
}

/* Words that run across markup: "f[u](http://x.example)ck". */
static void
join_bare(struct glyphs *in, struct str text)
{
	struct visible v = visible_of(text, VISIBLE_BARE);
	struct visible_char ch;
	size_t before = in->n;
	bool cut = false, more;
	do {
		more = visible_next(&v, &ch);
		struct fold f = fold_of(more ? ch.c : ' ');
		cut |= more && ch.cut && in->n > before + 1;
		if (f.kind != FOLD_GAP && f.kind != FOLD_SPACE && !needs_more(&f)) {
			if (in->n == before)
				push_word_gap(in, ch.from);
			scan_one(in, &f, ch);
			continue;
		}
		for (size_t i = before; cut && i < in->n; i++)
			in->g[i].bits |= GLYPH_JOINED;
		in->n = before = cut ? in->n : before;
		cut = false;
	} while (more);
}

struct reading
normalise(struct arena *a, struct str text)
{
	must(text.n < UINT32_MAX);
	struct glyphs to = {.arena = a};
	struct visible v = visible_of(text, VISIBLE_ALL);
	scan(&to, &v);
	if (to.jamo)
		to.n = hangul_compose(to.g, to.n);
	if (to.foreign)
		swap(&to);
	size_t plain = to.n;
	join_singles(&to, plain);
	join_pieces(&to, plain);
	if (to.foreign)
		join_foreign(&to, plain);
	if (to.turned)
		join_turned(&to, plain, text);
	if (v.marked)
		join_bare(&to, text);
	return (struct reading){to.g, to.n, plain};
}

bool
glyph_reads(const struct glyph *g, uint32_t c)
{
	return g->c == c || (c >= 'a' && c <= 'z' && (fold_reads(g->c) >> (c - 'a') & 1) != 0);
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
