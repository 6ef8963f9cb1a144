/* The template engine and the texts: each slot leaves through the door of its type. */
#include "test.h"

#include "check_html.h"
#include "site.h"
#include "view/locale.h"
#include "view/tmpl.h"

static struct arena *a;

static void
text_slots_are_escaped_between_tags_and_in_attributes(void **state)
{
	(void)state;
	struct html h = html_in(a);
	tmpl_badge(&h, STR("en"), &(struct tmpl_badge){.class = STR("x\" y='"), .text = STR("<b>&")});
	assert_str(html_done(&h).html, " <span class=\"rj-badge rj-x&#34; y=&#39;\">&lt;b&gt;&amp;</span>");
}

static void
a_slot_in_a_slot_is_not_a_slot(void **state)
{
	(void)state;
	struct html h = html_in(a);
	tmpl_item(&h, STR("en"), &(struct tmpl_item){.text = STR("{{text:text}} %s")});
	assert_str(html_done(&h).html, "<li>{{text:text}} %s</li>\n");
}

static void
url_slots_let_only_addresses_through(void **state)
{
	(void)state;
	struct html h = html_in(a);
	tmpl_link(&h, STR("en"), &(struct tmpl_link){.href = STR("javascript:x"), .text = STR("a")});
	tmpl_link(&h, STR("en"), &(struct tmpl_link){.href = STR("/x?a=\"&b"), .text = STR("b")});
	assert_str(html_done(&h).html, "<a href=\"#\">a</a><a href=\"/x?a=&#34;&amp;b\">b</a>");
}

static void
optional_attributes_vanish_when_empty(void **state)
{
	(void)state;
	struct html h = html_in(a);
	tmpl_form_field(&h, STR("en"), &(struct tmpl_form_field){.id = STR("url"), .type = STR("url")});
	struct str without = html_done(&h).html;
	assert_true(str_find(without, STR("aria-"), 0) == SIZE_MAX);
	assert_true(str_find(without, STR("required"), 0) == SIZE_MAX);
	h = html_in(a);
	tmpl_form_field(&h, STR("en"), &(struct tmpl_form_field){
		.id = STR("url"), .aria_invalid = STR("true"), .required = true});
	struct str with = html_done(&h).html;
	assert_true(str_find(with, STR(" aria-invalid=\"true\" required>"), 0) != SIZE_MAX);
}

static void
a_time_is_absolute_in_text_title_and_datetime(void **state)
{
	(void)state;
	struct html h = html_in(a);
	tmpl_when(&h, T0, STR("2 hours ago"));
	assert_str(html_done(&h).html, "<time datetime=\"2026-11-25T18:21:00Z\" "
				       "title=\"25 November 2026, 18:21 UTC\">2 hours ago</time>");
}

static void
a_text_keeps_the_order_of_its_language(void **state)
{
	(void)state;
	struct html h = html_in(a), b = html_in(a);
	html_lit(&b, "<b>x</b>");
	locale_html(&h, STR("<vor> %s & danach"), html_done(&b));
	assert_str(html_done(&h).html, "&lt;vor&gt; <b>x</b> &amp; danach");
	assert_str(locale_put(a, STR("a %s c"), STR("%s")), "a %s c");
	assert_str(locale_text(STR("de"), STR("Reply")), "Reply");
	assert_str(locale_lang(STR("ar")), "en");
	assert_str(locale_dir(STR("ar")), "ltr");
}

static void
numbers_are_grouped_and_counted(void **state)
{
	(void)state;
	static const struct {
		int64_t n;
		const char *want;
	} cases[] = {{0, "0 x"}, {1, "1 y"}, {2, "2 x"}, {999, "999 x"}, {1000, "1,000 x"},
		     {-1234567, "-1,234,567 x"}, {INT64_MIN, "-9,223,372,036,854,775,808 x"}};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_true(str_eq(locale_count(a, STR("en"), STR("%s y"), STR("%s x"), cases[i].n),
				   str_of(cases[i].want)));
}

static void
ages_are_told_in_the_largest_whole_unit(void **state)
{
	(void)state;
	assert_str(locale_ago(a, STR("en"), T0, T0 - 5), "just now");
	assert_str(locale_ago(a, STR("en"), T0, T0 + 59), "just now");
	assert_str(locale_ago(a, STR("en"), T0, T0 + 60), "1 minute ago");
	assert_str(locale_ago(a, STR("en"), T0, T0 + 3599), "59 minutes ago");
	assert_str(locale_ago(a, STR("en"), T0, T0 + 7200), "2 hours ago");
	assert_str(locale_ago(a, STR("en"), T0, T0 + 86400), "1 day ago");
	assert_str(locale_ago(a, STR("en"), T0, T0 + 86400 * 40), "40 days ago");
}

static int
setup(void **state)
{
	(void)state;
	a = arena_new();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(&a);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_slots_are_escaped_between_tags_and_in_attributes),
		cmocka_unit_test(a_slot_in_a_slot_is_not_a_slot),
		cmocka_unit_test(url_slots_let_only_addresses_through),
		cmocka_unit_test(optional_attributes_vanish_when_empty),
		cmocka_unit_test(a_time_is_absolute_in_text_title_and_datetime),
		cmocka_unit_test(a_text_keeps_the_order_of_its_language),
		cmocka_unit_test(numbers_are_grouped_and_counted),
		cmocka_unit_test(ages_are_told_in_the_largest_whole_unit),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
