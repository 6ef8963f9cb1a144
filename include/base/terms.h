/* A text as words that can be looked up: folded (utf8_folded), letters and digits alone, a blank between
 * them. Where a script writes without blanks (Han, kana, Thai …), and in Hangul, where endings hang on,
 * each character is a word. What is stored by these words is found by these words alone: another rule
 * needs a migration that empties the table of words. */
#ifndef BASE_TERMS_H
#define BASE_TERMS_H

#include "base/str.h"

#define TERM_BYTES_MAX 96 /* of one word; the rest of a longer one is not looked at */

/** The words of valid UTF-8: lower-case ASCII, and what is above 0x7F. In
 * the arena; "" = it has none. */
struct str terms_of(struct arena *, struct str text);

/** The next word of `text` from *at on: its bytes [*ret_from, *ret_to), as they stand there; *at moves
 * behind it. False: there is none. */
bool terms_next(struct str text, size_t *at, size_t *ret_from, size_t *ret_to);

/** Whether `folded` stands in `where` (folded, too) as words of its own, and not as a part of one. */
bool terms_whole(struct str where, struct str folded);

#endif
