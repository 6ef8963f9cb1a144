/* SQLite: what looks at a whole file, copies it or writes it anew. */
#include <sqlite3.h>

#include "base/buf.h"
#include "db_lite.h"

#define COPY_PAGES 1000 /* between two looks at the progress: 4 MB */

/* ---- damage --------------------------------------------------------------------------------------- */

static void
add(struct buf *b, const char *text)
{
	if (b->n > 0)
		buf_lit(b, "; ");
	buf_str(b, str_of(text));
}

/* A row of a check: "ok", or what is wrong. */
static int
add_damage(void *arg, int n, char **values, char **names)
{
	(void)names;
	if (n == 1 && values[0] != NULL && strcmp(values[0], "ok") != 0)
		add(arg, values[0]);
	return 0;
}

/* A row of foreign_key_check: table, row, the table it refers to, which of its references. */
static int
add_orphan(void *arg, int n, char **values, char **names)
{
	struct buf *b = arg;
	(void)names;
	if (n < 3 || b->n > 2000)
		return 0;
	add(b, values[0]);
	buf_lit(b, " row ");
	buf_str(b, values[1] == NULL ? STR("?") : str_of(values[1]));
	buf_lit(b, " refers to nothing in ");
	buf_str(b, str_of(values[2]));
	return 0;
}

enum err
lite_check(void *conn, struct arena *a, bool thorough, struct str *ret_damage)
{
	struct conn *c = conn;
	struct buf b = buf_in(a, 8192);
	c->query_ends = INT64_MAX; /* it takes the time it takes */
	int rc = thorough ? sqlite3_exec(c->db, "PRAGMA integrity_check(5)", add_damage, &b, NULL)
			  : sqlite3_exec(c->db, "PRAGMA quick_check(5)", add_damage, &b, NULL);
	if (rc == SQLITE_OK && thorough && b.n == 0)
		rc = sqlite3_exec(c->db, "PRAGMA foreign_key_check", add_orphan, &b, NULL);
	if ((rc & 0xFF) == SQLITE_CORRUPT || rc == SQLITE_NOTADB)
		add(&b, sqlite3_errmsg(c->db));
	else if (rc != SQLITE_OK)
		return lite_err(rc);
	*ret_damage = buf_view(&b);
	return ERR_OK;
}

/* ---- copies --------------------------------------------------------------------------------------- */

/* The transaction on `from` keeps its moment: without it the copy would begin anew at every commit of
 * another. */
enum err
lite_copy(void *from, void *to, void (*progress)(void *arg, int64_t done, double part), void *arg)
{
	sqlite3 *source = ((struct conn *)from)->db, *target = ((struct conn *)to)->db;
	((struct conn *)from)->query_ends = INT64_MAX;
	int rc = sqlite3_exec(source, "BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1", NULL, NULL, NULL);
	sqlite3_backup *b = rc == SQLITE_OK ? sqlite3_backup_init(target, "main", source, "main") : NULL;
	if (rc == SQLITE_OK && b == NULL)
		rc = sqlite3_errcode(target);
	while (rc == SQLITE_OK) {
		rc = sqlite3_backup_step(b, COPY_PAGES);
		int all = sqlite3_backup_pagecount(b), left = sqlite3_backup_remaining(b);
		if (progress != NULL && all > 0)
			progress(arg, all - left, (double)(all - left) / all);
	}
	int finished = b == NULL ? rc : sqlite3_backup_finish(b);
	if (!sqlite3_get_autocommit(source))
		sqlite3_exec(source, "ROLLBACK", NULL, NULL, NULL);
	return lite_err(rc == SQLITE_DONE ? finished : rc);
}

enum err
lite_log_mode(void *conn, bool log)
{
	sqlite3 *db = ((struct conn *)conn)->db;
	return lite_err(log ? sqlite3_exec(db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL)
			    : sqlite3_exec(db, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL));
}

/* It works on a second database of its own making, the only one that is ever attached. */
enum err
lite_compact(void *conn)
{
	sqlite3 *db = ((struct conn *)conn)->db;
	sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 1);
	int rc = sqlite3_exec(db, "VACUUM", NULL, NULL, NULL);
	sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
	return lite_err(rc);
}
