/* What a byte is, whatever the locale says. Private to filter/. */
#ifndef FILTER_ASCII_H
#define FILTER_ASCII_H

#include "base/str.h"

static inline bool
ascii_letter(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static inline bool
ascii_alnum(char c)
{
	return (c >= '0' && c <= '9') || ascii_letter(c);
}

static inline bool
ascii_small(char c)
{
	return c >= 'a' && c <= 'z';
}

/* White space that readers type. */
static inline bool
ascii_white(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static inline bool
ascii_only(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	return true;
}

#endif
