/* The year's report, counted again by hand from what was done. */
#include "test.h"

#include "flow/appeal.h"
#include "flow/notice.h"
#include "flow/own.h"
#include "flow/status.h"
#include "flow/transparency.h"
#include "flow/undo.h"
#include "house.h"
#include "sqlite.h"

/* Every post waits. */
#define HELD "moderation = \"all\"; rate: { posts = 100000; }; storm: { mode = \"none\"; };"

static struct fixture f;

static struct figure
figure(int year, const char *group, const char *name)
{
	struct figure *all = NULL;
	size_t n = 0;
	assert_int_equal(transparency_read(f.house, f.site, f.a, f.console, year, &all, &n), ERR_OK);
	for (size_t i = 0; i < n; i++)
		if (strcmp(all[i].group, group) == 0 && str_eq(all[i].name, str_of(name)))
			return all[i];
	return (struct figure){.group = NULL, .n = -1};
}

static int64_t
number(const char *group, const char *name)
{
	return figure(2027, group, name).n;
}

static struct comment_id
post(int i)
{
	struct posted p = say(&f, (struct say){.text = str_printf(f.a, "Sentence %d of %d, and on.", i, i * 17).p,
					       .email = str_printf(f.a, "r%d@news.example", i).p});
	assert_int_equal(p.outcome, POST_STORED);
	return p.id;
}

static void
notice(struct comment_id about, enum notice_kind kind)
{
	struct noticed out;
	struct str from = str_printf(f.a, "192.0.2.%ld", (long)about.n);
	struct visitor v = {.address = from, .block = from, .wide_block = from, .user_agent = STR("Browser")};
	struct notice_draft d = {.comment = about, .kind = kind, .text = STR("It says what the law forbids.")};
	assert_int_equal(notice_send(f.house, f.site, f.a, &v, &d, &out), ERR_OK);
	assert_int_equal(out.outcome, NOTICE_STORED);
}

static void
an_empty_year_has_every_sum_and_no_part(void **state)
{
	(void)state;
	fixture_make(&f, HELD);
	struct figure *all = NULL;
	size_t n = 0;
	assert_int_equal(transparency_read(f.house, f.site, f.a, f.console, 2027, &all, &n), ERR_OK);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(all[i].n, 0);
		assert_int_equal(all[i].of, 0);
	}
	assert_int_equal(number("notices", "received"), 0);
	assert_int_equal(number("appeals", "received"), 0);
	assert_int_equal(number("comments", "written"), 0);
	fixture_end(&f);
}

static void
what_was_held_decided_and_taken_back_stands_in_its_year(void **state)
{
	struct comment_id ids[8];
	struct undone undone;
	(void)state;
	fixture_make(&f, HELD);
	for (int i = 0; i < 8; i++)
		ids[i] = post(i);
	for (int i = 0; i < 6; i++) {
		clock_stop(NOW + 100 * (i + 1));
		make_move(&f, ids[i], i < 4 ? VERB_APPROVE : VERB_REJECT);
	}
	make_move(&f, ids[3], VERB_SPAM);
	make_move(&f, ids[6], VERB_SPAM);
	assert_int_equal(undo(f.house, f.site, f.a, f.console, 0, &undone), ERR_OK);
	assert_int_equal(undone.outcome, UNDONE);
	assert_int_equal(number("comments", "written"), 8);
	assert_int_equal(number("automated", "held"), 8);
	assert_int_equal(number("automated", "held.shown_by_people"), 3);
	struct figure rate = figure(2027, "automated", "held.error_rate");
	assert_int_equal(rate.of, 6);
	assert_true(rate.share > 0.499 && rate.share < 0.501);
	assert_int_equal(number("people", "decisions"), 7); /* six, one of them twice; the last was taken back */
	assert_int_equal(number("people", "decisions.approved"), 4);
	assert_int_equal(number("people", "decisions.rejected"), 2);
	assert_int_equal(number("people", "decisions.spam"), 1);
	assert_int_equal(number("taken_down", "by_people"), 3);
	assert_int_equal(number("people", "waited.median"), 300); /* of 100 to 600 */
	assert_int_equal(figure(2027, "people", "waited.median").of, 6);
	assert_int_equal(figure(2026, "people", "decisions").n, 0);
	assert_int_equal(figure(2028, "comments", "written").n, 0);
	fixture_end(&f);
}

static void
what_a_program_marked_as_spam_is_its_own_and_what_people_show_again_its_error(void **state)
{
	(void)state;
	fixture_make(&f, HELD);
	for (int i = 0; i < 4; i++)
		post(i);
	sqlite_says(f.a, str_z(f.a, f.conf->store),
		    "UPDATE comment SET action = 'reject', state = 'spam';"
		    "INSERT INTO reason SELECT id, 90, 'link', '', 'text', 0, 1, 1.0, 'reject', 0 FROM comment", NULL);
	make_move(&f, (struct comment_id){1}, VERB_APPROVE);
	assert_int_equal(number("automated", "spam"), 4);
	assert_int_equal(number("automated", "spam.shown_by_people"), 1);
	assert_int_equal(number("automated", "spam.link"), 4);
	assert_int_equal(number("taken_down", "by_program"), 3);
	struct figure share = figure(2027, "taken_down", "automated");
	assert_int_equal(share.of, 3);
	assert_true(share.share == 1.0);
	fixture_end(&f);
}

static void
notices_and_appeals_are_told_by_what_became_of_them(void **state)
{
	struct notice_done done;
	struct owned own;
	enum appeal_kept kept;
	(void)state;
	fixture_make(&f, HELD);
	for (int i = 0; i < 4; i++)
		make_move(&f, post(i), VERB_APPROVE);
	for (int i = 1; i <= 3; i++)
		notice((struct comment_id){i}, i == 3 ? NOTICE_FRAUD : NOTICE_HATE);
	clock_stop(NOW + 60);
	struct notice_choice act = {.verb = NOTICE_ACT, .seen = NOTICE_RECEIVED, .answer = STR("Forbidden."),
				    .note = STR("It incites.")};
	struct notice_choice leave = {.verb = NOTICE_LEAVE, .seen = NOTICE_RECEIVED, .answer = STR("It is not.")};
	assert_int_equal(notice_decide(f.house, f.site, f.a, f.console, (struct notice_id){1}, &act, &done),
			 ERR_OK);
	clock_stop(NOW + 90);
	assert_int_equal(notice_decide(f.house, f.site, f.a, f.console, (struct notice_id){3}, &leave, &done),
			 ERR_OK);
	struct str token = status_token(f.a, f.house, f.site, (struct comment_id){1}, 0, NOW);
	assert_int_equal(own_appeal(f.house, f.site, f.a, token, STR("I only asked."), &own), ERR_OK);
	clock_stop(NOW + 100);
	assert_int_equal(number("appeals", "by.open"), 1);
	assert_int_equal(appeal_keep(f.house, f.site, f.a, f.console, (struct comment_id){1},
				     STR("It stays."), &kept),
			 ERR_OK);
	assert_true(kept);
	assert_int_equal(number("notices", "received"), 3);
	assert_int_equal(number("notices", "by.hate.acted"), 1);
	assert_int_equal(number("notices", "by.hate.received"), 1);
	assert_int_equal(number("notices", "by.fraud.left"), 1);
	assert_int_equal(number("notices", "waited.median"), 60); /* of 60 and 90 */
	assert_int_equal(number("taken_down", "by_people"), 1);
	assert_int_equal(number("appeals", "received"), 1);
	assert_int_equal(number("appeals", "by.upheld"), 1);
	assert_int_equal(number("appeals", "waited.median"), 10);
	fixture_end(&f);
}

static void
what_few_make_up_or_all_but_few_is_not_told(void **state)
{
	static const struct {
		struct figure figure;
		bool few;
	} rows[] = {
		{{.unit = FIGURE_COUNT, .n = 0}, false}, {{.unit = FIGURE_COUNT, .n = 1}, true},
		{{.unit = FIGURE_COUNT, .n = 4}, true}, {{.unit = FIGURE_COUNT, .n = 5}, false},
		{{.unit = FIGURE_SECONDS, .n = 3, .of = 5}, false}, {{.unit = FIGURE_SECONDS, .n = 60, .of = 4}, true},
		{{.unit = FIGURE_SHARE, .share = 0, .of = 0}, false}, {{.unit = FIGURE_SHARE, .share = 0, .of = 4}, true},
		{{.unit = FIGURE_SHARE, .share = 0, .of = 50}, false}, {{.unit = FIGURE_SHARE, .share = 1, .of = 50}, false},
		{{.unit = FIGURE_SHARE, .share = .08, .of = 50}, true}, {{.unit = FIGURE_SHARE, .share = .1, .of = 50}, false},
		{{.unit = FIGURE_SHARE, .share = .92, .of = 50}, true}, {{.unit = FIGURE_SHARE, .share = .9, .of = 50}, false},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (figure_is_few(&rows[i].figure) != rows[i].few)
			fail_msg("row %zu", i);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_year_has_every_sum_and_no_part),
		cmocka_unit_test(what_was_held_decided_and_taken_back_stands_in_its_year),
		cmocka_unit_test(what_a_program_marked_as_spam_is_its_own_and_what_people_show_again_its_error),
		cmocka_unit_test(notices_and_appeals_are_told_by_what_became_of_them),
		cmocka_unit_test(what_few_make_up_or_all_but_few_is_not_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
