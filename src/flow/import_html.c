/*
 * HTML of other systems as our Markdown, through gumbo: paragraphs, line breaks, emphasis, code,
 * quotations, lists and links come over, everything else as its text. What Markdown would read as
 * markup and HTML did not is escaped.
 *
 * gumbo is quadratic at its worst and as deep as its input: the caller bounds the length, here a
 * text of thousands of tags is taken as text alone.
 */
#include <gumbo.h>

#include "base/page.h"
#include "base/utf8.h"
#include "import_text.h"
#include "intake.h"

#define TAGS_MOST 4000
#define DEEPEST 12 /* of emphasis, quotations and lists in each other; deeper ones are text */
#define MARKS_MOST 16
#define OUT_PER_IN 12 /* bytes: an escape, and the marks of quotations before each line */

struct md {
	struct arena *arena;
	struct buf out;
	unsigned *retries;	     /* of the whole text: see RETRIES_MOST */
	bool lines;		     /* line ends of the text are line ends */
	unsigned ends;		     /* line ends that are due before the next text */
	bool fresh;		     /* nothing stands on this line yet, not even its marks */
	bool gap;		     /* a blank is due */
	bool bare;		     /* nothing but digits stands on it */
	struct str mark[MARKS_MOST]; /* before each line: "> ", "  " */
	size_t n_marks;
	struct str bullet; /* instead of the last mark, once */
};

static void children(struct md *, const GumboVector *, unsigned depth);

/* ---- lines ----------------------------------------------------------------------------------- */

static void
put_marks(struct md *m, bool blank)
{
	for (size_t i = 0; i < m->n_marks; i++) {
		bool last = i + 1 == m->n_marks;
		struct str mark = last && m->bullet.n > 0 && !blank ? m->bullet : m->mark[i];
		buf_str(&m->out, blank ? str_trim(mark) : mark);
	}
	if (!blank)
		m->bullet = STR("");
}

/* Before text: the line ends that are due, the marks, a blank. */
static void
open_line(struct md *m)
{
	if (m->out.n > 0)
		for (; m->ends > 0; m->ends--) {
			buf_char(&m->out, '\n');
			m->fresh = true;
			if (m->ends > 1)
				put_marks(m, true);
		}
	m->ends = 0;
	if (m->fresh) {
		put_marks(m, false);
		m->fresh = false;
		m->bare = true;
		m->gap = false;
	}
	if (m->gap)
		buf_char(&m->out, ' ');
	m->gap = false;
}

static void
ends(struct md *m, unsigned n)
{
	m->gap = false;
	if (m->ends < n)
		m->ends = n;
}

/* ---- text ------------------------------------------------------------------------------------ */

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Would Markdown read more into the character at i? `bare`: only digits stand before it on its
 * line. */
static bool
must_escape(struct str s, size_t i, bool bare)
{
	char c = s.p[i], before = i > 0 ? s.p[i - 1] : ' ', after = i + 1 < s.n ? s.p[i + 1] : ' ';
	switch (c) {
	case '\\':
	case '`':
	case '*':
		return true;
	case '_':
		return !(is_letter(before) || is_digit(before)) ||
		       !(is_letter(after) || is_digit(after));
	case '[':
		return bare || str_find(s, STR("]("), i) != SIZE_MAX;
	case '<':
		return is_letter(after) || after == '/' || after == '!' || after == '?';
	case '&':
		return after == '#' || is_letter(after);
	case '#':
	case '>':
	case '=':
	case '~':
		return bare;
	case '-':
	case '+':
		return bare && (after == ' ' || after == c || i + 1 == s.n);
	case '.':
	case ')':
		return bare && is_digit(before) && after == ' '; /* "1. " would begin a list */
	}
	return false;
}

static void
put_text(struct md *m, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == '\n' && m->lines) {
			m->gap = false;
			m->ends += m->ends < 2;
			continue;
		}
		if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
			m->gap = m->gap || (m->out.n > 0 && m->ends == 0 && !m->fresh);
			continue;
		}
		open_line(m);
		if (must_escape(s, i, m->bare))
			buf_char(&m->out, '\\');
		buf_char(&m->out, c);
		m->bare = m->bare && is_digit(c);
	}
}

/* As it stands, between marks of code. */
static void
plain_text(struct buf *b, const GumboNode *node, unsigned depth)
{
	if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE ||
	    node->type == GUMBO_NODE_CDATA)
		buf_str(b, str_of(node->v.text.text));
	if (node->type != GUMBO_NODE_ELEMENT || depth > TAGS_MOST)
		return;
	if (node->v.element.tag == GUMBO_TAG_BR)
		buf_char(b, '\n');
	for (unsigned i = 0; i < node->v.element.children.length; i++)
		plain_text(b, node->v.element.children.data[i], depth + 1);
}

static struct str
text_in(struct md *m, const GumboNode *node)
{
	struct buf b = buf_in(m->arena, m->out.max);
	plain_text(&b, node, 0);
	return buf_view(&b);
}

/* ---- elements -------------------------------------------------------------------------------- */

/* The children by themselves, on a line of their own. */
static struct str
inner(struct md *m, const GumboNode *node, unsigned depth)
{
	struct md in = {.arena = m->arena, .out = buf_in(m->arena, m->out.max), .retries = m->retries,
			.lines = m->lines};
	children(&in, &node->v.element.children, depth + 1);
	return buf_view(&in.out);
}

/* Emphasis around what cannot be emphasised (paragraphs, its own mark) is left out, and its content walked
 * once more; within such content that would be once more again, at each level. Behind so many emphasis is not
 * tried. */
#define RETRIES_MOST 32

static void
put_wrapped(struct md *m, const GumboNode *node, const char *mark, unsigned depth)
{
	if (node->v.element.children.length == 0)
		return;
	struct str s = depth > DEEPEST || *m->retries == 0 ? STR("") : inner(m, node, depth);
	if (s.n == 0 || str_find(s, STR("\n\n"), 0) != SIZE_MAX || str_has(s, mark[0])) {
		*m->retries -= *m->retries > 0;
		children(m, &node->v.element.children, depth + 1);
		return;
	}
	open_line(m);
	buf_printf(&m->out, "%s%.*s%s", mark, STR_FMT(s), mark);
	m->bare = false;
}

static void
put_code(struct md *m, const GumboNode *node)
{
	struct str s = str_trim(text_in(m, node));
	const char *mark = str_has(s, '`') ? "``" : "`";
	if (s.n == 0)
		return;
	if (str_find(s, STR("``"), 0) != SIZE_MAX || str_has(s, '\n')) {
		put_text(m, s);
		return;
	}
	open_line(m);
	buf_printf(&m->out, "%s%s%.*s%s%s", mark, mark[1] ? " " : "", STR_FMT(s),
		   mark[1] ? " " : "", mark);
	m->bare = false;
}

static void
put_pre(struct md *m, const GumboNode *node)
{
	struct str rest = text_in(m, node), line;
	const char *fence = str_find(rest, STR("```"), 0) == SIZE_MAX ? "```" : "~~~~~~";
	ends(m, 2);
	open_line(m);
	buf_printf(&m->out, "%s", fence);
	while (rest.n > 0 && rest.p[rest.n - 1] == '\n')
		rest.n--;
	for (bool more = true; more;) {
		more = str_cut(&rest, '\n', &line);
		buf_char(&m->out, '\n');
		put_marks(m, false);
		buf_str(&m->out, line);
	}
	buf_char(&m->out, '\n');
	put_marks(m, false);
	buf_printf(&m->out, "%s", fence);
	ends(m, 2);
}

static void
put_marked(struct md *m, const GumboNode *node, struct str mark, struct str bullet,
	   unsigned ends_before, unsigned depth)
{
	ends(m, ends_before);
	if (depth > DEEPEST || m->n_marks == MARKS_MOST) {
		children(m, &node->v.element.children, depth + 1);
		ends(m, ends_before);
		return;
	}
	if (m->out.n > 0 || m->ends == 0)
		m->fresh = m->fresh || m->out.n == 0;
	m->mark[m->n_marks++] = mark;
	m->bullet = bullet;
	children(m, &node->v.element.children, depth + 1);
	m->n_marks--;
	m->bullet = STR("");
	ends(m, ends_before);
}

static void
put_list(struct md *m, const GumboNode *node, bool ordered, unsigned depth)
{
	const GumboVector *list = &node->v.element.children;
	unsigned number = 0;
	ends(m, m->n_marks > 0 ? 1 : 2);
	for (unsigned i = 0; i < list->length; i++) {
		const GumboNode *item = list->data[i];
		if (item->type != GUMBO_NODE_ELEMENT)
			continue;
		struct str bullet = ordered ? str_printf(m->arena, "%u. ", ++number) : STR("- ");
		put_marked(m, item, ordered ? STR("   ") : STR("  "), bullet, 1, depth);
	}
	ends(m, m->n_marks > 0 ? 1 : 2);
}

/* Disqus's redirector: the address it leads to, without the checksum behind its last colon. */
static struct str
unwrapped(struct arena *a, struct str url)
{
	static const struct str hosts[] = {STR_C("https://disq.us/url?"),
					   STR_C("http://disq.us/url?")};
	for (size_t i = 0; i < ARRAY_LEN(hosts); i++) {
		struct str rest, part, to;
		if (!str_starts(url, hosts[i]))
			continue;
		for (rest = str_from(url, hosts[i].n); rest.n > 0;) {
			str_cut(&rest, '&', &part);
			if (!str_starts(part, STR("url=")) ||
			    !page_decode(a, str_from(part, 4), '+', &to))
				continue;
			size_t at = to.n;
			while (at > 0 && to.p[at - 1] != ':' && to.p[at - 1] != '/')
				at--;
			return at > 8 && to.p[at - 1] == ':' ? str_sub(to, 0, at - 1) : to;
		}
	}
	return url;
}

static bool
is_link(struct str url)
{
	return (url.n > 7 && strncasecmp(url.p, "http://", 7) == 0) ||
	       (url.n > 8 && strncasecmp(url.p, "https://", 8) == 0) ||
	       (url.n > 7 && strncasecmp(url.p, "mailto:", 7) == 0);
}

/* Nothing in it may end the parentheses around it. */
static void
put_address(struct md *m, struct str url)
{
	for (size_t i = 0; i < url.n; i++) {
		unsigned char c = (unsigned char)url.p[i];
		if (c <= ' ' || c == 0x7F || str_has(STR("()<>\\\"`"), (char)c))
			buf_printf(&m->out, "%%%02X", c);
		else
			buf_char(&m->out, (char)c);
	}
}

static void
put_link(struct md *m, const GumboNode *node, unsigned depth)
{
	const GumboAttribute *href = gumbo_get_attribute(&node->v.element.attributes, "href");
	struct str url =
		href == NULL ? STR("") : str_trim(unwrapped(m->arena, str_of(href->value)));
	struct str said = str_trim(text_in(m, node)), start = said;
	if (!is_link(url)) {
		children(m, &node->v.element.children, depth + 1);
		return;
	}
	if (str_ends(start, STR("...")))
		start.n -= 3;
	else if (str_ends(start, STR("…")))
		start.n -= 3;
	size_t at = str_find(url, STR("://"), 0);
	bool same = said.n == 0 || str_starts(url, start) ||
		    (at != SIZE_MAX && start.n > 0 && str_starts(str_from(url, at + 3), start));
	struct str text = same ? STR("") : inner(m, node, depth);
	open_line(m);
	m->bare = false;
	if (same || text.n == 0 || str_has(text, '\n')) {
		buf_char(&m->out, '<');
		put_address(m, url);
		buf_char(&m->out, '>');
		return;
	}
	buf_printf(&m->out, "[%.*s](", STR_FMT(text));
	put_address(m, url);
	buf_char(&m->out, ')');
}

/* A picture is its address: readers decide themselves whether they fetch it. */
static void
put_image(struct md *m, const GumboNode *node)
{
	const GumboAttribute *src = gumbo_get_attribute(&node->v.element.attributes, "src");
	const GumboAttribute *alt = gumbo_get_attribute(&node->v.element.attributes, "alt");
	struct str url = src == NULL ? STR("") : str_of(src->value);
	if (is_link(url)) {
		open_line(m);
		buf_char(&m->out, '<');
		put_address(m, url);
		buf_char(&m->out, '>');
		m->bare = false;
	} else if (alt != NULL) {
		put_text(m, str_of(alt->value));
	}
}

static void
put_block(struct md *m, const GumboNode *node, unsigned n, unsigned depth)
{
	ends(m, n);
	children(m, &node->v.element.children, depth + 1);
	ends(m, n);
}

static void
put_element(struct md *m, const GumboNode *node, unsigned depth)
{
	switch ((int)node->v.element.tag) {
	case GUMBO_TAG_SCRIPT:
	case GUMBO_TAG_STYLE:
	case GUMBO_TAG_HEAD:
	case GUMBO_TAG_TITLE:
		return;
	case GUMBO_TAG_BR:
		m->gap = false;
		m->ends += m->ends < 2;
		return;
	case GUMBO_TAG_P:
	case GUMBO_TAG_H1:
	case GUMBO_TAG_H2:
	case GUMBO_TAG_H3:
	case GUMBO_TAG_H4:
	case GUMBO_TAG_TABLE:
	case GUMBO_TAG_HR:
		put_block(m, node, 2, depth);
		return;
	case GUMBO_TAG_DIV:
	case GUMBO_TAG_TR:
		put_block(m, node, 1, depth);
		return;
	case GUMBO_TAG_EM:
	case GUMBO_TAG_I:
		put_wrapped(m, node, "*", depth);
		return;
	case GUMBO_TAG_STRONG:
	case GUMBO_TAG_B:
		put_wrapped(m, node, "**", depth);
		return;
	case GUMBO_TAG_CODE:
		put_code(m, node);
		return;
	case GUMBO_TAG_PRE:
		put_pre(m, node);
		return;
	case GUMBO_TAG_BLOCKQUOTE:
		put_marked(m, node, STR("> "), STR(""), 2, depth);
		return;
	case GUMBO_TAG_UL:
		put_list(m, node, false, depth);
		return;
	case GUMBO_TAG_OL:
		put_list(m, node, true, depth);
		return;
	case GUMBO_TAG_A:
		put_link(m, node, depth);
		return;
	case GUMBO_TAG_IMG:
		put_image(m, node);
		return;
	}
	children(m, &node->v.element.children, depth + 1);
}

static void
children(struct md *m, const GumboVector *list, unsigned depth)
{
	for (unsigned i = 0; depth <= TAGS_MOST && i < list->length; i++) {
		const GumboNode *node = list->data[i];
		if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE ||
		    node->type == GUMBO_NODE_CDATA)
			put_text(m, str_of(node->v.text.text));
		else if (node->type == GUMBO_NODE_ELEMENT)
			put_element(m, node, depth);
	}
}

static bool
has_markup(struct str s)
{
	return str_has(s, '<') || str_has(s, '&');
}

struct str
markdown_of_html(struct arena *a, struct str html, bool lines)
{
	unsigned retries = RETRIES_MOST;
	struct md m = {.arena = a,
		       .out = buf_in(a, html.n * OUT_PER_IN + 64),
		       .retries = &retries,
		       .lines = lines,
		       .fresh = true};
	size_t tags = 0;
	for (size_t i = 0; i < html.n; i++)
		tags += html.p[i] == '<';
	if (!has_markup(html) || tags > TAGS_MOST) {
		put_text(&m, tags > TAGS_MOST ? text_of_html(a, html) : html);
		return buf_view(&m.out);
	}
	GumboOptions options = kGumboDefaultOptions;
	options.max_errors = 0;
	GumboOutput *out = gumbo_parse_with_options(&options, html.p, html.n);
	children(&m, &out->root->v.element.children, 0);
	gumbo_destroy_output(&options, out);
	/* gumbo lets the digits of "&#666…;" run over, and what it makes of them may be no character. */
	bool well = !m.out.over && utf8_valid(buf_view(&m.out));
	return well ? buf_view(&m.out) : text_of_html(a, html);
}
