/* Moderators: sign-in, sessions, decisions, and who may what. */
#include "test.h"

#include <pthread.h>

#include "house.h"

#define OPEN "hold: { first = 0; };"

static void
add_account(struct fixture *f, const char *name, enum role role)
{
	enum account_outcome out;
	struct account_id id;
	struct str password = str_copy(f->a, STR("correct horse battery"));
	assert_int_equal(actor_add(f->house, f->site, f->a, f->console, str_of(name), role,
				   password, &out, &id),
			 ERR_OK);
	assert_int_equal(out, ACCOUNT_ADDED);
}

static struct signed_in
sign_in(struct fixture *f, const char *name, const char *password, const char *block)
{
	struct signed_in in = {0};
	struct str p = str_copy(f->a, str_of(password));
	assert_int_equal(
		actor_sign_in(f->house, f->site, f->a, str_of(name), p, str_of(block), &in),
		ERR_OK);
	return in;
}

static const struct moderator *
session(struct fixture *f, struct str token)
{
	const struct moderator *m = NULL;
	assert_int_equal(actor_session(f->house, f->site, f->a, token, &m), ERR_OK);
	return m;
}

static void
a_session_begins_with_the_password_and_ends_by_hand_idle_or_age(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, OPEN);
	add_account(&f, "editor", ROLE_MODERATOR);
	assert_int_equal(sign_in(&f, "editor", "wrong password", "a").outcome, SIGN_IN_WRONG);
	assert_int_equal(sign_in(&f, "nobody", "correct horse battery", "a").outcome,
			 SIGN_IN_WRONG);
	struct signed_in in = sign_in(&f, "editor", "correct horse battery", "a");
	assert_int_equal(in.outcome, SIGN_IN_OK);
	const struct moderator *m = session(&f, in.token);
	assert_non_null(m);
	assert_str(actor_name(m), "editor");
	assert_null(session(&f, STR("AAAAAAAAAAAAAAAAAAAAAA")));
	clock_stop(NOW + SESSION_IDLE - 1);
	assert_non_null(session(&f, in.token)); /* notes that it was seen */
	actor_flush_seen(f.house);
	clock_stop(NOW + 2 * SESSION_IDLE - 2);
	assert_non_null(session(&f, in.token));
	clock_stop(NOW + 2 * SESSION_IDLE);
	assert_null(session(&f, in.token)); /* the last look was not flushed: idle since */
	clock_stop(NOW);
	in = sign_in(&f, "editor", "correct horse battery", "a");
	assert_int_equal(actor_sign_out(f.house, f.a, session(&f, in.token)), ERR_OK);
	assert_null(session(&f, in.token));
	fixture_end(&f);
}

static void
guessing_is_slowed_by_name_and_by_block(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, OPEN);
	add_account(&f, "editor", ROLE_MODERATOR);
	add_account(&f, "other", ROLE_MODERATOR);
	int evaluated = 0;
	for (int i = 0; i < 200; i++) {
		const char *block = str_printf(f.a, "block %d", i).p;
		evaluated += sign_in(&f, "editor", "guess guess", block).outcome == SIGN_IN_WRONG;
	}
	assert_true(evaluated < 50);
	evaluated = 0;
	for (int i = 0; i < 200; i++)
		evaluated += sign_in(&f, "somebody", "guess guess", "at home").outcome == SIGN_IN_WRONG;
	assert_true(evaluated <= 11);
	for (int i = 0; i < 30; i++) /* the right one is no guess */
		assert_int_equal(sign_in(&f, "other", "correct horse battery", "desk").outcome, SIGN_IN_OK);
	evaluated = 0;
	for (int i = 0; i < 200; i++) {
		const char *name = str_printf(f.a, "name%d", i).p;
		evaluated += sign_in(&f, name, "guess guess", "one block").outcome == SIGN_IN_WRONG;
	}
	assert_true(evaluated <= 21);
	fixture_end(&f);
}

static void
every_move_of_the_table_works_and_every_other_is_a_conflict(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, "hold: { first = 9; };");
	struct comment_id id = say(&f, (struct say){.text = "Hello."}).id;
	assert_int_equal(make_move(&f, id, VERB_APPROVE).state, STATE_APPROVED);
	assert_int_equal(make_move(&f, id, VERB_APPROVE).outcome, DECIDED_ALREADY);
	assert_int_equal(make_move(&f, id, VERB_REJECT).state, STATE_REJECTED);
	assert_int_equal(make_move(&f, id, VERB_APPROVE).state, STATE_APPROVED);
	struct comment_id none = {id.n + 1};
	assert_int_equal(make_move(&f, none, VERB_APPROVE).outcome, DECIDED_GONE);
	struct decided d;
	assert_int_equal(decide(f.house, f.site, f.a, f.console, id, VERB_REJECT, STATE_PENDING,
				STR(""), &d),
			 ERR_OK);
	assert_int_equal(d.outcome, DECIDED_CONFLICT);
	assert_int_equal(d.state, STATE_APPROVED);
	fixture_end(&f);
}

static void
a_viewer_may_look_and_not_decide(void **state)
{
	struct fixture f;
	struct decided d;
	struct ban ban;
	enum ban_outcome out;
	(void)state;
	fixture_make(&f, "hold: { first = 9; };");
	struct comment_id id = say(&f, (struct say){.text = "Hello."}).id;
	add_account(&f, "viewer", ROLE_VIEWER);
	const struct moderator *m =
		session(&f, sign_in(&f, "viewer", "correct horse battery", "a").token);
	assert_int_equal(
		decide(f.house, f.site, f.a, m, id, VERB_APPROVE, STATE_PENDING, STR(""), &d),
		ERR_OK);
	assert_int_equal(d.outcome, DECIDED_FORBIDDEN);
	assert_int_equal(
		ban_add(f.house, f.site, f.a, m, BAN_EMAIL, STR("a@news.example"),
			&(struct ban_terms){.days = 0}, &out, &ban),
		ERR_OK);
	assert_int_equal(out, BAN_FORBIDDEN);
	assert_int_equal(count(&f, STATE_PENDING), 1);
	fixture_end(&f);
}

struct racer {
	struct fixture *f;
	struct comment_id id;
	enum verb verb;
	enum state seen;
	struct decided d;
	struct arena *a;
};

static void *
race(void *arg)
{
	struct racer *r = arg;
	assert_int_equal(decide(r->f->house, r->f->site, r->a, r->f->console, r->id, r->verb,
				r->seen, STR(""), &r->d),
			 ERR_OK);
	return NULL;
}

static void
approve_and_reject_at_once_have_one_winner(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, "hold: { first = 99; }; rate: { posts = 1000; };");
	for (int i = 0; i < 40; i++) {
		/* It waits, or is spam by what was learned from those before: both moves lead from either. */
		struct posted p = say(&f, (struct say){.text = str_printf(f.a, "Text %d.", i).p});
		struct racer r[2] = {{&f, p.id, VERB_APPROVE, p.state, {0}, arena_new()},
				     {&f, p.id, VERB_REJECT, p.state, {0}, arena_new()}};
		pthread_t t[2];
		for (int k = 0; k < 2; k++)
			pthread_create(&t[k], NULL, race, &r[k]);
		for (int k = 0; k < 2; k++)
			pthread_join(t[k], NULL);
		assert_int_equal((r[0].d.outcome == DECIDED) + (r[1].d.outcome == DECIDED), 1);
		const struct racer *lost = r[0].d.outcome == DECIDED ? &r[1] : &r[0];
		const struct racer *won = lost == &r[1] ? &r[0] : &r[1];
		assert_int_equal(lost->d.outcome, DECIDED_CONFLICT);
		assert_int_equal(lost->d.state, won->d.state);
		for (int k = 0; k < 2; k++)
			arena_free(&r[k].a);
	}
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_session_begins_with_the_password_and_ends_by_hand_idle_or_age),
		cmocka_unit_test(guessing_is_slowed_by_name_and_by_block),
		cmocka_unit_test(every_move_of_the_table_works_and_every_other_is_a_conflict),
		cmocka_unit_test(a_viewer_may_look_and_not_decide),
		cmocka_unit_test(approve_and_reject_at_once_have_one_winner),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
