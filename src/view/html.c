/* The doors of html.h. Knows bytes and addresses; knows neither comments nor pages. */
#include "view/html.h"

#include "base/scan.h"
#include "base/utf8.h"

struct html
html_in(struct arena *a)
{
	return (struct html){.out = buf_in(a, HTML_MAX)};
}

/* What a byte becomes; NULL: itself. All five in every context, so that nobody has to choose
 * (SECURITY A11: a quote left alone in an attribute). */
static const char *const escapes[256] = {
	['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&#34;", ['\''] = "&#39;"};

static const char *
escape_of(char c)
{
	return escapes[(unsigned char)c];
}

/* The same five: '&' and '\'' differ in one bit, so do '<' and '>'. */
static bytes16
has_escape(bytes16 v)
{
	return scan_is(v | scan_all('&' ^ '\''), '\'') | scan_is(v | scan_all('<' ^ '>'), '>') |
	       scan_is(v, '"');
}

void
html_text(struct html *h, struct str s)
{
	size_t from = 0;
	for (size_t i; (i = scan_first(s, from, has_escape)) < s.n; from = i + 1) {
		buf_str(&h->out, str_sub(s, from, i));
		buf_str(&h->out, str_of(escape_of(s.p[i])));
	}
	buf_str(&h->out, str_from(s, from));
}

size_t
html_text_bytes(struct str s)
{
	size_t n = s.n;
	for (size_t i = scan_first(s, 0, has_escape); i < s.n; i = scan_first(s, i + 1, has_escape))
		n += strlen(escape_of(s.p[i])) - 1;
	return n;
}

/* Bytes of the character at s[i] that XML 1.0 (section 2.2) does not have, 0: it does. Of valid UTF-8
 * these are controls, U+FFFE and U+FFFF. */
static size_t
no_xml(struct str s, size_t i)
{
	unsigned char c = (unsigned char)s.p[i];
	if (c < 0x20)
		return c != '\t' && c != '\n' && c != '\r';
	return c == 0xEF && i + 2 < s.n && s.p[i + 1] == '\xBF' && (unsigned char)s.p[i + 2] >= 0xBE ? 3 : 0;
}

static void
put_xml(struct html *h, struct str s, void (*put)(struct html *, struct str))
{
	size_t from = 0;
	for (size_t i = 0; i < s.n; i++) {
		size_t n = no_xml(s, i);
		if (n == 0)
			continue;
		put(h, str_sub(s, from, i));
		buf_lit(&h->out, "\xEF\xBF\xBD");
		from = i + n;
		i += n - 1;
	}
	put(h, str_from(s, from));
}

void
html_xml(struct html *h, struct str s)
{
	put_xml(h, s, html_text);
}

/* The one thing that ends a section is parted between two. */
static void
put_section(struct html *h, struct str s)
{
	size_t from = 0, at;
	while ((at = str_find(s, STR("]]>"), from)) != SIZE_MAX) {
		buf_str(&h->out, str_sub(s, from, at));
		buf_lit(&h->out, "]]]]><![CDATA[>");
		from = at + 3;
	}
	buf_str(&h->out, str_from(s, from));
}

void
html_cdata(struct html *h, struct str s)
{
	buf_lit(&h->out, "<![CDATA[");
	put_xml(h, s, put_section);
	buf_lit(&h->out, "]]>");
}

void
html_bdi(struct html *h, struct str s)
{
	html_lit(h, "<bdi>");
	html_text(h, s);
	html_lit(h, "</bdi>");
}

void
html_attr(struct html *h, struct str s)
{
	html_text(h, s);
}

static bool
starts_nocase(struct str s, const char *prefix)
{
	size_t n = strlen(prefix);
	return s.n >= n && strncasecmp(s.p, prefix, n) == 0;
}

/* Browsers drop tabs and newlines inside an address and take '\' for '/', so "java\nscript:" and
 * "/\host" are refused by the byte (SECURITY A21, A30). */
static bytes16
has_foul(bytes16 v)
{
	return scan_upto(v, 0x20) | scan_is(v, 0x7F) | scan_is(v, '\\');
}

/* Without the port at its end. */
static struct str
without_port(struct str host)
{
	size_t n = host.n;
	while (n > 0 && host.p[n - 1] >= '0' && host.p[n - 1] <= '9')
		n--;
	return n < host.n && n > 0 && host.p[n - 1] == ':' ? str_sub(host, 0, n - 1) : host;
}

/* Behind the scheme, before the path: letters and digits of any script, dots, dashes, a port. Browsers
 * decode a "%2E" there, and leave what stands before an '@' or behind a comma to the resolver: such a host is
 * another one to them than to people and to filters. */
static bool
names_host(struct str rest)
{
	size_t n = 0;
	while (n < rest.n && rest.p[n] != '/' && rest.p[n] != '?' && rest.p[n] != '#')
		n++;
	struct str host = without_port(str_sub(rest, 0, n));
	if (host.n == 0 || host.n > HOST_BYTES_MAX || !utf8_valid(host) ||
	    strchr("-._", host.p[0]) != NULL)
		return false;
	for (size_t i = 1; i < host.n; i++) /* "a..b"; "a._b_", where Markdown's emphasis begins or ends */
		if ((host.p[i] == '_' && strchr("._-", host.p[i - 1]) != NULL) ||
		    (host.p[i - 1] == '_' && strchr(".-", host.p[i]) != NULL) ||
		    (host.p[i] == '.' && host.p[i - 1] == '.'))
			return false;
	for (size_t i = 0; i < host.n;)
		if (!utf8_in_host(utf8_next(host, &i)))
			return false;
	return true;
}

bool
html_url_ok(struct str s)
{
	if (s.n == 0 || scan_first(s, 0, has_foul) < s.n)
		return false;
	if (s.p[0] == '/') /* most are our own */
		return s.n == 1 || s.p[1] != '/';
	if (starts_nocase(s, "http://"))
		return names_host(str_from(s, 7));
	if (starts_nocase(s, "https://"))
		return names_host(str_from(s, 8));
	return starts_nocase(s, "mailto:") && s.n > 7;
}

bool
html_website(struct str s)
{
	return html_url_ok(s) && (s.p[0] == 'h' || s.p[0] == 'H');
}

void
html_url(struct html *h, struct str s)
{
	if (html_url_ok(s))
		html_text(h, s);
	else
		html_lit(h, "#");
}

void
html_int(struct html *h, int64_t v)
{
	buf_int(&h->out, v);
}

void
html_safe(struct html *h, struct safe s)
{
	must(s.hole == 0 || h->hole == 0);
	if (s.hole != 0)
		h->hole = h->out.n + s.hole;
	buf_str(&h->out, s.html);
}

struct safe
html_done(struct html *h)
{
	must(!h->out.over);
	return (struct safe){buf_view(&h->out), h->hole};
}

struct safe
html_hole(void)
{
	return (struct safe){.hole = 1};
}

struct str
html_before(struct safe s)
{
	must(s.hole != 0);
	return str_sub(s.html, 0, s.hole - 1);
}

struct str
html_behind(struct safe s)
{
	must(s.hole != 0);
	return str_from(s.html, s.hole - 1);
}

struct str
html_query(struct arena *a, struct str value)
{
	static const char hex[] = "0123456789ABCDEF";
	char *p = arena_alloc(a, value.n * 3 + 1);
	size_t n = 0;
	for (size_t i = 0; i < value.n; i++) {
		unsigned char c = (unsigned char)value.p[i];
		bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
			     (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
		if (plain) {
			p[n++] = (char)c;
			continue;
		}
		p[n++] = '%';
		p[n++] = hex[c >> 4];
		p[n++] = hex[c & 15];
	}
	return (struct str){p, n};
}
