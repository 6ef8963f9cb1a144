/* flow/house: other settings on the same ground, and what the operator's numbers say of a post. */
#include "test.h"

#include "base/metric.h"
#include "flow/wait.h"
#include "house.h"

/* The fixture's configuration with other lines for its site. */
static struct conf *
other_conf(struct fixture *f, const char *sites)
{
	struct conf *c = NULL;
	struct str why = {0};
	const char *path = str_printf(f->a, "%s/other.conf", f->folder).p;
	write_file(path,
		   str_printf(f->a,
			      "store = \"data/test.db\"; key_file = \"key\";\nsites = ( %s );\n",
			      sites)
			   .p);
	if (conf_read(f->a, path, &c, &why) != ERR_OK)
		fail_msg("%.*s", STR_FMT(why));
	return c;
}

static void
a_renewed_house_has_other_settings_and_the_same_store(void **state)
{
	struct fixture f;
	struct house *next = NULL;
	struct str why = {0};
	(void)state;
	fixture_make(&f, "hold: { first = 0; };");
	assert_int_equal(say(&f, (struct say){.text = "Before."}).state, STATE_APPROVED);
	atomic_store(&f.site->usual_wait, 7200); /* as the housekeeper measured it */
	struct conf *conf =
		other_conf(&f, "{ name = \"site\"; base_url = \"https://news.example\"; "
			       "moderation = \"all\"; }");
	assert_int_equal(house_renew(f.a, f.house, conf, &next, &why), ERR_OK);
	assert_ptr_equal(next->store, f.house->store);
	assert_int_equal(house_site(next, STR(""))->id.n, f.site->id.n);
	assert_int_equal(wait_usual(house_site(next, STR(""))), 7200);
	/* Who began in the old one ends in it. */
	assert_int_equal(say(&f, (struct say){.text = "A request of before."}).state,
			 STATE_APPROVED);
	struct house *old = f.house;
	f.house = next;
	f.site = house_site(next, STR(""));
	assert_int_equal(say(&f, (struct say){.text = "After."}).state, STATE_PENDING);
	house_close(&old);
	assert_int_equal(say(&f, (struct say){.text = "The ground still stands."}).state,
			 STATE_PENDING);
	assert_int_equal(count(&f, STATE_APPROVED), 2);
	assert_int_equal(count(&f, STATE_PENDING), 2);
	house_close(&f.house);
	conf_free(&conf);
	fixture_end(&f);
}

static void
a_new_site_gets_its_row_and_the_old_ones_keep_theirs(void **state)
{
	struct fixture f;
	struct house *next = NULL;
	struct str why = {0};
	(void)state;
	fixture_make(&f, "");
	struct conf *conf =
		other_conf(&f, "{ name = \"new\"; base_url = \"https://new.example\"; }, "
			       "{ name = \"site\"; base_url = \"https://news.example\"; }");
	assert_int_equal(house_renew(f.a, f.house, conf, &next, &why), ERR_OK);
	assert_int_equal(house_site(next, STR("site"))->id.n, f.site->id.n);
	assert_true(house_site(next, STR("new"))->id.n > f.site->id.n);
	house_close(&next);
	conf_free(&conf);
	fixture_end(&f);
}

static void
a_sites_own_list_of_mail_domains_adds_to_the_programs(void **state)
{
	struct fixture f;
	struct house *next = NULL;
	struct str why = {0};
	(void)state;
	fixture_make(&f, "");
	assert_true(house_disposable(f.site, STR("mailinator.com")));
	assert_false(house_disposable(f.site, STR("throw.example")));
	struct conf *conf = other_conf(&f, "{ name = \"site\"; base_url = \"https://news.example\"; "
					   "filter: { disposable = \"throw.txt\"; }; }");
	assert_int_equal(house_renew(f.a, f.house, conf, &next, &why), ERR_GONE);
	if (str_find(why, STR("/throw.txt: "), 0) == SIZE_MAX)
		fail_msg("why: %.*s", STR_FMT(why));
	write_file(str_printf(f.a, "%s/throw.txt", f.folder).p, "# ours\nthrow.example\n");
	assert_int_equal(house_renew(f.a, f.house, conf, &next, &why), ERR_OK);
	const struct site *site = house_site(next, STR("site"));
	assert_true(house_disposable(site, STR("throw.example")));
	assert_true(house_disposable(site, STR("mailinator.com")));
	assert_false(house_disposable(site, STR("kept.example")));
	house_close(&next);
	conf_free(&conf);
	struct posted p = say(&f, (struct say){.text = "Mine.", .email = "ada@mailinator.com"});
	assert_non_null(reason_for(&p, "disposable"));
	p = say(&f, (struct say){.text = "Mine, too.", .email = "ada@kept.example"});
	assert_null(reason_for(&p, "disposable"));
	fixture_end(&f);
}

static void
posts_and_their_verdicts_are_counted(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, "hold: { first = 0; }; rate: { posts = 3; }; proof: { ask = false; };");
	int64_t stored = metric_value(METRIC_POSTS, 0), repeated = metric_value(METRIC_POSTS, 1),
		refused = metric_value(METRIC_POSTS, 2), email = metric_value(METRIC_POSTS, 3),
		held = metric_value(METRIC_VERDICTS, ACT_HOLD),
		writes = metric_value(METRIC_WRITES, 0),
		noted = metric_value(METRIC_VERDICTS, ACT_NOTE),
		turned = metric_value(METRIC_VERDICTS, ACT_REFUSE);
	say(&f, (struct say){.text = "One."});
	say(&f, (struct say){.text = "One."});
	say(&f, (struct say){.text = "See http://a.example http://b.example http://c.example"});
	say(&f, (struct say){.text = "Whose?", .email = "nobody"});
	say(&f, (struct say){.text = "Three."});
	say(&f, (struct say){.text = "Four is too many."});
	assert_int_equal(metric_value(METRIC_POSTS, 0) - stored, 3);
	assert_int_equal(metric_value(METRIC_POSTS, 1) - repeated, 1);
	assert_int_equal(metric_value(METRIC_POSTS, 2) - refused, 1);
	assert_int_equal(metric_value(METRIC_POSTS, 3) - email, 1);
	assert_int_equal(metric_value(METRIC_VERDICTS, ACT_NOTE) - noted, 2);
	assert_int_equal(metric_value(METRIC_VERDICTS, ACT_HOLD) - held, 1);
	assert_int_equal(metric_value(METRIC_VERDICTS, ACT_REFUSE) - turned, 1);
	assert_true(metric_value(METRIC_WRITES, 0) - writes >= 3);
	fixture_end(&f);
}

/* The words in metric.def are the model's, in its order. */
static void
the_words_of_the_numbers_are_the_models(void **state)
{
	(void)state;
	for (enum action x = 0; x < ACT__MAX; x++) {
		int64_t before = metric_value(METRIC_VERDICTS, x);
		metric_add_word(METRIC_VERDICTS, action_word(x), 1);
		assert_int_equal(metric_value(METRIC_VERDICTS, x), before + 1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_renewed_house_has_other_settings_and_the_same_store),
		cmocka_unit_test(a_new_site_gets_its_row_and_the_old_ones_keep_theirs),
		cmocka_unit_test(a_sites_own_list_of_mail_domains_adds_to_the_programs),
		cmocka_unit_test(posts_and_their_verdicts_are_counted),
		cmocka_unit_test(the_words_of_the_numbers_are_the_models),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
