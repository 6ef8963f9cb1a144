/* Borrowed bytes; see the header. */
#include "base/str.h"

#include <stdarg.h>

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

struct str
str_of(const char *z)
{
	return (struct str){z, z == NULL ? 0 : strlen(z)};
}

struct str
str_copy(struct arena *a, struct str s)
{
	return (struct str){arena_copy(a, s.p, s.n), s.n};
}

const char *
str_z(struct arena *a, struct str s)
{
	must(!str_has(s, '\0'));
	return arena_copy(a, s.p, s.n);
}

struct str
str_keep(struct str s)
{
	char *p = heap_alloc(s.n + 1);
	if (s.n > 0)
		memcpy(p, s.p, s.n);
	p[s.n] = '\0';
	return (struct str){p, s.n};
}

void
str_drop(struct str *s)
{
	heap_free((void *)(uintptr_t)s->p);
	*s = (struct str){0};
}

#define SHORT 128 /* most that is printed is shorter, and printed once */

struct str
str_printf(struct arena *a, const char *fmt, ...)
{
	char *p = arena_alloc(a, SHORT);
	va_list ap, again;
	va_start(ap, fmt);
	va_copy(again, ap);
	int n = vsnprintf(p, SHORT, fmt, ap);
	va_end(ap);
	must(n >= 0);
	p = arena_resize(a, p, SHORT, (size_t)n + 1);
	if (p == NULL)
		p = arena_alloc(a, (size_t)n + 1);
	if ((size_t)n >= SHORT)
		vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return (struct str){p, (size_t)n};
}

struct str
str_cat(struct arena *a, struct str x, struct str y)
{
	char *p = arena_alloc(a, x.n + y.n + 1);
	if (x.n > 0)
		memcpy(p, x.p, x.n);
	if (y.n > 0)
		memcpy(p + x.n, y.p, y.n);
	p[x.n + y.n] = '\0';
	return (struct str){p, x.n + y.n};
}

struct str
str_like(struct arena *a, struct str part)
{
	char *p = arena_alloc(a, part.n * 2 + 3);
	size_t n = 0;
	if (part.n == 0)
		return STR("");
	p[n++] = '%';
	for (size_t i = 0; i < part.n; i++) {
		if (strchr("%_!", part.p[i]) != NULL && part.p[i] != '\0')
			p[n++] = '!';
		p[n++] = part.p[i];
	}
	p[n++] = '%';
	p[n] = '\0';
	return (struct str){p, n};
}

struct str
str_digits(char room[STR_DIGITS], int64_t n)
{
	size_t at = STR_DIGITS;
	uint64_t rest = n < 0 ? -(uint64_t)n : (uint64_t)n;
	do {
		room[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (n < 0)
		room[--at] = '-';
	return (struct str){room + at, STR_DIGITS - at};
}

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Eight bytes at a time: each header of each request is looked at. Of a byte below `c` the top bit is set
 * afterwards (0x80 + c > byte >= c borrows nothing); a byte with the top bit set is none of these. Borrowing
 * falls on bytes above one that is found already. */
static uint64_t
below(uint64_t eight, unsigned char c)
{
	return (eight - EACH(c)) & ~eight & EACH(0x80);
}

bool
str_has_control(struct str s)
{
	uint64_t eight, found = 0;
	size_t i = 0;
	for (; i + sizeof(eight) <= s.n; i += sizeof(eight)) {
		memcpy(&eight, s.p + i, sizeof(eight));
		found |= below(eight, 0x20) | below(eight ^ EACH(0x7F), 1);
	}
	for (; i < s.n; i++)
		found |= (unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7F;
	return found != 0;
}

bool
str_eq(struct str x, struct str y)
{
	return x.n == y.n && (x.n == 0 || memcmp(x.p, y.p, x.n) == 0);
}

int
str_cmp(struct str x, struct str y)
{
	size_t n = x.n < y.n ? x.n : y.n;
	int c = n == 0 ? 0 : memcmp(x.p, y.p, n);
	return c != 0 ? c : (x.n > y.n) - (x.n < y.n);
}

bool
str_starts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && str_eq(str_sub(s, 0, prefix.n), prefix);
}

bool
str_ends(struct str s, struct str suffix)
{
	return s.n >= suffix.n && str_eq(str_from(s, s.n - suffix.n), suffix);
}

bool
str_has(struct str s, char c)
{
	return s.n > 0 && memchr(s.p, c, s.n) != NULL;
}

size_t
str_find(struct str s, struct str needle, size_t from)
{
	if (from > s.n)
		return SIZE_MAX;
	if (needle.n == 0)
		return from;
	if (from == s.n)
		return SIZE_MAX;
	const char *at = memmem(s.p + from, s.n - from, needle.p, needle.n);
	return at == NULL ? SIZE_MAX : (size_t)(at - s.p);
}

struct str
str_sub(struct str s, size_t from, size_t to)
{
	must(from <= to && to <= s.n);
	return (struct str){from == 0 ? s.p : s.p + from, to - from};
}

struct str
str_from(struct str s, size_t from)
{
	return str_sub(s, from, s.n);
}

struct str
str_trim(struct str s)
{
	size_t from = 0, to = s.n;
	while (from < to && is_blank(s.p[from]))
		from++;
	while (to > from && is_blank(s.p[to - 1]))
		to--;
	return str_sub(s, from, to);
}

struct str
str_lower(struct arena *a, struct str s)
{
	char *p = arena_copy(a, s.p, s.n);
	for (size_t i = 0; i < s.n; i++)
		if (p[i] >= 'A' && p[i] <= 'Z')
			p[i] = (char)(p[i] + ('a' - 'A'));
	return (struct str){p, s.n};
}

bool
str_cut(struct str *rest, char sep, struct str *ret_head)
{
	const char *at = rest->n == 0 ? NULL : memchr(rest->p, sep, rest->n);
	if (at == NULL) {
		*ret_head = *rest;
		*rest = str_from(*rest, rest->n);
		return false;
	}
	size_t i = (size_t)(at - rest->p);
	*ret_head = str_sub(*rest, 0, i);
	*rest = str_from(*rest, i + 1);
	return true;
}

bool
str_int(struct str s, int64_t lo, int64_t hi, int64_t *ret)
{
	bool minus = s.n > 0 && s.p[0] == '-';
	size_t i = minus ? 1 : 0;
	int64_t v = 0;
	if (i == s.n)
		return false;
	for (; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		int64_t digit = s.p[i] - '0';
		if (__builtin_mul_overflow(v, 10, &v) ||
		    __builtin_add_overflow(v, minus ? -digit : digit, &v))
			return false;
	}
	if (v < lo || v > hi)
		return false;
	*ret = v;
	return true;
}

uint64_t
str_be64(struct str s, size_t at)
{
	uint64_t n = 0;
	must(at <= s.n && s.n - at >= 8);
	for (size_t i = 0; i < 8; i++)
		n = n << 8 | (unsigned char)s.p[at + i];
	return n;
}

uint64_t
str_hash(struct str s, uint64_t seed)
{
	uint64_t h = 0xcbf29ce484222325u ^ seed;
	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3u;
	return h;
}
