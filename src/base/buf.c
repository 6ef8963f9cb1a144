/* Growing bytes with a ceiling; see the header. */
#include "base/buf.h"

#include <stdarg.h>

struct buf
buf_in(struct arena *a, size_t max)
{
	return (struct buf){.arena = a, .max = max};
}

static void
set_cap(struct buf *b, size_t cap)
{
	if (cap > b->max)
		cap = b->max;
	if (b->cap == 0 || arena_resize(b->arena, b->p, b->cap, cap) == NULL) {
		char *p = arena_alloc(b->arena, cap);
		if (b->n > 0)
			memcpy(p, b->p, b->n);
		b->p = p;
	}
	b->cap = cap;
}

static bool
reserve(struct buf *b, size_t more)
{
	if (b->over || more > b->max - b->n) {
		b->over = true;
		return false;
	}
	if (b->n + more <= b->cap)
		return true;
	size_t cap = b->cap ? b->cap : 64; /* a page has thousands of short ones */
	while (cap < b->n + more)
		cap *= 2;
	set_cap(b, cap);
	return true;
}

void
buf_room(struct buf *b, size_t n)
{
	if (!b->over && n > b->cap - b->n && b->cap < b->max)
		set_cap(b, n < b->max - b->n ? b->n + n : b->max);
}

void
buf_add(struct buf *b, const void *p, size_t n)
{
	if (n > 0 && reserve(b, n)) {
		memcpy(b->p + b->n, p, n);
		b->n += n;
	}
}

void
buf_str(struct buf *b, struct str s)
{
	buf_add(b, s.p, s.n);
}

void
buf_char(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void
buf_int(struct buf *b, int64_t v)
{
	char room[STR_DIGITS];
	buf_str(b, str_digits(room, v));
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap, again;
	va_start(ap, fmt);
	va_copy(again, ap);
	size_t room = b->over ? 0 : b->cap - b->n;
	int n = vsnprintf(room > 0 ? b->p + b->n : NULL, room, fmt, ap);
	va_end(ap);
	must(n >= 0);
	if ((size_t)n < room) {
		b->n += (size_t)n;
	} else {
		char *tmp = arena_alloc(b->arena, (size_t)n + 1);
		vsnprintf(tmp, (size_t)n + 1, fmt, again);
		buf_add(b, tmp, (size_t)n);
	}
	va_end(again);
}

struct str
buf_view(const struct buf *b)
{
	return (struct str){b->p, b->n};
}

void
buf_clear(struct buf *b)
{
	b->n = 0;
	b->over = false;
}
