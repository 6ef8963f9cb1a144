/* The only clock. */
#include "scratch.h"

#include "base/clock.h"

static struct arena *a;

static int
setup(void **state)
{
	(void)state;
	a = arena_new();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	clock_stop(CLOCK_RUN);
	arena_free(&a);
	return 0;
}

static void
a_stopped_clock_stands_until_it_runs_again(void **state)
{
	(void)state;
	clock_stop(0);
	assert_int_equal(clock_now(), 0);
	clock_stop(-1);
	assert_int_equal(clock_now(), -1);
	clock_stop(CLOCK_RUN);
	struct timespec ts;
	assert_int_equal(clock_gettime(CLOCK_REALTIME, &ts), 0);
	int64_t late = clock_now() - ts.tv_sec;
	assert_true(late >= -1 && late <= 60);
}

static void
the_tick_goes_on_in_milliseconds_even_when_the_clock_stands(void **state)
{
	(void)state;
	clock_stop(5);
	int64_t before = clock_tick();
	usleep(20 * 1000);
	int64_t passed = clock_tick() - before;
	assert_true(passed >= 19 && passed < 60 * 1000);
}

/* `date -u -d @N` says the same. */
static void
times_are_written_as_the_standards_say(void **state)
{
	(void)state;
	assert_str(clock_iso(a, 0), "1970-01-01T00:00:00Z");
	assert_str(clock_iso(a, -1), "1969-12-31T23:59:59Z");
	assert_str(clock_iso(a, 951782400), "2000-02-29T00:00:00Z");
	assert_str(clock_iso(a, 2147483648), "2038-01-19T03:14:08Z");
	assert_str(clock_iso(a, 253402300799), "9999-12-31T23:59:59Z");
	assert_str(clock_http(a, 784111777), "Sun, 06 Nov 1994 08:49:37 GMT"); /* RFC 9110 5.6.7 */
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_stopped_clock_stands_until_it_runs_again),
		T(the_tick_goes_on_in_milliseconds_even_when_the_clock_stands),
		T(times_are_written_as_the_standards_say),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
