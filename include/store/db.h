/*
 * The database handle: statements by number, arguments by type, rights by role.
 *
 * C holds no SQL. Every statement is a row of sql/query.sql; gen.awk makes STMT_… of it with its kind,
 * the roles that may run it and the types of its arguments. A call with other arguments, by another role,
 * or a write on a reader's handle is a bug (must). Only store/ includes this header.
 *
 *	struct rows rows;
 *	enum err e = db_query(db, STMT_BAN_LIST, &rows, I(site), I(after), I(50));
 *	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK)
 *		… db_int(&rows, 0) … db_text(&rows, 2) …
 *	e = db_end(&rows, e);
 */
#ifndef STORE_DB_H
#define STORE_DB_H

#include "base/str.h"

struct db;

/* Who runs a statement. The roles of a statement stand in query.sql. */
enum db_role { DB_VISITOR, DB_MODERATOR, DB_CONSOLE, DB_KEEPER, DB_ROLE__MAX };

enum stmt {
#define STMT(name, kind, roles, types, sqlite, pgsql) STMT_##name,
#include "db.def"
#undef STMT
	STMT__MAX
};

enum stmt_kind { STMT_READ, STMT_WRITE };

/* One argument; made by these alone. NIL is NULL, where the statement's argument allows it. */
struct arg {
	char type; /* i t b r n, as in @args */
	int64_t i;
	double r;
	struct str s;
};
#define I(v) ((struct arg){.type = 'i', .i = (v)})
#define T(v) ((struct arg){.type = 't', .s = (v)})
#define B(v) ((struct arg){.type = 'b', .s = (v)})
#define R(v) ((struct arg){.type = 'r', .r = (v)})
#define NIL ((struct arg){.type = 'n'})
/* 0 as NULL: ids and times that may be unknown. */
#define I_OR_NIL(v) ((v) == 0 ? NIL : I(v))
#define HASH(h) B(((struct str){(const char *)(h).b, sizeof((h).b)}))

/* A row of the table `given`, which is no table of the database but memory of ours: statements
 * select from it, so
 * that many rows go in, or are looked for, with one statement. Which columns (i1 … r3) a
 * statement reads, it says
 * itself. NULL is not among them: where a column may be it, the statement takes 0 or "" for it. */
#define GIVEN_I 17
#define GIVEN_T 11
#define GIVEN_B 3
#define GIVEN_R 3
struct given {
	int64_t i[GIVEN_I];
	struct str t[GIVEN_T], b[GIVEN_B];
	double r[GIVEN_R];
};

#define DB_ARGS(...) (struct arg[]){__VA_ARGS__}, sizeof((struct arg[]){__VA_ARGS__}) / sizeof(struct arg)

struct rows {
	struct db *db;
	enum stmt stmt;
	void *at; /* the driver's */
};

/** ERR_BUSY: another process holds the database; ERR_FULL; ERR_IO; ERR_CONFLICT: a constraint. */
#define db_query(db, stmt, ret, ...) db_query_args((db), (stmt), (ret), DB_ARGS(__VA_ARGS__))
enum err db_query_args(struct db *, enum stmt, struct rows *ret, const struct arg *,
		       size_t n) NODISCARD;

/** ERR_OK: a row is there; ERR_GONE: no more rows. */
enum err db_next(struct rows *) NODISCARD;

/** Ends a query, whole or not; it must be called once for each that began. `e` is how the loop ended:
 * ERR_GONE (all rows read) becomes ERR_OK, anything else stays. */
enum err db_end(struct rows *, enum err e);

/** What `given` holds for the statements that follow on this handle; borrowed until the next
 * call. NULL, 0: nothing. */
void db_give(struct db *, const struct given *rows, size_t n);

/** Whether CHECKs of tables are asked in the writes that follow: SQLite makes a table of each IN list
 * anew for every row, a fifth of an import. Off for rows that hold words of our enums and texts of
 * admitted length; `db check` asks them of all rows. The caller puts it on again, whatever became of
 * the write. */
enum err db_checks(struct db *, bool on) NODISCARD;

/** For statements without rows, and for those with one that nobody wants. */
#define db_run(db, stmt, ...) db_run_args((db), (stmt), DB_ARGS(__VA_ARGS__))
enum err db_run_args(struct db *, enum stmt, const struct arg *, size_t n) NODISCARD;

/** The one integer of the one row; ERR_GONE without a row. The statement is stepped to its end. */
#define db_one(db, stmt, ret, ...) db_one_args((db), (stmt), (ret), DB_ARGS(__VA_ARGS__))
enum err db_one_args(struct db *, enum stmt, int64_t *ret, const struct arg *, size_t n) NODISCARD;

/* The columns of the present row. Bytes are borrowed until the next db_next/db_end: copy what stays. */
bool db_null(const struct rows *, int column);
int64_t db_int(const struct rows *, int column); /* NULL is 0 */
double db_real(const struct rows *, int column);
struct str db_text(const struct rows *, int column); /* text or blob; NULL is "" */

/** Inside a write: the answers kept for this page are of yesterday once the batch commits. */
void db_touch(struct db *, int64_t site, struct str page);
/** The same for everything: settings, lists. */
void db_touch_all(struct db *);
/** Inside a write: what it overwrites is to stand in no log any more. After the commit the log is moved into
 * the database and emptied, if this process may do that; if not (a command beside the daemon), nothing is
 * done. */
void db_scrub(struct db *);

/** From another thread: whatever this handle does now ends with ERR_BUSY. For tests and for stop. */
void db_interrupt(struct db *);

#endif
