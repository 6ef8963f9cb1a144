/* Appeals: waiting, answering either way, and taking the answer back. */
#include "test.h"

#include "flow/appeal.h"
#include "flow/own.h"
#include "flow/undo.h"
#include "house.h"
#include "sqlite.h"

#define OPEN "hold: { first = 0; }; rate: { posts = 100; };"

static struct fixture f;

static int64_t
rows_of(const char *sql)
{
	int64_t n = -1;
	struct str said = str_trim(sqlite_says(f.a, str_z(f.a, f.conf->store), sql, NULL));
	assert_true(str_int(said, 0, INT64_MAX, &n));
	return n;
}

static struct undone
take_back(int64_t decision)
{
	struct undone u = {0};
	assert_int_equal(undo(f.house, f.site, f.a, f.console, decision, &u), ERR_OK);
	return u;
}

static struct posted
appealed(const char *text)
{
	struct owned o;
	struct posted p = say(&f, (struct say){.text = text});
	make_move(&f, p.id, VERB_REJECT);
	assert_int_equal(own_appeal(f.house, f.site, f.a, p.status_token, STR("It was meant well."), &o), ERR_OK);
	assert_int_equal(o.outcome, OWN_DONE);
	return p;
}

static size_t
appeals(struct appeal_item **ret)
{
	size_t n = 0;
	struct queue_counts counts;
	assert_int_equal(appeal_list(f.house, f.site, f.a, f.console, (struct comment_id){0}, 50, ret, &n), ERR_OK);
	assert_int_equal(queue_counts(f.house, f.site, f.console, &counts), ERR_OK);
	assert_int_equal(counts.appeals, n);
	return n;
}

static void
an_appeal_waits_until_it_is_answered_and_its_writer_reads_the_answer(void **state)
{
	(void)state;
	struct appeal_item *items;
	struct own own;
	enum appeal_kept done;
	struct posted p = appealed("A thought.");
	assert_int_equal(appeals(&items), 1);
	assert_int_equal(items[0].item.comment.id.n, p.id.n);
	assert_str(items[0].item.appeal, "It was meant well.");
	assert_true(items[0].own_decision);
	assert_int_equal(appeal_keep(f.house, f.site, f.a, f.console, p.id, STR("Names are not for us."), &done),
			 ERR_OK);
	assert_true(done);
	assert_int_equal(appeals(&items), 0);
	assert_int_equal(appeal_keep(f.house, f.site, f.a, f.console, p.id, STR("Again."), &done), ERR_OK);
	assert_false(done);
	assert_int_equal(own_find(f.house, f.site, f.a, p.status_token, &own), ERR_OK);
	assert_str(own.row.answer, "Names are not for us.");
	assert_int_equal(own.row.answered, NOW);
	assert_int_equal(own.comment.state, STATE_REJECTED);
	assert_int_equal(rows_of("SELECT count(*) FROM audit WHERE verb = 'keep'"), 1);
}

static void
a_rejection_that_was_kept_can_be_looked_at_again(void **state)
{
	(void)state;
	struct appeal_item *items;
	struct own own;
	enum appeal_kept done;
	struct posted p = appealed("A thought.");
	assert_int_equal(appeal_keep(f.house, f.site, f.a, f.console, p.id, STR("It stays."), &done), ERR_OK);
	assert_true(done);
	struct undone u = take_back(0);
	assert_int_equal(u.outcome, UNDONE);
	assert_int_equal(appeals(&items), 1);
	assert_int_equal(own_find(f.house, f.site, f.a, p.status_token, &own), ERR_OK);
	assert_int_equal(own.row.answered + (int64_t)own.row.answer.n, 0);
	assert_int_equal(own.comment.state, STATE_REJECTED);
	assert_int_equal(rows_of("SELECT count(*) FROM audit WHERE verb = 'undo' AND detail = 'answer'"), 1);
	assert_int_equal(appeal_keep(f.house, f.site, f.a, f.console, p.id, STR("Still."), &done), ERR_OK);
	assert_true(done);
	int64_t kept = rows_of("SELECT max(id) FROM decision");
	make_move(&f, p.id, VERB_APPROVE); /* somebody else thinks again */
	u = take_back(kept);
	assert_int_equal(u.outcome, UNDO_CONFLICT);
	assert_int_equal(u.state, STATE_APPROVED);
}

static void
approving_answers_the_appeal_and_undoing_that_lets_it_wait_again(void **state)
{
	(void)state;
	struct appeal_item *items;
	struct own own;
	struct undone u;
	struct decided d;
	struct posted p = appealed("A thought.");
	assert_int_equal(decide(f.house, f.site, f.a, f.console, p.id, VERB_APPROVE, STATE_REJECTED,
				STR("You are right."), &d),
			 ERR_OK);
	assert_int_equal(appeals(&items), 0);
	assert_int_equal(own_find(f.house, f.site, f.a, p.status_token, &own), ERR_OK);
	assert_str(own.row.answer, "You are right.");
	assert_int_equal(undo(f.house, f.site, f.a, f.console, 0, &u), ERR_OK);
	assert_int_equal(u.outcome, UNDONE);
	assert_int_equal(appeals(&items), 1);
	assert_int_equal(own_find(f.house, f.site, f.a, p.status_token, &own), ERR_OK);
	assert_int_equal(own.row.answered, 0);
}

static void
appeals_come_oldest_first_whatever_the_comments_are(void **state)
{
	(void)state;
	struct appeal_item *items;
	size_t n = 0;
	struct posted late = say(&f, (struct say){.text = "Early comment."});
	struct posted one = appealed("One.");
	clock_stop(NOW + 60);
	make_move(&f, late.id, VERB_SPAM);
	struct owned o;
	assert_int_equal(own_appeal(f.house, f.site, f.a, late.status_token, STR("No spam."), &o), ERR_OK);
	assert_int_equal(appeals(&items), 2);
	assert_int_equal(items[0].item.comment.id.n, one.id.n);
	assert_int_equal(items[1].item.comment.id.n, late.id.n);
	assert_int_equal(appeal_list(f.house, f.site, f.a, f.console, one.id, 50, &items, &n), ERR_OK);
	assert_int_equal(n, 1);
	assert_int_equal(items[0].item.comment.id.n, late.id.n);
}

static enum appeal_kept
keep_as(const struct moderator *m, const struct posted *p)
{
	enum appeal_kept out;
	assert_int_equal(appeal_keep(f.house, f.site, f.a, m, p->id, STR("It stays."), &out), ERR_OK);
	return out;
}

static bool
by_another(const struct moderator *m)
{
	struct appeal_item *items;
	size_t n = 0;
	assert_int_equal(appeal_list(f.house, f.site, f.a, m, (struct comment_id){0}, 50, &items, &n), ERR_OK);
	assert_int_equal(n, 1);
	return items[0].by_another;
}

static struct posted
rejected_by(const struct moderator *m)
{
	struct owned o;
	struct decided d;
	static int n;
	/* Another person's each: many rejections would be held against one. */
	struct posted p = say(&f, (struct say){.text = str_printf(f.a, "Thought %d of them.", ++n).p,
					       .email = str_printf(f.a, "p%d@reader.example", n).p,
					       .address = str_printf(f.a, "192.0.2.%d", 20 + n).p});
	assert_int_equal(p.outcome, POST_STORED);
	assert_int_equal(decide(f.house, f.site, f.a, m, p.id, VERB_REJECT, STATE__MAX, STR(""), &d), ERR_OK);
	assert_int_equal(own_appeal(f.house, f.site, f.a, p.status_token, STR("It was meant well."), &o), ERR_OK);
	return p;
}

static void
a_rejection_is_kept_by_another_moderator_than_the_one_who_decided_unless_there_is_none(void **state)
{
	(void)state;
	struct decided d;
	const struct moderator *ana = somebody(&f, "cleo", ROLE_MODERATOR);
	somebody(&f, "vic", ROLE_VIEWER); /* who could not */
	struct posted alone = rejected_by(ana);
	assert_false(by_another(ana));
	assert_int_equal(keep_as(ana, &alone), APPEAL_KEPT);
	const struct moderator *bo = somebody(&f, "bo", ROLE_MODERATOR);
	struct posted p = rejected_by(ana);
	assert_true(by_another(ana));
	assert_false(by_another(bo) || by_another(f.console));
	assert_int_equal(keep_as(ana, &p), APPEAL_OWN);
	assert_true(by_another(ana)); /* it waits */
	assert_int_equal(rows_of("SELECT count(*) FROM audit WHERE verb = 'keep'"), 1);
	assert_int_equal(keep_as(bo, &p), APPEAL_KEPT);
	p = rejected_by(ana); /* and who thinks better of it needs nobody */
	assert_int_equal(decide(f.house, f.site, f.a, ana, p.id, VERB_APPROVE, STATE_REJECTED, STR("Sorry."), &d),
			 ERR_OK);
	assert_int_equal(d.outcome, DECIDED);
	p = rejected_by(ana);
	assert_int_equal(actor_disable(f.house, f.site, f.a, f.console, STR("bo")), ERR_OK);
	assert_false(by_another(ana));
	assert_int_equal(keep_as(ana, &p), APPEAL_KEPT);
}

static int
make(void **state)
{
	(void)state;
	fixture_make(&f, OPEN);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	fixture_end(&f);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_appeal_waits_until_it_is_answered_and_its_writer_reads_the_answer),
		TEST(a_rejection_that_was_kept_can_be_looked_at_again),
		TEST(approving_answers_the_appeal_and_undoing_that_lets_it_wait_again),
		TEST(appeals_come_oldest_first_whatever_the_comments_are),
		TEST(a_rejection_is_kept_by_another_moderator_than_the_one_who_decided_unless_there_is_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
