/*
 * Looking for a few bytes in texts that have nearly none of them: sixteen at a time, by the vectors of gcc
 * and clang, for any processor. What is looked for is a function of sixteen bytes: 0xFF where one is.
 */
#ifndef BASE_SCAN_H
#define BASE_SCAN_H

#include <string.h>

#include "base/str.h"

#define SCAN_WIDTH 16

typedef unsigned char bytes16 __attribute__((vector_size(SCAN_WIDTH)));
typedef unsigned long long halves16 __attribute__((vector_size(SCAN_WIDTH)));

/* Every byte is `c`. */
static inline bytes16
scan_all(unsigned char c)
{
	return (bytes16){c, c, c, c, c, c, c, c, c, c, c, c, c, c, c, c};
}

static inline bytes16
scan_is(bytes16 v, unsigned char c)
{
	return (bytes16)(v == scan_all(c));
}

static inline bytes16
scan_upto(bytes16 v, unsigned char most)
{
	return (bytes16)(v <= scan_all(most));
}

/** The first place at or behind `from` where `wanted` holds; s.n: nowhere. It must not hold for 'a'. */
static inline __attribute__((always_inline)) size_t
scan_first(struct str s, size_t from, bytes16 (*wanted)(bytes16))
{
	while (from < s.n) {
		size_t n = s.n - from < SCAN_WIDTH ? s.n - from : SCAN_WIDTH;
		bytes16 v = scan_all('a');
		if (n == SCAN_WIDTH)
			memcpy(&v, s.p + from, SCAN_WIDTH);
		else
			memcpy(&v, s.p + from, n);
		v = wanted(v);
		halves16 any = (halves16)v;
		if ((any[0] | any[1]) != 0)
			for (size_t i = 0; i < n; i++)
				if (v[i] != 0)
					return from + i;
		from += n;
	}
	return s.n;
}

#endif
