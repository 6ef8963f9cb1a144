/* A strict reader of our own HTML, for tests: it knows only what we may write and calls everything else a
 * fault. Balanced tags, quoted attributes, no stray < > & " ', unique ids, known elements and
 * attributes, safe addresses, and no reference to an id that is not there. */
#ifndef TESTS_VIEW_CHECK_HTML_H
#define TESTS_VIEW_CHECK_HTML_H

#include "base/buf.h"
#include "view/html.h"

#define CHECK_STACK 4096
#define CHECK_IDS 4096

struct check {
	struct arena *a;
	struct str s;
	size_t at;
	const char *elements, *attributes; /* " p a li ": all that is allowed */
	struct str stack[CHECK_STACK];
	size_t depth, deepest;
	struct str ids[CHECK_IDS], refs[CHECK_IDS];
	size_t n_ids, n_refs;
	size_t links;   /* a[href] seen */
	struct str fault; /* "" = none */
};

#define CHECK_PAGE_ELEMENTS                                                                        \
	" html head meta title link body header main nav section article footer div p h1 h2 h3 h4 ol ul li" \
	" a b bdi span small strong em code pre blockquote time br form label input textarea button mark q ins del" \
	" details summary select option optgroup template script img dl dt dd kbd "
#define CHECK_PAGE_ATTRIBUTES                                                                      \
	" id class lang dir href rel title datetime name type value content charset action method for"   \
	" accept-charset cols rows size autocomplete autocapitalize spellcheck required hidden tabindex" \
	" role aria-label aria-hidden aria-describedby aria-invalid aria-labelledby aria-current disabled start" \
	" maxlength min max readonly checked selected src form data-page data-count data-one data-other data-left data-text data-id open" \
	" itemprop itemscope itemtype itemid " \
	" data-over data-most data-counts data-back data-failed aria-level formaction formnovalidate alt width height loading" \
	" aria-keyshortcuts popover popovertarget popovertargetaction autofocus data-offline data-out data-aside "
#define CHECK_TEXT_ELEMENTS " p br em strong code pre blockquote ul ol li a "
#define CHECK_TEXT_ATTRIBUTES " href rel start "

static inline bool
check_listed(const char *list, struct str word)
{
	struct str l = str_of(list);
	for (size_t i = str_find(l, word, 0); i != SIZE_MAX; i = str_find(l, word, i + 1))
		if (i > 0 && l.p[i - 1] == ' ' && l.p[i + word.n] == ' ')
			return true;
	return false;
}

static inline bool
check_fail(struct check *c, const char *what)
{
	if (c->fault.n == 0) {
		size_t from = c->at > 60 ? c->at - 60 : 0;
		size_t to = c->at + 60 < c->s.n ? c->at + 60 : c->s.n;
		c->fault = str_printf(c->a, "%s near [%.*s]", what, STR_FMT(str_sub(c->s, from, to)));
	}
	return false;
}

/* Text or a value: nothing raw, only the entities we write. */
static inline bool
check_escaped(struct check *c, struct str s)
{
	static const char *const entities[] = {"&amp;", "&lt;", "&gt;", "&#34;", "&#39;"};
	for (size_t i = 0; i < s.n; i++) {
		bool known = false;
		if (memchr("<>\"", s.p[i], 3) != NULL || s.p[i] == '\'')
			return check_fail(c, "a raw character");
		for (size_t k = 0; k < ARRAY_LEN(entities) && s.p[i] == '&'; k++)
			known = known || str_starts(str_from(s, i), str_of(entities[k]));
		if (s.p[i] == '&' && !known)
			return check_fail(c, "a raw &");
	}
	return true;
}

static inline struct str
check_word(struct check *c)
{
	size_t from = c->at;
	while (c->at < c->s.n && strchr(" \n/>=\"<'", c->s.p[c->at]) == NULL)
		c->at++;
	return str_sub(c->s, from, c->at);
}

static inline void
check_reference(struct check *c, struct str words)
{
	struct str word;
	for (bool more = true; more;) {
		more = str_cut(&words, ' ', &word);
		must(c->n_refs < CHECK_IDS);
		c->refs[c->n_refs++] = word;
	}
}

static inline bool
check_attribute(struct check *c, struct str name, struct str value)
{
	bool address = str_eq(name, STR("href")) || str_eq(name, STR("action")) || str_eq(name, STR("src"));
	if (!check_listed(c->attributes, name))
		return check_fail(c, "an unknown attribute");
	if (!check_escaped(c, value))
		return false;
	if (str_eq(name, STR("id"))) {
		for (size_t i = 0; i < c->n_ids; i++)
			if (str_eq(c->ids[i], value))
				return check_fail(c, "an id twice");
		if (value.n == 0 || c->n_ids == CHECK_IDS)
			return check_fail(c, "an empty id, or too many");
		c->ids[c->n_ids++] = value;
	}
	if (str_eq(name, STR("for")) || str_starts(name, STR("aria-describedby")) ||
	    str_starts(name, STR("aria-labelledby")))
		check_reference(c, value);
	if (!address)
		return true;
	if (value.n > 1 && value.p[0] == '#')
		check_reference(c, str_from(value, 1));
	else if (!html_url_ok(value) && !str_eq(value, STR("#")) && !str_starts(value, STR("?")))
		return check_fail(c, "an unsafe address");
	c->links += str_eq(name, STR("href"));
	return true;
}

static inline bool
check_attributes(struct check *c)
{
	for (;;) {
		while (c->at < c->s.n && (c->s.p[c->at] == ' ' || c->s.p[c->at] == '\n'))
			c->at++;
		if (c->at >= c->s.n)
			return check_fail(c, "a tag without end");
		if (c->s.p[c->at] == '>')
			return true;
		struct str name = check_word(c), value = STR("");
		if (name.n == 0)
			return check_fail(c, "a stray character in a tag");
		if (c->at < c->s.n && c->s.p[c->at] == '=') {
			c->at++;
			if (c->at >= c->s.n || c->s.p[c->at] != '"')
				return check_fail(c, "an unquoted attribute");
			size_t end = str_find(c->s, STR("\""), c->at + 1);
			if (end == SIZE_MAX)
				return check_fail(c, "a quote without end");
			value = str_sub(c->s, c->at + 1, end);
			c->at = end + 1;
		}
		if (!check_attribute(c, name, value))
			return false;
	}
}

static inline bool
check_inside(const struct check *c, const char *list)
{
	for (size_t i = 0; i < c->depth; i++)
		if (check_listed(list, c->stack[i]))
			return true;
	return false;
}

/* What HTML's parser would move or close by itself is a fault. */
static inline bool
check_place(struct check *c, struct str name)
{
	struct str parent = c->depth > 0 ? c->stack[c->depth - 1] : STR("");
	bool in_list = check_listed(" ol ul ", parent);
	if (str_eq(name, STR("li")) != in_list)
		return check_fail(c, "li and lists do not fit");
	if (check_inside(c, " p ") &&
	    check_listed(" p div ol ul li blockquote pre form section article header footer h1 h2 h3 nav main ", name))
		return check_fail(c, "a block in a paragraph");
	if (str_eq(name, STR("a")) && check_inside(c, " a button "))
		return check_fail(c, "a link in a link");
	if (str_eq(name, STR("form")) && check_inside(c, " form "))
		return check_fail(c, "a form in a form");
	return true;
}

static inline bool
check_tag(struct check *c)
{
	bool closing = c->at + 1 < c->s.n && c->s.p[c->at + 1] == '/';
	struct str here = str_from(c->s, c->at);
	c->at += closing ? 2 : 1;
	struct str name = check_word(c);
	if (name.n == 0 || !check_listed(c->elements, name))
		return check_fail(c, "an unknown element");
	if (str_eq(name, STR("script")) && !closing &&
	    !str_starts(here, STR("<script type=\"module\" src=\"/")))
		return check_fail(c, "a script that is no file of ours");
	if (closing) {
		if (c->at >= c->s.n || c->s.p[c->at] != '>')
			return check_fail(c, "a closing tag with more in it");
		if (c->depth == 0 || !str_eq(c->stack[--c->depth], name))
			return check_fail(c, "a closing tag that fits nothing");
	} else {
		if (!check_place(c, name) || !check_attributes(c))
			return false;
		if (!check_listed(" br input meta link ", name)) {
			if (c->depth == CHECK_STACK)
				return check_fail(c, "too deep");
			c->stack[c->depth++] = name;
		}
		if (c->depth > c->deepest)
			c->deepest = c->depth;
	}
	c->at++;
	return true;
}

static inline bool
check_references(struct check *c)
{
	for (size_t i = 0; i < c->n_refs; i++) {
		bool found = false;
		for (size_t k = 0; k < c->n_ids && !found; k++)
			found = str_eq(c->ids[k], c->refs[i]);
		if (!found)
			return check_fail(c, str_z(c->a, str_cat(c->a, STR("a reference to nothing: "), c->refs[i])));
	}
	return true;
}

static inline bool
check_run(struct check *c)
{
	if (str_starts(c->s, STR("<!DOCTYPE html>\n")))
		c->at = 16;
	while (c->at < c->s.n) {
		size_t tag = str_find(c->s, STR("<"), c->at);
		size_t end = tag == SIZE_MAX ? c->s.n : tag;
		if (!check_escaped(c, str_sub(c->s, c->at, end)))
			return false;
		c->at = end;
		if (c->at < c->s.n && !check_tag(c))
			return false;
	}
	if (c->depth > 0)
		return check_fail(c, "an element left open");
	return check_references(c);
}

/* The result, on the heap of the arena: it is large. c->fault is empty when all is well. */
static inline struct check *
check_html(struct arena *a, struct str html, const char *elements, const char *attributes)
{
	struct check *c = arena_new_of(a, struct check);
	c->a = a;
	c->s = html;
	c->elements = elements;
	c->attributes = attributes;
	check_run(c);
	return c;
}

#define assert_html(a, html)                                                                       \
	do {                                                                                       \
		struct check *c_ = check_html((a), (html), CHECK_PAGE_ELEMENTS, CHECK_PAGE_ATTRIBUTES); \
		if (c_->fault.n > 0)                                                               \
			fail_msg("%.*s", STR_FMT(c_->fault));                                      \
	} while (0)

#define assert_text_html(a, html)                                                                  \
	do {                                                                                       \
		struct check *c_ = check_html((a), (html), CHECK_TEXT_ELEMENTS, CHECK_TEXT_ATTRIBUTES); \
		if (c_->fault.n > 0)                                                               \
			fail_msg("%.*s", STR_FMT(c_->fault));                                      \
	} while (0)

#endif
