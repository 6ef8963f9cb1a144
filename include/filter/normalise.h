/*
 * Text as it reads, with a map back: every folded character knows the bytes of the source it came
 * from. Private to filter/.
 *
 * One array holds the plain reading and, behind it, the joined readings: "f.u.c.k" and "f u c k" once
 * more as one word, "fv(|<" by the shapes of its symbols, "ʞɔnɟ" turned round. Everything is linear in
 * the source, whatever it is.
 */
#ifndef FILTER_NORMALISE_H
#define FILTER_NORMALISE_H

#include "base/str.h"
#include "filter/fold.h"

enum glyph_bit {
	GLYPH_GAP = 1,      /* between words: c is ' ', run counts what is no white space */
	GLYPH_SPACE = 2,    /* a gap with white space in it */
	GLYPH_APOS = 4,     /* a gap with an apostrophe in it */
	GLYPH_STARS = 8,    /* a gap of nothing but masking characters and white space: f**k */
	GLYPH_SOFT = 16,    /* a symbol that may be a letter: a word may end beside it */
	GLYPH_UPPER = 32,
	GLYPH_LATIN = 64,
	GLYPH_FOREIGN = 128, /* looks like Latin in its script, or is of a script that has such letters */
	GLYPH_SWAPPED = 256, /* was foreign; c is the Latin letter it looks like */
	GLYPH_HIDDEN = 512,  /* an invisible character stood behind it, inside a word */
	GLYPH_JOINED = 1024, /* of a joined reading: only a whole word counts here */
	GLYPH_DASH = 4096,   /* a gap of nothing but - or _ */
	GLYPH_APART = 8192,  /* a gap that begins with white space */
	GLYPH_SINGLES = 2048, /* … whose letters stood one by one */
	GLYPH_GLUE = 32768    /* a gap of nothing that honest writers put between words: *, #, emoji */
};

struct glyph {
	uint32_t from, to; /* bytes of the source, [from, to) */
	uint32_t c;        /* folded code point */
	uint16_t run;      /* how often in a row, at most RUN_MAX */
	uint16_t bits;     /* enum glyph_bit */
};
#define RUN_MAX 65535

/* What a stretch of glyphs has, in one look: most texts have nothing that is worth a second one. */
struct glance {
	size_t letters; /* glyphs that are no gap and no digit */
	size_t upper;
	size_t gaps;
	size_t lone;      /* characters of scripts without spaces */
	unsigned bits;    /* every bit that one of them has */
	uint32_t chars;   /* every bit of a character of them, gaps apart */
	uint16_t longest; /* run */
	bool singles;     /* words of one letter in a row */
	bool pieces;      /* words with punctuation between, or with a bar */
};

struct reading {
	struct glyph *g;
	size_t n;     /* plain and joined, a gap before each */
	size_t plain; /* g[0 .. plain) is the plain reading */
	size_t end;   /* bytes of the source that were read */
	bool tangled; /* there is more of it, or more to join, than any comment has: it was left unread */
	struct glance glance; /* of the plain reading */
};

/** Reads valid UTF-8 of less than 4 GB, the first READ_MAX characters of it. */
#define READ_MAX 8192 /* more than the longest comment has (text.max) */
struct reading normalise(struct arena *, struct str text);

struct glance glance_at(const struct glyph *, size_t n);

/** Whether `c` is of a script that writes no spaces. */
static inline bool
is_lone(uint32_t c)
{
	return c >= 0x0E00 && /* most letters of most texts are before */
	       ((c >= 0x2E80 && c <= 0x9FFF) || c <= 0x0EFF || (c >= 0x1000 && c <= 0x109F) ||
		(c >= 0x1780 && c <= 0x17FF) || (c >= 0xF900 && c <= 0xFAFF) ||
		(c >= 0x20000 && c <= 0x3FFFF));
}

/** A letter, digit or symbol that may be one: not a gap. */
static inline bool
glyph_is_word(const struct glyph *g)
{
	return (g->bits & GLYPH_GAP) == 0;
}

/** More bytes than letters: an accent, or a letter like the Turkish dotless i. */
static inline bool
glyph_accented(const struct glyph *g)
{
	return g->to - g->from > g->run;
}

/** Whether `g` can be read as folded character `c`. */
static inline bool
glyph_reads(const struct glyph *g, uint32_t c)
{
	return g->c == c || (c >= 'a' && c <= 'z' && (fold_reads(g->c) >> (c - 'a') & 1) != 0);
}

/** The plain reading as text, for tests and the test box. */
struct str reading_text(struct arena *, const struct reading *);

#endif
