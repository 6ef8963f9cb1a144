/* Learning from moderators' decisions, through flow and a real store. */
#include "learn.h"

/* ---- steps ------------------------------------------------------------------------------------- */

static void
a_decision_changes_what_the_next_reader_meets(void **state)
{
	const char *text = "Wool for scarves should be washed before the first row of the evening";
	(void)state;
	learn();
	double before = spam_of(text);
	judge(knitting(2), VERB_SPAM);
	judge(knitting(6), VERB_SPAM);
	assert_true(spam_of(text) == before); /* not in the request */
	learn();
	double after = spam_of(text);
	assert_true(after > before);
	for (int i = 0; i < 4; i++) /* two were rejected first */
		undo_last_one();
	learn();
	double undone = spam_of(text);
	assert_true(undone < after);
	assert_true(fabs(undone - before) < 1e-4);
}

static void
what_the_filter_decides_teaches_nothing(void **state)
{
	int64_t since;
	(void)state;
	learn();
	struct str before = asked();
	say(&f, (struct say){.text = knitting(1), .honeypot = true, .no_token = true}); /* spam, by rule */
	post(harbour(1));                                                             /* shown */
	assert_int_equal(count(&f, STATE_SPAM), 1);
	learn();
	assert_true(str_eq(before, asked()));
	refitted();
	assert_int_equal(report(&since).examples, 0);
}

static void
rejecting_teaches_nothing_and_takes_an_approval_back(void **state)
{
	int64_t since;
	(void)state;
	struct comment_id id = post(harbour(1));
	make_move(&f, id, VERB_REJECT);
	refitted();
	assert_int_equal(report(&since).examples, 0);
	make_move(&f, id, VERB_APPROVE);
	refitted();
	assert_int_equal(report(&since).examples, 1);
	make_move(&f, id, VERB_REJECT);
	refitted();
	assert_int_equal(report(&since).examples, 0);
}

static void
another_opinion_takes_the_place_of_the_first(void **state)
{
	int64_t since;
	(void)state;
	struct comment_id id = post(knitting(1));
	make_move(&f, id, VERB_SPAM);
	make_move(&f, id, VERB_APPROVE);
	make_move(&f, id, VERB_SPAM);
	refitted();
	assert_int_equal(report(&since).examples, 1);
	undo_last_one(); /* approved again */
	learn();
	assert_true(report(&since).examples == 1 && since == 1);
}

/* ---- sites -------------------------------------------------------------------------------------- */

static int
begin_two(void **state)
{
	(void)state;
	fixture_make(&f, OPEN "}, { name = \"other\"; base_url = \"https://other.example\"; " OPEN);
	scratch = arena_new();
	return 0;
}

/* From here on the helpers work at this site. */
static void
at(const char *name)
{
	f.site = house_site(f.house, str_of(name));
	f.console = actor_console(f.a, f.site, "tester");
}

static void
teach_both(int from, int to)
{
	at("other");
	teach(from, to);
	at("site");
	teach(from, to);
}

static void
every_site_with_news_gets_its_refit_in_one_round(void **state)
{
	int64_t since;
	(void)state;
	teach_both(0, 2);
	keep_all(f.house, scratch);
	assert_int_equal(report(&since).refit, 1);
	at("other");
	assert_int_equal(report(&since).refit, 1);
}

static void
a_site_that_cannot_learn_keeps_no_other_from_it(void **state)
{
	int64_t since;
	bool more;
	(void)state;
	teach_both(0, 2);
	learn();
	at("other");
	struct str before = asked();
	teach_both(2, 3);
	sqlite_says(f.a, str_z(f.a, f.conf->store), "PRAGMA ignore_check_constraints = on",
		    "UPDATE lesson SET opinion = 'odd' WHERE site = 1 AND id = (SELECT max(id) FROM lesson)");
	assert_int_equal(train_learn(f.house, scratch, &more), ERR_VERSION);
	at("other");
	assert_false(str_eq(before, asked()));
	assert_int_equal(train_refit_due(f.house, scratch, &more), ERR_VERSION);
	assert_int_equal(report(&since).refit, 1);
}

/* ---- processes and settings --------------------------------------------------------------------- */

static void
decisions_and_refits_of_another_process_are_taken_over(void **state)
{
	(void)state;
	struct comment_id wool = post(knitting(1)), quay = post(harbour(1));
	learn();
	struct fixture other = other_process(&f);
	make_move(&other, wool, VERB_SPAM);
	struct str nothing = asked();
	learn();
	struct str step = asked();
	assert_false(str_eq(nothing, step));
	make_move(&other, quay, VERB_REJECT);
	make_move(&other, quay, VERB_APPROVE);
	assert_int_equal(train_refit(other.house, other.site, scratch), ERR_OK);
	house_close(&other.house);
	learn();
	struct str theirs = asked();
	assert_false(str_eq(step, theirs));
	assert_true(str_eq(theirs, refitted()));
}

static enum err
put_learned(struct db *db, void *arg)
{
	return store_learned_put(db, f.site->id, arg);
}

static void
two_refits_at_once_leave_one(void **state)
{
	int64_t since;
	(void)state;
	teach(0, 3);
	struct fixture other = other_process(&f);
	learn();
	assert_int_equal(train_catch_up(other.house, other.site, scratch), ERR_OK);
	refitted();
	struct learned stale = report(&since);
	stale.delta = STR("not this");
	assert_int_equal(store_write(other.house->store, DB_KEEPER, put_learned, &stale), ERR_CONFLICT);
	house_close(&other.house);
	assert_int_equal(report(&since).refit, 1);
	learn();
}

static void
a_reload_keeps_what_was_learned(void **state)
{
	struct house *next = NULL;
	struct str why = {0};
	(void)state;
	teach(0, 3);
	learn();
	struct str before = asked();
	assert_int_equal(house_renew(f.a, f.house, f.conf, &next, &why), ERR_OK);
	house_close(&f.house);
	f.house = next;
	f.site = house_site(next, STR(""));
	f.console = actor_console(f.a, f.site, "tester");
	assert_true(str_eq(before, asked()));
}

static void
a_verdict_names_the_delta_that_it_came_from(void **state)
{
	(void)state;
	teach(0, 2);
	learn();
	struct posted one = say(&f, (struct say){.text = "A word about the weather at sea."});
	teach(2, 3);
	learn();
	struct posted two = say(&f, (struct say){.text = "Another word about the weather."});
	assert_true(str_find(one.verdict.versions, STR(" delta "), 0) != SIZE_MAX);
	assert_false(str_eq(one.verdict.versions, two.verdict.versions));
}

/* ---- copies ------------------------------------------------------------------------------------- */

#define FERRY "The ferry was late again on Monday, and nobody at the harbour office picked up the phone"

static struct posted
copy_by(const char *who)
{
	return say(&f, (struct say){.text = FERRY, .email = who, .address = who});
}

static void
copies_know_what_moderators_thought_of_the_text(void **state)
{
	(void)state;
	keep_house(&f);
	struct comment_id first = copy_by("a@news.example").id;
	make_move(&f, first, VERB_SPAM);
	learn();
	struct posted p = copy_by("b@news.example");
	assert_non_null(reason_for(&p, "copy-spam"));
	undo_last_one();
	learn();
	p = copy_by("c@news.example");
	assert_null(reason_for(&p, "copy-spam"));
	assert_non_null(reason_for(&p, "copy"));
	make_move(&f, p.id, VERB_APPROVE);
	learn();
	p = copy_by("d@news.example");
	assert_null(reason_for(&p, "copy"));
	assert_non_null(reason_for(&p, "copy-approved"));
	restart(&f);
	keep_house(&f);
	p = copy_by("e@news.example");
	assert_non_null(reason_for(&p, "copy-approved"));
}

int
main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)
#define CASE_OF_TWO(name) cmocka_unit_test_setup_teardown(name, begin_two, end)
	const struct CMUnitTest tests[] = {
		CASE(a_decision_changes_what_the_next_reader_meets),
		CASE(what_the_filter_decides_teaches_nothing),
		CASE(rejecting_teaches_nothing_and_takes_an_approval_back),
		CASE(another_opinion_takes_the_place_of_the_first),
		CASE_OF_TWO(every_site_with_news_gets_its_refit_in_one_round),
		CASE_OF_TWO(a_site_that_cannot_learn_keeps_no_other_from_it),
		CASE(decisions_and_refits_of_another_process_are_taken_over),
		CASE(two_refits_at_once_leave_one),
		CASE(a_reload_keeps_what_was_learned),
		CASE(a_verdict_names_the_delta_that_it_came_from),
		CASE(copies_know_what_moderators_thought_of_the_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
