/* Invitations: a link lets in once, one person, as what it says. */
#include "test.h"

#include "house.h"
#include "sqlite.h"

static struct fixture f;

static void
make(void)
{
	fixture_make(&f, "");
}

/* The token of a link that was made. */
static struct str
invited(const char *name, enum role role)
{
	enum invite_outcome out;
	struct str link;
	assert_int_equal(invite_make(f.house, f.site, f.a, f.console, str_of(name), role, &out, &link),
			 ERR_OK);
	assert_int_equal(out, INVITE_MADE);
	struct str head = STR("https://news.example/comments/invite/");
	assert_true(str_starts(link, head));
	return str_from(link, head.n);
}

static enum err
take(struct str token, const char *name, const char *password, enum account_outcome *ret)
{
	struct str got;
	enum err e = invite_take(f.house, f.site, f.a, token, str_of(name), str_copy(f.a, str_of(password)),
				 ret, &got);
	if (e == ERR_OK && *ret == ACCOUNT_ADDED && *name != '\0')
		assert_true(str_eq(got, str_of(name)));
	return e;
}

static int
enter(const char *name, const char *password)
{
	struct signed_in in;
	assert_int_equal(actor_sign_in(f.house, f.site, f.a, str_of(name), str_copy(f.a, str_of(password)),
				       STR("192.0.2.0/24"), &in),
			 ERR_OK);
	return (int)in.outcome;
}

static struct account
account(const char *name)
{
	struct account who;
	assert_int_equal(people_find(f.house, f.site, f.a, f.console, str_of(name), &who), ERR_OK);
	return who;
}

static struct str
says(const char *sql)
{
	return sqlite_says(f.a, str_printf(f.a, "%s/data/test.db", f.folder).p, sql, NULL);
}

static void
an_invitation_lets_in_once(void **state)
{
	enum account_outcome out;
	struct invite i;
	(void)state;
	make();
	struct str token = invited("", ROLE_VIEWER);
	assert_int_equal(invite_look(f.house, f.site, f.a, token, &i), ERR_OK);
	assert_int_equal(i.role, ROLE_VIEWER);
	assert_int_equal(take(token, "vera", "correct horse battery", &out), ERR_OK);
	assert_int_equal(out, ACCOUNT_ADDED);
	assert_int_equal(account("vera").role, ROLE_VIEWER);
	assert_int_equal(enter("vera", "correct horse battery"), SIGN_IN_OK);
	assert_int_equal(take(token, "zoe", "correct horse battery", &out), ERR_GONE);
	assert_int_equal(invite_look(f.house, f.site, f.a, token, &i), ERR_GONE);
	assert_str(says("SELECT actor, verb, subject, detail FROM audit WHERE verb LIKE 'moderator.%'"),
		   "console:tester|moderator.invite||viewer\n"
		   "vera|moderator.join|vera|invited by console:tester\n");
	fixture_end(&f);
}

static void
what_cannot_be_taken_leaves_it_open(void **state)
{
	enum account_outcome out;
	(void)state;
	make();
	assert_int_equal(take(invited("", ROLE_MODERATOR), "vera", "correct horse battery", &out), ERR_OK);
	struct str token = invited("", ROLE_ADMIN);
	assert_int_equal(take(token, "vera", "another horse battery", &out), ERR_OK);
	assert_int_equal(out, ACCOUNT_TAKEN);
	assert_int_equal(enter("vera", "correct horse battery"), SIGN_IN_OK);
	assert_int_equal(account("vera").role, ROLE_MODERATOR);
	assert_int_equal(take(token, "no name", "another horse battery", &out), ERR_OK);
	assert_int_equal(out, ACCOUNT_NAME_BAD);
	assert_int_equal(take(token, "zoe", "short", &out), ERR_OK);
	assert_int_equal(out, ACCOUNT_PASSWORD_SHORT);
	assert_int_equal(take(token, "zoe", "another horse battery", &out), ERR_OK);
	assert_int_equal(out, ACCOUNT_ADDED);
	assert_int_equal(account("zoe").role, ROLE_ADMIN);
	fixture_end(&f);
}

static void
it_ends_by_time_by_hand_and_with_who_made_it(void **state)
{
	enum account_outcome out;
	struct invite *all, i;
	struct account_id id;
	size_t n;
	(void)state;
	make();
	struct str old = invited("", ROLE_VIEWER);
	clock_stop(NOW + INVITE_LIFE);
	assert_int_equal(take(old, "vera", "correct horse battery", &out), ERR_GONE);
	struct str token = invited("", ROLE_VIEWER);
	assert_int_equal(invite_list(f.house, f.site, f.a, f.console, &all, &n), ERR_OK);
	assert_int_equal(n, 1);
	assert_int_equal(invite_withdraw(f.house, f.site, f.a, f.console, all[0].id - 1), ERR_GONE);
	assert_int_equal(invite_withdraw(f.house, f.site, f.a, f.console, all[0].id), ERR_OK);
	assert_int_equal(invite_look(f.house, f.site, f.a, token, &i), ERR_GONE);
	/* An admin's, on the desk. */
	struct signed_in in;
	const struct moderator *m, *ada;
	int64_t wait;
	enum invite_outcome made;
	assert_int_equal(actor_add(f.house, f.site, f.a, f.console, STR("ada"), ROLE_ADMIN,
				   str_copy(f.a, STR("correct horse battery")), &out, &id), ERR_OK);
	assert_int_equal(actor_sign_in(f.house, f.site, f.a, STR("ada"),
				       str_copy(f.a, STR("correct horse battery")), STR("b"), &in), ERR_OK);
	assert_int_equal(actor_session(f.house, f.site, f.a, in.token, &m), ERR_OK);
	assert_int_equal(actor_confirm(f.house, f.site, f.a, m, str_copy(f.a, STR("correct horse battery")),
				       &ada, &wait), ERR_OK);
	assert_int_equal(invite_make(f.house, f.site, f.a, ada, STR(""), ROLE_ADMIN, &made, &token), ERR_OK);
	struct str own = invited("", ROLE_VIEWER);
	assert_int_equal(actor_passwd(f.house, f.site, f.a, f.console, STR("ada"),
				      str_copy(f.a, STR("another horse battery")), &out), ERR_OK);
	assert_int_equal(invite_list(f.house, f.site, f.a, f.console, &all, &n), ERR_OK);
	assert_int_equal(n, 1);
	assert_int_equal(invite_look(f.house, f.site, f.a, own, &i), ERR_OK);
	fixture_end(&f);
}

static void
one_for_a_name_is_for_that_name_and_the_newest_counts(void **state)
{
	enum account_outcome out;
	(void)state;
	make();
	struct str older = invited("vera", ROLE_MODERATOR), token = invited("vera", ROLE_MODERATOR);
	assert_int_equal(take(older, "", "correct horse battery", &out), ERR_GONE);
	assert_int_equal(take(token, "", "correct horse battery", &out), ERR_OK);
	assert_int_equal(out, ACCOUNT_ADDED);
	assert_int_equal(enter("vera", "correct horse battery"), SIGN_IN_OK);
	/* She forgot it: a new password, and nothing else. */
	assert_int_equal(take(invited("vera", ROLE_ADMIN), "", "another horse battery", &out), ERR_OK);
	assert_int_equal(account("vera").role, ROLE_MODERATOR);
	assert_int_equal(account("vera").sessions, 0);
	assert_int_equal(enter("vera", "correct horse battery"), SIGN_IN_WRONG);
	assert_int_equal(enter("vera", "another horse battery"), SIGN_IN_OK);
	/* Two without a name stand beside each other. */
	struct str one = invited("", ROLE_VIEWER), two = invited("", ROLE_VIEWER);
	assert_int_equal(take(one, "ida", "correct horse battery", &out), ERR_OK);
	assert_int_equal(take(two, "ina", "correct horse battery", &out), ERR_OK);
	fixture_end(&f);
}

static void
the_database_alone_opens_nothing(void **state)
{
	(void)state;
	make();
	struct str token = invited("", ROLE_ADMIN);
	struct str kept = says("SELECT hex(token_hash) || name || set_by FROM invite");
	assert_true(kept.n > 64);
	assert_true(str_find(says("SELECT * FROM invite; SELECT * FROM audit"), token, 0) == SIZE_MAX);
	enum account_outcome out;
	assert_int_equal(take(str_sub(kept, 0, 22), "vera", "correct horse battery", &out), ERR_GONE);
	assert_int_equal(take(STR(""), "vera", "correct horse battery", &out), ERR_GONE);
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_invitation_lets_in_once),
		cmocka_unit_test(what_cannot_be_taken_leaves_it_open),
		cmocka_unit_test(it_ends_by_time_by_hand_and_with_who_made_it),
		cmocka_unit_test(one_for_a_name_is_for_that_name_and_the_newest_counts),
		cmocka_unit_test(the_database_alone_opens_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
