/* http/route.c: one row, or a reason why not. */
#include "test.h"

#include "http/route.h"
#include "arena.h"

static void
nothing(struct call *c, struct resp *p)
{
	(void)c;
	(void)p;
}

static const struct route routes[] = {
	{METHOD_GET, "/thread", nothing, 0, 0, NULL, 0},
	{METHOD_POST, "/reply", nothing, 0, 1000, NULL, 0},
	{METHOD_GET, "/status/:word", nothing, 0, 0, NULL, 0},
	{METHOD_POST, "/status/:word", nothing, 0, 1000, NULL, 0},
	{METHOD_GET, "/c/:id", nothing, 0, 0, NULL, 0},
	{METHOD_GET, "/moderate/comment/:word", nothing, 0, 0, NULL, 0},
	{METHOD_GET, "/moderate/comment/bulk", nothing, 0, 0, NULL, 0},
	{METHOD_POST, "/moderate/comment/bulk", nothing, 0, 1000, NULL, 0},
	{METHOD_GET, "/x/:word", nothing, 0, 0, NULL, 0},
	{METHOD_POST, "/x/reply", nothing, 0, 1000, NULL, 0}, /* hides the row above */
};

static const struct route *row;
static struct str arg, allow;

static enum route_found
find(enum method m, const char *path)
{
	row = NULL;
	arg = allow = (struct str){0};
	return route_find(a, routes, ARRAY_LEN(routes), m, str_of(path), &row, &arg, &allow);
}

static void
a_literal_path_finds_its_row_and_get_answers_head(void **state)
{
	(void)state;
	assert_int_equal(find(METHOD_GET, "/thread"), ROUTE_FOUND);
	assert_ptr_equal(row, &routes[0]);
	assert_str(arg, "");
	assert_int_equal(find(METHOD_HEAD, "/thread"), ROUTE_FOUND);
	assert_ptr_equal(row, &routes[0]);
	assert_int_equal(find(METHOD_POST, "/reply"), ROUTE_FOUND);
	assert_ptr_equal(row, &routes[1]);
}

static void
the_last_segment_may_be_an_argument(void **state)
{
	(void)state;
	assert_int_equal(find(METHOD_POST, "/status/aB3_-.~"), ROUTE_FOUND);
	assert_ptr_equal(row, &routes[3]);
	assert_str(arg, "aB3_-.~");
	assert_int_equal(find(METHOD_GET, "/c/9223372036854775807"), ROUTE_FOUND);
	assert_str(arg, "9223372036854775807");
}

static void
what_is_not_exactly_a_pattern_is_not_there(void **state)
{
	(void)state;
	static const char *const none[] = {
		"", "/", "thread", "/thread/", "/Thread", "/thread/x", "/threads", "/status", "/status/",
		"/status/a/b", "/status/a b", "/status/a\nb", "/status/%41", "/status/\303\244", "/c/0",
		"/c/01", "/c/-1", "/c/+1", "/c/1x", "/c/", "/c/9223372036854775808", "/c/1/",
		"/moderate/x.css", "/status/:word/", "/c/:id",
	};
	for (size_t i = 0; i < ARRAY_LEN(none); i++)
		if (find(METHOD_GET, none[i]) != ROUTE_NONE)
			fail_msg("%s is found", none[i]);
}

static void
a_path_without_the_method_says_which_it_has(void **state)
{
	(void)state;
	assert_int_equal(find(METHOD_POST, "/thread"), ROUTE_METHOD);
	assert_str(allow, "GET, HEAD");
	assert_int_equal(find(METHOD_HEAD, "/reply"), ROUTE_METHOD);
	assert_str(allow, "POST");
	assert_int_equal(find(METHOD_GET, "/x/reply"), ROUTE_METHOD);
	assert_str(allow, "POST");
	assert_int_equal(find(METHOD_GET, "/x/other"), ROUTE_FOUND);
	assert_int_equal(find(METHOD_OTHER, "/status/x"), ROUTE_METHOD);
	assert_str(allow, "GET, HEAD, POST");
	assert_null(row);
}

static void
a_literal_row_comes_before_an_argument(void **state)
{
	(void)state;
	assert_int_equal(find(METHOD_GET, "/moderate/comment/bulk"), ROUTE_FOUND);
	assert_ptr_equal(row, &routes[6]);
	assert_str(arg, "");
	assert_int_equal(find(METHOD_GET, "/moderate/comment/bulky"), ROUTE_FOUND);
	assert_ptr_equal(row, &routes[5]);
	assert_str(arg, "bulky");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_literal_path_finds_its_row_and_get_answers_head),
		cmocka_unit_test(the_last_segment_may_be_an_argument),
		cmocka_unit_test(what_is_not_exactly_a_pattern_is_not_there),
		cmocka_unit_test(a_path_without_the_method_says_which_it_has),
		cmocka_unit_test(a_literal_row_comes_before_an_argument),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
