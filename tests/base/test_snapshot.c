/* Immutable data that is swapped whole. */
#include "scratch.h"

#include <stdatomic.h>

#include "base/snapshot.h"

static atomic_int freed;

/* Data whose two halves agree as long as it lives. */
struct pair {
	int64_t x, minus_x;
};

static struct pair *
pair_new(int64_t x)
{
	struct pair *p = heap_alloc(sizeof(*p));
	*p = (struct pair){x, -x};
	return p;
}

static void
pair_free(void *data)
{
	struct pair *p = data;
	*p = (struct pair){1, 1};
	heap_free(p);
	atomic_fetch_add(&freed, 1);
}

static int64_t
pair_of(const struct snapshot *s)
{
	const struct pair *p = snapshot_data(s);
	assert_int_equal(p->x, -p->minus_x);
	return p->x;
}

static int
setup(void **state)
{
	(void)state;
	freed = 0;
	return 0;
}

static void
an_empty_slot_gives_nothing_and_nothing_may_be_given_back(void **state)
{
	(void)state;
	struct snapshot_slot slot = SNAPSHOT_SLOT_INIT;
	struct snapshot *s = snapshot_take(&slot);
	assert_null(s);
	snapshot_give(&s);
	snapshot_swap(&slot, NULL);
}

static void
a_swap_leaves_readers_what_they_took(void **state)
{
	(void)state;
	struct snapshot_slot slot = SNAPSHOT_SLOT_INIT;
	snapshot_swap(&slot, snapshot_new(pair_new(1), pair_free));
	struct snapshot *old = snapshot_take(&slot), *again = snapshot_take(&slot);
	snapshot_swap(&slot, snapshot_new(pair_new(2), pair_free));
	struct snapshot *now = snapshot_take(&slot);
	assert_int_equal(pair_of(old), 1);
	assert_int_equal(pair_of(now), 2);
	snapshot_give(&old);
	assert_null(old);
	assert_int_equal(freed, 0);
	assert_int_equal(pair_of(again), 1);
	snapshot_give(&again);
	assert_int_equal(freed, 1);
	snapshot_give(&now);
	assert_int_equal(freed, 1);
	snapshot_swap(&slot, NULL);
	assert_int_equal(freed, 2);
}

static void
without_readers_a_swap_frees_the_old_one_at_once(void **state)
{
	(void)state;
	struct snapshot_slot slot = SNAPSHOT_SLOT_INIT;
	for (int i = 0; i < 5; i++) {
		snapshot_swap(&slot, snapshot_new(pair_new(i), pair_free));
		assert_int_equal(freed, i);
	}
	snapshot_swap(&slot, NULL);
	assert_int_equal(freed, 5);
}

static struct snapshot_slot shared = SNAPSHOT_SLOT_INIT;
static atomic_bool stop;

static void *
read_on(void *arg)
{
	atomic_bool *torn = arg;
	int64_t last = 0;
	while (!stop) {
		struct snapshot *s = snapshot_take(&shared);
		const struct pair *p = snapshot_data(s);
		if (p->x != -p->minus_x || p->x < last)
			*torn = true;
		last = p->x;
		snapshot_give(&s);
	}
	return NULL;
}

static void
threads_never_see_freed_data_nor_go_back_in_time(void **state)
{
	(void)state;
	pthread_t t[4];
	atomic_bool torn = false;
	stop = false;
	snapshot_swap(&shared, snapshot_new(pair_new(1), pair_free));
	for (size_t i = 0; i < ARRAY_LEN(t); i++)
		assert_int_equal(pthread_create(&t[i], NULL, read_on, &torn), 0);
	for (int64_t x = 2; x <= 5000; x++)
		snapshot_swap(&shared, snapshot_new(pair_new(x), pair_free));
	stop = true;
	for (size_t i = 0; i < ARRAY_LEN(t); i++)
		pthread_join(t[i], NULL);
	assert_false(torn);
	snapshot_swap(&shared, NULL);
	assert_int_equal(freed, 5000);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup(f, setup)
	const struct CMUnitTest tests[] = {
		T(an_empty_slot_gives_nothing_and_nothing_may_be_given_back),
		T(a_swap_leaves_readers_what_they_took),
		T(without_readers_a_swap_frees_the_old_one_at_once),
		T(threads_never_see_freed_data_nor_go_back_in_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
