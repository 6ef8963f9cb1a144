/* What programs are answered: read back by a JSON reader that is not ours. */
#include "test.h"

#include <jansson.h>

#include "site.h"
#include "view/answer.h"
#include "arena.h"

static json_t *
read_back(struct str s)
{
	json_error_t why;
	json_t *j = json_loadb(s.p, s.n, JSON_REJECT_DUPLICATES, &why);
	if (j == NULL)
		fail_msg("%s: %.*s", why.text, STR_FMT(s));
	return j;
}

static const char *
text(const json_t *j, const char *key)
{
	const char *s = json_string_value(json_object_get(j, key));
	assert_non_null(s);
	return s;
}

static void
every_state_but_approved_is_told_as_pending(void **state)
{
	(void)state;
	for (enum state s = 0; s < STATE__MAX; s++) {
		json_t *j = read_back(view_posted(a, (struct comment_id){7}, s, STR("/comments/status/x")));
		assert_string_equal(text(j, "state"), s == STATE_APPROVED ? "approved" : "pending");
		assert_int_equal(json_integer_value(json_object_get(j, "id")), 7);
		assert_string_equal(text(j, "status"), "/comments/status/x");
		assert_int_equal(json_object_size(j), 3);
		json_decref(j);
	}
}

static void
a_problem_names_each_field_by_its_name_in_the_form(void **state)
{
	(void)state;
	struct site_view site = test_site();
	struct form_view f = {.error = STR("On top."), .text = STR("kept to itself"), .text_error = STR(NASTY),
			      .name_error = STR("n"), .email_error = STR("e"), .url_error = STR("u")};
	json_t *j = read_back(view_problem(a, &site, 422, &f, STR("0123456789abcdef")));
	assert_string_equal(text(j, "type"), "about:blank");
	assert_int_equal(json_integer_value(json_object_get(j, "status")), 422);
	assert_string_equal(text(j, "detail"), "On top.");
	assert_string_equal(text(j, "request"), "0123456789abcdef");
	static const char *const fields[] = {"comment", "author", "email", "url"};
	const json_t *errors = json_object_get(j, "errors");
	assert_int_equal(json_array_size(errors), ARRAY_LEN(fields));
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		assert_string_equal(text(json_array_get(errors, i), "field"), fields[i]);
	assert_string_equal(text(json_array_get(errors, 0), "detail"), NASTY);
	json_decref(j);
}

static void
a_problem_without_a_form_says_what_happened_and_what_to_do(void **state)
{
	(void)state;
	struct site_view site = test_site();
	static const int statuses[] = {400, 403, 404, 405, 409, 413, 415, 421, 422, 429, 500, 503};
	for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
		json_t *j = read_back(view_problem(a, &site, statuses[i], NULL, STR("x")));
		assert_int_equal(json_integer_value(json_object_get(j, "status")), statuses[i]);
		assert_true(strlen(text(j, "title")) > 0 && strlen(text(j, "detail")) > 20);
		assert_null(json_object_get(j, "errors"));
		json_decref(j);
	}
}

static void
a_hundred_of_the_longest_pages_fit(void **state)
{
	(void)state;
	struct thread *t = arena_array(a, 100, struct thread);
	char *page = arena_alloc(a, PAGE_MAX);
	memset(page, '<', PAGE_MAX); /* six bytes each, escaped */
	page[0] = '/';
	for (size_t i = 0; i < 100; i++)
		t[i] = (struct thread){.page = {page, PAGE_MAX}, .approved = INT64_MAX};
	json_t *j = read_back(view_counts(a, t, 100));
	const json_t *counts = json_object_get(j, "counts");
	assert_int_equal(json_array_size(counts), 100);
	assert_int_equal(strlen(text(json_array_get(counts, 99), "page")), PAGE_MAX);
	assert_int_equal(json_integer_value(json_object_get(json_array_get(counts, 99), "comments")),
			 INT64_MAX);
	json_decref(j);
	j = read_back(view_counts(a, t, 0));
	assert_int_equal(json_array_size(json_object_get(j, "counts")), 0);
	json_decref(j);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_state_but_approved_is_told_as_pending),
		cmocka_unit_test(a_problem_names_each_field_by_its_name_in_the_form),
		cmocka_unit_test(a_problem_without_a_form_says_what_happened_and_what_to_do),
		cmocka_unit_test(a_hundred_of_the_longest_pages_fit),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
