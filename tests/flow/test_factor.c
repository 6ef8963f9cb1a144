/* Second factors: what signs in with them, once, and what does not. */
#include "test.h"

#include "flow/audit.h"
#include "signing.h"

static struct str code_now; /* of new_factor() */

static void
a_password_alone_does_not_sign_in_any_more(void **state)
{
	struct factor_set set;
	(void)state;
	make("");
	struct str key = set_up(&set);
	assert_int_equal(outcome(STR("")), SIGN_IN_WRONG);
	assert_int_equal(outcome(STR("000000")), SIGN_IN_WRONG);
	clock_stop(NOW + 60);
	assert_int_equal(outcome(totp_code(f.a, key, NOW + 60)), SIGN_IN_OK);
	assert_int_equal(enter("ana", "wrong horse battery", totp_code(f.a, key, NOW + 90), STR(""), "b").outcome,
			 SIGN_IN_WRONG);
	assert_str(book("moderator.factor.%"), "ana|ana|\n");
	assert_str(book("sign-in"), "ana|ana|\nana|ana|with an authenticator\n");
	assert_str(book("sign-in.failed"), "visitor|ana|\nvisitor|ana|\nvisitor|ana|\n");
	fixture_end(&f);
}

static void
each_code_is_good_once(void **state)
{
	struct factor_set set;
	(void)state;
	make("");
	struct str key = set_up(&set);
	assert_int_equal(outcome(totp_code(f.a, key, NOW)), SIGN_IN_WRONG); /* set_up() has used it */
	clock_stop(NOW + 60);
	struct str code = totp_code(f.a, key, NOW + 60);
	assert_int_equal(outcome(code), SIGN_IN_OK);
	assert_int_equal(outcome(code), SIGN_IN_WRONG);
	assert_int_equal(outcome(totp_code(f.a, key, NOW + 30)), SIGN_IN_WRONG); /* an earlier step's */
	fixture_end(&f);
}

static struct str parallel_code;

static void *
enter_beside(void *arg)
{
	struct arena *a = arena_new();
	struct entry e = {.name = STR("ana"), .password = str_copy(a, str_of(secret)), .code = parallel_code,
			  .block = str_printf(a, "block %d", *(int *)arg)};
	struct signed_in in = {.outcome = SIGN_IN_WAIT};
	if (actor_enter(f.house, f.site, a, &e, &in) != ERR_OK)
		in.outcome = SIGN_IN_WAIT;
	*(int *)arg = (int)in.outcome;
	arena_free(&a);
	return NULL;
}

static void
a_code_used_by_four_at_once_lets_one_in(void **state)
{
	enum { AT_ONCE = 4 };
	pthread_t t[AT_ONCE];
	int out[AT_ONCE], in = 0, wrong = 0;
	struct factor_set set;
	(void)state;
	make("");
	struct str key = set_up(&set);
	clock_stop(NOW + 60);
	parallel_code = totp_code(f.a, key, NOW + 60);
	for (int i = 0; i < AT_ONCE; i++) {
		out[i] = i;
		assert_int_equal(pthread_create(&t[i], NULL, enter_beside, &out[i]), 0);
	}
	for (int i = 0; i < AT_ONCE; i++) {
		pthread_join(t[i], NULL);
		in += out[i] == SIGN_IN_OK;
		wrong += out[i] == SIGN_IN_WRONG;
	}
	assert_int_equal(in, 1);
	assert_int_equal(wrong, AT_ONCE - 1);
	fixture_end(&f);
}

static struct str
without(struct str s, char c)
{
	char *out = arena_alloc(f.a, s.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != c)
			out[n++] = s.p[i];
	return (struct str){out, n};
}

static void
a_code_of_recovery_signs_in_once_however_it_is_typed(void **state)
{
	struct factor_set set;
	int64_t left = 0;
	(void)state;
	make("");
	set_up(&set);
	struct str typed = without(str_lower(f.a, set.codes[3]), '-');
	assert_int_equal(typed.n, 16);
	assert_int_equal(outcome(typed), SIGN_IN_OK);
	assert_int_equal(outcome(typed), SIGN_IN_WRONG);
	assert_int_equal(outcome(set.codes[3]), SIGN_IN_WRONG);
	struct signed_in in = enter("ana", secret, set.codes[4], STR(""), "192.0.2.0/24");
	assert_int_equal(in.outcome, SIGN_IN_OK);
	assert_int_equal(factor_left(f.house, who(in.token), &left), ERR_OK);
	assert_int_equal(left, RECOVERY_CODES - 2);
	assert_str(book("sign-in"),
		   "ana|ana|\nana|ana|with a code of recovery\nana|ana|with a code of recovery\n");
	fixture_end(&f);
}

static void
five_wrong_codes_make_a_right_one_wrong_but_no_code_of_recovery(void **state)
{
	struct factor_set set;
	(void)state;
	make("");
	struct str key = set_up(&set);
	clock_stop(NOW + 60);
	struct str code = totp_code(f.a, key, NOW + 60);
	for (int i = 0; i < 5; i++)
		assert_int_equal(outcome(STR("000000")), SIGN_IN_WRONG);
	assert_int_equal(outcome(code), SIGN_IN_WRONG);
	assert_int_equal(outcome(set.codes[0]), SIGN_IN_OK);
	assert_int_equal(outcome(code), SIGN_IN_WRONG); /* and it buys no try more */
	fixture_end(&f);
}

static void
the_database_holds_neither_secret_nor_codes(void **state)
{
	struct factor_set set;
	char *bytes = NULL;
	size_t n = 0;
	(void)state;
	make("");
	struct str key = set_up(&set);
	struct str spelled = totp_spelled(f.a, key), typed = without(spelled, ' ');
	static const char *const ends[] = {"", "-wal"};
	for (size_t end = 0; end < ARRAY_LEN(ends); end++) {
		FILE *in = fopen(str_printf(f.a, "%s/data/test.db%s", f.folder, ends[end]).p, "r");
		assert_non_null(in);
		bytes = arena_alloc(f.a, 8 << 20);
		n = fread(bytes, 1, 8 << 20, in);
		fclose(in);
		assert_true(n > 0);
		assert_null(memmem(bytes, n, key.p, key.n));
		assert_null(memmem(bytes, n, spelled.p, 4 + 1 + 4));
		assert_null(memmem(bytes, n, typed.p, 8));
		for (size_t i = 0; i < RECOVERY_CODES; i++) {
			assert_int_equal(set.codes[i].n, 19);
			assert_null(memmem(bytes, n, set.codes[i].p, 4 + 1 + 4));
			assert_null(memmem(bytes, n, without(set.codes[i], '-').p, 8));
		}
	}
	fixture_end(&f);
}

static void
a_secret_offered_to_somebody_else_is_not_taken(void **state)
{
	struct factor_offer offer;
	struct factor_set set;
	enum account_outcome out;
	struct account_id id;
	(void)state;
	make("");
	assert_int_equal(actor_add(f.house, f.site, f.a, f.console, STR("bob"), ROLE_ADMIN,
				   str_copy(f.a, str_of(secret)), &out, &id),
			 ERR_OK);
	const struct moderator *ana = who(enter("ana", secret, STR(""), STR(""), "b").token);
	const struct moderator *bob = who(enter("bob", secret, STR(""), STR(""), "b").token);
	assert_int_equal(factor_offer(f.house, f.site, f.a, bob, &offer), ERR_OK);
	struct str code = totp_code(f.a, unspelled(offer.spelled), NOW);
	assert_int_equal(factor_set(f.house, f.site, f.a, sure(ana, secret), offer.sealed, code, &set), ERR_OK);
	assert_int_equal(set.outcome, FACTOR_NOT_OURS);
	assert_int_equal(factor_set(f.house, f.site, f.a, sure(bob, secret), offer.sealed, STR("000000"), &set),
			 ERR_OK);
	assert_int_equal(set.outcome, FACTOR_CODE_WRONG);
	assert_int_equal(outcome(STR("")), SIGN_IN_OK);
	fixture_end(&f);
}

static void
setting_one_up_ends_the_other_sessions_and_switching_it_off_too(void **state)
{
	struct factor_set set;
	(void)state;
	make("");
	struct str other = enter("ana", secret, STR(""), STR(""), "b").token;
	struct str key = set_up(&set);
	assert_null(who(other));
	clock_stop(NOW + 60);
	other = enter("ana", secret, totp_code(f.a, key, NOW + 60), STR(""), "b").token;
	clock_stop(NOW + 120);
	struct str mine = enter("ana", secret, totp_code(f.a, key, NOW + 120), STR(""), "b").token;
	assert_int_equal(factor_off(f.house, f.site, sure(who(mine), secret)), ERR_OK);
	assert_non_null(who(mine));
	assert_null(who(other));
	assert_int_equal(outcome(STR("")), SIGN_IN_OK);
	assert_int_equal(outcome(set.codes[0]), SIGN_IN_OK); /* asked for nothing, it is not looked at */
	fixture_end(&f);
}

static void
a_role_that_must_have_one_is_bare_without(void **state)
{
	struct factor_set set;
	(void)state;
	make("accounts: { factor = \"moderator\"; };");
	const struct moderator *m = who(enter("ana", secret, STR(""), STR(""), "192.0.2.0/24").token);
	assert_true(actor_bare(m));
	struct str key = set_up(&set);
	clock_stop(NOW + 60);
	struct signed_in in = enter("ana", secret, totp_code(f.a, key, NOW + 60), STR(""), "192.0.2.0/24");
	assert_false(actor_bare(who(in.token)));
	fixture_end(&f);
	make("accounts: { factor = \"admin\"; };");
	assert_false(actor_bare(who(enter("ana", secret, STR(""), STR(""), "b").token)));
	fixture_end(&f);
}

static void
a_password_is_confirmed_by_the_right_one_alone_and_not_often(void **state)
{
	int64_t wait = 0;
	const struct moderator *out;
	(void)state;
	make("");
	const struct moderator *m = who(enter("ana", secret, STR(""), STR(""), "b").token);
	assert_false(actor_sure(m));
	assert_true(actor_sure(sure(m, secret)));
	for (int i = 0; i < 10; i++)
		assert_null(sure(m, "wrong horse battery"));
	assert_int_equal(actor_confirm(f.house, f.site, f.a, m, str_copy(f.a, str_of(secret)), &out, &wait), ERR_OK);
	assert_null(out);
	assert_true(wait > 0);
	assert_true(str_starts(book("moderator.confirm.failed"), STR("ana|ana|\nana|ana|\n")));
	m = who(enter("ana", secret, STR(""), STR(""), "b").token);
	assert_true(actor_sure(sure(m, secret))); /* the owner's session, where that was a thief's */
	fixture_end(&f);
}

static int
flood(int n)
{
	int wrong = 0;
	for (int i = 0; i < n; i++)
		wrong += enter("ana", "wrong horse battery", STR(""), STR(""),
			       str_printf(f.a, "net %d", i).p).outcome == SIGN_IN_WRONG;
	return wrong;
}

/* Guesses from everywhere use up what a name has; who has signed in here before is not among them. */
static void
an_owner_on_a_known_browser_is_not_locked_out_by_a_flood_of_guesses(void **state)
{
	(void)state;
	make("");
	struct str device = enter("ana", secret, STR(""), STR(""), "home").device;
	assert_in_range(flood(10000), 1, 49);
	assert_int_equal(enter("ana", secret, STR(""), STR(""), "elsewhere").outcome, SIGN_IN_WAIT);
	assert_int_equal(enter("ana", secret, STR(""), device, "home").outcome, SIGN_IN_OK);
	assert_int_equal(enter("bob", secret, STR(""), device, "home").outcome, SIGN_IN_WRONG); /* bob's own tries */
	fixture_end(&f);
}

static struct str
stored_password(void)
{
	return sqlite_says(f.a, f.conf->store.p, "SELECT password FROM account WHERE name = 'ana'", NULL);
}

static void
a_password_hashed_at_another_cost_is_hashed_anew_once_it_was_right(void **state)
{
	struct factor_set set;
	(void)state;
	make("");
	struct str key = set_up(&set), before = stored_password();
	const struct moderator *here = who(enter("ana", secret, set.codes[0], STR(""), "home").token);
	crypt_password_cost(2, 2 * 8192); /* the settings were raised */
	assert_int_equal(enter("ana", "wrong horse battery", STR(""), STR(""), "home").outcome, SIGN_IN_WRONG);
	assert_int_equal(enter("ana", secret, STR("000000"), STR(""), "home").outcome, SIGN_IN_WRONG);
	assert_true(str_eq(stored_password(), before));
	clock_stop(NOW + 60);
	struct signed_in in = enter("ana", secret, totp_code(f.a, key, NOW + 60), STR(""), "home");
	assert_int_equal(in.outcome, SIGN_IN_OK);
	struct str after = stored_password();
	assert_true(str_find(after, STR("m=16,t=2,"), 0) != SIZE_MAX);
	assert_non_null(who(in.token));
	assert_non_null(here);
	assert_str(sqlite_says(f.a, f.conf->store.p, "SELECT count(*) FROM session", NULL), "3\n"); /* nobody is out */
	flood(200);
	assert_int_equal(enter("ana", secret, set.codes[1], in.device, "home").outcome, SIGN_IN_OK); /* and known */
	assert_true(str_eq(stored_password(), after));
	crypt_password_cost(1, 8192);
	fixture_end(&f);
}

static void
a_known_browser_has_no_more_guesses_than_others(void **state)
{
	int wrong = 0;
	(void)state;
	make("");
	struct str device = enter("ana", secret, STR(""), STR(""), "home").device;
	for (int i = 0; i < 100; i++)
		wrong += enter("ana", "wrong horse battery", STR(""), device,
			       str_printf(f.a, "net %d", i).p).outcome == SIGN_IN_WRONG;
	assert_int_equal(wrong, 10);
	char *forged = arena_copy(f.a, device.p, device.n);
	forged[5] = forged[5] == 'A' ? 'B' : 'A';
	wrong = 0;
	for (int i = 0; i < 100; i++)
		wrong += enter("ana", "wrong horse battery", STR(""), (struct str){forged, device.n},
			       "one net").outcome == SIGN_IN_WRONG;
	assert_int_equal(wrong, 10);
	fixture_end(&f);
}

static void
new_password(void)
{
	enum account_outcome out;
	assert_int_equal(actor_passwd(f.house, f.site, f.a, f.console, STR("ana"), str_copy(f.a, str_of(secret)), &out),
			 ERR_OK); /* the same word, of another salt */
}

static void
new_factor(void)
{
	struct factor_set set;
	set_up(&set);
	assert_int_equal(people_factor_off(f.house, f.site, f.a, f.console, STR("ana")), ERR_OK);
	struct str key = set_up(&set);
	clock_stop(NOW + 60);
	code_now = totp_code(f.a, key, NOW + 60);
}

static void
half_a_year_less_a_second(void)
{
	clock_stop(NOW + DEVICE_LIFE - 1);
}

static void
half_a_year(void)
{
	clock_stop(NOW + DEVICE_LIFE);
}

static void
a_browser_is_not_known_any_more_after_a_new_password_a_new_factor_or_half_a_year(void **state)
{
	static const struct {
		void (*change)(void);
		int outcome;
	} cases[] = {{new_password, SIGN_IN_WAIT},
		     {new_factor, SIGN_IN_WAIT},
		     {half_a_year_less_a_second, SIGN_IN_OK},
		     {half_a_year, SIGN_IN_WAIT}};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		make("");
		code_now = STR("");
		struct str device = enter("ana", secret, STR(""), STR(""), "home").device;
		cases[i].change();
		flood(60);
		struct signed_in in = enter("ana", secret, code_now, device, "home");
		assert_int_equal((int)in.outcome, cases[i].outcome);
		fixture_end(&f);
	}
}

static void
who_signs_in_leaves_room_in_the_book_for_who_fails(void **state)
{
	(void)state;
	make("");
	for (int i = 0; i < 120; i++)
		assert_int_equal(outcome(STR("")), SIGN_IN_OK);
	assert_int_equal(enter("ana", "wrong horse battery", STR(""), STR(""), "b").outcome, SIGN_IN_WRONG);
	assert_str(book("sign-in.failed"), "visitor|ana|\n");
	fixture_end(&f);
}

static void
a_name_that_is_none_is_not_written_down(void **state)
{
	(void)state;
	make("");
	enter("my secret password", "x", STR(""), STR(""), "b");
	assert_str(book("sign-in.failed"), "visitor|unknown|\n");
	fixture_end(&f);
}

static size_t
lines(const struct moderator *m, const char *what)
{
	struct audit_row *rows;
	struct audit_search q = {.what = str_of(what)};
	size_t n = 0;
	assert_int_equal(audit_list(f.house, f.site, f.a, m, &q, 100, &rows, &n), ERR_OK);
	return n;
}

static void
what_somebody_does_with_the_own_account_is_read_by_admins_alone(void **state)
{
	static const char *const acts[] = {"moderator.factor.set", "moderator.factor.off",
					   "moderator.sessions.end", "moderator.confirm.failed"};
	struct factor_set set;
	(void)state;
	make("");
	set_up(&set);
	const struct moderator *ana = who(enter("ana", secret, set.codes[0], STR(""), "b").token);
	assert_null(sure(ana, "wrong horse battery"));
	assert_int_equal(factor_off(f.house, f.site, sure(ana, secret)), ERR_OK);
	assert_int_equal(sessions_end_others(f.house, ana), ERR_OK);
	const struct moderator *admin = somebody(&f, "ada", ROLE_ADMIN), *max = somebody(&f, "max", ROLE_MODERATOR);
	for (size_t i = 0; i < ARRAY_LEN(acts); i++) {
		assert_int_equal(lines(admin, acts[i]), 1);
		assert_int_equal(lines(ana, acts[i]), 1);
		assert_int_equal(lines(max, acts[i]), 0);
	}
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_password_alone_does_not_sign_in_any_more),
		cmocka_unit_test(each_code_is_good_once),
		cmocka_unit_test(a_code_used_by_four_at_once_lets_one_in),
		cmocka_unit_test(a_code_of_recovery_signs_in_once_however_it_is_typed),
		cmocka_unit_test(five_wrong_codes_make_a_right_one_wrong_but_no_code_of_recovery),
		cmocka_unit_test(the_database_holds_neither_secret_nor_codes),
		cmocka_unit_test(a_secret_offered_to_somebody_else_is_not_taken),
		cmocka_unit_test(setting_one_up_ends_the_other_sessions_and_switching_it_off_too),
		cmocka_unit_test(a_role_that_must_have_one_is_bare_without),
		cmocka_unit_test(a_password_is_confirmed_by_the_right_one_alone_and_not_often),
		cmocka_unit_test(an_owner_on_a_known_browser_is_not_locked_out_by_a_flood_of_guesses),
		cmocka_unit_test(a_known_browser_has_no_more_guesses_than_others),
		cmocka_unit_test(a_browser_is_not_known_any_more_after_a_new_password_a_new_factor_or_half_a_year),
		cmocka_unit_test(a_password_hashed_at_another_cost_is_hashed_anew_once_it_was_right),
		cmocka_unit_test(who_signs_in_leaves_room_in_the_book_for_who_fails),
		cmocka_unit_test(a_name_that_is_none_is_not_written_down),
		cmocka_unit_test(what_somebody_does_with_the_own_account_is_read_by_admins_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
