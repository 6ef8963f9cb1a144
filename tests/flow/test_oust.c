/* A ban from a card: what it would take is shown, and just that is taken and brought back. */
#include "test.h"

#include "flow/oust.h"
#include "house.h"

#define OPEN "hold: { first = 0; }; rate: { posts = 1000; };"

static enum oust_outcome
look(struct fixture *f, struct comment_id id, enum ban_kind kind, struct comment_id upto, struct oust *o)
{
	enum oust_outcome found;
	assert_int_equal(oust_look(f->house, f->site, f->a, f->console, id, kind, upto, &found, o), ERR_OK);
	return found;
}

static struct ousted
out(struct fixture *f, const struct oust *o)
{
	struct ousted done;
	struct ban_terms week = {.days = 7, .reason = STR("rude"), .note = STR("since Monday")};
	assert_int_equal(oust(f->house, f->site, f->a, f->console, o, &week, true, &done), ERR_OK);
	return done;
}

static void
just_what_was_seen_is_removed_and_one_undo_brings_it_back(void **state)
{
	struct fixture f;
	struct oust o, then;
	struct batch_undone back;
	(void)state;
	fixture_make(&f, OPEN);
	struct comment_id one = say(&f, (struct say){.text = "The first."}).id;
	say(&f, (struct say){.text = "Under another article.", .page = "/other/"});
	say(&f, (struct say){.text = "In another spelling.", .email = "ana+2@news.example", .name = "Anna"});
	struct comment_id waits = say(&f, (struct say){.text = "It waits.", .no_token = true}).id;
	struct comment_id gone = say(&f, (struct say){.text = "It was rejected."}).id;
	assert_int_equal(make_move(&f, gone, VERB_REJECT).outcome, DECIDED);
	struct comment_id others = say(&f, (struct say){.text = "By others.", .email = "bo@news.example"}).id;
	assert_int_equal(look(&f, one, BAN_EMAIL, (struct comment_id){0}, &o), OUST_FOUND);
	assert_int_equal(o.published, 3);
	assert_int_equal(o.waiting, 1);
	assert_int_equal(o.n_articles, 2);
	assert_int_equal(o.n_first, 4);
	assert_int_equal(o.upto.n, waits.n);
	assert_int_equal(o.n_others, 1); /* the other spelling is another pseudonym, and the same ban */
	/* What comes after the look stays. */
	struct comment_id late = say(&f, (struct say){.text = "And one more."}).id;
	assert_int_equal(look(&f, one, BAN_EMAIL, o.upto, &then), OUST_FOUND);
	assert_int_equal(then.n, 4);
	struct ousted done = out(&f, &then);
	assert_int_equal(done.removed, 4);
	assert_int_equal(done.ban, BAN_ADDED);
	assert_str(done.is.note, "since Monday");
	assert_int_equal(count(&f, STATE_DELETED), 4);
	assert_int_equal(count(&f, STATE_APPROVED), 2);
	(void)late, (void)others;
	assert_int_equal(say(&f, (struct say){.text = "Again."}).outcome, POST_REFUSED);
	assert_int_equal(batch_undo(f.house, f.site, f.console, done.batch, &back), ERR_OK);
	assert_int_equal(back.outcome, BATCH_UNDONE);
	assert_int_equal(back.restored, 4);
	assert_int_equal(back.lifted, 1);
	assert_int_equal(count(&f, STATE_APPROVED), 5);
	assert_int_equal(count(&f, STATE_PENDING), 1);
	assert_int_equal(say(&f, (struct say){.text = "Once more."}).outcome, POST_STORED);
	fixture_end(&f);
}

static void
a_network_is_banned_with_all_that_came_from_it_as_long_as_it_is_known(void **state)
{
	struct fixture f;
	struct oust o;
	(void)state;
	fixture_make(&f, OPEN);
	struct comment_id one = say(&f, (struct say){.text = "By Ana.", .address = "2001:db8:1:2::7"}).id;
	say(&f, (struct say){.text = "By Bo.", .address = "2001:db8:1:2::8", .email = "bo@news.example"});
	struct comment_id far = say(&f, (struct say){.text = "From afar.", .address = "2001:db8:1:3::7"}).id;
	(void)far;
	assert_int_equal(look(&f, one, BAN_ADDRESS, (struct comment_id){0}, &o), OUST_FOUND);
	assert_str(o.target, "2001:db8:1:2::/64");
	assert_int_equal(o.published, 2);
	assert_int_equal(o.n_others, 1);
	assert_int_equal(out(&f, &o).removed, 2);
	assert_int_equal(say(&f, (struct say){.text = "Hello.", .address = "2001:db8:1:2:3::9"}).outcome, POST_REFUSED);
	restart(&f);
	assert_int_equal(look(&f, one, BAN_ADDRESS, (struct comment_id){0}, &o), OUST_NO_NETWORK);
	fixture_end(&f);
}

static void
who_gave_no_address_or_may_not_ban_bans_nobody(void **state)
{
	struct fixture f;
	struct oust o;
	enum oust_outcome found;
	(void)state;
	fixture_make(&f, OPEN);
	struct comment_id id = say(&f, (struct say){.text = "Without an address.", .email = ""}).id;
	assert_int_equal(look(&f, id, BAN_EMAIL, (struct comment_id){0}, &o), OUST_NO_PERSON);
	assert_int_equal(look(&f, (struct comment_id){id.n + 9}, BAN_EMAIL, (struct comment_id){0}, &o),
			 OUST_NO_COMMENT);
	assert_int_equal(oust_look(f.house, f.site, f.a, somebody(&f, "vi", ROLE_VIEWER), id, BAN_EMAIL,
				   (struct comment_id){0}, &found, &o),
			 ERR_OK);
	assert_int_equal(found, OUST_FORBIDDEN);
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(just_what_was_seen_is_removed_and_one_undo_brings_it_back),
		cmocka_unit_test(a_network_is_banned_with_all_that_came_from_it_as_long_as_it_is_known),
		cmocka_unit_test(who_gave_no_address_or_may_not_ban_bans_nobody),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
