/* Who writes: trust that is proven, records of late, names that are others'. */
#include "test.h"

#include "house.h"

#define OPEN "hold: { first = 0; };"

/* The first one of a person, approved; its status token. */
static struct str
approved(struct fixture *f, const char *text, const char *email)
{
	struct posted p = say(f, (struct say){.text = text, .email = email});
	assert_int_equal(p.state, STATE_PENDING);
	assert_int_equal(make_move(f, p.id, VERB_APPROVE).outcome, DECIDED);
	return p.status_token;
}

/* WordPress, Isso, Artalk #815. */
static void
a_copied_email_inherits_no_trust(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, "hold: { first = 1; };");
	struct str token = approved(&f, "The first of Ana's.", "ana@news.example");
	struct posted p = say(&f, (struct say){.text = "The second.", .earlier = token});
	assert_int_equal(p.state, STATE_APPROVED);
	p = say(&f, (struct say){.text = "I am Ana, too.", .address = "198.51.100.9"});
	assert_int_equal(p.state, STATE_PENDING);
	assert_true(reason_for(&p, "first") && reason_for(&p, "unproven"));
	/* The link of the copied one proves that one alone, also when it is approved. */
	struct posted q = say(&f, (struct say){.text = "Me again.", .earlier = p.status_token});
	assert_int_equal(q.state, STATE_PENDING);
	assert_int_equal(make_move(&f, p.id, VERB_REJECT).outcome, DECIDED);
	assert_int_equal(make_move(&f, q.id, VERB_REJECT).outcome, DECIDED);
	/* And its rejections are not Ana's. */
	p = say(&f, (struct say){.text = "The third.", .earlier = token});
	assert_int_equal(p.state, STATE_APPROVED);
	/* The link is proof for its own address alone, and only whole. */
	p = say(&f, (struct say){.text = "I am Bo.", .email = "bo@news.example", .earlier = token});
	assert_int_equal(p.state, STATE_PENDING);
	char *bent = arena_copy(f.a, token.p, token.n);
	bent[token.n / 2] = bent[token.n / 2] == 'A' ? 'B' : 'A';
	p = say(&f, (struct say){.text = "Nearly.", .earlier = {bent, token.n}});
	assert_int_equal(p.state, STATE_PENDING);
	p = say(&f, (struct say){.text = "Rubbish.", .earlier = STR("AAAA")});
	assert_int_equal(p.state, STATE_PENDING);
	fixture_end(&f);
}

static void
trust_is_counted_along_the_whole_chain(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, "hold: { first = 3; };");
	struct posted p = {.outcome = POST_STORED};
	for (int i = 0; i < 3; i++) {
		p = say(&f, (struct say){.text = str_printf(f.a, "Number %d.", i).p,
					 .earlier = p.status_token});
		assert_int_equal(p.state, STATE_PENDING);
		assert_int_equal(make_move(&f, p.id, VERB_APPROVE).outcome, DECIDED);
	}
	p = say(&f, (struct say){.text = "The fourth.", .earlier = p.status_token});
	assert_int_equal(p.state, STATE_APPROVED);
	fixture_end(&f);
}

static void
rejections_of_late_hold_and_old_ones_do_not(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, OPEN);
	for (int i = 0; i < 2; i++) {
		struct posted p = say(&f, (struct say){.text = str_printf(f.a, "Bad %d.", i).p});
		assert_int_equal(make_move(&f, p.id, VERB_REJECT).outcome, DECIDED);
	}
	struct posted p = say(&f, (struct say){.text = "Good."});
	assert_int_equal(p.state, STATE_PENDING);
	assert_non_null(reason_for(&p, "rejected-before"));
	clock_stop(NOW + POST_LATELY_SPAN + 1);
	p = say(&f, (struct say){.text = "Better."});
	assert_int_equal(p.state, STATE_APPROVED);
	fixture_end(&f);
}

static void
names_of_the_site_and_of_its_moderators_are_theirs(void **state)
{
	struct fixture f;
	enum account_outcome out;
	struct account_id id;
	(void)state;
	fixture_make(&f, OPEN " names: { reserved = ( \"The Editors\", \"*Daily News*\" ); };");
	struct str password = str_copy(f.a, STR("a calm tool for long hours"));
	assert_int_equal(actor_add(f.house, f.site, f.a, f.console, STR("mona.lind"), ROLE_VIEWER, password,
				   &out, &id),
			 ERR_OK);
	struct posted p = say(&f, (struct say){.text = "One.", .name = "Thé Ed1tors"});
	assert_int_equal(p.outcome, POST_REFUSED);
	assert_non_null(reason_for(&p, "name-reserved"));
	p = say(&f, (struct say){.text = "Two.", .name = "Your DAILY NEWS team"});
	assert_int_equal(p.outcome, POST_REFUSED);
	p = say(&f, (struct say){.text = "Three.", .name = "Mоnа Lind"}); /* Cyrillic o and a */
	assert_int_equal(p.state, STATE_PENDING);
	assert_non_null(reason_for(&p, "name-staff"));
	p = say(&f, (struct say){.text = "Four.", .name = "Mona Lind", .staff = "mona.lind"});
	assert_int_equal(p.state, STATE_APPROVED);
	p = say(&f, (struct say){.text = "Five.", .name = "Mona Lindgren"});
	assert_int_equal(p.state, STATE_APPROVED);
	fixture_end(&f);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_copied_email_inherits_no_trust),
		cmocka_unit_test(trust_is_counted_along_the_whole_chain),
		cmocka_unit_test(rejections_of_late_hold_and_old_ones_do_not),
		cmocka_unit_test(names_of_the_site_and_of_its_moderators_are_theirs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
