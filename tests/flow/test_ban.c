/* Bans: whom each kind stops, and whom not. */
#include "test.h"

#include "house.h"
#include "sqlite.h"
#include "store/store_actor.h"

#define OPEN "hold: { first = 0; }; rate: { posts = 1000; };"

static enum ban_outcome
ban_what(struct fixture *f, enum ban_kind kind, const char *what, struct ban *ret)
{
	enum ban_outcome out;
	struct ban ban = {.id = {0}};
	struct ban_terms terms = {.reason = STR("raid"), .note = STR("see the thread of Monday")};
	assert_int_equal(ban_add(f->house, f->site, f->a, f->console, kind,
				 str_copy(f->a, str_of(what)), &terms, &out, &ban),
			 ERR_OK);
	if (ret != NULL)
		*ret = ban;
	return out;
}

/* Of the refusal: "domain 3", or "" if the post was taken. */
static struct str
stopped(struct fixture *f, struct say s)
{
	static int n;
	s.text = str_printf(f->a, "Text number %d.", n++).p;
	struct posted p = say(f, s);
	if (p.outcome == POST_STORED)
		return STR("");
	assert_int_equal(p.outcome, POST_REFUSED);
	const struct reason *ban = reason_for(&p, "ban");
	assert_non_null(ban);
	return ban->entry;
}

static void
a_banned_domain_stops_all_below_it_in_either_spelling(void **state)
{
	struct fixture f;
	struct ban ban;
	(void)state;
	fixture_make(&f, OPEN);
	assert_int_equal(ban_what(&f, BAN_DOMAIN, "Example.ORG", &ban), BAN_ADDED);
	assert_str(ban.target, "example.org");
	assert_int_equal(ban_what(&f, BAN_DOMAIN, "@MÜLLER.example", &ban), BAN_ADDED);
	assert_str(ban.target, "xn--mller-kva.example");
	assert_int_equal(ban_what(&f, BAN_DOMAIN, "xn--mller-kva.example", &ban), BAN_ALREADY);
	assert_int_equal(ban.id.n, 2);
	assert_str(stopped(&f, (struct say){.email = "x@example.org"}), "domain 1");
	assert_str(stopped(&f, (struct say){.email = "x@a.b.EXAMPLE.org"}), "domain 1");
	assert_str(stopped(&f, (struct say){.email = "x@müller.example"}), "domain 2");
	assert_str(stopped(&f, (struct say){.email = "x@mail.xn--mller-kva.example"}), "domain 2");
	assert_str(stopped(&f, (struct say){.email = "x@notexample.org"}), "");
	assert_str(stopped(&f, (struct say){.email = "x@example.org.example"}), "");
	assert_str(stopped(&f, (struct say){.email = "x@muller.example"}), "");
	fixture_end(&f);
}

static void
r_ban_on_ipv6_covers_the_whole_64_and_on_ipv4_one_address(void **state)
{
	struct fixture f;
	struct ban ban;
	(void)state;
	fixture_make(&f, OPEN);
	assert_int_equal(ban_what(&f, BAN_ADDRESS, "2001:db8:1:2::7", &ban), BAN_ADDED);
	assert_str(ban.target, "2001:db8:1:2::/64");
	assert_int_equal(ban_what(&f, BAN_ADDRESS, "2001:db8:1:2:ffff::/80", &ban), BAN_ALREADY);
	assert_int_equal(ban_what(&f, BAN_ADDRESS, "198.51.100.9", &ban), BAN_ADDED);
	assert_int_equal(ban_what(&f, BAN_ADDRESS, "203.0.113.0/24", &ban), BAN_ADDED);
	assert_str(stopped(&f, (struct say){.address = "2001:db8:1:2:a:b:c:d"}), "address 1");
	assert_str(stopped(&f, (struct say){.address = "2001:db8:1:3::7"}), "");
	assert_str(stopped(&f, (struct say){.address = "198.51.100.9"}), "address 2");
	assert_str(stopped(&f, (struct say){.address = "198.51.100.10"}), "");
	assert_str(stopped(&f, (struct say){.address = "203.0.113.255"}), "address 3");
	assert_str(stopped(&f, (struct say){.address = "203.0.114.0"}), "");
	fixture_end(&f);
}

static void
a_banned_name_stops_its_look_alikes_with_and_without_an_address(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, OPEN);
	assert_int_equal(ban_what(&f, BAN_NAME, "Cheap*", NULL), BAN_ADDED);
	assert_str(stopped(&f, (struct say){.name = "Ch3áp Pills"}), "name 1");
	assert_str(stopped(&f, (struct say){.name = "сheар", .email = ""}), "name 1");
	assert_str(stopped(&f, (struct say){.name = "Ana"}), "");
	fixture_end(&f);
}

static void
a_ban_of_any_kind_ends_on_its_day(void **state)
{
	static const struct {
		enum ban_kind kind;
		const char *what;
		struct say post;
	} kinds[] = {{BAN_EMAIL, "lou@post.example", {.email = "Lou+x@POST.example"}},
		     {BAN_DOMAIN, "pills.example", {.email = "x@mail.pills.example"}},
		     {BAN_ADDRESS, "198.51.100.0/24", {.address = "198.51.100.77"}},
		     {BAN_NAME, "Pill*", {.name = "Pi11 Shop"}},
		     {BAN_LINK, "pills.example", {.url = "https://www.pills.example/x"}}};
	struct ban_terms two_days = {.days = 2};
	struct fixture f;
	struct ban ban;
	enum ban_outcome out;
	(void)state;
	fixture_make(&f, OPEN);
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		assert_int_equal(ban_add(f.house, f.site, f.a, f.console, kinds[i].kind,
					 str_copy(f.a, str_of(kinds[i].what)), &two_days, &out, &ban), ERR_OK);
		assert_int_equal(out, BAN_ADDED);
	}
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		assert_true(stopped(&f, kinds[i].post).n > 0);
	clock_stop(NOW + 2 * 86400 - 1);
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		assert_true(stopped(&f, kinds[i].post).n > 0);
	clock_stop(NOW + 2 * 86400); /* nobody reads the lists anew */
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		assert_str(stopped(&f, kinds[i].post), "");
	fixture_end(&f);
}

static void
what_means_nobody_or_everybody_is_not_banned(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, OPEN);
	assert_int_equal(ban_what(&f, BAN_DOMAIN, "org", NULL), BAN_UNREADABLE);
	assert_int_equal(ban_what(&f, BAN_DOMAIN, "a b.org", NULL), BAN_UNREADABLE);
	assert_int_equal(ban_what(&f, BAN_ADDRESS, "0.0.0.0/0", NULL), BAN_EVERYBODY);
	assert_int_equal(ban_what(&f, BAN_ADDRESS, "::/0", NULL), BAN_EVERYBODY);
	assert_int_equal(ban_what(&f, BAN_ADDRESS, "192.0.2.7/24", NULL), BAN_UNREADABLE);
	assert_int_equal(ban_what(&f, BAN_ADDRESS, "news.example", NULL), BAN_UNREADABLE);
	assert_int_equal(ban_what(&f, BAN_NAME, "*", NULL), BAN_EVERYBODY);
	assert_int_equal(ban_what(&f, BAN_NAME, " ", NULL), BAN_UNREADABLE);
	assert_int_equal(ban_what(&f, BAN_EMAIL, "nobody", NULL), BAN_UNREADABLE);
	assert_str(stopped(&f, (struct say){.name = "Ana"}), "");
	fixture_end(&f);
}

static void
a_comments_writer_is_banned_without_anybody_seeing_the_address(void **state)
{
	struct fixture f;
	struct ban ban;
	enum ban_outcome out;
	(void)state;
	fixture_make(&f, OPEN);
	struct comment_id id = say(&f, (struct say){.text = "One.", .email = "v.lind@gmail.com"}).id;
	struct ban_terms week = {.days = 7};
	assert_int_equal(ban_author(f.house, f.site, f.a, f.console, id, &week, &out, &ban), ERR_OK);
	assert_int_equal(out, BAN_ADDED);
	assert_int_equal(ban.expires, NOW + 7 * 86400);
	assert_true(str_starts(ban.target, STR("reader-")));
	assert_str(stopped(&f, (struct say){.email = "VLind+2@googlemail.com"}), "email 1");
	assert_int_equal(ban_author(f.house, f.site, f.a, f.console, id, &week, &out, &ban), ERR_OK);
	assert_int_equal(out, BAN_ALREADY);
	struct comment_id none = {id.n + 100};
	assert_int_equal(ban_author(f.house, f.site, f.a, f.console, none, &week, &out, &ban), ERR_OK);
	assert_int_equal(out, BAN_NO_PERSON);
	assert_int_equal(ban_lift(f.house, f.site, f.a, f.console, ban.id), ERR_OK);
	assert_str(stopped(&f, (struct say){.email = "vlind@gmail.com"}), "");
	fixture_end(&f);
}

static size_t
tested(struct fixture *f, const char *email, struct suspect who, struct ban **ret, bool *ret_readable)
{
	size_t n = 0;
	assert_int_equal(ban_test(f->house, f->site, f->a, f->console, str_copy(f->a, str_of(email)), &who,
				  ret_readable, ret, &n),
			 ERR_OK);
	return n;
}

static void
a_test_names_every_ban_that_would_stop_a_post(void **state)
{
	struct fixture f;
	struct ban *found;
	bool readable;
	(void)state;
	fixture_make(&f, OPEN);
	ban_what(&f, BAN_EMAIL, "x@example.org", NULL);
	ban_what(&f, BAN_DOMAIN, "example.org", NULL);
	ban_what(&f, BAN_NAME, "Bad*", NULL);
	ban_what(&f, BAN_LINK, "pills.example", NULL);
	struct suspect who = {.address = STR("192.0.2.1"),
			      .name = STR("B4d man"),
			      .url = STR("https://cheap.pills.example/")};
	assert_int_equal(tested(&f, "x@example.org", who, &found, &readable), 4);
	assert_true(readable);
	assert_int_equal(found[1].kind, BAN_DOMAIN);
	assert_str(found[2].target, "Bad*");
	assert_str(found[2].note, "see the thread of Monday");
	assert_str(found[3].target, "pills.example");
	who = (struct suspect){.address = STR("192.0.2.1"), .name = STR("Ana")};
	assert_int_equal(tested(&f, "", who, &found, &readable), 0);
	tested(&f, "", (struct suspect){.address = STR("192.0.2")}, &found, &readable);
	assert_false(readable);
	fixture_end(&f);
}

static void
a_banned_link_host_stops_links_to_it_and_below_it_in_text_and_website(void **state)
{
	struct fixture f;
	struct ban ban;
	(void)state;
	fixture_make(&f, OPEN);
	assert_int_equal(ban_what(&f, BAN_LINK, "https://www.Pills.example/buy?now", &ban), BAN_ADDED);
	assert_str(ban.target, "pills.example");
	assert_int_equal(ban_what(&f, BAN_LINK, "MÜLLER.example", &ban), BAN_ADDED);
	assert_str(ban.target, "xn--mller-kva.example");
	assert_int_equal(ban_what(&f, BAN_LINK, "news.example", NULL), BAN_EVERYBODY);
	assert_int_equal(ban_what(&f, BAN_LINK, "localhost", NULL), BAN_UNREADABLE);
	struct posted p = say(&f, (struct say){.text = "Look: http://a.b.PILLS.example/x, friends."});
	assert_int_equal(p.outcome, POST_REFUSED);
	const struct reason *r = &p.verdict.reasons[0];
	assert_str(r->rule, "ban");
	assert_str(r->entry, "link 1");
	assert_int_equal(r->field, IN_TEXT);
	assert_int_equal(r->from, 6);
	assert_int_equal(r->to, 32);
	assert_str(stopped(&f, (struct say){.url = "https://pills.example"}), "link 1");
	assert_str(stopped(&f, (struct say){.url = "https://müller.example"}), "link 2");
	assert_str(stopped(&f, (struct say){.url = "https://www.xn--mller-kva.example"}), "link 2");
	assert_str(stopped(&f, (struct say){.url = "https://notpills.example"}), "");
	assert_str(stopped(&f, (struct say){.url = "https://pills.example.org"}), "");
	fixture_end(&f);
}

static void
a_ban_in_shadow_is_noted_and_changes_nothing(void **state)
{
	struct fixture f;
	struct ban ban;
	enum ban_outcome out;
	struct queue_item item;
	(void)state;
	fixture_make(&f, OPEN);
	struct ban_terms trial = {.shadow = true, .days = 2};
	assert_int_equal(ban_add(f.house, f.site, f.a, f.console, BAN_NAME, STR("Cheap*"), &trial, &out,
				 &ban),
			 ERR_OK);
	struct posted p = say(&f, (struct say){.text = "Hello there.", .name = "Cheap Pills"});
	assert_int_equal(p.state, STATE_APPROVED);
	assert_int_equal(queue_get(f.house, f.site, f.a, f.console, p.id, &item), ERR_OK);
	assert_true(item.n_reasons >= 1);
	assert_str(item.reasons[0].rule, "ban");
	assert_str(item.reasons[0].entry, "name 1");
	assert_true(item.reasons[0].shadow);
	assert_int_equal(item.reasons[0].action, ACT_REFUSE);
	assert_int_equal(ban_what(&f, BAN_NAME, "Cheap Pi*", NULL), BAN_ADDED);
	assert_str(stopped(&f, (struct say){.name = "Cheap Pills"}), "name 2");
	/* Its time ends by itself, and nobody is stopped then. */
	clock_stop(NOW + 2 * 86400);
	house_reread(f.house);
	p = say(&f, (struct say){.text = "Hello again.", .name = "Cheap Paint"});
	assert_int_equal(p.outcome, POST_STORED);
	assert_null(reason_for(&p, "ban"));
	fixture_end(&f);
}

static void
the_book_has_every_ban_and_no_network_address(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, OPEN);
	ban_what(&f, BAN_ADDRESS, "198.51.100.9", NULL);
	ban_what(&f, BAN_DOMAIN, "example.org", NULL);
	struct str path = str_printf(f.a, "%s/data/test.db", f.folder);
	assert_str(sqlite_says(f.a, path.p, "SELECT subject, detail FROM audit WHERE verb = 'ban'", NULL),
		   "ban 1|address: raid\nban 2|domain example.org: raid\n");
	fixture_end(&f);
}

static enum ban_outcome
again(struct fixture *f, struct ban_id id, struct ban *ret)
{
	enum ban_outcome out = BAN_FORBIDDEN;
	enum err e = ban_again(f->house, f->site, f->a, f->console, id, &out, ret);
	return e == ERR_OK ? out : BAN_NO_PERSON; /* which no lifted one has */
}

static void
a_lift_is_taken_back_within_seven_days_with_all_that_was_said(void **state)
{
	static const struct {
		enum ban_kind kind;
		const char *what;
	} kinds[] = {{BAN_EMAIL, "lou@news.example"}, {BAN_DOMAIN, "pills.example"}, {BAN_ADDRESS, "198.51.100.0/24"},
		     {BAN_NAME, "Pill*"}, {BAN_LINK, "pills.example"}};
	const struct ban_terms terms = {.days = 30, .reason = STR("raid"), .note = STR("see Monday")};
	const struct say lou = {.email = "Lou+x@news.example"};
	struct fixture f;
	struct ban ban, back;
	enum ban_outcome out;
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		fixture_make(&f, OPEN);
		assert_int_equal(ban_add(f.house, f.site, f.a, f.console, kinds[i].kind,
					 str_copy(f.a, str_of(kinds[i].what)), &terms, &out, &ban), ERR_OK);
		assert_int_equal(again(&f, ban.id, &back), BAN_NO_PERSON); /* it stands */
		assert_int_equal(ban_lift(f.house, f.site, f.a, f.console, ban.id), ERR_OK);
		assert_true(kinds[i].kind != BAN_EMAIL || stopped(&f, lou).n == 0);
		clock_stop(NOW + UNDO_SPAN + 1);
		assert_int_equal(again(&f, ban.id, &back), BAN_NO_PERSON);
		clock_stop(NOW + UNDO_SPAN);
		assert_int_equal(again(&f, ban.id, &back), BAN_ADDED);
		assert_int_equal(ban_get(f.house, f.site, f.a, f.console, back.id, &back), ERR_OK);
		assert_int_equal(back.kind, kinds[i].kind);
		assert_true(str_eq(back.target, ban.target));
		assert_str(back.reason, "raid");
		assert_str(back.note, "see Monday");
		assert_int_equal(back.expires, NOW + 30 * 86400); /* as it would have been */
		assert_true(kinds[i].kind != BAN_EMAIL || stopped(&f, lou).n > 0);
		assert_int_equal(again(&f, ban.id, &back), BAN_ALREADY); /* pressed twice */
		fixture_end(&f);
	}
	fixture_make(&f, OPEN);
	assert_int_equal(ban_add(f.house, f.site, f.a, f.console, BAN_NAME, STR("Pill*"),
				 &(struct ban_terms){.days = 2}, &out, &ban), ERR_OK);
	assert_int_equal(ban_lift(f.house, f.site, f.a, f.console, ban.id), ERR_OK);
	clock_stop(NOW + 2 * 86400);
	assert_int_equal(again(&f, ban.id, &back), BAN_NO_PERSON); /* it would be over */
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_banned_domain_stops_all_below_it_in_either_spelling),
		cmocka_unit_test(r_ban_on_ipv6_covers_the_whole_64_and_on_ipv4_one_address),
		cmocka_unit_test(a_banned_name_stops_its_look_alikes_with_and_without_an_address),
		cmocka_unit_test(a_ban_of_any_kind_ends_on_its_day),
		cmocka_unit_test(what_means_nobody_or_everybody_is_not_banned),
		cmocka_unit_test(a_comments_writer_is_banned_without_anybody_seeing_the_address),
		cmocka_unit_test(a_test_names_every_ban_that_would_stop_a_post),
		cmocka_unit_test(a_banned_link_host_stops_links_to_it_and_below_it_in_text_and_website),
		cmocka_unit_test(a_lift_is_taken_back_within_seven_days_with_all_that_was_said),
		cmocka_unit_test(a_ban_in_shadow_is_noted_and_changes_nothing),
		cmocka_unit_test(the_book_has_every_ban_and_no_network_address),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
