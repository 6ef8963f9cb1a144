/*
 * Source bytes to glyphs; see the header. Knows characters and gaps, no word and no rule.
 *
 * Three passes: scan (one glyph a character, repeats counted, gaps merged), swap (look-alikes of
 * another script become Latin where that is what a reader sees), join (the second readings).
 */
#include "filter/normalise.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "filter/fold.h"

struct glyphs {
	struct arena *arena;
	struct glyph *g;
	size_t n, cap;
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

#define LOOK_AHEAD 32 /* bytes: enough for an entity or an inline tag; bounds the work a '<' can cost */

/* A character reference at `at`, as the Markdown reader will resolve it: its length, or 0. */
static size_t
entity(struct str text, size_t at, uint32_t *ret)
{
	static const struct {
		struct str name;
		uint32_t c;
	} names[] = {
		{STR_C("&amp;"), '&'},   {STR_C("&lt;"), '<'},    {STR_C("&gt;"), '>'},
		{STR_C("&quot;"), '"'},  {STR_C("&apos;"), '\''}, {STR_C("&nbsp;"), 0xA0},
		{STR_C("&shy;"), 0xAD},  {STR_C("&zwj;"), 0x200D}, {STR_C("&zwnj;"), 0x200C},
		{STR_C("&ast;"), '*'},   {STR_C("&dollar;"), '$'}, {STR_C("&commat;"), '@'},
	};
	struct str rest = str_sub(text, at, at + LOOK_AHEAD < text.n ? at + LOOK_AHEAD : text.n);
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (str_starts(rest, names[i].name)) {
			*ret = names[i].c;
			return names[i].name.n;
		}
	if (rest.n < 4 || rest.p[1] != '#')
		return 0;
	bool hex = (rest.p[2] | 0x20) == 'x';
	uint32_t c = 0;
	size_t i = hex ? 3 : 2, first = i;
	for (; i < rest.n && i - first < 8 && rest.p[i] != ';'; i++) {
		char d = rest.p[i], low = (char)(d | 0x20);
		if (d >= '0' && d <= '9')
			c = c * (hex ? 16 : 10) + (uint32_t)(d - '0');
		else if (hex && low >= 'a' && low <= 'f')
			c = c * 16 + (uint32_t)(low - 'a' + 10);
		else
			return 0;
	}
	if (i == first || i == rest.n || rest.p[i] != ';' || c == 0 || c > 0x10FFFF ||
	    (c >= 0xD800 && c <= 0xDFFF))
		return 0;
	*ret = c;
	return i + 1;
}

/* An inline tag at `at` ("<b>", "</span>", "<br/>"): its length, or 0. Only names that show nothing of
 * themselves anywhere; "<fuck>" is text. */
static size_t
tag(struct str text, size_t at)
{
	static const struct str names[] = {
		STR_C("b"), STR_C("i"), STR_C("u"), STR_C("s"), STR_C("em"), STR_C("strong"),
		STR_C("span"), STR_C("br"), STR_C("wbr"), STR_C("font"), STR_C("sub"), STR_C("sup"),
	};
	size_t end = at + LOOK_AHEAD < text.n ? at + LOOK_AHEAD : text.n, i = at + 1;
	i += i < end && text.p[i] == '/';
	size_t from = i;
	while (i < end && (text.p[i] | 0x20) >= 'a' && (text.p[i] | 0x20) <= 'z')
		i++;
	struct str name = str_sub(text, from < end ? from : end, i < end ? i : end);
	bool known = false;
	for (size_t k = 0; k < ARRAY_LEN(names); k++)
		known |= name.n == names[k].n && strncasecmp(name.p, names[k].p, name.n) == 0;
	while (known && i < end && text.p[i] != '>' && text.p[i] != '<')
		i++;
	return known && i < end && text.p[i] == '>' ? i + 1 - at : 0;
}

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
drop(struct glyphs *to, const struct fold *f, size_t end)
{
	struct glyph *last = to->n > 0 ? &to->g[to->n - 1] : NULL;
	if (last == NULL || !glyph_is_word(last))
		return;
	if (f->mark && last->to < end)
		last->to = (uint32_t)end;
	if (f->hidden)
		last->bits |= GLYPH_HIDDEN;
}

static void
scan_one(struct glyphs *to, const struct fold *f, size_t from, size_t end)
{
	unsigned bits = (f->upper ? GLYPH_UPPER : 0) | (f->latin ? GLYPH_LATIN : 0) |
			(f->foreign ? GLYPH_FOREIGN : 0) | (f->kind == FOLD_SOFT ? GLYPH_SOFT : 0);
	switch ((enum fold_kind)f->kind) {
	case FOLD_DROP:
		drop(to, f, end);
		return;
	case FOLD_SPACE:
		push_gap(to, from, end, GLYPH_SPACE);
		return;
	case FOLD_GAP:
		push_gap(to, from, end, gap_bits(f->c[0]));
		return;
	case FOLD_WORD:
	case FOLD_SOFT:
		for (size_t i = 0; i < f->n; i++) {
			struct glyph g = {(uint32_t)from, (uint32_t)end, f->c[i], 1,
					  (uint16_t)bits};
			push_word(to, g);
		}
		return;
	}
}

static bool
alnum_at(struct str text, size_t at)
{
	unsigned char c = at < text.n ? (unsigned char)text.p[at] : 0;
	return c >= 0x80 || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static void
scan(struct glyphs *to, struct str text)
{
	for (size_t at = 0, from; from = at, at < text.n;) {
		uint32_t c = 0;
		size_t len = text.p[at] == '&' ? entity(text, at, &c) : 0;
		if (len == 0 && text.p[at] == '<' && (len = tag(text, at)) > 0)
			c = '<';
		if (len > 0)
			at += len;
		else
			c = utf8_next(text, &at);
		if (c == '\\' && at < text.n && text.p[at] > ' ' && !alnum_at(text, at))
			continue; /* Markdown's escape: the character behind it is what shows */
		struct fold f = fold_of(c);
		/* "sh!t" but not "Ana!": these are letters only with more of the word behind them. */
		if (f.kind == FOLD_SOFT && (f.c[0] == '!' || f.c[0] == '|') && !alnum_at(text, at))
			f.kind = FOLD_GAP;
		scan_one(to, &f, from, at);
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

struct reading
normalise(struct arena *a, struct str text)
{
	must(text.n < UINT32_MAX);
	struct glyphs to = {.arena = a};
	scan(&to, text);
	swap(&to);
	size_t plain = to.n;
	join_singles(&to, plain);
	join_pieces(&to, plain);
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
