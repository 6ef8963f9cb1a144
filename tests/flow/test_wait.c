/* How long writers wait: known by enough decisions on what was held alone, and not from before anybody can tell. */
#include "test.h"

#include "flow/own.h"
#include "flow/report.h"
#include "flow/thread.h"
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

static struct comment_id
edited(struct fixture *f)
{
	struct visitor v = {.address = STR("192.0.2.7"), .block = STR("192.0.2.7"),
			    .wide_block = STR("192.0.2.0/24"), .user_agent = STR("Browser")};
	struct posted p = say(f, (struct say){.text = "The harbor is late."});
	struct owned o;
	assert_int_equal(p.state, STATE_PENDING);
	assert_int_equal(own_edit(f->house, f->site, f->a, &v, p.status_token, 0,
				  STR("The harbour is late."), &o), ERR_OK);
	assert_int_equal(o.own.comment.state, STATE_PENDING);
	return p.id;
}

/* Published at once, and hidden by reports. */
static struct comment_id
hidden(struct fixture *f)
{
	assert_int_equal(thread_set_mode(f->house, f->site, f->a, f->console, STR("/story/"), MODE_OPEN), ERR_OK);
	struct posted p = say(f, (struct say){.text = "Nobody asked the fishermen on the quay."});
	struct reported r = {.hid = false};
	assert_int_equal(p.state, STATE_APPROVED);
	for (int i = 1; i <= 3; i++) {
		struct str address = str_printf(f->a, "198.%d.100.7", i);
		struct visitor v = {.address = address, .block = address,
				    .wide_block = str_cat(f->a, STR("around "), address)};
		assert_int_equal(report_make(f->house, f->site, f->a, &v, p.id, REPORT_INSULT, STR(""), STR(""), &r),
				 ERR_OK);
	}
	assert_true(r.hid);
	return p.id;
}

static void
what_its_writer_changed_or_readers_hid_has_not_waited_since_it_came(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, "hold: { first = 0; }; rate: { posts = 1000; };");
	assert_int_equal(thread_set_mode(f.house, f.site, f.a, f.console, STR("/story/"), MODE_PREMODERATED), ERR_OK);
	for (int i = 1; i < WAIT_KNOWN; i++)
		decided_after(&f, 60, VERB_APPROVE);
	struct comment_id changed = edited(&f), reported = hidden(&f);
	clock_stop(clock_now() + HOUR);
	make_move(&f, changed, VERB_APPROVE);
	make_move(&f, reported, VERB_APPROVE);
	assert_int_equal(usual(&f), 0); /* of nine is not told */
	assert_int_equal(thread_set_mode(f.house, f.site, f.a, f.console, STR("/story/"), MODE_PREMODERATED), ERR_OK);
	decided_after(&f, 60, VERB_APPROVE);
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
		cmocka_unit_test(what_its_writer_changed_or_readers_hid_has_not_waited_since_it_came),
		cmocka_unit_test(of_old_decisions_nothing_is_said_and_late_ones_outweigh_them),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
