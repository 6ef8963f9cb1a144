/* What the settings say is kept so long goes then, in small steps, and nothing else does. */
#include "test.h"

#include "flow/crowd.h"
#include "flow/keep.h"
#include "flow/memory.h"
#include "flow/own.h"
#include "flow/retention.h"
#include "flow/subject.h"
#include "house.h"
#include "sqlite.h"

#define OPEN "hold: { first = 0; }; rate: { posts = 100000; }; storm: { mode = \"none\"; };"
#define DAY 86400

static struct fixture f;

static int64_t
total(const char *email)
{
	struct subject who;
	assert_int_equal(subject_find(f.house, f.site, f.a, f.console, str_copy(f.a, str_of(email)), &who), ERR_OK);
	return (int64_t)who.n_comments;
}

static void
run(bool dry, int64_t n[KEPT__MAX])
{
	assert_int_equal(retention_run(f.house, f.a, dry, n), ERR_OK);
}

static struct str
text_of(struct comment_id id, enum state *state)
{
	struct comment c;
	struct hash person;
	struct db *db = store_reader(f.house->store, DB_CONSOLE);
	assert_int_equal(store_comment_get(db, f.a, f.site->id, id, &c, &person), ERR_OK);
	store_reader_done(f.house->store, &db);
	*state = c.state;
	return c.text;
}

static void
assert_text(struct comment_id id, enum state want, const char *text)
{
	enum state state;
	struct str is = text_of(id, &state);
	assert_true(str_eq(is, str_of(text)));
	assert_int_equal(state, want);
}

static void
texts_go_when_their_time_has_come_and_not_a_second_before(void **state)
{
	int64_t n[KEPT__MAX];
	struct owned o;
	(void)state;
	fixture_make(&f, OPEN);
	struct posted shown = say(&f, (struct say){.text = "This one is shown, and stays."});
	struct posted refused = say(&f, (struct say){.text = "This one is refused by a person."});
	struct posted back = say(&f, (struct say){.text = "This one is taken back by its writer."});
	struct posted appealed = say(&f, (struct say){.text = "This one's writer waits for an answer.",
						      .email = "ben@news.example"});
	clock_stop(NOW + DAY);
	make_move(&f, appealed.id, VERB_REJECT);
	assert_int_equal(own_appeal(f.house, f.site, f.a, appealed.status_token, STR("Why?"), &o), ERR_OK);
	make_move(&f, refused.id, VERB_REJECT);
	assert_int_equal(own_withdraw(f.house, f.site, f.a, back.status_token, &o), ERR_OK);
	clock_stop(NOW + DAY + f.conf->keep_withdrawn);
	run(false, n);
	assert_int_equal(n[KEPT_WITHDRAWN] + n[KEPT_REFUSED], 0);
	clock_stop(NOW + DAY + f.conf->keep_withdrawn + 1);
	run(true, n);
	assert_int_equal(n[KEPT_WITHDRAWN], 1);
	assert_text(back.id, STATE_WITHDRAWN, "This one is taken back by its writer."); /* it was dry */
	run(false, n);
	assert_int_equal(n[KEPT_WITHDRAWN], 1);
	assert_text(back.id, STATE_WITHDRAWN, "(erased)");
	assert_text(refused.id, STATE_REJECTED, "This one is refused by a person.");
	clock_stop(NOW + DAY + f.conf->keep_refused + 1);
	run(false, n);
	assert_int_equal(n[KEPT_REFUSED], 1);
	assert_text(refused.id, STATE_REJECTED, "(erased)");
	assert_text(appealed.id, STATE_REJECTED, "This one's writer waits for an answer.");
	assert_text(shown.id, STATE_APPROVED, "This one is shown, and stays.");
	run(false, n);
	assert_int_equal(n[KEPT_REFUSED] + n[KEPT_WITHDRAWN] + n[KEPT_PEOPLE], 0); /* once */
	fixture_end(&f);
}

static void
a_text_that_is_not_kept_any_more_is_no_copy_either(void **state)
{
	static const char *const text = "The old ferry was slower than the bridge, but people talked to each other on it.";
	int64_t n[KEPT__MAX];
	struct crowd_member *members;
	struct facts facts = {.copies = {.n = 0}};
	(void)state;
	fixture_make(&f, OPEN);
	f.conf->keep_refused = 3600;
	struct posted p = say(&f, (struct say){.text = text});
	say(&f, (struct say){.text = "Nobody has said a word against this one so far.", .email = "ben@news.example"});
	make_move(&f, p.id, VERB_REJECT);
	clock_stop(NOW + 3601);
	struct print print = memory_print(f.house, f.site, f.a, str_of(text));
	memory_look(f.house, &print, (struct author_id){0}, (struct thread_id){0}, &facts);
	assert_int_equal(facts.copies.n, 1);
	run(true, n);
	assert_int_equal(crowd_take(memory_crowd(f.house->memory), f.a, f.site->id, 0, &members), 2); /* it was dry */
	run(false, n);
	assert_int_equal(n[KEPT_REFUSED], 1);
	memory_look(f.house, &print, (struct author_id){0}, (struct thread_id){0}, &facts);
	assert_int_equal(facts.copies.n, 0);
	assert_int_equal(crowd_take(memory_crowd(f.house->memory), f.a, f.site->id, 0, &members), 1);
	fixture_end(&f);
}

static void
an_address_leads_to_nobody_after_a_while_unless_it_is_banned(void **state)
{
	int64_t n[KEPT__MAX];
	struct ban b;
	enum ban_outcome outcome;
	struct ban_terms terms = {.days = 200};
	(void)state;
	fixture_make(&f, OPEN);
	struct posted ana = say(&f, (struct say){.text = "Ana writes once, and never again."});
	say(&f, (struct say){.text = "Ben writes now and then.", .email = "ben@news.example"});
	say(&f, (struct say){.text = "Eve is banned for it.", .email = "eve@news.example"});
	assert_int_equal(ban_add(f.house, f.site, f.a, f.console, BAN_EMAIL, str_copy(f.a, STR("eve@news.example")),
				 &terms, &outcome, &b), ERR_OK);
	clock_stop(NOW + 10 * DAY);
	say(&f, (struct say){.text = "Ben writes once more, of course.", .email = "ben@news.example"});
	clock_stop(NOW + f.conf->keep_person + 1);
	run(false, n);
	assert_int_equal(n[KEPT_PEOPLE], 1);
	assert_int_equal(total("ana@news.example"), 0);
	assert_int_equal(total("ben@news.example"), 2);
	assert_int_equal(total("eve@news.example"), 1);
	assert_text(ana.id, STATE_APPROVED, "Ana writes once, and never again.");
	clock_stop(NOW + 201 * DAY);
	run(false, n);
	assert_int_equal(n[KEPT_PEOPLE], 2);
	assert_int_equal(n[KEPT_BANS], 0);
	clock_stop(NOW + 201 * DAY + f.conf->keep_bans);
	run(false, n);
	assert_int_equal(n[KEPT_BANS], 1);
	fixture_end(&f);
}

static void
where_it_came_from_is_told_by_nothing_after_the_life_of_an_address(void **state)
{
	static const char *const known = "SELECT (SELECT count(*) FROM comment WHERE network IS NOT NULL),"
					 " (SELECT count(*) FROM vote WHERE voter IS NOT NULL), sum(up) FROM comment";
	(void)state;
	fixture_make(&f, OPEN);
	say(&f, (struct say){.text = "Ana writes from somewhere."});
	sqlite_says(f.a, f.conf->store.p,
		    str_printf(f.a, "INSERT INTO vote (comment, voter, value, made) VALUES (1, randomblob(32), 1, %ld);"
				    "UPDATE comment SET up = 1", (long)NOW).p, NULL);
	clock_stop(NOW + f.conf->address_life);
	keep_house(&f);
	assert_str(sqlite_says(f.a, f.conf->store.p, known, NULL), "1|1|1\n");
	clock_stop(NOW + f.conf->address_life + 1);
	keep_house(&f);
	assert_str(sqlite_says(f.a, f.conf->store.p, known, NULL), "0|0|1\n"); /* and the vote counts */
	fixture_end(&f);
}

static void
the_housekeeper_takes_many_away_in_steps(void **state)
{
	bool more = true;
	int steps = 0;
	(void)state;
	fixture_make(&f, OPEN);
	struct arena *a = arena_new();
	for (int i = 0; i < 700; i++) {
		struct posted p = say(&f, (struct say){.text = str_printf(f.a, "Number %d of many, %d.", i, i * 13).p,
						       .email = str_printf(f.a, "p%d@news.example", i).p});
		assert_int_equal(p.outcome, POST_STORED);
	}
	clock_stop(NOW + f.conf->keep_person + 1);
	for (; more; steps++)
		assert_int_equal(retention_chore(f.house, a, &more), ERR_OK);
	assert_int_equal(steps, 3);
	arena_free(&a);
	fixture_end(&f);
}

/* What is too old when the housekeeper first comes to it: in one round, and no search has had its words. */
static void
what_goes_at_once_never_stood_where_searches_look(void **state)
{
	struct rounds rounds = {0};
	(void)state;
	fixture_make(&f, OPEN);
	struct arena *a = arena_new();
	for (int i = 0; i < 301; i++) { /* more than one step takes */
		struct posted refused = say(&f, (struct say){
			.text = str_printf(f.a, "Number %d is refused by a person, %d.", i, i * 13).p,
			.email = str_printf(f.a, "p%d@news.example", i).p});
		make_move(&f, refused.id, VERB_REJECT);
	}
	say(&f, (struct say){.text = "This one is shown, and stays."});
	clock_stop(NOW + f.conf->keep_refused + 1);
	keep_due(f.house, &rounds, a);
	assert_text((struct comment_id){301}, STATE_REJECTED, "(erased)");
	assert_str(sqlite_says(f.a, f.conf->store.p, "SELECT upto, stale + gathered FROM search_stand", NULL), "302|0\n");
	arena_free(&a);
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_go_when_their_time_has_come_and_not_a_second_before),
		cmocka_unit_test(a_text_that_is_not_kept_any_more_is_no_copy_either),
		cmocka_unit_test(an_address_leads_to_nobody_after_a_while_unless_it_is_banned),
		cmocka_unit_test(where_it_came_from_is_told_by_nothing_after_the_life_of_an_address),
		cmocka_unit_test(the_housekeeper_takes_many_away_in_steps),
		cmocka_unit_test(what_goes_at_once_never_stood_where_searches_look),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
