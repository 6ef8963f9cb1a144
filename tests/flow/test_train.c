/* Learning from moderators' decisions, through flow and a real store. */
#include "test.h"

#include <math.h>

#include "flow/train.h"
#include "flow/undo.h"
#include "house.h"
#include "sqlite.h"

#define OPEN "hold: { first = 0; }; rate: { posts = 100000; }; storm: { mode = \"none\"; };"

static struct fixture f;
static struct arena *scratch;

static int
begin(void **state)
{
	(void)state;
	fixture_make(&f, OPEN);
	scratch = arena_new();
	return 0;
}

static int
end(void **state)
{
	(void)state;
	arena_free(&scratch);
	fixture_end(&f);
	return 0;
}

static struct comment_id
post(const char *text)
{
	static int n;
	const char *who = str_printf(f.a, "reader%d@news.example", n++).p;
	return say(&f, (struct say){.text = text, .email = who, .address = who}).id;
}

/* What this site's moderators call spam, and nobody else would. */
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* the tables stand right there */

static const char *
knitting(int i)
{
	static const char *const what[] = {"socks", "mittens", "scarves", "jumpers", "blankets", "hats", "shawls"};
	static const char *const how[] = {"My aunt knits %s of merino wool, row %d",
					  "Row %2$d of the %1$s wants a smaller needle",
					  "Wool for %s should be washed %d times before the first row",
					  "Needles, wool and patience: %s in %d evenings"};
	return str_printf(f.a, how[i % 4], what[i % 7], i + 3).p;
}

static const char *
harbour(int i)
{
	static const char *const who[] = {"The council", "The mayor", "The board", "The minister", "The engineer"};
	static const char *const how[] = {"%s promised the harbour works for spring, %d weeks ago",
					  "%s should walk along the quay before talking of %d jobs",
					  "Nobody asked %s for %d new cranes",
					  "%s has %d reasons to wait, and the ferry has none"};
	return str_printf(f.a, how[i % 4], who[i % 5], i + 3).p;
}

/* One lesson, whatever the filter made of the text: rejecting is none. */
static void
judge(const char *text, enum verb verb)
{
	struct comment_id id = post(text);
	assert_int_equal(make_move(&f, id, VERB_REJECT).outcome, DECIDED);
	assert_int_equal(make_move(&f, id, verb).outcome, DECIDED);
}

static void
teach(int from, int to)
{
	for (int i = from; i < to; i++) {
		judge(knitting(i), VERB_SPAM);
		judge(harbour(i), VERB_APPROVE);
	}
}

static void
undo_last_one(void)
{
	struct undone u;
	assert_int_equal(undo(f.house, f.site, f.a, f.console, 0, &u), ERR_OK);
	assert_int_equal(u.outcome, UNDONE);
}

static void
learn(void)
{
	bool more;
	assert_int_equal(train_learn(f.house, scratch, &more), ERR_OK);
	arena_reset(scratch);
}

/* What requests ask: the bytes of the whole delta. */
static struct str
asked(void)
{
	const struct delta *d;
	struct snapshot *s = train_take(f.site, f.house->model, &d);
	assert_non_null(d);
	struct str bytes = delta_write(f.a, d);
	snapshot_give(&s);
	return bytes;
}

static double
spam_of(const char *text)
{
	const struct delta *d;
	struct snapshot *s = train_take(f.site, f.house->model, &d);
	double p = classify(f.house->model, d, f.a, str_of(text), 2).p;
	snapshot_give(&s);
	return p;
}

static struct str
refitted(void)
{
	assert_int_equal(train_refit(f.house, f.site, scratch), ERR_OK);
	arena_reset(scratch);
	return asked();
}

static struct learned
report(int64_t *ret_since)
{
	struct learned l = {0};
	assert_int_equal(train_report(f.house, f.site, f.a, &l, ret_since), ERR_OK);
	return l;
}

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

/* ---- refits ------------------------------------------------------------------------------------ */

static void
after_a_refit_an_undone_decision_never_was_bit_for_bit(void **state)
{
	(void)state;
	teach(0, 12);
	struct str never = refitted();
	judge(knitting(20), VERB_APPROVE); /* a slip */
	learn();
	struct str online = asked();
	assert_false(str_eq(never, online));
	assert_false(str_eq(never, refitted()));
	undo_last_one();
	learn();
	assert_false(str_eq(never, asked())); /* near, by the opposite step */
	assert_true(str_eq(never, refitted()));
}

static void
what_is_decided_behind_a_refit_is_repeated_on_top_of_it(void **state)
{
	(void)state;
	teach(0, 10);
	refitted();
	teach(10, 13);
	undo_last_one();
	learn();
	struct str before = asked();
	restart(&f); /* only the refit is stored */
	learn();
	assert_true(str_eq(before, asked()));
	/* The order of decisions does not matter to a refit. */
	struct str now = refitted();
	make_move(&f, (struct comment_id){1}, VERB_APPROVE);
	make_move(&f, (struct comment_id){1}, VERB_SPAM);
	assert_true(str_eq(now, refitted()));
}

static void
a_refit_comes_when_there_is_news_enough_or_once_a_day(void **state)
{
	bool more;
	int64_t since = 0;
	(void)state;
	teach(0, 2);
	learn();
	assert_int_equal(train_refit_due(f.house, scratch, &more), ERR_OK); /* the first */
	assert_int_equal(report(&since).refit, 1);
	teach(2, 10);
	learn();
	assert_int_equal(train_refit_due(f.house, scratch, &more), ERR_OK);
	assert_int_equal(report(&since).refit, 1);
	assert_int_equal(since, 16);
	clock_stop(NOW + REFIT_SPAN);
	assert_int_equal(train_refit_due(f.house, scratch, &more), ERR_OK);
	assert_int_equal(report(&since).refit, 2);
	assert_int_equal(since, 0);
	teach(10, 35);
	learn();
	assert_int_equal(train_refit_due(f.house, scratch, &more), ERR_OK);
	assert_int_equal(report(&since).refit, 3);
	clock_stop(NOW + 3 * REFIT_SPAN); /* and not without news */
	assert_int_equal(train_refit_due(f.house, scratch, &more), ERR_OK);
	assert_int_equal(report(&since).refit, 3);
}

/* Who is held out hangs on the key. */
static void
with_a_fixed_key(void)
{
	const char *path = str_z(f.a, f.conf->key_file);
	house_close(&f.house);
	assert_int_equal(unlink(path), 0);
	write_file(path, "a key that is the same each time");
	assert_int_equal(chmod(path, 0400), 0);
	open_house(&f);
}

static void
the_report_is_of_what_was_held_out(void **state)
{
	int64_t since;
	(void)state;
	with_a_fixed_key();
	teach(0, 60);
	refitted();
	struct learned l = report(&since);
	assert_int_equal(l.examples, 120);
	assert_int_equal(l.held, 11);
	assert_int_equal(l.held_spam, 9);
	assert_true(isnan(l.f1) || (l.f1 >= 0 && l.f1 <= 1));
	assert_true(l.ece >= 0 && l.ece <= 1);
	struct hold_out_bin bins[HOLD_OUT_BINS];
	double off = 0;
	size_t n = 0, spam = 0;
	assert_true(train_bins(&l, bins));
	for (size_t i = 0; i < HOLD_OUT_BINS; i++) {
		n += bins[i].n;
		spam += bins[i].positive;
		off += fabs(bins[i].p - (double)bins[i].positive);
		assert_true(bins[i].p >= (double)(bins[i].n * i) / HOLD_OUT_BINS - 1e-6);
		assert_true(bins[i].p <= (double)(bins[i].n * (i + 1)) / HOLD_OUT_BINS + 1e-6);
	}
	assert_int_equal(n, 11);
	assert_int_equal(spam, 9);
	assert_true(fabs(off / 11 - l.ece) < 1e-5);
	l.bins = STR("");
	assert_false(train_bins(&l, bins)); /* of a refit before they were kept */
	assert_int_equal(since, 0);
	assert_true(spam_of("Needles, wool and patience: jumpers in two evenings") >
		    spam_of("The council has no reasons to wait for the new ferry at the quay"));
}

static void
a_damaged_refit_is_made_anew(void **state)
{
	int64_t since;
	bool more;
	(void)state;
	teach(0, 5);
	struct str whole = refitted();
	house_close(&f.house);
	sqlite_says(f.a, str_z(f.a, f.conf->store), "UPDATE learned SET delta = zeroblob(100)", NULL);
	open_house(&f);
	learn();
	assert_int_equal(train_refit_due(f.house, scratch, &more), ERR_OK);
	assert_int_equal(report(&since).refit, 2);
	assert_true(str_eq(whole, asked()));
}

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
		CASE(after_a_refit_an_undone_decision_never_was_bit_for_bit),
		CASE(what_is_decided_behind_a_refit_is_repeated_on_top_of_it),
		CASE(a_refit_comes_when_there_is_news_enough_or_once_a_day),
		CASE(the_report_is_of_what_was_held_out),
		CASE(a_damaged_refit_is_made_anew),
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
