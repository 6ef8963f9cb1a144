/* A reader's text to HTML; see the header. Knows Markdown and addresses; knows no comment, no page.
 *
 * Before cmark the text is tamed: characters that cmark must not interpret travel as noncharacters,
 * which Unicode keeps for such inner use (U+FDD0.., Unicode 15, 23.7), and come back when text is
 * written. Nothing is ever filtered out of finished HTML: what is not written here is not there. */
#include "view/markup.h"

#include <cmark.h>

#include "base/scan.h"
#include "base/utf8.h"
#include "prose.h"

/* U+FDD0 stands for the first, U+FDD1 for the second, ... Without '<' there is no HTML and without '&'
 * no entity, so both come out as typed; '_' and '*' travel so inside bare addresses only. */
static const char stood_in[] = "<&_*";

static void
stand_in(struct buf *out, char c)
{
	const char *at = strchr(stood_in, c);
	must(at != NULL);
	buf_lit(out, "\xEF\xB7");
	buf_char(out, (char)(0x90 + (at - stood_in)));
}

/* The text as it was typed. */
static struct str
untamed(struct arena *a, const char *z)
{
	struct str s = str_of(z);
	if (str_find(s, STR("\xEF\xB7"), 0) == SIZE_MAX)
		return s;
	char *p = arena_alloc(a, s.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		unsigned k = i + 2 < s.n && s.p[i] == '\xEF' && s.p[i + 1] == '\xB7'
				     ? (unsigned char)s.p[i + 2] - 0x90u
				     : UINT32_MAX;
		if (k < sizeof(stood_in) - 1) {
			p[n++] = stood_in[k];
			i += 2;
		} else {
			p[n++] = s.p[i];
		}
	}
	return (struct str){p, n};
}

/* ---- bare addresses ------------------------------------------------------------------------- */

static bool
is_alnum(char c)
{
	return (c >= '0' && c <= '9') || is_letter(c);
}

/* Length of "http://" or "https://" at s[i], not in the middle of a word; else 0. */
static size_t
scheme_at(struct str s, size_t i)
{
	if ((s.p[i] != 'h' && s.p[i] != 'H') || (i > 0 && is_alnum(s.p[i - 1])))
		return 0;
	if (s.n - i > 7 && strncasecmp(s.p + i, "http://", 7) == 0)
		return 7;
	if (s.n - i > 8 && strncasecmp(s.p + i, "https://", 8) == 0)
		return 8;
	return 0;
}

/* No address goes on behind these: blanks and controls, HTML's own characters, and (as UTF-8) U+00A0,
 * guillemets, the Arabic comma U+060C, the danda U+0964, general punctuation U+2000-203F, ideographic
 * punctuation U+3000-303F, full-width signs U+FF01-FF0F, FF1A-FF1F. */
static bool
ends_address(struct str s, size_t i)
{
	unsigned char c = (unsigned char)s.p[i];
	if (c <= 0x20 || c == 0x7F || strchr("<>\"`\\", c) != NULL)
		return true;
	unsigned char d = i + 1 < s.n ? (unsigned char)s.p[i + 1] : 0;
	unsigned char e = i + 2 < s.n ? (unsigned char)s.p[i + 2] : 0;
	return (c == 0xC2 && (d == 0xA0 || d == 0xAB || d == 0xBB)) || (c == 0xD8 && d == 0x8C) ||
	       (c == 0xE0 && d == 0xA5 && e == 0xA4) || ((c == 0xE2 || c == 0xE3) && d == 0x80) ||
	       (c == 0xEF && d == 0xBC && ((e >= 0x81 && e <= 0x8F) || (e >= 0x9A && e <= 0x9F)));
}

/* Where the address that begins at `from` ends. What closes the sentence is not part of it, nor is a
 * bracket that was opened before it. */
static size_t
address_end(struct str s, size_t from)
{
	size_t end = from;
	int round = 0, square = 0;
	for (; end < s.n && !ends_address(s, end); end++) {
		round += (s.p[end] == '(') - (s.p[end] == ')');
		square += (s.p[end] == '[') - (s.p[end] == ']');
	}
	while (end > from) {
		char c = s.p[end - 1];
		if (c == ')' && round < 0)
			round++;
		else if (c == ']' && square < 0)
			square++;
		else if (strchr(".,:;!?'*_~", c) == NULL)
			break;
		end--;
	}
	return end;
}

/* ---- taming --------------------------------------------------------------------------------- */

/* More opening brackets than this is not a text; cmark takes 100 ms for 64 KB of "![[]()". */
#define BRACKETS_MAX 1000

static bytes16
has_line_end(bytes16 v)
{
	return scan_is(v, '\n') | scan_is(v, '\r');
}

static bytes16
has_colon(bytes16 v)
{
	return scan_is(v, ':');
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static size_t
line_end(struct str s, size_t i)
{
	return scan_first(s, i, has_line_end);
}

/* Is the line a rule ("- - -")? Then it is no nest of lists. */
static bool
is_rule(struct str s, size_t from, size_t end)
{
	size_t marks = 0;
	for (size_t i = from; i < end; i++) {
		if (is_blank(s.p[i]))
			continue;
		if (s.p[i] != s.p[from])
			return false;
		marks++;
	}
	return marks >= 3 && (s.p[from] == '-' || s.p[from] == '*');
}

/* Length of the mark of a quote or of a list at s[i]; 0: none. */
static size_t
mark_at(struct str s, size_t i, size_t end)
{
	size_t n = 0;
	if (s.p[i] == '>')
		return 1;
	while (i + n < end && n < 9 && s.p[i + n] >= '0' && s.p[i + n] <= '9')
		n++;
	if (i + n >= end || strchr(n > 0 ? ".)" : "-+*", s.p[i + n]) == NULL)
		return 0;
	n++;
	return i + n == end || is_blank(s.p[i + n]) ? n : 0;
}

/* "[label]:" at s[i]: a definition would vanish from the text and could be used a thousand times
 * (cmark 0.30 copies the address each time). A label is at most 1000 characters (CommonMark 0.30). */
static bool
is_definition(struct str s, size_t i)
{
	size_t end = s.n - i > 4004 ? i + 4004 : s.n;
	for (size_t k = i + 1; k < end; k++) {
		if (s.p[k] == '\\')
			k++;
		else if (s.p[k] == ']')
			return k + 1 < s.n && s.p[k + 1] == ':';
		else if (s.p[k] == '[')
			return false;
	}
	return false;
}

/* The marks a line begins with, at most MARKUP_DEPTH_MAX of them; the next one is escaped, and with it
 * all behind it is text. Returns where the rest of the line begins. */
static size_t
tame_marks(struct buf *out, struct str s, size_t i, size_t end)
{
	for (int marks = 0; i < end; marks++) {
		size_t blanks = i;
		while (i < end && is_blank(s.p[i]))
			i++;
		buf_str(out, str_sub(s, blanks, i));
		size_t n = i < end ? mark_at(s, i, end) : 0;
		if (n == 0 || is_rule(s, i, end))
			break;
		buf_str(out, str_sub(s, i, i + n - 1));
		if (marks == MARKUP_DEPTH_MAX)
			buf_char(out, '\\');
		buf_char(out, s.p[i + n - 1]);
		i += n;
		if (marks == MARKUP_DEPTH_MAX)
			return i;
	}
	if (i < end && s.p[i] == '[' && is_definition(s, i))
		buf_char(out, '\\');
	return i;
}

/* "<http://host>" and the like: the one use of '<' that stays. */
static bool
is_pointed_address(struct str s, size_t i)
{
	struct str rest = str_from(s, i + 1);
	if (!str_starts(rest, STR("http://")) && !str_starts(rest, STR("https://")) &&
	    !str_starts(rest, STR("mailto:")))
		return false;
	for (size_t k = 0; k < rest.n; k++) {
		unsigned char c = (unsigned char)rest.p[k];
		if (c == '>')
			return true;
		if (c <= 0x20 || c == '<' || c == '&')
			return false;
	}
	return false;
}

/* The next byte that may not be left as it is, or `end`: those that stand in, or begin an address. */
static size_t
next_wild(struct str s, size_t i, size_t end)
{
	static const bool wild[256] = {['&'] = true, ['<'] = true, ['_'] = true, ['*'] = true,
				       ['h'] = true, ['H'] = true};
	while (i < end && !wild[(unsigned char)s.p[i]])
		i++;
	return i;
}

static void
tame_rest(struct buf *out, struct str s, size_t i, size_t end)
{
	size_t in_address = 0, from = i;
	for (i = next_wild(s, i, end); i < end; i = next_wild(s, i + 1, end)) {
		char c = s.p[i];
		if (i >= in_address && scheme_at(s, i) > 0)
			in_address = address_end(s, i);
		bool emphasis = c == '_' || c == '*';
		if (c == '&' || (c == '<' && !is_pointed_address(s, i)) ||
		    (emphasis && i < in_address)) {
			buf_str(out, str_sub(s, from, i));
			stand_in(out, c);
			from = i + 1;
		}
	}
	buf_str(out, str_sub(s, from, end));
}

/* A byte order mark at the start is skipped by cmark, so the line's marks begin behind it. */
static struct str
tamed(struct arena *a, struct str s)
{
	struct buf out = buf_in(a, s.n * 4 + 16);
	size_t i = str_starts(s, STR("\xEF\xBB\xBF")) ? 3 : 0;
	while (i < s.n) {
		size_t end = line_end(s, i);
		i = tame_marks(&out, s, i, end);
		tame_rest(&out, s, i, end);
		if (end < s.n)
			buf_char(&out, '\n');
		i = end + 1 < s.n && s.p[end] == '\r' && s.p[end + 1] == '\n' ? end + 2 : end + 1;
	}
	must(!out.over);
	return buf_view(&out);
}

/* ---- writing -------------------------------------------------------------------------------- */

struct writer {
	struct html *h;
	bool inert;    /* no href at all */
	int links;     /* open ones: only the outermost is written, HTML's do not nest */
	int depth;     /* of quotes, lists, emphasis that are open */
};

static void
put_link_start(struct html *h, struct str address)
{
	html_lit(h, "<a href=\"");
	html_url(h, address);
	html_lit(h, "\" rel=\"nofollow ugc noopener\">");
}

/* Where the scheme begins whose colon this is; SIZE_MAX: it is none of ours. */
static size_t
scheme_before(struct str s, size_t colon)
{
	for (size_t n = strlen("http"); n <= strlen("https"); n++)
		if (colon >= n && scheme_at(s, colon - n) == n + strlen("://"))
			return colon - n;
	return SIZE_MAX;
}

/* Text, with bare addresses as links. */
static void
put_text(struct writer *w, struct str s)
{
	size_t from = 0;
	bool bare = !w->inert && w->links == 0;
	for (size_t colon = 0; bare && (colon = scan_first(s, colon, has_colon)) < s.n; colon++) {
		size_t i = scheme_before(s, colon);
		if (i == SIZE_MAX || i < from)
			continue;
		size_t end = address_end(s, i);
		struct str address = str_sub(s, i, end);
		if (!html_url_ok(address)) {
			colon = end - 1 > colon ? end - 1 : colon; /* nor is one looked for within */
			continue;
		}
		html_text(w->h, str_sub(s, from, i));
		put_link_start(w->h, address);
		html_text(w->h, address);
		html_lit(w->h, "</a>");
		from = end;
		colon = end - 1;
	}
	html_text(w->h, str_from(s, from));
}

static void
put_line_break(struct writer *w)
{
	html_lit(w->h, "<br>\n");
}

/* Without Markdown: paragraphs at empty lines, line breaks, bare links. */
static void
put_plain(struct writer *w, struct str s)
{
	bool open = false;
	for (size_t i = 0; i < s.n;) {
		size_t end = line_end(s, i);
		struct str line = str_sub(s, i, end);
		i = end + 1;
		if (str_trim(line).n == 0) {
			if (open)
				html_lit(w->h, "</p>\n");
			open = false;
			continue;
		}
		if (open)
			put_line_break(w);
		else
			html_lit(w->h, "<p>");
		open = true;
		put_text(w, line);
	}
	if (open)
		html_lit(w->h, "</p>\n");
}

/* Is the address all the link's text anyway? */
static bool
shows_address(struct arena *a, cmark_node *link, struct str address)
{
	cmark_node *first = cmark_node_first_child(link);
	if (first == NULL)
		return true;
	return cmark_node_next(first) == NULL &&
	       str_eq(untamed(a, cmark_node_get_literal(first)), address);
}

/* A link whose scheme we do not know, and every link where links are inert, is its text with the
 * address behind it, so that nothing is hidden. */
static void
put_link(struct writer *w, cmark_node *link, bool enter)
{
	struct arena *a = w->h->out.arena;
	struct str address = untamed(a, cmark_node_get_url(link));
	bool live = !w->inert && html_url_ok(address);

	w->links += enter ? 1 : -1;
	if (w->links > (enter ? 1 : 0))
		return;
	if (live && enter)
		put_link_start(w->h, address);
	if (enter && cmark_node_first_child(link) == NULL)
		html_text(w->h, address);
	if (live && !enter)
		html_lit(w->h, "</a>");
	if (!live && !enter && !shows_address(a, link, address)) {
		html_lit(w->h, " (");
		html_text(w->h, address);
		html_lit(w->h, ")");
	}
}

static void
image_enter(struct writer *w, cmark_node *node)
{
	if (cmark_node_first_child(node) == NULL)
		put_text(w, untamed(w->h->out.arena, cmark_node_get_url(node)));
}

static bool
is_shallow(const struct writer *w)
{
	return w->depth <= MARKUP_DEPTH_MAX;
}

/* In a tight list the items' paragraphs have no tags of their own. */
static bool
is_tight(const struct writer *w, cmark_node *paragraph)
{
	cmark_node *item = cmark_node_parent(paragraph);
	cmark_node *list = item == NULL ? NULL : cmark_node_parent(item);
	return is_shallow(w) && list != NULL && cmark_node_get_type(list) == CMARK_NODE_LIST &&
	       cmark_node_get_list_tight(list);
}

static void
list_tag(struct writer *w, cmark_node *list, bool enter)
{
	bool ordered = cmark_node_get_list_type(list) == CMARK_ORDERED_LIST;
	int start = ordered ? cmark_node_get_list_start(list) : 1;
	if (!enter) {
		buf_str(&w->h->out, ordered ? STR("</ol>\n") : STR("</ul>\n"));
	} else if (start != 1) {
		html_lit(w->h, "<ol start=\"");
		html_int(w->h, start);
		html_lit(w->h, "\">\n");
	} else {
		buf_str(&w->h->out, ordered ? STR("<ol>\n") : STR("<ul>\n"));
	}
}

/* `enter` or leave a node that others lie in. */
static void
put_nest(struct writer *w, cmark_node *node, bool enter)
{
	cmark_node_type type = cmark_node_get_type(node);
	if (enter)
		w->depth++;
	if (is_shallow(w) && type == CMARK_NODE_LIST)
		list_tag(w, node, enter);
	else if (is_shallow(w) && type == CMARK_NODE_BLOCK_QUOTE)
		buf_str(&w->h->out, enter ? STR("<blockquote>\n") : STR("</blockquote>\n"));
	else if (is_shallow(w) && type == CMARK_NODE_EMPH)
		buf_str(&w->h->out, enter ? STR("<em>") : STR("</em>"));
	else if (is_shallow(w) && type == CMARK_NODE_STRONG)
		buf_str(&w->h->out, enter ? STR("<strong>") : STR("</strong>"));
	if (!enter)
		w->depth--;
}

static void
put_code(struct writer *w, cmark_node *node)
{
	bool block = cmark_node_get_type(node) == CMARK_NODE_CODE_BLOCK;
	buf_str(&w->h->out, block ? STR("<pre><code>") : STR("<code>"));
	html_text(w->h, untamed(w->h->out.arena, cmark_node_get_literal(node)));
	buf_str(&w->h->out, block ? STR("</code></pre>\n") : STR("</code>"));
}

static void
put_node(struct writer *w, cmark_node *node, bool enter)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_BLOCK_QUOTE:
	case CMARK_NODE_LIST:
	case CMARK_NODE_EMPH:
	case CMARK_NODE_STRONG:
		put_nest(w, node, enter);
		break;
	case CMARK_NODE_ITEM:
		if (is_shallow(w))
			buf_str(&w->h->out, enter ? STR("<li>") : STR("</li>\n"));
		break;
	case CMARK_NODE_PARAGRAPH:
	case CMARK_NODE_HEADING:
		if (!is_tight(w, node))
			buf_str(&w->h->out, enter ? STR("<p>") : STR("</p>\n"));
		else if (!enter && cmark_node_next(node) != NULL)
			buf_char(&w->h->out, '\n');
		break;
	case CMARK_NODE_CODE_BLOCK:
	case CMARK_NODE_CODE:
		put_code(w, node);
		break;
	case CMARK_NODE_LINK:
		put_link(w, node, enter);
		break;
	case CMARK_NODE_IMAGE:
		if (enter)
			image_enter(w, node);
		break;
	case CMARK_NODE_SOFTBREAK:
	case CMARK_NODE_LINEBREAK:
		put_line_break(w);
		break;
	case CMARK_NODE_THEMATIC_BREAK:
		html_lit(w->h, "<p>***</p>\n");
		break;
	case CMARK_NODE_TEXT:
	case CMARK_NODE_HTML_INLINE:
		put_text(w, untamed(w->h->out.arena, cmark_node_get_literal(node)));
		break;
	case CMARK_NODE_HTML_BLOCK:
		put_plain(w, untamed(w->h->out.arena, cmark_node_get_literal(node)));
		break;
	case CMARK_NODE_NONE:
	case CMARK_NODE_DOCUMENT:
	case CMARK_NODE_CUSTOM_BLOCK:
	case CMARK_NODE_CUSTOM_INLINE:
		break;
	}
}

static void
put_tree(struct writer *w, struct str text)
{
	struct str source = tamed(w->h->out.arena, text);
	cmark_node *tree =
		cmark_parse_document(source.n > 0 ? source.p : "", source.n, CMARK_OPT_DEFAULT);
	cmark_consolidate_text_nodes(tree);
	cmark_iter *at = cmark_iter_new(tree);
	for (cmark_event_type e; (e = cmark_iter_next(at)) != CMARK_EVENT_DONE;)
		put_node(w, cmark_iter_get_node(at), e == CMARK_EVENT_ENTER);
	cmark_iter_free(at);
	cmark_node_free(tree);
}

static size_t
brackets(struct str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == '[';
	return n;
}

static bool
fits(struct str text, size_t written)
{
	return written <= text.n * MARKUP_GROWTH_MAX + MARKUP_FRAME && written <= MARKUP_BYTES_MAX;
}

static void
render(struct html *h, struct str text, bool inert)
{
	size_t start = h->out.n;
	if (!markup_is_prose(text) && brackets(text) <= BRACKETS_MAX) {
		put_tree(&(struct writer){.h = h, .inert = inert}, text);
		if (fits(text, h->out.n - start))
			return;
		h->out.n = start;
	}
	put_plain(&(struct writer){.h = h, .inert = inert || str_has(text, '\\')}, text);
	if (!inert && !fits(text, h->out.n - start)) {
		h->out.n = start;
		put_plain(&(struct writer){.h = h, .inert = true}, text);
	}
}

void
markup(struct html *h, struct str text)
{
	render(h, text, false);
}

void
markup_inert(struct html *h, struct str text)
{
	render(h, text, true);
}
