/* The fragment, the stand-alone, status and error pages. */
#include "test.h"

#include "check_html.h"
#include "site.h"
#include "arena.h"

static bool
has(struct str s, const char *what)
{
	return str_find(s, str_of(what), 0) != SIZE_MAX;
}

static size_t
count(struct str s, const char *what)
{
	size_t n = 0;
	for (size_t i = str_find(s, str_of(what), 0); i != SIZE_MAX; i = str_find(s, str_of(what), i + 1))
		n++;
	return n;
}

static const struct thread test_thread = {.page = STR_C("/a"), .approved = 1};

static struct safe
whole_thread(const struct site_view *site)
{
	struct html h = html_in(a);
	struct comment c = TEST_COMMENT(a, 1);
	struct thread_view *v = view_thread_begin(&h, a, site, &test_thread, &(struct thread_part){0});
	view_thread_row(v, &c);
	view_thread_end(v, (struct comment_id){0});
	return html_done(&h);
}

static struct safe
whole_form(const struct site_view *site)
{
	struct html h = html_in(a);
	view_form(&h, a, site, &(struct form_view){.page = STR("/a"), .token = STR("t")});
	return html_done(&h);
}

static void
the_fragment_brings_style_and_script_and_is_the_same_for_everyone(void **state)
{
	(void)state;
	struct site_view site = test_site();
	struct html h = html_in(a), again = html_in(a);
	view_section(&h, a, &site, &test_thread, whole_thread(&site), whole_form(&site));
	site.now += 1000;
	view_section(&again, a, &site, &test_thread, whole_thread(&site), whole_form(&site));
	struct str html = html_done(&h).html;
	assert_html(a, html);
	assert_true(str_starts(html, STR("<link rel=\"stylesheet\" href=\"/comments/embed-0123456789abcdef.css\">\n"
					 "<div id=\"comments\" class=\"comments-area\" lang=\"en\" dir=\"ltr\" "
					 "data-page=\"/a\" data-count=\"1\" itemscope "
					 "itemtype=\"https://schema.org/CreativeWork\" "
					 "itemid=\"https://news.example/a\">\n"
					 "<meta itemprop=\"commentCount\" content=\"1\">\n<h2")));
	assert_int_equal(count(html, "<script "), 1);
	assert_true(has(html, "</div>\n<script type=\"module\" src=\"/comments/embed-0123456789abcdef.js\">"
			      "</script>\n"));
	assert_true(str_eq(html, html_done(&again).html));
}

static void
a_page_has_a_title_a_way_home_and_a_way_back(void **state)
{
	(void)state;
	struct site_view site = test_site();
	struct html section = html_in(a), h = html_in(a);
	view_section(&section, a, &site, &test_thread, whole_thread(&site), whole_form(&site));
	view_page(&h, a, &site, STR("Who pays & why"), STR("/2026/11/story"), STR("Back to the article"),
		  html_done(&section));
	struct str html = html_done(&h).html;
	assert_html(a, html);
	assert_true(str_starts(html, STR("<!DOCTYPE html>\n<html lang=\"en\" dir=\"ltr\">")));
	assert_true(has(html, "<title>Who pays &amp; why – Harbour News</title>"));
	assert_true(has(html, "<a href=\"https://news.example/\">Harbour News</a>"));
	assert_true(has(html, "<a href=\"/2026/11/story\">Back to the article</a>"));
	assert_int_equal(count(html, "<h1 "), 1);
}

static void
without_a_way_back_there_is_none(void **state)
{
	(void)state;
	struct site_view site = test_site();
	struct html h = html_in(a), empty = html_in(a);
	view_page(&h, a, &site, STR("x"), STR(""), STR("Back"), html_done(&empty));
	assert_false(has(html_done(&h).html, "Back"));
}

static struct str
status_with(enum state state, int64_t decided, struct str note, struct status_view *v)
{
	struct site_view site = test_site();
	struct comment c = TEST_COMMENT(a, 7);
	struct reason reasons[] = {
		{.rule = STR("link"), .entry = STR("evil.example"), .tells = STR("It has links to new places."),
		 .help = STR("secret help")},
		{.rule = STR("link"), .tells = STR("It has links to new places.")},
		{.rule = STR("word"), .entry = STR("slur"), .tells = STR("A word in it needs a second look.")},
		{.rule = STR("note"), .tells = STR("")}};
	struct html h = html_in(a);
	c.state = state;
	c.decided = decided;
	c.note = note;
	c.text = STR("See [this](http://a.example) <b>");
	v->comment = &c;
	v->reasons = reasons;
	v->n_reasons = ARRAY_LEN(reasons);
	v->article_url = STR("/2026/11/story");
	v->self = STR("/comments/status/abc");
	view_status(&h, a, &site, v);
	struct str html = html_done(&h).html;
	assert_html(a, html);
	return html;
}

static struct str
status(enum state state, int64_t decided, struct str note)
{
	return status_with(state, decided, note, &(struct status_view){0});
}

static void
a_waiting_comment_says_so_and_why(void **state)
{
	(void)state;
	struct str html = status(STATE_PENDING, 0, STR(""));
	assert_true(has(html, "Your comment is awaiting moderation."));
	assert_int_equal(count(html, "It has links to new places."), 1);
	assert_int_equal(count(html, "A word in it needs a second look."), 1);
	assert_false(has(html, "slur"));
	assert_false(has(html, "evil.example"));
	assert_false(has(html, "secret help"));
	assert_true(has(html, "Not yet."));
	assert_true(has(html, "See this (http://a.example) &lt;b&gt;"));
	assert_false(has(html, "<a href=\"http://a.example\""));
}

static struct str
waits(enum state state, int64_t usually)
{
	return status_with(state, 0, STR(""), &(struct status_view){.usual_wait = usually});
}

static void
who_waits_is_told_how_long_that_takes_if_it_is_known(void **state)
{
	(void)state;
	const struct {
		int64_t seconds;
		const char *says;
	} times[] = {
		{1, "Usually decided within an hour."},         {3600, "Usually decided within an hour."},
		{3601, "Usually decided within 2 hours."},      {48 * 3600, "Usually decided within 48 hours."},
		{48 * 3600 + 1, "Usually decided within 3 days."},
	};
	for (size_t i = 0; i < ARRAY_LEN(times); i++)
		assert_true(has(waits(STATE_PENDING, times[i].seconds), times[i].says));
	assert_false(has(waits(STATE_PENDING, 0), "Usually"));
	assert_true(str_eq(waits(STATE_SPAM, 7200), waits(STATE_PENDING, 7200)));
	for (enum state s = 0; s < STATE__MAX; s++)
		if (s != STATE_PENDING && s != STATE_SPAM)
			assert_false(has(waits(s, 7200), "Usually"));
}

static void
spam_is_answered_like_a_held_comment_to_the_byte(void **state)
{
	(void)state;
	struct str held = status(STATE_PENDING, 0, STR(""));
	struct str spam = status(STATE_SPAM, T0 + 60, STR("we know you"));
	assert_true(str_eq(held, spam));
}

static void
a_published_comment_leads_to_itself(void **state)
{
	(void)state;
	struct str html = status(STATE_APPROVED, T0 + 3600, STR(""));
	assert_true(has(html, "Your comment is published."));
	assert_true(has(html, "<a href=\"/comments/c/7\">See it in the article</a>"));
	assert_true(has(html, "2026-11-25T19:21:00Z"));
	assert_false(has(html, "It has links"));
}

static void
a_rejected_comment_carries_the_moderators_note(void **state)
{
	(void)state;
	struct str html = status(STATE_REJECTED, T0 + 60, STR("Please <name> your source.\nThanks"));
	assert_true(has(html, "Your comment was not published."));
	assert_true(has(html, "dir=\"auto\">Please &lt;name&gt; your source.\nThanks</blockquote>"));
	assert_false(has(html, "See it in the article"));
}

static void
every_state_has_its_own_words(void **state)
{
	(void)state;
	assert_true(has(status(STATE_DELETED, T0, STR("")), "Your comment was removed by a moderator."));
	assert_true(has(status(STATE_WITHDRAWN, T0, STR("")), "You have withdrawn your comment."));
}

static void
an_error_says_what_to_do_and_names_a_number(void **state)
{
	(void)state;
	static const int statuses[] = {400, 403, 404, 405, 409, 413, 415, 418, 422, 429, 500, 501, 503};
	struct site_view site = test_site();
	for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
		struct html h = html_in(a);
		view_error(&h, a, &site, statuses[i], STR("a1<b2"));
		struct str html = html_done(&h).html;
		assert_html(a, html);
		assert_true(has(html, "<code>a1&lt;b2</code>"));
	}
	struct html h = html_in(a);
	view_error(&h, a, &site, 404, STR(""));
	assert_true(has(html_done(&h).html, "<h1 dir=\"auto\">There is nothing here</h1>"));
}

static void
an_open_window_shows_the_raw_text_to_edit_and_how_long(void **state)
{
	(void)state;
	struct str html = status_with(STATE_APPROVED, 0, STR(""),
				      &(struct status_view){.edit_until = T0 + 7200 + 125, .may_withdraw = true});
	assert_true(has(html, "You can edit it for another 3 minutes."));
	assert_true(has(html, "data-left=\"125\""));
	assert_true(has(html, ">\nSee [this](http://a.example) &lt;b&gt;</textarea>"));
	assert_true(has(html, "<details class=\"rj-act\">"));
	assert_true(has(html, "name=\"version\" value=\"0\""));
	assert_true(has(html, "href=\"?part=withdraw\""));
	html = status_with(STATE_APPROVED, 0, STR(""), &(struct status_view){.edit_until = T0 + 7200});
	assert_false(has(html, "<textarea"));
	assert_false(has(html, "part=withdraw"));
}

static void
what_was_typed_in_vain_is_still_there_with_the_fault_beside_it(void **state)
{
	(void)state;
	struct str html = status_with(STATE_APPROVED, 0, STR(""),
				      &(struct status_view){.edit_until = T0 + 7200 + 60,
							    .typed = true,
							    .edit_text = STR("</textarea><b>"),
							    .error = STR("Nothing was changed yet."),
							    .edit_error = STR("Too long.")});
	assert_true(has(html, "<details class=\"rj-act\" open>"));
	assert_true(has(html, "&lt;/textarea&gt;&lt;b&gt;</textarea>"));
	assert_true(has(html, "id=\"comment-error\""));
	assert_true(has(html, "aria-describedby=\"comment-error rj-until\" aria-invalid=\"true\""));
	assert_true(has(html, "role=\"alert\""));
}

static void
an_appeal_is_offered_and_then_shown_between_two_decisions(void **state)
{
	(void)state;
	struct str html = status_with(STATE_REJECTED, T0 + 60, STR(""),
				      &(struct status_view){.may_appeal = true});
	assert_true(has(html, "name=\"appeal\""));
	html = status_with(STATE_REJECTED, T0 + 60, STR(""),
			   &(struct status_view){.appealed = T0 + 120, .appeal = STR("But <why>?")});
	assert_false(has(html, "name=\"appeal\""));
	assert_true(has(html, "But &lt;why&gt;?"));
	assert_int_equal(count(html, "class=\"rj-step "), 5);
	assert_int_equal(count(html, "rj-step-open"), 1);
	html = status_with(STATE_APPROVED, T0 + 180, STR(""),
			   &(struct status_view){.appealed = T0 + 120, .appeal = STR("But <why>?")});
	assert_int_equal(count(html, "class=\"rj-step "), 4);
	assert_int_equal(count(html, "rj-step-open"), 0);
}

static void
withdrawing_asks_once_more(void **state)
{
	(void)state;
	struct site_view site = test_site();
	struct comment c = TEST_COMMENT(a, 7);
	struct html h = html_in(a);
	view_withdraw(&h, a, &site, &(struct status_view){.comment = &c, .self = STR("/comments/status/abc")});
	struct str html = html_done(&h).html;
	assert_html(a, html);
	assert_true(has(html, "Withdraw your comment?"));
	assert_true(has(html, "action=\"/comments/status/abc\" method=\"post\""));
	assert_true(has(html, "name=\"act\" value=\"withdraw\""));
	assert_true(has(html, "<a class=\"rj-other\" href=\"/comments/status/abc\">Keep it</a>"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_fragment_brings_style_and_script_and_is_the_same_for_everyone),
		cmocka_unit_test(a_page_has_a_title_a_way_home_and_a_way_back),
		cmocka_unit_test(without_a_way_back_there_is_none),
		cmocka_unit_test(a_waiting_comment_says_so_and_why),
		cmocka_unit_test(who_waits_is_told_how_long_that_takes_if_it_is_known),
		cmocka_unit_test(spam_is_answered_like_a_held_comment_to_the_byte),
		cmocka_unit_test(an_open_window_shows_the_raw_text_to_edit_and_how_long),
		cmocka_unit_test(what_was_typed_in_vain_is_still_there_with_the_fault_beside_it),
		cmocka_unit_test(an_appeal_is_offered_and_then_shown_between_two_decisions),
		cmocka_unit_test(withdrawing_asks_once_more),
		cmocka_unit_test(a_published_comment_leads_to_itself),
		cmocka_unit_test(a_rejected_comment_carries_the_moderators_note),
		cmocka_unit_test(every_state_has_its_own_words),
		cmocka_unit_test(an_error_says_what_to_do_and_names_a_number),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
