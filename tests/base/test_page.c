/* base/page.c: one article, one name. */
#include "test.h"

#include "base/buf.h"
#include "base/page.h"
#include "http/form.h"
#include "model.h"
#include "arena.h"

static void
every_spelling_of_an_address_is_one_page(void **state)
{
	(void)state;
	static const struct {
		const char *uri, *page;
	} rows[] = {
		{"/", "/"},
		{"/2026/11/story", "/2026/11/story"},
		{"/2026/11/story?utm=1&x=2", "/2026/11/story"},
		{"/2026/11/story#comments", "/2026/11/story"},
		{"/2026//11///story", "/2026/11/story"},
		{"//", "/"},
		{"/2026%2F11%2F%2Fstory", "/2026/11/story"},
		{"/%73tory", "/story"},
		{"/a/", "/a/"},
		{"/a/index.html", "/a/"},
		{"/index.html", "/"},
		{"/index.html?x", "/"},
		{"/a/index.html/", "/a/index.html/"},
		{"/a/myindex.html", "/a/myindex.html"},
		{"/index.htm", "/index.htm"},
		{"/caf%C3%A9", "/caf\303\251"},
		{"/caf\303\251", "/caf\303\251"},
		{"/a+b", "/a+b"},              /* a plus is a plus in a path */
		{"/a%20b", "/a b"},
		{"/100%25", "/100%"},
		{"/a%253Cb", "/a%3Cb"},        /* decoded once */
		{"/what%3F", "/what?"},        /* part of the path, not a query */
		{"/c%23", "/c#"},
		{"/a...b/.well/..x", "/a...b/.well/..x"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct str got, again;
		if (!page_from_uri(a, str_of(rows[i].uri), &got) ||
		    !str_eq(got, str_of(rows[i].page)))
			fail_msg("%s is not %s", rows[i].uri, rows[i].page);
		assert_true(page_canonical(a, got, &again)); /* it stays itself */
		assert_true(str_eq(got, again));
	}
}

static void
what_is_no_path_is_no_page(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"", "?x", "story", "http://evil.example/a", "*",
		"/../etc/passwd", "/a/../b", "/a/..", "/.", "/./a", "/a/.", "/%2e%2e/a", "/a%2f..%2fb",
		"/.%2e", "/a\\b", "/a%5Cb", "/%5c..%5c",
		"/a%00b", "/a%0Ab", "/a%0D%0Ab", "/a%7F", "/a%1B", "/a%C2%85", "/a\tb",
		"/%C0%AE%C0%AE/", "/%FF", "/%ED%A0%80", "/a%", "/a%4", "/a%zz", "/%u0041",
	};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct str got = STR("untouched");
		if (page_from_uri(a, str_of(bad[i]), &got))
			fail_msg("%s is taken for a page", bad[i]);
		assert_str(got, "untouched");
	}
}

static void
a_page_has_at_most_page_max_bytes_after_decoding(void **state)
{
	(void)state;
	struct buf exact = buf_in(a, 8192), over = buf_in(a, 8192);
	struct str got;
	buf_lit(&exact, "/");
	for (int i = 1; i < PAGE_MAX; i++)
		buf_lit(&exact, "%61");
	buf_str(&over, buf_view(&exact));
	buf_lit(&over, "a");
	assert_true(page_from_uri(a, buf_view(&exact), &got));
	assert_int_equal(got.n, PAGE_MAX);
	assert_false(page_from_uri(a, buf_view(&over), &got));
}

static void
the_page_field_is_not_decoded_a_second_time(void **state)
{
	(void)state;
	struct str got;
	assert_true(page_canonical(a, STR("/100%41"), &got));
	assert_str(got, "/100%41");
	assert_true(page_canonical(a, STR("/what?"), &got));
	assert_str(got, "/what?");
	assert_false(page_canonical(a, STR("//evil/../x"), &got));
}

static void
what_is_encoded_comes_back_the_same(void **state)
{
	(void)state;
	struct buf all = buf_in(a, 4096);
	struct str page, back;
	buf_lit(&all, "/caf\303\251/\360\237\230\200");
	for (char c = 0x21; c < 0x7F; c++)
		if (c != '\\')
			buf_char(&all, c);
	assert_true(page_canonical(a, buf_view(&all), &page));
	assert_true(page_from_uri(a, page_encode(a, page), &back));
	assert_true(str_eq(page, back));

	static const struct field f[] = {{"page", FIELD_LINE, 1, PAGE_MAX, PAGE_MAX, true, false}};
	struct value v;
	assert_true(form_parse(a, str_cat(a, STR("page="), page_query(a, page)), f, 1, &v));
	assert_true(str_eq(page, v.text));
}

static void
encoded_pages_hold_nothing_that_means_something_elsewhere(void **state)
{
	(void)state;
	assert_str(page_encode(a, STR("/a b?c#d&e\"f'g<h>%;+")),
		   "/a%20b%3Fc%23d%26e%22f%27g%3Ch%3E%25%3B+");
	assert_str(page_query(a, STR("/a b+c&d=\303\251")), "%2Fa%20b%2Bc%26d%3D%C3%A9");
}

static void
decoding_gives_any_byte_and_a_plus_becomes_what_is_asked_for(void **state)
{
	(void)state;
	struct str s = STR("untouched");
	assert_true(page_decode(a, STR("a+b%20%00%ff%25"), '+', &s));
	assert_int_equal(s.n, 7);
	assert_memory_equal(s.p, "a+b \0\xFF%", 7);
	assert_true(page_decode(a, STR("a+b"), ' ', &s));
	assert_str(s, "a b");
	s = STR("untouched");
	assert_false(page_decode(a, STR("%f"), '+', &s));
	assert_str(s, "untouched");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_spelling_of_an_address_is_one_page),
		cmocka_unit_test(what_is_no_path_is_no_page),
		cmocka_unit_test(a_page_has_at_most_page_max_bytes_after_decoding),
		cmocka_unit_test(the_page_field_is_not_decoded_a_second_time),
		cmocka_unit_test(what_is_encoded_comes_back_the_same),
		cmocka_unit_test(encoded_pages_hold_nothing_that_means_something_elsewhere),
		cmocka_unit_test(decoding_gives_any_byte_and_a_plus_becomes_what_is_asked_for),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
