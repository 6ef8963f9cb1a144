/* Figures of a site, counted again by hand. */
#include "test.h"

#include "flow/stats.h"
#include "house.h"

#define OPEN "hold: { first = 0; }; rate: { posts = 100000; }; storm: { mode = \"none\"; };"
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
	assert_int_equal(s.median, -1);
	assert_int_equal(s.p95, -1);
	fixture_end(&f);
}

static void
posts_decisions_and_waits_stand_on_their_days(void **state)
{
	struct posted p[10];
	(void)state;
	fixture_make(&f, OPEN);
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
	assert_int_equal(s.states[STATE_APPROVED], 6);
	assert_int_equal(s.states[STATE_REJECTED], 4);
	assert_int_equal(s.states[STATE_SPAM], 1);
	assert_int_equal(s.days[0].posts, 10);
	assert_int_equal(s.days[0].decisions, 4);
	assert_int_equal(s.days[1].posts + s.days[1].decisions, 0);
	assert_int_equal(s.days[2].posts, 1);
	assert_int_equal(s.days[2].decisions, 1);
	assert_int_equal(s.decided, 5);
	assert_int_equal(s.median, 300); /* of 100 200 300 400 172800 */
	assert_int_equal(s.p95, 2 * DAY);
	s = figures(1); /* today alone */
	assert_int_equal(s.days[0].posts, 1);
	assert_int_equal(s.median, 2 * DAY);
	assert_int_equal(s.states[STATE_REJECTED], 4);
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_site_has_figures_too),
		cmocka_unit_test(posts_decisions_and_waits_stand_on_their_days),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
