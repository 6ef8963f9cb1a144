/*
 * What one code point reads as: the fold table. Case, width, font (mathematical, enclosed, small
 * capital), ligature, diacritic and invisible characters are gone behind it.
 *
 * Private to filter/. The table is made at build time by src/filter/gen_fold.c from ICU (NFKC_Casefold,
 * NFKD, character types, and the skeletons of UTS #39 over every code point) and our own rows for what
 * Unicode keeps apart but readers do not. It is the same for all languages; at run time it is constant
 * data: 0.2 MB, no start.
 */
#ifndef FILTER_FOLD_H
#define FILTER_FOLD_H

#include "base/str.h"

enum fold_kind {
	FOLD_WORD,  /* letters or digits: `c` */
	FOLD_SOFT,  /* a symbol that may stand for a letter: $ @ ! … */
	FOLD_GAP,   /* punctuation, symbols */
	FOLD_SPACE, /* white space, line ends */
	FOLD_DROP   /* invisible, or a mark on the character before it */
};

#define FOLD_MAX 4 /* code points out of one; longer expansions (U+FDFA: 18) are cut, always alike */

struct fold {
	uint32_t c[FOLD_MAX];
	uint8_t n, kind;
	uint8_t look;     /* the Latin letter that it looks like, of another script; 0: none */
	uint8_t turned;   /* the letter that it shows turned upside down ("n" shows u); 0: none */
	bool upper, mark; /* mark: FOLD_DROP that belongs to the visible character before it */
	bool latin;       /* a Latin letter */
	bool foreign;     /* a letter of another script that has letters of Latin's shapes */
	bool hidden;      /* FOLD_DROP that nobody types into a word by accident */
	bool joiner;      /* ZWNJ or ZWJ: spelling in some scripts, see fold_keeps() */
	bool itself;      /* c[0] is the character asked for (set in the table only) */
	uint8_t unused;   /* gen_fold compares rows as bytes, so none may lie between fields */
};

/* The table: stages of 128 code points each. Read it by fold_of(). */
#define FOLD_BLOCK 128
extern const uint16_t fold_stages[0x110000 / FOLD_BLOCK];
extern const uint16_t fold_blocks[][FOLD_BLOCK];
extern const struct fold fold_rows[];
extern const uint64_t fold_ascii_reads[128];

/** The row of `c`, at most U+10FFFF, as it is in the table: c[0] is not set where it is `c` itself. */
static inline const struct fold *
fold_row(uint32_t c)
{
	return &fold_rows[fold_blocks[fold_stages[c / FOLD_BLOCK]][c % FOLD_BLOCK]];
}

/** The same, with c[0]. */
static inline struct fold
fold_of(uint32_t c)
{
	struct fold f = *fold_row(c);
	if (f.itself)
		f.c[0] = c;
	return f;
}

/** The Latin letter that `c` of another script (folded) looks like, or 0. */
uint32_t fold_lookalike(uint32_t c);

/** The letter that source character `c` shows when the word is turned upside down, or 0. Only a word with
 * a character outside ASCII among them was turned by a program: "ʞɔnɟ". */
uint32_t fold_turned(uint32_t c);

/** Whether ZWNJ or ZWJ is spelling behind folded `before` and is kept there: Arabic, Indic and other scripts
 * whose letters join. Elsewhere it is dropped. */
bool fold_keeps(uint32_t before, uint32_t joiner);

/** Letters and digits that folded `c` can be read as, as a set: bit 0 is 'a', bit 26 is '0'. Empty
 * outside ASCII: such a character reads as itself alone. */
static inline uint64_t
fold_reads(uint32_t c)
{
	return c < 128 ? fold_ascii_reads[c] : 0;
}
#define FOLD_LETTERS 0x3FFFFFFu /* the letters of such a set */

/** One character for all that share a reading, so that one automaton finds them all ('1' 'l' 'i' are
 * 'i'). A hit is checked against fold_reads() afterwards. */
uint32_t fold_class(uint32_t c);

#endif
