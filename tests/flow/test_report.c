/* Reports: what they weigh, when they hide a comment, who closes them, and what is forgotten. */
#include "test.h"

#include "base/addr.h"
#include "base/buf.h"
#include "flow/backtest.h"
#include "flow/keys.h"
#include "flow/report.h"
#include "flow/rule.h"
#include "flow/undo.h"
#include "house.h"
#include "sqlite.h"

#define OPEN "hold: { first = 0; rejected = 0; }; rate: { posts = 10000; };"

static struct fixture f;

static struct visitor
visitor_at(struct arena *a, const char *address)
{
	struct addr addr;
	assert_true(addr_parse(str_of(address), &addr));
	return (struct visitor){.address = addr_text(a, &addr),
				.block = addr_block(a, &addr, false),
				.wide_block = addr_block(a, &addr, true),
				.user_agent = STR("Browser")};
}

static struct reported
report_with(struct comment_id id, enum report reason, const char *text, const char *address,
	    struct str earlier)
{
	struct reported r;
	struct visitor who = visitor_at(f.a, address);
	assert_int_equal(report_make(f.house, f.site, f.a, &who, id, reason, str_of(text), earlier, &r),
			 ERR_OK);
	return r;
}

static struct reported
report(struct comment_id id, enum report reason, const char *address)
{
	return report_with(id, reason, "", address, STR(""));
}

static struct posted
post(const char *text)
{
	struct posted p = say(&f, (struct say){.text = text, .address = "192.0.2.1/32"});
	assert_int_equal(p.outcome, POST_STORED);
	assert_int_equal(p.state, STATE_APPROVED);
	return p;
}

static struct str
says(const char *sql)
{
	return str_trim(sqlite_says(f.a, str_z(f.a, f.conf->store), sql, NULL));
}

static int64_t
number(const char *sql)
{
	int64_t n = -1;
	assert_true(str_int(says(sql), 0, INT64_MAX, &n));
	return n;
}

static enum state
state_now(struct comment_id id)
{
	struct queue_item item;
	assert_int_equal(queue_get(f.house, f.site, f.a, f.console, id, &item), ERR_OK);
	return item.comment.state;
}

static const char *
network(int i)
{
	return str_printf(f.a, "198.51.100.%d", i).p;
}

/* `n` readers of whom nobody has heard, from the i-th network on. */
static void
crowd(struct comment_id id, enum report reason, int i, int n)
{
	for (int k = 0; k < n; k++)
		assert_int_equal(report(id, reason, network(i + k)).outcome, REPORT_TAKEN);
}

/* ---- the weight -------------------------------------------------------------------------------------- */

static void
an_unknown_reader_counts_one_a_proven_one_less_than_two_and_a_wrong_one_more_than_none(void **state)
{
	(void)state;
	assert_true(report_weight(0, 0, false) == 1.0);
	assert_true(report_weight(7, 7, false) == 1.0);
	for (int64_t n = 1; n < 100000; n = n * 3 + 1) {
		double right = report_weight(n, 0, false), wrong = report_weight(0, n, false);
		assert_true(right > report_weight(n - 1, 0, false) && right < 2);
		assert_true(wrong < report_weight(0, n - 1, false) && wrong > 0);
		assert_true(report_weight(n, n, true) == 1.0 / REPORT_KEPT_TIMES);
	}
}

/* ---- one and one --------------------------------------------------------------------------------------- */

static void
a_report_counts_once_however_often_it_is_sent_and_marks_its_comment(void **state)
{
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = post("The harbor is late.");
	struct reported r = report_with(p.id, REPORT_OTHER, "<b>It</b> names my street.", "198.51.100.7", STR(""));
	assert_int_equal(r.outcome, REPORT_TAKEN);
	assert_false(r.hid);
	for (int i = 0; i < 5; i++)
		assert_int_equal(report(p.id, REPORT_SPAM, "198.51.100.7").outcome, REPORT_AS_BEFORE);
	assert_int_equal(number("SELECT count(*) FROM report"), 1);
	assert_str(says("SELECT reason || body FROM report"), "other<b>It</b> names my street.");
	assert_int_equal(number("SELECT marks FROM comment WHERE id = 1"), MARK_REPORTED);
	assert_int_equal(state_now(p.id), STATE_APPROVED);
	assert_int_equal(number("SELECT count(*) FROM audit WHERE verb = 'report'"), 1);
	fixture_end(&f);
}

static void
three_unknown_readers_hide_a_comment_and_the_many_addresses_of_one_line_do_not(void **state)
{
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = post("The harbor is late.");
	assert_int_equal(report(p.id, REPORT_SPAM, "2001:db8:0:1::1").outcome, REPORT_TAKEN);
	for (int i = 2; i <= 50; i++)
		assert_int_equal(report(p.id, REPORT_SPAM, str_printf(f.a, "2001:db8:0:1:%x::%x", i, i).p).outcome,
				 REPORT_AS_BEFORE);
	assert_false(report(p.id, REPORT_INSULT, "2001:db8:0:2::1").hid);
	assert_int_equal(state_now(p.id), STATE_APPROVED);
	struct reported last = report(p.id, REPORT_SPAM, "198.51.100.9");
	assert_int_equal(last.outcome, REPORT_TAKEN);
	assert_true(last.hid);
	assert_int_equal(state_now(p.id), STATE_PENDING);
	assert_int_equal(number("SELECT approved FROM thread"), 0);
	assert_str(says("SELECT rule || ' ' || entry || ' ' || action FROM reason WHERE comment = 1"),
		   "reported 3 hold");
	assert_int_equal(number("SELECT count(*) FROM outbox WHERE kind = 'waiting' AND subject = 1"), 1);
	assert_int_equal(number("SELECT count(*) FROM audit WHERE verb = 'hide' AND actor = 'readers'"), 1);
	assert_int_equal(report(p.id, REPORT_SPAM, "198.51.100.10").outcome, REPORT_GONE);
	fixture_end(&f);
}

/* The settings of reports say whether readers hide comments; "reported" is but the name of the reason. */
static void
the_rule_reported_cannot_be_switched_off_and_a_back_test_finds_what_it_hid(void **state)
{
	enum rule_outcome out;
	struct backtest b;
	(void)state;
	fixture_make(&f, OPEN);
	assert_int_equal(rule_set(f.house, f.site, f.a, f.console, STR("reported"), true, 0, &out), ERR_OK);
	assert_int_equal(out, RULE_FIXED);
	struct posted p = post("The harbor is late.");
	post("The harbor is early.");
	crowd(p.id, REPORT_SPAM, 0, 3);
	assert_int_equal(state_now(p.id), STATE_PENDING);
	assert_int_equal(backtest(f.house, f.site, f.a, f.console, &(struct trial){.rule = STR("reported")}, 9, &b),
			 ERR_OK);
	assert_int_equal(b.tested, 2);
	assert_int_equal(b.n, 1);
	assert_int_equal(b.caught[0].id.n, p.id.n);
	fixture_end(&f);
}

static void
a_site_may_hide_nothing_for_reports_or_take_none(void **state)
{
	(void)state;
	fixture_make(&f, OPEN " report: { hide = 0; };");
	struct posted p = post("The harbor is late.");
	crowd(p.id, REPORT_SPAM, 1, 40);
	assert_int_equal(state_now(p.id), STATE_APPROVED);
	fixture_end(&f);

	fixture_make(&f, OPEN " reports = false;");
	p = post("The harbor is late.");
	struct comment c;
	struct str lang;
	assert_int_equal(report(p.id, REPORT_SPAM, network(1)).outcome, REPORT_OFF);
	assert_int_equal(report_target(f.house, f.site, f.a, p.id, &c, &lang), ERR_GONE);
	assert_int_equal(number("SELECT count(*) FROM report"), 0);
	fixture_end(&f);
}

static void
nobody_reports_their_own_comment_nor_what_is_not_shown(void **state)
{
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = post("The harbor is late.");
	struct posted waits = say(&f, (struct say){.text = "See https://a.example https://b.example https://c.example"});
	assert_int_equal(waits.state, STATE_PENDING);
	assert_int_equal(report(p.id, REPORT_SPAM, "192.0.2.1").outcome, REPORT_OWN);
	assert_int_equal(report_with(p.id, REPORT_SPAM, "", "198.51.100.7", p.status_token).outcome, REPORT_OWN);
	assert_int_equal(report(waits.id, REPORT_SPAM, "198.51.100.7").outcome, REPORT_GONE);
	assert_int_equal(report((struct comment_id){999}, REPORT_SPAM, "198.51.100.7").outcome, REPORT_GONE);
	make_move(&f, p.id, VERB_REJECT);
	assert_int_equal(report(p.id, REPORT_SPAM, "198.51.100.7").outcome, REPORT_GONE);
	assert_int_equal(number("SELECT count(*) FROM report"), 0);
	fixture_end(&f);
}

static void
too_many_reports_from_one_address_wait(void **state)
{
	(void)state;
	fixture_make(&f, "hold: { first = 0; rejected = 0; }; rate: { posts = 3; site = 1000; };");
	struct comment_id ids[4];
	for (size_t i = 0; i < ARRAY_LEN(ids); i++)
		ids[i] = say(&f, (struct say){.text = str_printf(f.a, "Remark %zu on the harbor.", i).p,
					      .email = str_printf(f.a, "p%zu@news.example", i).p,
					      .address = str_printf(f.a, "192.0.2.%zu/32", i + 1).p}).id;
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(report(ids[i], REPORT_SPAM, "198.51.100.7").outcome, REPORT_TAKEN);
	struct reported r = report(ids[3], REPORT_SPAM, "198.51.100.7");
	assert_int_equal(r.outcome, REPORT_TOO_MANY);
	assert_true(r.retry_after > 0);
	assert_int_equal(report(ids[3], REPORT_SPAM, "203.0.113.7").outcome, REPORT_TAKEN);
	fixture_end(&f);
}

/* ---- what a moderator decides --------------------------------------------------------------------------- */

static void
a_moderator_who_keeps_a_comment_closes_its_reports_and_may_take_that_back(void **state)
{
	(void)state;
	struct undone u;
	fixture_make(&f, OPEN);
	struct posted p = post("The harbor is late.");
	assert_int_equal(make_move(&f, p.id, VERB_KEEP).outcome, DECIDED_ALREADY);
	crowd(p.id, REPORT_SPAM, 1, 2);
	assert_int_equal(make_move(&f, p.id, VERB_KEEP).outcome, DECIDED);
	assert_int_equal(state_now(p.id), STATE_APPROVED);
	assert_int_equal(number("SELECT marks FROM comment WHERE id = 1"), 0);
	assert_int_equal(number("SELECT count(*) FROM report WHERE decision = 1 AND upheld = 0"), 2);
	assert_int_equal(number("SELECT count(*) FROM audit WHERE verb = 'keep'"), 1);
	assert_int_equal(undo(f.house, f.site, f.a, f.console, 0, &u), ERR_OK);
	assert_int_equal(u.outcome, UNDONE);
	assert_int_equal(number("SELECT marks FROM comment WHERE id = 1"), MARK_REPORTED);
	assert_int_equal(number("SELECT count(*) FROM report WHERE decision IS NULL"), 2);
	assert_int_equal(number("SELECT approved FROM thread"), 1);
	fixture_end(&f);
}

/* The queue of what is reported, one a page: "3 1 2". */
static struct str
reported(enum order order)
{
	struct buf b = buf_in(f.a, 1000);
	struct comment_id from = {0};
	struct queue_item *items;
	for (size_t n = 1; n > 0;) {
		assert_int_equal(queue_reported(f.house, f.site, f.a, f.console, order, from, 1, &items, &n), ERR_OK);
		if (n > 0)
			from = items[0].comment.id;
		if (n > 0)
			buf_printf(&b, "%lld ", (long long)from.n);
	}
	return str_trim(buf_view(&b));
}

static void
what_is_reported_is_read_by_age_by_score_and_by_how_many_have(void **state)
{
	(void)state;
	static const char *const texts[] = {"The harbor is late.", "The bridge is early.", "Who pays?", "Nobody knows."};
	struct comment_id id[ARRAY_LEN(texts)];
	struct queue_item *items;
	struct undone u;
	size_t n;
	fixture_make(&f, OPEN);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		id[i] = post(texts[i]).id;
	crowd(id[0], REPORT_SPAM, 1, 1);
	crowd(id[1], REPORT_SPAM, 10, 3); /* which hides it */
	crowd(id[3], REPORT_SPAM, 20, 2);
	says("UPDATE comment SET score = id");
	assert_str(reported(ORDER_TIME), "1 2 4");
	assert_str(reported(ORDER_BACK), "4 2 1");
	assert_str(reported(ORDER_SCORE), "4 2 1");
	assert_str(reported(ORDER_REPORTS), "2 4 1");
	make_move(&f, id[1], VERB_APPROVE);
	assert_str(reported(ORDER_REPORTS), "4 1");
	/* A page goes on behind what was decided meanwhile. */
	assert_int_equal(queue_reported(f.house, f.site, f.a, f.console, ORDER_REPORTS, id[1], 9, &items, &n), ERR_OK);
	assert_int_equal(n, 2);
	crowd(id[1], REPORT_SPAM, 30, 1);
	assert_str(reported(ORDER_REPORTS), "4 2 1");
	assert_int_equal(undo(f.house, f.site, f.a, f.console, 0, &u), ERR_OK);
	assert_int_equal(u.outcome, UNDONE);
	assert_str(reported(ORDER_REPORTS), "2 4 1");
	fixture_end(&f);
}

static void
approving_a_hidden_comment_dismisses_its_reports_and_rejecting_it_upholds_them(void **state)
{
	(void)state;
	static const struct {
		enum verb verb;
		int64_t upheld, shown;
	} rows[] = {{VERB_APPROVE, 0, 1}, {VERB_REJECT, 3, 0}, {VERB_SPAM, 3, 0}};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct undone u;
		fixture_make(&f, OPEN);
		struct posted p = post("The harbor is late.");
		crowd(p.id, REPORT_SPAM, 1, 3);
		assert_int_equal(make_move(&f, p.id, rows[i].verb).outcome, DECIDED);
		assert_int_equal(number("SELECT count(*) FROM report WHERE decision IS NULL"), 0);
		assert_int_equal(number("SELECT count(*) FROM report WHERE upheld = 1"), rows[i].upheld);
		assert_int_equal(number("SELECT marks FROM comment WHERE id = 1"), 0);
		assert_int_equal(number("SELECT approved FROM thread"), rows[i].shown);
		assert_int_equal(undo(f.house, f.site, f.a, f.console, 0, &u), ERR_OK);
		assert_int_equal(u.outcome, UNDONE);
		assert_int_equal(state_now(p.id), STATE_PENDING);
		assert_int_equal(number("SELECT marks FROM comment WHERE id = 1"), MARK_REPORTED);
		assert_int_equal(number("SELECT count(*) FROM report WHERE decision IS NULL AND upheld = 0"), 3);
		assert_int_equal(number("SELECT approved FROM thread"), 0);
		fixture_end(&f);
	}
}

static void
what_a_moderator_has_kept_is_hidden_again_by_many_more_of_the_same_or_by_another_matter(void **state)
{
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = post("The harbor is late.");
	crowd(p.id, REPORT_SPAM, 1, 3);
	make_move(&f, p.id, VERB_APPROVE);
	crowd(p.id, REPORT_SPAM, 10, 3 * REPORT_KEPT_TIMES - 1);
	assert_int_equal(state_now(p.id), STATE_APPROVED);
	assert_true(report(p.id, REPORT_SPAM, network(60)).hid);
	make_move(&f, p.id, VERB_APPROVE);
	crowd(p.id, REPORT_PERSONAL, 100, 2);
	assert_int_equal(state_now(p.id), STATE_APPROVED);
	assert_true(report(p.id, REPORT_PERSONAL, network(110)).hid);
	assert_int_equal(number("SELECT count(*) FROM reason WHERE rule = 'reported'"), 1);
	fixture_end(&f);
}

static void
who_was_right_before_counts_more_and_who_was_wrong_less(void **state)
{
	(void)state;
	fixture_make(&f, OPEN);
	for (int i = 0; i < 8; i++) { /* .1 and .2 report what is rejected, .3 to .6 what is kept */
		struct posted p = post(str_printf(f.a, "Remark %d on the harbor.", i).p);
		if (i < 4)
			crowd(p.id, REPORT_INSULT, 1, 2);
		else
			crowd(p.id, REPORT_INSULT, 3 + (i - 4), 1);
		make_move(&f, p.id, i < 4 ? VERB_REJECT : VERB_KEEP);
	}
	struct posted p = post("The bridge is late too."), q = post("And so is the ferry.");
	assert_false(report(p.id, REPORT_INSULT, network(1)).hid);
	assert_true(report(p.id, REPORT_INSULT, network(2)).hid); /* 2 x 5/3 */
	crowd(q.id, REPORT_INSULT, 3, 4);                           /* 4 x 2/3 */
	assert_int_equal(state_now(q.id), STATE_APPROVED);
	assert_true(report(q.id, REPORT_INSULT, network(50)).hid);
	fixture_end(&f);
}

/* ---- edits and time ---------------------------------------------------------------------------------------- */

static void
reports_of_a_text_say_nothing_of_the_one_that_replaces_it(void **state)
{
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = post("The harbor is late.");
	crowd(p.id, REPORT_SPAM, 1, 2);
	sqlite_says(f.a, str_z(f.a, f.conf->store), "UPDATE comment SET version = version + 1", NULL);
	assert_false(report(p.id, REPORT_SPAM, network(1)).hid); /* anew, of the new text */
	assert_int_equal(report(p.id, REPORT_SPAM, network(1)).outcome, REPORT_AS_BEFORE);
	crowd(p.id, REPORT_SPAM, 2, 2);
	assert_int_equal(state_now(p.id), STATE_PENDING);
	fixture_end(&f);
}

static void
after_its_time_nobody_can_say_who_reported_and_the_report_still_counts(void **state)
{
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = post("The harbor is late.");
	crowd(p.id, REPORT_SPAM, 1, 2);
	clock_stop(NOW + f.conf->address_life + 1);
	assert_int_equal(report(p.id, REPORT_SPAM, network(2)).outcome, REPORT_AS_BEFORE);
	keep_house(&f);
	assert_int_equal(number("SELECT count(*) FROM report WHERE reporter IS NULL"), 2);
	assert_int_equal(state_now(p.id), STATE_APPROVED);
	assert_true(report(p.id, REPORT_SPAM, network(9)).hid);
	keep_house(&f);
	assert_int_equal(number("SELECT count(*) FROM report WHERE reporter IS NOT NULL"), 1);
	fixture_end(&f);
}

static void
a_rotated_key_gives_nobody_a_second_report_and_nobody_another_past(void **state)
{
	const struct keep_progress nobody = {NULL, NULL};
	struct keys_rotated done;
	struct str why = {0};
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = post("The harbour works have been late twice.");
	struct posted other = post("Nobody asked the fishermen on the quay.");
	assert_int_equal(report(p.id, REPORT_SPAM, network(1)).outcome, REPORT_TAKEN);
	assert_int_equal(make_move(&f, p.id, VERB_KEEP).outcome, DECIDED); /* it was wrong */
	house_close(&f.house);
	assert_int_equal(keys_rotate(f.a, f.conf, STR("console:test"), f.conf->store, true, 100, &nobody, &done, &why), ERR_OK);
	open_house(&f);
	assert_int_equal(report(p.id, REPORT_INSULT, network(1)).outcome, REPORT_AS_BEFORE);
	assert_int_equal(report(other.id, REPORT_SPAM, network(1)).outcome, REPORT_TAKEN);
	assert_int_equal(report(other.id, REPORT_SPAM, network(2)).outcome, REPORT_TAKEN);
	assert_int_equal(number("SELECT count(*) FROM report a JOIN report b ON b.comment = a.comment AND b.id > a.id "
				"WHERE a.comment = 2 AND a.weight < b.weight"), 1);
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_unknown_reader_counts_one_a_proven_one_less_than_two_and_a_wrong_one_more_than_none),
		cmocka_unit_test(a_report_counts_once_however_often_it_is_sent_and_marks_its_comment),
		cmocka_unit_test(three_unknown_readers_hide_a_comment_and_the_many_addresses_of_one_line_do_not),
		cmocka_unit_test(the_rule_reported_cannot_be_switched_off_and_a_back_test_finds_what_it_hid),
		cmocka_unit_test(a_site_may_hide_nothing_for_reports_or_take_none),
		cmocka_unit_test(nobody_reports_their_own_comment_nor_what_is_not_shown),
		cmocka_unit_test(too_many_reports_from_one_address_wait),
		cmocka_unit_test(a_moderator_who_keeps_a_comment_closes_its_reports_and_may_take_that_back),
		cmocka_unit_test(what_is_reported_is_read_by_age_by_score_and_by_how_many_have),
		cmocka_unit_test(approving_a_hidden_comment_dismisses_its_reports_and_rejecting_it_upholds_them),
		cmocka_unit_test(what_a_moderator_has_kept_is_hidden_again_by_many_more_of_the_same_or_by_another_matter),
		cmocka_unit_test(who_was_right_before_counts_more_and_who_was_wrong_less),
		cmocka_unit_test(reports_of_a_text_say_nothing_of_the_one_that_replaces_it),
		cmocka_unit_test(after_its_time_nobody_can_say_who_reported_and_the_report_still_counts),
		cmocka_unit_test(a_rotated_key_gives_nobody_a_second_report_and_nobody_another_past),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
