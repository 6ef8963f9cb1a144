/* Web addresses in plain text. Finds them; what they mean is a rule's business. */
#include "base/utf8.h"
#include "filter/pipeline.h"

/* Endings of bare addresses ("example.com") that are taken for a link: the old generic ones and those
 * that spam uses most. Countries are left out where they are words ("it", "is", "at", "me"). */
static const struct str endings[] = {
	STR_C("com"), STR_C("net"), STR_C("org"), STR_C("info"), STR_C("biz"), STR_C("ru"),
	STR_C("cn"), STR_C("xyz"), STR_C("top"), STR_C("shop"), STR_C("online"), STR_C("site"),
	STR_C("club"), STR_C("click"), STR_C("link"), STR_C("store"), STR_C("casino"), STR_C("bet"),
	STR_C("vip"), STR_C("loan"), STR_C("live"), STR_C("app"), STR_C("dev"), STR_C("io"),
	STR_C("ly"), STR_C("gl"), STR_C("co"), STR_C("uk"), STR_C("de"), STR_C("fr"),
};

struct finder {
	struct arena *arena;
	struct str text;
	struct link *links;
	size_t n, cap;
};

static void
link_add(struct finder *f, size_t from, size_t to, struct str host)
{
	if (f->n == f->cap) {
		size_t cap = f->cap * 2 + 8;
		struct link *more = arena_array(f->arena, cap, struct link);
		if (f->n > 0)
			memcpy(more, f->links, f->n * sizeof(*more));
		f->links = more;
		f->cap = cap;
	}
	f->links[f->n++] = (struct link){from, to, str_lower(f->arena, host)};
}

static bool
alnum(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
	       (unsigned char)c >= 0x80;
}

static bool
host_char(char c)
{
	return alnum(c) || c == '-' || c == '.';
}

/* What ends an address in running text. */
static bool
ends_link(char c)
{
	return (unsigned char)c <= ' ' || strchr("<>()[]{}\"'`,|\\", c) != NULL;
}

static bool
at_ignoring_case(struct str text, size_t at, const char *lower)
{
	size_t n = strlen(lower);
	return at + n <= text.n && strncasecmp(text.p + at, lower, n) == 0;
}

/* The host that begins at `from` (behind a scheme), without user and port; empty if none. */
static struct str
host_at(struct str text, size_t from, size_t end)
{
	size_t slash = from;
	while (slash < end && text.p[slash] != '/' && text.p[slash] != '?' && text.p[slash] != '#')
		slash++;
	for (size_t i = from; i < slash; i++)
		if (text.p[i] == '@')
			from = i + 1;
	size_t stop = from;
	while (stop < slash && host_char(text.p[stop]))
		stop++;
	while (stop > from && (text.p[stop - 1] == '.' || text.p[stop - 1] == '-'))
		stop--;
	return str_sub(text, from, stop);
}

static size_t
without_trailing(struct str text, size_t from, size_t end)
{
	while (end > from && strchr(".;:!?*_~", text.p[end - 1]) != NULL)
		end--;
	return end;
}

/* "label.label.ending": dots inside, a well-known ending, a letter in the label before it. */
static bool
bare_host(struct str host)
{
	size_t dot = host.n;
	while (dot > 0 && host.p[dot - 1] != '.')
		dot--;
	if (dot < 3 || !alnum(host.p[dot - 2]) || !alnum(host.p[0]))
		return false;
	struct str ending = str_from(host, dot);
	for (size_t i = 0; i < ARRAY_LEN(endings); i++)
		if (ending.n == endings[i].n && strncasecmp(ending.p, endings[i].p, ending.n) == 0)
			return true;
	return false;
}

/* Links of one piece without white space or brackets, [from, end). */
static void
piece(struct finder *f, size_t from, size_t end)
{
	struct str text = f->text;
	size_t found = f->n;
	for (size_t at = from, next; at < end; at = next) {
		next = at + 1;
		size_t scheme = at_ignoring_case(text, at, "https://")  ? 8
				: at_ignoring_case(text, at, "http://") ? 7
									: 0;
		if (scheme == 0 || at + scheme >= end || !host_char(text.p[at + scheme]))
			continue;
		size_t stop = at + scheme;
		while (stop < end && !at_ignoring_case(text, stop, "http://") &&
		       !at_ignoring_case(text, stop, "https://"))
			stop++;
		struct str host = host_at(text, at + scheme, stop);
		if (host.n > 0)
			link_add(f, at, without_trailing(text, at, stop), host);
		next = stop;
	}
	if (f->n > found)
		return;
	while (from < end && !alnum(text.p[from]))
		from++;
	struct str host = host_at(text, from, end);
	bool www = at_ignoring_case(text, from, "www.") && host.n > 4 && from + 4 < end;
	/* host_at() has skipped what stands before an '@': then this is an email address. */
	if (host.n > 0 && host.p == text.p + from && (www || bare_host(host)))
		link_add(f, from, without_trailing(text, from, end), host);
}

size_t
links_find(struct arena *a, struct str text, struct link **ret)
{
	struct finder f = {.arena = a, .text = text};
	for (size_t at = 0, end; at < text.n; at = end) {
		for (end = at; end < text.n && !ends_link(text.p[end]);)
			end++;
		if (end > at)
			piece(&f, at, end);
		end += end == at;
	}
	*ret = f.links;
	return f.n;
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
	return str_eq(host, own) || str_ends(host, str_cat(a, STR("."), own));
}
