/* Text for manual pages; see the header. */
#include "base/manual.h"

#define WIDTH 78 /* mandoc(1) complains beyond 80 */

/* Bytes of the word at `i`. */
static size_t
word_bytes(struct str s, size_t i)
{
	size_t n = 0;
	while (i + n < s.n && s.p[i + n] != ' ')
		n++;
	return n;
}

void
manual_text(struct buf *b, struct str s)
{
	size_t column = 0;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool sentence = c == ' ' && i > 0 && str_has(STR(".?!"), s.p[i - 1]);
		if (sentence || (c == ' ' && column + 1 + word_bytes(s, i + 1) > WIDTH)) {
			buf_char(b, '\n');
			column = 0;
			continue;
		}
		if (c == '\\') {
			buf_lit(b, "\\e");
		} else {
			if (column == 0 && (c == '.' || c == '\''))
				buf_lit(b, "\\&"); /* else a request */
			buf_char(b, c);
		}
		column++;
	}
}
