/*
 * Where addresses have moved to: lines `OLD NEW`, a trailing * on both for all that begins so (the
 * form that Remark42's remap takes). http and https are one, a last slash and utm_ parameters tell
 * nothing apart. An exact line counts before any other, then the longest beginning.
 */
#include "base/buf.h"
#include "base/page.h"
#include "base/utf8.h"
#include "intake.h"

#define RULES_MAX 100000

struct rule_line {
	struct str from, to;
	bool prefix;
};

struct rules {
	struct rule_line *at;
	size_t n;
};

/* Without scheme, fragment and utm_ parameters. */
static struct str
bare(struct arena *a, struct str s)
{
	struct str rest, part, head;
	if (str_starts(s, STR("http://")))
		s = str_from(s, 7);
	else if (str_starts(s, STR("https://")))
		s = str_from(s, 8);
	rest = s;
	str_cut(&rest, '#', &s);
	rest = s;
	if (!str_cut(&rest, '?', &head))
		return head;
	struct buf b = buf_in(a, s.n + 1);
	buf_str(&b, head);
	for (char mark = '?'; rest.n > 0;) {
		str_cut(&rest, '&', &part);
		if (str_starts(part, STR("utm_")) || part.n == 0)
			continue;
		buf_char(&b, mark);
		buf_str(&b, part);
		mark = '&';
	}
	return buf_view(&b);
}

static struct str
without_slash(struct str s)
{
	return s.n > 1 && str_ends(s, STR("/")) ? str_sub(s, 0, s.n - 1) : s;
}

static bool
read_line(struct arena *a, struct str line, struct rule_line *ret)
{
	size_t end = 0;
	while (end < line.n && line.p[end] != ' ' && line.p[end] != '\t')
		end++;
	struct str old = str_sub(line, 0, end), new = str_trim(str_from(line, end));
	bool prefix = str_ends(old, STR("*"));
	if (new.n == 0 || str_has(new, ' ') || str_has(new, '\t') || prefix != str_ends(new, STR("*")))
		return false;
	if (prefix) {
		old = str_sub(old, 0, old.n - 1);
		new = str_sub(new, 0, new.n - 1);
	}
	struct str from = bare(a, old);
	*ret = (struct rule_line){prefix ? from : without_slash(from), new, prefix};
	return true;
}

struct rules *
rules_read(struct arena *a, struct str text, struct str *ret_fault)
{
	struct rules *r = arena_new_of(a, struct rules);
	struct str rest = text, line;
	size_t lines = 1, number = 0;
	for (size_t i = 0; i < text.n; i++)
		lines += text.p[i] == '\n';
	if (!utf8_valid(text) || lines > RULES_MAX) {
		*ret_fault = STR("it is not UTF-8 text of at most 100,000 lines");
		return r;
	}
	r->at = arena_array(a, lines, struct rule_line);
	while (rest.n > 0) {
		str_cut(&rest, '\n', &line);
		line = str_trim(line);
		number++;
		if (line.n == 0 || line.p[0] == '#')
			continue;
		if (!read_line(a, line, &r->at[r->n++])) {
			*ret_fault = str_printf(
				a,
				"line %zu is not OLD NEW, with a * at the end of both or of none",
				number);
			return r;
		}
	}
	return r;
}

static struct str
apply(struct arena *a, const struct rules *r, struct str address)
{
	const struct rule_line *best = NULL;
	if (r->n == 0)
		return address;
	struct str key = bare(a, address);
	for (size_t i = 0; i < r->n; i++) {
		const struct rule_line *line = &r->at[i];
		if (!line->prefix && str_eq(line->from, without_slash(key)))
			return line->to;
		if (line->prefix && str_starts(key, line->from) &&
		    (best == NULL || best->from.n < line->from.n))
			best = line;
	}
	return best == NULL ? address : str_cat(a, best->to, str_from(key, best->from.n));
}

/* Behind scheme and host; an address without them is a path already. */
static struct str
path_of(struct str link)
{
	size_t at = str_find(link, STR("://"), 0);
	if (at == SIZE_MAX || at > 8)
		return str_starts(link, STR("//")) ? path_of(str_from(link, 1)) : link;
	size_t slash = at + 3;
	while (slash < link.n && !str_has(STR("/?#"), link.p[slash]))
		slash++;
	return str_from(link, slash);
}

/* WordPress's short addresses name an article in the query alone, and would all be the front page.
 * They keep it, so that nothing is mixed; rules say what they are called today. */
static struct str
short_address(struct arena *a, struct str path)
{
	static const struct str names[] = {STR_C("p="), STR_C("page_id="), STR_C("attachment_id=")};
	struct str rest = path, head, part;
	if (!str_cut(&rest, '?', &head) ||
	    (!str_eq(head, STR("/")) && !str_eq(head, STR("/index.php")) && head.n > 0))
		return STR("");
	str_cut(&rest, '#', &part);
	for (rest = part; rest.n > 0;) {
		str_cut(&rest, '&', &part);
		for (size_t i = 0; i < ARRAY_LEN(names); i++)
			if (str_starts(part, names[i]) && part.n > names[i].n)
				return str_cat(a, STR("/?"), part);
	}
	return STR("");
}

struct str
rules_page(struct arena *a, const struct rules *r, struct str address)
{
	struct str page, link = apply(a, r, str_trim(address));
	if (link.n == 0)
		return STR("");
	struct str path = path_of(link);
	if (!str_starts(path, STR("/")))
		path = str_cat(a, STR("/"), path);
	struct str brief = short_address(a, path);
	if (brief.n > 0)
		return page_canonical(a, brief, &page) ? page : STR("");
	return page_from_uri(a, path, &page) ? page : STR("");
}
