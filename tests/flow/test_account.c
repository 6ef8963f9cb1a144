/* Accounts: what ends a moderator's way in. */
#include "test.h"

#include "house.h"
#include "sqlite.h"

static const char *const secret = "correct horse battery";

static struct signed_in
sign_in(struct fixture *f, const char *password)
{
	struct signed_in in = {.outcome = SIGN_IN_WRONG};
	assert_int_equal(actor_sign_in(f->house, f->site, f->a, STR("ana"), str_copy(f->a, str_of(password)),
				       STR("192.0.2.0/24"), &in),
			 ERR_OK);
	return in;
}

static bool
is_in(struct fixture *f, const struct signed_in *in)
{
	const struct moderator *m = NULL;
	assert_int_equal(actor_session(f->house, f->site, f->a, in->token, &m), ERR_OK);
	return m != NULL;
}

static void
make(struct fixture *f)
{
	enum account_outcome out;
	struct account_id id;
	fixture_make(f, "");
	assert_int_equal(actor_add(f->house, f->site, f->a, f->console, STR("ana"), ROLE_MODERATOR,
				   str_copy(f->a, str_of(secret)), &out, &id),
			 ERR_OK);
	assert_int_equal(out, ACCOUNT_ADDED);
}

static struct str
book(struct fixture *f, const char *verb)
{
	struct str path = str_printf(f->a, "%s/data/test.db", f->folder);
	return sqlite_says(f->a, path.p,
			   str_printf(f->a, "SELECT actor, subject, detail FROM audit WHERE verb = '%s'", verb).p,
			   NULL);
}

static void
a_disabled_account_is_out_at_once_and_its_name_is_anybodys(void **state)
{
	struct fixture f;
	(void)state;
	make(&f);
	struct signed_in in = sign_in(&f, secret);
	assert_int_equal(in.outcome, SIGN_IN_OK);
	assert_true(is_in(&f, &in));
	assert_int_equal(actor_disable(f.house, f.site, f.a, f.console, STR("ana")), ERR_OK);
	assert_false(is_in(&f, &in));
	assert_int_equal(sign_in(&f, secret).outcome, SIGN_IN_WRONG);
	assert_int_equal(actor_disable(f.house, f.site, f.a, f.console, STR("ana")), ERR_GONE);
	assert_int_equal(actor_disable(f.house, f.site, f.a, f.console, STR("bob")), ERR_GONE);
	assert_str(book(&f, "moderator.disable"), "console:tester|ana|\n");
	fixture_end(&f);
}

static void
a_new_password_ends_the_sessions_and_the_old_one(void **state)
{
	struct fixture f;
	enum account_outcome out;
	(void)state;
	make(&f);
	struct signed_in in = sign_in(&f, secret);
	assert_int_equal(actor_passwd(f.house, f.site, f.a, f.console, STR("ana"), str_copy(f.a, STR("short")),
				      &out),
			 ERR_OK);
	assert_int_equal(out, ACCOUNT_PASSWORD_SHORT);
	assert_true(is_in(&f, &in));
	assert_int_equal(actor_passwd(f.house, f.site, f.a, f.console, STR("ana"),
				      str_copy(f.a, STR("another horse battery")), &out),
			 ERR_OK);
	assert_int_equal(out, ACCOUNT_ADDED);
	assert_false(is_in(&f, &in));
	assert_int_equal(sign_in(&f, secret).outcome, SIGN_IN_WRONG);
	assert_int_equal(sign_in(&f, "another horse battery").outcome, SIGN_IN_OK);
	assert_int_equal(actor_passwd(f.house, f.site, f.a, f.console, STR("bob"),
				      str_copy(f.a, STR("another horse battery")), &out),
			 ERR_GONE);
	assert_str(book(&f, "moderator.passwd"), "console:tester|ana|\n");
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_disabled_account_is_out_at_once_and_its_name_is_anybodys),
		cmocka_unit_test(a_new_password_ends_the_sessions_and_the_old_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
