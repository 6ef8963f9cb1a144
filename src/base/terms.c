/* Words of a text; see the header. What a letter is, ICU says. */
#include "base/terms.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "base/buf.h"
#include "base/utf8.h"

static bool
ascii_in_word(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A letter, a digit, or what belongs to one: without its marks an Arabic or Hindi word falls apart. */
static bool
in_word(uint32_t c)
{
	if (c < 0x80)
		return ascii_in_word((unsigned char)c);
	return (U_GET_GC_MASK((UChar32)c) & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK)) != 0;
}

/* Whether such a character is a word by itself. */
static bool
stands_alone(uint32_t c)
{
	UErrorCode code = U_ZERO_ERROR;
	if (c < 0xE00)
		return false;
	switch ((int)uscript_getScript((UChar32)c, &code)) {
	case USCRIPT_HAN:
	case USCRIPT_HIRAGANA:
	case USCRIPT_KATAKANA:
	case USCRIPT_HANGUL:
	case USCRIPT_THAI:
	case USCRIPT_LAO:
	case USCRIPT_KHMER:
	case USCRIPT_MYANMAR:
		return true;
	}
	return false;
}

bool
terms_next(struct str text, size_t *at, size_t *ret_from, size_t *ret_to)
{
	size_t from = *at, next = *at;
	bool begun = false;
	while (next < text.n) {
		size_t here = next;
		unsigned char first = (unsigned char)text.p[next];
		bool letter, alone = false;
		if (first < 0x80) { /* most of most texts, and these are cut by the million */
			letter = ascii_in_word(first);
			next++;
		} else {
			uint32_t c = utf8_next(text, &next);
			letter = in_word(c);
			alone = letter && stands_alone(c);
		}
		if (begun && (!letter || alone)) {
			next = here;
			break;
		}
		if (!begun && letter)
			from = here;
		begun = letter;
		if (alone)
			break;
	}
	*at = next;
	if (!begun)
		return false;
	*ret_from = from;
	*ret_to = next;
	return true;
}

/* Cut between characters. */
static struct str
cut(struct str word)
{
	size_t n = word.n;
	if (n <= TERM_BYTES_MAX)
		return word;
	for (n = TERM_BYTES_MAX; ((unsigned char)word.p[n] & 0xC0) == 0x80; n--)
		continue;
	return str_sub(word, 0, n);
}

/* What terms_of() makes of ASCII, in one pass: most texts are that, and these are cut by the million. `out`
 * has room for the text. False: something in it is no ASCII. */
static bool
ascii_terms(struct str text, char *out, size_t *ret_n)
{
	size_t n = 0, word = 0; /* characters of the present one */
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		if (c >= 0x80)
			return false;
		if (!ascii_in_word(c)) {
			word = 0;
			continue;
		}
		if (word == 0 && n > 0)
			out[n++] = ' ';
		if (word++ < TERM_BYTES_MAX)
			out[n++] = (char)(c | 0x20); /* a digit has that bit */
	}
	*ret_n = n;
	return true;
}

struct str
terms_of(struct arena *a, struct str text)
{
	char *ascii = arena_alloc(a, text.n + 1);
	size_t n;
	if (ascii_terms(text, ascii, &n))
		return (struct str){ascii, n};
	struct str folded = utf8_folded(a, text);
	struct buf out = buf_in(a, folded.n * 2 + 1);
	size_t at = 0, from, to;
	while (terms_next(folded, &at, &from, &to)) {
		if (buf_view(&out).n > 0)
			buf_char(&out, ' ');
		buf_str(&out, cut(str_sub(folded, from, to)));
	}
	must(!out.over);
	return buf_view(&out);
}

/* Whether a word goes on from the character that ends at `i` to the one that begins there. */
static bool
joined(struct str s, size_t i)
{
	size_t before = i, after = i;
	if (i == 0 || i >= s.n)
		return false;
	do
		before--;
	while (before > 0 && ((unsigned char)s.p[before] & 0xC0) == 0x80);
	uint32_t left = utf8_next(s, &before), right = utf8_next(s, &after);
	return in_word(left) && in_word(right) && !stands_alone(left) && !stands_alone(right);
}

bool
terms_whole(struct str where, struct str folded)
{
	if (folded.n == 0)
		return true;
	for (size_t at = 0; (at = str_find(where, folded, at)) != SIZE_MAX; at++)
		if (!joined(where, at) && !joined(where, at + folded.n))
			return true;
	return false;
}
