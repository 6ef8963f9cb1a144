/* Acts of one press: what they decide, what they pass over, and that one undo takes all of them back. */
#include "test.h"

#include "flow/audit.h"
#include "flow/batch.h"
#include "house.h"

#define HELD "hold: { first = 99; }; rate: { posts = 1000; };"

static struct batch_id
begin(struct fixture *f, const struct moderator *m)
{
	struct batch_id id = {0};
	assert_int_equal(batch_begin(f->house, f->site, f->a, m, STR("a test"), &id), ERR_OK);
	return id;
}

static struct batch_pick *
queue_of(struct fixture *f, size_t n)
{
	struct batch_pick *picks = arena_array(f->a, n, struct batch_pick);
	for (size_t i = 0; i < n; i++)
		picks[i] = (struct batch_pick){
			say(f, (struct say){.text = str_printf(f->a, "Text %zu.", i).p,
					    .email = str_printf(f->a, "p%zu@news.example", i % 7).p})
				.id,
			STATE_PENDING, 0, false};
	return picks;
}

static struct batch_done
reject(struct fixture *f, struct batch_id id, const struct batch_pick *picks, size_t n)
{
	struct batch_done d = {0};
	struct batch_order order = {.verb = VERB_REJECT, .note = STR("A raid."), .why = STR("a test"),
				    .batch = id};
	assert_int_equal(batch_decide(f->house, f->site, f->console, &order, picks, n, &d), ERR_OK);
	return d;
}

static struct batch_undone
take_back(struct fixture *f, const struct moderator *m, struct batch_id id)
{
	struct batch_undone u = {0};
	assert_int_equal(batch_undo(f->house, f->site, m, id, &u), ERR_OK);
	return u;
}

static void
one_undo_takes_decisions_and_bans_of_many_slices_back(void **state)
{
	struct fixture f;
	enum { MANY = BATCH_SLICE * 2 + 3 };
	struct batch_row row;
	int64_t banned = 0;
	(void)state;
	fixture_make(&f, HELD);
	struct batch_pick *picks = queue_of(&f, MANY);
	struct batch_id id = begin(&f, f.console);
	struct batch_done d = reject(&f, id, picks, MANY);
	assert_int_equal(d.decided, MANY);
	assert_int_equal(d.passed, 0);
	const struct ban_aim aims[] = {{BAN_NAME, STR("raid*rider"), {{0}}}, {BAN_LINK, STR("raid.example"), {{0}}}};
	struct ban_terms terms = {.days = 7, .batch = id};
	assert_int_equal(ban_all(f.house, f.site, f.a, f.console, aims, 2, &terms, &banned), ERR_OK);
	assert_int_equal(banned, 2);
	assert_int_equal(ban_all(f.house, f.site, f.a, f.console, aims, 2, &terms, &banned), ERR_OK);
	assert_int_equal(banned, 0); /* they are banned already */
	assert_int_equal(count(&f, STATE_REJECTED), MANY);
	assert_int_equal(batch_get(f.house, f.site, f.console, id, &row), ERR_OK);
	assert_int_equal(row.decisions, MANY);
	assert_int_equal(row.bans, 2);
	assert_int_equal(say(&f, (struct say){.text = "Hi.", .name = "raid night rider"}).outcome, POST_REFUSED);
	struct batch_undone u = take_back(&f, f.console, id);
	assert_int_equal(u.outcome, BATCH_UNDONE);
	assert_int_equal(u.restored, MANY);
	assert_int_equal(u.lifted, 2);
	assert_int_equal(u.kept, 0);
	assert_int_equal(count(&f, STATE_PENDING), MANY);
	assert_int_equal(say(&f, (struct say){.text = "Hi.", .name = "raid night rider"}).outcome, POST_STORED);
	assert_int_equal(take_back(&f, f.console, id).outcome, BATCH_NOTHING); /* pressed twice */
	fixture_end(&f);
}

static void
what_has_moved_on_is_passed_over_and_kept(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, HELD);
	struct batch_pick *picks = queue_of(&f, 5);
	struct batch_id id = begin(&f, f.console);
	make_move(&f, picks[0].comment, VERB_APPROVE); /* somebody was faster */
	picks[1].version = 7;                          /* another text than was seen */
	picks[2].comment.n = 12345;                    /* gone */
	struct batch_done d = reject(&f, id, picks, 5);
	assert_int_equal(d.decided, 2);
	assert_int_equal(d.passed, 3);
	assert_int_equal(count(&f, STATE_APPROVED), 1);
	make_move(&f, picks[4].comment, VERB_SPAM); /* and decides anew */
	struct batch_undone u = take_back(&f, f.console, id);
	assert_int_equal(u.restored, 1);
	assert_int_equal(u.kept, 1);
	assert_int_equal(count(&f, STATE_SPAM), 1);
	assert_int_equal(count(&f, STATE_REJECTED), 0);
	fixture_end(&f);
}

static void
only_who_made_it_takes_it_back_and_only_for_seven_days(void **state)
{
	struct fixture f;
	struct batch_done d;
	struct batch_id none;
	int64_t banned;
	(void)state;
	fixture_make(&f, HELD);
	const struct moderator *ana = somebody(&f, "ana", ROLE_MODERATOR), *bo = somebody(&f, "bo", ROLE_MODERATOR);
	const struct moderator *vi = somebody(&f, "vi", ROLE_VIEWER);
	const struct ban_aim aim = {BAN_LINK, STR("raid.example"), {{0}}};
	struct ban_terms terms = {.days = 1};
	struct batch_pick *picks = queue_of(&f, 2);
	assert_int_equal(batch_begin(f.house, f.site, f.a, vi, STR("x"), &none), ERR_DENIED);
	struct batch_id id = begin(&f, ana);
	const struct batch_order order = {.verb = VERB_SPAM, .batch = id};
	assert_int_equal(batch_decide(f.house, f.site, vi, &order, picks, 2, &d), ERR_DENIED);
	assert_int_equal(ban_all(f.house, f.site, f.a, vi, &aim, 1, &terms, &banned), ERR_DENIED);
	assert_int_equal(count(&f, STATE_PENDING), 2);
	assert_int_equal(batch_decide(f.house, f.site, ana, &order, picks, 2, &d), ERR_OK);
	assert_int_equal(d.decided, 2);
	assert_int_equal(take_back(&f, bo, id).outcome, BATCH_NOTHING);
	assert_int_equal(take_back(&f, vi, id).outcome, BATCH_NOTHING);
	clock_stop(NOW + UNDO_SPAN + 1);
	assert_int_equal(take_back(&f, ana, id).outcome, BATCH_NOTHING);
	clock_stop(NOW + UNDO_SPAN);
	assert_int_equal(take_back(&f, ana, id).restored, 2);
	fixture_end(&f);
}

static size_t
batches_in_the_book(struct fixture *f)
{
	struct audit_search q = {.what = STR("batch")};
	struct audit_row *lines;
	size_t n = 0;
	assert_int_equal(audit_list(f->house, f->site, f->a, f->console, &q, 10, &lines, &n), ERR_OK);
	return n;
}

static void
a_batch_begins_with_its_first_decision_and_one_of_nothing_leaves_no_row(void **state)
{
	struct fixture f;
	struct batch_done d;
	struct batch_row row;
	(void)state;
	fixture_make(&f, HELD);
	struct batch_pick *picks = queue_of(&f, BATCH_SLICE + 2);
	struct batch_order order = {.verb = VERB_REJECT, .why = STR("a test")};
	for (size_t i = 0; i < BATCH_SLICE; i++)
		picks[i].version = 7; /* another text than was seen */
	assert_int_equal(batch_decide(f.house, f.site, f.console, &order, picks, BATCH_SLICE, &d), ERR_OK);
	assert_int_equal(d.passed, BATCH_SLICE);
	assert_int_equal(d.batch.n, 0);
	assert_int_equal(batch_get(f.house, f.site, f.console, (struct batch_id){1}, &row), ERR_GONE);
	assert_int_equal(batches_in_the_book(&f), 0);
	assert_int_equal(batch_decide(f.house, f.site, f.console, &order, picks, BATCH_SLICE + 2, &d), ERR_OK);
	assert_int_equal(d.decided, 2);
	assert_int_equal(batch_get(f.house, f.site, f.console, d.batch, &row), ERR_OK);
	assert_int_equal(row.decisions, 2);
	assert_int_equal(batches_in_the_book(&f), 1);
	assert_int_equal(take_back(&f, f.console, d.batch).restored, 2);
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_undo_takes_decisions_and_bans_of_many_slices_back),
		cmocka_unit_test(what_has_moved_on_is_passed_over_and_kept),
		cmocka_unit_test(a_batch_begins_with_its_first_decision_and_one_of_nothing_leaves_no_row),
		cmocka_unit_test(only_who_made_it_takes_it_back_and_only_for_seven_days),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
