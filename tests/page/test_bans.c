/* The page of bans: who may see and set them, what is said of each, and that a look changes nothing. */
#include "test.h"

#include "roles.h"

#define EVIL "%3Cscript%3Ealert(1)%3C%2Fscript%3E%22"

static int64_t
bans_in_force(void)
{
	struct ban *bans;
	size_t n;
	struct ban_query any = {.kind = BAN__MAX};
	assert_int_equal(ban_find(w->f.house, w->f.site, w->f.a, w->f.console, &any, 1000, &bans, &n), ERR_OK);
	return (int64_t)n;
}

static void
only_moderators_and_admins_see_and_set_them(void **state)
{
	(void)state;
	sign_in_all();
	int64_t before = bans_in_force();
	assert_int_equal(look(ROLE__MAX, "bans", "").status, 303); /* to the way in */
	struct fc_answer r = look(ROLE_VIEWER, "bans", "");
	assert_int_equal(r.status, 403);
	assert_false(says(&r, "reader-"));
	assert_int_equal(send_form(ROLE_VIEWER, "bans", "act=ban&kind=domain&what=a.example").status, 403);
	assert_int_equal(send_form(ROLE_VIEWER, "bans", "act=preview&kind=name&what=ana").status, 403);
	assert_int_equal(send_form(ROLE_VIEWER, "bans/try", "name=ana").status, 403);
	assert_int_equal(send_form(ROLE_VIEWER, str_printf(w->a, "bans/%ld", (long)w->a_ban.n).p, "").status, 403);
	const char *told = str_printf(w->a, "banned=%ld", (long)w->a_ban.n).p;
	r = look(ROLE_MODERATOR, "", told);
	assert_true(says(&r, " is banned for ever."));
	r = look(ROLE_VIEWER, "", told);
	assert_true(r.status == 200 && !says(&r, " is banned"));
	assert_int_equal(bans_in_force(), before);
	for (enum role role = ROLE_MODERATOR; role < ROLE__MAX; role++) {
		r = look(role, "bans", "");
		assert_int_equal(r.status, 200);
		assert_true(says(&r, "reader-") && says(&r, "console:tester") && says(&r, "Said."));
		assert_false(says(&r, "BSECRET"));
	}
}

static bool
says_there(const char *what, const char *query)
{
	struct fc_answer r = look(ROLE_MODERATOR, "bans", query);
	return says(&r, what);
}

static void
each_kind_is_set_with_its_terms_and_lifted_again(void **state)
{
	static const struct {
		const char *kind, *what, *shown;
	} rows[] = {{"email", "Cyd%40reader.example", "reader-"},
		    {"domain", "M%C3%BCller.example", "xn--mller-kva.example"},
		    {"address", "198.51.100.0%2F24", "198.51.100.0/24"},
		    {"name", "cheap*", "cheap*"},
		    {"link", "https%3A%2F%2Fwww.shop.example%2Fx", "shop.example"}};
	(void)state;
	sign_in_all();
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int64_t before = bans_in_force();
		struct fc_answer r = send_form(ROLE_MODERATOR, "bans",
			str_printf(w->a, "act=ban&kind=%s&what=%s&days=7&reason=A+reason&note=A+note&shadow=1",
				   rows[i].kind, rows[i].what).p);
		assert_int_equal(r.status, 303);
		assert_int_equal(bans_in_force(), before + 1);
		struct str to = fc_header(&r, "Location"), path;
		assert_true(str_cut(&to, '?', &path));
		r = look(ROLE_MODERATOR, "bans", str_z(w->a, to));
		assert_true(says(&r, rows[i].shown) && says(&r, "A reason") && says(&r, "A note"));
		assert_true(says(&r, "on trial") && says(&r, "0 hits") && says(&r, "22 January 2027"));
		assert_true(says(&r, ">max</bdi>"));
		struct str id = str_from(to, str_find(to, STR("="), 0) + 1);
		r = send_form(ROLE_MODERATOR, str_printf(w->a, "bans/%.*s", STR_FMT(id)).p, "");
		assert_int_equal(r.status, 303);
		assert_int_equal(bans_in_force(), before);
		r = send_form(ROLE_MODERATOR, str_printf(w->a, "bans/%.*s", STR_FMT(id)).p, "");
		assert_int_equal(r.status, 404); /* not twice */
		/* And the lift is taken back, which is a ban that can be lifted. */
		const char *again = str_printf(w->a, "bans/again/%.*s", STR_FMT(id)).p;
		r = look(ROLE_MODERATOR, "bans", str_printf(w->a, "done=lift&banned=%.*s", STR_FMT(id)).p);
		assert_true(says(&r, "The ban is lifted.") && says(&r, again) && says(&r, "Ban again"));
		assert_true(says_there(again, "past=1") && !says_there(again, ""));
		r = send_form(ROLE_MODERATOR, again, "");
		assert_int_equal(r.status, 303);
		assert_int_equal(bans_in_force(), before + 1);
		to = fc_header(&r, "Location");
		assert_true(str_cut(&to, '?', &path));
		r = look(ROLE_MODERATOR, "bans", str_z(w->a, to));
		assert_true(says(&r, "The ban is in force again.") && says(&r, "Lift the ban"));
		assert_int_equal(send_form(ROLE_MODERATOR, again, "").status, 409);
		to = str_from(to, str_find(to, STR("banned="), 0) + 7);
		send_form(ROLE_MODERATOR, str_printf(w->a, "bans/%.*s", STR_FMT(to)).p, "");
		assert_int_equal(bans_in_force(), before);
	}
	struct fc_answer r = look(ROLE_MODERATOR, "bans", "past=1&kind=name");
	assert_true(says(&r, "cheap*") && says(&r, "lifted") && !says(&r, "shop.example"));
	r = look(ROLE_ADMIN, "audit", "what=ban.lift");
	assert_true(says(&r, "max"));
}

static void
what_is_no_ban_is_told_beside_its_field_with_all_that_was_typed(void **state)
{
	static const struct {
		const char *form, *words;
	} rows[] = {{"act=ban&kind=email&what=nobody" EVIL, "not an email address"},
		    {"act=ban&kind=domain&what=" EVIL, "not a mail domain"},
		    {"act=ban&kind=address&what=0.0.0.0%2F0", "would ban everybody"},
		    {"act=ban&kind=address&what=300.1.1.1", "not an address or block"},
		    {"act=ban&kind=name&what=*", "would ban everybody"},
		    {"act=ban&kind=link&what=news.example", "would ban everybody"},
		    {"act=ban&kind=link&what=x", "not a host"},
		    {"act=ban&kind=name&what=ana&days=40000", "days as a number"},
		    {"act=ban&kind=name&what=", "is missing"},
		    {"act=preview&kind=domain&what=a.example", "nobody can say"}};
	(void)state;
	sign_in_all();
	int64_t before = bans_in_force();
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fc_answer r = send_form(ROLE_MODERATOR, "bans",
			str_printf(w->a, "%s&reason=kept+%s", rows[i].form, EVIL).p);
		assert_int_equal(r.status, 422);
		assert_true(says(&r, rows[i].words));
		assert_true(says(&r, "value=\"kept &lt;script&gt;alert(1)"));
		assert_false(says(&r, "<script>"));
	}
	assert_int_equal(send_form(ROLE_MODERATOR, "bans", "act=nothing&kind=name&what=a").status, 400);
	assert_int_equal(send_form(ROLE_MODERATOR, "bans", "act=ban&kind=nothing&what=a").status, 400);
	assert_int_equal(look(ROLE_MODERATOR, "bans", "kind=nothing").status, 400);
	assert_int_equal(look(ROLE_MODERATOR, "bans", "before=0").status, 400);
	assert_int_equal(bans_in_force(), before);
}

static void
one_that_is_banned_already_is_told_with_its_ban(void **state)
{
	(void)state;
	sign_in_all();
	struct fc_answer r = send_form(ROLE_MODERATOR, "bans", "act=ban&kind=email&what=ZOE%40news.example");
	assert_int_equal(r.status, 409);
	assert_true(says(&r, "is banned already, by console:tester"));
	assert_true(says(&r, str_printf(w->a, "/comments/moderate/bans/%ld\"", (long)w->a_ban.n).p));
}

static void
a_look_says_what_it_would_have_caught_and_changes_nothing(void **state)
{
	(void)state;
	sign_in_all();
	struct decided d;
	struct posted p = say(&w->f, (struct say){.text = "Buy <b>shoes</b> at https://shop.example/ now.",
						  .email = "sam@reader.example", .name = "Sam Shoe"});
	say(&w->f, (struct say){.text = "A calm remark.", .email = "sam@reader.example", .name = "Sam Shoe"});
	say(&w->f, (struct say){.text = "Another one.", .email = "tom@reader.example", .name = "Tom"});
	assert_int_equal(decide(w->f.house, w->f.site, w->f.a, w->f.console, p.id, VERB_REJECT, STATE__MAX,
				STR(""), &d), ERR_OK);
	int64_t before = bans_in_force();
	static const struct {
		const char *form, *counts;
	} rows[] = {{"kind=email&what=sam%40reader.example", "caught 2: 1 that people rejected, 1 that are"},
		    {"kind=name&what=sam+s*", "caught 2: 1 that people rejected, 1 that are"},
		    {"kind=link&what=shop.example", "caught 1: 1 that people rejected, 0 that are"},
		    {"kind=name&what=nobody+at+all", "caught 0: 0 that people rejected"}};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fc_answer r = send_form(ROLE_MODERATOR, "bans",
					       str_printf(w->a, "act=preview&%s", rows[i].form).p);
		assert_int_equal(r.status, 200);
		assert_true(says(&r, rows[i].counts));
		assert_int_equal(says(&r, "Buy &lt;b&gt;shoes"), i < 3);
		assert_false(says(&r, "Another one."));
	}
	assert_int_equal(bans_in_force(), before);
}

static void
a_try_names_the_bans_that_catch_it_and_keeps_what_was_typed(void **state)
{
	(void)state;
	sign_in_all();
	send_form(ROLE_MODERATOR, "bans", "act=ban&kind=link&what=shop.example&reason=Shoes+again");
	send_form(ROLE_MODERATOR, "bans", "act=ban&kind=address&what=198.51.100.0%2F24&shadow=1");
	struct fc_answer r = send_form(ROLE_MODERATOR, "bans/try", "text=See+https%3A%2F%2Fwww.shop.example%2F");
	assert_int_equal(r.status, 200);
	assert_true(says(&r, "It would be refused, because of:") && says(&r, "Shoes again"));
	assert_true(says(&r, "See https://www.shop.example/</textarea>"));
	r = send_form(ROLE_MODERATOR, "bans/try", "address=198.51.100.7");
	assert_true(says(&r, "only be noted") && says(&r, "value=\"198.51.100.7\""));
	r = send_form(ROLE_MODERATOR, "bans/try", "email=zoe%40news.example");
	assert_true(says(&r, "It would be refused") && says(&r, "value=\"zoe@news.example\""));
	r = send_form(ROLE_MODERATOR, "bans/try", "name=Nobody&url=https%3A%2F%2Fcalm.example");
	assert_true(r.status == 200 && says(&r, "No ban catches it."));
	r = send_form(ROLE_MODERATOR, "bans/try", "email=" EVIL);
	assert_true(r.status == 422 && says(&r, "That cannot be") && !says(&r, "<script>"));
}

static void
it_goes_on_behind_the_last_one_with_the_same_search(void **state)
{
	(void)state;
	sign_in_all();
	for (int i = 0; i < 52; i++)
		assert_int_equal(send_form(ROLE_MODERATOR, "bans",
			str_printf(w->a, "act=ban&kind=domain&what=d%d.example&reason=50%%25+of_many", i).p).status,
				 303);
	struct fc_answer r = look(ROLE_MODERATOR, "bans", "part=50%25+OF_&kind=domain");
	assert_true(says(&r, ">d51.example<") && says(&r, ">d2.example<"));
	assert_false(says(&r, ">d1.example<") || says(&r, "reader-"));
	size_t at = str_find(r.out, STR("bans?before="), 0);
	assert_true(at != SIZE_MAX);
	struct str rest = str_from(r.out, at + 5), query;
	str_cut(&rest, '"', &query);
	assert_true(str_ends(query, STR("&amp;kind=domain&amp;part=50%25%20OF_")));
	str_cut(&query, '&', &rest);
	r = look(ROLE_MODERATOR, "bans", str_printf(w->a, "%.*s&kind=domain&part=50%%25+of_", STR_FMT(rest)).p);
	assert_true(says(&r, ">d1.example<") && says(&r, ">d0.example<"));
	assert_false(says(&r, ">d2.example<") || says(&r, "bans?before="));
	r = look(ROLE_MODERATOR, "bans", "part=50_of");
	assert_true(says(&r, "No ban fits what you look for."));
}

static void
letters_are_looked_for_up_to_the_last_that_the_field_takes(void **state)
{
	const char *const xs = over("x", 199);
	(void)state;
	sign_in_all();
	assert_int_equal(send_form(ROLE_MODERATOR, "bans",
		str_printf(w->a, "act=ban&kind=domain&what=long.example&reason=%sy", xs).p).status, 303);
	struct fc_answer r = look(ROLE_MODERATOR, "bans", str_printf(w->a, "part=%sy", xs).p);
	assert_true(r.status == 200 && says(&r, ">long.example<"));
	r = look(ROLE_MODERATOR, "bans", str_printf(w->a, "part=%s", over("%F0%9F%98%80", 200)).p);
	assert_true(r.status == 200 && says(&r, "No ban fits what you look for."));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(only_moderators_and_admins_see_and_set_them),
		TEST(each_kind_is_set_with_its_terms_and_lifted_again),
		TEST(what_is_no_ban_is_told_beside_its_field_with_all_that_was_typed),
		TEST(one_that_is_banned_already_is_told_with_its_ban),
		TEST(a_look_says_what_it_would_have_caught_and_changes_nothing),
		TEST(a_try_names_the_bans_that_catch_it_and_keeps_what_was_typed),
		TEST(it_goes_on_behind_the_last_one_with_the_same_search),
		TEST(letters_are_looked_for_up_to_the_last_that_the_field_takes),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
