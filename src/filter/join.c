/*
 * The joined readings: words that a reader puts together out of pieces, shapes and turned letters. Each is
 * bounded by the text it comes from, so all of them together are linear.
 */
#include "filter/join.h"

#include "base/utf8.h"
#include "filter/ascii.h"
#include "filter/fold.h"

#define JOIN_GAP_MAX 12 /* bytes between two letters of a spaced word */
#define JOIN_MAX 64     /* letters of a joined word; no entry is longer */

size_t
glyphs_gap(struct glyphs *in, size_t from)
{
	glyphs_push(in, (struct glyph){(uint32_t)from, (uint32_t)from, ' ', 1, GLYPH_GAP | GLYPH_SPACE});
	return in->n;
}

static void
put(struct glyphs *in, size_t first, struct glyph g)
{
	if (in->n > first)
		glyphs_push_word(in, g);
	else
		glyphs_push(in, g);
}

static bool
bar(const struct glyph *g)
{
	return g->c == '|';
}

/* Appends g[from .. to) without its gaps and bars as one word. */
static void
join(struct glyphs *in, size_t from, size_t to, unsigned bits)
{
	size_t first = glyphs_gap(in, in->g[from].from);
	for (size_t i = from; i < to && !glyphs_full(in); i++) {
		struct glyph g = in->g[i]; /* a copy: the array may move */
		if (!glyph_is_word(&g) || (bar(&g) && !(bits & GLYPH_SINGLES)))
			continue;
		g.bits = (uint16_t)(g.bits | bits | GLYPH_JOINED);
		put(in, first, g);
	}
}

/* Letters one by one: "f u c k", "s-h-i-t". Three at least. */
static void
join_singles(struct glyphs *in)
{
	const size_t plain = in->plain;
	for (size_t i = 0, end; i < plain && !glyphs_full(in); i = end) {
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

/* Pieces with punctuation between and no white space: "sh.it", "ass-hole", "pu|ssy". Not over an
 * apostrophe ("who're"). */
static void
join_pieces(struct glyphs *in)
{
	const size_t plain = in->plain;
	for (size_t i = 0, end; i < plain && !glyphs_full(in); i = end) {
		size_t letters = 0, gaps = 0;
		for (end = i; end < plain; end++) {
			bool word = glyph_is_word(&in->g[end]);
			if (!word && (in->g[end].bits & (GLYPH_SPACE | GLYPH_APOS)))
				break;
			letters += word;
			gaps += (!word || bar(&in->g[end])) && end > i && end + 1 < plain &&
				glyph_is_word(&in->g[end + 1]);
		}
		if (gaps > 0 && letters >= 3 && letters <= JOIN_MAX)
			join(in, i, end, 0);
		end += end < plain;
	}
}

/* ---- upside down, and look-alikes alone --------------------------------------------------------- */

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
join_turned(struct glyphs *in, struct str text)
{
	const size_t plain = in->plain;
	for (size_t i = 0, end; i < plain && !glyphs_full(in); i = end + 1) {
		end = word_end(in, i, plain);
		if (end == i)
			continue;
		struct glyph whole = {in->g[i].from, in->g[end - 1].to, 0, 1, GLYPH_LATIN | GLYPH_JOINED};
		bool strange = false, all = true;
		size_t before = in->n, first = glyphs_gap(in, whole.from);
		for (size_t at = whole.from; at < whole.to && all;) {
			uint32_t c = utf8_next(text, &at);
			whole.c = fold_turned(c);
			strange |= c >= 0x80 && whole.c != 0;
			all = whole.c != 0;
			put(in, first, whole);
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
join_foreign(struct glyphs *in)
{
	const size_t plain = in->plain;
	for (size_t i = 0, end; i < plain && !glyphs_full(in); i = end + 1) {
		bool all = true, strange = false;
		end = word_end(in, i, plain);
		for (size_t k = i; k < end && all; k++) {
			uint32_t c = in->g[k].c;
			all &= (in->g[k].bits & GLYPH_FOREIGN) != 0 && fold_lookalike(c) != 0;
			strange |= c > 0x044F || (c < 0x0400) != (in->g[i].c < 0x0400);
		}
		if (end == i || !all || !strange)
			continue;
		glyphs_gap(in, in->g[i].from);
		for (size_t k = i; k < end; k++) {
			struct glyph g = in->g[k];
			g.c = fold_lookalike(g.c);
			g.bits = (uint16_t)((g.bits & ~GLYPH_FOREIGN) | GLYPH_SWAPPED | GLYPH_JOINED);
			glyphs_push_word(in, g);
		}
	}
}

/* ---- by shape ---------------------------------------------------------------------------------- */

/* Letters drawn with symbols: those that begin alike side by side, the longer ones first. */
static const struct {
	char drawn[5], letter;
} shapes[] = {
	{"<", 'c'}, {"()", 'o'}, {"(_)", 'u'}, {"(", 'c'}, {"[]", 'o'}, {"[", 'c'},
	{"{", 'c'}, {"#", 'h'}, {"/\\", 'a'}, {"\\/\\/", 'w'}, {"\\/", 'v'}, {"|\\/|", 'm'},
	{"|\\|", 'n'}, {"|-|", 'h'}, {"|_|", 'u'}, {"|<", 'k'}, {"|(", 'k'}, {"|{", 'k'},
	{"|)", 'd'}, {"|>", 'p'}, {"|3", 'b'}, {"|2", 'r'}, {"|=", 'f'}, {"|_", 'l'},
};

static bool
drawn_at(struct str text, size_t at, size_t *ret_n, char *ret_letter)
{
	static const uint8_t first[128] = {
		['<'] = 0, ['('] = 1, ['['] = 4, ['{'] = 6, ['#'] = 7, ['/'] = 8, ['\\'] = 9, ['|'] = 11,
	};
	struct str rest = str_from(text, at);
	unsigned char begin = (unsigned char)rest.p[0];
	if (!shape_begins(begin))
		return false;
	char second = '\0'; /* which nothing is drawn with */
	if (rest.n > 1)
		second = rest.p[1];
	for (size_t i = first[begin]; i < ARRAY_LEN(shapes); i++) {
		const char *drawn = shapes[i].drawn;
		if (drawn[0] != rest.p[0])
			break;
		if (drawn[1] != '\0' && drawn[1] != second)
			continue;
		*ret_n = strlen(drawn);
		*ret_letter = shapes[i].letter;
		if (str_starts(rest, (struct str){drawn, *ret_n}))
			return true;
	}
	return false;
}

/* One stretch without white space, with its shapes read as letters. Other punctuation ends the word. */
static void
join_shapes_in(struct glyphs *in, struct str text, size_t from, size_t to)
{
	struct str upto = str_sub(text, 0, to);
	size_t first = glyphs_gap(in, (uint32_t)from);
	for (size_t at = from, was; was = at, at < to;) {
		size_t n = 0;
		char letter;
		if (drawn_at(upto, at, &n, &letter)) {
			at += n;
			put(in, first, (struct glyph){(uint32_t)was, (uint32_t)at, (unsigned char)letter, 1,
						      GLYPH_JOINED | GLYPH_SOFT});
			continue;
		}
		struct fold f = fold_of(utf8_next(text, &at));
		unsigned soft = f.kind == FOLD_SOFT ? GLYPH_SOFT : 0;
		if (f.kind == FOLD_GAP || f.kind == FOLD_SPACE)
			first = glyphs_gap(in, (uint32_t)was);
		else if (f.kind == FOLD_WORD || f.kind == FOLD_SOFT)
			for (size_t k = 0; k < f.n; k++)
				put(in, first, (struct glyph){(uint32_t)was, (uint32_t)at, f.c[k], 1,
							      (uint16_t)(GLYPH_JOINED | soft)});
	}
}

/* Stretches that have letters and shapes, of three to JOIN_MAX bytes: "fv(|<". */
static void
join_shapes(struct glyphs *in, struct str text)
{
	for (size_t from = 0, to; from < text.n && !glyphs_full(in); from = to) {
		size_t letters = 0, n;
		char letter;
		for (to = from; to < text.n && !ascii_white(text.p[to]); to++)
			letters += ascii_alnum(text.p[to]);
		/* The slashes of an address draw nothing. */
		bool drawn = false, fits = letters > 0 && to - from >= 3 && to - from <= JOIN_MAX;
		for (size_t at = from; fits && !drawn && at < to; at++)
			drawn = drawn_at(text, at, &n, &letter);
		if (drawn)
			join_shapes_in(in, text, from, to);
		to += to < text.n;
	}
}

struct glance
glance_at(const struct glyph *g, size_t n)
{
	struct glance l = {0};
	size_t singles = 0;
	for (const struct glyph *end = g + n; g < end; g++) {
		const struct glyph *word = g;
		for (; g < end && glyph_is_word(g); g++) {
			const struct glyph *first = g;
			/* Small Latin letters, once each: most of most texts. */
			for (; g < end && g->bits == GLYPH_LATIN && g->run == 1; g++)
				l.chars |= g->c;
			if (g > first) {
				l.letters += (size_t)(g - first);
				l.bits |= GLYPH_LATIN;
				l.longest = l.longest > 0 ? l.longest : 1;
				g--;
				continue;
			}
			l.bits |= g->bits;
			l.chars |= g->c;
			l.longest = g->run > l.longest ? g->run : l.longest;
			l.letters += g->c - '0' > 9;
			l.upper += g->bits / GLYPH_UPPER & 1;
			l.pieces |= bar(g);
			l.lone += is_lone(g->c);
		}
		if (g == end)
			break;
		l.bits |= g->bits;
		l.longest = g->run > l.longest ? g->run : l.longest;
		l.gaps++;
		singles = g - word == 1 ? singles + 1 : 0;
		l.singles |= singles >= 2;
		/* Between two words: the full stop of the whole text parts nothing. */
		l.pieces |= !(g->bits & (GLYPH_SPACE | GLYPH_APOS)) && g > word && g + 1 < end;
	}
	return l;
}

void
join_readings(struct glyphs *in, const struct glance *glance, struct str text)
{
	if (glance->singles)
		join_singles(in);
	if (glance->pieces)
		join_pieces(in);
	if (in->foreign)
		join_foreign(in);
	if (in->turned)
		join_turned(in, text);
	if (in->drawn)
		join_shapes(in, text);
}
