/* Growing bytes with a ceiling. */
#include "scratch.h"

#include "base/buf.h"
#include "arena.h"

static void
what_was_written_stands_in_order(void **state)
{
	(void)state;
	struct buf b = buf_in(a, 1000);
	buf_lit(&b, "n=");
	buf_int(&b, INT64_MIN);
	buf_char(&b, ',');
	buf_str(&b, STR("x\0y"));
	buf_printf(&b, "%03d%s", 7, "!");
	assert_str(buf_view(&b), "n=-9223372036854775808,x\0y007!");
	assert_false(b.over);
}

static void
an_empty_one_is_an_empty_str(void **state)
{
	(void)state;
	struct buf b = buf_in(a, 0);
	buf_add(&b, NULL, 0);
	buf_str(&b, (struct str){0});
	assert_str(buf_view(&b), "");
	assert_false(b.over);
}

static void
the_ceiling_is_reached_but_never_passed(void **state)
{
	(void)state;
	for (size_t max = 0; max < 600; max += 37) {
		struct buf b = buf_in(a, max);
		for (size_t i = 0; i < max; i++)
			buf_char(&b, 'x');
		assert_false(b.over);
		assert_int_equal(b.n, max);
		buf_char(&b, 'y');
		assert_true(b.over);
		assert_int_equal(b.n, max);
		assert_true(b.cap <= max);
	}
}

static void
after_the_first_overflow_nothing_more_is_written(void **state)
{
	(void)state;
	struct buf b = buf_in(a, 4);
	buf_lit(&b, "abc");
	buf_lit(&b, "de");
	buf_lit(&b, "f"); /* would fit */
	assert_true(b.over);
	assert_str(buf_view(&b), "abc");
	buf_clear(&b);
	assert_false(b.over);
	buf_lit(&b, "wxyz");
	assert_false(b.over);
	assert_str(buf_view(&b), "wxyz");
}

static void
a_length_near_the_end_of_size_t_only_overflows_the_buffer(void **state)
{
	(void)state;
	struct buf b = buf_in(a, 10);
	buf_lit(&b, "abc");
	buf_add(&b, "x", SIZE_MAX - 1);
	assert_true(b.over);
	assert_int_equal(b.n, 3);
}

static void
growing_keeps_the_bytes(void **state)
{
	(void)state;
	struct buf b = buf_in(a, 1 << 20);
	for (int i = 0; i < 100000; i++)
		buf_char(&b, (char)('a' + i % 26));
	for (int i = 0; i < 100000; i++)
		assert_int_equal(buf_view(&b).p[i], 'a' + i % 26);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(what_was_written_stands_in_order),
		T(an_empty_one_is_an_empty_str),
		T(the_ceiling_is_reached_but_never_passed),
		T(after_the_first_overflow_nothing_more_is_written),
		T(a_length_near_the_end_of_size_t_only_overflows_the_buffer),
		T(growing_keeps_the_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
