/* The template engine and the texts: each slot leaves through the door of its type. */
#include "test.h"

#include "check_html.h"
#include "site.h"
#include "view/tmpl.h"
#include "arena.h"

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
	tmpl_when(&h, STR("en"), T0, STR("2 hours ago"));
	assert_str(html_done(&h).html, "<time datetime=\"2026-11-25T18:21:00Z\" "
				       "title=\"25 November 2026, 18:21 UTC\">2 hours ago</time>");
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
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
