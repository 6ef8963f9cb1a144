/* The canonical path of an article, and the escapes of addresses; see page.h. Knows nothing of sites or
 * threads. */
#include "base/page.h"

#include "base/buf.h"
#include "base/utf8.h"

/* PAGE_MAX of model.h, which this room does not see; its test compares the two. */
#define PAGE_BYTES 2048

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool
page_decode(struct arena *a, struct str s, char plus, struct str *ret)
{
	char *p = arena_alloc(a, s.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == '%') {
			int hi = i + 2 < s.n ? hex_digit(s.p[i + 1]) : -1;
			int lo = hi >= 0 ? hex_digit(s.p[i + 2]) : -1;
			if (lo < 0)
				return false;
			c = (char)(hi << 4 | lo);
			i += 2;
		} else if (c == '+') {
			c = plus;
		}
		p[n++] = c;
	}
	p[n] = '\0';
	*ret = (struct str){p, n};
	return true;
}

static bool
has_control(struct str s)
{
	for (size_t i = 0; i < s.n;) {
		uint32_t c = utf8_next(s, &i);
		if (c < 0x20 || (c >= 0x7F && c < 0xA0))
			return true;
	}
	return false;
}

static bool
is_dots(struct str segment)
{
	return str_eq(segment, STR(".")) || str_eq(segment, STR(".."));
}

/* Segment by segment: empty ones fall away, which merges slashes; the last may be empty ("/a/"). */
static bool
join(struct buf *b, struct str path)
{
	struct str rest = str_from(path, 1), segment;
	bool more = true;
	buf_char(b, '/');
	while (more) {
		more = str_cut(&rest, '/', &segment);
		if (is_dots(segment))
			return false;
		if (segment.n == 0 || (!more && str_eq(segment, STR("index.html"))))
			continue;
		buf_str(b, segment);
		if (more)
			buf_char(b, '/');
	}
	return true;
}

bool
page_canonical(struct arena *a, struct str path, struct str *ret)
{
	struct buf b = buf_in(a, PAGE_BYTES);
	if (path.n == 0 || path.p[0] != '/' || str_has(path, '\\') || !utf8_valid(path) ||
	    has_control(path) || !join(&b, path) || b.over)
		return false;
	*ret = buf_view(&b);
	return true;
}

static struct str
until_any(struct str s, char x, char y)
{
	size_t i = 0;
	while (i < s.n && s.p[i] != x && s.p[i] != y)
		i++;
	return str_sub(s, 0, i);
}

bool
page_from_uri(struct arena *a, struct str request_uri, struct str *ret)
{
	struct str path;
	return page_decode(a, until_any(request_uri, '?', '#'), '+', &path) &&
	       page_canonical(a, path, ret);
}

static bool
is_unreserved(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '.' || c == '_' || c == '~';
}

static struct str
encode(struct arena *a, struct str s, const char *also)
{
	static const char hex[] = "0123456789ABCDEF";
	struct buf b = buf_in(a, 3 * s.n + 1);
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (is_unreserved(s.p[i]) || (c != 0 && strchr(also, c) != NULL)) {
			buf_char(&b, s.p[i]);
			continue;
		}
		buf_char(&b, '%');
		buf_char(&b, hex[c >> 4]);
		buf_char(&b, hex[c & 0xF]);
	}
	must(!b.over);
	return buf_view(&b);
}

struct str
page_encode(struct arena *a, struct str page)
{
	/* Of RFC 3986's pchar those that also mean nothing in HTML, in Markdown and to a shell. */
	return encode(a, page, "/:@+,=");
}

struct str
page_query(struct arena *a, struct str value)
{
	return encode(a, value, "");
}
