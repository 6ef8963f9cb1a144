/* How long writers wait: known by enough decisions on what was held alone, and not from before anybody can tell. */
#include "test.h"

#include "flow/undo.h"
#include "flow/wait.h"
#include "house.h"

#define HELD "hold: { first = 99; }; rate: { posts = 1000; };"
#define HOUR 3600

static int number;

/* One that waits `seconds` and is decided then. */
static struct comment_id
decided_after(struct fixture *f, int64_t seconds, enum verb verb)
{
	struct posted p = say(f, (struct say){.text = str_printf(f->a, "Text number %d.", number).p,
					      .email = str_printf(f->a, "p%d@news.example", number).p});
	number++;
	assert_int_equal(p.state, STATE_PENDING);
	clock_stop(clock_now() + seconds);
	make_move(f, p.id, verb);
	return p.id;
}

static int64_t
usual(struct fixture *f)
{
	keep_house(f);
	return wait_usual(f->site);
}

static void
of_fewer_than_ten_decisions_nothing_is_said_and_then_the_median(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, HELD);
	assert_int_equal(usual(&f), 0);
	for (int i = 1; i < WAIT_KNOWN; i++)
		decided_after(&f, i * HOUR, i % 2 ? VERB_APPROVE : VERB_REJECT);
	assert_int_equal(usual(&f), 0);
	decided_after(&f, 500 * HOUR, VERB_SPAM);
	assert_int_equal(usual(&f), 6 * HOUR);
	/* What is undone is no decision. */
	struct undone u;
	assert_int_equal(undo(f.house, f.site, f.a, f.console, 0, &u), ERR_OK);
	assert_int_equal(u.outcome, UNDONE);
	assert_int_equal(usual(&f), 0);
	fixture_end(&f);
}

static void
second_decisions_on_a_comment_do_not_count(void **state)
{
	struct fixture f;
	struct comment_id id = {0};
	(void)state;
	fixture_make(&f, HELD);
	for (int i = 0; i < WAIT_KNOWN; i++)
		id = decided_after(&f, 60, VERB_DELETE);
	assert_int_equal(usual(&f), 60);
	for (int i = 0; i < 30; i++) { /* the same one, again and again */
		make_move(&f, id, VERB_RESTORE);
		clock_stop(clock_now() + HOUR);
		make_move(&f, id, VERB_DELETE);
	}
	assert_int_equal(usual(&f), 60);
	fixture_end(&f);
}

static void
of_old_decisions_nothing_is_said_and_late_ones_outweigh_them(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, HELD);
	for (int i = 0; i < WAIT_KNOWN; i++)
		decided_after(&f, HOUR, VERB_APPROVE);
	assert_int_equal(usual(&f), HOUR);
	clock_stop(clock_now() + WAIT_SPAN + 1);
	assert_int_equal(usual(&f), 0);
	for (int i = 0; i < WAIT_KNOWN; i++)
		decided_after(&f, 2 * HOUR, VERB_APPROVE);
	assert_int_equal(usual(&f), 2 * HOUR);
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_fewer_than_ten_decisions_nothing_is_said_and_then_the_median),
		cmocka_unit_test(second_decisions_on_a_comment_do_not_count),
		cmocka_unit_test(of_old_decisions_nothing_is_said_and_late_ones_outweigh_them),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
