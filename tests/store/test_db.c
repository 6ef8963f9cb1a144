/* Statements: checked by kind, role and type; the database is hardened. */
#include "test.h"

#include <sqlite3.h>

#include "scratch.h"

static void
with_wrong_type(struct scratch *s)
{
	struct db *db = store_reader(s->store, DB_KEEPER);
	int64_t n;
	(void)!db_one(db, STMT_SITE_FIND, &n, I(1));
}

static void
with_wrong_count(struct scratch *s)
{
	struct db *db = store_reader(s->store, DB_KEEPER);
	int64_t n;
	(void)!db_one(db, STMT_SITE_FIND, &n, T(STR("a")), T(STR("b")));
}

static void
with_null_where_none_may_be(struct scratch *s)
{
	struct db *db = store_reader(s->store, DB_KEEPER);
	int64_t n;
	(void)!db_one(db, STMT_SITE_FIND, &n, NIL);
}

static void
with_a_visitors_rights(struct scratch *s)
{
	struct db *db = store_reader(s->store, DB_VISITOR);
	(void)!db_run(db, STMT_ACCOUNT_LIST, I(1));
}

static void
writing_on_a_reader(struct scratch *s)
{
	struct db *db = store_reader(s->store, DB_KEEPER);
	(void)!db_run(db, STMT_SITE_ADD, T(STR("x")), I(1));
}

static enum err
nothing(struct db *db, void *arg)
{
	(void)db, (void)arg;
	return ERR_OK;
}

static void
writing_while_answering_a_get(struct scratch *s)
{
	store_forbid_writes(true);
	(void)!store_write(s->store, DB_KEEPER, nothing, NULL);
}

static void
a_call_that_does_not_fit_its_statement_is_a_bug(void **state)
{
	struct scratch s;
	(void)state;
	scratch_make(&s);
	scratch_migrate(&s);
	scratch_open(&s, true);
	assert_bug(with_wrong_type(&s));
	assert_bug(with_wrong_count(&s));
	assert_bug(with_null_where_none_may_be(&s));
	assert_bug(with_a_visitors_rights(&s));
	assert_bug(writing_on_a_reader(&s));
	assert_bug(writing_while_answering_a_get(&s));
	scratch_end(&s);
}

static void
a_start_refuses_a_database_of_another_version(void **state)
{
	struct scratch s;
	struct str why = {0};
	(void)state;
	scratch_make(&s);
	struct store_conf conf = {.path = s.path, .readers = 1, .waiting_max = 8, .console = true};
	assert_int_equal(store_open(s.a, &conf, &s.store, &why), ERR_GONE);
	assert_true(str_find(why, STR("rejoinder init"), 0) != SIZE_MAX);
	scratch_migrate(&s);
	pid_t pid = fork();
	if (pid == 0) {
		execlp("sqlite3", "sqlite3", s.path.p,
		       "INSERT INTO migration VALUES (9999, '9999-future', 0)", NULL);
		_exit(127);
	}
	int status;
	waitpid(pid, &status, 0);
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_int_equal(store_open(s.a, &conf, &s.store, &why), ERR_VERSION);
	assert_true(str_find(why, STR("9999"), 0) != SIZE_MAX);
	scratch_end(&s);
}

static void
migrating_twice_changes_nothing(void **state)
{
	struct scratch s;
	struct str why = {0};
	int applied = -1;
	(void)state;
	scratch_make(&s);
	assert_int_equal(store_migrate(s.a, s.path, NULL, &applied, &why), ERR_OK);
	assert_true(applied >= 1);
	assert_int_equal(store_migrate(s.a, s.path, NULL, &applied, &why), ERR_OK);
	assert_int_equal(applied, 0);
	struct stat st;
	assert_int_equal(stat(s.path.p, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	scratch_end(&s);
}

static void
a_migration_is_refused_while_a_daemon_runs(void **state)
{
	struct scratch s;
	struct str why = {0};
	int applied = -1;
	(void)state;
	scratch_make(&s);
	scratch_migrate(&s);
	scratch_open(&s, false);
	assert_int_equal(store_migrate(s.a, s.path, NULL, &applied, &why), ERR_BUSY);
	scratch_end(&s);
}

static void
what_is_stored_comes_back_byte_for_byte(void **state)
{
	struct scratch s;
	(void)state;
	scratch_make(&s);
	scratch_migrate(&s);
	scratch_open(&s, true);
	static const char *const texts[] = {
		"'; DROP TABLE comment; --", "\" OR 1=1", "%_\\", "\xF0\x9F\x98\x80 \xD8\xB3",
		"<script>alert(1)</script>", "a\nb\tc"};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct quick q = {.site = s.site,
				  .page = STR("/story/"),
				  .text = str_of(texts[i]),
				  .state = STATE_APPROVED};
		struct comment c;
		struct hash person;
		assert_int_equal(store_write(s.store, DB_VISITOR, quick_comment, &q), ERR_OK);
		struct db *db = store_reader(s.store, DB_VISITOR);
		assert_int_equal(store_comment_get(db, s.a, s.site, q.id, &c, &person), ERR_OK);
		store_reader_done(s.store, &db);
		assert_true(str_eq(c.text, q.text));
	}
	scratch_end(&s);
}

/* ---- what a connection may do ------------------------------------------------------------------------------ */

static sqlite3 *opened[8];
static size_t n_opened;

static int
note_opened(sqlite3 *db, char **why, const void *api)
{
	(void)why, (void)api;
	if (n_opened < ARRAY_LEN(opened))
		opened[n_opened++] = db;
	return SQLITE_OK;
}

/* As SQLite asks for it: a function of no arguments, which it calls with three. */
static void
note_all(void)
{
	union {
		int (*is)(sqlite3 *, char **, const void *);
		void (*as)(void);
	} note = {.is = note_opened};
	n_opened = 0;
	assert_int_equal(sqlite3_auto_extension(note.as), SQLITE_OK);
}

/* As if somebody had found a way to have a statement of their own run. */
static void
reaches_nothing(sqlite3 *db, const char *folder)
{
	static const struct {
		int what, most;
	} limits[] = {{SQLITE_LIMIT_LENGTH, 8000000}, {SQLITE_LIMIT_SQL_LENGTH, 100000}, {SQLITE_LIMIT_COLUMN, 100},
		      {SQLITE_LIMIT_EXPR_DEPTH, 20}, {SQLITE_LIMIT_COMPOUND_SELECT, 3}, {SQLITE_LIMIT_VDBE_OP, 25000},
		      {SQLITE_LIMIT_FUNCTION_ARG, 8}, {SQLITE_LIMIT_ATTACHED, 0}, {SQLITE_LIMIT_VARIABLE_NUMBER, 50},
		      {SQLITE_LIMIT_TRIGGER_DEPTH, 10}};
	static const char *const statements[] = {
		"ATTACH ':memory:' AS other", "ATTACH '%s/other' AS other", "ATTACH 'file:%s/other?mode=rwc' AS other",
		"VACUUM INTO '%s/other'", "SELECT load_extension('libm.so.6')",
		"SELECT fts3_tokenizer('simple', x'4141414141414141')",
		"UPDATE sqlite_schema SET sql = '' WHERE name = 'comment'",
		"PRAGMA writable_schema = ON; DELETE FROM sqlite_schema", "SELECT readfile('/etc/passwd')",
		"SELECT writefile('%s/other', 'x')", "SELECT edit('x')", "SELECT \"no such column\""};
	for (size_t i = 0; i < ARRAY_LEN(limits); i++)
		assert_in_range(sqlite3_limit(db, limits[i].what, -1), 0, limits[i].most);
	for (size_t i = 0; i < ARRAY_LEN(statements); i++) {
		char sql[512];
		const char *place = strstr(statements[i], "%s");
		int head = place == NULL ? (int)strlen(statements[i]) : (int)(place - statements[i]);
		snprintf(sql, sizeof(sql), "%.*s%s%s", head, statements[i], place == NULL ? "" : folder,
			 place == NULL ? "" : place + 2);
		if (sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK)
			fail_msg("%s: was done", sql);
	}
	char other[512];
	snprintf(other, sizeof(other), "%s/other", folder);
	assert_int_equal(access(other, F_OK), -1);
}

static void
a_connection_reaches_nothing_but_its_database(void **state)
{
	struct scratch s;
	(void)state;
	scratch_make(&s);
	scratch_migrate(&s);
	note_all();
	scratch_open(&s, true);
	sqlite3_reset_auto_extension();
	assert_true(n_opened >= 2); /* one that writes, one that reads */
	for (size_t i = 0; i < n_opened; i++)
		reaches_nothing(opened[i], s.folder);
	scratch_end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_connection_reaches_nothing_but_its_database),
		cmocka_unit_test(a_call_that_does_not_fit_its_statement_is_a_bug),
		cmocka_unit_test(a_start_refuses_a_database_of_another_version),
		cmocka_unit_test(migrating_twice_changes_nothing),
		cmocka_unit_test(a_migration_is_refused_while_a_daemon_runs),
		cmocka_unit_test(what_is_stored_comes_back_byte_for_byte),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
