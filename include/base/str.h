/* Borrowed bytes: a pointer and a length, never NUL-terminated by promise. The owner is elsewhere
 * (an arena, a literal, a row); a str never frees. `p` may be NULL only when `n` is 0. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

struct str {
	const char *p;
	size_t n;
};

/** From a literal; a variable does not compile. STR_C() is the same for static initialisers. */
#define STR(lit) ((struct str){"" lit, sizeof(lit) - 1})
#define STR_C(lit) {"" lit, sizeof(lit) - 1}

/* The same for a text that people read: the catalogues (www/locale) have a translation of each, found in the
 * source by these names. MSG_N is two: singular and plural. */
#define MSG(lit) STR(lit)
#define MSG_C(lit) STR_C(lit)
#define MSG_N(one, many) STR(one), STR(many)
#define N_(lit) lit /* the same within a row of a table */

/* For printf: "%.*s", STR_FMT(s) */
#define STR_FMT(s) (int)(s).n, (s).n ? (s).p : ""

struct str str_of(const char *z);                         /* borrows a C string; NULL gives "" */
struct str str_copy(struct arena *, struct str);          /* a copy in the arena, NUL behind it */
const char *str_z(struct arena *, struct str);            /* the same as a C string; must hold no NUL */
struct str str_keep(struct str);                          /* a heap copy; str_drop() frees it */
void str_drop(struct str *);
struct str str_printf(struct arena *, const char *fmt, ...) PRINTF(2, 3);
struct str str_cat(struct arena *, struct str, struct str);
/** "%a!%b%" of "a%b", for LIKE … ESCAPE '!': what is looked for is letters, whatever LIKE makes of them; ""
 * stays "". */
struct str str_like(struct arena *, struct str part);

bool str_eq(struct str, struct str);
int str_cmp(struct str, struct str);                      /* by bytes, then by length */
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
bool str_has(struct str s, char c);
/** Index of the first `needle` at or after `from`, or SIZE_MAX. */
size_t str_find(struct str s, struct str needle, size_t from);
struct str str_sub(struct str, size_t from, size_t to);   /* [from, to); both within s: must */
struct str str_from(struct str, size_t from);             /* [from, end) */
struct str str_trim(struct str);                          /* without ASCII white space at both ends */
struct str str_lower(struct arena *, struct str);         /* ASCII only */

/** Cuts at the first `sep`: *ret_head before it, *rest behind it. Without one, the head is all, the
 * rest empty and the answer false. */
bool str_cut(struct str *rest, char sep, struct str *ret_head);

/** A byte below 0x20, or 0x7F. */
bool str_has_control(struct str);

/** A number in decimal, in `room`. */
#define STR_DIGITS 24
struct str str_digits(char room[STR_DIGITS], int64_t n);
/** Decimal digits with an optional '-', nothing else, within int64_t and [lo, hi]; else false. */
bool str_int(struct str, int64_t lo, int64_t hi, int64_t *ret);

/** 64-bit FNV-1a, for tables keyed by our own data; not for what an attacker chooses. */
uint64_t str_hash(struct str, uint64_t seed);

/** The 8 bytes at `at` as a big-endian number: their order is the numbers'. must: they are there. */
uint64_t str_be64(struct str, size_t at);

#endif
