/* Prose is known by its bytes, line by line; see the header. */
#include "prose.h"

#include "base/scan.h"
#include "base/utf8.h"

/* What means, or may mean, more to Markdown than a paragraph; and where a line ends. */
static bytes16
has_markup(bytes16 v)
{
	return scan_upto(v, 0x1F) | scan_is(v, 0x7F) | scan_is(v, '*') | scan_is(v, '_') | scan_is(v, '`') |
	       scan_is(v, '[') | scan_is(v, ']') | scan_is(v, '\\') | scan_is(v, '<') | scan_is(v, '>') |
	       scan_is(v, '&');
}

/* Where a line of prose ends that begins at s[i]; SIZE_MAX: something in it means, or may mean, more to
 * Markdown than a paragraph. */
static size_t
prose_end(struct str s, size_t i)
{
	size_t from = i;
	if (i < s.n && (unsigned char)s.p[i] < 0x80 && !is_letter(s.p[i]) && strchr("\"'(\n", s.p[i]) == NULL)
		return SIZE_MAX;
	i = scan_first(s, i, has_markup);
	bool whole = i == s.n || s.p[i] == '\n';
	return whole && (i == from || s.p[i - 1] != ' ') ? i : SIZE_MAX;
}

/* What stands in for others, the byte order mark and what is no text cmark reads in ways of its own. */
bool
markup_is_prose(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		i = prose_end(s, i);
		if (i == SIZE_MAX)
			return false;
	}
	return !str_has(s, '\xEF') && utf8_valid(s);
}
