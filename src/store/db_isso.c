/* Isso's database; see store/isso.h. */
#include "store/isso.h"

#include <sqlite3.h>

#define VERSION_MOST 5
#define LENGTH_MOST 2000000

/* Votes and the time of an edit came to the table later. */
#define QUERY(later)                                                                                   \
	"SELECT c.id, coalesce(c.parent, 0), c.mode, c.created, coalesce(c.text, ''), "                \
	"coalesce(c.author, ''), coalesce(c.email, ''), coalesce(c.website, ''), t.uri, "              \
	"coalesce(t.title, ''), coalesce(p.created, 0), " later                                        \
	" FROM comments c JOIN threads t ON t.id = c.tid LEFT JOIN comments p ON p.id = c.parent "     \
	"ORDER BY c.id"

static const char later[] = "SELECT count(*) FROM pragma_table_info('comments')"
			    " WHERE name IN ('likes', 'dislikes', 'modified')";

/* Two plain tables, and nothing by their names that would be something else. */
static const char tables[] = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND"
			     " name IN ('comments', 'threads') AND sql NOT LIKE 'create virtual%'";

static bool
harden(sqlite3 *db)
{
	int was;
	sqlite3_limit(db, SQLITE_LIMIT_LENGTH, LENGTH_MOST);
	sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
	return sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, &was) == SQLITE_OK &&
	       sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, &was) == SQLITE_OK &&
	       sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, &was) == SQLITE_OK &&
	       sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, &was) == SQLITE_OK &&
	       sqlite3_exec(
		       db,
		       "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA query_only = ON",
		       NULL, NULL, NULL) == SQLITE_OK;
}

/* -1: it cannot be asked. */
static int64_t
number(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *s;
	int64_t n = -1;
	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
		n = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return n;
}

/* Whether its pages are a tree: where two name the same one, a file of ten kilobytes has more rows
 * than can ever be read. What is found after the pages, a NULL where there should be none, older
 * versions of Isso have left. */
static bool
is_tree(sqlite3 *db)
{
	sqlite3_stmt *s;
	bool ok = false;
	if (sqlite3_prepare_v2(db, "PRAGMA quick_check(1)", -1, &s, NULL) == SQLITE_OK &&
	    sqlite3_step(s) == SQLITE_ROW) {
		struct str said = str_of((const char *)sqlite3_column_text(s, 0));
		ok = str_eq(said, STR("ok")) || str_starts(said, STR("NULL value in "));
	}
	sqlite3_finalize(s);
	return ok;
}

static struct str
text(sqlite3_stmt *s, int column)
{
	const void *p = sqlite3_column_blob(s, column);
	return (struct str){p, p == NULL ? 0 : (size_t)sqlite3_column_bytes(s, column)};
}

static int64_t
seconds(sqlite3_stmt *s, int column)
{
	double at = sqlite3_column_double(s, column);
	return at > 0 && at < 1e11 ? (int64_t)at : 0;
}

static enum err
read_rows(struct arena *a, sqlite3 *db, bool (*row)(void *arg, const struct isso_row *), void *arg,
	  struct str *ret_why)
{
	sqlite3_stmt *s;
	const char *query = number(db, later) == 3 ? QUERY("c.likes, c.dislikes, c.modified IS NOT NULL")
						   : QUERY("0, 0, 0");
	int rc = sqlite3_prepare_v2(db, query, -1, &s, NULL);
	bool ok = true;
	while (rc == SQLITE_OK && ok && (rc = sqlite3_step(s)) == SQLITE_ROW) {
		struct isso_row r = {.id = sqlite3_column_int64(s, 0),
				     .parent = sqlite3_column_int64(s, 1),
				     .mode = sqlite3_column_int64(s, 2),
				     .created = seconds(s, 3),
				     .parent_created = seconds(s, 10),
				     .likes = sqlite3_column_int64(s, 11),
				     .dislikes = sqlite3_column_int64(s, 12),
				     .modified = sqlite3_column_int(s, 13) != 0,
				     .text = text(s, 4),
				     .author = text(s, 5),
				     .email = text(s, 6),
				     .website = text(s, 7),
				     .uri = text(s, 8),
				     .title = text(s, 9)};
		ok = row(arg, &r);
		rc = SQLITE_OK;
	}
	if (rc != SQLITE_OK && rc != SQLITE_DONE)
		*ret_why = str_printf(a, "the database cannot be read: %s", sqlite3_errmsg(db));
	sqlite3_finalize(s);
	return rc == SQLITE_OK || rc == SQLITE_DONE ? ERR_OK : ERR_INPUT;
}

enum err
isso_read(struct arena *a, int fd, bool (*row)(void *arg, const struct isso_row *), void *arg,
	  struct str *ret_why)
{
	sqlite3 *db = NULL;
	enum err e = ERR_INPUT;
	/* By the descriptor, so that it is the file which was looked at; immutable: no lock, no
	 * journal, no write. */
	const char *uri = str_printf(a, "file:/proc/self/fd/%d?mode=ro&immutable=1", fd).p;
	int rc = sqlite3_open_v2(
		uri, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc != SQLITE_OK || !harden(db))
		*ret_why = str_printf(a, "the database cannot be opened: %s", sqlite3_errmsg(db));
	else if (number(db, tables) != 2)
		*ret_why =
			STR("this is no database of Isso: it has no tables threads and comments");
	else if (number(db, "PRAGMA user_version") > VERSION_MOST)
		*ret_why = STR("the database is of a later Isso than is known here");
	else if (!is_tree(db))
		*ret_why = STR("the database is broken");
	else
		e = read_rows(a, db, row, arg, ret_why);
	sqlite3_close(db);
	return e;
}
