/* Refits, through flow and a real store: what stands is learned, bit for bit, whatever was decided before, behind and
 * during one. */
#include "learn.h"

#include <pthread.h>
#include <stdatomic.h>

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

/* The housekeeper refits until a decision has come in the midst of one. */
static void *
refit_until_overtaken(void *arg)
{
	atomic_bool *over = arg;
	struct arena *a = arena_new();
	bool overtaken = false;
	for (int i = 0; i < 500 && !overtaken; i++) {
		must(train_refit(f.house, f.site, a) == ERR_OK);
		overtaken = !str_eq(sqlite_says(a, f.conf->store.p, "SELECT count(*) FROM overtaken", NULL), STR("0\n"));
		arena_reset(a);
	}
	arena_free(&a);
	*over = true;
	return NULL;
}

static void
what_is_decided_during_a_refit_is_repeated_on_top_of_it(void **state)
{
	pthread_t housekeeper;
	atomic_bool over = false;
	int64_t since = 0;
	(void)state;
	teach(0, 10);
	refitted();
	/* What there was when a refit was written, not what came behind it. */
	sqlite_says(f.a, f.conf->store.p, "CREATE TABLE overtaken (upto INTEGER);"
		    "CREATE TRIGGER written AFTER UPDATE ON learned WHEN new.upto < (SELECT max(id) FROM lesson)"
		    " BEGIN INSERT INTO overtaken VALUES (new.upto); END", NULL);
	struct comment_id id = post(knitting(10));
	assert_int_equal(pthread_create(&housekeeper, NULL, refit_until_overtaken, &over), 0);
	for (int i = 0; !over; i++)
		make_move(&f, id, i % 2 ? VERB_APPROVE : VERB_SPAM);
	pthread_join(housekeeper, NULL);
	report(&since);
	assert_true(since > 0);
	assert_str(sqlite_says(f.a, f.conf->store.p, "SELECT count(*) FROM overtaken", NULL), "1\n");
	learn();
	struct str before = asked();
	restart(&f);
	learn();
	assert_true(str_eq(before, asked()));
	/* The opposite steps lead near the last decision alone, the next refit exactly there. */
	make_move(&f, id, VERB_APPROVE);
	struct str now = refitted();
	make_move(&f, id, VERB_SPAM);
	learn();
	assert_false(str_eq(now, asked()));
	make_move(&f, id, VERB_APPROVE);
	assert_true(str_eq(now, refitted()));
}

static void
a_refit_on_another_base_is_made_anew(void **state)
{
	struct example few[] = {{STR("wool for sale"), HEAD_SPAM, true, 0, 1, false},
				{STR("the ferry was late"), HEAD_SPAM, false, 0, 1, false}};
	struct hold_out unused[HEAD__MAX];
	struct str file;
	const struct delta *d;
	int64_t since;
	bool more;
	(void)state;
	teach(0, 3);
	struct str of_shipped = refitted();
	assert_true(model_train(f.a, few, ARRAY_LEN(few), &file, unused));
	f.conf->filter_model = str_printf(f.a, "%s/other.model", f.folder);
	FILE *out = fopen(f.conf->filter_model.p, "w");
	assert_int_equal(fwrite(file.p, 1, file.n, out), file.n);
	fclose(out);
	restart(&f);
	struct snapshot *s = train_take(f.site, f.house->model, &d);
	assert_null(d); /* its weights stand on another sum */
	snapshot_give(&s);
	learn();
	assert_false(str_eq(of_shipped, asked()));
	assert_int_equal(train_refit_due(f.house, scratch, &more), ERR_OK);
	assert_int_equal(report(&since).refit, 2);
	assert_false(str_eq(of_shipped, asked()));
	f.conf->filter_model = STR("");
	restart(&f);
	learn();
	assert_int_equal(train_refit_due(f.house, scratch, &more), ERR_OK);
	assert_int_equal(report(&since).refit, 3);
	assert_true(str_eq(of_shipped, asked())); /* the same base and decisions, the same bits */
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

int
main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		CASE(after_a_refit_an_undone_decision_never_was_bit_for_bit),
		CASE(what_is_decided_behind_a_refit_is_repeated_on_top_of_it),
		CASE(what_is_decided_during_a_refit_is_repeated_on_top_of_it),
		CASE(a_refit_on_another_base_is_made_anew),
		CASE(a_refit_comes_when_there_is_news_enough_or_once_a_day),
		CASE(the_report_is_of_what_was_held_out),
		CASE(a_damaged_refit_is_made_anew),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
