/* Finds addresses in a plain text; see the headers. What they mean is a rule's business. */
#include "filter/links.h"

#include "base/email.h"
#include "base/utf8.h"
#include "filter/ascii.h"
#include "filter/listed.h"
#include "filter/plain.h"

struct finder {
	struct arena *arena;
	const struct plain *plain;
	struct str text; /* of `plain` */
	struct link *links;
	size_t n, cap;
	unsigned asked; /* IDNA, for hosts that are shown otherwise than meant */
	bool mail;      /* wanted too */
};

static bool
alnum(char c)
{
	return ascii_alnum(c) || (unsigned char)c >= 0x80;
}

static bool
host_char(char c)
{
	return alnum(c) || c == '-' || c == '.' || c == '_';
}

/* What ends an address in running text. */
static bool
ends_link(char c)
{
	static const bool ends[256] = {
		['<'] = true, ['>'] = true, ['('] = true, [')'] = true, ['['] = true,
		[']'] = true, ['{'] = true, ['}'] = true, ['"'] = true, ['\''] = true,
		['`'] = true, [','] = true, ['|'] = true, ['\\'] = true,
	};
	return (unsigned char)c <= ' ' || ends[(unsigned char)c];
}

static bool
begins_path(char c)
{
	return c == '/' || c == '?' || c == '#' || c == '\0';
}

static struct link *
add(struct finder *f, size_t from, size_t to, struct str host)
{
	if (f->n == f->cap) {
		size_t cap = f->cap * 2 + 8;
		struct link *more = arena_array(f->arena, cap, struct link);
		if (f->n > 0)
			memcpy(more, f->links, f->n * sizeof(*more));
		f->links = more;
		f->cap = cap;
	}
	struct link *l = &f->links[f->n++];
	*l = (struct link){.from = f->plain->at[from],
			   .to = f->plain->at[to - 1] + 1,
			   .host = str_lower(f->arena, host)};
	/* The last byte's character may be wider in the source. */
	if (f->plain->altered[to - 1] || (unsigned char)f->text.p[to - 1] >= 0x80)
		l->to = f->plain->at[to];
	for (size_t i = from; i < (size_t)(host.p - f->text.p) + host.n; i++)
		l->disguised |= f->plain->altered[i];
	return l;
}

/* The host that begins at `from` (behind a scheme), without user and port; empty if none. */
static struct str
host_at(struct str text, size_t from, size_t end)
{
	size_t slash = from;
	while (slash < end && !begins_path(text.p[slash]))
		slash++;
	for (size_t i = from; i < slash; i++)
		if (text.p[i] == '@')
			from = i + 1;
	size_t stop = from, begin;
	while (stop < slash && host_char(text.p[stop]))
		stop++;
	/* No host ends in one of these, nor in a closing quote or a dash of print; and without_trailing()
	 * cuts a link at its host's end or behind it. */
	for (; stop > from; stop = begin) {
		for (begin = stop - 1; begin > from && ((unsigned char)text.p[begin] & 0xC0) == 0x80;)
			begin--;
		size_t next = begin;
		if (strchr(".-_", text.p[begin]) == NULL && utf8_in_host(utf8_next(text, &next)))
			break;
	}
	return str_sub(text, from, stop);
}

static size_t
without_trailing(struct str text, size_t from, size_t end)
{
	while (end > from && strchr(".;:!?*_~", text.p[end - 1]) != NULL)
		end--;
	return end;
}

/* Bytes of a scheme at `at`, "://" and all; 0: none. *ret_disguised: "hxxp", "h**p". */
static size_t
scheme_at(struct str text, size_t at, size_t end, bool *ret_disguised)
{
	const char *p = text.p + at;
	if (at + 7 > end || (p[0] | 0x20) != 'h' || (p[3] | 0x20) != 'p')
		return 0;
	bool plain = (p[1] | 0x20) == 't' && (p[2] | 0x20) == 't';
	if (!plain && (strchr("tTxX*+-_?", p[1]) == NULL || strchr("tTxX*+-_?", p[2]) == NULL))
		return 0;
	size_t n = 4 + ((p[4] | 0x20) == 's');
	if (at + n + 3 > end || memcmp(p + n, "://", 3) != 0)
		return 0;
	*ret_disguised = !plain;
	return n + 3;
}

static void
set_path(struct finder *f, struct link *l, struct str host, size_t end)
{
	size_t at = (size_t)(host.p - f->text.p) + host.n;
	while (at < end && !begins_path(f->text.p[at]))
		at++;
	l->path = str_sub(f->text, at, end);
}

/* "evil.example._x_": emphasis begins or ends, and the address has ended (view/html.c takes no host that goes
 * on). Nor does one end with such a sign. */
static struct str
before_emphasis(struct str host)
{
	size_t end = host.n;
	for (size_t i = 1; i < end; i++)
		if ((host.p[i] == '_' && strchr("._-", host.p[i - 1]) != NULL) ||
		    (host.p[i - 1] == '_' && strchr(".-", host.p[i]) != NULL) ||
		    (host.p[i] == '.' && host.p[i - 1] == '.'))
			end = i;
	while (end > 0 && strchr("._-", host.p[end - 1]) != NULL)
		end--;
	return str_sub(host, 0, end);
}

#define ASKED_MAX 8 /* in one text: with more links it waits anyway */
#define SHOWN_MAX (HOST_BYTES_MAX + sizeof("https://")) /* a page has no link to a longer one */

/* The host of a link with a scheme as the page has it: letters, digits, dots and dashes behind "://", without
 * Markdown's '\'. "https://bit.ly (.)x" may mean bit.ly.x, but is live to bit.ly. */
static struct str
host_shown(struct finder *f, size_t from, struct str meant)
{
	struct str source = f->plain->source, shown, ascii;
	char c[SHOWN_MAX];
	size_t n = 0, host = 0; /* behind the scheme */
	for (size_t at = from, next; at < source.n && n + 4 <= SHOWN_MAX; at = next) {
		next = at += plain_escape(source, at);
		uint32_t sign = utf8_next(source, &next);
		if (host == 0 ? n >= strlen("https://") : !utf8_in_host(sign))
			break;
		memcpy(c + n, source.p + at, next - at);
		n += next - at;
		if (host == 0 && n >= 7 && memcmp(c + n - 3, "://", 3) == 0)
			host = n;
	}
	if (host == 0)
		return STR("");
	shown = str_copy(f->arena, before_emphasis((struct str){c + host, n - host}));
	shown = str_lower(f->arena, shown);
	if (ascii_only(shown) || str_eq(shown, str_lower(f->arena, meant)) || f->asked++ >= ASKED_MAX)
		return shown;
	return email_domain(f->arena, shown, &ascii) ? ascii : shown;
}

/* Whether nothing but closing punctuation stands between `at` and white space or the end. */
static bool
closed_at(struct str text, size_t at)
{
	while (at < text.n &&
	       (strchr(".;:!?*_~", text.p[at]) != NULL || (ends_link(text.p[at]) && text.p[at] > ' ')))
		at++;
	return at == text.n || (unsigned char)text.p[at] <= ' ';
}

#define SOURCE_BYTES 200 /* of the whole address; what is longer says something itself */

/* Whether it leads to a source, to everybody's eyes: behind the host comes its path or nothing (a browser
 * takes "%2E" for more of the host), and all of it is of the letters that an address is written with. */
static bool
is_source(const struct finder *f, const struct link *l, size_t from, size_t to, struct str host)
{
	struct str text = f->text;
	size_t behind = (size_t)(host.p - text.p) + host.n;
	if (l->disguised || l->shown.n > 0 || to - from > SOURCE_BYTES ||
	    !(behind < to ? begins_path(text.p[behind]) : closed_at(text, to)))
		return false;
	for (size_t i = from; i < to; i++)
		if (!ascii_alnum(text.p[i]) && strchr("-._~/?#=&%:;+", text.p[i]) == NULL)
			return false;
	return (listed_host(l->host) & LISTED_SOURCE) != 0;
}

/* Whether what stands before the host, up to an '@', looks like a host itself: "http://bank.com@x.ru". */
static bool
false_host(struct str text, size_t from, struct str host)
{
	size_t begin = (size_t)(host.p - text.p);
	return begin > from && str_has(str_sub(text, from, begin - 1), '.');
}

/* The links with a scheme in one piece, [from, end): how many. */
static size_t
with_scheme(struct finder *f, size_t from, size_t end)
{
	struct str text = f->text;
	size_t found = 0;
	bool disguised = false, next_disguised = false;
	size_t at = from, len = 0;
	while (at < end && (len = scheme_at(text, at, end, &disguised)) == 0)
		at++;
	while (at < end && f->n < LINKS_MAX) {
		size_t stop = at + len, next_len = 0;
		while (stop < end && (next_len = scheme_at(text, stop, end, &next_disguised)) == 0)
			stop++;
		struct str host = host_at(text, at + len, stop);
		struct str shown = host_shown(f, f->plain->at[at], host);
		bool named = host.n > 0 && alnum(host.p[0]);
		if (!named)
			host = str_sub(text, at + len, at + len);
		if (named || shown.n > 0) {
			size_t to = without_trailing(text, at, stop),
			       behind = (size_t)(host.p - text.p) + host.n;
			struct link *l = add(f, at, to, host);
			l->scheme = true;
			if (!named)
				l->host = shown;
			else if (!str_eq(shown, l->host))
				l->shown = shown;
			/* Behind a "%" a browser reads on: "%2E" is a dot. */
			l->disguised |= disguised || !named || false_host(text, at + len, host) ||
					(behind < stop && text.p[behind] == '%');
			set_path(f, l, host, to);
			l->source = is_source(f, l, at, to, host);
			found++;
		}
		at = stop;
		len = next_len;
		disguised = next_disguised;
	}
	return found;
}

/* "label.label.ending", with a letter or digit on both sides of the last dot. `path`: something stands
 * behind it. */
static bool
bare_host(struct str host, bool path)
{
	struct str ending = link_ending(host);
	size_t dot = host.n - ending.n;
	if (dot < 2 || !alnum(host.p[dot - 2]) || !alnum(host.p[0]))
		return false;
	unsigned known = listed_ending(ending);
	return (known & LISTED_BARE) ? dot > 2 || path : path && (known & LISTED_PATH) != 0;
}

static bool
mail_host(struct str host)
{
	struct str ending = link_ending(host);
	return host.n - ending.n > 1 && ending.n >= 2 && alnum(host.p[0]);
}

/* Behind "ada@" stands the host of a mail address. */
static void
mail_at(struct finder *f, size_t from, size_t first, size_t last)
{
	struct str text = f->text, host = str_sub(text, first, last);
	size_t local = first - 1;
	while (local > from && (alnum(text.p[local - 1]) || strchr("._-+", text.p[local - 1]) != NULL))
		local--;
	if (f->mail && mail_host(host))
		add(f, local, last, host)->mail = true;
}

/* Addresses without a scheme: "www.example.org", "example.com/x", "ada@example.org". */
static void
bare(struct finder *f, size_t from, size_t end)
{
	struct str text = f->text;
	for (size_t at = from, stop; at < end && f->n < LINKS_MAX; at = stop + 1) {
		for (stop = at; stop < end && host_char(text.p[stop]);)
			stop++;
		size_t first = at, last = stop;
		while (first < last && !alnum(text.p[first]))
			first++;
		while (last > first && strchr(".-_", text.p[last - 1]) != NULL)
			last--;
		struct str host = str_sub(text, first, last);
		char before = first > from ? text.p[first - 1] : ' ';
		if (host.n > 0 && before == '@' && first - 1 > from && alnum(text.p[first - 2])) {
			mail_at(f, from, first, last);
			continue;
		}
		/* "%40example.com" is a part of something, percent-encoded. */
		if (host.n == 0 || before == '%' || (stop < end && text.p[stop] == '@'))
			continue;
		bool path = stop == last && stop + 1 < end && text.p[stop] == '/' &&
			    alnum(text.p[stop + 1]);
		bool www = host.n > 5 && strncasecmp(host.p, "www.", 4) == 0;
		if (www || bare_host(host, path)) {
			size_t to = without_trailing(text, first, end);
			struct link *l = add(f, first, to, host);
			set_path(f, l, host, to);
			l->source = is_source(f, l, first, to, host);
			return;
		}
	}
}

/* Where the first piece begins that may have an address: a dot with more of a host behind it, or a scheme.
 * Most dots of most texts end a sentence. */
static size_t
first_piece(const struct plain *plain)
{
	struct str text = plain->text;
	size_t at = plain->n_colons > 0 ? str_find(text, STR("://"), 0) : SIZE_MAX;
	at = at < text.n ? at : text.n;
	const char *p = text.p, *end = p + at, *dot;
	while (plain->n_dots > 0 && (dot = memchr(p, '.', (size_t)(end - p))) != NULL) {
		p = dot + 1;
		if (p < text.p + text.n && host_char(*p)) {
			at = (size_t)(dot - text.p);
			break;
		}
	}
	while (at > 0 && at < text.n && !ends_link(text.p[at - 1]))
		at--;
	return at;
}

size_t
addresses_in(struct arena *a, const struct plain *plain, struct link **ret, bool mail)
{
	struct finder f = {.arena = a, .plain = plain, .text = plain->text, .mail = mail};
	for (size_t at = first_piece(plain), end; at < f.text.n && f.n < LINKS_MAX; at = end + 1) {
		size_t dots = 0, colons = 0;
		for (end = at; end < f.text.n && !ends_link(f.text.p[end]); end++) {
			dots += f.text.p[end] == '.';
			colons += f.text.p[end] == ':';
		}
		if ((colons == 0 || with_scheme(&f, at, end) == 0) && dots > 0)
			bare(&f, at, end);
	}
	*ret = f.links;
	return f.n;
}

static size_t
find(struct arena *a, struct str text, struct link **ret, bool mail)
{
	struct plain plain = plain_of(a, text);
	return addresses_in(a, &plain, ret, mail);
}

size_t
links_find(struct arena *a, struct str text, struct link **ret)
{
	return find(a, text, ret, false);
}

size_t
addresses_find(struct arena *a, struct str text, struct link **ret)
{
	return find(a, text, ret, true);
}

bool
link_is_own(struct arena *a, struct str host, struct str site_host)
{
	struct str own, port = str_lower(a, site_host);
	str_cut(&port, ':', &own);
	if (str_starts(own, STR("www.")))
		own = str_from(own, 4);
	if (own.n == 0)
		return false;
	return str_eq(host, own) ||
	       (str_ends(host, own) && host.n > own.n && host.p[host.n - own.n - 1] == '.');
}

struct str
link_ending(struct str host)
{
	size_t dot = host.n;
	while (dot > 0 && host.p[dot - 1] != '.')
		dot--;
	return str_from(host, dot);
}
