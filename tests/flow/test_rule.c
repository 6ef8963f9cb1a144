/* Rules of a site: off, in shadow, how they did; and back tests on what was said before. */
#include "test.h"

#include "base/email.h"
#include "flow/backtest.h"
#include "flow/lists.h"
#include "flow/rule.h"
#include "house.h"

#define OPEN "hold: { first = 0; }; rate: { posts = 1000; };"

static enum rule_outcome
set(struct fixture *f, const char *rule, bool off, int64_t days)
{
	enum rule_outcome out;
	assert_int_equal(rule_set(f->house, f->site, f->a, f->console, str_of(rule), off, days, &out), ERR_OK);
	return out;
}

static struct rule_state
state_now(struct fixture *f, const char *rule)
{
	struct rule_state *all;
	size_t n, i = 0;
	assert_int_equal(rule_list(f->house, f->site, f->a, f->console, &all, &n), ERR_OK);
	while (i < n && !str_eq(all[i].row.word, str_of(rule)))
		i++;
	assert_true(i < n);
	return all[i];
}

static const char links[] = "https://a.example https://b.example https://c.example";

static void
a_rule_is_off_or_in_shadow_for_its_days_and_then_as_before(void **state)
{
	struct fixture f;
	enum rule_outcome out;
	(void)state;
	fixture_make(&f, OPEN);
	assert_int_equal(say(&f, (struct say){.text = "The ferry is late.", .no_token = true}).state,
			 STATE_PENDING);
	assert_int_equal(set(&f, "token-none", false, 2), RULE_DONE);
	struct posted p = say(&f, (struct say){.text = "Who pays for it all?", .no_token = true});
	assert_int_equal(p.state, STATE_APPROVED);
	assert_true(state_now(&f, "token-none").shadow);
	assert_int_equal(state_now(&f, "token-none").fired, 2);
	clock_stop(NOW + 2 * 86400);
	house_reread(f.house);
	p = say(&f, (struct say){.text = "My cat likes the harbour.", .no_token = true});
	assert_int_equal(p.state, STATE_PENDING);
	assert_int_equal(set(&f, "token-none", true, 0), RULE_DONE);
	p = say(&f, (struct say){.text = "Nobody asked the fishermen.", .no_token = true});
	assert_int_equal(p.state, STATE_APPROVED);
	assert_int_equal(state_now(&f, "token-none").fired, 3);
	assert_int_equal(rule_clear(f.house, f.site, f.a, f.console, STR("token-none"), &out), ERR_OK);
	assert_int_equal(out, RULE_DONE);
	assert_int_equal(rule_clear(f.house, f.site, f.a, f.console, STR("token-none"), &out), ERR_OK);
	assert_int_equal(out, RULE_NOT_SAID);
	assert_int_equal(set(&f, "lnk", true, 0), RULE_UNKNOWN);
	assert_int_equal(set(&f, "ban", true, 0), RULE_FIXED);
	fixture_end(&f);
}

static void
how_often_people_overturned_a_rule_is_known_from_some_decisions_on(void **state)
{
	struct fixture f;
	int64_t decided = -1, overturned = -1;
	(void)state;
	fixture_make(&f, "moderation = \"all\"; rate: { posts = 1000; };");
	for (int i = 0; i < RULE_KNOWN; i++) {
		struct posted p = say(&f, (struct say){.text = str_printf(f.a, "Remark %d on the harbour.", i).p,
						       .email = str_printf(f.a, "p%d@news.example", i).p});
		assert_non_null(reason_for(&p, "premoderated"));
		keep_house(&f);
		assert_false(rule_record(f.site, STR("premoderated"), &decided, &overturned));
		make_move(&f, p.id, i < 3 ? VERB_APPROVE : VERB_REJECT);
	}
	keep_house(&f);
	assert_true(rule_record(f.site, STR("premoderated"), &decided, &overturned));
	assert_int_equal(decided, RULE_KNOWN);
	assert_int_equal(overturned, 3);
	assert_false(rule_record(f.site, STR("slur"), &decided, &overturned));
	assert_false(rule_record(f.site, STR("nowhere"), &decided, &overturned));
	fixture_end(&f);
}

static void
settings_say_weight_and_action_and_a_wrong_one_stops_the_start(void **state)
{
	static const char *const wrong[] = {"lnk off", "links hard", "links 1000", "ban off", "links -1"};
	struct fixture f;
	struct conf *conf;
	struct house *next = NULL;
	struct str why = {0};
	(void)state;
	fixture_make(&f, OPEN " filter: { rules = ( \"link 1.0\", \"links shadow\" ); };");
	assert_int_equal(say(&f, (struct say){.text = "See https://a.example"}).state, STATE_PENDING);
	assert_true(state_now(&f, "links").shadow);
	assert_true(state_now(&f, "link").weight > 0.99);
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		const char *path = str_printf(f.a, "%s/other.conf", f.folder).p;
		write_file(path, str_printf(f.a,
					    "store = \"data/test.db\"; key_file = \"key\"; sites = ( { name = "
					    "\"site\"; base_url = \"https://news.example\"; filter: { rules = "
					    "( \"%s\" ); }; } );",
					    wrong[i])
					 .p);
		assert_int_equal(conf_read(f.a, path, &conf, &why), ERR_OK);
		assert_int_equal(house_renew(f.a, f.house, conf, &next, &why), ERR_INPUT);
		assert_true(str_find(why, str_of(wrong[i]), 0) != SIZE_MAX);
		conf_free(&conf);
	}
	fixture_end(&f);
}

/* The same post at two sites of one house that differ in one setting: it fires the rule at the first alone. */
static void
each_threshold_is_a_setting_of_its_site(void **state)
{
	static const struct {
		const char *strict, *lax, *rule;
		enum state there;
	} rows[] = {
		{"hold: { first = 0; score = 2; };", "hold: { first = 0; score = 3; };", "score", STATE_PENDING},
		{"hold: { first = 0; }; links: { max = 0; };", "hold: { first = 0; }; links: { max = 1; };", "links",
		 STATE_PENDING},
		{"hold: { first = 1; };", "hold: { first = 0; };", "first", STATE_PENDING},
		{"hold: { first = 0; }; moderation = \"all\";", "hold: { first = 0; }; moderation = \"filter\";",
		 "premoderated", STATE_PENDING},
		{"hold: { first = 0; }; classifier: { hold = 1; };", "hold: { first = 0; }; classifier: { hold = 101; };",
		 "classifier", STATE_PENDING},
		{"hold: { first = 0; }; proof: { score = 2; };", "hold: { first = 0; }; proof: { score = 3; };", "proof",
		 STATE_PENDING},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fixture f, lax;
		struct say s = {.text = "My own page is https://a.example now"}; /* a link: 0.2 */
		struct arena *a = arena_new();
		fixture_make(&f, str_printf(a, "%s }, { name = \"lax\"; base_url = \"https://lax.example\"; %s",
					    rows[i].strict, rows[i].lax)
					 .p);
		lax = f;
		lax.site = house_site(f.house, STR("lax"));
		struct posted p = say(&f, s), q = say(&lax, s);
		if (reason_for(&p, rows[i].rule) == NULL || p.state != rows[i].there)
			fail_msg("%s does not speak with %s", rows[i].rule, rows[i].strict);
		if (reason_for(&q, rows[i].rule) != NULL || q.state != STATE_APPROVED)
			fail_msg("%s speaks with %s", rows[i].rule, rows[i].lax);
		fixture_end(&f);
		arena_free(&a);
	}
}

/* Two rejected ones, and none that is proven to be the same writer's. */
static void
how_many_rejections_hold_is_a_setting_of_its_site(void **state)
{
	static const struct {
		const char *settings;
		bool holds;
	} rows[] = {{"rejected = 100;", true}, {"rejected = 0;", false}};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		static const char *const texts[] = {"One.", "Two.", "Three."};
		struct arena *a = arena_new();
		struct fixture f;
		fixture_make(&f, str_printf(a, "hold: { first = 0; %s };", rows[i].settings).p);
		struct comment_id ids[ARRAY_LEN(texts)];
		for (size_t k = 0; k < ARRAY_LEN(texts); k++)
			ids[k] = say(&f, (struct say){.text = texts[k]}).id;
		make_move(&f, ids[0], VERB_REJECT);
		make_move(&f, ids[1], VERB_SPAM);
		struct posted p = say(&f, (struct say){.text = "Four."});
		assert_true((reason_for(&p, "rejected-before") != NULL) == rows[i].holds);
		assert_int_equal(p.state, rows[i].holds ? STATE_PENDING : STATE_APPROVED);
		fixture_end(&f);
		arena_free(&a);
	}
}

static void
a_rules_precision_is_how_seldom_people_overturned_it(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, OPEN);
	for (int i = 0; i < 4; i++) {
		struct comment_id id = say(&f, (struct say){.text = str_printf(f.a, "%d %s", i, links).p}).id;
		if (i < 3)
			make_move(&f, id, i == 0 ? VERB_APPROVE : VERB_SPAM);
	}
	struct rule_state s = state_now(&f, "links");
	assert_int_equal(s.fired, 4);
	assert_int_equal(s.decided, 3);
	assert_int_equal(s.overturned, 1);
	fixture_end(&f);
}

/* ---- back tests ------------------------------------------------------------------------------------- */

static struct backtest
try_it(struct fixture *f, struct trial t, int64_t last)
{
	struct backtest b;
	assert_int_equal(backtest(f->house, f->site, f->a, f->console, &t, last, &b), ERR_OK);
	return b;
}

static void
a_back_test_says_what_would_have_been_caught_and_what_became_of_it(void **state)
{
	struct fixture f;
	struct comment_id id[4];
	struct hash hash;
	struct email email;
	struct backtest b;
	(void)state;
	fixture_make(&f, OPEN);
	id[0] = say(&f, (struct say){.text = "The casino is open.", .name = "Bo"}).id;
	id[1] = say(&f, (struct say){.text = "Casinos? See https://win.pills.example/now",
				     .email = "bo@gmail.com"}).id;
	id[2] = say(&f, (struct say){.text = links}).id;
	id[3] = say(&f, (struct say){.text = "A quiet word.", .url = "https://pills.example"}).id;
	make_move(&f, id[1], VERB_SPAM);
	struct word_entry word = {.text = STR("casino*"), .action = ACT_HOLD, .severity = 2};
	b = try_it(&f, (struct trial){.words = &word, .n_words = 1}, 1000);
	assert_int_equal(b.tested, 4);
	assert_int_equal(b.n, 2);
	assert_int_equal(b.caught[0].id.n, id[1].n);
	assert_int_equal(b.caught[1].id.n, id[0].n);
	assert_int_equal(b.rejected, 1);
	assert_int_equal(b.published, 1);
	b = try_it(&f, (struct trial){.words = &word, .n_words = 1}, 2);
	assert_int_equal(b.tested, 2);
	assert_int_equal(b.n, 0);
	struct ban_row ban = {.id = {1}, .kind = BAN_LINK, .target = STR("pills.example")};
	b = try_it(&f, (struct trial){.ban = &ban}, 1000);
	assert_int_equal(b.n, 2);
	ban = (struct ban_row){.id = {1}, .kind = BAN_NAME, .target = STR("Bo*")};
	assert_int_equal(try_it(&f, (struct trial){.ban = &ban}, 1000).n, 1);
	assert_true(email_canon(f.a, STR("B.O+x@googlemail.com"), &email));
	hash = email_ban_hash(f.a, f.house->keys, f.site->id.n, &email);
	ban = (struct ban_row){.id = {1}, .kind = BAN_EMAIL, .hash = hash};
	b = try_it(&f, (struct trial){.ban = &ban}, 1000);
	assert_int_equal(b.n, 1);
	assert_int_equal(b.caught[0].id.n, id[1].n);
	b = try_it(&f, (struct trial){.rule = STR("links")}, 1000);
	assert_int_equal(b.n, 1);
	assert_int_equal(b.caught[0].id.n, id[2].n);
	assert_int_equal(b.rest, 1); /* it waits */
	/* What a rule saw in the request is not there any more: what was stored of it counts. */
	id[0] = say(&f, (struct say){.text = "Another quiet word.", .email = "x@mailinator.com"}).id;
	b = try_it(&f, (struct trial){.rule = STR("disposable")}, 1000);
	assert_int_equal(b.n, 1);
	assert_int_equal(b.caught[0].id.n, id[0].n);
	fixture_end(&f);
}

static void
a_list_is_tried_as_a_whole(void **state)
{
	struct fixture f;
	struct comment_id id[3];
	(void)state;
	fixture_make(&f, OPEN);
	id[0] = say(&f, (struct say){.text = "The casino is open."}).id;
	say(&f, (struct say){.text = "A quiet word."});
	id[1] = say(&f, (struct say){.text = "Play roulette at the casino."}).id;
	id[2] = say(&f, (struct say){.text = "Roulette is a game."}).id;
	make_move(&f, id[1], VERB_SPAM);
	const struct word_entry words[] = {{.text = STR("casino*"), .action = ACT_HOLD, .severity = 2},
					   {.text = STR("fuck*"), .action = ACT_NOTE},
					   {.text = STR("roulette"), .action = ACT_REJECT, .severity = 3}};
	struct backtest b = try_it(&f, (struct trial){.words = words, .n_words = ARRAY_LEN(words)}, 1000);
	assert_int_equal(b.tested, 4);
	assert_int_equal(b.n, 3); /* a comment with two of them is one */
	assert_int_equal(b.caught[0].id.n, id[2].n);
	assert_int_equal(b.caught[1].id.n, id[1].n);
	assert_int_equal(b.caught[1].n_marks, 2);
	assert_int_equal(b.caught[2].id.n, id[0].n);
	assert_int_equal(b.rejected, 1);
	assert_int_equal(b.published, 2);
	fixture_end(&f);
}

static void
a_rule_that_is_off_is_tried_as_if_it_were_not_and_one_of_facts_by_what_was_stored(void **state)
{
	struct fixture f;
	struct backtest b;
	(void)state;
	fixture_make(&f, OPEN);
	set(&f, "links", true, 0);
	say(&f, (struct say){.text = links});
	struct comment_id id = say(&f, (struct say){.text = "No token.", .no_token = true}).id;
	assert_int_equal(try_it(&f, (struct trial){.rule = STR("links")}, 1000).n, 1);
	b = try_it(&f, (struct trial){.rule = STR("token-none")}, 1000);
	assert_int_equal(b.n, 1);
	assert_int_equal(b.caught[0].id.n, id.n);
	assert_int_equal(backtest(f.house, f.site, f.a, f.console, &(struct trial){.rule = STR("lnk")}, 9, &b),
			 ERR_INPUT);
	fixture_end(&f);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rule_is_off_or_in_shadow_for_its_days_and_then_as_before),
		cmocka_unit_test(how_often_people_overturned_a_rule_is_known_from_some_decisions_on),
		cmocka_unit_test(settings_say_weight_and_action_and_a_wrong_one_stops_the_start),
		cmocka_unit_test(each_threshold_is_a_setting_of_its_site),
		cmocka_unit_test(how_many_rejections_hold_is_a_setting_of_its_site),
		cmocka_unit_test(a_rules_precision_is_how_seldom_people_overturned_it),
		cmocka_unit_test(a_back_test_says_what_would_have_been_caught_and_what_became_of_it),
		cmocka_unit_test(a_list_is_tried_as_a_whole),
		cmocka_unit_test(a_rule_that_is_off_is_tried_as_if_it_were_not_and_one_of_facts_by_what_was_stored),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
