/* Memory of a request. */
#include "scratch.h"

#include <stdalign.h>

static int
setup(void **state)
{
	*state = arena_new();
	return 0;
}

static int
teardown(void **state)
{
	struct arena *a = *state;
	arena_free(&a);
	assert_null(a);
	return 0;
}

static void
every_size_is_aligned_for_any_type_and_its_own(void **state)
{
	struct arena *a = *state;
	unsigned char *p[300];
	for (size_t n = 0; n < ARRAY_LEN(p); n++) {
		p[n] = arena_alloc(a, n);
		assert_int_equal((uintptr_t)p[n] % alignof(max_align_t), 0);
		memset(p[n], (int)(n & 0xFF), n);
	}
	for (size_t n = 0; n < ARRAY_LEN(p); n++)
		for (size_t i = 0; i < n; i++)
			assert_int_equal(p[n][i], n & 0xFF);
}

static void
blocks_of_every_size_around_the_block_border_hold_their_bytes(void **state)
{
	struct arena *a = *state;
	static const size_t sizes[] = {16383, 16384, 16385, 65519, 65520, 65536, 65537, 1 << 20};
	unsigned char *p[ARRAY_LEN(sizes)];
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		p[i] = arena_alloc(a, sizes[i]);
		memset(p[i], (int)i + 1, sizes[i]);
	}
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		assert_int_equal(p[i][0], i + 1);
		assert_int_equal(p[i][sizes[i] - 1], i + 1);
	}
}

static void
zeroed_memory_is_zero_although_it_was_used_before(void **state)
{
	struct arena *a = *state;
	memset(arena_alloc(a, 1000), 0xFF, 1000);
	arena_reset(a);
	const unsigned char *p = arena_zero(a, 100, 10);
	for (size_t i = 0; i < 1000; i++)
		assert_int_equal(p[i], 0);
}

static void
a_copy_has_a_nul_behind_it_and_may_be_of_nothing(void **state)
{
	struct arena *a = *state;
	assert_string_equal(arena_copy(a, "abcdef", 3), "abc");
	assert_string_equal(arena_copy(a, NULL, 0), "");
}

static void
a_list_grows_one_by_one_and_keeps_what_is_in_it(void **state)
{
	struct arena *a = *state;
	int *list = NULL, moved = 0;
	for (int n = 0; n < 1000; n++) {
		const int *before = list;
		arena_grow(a, list, (size_t)n);
		moved += list != before;
		assert_int_equal(list[n], 0);
		list[n] = n;
	}
	for (int n = 0; n < 1000; n++)
		assert_int_equal(list[n], n);
	assert_int_equal(moved, 11); /* at 0, 1, 2, 4, … 512 */
}

static void
used_counts_what_was_handed_out_since_the_reset(void **state)
{
	struct arena *a = *state;
	assert_int_equal(arena_used(a), 0);
	arena_alloc(a, 5);
	arena_alloc(a, 100000);
	assert_int_equal(arena_used(a), 100005);
	arena_reset(a);
	assert_int_equal(arena_used(a), 0);
}

static void
a_reset_leaves_nothing_of_what_a_reader_wrote(void **state)
{
	struct arena *a = *state;
	char *secret = arena_copy(a, "ada@example.org", 15);
	arena_reset(a);
	/* It is the next one again. */
	assert_ptr_equal(arena_alloc(a, 16), secret);
	assert_int_not_equal(memcmp(secret, "ada@", 4), 0);
#ifdef RJ_DEBUG
	assert_int_equal((unsigned char)secret[0], 0xA5);
#else
	assert_int_equal(secret[0], 0);
#endif
}

static void
a_size_that_overflows_is_a_bug(void **state)
{
	struct arena *a = *state;
	volatile size_t huge = SIZE_MAX / 2;
	assert_bug(arena_zero(a, huge, 3));
	volatile size_t most = SIZE_MAX;
	assert_bug((void)*(volatile char *)arena_alloc(a, most));
}

static void
an_empty_machine_ends_the_process_in_order(void **state)
{
	(void)state;
	int fate = FATE(die_memory(1));
	assert_true(WIFEXITED(fate) && WEXITSTATUS(fate) == 71);
}

static void
the_heap_gives_cleared_and_growing_memory(void **state)
{
	(void)state;
	unsigned char *p = heap_zero(10, 10);
	for (size_t i = 0; i < 100; i++)
		assert_int_equal(p[i], 0);
	memset(p, 7, 100);
	p = heap_grow(p, 1000, 10);
	for (size_t i = 0; i < 100; i++)
		assert_int_equal(p[i], 7);
	heap_free(p);
	heap_free(heap_alloc(0));
}

static void
what_was_allocated_last_grows_and_shrinks_where_it_stands(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	char *p = arena_alloc(a, 10), *q;
	memcpy(p, "0123456789", 10);
	assert_ptr_equal(arena_resize(a, p, 10, 1000), p);
	q = arena_alloc(a, 1);
	assert_true(q >= p + 1000);
	assert_null(arena_resize(a, p, 1000, 2000)); /* not the last any more */
	assert_ptr_equal(arena_resize(a, q, 1, 500), q);
	assert_ptr_equal(arena_resize(a, q, 500, 3), q);
	assert_true((char *)arena_alloc(a, 8) < q + 64);
	q = arena_alloc(a, 100);
	assert_null(arena_resize(a, q, 100, 1 << 20)); /* no block is so large */
	assert_memory_equal(p, "0123456789", 10);
	char *large = arena_alloc(a, 100000);
	assert_null(arena_resize(a, large, 100000, 100001));
	arena_free(&a);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(every_size_is_aligned_for_any_type_and_its_own),
		T(blocks_of_every_size_around_the_block_border_hold_their_bytes),
		T(zeroed_memory_is_zero_although_it_was_used_before),
		T(a_copy_has_a_nul_behind_it_and_may_be_of_nothing),
		T(a_list_grows_one_by_one_and_keeps_what_is_in_it),
		T(used_counts_what_was_handed_out_since_the_reset),
		T(a_reset_leaves_nothing_of_what_a_reader_wrote),
		T(a_size_that_overflows_is_a_bug),
		T(an_empty_machine_ends_the_process_in_order),
		T(the_heap_gives_cleared_and_growing_memory),
		cmocka_unit_test(what_was_allocated_last_grows_and_shrinks_where_it_stands),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
