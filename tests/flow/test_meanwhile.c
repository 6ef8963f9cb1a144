/* Who came in, was let in or changed the own account, while that was no more what had been looked at. */
#include "test.h"

#include "meanwhile.h"

static struct str code_now; /* for acts without a parameter of their own */

static struct signed_in came_in; /* what became of sign_in_late() */

static enum err
sign_in_late(struct arena *a)
{
	struct entry e = {.name = STR("ana"), .password = str_copy(a, str_of(secret)), .code = code_now,
			  .block = STR("b")};
	return actor_enter(f.house, f.site, a, &e, &came_in);
}

static enum err
set_password(struct arena *a)
{
	enum account_outcome out;
	return actor_passwd(f.house, f.site, a, f.console, STR("ana"), str_copy(a, STR("another horse battery")),
			    &out);
}

static enum err
disable(struct arena *a)
{
	return actor_disable(f.house, f.site, a, f.console, STR("ana"));
}

static enum err
take_factor(struct arena *a)
{
	return people_factor_off(f.house, f.site, a, f.console, STR("ana"));
}

static void
what_changes_between_check_and_session_lets_nobody_in(void **state)
{
	static const struct {
		enum err (*early)(struct arena *);
		bool factor;
	} cases[] = {{set_password, false}, {disable, false}, {set_password, true}, {take_factor, true}};
	struct factor_set set;
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		make("");
		code_now = STR("");
		if (cases[i].factor) {
			struct str key = set_up(&set);
			clock_stop(NOW + 60);
			code_now = totp_code(f.a, key, NOW + 60);
		}
		assert_int_equal(written_between(cases[i].early, sign_in_late), ERR_OK);
		assert_int_equal(came_in.outcome, SIGN_IN_WRONG);
		assert_str(sqlite_says(f.a, f.conf->store.p, "SELECT count(*) FROM session", NULL), "0\n");
		assert_str(book("sign-in.failed"), "visitor|ana|\n");
		fixture_end(&f);
	}
}

static struct str offered;

static enum err
own_password(struct arena *a)
{
	enum account_outcome out;
	return actor_passwd(f.house, f.site, a, asking, STR("ana"), str_copy(a, STR("a thief's own words")), &out);
}

static enum err
own_factor(struct arena *a)
{
	struct factor_set set;
	return factor_set(f.house, f.site, a, asking, offered, code_now, &set);
}

static enum err
own_factor_off(struct arena *a)
{
	(void)a;
	return factor_off(f.house, f.site, asking);
}

static void
who_was_signed_out_meanwhile_changes_nothing(void **state)
{
	enum err (*const acts[])(struct arena *) = {own_password, own_factor, own_factor_off};
	struct factor_offer offer;
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(acts); i++) {
		make("");
		ended = "ana";
		asking = sure(who(enter("ana", secret, STR(""), STR(""), "b").token), secret);
		assert_int_equal(factor_offer(f.house, f.site, f.a, asking, &offer), ERR_OK);
		offered = offer.sealed;
		code_now = totp_code(f.a, unspelled(offer.spelled), NOW);
		assert_int_equal(written_between(end_sessions, acts[i]), ERR_DENIED);
		assert_int_equal(outcome(STR("")), SIGN_IN_OK); /* by the password as it was, and nothing else */
		fixture_end(&f);
	}
}

static enum err
invite(struct arena *a)
{
	enum invite_outcome out;
	struct str link;
	return invite_make(f.house, f.site, a, asking, STR("accomplice"), ROLE_ADMIN, &out, &link);
}

static enum err
withdraw(struct arena *a)
{
	return invite_withdraw(f.house, f.site, a, asking, 1);
}

static enum err
enable_ana(struct arena *a)
{
	return people_enable(f.house, f.site, a, asking, STR("ana"));
}

static enum err
disable_ana(struct arena *a)
{
	return actor_disable(f.house, f.site, a, asking, STR("ana"));
}

static enum err
raise_ana(struct arena *a)
{
	return people_role(f.house, f.site, a, asking, STR("ana"), ROLE_ADMIN);
}

static enum err
take_factor_of_ana(struct arena *a)
{
	return people_factor_off(f.house, f.site, a, asking, STR("ana"));
}

static enum err
sign_ana_out(struct arena *a)
{
	return people_sign_out(f.house, f.site, a, asking, STR("ana"), 0);
}

static void
an_admin_who_was_signed_out_meanwhile_lets_nobody_in_or_out(void **state)
{
	enum err (*const acts[])(struct arena *) = {invite, withdraw, disable_ana, enable_ana, raise_ana,
						      take_factor_of_ana, sign_ana_out};
	const char *const book_of_acts = "SELECT count(*) FROM audit WHERE actor = 'ada' AND verb LIKE 'moderator.%'";
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(acts); i++) {
		make("");
		ended = "ada";
		asking = sure(somebody(&f, "ada", ROLE_ADMIN), secret);
		assert_int_equal(written_between(end_sessions, acts[i]), ERR_DENIED);
		assert_str(sqlite_says(f.a, f.conf->store.p, book_of_acts, NULL), "0\n");
		assert_str(sqlite_says(f.a, f.conf->store.p, "SELECT count(*) FROM invite", NULL), "0\n");
		fixture_end(&f);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_changes_between_check_and_session_lets_nobody_in),
		cmocka_unit_test(who_was_signed_out_meanwhile_changes_nothing),
		cmocka_unit_test(an_admin_who_was_signed_out_meanwhile_lets_nobody_in_or_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
