/* Votes: one for each comment and network address, exact whatever happens, and forgotten in time. */
#include "test.h"

#include <pthread.h>

#include "base/addr.h"
#include "flow/keys.h"
#include "flow/thread.h"
#include "flow/vote.h"
#include "house.h"
#include "sqlite.h"

#define BOTH "votes = \"both\"; hold: { first = 0; rejected = 0; }; rate: { posts = 10000; };"

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

static struct voted
cast_with(struct comment_id id, enum vote vote, const char *address, struct str earlier)
{
	struct voted v;
	struct visitor who = visitor_at(f.a, address);
	assert_int_equal(vote_cast(f.house, f.site, f.a, &who, id, vote, earlier, &v), ERR_OK);
	return v;
}

static struct voted
cast(struct comment_id id, enum vote vote, const char *address)
{
	return cast_with(id, vote, address, STR(""));
}

static struct posted
post(const char *text)
{
	struct posted p = say(&f, (struct say){.text = text, .address = "192.0.2.1/32"});
	assert_int_equal(p.outcome, POST_STORED);
	return p;
}

static int64_t
number(const char *sql)
{
	int64_t n = -1;
	struct str said = str_trim(sqlite_says(f.a, str_z(f.a, f.conf->store), sql, NULL));
	assert_true(str_int(said, 0, INT64_MAX, &n));
	return n;
}

/* What stands in the comment's row, and that it is the sum of the votes. */
static void
assert_votes(int64_t up, int64_t down)
{
	assert_int_equal(number("SELECT up FROM comment WHERE id = 1"), up);
	assert_int_equal(number("SELECT down FROM comment WHERE id = 1"), down);
	assert_int_equal(number("SELECT count(*) FROM vote WHERE comment = 1 AND value = 1"), up);
	assert_int_equal(number("SELECT count(*) FROM vote WHERE comment = 1 AND value = -1"), down);
}

/* ---- one and one ------------------------------------------------------------------------------------------ */

static void
a_vote_counts_once_however_often_it_is_sent(void **state)
{
	(void)state;
	fixture_make(&f, BOTH);
	struct posted p = post("The harbor is late.");
	struct voted v = cast(p.id, VOTE_UP, "198.51.100.7");
	assert_int_equal(v.outcome, VOTE_COUNTED);
	assert_int_equal(v.up, 1);
	for (int i = 0; i < 20; i++) {
		v = cast(p.id, VOTE_UP, "198.51.100.7");
		assert_int_equal(v.outcome, VOTE_AS_BEFORE);
		assert_int_equal(v.up, 1);
	}
	assert_votes(1, 0);
	fixture_end(&f);
}

static void
the_many_addresses_of_one_line_are_one_voter_and_two_lines_are_two(void **state)
{
	(void)state;
	fixture_make(&f, BOTH);
	struct posted p = post("The harbor is late.");
	for (int i = 1; i <= 1000; i++) {
		const char *address = str_printf(f.a, "2001:db8:0:1:%x::%x", i, i).p;
		cast(p.id, VOTE_UP, address);
	}
	assert_votes(1, 0);
	assert_int_equal(cast(p.id, VOTE_UP, "2001:db8:0:2::1").outcome, VOTE_COUNTED);
	assert_int_equal(cast(p.id, VOTE_UP, "::ffff:198.51.100.7").outcome, VOTE_COUNTED);
	assert_int_equal(cast(p.id, VOTE_UP, "198.51.100.7").outcome, VOTE_AS_BEFORE);
	assert_int_equal(cast(p.id, VOTE_UP, "198.51.100.8").outcome, VOTE_COUNTED);
	assert_votes(4, 0);
	fixture_end(&f);
}

static void
a_mind_may_be_changed_and_a_vote_taken_back(void **state)
{
	(void)state;
	static const enum vote said[] = {VOTE_UP, VOTE_DOWN, VOTE_NONE, VOTE_DOWN, VOTE_UP, VOTE_NONE};
	fixture_make(&f, BOTH);
	struct posted p = post("The harbor is late.");
	cast(p.id, VOTE_UP, "198.51.100.1");
	cast(p.id, VOTE_DOWN, "198.51.100.2");
	assert_int_equal(cast(p.id, VOTE_NONE, "198.51.100.7").outcome, VOTE_AS_BEFORE);
	for (size_t i = 0; i < ARRAY_LEN(said); i++) {
		struct voted v = cast(p.id, said[i], "198.51.100.7");
		assert_int_equal(v.outcome, VOTE_COUNTED);
		assert_int_equal(v.up, 1 + (said[i] == VOTE_UP));
		assert_int_equal(v.down, 1 + (said[i] == VOTE_DOWN));
		assert_votes(v.up, v.down);
	}
	fixture_end(&f);
}

/* ---- whose votes do not count ------------------------------------------------------------------------------ */

static void
nobody_votes_on_their_own(void **state)
{
	(void)state;
	fixture_make(&f, BOTH);
	struct posted p = post("The harbor is late.");
	struct posted next = say(&f, (struct say){.text = "And dear.", .address = "203.0.113.9/32",
						  .earlier = p.status_token});
	struct posted other = say(&f, (struct say){.text = "It is not.", .email = "eve@news.example",
						   .address = "203.0.113.10/32"});
	assert_int_equal(cast(p.id, VOTE_UP, "192.0.2.1").outcome, VOTE_OWN);
	assert_int_equal(cast_with(p.id, VOTE_UP, "198.51.100.7", p.status_token).outcome, VOTE_OWN);
	assert_int_equal(cast_with(p.id, VOTE_UP, "198.51.100.7", next.status_token).outcome, VOTE_OWN);
	assert_int_equal(cast_with(next.id, VOTE_UP, "198.51.100.7", p.status_token).outcome, VOTE_OWN);
	assert_votes(0, 0);
	assert_int_equal(cast_with(p.id, VOTE_UP, "198.51.100.7", other.status_token).outcome, VOTE_COUNTED);
	assert_int_equal(cast_with(p.id, VOTE_DOWN, "198.51.100.8", STR("nonsense")).outcome, VOTE_COUNTED);
	assert_votes(1, 1);
	fixture_end(&f);
}

static void
what_is_not_shown_takes_no_votes(void **state)
{
	(void)state;
	fixture_make(&f, BOTH);
	struct posted shown = post("The harbor is late.");
	struct posted waits = post("See https://a.example https://b.example https://c.example");
	assert_int_equal(waits.state, STATE_PENDING);
	assert_int_equal(cast(waits.id, VOTE_UP, "198.51.100.7").outcome, VOTE_GONE);
	assert_int_equal(cast((struct comment_id){999}, VOTE_UP, "198.51.100.7").outcome, VOTE_GONE);
	make_move(&f, shown.id, VERB_REJECT);
	assert_int_equal(cast(shown.id, VOTE_UP, "198.51.100.7").outcome, VOTE_GONE);
	assert_int_equal(number("SELECT count(*) FROM vote"), 0);
	fixture_end(&f);
}

static void
where_nothing_can_be_written_no_vote_is_cast_or_taken_back(void **state)
{
	(void)state;
	static const struct {
		enum mode mode;
		enum vote_outcome outcome;
	} rows[] = {{MODE_READONLY, VOTE_READONLY}, {MODE_CLOSED, VOTE_COUNTED}, {MODE_OPEN, VOTE_COUNTED}};
	fixture_make(&f, BOTH);
	struct posted p = post("The harbor is late.");
	cast(p.id, VOTE_UP, "198.51.100.7");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_int_equal(thread_set_mode(f.house, f.site, f.a, f.console, STR("/story/"), rows[i].mode),
				 ERR_OK);
		assert_int_equal(cast(p.id, VOTE_DOWN, "198.51.100.8").outcome, rows[i].outcome);
		assert_int_equal(cast(p.id, VOTE_NONE, "198.51.100.7").outcome, rows[i].outcome);
		if (rows[i].outcome == VOTE_READONLY) {
			assert_votes(1, 0);
			continue;
		}
		assert_votes(0, 1);
		cast(p.id, VOTE_NONE, "198.51.100.8");
		cast(p.id, VOTE_UP, "198.51.100.7");
	}
	fixture_end(&f);
}

static void
a_site_takes_the_votes_that_its_setting_names(void **state)
{
	(void)state;
	static const struct {
		const char *setting;
		enum vote_outcome up, down;
	} rows[] = {{"votes = \"off\"; hold: { first = 0; };", VOTE_OFF, VOTE_OFF},
		    {"votes = \"up\"; hold: { first = 0; };", VOTE_COUNTED, VOTE_OFF},
		    {BOTH, VOTE_COUNTED, VOTE_COUNTED}};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		fixture_make(&f, rows[i].setting);
		struct posted p = post("The harbor is late.");
		assert_int_equal(cast(p.id, VOTE_DOWN, "198.51.100.7").outcome, rows[i].down);
		assert_int_equal(cast(p.id, VOTE_UP, "198.51.100.7").outcome, rows[i].up);
		if (rows[i].up == VOTE_COUNTED)
			assert_int_equal(cast(p.id, VOTE_NONE, "198.51.100.7").outcome, VOTE_COUNTED);
		assert_votes(0, 0);
		fixture_end(&f);
	}
}

static void
too_many_votes_from_one_address_wait(void **state)
{
	(void)state;
	fixture_make(&f, "votes = \"both\"; hold: { first = 0; }; rate: { posts = 2; };");
	struct posted p = post("The harbor is late.");
	for (int i = 0; i < 12; i++)
		assert_int_equal(cast(p.id, i % 2 ? VOTE_UP : VOTE_DOWN, "198.51.100.7").outcome,
				 VOTE_COUNTED);
	struct voted v = cast(p.id, VOTE_DOWN, "198.51.100.7");
	assert_int_equal(v.outcome, VOTE_TOO_MANY);
	assert_true(v.retry_after > 0);
	assert_votes(1, 0);
	fixture_end(&f);
}

/* ---- exact ---------------------------------------------------------------------------------------------------- */

#define THREADS 8
#define EACH 20

/* Votes of its own, and each time the one that all of them cast. */
static void *
vote_much(void *arg)
{
	int k = *(int *)arg;
	struct arena *a = arena_new();
	struct voted v;
	for (int i = 0; i < EACH; i++) {
		struct visitor own = visitor_at(a, str_printf(a, "198.51.%d.%d", k, i).p),
			       all = visitor_at(a, "203.0.113.1");
		must(vote_cast(f.house, f.site, a, &own, (struct comment_id){1}, VOTE_UP, STR(""), &v) ==
		     ERR_OK);
		must(vote_cast(f.house, f.site, a, &all, (struct comment_id){1}, VOTE_DOWN, STR(""), &v) ==
		     ERR_OK);
	}
	arena_free(&a);
	return NULL;
}

static void
votes_at_the_same_time_are_each_counted_once(void **state)
{
	(void)state;
	pthread_t threads[THREADS];
	int number_of[THREADS];
	fixture_make(&f, BOTH);
	post("The harbor is late.");
	for (int k = 0; k < THREADS; k++) {
		number_of[k] = k;
		assert_int_equal(pthread_create(&threads[k], NULL, vote_much, &number_of[k]), 0);
	}
	for (int k = 0; k < THREADS; k++)
		pthread_join(threads[k], NULL);
	assert_votes(THREADS * EACH, 1);
	fixture_end(&f);
}

static void
among_a_hundred_thousand_votes_the_next_one_counts_exactly(void **state)
{
	(void)state;
	fixture_make(&f, BOTH);
	struct posted p = post("The harbor is late.");
	number("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) "
	       "INSERT INTO vote (comment, voter, value, made) "
	       "SELECT 1, randomblob(32), CASE WHEN i % 5 < 3 THEN 1 ELSE -1 END, 0 FROM n; "
	       "UPDATE comment SET up = 60000, down = 40000 WHERE id = 1; SELECT 1;");
	struct voted v = cast(p.id, VOTE_UP, "198.51.100.7");
	assert_int_equal(v.up, 60001);
	assert_int_equal(v.down, 40000);
	v = cast(p.id, VOTE_DOWN, "198.51.100.7");
	assert_int_equal(v.up, 60000);
	assert_int_equal(v.down, 40001);
	assert_votes(60000, 40001);
	int64_t rank = (int64_t)(1e9 * thread_rank(60000, 40001));
	assert_int_equal(number("SELECT CAST(1e9 * best AS INTEGER) FROM comment WHERE id = 1"), rank);
	fixture_end(&f);
}

/* ---- forgotten -------------------------------------------------------------------------------------------------- */

static void
after_a_month_a_vote_counts_and_nobody_can_say_whose_it_is(void **state)
{
	(void)state;
	fixture_make(&f, BOTH);
	struct posted p = post("The harbor is late.");
	cast(p.id, VOTE_UP, "198.51.100.7");
	clock_stop(NOW + 29 * 86400);
	cast(p.id, VOTE_DOWN, "198.51.100.8");
	keep_all(f.house, f.a);
	assert_int_equal(number("SELECT count(voter) FROM vote"), 2);
	assert_int_equal(number("SELECT count(network) FROM comment"), 1);
	clock_stop(NOW + 31 * 86400);
	keep_all(f.house, f.a);
	assert_int_equal(number("SELECT count(voter) FROM vote"), 1);
	assert_int_equal(number("SELECT count(network) FROM comment"), 0);
	assert_votes(1, 1);
	assert_int_equal(cast(p.id, VOTE_UP, "198.51.100.8").outcome, VOTE_COUNTED);
	assert_votes(2, 0);
	fixture_end(&f);
}

static void
a_voter_is_another_one_in_another_article(void **state)
{
	(void)state;
	fixture_make(&f, BOTH);
	struct posted p = post("The harbor is late.");
	struct posted q = say(&f, (struct say){.text = "So is the ferry.", .page = "/another", .address = "203.0.113.9"});
	cast(p.id, VOTE_UP, "198.51.100.7");
	cast(q.id, VOTE_UP, "198.51.100.7");
	assert_int_equal(number("SELECT count(DISTINCT voter) FROM vote"), 2);
	fixture_end(&f);
}

/* Eight keys in all, and the vote was cast under each. */
static void
a_rotated_key_gives_nobody_a_second_vote(void **state)
{
	const struct keep_progress nobody = {NULL, NULL};
	(void)state;
	fixture_make(&f, BOTH);
	struct posted p = post("The harbour works have been late twice.");
	for (unsigned links = 1; links <= KEYS_MAX; links++) {
		const char *address = str_printf(f.a, "198.51.100.%u", links).p;
		assert_int_equal(cast(p.id, VOTE_UP, address).outcome, VOTE_COUNTED);
		assert_votes(links, 0);
		house_close(&f.house);
		struct keys_rotated done;
		struct str why = {0};
		if (links < KEYS_MAX)
			assert_int_equal(keys_rotate(f.a, f.conf, STR("console:test"), f.conf->store, true, 100, &nobody, &done, &why),
					 ERR_OK);
		open_house(&f);
	}
	assert_int_equal(cast(p.id, VOTE_UP, "192.0.2.1").outcome, VOTE_OWN);
	for (unsigned i = 1; i <= KEYS_MAX; i++)
		assert_int_equal(cast(p.id, VOTE_UP, str_printf(f.a, "198.51.100.%u", i).p).outcome, VOTE_AS_BEFORE);
	assert_int_equal(cast(p.id, VOTE_DOWN, "198.51.100.1").outcome, VOTE_COUNTED);
	assert_votes(KEYS_MAX - 1, 1);
	assert_int_equal(cast(p.id, VOTE_NONE, "198.51.100.1").outcome, VOTE_COUNTED);
	assert_int_equal(cast(p.id, VOTE_NONE, "198.51.100.2").outcome, VOTE_COUNTED);
	assert_votes(KEYS_MAX - 2, 0);
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_vote_counts_once_however_often_it_is_sent),
		cmocka_unit_test(the_many_addresses_of_one_line_are_one_voter_and_two_lines_are_two),
		cmocka_unit_test(a_mind_may_be_changed_and_a_vote_taken_back),
		cmocka_unit_test(nobody_votes_on_their_own),
		cmocka_unit_test(what_is_not_shown_takes_no_votes),
		cmocka_unit_test(where_nothing_can_be_written_no_vote_is_cast_or_taken_back),
		cmocka_unit_test(a_site_takes_the_votes_that_its_setting_names),
		cmocka_unit_test(too_many_votes_from_one_address_wait),
		cmocka_unit_test(votes_at_the_same_time_are_each_counted_once),
		cmocka_unit_test(among_a_hundred_thousand_votes_the_next_one_counts_exactly),
		cmocka_unit_test(after_a_month_a_vote_counts_and_nobody_can_say_whose_it_is),
		cmocka_unit_test(a_voter_is_another_one_in_another_article),
		cmocka_unit_test(a_rotated_key_gives_nobody_a_second_vote),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
