/* Which compression a client takes, and that it can read what we make. */
#include "../decode.h"

#include "base/buf.h"

static void
the_best_that_is_taken_is_chosen_and_none_that_is_not(void **state)
{
	static const struct {
		const char *accept;
		enum encoding encoding;
	} cases[] = {
		{"", ENCODING_NONE}, {"identity", ENCODING_NONE}, {"gzip", ENCODING_GZIP}, {"br", ENCODING_BROTLI},
		{"gzip, deflate, br", ENCODING_BROTLI}, {"br;q=0.1,gzip;q=1.0", ENCODING_BROTLI},
		{"gzip ; q=0.5", ENCODING_GZIP}, {"br;q=0, gzip", ENCODING_GZIP}, {"br; q=0.000", ENCODING_NONE},
		{"br;q=0.001", ENCODING_BROTLI}, {"x-gzip", ENCODING_GZIP}, {"deflate, zstd", ENCODING_NONE},
		{"brotli", ENCODING_NONE}, {"bra, xgzip", ENCODING_NONE}, {",;,;q=0,", ENCODING_NONE},
		{"gzip;q=0;", ENCODING_GZIP}, {"*", ENCODING_NONE},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		if (encoding_asked(str_of(cases[i].accept)) != cases[i].encoding)
			fail_msg("%s", cases[i].accept);
}

static void
what_is_compressed_is_read_by_the_other_side(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	struct buf b = buf_in(a, 1 << 20);
	for (int i = 0; i < 5000; i++)
		buf_printf(&b, "<li id=\"comment-%d\">Who pays for the second delay?</li>\n", i);
	struct str body = buf_view(&b);
	for (enum encoding e = ENCODING_GZIP; e < ENCODING__MAX; e++) {
		struct str coded = encode(a, e, body);
		assert_in_range(coded.n, 100, body.n / 5);
		assert_true(str_eq(decode(a, e, coded), body));
	}
	arena_free(&a);
}

static void
what_would_not_shrink_is_left(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	char noise[500];
	for (size_t i = 0, x = 1; i < sizeof(noise); i++, x = x * 1103515245 + 12345)
		noise[i] = (char)(x >> 16);
	for (enum encoding e = ENCODING_GZIP; e < ENCODING__MAX; e++) {
		assert_int_equal(encode(a, e, STR("")).n, 0);
		assert_int_equal(encode(a, e, STR("a")).n, 0);
		assert_int_equal(encode(a, e, (struct str){noise, sizeof(noise)}).n, 0);
	}
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_best_that_is_taken_is_chosen_and_none_that_is_not),
		cmocka_unit_test(what_is_compressed_is_read_by_the_other_side),
		cmocka_unit_test(what_would_not_shrink_is_left),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
