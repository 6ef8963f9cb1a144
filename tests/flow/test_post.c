/* A reader replies: what is stored, what is not, and what a repeat gets. */
#include "test.h"

#include <pthread.h>

#include "house.h"

#define OPEN "hold: { first = 0; };"

static void
a_clean_post_is_shown_and_a_first_one_waits_where_first_ones_do(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = say(&f, (struct say){.text = "The harbour works are late."});
	assert_int_equal(p.outcome, POST_STORED);
	assert_int_equal(p.state, STATE_APPROVED);
	fixture_end(&f);
	fixture_make(&f, "hold: { first = 1; };");
	p = say(&f, (struct say){.text = "The harbour works are late."});
	assert_int_equal(p.state, STATE_PENDING);
	assert_int_equal(make_move(&f, p.id, VERB_APPROVE).outcome, DECIDED);
	p = say(&f, (struct say){.text = "And they will be later still."});
	assert_int_equal(p.state, STATE_APPROVED);
	fixture_end(&f);
}

static void
the_same_post_gets_the_same_link_and_one_row(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, OPEN);
	struct posted one = say(&f, (struct say){.text = "Once."});
	struct posted two = say(&f, (struct say){.text = "Once."});
	assert_true(two.repeated);
	assert_int_equal(one.id.n, two.id.n);
	assert_true(str_eq(one.status_token, two.status_token));
	assert_int_equal(count(&f, STATE__MAX), 1);
	fixture_end(&f);
}

static void
the_same_fields_from_elsewhere_are_a_new_comment_that_waits(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, OPEN);
	const char *text = "The harbour works are late again, and nobody says why.";
	struct posted one = say(&f, (struct say){.text = text});
	struct posted other = say(&f, (struct say){.text = text, .address = "198.51.100.9"});
	struct posted agent = say(&f, (struct say){.text = text, .agent = "Another browser"});
	assert_false(other.repeated || agent.repeated);
	assert_int_not_equal(one.id.n, other.id.n);
	assert_false(str_eq(one.status_token, other.status_token));
	assert_false(str_eq(one.status_token, agent.status_token));
	assert_int_equal(other.state, STATE_PENDING);
	fixture_end(&f);
}

static void
after_ten_minutes_the_same_fields_are_a_new_post(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, OPEN);
	struct posted one = say(&f, (struct say){.text = "Once."});
	clock_stop(NOW + POST_REPEAT_SPAN);
	assert_true(say(&f, (struct say){.text = "Once."}).repeated);
	clock_stop(NOW + POST_REPEAT_SPAN + 1);
	struct posted late = say(&f, (struct say){.text = "Once."});
	assert_false(late.repeated);
	assert_int_not_equal(one.id.n, late.id.n);
	fixture_end(&f);
}

static void
a_scripts_key_stands_for_one_body(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, OPEN);
	struct posted one = say(&f, (struct say){.text = "Once.", .key = "0123456789abcdef"});
	struct posted elsewhere = say(&f, (struct say){.text = "Once.",
						       .key = "0123456789abcdef",
						       .address = "198.51.100.9"});
	struct posted changed = say(&f, (struct say){.text = "Twice.", .key = "0123456789abcdef"});
	assert_int_equal(one.id.n, elsewhere.id.n);
	assert_int_equal(changed.outcome, POST_KEY);
	assert_int_equal(count(&f, STATE__MAX), 1);
	fixture_end(&f);
}

static void
a_ban_reaches_every_spelling_of_the_address_and_nobody_else(void **state)
{
	struct fixture f;
	struct ban ban;
	enum ban_outcome out;
	(void)state;
	fixture_make(&f, OPEN);
	struct str raw = str_copy(f.a, STR("Ana.Lind+news@gmail.com"));
	assert_int_equal(
		ban_add(f.house, f.site, f.a, f.console, BAN_EMAIL, raw,
			&(struct ban_terms){.reason = STR("raid")}, &out, &ban),
		ERR_OK);
	assert_int_equal(out, BAN_ADDED);
	static const char *const same[] = {"analind@gmail.com", "ANA.LIND@GMAIL.COM",
					   "a.n.a.lind+x@googlemail.com"};
	for (size_t i = 0; i < ARRAY_LEN(same); i++) {
		struct posted p = say(&f, (struct say){.text = str_printf(f.a, "Try %zu.", i).p,
						       .email = same[i]});
		assert_int_equal(p.outcome, POST_REFUSED);
	}
	assert_int_equal(
		say(&f, (struct say){.text = "Me too.", .email = "ana.lind@other.example"}).outcome,
		POST_STORED);
	assert_int_equal(count(&f, STATE__MAX), 1);
	assert_int_equal(ban_lift(f.house, f.site, f.a, f.console, ban.id), ERR_OK);
	assert_int_equal(
		say(&f, (struct say){.text = "Back.", .email = "analind@gmail.com"}).outcome,
		POST_STORED);
	assert_int_equal(ban_lift(f.house, f.site, f.a, f.console, ban.id), ERR_GONE);
	fixture_end(&f);
}

static void
a_ban_ends_on_its_day(void **state)
{
	struct fixture f;
	struct ban ban;
	enum ban_outcome out;
	(void)state;
	fixture_make(&f, OPEN);
	struct str raw = str_copy(f.a, STR("ana@news.example"));
	assert_int_equal(ban_add(f.house, f.site, f.a, f.console, BAN_EMAIL, raw,
				 &(struct ban_terms){.days = 2}, &out, &ban),
			 ERR_OK);
	clock_stop(NOW + 2 * 86400 - 1);
	assert_int_equal(say(&f, (struct say){.text = "Now?"}).outcome, POST_REFUSED);
	clock_stop(NOW + 2 * 86400);
	assert_int_equal(say(&f, (struct say){.text = "Now?"}).outcome, POST_STORED);
	fixture_end(&f);
}

static void
the_address_is_wiped_from_the_form(void **state)
{
	struct fixture f;
	struct posted out;
	(void)state;
	fixture_make(&f, OPEN);
	struct visitor v = {.address = STR("192.0.2.7"), .block = STR("192.0.2.0/24")};
	struct reply r = {
		.draft = {.text = STR("Hello."), .name = STR("Ana"), .page = STR("/story/")},
		.email = str_copy(f.a, STR("marked@news.example"))};
	assert_int_equal(post_reply(f.house, f.site, f.a, &v, &r, &out), ERR_OK);
	for (size_t i = 0; i < r.email.n; i++)
		assert_int_equal(r.email.p[i], 0);
	fixture_end(&f);
}

static void
a_reply_needs_a_parent_that_is_shown_in_the_same_article(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, OPEN);
	struct posted parent = say(&f, (struct say){.text = "Ask."});
	assert_int_equal(say(&f, (struct say){.text = "Answer.", .parent = parent.id}).outcome,
			 POST_STORED);
	struct comment_id none = {parent.id.n + 100};
	assert_int_equal(say(&f, (struct say){.text = "To nobody.", .parent = none}).outcome,
			 POST_PARENT);
	assert_int_equal(make_move(&f, parent.id, VERB_REJECT).outcome, DECIDED);
	assert_int_equal(say(&f, (struct say){.text = "Too late.", .parent = parent.id}).outcome,
			 POST_PARENT);
	assert_int_equal(count(&f, STATE__MAX), 2);
	fixture_end(&f);
}

static void
the_rate_limit_refuses_and_says_how_long(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, OPEN " rate: { posts = 2; span = \"1h\"; };");
	assert_int_equal(say(&f, (struct say){.text = "One."}).outcome, POST_STORED);
	assert_int_equal(say(&f, (struct say){.text = "Two."}).outcome, POST_STORED);
	assert_int_equal(say(&f, (struct say){.text = "Two."}).outcome, POST_STORED); /* a repeat costs nothing */
	struct posted p = say(&f, (struct say){.text = "Three."});
	assert_int_equal(p.outcome, POST_REFUSED);
	assert_true(p.retry_after > 0 && p.retry_after <= 1800);
	assert_int_equal(say(&f, (struct say){.text = "Three.", .address = "198.51.100.9"}).outcome,
			 POST_STORED);
	fixture_end(&f);
}

static void
a_missing_token_holds_and_never_drops(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = say(&f, (struct say){.text = "From a cached page.", .no_token = true});
	assert_int_equal(p.outcome, POST_STORED);
	assert_int_equal(p.state, STATE_PENDING);
	p = say(&f, (struct say){.text = "Autofill met the trap.", .honeypot = true});
	assert_int_equal(p.state, STATE_PENDING);
	fixture_end(&f);
}

static void
every_flipped_bit_of_a_status_token_is_refused(void **state)
{
	struct fixture f;
	struct comment c;
	struct reason *reasons;
	size_t n;
	unsigned char raw[29];
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = say(&f, (struct say){.text = "Mine."});
	say(&f, (struct say){.text = "Another's."});
	assert_int_equal(status_find(f.house, f.site, f.a, p.status_token, &c, &reasons, &n),
			 ERR_OK);
	assert_str(c.text, "Mine.");
	assert_true(b64_decode(p.status_token, raw, sizeof(raw)));
	for (size_t bit = 0; bit < sizeof(raw) * 8; bit++) {
		raw[bit / 8] ^= (unsigned char)(1u << bit % 8);
		struct str token = b64_encode(f.a, raw, sizeof(raw));
		assert_int_equal(status_find(f.house, f.site, f.a, token, &c, &reasons, &n),
				 ERR_GONE);
		raw[bit / 8] ^= (unsigned char)(1u << bit % 8);
	}
	fixture_end(&f);
}

/* ---- many at once ------------------------------------------------------------------------------------ */

#define MANY 50

struct same {
	struct fixture *f;
	struct posted out;
	struct arena *a;
};

static void *
post_same(void *arg)
{
	struct same *s = arg;
	struct fixture own = *s->f;
	own.a = s->a;
	s->out = say(&own, (struct say){.text = "Fifty at once."});
	return NULL;
}

static void
fifty_equal_posts_at_once_make_one_row_and_fifty_equal_answers(void **state)
{
	struct fixture f;
	static struct same same[MANY];
	pthread_t threads[MANY];
	(void)state;
	fixture_make(&f, OPEN " rate: { posts = 1000; };");
	for (size_t i = 0; i < MANY; i++) {
		same[i] = (struct same){.f = &f, .a = arena_new()};
		pthread_create(&threads[i], NULL, post_same, &same[i]);
	}
	for (size_t i = 0; i < MANY; i++)
		pthread_join(threads[i], NULL);
	for (size_t i = 0; i < MANY; i++) {
		assert_int_equal(same[i].out.outcome, POST_STORED);
		assert_true(str_eq(same[i].out.status_token, same[0].out.status_token));
	}
	for (size_t i = 0; i < MANY; i++)
		arena_free(&same[i].a);
	assert_int_equal(count(&f, STATE__MAX), 1);
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_clean_post_is_shown_and_a_first_one_waits_where_first_ones_do),
		cmocka_unit_test(the_same_post_gets_the_same_link_and_one_row),
		cmocka_unit_test(the_same_fields_from_elsewhere_are_a_new_comment_that_waits),
		cmocka_unit_test(after_ten_minutes_the_same_fields_are_a_new_post),
		cmocka_unit_test(a_scripts_key_stands_for_one_body),
		cmocka_unit_test(a_ban_reaches_every_spelling_of_the_address_and_nobody_else),
		cmocka_unit_test(a_ban_ends_on_its_day),
		cmocka_unit_test(the_address_is_wiped_from_the_form),
		cmocka_unit_test(a_reply_needs_a_parent_that_is_shown_in_the_same_article),
		cmocka_unit_test(the_rate_limit_refuses_and_says_how_long),
		cmocka_unit_test(a_missing_token_holds_and_never_drops),
		cmocka_unit_test(every_flipped_bit_of_a_status_token_is_refused),
		cmocka_unit_test(fifty_equal_posts_at_once_make_one_row_and_fifty_equal_answers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
