/* Texts by language: the catalogues that are compiled in, plural rules, numbers, dates, and which language a
 * browser gets. */
#include "test.h"

#include "site.h"
#include "view/catalogue.h"
#include "view/locale.h"
#include "arena.h"

static void
a_text_keeps_the_order_of_its_language(void **state)
{
	(void)state;
	struct html h = html_in(a), b = html_in(a), c = html_in(a);
	html_lit(&b, "<b>x</b>");
	struct safe value = html_done(&b);
	locale_html(&h, STR("<vor> %s & danach"), value);
	assert_str(html_done(&h).html, "&lt;vor&gt; <b>x</b> &amp; danach");
	locale_html(&c, STR("without"), value);
	assert_str(html_done(&c).html, "without");
	assert_str(locale_put(a, STR("a %s c"), STR("%s")), "a %s c");
	assert_str(locale_put(a, STR("%2$s, %1$s, %2$s"), STR("%s"), STR("b")), "b, %s, b");
	assert_str(locale_put(a, STR("%s%s 100% %d"), STR("1"), STR("2")), "12 100% %d");
	assert_str(locale_put(a, STR("none"), STR("1")), "none");
}

static void
a_text_without_a_catalogue_is_english(void **state)
{
	(void)state;
	assert_str(locale_text(STR("de"), STR("Reply")), "Antworten");
	assert_str(locale_text(STR("de-AT"), STR("Reply")), "Antworten");
	assert_str(locale_text(STR("tlh"), STR("Reply")), "Reply");
	assert_str(locale_text(STR("de"), STR("No text of ours")), "No text of ours");
	assert_str(locale_text(STR("de"), STR("")), "");
	assert_str(locale_text(STR(""), STR("Reply")), "Reply");
	assert_str(locale_lang(STR("pt-BR")), "en");
	assert_str(locale_lang(STR("fr-CA")), "fr");
	assert_str(locale_dir(STR("ar-EG")), "rtl");
	assert_str(locale_dir(STR("he")), "ltr"); /* its texts are English */
}

static void
a_plural_rule_is_an_expression_of_c(void **state)
{
	(void)state;
	static const struct {
		const char *rule;
		uint64_t n, want;
	} cases[] = {
		{"n != 1", 1, 0},
		{"n != 1", 0, 1},
		{"(n > 1)", 1, 0},
		{"n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2", 21, 0},
		{"n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2", 11, 2},
		{"n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2", 32, 1},
		{"n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2", 12, 2},
		{" 0 ", 7, 0},
		{"n < 3 || n == 5", 5, 1},
		{"n%0", 5, UINT64_MAX},
		{"n ==", 5, UINT64_MAX},
		{"(n", 5, UINT64_MAX},
		{"n ? 1", 5, UINT64_MAX},
		{"n; system", 5, UINT64_MAX},
		{"", 5, UINT64_MAX},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(plural_rule(str_of(cases[i].rule), cases[i].n), cases[i].want);
}

static void
each_language_counts_its_own_way(void **state)
{
	(void)state;
	static const struct {
		const char *lang;
		int64_t n;
		const char *want;
	} cases[] = {
		{"en", 1, "1 comment"},           {"en", 0, "0 comments"},
		{"en", -1, "-1 comments"},        {"de", 1, "1 Kommentar"},
		{"en", 1000, "1,000 comments"},
		{"en", INT64_MIN, "-9,223,372,036,854,775,808 comments"},
		{"de", 12345, "12.345 Kommentare"}, {"fr", 0, "0 commentaire"},
		{"fr", 12345, "12\u202f345 commentaires"}, {"es", 1234, "1234 comentarios"},
		{"es", 12345, "12.345 comentarios"}, {"ja", 3, "コメント3件"},
		{"ar", 1, "تعليق واحد"},          {"ar", 2, "تعليقان"},
		{"ar", 5, "5 تعليقات"},           {"ar", 11, "11 تعليقًا"},
		{"ar", 100, "100 تعليق"},         {"ar", 0, "لا تعليقات"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_true(str_eq(locale_count(a, str_of(cases[i].lang),
						MSG_N("%s comment", "%s comments"), cases[i].n),
				   str_of(cases[i].want)));
}

static void
numbers_are_grouped(void **state)
{
	(void)state;
	static const struct {
		int64_t n;
		const char *want;
	} cases[] = {{0, "0"}, {999, "999"}, {1000, "1,000"}, {-1000, "-1,000"}, {-999, "-999"},
		     {-1234567, "-1,234,567"}, {INT64_MIN, "-9,223,372,036,854,775,808"}};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_true(str_eq(locale_number(a, STR("en"), cases[i].n), str_of(cases[i].want)));
	assert_str(locale_number(a, STR("es"), -1234), "-1234");
}

static void
dates_are_written_as_the_language_does(void **state)
{
	(void)state;
	assert_str(locale_date(a, STR("en"), T0), "25 November 2026, 18:21 UTC");
	assert_str(locale_date(a, STR("en"), 0), "1 January 1970, 00:00 UTC");
	assert_str(locale_date(a, STR("de"), T0), "25. November 2026, 18:21 UTC");
	assert_str(locale_date(a, STR("es"), T0), "25 de noviembre de 2026, 18:21 UTC");
	assert_str(locale_date(a, STR("ja"), T0), "2026年11月25日 18:21 UTC");
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

static void
a_browser_gets_the_language_it_likes_best_among_ours(void **state)
{
	(void)state;
	static const struct {
		const char *header, *want;
	} cases[] = {
		{"", "es"},
		{"de", "de"},
		{"de-CH,de;q=0.9,en;q=0.8", "de"},
		{"tlh, fr;q=0.4, ja;q=0.5", "ja"},
		{"en;q=0.1, ar ; q=0.05", "en"},
		{"fr;q=0", "es"},
		{"*", "es"},
		{"fr;q=0.001", "fr"},
		{"fr;q=nonsense, de;q=0.9", "fr"},
		{",,;q=1,", "es"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_true(str_eq(locale_accept(str_of(cases[i].header), STR("es")),
				   str_of(cases[i].want)));
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_text_keeps_the_order_of_its_language),
		T(a_text_without_a_catalogue_is_english),
		T(a_plural_rule_is_an_expression_of_c),
		T(each_language_counts_its_own_way),
		T(numbers_are_grouped),
		T(dates_are_written_as_the_language_does),
		T(ages_are_told_in_the_largest_whole_unit),
		T(a_browser_gets_the_language_it_likes_best_among_ours),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
