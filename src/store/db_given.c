/*
 * The table `given` of SQLite: rows of the caller's memory, as a virtual table
 * (sqlite.org/vtab.html) that every
 * connection of ours has and no database knows. An INSERT … SELECT from it opens its cursors once
 * for hundreds of
 * rows and evaluates a CHECK's list once: half the time of a statement a row.
 */
#include <sqlite3.h>

#include "db_lite.h"

#define NAMES_I "i1, i2, i3, i4, i5, i6, i7, i8, i9, i10, i11, i12, i13, i14, i15, i16, i17"
#define NAMES_T "t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11"
#define NAMES_B "b1, b2, b3"
#define NAMES_R "r1, r2, r3"

struct given_table {
	sqlite3_vtab base;
	const struct conn *conn;
};

struct given_cursor {
	sqlite3_vtab_cursor base;
	const struct conn *conn;
	size_t at;
};

static int
on_connect(sqlite3 *db, void *arg, int n, const char *const *args, sqlite3_vtab **ret, char **ret_why)
{
	(void)n, (void)args, (void)ret_why;
	int rc = sqlite3_declare_vtab(db, "CREATE TABLE given (" NAMES_I ", " NAMES_T ", " NAMES_B
					  ", " NAMES_R ")");
	if (rc != SQLITE_OK)
		return rc;
	struct given_table *t = heap_zero(1, sizeof(*t));
	t->conn = arg;
	*ret = &t->base;
	return SQLITE_OK;
}

static int
on_disconnect(sqlite3_vtab *table)
{
	heap_free(table);
	return SQLITE_OK;
}

/* There is one way through it: from the first row to the last. */
static int
on_plan(sqlite3_vtab *table, sqlite3_index_info *plan)
{
	(void)table;
	plan->estimatedRows = 1000;
	plan->estimatedCost = 1000;
	return SQLITE_OK;
}

static int
on_open(sqlite3_vtab *table, sqlite3_vtab_cursor **ret)
{
	struct given_cursor *c = heap_zero(1, sizeof(*c));
	c->conn = ((struct given_table *)table)->conn;
	*ret = &c->base;
	return SQLITE_OK;
}

static int
on_close(sqlite3_vtab_cursor *cursor)
{
	heap_free(cursor);
	return SQLITE_OK;
}

static int
on_filter(sqlite3_vtab_cursor *cursor, int plan, const char *name, int n, sqlite3_value **values)
{
	(void)plan, (void)name, (void)n, (void)values;
	((struct given_cursor *)cursor)->at = 0;
	return SQLITE_OK;
}

static int
on_next(sqlite3_vtab_cursor *cursor)
{
	((struct given_cursor *)cursor)->at++;
	return SQLITE_OK;
}

static int
on_end(sqlite3_vtab_cursor *cursor)
{
	const struct given_cursor *c = (const struct given_cursor *)cursor;
	return c->at >= c->conn->n_given;
}

static int
on_row(sqlite3_vtab_cursor *cursor, sqlite3_int64 *ret)
{
	*ret = (sqlite3_int64)((struct given_cursor *)cursor)->at;
	return SQLITE_OK;
}

/* The caller's bytes live until db_give() takes other rows, so SQLite need not copy them. */
static int
on_column(sqlite3_vtab_cursor *cursor, sqlite3_context *to, int column)
{
	const struct given_cursor *c = (const struct given_cursor *)cursor;
	const struct given *row = &c->conn->given[c->at];
	size_t i = (size_t)column;
	if (i < GIVEN_I) {
		sqlite3_result_int64(to, row->i[i]);
		return SQLITE_OK;
	}
	i -= GIVEN_I;
	if (i < GIVEN_T) {
		struct str s = row->t[i];
		sqlite3_result_text64(to, s.n == 0 ? "" : s.p, s.n, SQLITE_STATIC, SQLITE_UTF8);
		return SQLITE_OK;
	}
	i -= GIVEN_T;
	if (i < GIVEN_B) {
		struct str s = row->b[i];
		sqlite3_result_blob64(to, s.n == 0 ? "" : s.p, s.n, SQLITE_STATIC);
		return SQLITE_OK;
	}
	i -= GIVEN_B;
	must(i < GIVEN_R);
	sqlite3_result_double(to, row->r[i]);
	return SQLITE_OK;
}

int
lite_given(struct conn *conn)
{
	/* Without xCreate it stands in no schema: only its own name in a statement brings it. */
	static const sqlite3_module module = {
		.iVersion = 1,
		.xConnect = on_connect,
		.xDisconnect = on_disconnect,
		.xBestIndex = on_plan,
		.xOpen = on_open,
		.xClose = on_close,
		.xFilter = on_filter,
		.xNext = on_next,
		.xEof = on_end,
		.xColumn = on_column,
		.xRowid = on_row,
	};
	return sqlite3_create_module(conn->db, "given", &module, conn);
}

void
lite_give(void *conn, const struct given *rows, size_t n)
{
	struct conn *c = conn;
	c->given = rows;
	c->n_given = n;
}
