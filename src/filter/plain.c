/* Undoes the disguises of addresses; see the header. Knows no ending and no host but what it needs to
 * tell "example . com" from the end of a sentence. */
#include "filter/plain.h"

#include "base/utf8.h"
#include "filter/ascii.h"
#include "filter/fold.h"
#include "filter/listed.h"

struct maker {
	struct str in;
	char *c;
	uint32_t *at;
	bool *altered;
	size_t n, dots, colons, digits;
	struct oddity fonts, marks;
};

bool
plain_escape(struct str in, size_t at)
{
	char next = in.p[at] == '\\' && at + 1 < in.n ? in.p[at + 1] : ' ';
	return next > ' ' && next < 0x7F && next != '&' && next != '<' && !ascii_alnum(next);
}

static void
put(struct maker *m, char c, size_t from, bool altered)
{
	m->c[m->n] = c;
	m->at[m->n] = (uint32_t)from;
	m->altered[m->n++] = altered;
	m->dots += c == '.';
	m->colons += c == ':';
	m->digits += c >= '0' && c <= '9';
}

static char
last(const struct maker *m)
{
	return m->n > 0 ? m->c[m->n - 1] : ' ';
}

static void
drop_spaces(struct maker *m)
{
	while (m->n > 0 && m->c[m->n - 1] == ' ')
		m->n--;
}

#define SPACES_MAX 3 /* about a dot that is set apart; bounds the look ahead too */

static size_t
spaces(struct str in, size_t at)
{
	size_t end = at;
	while (end < in.n && end - at < SPACES_MAX && in.p[end] == ' ')
		end++;
	return end;
}

/* ---- dots ---------------------------------------------------------------------------------------- */

/* A dot, a colon, or the first letter of a word for a dot. */
static bool
begins_dot(char c)
{
	static const bool begins[0x80] = {
		['.'] = true, [':'] = true, ['d'] = true, ['D'] = true, ['p'] = true, ['P'] = true,
		['n'] = true, ['N'] = true, ['k'] = true, ['K'] = true,
	};
	return begins[(unsigned char)c];
}

/* "[.]" "(dot)" "{ punkt }" "[:]" at a bracket: its length, or 0. */
static size_t
bracketed(struct str in, size_t at, char *ret)
{
	static const struct str words[] = {
		STR_C("."),	 STR_C("dot"),	STR_C("punkt"), STR_C("punto"),	 STR_C("ponto"),
		STR_C("point"),	 STR_C("punt"), STR_C("nokta"), STR_C("kropka"), STR_C("точка"),
		STR_C("点"),
	};
	static const char open[] = "([{<", close[] = ")]}>";
	size_t i = spaces(in, at + 1), end;
	if (i >= in.n || ((unsigned char)in.p[i] < 0x80 && !begins_dot(in.p[i])))
		return 0;
	const char *which = strchr(open, in.p[at]);
	*ret = in.p[i] == ':' ? ':' : '.';
	if (in.p[i] == ':' || in.p[i] == '.') {
		end = i + 1;
	} else {
		end = 0;
		for (size_t k = 0; k < ARRAY_LEN(words) && end == 0; k++)
			if (i + words[k].n <= in.n && ((words[k].p[0] ^ in.p[i]) & ~0x20) == 0 &&
			    strncasecmp(in.p + i, words[k].p, words[k].n) == 0)
				end = i + words[k].n;
		if (end == 0)
			return 0;
	}
	end = spaces(in, end);
	return end < in.n && end - at < 16 && in.p[end] == close[which - open] ? end + 1 - at : 0;
}

/* "com", "net" … at `at`, and no letter behind it. */
static bool
ending_at(struct str in, size_t at)
{
	size_t end = at;
	while (end < in.n && end - at < 8 && in.p[end] >= 'a' && in.p[end] <= 'z')
		end++;
	if (end == at || (end < in.n && (ascii_alnum(in.p[end]) || (unsigned char)in.p[end] >= 0x80)))
		return false;
	return (listed_ending(str_sub(in, at, end)) & LISTED_APART) != 0;
}

/* Behind "example." stands ". com": a link only where the line ends there or goes on as an address, for
 * a sentence may begin like that. */
static bool
stands_alone(struct str in, size_t at)
{
	while (at < in.n && in.p[at] >= 'a' && in.p[at] <= 'z')
		at++;
	return at == in.n || in.p[at] == '/' || in.p[at] == '\n';
}

/* A dot with white space about it, or the word: at a space or a '.', its length, or 0. */
static size_t
apart(const struct maker *m, size_t at)
{
	struct str in = m->in;
	if (!ascii_alnum(last(m)))
		return 0;
	size_t dot = spaces(in, at), end;
	if (dot >= in.n)
		return 0;
	if (in.p[dot] == '.')
		end = dot + 1;
	else if (dot > at && dot + 4 < in.n && (in.p[dot] | 0x20) == 'd' &&
		 strncasecmp(in.p + dot, "dot ", 4) == 0)
		end = dot + 3;
	else
		return 0;
	size_t ending = spaces(in, end);
	if ((dot == at && ending == end) || !ending_at(in, ending))
		return 0;
	return dot > at || stands_alone(in, ending) ? ending - at : 0;
}

static bool
is_dot(uint32_t c)
{
	switch (c) {
	case 0x00B7:
	case 0x2022:
	case 0x2024:
	case 0x2219:
	case 0x22C5:
	case 0x2E31:
	case 0x3002:
	case 0x30FB:
	case 0xA4F8:
	case 0xFE52:
	case 0xFF0E:
	case 0xFF61:
	case 0xFF65:
	case 0x06D4:
	case 0x0701:
		return true;
	}
	return false;
}

/* ---- letters ------------------------------------------------------------------------------------- */

/* Shows nothing where it stands, or only decorates: default-ignorable characters, controls, selectors,
 * a keycap's frame. Other marks may belong to a letter of a host. */
static bool
is_hidden(uint32_t c, const struct fold *f)
{
	if (f->kind != FOLD_DROP)
		return false;
	return !f->mark || c == 0x034F || c == 0x20E3 || (c >= 0xFE00 && c <= 0xFE0F) ||
	       (c >= 0xE0100 && c <= 0xE01EF);
}

/* Turns the direction of writing: honest Arabic and Hebrew have them before an address, where the first
 * letter of it does not become disguised by one. Within an address they hide it. */
static bool
directs(uint32_t c)
{
	return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
	       (c >= 0x2066 && c <= 0x2069);
}

/* The letter or digit that a character of a font, in a circle or of full width stands for; 0: none. */
static char
of_font(uint32_t c, const struct fold *f)
{
	if (c >= 0xFF01 && c <= 0xFF5E)
		return (char)(c - 0xFF01 + '!');
	if ((c < 0x2460 || c > 0x24FF) && (c < 0x1D400 || c > 0x1D7FF) &&
	    (c < 0x1F130 || c > 0x1F189) && (c < 0x2100 || c > 0x214F))
		return 0;
	return f->n == 1 && f->c[0] < 0x80 && ascii_alnum((char)f->c[0]) ? (char)f->c[0] : 0;
}

/* The character reference at `at` for something an address is made of: its length, or 0. */
static size_t
reference(struct str in, size_t at, char *ret)
{
	size_t i = at + 2, first;
	unsigned c = 0;
	if (i >= in.n || in.p[at + 1] != '#')
		return 0;
	unsigned base = (in.p[i] | 0x20) == 'x' ? 16 : 10;
	for (first = i += base == 16; i < in.n && i - first < 5; i++) {
		char d = in.p[i], low = (char)(d | 0x20);
		if (d >= '0' && d <= '9')
			c = c * base + (unsigned)(d - '0');
		else if (base == 16 && low >= 'a' && low <= 'f')
			c = c * base + (unsigned)(low - 'a' + 10);
		else
			break;
	}
	if (i == first || c <= ' ' || c >= 0x7F)
		return 0;
	*ret = (char)c;
	return i - at + (i < in.n && in.p[i] == ';');
}

/* A letter of a font that nobody's keyboard has. Full width, circled numbers, units are none. */
static bool
fancy(uint32_t c)
{
	return (c >= 0x1D400 && c <= 0x1D7FF) || (c >= 0x24B6 && c <= 0x24E9) ||
	       (c >= 0x249C && c <= 0x24B5) || (c >= 0x1F110 && c <= 0x1F189) ||
	       (c >= 0x1D00 && c <= 0x1D25) || (c >= 0x1D2C && c <= 0x1D6A) ||
	       (c >= 0x2090 && c <= 0x209C) || (c >= 0x210A && c <= 0x2113) ||
	       (c >= 0x211B && c <= 0x211D) || (c >= 0x212C && c <= 0x2134);
}

/* A mark that no language of Latin, Greek or Cyrillic letters writes: piled up for show. */
static bool
odd_mark(uint32_t c)
{
	static const uint32_t written[] = {
		0x0300, 0x0301, 0x0302, 0x0303, 0x0304, 0x0306, 0x0307, 0x0308, 0x0309,
		0x030A, 0x030B, 0x030C, 0x030F, 0x0311, 0x0313, 0x0314, 0x031B, 0x0323,
		0x0324, 0x0325, 0x0326, 0x0327, 0x0328, 0x032D, 0x032E, 0x0330, 0x0331,
		0x0342, 0x0345, 0x035F, 0x0361, 0x0358,
	};
	if ((c < 0x0300 || c > 0x036F) && (c < 0x0488 || c > 0x0489) && (c < 0x1AB0 || c > 0x1AFF) &&
	    (c < 0x1DC0 || c > 0x1DFF) && (c < 0x20D0 || c > 0x20FF))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(written); i++)
		if (written[i] == c)
			return false;
	return c != 0x20E3; /* of a keycap emoji */
}

static void
note(struct oddity *o, size_t from, size_t to)
{
	if (o->n++ == 0)
		o->from = from;
	o->to = to;
}

static void
put_foreign(struct maker *m, size_t from, size_t *at, bool *altered)
{
	uint32_t c = utf8_next(m->in, at);
	struct fold f = fold_of(c);
	char plain = c >= 0x2100 ? of_font(c, &f) : 0;
	if (c >= 0x1D00 && fancy(c))
		note(&m->fonts, from, *at);
	else if (c >= 0x0300 && odd_mark(c))
		note(&m->marks, from, *at);
	if (is_hidden(c, &f)) {
		*altered |= ascii_alnum(last(m)) || !directs(c);
	} else if (f.kind == FOLD_SPACE) {
		put(m, ' ', from, false);
		*altered = false;
	} else if (plain != 0) {
		put(m, plain, from, true);
	} else if (is_dot(c) && ascii_alnum(last(m)) && *at < m->in.n &&
		   (ascii_alnum(m->in.p[*at]) || (unsigned char)m->in.p[*at] >= 0x80)) {
		put(m, '.', from, true);
	} else {
		for (size_t i = from; i < *at; i++, m->n++) {
			m->c[m->n] = m->in.p[i];
			m->at[m->n] = (uint32_t)i;
			m->altered[m->n] = *altered;
		}
		*altered = false;
	}
}

/* "w w w . e x a m p l e . c o m": letters one by one, from `at` on. Where they end; *ret_is: they are an
 * address. */
#define SINGLES_MIN 8

static size_t
singles(struct str in, size_t at, bool *ret_is)
{
	size_t n = 0, dots = 0, i = at;
	while (i < in.n && (ascii_alnum(in.p[i]) || in.p[i] == '.')) {
		bool last_one = i + 1 == in.n || in.p[i + 1] == '\n';
		if (!last_one && in.p[i + 1] != ' ')
			break;
		n++;
		dots += in.p[i] == '.' && n > 1;
		i += last_one ? 1 : 2;
		if (last_one)
			break;
	}
	*ret_is = n >= SINGLES_MIN && dots > 0;
	return i > at && in.p[i - 1] == ' ' ? i - 1 : i;
}

/* What is written in several characters and stands for one: where it ends, or `at`. */
static size_t
put_disguised(struct maker *m, size_t at)
{
	char to = '.';
	size_t len = 0;
	switch (m->in.p[at]) {
	case ' ':
	case '.':
		len = apart(m, at);
		break;
	case '(':
	case '[':
	case '{':
	case '<':
		len = bracketed(m->in, at, &to);
		if (len == 0)
			break;
		drop_spaces(m);
		len = spaces(m->in, at + len) - at;
		break;
	case '&':
		len = reference(m->in, at, &to);
		break;
	case '\\':
		if (plain_escape(m->in, at)) {
			to = m->in.p[at + 1];
			len = 2;
		}
		break;
	}
	if (len > 0)
		put(m, to, at, true);
	return at + len;
}

/* Where it ends, or `at`. `*seen`: up to where it was looked for already. */
static size_t
put_singles(struct maker *m, size_t at, size_t *seen)
{
	bool is;
	if (at < *seen || (at > 0 && m->in.p[at - 1] > ' ') || !ascii_alnum(m->in.p[at]))
		return at;
	*seen = singles(m->in, at, &is);
	if (!is)
		return at;
	for (size_t i = at; i < *seen; i++)
		if (m->in.p[i] != ' ')
			put(m, m->in.p[i], i, true);
	return *seen;
}

/* 1: a letter of ASCII, 2: a digit. */
static const uint8_t kinds[256] = {
	['0'] = 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
	['A'] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	['a'] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
};

static inline bool
alnum(char c)
{
	return kinds[(unsigned char)c] != 0;
}

/* Whether a word goes on or begins at `at`, one that is not spelled out letter by letter. */
static inline bool
word_at(struct str in, size_t at)
{
	return alnum(in.p[at]) &&
	       ((at > 0 && alnum(in.p[at - 1])) || (at + 1 < in.n && alnum(in.p[at + 1])));
}

/* A space, behind which no dot stands apart: see apart(). */
static bool
space_alone(struct str in, size_t at)
{
	return at + 2 < in.n && in.p[at] == ' ' && (in.p[at + 1] | 0x20) != 'd' && alnum(in.p[at + 1]) &&
	       alnum(in.p[at + 2]);
}

/* A word from `at` on, within which nothing begins that stands for something else, and those behind it; where
 * they end. Most of most texts. */
static size_t
put_words(struct maker *m, size_t at)
{
	const struct str in = m->in;
	size_t n = m->n, digits = 0;
	char *c = m->c;
	uint32_t *from = m->at;
	bool *altered = m->altered;
	do {
		do {
			c[n] = in.p[at];
			from[n] = (uint32_t)at;
			altered[n] = false;
			digits += kinds[(unsigned char)in.p[at]] / 2;
			n++;
			at++;
		} while (at < in.n && alnum(in.p[at]));
	} while (at < in.n && space_alone(in, at));
	m->n = n;
	m->digits += digits;
	return at;
}

struct plain
plain_of(struct arena *a, struct str text)
{
	struct maker m = {.in = text,
			  .c = arena_alloc(a, text.n + 1),
			  .at = arena_alloc(a, (text.n + 1) * sizeof(*m.at)),
			  .altered = arena_alloc(a, (text.n + 1) * sizeof(*m.altered))};
	bool altered = false; /* something invisible stood before the next character */
	for (size_t at = 0, seen = 0, end; at < text.n; at = end) {
		if ((unsigned char)text.p[end = at] >= 0x80) {
			put_foreign(&m, at, &end, &altered);
			continue;
		}
		if (!altered && word_at(text, at))
			end = put_words(&m, at);
		else if ((end = put_disguised(&m, at)) == at && (end = put_singles(&m, at, &seen)) == at)
			put(&m, text.p[end++], at, altered);
		altered = false;
	}
	m.at[m.n] = (uint32_t)text.n;
	return (struct plain){{m.c, m.n}, text, m.at, m.altered, m.dots, m.colons, m.digits, m.fonts,
			      m.marks};
}
