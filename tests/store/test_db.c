/* Statements: checked by kind, role and type; the database is hardened. */
#include "test.h"

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
	assert_int_equal(store_migrate(s.a, s.path, &applied, &why), ERR_OK);
	assert_true(applied >= 1);
	assert_int_equal(store_migrate(s.a, s.path, &applied, &why), ERR_OK);
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
	assert_int_equal(store_migrate(s.a, s.path, &applied, &why), ERR_BUSY);
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_call_that_does_not_fit_its_statement_is_a_bug),
		cmocka_unit_test(a_start_refuses_a_database_of_another_version),
		cmocka_unit_test(migrating_twice_changes_nothing),
		cmocka_unit_test(a_migration_is_refused_while_a_daemon_runs),
		cmocka_unit_test(what_is_stored_comes_back_byte_for_byte),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
