/* Second factors: what signs in with them, once, and what does not. */
#include "test.h"

#include <pthread.h>

#include "flow/audit.h"
#include "flow/factor.h"
#include "house.h"
#include "sqlite.h"

static const char *const secret = "correct horse battery";
static struct fixture f;

static struct signed_in
enter(const char *name, const char *password, struct str code, struct str device, const char *block)
{
	struct signed_in in = {.outcome = SIGN_IN_WAIT};
	struct entry e = {.name = str_of(name), .password = str_copy(f.a, str_of(password)), .code = code,
			  .device = device, .block = str_of(block)};
	assert_int_equal(actor_enter(f.house, f.site, f.a, &e, &in), ERR_OK);
	return in;
}

static int
outcome(struct str code)
{
	return (int)enter("ana", secret, code, STR(""), "192.0.2.0/24").outcome;
}

static const struct moderator *
who(struct str token)
{
	const struct moderator *m = NULL;
	assert_int_equal(actor_session(f.house, f.site, f.a, token, &m), ERR_OK);
	return m;
}

static const struct moderator *
sure(const struct moderator *m, const char *password)
{
	const struct moderator *out = NULL;
	int64_t wait;
	assert_int_equal(actor_confirm(f.house, f.site, f.a, m, str_copy(f.a, str_of(password)), &out, &wait),
			 ERR_OK);
	return out;
}

static void
make(const char *settings)
{
	enum account_outcome out;
	struct account_id id;
	fixture_make(&f, settings);
	assert_int_equal(actor_add(f.house, f.site, f.a, f.console, STR("ana"), ROLE_MODERATOR,
				   str_copy(f.a, str_of(secret)), &out, &id),
			 ERR_OK);
}

/* The bytes that an authenticator would have read out of the spelling. */
static struct str
unspelled(struct str spelled)
{
	char *out = arena_alloc(f.a, TOTP_SECRET_BYTES);
	unsigned bits = 0, have = 0;
	size_t n = 0;
	for (size_t i = 0; i < spelled.n; i++) {
		char c = spelled.p[i];
		if (c == ' ')
			continue;
		bits = bits << 5 | (unsigned)(c >= 'A' ? c - 'A' : c - '2' + 26);
		have += 5;
		if (have >= 8) {
			out[n++] = (char)(bits >> (have - 8) & 0xFF);
			have -= 8;
		}
	}
	assert_int_equal(n, TOTP_SECRET_BYTES);
	return (struct str){out, n};
}

/* Sets one up for ana. Its code of now is used. */
static struct str
set_up(struct factor_set *ret)
{
	struct factor_offer offer;
	const struct moderator *m = who(enter("ana", secret, STR(""), STR(""), "192.0.2.0/24").token);
	assert_int_equal(factor_offer(f.house, f.site, f.a, m, &offer), ERR_OK);
	struct str key = unspelled(offer.spelled);
	assert_int_equal(factor_set(f.house, f.site, f.a, sure(m, secret), offer.sealed,
				    totp_code(f.a, key, clock_now()), ret),
			 ERR_OK);
	assert_int_equal(ret->outcome, FACTOR_SET);
	return key;
}

static struct str
book(const char *verb)
{
	struct str path = str_printf(f.a, "%s/data/test.db", f.folder);
	return sqlite_says(f.a, path.p,
			   str_printf(f.a, "SELECT actor, subject, detail FROM audit WHERE verb LIKE '%s'", verb).p,
			   NULL);
}

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

static void
a_code_of_recovery_signs_in_once_however_it_is_typed(void **state)
{
	struct factor_set set;
	int64_t left = 0;
	(void)state;
	make("");
	set_up(&set);
	struct str typed = str_lower(f.a, set.codes[3]);
	assert_int_equal(outcome(typed), SIGN_IN_OK);
	assert_int_equal(outcome(typed), SIGN_IN_WRONG);
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
	static const char *const ends[] = {"", "-wal"};
	for (size_t end = 0; end < ARRAY_LEN(ends); end++) {
		FILE *in = fopen(str_printf(f.a, "%s/data/test.db%s", f.folder, ends[end]).p, "r");
		assert_non_null(in);
		bytes = arena_alloc(f.a, 8 << 20);
		n = fread(bytes, 1, 8 << 20, in);
		fclose(in);
		assert_true(n > 0);
		assert_null(memmem(bytes, n, key.p, key.n));
		for (size_t i = 0; i < RECOVERY_CODES; i++) {
			assert_int_equal(set.codes[i].n, 19);
			assert_null(memmem(bytes, n, set.codes[i].p, 4 + 1 + 4));
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
	fixture_end(&f);
}

/* Guesses from everywhere use up what a name has; who has signed in here before is not among them. */
static void
an_owner_on_a_known_browser_is_not_locked_out_by_a_flood_of_guesses(void **state)
{
	int wrong = 0;
	(void)state;
	make("");
	struct str device = enter("ana", secret, STR(""), STR(""), "home").device;
	for (int i = 0; i < 10000; i++)
		wrong += enter("ana", "wrong horse battery", STR(""), STR(""),
			       str_printf(f.a, "net %d", i).p).outcome == SIGN_IN_WRONG;
	assert_in_range(wrong, 1, 49);
	assert_int_equal(enter("ana", secret, STR(""), STR(""), "elsewhere").outcome, SIGN_IN_WAIT);
	assert_int_equal(enter("ana", secret, STR(""), device, "home").outcome, SIGN_IN_OK);
	assert_int_equal(enter("bob", secret, STR(""), device, "home").outcome, SIGN_IN_WRONG); /* bob's own tries */
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
a_name_that_is_none_is_not_written_down(void **state)
{
	(void)state;
	make("");
	enter("my secret password", "x", STR(""), STR(""), "b");
	assert_str(book("sign-in.failed"), "visitor|unknown|\n");
	fixture_end(&f);
}

/* ---- meanwhile -------------------------------------------------------------------------------------- */

/* An act that is looked at first and written later, and another that is written in between: a write holds the
 * writer until both wait behind it, the one that is to come first in front. */
struct meanwhile {
	struct arena *a;
	enum err (*act)(struct arena *);
	enum err e;
};

static void
until_waiting(unsigned n)
{
	const struct timespec pause = {.tv_nsec = 1000000};
	for (int i = 0; i < 20000 && store_waiting(f.house->store) < n; i++)
		nanosleep(&pause, NULL);
}

static enum err
hold(struct db *db, void *arg)
{
	(void)db, (void)arg;
	until_waiting(3);
	return ERR_OK;
}

static enum err
hold_writer(struct arena *a)
{
	(void)a;
	return store_write(f.house->store, DB_MODERATOR, hold, NULL);
}

static void *
run(void *arg)
{
	struct meanwhile *m = arg;
	m->a = arena_new();
	m->e = m->act(m->a);
	arena_free(&m->a);
	return NULL;
}

/* What became of `late`, which had looked before `early` was written. */
static enum err
written_between(enum err (*early)(struct arena *), enum err (*late)(struct arena *))
{
	struct meanwhile m[] = {{.act = hold_writer}, {.act = early}, {.act = late}};
	pthread_t t[ARRAY_LEN(m)];
	for (unsigned i = 0; i < ARRAY_LEN(m); i++) {
		assert_int_equal(pthread_create(&t[i], NULL, run, &m[i]), 0);
		until_waiting(i + 1);
		assert_true(i == 2 || store_waiting(f.house->store) == i + 1);
	}
	for (size_t i = 0; i < ARRAY_LEN(m); i++)
		pthread_join(t[i], NULL);
	assert_int_equal(m[0].e, ERR_OK);
	assert_int_equal(m[1].e, ERR_OK);
	return m[2].e;
}

static struct str code_now;      /* for sign_in_late() */
static struct signed_in came_in; /* and what became of it */

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

static const struct moderator *asking;
static struct str offered;

static enum err
end_sessions(struct arena *a)
{
	return people_sign_out(f.house, f.site, a, f.console, STR("ana"), 0);
}

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
		asking = sure(who(enter("ana", secret, STR(""), STR(""), "b").token), secret);
		assert_int_equal(factor_offer(f.house, f.site, f.a, asking, &offer), ERR_OK);
		offered = offer.sealed;
		code_now = totp_code(f.a, unspelled(offer.spelled), NOW);
		assert_int_equal(written_between(end_sessions, acts[i]), ERR_DENIED);
		assert_int_equal(outcome(STR("")), SIGN_IN_OK); /* by the password as it was, and nothing else */
		fixture_end(&f);
	}
}

/* ---- the book --------------------------------------------------------------------------------------- */

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
		cmocka_unit_test(a_name_that_is_none_is_not_written_down),
		cmocka_unit_test(what_changes_between_check_and_session_lets_nobody_in),
		cmocka_unit_test(who_was_signed_out_meanwhile_changes_nothing),
		cmocka_unit_test(what_somebody_does_with_the_own_account_is_read_by_admins_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
