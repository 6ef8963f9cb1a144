/* Answers without what may differ in them: a value that was sent, and what is random or counted. */
#ifndef TESTS_PAGE_MASK_H
#define TESTS_PAGE_MASK_H

#include "base/buf.h"
#include "base/page.h"

/* `what` and its twin become '@', wherever it stands and however it is written. */
static struct str
without(struct arena *a, struct str s, struct str what)
{
	struct buf b = buf_in(a, s.n + 1);
	for (size_t i = 0; i < s.n;) {
		if (what.n > 0 && str_starts(str_from(s, i), what)) {
			buf_char(&b, '@');
			i += what.n;
		} else {
			buf_char(&b, s.p[i++]);
		}
	}
	return buf_view(&b);
}

/* A page is named by its last part, too. */
static struct str
without_value(struct arena *a, struct str s, struct str value)
{
	size_t slash = value.n;
	s = without(a, without(a, s, value), page_query(a, value));
	if (!str_starts(value, STR("/story/")))
		return s;
	while (slash > 0 && value.p[slash - 1] != '/')
		slash--;
	struct str last = str_copy(a, str_from(value, slash)), upper = str_copy(a, last);
	((char *)(uintptr_t)upper.p)[0] -= 'a' - 'A';
	return without(a, without(a, s, last), upper);
}

static bool
is_word(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
	       c == '-';
}

/* How many requests are left is counted on, whatever they were, and until when one has to wait is a moment later. */
static struct str
without_limits(struct arena *a, struct str s)
{
	const struct str names[] = {STR("RateLimit-Re"), STR("Retry-After")};
	for (size_t i = 0, at; i < ARRAY_LEN(names); i++)
		while ((at = str_find(s, names[i], 0)) != SIZE_MAX)
			s = str_cat(a, str_sub(s, 0, at), str_from(s, str_find(s, STR("\n"), at) + 1));
	return s;
}

/* Cuts from the first `from` on, up to the `to` behind it. */
static struct str
without_part(struct arena *a, struct str s, const char *from, const char *to)
{
	size_t at = str_find(s, str_of(from), 0);
	return at == SIZE_MAX ? s : str_cat(a, str_sub(s, 0, at), str_from(s, str_find(s, str_of(to), at)));
}

/* A secret that is offered is another one each time, drawn and spelled, and so is its answer's length: without the
 * answer (HEAD) nothing else tells that it is one. */
static struct str
without_secret(struct arena *a, struct str s)
{
	bool offer = str_find(s, STR("<svg class=\"qr\""), 0) != SIZE_MAX;
	if (offer || str_ends(s, STR("\r\n\r\n")))
		s = without_part(a, s, "Content-Length: ", "\n");
	s = without_part(a, s, "<svg class=\"qr\"", "</svg>");
	return without_part(a, s, "<output id=\"secret\"", "</output>");
}

/* Random and keyed things (request ids, tokens, entity tags) are words of 16 letters or more. */
static struct str
without_tokens(struct arena *a, struct str s)
{
	s = without_secret(a, s);
	s = without_limits(a, s);
	struct buf b = buf_in(a, s.n + 1);
	for (size_t i = 0, n; i < s.n; i += n) {
		for (n = 0; i + n < s.n && is_word(s.p[i + n]);)
			n++;
		if (n >= 16)
			buf_char(&b, '%');
		else
			buf_str(&b, str_sub(s, i, i + (n > 0 ? n : 1)));
		n += n == 0;
	}
	return buf_view(&b);
}

#endif
