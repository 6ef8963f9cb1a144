/*
 * Markup taken off a text; see the header. Knows what HTML and Markdown hide, no letter and no word.
 *
 * Linear: what is looked at and kept as text after all is looked at once. A tag ends at the next '<', a
 * link target at the next bracket, a name at its 32nd letter; a comment's end that was not found once is not
 * looked for again.
 */
#include "filter/visible.h"

#include "base/utf8.h"

static bool
digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

static unsigned char
byte(struct str text, size_t at)
{
	return at < text.n ? (unsigned char)text.p[at] : 0;
}

/* ---- character references ---------------------------------------------------------------------- */

#define NAME_MAX_LEN 31 /* CounterClockwiseContourIntegral */
#define BARE_MAX 6      /* the longest name that does without a semicolon: frac12 */

static const struct entity {
	char name[NAME_MAX_LEN];
	bool bare;
	uint32_t c;
} entities[] = {
#define FIRST(letter)
#define ENTITY(name, c, bare) {#name, (bare), (c)},
#include "entities.def"
#undef ENTITY
#undef FIRST
};

/* Where the names of each letter begin: A to Z, a to z, the end. */
enum {
#define FIRST(letter) FIRST_##letter, BEFORE_##letter = FIRST_##letter - 1,
#define ENTITY(name, c, bare) ENTITY_##name,
#include "entities.def"
#undef ENTITY
#undef FIRST
};
static const uint16_t first_names[] = {
#define FIRST(letter) FIRST_##letter,
#define ENTITY(name, c, bare)
#include "entities.def"
#undef ENTITY
#undef FIRST
	ARRAY_LEN(entities),
};

/* The first of the names [lo, hi), alike in `k` letters, whose next one is `c` at least. */
static size_t
name_from(size_t lo, size_t hi, size_t k, char c)
{
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (entities[mid].name[k] < c)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* A name at `at`: what stands behind it, or `at`. The whole of it before a semicolon, or the longest
 * beginning that does without; letter by letter, as few names begin like most of what follows an '&'. */
static size_t
named(struct str text, size_t at, uint32_t *ret)
{
	const char *name = text.p + at;
	size_t n = 0, end = at;
	while (n <= NAME_MAX_LEN &&
	       (ascii_letter((char)byte(text, at + n)) || (n > 0 && digit(byte(text, at + n)))))
		n++;
	if (n < 2 || n > NAME_MAX_LEN)
		return at;
	size_t which = name[0] >= 'a' ? (size_t)(name[0] - 'a') + 26 : (size_t)(name[0] - 'A');
	size_t lo = first_names[which], hi = first_names[which + 1];
	for (size_t k = 1; k < n && lo < hi;) {
		lo = name_from(lo, hi, k, name[k]);
		hi = name_from(lo, hi, k, (char)(name[k] + 1));
		k++;
		if (lo == hi || (k < NAME_MAX_LEN && entities[lo].name[k] != '\0'))
			continue;
		/* Not before '=': "?a=1&copy=2" is an address, as HTML's parser sees it, too. */
		bool whole = k == n && byte(text, at + n) == ';';
		if (whole || (entities[lo].bare && k <= BARE_MAX && byte(text, at + k) != '=')) {
			*ret = entities[lo].c;
			end = at + k + whole;
		}
	}
	return end;
}

/* "#117;" or "#x75;" at `at`, the semicolon may be missing. */
static size_t
numbered(struct str text, size_t at, uint32_t *ret)
{
	/* What 0x80 to 0x9F stand for in HTML: windows-1252. */
	static const uint16_t western[32] = {
		0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
		0x2039, 0x0152, 0x8D, 0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013,
		0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
	};
	bool hex = (byte(text, at + 1) | 0x20) == 'x';
	size_t first = at + (hex ? 2 : 1), i = first;
	uint32_t c = 0;
	for (;; i++) {
		uint32_t b = byte(text, i), low = b | 0x20, value;
		if (b >= '0' && b <= '9')
			value = b - '0';
		else if (hex && low >= 'a' && low <= 'f')
			value = low - 'a' + 10;
		else
			break;
		c = c > 0x10FFFF ? c : c * (hex ? 16 : 10) + value;
	}
	if (i == first || c == 0 || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
		return at;
	*ret = c >= 0x80 && c < 0xA0 ? western[c - 0x80] : c;
	return i + (byte(text, i) == ';');
}

/* The reference at `at`, an '&': what stands behind it, or `at`. One that gives an '&' may begin the next. */
static size_t
reference(struct str text, size_t at, uint32_t *ret)
{
	size_t end = at;
	for (size_t next = at + 1;;) {
		size_t got = byte(text, next) == '#' ? numbered(text, next, ret) : named(text, next, ret);
		if (got == next)
			return end;
		end = next = got;
		if (*ret != '&')
			return end;
	}
}

/* ---- tags -------------------------------------------------------------------------------------- */

static bool
blank(unsigned char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

enum tag {
	TAG_NONE,
	TAG_INLINE, /* shows nothing of itself: "f<b>uc</b>k" */
	TAG_BLOCK,  /* shows a gap */
	TAG_WORDY   /* has attributes or an unknown name: gone from the second reading only */
};

#define TAG_MAX_LEN 11 /* no name of the table is as long */

/* What a tag of this name shows, in letters of either case. */
static enum tag
tag_named(struct str name)
{
	/* Sorted. */
	static const struct {
		char name[TAG_MAX_LEN + 1]; /* and zeros */
		enum tag kind;
	} known[] = {
		{"a", TAG_INLINE}, {"abbr", TAG_INLINE}, {"acronym", TAG_INLINE},
		{"b", TAG_INLINE}, {"bdi", TAG_INLINE}, {"bdo", TAG_INLINE}, {"big", TAG_INLINE},
		{"blink", TAG_INLINE}, {"blockquote", TAG_BLOCK}, {"br", TAG_BLOCK},
		{"center", TAG_BLOCK}, {"cite", TAG_INLINE}, {"code", TAG_INLINE},
		{"dd", TAG_BLOCK}, {"del", TAG_INLINE}, {"dfn", TAG_INLINE}, {"div", TAG_BLOCK},
		{"dl", TAG_BLOCK}, {"dt", TAG_BLOCK}, {"em", TAG_INLINE}, {"font", TAG_INLINE},
		{"h1", TAG_BLOCK}, {"h2", TAG_BLOCK}, {"h3", TAG_BLOCK}, {"h4", TAG_BLOCK},
		{"h5", TAG_BLOCK}, {"h6", TAG_BLOCK}, {"hr", TAG_BLOCK}, {"i", TAG_INLINE},
		{"ins", TAG_INLINE}, {"kbd", TAG_INLINE}, {"label", TAG_INLINE}, {"li", TAG_BLOCK},
		{"mark", TAG_INLINE}, {"nobr", TAG_INLINE}, {"ol", TAG_BLOCK}, {"p", TAG_BLOCK},
		{"pre", TAG_BLOCK}, {"q", TAG_INLINE}, {"s", TAG_INLINE}, {"samp", TAG_INLINE},
		{"small", TAG_INLINE}, {"span", TAG_INLINE}, {"strike", TAG_INLINE},
		{"strong", TAG_INLINE}, {"sub", TAG_INLINE}, {"sup", TAG_INLINE},
		{"table", TAG_BLOCK}, {"td", TAG_BLOCK}, {"th", TAG_BLOCK}, {"tr", TAG_BLOCK},
		{"tt", TAG_INLINE}, {"u", TAG_INLINE}, {"ul", TAG_BLOCK}, {"var", TAG_INLINE},
		{"wbr", TAG_INLINE},
	};
	char low[TAG_MAX_LEN + 1] = {0};
	size_t lo = 0, hi = ARRAY_LEN(known);
	if (name.n > TAG_MAX_LEN)
		return TAG_WORDY;
	for (size_t i = 0; i < name.n; i++)
		low[i] = (char)(name.p[i] | 0x20); /* of a digit nothing changes */
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int order = memcmp(known[mid].name, low, sizeof(low));
		if (order == 0)
			return known[mid].kind;
		if (order < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return TAG_WORDY;
}

/* The tag at `at`, a '<', and what stands behind it. */
static enum tag
tag(struct str text, size_t at, size_t *ret_end)
{
	size_t from = at + 1 + (byte(text, at + 1) == '/'), i = from;
	while (ascii_letter((char)byte(text, i)) || (i > from && digit(byte(text, i))))
		i++;
	if (i == from)
		return TAG_NONE;
	size_t end = i; /* of the name */
	while (blank(byte(text, i)) || byte(text, i) == '/')
		i++;
	bool plain = byte(text, i) == '>';
	while (i < text.n && text.p[i] != '>' && text.p[i] != '<')
		i++;
	if (byte(text, i) != '>')
		return TAG_NONE;
	*ret_end = i + 1;
	return plain ? tag_named(str_sub(text, from, end)) : TAG_WORDY;
}

/* A comment at `at`, "<!--": what stands behind it, or `at`. */
static size_t
comment(struct visible *v)
{
	if (v->unended || !str_starts(str_from(v->text, v->at), STR("<!--")))
		return v->at;
	if (v->at + sizeof("<!---->") - 1 <= v->ended) /* an earlier look went as far: it ends there, too */
		return v->ended;
	size_t end = str_find(v->text, STR("-->"), v->at + 4);
	v->unended = end == SIZE_MAX;
	if (v->unended)
		return v->at;
	v->ended = end + 3;
	return v->ended;
}

/* "](http://…)" at `at`: what stands behind it, or `at`. */
static size_t
link_target(struct str text, size_t at)
{
	size_t i = at + 2;
	if (byte(text, at + 1) != '(')
		return at;
	while (i < text.n && strchr("()[]<\n", text.p[i]) == NULL)
		i++;
	return byte(text, i) == ')' ? i + 1 : at;
}

/* ---- the next ---------------------------------------------------------------------------------- */

/* The '<' at v->at: what stands behind its markup, or v->at. *ret_gap: it shows a gap. */
static size_t
angle(struct visible *v, bool *ret_gap)
{
	size_t end = v->at;
	bool bare = v->mode == VISIBLE_BARE;
	if (byte(v->text, v->at + 1) == '!') {
		end = comment(v);
		v->marked |= end != v->at;
		return bare ? end : v->at;
	}
	enum tag kind = tag(v->text, v->at, &end);
	v->marked |= kind == TAG_WORDY;
	*ret_gap = kind == TAG_BLOCK;
	return kind == TAG_WORDY && !bare ? v->at : end;
}

/* Markup at v->at that shows nothing, likewise. */
static size_t
hidden(struct visible *v, bool *ret_gap)
{
	size_t at = v->at, end;
	bool bare = v->mode == VISIBLE_BARE;
	switch (v->text.p[at]) {
	case '<':
		return angle(v, ret_gap);
	case ']':
		end = link_target(v->text, at);
		v->marked |= end != at;
		return !bare ? at : end != at ? end : at + 1;
	case '[':
	case '*':
	case '_':
	case '~':
	case '`':
		return bare ? at + 1 : at;
	}
	return at;
}

/* Markdown's escape: before punctuation a '\' shows nothing, and what follows is no markup. */
static bool
escapes(const struct visible *v)
{
	unsigned char next = byte(v->text, v->at + 1);
	return v->text.p[v->at] == '\\' && next > ' ' && next < 0x7F && !ascii_alnum((char)next);
}

bool
visible_other(struct visible *v, struct visible_char *ret)
{
	bool cut = false, gap = false;
	for (size_t end; v->at < v->text.n && !gap; v->at = end, cut = true) {
		end = hidden(v, &gap);
		if (end == v->at)
			break;
		if (gap)
			*ret = (struct visible_char){'\n', (uint32_t)v->at, (uint32_t)end, false};
	}
	if (gap)
		return true;
	if (v->at >= v->text.n)
		return false;
	bool literal = escapes(v);
	v->at += literal;
	size_t from = v->at;
	uint32_t c = 0;
	size_t end = v->text.p[from] == '&' && !literal ? reference(v->text, from, &c) : from;
	if (end != from)
		v->at = end;
	else if ((unsigned char)v->text.p[from] < 0x80)
		c = (unsigned char)v->text.p[v->at++];
	else
		c = utf8_next(v->text, &v->at);
	*ret = (struct visible_char){c, (uint32_t)from, (uint32_t)v->at, cut};
	return true;
}
