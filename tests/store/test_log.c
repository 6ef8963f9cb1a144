/* The log in large pieces (db_log.c), above a file system that has no room for one write. */
#include "test.h"

#include <sqlite3.h>
#include <sys/wait.h>

#include "../../src/store/db_lite.h"
#include "sqlite.h"

/* ---- the file system ---------------------------------------------------------------------------- */

static sqlite3_vfs full, *real;
static sqlite3_io_methods methods;
static const sqlite3_io_methods *real_methods;
static bool no_room; /* for the next write to the log */
static int writes;   /* to the log */

static int
write_log(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
	writes++;
	if (no_room) {
		no_room = false;
		return SQLITE_FULL;
	}
	return real_methods->xWrite(f, p, n, at);
}

static int
open_file(sqlite3_vfs *v, const char *name, sqlite3_file *f, int flags, int *ret_flags)
{
	(void)v;
	int rc = real->xOpen(real, name, f, flags, ret_flags);
	if (rc == SQLITE_OK && (flags & SQLITE_OPEN_WAL) != 0) {
		real_methods = f->pMethods;
		methods = *real_methods;
		methods.xWrite = write_log;
		f->pMethods = &methods;
	}
	return rc;
}

/* Before anybody asks for lite_vfs(), which stands on what is the usual one then. */
static int
setup(void **state)
{
	(void)state;
	real = sqlite3_vfs_find(NULL);
	full = *real;
	full.pNext = NULL;
	full.zName = "full";
	full.xOpen = open_file;
	return sqlite3_vfs_register(&full, 1);
}

/* ---- a database whose pages do not fit the cache ------------------------------------------------- */

static int
run(sqlite3 *db, const char *sql)
{
	return sqlite3_exec(db, sql, NULL, NULL, NULL);
}

struct small {
	struct arena *a;
	char folder[64], path[80];
	sqlite3 *db;
};

static void
small_make(struct small *s)
{
	*s = (struct small){.a = arena_new()};
	snprintf(s->folder, sizeof(s->folder), "%s/rj-test-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	assert_non_null(mkdtemp(s->folder));
	snprintf(s->path, sizeof(s->path), "%s/db", s->folder);
	assert_int_equal(sqlite3_open_v2(s->path, &s->db,
					 SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
					 lite_vfs()), SQLITE_OK);
	assert_int_equal(run(s->db, "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = 20;"
				 "CREATE TABLE a (id INTEGER PRIMARY KEY, t TEXT);"
				 "CREATE TABLE b (id INTEGER PRIMARY KEY, u INTEGER NOT NULL UNIQUE, t TEXT);"
				 "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 60)"
				 "INSERT INTO b SELECT i, i, printf('%.*c', 3000, 'b') FROM n"), SQLITE_OK);
}

static void
small_end(struct small *s)
{
	assert_int_equal(sqlite3_close(s->db), SQLITE_OK);
	for (size_t i = 0; i < 3; i++) {
		static const char *const ends[] = {"", "-wal", "-shm"};
		(void)unlink(str_printf(s->a, "%s%s", s->path, ends[i]).p);
	}
	assert_int_equal(rmdir(s->folder), 0);
	arena_free(&s->a);
}

static const char *
says(struct small *s, const char *sql)
{
	return str_z(s->a, sqlite_says(s->a, s->path, "PRAGMA integrity_check", sql));
}

/* Rows of a page each: more than the cache has. */
static void
spill(sqlite3 *db, int from, int n)
{
	int before = writes;
	char sql[200];
	for (int i = from; i < from + n; i++) {
		snprintf(sql, sizeof(sql), "INSERT INTO a VALUES (%d, printf('%%.*c', 3000, 'a'))", i);
		assert_int_equal(run(db, sql), SQLITE_OK);
	}
	assert_true(writes > before);
}

static void
what_could_not_be_written_is_never_committed(void **state)
{
	(void)state;
	/* However much is held at that moment. */
	for (int n = 60; n < 80; n++) {
		struct small s;
		small_make(&s);
		assert_int_equal(run(s.db, "BEGIN IMMEDIATE"), SQLITE_OK);
		spill(s.db, 1, n);
		assert_int_equal(run(s.db, "SAVEPOINT one"), SQLITE_OK);
		no_room = true;
		assert_int_not_equal(run(s.db, "UPDATE b SET u = u + 1000, t = t"), SQLITE_OK);
		assert_false(no_room);
		bool stands = sqlite3_get_autocommit(s.db) == 0;
		bool committed = stands && run(s.db, "ROLLBACK TO one; RELEASE one; COMMIT") == SQLITE_OK;
		assert_string_equal(says(&s, "SELECT count(*) FROM a"),
				    committed ? str_printf(s.a, "ok\n%d\n", n).p : "ok\n0\n");
		if (sqlite3_get_autocommit(s.db) == 0)
			assert_int_equal(run(s.db, "ROLLBACK"), SQLITE_OK);
		/* And the next one is whole. */
		assert_int_equal(run(s.db, "BEGIN IMMEDIATE; DELETE FROM a"), SQLITE_OK);
		spill(s.db, 1, n);
		assert_int_equal(run(s.db, "COMMIT"), SQLITE_OK);
		assert_string_equal(says(&s, "SELECT count(*) FROM a"), str_printf(s.a, "ok\n%d\n", n).p);
		small_end(&s);
	}
}

/* Pages that left the cache before the end are in the log or held; another process writes in their place. */
static void
what_is_taken_back_is_written_over_by_another_process(void **state)
{
	struct small s;
	(void)state;
	small_make(&s);
	for (int n = 60; n < 80; n++) {
		/* From an empty log, of which nothing need be read to take all back. */
		says(&s, "PRAGMA wal_checkpoint(TRUNCATE)");
		assert_int_equal(run(s.db, "BEGIN IMMEDIATE"), SQLITE_OK);
		spill(s.db, 1000, n);
		assert_int_equal(run(s.db, "ROLLBACK"), SQLITE_OK);
		says(&s, "UPDATE b SET t = t || 'x'");
		assert_int_equal(run(s.db, "INSERT INTO a (t) VALUES ('after')"), SQLITE_OK);
		assert_string_equal(says(&s, "SELECT (SELECT count(*) FROM a), sum(length(t)) FROM b"),
				    str_printf(s.a, "ok\n%d|%d\n", n - 59, 60 * (3000 + n - 59)).p);
	}
	small_end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_could_not_be_written_is_never_committed),
		cmocka_unit_test(what_is_taken_back_is_written_over_by_another_process),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
