/* The form: WordPress's ids, names, texts and order; nothing typed is lost; faults are tied to fields. */
#include "test.h"

#include "check_html.h"
#include "site.h"
#include "arena.h"
#include "view/markup.h"

static struct str
form(const struct site_view *site, const struct form_view *f)
{
	struct html h = html_in(a);
	view_form(&h, a, site, f);
	struct str html = html_done(&h).html;
	assert_html(a, html);
	return html;
}

static bool
has(struct str s, const char *what)
{
	return str_find(s, str_of(what), 0) != SIZE_MAX;
}

static void
a_new_form_has_everything_in_wordpress_order(void **state)
{
	(void)state;
	static const char *const order[] = {
		"<div id=\"respond\" class=\"comment-respond\">",
		"<h3 id=\"reply-title\" class=\"comment-reply-title\">Leave a Reply</h3>",
		"<form id=\"commentform\" class=\"comment-form\" action=\"/comments/reply\" method=\"post\"",
		"<p class=\"comment-notes\"><span id=\"email-notes\">Your email address will not be published.</span>",
		"<span class=\"required-field-message\">Required fields are marked <span class=\"required\">*</span></span>",
		"<p class=\"comment-form-comment\"><label for=\"comment\">Comment <span class=\"required\"",
		"<textarea id=\"comment\" name=\"comment\"", " required>\n</textarea>", "Up to 8,000 characters.",
		"<p class=\"comment-form-author\"><label for=\"author\">Name <span class=\"required\"",
		"<input id=\"author\" name=\"author\" type=\"text\" value=\"\" size=\"30\" autocomplete=\"name\"",
		"<p class=\"comment-form-email\"><label for=\"email\">Email <span class=\"required\"",
		"<input id=\"email\" name=\"email\" type=\"email\"", "aria-describedby=\"email-notes\"",
		"<p class=\"comment-form-url\"><label for=\"url\">Website</label>",
		"<input id=\"url\" name=\"url\" type=\"url\"", "autocomplete=\"url\"",
		"<p class=\"comment-form-cookies-consent\" hidden><input id=\"wp-comment-cookies-consent\"",
		"Save my name, email, and website in this browser for the next time I comment.",
		"name=\"" FORM_HONEYPOT "\" type=\"text\" value=\"\" tabindex=\"-1\" autocomplete=\"off\"",
		"<p class=\"form-submit\"><input id=\"submit\" class=\"submit\" name=\"submit\" type=\"submit\" value=\"Post Comment\">",
		"<input type=\"hidden\" name=\"page\" value=\"/2026/11/story\">",
		"<input type=\"hidden\" name=\"comment_parent\" value=\"0\">",
		"<input type=\"hidden\" name=\"token\" value=\"tok\">",
		"<a href=\"/rules\">House rules</a> · <a href=\"https://news.example/privacy?a=1&amp;b=2\">Privacy</a>"};
	struct site_view site = test_site();
	struct str html = form(&site, &(struct form_view){.page = STR("/2026/11/story"), .token = STR("tok")});
	size_t at = 0;
	for (size_t i = 0; i < ARRAY_LEN(order); i++) {
		size_t found = str_find(html, str_of(order[i]), at);
		if (found == SIZE_MAX)
			fail_msg("not there, or out of order: %s", order[i]);
		at = found;
	}
	assert_false(has(html, "role=\"alert\""));
	assert_false(has(html, "aria-invalid"));
	assert_false(has(html, " novalidate"));
}

static void
a_reply_names_its_parent_and_can_be_cancelled(void **state)
{
	(void)state;
	struct site_view site = test_site();
	struct str html = form(&site, &(struct form_view){
		.page = STR("/a b"), .parent = {17}, .parent_name = STR("A & <B>")});
	assert_true(has(html, "Leave a Reply to <bdi>A &amp; &lt;B&gt;</bdi> <small><a rel=\"nofollow\" "
			      "id=\"cancel-comment-reply-link\" href=\"/comments/page?page=%2Fa%20b#respond\">"
			      "Cancel reply</a></small></h3>"));
	assert_true(has(html, "name=\"comment_parent\" value=\"17\""));
}

static void
faults_are_told_on_top_and_beside_their_field_and_the_text_is_kept(void **state)
{
	(void)state;
	struct site_view site = test_site();
	struct str html = form(&site, &(struct form_view){
		.text = STR("\n<i>kept</i>\n"), .name = STR("\"q\""), .email = STR("no"), .url = STR("x"),
		.error = STR("Not posted."), .text_error = STR("T&T"), .name_error = STR("N"),
		.email_error = STR("E"), .url_error = STR("U")});
	assert_true(has(html, "<p id=\"rj-error\" class=\"rj-error\" role=\"alert\" tabindex=\"-1\">Not posted."
			      "<br><a href=\"#comment\">T&amp;T</a><br><a href=\"#author\">N</a>"
			      "<br><a href=\"#email\">E</a><br><a href=\"#url\">U</a></p>"));
	assert_true(has(html, "required>\n\n&lt;i&gt;kept&lt;/i&gt;\n</textarea>"));
	assert_true(has(html, "aria-describedby=\"comment-error comment-help\" aria-invalid=\"true\""));
	assert_true(has(html, "value=\"&#34;q&#34;\""));
	assert_true(has(html, "aria-describedby=\"email-error email-notes\" aria-invalid=\"true\""));
	assert_true(has(html, "<span id=\"url-error\" class=\"rj-field-error\">U</span>"));
}

static void
a_fault_of_one_field_alone_has_a_summary_too(void **state)
{
	(void)state;
	struct site_view site = test_site();
	struct str html = form(&site, &(struct form_view){.url_error = STR("U")});
	assert_true(has(html, "Your comment was not posted. Please check:<br><a href=\"#url\">U</a>"));
}

static void
email_is_required_only_where_the_site_says_so(void **state)
{
	(void)state;
	struct site_view site = test_site();
	site.email_required = false;
	struct str html = form(&site, &(struct form_view){.page = STR("/a")});
	assert_true(has(html, "<label for=\"email\">Email</label>"));
}

static void
below_the_form_stand_the_rules_if_there_are_any_and_the_feed(void **state)
{
	(void)state;
	struct site_view site = test_site();
	site.rules_url = site.privacy_url = STR("");
	struct str html = form(&site, &(struct form_view){.page = STR("/a&b")});
	assert_true(has(html, "<p class=\"rj-policies\"><a href=\"/comments/feed.atom?page=%2Fa%26b\">"
			      "Feed of these comments</a></p>"));
	site.rules_url = STR("/rules");
	html = form(&site, &(struct form_view){.page = STR("/a")});
	assert_true(has(html, "<a href=\"/rules\">House rules</a> · <a href=\"/comments/feed.atom"));
}

static void
the_form_says_how_the_article_takes_comments(void **state)
{
	(void)state;
	struct site_view site = test_site();
	struct form_view f = {.page = STR("/a")};
	assert_false(has(form(&site, &f), "rj-standing"));
	f.standing = (struct openness){.premoderated = true, .slow = 120, .closes = T0};
	struct str html = form(&site, &f);
	assert_true(has(html, "<p class=\"rj-standing\">A moderator reads every comment before it appears.</p>"));
	assert_true(has(html, "Slow mode: one comment in 2 minutes from one network."));
	assert_true(has(html, "Comments close on 25 November 2026, 18:21 UTC."));
	f.standing = (struct openness){.slow = 1};
	assert_true(has(form(&site, &f), "Slow mode: one comment in 1 second from one network."));
}

static void
a_read_only_article_says_so(void **state)
{
	(void)state;
	struct site_view site = test_site();
	struct openness s = {.closed = true, .readonly = true};
	assert_str(form(&site, &(struct form_view){.standing = s}),
		   "<p class=\"no-comments\">These comments can only be read.</p>\n");
}

static void
a_closed_article_says_so_and_has_no_form(void **state)
{
	(void)state;
	struct site_view site = test_site();
	assert_str(form(&site, &(struct form_view){.standing.closed = true, .text = STR("x")}),
		   "<p class=\"no-comments\">Comments are closed.</p>\n");
}

static void
hostile_values_stay_values(void **state)
{
	(void)state;
	struct site_view site = test_site();
	struct str x = STR(NASTY "</textarea>");
	struct str html = form(&site, &(struct form_view){
		.page = x, .token = x, .parent = {1}, .parent_name = x, .text = x, .name = x, .email = x, .url = x,
		.error = x, .text_error = x, .name_error = x, .email_error = x, .url_error = x});
	assert_false(has(html, "<script"));
}

static void
a_preview_stands_in_the_form_by_the_renderer_of_the_article(void **state)
{
	(void)state;
	struct site_view site = test_site();
	struct html body = html_in(a);
	struct str text = STR("So **late**. <script>alert(1)</script> https://a.example/");
	markup(&body, text);
	struct str html = form(&site, &(struct form_view){.page = STR("/a"), .text = text, .preview = true});
	assert_true(str_find(html, html_done(&body).html, 0) != SIZE_MAX);
	assert_true(str_find(html, STR("rj-preview\""), 0) < str_find(html, STR("form-submit"), 0));
	assert_true(has(html, "formaction=\"/comments/preview\""));
	assert_false(has(form(&site, &(struct form_view){.page = STR("/a"), .text = text}), "id=\"rj-preview\""));
}

static void
the_version_of_the_house_rules_is_said_and_sent(void **state)
{
	(void)state;
	struct site_view site = test_site();
	assert_false(has(form(&site, &(struct form_view){.page = STR("/a")}), "name=\"rules\""));
	site.rules_version = STR("2026 <b>");
	struct str html = form(&site, &(struct form_view){.page = STR("/a")});
	assert_true(has(html, "name=\"rules\" value=\"2026 &lt;b&gt;\""));
	assert_true(has(html, "By posting you accept the house rules, version <bdi>2026 &lt;b&gt;</bdi>. <a href=\"/rules\""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_preview_stands_in_the_form_by_the_renderer_of_the_article),
		cmocka_unit_test(the_version_of_the_house_rules_is_said_and_sent),
		cmocka_unit_test(a_new_form_has_everything_in_wordpress_order),
		cmocka_unit_test(a_reply_names_its_parent_and_can_be_cancelled),
		cmocka_unit_test(faults_are_told_on_top_and_beside_their_field_and_the_text_is_kept),
		cmocka_unit_test(a_fault_of_one_field_alone_has_a_summary_too),
		cmocka_unit_test(email_is_required_only_where_the_site_says_so),
		cmocka_unit_test(below_the_form_stand_the_rules_if_there_are_any_and_the_feed),
		cmocka_unit_test(a_closed_article_says_so_and_has_no_form),
		cmocka_unit_test(a_read_only_article_says_so),
		cmocka_unit_test(the_form_says_how_the_article_takes_comments),
		cmocka_unit_test(hostile_values_stay_values),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
