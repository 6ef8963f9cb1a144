/* The book of who did what, on the desk: who may read it, what is found, and that everything in it is text. */
#include "test.h"

#include "roles.h"

#define EVIL "<script>alert(1)</script>\"'&"

static struct fc_answer
book(enum role role, const char *query)
{
	return look(role, "audit", query);
}

static struct posted
rejected(const char *note)
{
	struct decided d;
	struct posted p = say(&w->f, (struct say){.text = "A comment that is decided on."});
	assert_int_equal(decide(w->f.house, w->f.site, w->f.a, w->f.console, p.id, VERB_REJECT, STATE__MAX,
				str_of(note), &d), ERR_OK);
	assert_int_equal(d.outcome, DECIDED);
	w->touched = true;
	return p;
}

static void
moderators_and_admins_read_it_and_nobody_else(void **state)
{
	(void)state;
	sign_in_all();
	rejected("off topic");
	assert_int_equal(book(ROLE__MAX, "").status, 303); /* to the way in */
	struct fc_answer r = book(ROLE_VIEWER, "");
	assert_int_equal(r.status, 403);
	assert_false(says(&r, "off topic"));
	r = book(ROLE_MODERATOR, "");
	assert_int_equal(r.status, 200);
	assert_true(says(&r, "off topic") && says(&r, "console:tester"));
	assert_false(says(&r, "ada"));
	r = book(ROLE_ADMIN, "");
	assert_true(says(&r, "off topic") && says(&r, "sign-in") && says(&r, "max"));
}

static void
what_stands_in_it_and_what_is_looked_for_is_text(void **state)
{
	(void)state;
	sign_in_all();
	rejected(EVIL);
	struct fc_answer r = book(ROLE_ADMIN, "why=%3Cscript%3E&who=%22%3E%3Cb%3E");
	assert_int_equal(r.status, 200);
	assert_false(says(&r, "<script>") || says(&r, "\"><b>"));
	r = book(ROLE_ADMIN, "why=%3Cscript%3E");
	assert_true(says(&r, "&lt;script&gt;alert(1)"));
	assert_false(says(&r, "<script>"));
}

static void
words_are_looked_for_up_to_the_last_letter_that_the_field_takes(void **state)
{
	const char *const xs = over("x", 100), *const signs = over("%F0%9F%98%80", 100);
	(void)state;
	sign_in_all();
	rejected(xs);
	struct fc_answer r = book(ROLE_ADMIN, str_printf(w->a, "why=%s", xs).p);
	assert_int_equal(r.status, 200);
	assert_true(says(&r, "console:tester"));
	r = book(ROLE_ADMIN, str_printf(w->a, "who=%s&what=%s&why=%s", signs, signs, signs).p);
	assert_int_equal(r.status, 200);
	assert_false(says(&r, "console:tester"));
}

static void
it_goes_on_behind_the_last_line_with_the_same_search(void **state)
{
	(void)state;
	sign_in_all();
	for (int i = 0; i < 51; i++) {
		enum ban_outcome out;
		struct ban ban;
		struct ban_terms terms = {.days = 1, .reason = str_printf(w->a, "number %d of many", i)};
		assert_int_equal(ban_add(w->f.house, w->f.site, w->f.a, w->f.console, BAN_DOMAIN,
					 str_printf(w->f.a, "domain%d.example", i), &terms, &out, &ban), ERR_OK);
		assert_int_equal(out, BAN_ADDED);
	}
	w->touched = true;
	struct fc_answer r = book(ROLE_ADMIN, "why=of+many");
	assert_true(says(&r, "number 50 of") && says(&r, "number 1 of"));
	assert_false(says(&r, "number 0 of"));
	size_t at = str_find(r.out, STR("audit?before="), 0);
	assert_true(at != SIZE_MAX);
	struct str rest = str_from(r.out, at + 6), query;
	str_cut(&rest, '"', &query);
	assert_true(str_ends(query, STR("&amp;why=of%20many")));
	str_cut(&query, '&', &rest);
	r = book(ROLE_ADMIN, str_printf(w->a, "%.*s&why=of+many", STR_FMT(rest)).p);
	assert_true(says(&r, "number 0 of"));
	assert_false(says(&r, "number 1 of") || says(&r, "audit?before="));
}

static void
days_are_whole_and_what_is_none_is_told(void **state)
{
	(void)state;
	sign_in_all();
	rejected("off topic"); /* on 15 January 2027 */
	struct fc_answer r = book(ROLE_ADMIN, "since=2027-01-15&until=2027-01-15");
	assert_true(says(&r, "off topic"));
	r = book(ROLE_ADMIN, "since=2027-01-16");
	assert_true(r.status == 200 && !says(&r, "off topic"));
	r = book(ROLE_ADMIN, "until=2027-01-14");
	assert_true(r.status == 200 && !says(&r, "off topic"));
	r = book(ROLE_ADMIN, "since=2027-02-30");
	assert_true(r.status == 422 && says(&r, "Please give days"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(moderators_and_admins_read_it_and_nobody_else),
		TEST(what_stands_in_it_and_what_is_looked_for_is_text),
		TEST(words_are_looked_for_up_to_the_last_letter_that_the_field_takes),
		TEST(it_goes_on_behind_the_last_line_with_the_same_search),
		TEST(days_are_whole_and_what_is_none_is_told),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
