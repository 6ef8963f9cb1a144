/* The own account and the way in: what is said where something was wrong. */
#include "test.h"

#include "mask.h"
#include "one_world.h"
#include "sqlite.h"

static struct fc_answer
new_password(const char *typed)
{
	struct str cookie = str_printf(w->a, "__Host-rj_session_1=%.*s", STR_FMT(w->a_session));
	return ask(w, &(struct ask){.host = "news.example", .method = "POST",
				    .path = STR("/comments/moderate/account/password"), .cookie = cookie,
				    .body = str_printf(w->a, "csrf=%.*s&password=correct+horse+battery&new=%s",
						       STR_FMT(w->a_csrf), typed)});
}

static void
a_new_password_that_cannot_be_taken_says_why_beside_its_field(void **state)
{
	static char long_one[1026];
	static const struct {
		const char *typed, *said;
	} cases[] = {{"", "too short"},
		     {"seven+7", "too short"},
		     {long_one, "too long"},
		     {"++++++++++", "nothing but blanks"},
		     {"%E3%80%80%E3%80%80%E3%80%80%E3%80%80%E3%80%80%E3%80%80%E3%80%80%E3%80%80", "nothing but blanks"},
		     {"ring+the+%07+bell", "control characters"},
		     {"a+line%0Aand+one", "control characters"},
		     {"zero%E2%80%8Bwidth", "invisible"}};
	(void)state;
	memset(long_one, 'x', sizeof(long_one) - 1);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct fc_answer r = new_password(cases[i].typed);
		assert_int_equal(r.status, 422);
		assert_true(says(&r, "aria-describedby=\"new-help new-error\" aria-invalid=\"true\""));
		struct str beside = str_from(r.out, str_find(r.out, STR("id=\"new-error\""), 0));
		assert_true(str_find(str_sub(beside, 0, 200), str_of(cases[i].said), 0) != SIZE_MAX);
	}
	assert_str(sqlite_says(w->a, w->db.p, "SELECT count(*) FROM audit WHERE verb = 'moderator.passwd'", NULL), "0\n");
	assert_int_equal(new_password("%C3%BCber+den+W%C3%B6rtern+%F0%9F%90%B4").status, 303);
}

static void
the_own_role_is_told_in_ones_own_language(void **state)
{
	(void)state;
	struct fc_answer r = ask(w, &(struct ask){.host = "news.example", .method = "GET",
						  .path = STR("/comments/moderate/account"), .accept_language = "ja",
						  .cookie = str_printf(w->a, "__Host-rj_session_1=%.*s",
								       STR_FMT(w->a_session))});
	assert_int_equal(r.status, 200);
	assert_true(says(&r, "<bdi>editor</bdi> · モデレーター</p>"));
}

/* ---- the way in --------------------------------------------------------------------------------------- */

static struct fc_answer
sign_in_as(const char *name, const char *password, const char *code)
{
	struct str token = token_make(w->a, w->f.house->keys, w->f.site->id, STR("/moderate/login"), NOW);
	return ask(w, &(struct ask){.host = "news.example", .method = "POST",
				    .path = STR("/comments/moderate/login"),
				    .body = str_printf(w->a, "csrf=%.*s&name=%s&password=%s&code=%s", STR_FMT(token),
						       name, password, code)});
}

/* What was wrong is not told apart, and what to do next is said for all of it. */
static void
whatever_was_wrong_the_answer_is_the_same(void **state)
{
	static const struct {
		const char *name, *password, *code;
	} cases[] = {{"editor", "wrong+horse+battery", ""},
		     {"nobody", "correct+horse+battery", ""},
		     {"closed", "correct+horse+battery", ""},
		     {"keyed1", "correct+horse+battery", ""},
		     {"keyed1", "correct+horse+battery", "000000"},
		     {"keyed1", "wrong+horse+battery", "000000"},
		     {"editor", "ring+the+%07+bell", ""},
		     {"editor", "wrong+horse+battery", "one+that+is+longer+than+any+code+of+anything+is"}};
	struct fixture *f = &w->f;
	struct account_id id;
	enum account_outcome out;
	struct str first = STR("");
	(void)state;
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(actor_add(f->house, f->site, f->a, f->console, str_of(i == 0 ? "closed" : "keyed1"),
					   ROLE_MODERATOR, str_copy(f->a, STR(PASSWORD)), &out, &id),
				 ERR_OK);
	assert_int_equal(actor_disable(f->house, f->site, f->a, f->console, STR("closed")), ERR_OK);
	w->touched = true;
	sqlite3 *db;
	assert_int_equal(sqlite3_open(str_z(w->a, w->db), &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "UPDATE account SET factor = zeroblob(61) WHERE name = 'keyed1'", NULL, NULL, NULL),
			 SQLITE_OK);
	sqlite3_close(db);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct fc_answer r = sign_in_as(cases[i].name, cases[i].password, cases[i].code);
		assert_int_equal(r.status, 422);
		assert_true(says(&r, "Name, password and code do not match. Each code is good once: wait for the next"));
		struct str said = without_tokens(w->a, without_value(w->a, r.out, str_of(cases[i].name)));
		if (i == 0)
			first = said;
		assert_true(str_eq(said, first));
	}
	struct fc_answer r = sign_in_as("", "correct+horse+battery", "");
	assert_true(says(&r, "Please fill in both name and password."));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_new_password_that_cannot_be_taken_says_why_beside_its_field),
		TEST(the_own_role_is_told_in_ones_own_language),
		TEST(whatever_was_wrong_the_answer_is_the_same),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
