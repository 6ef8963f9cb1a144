/* Patterns of paths. */
#include "test.h"

#include "base/conf.h"

/* The textbook's recursion, to judge the real one by. */
static bool
glob_slow(const char *p, const char *s)
{
	if (*p == '\0')
		return *s == '\0';
	if (*p == '*')
		return glob_slow(p + 1, s) || (*s != '\0' && glob_slow(p, s + 1));
	return *p == *s && glob_slow(p + 1, s + 1);
}

static void
a_star_stands_for_any_run_of_bytes(void **state)
{
	(void)state;
	static const char letters[] = "a/*";
	char p[7], s[7];
	/* All patterns of up to 6 of three letters against all texts of up to 6 of two. */
	for (int i = 0; i < 729 * 7; i++) {
		int len = i / 729, v = i % 729;
		for (int k = 0; k < len; k++, v /= 3)
			p[k] = letters[v % 3];
		p[len] = '\0';
		for (int j = 0; j < 64 * 7; j++) {
			int n = j / 64, w = j % 64;
			for (int k = 0; k < n; k++, w /= 2)
				s[k] = letters[w % 2];
			s[n] = '\0';
			if (conf_glob(str_of(p), str_of(s)) != glob_slow(p, s))
				fail_msg("%s %s", p, s);
		}
	}
	assert_true(conf_glob(STR("*"), STR("")));
	assert_true(conf_glob(STR("/news/*"), STR("/news/a/b\0c")));
	assert_false(conf_glob(STR("/news/*"), STR("/news")));
	assert_false(conf_glob(STR("ab*bc"), STR("abc"))); /* the ends may not overlap */
}

static void
many_stars_cost_no_more_than_one(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	size_t n = 100000;
	char *s = arena_alloc(a, n), *p = arena_alloc(a, 2000);
	memset(s, 'a', n);
	for (size_t i = 0; i < 2000; i++)
		p[i] = i % 2 ? '*' : 'a';
	p[1999] = 'b';
	struct timespec from, to;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
	assert_false(conf_glob((struct str){p, 2000}, (struct str){s, n}));
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &to);
	assert_true(to.tv_sec - from.tv_sec <= 1);
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_star_stands_for_any_run_of_bytes),
		cmocka_unit_test(many_stars_cost_no_more_than_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
