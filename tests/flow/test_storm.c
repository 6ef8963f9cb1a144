/* Storms: a burst switches one article, it is written down, and it ends by itself. */
#include "test.h"

#include "../../src/store/db_driver.h"
#include "flow/storm.h"
#include "house.h"
#include "sqlite.h"

#define ASKS "hold: { first = 0; }; rate: { posts = 1000; }; storm: { posts = 4; rejected = 2; span = \"10m\"; " \
	     "life = \"1h\"; pause = \"2m\"; "
/* Only some of the tests are about the proof of work that a storm asks for. */
#define SITE "proof: { ask = false; }; " ASKS

/* Nothing alike, so that no rule on copies speaks. */
static const char *const sentences[] = {
	"The ferry is late again.", "Who pays for the new bridge?", "My cat likes the harbour.",
	"Nobody asked the fishermen.", "It rained through the whole speech.", "A fine report, thank you.",
	"The mayor promised this in spring.", "Trains would solve half of it.", "I grew up on that street.",
	"Prices have doubled since then.", "We need a doctor in the village.", "The photo shows another town.",
	"Let the council vote in public.", "Bread was cheaper under the old baker.",
	"Winter comes early this year.", "That is what my uncle always said.",
};

static struct posted
nth(struct fixture *f, const char *page)
{
	static size_t n;
	return say(f, (struct say){.text = sentences[n % ARRAY_LEN(sentences)],
				   .address = str_printf(f->a, "192.0.2.%zu", n++ % 250).p,
				   .page = page});
}

static size_t
storms(struct fixture *f, struct thread **ret)
{
	size_t n = 0;
	assert_int_equal(storm_list(f->house, f->site, f->a, f->console, 5, ret, &n), ERR_OK);
	return n;
}

static void
a_burst_on_one_article_makes_its_comments_wait_for_a_time(void **state)
{
	struct fixture f;
	struct thread *t;
	(void)state;
	fixture_make(&f, SITE "};");
	for (int i = 0; i < 3; i++)
		assert_int_equal(nth(&f, "/story/").state, STATE_APPROVED);
	assert_int_equal(storms(&f, &t), 0);
	struct posted p = nth(&f, "/story/");
	assert_int_equal(p.state, STATE_PENDING);
	assert_str(p.verdict.reasons[0].rule, "storm");
	assert_int_equal(nth(&f, "/story/").state, STATE_PENDING);
	assert_int_equal(nth(&f, "/other/").state, STATE_APPROVED);
	assert_int_equal(storms(&f, &t), 1);
	assert_str(t[0].page, "/story/");
	assert_int_equal(t[0].storm, STORM_PREMODERATED);
	assert_int_equal(t[0].storm_began, NOW);
	assert_int_equal(t[0].storm_until, NOW + 3600);
	assert_str(t[0].storm_why, "4 comments in 10 min, 0 of them bad");
	clock_stop(NOW + 3599);
	assert_int_equal(nth(&f, "/story/").state, STATE_PENDING);
	clock_stop(NOW + 3600);
	assert_int_equal(storms(&f, &t), 0);
	for (int i = 0; i < 3; i++) /* what came in the storm does not begin the next */
		assert_int_equal(nth(&f, "/story/").state, STATE_APPROVED);
	struct str db = str_printf(f.a, "%s/data/test.db", f.folder);
	assert_str(sqlite_says(f.a, db.p, "SELECT actor, subject, detail FROM audit WHERE verb = 'storm'", NULL),
		   "filter|thread 1|premoderated until 2027-01-15T09:00:00Z: 4 comments in 10 min, 0 of them "
		   "bad\n");
	assert_str(sqlite_says(f.a, db.p, "SELECT count(*) FROM outbox WHERE kind = 'storm'", NULL), "1\n");
	fixture_end(&f);
}

static void
slow_comments_are_no_burst(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, SITE "};");
	for (int i = 0; i < 12; i++) {
		clock_stop(NOW + i * 210); /* three in ten minutes */
		assert_int_equal(nth(&f, "/story/").state, STATE_APPROVED);
	}
	fixture_end(&f);
}

static void
a_spike_of_rejections_is_a_storm_too(void **state)
{
	struct fixture f;
	struct thread *t;
	(void)state;
	fixture_make(&f, SITE "};");
	for (int i = 0; i < 2; i++)
		make_move(&f, nth(&f, "/story/").id, VERB_SPAM);
	assert_int_equal(nth(&f, "/story/").state, STATE_PENDING);
	assert_int_equal(storms(&f, &t), 1);
	assert_str(t[0].storm_why, "3 comments in 10 min, 2 of them bad");
	fixture_end(&f);
}

static void
slow_mode_lets_one_comment_a_while_through_from_one_network(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, SITE "mode = \"slow\"; };");
	for (int i = 0; i < 4; i++)
		assert_int_equal(nth(&f, "/story/").state, STATE_APPROVED);
	struct posted p = say(&f, (struct say){.text = "A short question to all of you.", .address = "198.51.100.1"});
	assert_int_equal(p.state, STATE_APPROVED);
	p = say(&f, (struct say){.text = "Then a longer answer of mine.", .address = "198.51.100.1"});
	assert_int_equal(p.outcome, POST_REFUSED);
	assert_str(p.verdict.reasons[0].rule, "slow");
	assert_true(p.retry_after > 100 && p.retry_after <= 120);
	p = say(&f, (struct say){.text = "Greetings from the lighthouse.", .address = "198.51.100.2"});
	assert_int_equal(p.state, STATE_APPROVED);
	p = say(&f, (struct say){.text = "Elsewhere I may speak.", .address = "198.51.100.1", .page = "/other/"});
	assert_int_equal(p.outcome, POST_STORED);
	p = say(&f, (struct say){.text = "One of a whole block of mine.", .address = "203.0.113.1",
				 .around = "203.0.113.0/24"});
	assert_int_equal(p.state, STATE_APPROVED);
	p = say(&f, (struct say){.text = "And from the next of it.", .address = "203.0.113.2",
				 .around = "203.0.113.0/24"});
	assert_int_equal(p.outcome, POST_REFUSED);
	assert_str(p.verdict.reasons[0].rule, "slow");
	fixture_end(&f);
}

static void
a_refused_comment_does_not_use_up_the_turn_of_slow_mode(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, SITE "mode = \"slow\"; }; names: { reserved = ( \"The Editors\" ); };");
	for (int i = 0; i < 4; i++)
		assert_int_equal(nth(&f, "/story/").state, STATE_APPROVED);
	struct posted p = say(&f, (struct say){.text = "Under a name that is taken.", .name = "The Editors",
					       .address = "198.51.100.1"});
	assert_int_equal(p.outcome, POST_REFUSED);
	assert_str(p.verdict.reasons[0].rule, "name-reserved");
	assert_int_equal(p.retry_after, 0);
	p = say(&f, (struct say){.text = "Then under my own.", .address = "198.51.100.1"});
	assert_int_equal(p.state, STATE_APPROVED);
	for (int i = 0; i < 2; i++) { /* a turn that was never given is not given back */
		p = say(&f, (struct say){.text = "Once more.", .name = "The Editors", .address = "198.51.100.1"});
		assert_int_equal(p.outcome, POST_REFUSED);
		assert_true(p.retry_after > 100 && p.retry_after <= 120);
	}
	fixture_end(&f);
}

static void
a_comment_over_another_limit_does_not_use_up_the_turn_of_slow_mode(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, "hold: { first = 0; }; rate: { posts = 1; person = 100; }; "
			 "storm: { posts = 4; mode = \"slow\"; };");
	for (int i = 0; i < 4; i++)
		assert_int_equal(nth(&f, "/story/").outcome, POST_STORED);
	struct say s = {.text = "Elsewhere first.", .address = "198.51.100.1", .around = "198.51.100.0/24",
			.page = "/other/"};
	assert_int_equal(say(&f, s).outcome, POST_STORED);
	s.text = "Too soon from this address.";
	s.page = "/story/";
	struct posted p = say(&f, s);
	assert_int_equal(p.outcome, POST_REFUSED);
	assert_str(p.verdict.reasons[0].rule, "rate");
	s.text = "A neighbour has the turn.";
	s.address = "198.51.100.2";
	assert_int_equal(say(&f, s).outcome, POST_STORED);
	fixture_end(&f);
}

/* What another process does between a look and the write behind it, as SQL. */
static const char *meanwhile;

static enum err
late_begin(void *conn)
{
	enum err e = meanwhile == NULL ? ERR_OK : db_sqlite.script(conn, meanwhile);
	meanwhile = NULL;
	return e == ERR_OK ? db_sqlite.begin(conn) : e;
}

static void
an_answer_whose_parent_goes_meanwhile_counts_for_nothing(void **state)
{
	struct fixture f;
	struct db_driver late = db_sqlite;
	(void)state;
	fixture_make(&f, "hold: { first = 0; }; rate: { posts = 1; person = 100; }; "
			 "storm: { posts = 4; mode = \"slow\"; };");
	late.begin = late_begin;
	store_writer_db(f.house->store)->driver = &late;
	struct comment_id parent = nth(&f, "/story/").id;
	for (int i = 0; i < 3; i++)
		assert_int_equal(nth(&f, "/story/").outcome, POST_STORED);
	assert_int_equal(make_move(&f, parent, VERB_APPROVE).outcome, DECIDED); /* by itself it was held */
	struct say s = {.text = "An answer to the first.", .address = "198.51.100.1", .parent = parent};
	meanwhile = "UPDATE comment SET state = 'deleted' WHERE id = 1";
	assert_int_equal(say(&f, s).outcome, POST_PARENT);
	assert_null(meanwhile);
	s.parent.n = 0;
	assert_int_equal(say(&f, s).outcome, POST_STORED);
	fixture_end(&f);
}

static char told[8][256];
static size_t n_told;

static void
hear(void *arg, struct str line)
{
	(void)arg;
	if (str_find(line, STR("\"event\":\"notice\""), 0) != SIZE_MAX && n_told < ARRAY_LEN(told))
		snprintf(told[n_told++], sizeof(told[0]), "%.*s", STR_FMT(line));
}

static void
a_storm_is_told_with_its_site_and_its_article(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, SITE "};");
	assert_int_equal(nth(&f, "/other/").state, STATE_APPROVED);
	for (int i = 0; i < 4; i++)
		nth(&f, "/story/");
	assert_int_equal(log_open(NULL, LOG_INFO), ERR_OK);
	n_told = 0;
	log_capture(hear, NULL);
	keep_all(f.house, f.a);
	log_capture(NULL, NULL);
	assert_int_equal(n_told, 2);
	assert_non_null(strstr(told[0], "\"event\":\"notice\",\"site\":\"site\",\"kind\":\"storm\",\"thread\":2}"));
	assert_non_null(strstr(told[1], "\"event\":\"notice\",\"site\":\"site\",\"kind\":\"waiting\",\"comment\":5}"));
	fixture_end(&f);
}

static void
a_moderator_can_end_a_storm_and_the_book_says_so(void **state)
{
	struct fixture f;
	struct thread *t;
	(void)state;
	fixture_make(&f, SITE "};");
	assert_int_equal(storm_end(f.house, f.site, f.a, f.console, (struct thread_id){1}), ERR_GONE);
	for (int i = 0; i < 5; i++)
		nth(&f, "/story/");
	assert_int_equal(storms(&f, &t), 1);
	clock_stop(NOW + 60);
	assert_int_equal(storm_end(f.house, f.site, f.a, f.console, t[0].id), ERR_OK);
	assert_int_equal(storms(&f, &t), 0);
	assert_int_equal(storm_end(f.house, f.site, f.a, f.console, (struct thread_id){1}), ERR_GONE);
	clock_stop(NOW + 61);
	for (int i = 0; i < 3; i++) /* what came in the storm does not begin the next */
		assert_int_equal(nth(&f, "/story/").state, STATE_APPROVED);
	struct str db = str_printf(f.a, "%s/data/test.db", f.folder);
	assert_str(sqlite_says(f.a, db.p, "SELECT created, actor, subject FROM audit WHERE verb = 'storm.end'", NULL),
		   "1800000060|console:tester|thread 1\n");
	fixture_end(&f);
}

static void
in_a_storm_a_proof_of_work_is_asked_for(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, ASKS "};");
	for (int i = 0; i < 3; i++) /* nothing looks like a program yet */
		assert_int_equal(nth(&f, "/story/").state, STATE_APPROVED);
	struct say browser = {.text = "A kind word to the harbour master.", .address = "198.51.100.9", .may_prove = true};
	assert_int_equal(say(&f, browser).outcome, POST_PROOF); /* it was not stored */
	browser.may_prove = false;
	struct posted p = say(&f, browser);
	assert_int_equal(p.state, STATE_PENDING);
	assert_str(p.verdict.reasons[0].rule, "storm");
	const struct reason *last = &p.verdict.reasons[p.verdict.n_reasons - 1];
	assert_str(last->rule, "proof");
	assert_str(last->entry, "storm: none given");
	fixture_end(&f);
}

static void
without_storms_nothing_is_switched(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, SITE "mode = \"none\"; };");
	for (int i = 0; i < 8; i++)
		assert_int_equal(nth(&f, "/story/").state, STATE_APPROVED);
	fixture_end(&f);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_burst_on_one_article_makes_its_comments_wait_for_a_time),
		cmocka_unit_test(slow_comments_are_no_burst),
		cmocka_unit_test(a_spike_of_rejections_is_a_storm_too),
		cmocka_unit_test(slow_mode_lets_one_comment_a_while_through_from_one_network),
		cmocka_unit_test(a_refused_comment_does_not_use_up_the_turn_of_slow_mode),
		cmocka_unit_test(a_comment_over_another_limit_does_not_use_up_the_turn_of_slow_mode),
		cmocka_unit_test(an_answer_whose_parent_goes_meanwhile_counts_for_nothing),
		cmocka_unit_test(a_storm_is_told_with_its_site_and_its_article),
		cmocka_unit_test(a_moderator_can_end_a_storm_and_the_book_says_so),
		cmocka_unit_test(in_a_storm_a_proof_of_work_is_asked_for),
		cmocka_unit_test(without_storms_nothing_is_switched),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
