/* What moderators say and ask about a person: warnings, a look at the next comments, notes. */
#include "test.h"

#include "flow/ban.h"
#include "flow/own.h"
#include "flow/queue.h"
#include "flow/remark.h"
#include "flow/subject.h"
#include "flow/undo.h"
#include "house.h"
#include "sqlite.h"

#define OPEN "hold: { first = 0; }; rate: { posts = 1000; };"

static enum remark_outcome
say_of(struct fixture *f, const struct moderator *by, struct remark r, int64_t *ret_id)
{
	enum remark_outcome out;
	int64_t id = 0;
	assert_int_equal(remark(f->house, f->site, f->a, by, &r, &out, &id), ERR_OK);
	if (ret_id != NULL)
		*ret_id = id;
	return out;
}

static int64_t
hold_next(struct fixture *f, struct comment_id id, int64_t n)
{
	int64_t ret;
	struct remark r = {.comment = id, .kind = REMARK_HOLD, .asked = n};
	assert_int_equal(say_of(f, f->console, r, &ret), REMARK_MADE);
	return ret;
}

static const char *
number(struct fixture *f, const char *sql)
{
	return str_z(f->a, str_trim(sqlite_says(f->a, str_z(f->a, f->conf->store), sql, NULL)));
}

static struct own
seen(struct fixture *f, struct str token)
{
	struct own own;
	assert_int_equal(own_find(f->house, f->site, f->a, token, &own), ERR_OK);
	return own;
}

static void
a_warning_is_read_where_a_link_proves_the_writer_and_nowhere_else(void **state)
{
	struct fixture f;
	int64_t id;
	(void)state;
	fixture_make(&f, OPEN);
	struct posted first = say(&f, (struct say){.text = "The first one of mine."});
	struct posted next = say(&f, (struct say){.text = "A later one.", .earlier = first.status_token});
	struct posted copied = say(&f, (struct say){.text = "By a copied address.", .address = "198.51.100.9"});
	struct remark r = {.comment = first.id, .kind = REMARK_WARNING, .reason = WARNING_TONE,
			   .text = STR("That was one too many.")};
	assert_int_equal(say_of(&f, f.console, r, &id), REMARK_MADE);
	struct own own = seen(&f, first.status_token);
	assert_int_equal(own.n_warnings, 1);
	assert_str(own.warnings[0].text, "That was one too many.");
	assert_int_equal(own.warnings[0].reason, WARNING_TONE);
	assert_int_equal(own.warnings[0].by.n, 0); /* who it was stays in the house */
	assert_int_equal(seen(&f, next.status_token).n_warnings, 1);
	assert_int_equal(seen(&f, copied.status_token).n_warnings, 0);
	/* Taken back, it is as if it had not been. */
	assert_int_equal(remark_undo(f.house, f.site, f.a, f.console, id), ERR_OK);
	assert_int_equal(seen(&f, first.status_token).n_warnings, 0);
	assert_int_equal(remark_undo(f.house, f.site, f.a, f.console, id), ERR_GONE);
	assert_string_equal(number(&f, "SELECT group_concat(verb || ' ' || subject || ' ' || detail, ';') FROM audit "
				       "WHERE verb LIKE 'person%'"),
			    "person.warn comment 1 tone: That was one too many.;person.warn.undo comment 1");
	fixture_end(&f);
}

static void
a_warning_can_be_taken_back_for_seven_days(void **state)
{
	struct fixture f;
	int64_t id;
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = say(&f, (struct say){.text = "One.", .email = ""});
	struct remark r = {.comment = p.id, .kind = REMARK_WARNING, .text = STR("Please stop.")};
	assert_int_equal(say_of(&f, f.console, r, &id), REMARK_MADE); /* who gave no address reads it, too */
	assert_int_equal(seen(&f, p.status_token).n_warnings, 1);
	clock_stop(NOW + UNDO_SPAN + 1);
	assert_int_equal(remark_undo(f.house, f.site, f.a, f.console, id), ERR_GONE);
	clock_stop(NOW + UNDO_SPAN);
	assert_int_equal(remark_undo(f.house, f.site, f.a, f.console, id), ERR_OK);
	fixture_end(&f);
}

static void
the_next_comments_of_a_person_wait_and_are_counted(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = say(&f, (struct say){.text = "Nothing wrong with this."});
	assert_int_equal(p.state, STATE_APPROVED);
	hold_next(&f, p.id, 2);
	for (int i = 0; i < 2; i++) {
		p = say(&f, (struct say){.text = str_printf(f.a, "And number %d.", i).p, .earlier = p.status_token});
		assert_int_equal(p.state, STATE_PENDING);
		assert_non_null(reason_for(&p, "watched"));
	}
	assert_string_equal(number(&f, "SELECT asked || ' ' || remains FROM remark"), "2 0");
	assert_int_equal(say(&f, (struct say){.text = "Number three."}).state, STATE_APPROVED);
	assert_int_equal(say(&f, (struct say){.text = "By others.", .email = "bo@news.example"}).state, STATE_APPROVED);
	fixture_end(&f);
}

static void
what_is_refused_or_sent_twice_is_not_counted(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = say(&f, (struct say){.text = "Nothing wrong with this."});
	hold_next(&f, p.id, 3);
	say(&f, (struct say){.text = "Once."});
	say(&f, (struct say){.text = "Once."});
	assert_string_equal(number(&f, "SELECT remains FROM remark"), "2");
	fixture_end(&f);
}

static void
a_hold_is_lifted_by_any_moderator_and_two_are_counted_one_after_the_other(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = say(&f, (struct say){.text = "Nothing wrong with this."});
	int64_t one = hold_next(&f, p.id, 1), two = hold_next(&f, p.id, 50);
	say(&f, (struct say){.text = "The first that waits."});
	assert_string_equal(number(&f, "SELECT group_concat(remains, ' ') FROM remark"), "0 50");
	const struct moderator *viewer = somebody(&f, "vi", ROLE_VIEWER), *mo = somebody(&f, "mo", ROLE_MODERATOR);
	assert_int_equal(remark_undo(f.house, f.site, f.a, viewer, two), ERR_DENIED);
	assert_int_equal(remark_undo(f.house, f.site, f.a, mo, two), ERR_OK);
	assert_int_equal(say(&f, (struct say){.text = "The next one."}).state, STATE_APPROVED);
	assert_int_equal(remark_undo(f.house, f.site, f.a, mo, one), ERR_OK);
	fixture_end(&f);
}

/* Else the last of them could be edited into what nobody has asked to see. */
static void
an_edit_of_what_a_moderator_asked_to_see_waits_as_well(void **state)
{
	struct fixture f;
	struct owned done;
	struct visitor v = {.address = STR("192.0.2.7"), .block = STR("192.0.2.7"), .wide_block = STR("192.0.2.7")};
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = say(&f, (struct say){.text = "Nothing wrong with this."});
	hold_next(&f, p.id, 1);
	p = say(&f, (struct say){.text = "It waits."});
	assert_int_equal(own_edit(f.house, f.site, f.a, &v, p.status_token, 0, STR("It waits for a look."), &done),
			 ERR_OK);
	assert_int_equal(done.outcome, OWN_DONE);
	assert_int_equal(done.own.comment.state, STATE_PENDING);
	fixture_end(&f);
}

static void
nothing_is_said_of_nobody_or_by_who_may_not(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = say(&f, (struct say){.text = "Without an address.", .email = ""});
	struct remark note = {.comment = p.id, .kind = REMARK_NOTE, .text = STR("Always on about parking.")};
	assert_int_equal(say_of(&f, f.console, note, NULL), REMARK_NO_PERSON);
	struct remark hold = {.comment = p.id, .kind = REMARK_HOLD, .asked = 3};
	assert_int_equal(say_of(&f, f.console, hold, NULL), REMARK_NO_PERSON);
	note.comment.n += 100;
	assert_int_equal(say_of(&f, f.console, note, NULL), REMARK_NO_COMMENT);
	assert_int_equal(say_of(&f, somebody(&f, "vi", ROLE_VIEWER), hold, NULL), REMARK_FORBIDDEN);
	assert_string_equal(number(&f, "SELECT count(*) FROM remark"), "0");
	fixture_end(&f);
}

static struct neighbours
near(struct fixture *f, const struct moderator *by, struct comment_id id)
{
	struct neighbours n;
	assert_int_equal(person_neighbours(f->house, f->site, f->a, by, &id, 1, &n), ERR_OK);
	return n;
}

static void
the_card_knows_names_votes_bans_and_neighbours(void **state)
{
	struct fixture f;
	struct queue_item item;
	struct ban ban;
	enum ban_outcome out;
	(void)state;
	fixture_make(&f, OPEN);
	struct posted p = say(&f, (struct say){.text = "Under one name."});
	say(&f, (struct say){.text = "Under another.", .name = "Anna"});
	say(&f, (struct say){.text = "By a neighbour.", .email = "bo@news.example"});
	say(&f, (struct say){.text = "By a stranger.", .email = "cy@news.example", .address = "198.51.100.9"});
	struct ban_terms week = {.days = 7, .reason = STR("rude")};
	assert_int_equal(ban_author(f.house, f.site, f.a, f.console, p.id, &week, &out, &ban), ERR_OK);
	assert_int_equal(ban_lift(f.house, f.site, f.a, f.console, ban.id), ERR_OK);
	struct remark note = {.comment = p.id, .kind = REMARK_NOTE, .text = STR("Means well.")};
	assert_int_equal(say_of(&f, f.console, note, NULL), REMARK_MADE);
	assert_int_equal(queue_get(f.house, f.site, f.a, f.console, p.id, &item), ERR_OK);
	assert_int_equal(item.about.n_names, 1);
	assert_str(item.about.names[0], "Anna");
	assert_int_equal(item.about.n_bans, 1);
	assert_str(item.about.bans[0].reason, "rude");
	assert_true(item.about.bans[0].lifted != 0);
	assert_int_equal(item.about.n_remarks, 1);
	assert_str(item.about.remarks[0].text, "Means well.");
	struct neighbours n = near(&f, f.console, p.id);
	assert_true(n.known && n.comments == 2 && n.people == 1);
	n = near(&f, somebody(&f, "vi", ROLE_VIEWER), p.id);
	assert_false(n.known || n.comments > 0);
	fixture_end(&f);
}

/* From here on the helpers work at this site. */
static void
at(struct fixture *f, const char *name)
{
	f->site = house_site(f->house, str_of(name));
	f->console = actor_console(f->a, f->site, "tester");
}

/* Whoever comes back after weeks, under another article, after a restart, is still a neighbour; not after that time,
 * not of another site, and not of who was erased. */
static void
neighbours_are_known_as_long_as_their_network_is_kept(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, OPEN "}, { name = \"other\"; base_url = \"https://other.example\"; " OPEN);
	at(&f, "site");
	struct posted first = say(&f, (struct say){.text = "The first of a house.", .address = "192.0.2.4"});
	clock_stop(NOW + 29 * 86400);
	restart(&f);
	at(&f, "site");
	for (int i = 0; i < 3; i++) {
		const char *by = str_printf(f.a, "r%d@news.example", i / 2).p;
		say(&f, (struct say){.text = str_printf(f.a, "One of %d from elsewhere.", i).p, .email = by,
				     .address = "192.0.2.4", .page = "/another"});
	}
	at(&f, "other");
	say(&f, (struct say){.text = "At another site.", .address = "192.0.2.4"});
	at(&f, "site");
	struct neighbours n = near(&f, f.console, first.id);
	assert_true(n.comments == 3 && n.people == 2 && !n.known && !n.more);
	clock_stop(NOW + 31 * 86400);
	keep_house(&f);
	assert_int_equal(near(&f, f.console, first.id).comments, 0);
	assert_int_equal(near(&f, f.console, (struct comment_id){first.id.n + 1}).comments, 2);
	for (int i = 0; i < NEIGHBOURS_MAX; i++)
		say(&f, (struct say){.text = str_printf(f.a, "Of a flood, number %d.", i).p, .address = "192.0.2.4"});
	n = near(&f, f.console, (struct comment_id){first.id.n + 1});
	assert_true(n.comments == NEIGHBOURS_MAX && n.more && n.people <= 2);
	fixture_end(&f);
}

static void
erase(struct fixture *f, const char *address)
{
	struct subject who;
	struct subject_erased done;
	struct subject_progress none = {.show = NULL};
	assert_int_equal(subject_find(f->house, f->site, f->a, f->console, str_copy(f->a, str_of(address)), &who),
			 ERR_OK);
	assert_int_equal(subject_erase(f->house, f->site, f->console, &who, ERASE_ANONYMISE, &none, &done), ERR_OK);
}

/* Not the writer's own, what came from elsewhere, what stands at another site, what was erased or taken back. */
static void
the_newest_of_a_network_are_listed_that_others_wrote(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, OPEN "}, { name = \"other\"; base_url = \"https://other.example\"; " OPEN);
	at(&f, "other");
	say(&f, (struct say){.text = "At another site.", .email = "bo@news.example"});
	at(&f, "site");
	struct posted of = say(&f, (struct say){.text = "The one that is asked about."});
	assert_int_equal(near(&f, f.console, of.id).n_newest, 0);
	say(&f, (struct say){.text = "By the same person."});
	say(&f, (struct say){.text = "To be erased soon.", .email = "di@news.example"});
	say(&f, (struct say){.text = "By a stranger.", .email = "cy@news.example", .address = "198.51.100.9"});
	struct posted bo = say(&f, (struct say){.text = "By a neighbour.", .email = "bo@news.example",
						.name = "<Bo>", .page = "/another"});
	struct posted back = say(&f, (struct say){.text = "A slip of the pen.", .email = "ed@news.example"});
	number(&f, str_printf(f.a, "UPDATE comment SET state = 'withdrawn' WHERE id = %lld",
			      (long long)back.id.n).p);
	erase(&f, "di@news.example");
	struct neighbours n = near(&f, f.console, of.id);
	assert_int_equal(n.n_newest, 1);
	assert_int_equal(n.newest[0].id.n, bo.id.n);
	assert_int_equal(n.newest[0].state, STATE_APPROVED);
	assert_int_equal(n.newest[0].created, NOW);
	assert_str(n.newest[0].name, "<Bo>");
	assert_str(n.newest[0].page, "/another");
	for (int i = 0; i < NEIGHBOURS_LISTED; i++)
		say(&f, (struct say){.text = str_printf(f.a, "Of a crowd, number %d.", i).p,
				     .email = "fay@news.example"});
	n = near(&f, f.console, of.id);
	assert_int_equal(n.n_newest, NEIGHBOURS_LISTED);
	for (size_t i = 0; i < n.n_newest; i++)
		assert_true(n.newest[i].id.n > (i + 1 < n.n_newest ? n.newest[i + 1].id.n : back.id.n));
	assert_int_equal(near(&f, somebody(&f, "vi", ROLE_VIEWER), of.id).n_newest, 0);
	fixture_end(&f);
}

static void
erasing_a_person_takes_what_was_said_of_them(void **state)
{
	struct fixture f;
	struct subject who;
	struct subject_erased done;
	struct subject_progress none = {.show = NULL};
	(void)state;
	for (enum erase_mode mode = 0; mode < ERASE_MODE__MAX; mode++) {
		fixture_make(&f, OPEN);
		struct posted p = say(&f, (struct say){.text = "One of mine."});
		struct posted other = say(&f, (struct say){.text = "By others.", .email = "bo@news.example"});
		struct remark r = {.comment = p.id, .kind = REMARK_WARNING, .text = STR("Secret words.")};
		say_of(&f, f.console, r, NULL);
		r.kind = REMARK_NOTE;
		say_of(&f, f.console, r, NULL);
		hold_next(&f, p.id, 3);
		hold_next(&f, other.id, 3);
		assert_int_equal(subject_find(f.house, f.site, f.a, f.console, str_copy(f.a, STR("ana@news.example")),
					      &who),
				 ERR_OK);
		assert_int_equal(subject_erase(f.house, f.site, f.console, &who, mode, &none, &done), ERR_OK);
		assert_string_equal(number(&f, "SELECT group_concat(comment, ' ') FROM remark"), "2");
		assert_string_equal(number(&f, "SELECT count(*) FROM audit WHERE detail LIKE '%Secret words%'"), "0");
		fixture_end(&f);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_warning_is_read_where_a_link_proves_the_writer_and_nowhere_else),
		cmocka_unit_test(a_warning_can_be_taken_back_for_seven_days),
		cmocka_unit_test(the_next_comments_of_a_person_wait_and_are_counted),
		cmocka_unit_test(what_is_refused_or_sent_twice_is_not_counted),
		cmocka_unit_test(a_hold_is_lifted_by_any_moderator_and_two_are_counted_one_after_the_other),
		cmocka_unit_test(an_edit_of_what_a_moderator_asked_to_see_waits_as_well),
		cmocka_unit_test(nothing_is_said_of_nobody_or_by_who_may_not),
		cmocka_unit_test(the_card_knows_names_votes_bans_and_neighbours),
		cmocka_unit_test(neighbours_are_known_as_long_as_their_network_is_kept),
		cmocka_unit_test(the_newest_of_a_network_are_listed_that_others_wrote),
		cmocka_unit_test(erasing_a_person_takes_what_was_said_of_them),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
