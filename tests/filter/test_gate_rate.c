/* Rate limits. */
#include "test.h"

#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>

#include "base/crypt.h"
#include "filter/gate_rate.h"

static int
setup(void **state)
{
	(void)state;
	crypt_init();
	return 0;
}

static void
a_burst_passes_and_the_next_waits_for_its_share(void **state)
{
	(void)state;
	/* Room for both keys, also where they fall into one shard: the hash is another in each process. */
	struct rate_table *t = rate_new(4096);
	for (int i = 0; i < 10; i++)
		assert_int_equal(rate_take(t, STR("block"), 10, 300000, 1000), 0);
	assert_int_equal(rate_take(t, STR("block"), 10, 300000, 1000), 30000);
	assert_int_equal(rate_take(t, STR("other"), 10, 300000, 1000), 0);
	assert_int_equal(rate_take(t, STR("block"), 10, 300000, 30999), 1);
	assert_int_equal(rate_take(t, STR("block"), 10, 300000, 31000), 0);
	assert_int_equal(rate_take(t, STR("block"), 10, 300000, 31000), 30000);
	/* After the whole span the whole burst is back, and no more. */
	for (int i = 0; i < 10; i++)
		assert_int_equal(rate_take(t, STR("block"), 10, 300000, 9000000), 0);
	assert_true(rate_take(t, STR("block"), 10, 300000, 9000000) > 0);
	rate_free(&t);
	assert_null(t);
}

static void
who_takes_is_told_how_many_are_left(void **state)
{
	(void)state;
	struct rate_table *t = rate_new(64);
	int64_t left = -1;
	for (int i = 1; i <= 3; i++) {
		assert_int_equal(rate_take_left(t, STR("k"), 3, 3000, 0, &left), 0);
		assert_int_equal(left, 3 - i);
		assert_int_equal(rate_left(t, STR("k"), 3, 3000, 0), left);
	}
	assert_int_equal(rate_take_left(t, STR("k"), 3, 3000, 0, &left), 1000);
	assert_int_equal(left, 0);
	assert_int_equal(rate_take_left(t, STR("k"), 3, 3000, 2500, &left), 0);
	assert_int_equal(left, 1); /* half a one comes back with time */
	assert_int_equal(rate_left(t, STR("k"), 3, 3000, 2500), left);
	rate_free(&t);
}

static void
uneven_bursts_never_give_one_more(void **state)
{
	(void)state;
	static const int64_t bursts[] = {1, 2, 3, 7, 11, 1000, 99999};
	for (size_t i = 0; i < ARRAY_LEN(bursts); i++) {
		struct rate_table *t = rate_new(1);
		int64_t passed = 0;
		while (rate_take(t, STR("k"), bursts[i], 1, 5) == 0)
			passed++;
		assert_int_equal(passed, bursts[i]);
		rate_free(&t);
	}
}

static void
what_is_given_back_can_be_taken_again(void **state)
{
	(void)state;
	struct rate_table *t = rate_new(64);
	rate_return(t, STR("k"), 2, 1000, 0); /* unknown: nothing happens */
	assert_int_equal(rate_take(t, STR("k"), 2, 1000, 0), 0);
	rate_return(t, STR("k"), 2, 1000, 0);
	rate_return(t, STR("k"), 2, 1000, 0); /* never more than full */
	assert_int_equal(rate_take(t, STR("k"), 2, 1000, 0), 0);
	assert_int_equal(rate_take(t, STR("k"), 2, 1000, 0), 0);
	assert_int_equal(rate_take(t, STR("k"), 2, 1000, 0), 500);
	rate_free(&t);
}

static void
a_million_keys_cost_no_memory_and_a_busy_one_stays_limited(void **state)
{
	(void)state;
	struct rate_table *t = rate_new(4096);
	for (int i = 0; i < 10; i++)
		assert_int_equal(rate_take(t, STR("busy"), 10, 300000, 0), 0);
	size_t before = mallinfo2().uordblks;
	for (int i = 0; i < 1000000; i++) {
		char key[16];
		int n = snprintf(key, sizeof(key), "%d", i);
		assert_int_equal(rate_take(t, (struct str){key, (size_t)n}, 10, 300000, i / 100), 0);
	}
	assert_true(mallinfo2().uordblks <= before + 4096);
	assert_true(rate_take(t, STR("busy"), 10, 300000, 10000) > 0);
	rate_free(&t);
}

static void
the_smallest_table_still_limits_its_busiest(void **state)
{
	(void)state;
	struct rate_table *t = rate_new(0);
	assert_int_equal(rate_take(t, STR("k"), 1, 1000, 0), 0);
	assert_int_equal(rate_take(t, STR("k"), 1, 1000, 0), 1000);
	for (int i = 0; i < 1000; i++) {
		char key[16];
		int n = snprintf(key, sizeof(key), "%d", i);
		rate_take(t, (struct str){key, (size_t)n}, 5, 1000, 0);
	}
	rate_free(&t);
}

static struct rate_table *shared;
static _Atomic int64_t passed;

static void *
hammer(void *arg)
{
	(void)arg;
	for (int i = 0; i < 5000; i++)
		if (rate_take(shared, STR("one"), 100, 60000, 7) == 0)
			atomic_fetch_add(&passed, 1);
	return NULL;
}

static void
eight_threads_on_one_key_never_pass_the_burst(void **state)
{
	(void)state;
	pthread_t threads[8];
	shared = rate_new(64);
	for (size_t i = 0; i < ARRAY_LEN(threads); i++)
		assert_int_equal(pthread_create(&threads[i], NULL, hammer, NULL), 0);
	for (size_t i = 0; i < ARRAY_LEN(threads); i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(passed, 100);
	rate_free(&shared);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_burst_passes_and_the_next_waits_for_its_share),
		cmocka_unit_test(who_takes_is_told_how_many_are_left),
		cmocka_unit_test(uneven_bursts_never_give_one_more),
		cmocka_unit_test(what_is_given_back_can_be_taken_again),
		cmocka_unit_test(a_million_keys_cost_no_memory_and_a_busy_one_stays_limited),
		cmocka_unit_test(the_smallest_table_still_limits_its_busiest),
		cmocka_unit_test(eight_threads_on_one_key_never_pass_the_burst),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
