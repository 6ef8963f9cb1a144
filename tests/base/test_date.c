/* base/date.c: the same moment in every spelling, and what is no date. */
#include "test.h"

#include "base/clock.h"
#include "base/date.h"

static void
every_spelling_of_a_moment_is_that_moment(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *utc;
	} rows[] = {
		/* RFC 3339 and the W3C's note */
		{"2026-11-25T18:21:00Z", "2026-11-25T18:21:00Z"},
		{"2026-11-25t18:21:00z", "2026-11-25T18:21:00Z"},
		{"2026-11-25 18:21:00Z", "2026-11-25T18:21:00Z"},
		{"2026-11-25T18:21Z", "2026-11-25T18:21:00Z"},
		{"2026-11-25T18:21:00.123456789+01:00", "2026-11-25T17:21:00Z"},
		{"2026-11-25T23:59:59-00:01", "2026-11-26T00:00:59Z"},
		{"1985-04-12T23:20:50.52Z", "1985-04-12T23:20:50Z"}, /* RFC 3339, 5.8 */
		{"1996-12-19T16:39:57-08:00", "1996-12-20T00:39:57Z"},
		{"1990-12-31T23:59:60Z", "1990-12-31T23:59:59Z"},
		{"2026-11-25T18:21:00", "2026-11-25T18:21:00Z"},
		{"2026-11-25", "2026-11-25T00:00:00Z"},
		{"2026-11", "2026-11-01T00:00:00Z"},
		{"2026", "2026-01-01T00:00:00Z"},
		{"2024-02-29", "2024-02-29T00:00:00Z"},
		{"2000-02-29", "2000-02-29T00:00:00Z"},
		{"1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"},
		{"0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"},
		{"9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"},
		{"  2026-11-25\n", "2026-11-25T00:00:00Z"},
		/* RFC 822 and its successors */
		{"Wed, 25 Nov 2026 18:21:00 GMT", "2026-11-25T18:21:00Z"},
		{"Wed, 25 Nov 2026 18:21:00 +0100", "2026-11-25T17:21:00Z"},
		{"25 Nov 2026 18:21 UT", "2026-11-25T18:21:00Z"},
		{"Wed, 25 nov 2026 13:21:00 EST", "2026-11-25T18:21:00Z"},
		{"Fri, 21 Nov 97 09:55:06 -0600", "1997-11-21T15:55:06Z"}, /* RFC 2822, A.5 */
		{"Sat, 07 Sep 02 00:00:01 GMT", "2002-09-07T00:00:01Z"},
		{"1 Jan 2027 00:00:00 Z", "2027-01-01T00:00:00Z"},
		{"Wed, 25 Nov 2026 18:21:00 +0000 (UTC)", "2026-11-25T18:21:00Z"},
		{"Wed,  25  Nov  2026  18:21:00  -0000", "2026-11-25T18:21:00Z"},
		{"Mon, 25 Nov 2026 18:21:00 GMT", "2026-11-25T18:21:00Z"}, /* it was a Wednesday */
	};
	struct arena *a = arena_new();
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int64_t got = 7;
		if (!date_read(str_of(rows[i].text), &got) ||
		    !str_eq(clock_iso(a, got), str_of(rows[i].utc)))
			fail_msg("%s is not %s", rows[i].text, rows[i].utc);
	}
	arena_free(&a);
}

static void
what_is_no_date_is_refused_and_nothing_is_written(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"",
		" ",
		"now",
		"yesterday",
		"25.11.2026",
		"11/25/2026",
		"20261125",
		"2026-13-01",
		"2026-00-01",
		"2026-02-30",
		"2023-02-29",
		"1900-02-29",
		"2026-11-31",
		"2026-11-00",
		"2026-11-25T",
		"2026-11-25T24:00:00Z",
		"2026-11-25T18:60:00Z",
		"2026-11-25T18:21:61Z",
		"2026-11-25T18:21:00+24:00",
		"2026-11-25T18:21:00.Z",
		"2026-11-25T18:21:00Zx",
		"2026-11-25T1:21:00Z",
		"0000-01-01",
		"99999-01-01",
		"-2026-11-25",
		"2026-1-5",
		"Wed, 25 Now 2026 18:21:00 GMT",
		"Wed, 32 Jan 2026 18:21:00 GMT",
		"Wed, 25 Nov 2026",
		"Wed, 25 Nov 2026 18:21:00 CEST",
		"Wed, 25 Nov 2026 18:21:00 +01",
		"Wed, 25 Nov 2026 18:21:00 GMT GMT",
		"1800000000",
		"٢٠٢٦-١١-٢٥",
	};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		int64_t got = 7;
		if (date_read(str_of(bad[i]), &got))
			fail_msg("%s is taken for a date", bad[i]);
		assert_int_equal(got, 7);
	}
	int64_t got = 7;
	assert_false(date_read(STR("2026-11-25T18:21:00Z\0"), &got));
}

/* The system's own calendar agrees, over four centuries. */
static void
every_day_of_a_cycle_is_where_the_system_has_it(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	for (int64_t day = -200000; day < 200000; day += 7) {
		int64_t got = 0, want = day * 86400 + 12345;
		assert_true(date_read(clock_iso(a, want), &got));
		assert_int_equal(got, want);
		assert_true(date_read(clock_http(a, want), &got));
		assert_int_equal(got, want);
		arena_reset(a);
	}
	arena_free(&a);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_spelling_of_a_moment_is_that_moment),
		cmocka_unit_test(what_is_no_date_is_refused_and_nothing_is_written),
		cmocka_unit_test(every_day_of_a_cycle_is_where_the_system_has_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
