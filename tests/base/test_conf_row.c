/* The rows of conf.def, and the manual made of them. */
#include "test.h"

#include "base/conf_row.h"

static void
rows_are_found_by_key_and_place(void **state)
{
	(void)state;
	const struct conf_row *w = conf_row_find(WHERE_GLOBAL, STR("workers"));
	assert_non_null(w);
	assert_int_equal(w->offset, offsetof(struct conf, workers));
	assert_int_equal(w->type, TYPE_INT);
	assert_null(conf_row_find(WHERE_SITE, STR("workers")));
	assert_null(conf_row_find(WHERE_GLOBAL, STR("worker")));
	assert_true(conf_row_is_branch(WHERE_SITE, STR("hold")));
	assert_false(conf_row_is_branch(WHERE_GLOBAL, STR("hold")));
	assert_false(conf_row_is_branch(WHERE_SITE, STR("hold.first")));
	assert_false(conf_row_is_branch(WHERE_SITE, STR("hol")));
}

static void
no_key_stands_twice_and_none_is_a_group_too(void **state)
{
	(void)state;
	for (size_t i = 0; i < CONF_ROWS; i++) {
		const struct conf_row *w = &conf_rows[i];
		assert_ptr_equal(conf_row_find(w->where, w->key), w);
		assert_false(conf_row_is_branch(w->where, w->key));
		assert_true(w->lo <= w->hi && strlen(w->help) > 0);
	}
}

/* The key that is suggested for `typed`, "" for none. */
static struct str
near(enum conf_where where, const char *typed)
{
	const struct conf_row *w = conf_row_near(where, str_of(typed));
	return w == NULL ? STR("") : w->key;
}

static void
a_slip_of_the_keyboard_is_understood_and_another_word_is_not(void **state)
{
	(void)state;
	assert_str(near(WHERE_GLOBAL, "wokers"), "workers");
	assert_str(near(WHERE_GLOBAL, "Workers"), "workers");
	assert_str(near(WHERE_GLOBAL, "listen_mod"), "listen_mode");
	assert_str(near(WHERE_SITE, "base_ulr"), "base_url");
	assert_str(near(WHERE_SITE, "hold.frist"), "hold.first");
	assert_str(near(WHERE_SITE, "workers"), "");
	assert_str(near(WHERE_GLOBAL, "xyz"), "");
	assert_str(near(WHERE_GLOBAL, ""), "");
	char long_key[200] = {0};
	memset(long_key, 'w', sizeof(long_key) - 1);
	assert_str(near(WHERE_GLOBAL, long_key), "");
}

static void
the_table_has_a_whole_row_for_each_setting(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	struct str table = conf_table(a), rest = table, line;
	int rows = 0, settings = 0;
	while (str_cut(&rest, '\n', &line)) {
		int bars = 0;
		for (size_t i = 0; i < line.n; i++)
			bars += line.p[i] == '|';
		if (bars > 0)
			assert_int_equal(bars, 5);
		rows += str_starts(line, STR("| `"));
	}
#define CONF(scope, field, key, type, lo, hi, def, help)                                           \
	settings++;                                                                                \
	assert_true(str_find(table, STR("| `" key "` | "), 0) != SIZE_MAX);                        \
	assert_true(str_find(table, STR(" | " help " |\n"), 0) != SIZE_MAX);
#include "base/conf.def"
#undef CONF
	assert_int_equal(rows, settings);
	assert_true(str_find(table, STR("| `workers` | a number from 9 to 1024 | `64` |"), 0) !=
		    SIZE_MAX);
	assert_true(str_find(table,
			     STR("| `name` | a text of 1 to 60 bytes in quotes | must be given |"),
			     0) != SIZE_MAX);
	assert_true(
		str_find(
			table,
			STR("| `rate.span` | a time from \"1s\" to \"1d\" (s, m, h or d) | "
				     "`\"5m\"` |"),
			0) != SIZE_MAX);
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_found_by_key_and_place),
		cmocka_unit_test(no_key_stands_twice_and_none_is_a_group_too),
		cmocka_unit_test(a_slip_of_the_keyboard_is_understood_and_another_word_is_not),
		cmocka_unit_test(the_table_has_a_whole_row_for_each_setting),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
