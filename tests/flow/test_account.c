/* Accounts: what lets a moderator in, as what, and what ends it. */
#include "test.h"

#include <pthread.h>

#include "flow/factor.h"

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

/* The site is "www.news.example", the account "ana". */
static void
what_is_tried_first_is_no_password(void **state)
{
	static const char *const guessed[] = {"password", "Password1", "ILOVEYOU", "12345678", "qwertyuiop",
					      "rejoinder", "Rejoinder-2026!", "ana-1234567", "%s", "%s2026"};
	struct fixture f;
	(void)state;
	make(&f);
	for (size_t i = 0; i < ARRAY_LEN(guessed); i++) {
		struct str host = f.site->conf->host, at = str_of(guessed[i]), rest;
		if (str_starts(at, STR("%s"))) {
			rest = str_from(at, 2);
			at = str_printf(f.a, "%.*s%.*s", STR_FMT(host), STR_FMT(rest));
		}
		assert_int_equal(account_password_look(f.site, STR("ana"), at), ACCOUNT_PASSWORD_GUESSED);
	}
	assert_int_equal(account_password_look(f.site, STR("ana"), STR("ana-123456789012")), ACCOUNT_ADDED);
	assert_int_equal(account_password_look(f.site, STR("ana"), STR("passwords of mine")), ACCOUNT_ADDED);
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

static enum role
role_now(struct fixture *f, const char *name)
{
	struct account who;
	assert_int_equal(people_find(f->house, f->site, f->a, f->console, str_of(name), &who), ERR_OK);
	return who.role;
}

static void
add(struct fixture *f, const char *name, enum role role)
{
	enum account_outcome out;
	struct account_id id;
	assert_int_equal(actor_add(f->house, f->site, f->a, f->console, str_of(name), role,
				   str_copy(f->a, str_of(secret)), &out, &id),
			 ERR_OK);
	assert_int_equal(out, ACCOUNT_ADDED);
}

static enum err
role(struct fixture *f, const char *name, enum role to)
{
	return people_role(f->house, f->site, f->a, f->console, str_of(name), to);
}

static void
a_role_is_given_and_ends_the_sessions_where_it_is_another(void **state)
{
	struct fixture f;
	(void)state;
	make(&f);
	struct signed_in in = sign_in(&f, secret);
	assert_int_equal(role(&f, "ana", ROLE_MODERATOR), ERR_OK);
	assert_true(is_in(&f, &in));
	assert_int_equal(role(&f, "ana", ROLE_VIEWER), ERR_OK);
	assert_false(is_in(&f, &in));
	assert_int_equal(role_now(&f, "ana"), ROLE_VIEWER);
	assert_int_equal(role(&f, "bob", ROLE_VIEWER), ERR_GONE);
	assert_str(book(&f, "moderator.role"), "console:tester|ana|viewer, was moderator\n");
	fixture_end(&f);
}

static void
the_last_admin_stays(void **state)
{
	struct fixture f;
	(void)state;
	make(&f);
	add(&f, "ada", ROLE_ADMIN);
	add(&f, "ben", ROLE_ADMIN);
	assert_int_equal(actor_disable(f.house, f.site, f.a, f.console, STR("ben")), ERR_OK);
	assert_int_equal(actor_disable(f.house, f.site, f.a, f.console, STR("ada")), ERR_CONFLICT);
	assert_int_equal(role(&f, "ada", ROLE_MODERATOR), ERR_CONFLICT);
	assert_int_equal(role(&f, "ada", ROLE_ADMIN), ERR_OK);
	assert_int_equal(people_enable(f.house, f.site, f.a, f.console, STR("ben")), ERR_OK);
	assert_int_equal(role_now(&f, "ben"), ROLE_ADMIN);
	assert_int_equal(role(&f, "ada", ROLE_MODERATOR), ERR_OK);
	assert_int_equal(people_enable(f.house, f.site, f.a, f.console, STR("ben")), ERR_GONE);
	fixture_end(&f);
}

/* ---- two at once ---------------------------------------------------------------------------------- */

struct leaving {
	struct fixture *f;
	const char *name;
	bool disable; /* else: is made a viewer */
	pthread_barrier_t *together;
	enum err said;
};

static void *
leave(void *arg)
{
	struct leaving *l = arg;
	struct fixture *f = l->f;
	struct arena *a = arena_new();
	const struct moderator *me = actor_console(a, f->site, "tester");
	pthread_barrier_wait(l->together);
	l->said = l->disable ? actor_disable(f->house, f->site, a, me, str_of(l->name))
			     : people_role(f->house, f->site, a, me, str_of(l->name), ROLE_VIEWER);
	arena_free(&a);
	return NULL;
}

static void
the_last_admin_stays_when_two_go_at_once(void **state)
{
	struct fixture f;
	pthread_barrier_t together;
	(void)state;
	make(&f);
	add(&f, "ada", ROLE_ADMIN);
	add(&f, "ben", ROLE_ADMIN);
	pthread_barrier_init(&together, NULL, 2);
	for (int round = 0; round < 20; round++) {
		struct leaving l[2] = {{&f, "ada", round & 1, &together, ERR_IO},
				       {&f, "ben", round & 2, &together, ERR_IO}};
		pthread_t thread[2];
		for (size_t i = 0; i < 2; i++)
			assert_int_equal(pthread_create(&thread[i], NULL, leave, &l[i]), 0);
		for (size_t i = 0; i < 2; i++)
			pthread_join(thread[i], NULL);
		size_t gone = l[0].said == ERR_OK ? 0 : 1;
		assert_int_equal(l[gone].said, ERR_OK);
		assert_int_equal(l[1 - gone].said, ERR_CONFLICT);
		assert_int_equal(role_now(&f, l[1 - gone].name), ROLE_ADMIN);
		if (l[gone].disable)
			assert_int_equal(people_enable(f.house, f.site, f.a, f.console, str_of(l[gone].name)),
					 ERR_OK);
		else
			assert_int_equal(role(&f, l[gone].name, ROLE_ADMIN), ERR_OK);
	}
	pthread_barrier_destroy(&together);
	fixture_end(&f);
}

/* ---- a lost authenticator, a session elsewhere ----------------------------------------------------- */

static int
enter(struct fixture *f, struct str code)
{
	struct signed_in in = {.outcome = SIGN_IN_WAIT};
	struct entry e = {.name = STR("ana"), .password = str_copy(f->a, str_of(secret)), .code = code,
			  .block = STR("192.0.2.0/24")};
	assert_int_equal(actor_enter(f->house, f->site, f->a, &e, &in), ERR_OK);
	return (int)in.outcome;
}

static void
a_lost_authenticator_is_replaced_from_the_console(void **state)
{
	struct fixture f;
	struct factor_offer offer;
	struct str codes[RECOVERY_CODES], older[RECOVERY_CODES];
	(void)state;
	make(&f);
	struct signed_in in = sign_in(&f, secret);
	for (int i = 0; i < 2; i++) {
		memcpy(older, codes, sizeof(older));
		assert_int_equal(factor_give(f.house, f.site, f.a, f.console, STR("ana"), &offer, codes),
				 ERR_OK);
	}
	assert_false(is_in(&f, &in));
	assert_int_equal(enter(&f, STR("")), SIGN_IN_WRONG);
	assert_int_equal(enter(&f, older[0]), SIGN_IN_WRONG);
	assert_int_equal(enter(&f, codes[0]), SIGN_IN_OK);
	assert_int_equal(enter(&f, codes[0]), SIGN_IN_WRONG);
	assert_true(str_starts(offer.address, STR("otpauth://totp/")));
	assert_int_equal(people_factor_off(f.house, f.site, f.a, f.console, STR("ana")), ERR_OK);
	assert_int_equal(enter(&f, STR("")), SIGN_IN_OK);
	assert_int_equal(factor_give(f.house, f.site, f.a, f.console, STR("bob"), &offer, codes), ERR_GONE);
	assert_str(book(&f, "moderator.factor.set"), "console:tester|ana|\nconsole:tester|ana|\n");
	fixture_end(&f);
}

static void
sessions_of_others_are_seen_and_ended_one_or_all(void **state)
{
	struct fixture f;
	struct session *all;
	struct account *people;
	size_t n, n_people;
	(void)state;
	make(&f);
	add(&f, "ben", ROLE_MODERATOR);
	struct signed_in in[3];
	for (int i = 0; i < 3; i++)
		in[i] = sign_in(&f, secret);
	assert_int_equal(sessions_list(f.house, f.site, f.a, f.console, (struct account_id){0}, &all, &n),
			 ERR_OK);
	assert_int_equal(n, 3);
	assert_int_equal(people_sign_out(f.house, f.site, f.a, f.console, STR("ben"), all[0].id), ERR_GONE);
	assert_int_equal(people_sign_out(f.house, f.site, f.a, f.console, STR("ana"), all[0].id), ERR_OK);
	assert_false(is_in(&f, &in[0]));
	assert_true(is_in(&f, &in[1]) && is_in(&f, &in[2]));
	assert_int_equal(people_list(f.house, f.site, f.a, f.console, &people, &n_people), ERR_OK);
	assert_int_equal(n_people, 2);
	assert_int_equal(people[0].sessions, 2);
	assert_int_equal(people[0].signed_in, NOW);
	assert_int_equal(people[1].signed_in, 0);
	assert_int_equal(people_sign_out(f.house, f.site, f.a, f.console, STR("ana"), 0), ERR_OK);
	assert_false(is_in(&f, &in[1]) || is_in(&f, &in[2]));
	struct str want = str_printf(f.a, "console:tester|ana|session %ld\nconsole:tester|ana|all\n",
				     (long)all[0].id);
	assert_true(str_eq(book(&f, "moderator.sessions.end"), want));
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_disabled_account_is_out_at_once_and_its_name_is_anybodys),
		cmocka_unit_test(what_is_tried_first_is_no_password),
		cmocka_unit_test(a_new_password_ends_the_sessions_and_the_old_one),
		cmocka_unit_test(a_role_is_given_and_ends_the_sessions_where_it_is_another),
		cmocka_unit_test(the_last_admin_stays),
		cmocka_unit_test(the_last_admin_stays_when_two_go_at_once),
		cmocka_unit_test(a_lost_authenticator_is_replaced_from_the_console),
		cmocka_unit_test(sessions_of_others_are_seen_and_ended_one_or_all),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
