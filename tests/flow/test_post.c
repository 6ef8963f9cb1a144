/* A reader replies: what is stored, what is not, and what a repeat gets. */
#include "test.h"

#include <pthread.h>

#include "flow/gate.h"
#include "flow/thread.h"
#include "house.h"
#include "solver.h"

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
	p = say(&f, (struct say){.text = "And they will be later still.", .earlier = p.status_token});
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

static enum post_outcome
answers(struct fixture *f, struct comment_id parent, const char *page)
{
	return say(f, (struct say){.text = "An answer to that.", .parent = parent, .page = page}).outcome;
}

/* PRODUCT.md, section 6. */
static void
a_reply_to_a_waiting_deleted_or_closed_comment_or_to_one_of_another_article_is_refused(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, OPEN);
	struct posted waits = say(&f, (struct say){.text = "This one has to wait.", .no_token = true});
	struct posted gone = say(&f, (struct say){.text = "This one will be deleted."});
	struct posted there = say(&f, (struct say){.text = "This one stays.", .page = "/other/"});
	assert_int_equal(waits.state, STATE_PENDING);
	assert_int_equal(make_move(&f, gone.id, VERB_DELETE).outcome, DECIDED);
	assert_int_equal(answers(&f, waits.id, "/story/"), POST_PARENT);
	assert_int_equal(answers(&f, gone.id, "/story/"), POST_PARENT);
	assert_int_equal(answers(&f, there.id, "/story/"), POST_PARENT);
	assert_int_equal(answers(&f, there.id, "/other/"), POST_STORED);
	assert_int_equal(thread_set_mode(f.house, f.site, f.a, f.console, STR("/other/"), MODE_CLOSED), ERR_OK);
	struct posted late = say(&f, (struct say){.text = "Too late.", .parent = there.id, .page = "/other/"});
	assert_int_equal(late.outcome, POST_REFUSED);
	assert_non_null(reason_for(&late, "closed"));
	assert_int_equal(count(&f, STATE__MAX), 4);
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
a_page_kept_by_a_cache_for_a_day_is_posted_from_like_a_fresh_one(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, OPEN);
	struct str token = token_make(f.a, f.house->keys, f.site->id, STR("/story/"), NOW);
	clock_stop(NOW + 86400);
	struct posted p = say(&f, (struct say){.text = "Read yesterday, answered today.", .token = token.p});
	assert_int_equal(p.state, STATE_APPROVED);
	clock_stop(NOW + 3 * 86400); /* older than its life: a look, and no more than that */
	p = say(&f, (struct say){.text = "Answered much later.", .token = token.p});
	assert_int_equal(p.outcome, POST_STORED);
	assert_int_equal(p.state, STATE_PENDING);
	fixture_end(&f);
}

/* PRODUCT.md, section 6: an honest reader behind a cache, whose browser fills in all that it finds, the website and
 * the trap too. */
static void
a_page_kept_for_a_day_whose_trap_a_browser_filled_in_is_never_spam(void **state)
{
	static const int ages[] = {0, 86400, 3 * 86400};
	struct fixture f;
	(void)state;
	for (size_t i = 0; i < sizeof(ages) / sizeof(*ages); i++) {
		fixture_make(&f, OPEN);
		struct str token = token_make(f.a, f.house->keys, f.site->id, STR("/story/"), NOW);
		clock_stop(NOW + ages[i]);
		struct posted p = say(&f, (struct say){.text = "The harbour works are late again.",
						       .url = "https://ana.example/",
						       .token = token.p,
						       .honeypot = true});
		assert_int_equal(p.outcome, POST_STORED);
		assert_int_equal(p.state, STATE_PENDING);
		fixture_end(&f);
	}
}

/* ---- proof of work ------------------------------------------------------------------------------------ */

#define CHEAP " proof: { rounds = 100; tries = 2; };"

static struct str
proof_for(struct fixture *f, const char *page)
{
	struct visitor v = {.block = STR("192.0.2.7/32"), .wide_block = STR("192.0.2.0/24")};
	int64_t wait;
	struct str challenge = gate_challenge(f->house, f->site, f->a, &v, str_of(page), &wait);
	assert_true(challenge.n > 0 && wait == 0);
	usleep((POW_YOUNG_MS + 50) * 1000);
	return solve(f->a, challenge);
}

static void
a_script_is_asked_for_a_proof_only_where_it_would_publish(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, OPEN CHEAP " rate: { posts = 5; };");
	struct say suspicious = {.text = "No token.", .key = "AAECAwQFBgcICQoLDA0ODw", .no_token = true,
				 .may_prove = true};
	for (int i = 0; i < 20; i++) /* asking stores nothing and counts for nothing */
		assert_int_equal(say(&f, suspicious).outcome, POST_PROOF);
	assert_int_equal(count(&f, STATE__MAX), 0);
	suspicious.text = "No token, and http://a.example http://b.example http://c.example";
	suspicious.key = NULL;
	struct posted p = say(&f, suspicious);
	assert_int_equal(p.outcome, POST_STORED); /* work says nothing about links */
	assert_int_equal(p.state, STATE_PENDING);
	p = say(&f, (struct say){.text = "A token.", .may_prove = true});
	assert_int_equal(p.state, STATE_APPROVED);
	p = say(&f, (struct say){.text = "A form, without a token.", .no_token = true});
	assert_int_equal(p.state, STATE_PENDING);
	fixture_end(&f);
}

static void
a_good_proof_publishes_once_and_every_other_one_holds(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, OPEN CHEAP);
	struct str good = proof_for(&f, "/story/"), elsewhere = proof_for(&f, "/other/");
	struct say s = {.text = "First.", .no_token = true, .may_prove = true, .proof = elsewhere.p};
	assert_int_equal(say(&f, s).state, STATE_PENDING);
	s.text = "Second.";
	s.proof = "none"; /* a browser that cannot */
	assert_int_equal(say(&f, s).state, STATE_PENDING);
	s.text = "Third.";
	s.proof = good.p;
	struct posted p = say(&f, s);
	assert_int_equal(p.outcome, POST_STORED);
	assert_int_equal(p.state, STATE_APPROVED);
	assert_int_equal(say(&f, s).id.n, p.id.n); /* the same post again is answered as before */
	s.text = "Fourth.";
	p = say(&f, s);
	assert_int_equal(p.state, STATE_PENDING);
	assert_str(p.verdict.reasons[1].entry, "token: used before");
	fixture_end(&f);
}

static void
where_no_proof_is_asked_for_none_is_looked_at(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, OPEN " proof: { ask = false; };");
	struct posted p = say(&f, (struct say){.text = "No token.", .no_token = true, .may_prove = true});
	assert_int_equal(p.outcome, POST_STORED);
	assert_int_equal(p.state, STATE_PENDING);
	assert_int_equal(p.verdict.n_reasons, 1);
	fixture_end(&f);
}

static void
a_challenge_that_the_network_has_used_up_costs_the_address_nothing(void **state)
{
	struct fixture f;
	struct visitor v = {.wide_block = STR("192.0.2.0/24")};
	int64_t wait = 0;
	(void)state;
	fixture_make(&f, OPEN CHEAP " rate: { posts = 1; };");
	for (int n = 0; wait == 0; n++) {
		v.block = str_printf(f.a, "192.0.2.%d/32", n);
		gate_challenge(f.house, f.site, f.a, &v, STR("/story/"), &wait);
	}
	v.block = STR("198.51.100.7/32");
	for (int n = 0; n < 10; n++)
		assert_int_equal(gate_challenge(f.house, f.site, f.a, &v, STR("/story/"), &wait).n, 0);
	v.wide_block = STR("198.51.100.0/24");
	for (int n = 0; n < 3; n++)
		assert_true(gate_challenge(f.house, f.site, f.a, &v, STR("/story/"), &wait).n > 0);
	fixture_end(&f);
}

static void
challenges_are_counted_by_address_and_around_it(void **state)
{
	struct fixture f;
	struct visitor v = {.block = STR("192.0.2.7/32"), .wide_block = STR("192.0.2.0/24")};
	int64_t wait = 0;
	int n = 0;
	(void)state;
	fixture_make(&f, OPEN CHEAP " rate: { posts = 2; };");
	while (gate_challenge(f.house, f.site, f.a, &v, STR("/story/"), &wait).n > 0)
		n++;
	assert_int_equal(n, 6);
	assert_true(wait > 0 && wait <= 300);
	for (n = 0; n < 100 && wait > 0; n++) { /* the whole /24 of one attacker is one, too */
		v.block = str_printf(f.a, "192.0.2.%d/32", n + 10);
		gate_challenge(f.house, f.site, f.a, &v, STR("/story/"), &wait);
	}
	int passed = 0;
	for (n = 0; n < 100; n++) {
		v.block = str_printf(f.a, "192.0.2.%d/32", n + 110);
		passed += gate_challenge(f.house, f.site, f.a, &v, STR("/story/"), &wait).n > 0;
	}
	assert_true(passed > 0 && passed <= 30);
	fixture_end(&f);
}

/* ---- limits ---------------------------------------------------------------------------------------------- */

/* How many of `n` posts are taken, each from an address and by an address of mail of its own if so said. */
static int
taken(struct fixture *f, int n, bool own_address, bool own_block, bool own_mail, enum action *ret)
{
	int stored = 0;
	for (int i = 0; i < n; i++) {
		struct say s = {.text = str_printf(f->a, "Number %d.", i).p};
		if (own_address)
			s.address = str_printf(f->a, "198.51.100.%d", i).p;
		s.around = str_printf(f->a, "198.51.%d.0/24", own_block ? i : 0).p;
		if (own_mail)
			s.email = str_printf(f->a, "reader%d@news.example", i).p;
		struct posted p = say(f, s);
		stored += p.outcome == POST_STORED;
		*ret = p.verdict.action;
	}
	return stored;
}

static void
every_limit_holds_by_itself(void **state)
{
	static const struct {
		const char *settings;
		bool own_address, own_block, own_mail;
		int want;
	} cases[] = {
		{OPEN "rate: { posts = 4; };", false, true, true, 4},
		{OPEN "rate: { posts = 4; };", true, false, true, 20},
		{OPEN "rate: { posts = 4; };", true, true, false, 8},
		{OPEN "rate: { posts = 4; person = 3; };", true, true, false, 3},
		{OPEN "rate: { posts = 4; article = 6; };", true, true, true, 6},
		{OPEN "rate: { posts = 4; site = 7; };", true, true, true, 7},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct fixture f;
		enum action last;
		fixture_make(&f, cases[i].settings);
		assert_int_equal(taken(&f, 25, cases[i].own_address, cases[i].own_block, cases[i].own_mail,
				       &last),
				 cases[i].want);
		assert_int_equal(last, ACT_REFUSE);
		fixture_end(&f);
	}
}

static void
what_one_limit_refuses_counts_for_no_other(void **state)
{
	struct fixture f;
	enum action last;
	(void)state;
	fixture_make(&f, OPEN "rate: { posts = 2; article = 5; };");
	assert_int_equal(taken(&f, 25, false, true, true, &last), 2);
	assert_int_equal(say(&f, (struct say){.text = "Elsewhere.", .address = "203.0.113.1", .email = "x@news.example"})
				 .outcome,
			 POST_STORED);
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
		cmocka_unit_test(a_reply_to_a_waiting_deleted_or_closed_comment_or_to_one_of_another_article_is_refused),
		cmocka_unit_test(a_reply_needs_a_parent_that_is_shown_in_the_same_article),
		cmocka_unit_test(the_rate_limit_refuses_and_says_how_long),
		cmocka_unit_test(a_missing_token_holds_and_never_drops),
		cmocka_unit_test(a_page_kept_by_a_cache_for_a_day_is_posted_from_like_a_fresh_one),
		cmocka_unit_test(a_page_kept_for_a_day_whose_trap_a_browser_filled_in_is_never_spam),
		cmocka_unit_test(a_script_is_asked_for_a_proof_only_where_it_would_publish),
		cmocka_unit_test(a_good_proof_publishes_once_and_every_other_one_holds),
		cmocka_unit_test(where_no_proof_is_asked_for_none_is_looked_at),
		cmocka_unit_test(a_challenge_that_the_network_has_used_up_costs_the_address_nothing),
		cmocka_unit_test(challenges_are_counted_by_address_and_around_it),
		cmocka_unit_test(every_limit_holds_by_itself),
		cmocka_unit_test(what_one_limit_refuses_counts_for_no_other),
		cmocka_unit_test(every_flipped_bit_of_a_status_token_is_refused),
		cmocka_unit_test(fifty_equal_posts_at_once_make_one_row_and_fifty_equal_answers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
