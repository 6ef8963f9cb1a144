/* Between the import of articles and its readers of formats: they take bytes in pieces of any size and hand
 * over articles as the file tells them; what becomes of one is import_thread.c's business. */
#ifndef FLOW_IMPORT_H
#define FLOW_IMPORT_H

#include "csv.h"
#include "flow/import_thread.h"
#include "import_text.h"

struct import;

/* Borrowed, as typed. */
struct article {
	unsigned long line;  /* where it begins */
	struct str page;     /* a path as we write it; "": the link says it */
	struct str link;     /* an address as browsers take it */
	struct str title, published, lang, author;
	const char *fault;   /* what the reader found wrong with it; NULL: nothing */
};

/** False: stop reading. */
bool import_article(struct import *, const struct article *);
/** The file cannot be read further. Only the first fault counts. Always false. */
bool import_fault(struct import *, unsigned long line, const char *fmt, ...) PRINTF(3, 4);
void import_format(struct import *, struct str format);

/* import_feed.c: RSS, Atom, sitemap. */
struct feed;
struct feed *feed_new(struct arena *, struct import *);
bool feed_take(struct feed *, struct str piece, bool last);
void feed_free(struct feed **);

/* import_csv.c */
struct csv *import_csv_new(struct arena *, struct import *); /* read by csv_take() of csv.h */

#endif
