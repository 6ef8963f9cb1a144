/* http/form.c: what comes through the door, and what spoils it. */
#include "test.h"

#include "base/buf.h"
#include "http/form.h"
#include "arena.h"

enum { F_TEXT, F_NAME, F_AGE, F_TICK, F_KEY, F_PAGE, F__MAX };

static const struct field fields[F__MAX] = {
	[F_TEXT] = {"comment", FIELD_TEXT, 1, 10, 0, true, false},
	[F_NAME] = {"author", FIELD_LINE, 1, 5, 0, true, false},
	[F_AGE] = {"age", FIELD_INT, 1, 120, 0, false, false},
	[F_TICK] = {"tick", FIELD_FLAG, 0, 0, 0, false, false},
	[F_KEY] = {"key", FIELD_WORD, 4, 8, 0, false, false},
	[F_PAGE] = {"page", FIELD_LINE, 1, 20, 0, false, true},
};

static struct value v[F__MAX];

static bool
parse(const char *z)
{
	memset(v, 0x5A, sizeof(v)); /* every field of every value is written */
	return form_parse(a, str_of(z), fields, F__MAX, v);
}

static bool
parse_json(const char *z)
{
	memset(v, 0x5A, sizeof(v));
	return form_parse_json(a, str_of(z), fields, F__MAX, v);
}

static void
an_object_fills_the_same_fields_by_the_same_limits(void **state)
{
	(void)state;
	assert_true(parse_json("{\"comment\": \"a&b\\r\\n\\u003c\", \"author\": \" \\u00dcla \", \"age\": 7, \"tick\": true, "
			       "\"key\": null, \"page\": \"/a\", \"nobody asked\": \"x\"}"));
	assert_str(v[F_TEXT].text, "a&b\n<");
	assert_str(v[F_NAME].text, "\303\234la");
	assert_int_equal(v[F_AGE].n, 7);
	assert_int_equal(v[F_TICK].n, 1);
	assert_false(v[F_KEY].given);
	assert_int_equal(v[F_PAGE].n_list, 1);
	assert_true(parse_json("{\"comment\": \"12345678901\", \"author\": \"\", \"age\": 121, \"tick\": false, \"key\": \"a b c\"}"));
	assert_int_equal(v[F_TEXT].fault, FAULT_LONG);
	assert_int_equal(v[F_NAME].fault, FAULT_MISSING);
	assert_int_equal(v[F_AGE].fault, FAULT_NUMBER);
	assert_false(v[F_TICK].given);
	assert_int_equal(v[F_KEY].fault, FAULT_CHARS);
}

static void
what_is_no_flat_object_spoils_the_whole(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"", "{", "[]", "\"comment\"", "null", "1", "{} {}", "{\"comment\": {}}", "{\"comment\": [\"x\"]}",
		"{\"age\": 1.5}", "{\"other\": []}", "{\"age\": 1, \"age\": 2}", "{\"comment\": \"a\\u0000b\"}",
		"{\"com\\u0000ment\": \"x\"}", "{\"comment\": \"\377\"}", "{\"comment\": \"\\ud800\"}",
		"{\"age\": 99999999999999999999}", "{'comment': 'x'}", "{\"comment\": \"x\",}"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (parse_json(bad[i]))
			fail_msg("taken: %s", bad[i]);
	struct buf b = buf_in(a, 1 << 17);
	buf_lit(&b, "{\"comment\":");
	for (int i = 0; i < 50000; i++)
		buf_char(&b, '[');
	buf_char(&b, '\0');
	assert_false(parse_json(b.p));
	b = buf_in(a, 1 << 12);
	for (int i = 0; i <= FORM_FIELDS_MAX; i++)
		buf_printf(&b, "%c\"f%d\":1", i == 0 ? '{' : ',', i);
	buf_lit(&b, "}");
	buf_char(&b, '\0');
	assert_false(parse_json(b.p));
}

static void
values_are_decoded_once(void **state)
{
	(void)state;
	assert_true(parse("comment=a%26b%3D+%2B%253C&author=%C3%9Cla"));
	assert_str(v[F_TEXT].text, "a&b= +%3C");
	assert_str(v[F_NAME].text, "\303\234la");
	assert_int_equal(v[F_TEXT].fault, FAULT_NONE);
	assert_int_equal(v[F_NAME].fault, FAULT_NONE);
	assert_false(v[F_AGE].given);
}

static void
empty_pairs_and_unknown_fields_are_ignored_and_no_equals_sign_means_empty(void **state)
{
	(void)state;
	assert_true(parse("&&status=approved&comment=x&&author&id=7&"));
	assert_str(v[F_TEXT].text, "x");
	assert_true(v[F_NAME].given);
	assert_int_equal(v[F_NAME].fault, FAULT_MISSING);
	assert_true(parse(""));
	assert_int_equal(v[F_TEXT].fault, FAULT_MISSING);
	assert_false(v[F_TEXT].given);
}

static void
a_bad_escape_anywhere_spoils_the_whole(void **state)
{
	(void)state;
	static const char *const bad[] = {"comment=%",    "comment=%4",   "comment=%4g",
					  "comment=%G4",  "comment=a&x=%", "%zz=1",
					  "comment=%%41", "comment=%+1",  "comment=% 1",
					  "comment=%u0041"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(parse(bad[i]));
	assert_true(parse("comment=%41%6a%4A"));
	assert_str(v[F_TEXT].text, "AjJ");
}

static void
bad_utf8_and_nul_spoil_the_whole_raw_or_escaped(void **state)
{
	(void)state;
	static const char *const bad[] = {"comment=%00",          "x=a%00b",
					  "comment=%C0%80",       "comment=%ED%A0%80",
					  "comment=%F5%80%80%80", "comment=%80",
					  "comment=%F0%9F%98",    "comment=\xC0\x80",
					  "%FF=1",                "comment=%C0%AE"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(parse(bad[i]));
	assert_false(form_parse(a, (struct str){"comment=a\0b", 11}, fields, F__MAX, v));
	assert_true(parse("comment=%F0%9F%98%80"));
}

static void
a_doubled_field_spoils_the_whole_unless_its_row_says_many(void **state)
{
	(void)state;
	assert_false(parse("comment=a&comment=a"));
	assert_false(parse("comment=a&c%6Fmment=b"));
	assert_false(parse("nobody=1&nobody=2"));
	assert_true(parse("page=%2Fa&comment=x&page=%2Fb&page="));
	assert_int_equal(v[F_PAGE].n_list, 3);
	assert_str(v[F_PAGE].list[0], "/a");
	assert_str(v[F_PAGE].list[1], "/b");
	assert_str(v[F_PAGE].list[2], "");
	assert_true(parse("comment=a&comment[]=b"));
	assert_str(v[F_TEXT].text, "a");
}

static struct str
names(size_t n, const char *fmt)
{
	struct buf b = buf_in(a, 1 << 20);
	for (size_t i = 0; i < n; i++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		buf_printf(&b, fmt, i);
#pragma GCC diagnostic pop
	}
	return buf_view(&b);
}

static void
sixty_four_fields_are_taken_and_one_more_is_not(void **state)
{
	(void)state;
	assert_true(form_parse(a, names(64, "f%zu=1&"), fields, F__MAX, v));
	assert_false(form_parse(a, names(65, "f%zu=1&"), fields, F__MAX, v));
	assert_false(form_parse(a, names(20000, "f%zu&"), fields, F__MAX, v));
}

static void
a_many_field_repeats_a_hundred_times_and_not_once_more(void **state)
{
	(void)state;
	assert_true(form_parse(a, names(100, "page=%%2F%zu&"), fields, F__MAX, v));
	assert_int_equal(v[F_PAGE].n_list, 100);
	assert_str(v[F_PAGE].list[99], "/99");
	assert_int_equal(v[F_PAGE].fault, FAULT_NONE);
	assert_false(form_parse(a, names(101, "page=%%2F%zu&"), fields, F__MAX, v));
}

static void
one_bad_value_of_many_marks_the_field(void **state)
{
	(void)state;
	assert_true(parse("page=%2Fa&page=%2F234567890123456789012&page=%2Fb"));
	assert_int_equal(v[F_PAGE].fault, FAULT_LONG);
	assert_int_equal(v[F_PAGE].n_list, 3);
}

/* n times the character, then a fault is expected or not */
static enum field_fault
text_of(const char *character, size_t n)
{
	struct buf b = buf_in(a, 1024);
	buf_lit(&b, "comment=");
	for (size_t i = 0; i < n; i++)
		buf_str(&b, str_of(character));
	assert_true(form_parse(a, buf_view(&b), fields, F__MAX, v));
	assert_int_equal(v[F_TEXT].text.n, n * strlen(character)); /* never cut */
	return v[F_TEXT].fault;
}

static void
limits_count_characters_of_one_to_four_bytes_and_never_cut(void **state)
{
	(void)state;
	static const char *const characters[] = {"a", "\303\244", "\342\202\254",
						 "\360\237\230\200"};
	for (size_t i = 0; i < ARRAY_LEN(characters); i++) {
		assert_int_equal(text_of(characters[i], 9), FAULT_NONE);
		assert_int_equal(text_of(characters[i], 10), FAULT_NONE);
		assert_int_equal(text_of(characters[i], 11), FAULT_LONG);
	}
}

static void
a_limit_in_bytes_stands_beside_the_one_in_characters(void **state)
{
	(void)state;
	static const struct field f[] = {{"t", FIELD_TEXT, 1, 10, 12, true, false}};
	assert_true(form_parse(a, STR("t=%E2%82%AC%E2%82%AC%E2%82%AC%E2%82%AC"), f, 1, v));
	assert_int_equal(v[0].fault, FAULT_NONE);
	assert_true(form_parse(a, STR("t=%E2%82%AC%E2%82%AC%E2%82%AC%E2%82%ACa"), f, 1, v));
	assert_int_equal(v[0].fault, FAULT_LONG);
}

static void
line_ends_become_lf_before_anything_is_counted(void **state)
{
	(void)state;
	assert_true(parse("comment=a%0D%0Ab%0Dc%0Ad%0D%0D%0Ae&author=n"));
	assert_str(v[F_TEXT].text, "a\nb\nc\nd\n\ne");
	assert_int_equal(v[F_TEXT].fault, FAULT_NONE);
	assert_true(parse("comment=%0D%0A%0D%0A12345678&author=n")); /* 10 characters, 12 bytes */
	assert_int_equal(v[F_TEXT].fault, FAULT_NONE);
}

static void
text_keeps_its_white_space_tabs_and_direction_marks(void **state)
{
	(void)state;
	assert_true(parse("comment=+%09a%0A%E2%80%8F+&author=n"));
	assert_str(v[F_TEXT].text, " \ta\n\342\200\217 ");
	assert_int_equal(v[F_TEXT].fault, FAULT_NONE);
}

static void
text_with_a_control_character_is_kept_and_faulted(void **state)
{
	(void)state;
	static const char *const bad[] = {"comment=a%1Bb", "comment=a%01b", "comment=a%7Fb",
					  "comment=a%C2%85b", "comment=a%08b"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_true(parse(bad[i]));
		assert_int_equal(v[F_TEXT].fault, FAULT_CHARS);
		assert_true(v[F_TEXT].text.n >= 3);
	}
}

static void
text_that_shows_nothing_is_missing(void **state)
{
	(void)state;
	static const char *const nothing[] = {
		"comment=",
		"comment=+++",
		"comment=%09%0D%0A",
		"comment=%E2%80%8B",             /* U+200B zero width space */
		"comment=%E2%80%8D%E2%80%8C",    /* joiners */
		"comment=%E3%80%80%C2%A0",       /* ideographic and no-break space */
		"comment=%EF%BB%BF%E2%81%A0",    /* U+FEFF, U+2060 */
		"comment=%E3%85%A4%EF%BE%A0",    /* Hangul fillers */
		"comment=%E2%A0%80",             /* empty braille cell */
		"comment=%F3%A0%81%81%EF%B8%8F", /* tag character, variation selector */
		"comment=%E2%80%AE%C2%AD",       /* RLO, soft hyphen */
	};
	for (size_t i = 0; i < ARRAY_LEN(nothing); i++) {
		assert_true(parse(nothing[i]));
		assert_int_equal(v[F_TEXT].fault, FAULT_MISSING);
	}
	assert_true(parse("comment=%E2%80%8B.")); /* with something to see it is text */
	assert_int_equal(v[F_TEXT].fault, FAULT_NONE);
}

static void
a_line_is_trimmed_and_takes_no_control_or_direction_characters(void **state)
{
	(void)state;
	static const char *const bad[] = {"author=a%0Ab", "author=a%09b", "author=a%0D%0Ab",
					  "author=a%E2%80%AEb", "author=a%E2%80%8Bb",
					  "author=a%E2%80%A8b", "author=a%7Fb"};
	assert_true(parse("comment=x&author=+%E3%80%80 a b%C2%A0%0A"));
	assert_str(v[F_NAME].text, "a b");
	assert_int_equal(v[F_NAME].fault, FAULT_NONE);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_true(parse(bad[i]));
		assert_int_equal(v[F_NAME].fault, FAULT_CHARS);
	}
	assert_true(parse("author=%E2%80%8D")); /* a joiner alone */
	assert_int_equal(v[F_NAME].fault, FAULT_MISSING);
	assert_true(parse("author=a%E2%80%8Cb")); /* Persian needs it inside */
	assert_int_equal(v[F_NAME].fault, FAULT_NONE);
}

static void
numbers_are_decimal_and_within_their_bounds(void **state)
{
	(void)state;
	static const char *const bad[] = {"age=0", "age=121", "age=1e1", "age=0x1", "age=+5",
					  "age=+", "age=5.0", "age=99999999999999999999", "age=-1"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_true(parse(bad[i]));
		assert_int_equal(v[F_AGE].fault, FAULT_NUMBER);
	}
	assert_true(parse("age=120"));
	assert_int_equal(v[F_AGE].fault, FAULT_NONE);
	assert_int_equal(v[F_AGE].n, 120);
	assert_true(parse("age="));
	assert_int_equal(v[F_AGE].fault, FAULT_NONE);
}

static void
a_flag_is_one_when_it_is_there(void **state)
{
	(void)state;
	assert_true(parse("tick"));
	assert_int_equal(v[F_TICK].n, 1);
	assert_true(parse("comment=x"));
	assert_int_equal(v[F_TICK].n, 0);
	assert_false(v[F_TICK].given);
}

static void
words_take_the_characters_of_tokens_alone(void **state)
{
	(void)state;
	assert_true(parse("key=Aa0_.~-z"));
	assert_int_equal(v[F_KEY].fault, FAULT_NONE);
	assert_true(parse("key=abc"));
	assert_int_equal(v[F_KEY].fault, FAULT_SHORT);
	assert_true(parse("key=123456789"));
	assert_int_equal(v[F_KEY].fault, FAULT_LONG);
	static const char *const bad[] = {"key=abc%2Fd", "key=abc+d", "key=abc'd", "key=abc%3Dd",
					  "key=%C3%A4bcd", "key=(select)"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_true(parse(bad[i]));
		assert_int_equal(v[F_KEY].fault, FAULT_CHARS);
	}
}

static void
what_was_typed_is_kept_beside_every_fault(void **state)
{
	(void)state;
	assert_true(parse("comment=12345678901&author=+toolong+&age=old&key=a%2Fb"));
	assert_str(v[F_TEXT].text, "12345678901");
	assert_str(v[F_NAME].text, "toolong");
	assert_str(v[F_AGE].text, "old");
	assert_str(v[F_KEY].text, "a/b");
}

static void
only_urlencoded_bodies_are_forms(void **state)
{
	(void)state;
	assert_true(form_is_urlencoded(STR("application/x-www-form-urlencoded")));
	assert_true(form_is_urlencoded(STR("Application/X-WWW-Form-Urlencoded; Charset=UTF-8")));
	assert_true(form_is_urlencoded(STR("application/x-www-form-urlencoded;charset=\"utf-8\"")));
	assert_false(form_is_urlencoded(STR("application/x-www-form-urlencoded; charset=latin1")));
	assert_false(form_is_urlencoded(STR("multipart/form-data; boundary=x")));
	assert_false(form_is_urlencoded(STR("application/x-www-form-urlencodedx")));
	assert_false(form_is_urlencoded(STR("text/plain")));
	assert_false(form_is_urlencoded(STR("")));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_object_fills_the_same_fields_by_the_same_limits),
		cmocka_unit_test(what_is_no_flat_object_spoils_the_whole),
		cmocka_unit_test(values_are_decoded_once),
		cmocka_unit_test(
			empty_pairs_and_unknown_fields_are_ignored_and_no_equals_sign_means_empty),
		cmocka_unit_test(a_bad_escape_anywhere_spoils_the_whole),
		cmocka_unit_test(bad_utf8_and_nul_spoil_the_whole_raw_or_escaped),
		cmocka_unit_test(a_doubled_field_spoils_the_whole_unless_its_row_says_many),
		cmocka_unit_test(sixty_four_fields_are_taken_and_one_more_is_not),
		cmocka_unit_test(a_many_field_repeats_a_hundred_times_and_not_once_more),
		cmocka_unit_test(one_bad_value_of_many_marks_the_field),
		cmocka_unit_test(limits_count_characters_of_one_to_four_bytes_and_never_cut),
		cmocka_unit_test(a_limit_in_bytes_stands_beside_the_one_in_characters),
		cmocka_unit_test(line_ends_become_lf_before_anything_is_counted),
		cmocka_unit_test(text_keeps_its_white_space_tabs_and_direction_marks),
		cmocka_unit_test(text_with_a_control_character_is_kept_and_faulted),
		cmocka_unit_test(text_that_shows_nothing_is_missing),
		cmocka_unit_test(a_line_is_trimmed_and_takes_no_control_or_direction_characters),
		cmocka_unit_test(numbers_are_decimal_and_within_their_bounds),
		cmocka_unit_test(a_flag_is_one_when_it_is_there),
		cmocka_unit_test(words_take_the_characters_of_tokens_alone),
		cmocka_unit_test(what_was_typed_is_kept_beside_every_fault),
		cmocka_unit_test(only_urlencoded_bodies_are_forms),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
