/* Figures of a site, counted again by hand. */
#include "test.h"

#include "flow/stats.h"
#include "flow/undo.h"
#include "house.h"

#define OPEN "hold: { first = 0; }; rate: { posts = 100000; }; storm: { mode = \"none\"; };"
#define HELD "hold: { first = 100; }; rate: { posts = 100000; }; storm: { mode = \"none\"; };"
#define DAY 86400

static struct fixture f;

static struct stats
figures(int64_t days)
{
	struct stats s;
	assert_int_equal(stats_read(f.house, f.site, f.a, f.console, days, &s), ERR_OK);
	return s;
}

static void
an_empty_site_has_figures_too(void **state)
{
	(void)state;
	fixture_make(&f, OPEN);
	struct stats s = figures(3);
	assert_int_equal(s.n_days, 3);
	assert_int_equal(s.days[2].day, NOW / DAY * DAY);
	assert_int_equal(s.decided, 0);
	assert_int_equal(s.wait.median, -1);
	assert_int_equal(s.wait.p95, -1);
	fixture_end(&f);
}

static void
posts_decisions_and_waits_stand_on_their_days(void **state)
{
	struct posted p[10];
	(void)state;
	fixture_make(&f, HELD);
	for (int i = 0; i < 10; i++)
		p[i] = say(&f, (struct say){.text = str_printf(f.a, "Sentence %d of some, %d.", i, i * 17).p});
	for (int i = 0; i < 4; i++) {
		clock_stop(NOW + 100 * (i + 1));
		make_move(&f, p[i].id, VERB_REJECT);
	}
	clock_stop(NOW + 2 * DAY);
	make_move(&f, p[4].id, VERB_SPAM);
	say(&f, (struct say){.text = "One of the day after next.", .email = "ben@news.example"});
	struct stats s = figures(3);
	assert_int_equal(s.states[STATE_PENDING], 6);
	assert_int_equal(s.states[STATE_REJECTED], 4);
	assert_int_equal(s.states[STATE_SPAM], 1);
	assert_int_equal(s.days[0].count.posts, 10);
	assert_int_equal(s.days[0].count.decisions, 4);
	assert_int_equal(s.days[1].count.posts + s.days[1].count.decisions, 0);
	assert_int_equal(s.days[2].count.posts, 1);
	assert_int_equal(s.days[2].count.decisions, 1);
	assert_int_equal(s.decided, 5);
	assert_int_equal(s.wait.median, 300); /* of 100 200 300 400 172800 */
	assert_int_equal(s.wait.p95, 2 * DAY);
	assert_true(s.days[0].wait.n == 4 && s.days[0].wait.median == 200 && s.days[0].wait.p95 == 400);
	assert_true(s.days[1].wait.n == 0 && s.days[1].wait.median == -1 && s.days[1].wait.p95 == -1);
	assert_true(s.days[2].wait.n == 1 && s.days[2].wait.median == 2 * DAY);
	struct buf csv = buf_in(f.a, 4096);
	stats_csv(&csv, f.a, &s, STATS_OF_WAITING);
	assert_str(buf_view(&csv), "day,decisions,median,p95\r\n2027-01-15,4,200,400\r\n2027-01-16,0,,\r\n"
				   "2027-01-17,1,172800,172800\r\n");
	s = figures(1); /* today alone */
	assert_int_equal(s.days[0].count.posts, 1);
	assert_int_equal(s.wait.median, 2 * DAY);
	assert_int_equal(s.states[STATE_REJECTED], 4);
	fixture_end(&f);
}

static void
what_filters_said_when_and_who_decided_is_counted(void **state)
{
	struct decided d;
	struct undone back;
	struct stats s;
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = say(&f, (struct say){.text = "An ordinary sentence."});
	(void)say(&f, (struct say){.text = "https://a.example https://b.example https://c.example https://d.example "
					   "https://e.example https://f.example", .email = "ben@news.example"});
	make_move(&f, p.id, VERB_REJECT);
	s = figures(1);
	int64_t hour = NOW / 3600 % 24;
	assert_int_equal(s.hours[hour].posts, 2);
	assert_int_equal(s.hours[hour].decisions, 1);
	assert_int_equal(s.hours[(hour + 1) % 24].posts, 0);
	assert_int_equal(s.judged[ACT_NOTE] + s.judged[ACT_HOLD] + s.judged[ACT_REJECT], 2);
	assert_int_equal(s.judged[ACT_NOTE], 1);
	assert_true(s.n_rules >= 1 && s.rules[0].fired >= 1 && s.rules[0].decided == 0);
	assert_int_equal(s.n_people, 1);
	assert_str(s.people[0].name, "");
	assert_int_equal(s.people[0].decided, 1);
	/* Published after all, by people: the rules on it were wrong; taken back, nobody has decided. */
	assert_int_equal(decide(f.house, f.site, f.a, f.console, (struct comment_id){p.id.n + 1}, VERB_APPROVE,
				STATE__MAX, STR(""), &d), ERR_OK);
	s = figures(1);
	assert_true(s.rules[0].decided == 1 && s.rules[0].overturned == 1);
	assert_true(stats_precision(&s.rules[0]) == 0);
	assert_int_equal(undo(f.house, f.site, f.a, f.console, 0, &back), ERR_OK);
	assert_int_equal(back.outcome, UNDONE);
	s = figures(1);
	assert_true(s.rules[0].decided == 0 && stats_precision(&s.rules[0]) == -1);
	assert_int_equal(s.people[0].undone, 1);
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_site_has_figures_too),
		cmocka_unit_test(posts_decisions_and_waits_stand_on_their_days),
		cmocka_unit_test(what_filters_said_when_and_who_decided_is_counted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
