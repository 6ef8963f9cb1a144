/* The page of rules: what can be said about them and by whom; back tests count what is in the store. */
#include "test.h"

#include "roles.h"

#define EVIL "%3Cscript%3Ealert(1)%3C%2Fscript%3E%22"

static struct rule_state
rule(const char *word)
{
	struct rule_state *rules;
	size_t n, id;
	assert_true(filter_rule_find(str_of(word), &id));
	assert_int_equal(rule_list(w->f.house, w->f.site, w->f.a, w->f.console, &rules, &n), ERR_OK);
	return rules[id];
}

/* The row of a rule on the page. */
static struct str
row(const struct fc_answer *r, const char *word)
{
	size_t from = str_find(r->out, str_printf(w->a, "<li id=\"%s\">", word), 0);
	assert_true(from != SIZE_MAX);
	return str_sub(r->out, from, str_find(r->out, STR("</li>"), from));
}

static bool
has(struct str s, const char *words)
{
	return str_find(s, str_of(words), 0) != SIZE_MAX;
}

static void
viewers_read_and_moderators_say_what_counts(void **state)
{
	(void)state;
	sign_in_all();
	assert_int_equal(look(ROLE__MAX, "rules", "").status, 303); /* to the way in */
	struct fc_answer r = look(ROLE_VIEWER, "rules", "");
	assert_true(r.status == 200 && has(row(&r, "link"), "A link to another site."));
	assert_false(says(&r, "/comments/moderate/rules\" ><") || says(&r, "moderate/rules/test"));
	assert_int_equal(send_form(ROLE_VIEWER, "rules", "act=off&rule=link").status, 403);
	assert_int_equal(send_form(ROLE_VIEWER, "rules", "act=on&rule=link").status, 403);
	assert_int_equal(send_form(ROLE_VIEWER, "rules/test", "kind=rule&what=link").status, 403);
	assert_false(rule("link").off);
	for (enum role role = ROLE_MODERATOR; role < ROLE__MAX; role++) {
		r = look(role, "rules", "");
		assert_true(has(row(&r, "link"), "Put on trial") && says(&r, "moderate/rules/test"));
	}
}

static void
a_rule_is_tried_for_days_switched_off_and_back(void **state)
{
	(void)state;
	sign_in_all();
	struct fc_answer r = send_form(ROLE_MODERATOR, "rules", "act=shadow&rule=link&days=7");
	assert_int_equal(r.status, 303);
	assert_str(fc_header(&r, "Location"), "/comments/moderate/rules?done=shadow&rule=link");
	assert_true(rule("link").shadow && rule("link").expires > 0);
	r = look(ROLE_MODERATOR, "rules", "done=shadow&rule=link");
	assert_true(says(&r, "The rule link is on trial"));
	assert_true(has(row(&r, "link"), "on trial, until ") && has(row(&r, "link"), "22 January 2027"));
	assert_true(has(row(&r, "link"), "<bdi>max</bdi>") && has(row(&r, "link"), "As the settings say"));
	assert_int_equal(send_form(ROLE_ADMIN, "rules", "act=off&rule=link").status, 303);
	assert_true(rule("link").off && rule("link").expires == 0);
	r = look(ROLE_MODERATOR, "rules", "done=off&rule=" EVIL);
	assert_int_equal(r.status, 400);
	r = look(ROLE_MODERATOR, "rules", "done=off&rule=nothing");
	assert_true(r.status == 200 && !says(&r, "is switched off."));
	assert_true(has(row(&r, "link"), "off, for ever, <bdi>ada</bdi>"));
	assert_int_equal(send_form(ROLE_MODERATOR, "rules", "act=on&rule=link").status, 303);
	assert_true(!rule("link").off && rule("link").by.n == 0);
	r = send_form(ROLE_MODERATOR, "rules", "act=on&rule=link");
	assert_true(r.status == 409 && says(&r, "Nothing was said about the rule link"));
	r = look(ROLE_ADMIN, "audit", "what=rule.");
	assert_true(says(&r, "rule.shadow") && says(&r, "rule.disable") && says(&r, "rule.enable"));
}

static void
what_cannot_be_said_is_told(void **state)
{
	(void)state;
	sign_in_all();
	struct fc_answer r = send_form(ROLE_MODERATOR, "rules", "act=off&rule=copy&days=" EVIL);
	assert_true(r.status == 422 && has(row(&r, "copy"), "days-copy-error"));
	assert_true(has(row(&r, "copy"), "value=\"&lt;script&gt;alert(1)") && !says(&r, "<script>"));
	assert_false(has(row(&r, "link"), "alert"));
	assert_int_equal(send_form(ROLE_MODERATOR, "rules", "act=off&rule=copy&days=40000").status, 422);
	assert_int_equal(send_form(ROLE_MODERATOR, "rules", "act=off&rule=nothing").status, 404);
	assert_int_equal(send_form(ROLE_MODERATOR, "rules", "act=burn&rule=copy").status, 400);
	assert_int_equal(send_form(ROLE_MODERATOR, "rules", "act=off&rule=" EVIL).status, 400);
	for (size_t i = 0; i < filter_rules(); i++) {
		struct rule_row fixed = filter_rule_row(i);
		if (!fixed.fixed)
			continue;
		r = send_form(ROLE_MODERATOR, "rules", str_printf(w->a, "act=off&rule=%.*s", STR_FMT(fixed.word)).p);
		assert_true(r.status == 409 && says(&r, "cannot be switched off"));
		assert_false(has(row(&r, fixed.word.p), "Put on trial"));
	}
	assert_false(rule("copy").off);
}

static void
how_a_rule_has_done_stands_beside_it(void **state)
{
	struct decided d;
	(void)state;
	sign_in_all();
	static const struct say posts[] = {
		{.text = "The council has put the plans at https://x.example/ to be read.", .email = "sam@reader.example"},
		{.text = "My aunt sells tulips; her garden is at https://y.example/.", .email = "tom@reader.example"}};
	struct rule_state was = rule("link");
	for (size_t i = 0; i < ARRAY_LEN(posts); i++) {
		struct posted p = say(&w->f, posts[i]);
		assert_int_equal(decide(w->f.house, w->f.site, w->f.a, w->f.console, p.id, VERB_REJECT, STATE__MAX,
					STR(""), &d), ERR_OK);
	}
	assert_int_equal(rule("link").fired, was.fired + 2);
	assert_int_equal(rule("link").decided, was.decided + 2);
	struct fc_answer r = look(ROLE_MODERATOR, "rules", "");
	assert_true(has(row(&r, "link"), str_printf(w->a, "It spoke on %ld comments; people decided %ld of them and "
						    "let 0 stand: right in 100\u00a0%%.", (long)was.fired + 2,
						    (long)was.decided + 2).p));
}

/* A row of the table of another macro had its help in English alone. */
static void
every_rule_is_explained_in_the_language_of_who_looks(void **state)
{
	(void)state;
	sign_in_all();
	struct ask q = {.host = "news.example", .method = "GET", .path = STR("/comments/moderate/rules"),
			.cookie = cookie_of[ROLE_VIEWER], .accept_language = "fr"};
	struct fc_answer r = ask(w, &q);
	assert_true(says(&r, "<html lang=\"fr\""));
	for (size_t i = 0; i < filter_rules(); i++) {
		struct html help = html_in(w->a);
		html_text(&help, filter_rule_row(i).help);
		if (str_find(r.out, html_done(&help).html, 0) != SIZE_MAX)
			fail_msg("in English: %.*s", STR_FMT(filter_rule_row(i).word));
	}
}

/* ---- back tests ----------------------------------------------------------------------------------------- */

static void
a_back_test_counts_what_people_made_of_it_and_changes_nothing(void **state)
{
	struct decided d;
	(void)state;
	sign_in_all();
	struct posted p = say(&w->f, (struct say){.text = "Buy zebra <b>shoes</b> at https://shop.example/ now.",
						  .email = "sam@reader.example", .name = "Sam Shoe"});
	say(&w->f, (struct say){.text = "A calm zebra remark.", .email = "sam@reader.example", .name = "Sam Shoe"});
	say(&w->f, (struct say){.text = "Another one.", .email = "tom@reader.example", .name = "Tom"});
	assert_int_equal(decide(w->f.house, w->f.site, w->f.a, w->f.console, p.id, VERB_REJECT, STATE__MAX,
				STR(""), &d), ERR_OK);
	static const struct {
		const char *form, *counts;
	} rows[] = {{"kind=word&what=zebra", "caught 2: 1 that people rejected, 1 that are"},
		    {"kind=word&what=zebra&lang=ja", "caught 0: 0 that people rejected"},
		    {"kind=name&what=sam+s*", "caught 2: 1 that people rejected, 1 that are"},
		    {"kind=link&what=https%3A%2F%2Fwww.shop.example%2F", "caught 1: 1 that people rejected, 0 that are"},
		    {"kind=rule&what=link&last=3", "Among the last 3 comments it would have caught 1: 1 that people"}};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fc_answer r = send_form(ROLE_MODERATOR, "rules/test", rows[i].form);
		assert_int_equal(r.status, 200);
		assert_true(says(&r, rows[i].counts));
		assert_int_equal(says(&r, "&lt;b&gt;shoes"), i != 1);
		assert_false(says(&r, "Another one."));
	}
	struct fc_answer r = send_form(ROLE_MODERATOR, "rules/test", "kind=word&what=zebra");
	assert_true(says(&r, "Buy <mark title=\"word-site\">zebra</mark> &lt;b&gt;shoes"));
	r = send_form(ROLE_MODERATOR, "rules/test", "kind=link&what=shop.example");
	assert_true(says(&r, "<mark title=\"ban\">https://shop.example/</mark>"));
}

/* A comment is shown from some words before the first place that was caught. */
static void
a_long_comment_is_shown_where_it_was_caught(void **state)
{
	(void)state;
	sign_in_all();
	struct buf b = buf_in(w->f.a, 4000);
	for (int i = 0; i < 60; i++)
		buf_str(&b, STR("Wörter über "));
	buf_str(&b, STR("a zebra indeed, and so on."));
	say(&w->f, (struct say){.text = str_z(w->f.a, buf_view(&b)), .email = "sam@reader.example"});
	struct fc_answer r = send_form(ROLE_MODERATOR, "rules/test", "kind=word&what=zebra");
	assert_true(says(&r, "<mark title=\"word-site\">zebra</mark> indeed, and so on.</p>"));
	assert_true(says(&r, "dir=\"auto\">…"));
}

static void
what_cannot_be_tried_is_told_beside_its_field_with_all_that_was_typed(void **state)
{
	static const struct {
		const char *form, *id, *words;
	} rows[] = {{"kind=rule&what=" EVIL, "trial-what", "no rule of this name"},
		    {"kind=word&what=%2A", "trial-what", "a letter or a digit"},
		    {"kind=name&what=%2A", "trial-what", "would ban everybody"},
		    {"kind=link&what=x", "trial-what", "not a host"},
		    {"kind=link&what=", "trial-what", "is missing"},
		    {"kind=word&what=a&lang=" EVIL, "trial-lang", "a tag like en or pt-BR"},
		    {"kind=word&what=a&last=5001", "trial-last", "up to 5,000"},
		    {"kind=word&what=a&last=" EVIL, "trial-last", "up to 5,000"}};
	(void)state;
	sign_in_all();
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fc_answer r = send_form(ROLE_MODERATOR, "rules/test", rows[i].form);
		assert_int_equal(r.status, 422);
		assert_true(says(&r, rows[i].words) && says(&r, str_printf(w->a, "id=\"%s-error\"", rows[i].id).p));
		assert_int_equal(says(&r, "value=\"&lt;script&gt;"), str_has(str_of(rows[i].form), '('));
		assert_false(says(&r, "<script>"));
	}
	assert_int_equal(send_form(ROLE_MODERATOR, "rules/test", "kind=nothing&what=a").status, 400);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(viewers_read_and_moderators_say_what_counts),
		TEST(a_rule_is_tried_for_days_switched_off_and_back),
		TEST(what_cannot_be_said_is_told),
		TEST(how_a_rule_has_done_stands_beside_it),
		TEST(every_rule_is_explained_in_the_language_of_who_looks),
		TEST(a_back_test_counts_what_people_made_of_it_and_changes_nothing),
		TEST(a_long_comment_is_shown_where_it_was_caught),
		TEST(what_cannot_be_tried_is_told_beside_its_field_with_all_that_was_typed),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
