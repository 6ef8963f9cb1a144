/* The JSON writer. */
#include "test.h"

#include <math.h>
#include <signal.h>
#include <sys/wait.h>

#include "view/json.h"
#include "arena.h"

static void
commas_stand_between_values_and_nowhere_else(void **state)
{
	(void)state;
	struct buf b = buf_in(a, 4096);
	struct json j = json_to(&b);
	json_object(&j);
	json_kv_str(&j, "a", STR("x"));
	json_key(&j, "b");
	json_array(&j);
	json_int(&j, 1);
	json_object(&j);
	json_end(&j);
	json_array(&j);
	json_end(&j);
	json_null(&j);
	json_bool(&j, true);
	json_bool(&j, false);
	json_end(&j);
	json_kv_int(&j, "c", -5);
	json_key(&j, "d");
	json_object(&j);
	json_kv_time(&j, "t", 1795630860);
	json_kv_time(&j, "u", 0);
	json_end(&j);
	json_end(&j);
	assert_str(buf_view(&b), "{\"a\":\"x\",\"b\":[1,{},[],null,true,false],\"c\":-5,"
				 "\"d\":{\"t\":\"2026-11-25T18:21:00Z\",\"u\":null}}");
}

static void
strings_are_safe_inside_html_and_javascript(void **state)
{
	(void)state;
	struct buf b = buf_in(a, 4096);
	struct json j = json_to(&b);
	json_str(&j, STR("</script><!-- \"\\ \n\t\x01 \xE2\x80\xA8\xE2\x80\xA9\xE2\x80\xAA ä 😀"));
	assert_str(buf_view(&b), "\"\\u003c/script>\\u003c!-- \\\"\\\\ \\n\\u0009\\u0001 "
				 "\\u2028\\u2029\xE2\x80\xAA ä 😀\"");
}

static void
any_text_may_be_a_key_however_long(void **state)
{
	(void)state;
	struct buf b = buf_in(a, 4096);
	struct json j = json_to(&b);
	struct str label = STR("hateful:a_label_of_somebody_s_own_file_that_is_longer_than_any_name_of_ours \"<\"");
	json_object(&j);
	json_kv_int(&j, "n", 1);
	json_key_text(&j, label);
	json_int(&j, 2);
	json_key_text(&j, STR("x"));
	json_null(&j);
	json_end(&j);
	assert_str(buf_view(&b), "{\"n\":1,\"hateful:a_label_of_somebody_s_own_file_that_is_longer_than_any_name_of_ours "
				 "\\\"\\u003c\\\"\":2,\"x\":null}");
}

static void
doubles_are_the_shortest_that_read_back(void **state)
{
	(void)state;
	static const double values[] = {0.0, 0.1, 1.0 / 3, 1e300, -2.5, 5e-324, 123456789.125, 0.1 + 0.2, 100};
	static const char *const want[] = {"0", "0.1", "0.3333333333333333", "1e+300", "-2.5",
					   "4.94065645841247e-324", "123456789.125", "0.30000000000000004", "100"};
	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		struct buf b = buf_in(a, 100);
		struct json j = json_to(&b);
		json_double(&j, values[i]);
		if (!str_eq(buf_view(&b), str_of(want[i])))
			fail_msg("got %.*s, want %s", STR_FMT(buf_view(&b)), want[i]);
		assert_true(strtod(str_z(a, buf_view(&b)), NULL) == values[i]);
	}
}

static bool
dies(void (*act)(void))
{
	pid_t child = fork();
	int status = 0;
	if (child == 0) {
		fclose(stderr);
		act();
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void
a_value_without_key(void)
{
	struct buf b = buf_in(a, 100);
	struct json j = json_to(&b);
	json_object(&j);
	json_int(&j, 1);
}

static void
a_key_in_an_array(void)
{
	struct buf b = buf_in(a, 100);
	struct json j = json_to(&b);
	json_array(&j);
	json_key(&j, "x");
}

static void
two_documents(void)
{
	struct buf b = buf_in(a, 100);
	struct json j = json_to(&b);
	json_int(&j, 1);
	json_int(&j, 2);
}

static void
seventeen_levels(void)
{
	struct buf b = buf_in(a, 100);
	struct json j = json_to(&b);
	for (int i = 0; i < 17; i++)
		json_array(&j);
}

static void
no_number(void)
{
	struct buf b = buf_in(a, 100);
	struct json j = json_to(&b);
	json_double(&j, NAN);
}

static void
one_end_too_many(void)
{
	struct buf b = buf_in(a, 100);
	struct json j = json_to(&b);
	json_end(&j);
}

static void
misuse_is_a_bug_and_dies(void **state)
{
	(void)state;
	assert_true(dies(a_value_without_key));
	assert_true(dies(a_key_in_an_array));
	assert_true(dies(two_documents));
	assert_true(dies(seventeen_levels));
	assert_true(dies(no_number));
	assert_true(dies(one_end_too_many));
}

static void
sixteen_levels_are_fine(void **state)
{
	(void)state;
	struct buf b = buf_in(a, 100);
	struct json j = json_to(&b);
	for (int i = 0; i < 16; i++)
		json_array(&j);
	for (int i = 0; i < 16; i++)
		json_end(&j);
	assert_str(buf_view(&b), "[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commas_stand_between_values_and_nowhere_else),
		cmocka_unit_test(strings_are_safe_inside_html_and_javascript),
		cmocka_unit_test(any_text_may_be_a_key_however_long),
		cmocka_unit_test(doubles_are_the_shortest_that_read_back),
		cmocka_unit_test(misuse_is_a_bug_and_dies),
		cmocka_unit_test(sixteen_levels_are_fine),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
