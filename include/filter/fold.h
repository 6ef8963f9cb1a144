/*
 * What one code point reads as: the fold table. Case, width, font (mathematical, enclosed, small
 * capital), ligature, diacritic and invisible characters are gone behind it.
 *
 * Private to filter/. The table is made once from ICU (NFKC_Casefold, NFKD, character types) and our
 * own rows for what Unicode keeps apart but readers do not; it is the same for all languages.
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
	bool upper, mark; /* mark: FOLD_DROP that belongs to the visible character before it */
	bool latin;       /* a Latin letter */
	bool foreign;     /* a letter of another script that has letters of Latin's shapes */
	bool hidden;      /* FOLD_DROP that nobody types into a word by accident */
};

/** The row of `c`. */
struct fold fold_of(uint32_t c);

/** The Latin letter that Cyrillic or Greek `c` (folded) looks like, or 0. */
uint32_t fold_lookalike(uint32_t c);

/** Letters and digits that folded `c` can be read as, as a set: bit 0 is 'a', bit 26 is '0'. Empty
 * outside ASCII: such a character reads as itself alone. */
uint64_t fold_reads(uint32_t c);
#define FOLD_LETTERS 0x3FFFFFFu /* the letters of such a set */

/** One character for all that share a reading, so that one automaton finds them all ('1' 'l' 'i' are
 * 'i'). A hit is checked against fold_reads() afterwards. */
uint32_t fold_class(uint32_t c);

#endif
