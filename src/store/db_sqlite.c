/*
 * SQLite: the default store, hardened at open. What else knows sqlite3.h are its parts (db_lite.h) and
 * db_isso.c.
 *
 * SQLite before 3.51.3 can lose a commit in WAL mode when a checkpoint on one connection races it; so
 * nothing but the writer checkpoints here (no autocheckpoint, no checkpoint on close), under the locks of
 * store/lock.h. synchronous=FULL: COMMIT returns after the log is on the disk.
 */
#include <errno.h>
#include <pthread.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <fcntl.h>

#include "base/buf.h"
#include "base/clock.h"
#include "db_lite.h"

#define BUSY_MS 4000       /* another process in the middle of its transaction */
#define QUERY_MS 2000      /* a reader's query over this is ended: the index is missing, not the time */
#define PROGRESS_OPS 20000 /* virtual machine steps between two looks at the clock: about 1 ms */

enum err
lite_err(int rc)
{
	switch (rc & 0xFF) {
	case SQLITE_OK:
	case SQLITE_ROW:
		return ERR_OK;
	case SQLITE_DONE:
		return ERR_GONE;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_INTERRUPT:
		return ERR_BUSY;
	case SQLITE_CONSTRAINT:
		return ERR_CONFLICT;
	case SQLITE_FULL:
		return ERR_FULL;
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_AUTH:
	case SQLITE_CANTOPEN:
		return ERR_DENIED;
	default:
		return ERR_IO;
	}
}

static int
on_progress(void *arg)
{
	struct conn *c = arg;
	return clock_tick() > c->query_ends;
}

static int
on_commit(void *arg, sqlite3 *db, const char *name, int frames)
{
	(void)db, (void)name;
	((struct conn *)arg)->log_frames = frames;
	return SQLITE_OK;
}

/* What is looked for with LIKE is a line of the forms of the desk between two "%" (str_like(), fields.def):
 * at most 200 letters of up to four bytes. Nothing in it is a pattern, so it costs as any search does. */
#define LIKE_MOST 1000

/* SQLite's own column of limits for hostile surroundings (sqlite.org/security.html), but for the length and
 * LIKE's patterns. */
static void
set_limits(sqlite3 *db)
{
	static const struct {
		int what, most;
	} limits[] = {
		{SQLITE_LIMIT_LENGTH, 8000000},     {SQLITE_LIMIT_SQL_LENGTH, 100000},
		{SQLITE_LIMIT_COLUMN, 100},	    {SQLITE_LIMIT_EXPR_DEPTH, 20},
		{SQLITE_LIMIT_COMPOUND_SELECT, 3},  {SQLITE_LIMIT_VDBE_OP, 25000},
		{SQLITE_LIMIT_FUNCTION_ARG, 8},	    {SQLITE_LIMIT_ATTACHED, 0},
		{SQLITE_LIMIT_LIKE_PATTERN_LENGTH, LIKE_MOST}, {SQLITE_LIMIT_VARIABLE_NUMBER, 50},
		{SQLITE_LIMIT_TRIGGER_DEPTH, 10},   {SQLITE_LIMIT_WORKER_THREADS, 0},
	};
	for (size_t i = 0; i < ARRAY_LEN(limits); i++)
		sqlite3_limit(db, limits[i].what, limits[i].most);
}

/* A migration, which is ours and nobody's else, may change the text of a table's CHECK. */
static bool
harden(sqlite3 *db, enum db_open_kind kind)
{
	int was;
	return sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, kind != DB_OPEN_CREATE, &was) == SQLITE_OK &&
	       sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, &was) == SQLITE_OK &&
	       sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, &was) == SQLITE_OK &&
	       sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0, &was) == SQLITE_OK &&
	       sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, &was) == SQLITE_OK &&
	       sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, &was) == SQLITE_OK &&
	       sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, &was) == SQLITE_OK;
}

static int
setup(struct conn *c, enum db_open_kind kind)
{
	sqlite3_extended_result_codes(c->db, 1);
	if (!harden(c->db, kind))
		return SQLITE_MISUSE;
	set_limits(c->db);
	sqlite3_busy_timeout(c->db, BUSY_MS);
	int rc = SQLITE_OK;
	if (kind == DB_OPEN_CREATE || kind == DB_OPEN_WRITER)
		rc = sqlite3_exec(c->db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
	/* The writer's pages: each post falls anywhere into three indexes (of its key, its network and its
	 * toxicity); with 2 MB their pages were read anew for most posts. */
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(c->db,
				  "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
				  "PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;"
				  "PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -4000;"
				  "PRAGMA mmap_size = 0; PRAGMA cell_size_check = ON",
				  NULL, NULL, NULL);
	/* No page leaves the cache before its commit: when a savepoint is taken back, SQLite 3.40 forgets
	 * that pages of it stood in the log, and may make wrong checksums of the commits behind, where a
	 * recovery ends. What one transaction of ours changes fits. */
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(c->db, "PRAGMA cache_spill = OFF", NULL, NULL, NULL);
	if (rc == SQLITE_OK && kind == DB_OPEN_READER)
		/* There are several; what they have in common stands in the system's cache once. */
		rc = sqlite3_exec(c->db, "PRAGMA query_only = ON; PRAGMA cache_size = -1000", NULL,
				  NULL, NULL);
	if (rc == SQLITE_OK)
		rc = lite_given(c);
	if (kind == DB_OPEN_READER)
		sqlite3_progress_handler(c->db, PROGRESS_OPS, on_progress, c);
	else
		sqlite3_wal_hook(c->db, on_commit, c);
	return rc;
}

/* The file is made by us and not by SQLite, so that its mode does not hang on the umask. */
static enum err
make_file(struct arena *a, const char *path, struct str *ret_why)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0) {
		enum err e = err_errno(errno);
		*ret_why = str_printf(a, "cannot make the database %s: %m", path);
		return e;
	}
	close(fd);
	return ERR_OK;
}

/* SQLite counts what all its handles together allocate under one lock, which they all take for each piece of
 * memory; nobody asks for the sum. Refused where a test uses SQLite already: then it counts. */
static void
count_nothing(void)
{
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static enum err
lite_open(struct arena *a, struct str path, enum db_open_kind kind, void **ret_conn,
	  struct str *ret_why)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	must(pthread_once(&once, count_nothing) == 0);
	const char *z = str_z(a, path);
	if (kind == DB_OPEN_CREATE || kind == DB_OPEN_COPY) {
		enum err e = make_file(a, z, ret_why);
		if (e != ERR_OK)
			return e;
	} else if (access(z, F_OK) != 0) {
		*ret_why = str_printf(a, "no database at %s; make one with `rejoinder init`", z);
		return ERR_GONE;
	}
	struct conn *c = heap_zero(1, sizeof(*c));
	/* No SQLITE_OPEN_URI: a path is a path. NOMUTEX: a handle belongs to one thread at a time. */
	int rc = sqlite3_open_v2(
		z, &c->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE,
		lite_vfs());
	if (rc == SQLITE_OK)
		rc = setup(c, kind);
	if (rc != SQLITE_OK) {
		/* Why it cannot be opened, SQLite keeps to itself unless asked. */
		int number = c->db != NULL && (rc & 0xFF) == SQLITE_CANTOPEN
				     ? sqlite3_system_errno(c->db)
				     : 0;
		*ret_why = str_printf(a, "cannot open the database %s: %s%s%s", z,
				      c->db == NULL ? sqlite3_errstr(rc) : sqlite3_errmsg(c->db),
				      number == 0 ? "" : ": ",
				      number == 0 ? "" : strerrordesc_np(number));
		sqlite3_close(c->db);
		heap_free(c);
		return number == 0 ? lite_err(rc) : err_errno(number);
	}
	*ret_conn = c;
	return ERR_OK;
}

static void
lite_close(void *conn)
{
	struct conn *c = conn;
	for (size_t i = 0; i < FIXED__MAX; i++)
		sqlite3_finalize(c->fixed[i]);
	must(sqlite3_close(c->db) == SQLITE_OK);
	heap_free(c);
}

static enum err
lite_prepare(void *conn, const char *sql, void **ret, struct str *ret_why, struct arena *a)
{
	struct conn *c = conn;
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v3(c->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &st, NULL);
	if (rc != SQLITE_OK) {
		if (ret_why != NULL)
			*ret_why = str_printf(a, "%s", sqlite3_errmsg(c->db));
		return lite_err(rc);
	}
	*ret = st;
	return ERR_OK;
}

static void
lite_unprepare(void *prepared)
{
	sqlite3_finalize(prepared);
}

static enum err
lite_bind(void *conn, void *prepared, const struct arg *args, size_t n)
{
	int rc = SQLITE_OK;
	((struct conn *)conn)->query_ends = clock_tick() + QUERY_MS;
	for (size_t i = 0; i < n && rc == SQLITE_OK; i++) {
		const struct arg *a = &args[i];
		int at = (int)i + 1;
		const char *p = a->s.n == 0 ? "" : a->s.p;
		/* The caller's bytes live until the statement ends, so SQLite need not copy them. */
		switch (a->type) {
		case 'i':
			rc = sqlite3_bind_int64(prepared, at, a->i);
			break;
		case 'r':
			rc = sqlite3_bind_double(prepared, at, a->r);
			break;
		case 't':
			rc = sqlite3_bind_text64(prepared, at, p, a->s.n, SQLITE_STATIC,
						 SQLITE_UTF8);
			break;
		case 'b':
			rc = sqlite3_bind_blob64(prepared, at, p, a->s.n, SQLITE_STATIC);
			break;
		default:
			rc = sqlite3_bind_null(prepared, at);
		}
	}
	return lite_err(rc);
}

static enum err
lite_step(void *prepared)
{
	return lite_err(sqlite3_step(prepared));
}

static void
lite_reset(void *prepared)
{
	sqlite3_reset(prepared); /* repeats the error of the step: known already */
	sqlite3_clear_bindings(prepared);
}

static bool
lite_null(void *prepared, int column)
{
	return sqlite3_column_type(prepared, column) == SQLITE_NULL;
}

static int64_t
lite_integer(void *prepared, int column)
{
	return sqlite3_column_int64(prepared, column);
}

static double
lite_real(void *prepared, int column)
{
	return sqlite3_column_double(prepared, column);
}

static struct str
lite_text(void *prepared, int column)
{
	const void *p = sqlite3_column_blob(prepared, column); /* no conversion, no NUL added */
	int n = sqlite3_column_bytes(prepared, column);
	return (struct str){p, p == NULL ? 0 : (size_t)n};
}

static enum err
run(void *conn, const char *literal)
{
	return lite_err(sqlite3_exec(((struct conn *)conn)->db, literal, NULL, NULL, NULL));
}

/* One row at most, whose integer goes to *ret. */
static enum err
run_fixed(void *conn, enum fixed which, int64_t *ret)
{
	static const char *const texts[FIXED__MAX] = {
		[FIXED_BEGIN] = "BEGIN IMMEDIATE",
		[FIXED_LOOK] = "BEGIN",
		[FIXED_COMMIT] = "COMMIT",
		[FIXED_ROLLBACK] = "ROLLBACK",
		[FIXED_SAVE] = "SAVEPOINT one",
		[FIXED_RELEASE] = "RELEASE one",
		[FIXED_UNDO] = "ROLLBACK TO one",
		[FIXED_VERSION] = "PRAGMA data_version",
	};
	struct conn *c = conn;
	sqlite3_stmt **st = &c->fixed[which];
	if (*st == NULL) {
		int rc = sqlite3_prepare_v3(c->db, texts[which], -1, SQLITE_PREPARE_PERSISTENT, st, NULL);
		if (rc != SQLITE_OK)
			return lite_err(rc);
	}
	int rc = sqlite3_step(*st);
	if (rc == SQLITE_ROW && ret != NULL)
		*ret = sqlite3_column_int64(*st, 0);
	sqlite3_reset(*st);
	return rc == SQLITE_DONE || rc == SQLITE_ROW ? ERR_OK : lite_err(rc);
}

static enum err
lite_begin(void *conn)
{
	return run_fixed(conn, FIXED_BEGIN, NULL);
}

static enum err
lite_look(void *conn)
{
	return run_fixed(conn, FIXED_LOOK, NULL);
}

static enum err
lite_commit(void *conn)
{
	return run_fixed(conn, FIXED_COMMIT, NULL);
}

static bool
lite_in_transaction(void *conn)
{
	return !sqlite3_get_autocommit(((struct conn *)conn)->db);
}

static int64_t
lite_changes(void *conn)
{
	return sqlite3_total_changes64(((struct conn *)conn)->db);
}

static void
lite_rollback(void *conn)
{
	if (lite_in_transaction(conn))
		(void)!run_fixed(conn, FIXED_ROLLBACK, NULL);
}

static enum err
lite_save(void *conn)
{
	return run_fixed(conn, FIXED_SAVE, NULL);
}

static enum err
lite_release(void *conn)
{
	return run_fixed(conn, FIXED_RELEASE, NULL);
}

static enum err
lite_undo(void *conn)
{
	enum err e = run_fixed(conn, FIXED_UNDO, NULL);
	return e == ERR_OK ? lite_release(conn) : e;
}

static enum err
lite_script(void *conn, const char *sql)
{
	return run(conn, sql);
}

static int
found_one(void *arg, int n, char **values, char **names)
{
	(void)n, (void)values, (void)names;
	*(bool *)arg = true;
	return 0;
}

static enum err
lite_has_ledger(void *conn, bool *ret)
{
	bool found = false;
	int rc = sqlite3_exec(
		((struct conn *)conn)->db,
		"SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'migration'",
		found_one, &found, NULL);
	if (rc == SQLITE_OK)
		*ret = found;
	return lite_err(rc);
}

static enum err
lite_make_ledger(void *conn)
{
	return run(conn, "CREATE TABLE IF NOT EXISTS migration (version INTEGER PRIMARY KEY, name "
			 "TEXT NOT NULL,"
			 " applied INTEGER NOT NULL) STRICT");
}

static int64_t
lite_data_version(void *conn)
{
	int64_t v = -1;
	return run_fixed(conn, FIXED_VERSION, &v) == ERR_OK ? v : -1;
}

static enum err
lite_patient(void *conn, bool patient)
{
	return lite_script(conn, patient ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = OFF");
}

static enum err
lite_roomy(void *conn)
{
	/* One write is one transaction here (writer.c), without a savepoint: its pages may go to the log. */
	return lite_script(conn, "PRAGMA cache_size = -16000; PRAGMA cache_spill = ON");
}

static void
lite_give_back(void *conn)
{
	(void)sqlite3_db_release_memory(((struct conn *)conn)->db);
}

static enum err
lite_checks(void *conn, bool on)
{
	return lite_script(conn, on ? "PRAGMA ignore_check_constraints = OFF"
				    : "PRAGMA ignore_check_constraints = ON");
}

static int
lite_log_frames(void *conn)
{
	return ((struct conn *)conn)->log_frames;
}

static enum err
lite_checkpoint(void *conn, bool whole)
{
	struct conn *c = conn;
	int in_log = 0, moved = 0;
	int rc = sqlite3_wal_checkpoint_v2(
		c->db, NULL, whole ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE,
		&in_log, &moved);
	if (rc == SQLITE_OK)
		c->log_frames = in_log - moved;
	return lite_err(rc);
}

static void
lite_keep_log(void *conn, bool keep)
{
	int was;
	sqlite3_db_config(((struct conn *)conn)->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep, &was);
}

static void
lite_interrupt(void *conn)
{
	sqlite3_interrupt(((struct conn *)conn)->db);
}

static const char *
lite_last_error(void *conn)
{
	return sqlite3_errmsg(((struct conn *)conn)->db);
}

const struct db_driver db_sqlite = {
	.name = "sqlite",
	.dialect = 0,
	.open = lite_open,
	.close = lite_close,
	.prepare = lite_prepare,
	.unprepare = lite_unprepare,
	.bind = lite_bind,
	.give = lite_give,
	.step = lite_step,
	.reset = lite_reset,
	.null = lite_null,
	.integer = lite_integer,
	.real = lite_real,
	.text = lite_text,
	.begin = lite_begin,
	.look = lite_look,
	.commit = lite_commit,
	.rollback = lite_rollback,
	.save = lite_save,
	.release = lite_release,
	.undo = lite_undo,
	.in_transaction = lite_in_transaction,
	.changes = lite_changes,
	.script = lite_script,
	.has_ledger = lite_has_ledger,
	.make_ledger = lite_make_ledger,
	.patient = lite_patient,
	.roomy = lite_roomy,
	.give_back = lite_give_back,
	.checks = lite_checks,
	.data_version = lite_data_version,
	.log_frames = lite_log_frames,
	.checkpoint = lite_checkpoint,
	.keep_log = lite_keep_log,
	.check = lite_check,
	.copy = lite_copy,
	.log_mode = lite_log_mode,
	.compact = lite_compact,
	.library = sqlite3_libversion,
	.interrupt = lite_interrupt,
	.last_error = lite_last_error,
};
