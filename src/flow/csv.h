/*
 * CSV as RFC 4180 writes it, in pieces of any size: fields between commas, quotes doubled inside quotes, a
 * header row that names the columns. Knows nothing of what a row means.
 */
#ifndef FLOW_CSV_H
#define FLOW_CSV_H

#include "base/buf.h"

struct csv;

#define CSV_COLUMNS_MAX 64

/* Who reads. Each function answers false to stop the reading. Texts are borrowed. */
struct csv_reader {
	const char *const *columns; /* that it knows, in any case of letters */
	size_t n_columns;           /* at most CSV_COLUMNS_MAX */
	/* The header row: which of the columns it names; `fault` as below. */
	bool (*header)(void *arg, unsigned long line, const bool *has, const char *fault);
	/* A row: the value of each column ("" where the file has none), in the order of `columns`; `fault`
	 * says what is wrong with its form, NULL: nothing. */
	bool (*row)(void *arg, unsigned long line, const struct str *values, const char *fault);
	/* It cannot be read further; line 0: of the whole file. */
	bool (*broken)(void *arg, unsigned long line, struct str why);
	void *arg;
};

struct csv *csv_new(struct arena *, const struct csv_reader *);
bool csv_take(struct csv *, struct str piece, bool last);

/** Would a spreadsheet take this for a formula? Such a field is written with an apostrophe in front. */
bool csv_formula(struct str);
/** The field without that apostrophe, if there is one. */
struct str csv_unguarded(struct str);
/** One field, in quotes where it has to be. */
void csv_put(struct buf *, struct str);

#endif
