/*
 * A JSON value of an import. Knows nothing of what it means.
 */
#ifndef FLOW_IMPORT_VALUE_H
#define FLOW_IMPORT_VALUE_H

#include "base/str.h"

#define JVAL_DEEPEST 32 /* lists in each other */

struct jval;

/** The one value that the text is. It borrows the text's bytes. NULL: it is none, *ret_why says why in a few
 * words, and *ret_at at which byte. A whole number that no int64_t holds is a text, its digits. */
const struct jval *jval_read(struct arena *, struct str text, const char **ret_why, size_t *ret_at);

/* NULL, as a missing member is, may stand for the value in all of these. */
bool jval_object(const struct jval *);
/** NULL: no such member, or no object. */
const struct jval *jval_get(const struct jval *, const char *key);
/** Elements of an array; 0: none, or no array. */
size_t jval_n(const struct jval *);
/** They, one after the other: for (v = jval_first(list); v != NULL; v = jval_next(v)). */
const struct jval *jval_first(const struct jval *);
const struct jval *jval_next(const struct jval *);
/** A member's text; "" if it is none. Borrowed. */
struct str jval_str(const struct jval *, const char *key);
/** The same, and a whole number as its digits. */
struct str jval_text(struct arena *, const struct jval *, const char *key);
struct str jval_own(const struct jval *); /* the value's own text */
int64_t jval_int(const struct jval *, const char *key, int64_t otherwise);
double jval_real(const struct jval *, const char *key);
double jval_real_or(const struct jval *, const char *key, double otherwise);
int64_t jval_number(const struct jval *, int64_t otherwise); /* its own */
/** true, or the text "true". */
bool jval_bool(const struct jval *, const char *key);

#endif
