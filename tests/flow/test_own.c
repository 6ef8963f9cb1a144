/* What a writer does with a comment by its private link: edit, withdraw, appeal. */
#include "test.h"

#include <pthread.h>
#include <sys/wait.h>

#include "flow/memory.h"
#include "flow/own.h"
#include "flow/undo.h"
#include "house.h"
#include "sqlite.h"
#include "store/store_lesson.h"

#define OPEN "hold: { first = 0; };"
#define LINKS " https://a.example/1 https://b.example/2 https://c.example/3"

static struct fixture f;

static struct own
found(const struct posted *p)
{
	struct own o;
	assert_int_equal(own_find(f.house, f.site, f.a, p->status_token, &o), ERR_OK);
	return o;
}

static const struct visitor reader = {.address = STR_C("192.0.2.7"),
					.block = STR_C("192.0.2.7"),
					.wide_block = STR_C("around 192.0.2.7"),
					.user_agent = STR_C("Browser")};

static struct owned
edit(const struct posted *p, int64_t version, const char *text)
{
	struct owned o;
	assert_int_equal(own_edit(f.house, f.site, f.a, &reader, p->status_token, version, str_of(text), &o),
			 ERR_OK);
	return o;
}

static struct owned
withdraw(const struct posted *p)
{
	struct owned o;
	assert_int_equal(own_withdraw(f.house, f.site, f.a, p->status_token, &o), ERR_OK);
	return o;
}

static struct owned
appeal(const struct posted *p, const char *text)
{
	struct owned o;
	assert_int_equal(own_appeal(f.house, f.site, f.a, p->status_token, str_of(text), &o), ERR_OK);
	return o;
}

static int64_t
rows_of(const char *sql)
{
	int64_t n = -1;
	struct str said = str_trim(sqlite_says(f.a, str_z(f.a, f.conf->store), sql, NULL));
	assert_true(str_int(said, 0, INT64_MAX, &n));
	return n;
}

static int64_t
shown(void)
{
	struct thread t;
	struct db *db = store_reader(f.house->store, DB_VISITOR);
	assert_int_equal(store_thread_find(db, f.a, f.site->id, STR("/story/"), &t), ERR_OK);
	store_reader_done(f.house->store, &db);
	return t.approved;
}

/* ---- edit -------------------------------------------------------------------------------------------- */

static void
an_edit_within_the_window_is_there_at_once_and_marked(void **state)
{
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = say(&f, (struct say){.text = "The harbor is late."});
	assert_int_equal(found(&p).edit_until, NOW + 900);
	clock_stop(NOW + 899);
	struct owned o = edit(&p, 0, "The harbour is late.");
	assert_int_equal(o.outcome, OWN_DONE);
	assert_int_equal(o.own.comment.state, STATE_APPROVED);
	assert_true(str_eq(o.own.comment.text, STR("The harbour is late.")));
	assert_true(o.own.comment.marks & MARK_EDITED);
	assert_int_equal(o.own.comment.version, 1);
	assert_int_equal(o.own.row.changed, NOW + 899);
	assert_int_equal(shown(), 1);
	fixture_end(&f);
}

static void
after_the_window_nothing_can_be_edited(void **state)
{
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = say(&f, (struct say){.text = "The harbor is late."});
	clock_stop(NOW + 900);
	assert_int_equal(found(&p).edit_until, 0);
	assert_int_equal(edit(&p, 0, "The harbour is late.").outcome, OWN_LATE);
	assert_true(str_eq(found(&p).comment.text, STR("The harbor is late.")));
	fixture_end(&f);
	fixture_make(&f, OPEN "edit: { span = \"0s\"; };");
	p = say(&f, (struct say){.text = "The harbor is late."});
	assert_false(found(&p).may[OWN_EDIT]);
	fixture_end(&f);
}

static void
an_edit_is_judged_as_a_new_comment_is(void **state)
{
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = say(&f, (struct say){.text = "The harbour is late."});
	struct owned o = edit(&p, 0, "See" LINKS);
	assert_int_equal(o.outcome, OWN_DONE);
	assert_int_equal(o.own.comment.state, STATE_PENDING);
	assert_int_equal(shown(), 0);
	bool links = false;
	for (size_t i = 0; i < o.own.n_reasons; i++)
		links = links || str_eq(o.own.reasons[i].rule, STR("links"));
	assert_true(links);
	o = edit(&p, 1, "With fewer links: https://a.example/1 and many words about what it says there.");
	assert_int_equal(o.own.comment.state, STATE_APPROVED);
	assert_int_equal(shown(), 1);
	o = edit(&p, 2, "This harbour is shit, as ever.");
	assert_int_equal(o.own.comment.state, STATE_APPROVED);
	struct comment c;
	assert_int_equal(status_own(f.house, f.site, f.a, p.status_token, &c), ERR_OK);
	assert_int_equal(str_find(c.text, STR("shit"), 0), SIZE_MAX);
	fixture_end(&f);
}

static void
what_is_refused_leaves_the_text_as_it_was(void **state)
{
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = say(&f, (struct say){.text = "The harbour is late."});
	struct ban_terms terms = {.reason = STR("Sells."), .note = STR("")};
	struct ban ban;
	enum ban_outcome outcome;
	assert_int_equal(ban_add(f.house, f.site, f.a, f.console, BAN_LINK, str_copy(f.a, STR("cheap.example")),
				 &terms, &outcome, &ban),
			 ERR_OK);
	struct owned o = edit(&p, 0, "Look at https://cheap.example/ for harbours.");
	assert_int_equal(o.outcome, OWN_REFUSED);
	assert_int_equal(o.verdict.action, ACT_REFUSE);
	assert_true(str_eq(found(&p).comment.text, STR("The harbour is late.")));
	fixture_end(&f);
}

static void
who_is_banned_meanwhile_edits_nothing(void **state)
{
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = say(&f, (struct say){.text = "The harbour is late."});
	struct ban_terms terms = {.reason = STR("Rude."), .note = STR("")};
	struct ban ban;
	enum ban_outcome outcome;
	assert_int_equal(ban_add(f.house, f.site, f.a, f.console, BAN_EMAIL,
				 str_copy(f.a, STR("ana@news.example")), &terms, &outcome, &ban),
			 ERR_OK);
	assert_int_equal(edit(&p, 0, "The harbour is very late.").outcome, OWN_REFUSED);
	fixture_end(&f);
}

static void
an_edit_counts_against_the_rate_limit(void **state)
{
	(void)state;
	fixture_make(&f, OPEN "rate: { posts = 2; };");
	struct posted p = say(&f, (struct say){.text = "One thing about the harbour."});
	assert_int_equal(edit(&p, 0, "Another thing about it.").outcome, OWN_DONE);
	struct owned o = edit(&p, 1, "A third thing about it.");
	assert_int_equal(o.outcome, OWN_REFUSED);
	assert_true(o.retry_after > 0);
	fixture_end(&f);
}

static void
its_own_old_text_is_no_copy_and_a_copy_of_others_is_one(void **state)
{
	(void)state;
	fixture_make(&f, OPEN);
	const char *theirs = "The harbour works have been late twice, and nobody says who pays for it.";
	say(&f, (struct say){.text = theirs, .email = "bo@news.example", .name = "Bo"});
	struct posted p = say(&f, (struct say){.text = "A long sentence about the new bridge over the river."});
	struct owned o = edit(&p, 0, "A LONG sentence about the new bridge over the river!");
	assert_int_equal(o.own.comment.state, STATE_APPROVED);
	for (size_t i = 0; i < o.own.n_reasons; i++)
		assert_false(o.own.reasons[i].action >= ACT_HOLD || o.own.reasons[i].weight > 0);
	o = edit(&p, 1, theirs);
	assert_int_equal(o.own.comment.state, STATE_PENDING);
	/* And what it said before may be said by others: it stands here no more. */
	struct posted q = say(&f, (struct say){.text = "A long sentence about the new bridge over the river.",
					       .email = "cy@news.example", .name = "Cy"});
	assert_int_equal(q.state, STATE_APPROVED);
	fixture_end(&f);
}

static void
what_a_moderator_approved_of_a_new_person_waits_again_when_it_is_another_text(void **state)
{
	(void)state;
	fixture_make(&f, "hold: { first = 1; };");
	struct posted p = say(&f, (struct say){.text = "A friendly first word."});
	assert_int_equal(p.state, STATE_PENDING);
	assert_int_equal(make_move(&f, p.id, VERB_APPROVE).outcome, DECIDED);
	assert_int_equal(shown(), 1);
	struct owned o = edit(&p, 0, "Another first word, not so friendly.");
	assert_int_equal(o.own.comment.state, STATE_PENDING);
	assert_int_equal(shown(), 0);
	fixture_end(&f);
}

static void
the_second_of_two_edits_of_one_version_is_told_so(void **state)
{
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = say(&f, (struct say){.text = "One."});
	assert_int_equal(edit(&p, 0, "Two.").outcome, OWN_DONE);
	struct owned o = edit(&p, 0, "Three.");
	assert_int_equal(o.outcome, OWN_CONFLICT);
	assert_true(str_eq(o.own.comment.text, STR("Two.")));
	assert_int_equal(edit(&p, 0, "Two.").outcome, OWN_DONE); /* a second click */
	assert_int_equal(found(&p).comment.version, 1);
	fixture_end(&f);
}

static void
a_moderator_does_not_approve_a_text_that_was_not_shown(void **state)
{
	struct decided d;
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = say(&f, (struct say){.text = "See" LINKS});
	struct owned o = edit(&p, 0, "My sources for this are here:" LINKS);
	assert_int_equal(o.own.comment.state, STATE_PENDING);
	assert_int_equal(decide_text(f.house, f.site, f.a, f.console, p.id, VERB_APPROVE, STATE_PENDING, 0,
				     STR(""), &d),
			 ERR_OK);
	assert_int_equal(d.outcome, DECIDED_CONFLICT);
	assert_int_equal(decide_text(f.house, f.site, f.a, f.console, p.id, VERB_APPROVE, STATE_PENDING, 1,
				     STR(""), &d),
			 ERR_OK);
	assert_int_equal(d.outcome, DECIDED);
	fixture_end(&f);
}

static void
what_was_taken_for_spam_waits_at_best(void **state)
{
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = say(&f, (struct say){.text = "Buy" LINKS, .honeypot = true});
	assert_int_equal(p.state, STATE_SPAM);
	assert_int_equal(edit(&p, 0, "A harmless word about harbours.").own.comment.state, STATE_PENDING);
	p = say(&f, (struct say){.text = "See also" LINKS});
	assert_int_equal(make_move(&f, p.id, VERB_SPAM).outcome, DECIDED);
	assert_int_equal(edit(&p, 0, "Another harmless word about them.").own.comment.state, STATE_SPAM);
	assert_int_equal(edit(&p, 1, "A third harmless word about them.").own.comment.state, STATE_SPAM);
	fixture_end(&f);
}

static void
a_refused_edit_does_not_wash_a_text_that_was_taken_for_spam(void **state)
{
	struct facts facts = {0};
	const char *text = "The best watches of the harbour are sold here, and they cost nearly nothing.";
	(void)state;
	fixture_make(&f, OPEN "rate: { posts = 1; };");
	struct posted p = say(&f, (struct say){.text = text});
	assert_int_equal(make_move(&f, p.id, VERB_SPAM).outcome, DECIDED);
	keep_house(&f);
	struct print print = memory_print(f.house, f.site, f.a, str_of(text));
	memory_look(f.house, &print, (struct author_id){0}, (struct thread_id){0}, &facts);
	assert_int_equal(facts.copies.spam, 1);
	assert_int_equal(edit(&p, 0, "Something else.").outcome, OWN_REFUSED);
	memory_look(f.house, &print, (struct author_id){0}, (struct thread_id){0}, &facts);
	assert_int_equal(facts.copies.spam, 1);
	fixture_end(&f);
}

static void
replaced_texts_are_kept(void **state)
{
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = say(&f, (struct say){.text = "One."});
	edit(&p, 0, "Two.");
	clock_stop(NOW + 60);
	edit(&p, 1, "See" LINKS);
	assert_int_equal(rows_of("SELECT count(*) FROM revision"), 2);
	assert_int_equal(rows_of("SELECT count(*) FROM revision WHERE version = 1 AND body = 'Two.' AND "
				       "state = 'approved' AND replaced = 1800000060"),
			 1);
	fixture_end(&f);
}

struct heard {
	int64_t n;
	struct str texts;
};

static void
hear(void *arg, const struct lesson *l)
{
	struct heard *h = arg;
	h->n++;
	h->texts = str_printf(f.a, "%.*s[%d %d %.*s]", STR_FMT(h->texts), (int)l->before, (int)l->opinion,
			      STR_FMT(l->comment.text));
}

static void
the_classifier_unlearns_the_text_that_was_approved_not_the_one_that_was_not(void **state)
{
	(void)state;
	struct heard h = {0};
	fixture_make(&f, OPEN);
	struct posted p = say(&f, (struct say){.text = "See" LINKS});
	make_move(&f, p.id, VERB_APPROVE);
	edit(&p, 0, "My sources for this are here:" LINKS);
	make_move(&f, p.id, VERB_SPAM);
	struct db *db = store_reader(f.house->store, DB_KEEPER);
	assert_int_equal(store_lesson_list(db, f.site->id, 0, 100, hear, &h), ERR_OK);
	store_reader_done(f.house->store, &db);
	assert_true(str_eq(h.texts, str_printf(f.a, "[%d %d See%s][%d %d See%s][%d %d My sources for this are here:%s]", OPINION_NONE,
					       OPINION_GOOD, LINKS, OPINION_GOOD, OPINION_NONE, LINKS,
					       OPINION_NONE, OPINION_SPAM, LINKS)));
	fixture_end(&f);
}

static void
an_undone_decision_does_not_bring_a_text_that_nobody_has_read(void **state)
{
	struct undone u;
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = say(&f, (struct say){.text = "A word about the harbour."});
	assert_int_equal(make_move(&f, p.id, VERB_SPAM).outcome, DECIDED);
	assert_int_equal(edit(&p, 0, "Buy" LINKS).own.comment.state, STATE_SPAM);
	assert_int_equal(undo(f.house, f.site, f.a, f.console, 0, &u), ERR_OK);
	assert_int_equal(u.outcome, UNDO_CONFLICT);
	assert_int_equal(found(&p).comment.state, STATE_SPAM);
	assert_int_equal(shown(), 0);
	fixture_end(&f);
}

/* Several windows, or an impatient finger: what all of them asked for has happened. */
struct click {
	const struct posted *p;
	pthread_barrier_t *together;
	enum own_outcome outcome[OWN_ACT__MAX];
};

static void *
click(void *arg)
{
	struct click *c = arg;
	struct arena *a = arena_new();
	struct str token = c->p->status_token;
	struct owned o;
	pthread_barrier_wait(c->together);
	must(own_edit(f.house, f.site, a, &reader, token, 0, STR("The harbour is late."), &o) == ERR_OK);
	c->outcome[OWN_EDIT] = o.outcome;
	pthread_barrier_wait(c->together);
	must(own_withdraw(f.house, f.site, a, token, &o) == ERR_OK);
	c->outcome[OWN_WITHDRAW] = o.outcome;
	arena_free(&a);
	return NULL;
}

static void
clicks_at_the_same_moment_are_one(void **state)
{
	enum { CLICKS = 8 };
	pthread_t threads[CLICKS];
	struct click clicks[CLICKS];
	pthread_barrier_t together;
	(void)state;
	fixture_make(&f, OPEN "rate: { posts = 100; };");
	struct posted p = say(&f, (struct say){.text = "The harbor is late."});
	pthread_barrier_init(&together, NULL, CLICKS);
	for (int i = 0; i < CLICKS; i++) {
		clicks[i] = (struct click){.p = &p, .together = &together};
		assert_int_equal(pthread_create(&threads[i], NULL, click, &clicks[i]), 0);
	}
	for (int i = 0; i < CLICKS; i++)
		pthread_join(threads[i], NULL);
	for (int i = 0; i < CLICKS; i++) {
		assert_int_equal(clicks[i].outcome[OWN_EDIT], OWN_DONE);
		assert_int_equal(clicks[i].outcome[OWN_WITHDRAW], OWN_DONE);
	}
	assert_int_equal(found(&p).comment.version, 1);
	assert_int_equal(rows_of("SELECT count(*) FROM audit WHERE actor = 'writer'"), 2);
	pthread_barrier_destroy(&together);
	fixture_end(&f);
}

/* ---- withdrawal ---------------------------------------------------------------------------------------- */

static void
a_withdrawn_comment_is_gone_for_readers_and_stays_so(void **state)
{
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = say(&f, (struct say){.text = "I should not have said this."});
	assert_int_equal(shown(), 1);
	struct owned o = withdraw(&p);
	assert_int_equal(o.outcome, OWN_DONE);
	assert_int_equal(o.own.comment.state, STATE_WITHDRAWN);
	assert_int_equal(shown(), 0);
	assert_int_equal(withdraw(&p).outcome, OWN_DONE);
	assert_int_equal(shown(), 0);
	assert_int_equal(edit(&p, 0, "Something else.").outcome, OWN_LATE);
	assert_int_equal(make_move(&f, p.id, VERB_APPROVE).outcome, DECIDED_CONFLICT);
	struct posted reply = say(&f, (struct say){.text = "An answer.", .parent = p.id});
	assert_int_equal(reply.outcome, POST_PARENT);
	fixture_end(&f);
}

static void
what_was_rejected_is_not_withdrawn_from_its_writers_record(void **state)
{
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = say(&f, (struct say){.text = "See" LINKS});
	make_move(&f, p.id, VERB_REJECT);
	assert_int_equal(withdraw(&p).outcome, OWN_LATE);
	assert_int_equal(found(&p).comment.state, STATE_REJECTED);
	fixture_end(&f);
}

/* ---- appeal ---------------------------------------------------------------------------------------------- */

static void
a_rejection_is_appealed_once(void **state)
{
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = say(&f, (struct say){.text = "See" LINKS});
	assert_int_equal(appeal(&p, "Why do I wait?").outcome, OWN_LATE);
	make_move(&f, p.id, VERB_REJECT);
	struct owned o = appeal(&p, "They are the sources.");
	assert_int_equal(o.outcome, OWN_DONE);
	assert_true(o.own.comment.marks & MARK_APPEALED);
	assert_true(str_eq(o.own.row.appeal, STR("They are the sources.")));
	assert_int_equal(o.own.row.appealed, NOW);
	assert_int_equal(appeal(&p, "They are the sources.").outcome, OWN_DONE); /* a second click */
	assert_int_equal(appeal(&p, "And another thing.").outcome, OWN_LATE);
	assert_int_equal(rows_of("SELECT count(*) FROM outbox WHERE kind = 'appeal'"), 1);
	make_move(&f, p.id, VERB_APPROVE);
	assert_int_equal(found(&p).comment.state, STATE_APPROVED);
	fixture_end(&f);
}

static void
what_the_filters_took_for_spam_can_be_appealed(void **state)
{
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = say(&f, (struct say){.text = "See" LINKS});
	assert_int_equal(p.state, STATE_PENDING);
	assert_false(found(&p).may[OWN_APPEAL]); /* nobody has decided against it */
	p = say(&f, (struct say){.text = "Buy" LINKS, .honeypot = true});
	assert_int_equal(p.state, STATE_SPAM);
	assert_true(found(&p).may[OWN_APPEAL]);
	assert_int_equal(appeal(&p, "I am a person.").outcome, OWN_DONE);
	fixture_end(&f);
}

static void
every_act_stands_in_the_book(void **state)
{
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = say(&f, (struct say){.text = "One."}), q = say(&f, (struct say){.text = "See" LINKS});
	edit(&p, 0, "Two.");
	withdraw(&p);
	make_move(&f, q.id, VERB_REJECT);
	appeal(&q, "They are the sources.");
	assert_int_equal(rows_of("SELECT count(*) FROM audit WHERE actor = 'writer' AND "
				       "verb IN ('edit', 'withdraw', 'appeal')"),
			 3);
	fixture_end(&f);
}

static void
a_forged_link_does_nothing(void **state)
{
	struct owned o;
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = say(&f, (struct say){.text = "One."});
	char *t = arena_copy(f.a, p.status_token.p, p.status_token.n);
	t[p.status_token.n / 2] = t[p.status_token.n / 2] == 'A' ? 'B' : 'A';
	struct str forged = {t, p.status_token.n};
	assert_int_equal(own_withdraw(f.house, f.site, f.a, forged, &o), ERR_GONE);
	assert_int_equal(own_edit(f.house, f.site, f.a, &reader, forged, 0, STR("Two."), &o), ERR_GONE);
	assert_int_equal(own_appeal(f.house, f.site, f.a, forged, STR("Please."), &o), ERR_GONE);
	assert_true(str_eq(found(&p).comment.text, STR("One.")));
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_edit_within_the_window_is_there_at_once_and_marked),
		cmocka_unit_test(after_the_window_nothing_can_be_edited),
		cmocka_unit_test(an_edit_is_judged_as_a_new_comment_is),
		cmocka_unit_test(what_is_refused_leaves_the_text_as_it_was),
		cmocka_unit_test(who_is_banned_meanwhile_edits_nothing),
		cmocka_unit_test(an_edit_counts_against_the_rate_limit),
		cmocka_unit_test(its_own_old_text_is_no_copy_and_a_copy_of_others_is_one),
		cmocka_unit_test(what_a_moderator_approved_of_a_new_person_waits_again_when_it_is_another_text),
		cmocka_unit_test(the_second_of_two_edits_of_one_version_is_told_so),
		cmocka_unit_test(a_moderator_does_not_approve_a_text_that_was_not_shown),
		cmocka_unit_test(what_was_taken_for_spam_waits_at_best),
		cmocka_unit_test(an_undone_decision_does_not_bring_a_text_that_nobody_has_read),
		cmocka_unit_test(clicks_at_the_same_moment_are_one),
		cmocka_unit_test(a_refused_edit_does_not_wash_a_text_that_was_taken_for_spam),
		cmocka_unit_test(replaced_texts_are_kept),
		cmocka_unit_test(the_classifier_unlearns_the_text_that_was_approved_not_the_one_that_was_not),
		cmocka_unit_test(a_withdrawn_comment_is_gone_for_readers_and_stays_so),
		cmocka_unit_test(what_was_rejected_is_not_withdrawn_from_its_writers_record),
		cmocka_unit_test(a_rejection_is_appealed_once),
		cmocka_unit_test(what_the_filters_took_for_spam_can_be_appealed),
		cmocka_unit_test(every_act_stands_in_the_book),
		cmocka_unit_test(a_forged_link_does_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
