/* The desk's queues: how they are ordered. */
#include "test.h"

#include "base/buf.h"
#include "house.h"
#include "sqlite.h"

static const char *const civil[] = {
	"Thank you for this careful report about the harbour.", "The new bridge opens in May.",
	"I would like to know who pays for the ferry.",
};
static const char *const hurtful[] = {
	"Shut up, you stupid retarded redneck.", "Shut up you dumb ugly whore.",
};

static size_t
page(struct fixture *f, enum state state, enum order order, struct comment_id from, int64_t limit,
     struct queue_item **ret)
{
	size_t n = 0;
	assert_int_equal(queue_page(f->house, f->site, f->a, f->console, state, order, from, limit, ret, &n),
			 ERR_OK);
	return n;
}

static void
the_most_toxic_comes_first_and_each_comment_comes_once(void **state)
{
	struct fixture f;
	struct queue_item *items;
	int64_t seen[8];
	size_t n = 0;
	(void)state;
	fixture_make(&f, "moderation = \"all\";");
	say(&f, (struct say){.text = civil[0]});
	say(&f, (struct say){.text = hurtful[0], .address = "192.0.2.8"});
	say(&f, (struct say){.text = civil[1], .address = "192.0.2.9"});
	say(&f, (struct say){.text = hurtful[1], .address = "192.0.2.10"});
	say(&f, (struct say){.text = civil[2], .address = "192.0.2.11"});
	struct comment_id from = {0};
	double last = 1;
	for (size_t k = 1; k > 0; n += k) { /* two a page */
		k = page(&f, STATE_PENDING, ORDER_TOXIC, from, 2, &items);
		for (size_t i = 0; i < k; i++) {
			assert_true(items[i].comment.toxicity >= 0 && items[i].comment.toxicity <= last);
			last = items[i].comment.toxicity;
			from = items[i].comment.id;
			seen[n + i] = from.n;
		}
	}
	assert_int_equal(n, 5);
	assert_int_equal(seen[0] + seen[1], 2 + 4);
	assert_int_not_equal(seen[0], seen[1]);
	assert_int_equal(seen[2] + seen[3] + seen[4], 1 + 3 + 5);
	assert_int_equal(page(&f, STATE_PENDING, ORDER_TIME, (struct comment_id){0}, 10, &items), 5);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(items[i].comment.id.n, i + 1);
	fixture_end(&f);
}

static void
a_page_goes_on_behind_a_comment_that_was_decided_meanwhile(void **state)
{
	struct fixture f;
	struct queue_item *items;
	(void)state;
	fixture_make(&f, "moderation = \"all\";");
	say(&f, (struct say){.text = hurtful[0]});
	say(&f, (struct say){.text = civil[0], .address = "192.0.2.8"});
	assert_int_equal(page(&f, STATE_PENDING, ORDER_TOXIC, (struct comment_id){0}, 1, &items), 1);
	assert_int_equal(items[0].comment.id.n, 1);
	make_move(&f, (struct comment_id){1}, VERB_REJECT);
	assert_int_equal(page(&f, STATE_PENDING, ORDER_TOXIC, (struct comment_id){1}, 9, &items), 1);
	assert_int_equal(items[0].comment.id.n, 2);
	fixture_end(&f);
}

/* The ids of a whole queue, two a page: "3 1 2". */
static struct str
walk(struct fixture *f, enum state state, enum order order)
{
	struct buf b = buf_in(f->a, 1000);
	struct comment_id from = {0};
	struct queue_item *items;
	for (size_t k = 1; k > 0;) {
		k = page(f, state, order, from, 2, &items);
		for (size_t i = 0; i < k; i++) {
			from = items[i].comment.id;
			buf_printf(&b, "%lld ", (long long)from.n);
		}
	}
	return str_trim(buf_view(&b));
}

static void
a_queue_is_read_by_age_both_ways_and_by_score(void **state)
{
	struct fixture f;
	static const char *const networks[] = {"192.0.2.8", "192.0.2.9", "192.0.2.10", "192.0.2.11", "192.0.2.12"};
	(void)state;
	fixture_make(&f, "moderation = \"all\";");
	for (size_t i = 0; i < ARRAY_LEN(networks); i++)
		say(&f, (struct say){.text = str_printf(f.a, "Comment %zu on the harbour.", i).p,
				     .address = networks[i]});
	sqlite_says(f.a, str_z(f.a, f.conf->store), "UPDATE comment SET score = CASE id WHEN 1 THEN 0.5 WHEN 2 THEN 2.5"
		    " WHEN 3 THEN 0.5 WHEN 4 THEN -1.0 ELSE 1.0 END", NULL);
	assert_str(walk(&f, STATE_PENDING, ORDER_TIME), "1 2 3 4 5");
	assert_str(walk(&f, STATE_PENDING, ORDER_BACK), "5 4 3 2 1");
	assert_str(walk(&f, STATE_PENDING, ORDER_SCORE), "2 5 3 1 4");
	make_move(&f, (struct comment_id){2}, VERB_SPAM);
	make_move(&f, (struct comment_id){3}, VERB_SPAM);
	assert_str(walk(&f, STATE_PENDING, ORDER_SCORE), "5 1 4");
	assert_str(walk(&f, STATE_SPAM, ORDER_TIME), "3 2");
	assert_str(walk(&f, STATE_SPAM, ORDER_BACK), "2 3");
	fixture_end(&f);
}

/* An import's comments are none that the classifier has seen. */
static void
what_the_classifier_has_not_seen_comes_behind_the_rest(void **state)
{
	struct fixture f;
	static const char *const networks[] = {"192.0.2.8", "192.0.2.9", "192.0.2.10", "192.0.2.11", "192.0.2.12"};
	const char *store;
	(void)state;
	fixture_make(&f, "moderation = \"all\";");
	store = str_z(f.a, f.conf->store);
	for (size_t i = 0; i < ARRAY_LEN(networks); i++)
		say(&f, (struct say){.text = str_printf(f.a, "Comment %zu on the harbour.", i).p,
				     .address = networks[i]});
	sqlite_says(f.a, store, "UPDATE comment SET toxicity = CASE id WHEN 2 THEN 0 WHEN 4 THEN 0.5 ELSE -1 END", NULL);
	assert_str(walk(&f, STATE_PENDING, ORDER_TOXIC), "4 2 5 3 1");
	sqlite_says(f.a, store, "UPDATE comment SET toxicity = 0.25 WHERE id = 5", NULL);
	assert_str(walk(&f, STATE_PENDING, ORDER_TOXIC), "4 5 2 3 1");
	sqlite_says(f.a, store, "UPDATE comment SET toxicity = -1", NULL);
	assert_str(walk(&f, STATE_PENDING, ORDER_TOXIC), "5 4 3 2 1");
	fixture_end(&f);
}

static void
toxicity_alone_holds_nothing(void **state)
{
	struct fixture f;
	struct queue_item *items;
	(void)state;
	fixture_make(&f, "hold: { first = 0; };");
	/* No word of a list, and yet: */
	struct posted p = say(&f, (struct say){.text = "Shut up you ugly pig."});
	assert_int_equal(p.state, STATE_APPROVED);
	assert_int_equal(page(&f, STATE_APPROVED, ORDER_TOXIC, (struct comment_id){0}, 9, &items), 1);
	assert_true(items[0].comment.toxicity > 0.5);
	fixture_end(&f);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_most_toxic_comes_first_and_each_comment_comes_once),
		cmocka_unit_test(a_page_goes_on_behind_a_comment_that_was_decided_meanwhile),
		cmocka_unit_test(a_queue_is_read_by_age_both_ways_and_by_score),
		cmocka_unit_test(what_the_classifier_has_not_seen_comes_behind_the_rest),
		cmocka_unit_test(toxicity_alone_holds_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
