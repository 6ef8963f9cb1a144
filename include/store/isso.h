/*
 * The database of Isso, another system's: read only, as the file stands (immutable), never
 * migrated. Of a hostile one nothing runs: views and triggers are refused, and a query has a time.
 */
#ifndef STORE_ISSO_H
#define STORE_ISSO_H

#include "base/str.h"

/* Borrowed; texts may be anything, not only UTF-8. */
struct isso_row {
	int64_t id, parent, mode; /* mode 1 shown, 2 waits, 4 deleted with replies */
	int64_t created, parent_created; /* seconds UTC; 0: unknown */
	int64_t likes, dislikes; /* 0 where the database has no columns for them */
	bool modified;
	struct str text, author, email, website, uri, title;
};

/** Rows by ascending id. ERR_INPUT: *ret_why says what is wrong with the file. `row` false stops.
 */
enum err isso_read(struct arena *, int fd, bool (*row)(void *arg, const struct isso_row *),
		   void *arg, struct str *ret_why) NODISCARD;

#endif
