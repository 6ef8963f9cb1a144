/* UTF-8 as Unicode 15 (table 3-7) and RFC 3629 define it: no overlong forms, no surrogates, nothing
 * above U+10FFFF. Text is checked once, at the door; behind it utf8_next() may not meet bad bytes. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/die.h"
#include "base/str.h"

/** Well-formed, and free of NUL. */
bool utf8_valid(struct str);

/* utf8_next() where it is not ASCII. */
uint32_t utf8_next_wide(struct str, size_t *at);

/** The code point at *at, which moves behind it. Bad bytes are a bug (must): validate first. */
static inline uint32_t
utf8_next(struct str s, size_t *at)
{
	must(*at < s.n);
	unsigned char b = (unsigned char)s.p[*at];
	if (b >= 0x80)
		return utf8_next_wide(s, at);
	++*at;
	return b;
}

/** Code points in valid text. */
size_t utf8_count(struct str);

/** Writes 1..4 bytes; the code point must be a scalar value. */
size_t utf8_put(char out[4], uint32_t c);

/** Valid text as it is compared in a search: NFKC_Casefold, by ICU. In the arena. */
struct str utf8_folded(struct arena *, struct str);

/** Controls, and the bidi and format characters that can hide or turn what a one-line field such as a name
 * shows. ZWJ and ZWNJ are none (Persian, Hindi and emoji need them), nor are visible signs of category Cf. */
bool utf8_is_control(uint32_t c);

/** What a host is written with on our pages, and to our filters: letters, digits and marks of any script, and
 * "-", ".", "_". */
bool utf8_in_host(uint32_t c);
#define HOST_BYTES_MAX 253 /* RFC 1035 2.3.4; no link to a longer one: IDNA's work grows with its square */

/** White_Space of Unicode. */
bool utf8_is_white(uint32_t c);

/** Valid text in which a reader would see nothing, however many bytes it has. */
bool utf8_blank(struct str);

#endif
