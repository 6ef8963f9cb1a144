/*
 * JSON of imports, read a value at a time: a line of a file of lines, or the elements of
 * the arrays that a file is made of, cut out as they come in. A value holds at most 4 MB and is at
 * most 32 deep; duplicate names in an object are refused. Knows nothing of what a value means.
 */
#ifndef FLOW_IMPORT_JSON_H
#define FLOW_IMPORT_JSON_H

#include "import_value.h"

struct split;

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
void split_free(struct split **);

#endif
