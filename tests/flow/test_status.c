/* One's own comment under the article, by its private link alone: what is to be seen there, and what not. */
#include "test.h"

#include "house.h"

#define OPEN "hold: { first = 0; };"
#define LINKS " https://a.example/1 https://b.example/2 https://c.example/3"

static enum err
own(struct fixture *f, const struct posted *p, struct comment *ret)
{
	return status_own(f->house, f->site, f->a, p->status_token, ret);
}

static void
a_waiting_one_is_its_writers_and_so_is_one_taken_for_spam(void **state)
{
	struct fixture f;
	struct comment c;
	(void)state;
	fixture_make(&f, OPEN);
	struct posted held = say(&f, (struct say){.text = "See" LINKS});
	struct posted spam = say(&f, (struct say){.text = "Buy" LINKS, .honeypot = true});
	assert_int_equal(held.state, STATE_PENDING);
	assert_int_equal(spam.state, STATE_SPAM);
	assert_int_equal(own(&f, &held, &c), ERR_OK);
	assert_int_equal(c.state, STATE_PENDING);
	assert_int_equal(c.id.n, held.id.n);
	assert_true(str_eq(c.page, STR("/story/")));
	assert_int_equal(own(&f, &spam, &c), ERR_OK);
	assert_int_equal(c.state, STATE_PENDING);
	fixture_end(&f);
}

static void
what_a_moderator_turned_down_is_not_shown_there(void **state)
{
	struct fixture f;
	struct comment c;
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = say(&f, (struct say){.text = "See" LINKS});
	assert_int_equal(make_move(&f, p.id, VERB_REJECT).outcome, DECIDED);
	assert_int_equal(own(&f, &p, &c), ERR_GONE);
	assert_int_equal(make_move(&f, p.id, VERB_APPROVE).outcome, DECIDED);
	assert_int_equal(own(&f, &p, &c), ERR_OK);
	assert_int_equal(c.state, STATE_APPROVED);
	fixture_end(&f);
}

static void
its_words_are_masked_as_everybody_sees_them(void **state)
{
	struct fixture f;
	struct comment c;
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = say(&f, (struct say){.text = "This harbour is shit, as ever."});
	assert_int_equal(p.verdict.action, ACT_MASK);
	assert_int_equal(own(&f, &p, &c), ERR_OK);
	assert_int_equal(str_find(c.text, STR("shit"), 0), SIZE_MAX);
	assert_int_not_equal(str_find(c.text, STR("harbour"), 0), SIZE_MAX);
	fixture_end(&f);
}

static void
a_token_of_nothing_shows_nothing(void **state)
{
	struct fixture f;
	struct comment c;
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = say(&f, (struct say){.text = "Here."});
	struct str t = p.status_token;
	for (size_t i = 0; i < t.n; i++) {
		char *forged = arena_copy(f.a, t.p, t.n);
		forged[i] = forged[i] == 'A' ? 'B' : 'A';
		assert_int_equal(status_own(f.house, f.site, f.a, (struct str){forged, t.n}, &c), ERR_GONE);
	}
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_waiting_one_is_its_writers_and_so_is_one_taken_for_spam),
		cmocka_unit_test(what_a_moderator_turned_down_is_not_shown_there),
		cmocka_unit_test(its_words_are_masked_as_everybody_sees_them),
		cmocka_unit_test(a_token_of_nothing_shows_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
