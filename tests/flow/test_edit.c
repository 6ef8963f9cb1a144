/* A moderator changes a text: who may, what is kept of it, what is found by it, and its undoing. */
#include "test.h"

#include "flow/edit.h"
#include "flow/memory.h"
#include "flow/own.h"
#include "flow/search.h"
#include "flow/undo.h"
#include "house.h"
#include "sqlite.h"
#include "store/store_lesson.h"
#include "store/store_subject.h"
#include "store/store_text.h"

#define OPEN "hold: { first = 0; };"
#define HELD "moderation = \"all\";"
#define BEFORE "The zeppelin people are idiots, all of them, and so is the harbour."
#define AFTER "The zeppelin people are late, all of them, and so is the harbour."

static struct fixture f;

static struct edited
edit_as(const struct moderator *m, struct comment_id id, enum state seen, int64_t version, const char *text)
{
	const struct edit_draft d = {.id = id, .seen = seen, .version = version, .text = str_of(text),
				     .reason = REPORT_INSULT, .why = STR("No names, please.")};
	struct edited out = {.outcome = EDIT_GONE};
	assert_int_equal(edit_text(f.house, f.site, f.a, m, &d, &out), ERR_OK);
	return out;
}

static struct queue_item
item(struct comment_id id)
{
	struct queue_item item;
	assert_int_equal(queue_get(f.house, f.site, f.a, f.console, id, &item), ERR_OK);
	return item;
}

static struct undone
take_back(const struct moderator *m)
{
	struct undone u = {.outcome = UNDO_NOTHING};
	assert_int_equal(undo(f.house, f.site, f.a, m, 0, &u), ERR_OK);
	return u;
}

static struct str
says(const char *sql)
{
	return str_trim(sqlite_says(f.a, str_z(f.a, f.conf->store), sql, NULL));
}

static struct own
own_of(const struct posted *p)
{
	struct own o;
	assert_int_equal(own_find(f.house, f.site, f.a, p->status_token, &o), ERR_OK);
	return o;
}

static void
the_text_is_another_and_what_it_was_is_kept_with_who_and_why(void **state)
{
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = say(&f, (struct say){.text = BEFORE});
	uint64_t before = store_version(f.house->store, f.site->id.n, STR("/story/"));
	clock_stop(NOW + 60);
	assert_int_equal(edit_as(f.console, p.id, STATE_APPROVED, 0, AFTER).outcome, EDITED);
	assert_true(store_version(f.house->store, f.site->id.n, STR("/story/")) != before);
	struct queue_item now = item(p.id);
	assert_str(now.comment.text, AFTER);
	assert_int_equal(now.comment.state, STATE_APPROVED);
	assert_int_equal(now.comment.version, 1);
	assert_int_equal(now.comment.marks, MARK_EDITED | MARK_REWORDED);
	assert_int_equal(now.n_texts, 1);
	assert_str(now.texts[0].text, BEFORE);
	assert_str(now.texts[0].by, "console:tester");
	assert_str(now.texts[0].why, "No names, please.");
	assert_int_equal(now.texts[0].reason, REPORT_INSULT);
	assert_int_equal(now.texts[0].replaced, NOW + 60);
	/* The book has the reason, and no text. */
	assert_str(says("SELECT verb, actor, detail FROM audit WHERE comment = 1"),
		   "edit|console:tester|approved: insult: No names, please.");
	assert_int_equal(says("SELECT 1 FROM audit WHERE detail LIKE '%zeppelin%'").n, 0);
	fixture_end(&f);
}

static void
its_writer_reads_why_and_cannot_change_it_back(void **state)
{
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = say(&f, (struct say){.text = BEFORE});
	assert_true(own_of(&p).may[OWN_EDIT]);
	assert_int_equal(edit_as(f.console, p.id, STATE_APPROVED, 0, AFTER).outcome, EDITED);
	struct own o = own_of(&p);
	assert_false(o.may[OWN_EDIT]);
	assert_true(o.may[OWN_WITHDRAW]);
	assert_int_equal(o.edit_until, 0);
	assert_str(o.row.edit_reason, "insult");
	assert_str(o.row.edit_why, "No names, please.");
	assert_int_equal(o.row.changed, NOW);
	fixture_end(&f);
}

static void
moderators_and_admins_of_the_site_may_and_in_what_waits_or_is_shown(void **state)
{
	(void)state;
	fixture_make(&f, HELD);
	const struct moderator *viewer = somebody(&f, "vi", ROLE_VIEWER), *mo = somebody(&f, "mo", ROLE_MODERATOR),
			       *ad = somebody(&f, "ad", ROLE_ADMIN);
	struct comment_id id = say(&f, (struct say){.text = BEFORE}).id;
	assert_false(edit_may(viewer, &(struct comment){.state = STATE_PENDING}));
	assert_int_equal(edit_as(viewer, id, STATE_PENDING, 0, AFTER).outcome, EDIT_FORBIDDEN);
	assert_str(item(id).comment.text, BEFORE);
	assert_int_equal(edit_as(mo, id, STATE_PENDING, 0, AFTER).outcome, EDITED);
	assert_int_equal(item(id).comment.state, STATE_PENDING);
	assert_int_equal(edit_as(ad, id, STATE_PENDING, 1, BEFORE).outcome, EDITED);
	for (enum state s = 0; s < STATE__MAX; s++)
		assert_int_equal(edit_may(ad, &(struct comment){.state = s}),
				 s == STATE_PENDING || s == STATE_APPROVED);
	assert_int_equal(edit_as(mo, (struct comment_id){999}, STATE_PENDING, 0, AFTER).outcome, EDIT_GONE);
	fixture_end(&f);
}

static void
it_is_taken_upon_what_was_seen_alone(void **state)
{
	struct decided d;
	(void)state;
	fixture_make(&f, HELD);
	struct comment_id id = say(&f, (struct say){.text = BEFORE}).id;
	assert_int_equal(edit_as(f.console, id, STATE_PENDING, 0, BEFORE).outcome, EDIT_SAME);
	assert_int_equal(edit_as(f.console, id, STATE_PENDING, 0, AFTER).outcome, EDITED);
	/* Sent twice. */
	assert_int_equal(edit_as(f.console, id, STATE_PENDING, 0, AFTER).outcome, EDITED);
	assert_int_equal(item(id).comment.version, 1);
	/* Another one was faster. */
	struct edited late = edit_as(f.console, id, STATE_PENDING, 0, "Something else.");
	assert_int_equal(late.outcome, EDIT_CONFLICT);
	assert_true(late.reworded);
	assert_int_equal(decide(f.house, f.site, f.a, f.console, id, VERB_REJECT, STATE__MAX, STR(""), &d), ERR_OK);
	late = edit_as(f.console, id, STATE_PENDING, 1, "Something else.");
	assert_int_equal(late.outcome, EDIT_CONFLICT);
	assert_int_equal(late.state, STATE_REJECTED);
	assert_int_equal(edit_as(f.console, id, STATE_REJECTED, 1, "Something else.").outcome, EDIT_CONFLICT);
	assert_str(item(id).comment.text, AFTER);
	fixture_end(&f);
}

static void
undone_the_former_text_stands_with_its_masks_and_its_date(void **state)
{
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = say(&f, (struct say){.text = BEFORE});
	says("UPDATE comment SET masked = 'The ***', changed = 7, marks = 16");
	assert_int_equal(edit_as(f.console, p.id, STATE_APPROVED, 0, AFTER).outcome, EDITED);
	assert_str(says("SELECT masked IS NULL, marks FROM comment"), "1|80");
	clock_stop(NOW + 60);
	assert_int_equal(take_back(f.console).outcome, UNDONE);
	struct queue_item now = item(p.id);
	assert_str(now.comment.text, BEFORE);
	assert_int_equal(now.comment.version, 2); /* who had the other text before them decides on none */
	assert_str(says("SELECT masked, changed, marks FROM comment"), "The ***|7|16");
	assert_int_equal(now.n_texts, 2);
	assert_str(now.texts[0].text, AFTER);
	assert_int_equal(now.texts[0].reason, REPORT__MAX);
	assert_str(now.texts[0].by, "console:tester");
	assert_str(says("SELECT detail FROM audit WHERE verb = 'undo'"), "text");
	assert_int_equal(take_back(f.console).outcome, UNDO_NOTHING);
	/* And its writer may change it again. */
	assert_true(own_of(&p).may[OWN_EDIT]);
	fixture_end(&f);
}

static void
after_a_week_or_another_text_nothing_is_undone(void **state)
{
	(void)state;
	fixture_make(&f, OPEN);
	const struct moderator *mo = somebody(&f, "mo", ROLE_MODERATOR);
	struct comment_id id = say(&f, (struct say){.text = BEFORE}).id;
	assert_int_equal(edit_as(mo, id, STATE_APPROVED, 0, AFTER).outcome, EDITED);
	assert_int_equal(edit_as(f.console, id, STATE_APPROVED, 1, "Another's.").outcome, EDITED);
	assert_int_equal(take_back(mo).outcome, UNDO_CONFLICT);
	assert_str(item(id).comment.text, "Another's.");
	assert_int_equal(take_back(f.console).outcome, UNDONE);
	assert_int_equal(item(id).comment.marks & MARK_REWORDED, MARK_REWORDED); /* mo's stands */
	clock_stop(NOW + UNDO_SPAN + 1);
	assert_int_equal(take_back(mo).outcome, UNDO_NOTHING);
	fixture_end(&f);
}

static void
index_all(void)
{
	for (bool more = true; more;)
		assert_int_equal(search_index(f.house, f.a, &more), ERR_OK);
}

static size_t
finds(const char *text)
{
	struct find q;
	struct str why;
	struct search_page p = {0};
	assert_true(find_read(f.a, str_of(text), &q, &why));
	assert_int_equal(search_page(f.house, f.site, f.a, f.console, &q, (struct comment_id){0}, 10, &p), ERR_OK);
	return p.n;
}

static void
the_search_follows(void **state)
{
	(void)state;
	fixture_make(&f, OPEN);
	struct comment_id id = say(&f, (struct say){.text = BEFORE}).id;
	index_all();
	assert_int_equal(finds("idiots"), 1);
	assert_int_equal(edit_as(f.console, id, STATE_APPROVED, 0, AFTER).outcome, EDITED);
	index_all();
	assert_int_equal(finds("idiots"), 0);
	assert_int_equal(finds("late"), 1);
	assert_int_equal(take_back(f.console).outcome, UNDONE);
	index_all();
	assert_int_equal(finds("idiots"), 1);
	assert_int_equal(finds("late"), 0);
	fixture_end(&f);
}

static size_t
copies_of(const char *text)
{
	struct facts facts = {.copies = {0}};
	struct print p = memory_print(f.house, f.site, f.a, str_of(text));
	memory_look(f.house, &p, (struct author_id){0}, (struct thread_id){0}, &facts);
	return (size_t)facts.copies.n;
}

static void
copies_are_told_by_the_text_that_stands(void **state)
{
	(void)state;
	fixture_make(&f, OPEN);
	struct comment_id id = say(&f, (struct say){.text = BEFORE}).id;
	assert_int_equal(copies_of(BEFORE), 1);
	assert_int_equal(edit_as(f.console, id, STATE_APPROVED, 0, AFTER).outcome, EDITED);
	assert_int_equal(copies_of(BEFORE), 0);
	assert_int_equal(copies_of(AFTER), 1);
	assert_int_equal(take_back(f.console).outcome, UNDONE);
	assert_int_equal(copies_of(BEFORE), 1);
	assert_int_equal(copies_of(AFTER), 0);
	fixture_end(&f);
}

static void
what_was_thought_of_the_former_text_is_not_learned_of_it_any_more(void **state)
{
	struct decided d;
	(void)state;
	fixture_make(&f, HELD);
	struct comment_id id = say(&f, (struct say){.text = BEFORE}).id;
	assert_int_equal(decide(f.house, f.site, f.a, f.console, id, VERB_APPROVE, STATE__MAX, STR(""), &d), ERR_OK);
	assert_int_equal(edit_as(f.console, id, STATE_APPROVED, 0, AFTER).outcome, EDITED);
	/* Of the old text: approved, and nothing any more; of the new one: approved. */
	assert_str(says("SELECT group_concat(opinion) FROM lesson"), "good,none,good");
	assert_str(says("SELECT lesson FROM revision"), "2");
	fixture_end(&f);
}

static enum err
erase(struct db *db, void *arg)
{
	const struct comment_id *id = arg;
	return store_erase_comment(db, *id, ERASE_ANONYMISE, NOW);
}

static void
an_erasure_takes_the_former_texts_and_nothing_brings_them_back(void **state)
{
	(void)state;
	fixture_make(&f, OPEN);
	struct comment_id id = say(&f, (struct say){.text = BEFORE}).id;
	assert_int_equal(edit_as(f.console, id, STATE_APPROVED, 0, AFTER).outcome, EDITED);
	assert_int_equal(store_write(f.house->store, DB_CONSOLE, erase, &id), ERR_OK);
	assert_str(says("SELECT count(*) FROM revision"), "0");
	assert_str(says("SELECT count(*) FROM audit WHERE detail LIKE '%No names%'"), "0");
	assert_int_equal(take_back(f.console).outcome, UNDO_CONFLICT);
	assert_str(item(id).comment.text, AFTER);
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_text_is_another_and_what_it_was_is_kept_with_who_and_why),
		cmocka_unit_test(its_writer_reads_why_and_cannot_change_it_back),
		cmocka_unit_test(moderators_and_admins_of_the_site_may_and_in_what_waits_or_is_shown),
		cmocka_unit_test(it_is_taken_upon_what_was_seen_alone),
		cmocka_unit_test(undone_the_former_text_stands_with_its_masks_and_its_date),
		cmocka_unit_test(after_a_week_or_another_text_nothing_is_undone),
		cmocka_unit_test(the_search_follows),
		cmocka_unit_test(copies_are_told_by_the_text_that_stands),
		cmocka_unit_test(what_was_thought_of_the_former_text_is_not_learned_of_it_any_more),
		cmocka_unit_test(an_erasure_takes_the_former_texts_and_nothing_brings_them_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
