/* Name patterns of bans. */
#include "test.h"

#include "filter/name.h"
#include "arena.h"

static bool
hits(const char *pattern, const char *name)
{
	return name_matches(name_pattern_new(a, a, str_of(pattern)), name_spell(a, str_of(name)));
}

static void
a_star_is_anything_and_the_rest_is_the_whole_name(void **state)
{
	(void)state;
	assert_true(hits("Cheap*", "Cheap Pills 24"));
	assert_true(hits("*pills*", "Best Pills Online"));
	assert_true(hits("a*b*c", "a1b2b3c"));
	assert_true(hits("Vera Lind", "Vera Lind"));
	assert_false(hits("Vera", "Vera Lind"));
	assert_false(hits("Vera*", "Severa"));
	assert_false(hits("*Vera", "Vera Lind"));
	assert_false(hits("a*b*c", "a1b2b3"));
}

static void
a_look_alike_is_the_same_name(void **state)
{
	(void)state;
	static const char *const same[] = {
		"CHEAP pills", "Chéap Pílls", "ｃｈｅａｐ ｐｉｌｌｓ", "𝐜𝐡𝐞𝐚𝐩 𝐩𝐢𝐥𝐥𝐬", "сhеар рills",
		"Ch3ap P1lls", "c.h.e.a.p p.i.l.l.s", "cheappills", "cheap\u200Bpi\u00ADlls",
		"Cheeeeap piiiills", "Ⓒⓗⓔⓐⓟ Ⓟⓘⓛⓛⓢ"};
	for (size_t i = 0; i < ARRAY_LEN(same); i++)
		if (!hits("Cheap Pills", same[i]))
			fail_msg("let through: %s", same[i]);
	assert_true(hits("сосо*", "coco chanel")); /* Cyrillic in the pattern, Latin in the name */
	assert_true(hits("coco", "сосо"));
	assert_true(hits("李*", "李小龍") && !hits("李*", "王小龍"));
}

static void
a_name_that_only_resembles_it_is_another(void **state)
{
	(void)state;
	assert_false(hits("Ana", "Anna"));
	assert_false(hits("Anna", "Ana"));
	assert_true(hits("Anna", "Annna") && hits("Ana", "Annna")); /* nobody is called so */
	assert_false(hits("Troll6", "Troll9"));
	assert_false(hits("Jonas", "Jonah"));
	assert_false(hits("", "Ana"));
	assert_false(hits("Ana", ""));
}

static void
a_pattern_that_means_everybody_is_none(void **state)
{
	(void)state;
	static const char *const bad[] = {"*", "***", "* *", "a*", "*.*", "...", "-"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (name_pattern_ok(a, str_of(bad[i])))
			fail_msg("taken: %s", bad[i]);
	assert_true(name_pattern_ok(a, STR("Al")) && name_pattern_ok(a, STR("ab*")) &&
		    name_pattern_ok(a, STR("李")) && name_pattern_ok(a, STR("*x1*")));
}

static void
the_worst_pattern_costs_little(void **state)
{
	(void)state;
	char pattern[60], name[60];
	for (size_t i = 0; i < sizeof(pattern); i++) {
		pattern[i] = i % 2 ? 'x' : '*';
		name[i] = i % 2 ? 'x' : 'y';
	}
	name[59] = 'y';
	for (int i = 0; i < 2000; i++) {
		const struct name_pattern *p = name_pattern_new(a, a, (struct str){pattern, 60});
		assert_false(name_matches(p, name_spell(a, (struct str){name, 60})));
		arena_reset(a);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_star_is_anything_and_the_rest_is_the_whole_name),
		cmocka_unit_test(a_look_alike_is_the_same_name),
		cmocka_unit_test(a_name_that_only_resembles_it_is_another),
		cmocka_unit_test(a_pattern_that_means_everybody_is_none),
		cmocka_unit_test(the_worst_pattern_costs_little),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
