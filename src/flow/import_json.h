/*
 * JSON of imports, read by jansson a value at a time: a line of a file of lines, or the elements of
 * the arrays that a file is made of, cut out as they come in. A value holds at most 4 MB and is at
 * most 32 deep; duplicate names in an object are refused. Knows nothing of what a value means.
 */
#ifndef FLOW_IMPORT_JSON_H
#define FLOW_IMPORT_JSON_H

#include "base/str.h"

struct split;
struct jval; /* a value; lives as long as the call that hands it over */

enum split_kind {
	SPLIT_LINES, /* a value a line */
	SPLIT_PARTS /* one array, or one object: its members, of an array among them the elements */
};

struct split_reader {
	/* `key`: the member it is, or stands in; "" of lines and of a top array. False stops the
	 * reading. */
	bool (*value)(void *arg, unsigned long line, struct str key, const struct jval *);
	bool (*broken)(void *arg, unsigned long line, struct str why); /* answers false */
	void *arg;
};

struct split *split_new(struct arena *, enum split_kind, const struct split_reader *);
bool split_take(struct split *, struct str piece, bool last);

bool jval_object(const struct jval *);
/** NULL: no such member, or no object. */
const struct jval *jval_get(const struct jval *, const char *key);
/** Elements of an array; 0: none, or no array. */
size_t jval_n(const struct jval *);
const struct jval *jval_at(const struct jval *, size_t i);
/** A member's text; "" if it is none. Borrowed. */
struct str jval_str(const struct jval *, const char *key);
/** The same, and a whole number as its digits. */
struct str jval_text(struct arena *, const struct jval *, const char *key);
struct str jval_own(const struct jval *); /* the value's own text */
int64_t jval_int(const struct jval *, const char *key, int64_t otherwise);
double jval_real(const struct jval *, const char *key);
int64_t jval_number(const struct jval *, int64_t otherwise); /* its own */
/** true, or the text "true". */
bool jval_bool(const struct jval *, const char *key);

#endif
