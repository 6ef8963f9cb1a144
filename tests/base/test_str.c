/* Borrowed bytes. */
#include "scratch.h"
#include "arena.h"

static void
a_str_comes_from_c_strings_literals_and_nothing(void **state)
{
	(void)state;
	static const struct str fixed = STR_C("fixed");
	assert_str(str_of("abc"), "abc");
	assert_str(str_of(NULL), "");
	assert_str(fixed, "fixed");
	assert_int_equal(STR("a\0b").n, 3);
}

static void
copies_own_their_bytes(void **state)
{
	(void)state;
	char raw[] = "hello";
	struct str s = {raw, 5};
	struct str copy = str_copy(a, s), kept = str_keep(s);
	raw[0] = 'J';
	assert_str(copy, "hello");
	assert_str(kept, "hello");
	assert_string_equal(copy.p, "hello");
	assert_string_equal(str_z(a, s), "Jello");
	heap_free((char *)(uintptr_t)kept.p);
	assert_string_equal(str_copy(a, (struct str){0}).p, "");
}

static void
a_nul_inside_may_not_become_a_c_string(void **state)
{
	(void)state;
	assert_bug(str_z(a, STR("a\0b")));
}

static void
printf_and_cat_make_new_ones(void **state)
{
	(void)state;
	assert_str(str_printf(a, "%s-%d", "x", 7), "x-7");
	assert_str(str_printf(a, "%s", ""), "");
	assert_int_equal(str_printf(a, "%0100000d", 1).n, 100000);
	assert_str(str_cat(a, STR("ab"), STR("c")), "abc");
	assert_str(str_cat(a, (struct str){0}, (struct str){0}), "");
	assert_str(str_printf(a, "[%.*s]", STR_FMT(((struct str){0}))), "[]");
}

static void
equality_and_order_go_by_bytes_then_length(void **state)
{
	(void)state;
	assert_true(str_eq(STR("a"), STR("a")));
	assert_true(str_eq(STR(""), (struct str){0}));
	assert_false(str_eq(STR("a"), STR("ab")));
	assert_false(str_eq(STR("a\0x"), STR("a\0y")));
	assert_true(str_cmp(STR("a"), STR("b")) < 0);
	assert_true(str_cmp(STR("ab"), STR("a")) > 0);
	assert_true(str_cmp(STR("\xFF"), STR("a")) > 0);
	assert_int_equal(str_cmp(STR("a"), STR("a")), 0);
	assert_int_equal(str_cmp((struct str){0}, STR("")), 0);
}

static void
starts_ends_and_has_look_at_the_right_end(void **state)
{
	(void)state;
	assert_true(str_starts(STR("abc"), STR("ab")));
	assert_true(str_starts(STR("abc"), STR("")));
	assert_false(str_starts(STR("ab"), STR("abc")));
	assert_true(str_ends(STR("abc"), STR("bc")));
	assert_false(str_ends(STR("abc"), STR("ab")));
	assert_false(str_ends(STR("c"), STR("bc")));
	assert_true(str_has(STR("a\0b"), '\0'));
	assert_false(str_has(STR("ab"), '\0'));
	assert_false(str_has((struct str){0}, 'a'));
}

static void
find_answers_the_first_place_at_or_after(void **state)
{
	(void)state;
	struct str s = STR("abcabc");
	assert_int_equal(str_find(s, STR("bc"), 0), 1);
	assert_int_equal(str_find(s, STR("bc"), 1), 1);
	assert_int_equal(str_find(s, STR("bc"), 2), 4);
	assert_int_equal(str_find(s, STR("bc"), 5), SIZE_MAX);
	assert_int_equal(str_find(s, STR("bc"), 7), SIZE_MAX);
	assert_int_equal(str_find(s, STR(""), 6), 6);
	assert_int_equal(str_find(s, STR("x"), 6), SIZE_MAX);
	assert_int_equal(str_find((struct str){0}, STR(""), 0), 0);
}

static void
a_part_outside_is_a_bug(void **state)
{
	(void)state;
	assert_str(str_sub(STR("abc"), 1, 2), "b");
	assert_str(str_from(STR("abc"), 3), "");
	assert_bug(str_sub(STR("abc"), 0, 4));
	assert_bug(str_sub(STR("abc"), 2, 1));
	assert_bug(str_from(STR("abc"), 4));
}

static void
trim_takes_ascii_blanks_from_both_ends_alone(void **state)
{
	(void)state;
	assert_str(str_trim(STR(" \t\r\n\f\va b\n ")), "a b");
	assert_str(str_trim(STR(" \n ")), "");
	assert_str(str_trim((struct str){0}), "");
	assert_str(str_trim(STR("\xC2\xA0x")), "\xC2\xA0x");
}

static void
lower_touches_ascii_letters_alone(void **state)
{
	(void)state;
	assert_str(str_lower(a, STR("@AZ[`az{\xC3\x84")), "@az[`az{\xC3\x84");
	assert_str(str_lower(a, (struct str){0}), "");
}

static void
cut_gives_every_piece_once(void **state)
{
	(void)state;
	struct str rest = STR("a,,b"), head;
	assert_true(str_cut(&rest, ',', &head));
	assert_str(head, "a");
	assert_true(str_cut(&rest, ',', &head));
	assert_str(head, "");
	assert_false(str_cut(&rest, ',', &head));
	assert_str(head, "b");
	assert_str(rest, "");
	rest = (struct str){0};
	assert_false(str_cut(&rest, ',', &head));
	assert_int_equal(head.n, 0);
}

static void
numbers_are_digits_within_their_bounds_and_nothing_else(void **state)
{
	(void)state;
	int64_t n = 77;
	assert_true(str_int(STR("0"), 0, 9, &n) && n == 0);
	assert_true(str_int(STR("9"), 0, 9, &n) && n == 9);
	assert_true(str_int(STR("-5"), -5, 5, &n) && n == -5);
	assert_true(str_int(STR("9223372036854775807"), INT64_MIN, INT64_MAX, &n) &&
		    n == INT64_MAX);
	assert_true(str_int(STR("-9223372036854775808"), INT64_MIN, INT64_MAX, &n) &&
		    n == INT64_MIN);
	n = 77;
	static const char *const bad[] = {"", "-", "10", "-1", "+1", " 1", "1 ", "1.0", "0x1",
		"1e1", "--1",
					  "9223372036854775808", "99999999999999999999999",
					  "\xD9\xA1"}; /* an Arabic-Indic digit */
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(str_int(str_of(bad[i]), 0, 9, &n));
	assert_false(str_int(STR("-9223372036854775809"), INT64_MIN, INT64_MAX, &n));
	assert_int_equal(n, 77);
}

/* Vectors: http://www.isthe.com/chongo/tech/comp/fnv/ (FNV-1a, 64 bits). */
static void
the_hash_is_fnv_1a(void **state)
{
	(void)state;
	assert_true(str_hash(STR(""), 0) == 0xcbf29ce484222325u);
	assert_true(str_hash(STR("a"), 0) == 0xaf63dc4c8601ec8cu);
	assert_true(str_hash(STR("foobar"), 0) == 0x85944171f73967e8u);
	assert_true(str_hash(STR("a"), 1) != str_hash(STR("a"), 0));
	assert_true(str_be64(STR("x\xFF\1\2\3\4\5\6\7"), 1) == 0xFF01020304050607u);
}

static void
a_control_is_seen_wherever_it_stands_and_nothing_else_is_one(void **state)
{
	char p[21];
	(void)state;
	for (size_t n = 0; n <= sizeof(p); n++) {
		for (size_t at = 0; at < n; at++) {
			for (unsigned byte = 0; byte < 256; byte++) {
				memset(p, byte % 2 ? 0x80 : ' ', sizeof(p)); /* what borrowing might reach */
				p[at] = (char)byte;
				assert_int_equal(str_has_control((struct str){p, n}), byte < 0x20 || byte == 0x7F);
			}
		}
		memset(p, 0xFF, sizeof(p));
		assert_false(str_has_control((struct str){p, n}));
	}
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_str_comes_from_c_strings_literals_and_nothing),
		T(copies_own_their_bytes),
		T(a_nul_inside_may_not_become_a_c_string),
		T(printf_and_cat_make_new_ones),
		T(equality_and_order_go_by_bytes_then_length),
		T(starts_ends_and_has_look_at_the_right_end),
		T(find_answers_the_first_place_at_or_after),
		T(a_part_outside_is_a_bug),
		T(trim_takes_ascii_blanks_from_both_ends_alone),
		T(lower_touches_ascii_letters_alone),
		T(cut_gives_every_piece_once),
		T(numbers_are_digits_within_their_bounds_and_nothing_else),
		T(the_hash_is_fnv_1a),
		T(a_control_is_seen_wherever_it_stands_and_nothing_else_is_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
