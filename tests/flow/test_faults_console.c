/* P5, the command line and the housekeeper: every step of the store fails once in what they do; see fault_proof.h. */
#include "test.h"

#include "fault_proof.h"
#include "flow/export.h"
#include "flow/import_thread.h"
#include "flow/rule.h"

static enum err
do_ban(enum ban_kind kind, const char *what)
{
	struct ban ban;
	struct ban_terms terms = {.reason = STR("raid"), .note = STR("seen before")};
	enum ban_outcome out = BAN_FORBIDDEN;
	enum err e = ban_add(f.house, f.site, a, f.console, kind, str_copy(a, str_of(what)), &terms,
			     &out, &ban);
	assert_true(e != ERR_OK || out == BAN_ADDED);
	return e;
}

static enum err
verb_ban(void)
{
	return do_ban(BAN_EMAIL, "raider@news.example");
}

static enum err
verb_ban_domain(void)
{
	return do_ban(BAN_DOMAIN, "raids.example");
}

static enum err
verb_ban_address(void)
{
	return do_ban(BAN_ADDRESS, "198.51.100.0/24");
}

static enum err
verb_ban_author(void)
{
	struct ban ban;
	struct ban_terms terms = {.days = 1};
	enum ban_outcome out = BAN_FORBIDDEN;
	enum err e = ban_author(f.house, f.site, a, f.console, pending, &terms, &out, &ban);
	assert_true(e != ERR_OK || out == BAN_ADDED);
	return e;
}

static enum err
verb_lift(void)
{
	return ban_lift(f.house, f.site, a, f.console, banned);
}

static enum err
verb_words(void)
{
	struct word_entry w[] = {{.text = STR("casino*"), .action = ACT_HOLD, .severity = 2},
				 {.text = STR("roulette"), .action = ACT_MASK, .severity = 1}};
	struct words_done done;
	return words_put(f.house, f.site, a, f.console, w, ARRAY_LEN(w), &done);
}

static enum err
verb_words_remove(void)
{
	return words_remove(f.house, f.site, a, f.console, STR(""), STR("raid"));
}

static enum err
verb_rule(void)
{
	enum rule_outcome out = RULE_FORBIDDEN;
	return rule_set(f.house, f.site, a, f.console, STR("links"), true, 3, &out);
}

static enum err
verb_refit(void)
{
	return train_refit(f.house, f.site, a);
}

static enum err
verb_report(void)
{
	struct learned l;
	int64_t since = 0;
	enum err e = train_report(f.house, f.site, a, &l, &since);
	assert_true(e != ERR_OK || (l.refit == 1 && since == 1));
	return e;
}

static enum err
verb_import(void)
{
	static char csv[] = "url,title\nhttps://news.example/story/,Late works\n"
			    "https://news.example/other/,Another\n";
	struct imported in = {0};
	struct import_job job = {.file = fmemopen(csv, sizeof(csv) - 1, "r")};
	assert_non_null(job.file);
	enum err e = import_threads(f.house, f.site, a, f.console, &job, &in);
	fclose(job.file);
	assert_true(e != ERR_OK || in.added + in.changed == 2);
	return e;
}

static enum err
verb_account(void)
{
	enum account_outcome out = ACCOUNT_TAKEN;
	struct account_id id;
	enum err e = actor_add(f.house, f.site, a, f.console, STR("second"), ROLE_VIEWER,
			       str_copy(a, STR("another calm tool")), &out, &id);
	assert_true(e != ERR_OK || out == ACCOUNT_ADDED);
	return e;
}

static enum err
verb_export(void)
{
	char *out = NULL;
	size_t bytes = 0;
	int64_t n = 0;
	FILE *to = open_memstream(&out, &bytes);
	assert_non_null(to);
	struct export_ask ask = {.format = EXPORT_JSONL, .since = INT64_MIN, .with_keys = true};
	enum err e = export_stream(f.house, f.site, &ask, to, &n);
	fclose(to);
	free(out);
	assert_true(e != ERR_OK || n == 4);
	return e;
}

static const struct verb_row verbs[] = {
	{"ban", verb_ban, true, false},
	{"ban a domain", verb_ban_domain, true, false},
	{"ban a block", verb_ban_address, true, false},
	{"ban a writer", verb_ban_author, true, false},
	{"lift a ban", verb_lift, true, false},
	{"add words", verb_words, true, true},
	{"remove a word", verb_words_remove, true, true},
	{"disable a rule", verb_rule, true, true},
	{"refit", verb_refit, true, false},
	{"report", verb_report, false, false},
	{"import titles", verb_import, true, false},
	{"add an account", verb_account, true, false},
	{"export", verb_export, false, false},
};

static void
every_step_fails_once_and_a_command_is_whole_or_nothing(void **state)
{
	(void)state;
	try_each(verbs, ARRAY_LEN(verbs));
}

/* The housekeeper does several things, each of them whole; in the end all are done. */
static void
a_round_of_the_housekeeper_that_fails_is_made_up_by_the_next(void **state)
{
	(void)state;
	clock_stop(NOW + POST_KEY_SPAN + 10); /* sessions and post keys have expired */
	judging = true;
	put_back();
	struct arena *keep = arena_new();
	plan.calls = 0;
	keep_all(f.house, a);
	int64_t calls = plan.calls;
	struct str after = str_copy(keep, dump());
	for (int64_t n = 1; n <= calls; n++) {
		if (!soak && chance() % 4 != 0)
			continue;
		put_back();
		plan.fault = (enum fault)(chance() % F__MAX);
		plan.rolls_back = faults[plan.fault].may_roll_back && chance() & 1;
		plan.for_ever = chance() & 1;
		plan.left = n;
		keep_all(f.house, a);
		plan.left = 0;
		keep_all(f.house, a);
		assert_string_equal(str_z(a, dump()), str_z(a, after));
		arena_reset(a);
	}
	arena_free(&keep);
	clock_stop(NOW + 60);
}

static int
setup(void **state)
{
	(void)state;
	house_make(true);
	return 0;
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_step_fails_once_and_a_command_is_whole_or_nothing),
		cmocka_unit_test(a_round_of_the_housekeeper_that_fails_is_made_up_by_the_next),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
