/* Claims: who reads which card, how long, and that nobody is kept from deciding. */
#include "test.h"

#include "flow/claim.h"
#include "flow/undo.h"
#include "house.h"

static struct fixture f;
static const struct moderator *ana, *ben;
static struct comment_id ids[4];

static void
begin(void)
{
	fixture_make(&f, "moderation = \"all\";");
	for (size_t i = 0; i < ARRAY_LEN(ids); i++)
		ids[i] = say(&f, (struct say){.text = str_printf(f.a, "Comment %zu on the harbour.", i).p,
					      .address = str_printf(f.a, "192.0.2.%zu", i + 1).p}).id;
	ana = somebody(&f, "ana", ROLE_MODERATOR);
	ben = somebody(&f, "ben", ROLE_MODERATOR);
}

static int64_t
next_of(const struct moderator *by, enum order order, struct comment_id wanted)
{
	struct comment_id got = {-1};
	assert_int_equal(claim_next(f.house, f.site, f.a, by, STATE_PENDING, order, wanted, &got), ERR_OK);
	return got.n;
}

static int64_t
own(const struct moderator *by)
{
	struct claims c;
	assert_int_equal(claims_read(f.house, f.site, f.a, by, &c), ERR_OK);
	return c.own.n;
}

static struct str
reader(const struct moderator *asks, struct comment_id id)
{
	struct claims c;
	assert_int_equal(claims_read(f.house, f.site, f.a, asks, &c), ERR_OK);
	return claims_reader(&c, id, NULL);
}

static const struct comment_id none = {0};

static void
two_moderators_are_led_to_two_cards_in_the_order_of_their_queue(void **state)
{
	(void)state;
	begin();
	assert_int_equal(next_of(ana, ORDER_TIME, none), ids[0].n);
	assert_int_equal(next_of(ben, ORDER_TIME, none), ids[1].n);
	assert_str(reader(ben, ids[0]), "ana");
	assert_str(reader(ana, ids[0]), "");
	assert_str(reader(ana, ids[1]), "ben");
	assert_str(reader(f.console, ids[1]), "ben");
	assert_int_equal(own(ana), ids[0].n);
	assert_int_equal(next_of(ana, ORDER_BACK, none), ids[3].n);
	assert_str(reader(ben, ids[0]), ""); /* one card each */
	fixture_end(&f);
}

static void
the_card_that_a_page_goes_on_to_is_taken_unless_another_reads_it(void **state)
{
	(void)state;
	begin();
	assert_int_equal(next_of(ana, ORDER_TIME, ids[2]), ids[2].n);
	assert_int_equal(next_of(ana, ORDER_TIME, ids[2]), ids[2].n); /* her own */
	assert_int_equal(next_of(ben, ORDER_TIME, ids[2]), ids[0].n);
	make_move(&f, ids[3], VERB_REJECT);
	assert_int_equal(next_of(ana, ORDER_TIME, ids[3]), ids[1].n); /* it waits no more */
	assert_int_equal(next_of(ana, ORDER_TIME, (struct comment_id){999}), ids[1].n);
	fixture_end(&f);
}

static void
a_claim_ends_with_the_decision_with_its_time_and_with_the_session(void **state)
{
	(void)state;
	begin();
	assert_int_equal(next_of(ana, ORDER_TIME, none), ids[0].n);
	make_move(&f, ids[0], VERB_APPROVE);
	assert_int_equal(own(ana), 0);
	assert_int_equal(next_of(ana, ORDER_TIME, none), ids[1].n);
	clock_stop(clock_now() + CLAIM_LIFE);
	assert_str(reader(ben, ids[1]), "");
	assert_int_equal(next_of(ben, ORDER_TIME, none), ids[1].n);
	assert_str(reader(ana, ids[1]), "ben");
	assert_int_equal(actor_sign_out(f.house, f.a, ben), ERR_OK);
	assert_str(reader(ana, ids[1]), "");
	fixture_end(&f);
}

static void
a_claim_keeps_nobody_from_deciding_and_an_empty_queue_leads_nowhere(void **state)
{
	(void)state;
	struct decided d;
	begin();
	assert_int_equal(next_of(ana, ORDER_TIME, none), ids[0].n);
	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		assert_int_equal(decide(f.house, f.site, f.a, ben, ids[i], VERB_REJECT, STATE_PENDING, STR(""), &d),
				 ERR_OK);
		assert_int_equal(d.outcome, DECIDED);
	}
	assert_int_equal(own(ana), 0);
	assert_int_equal(next_of(ana, ORDER_TIME, none), 0);
	assert_int_equal(next_of(f.console, ORDER_TIME, none), 0);
	fixture_end(&f);
}

static void
who_gives_a_card_back_gives_their_own_and_only_the_one_they_have(void **state)
{
	(void)state;
	begin();
	const struct moderator *vi = somebody(&f, "vi", ROLE_VIEWER);
	assert_int_equal(next_of(ana, ORDER_TIME, none), ids[0].n);
	assert_int_equal(next_of(ben, ORDER_TIME, none), ids[1].n);
	assert_int_equal(claim_give_back(f.house, f.site, ben, ids[0]), ERR_OK); /* hers, not his */
	assert_int_equal(claim_give_back(f.house, f.site, vi, ids[0]), ERR_DENIED);
	assert_str(reader(ben, ids[0]), "ana");
	/* What she left a moment ago, told late: she has another one by now. */
	assert_int_equal(next_of(ana, ORDER_TIME, ids[2]), ids[2].n);
	assert_str(reader(ben, ids[0]), "");
	assert_int_equal(claim_give_back(f.house, f.site, ana, ids[0]), ERR_OK);
	assert_int_equal(own(ana), ids[2].n);
	assert_int_equal(claim_give_back(f.house, f.site, ana, ids[2]), ERR_OK);
	assert_int_equal(own(ana), 0);
	assert_str(reader(ben, ids[2]), "");
	assert_int_equal(next_of(ana, ORDER_TIME, none), ids[0].n);
	assert_int_equal(claim_give_back(f.house, f.site, ana, none), ERR_OK); /* whichever */
	assert_int_equal(own(ana), 0);
	assert_int_equal(own(ben), ids[1].n);
	fixture_end(&f);
}

static void
another_process_sees_who_reads(void **state)
{
	(void)state;
	begin();
	struct claims c;
	assert_int_equal(next_of(ana, ORDER_TIME, none), ids[0].n);
	struct fixture other = other_process(&f);
	assert_int_equal(claims_read(other.house, other.site, other.a, other.console, &c), ERR_OK);
	int64_t until = 0;
	assert_str(claims_reader(&c, ids[0], &until), "ana");
	assert_true(until > clock_now() && until <= clock_now() + CLAIM_LIFE);
	house_close(&other.house);
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_moderators_are_led_to_two_cards_in_the_order_of_their_queue),
		cmocka_unit_test(the_card_that_a_page_goes_on_to_is_taken_unless_another_reads_it),
		cmocka_unit_test(a_claim_ends_with_the_decision_with_its_time_and_with_the_session),
		cmocka_unit_test(a_claim_keeps_nobody_from_deciding_and_an_empty_queue_leads_nowhere),
		cmocka_unit_test(who_gives_a_card_back_gives_their_own_and_only_the_one_they_have),
		cmocka_unit_test(another_process_sees_who_reads),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
