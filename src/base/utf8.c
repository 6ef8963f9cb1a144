/* UTF-8; see the header. */
#include "base/utf8.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

/* Length of the sequence at p (n bytes left), 0 if it is not well-formed; *ret gets the code point. */
static inline size_t
decode(const unsigned char *p, size_t n, uint32_t *ret)
{
	unsigned char b = p[0];
	size_t len = b < 0x80 ? 1 : b < 0xC2 ? 0 : b < 0xE0 ? 2 : b < 0xF0 ? 3 : b < 0xF5 ? 4 : 0;
	if (len == 0 || len > n)
		return 0;
	uint32_t c = len == 1 ? b : b & (0x7Fu >> len);
	for (size_t i = 1; i < len; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3Fu);
	}
	if ((len == 3 && c < 0x800) || (len == 4 && (c < 0x10000 || c > 0x10FFFF)) ||
	    (c >= 0xD800 && c <= 0xDFFF))
		return 0;
	*ret = c;
	return len;
}

/* Eight bytes at a time: each from 1 to 0x7F? (In x - 0x01 a byte of x that is 0, and it alone, borrows.) */
static bool
eight_plain(const unsigned char *p)
{
	uint64_t x;
	memcpy(&x, p, sizeof(x));
	return ((x | (x - 0x0101010101010101u)) & 0x8080808080808080u) == 0;
}

bool
utf8_valid(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	uint32_t c;
	for (size_t i = 0, len; i < s.n; i += len) {
		while (s.n - i >= 8 && eight_plain(p + i))
			i += 8;
		if (i == s.n)
			break;
		len = decode(p + i, s.n - i, &c);
		if (len == 0 || c == 0)
			return false;
	}
	return true;
}

uint32_t
utf8_next_wide(struct str s, size_t *at)
{
	uint32_t c = 0;
	size_t len = decode((const unsigned char *)s.p + *at, s.n - *at, &c);
	must(len > 0);
	*at += len;
	return c;
}

size_t
utf8_count(struct str s)
{
	size_t count = 0;
	for (size_t i = 0; i < s.n; i++)
		count += ((unsigned char)s.p[i] & 0xC0) != 0x80;
	return count;
}

size_t
utf8_put(char out[4], uint32_t c)
{
	must(c <= 0x10FFFF && !(c >= 0xD800 && c <= 0xDFFF));
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	size_t len = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	for (size_t i = len - 1; i > 0; i--, c >>= 6)
		out[i] = (char)(0x80 | (c & 0x3F));
	out[0] = (char)((0xF00u >> len & 0xFF) | c);
	return len;
}

bool
utf8_is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0x61C || c == 0x180E ||
	       c == 0x200B || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) ||
	       (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) ||
	       (c >= 0xE0000 && c <= 0xE007F);
}

/* White_Space (Unicode 15, PropList.txt) */
bool
utf8_is_white(uint32_t c)
{
	return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
	       (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
	       c == 0x205F || c == 0x3000;
}

/* Default_Ignorable_Code_Point (Unicode 15, DerivedCoreProperties.txt), and U+2800, a braille cell
 * without dots: characters that leave no mark. */
static bool
is_unseen(uint32_t c)
{
	static const struct {
		uint32_t from, to;
	} ranges[] = {
		{0x00AD, 0x00AD}, {0x034F, 0x034F}, {0x061C, 0x061C}, {0x115F, 0x1160},
		{0x17B4, 0x17B5}, {0x180B, 0x180F}, {0x200B, 0x200F}, {0x202A, 0x202E},
		{0x2060, 0x206F}, {0x2800, 0x2800}, {0x3164, 0x3164}, {0xFE00, 0xFE0F},
		{0xFEFF, 0xFEFF}, {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFF8}, {0x1BCA0, 0x1BCA3},
		{0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
	};
	for (size_t i = 0; i < ARRAY_LEN(ranges); i++)
		if (c >= ranges[i].from && c <= ranges[i].to)
			return true;
	return false;
}

bool
utf8_blank(struct str s)
{
	for (size_t i = 0; i < s.n;) {
		uint32_t c = utf8_next(s, &i);
		if (!utf8_is_white(c) && !is_unseen(c) && !utf8_is_control(c))
			return false;
	}
	return true;
}

static struct str
ascii_folded(struct arena *a, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return (struct str){NULL, 0};
	return str_lower(a, s);
}

struct str
utf8_folded(struct arena *a, struct str s)
{
	UErrorCode code = U_ZERO_ERROR;
	struct str ascii = ascii_folded(a, s);
	int32_t n_raw = 0, n_fold = 0, n = 0;
	if (ascii.p != NULL)
		return ascii;
	must(s.n <= INT32_MAX / 128);
	/* U+FDFA, the longest, becomes 18 code units; a code unit is at most 3 bytes. */
	int32_t room = (int32_t)s.n, folded_room = room * 18;
	UChar *raw = arena_array(a, (size_t)room, UChar);
	u_strFromUTF8(raw, room, &n_raw, s.p, (int32_t)s.n, &code);
	const UNormalizer2 *fold = unorm2_getNFKCCasefoldInstance(&code);
	UChar *folded = arena_array(a, (size_t)folded_room, UChar);
	n_fold = unorm2_normalize(fold, raw, n_raw, folded, folded_room, &code);
	char *out = arena_alloc(a, (size_t)n_fold * 3 + 1);
	u_strToUTF8(out, n_fold * 3 + 1, &n, folded, n_fold, &code);
	if (U_FAILURE(code)) /* valid text within the rooms: it got no memory */
		die_memory((size_t)folded_room);
	return (struct str){out, (size_t)n};
}

bool
utf8_in_host(uint32_t c)
{
	if (c < 0x80)
		return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '-' ||
		       c == '.' || c == '_';
	return (U_GET_GC_MASK((UChar32)c) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_ND_MASK)) != 0;
}
