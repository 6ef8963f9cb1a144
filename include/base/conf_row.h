/*
 * The rows of conf.def as data, for conf.c: what settings there are, where they stand, what they
 * take and where their value goes. Everybody else reads members of struct conf.
 */
#ifndef BASE_CONF_ROW_H
#define BASE_CONF_ROW_H

#include "base/conf.h"

enum conf_type { TYPE_TEXT, TYPE_INT, TYPE_SPAN, TYPE_BOOL, TYPE_LIST };
enum conf_where { WHERE_GLOBAL, WHERE_SITE }; /* top of the file; inside one element of `sites` */

struct conf_row {
	enum conf_where where;
	struct str key;
	enum conf_type type;
	int64_t lo, hi;
	const char *def, *help; /* def NULL: must be given */
	size_t offset;          /* of the member in struct conf or struct site_conf */
};

enum {
	CONF_ROWS = 0
#define CONF(where, field, key, type, lo, hi, def, help) +1
#include "base/conf.def"
#undef CONF
};

extern const struct conf_row conf_rows[CONF_ROWS];

const struct conf_row *conf_row_find(enum conf_where, struct str key);

/** Is `key` the first half of a dotted key, as `hold` of `hold.first`? */
bool conf_row_is_branch(enum conf_where, struct str key);

/** The row whose key was most likely meant; NULL if nothing comes near. */
const struct conf_row *conf_row_near(enum conf_where, struct str key);

/** "a number from 9 to 1024" */
struct str conf_row_allowed(struct arena *, const struct conf_row *);

/** The value that `of` (a struct conf or struct site_conf, as the row says) has, as one would read it. */
struct str conf_row_value(struct arena *, const struct conf_row *, const void *of);

#endif
