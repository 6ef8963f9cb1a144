/* Taking back a decision: what comes back, who may, and when it is too late. */
#include "test.h"

#include "flow/undo.h"
#include "house.h"

#define HELD "hold: { first = 99; }; rate: { posts = 1000; };"

static void
make(struct fixture *f, const struct moderator *m, struct comment_id id, enum verb verb, const char *note)
{
	struct decided d;
	assert_int_equal(decide(f->house, f->site, f->a, m, id, verb, STATE__MAX, str_of(note), &d),
			 ERR_OK);
	assert_int_equal(d.outcome, DECIDED);
}

static struct undone
take_back(struct fixture *f, const struct moderator *m, int64_t decision)
{
	struct undone u = {0};
	assert_int_equal(undo(f->house, f->site, f->a, m, decision, &u), ERR_OK);
	return u;
}

static struct comment
now(struct fixture *f, struct comment_id id)
{
	struct queue_item item;
	assert_int_equal(queue_get(f->house, f->site, f->a, f->console, id, &item), ERR_OK);
	return item.comment;
}

static int64_t
shown(struct fixture *f)
{
	struct thread t;
	struct db *db = store_reader(f->house->store, DB_VISITOR);
	assert_int_equal(store_thread_find(db, f->a, f->site->id, STR("/story/"), &t), ERR_OK);
	store_reader_done(f->house->store, &db);
	return t.approved;
}

static void
what_comes_back_is_state_note_date_and_count(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, HELD);
	struct comment_id id = say(&f, (struct say){.text = "Hello."}).id;
	make(&f, f.console, id, VERB_REJECT, "Too short.");
	clock_stop(NOW + 60);
	make(&f, f.console, id, VERB_APPROVE, "");
	assert_int_equal(shown(&f), 1);
	struct undone u = take_back(&f, f.console, 0);
	assert_int_equal(u.outcome, UNDONE);
	assert_int_equal(u.state, STATE_REJECTED);
	assert_int_equal(shown(&f), 0);
	struct comment c = now(&f, id);
	assert_int_equal(c.state, STATE_REJECTED);
	assert_str(c.note, "Too short.");
	assert_int_equal(c.decided, NOW);
	/* And the one before: nobody has ever decided. */
	assert_int_equal(take_back(&f, f.console, 0).outcome, UNDONE);
	c = now(&f, id);
	assert_int_equal(c.state, STATE_PENDING);
	assert_str(c.note, "");
	assert_int_equal(c.decided, 0);
	assert_int_equal(take_back(&f, f.console, 0).outcome, UNDO_NOTHING);
	fixture_end(&f);
}

static void
spam_is_hidden_and_comes_back_by_undo(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, HELD);
	struct comment_id id = say(&f, (struct say){.text = "Hello."}).id;
	make(&f, f.console, id, VERB_APPROVE, "");
	uint64_t before = store_version(f.house->store, f.site->id.n, STR("/story/"));
	make(&f, f.console, id, VERB_SPAM, "");
	assert_int_equal(now(&f, id).state, STATE_SPAM);
	assert_int_equal(shown(&f), 0);
	assert_true(store_version(f.house->store, f.site->id.n, STR("/story/")) != before);
	before = store_version(f.house->store, f.site->id.n, STR("/story/"));
	assert_int_equal(take_back(&f, f.console, 0).state, STATE_APPROVED);
	assert_int_equal(shown(&f), 1);
	assert_true(store_version(f.house->store, f.site->id.n, STR("/story/")) != before);
	fixture_end(&f);
}

static void
only_ones_own_decision_and_only_while_it_is_the_newest(void **state)
{
	struct fixture f;
	struct decision_row last;
	(void)state;
	fixture_make(&f, HELD);
	const struct moderator *a = somebody(&f, "ana", ROLE_MODERATOR), *b = somebody(&f, "bo", ROLE_MODERATOR);
	struct comment_id id = say(&f, (struct say){.text = "Hello."}).id;
	make(&f, a, id, VERB_REJECT, "");
	assert_int_equal(undo_last(f.house, f.site, a, &last), ERR_OK);
	assert_int_equal(last.comment.n, id.n);
	int64_t first = last.id;
	assert_int_equal(take_back(&f, b, 0).outcome, UNDO_NOTHING);
	assert_int_equal(take_back(&f, b, first).outcome, UNDO_NOTHING);
	make(&f, b, id, VERB_APPROVE, "");
	struct undone u = take_back(&f, a, first);
	assert_int_equal(u.outcome, UNDO_CONFLICT);
	assert_int_equal(u.state, STATE_APPROVED);
	/* There and back again is not where it was: a newer decision stands. */
	make(&f, b, id, VERB_REJECT, "");
	assert_int_equal(take_back(&f, a, first).outcome, UNDO_CONFLICT);
	assert_int_equal(take_back(&f, b, 0).outcome, UNDONE);
	assert_int_equal(take_back(&f, b, 0).outcome, UNDONE);
	assert_int_equal(take_back(&f, a, first).outcome, UNDONE);
	assert_int_equal(take_back(&f, a, first).outcome, UNDO_CONFLICT); /* pressed twice */
	assert_int_equal(now(&f, id).state, STATE_PENDING);
	fixture_end(&f);
}

static void
after_seven_days_it_stands(void **state)
{
	struct fixture f;
	struct decision_row last;
	(void)state;
	fixture_make(&f, HELD);
	struct comment_id id = say(&f, (struct say){.text = "Hello."}).id;
	make(&f, f.console, id, VERB_APPROVE, "");
	clock_stop(NOW + UNDO_SPAN + 1);
	assert_int_equal(take_back(&f, f.console, 0).outcome, UNDO_NOTHING);
	assert_int_equal(undo_last(f.house, f.site, f.console, &last), ERR_OK);
	assert_int_equal(last.id, 0);
	clock_stop(NOW + UNDO_SPAN);
	assert_int_equal(take_back(&f, f.console, 0).outcome, UNDONE);
	fixture_end(&f);
}

static void
a_queue_has_its_own_order_and_every_count(void **state)
{
	struct fixture f;
	struct queue_item *items;
	struct queue_counts counts;
	size_t n = 0;
	struct comment_id id[4];
	(void)state;
	fixture_make(&f, HELD);
	for (size_t i = 0; i < 4; i++)
		id[i] = say(&f, (struct say){.text = str_printf(f.a, "Text %zu.", i).p}).id;
	make(&f, f.console, id[0], VERB_SPAM, "");
	make(&f, f.console, id[2], VERB_SPAM, "");
	struct comment_id none = {0};
	assert_int_equal(queue_page(f.house, f.site, f.a, f.console, STATE_PENDING, ORDER_TIME, none, 9, &items,
				    &n),
			 ERR_OK);
	assert_int_equal(n, 2);
	assert_int_equal(items[0].comment.id.n, id[1].n);
	assert_int_equal(queue_counts(f.house, f.site, f.console, &counts), ERR_OK);
	assert_int_equal(counts.of[STATE_PENDING], 2);
	assert_int_equal(counts.of[STATE_SPAM], 2);
	assert_int_equal(counts.of[STATE_APPROVED], 0);
	assert_int_equal(queue_page(f.house, f.site, f.a, f.console, STATE_SPAM, ORDER_TIME, none, 1, &items,
				    &n),
			 ERR_OK);
	assert_int_equal(items[0].comment.id.n, id[2].n);
	assert_int_equal(queue_page(f.house, f.site, f.a, f.console, STATE_SPAM, ORDER_TIME, id[2], 9, &items,
				    &n),
			 ERR_OK);
	assert_int_equal(n, 1);
	assert_int_equal(items[0].comment.id.n, id[0].n);
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_comes_back_is_state_note_date_and_count),
		cmocka_unit_test(spam_is_hidden_and_comes_back_by_undo),
		cmocka_unit_test(only_ones_own_decision_and_only_while_it_is_the_newest),
		cmocka_unit_test(after_seven_days_it_stands),
		cmocka_unit_test(a_queue_has_its_own_order_and_every_count),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
