/* What was looked at has changed before it is written. */
#include "test.h"

#include "flow/appeal.h"
#include "flow/ban_list.h"
#include "flow/batch.h"
#include "flow/rule.h"
#include "flow/staff.h"
#include "flow/storm.h"
#include "flow/thread.h"
#include "flow/undo.h"
#include "flow/words.h"
#include "signing.h"

static struct str code_now; /* for acts without a parameter of their own */

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
		if (i == 2) /* the writer goes on as soon as it stands there: nobody sees three */
			break;
		until_waiting(i + 1);
		assert_int_equal(store_waiting(f.house->store), i + 1);
	}
	for (size_t i = 0; i < ARRAY_LEN(m); i++)
		pthread_join(t[i], NULL);
	assert_int_equal(m[0].e, ERR_OK);
	assert_int_equal(m[1].e, ERR_OK);
	return m[2].e;
}

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

static const struct moderator *asking;
static const char *ended; /* whose sessions */
static struct str offered;

static enum err
end_sessions(struct arena *a)
{
	return people_sign_out(f.house, f.site, a, f.console, str_of(ended), 0);
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

/* ---- every act of the desk ------------------------------------------------------------------------ */

/* What bo meets: made by the console, but for the decision and the batch that are bo's own. */
static struct {
	struct comment_id shown, waiting;
	struct ban ban;
	struct word_entry word;
	int64_t decision;
	struct batch_id batch;
} desk;

static void
open_desk(void)
{
	const struct ban_terms terms = {.days = 7};
	const struct batch_order order = {.verb = VERB_REJECT, .why = STR("a test")};
	struct decision_row row;
	enum ban_outcome banned;
	enum rule_outcome ruled;
	struct batch_done done;
	struct words_done put;
	make("hold: { first = 99; };");
	ended = "bo";
	asking = somebody(&f, "bo", ROLE_MODERATOR);
	desk.shown = say(&f, (struct say){.text = "The first of them."}).id;
	desk.waiting = say(&f, (struct say){.text = "The second waits."}).id;
	const struct batch_pick third = {say(&f, (struct say){.text = "And a third."}).id, STATE_PENDING,
					 VERSION_ANY, false};
	struct decided d;
	assert_int_equal(decide(f.house, f.site, f.a, asking, desk.shown, VERB_APPROVE, STATE_PENDING, STR(""), &d),
			 ERR_OK);
	assert_int_equal(undo_last(f.house, f.site, asking, &row), ERR_OK);
	desk.decision = row.id;
	assert_int_equal(batch_decide(f.house, f.site, asking, &order, &third, 1, &done), ERR_OK);
	desk.batch = done.batch;
	assert_int_equal(ban_add(f.house, f.site, f.a, f.console, BAN_LINK, STR("bad.example"), &terms, &banned,
				 &desk.ban),
			 ERR_OK);
	desk.word = (struct word_entry){.text = STR("casino"), .action = ACT_HOLD, .severity = 2};
	assert_int_equal(words_put(f.house, f.site, f.a, f.console, &desk.word, 1, &put), ERR_OK);
	assert_int_equal(rule_set(f.house, f.site, f.a, f.console, STR("shouting"), true, 7, &ruled), ERR_OK);
}

static enum err
act_decide(struct arena *a)
{
	struct decided d;
	return decide(f.house, f.site, a, asking, desk.waiting, VERB_APPROVE, STATE_PENDING, STR(""), &d);
}

static enum err
act_undo(struct arena *a)
{
	struct undone u;
	return undo(f.house, f.site, a, asking, desk.decision, &u);
}

static enum err
act_batch(struct arena *a)
{
	const struct batch_order order = {.verb = VERB_SPAM, .why = STR("a test")};
	const struct batch_pick pick = {desk.waiting, STATE_PENDING, VERSION_ANY, false};
	struct batch_done done;
	(void)a;
	return batch_decide(f.house, f.site, asking, &order, &pick, 1, &done);
}

static enum err
act_batch_begin(struct arena *a)
{
	struct batch_id id;
	return batch_begin(f.house, f.site, a, asking, STR("a test"), &id);
}

static enum err
act_batch_undo(struct arena *a)
{
	struct batch_undone u;
	(void)a;
	return batch_undo(f.house, f.site, asking, desk.batch, &u);
}

static enum err
act_ban(struct arena *a)
{
	const struct ban_terms terms = {.days = 7};
	enum ban_outcome out;
	struct ban b;
	return ban_add(f.house, f.site, a, asking, BAN_NAME, STR("raid*"), &terms, &out, &b);
}

static enum err
act_ban_author(struct arena *a)
{
	const struct ban_terms terms = {.days = 7};
	enum ban_outcome out;
	struct ban b;
	return ban_author(f.house, f.site, a, asking, desk.waiting, &terms, &out, &b);
}

static enum err
act_ban_all(struct arena *a)
{
	const struct ban_aim aim = {BAN_NAME, STR("raid*rider"), {{0}}};
	const struct ban_terms terms = {.days = 7};
	int64_t added;
	return ban_all(f.house, f.site, a, asking, &aim, 1, &terms, &added);
}

static enum err
act_bans_put(struct arena *a)
{
	struct ban_entry entry = {.ban = {.site = f.site->id, .kind = BAN_NAME, .target = STR("raid*rider")}};
	struct bans_done done;
	return bans_put(f.house, f.site, a, asking, &entry, 1, &done);
}

static enum err
act_ban_lift(struct arena *a)
{
	return ban_lift(f.house, f.site, a, asking, desk.ban.id);
}

static enum err
act_words_put(struct arena *a)
{
	struct word_entry e = {.text = STR("roulette"), .action = ACT_HOLD, .severity = 2};
	struct words_done done;
	return words_put(f.house, f.site, a, asking, &e, 1, &done);
}

static enum err
act_words_change(struct arena *a)
{
	return words_change(f.house, f.site, a, asking, 1, WORD_TRY);
}

static enum err
act_words_remove(struct arena *a)
{
	return words_remove(f.house, f.site, a, asking, STR(""), STR("casino"));
}

static enum err
act_rule(struct arena *a)
{
	enum rule_outcome out;
	return rule_set(f.house, f.site, a, asking, STR("links"), true, 7, &out);
}

static enum err
act_rule_clear(struct arena *a)
{
	enum rule_outcome out;
	return rule_clear(f.house, f.site, a, asking, STR("shouting"), &out);
}

static enum err
act_mode(struct arena *a)
{
	return thread_set_mode(f.house, f.site, a, asking, STR("/story/"), MODE_CLOSED);
}

static enum err
act_say(struct arena *a)
{
	return thread_say(f.house, f.site, a, asking, STR("/story/"), STR("Be kind."), STR(""));
}

static enum err
act_move(struct arena *a)
{
	enum thread_moved out;
	return thread_move(f.house, f.site, a, asking, STR("/story/"), STR("/elsewhere/"), &out);
}

static enum err
act_storm_end(struct arena *a)
{
	return storm_end(f.house, f.site, a, asking, (struct thread_id){1});
}

static enum err
act_appeal(struct arena *a)
{
	enum appeal_kept done;
	return appeal_keep(f.house, f.site, a, asking, desk.waiting, STR("It stays."), &done);
}

static enum err
act_reply(struct arena *a)
{
	const struct staff_draft d = {desk.waiting, STATE_PENDING, VERSION_ANY, STR("Thank you.")};
	struct staffed out;
	return staff_reply(f.house, f.site, a, asking, &d, &out);
}

static enum err
act_edit(struct arena *a)
{
	const struct edit_draft d = {.id = desk.waiting, .seen = STATE_PENDING, .text = STR("Another text."),
				     .reason = REPORT_INSULT};
	struct edited out;
	return edit_text(f.house, f.site, a, asking, &d, &out);
}

static enum err
act_session_end(struct arena *a)
{
	return sessions_end(f.house, a, asking, actor_session_id(asking) + 1);
}

static enum err
act_sessions_end(struct arena *a)
{
	(void)a;
	return sessions_end_others(f.house, asking);
}

static enum err
make_viewer(struct arena *a)
{
	return people_role(f.house, f.site, a, f.console, STR("bo"), ROLE_VIEWER);
}

/* What the law of tests/law/sql.sh says of the source, seen. */
static void
a_moderator_who_was_signed_out_or_made_a_viewer_meanwhile_does_nothing(void **state)
{
	enum err (*const acts[])(struct arena *) = {
		act_decide,    act_undo,	 act_batch,	   act_batch_begin, act_batch_undo, act_ban,
		act_ban_author, act_ban_all,	 act_bans_put,	   act_ban_lift,    act_words_put,  act_words_change,
		act_words_remove, act_rule,	 act_rule_clear,   act_mode,	    act_say,	    act_move,
		act_storm_end, act_appeal,	 act_reply,	   act_session_end, act_sessions_end, act_edit};
	const char *const book_of_bo = "SELECT count(*) FROM audit WHERE actor = 'bo'";
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(acts); i++) {
		open_desk();
		struct str before = sqlite_says(f.a, f.conf->store.p, book_of_bo, NULL);
		assert_int_equal(written_between(i % 2 ? make_viewer : end_sessions, acts[i]), ERR_DENIED);
		assert_true(str_eq(sqlite_says(f.a, f.conf->store.p, book_of_bo, NULL), before));
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
		cmocka_unit_test(a_moderator_who_was_signed_out_or_made_a_viewer_meanwhile_does_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
