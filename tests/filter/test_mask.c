/* Masked texts and folded texts. */
#include "filter_test.h"

static struct str
masked(const char *text)
{
	struct verdict v = judge(text);
	return filter_mask(a, str_of(text), &v);
}

static void
mild_words_are_masked_a_star_a_character(void **state)
{
	(void)state;
	assert_str(masked("what an ass, you bastard!"), "what an ***, you *******!");
	assert_str(masked("a$$"), "***");
	assert_str(masked("nothing here"), "nothing here");
	assert_str(masked(""), "");
}

static void
held_words_are_not_masked(void **state)
{
	(void)state;
	assert_str(masked("you cunt, you ass"), "you cunt, you ***");
}

static void
whole_grapheme_clusters_are_covered(void **state)
{
	(void)state;
	assert_str(masked("an a\u0301s\u0302\u0303s\u200D!"), "an ***!");
	assert_str(masked("an ａｓｓ é"), "an *** é");
	assert_str(masked("é 👩\u200D🚀 ass 👩\u200D🚀"), "é 👩\u200D🚀 *** 👩\u200D🚀");
	assert_str(masked("you b a s t a r d"), "you * * * * * * *");
}

static void
a_link_is_not_masked_into_another_address(void **state)
{
	(void)state;
	const char *text = "http://a.example/ass and ass";
	assert_str(masked(text), "http://a.example/ass and ***");
}

/* Microseconds this thread has worked, whatever else the machine is doing. */
static int64_t
worked_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * INT64_C(1000000) + t.tv_nsec / 1000;
}

#ifdef RJ_DEBUG
#define SLOWER 15 /* the sanitizers' share */
#else
#define SLOWER 1
#endif

static void
masking_hostile_text_takes_milliseconds(void **state)
{
	(void)state;
	static const char *const pieces[] = {"\u0301", "ass ", "👩\u200D", "\U0001F1E6"};
	for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
		const char *text = str_z(a, str_cat(a, STR("ass "), str_of(over_and_over(pieces[i], 65000))));
		struct verdict v = judge(text);
		int64_t began = worked_us();
		struct str out = filter_mask(a, str_of(text), &v);
		assert_true(str_starts(out, STR("***")));
		assert_true(worked_us() - began < 50000 * SLOWER);
	}
}

static bool
reads_alike(const char *x, const char *y)
{
	return str_eq(filter_fold(a, str_of(x)), filter_fold(a, str_of(y)));
}

static void
texts_that_read_the_same_fold_the_same(void **state)
{
	(void)state;
	assert_true(reads_alike("Buy  now!!!", "buy, NOW"));
	assert_true(reads_alike("Buy now", "Вuу n\u200Bоw")); /* Cyrillic */
	assert_true(reads_alike("𝗕𝘂𝘆 ｎｏｗ", " buy now "));
	assert_true(reads_alike("sooooo good", "soooooooo good"));
	assert_true(reads_alike("crème", "CREME"));
	assert_false(reads_alike("call 555", "call 556"));
	assert_false(reads_alike("good", "god"));
	assert_false(reads_alike("buy now", "buynow"));
	assert_false(reads_alike("👍", "👎"));
	assert_false(reads_alike("да", "нет"));
	assert_str(filter_fold(a, STR("  ... ")), "");
	assert_str(filter_fold(a, STR("ﷺ")), "صلى");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mild_words_are_masked_a_star_a_character),
		cmocka_unit_test(held_words_are_not_masked),
		cmocka_unit_test(whole_grapheme_clusters_are_covered),
		cmocka_unit_test(a_link_is_not_masked_into_another_address),
		cmocka_unit_test(masking_hostile_text_takes_milliseconds),
		cmocka_unit_test(texts_that_read_the_same_fold_the_same),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
