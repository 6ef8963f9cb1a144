/* UTF-8 against Unicode's table 3-7. */
#include "scratch.h"

#include "base/utf8.h"

static void
every_scalar_value_goes_out_and_comes_back(void **state)
{
	(void)state;
	for (uint32_t c = 1; c <= 0x10FFFF; c++) {
		if (c == 0xD800)
			c = 0xE000;
		char p[4];
		size_t at = 0, n = utf8_put(p, c);
		struct str s = {p, n};
		if (!utf8_valid(s) || utf8_next(s, &at) != c || at != n || utf8_count(s) != 1)
			fail_msg("U+%04X", c);
	}
}

static void
lengths_change_at_the_borders_of_the_standard(void **state)
{
	(void)state;
	char p[4];
	assert_int_equal(utf8_put(p, 0x7F), 1);
	assert_int_equal(utf8_put(p, 0x80), 2);
	assert_int_equal(utf8_put(p, 0x7FF), 2);
	assert_int_equal(utf8_put(p, 0x800), 3);
	assert_int_equal(utf8_put(p, 0xFFFF), 3);
	assert_int_equal(utf8_put(p, 0x10000), 4);
	assert_int_equal(memcmp(p, "\xF0\x90\x80\x80", 4), 0);
	assert_int_equal(utf8_put(p, 0x10FFFF), 4);
	assert_int_equal(memcmp(p, "\xF4\x8F\xBF\xBF", 4), 0);
}

/* Table 3-7 of Unicode 15, chapter 3: the lawful second bytes of each lead byte. */
static bool
pair_is_lawful(unsigned lead, unsigned second)
{
	unsigned lo = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
	unsigned hi = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
	return lead >= 0xC2 && lead <= 0xF4 && second >= lo && second <= hi;
}

static void
every_lead_and_second_byte_is_judged_as_the_table_says(void **state)
{
	(void)state;
	for (unsigned lead = 0x80; lead <= 0xFF; lead++)
		for (unsigned second = 0; second <= 0xFF; second++) {
			char p[] = {(char)lead, (char)second, (char)0x80, (char)0x80};
			size_t n = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
			if (utf8_valid((struct str){p, n}) != pair_is_lawful(lead, second))
				fail_msg("%02X %02X", lead, second);
			if (utf8_valid((struct str){p, n - 1}) && n > 2)
				fail_msg("%02X %02X cut short", lead, second);
		}
}

static void
nul_is_not_text_and_nothing_is(void **state)
{
	(void)state;
	assert_false(utf8_valid(STR("a\0b")));
	assert_true(utf8_valid(STR("")));
	assert_true(utf8_valid((struct str){0}));
	assert_true(utf8_valid(STR("na\xC3\xAFve \xE2\x82\xAC \xF0\x9F\x98\x80")));
	assert_false(utf8_valid(STR("\xED\xA0\x80")));     /* a surrogate */
	assert_false(utf8_valid(STR("\xC0\xAF")));         /* an overlong slash */
	assert_false(utf8_valid(STR("\xF4\x90\x80\x80"))); /* U+110000 */
}

static void
counting_is_in_code_points(void **state)
{
	(void)state;
	assert_int_equal(utf8_count(STR("")), 0);
	assert_int_equal(utf8_count(STR("a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80")), 4);
}

static void
bad_bytes_behind_the_door_are_a_bug(void **state)
{
	(void)state;
	size_t at = 0;
	char p[4];
	assert_bug(utf8_next(STR("\x80"), &at));
	assert_bug(utf8_next(STR(""), &at));
	assert_bug(utf8_put(p, 0xD800));
	assert_bug(utf8_put(p, 0x110000));
}

static void
controls_are_told_from_letters(void **state)
{
	(void)state;
	static const uint32_t controls[] = {0, 0x1F, 0x7F, 0x9F, 0xAD, 0x61C, 0x200B, 0x200E,
		0x200F, 0x2028,
					    0x2029, 0x202A, 0x202E, 0x2060, 0x2066, 0x2069, 0xFEFF,
					    0xFFF9, 0xFFFB, 0xE0001, 0xE007F};
	static const uint32_t letters[] = {' ', '~', 0xA0, 0xAC, 0xAE, 0x200C, 0x200D, 0x2010,
		0x2027,
					   0x202F, 0x205F, 0x2070, 0xFFFD, 0x1F600, 0xDFFF + 1};
	for (size_t i = 0; i < ARRAY_LEN(controls); i++)
		assert_true(utf8_is_control(controls[i]));
	for (size_t i = 0; i < ARRAY_LEN(letters); i++)
		assert_false(utf8_is_control(letters[i]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_scalar_value_goes_out_and_comes_back),
		cmocka_unit_test(lengths_change_at_the_borders_of_the_standard),
		cmocka_unit_test(every_lead_and_second_byte_is_judged_as_the_table_says),
		cmocka_unit_test(nul_is_not_text_and_nothing_is),
		cmocka_unit_test(counting_is_in_code_points),
		cmocka_unit_test(bad_bytes_behind_the_door_are_a_bug),
		cmocka_unit_test(controls_are_told_from_letters),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
