/*
 * An XML file as a grammar: a table says which element means what below which, and which text goes
 * where. What is not in the table is passed over. Elements and slots are the reader's own numbers;
 * 0 is the file (the root's parent) and SLOTS_OTHER what is passed over.
 */
#ifndef FLOW_IMPORT_SLOTS_H
#define FLOW_IMPORT_SLOTS_H

#include "base/buf.h"
#include "import_xml.h"

#define SLOTS_OTHER (-1)
#define NO_SLOT (-1)

struct slots_row {
	int parent;
	const char *name; /* the local name; "wp:…" where the reader made it so */
	int el;
	int slot; /* its text goes there, if that is empty; NO_SLOT */
};

struct slots {
	const struct slots_row *rows;
	size_t n_rows;
	struct buf *field; /* by slot */
	int path[XML_DEPTH_MOST + 1];
	size_t depth;
	int slot; /* that is being filled; NO_SLOT */
	size_t slot_depth;
};

/** Room for `n` slots; texts of `wide` hold `wide_max` bytes, all others 8 KB. */
struct slots slots_make(struct arena *, const struct slots_row *, size_t n_rows, int n, int wide,
			size_t wide_max);
/** The element that begins. */
int slots_start(struct slots *, const char *name);
void slots_text(struct slots *, struct str piece);
/** The element that ends. */
int slots_end(struct slots *);
void slots_clear(struct slots *, int from, int to); /* [from, to) */
/** Without white space around. */
struct str slots_get(const struct slots *, int slot);
bool slots_over(const struct slots *, int from, int to);

#endif
