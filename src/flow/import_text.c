/* Texts of feeds as titles and names, and in which bytes a file is; see import_text.h. */
#include "base/buf.h"
#include "base/utf8.h"
#include "import_text.h"

static bool
is_white(uint32_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0xA0;
}

struct str
text_squeezed(struct arena *a, struct str s)
{
	struct buf b = buf_in(a, s.n + 1);
	bool gap = false;
	for (size_t at = 0; at < s.n;) {
		size_t from = at;
		if (is_white(utf8_next(s, &at))) {
			gap = true;
			continue;
		}
		if (gap && b.n > 0)
			buf_char(&b, ' ');
		gap = false;
		buf_str(&b, str_sub(s, from, at));
	}
	must(!b.over);
	return buf_view(&b);
}

/* Those that titles use; HTML has 2,231. */
static const struct {
	struct str name;
	uint32_t c;
} references[] = {
	{STR_C("amp"), '&'},	  {STR_C("lt"), '<'},	     {STR_C("gt"), '>'},
	{STR_C("quot"), '"'},	  {STR_C("apos"), '\''},     {STR_C("nbsp"), 0xA0},
	{STR_C("ndash"), 0x2013}, {STR_C("mdash"), 0x2014},  {STR_C("lsquo"), 0x2018},
	{STR_C("rsquo"), 0x2019}, {STR_C("ldquo"), 0x201C},  {STR_C("rdquo"), 0x201D},
	{STR_C("sbquo"), 0x201A}, {STR_C("bdquo"), 0x201E},  {STR_C("laquo"), 0xAB},
	{STR_C("raquo"), 0xBB},	  {STR_C("hellip"), 0x2026}, {STR_C("euro"), 0x20AC},
	{STR_C("pound"), 0xA3},	  {STR_C("deg"), 0xB0},	     {STR_C("middot"), 0xB7},
	{STR_C("auml"), 0xE4},	  {STR_C("ouml"), 0xF6},     {STR_C("uuml"), 0xFC},
	{STR_C("Auml"), 0xC4},	  {STR_C("Ouml"), 0xD6},     {STR_C("Uuml"), 0xDC},
	{STR_C("szlig"), 0xDF},	  {STR_C("eacute"), 0xE9},   {STR_C("egrave"), 0xE8},
	{STR_C("agrave"), 0xE0},  {STR_C("ccedil"), 0xE7},   {STR_C("ntilde"), 0xF1},
};

/* "#8217", "#x2019" */
static bool
numeric(struct str digits, uint32_t *ret)
{
	unsigned base = 10;
	uint32_t c = 0;
	if (digits.n > 0 && (digits.p[0] == 'x' || digits.p[0] == 'X')) {
		base = 16;
		digits = str_from(digits, 1);
	}
	for (size_t i = 0; i < digits.n; i++) {
		char d = digits.p[i];
		unsigned v = d >= '0' && d <= '9'   ? (unsigned)(d - '0')
			     : d >= 'a' && d <= 'f' ? (unsigned)(d - 'a' + 10)
			     : d >= 'A' && d <= 'F' ? (unsigned)(d - 'A' + 10)
						    : 99;
		if (v >= base || c > 0x10FFFF / base)
			return false;
		c = c * base + v;
	}
	*ret = c;
	return digits.n > 0 && c > 0 && c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF);
}

static bool
referred(struct str name, uint32_t *ret)
{
	if (name.n > 1 && name.p[0] == '#')
		return numeric(str_from(name, 1), ret);
	for (size_t i = 0; i < ARRAY_LEN(references); i++)
		if (str_eq(name, references[i].name)) {
			*ret = references[i].c;
			return true;
		}
	return false;
}

#define REFERENCE_BYTES 12 /* the longest name we know, and "#x0010FFFF" */

/* Behind the reference that begins at `i`, written to `b`; or `i`: there is none. */
static size_t
put_reference(struct buf *b, struct str s, size_t i)
{
	char bytes[4];
	uint32_t c = 0;
	size_t end = str_find(s, STR(";"), i);
	if (end == SIZE_MAX || end - i > REFERENCE_BYTES || !referred(str_sub(s, i + 1, end), &c))
		return i;
	buf_add(b, bytes, utf8_put(bytes, c));
	return end + 1;
}

/* A '<' that opens a tag, and not the one of "1 < 2". */
static bool
is_tag(struct str s, size_t i)
{
	char c = i + 1 < s.n ? s.p[i + 1] : ' ';
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '/' || c == '!';
}

struct str
text_of_html(struct arena *a, struct str s)
{
	struct buf b = buf_in(a, s.n + 4);
	for (size_t i = 0; i < s.n;) {
		size_t end = i;
		if (s.p[i] == '&')
			end = put_reference(&b, s, i);
		else if (s.p[i] == '<' && is_tag(s, i))
			end = str_find(s, STR(">"), i);
		if (end == i || end == SIZE_MAX)
			buf_char(&b, s.p[i++]);
		else
			i = s.p[i] == '<' ? end + 1 : end;
	}
	must(!b.over);
	return buf_view(&b);
}

struct str
text_without_mail(struct str s)
{
	struct str rest = str_trim(s), head;
	if (!str_has(rest, '@'))
		return rest;
	if (str_ends(rest, STR(")")) && str_cut(&rest, '(', &head))
		return str_trim(str_sub(rest, 0, rest.n - 1));
	if (str_ends(rest, STR(">")) && str_cut(&rest, '<', &head))
		return str_trim(head);
	return STR("");
}

bool
text_is_utf16(struct str head)
{
	bool marked = str_starts(head, STR("\xFE\xFF")) || str_starts(head, STR("\xFF\xFE"));
	if (marked || head.n < 4)
		return marked;
	bool zero[4];
	for (size_t i = 0; i < ARRAY_LEN(zero); i++)
		zero[i] = head.p[i] == '\0';
	return zero[0] == zero[2] && zero[1] == zero[3] && zero[0] != zero[1];
}
