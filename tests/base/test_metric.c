/* base/metric: counts of many threads, and the text as a strict parser of the format reads it. */
#include "test.h"

#include <pthread.h>

#include "base/arena.h"
#include "base/metric.h"
#include "prometheus.h"

#define THREADS 8
#define TIMES 20000

static void *
count_many(void *arg)
{
	(void)arg;
	for (int i = 0; i < TIMES; i++)
		metric_add(METRIC_REQUESTS, 1, 1);
	return NULL;
}

static void
counts_of_many_threads_add_up_and_outlive_them(void **state)
{
	(void)state;
	pthread_t t[THREADS];
	int64_t before = metric_value(METRIC_REQUESTS, 1);
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < THREADS; i++)
			assert_int_equal(pthread_create(&t[i], NULL, count_many, NULL), 0);
		for (int i = 0; i < THREADS; i++)
			assert_int_equal(pthread_join(t[i], NULL), 0);
	}
	assert_int_equal(metric_value(METRIC_REQUESTS, 1) - before, 2 * THREADS * TIMES);
}

static void
a_word_counts_under_its_own_label(void **state)
{
	static const char *const words[] = {"link", "say \"it\"", "back\\slash"};
	(void)state;
	struct arena *a = arena_new();
	metric_words(METRIC_RULES, words, ARRAY_LEN(words));
	int64_t held = metric_value(METRIC_VERDICTS, 2);
	metric_add_word(METRIC_VERDICTS, STR("hold"), 3);
	metric_add_word(METRIC_RULES, STR("back\\slash"), 1);
	metric_add_word(METRIC_RULES, STR("say \"it\""), 2);
	assert_int_equal(metric_value(METRIC_VERDICTS, 2), held + 3);
	struct prometheus p = prometheus_parse(a, metric_text(a));
	assert_int_equal(prometheus_get(&p, "rejoinder_rule_verdicts_total", "back\\slash"), 1);
	assert_int_equal(prometheus_get(&p, "rejoinder_rule_verdicts_total", "say \"it\""), 2);
	assert_int_equal(prometheus_get(&p, "rejoinder_rule_verdicts_total", "link"), 0);
	arena_free(&a);
}

static void
the_text_is_what_the_format_asks_for(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	metric_set(METRIC_RSS, 0, 123456789);
	metric_set(METRIC_BUILD, 0, 1);
	struct prometheus p = prometheus_parse(a, metric_text(a));
	assert_int_equal(p.families, METRIC__MAX);
	assert_int_equal(prometheus_get(&p, "process_resident_memory_bytes", ""), 123456789);
	assert_int_equal(prometheus_get(&p, "rejoinder_build_info", VERSION), 1);
	assert_int_equal(prometheus_get(&p, "rejoinder_requests_total", "2xx"),
			 metric_value(METRIC_REQUESTS, 1));
	arena_free(&a);
}

static void
the_parser_of_this_test_refuses_what_is_wrong(void **state)
{
	static const char *const wrong[] = {
		"a_total 1\n",					       /* no HELP, no TYPE */
		"# HELP a_total x\n# TYPE a_total counter\na_total 1", /* no end of line */
		"# HELP a_total x\n# TYPE a_total counter\na_total\n", /* no value */
		"# HELP a_total x\n# TYPE a_total counter\na_total 1\na_total 2\n", /* twice */
		"# HELP a_total x\n# TYPE a_total counter\na_total{b=\"c} 1\n",
		"# HELP a_total x\n# TYPE a_total counter\na_total{b=c} 1\n",
		"# HELP a_total x\n# TYPE a_total count\na_total 1\n",
		"# HELP a_total x\n# TYPE a_total counter\nb_total 1\n",
		"# HELP a x\n# TYPE a counter\na 1\n", /* a counter without _total */
		"# HELP a_total x\n# TYPE a_total counter\na_total -1\n",
		"# HELP 1a_total x\n# TYPE 1a_total counter\n1a_total 1\n",
		"\n",
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct arena *a = arena_new();
		if (prometheus_check(a, str_of(wrong[i]), NULL) == NULL)
			fail_msg("taken: %s", wrong[i]);
		arena_free(&a);
	}
}

static void
a_gauge_is_not_counted_and_a_word_is_known(void **state)
{
	(void)state;
	assert_bug(metric_add(METRIC_RSS, 0, 1));
	assert_bug(metric_set(METRIC_REQUESTS, 0, 1));
	assert_bug(metric_add(METRIC_REQUESTS, 5, 1));
	assert_bug(metric_add_word(METRIC_VERDICTS, STR("praise"), 1));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_of_many_threads_add_up_and_outlive_them),
		cmocka_unit_test(a_word_counts_under_its_own_label),
		cmocka_unit_test(the_text_is_what_the_format_asks_for),
		cmocka_unit_test(the_parser_of_this_test_refuses_what_is_wrong),
		cmocka_unit_test(a_gauge_is_not_counted_and_a_word_is_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
