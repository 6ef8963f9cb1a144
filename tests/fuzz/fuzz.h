/*
 * What the fuzz targets share. A target is one function that takes any bytes: `make fuzz` drives it with
 * libFuzzer, `make test` feeds it its corpus by run.c. What must hold is a must(): it stops both.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include "base/str.h"
#include "base/utf8.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An arena for a target that needs nothing else at its start. */
#define FUZZ_ARENA                                                                                 \
	static struct arena *a;                                                                    \
                                                                                                   \
	int LLVMFuzzerInitialize(int *argc, char ***argv)                                          \
	{                                                                                          \
		(void)argc;                                                                        \
		(void)argv;                                                                        \
		a = arena_new();                                                                   \
		return 0;                                                                          \
	}

/* Byte i of s begins a character, or is its end. */
static inline bool
at_character(struct str s, size_t i)
{
	return i == s.n || ((unsigned char)s.p[i] & 0xC0) != 0x80;
}

/* The input as text: what is no UTF-8 becomes '?', as no reader's text gets past the door otherwise. */
static inline struct str
fuzz_text(struct arena *a, struct str in)
{
	char *p = arena_copy(a, in.p, in.n);
	for (size_t i = 0, n = 1; i < in.n; i += n) {
		for (n = 4; n > 0; n--)
			if (i + n <= in.n && utf8_valid((struct str){p + i, n}))
				break;
		if (n == 0)
			p[i] = '?', n = 1;
	}
	return (struct str){p, in.n};
}

/* Up to the first NUL; the rest stays. For inputs of several parts. */
static inline struct str
fuzz_part(struct str *rest)
{
	struct str part;
	str_cut(rest, '\0', &part);
	return part;
}

#endif
