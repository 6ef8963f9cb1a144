/* What it means that a text was said before. */
#include "filter_test.h"

static struct verdict
judge_copies(struct alike copies, struct alike near)
{
	struct facts f = clean_facts();
	f.copies = copies;
	f.near = near;
	return judge_with(shipped, draft_of("A calm word."), f, usual_policy());
}

#define OF(...) ((struct alike){__VA_ARGS__})
#define NONE ((struct alike){0})

static void
assert_rules(struct verdict v, enum action action, const char *rules)
{
	struct str got = STR("");
	for (size_t i = 0; i < v.n_reasons; i++)
		got = str_printf(a, "%.*s%s%.*s", STR_FMT(got), i > 0 ? " " : "",
				 STR_FMT(v.reasons[i].rule));
	if (!str_eq(got, str_of(rules)))
		fail_msg("got \"%.*s\", want \"%s\"", STR_FMT(got), rules);
	assert_int_equal(v.action, action);
}

static void
a_text_that_nobody_has_said_is_published(void **state)
{
	(void)state;
	assert_rules(judge_copies(NONE, NONE), ACT_NOTE, "");
}

static void
a_copy_waits_and_says_how_often_by_whom_and_where(void **state)
{
	(void)state;
	struct verdict v = judge_copies(OF(.n = 4, .people = 2, .threads = 3), NONE);
	assert_rules(v, ACT_HOLD, "copy");
	assert_str(v.reasons[0].entry, "4 by 2 on 3");
	v = judge_copies(OF(.n = ALIKE_MAX, .people = 60, .threads = 2), NONE);
	assert_str(v.reasons[0].entry, "64+ by 60 on 2");
}

static void
a_copy_of_what_moderators_only_approved_is_noted(void **state)
{
	(void)state;
	struct verdict v = judge_copies(OF(.n = 9, .people = 9, .threads = 9, .good = 1), NONE);
	assert_rules(v, ACT_NOTE, "copy-approved");
	assert_true(v.score < 1e-9);
	assert_rules(judge_copies(OF(.n = 2, .people = 2, .threads = 1, .good = 1, .spam = 1), NONE), ACT_HOLD,
		     "copy copy-spam score");
	assert_rules(judge_copies(NONE, OF(.n = 9, .people = 9, .threads = 9, .good = 1)), ACT_NOTE, "");
}

static void
a_copy_of_spam_weighs_more(void **state)
{
	(void)state;
	double plain = judge_copies(OF(.n = 1, .people = 1, .threads = 1), NONE).score;
	struct verdict v = judge_copies(OF(.n = 1, .people = 1, .threads = 1, .spam = 1), NONE);
	assert_true(v.score > plain + 0.9);
	assert_rules(judge_copies(NONE, OF(.n = 1, .people = 1, .threads = 1, .spam = 1)), ACT_HOLD,
		     "near-copy copy-spam score");
}

static void
the_same_by_the_same_person_in_the_same_article_is_a_duplicate(void **state)
{
	(void)state;
	assert_rules(judge_copies(OF(.n = 1, .own = 1, .people = 1, .threads = 1), NONE), ACT_HOLD,
		     "duplicate");
	assert_rules(judge_copies(OF(.n = 2, .own = 1, .people = 1, .threads = 2), NONE), ACT_HOLD,
		     "copy duplicate");
}

static void
a_correction_is_no_near_copy_and_many_of_them_are(void **state)
{
	(void)state;
	assert_rules(judge_copies(NONE, OF(.n = 2, .own = 2, .people = 1, .threads = 1)), ACT_NOTE, "");
	assert_rules(judge_copies(NONE, OF(.n = 3, .own = 3, .people = 1, .threads = 1)), ACT_HOLD,
		     "near-copy");
	assert_rules(judge_copies(NONE, OF(.n = 1, .own = 0, .people = 1, .threads = 1)), ACT_HOLD,
		     "near-copy");
}

static void
a_flood_over_many_articles_is_rejected(void **state)
{
	(void)state;
	assert_rules(judge_copies(OF(.n = 5, .people = 1, .threads = 3), NONE), ACT_REJECT,
		     "copy flood score");
	assert_rules(judge_copies(OF(.n = 4, .people = 4, .threads = 4), NONE), ACT_HOLD, "copy");
	/* Near copies only ever wait. */
	assert_rules(judge_copies(NONE, OF(.n = 60, .people = 60, .threads = 60)), ACT_HOLD, "near-copy");
}

static void
a_flood_that_moderators_called_spam_twice_is_rejected(void **state)
{
	(void)state;
	assert_int_equal(judge_copies(OF(.n = 5, .people = 5, .threads = 1, .spam = 2), NONE).action,
			 ACT_REJECT);
	assert_int_equal(judge_copies(OF(.n = 5, .people = 5, .threads = 1, .spam = 1), NONE).action,
			 ACT_HOLD);
}

static void
a_petition_under_one_article_waits_and_an_approved_one_passes(void **state)
{
	(void)state;
	assert_rules(judge_copies(OF(.n = ALIKE_MAX, .people = ALIKE_MAX, .threads = 1), NONE), ACT_HOLD,
		     "copy");
	assert_rules(judge_copies(OF(.n = 40, .people = 40, .threads = 5, .good = 1, .spam = 3), NONE),
		     ACT_HOLD, "copy copy-spam score");
	assert_rules(judge_copies(OF(.n = 40, .people = 40, .threads = 5, .good = 1), NONE), ACT_NOTE,
		     "copy-approved");
}

static void
while_older_texts_are_unknown_the_verdict_says_so(void **state)
{
	(void)state;
	struct facts f = clean_facts();
	f.copies_loading = true;
	assert_rules(judge_with(shipped, draft_of("A calm word."), f, usual_policy()), ACT_NOTE, "copy-unsure");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_that_nobody_has_said_is_published),
		cmocka_unit_test(a_copy_waits_and_says_how_often_by_whom_and_where),
		cmocka_unit_test(a_copy_of_what_moderators_only_approved_is_noted),
		cmocka_unit_test(a_copy_of_spam_weighs_more),
		cmocka_unit_test(the_same_by_the_same_person_in_the_same_article_is_a_duplicate),
		cmocka_unit_test(a_correction_is_no_near_copy_and_many_of_them_are),
		cmocka_unit_test(a_flood_over_many_articles_is_rejected),
		cmocka_unit_test(a_flood_that_moderators_called_spam_twice_is_rejected),
		cmocka_unit_test(a_petition_under_one_article_waits_and_an_approved_one_passes),
		cmocka_unit_test(while_older_texts_are_unknown_the_verdict_says_so),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
