/* Notices of illegal content and appeals over the web, without a script: from the form to the desk and back. */
#include "test.h"

#include "../sqlite.h"
#include "../view/check_html.h"
#include "one_world.h"

#define GOOD "kind=hate&explanation=Paragraph+130+forbids+it.&name=Nora+Fall&email=nora%40reader.example&good_faith=1"

static struct fc_answer
get(const char *path, const char *query)
{
	return ask(w, &(struct ask){.host = "news.example", .method = "GET", .path = str_of(path),
				    .query = str_of(query)});
}

static struct fc_answer
post(struct str path, struct str body)
{
	return ask(w, &(struct ask){.host = "news.example", .method = "POST", .path = path, .body = body});
}

static struct fc_answer
send_notice(struct comment_id id, const char *fields)
{
	return post(STR("/comments/notice"), str_printf(w->a, "c=%ld&%s", (long)id.n, fields));
}

static struct fc_answer
own_page(struct str path)
{
	return ask(w, &(struct ask){.host = "news.example", .method = "GET", .path = path});
}

static struct str
cookie(void)
{
	return str_printf(w->a, "__Host-rj_session_1=%.*s", STR_FMT(w->a_session));
}

static struct fc_answer
desk(const char *query)
{
	return ask(w, &(struct ask){.host = "news.example", .method = "GET", .path = STR("/comments/moderate/"),
				    .query = str_of(query), .cookie = cookie()});
}

static struct fc_answer
decide_on(const char *what, int64_t id, const char *fields)
{
	struct str path = str_printf(w->a, "/comments/moderate/%s/%ld", what, (long)id);
	struct str body = str_printf(w->a, "csrf=%.*s&%s", STR_FMT(w->a_csrf), fields);
	return ask(w, &(struct ask){.host = "news.example", .method = "POST", .path = path, .body = body,
				    .cookie = cookie()});
}

static int64_t
rows_of(const char *sql)
{
	int64_t n = -1;
	assert_true(str_int(str_trim(sqlite_says(w->a, w->db.p, sql, NULL)), 0, INT64_MAX, &n));
	return n;
}

/* The one notice of a's that the world has. */
#define A_NOTICE 500001

/* ---- sending ------------------------------------------------------------------------------------------- */

static void
the_form_has_the_exact_address_and_needs_no_account(void **state)
{
	(void)state;
	struct fc_answer r = get("/comments/notice", "c=700001");
	assert_int_equal(r.status, 200);
	assert_html(w->a, r.body);
	assert_true(says(&r, "value=\"https://news.example/comments/c/700001\""));
	assert_true(says(&r, "<option value=\"child\">Sexual abuse of children</option>"));
	assert_true(says(&r, "This is about a comment by <bdi>Ana</bdi>."));
	assert_true(str_has(fc_header(&r, "Cache-Control"), 'n'));
	assert_int_equal(fc_header(&r, "Set-Cookie").n, 0);
	assert_int_equal(get("/comments/notice", "").status, 404);
	assert_int_equal(get("/comments/notice", "c=x").status, 404);
	r = get("/comments/notice", "c=700001&lang=ar");
	assert_true(says(&r, "dir=\"rtl\""));
	assert_true(says(&r, "name=\"lang\" value=\"ar\""));
}

static void
what_readers_do_not_see_and_what_is_nowhere_answer_alike(void **state)
{
	(void)state;
	struct fc_answer waits = get("/comments/notice", str_printf(w->a, "c=%ld", (long)w->a_waiting.n).p);
	struct fc_answer other = get("/comments/notice", str_printf(w->a, "c=%ld", (long)w->b_shown.n).p);
	struct fc_answer none = get("/comments/notice", str_printf(w->a, "c=%ld", (long)w->nowhere.n).p);
	assert_int_equal(waits.status, 404);
	assert_int_equal(other.status, 404);
	assert_int_equal(none.status, 404);
	struct fc_answer r = send_notice(w->a_waiting, GOOD);
	assert_int_equal(r.status, 404);
	assert_true(says(&r, "your notice was not sent"));
	assert_true(says(&r, "Paragraph 130 forbids it.</textarea>")); /* the text is not lost */
	assert_html(w->a, r.body);
	assert_int_equal(send_notice(w->nowhere, GOOD).status, 404);
	assert_int_equal(rows_of("SELECT count(*) FROM notice"), 2);
}

static void
errors_stand_beside_their_fields_and_nothing_typed_is_lost(void **state)
{
	(void)state;
	struct fc_answer r = send_notice(w->a_shown, "kind=&explanation=&name=&email=");
	assert_int_equal(r.status, 422);
	assert_html(w->a, r.body);
	assert_true(says(&r, "Your notice was not sent. Please check:"));
	assert_true(says(&r, "<a href=\"#kind\">Please choose what it is.</a>"));
	assert_true(says(&r, "aria-describedby=\"explanation-error rj-notice-help\" aria-invalid=\"true\""));
	assert_true(says(&r, "aria-describedby=\"name-error rj-who\" aria-invalid=\"true\""));
	assert_true(says(&r, "aria-describedby=\"email-error rj-who\" aria-invalid=\"true\""));
	assert_true(says(&r, "aria-describedby=\"good_faith-error\" aria-invalid=\"true\""));
	r = send_notice(w->a_shown, "kind=fraud&explanation=%3Cb%3ESee&name=N&email=no&good_faith=1");
	assert_int_equal(r.status, 422);
	assert_html(w->a, r.body);
	assert_true(says(&r, "<option value=\"fraud\" selected>"));
	assert_true(says(&r, "&lt;b&gt;See</textarea>"));
	assert_true(says(&r, "value=\"no\""));
	assert_true(says(&r, "value=\"1\" checked"));
	r = send_notice(w->a_shown, "kind=&explanation=See&name=&email=not+an+address"); /* all at once */
	assert_true(says(&r, "This is not an email address."));
	assert_true(says(&r, "<a href=\"#name\">"));
	r = send_notice(w->a_shown, "kind=fraud&explanation=See&name=N&email=not+an+address&good_faith=1");
	assert_int_equal(r.status, 422);
	assert_true(says(&r, "This is not an email address."));
	assert_true(says(&r, "value=\"not an address\""));
	assert_int_equal(rows_of("SELECT count(*) FROM notice"), 2);
}

static void
both_sides_of_each_limit_are_kept(void **state)
{
	(void)state;
	static const struct {
		const char *character;
		const char *encoded;
	} in[] = {{"a", "a"}, {"\xC3\xA9", "%C3%A9"}, {"\xE2\x82\xAC", "%E2%82%AC"}, {"\xF0\x9F\x98\x80", "%F0%9F%98%80"}};
	for (size_t k = 0; k < ARRAY_LEN(in); k++)
		for (int over = 0; over < 2; over++) {
			struct buf b = buf_in(w->a, 64 * 1024);
			buf_lit(&b, "kind=child&good_faith=1&explanation=");
			for (int i = 0; i < NOTICE_CHARS_MAX + over; i++)
				buf_str(&b, str_of(in[k].encoded));
			buf_char(&b, '\0');
			assert_int_equal(send_notice(w->a_shown, buf_view(&b).p).status, over ? 422 : 303);
		}
	assert_int_equal(rows_of("SELECT count(*) FROM notice WHERE length(body) = 4000"), 4);
}

static void
about_children_it_needs_no_name_and_leads_to_a_private_receipt(void **state)
{
	(void)state;
	struct fc_answer r = send_notice(w->a_shown, "kind=child&explanation=See.&name=&email=&good_faith=1");
	assert_int_equal(r.status, 303);
	struct str to = fc_header(&r, "Location");
	assert_true(str_starts(to, STR("/comments/notice/")));
	r = own_page(to);
	assert_int_equal(r.status, 200);
	assert_html(w->a, r.body);
	assert_true(says(&r, "We have received your notice."));
	assert_true(says(&r, "Its number is 500003."));
	assert_str(fc_header(&r, "Cache-Control"), "no-store");
	assert_str(fc_header(&r, "Referrer-Policy"), "no-referrer");
	assert_str(fc_header(&r, "X-Robots-Tag"), "noindex");
	r = send_notice(w->a_shown, "kind=child&explanation=See.&name=&email=&good_faith=1");
	assert_true(str_eq(fc_header(&r, "Location"), to)); /* a second click */
	assert_int_equal(rows_of("SELECT count(*) FROM notice"), 3);
}

static void
another_site_cannot_have_its_readers_send_one(void **state)
{
	(void)state;
	struct ask q = {.host = "news.example", .method = "POST", .path = STR("/comments/notice"),
			.body = STR("c=700001&" GOOD), .origin = "https://evil.example"};
	assert_int_equal(ask(w, &q).status, 403);
	assert_int_equal(rows_of("SELECT count(*) FROM notice"), 2);
}

static void
who_guesses_links_is_slowed_down(void **state)
{
	(void)state;
	struct str path = str_cat(w->a, STR("/comments/notice/"), w->no_note);
	int status = 404;
	for (int i = 0; i < 60 && status == 404; i++)
		status = own_page(path).status;
	assert_int_equal(status, 429);
	/* The right one is not looked at from there either; elsewhere it is. */
	struct ask q = {.host = "news.example", .method = "GET",
			.path = str_cat(w->a, STR("/comments/notice/"), w->a_note)};
	assert_int_equal(ask(w, &q).status, 429);
	q.from = "198.51.100.9";
	assert_int_equal(ask(w, &q).status, 200);
	w->touched = true;
}

/* ---- the desk -------------------------------------------------------------------------------------------- */

static void
a_notice_waits_on_the_desk_beside_its_comment(void **state)
{
	(void)state;
	struct fc_answer r = desk("");
	assert_true(says(&r, "?state=notices\">Notices <span class=\"count\">1</span>"));
	assert_true(says(&r, "?state=appeals\">Appeals <span class=\"count\">0</span>"));
	r = desk("state=notices");
	assert_int_equal(r.status, 200);
	assert_html(w->a, r.body);
	assert_true(says(&r, "Notice 500001: Hate speech, incitement to hatred"));
	assert_true(says(&r, "Explained at a."));
	assert_true(says(&r, "Words from a."));
	assert_true(says(&r, "From <bdi>Nora Fall</bdi> <code>reader-"));
	assert_false(says(&r, "reader.example"));
	assert_true(says(&r, "aria-current=\"page\">Notices"));
	assert_html(w->a, desk("state=appeals").body);
}

static void
an_answer_without_a_reason_is_refused_and_what_was_typed_stays(void **state)
{
	(void)state;
	struct fc_answer r = decide_on("notice", A_NOTICE,
				       "seen=received&version=0&decision=act&answer=+&note=To+the+%3Cwriter%3E");
	assert_int_equal(r.status, 422);
	assert_html(w->a, r.body);
	assert_true(says(&r, "Please say why: the answer is missing."));
	assert_true(says(&r, "aria-describedby=\"answer-500001-error\" aria-invalid=\"true\""));
	assert_true(says(&r, "To the &lt;writer&gt;</textarea>"));
	assert_int_equal(rows_of("SELECT count(*) FROM notice_answer"), 0);
}

static void
taking_it_down_is_told_to_both_and_can_be_undone(void **state)
{
	(void)state;
	struct str private = str_cat(w->a, STR("/comments/notice/"), w->a_note);
	struct fc_answer r = decide_on("notice", A_NOTICE, "seen=received&version=0&decision=take");
	assert_int_equal(r.status, 303);
	assert_str(fc_header(&r, "Location"), "/comments/moderate/?state=notices&done=take");
	r = own_page(private);
	assert_true(says(&r, "Your notice is under review."));
	r = decide_on("notice", A_NOTICE, "seen=review&version=0&decision=act&answer=You+are+right.&note=It+incites.");
	assert_int_equal(r.status, 303);
	assert_str(fc_header(&r, "Location"), "/comments/moderate/?state=notices&done=act&comment=700001");
	r = desk("state=notices&done=act&comment=700001");
	assert_true(says(&r, "The comment is not shown, and the notice is answered."));
	assert_true(says(&r, "No notice of illegal content waits."));
	assert_true(says(&r, "name=\"seen\" value=\"notices\""));
	assert_html(w->a, r.body);
	r = own_page(private);
	assert_html(w->a, r.body);
	assert_true(says(&r, "The comment was taken down."));
	assert_true(says(&r, "You are right."));
	assert_false(says(&r, "editor")); /* nobody's name */
	r = own_page(str_cat(w->a, STR("/comments/status/"),
			     status_token(w->f.a, w->f.house, w->f.site, w->a_shown, 0, NOW)));
	assert_html(w->a, r.body);
	assert_true(says(&r, "notice of illegal content: <strong>Hate speech, incitement to hatred</strong>"));
	assert_true(says(&r, "It incites."));
	assert_false(says(&r, "Nora"));
	r = get("/comments/page", "page=/story/plain");
	assert_false(says(&r, "Words from a."));
	int64_t decision = rows_of("SELECT max(id) FROM decision");
	r = decide_on("undo", decision, "seen=notices");
	assert_str(fc_header(&r, "Location"), "/comments/moderate/?state=notices&done=undo");
	r = desk("state=notices");
	assert_true(says(&r, "Notice 500001"));
}

static void
a_decision_to_leave_it_can_be_complained_of_once(void **state)
{
	(void)state;
	struct str private = str_cat(w->a, STR("/comments/notice/"), w->a_note);
	decide_on("notice", A_NOTICE, "seen=received&version=0&decision=leave&answer=It+is+an+opinion.");
	struct fc_answer r = own_page(private);
	assert_true(says(&r, "The comment stays."));
	assert_true(says(&r, "Send the complaint"));
	int64_t decision = rows_of("SELECT max(id) FROM decision");
	assert_true(says(&(struct fc_answer){.out = desk("state=notices&done=leave&comment=700001").out},
			 str_printf(w->a, "/comments/moderate/undo/%ld\"", (long)decision).p));
	r = post(private, STR("complaint=+"));
	assert_int_equal(r.status, 422);
	assert_html(w->a, r.body);
	assert_true(says(&r, "aria-describedby=\"complaint-error rj-complain-help\" aria-invalid=\"true\""));
	r = post(private, STR("complaint=Read+the+%3Csecond%3E+line."));
	assert_int_equal(r.status, 303);
	assert_true(str_eq(fc_header(&r, "Location"), private));
	r = own_page(private);
	assert_html(w->a, r.body);
	assert_true(says(&r, "We have received your complaint."));
	assert_false(says(&r, "Send the complaint"));
	r = post(private, STR("complaint=And+another."));
	assert_int_equal(r.status, 409);
	assert_true(says(&r, "And another.</textarea>"));
	assert_html(w->a, r.body);
	r = desk("state=notices");
	assert_html(w->a, r.body);
	assert_true(says(&r, "Read the &lt;second&gt; line."));
	assert_true(says(&r, "You decided this yourself."));
	r = decide_on("undo", decision, "seen=notices");
	assert_int_equal(r.status, 409);
	assert_true(says(&r, "Who got this answer has complained of it since. Nothing was undone."));
}

/* ---- appeals ----------------------------------------------------------------------------------------------- */

static void
who_rejected_is_told_that_another_moderator_keeps_it(void **state)
{
	(void)state;
	enum account_outcome out;
	struct account_id id;
	struct str private = str_cat(w->a, STR("/comments/status/"), w->a_status);
	assert_int_equal(actor_add(w->f.house, w->f.site, w->a, w->f.console, STR("second"), ROLE_MODERATOR,
				   str_copy(w->a, STR("correct horse battery")), &out, &id),
			 ERR_OK);
	assert_int_equal(decide_on("comment", w->a_waiting.n, "decision=reject&seen=pending").status, 303);
	post(private, STR("act=appeal&appeal=They+are+mine."));
	struct fc_answer r = desk("state=appeals");
	assert_html(w->a, r.body);
	assert_true(says(&r, "only another moderator can confirm it."));
	assert_false(says(&r, "value=\"keep\""));
	assert_true(says(&r, "value=\"approve\""));
	r = decide_on("appeal", w->a_waiting.n, "seen=rejected&version=0&decision=keep&answer=One+is+enough.");
	assert_int_equal(r.status, 403);
	assert_html(w->a, r.body);
	assert_true(says(&r, "only another moderator can confirm it."));
	assert_true(says(&r, "One is enough.</textarea>"));
}

static void
an_appeal_waits_on_the_desk_and_its_answer_is_on_the_writers_page(void **state)
{
	(void)state;
	struct str private = str_cat(w->a, STR("/comments/status/"), w->a_status);
	struct str fields = str_printf(w->a, "decision=reject&seen=pending&note=Too+many+links.");
	assert_int_equal(decide_on("comment", w->a_waiting.n, fields.p).status, 303);
	post(private, STR("act=appeal&appeal=They+are+%3Ball+mine."));
	struct fc_answer r = desk("state=appeals");
	assert_html(w->a, r.body);
	assert_true(says(&r, "?state=appeals\" aria-current=\"page\">Appeals <span class=\"count\">1</span>"));
	assert_true(says(&r, "They are ;all mine."));
	assert_true(says(&r, "You decided this yourself."));
	assert_true(says(&r, "Decided by <bdi>editor</bdi>"));
	r = decide_on("appeal", w->a_waiting.n, "seen=rejected&version=0&decision=keep&answer=");
	assert_int_equal(r.status, 422);
	assert_html(w->a, r.body);
	assert_true(says(&r, "Please say why: the answer is missing."));
	r = decide_on("appeal", w->a_waiting.n, "seen=rejected&version=0&decision=keep&answer=One+is+enough.");
	assert_int_equal(r.status, 303);
	struct str done = str_printf(w->a, "state=appeals&done=keep&comment=%ld", (long)w->a_waiting.n);
	assert_true(str_eq(fc_header(&r, "Location"), str_cat(w->a, STR("/comments/moderate/?"), done)));
	int64_t decision = rows_of("SELECT max(id) FROM decision");
	struct str button = str_printf(w->a, "action=\"/comments/moderate/undo/%ld\"", (long)decision);
	r = desk(done.p);
	assert_html(w->a, r.body);
	assert_true(says(&r, "The rejection stands, and its writer reads the answer."));
	assert_true(says(&r, button.p));
	assert_false(says(&r, "Your last decision"));
	r = desk("");
	assert_true(says(&r, "left as it was"));
	assert_true(says(&r, button.p));
	r = decide_on("undo", decision, "seen=appeals");
	assert_str(fc_header(&r, "Location"), "/comments/moderate/?state=appeals&done=reopen");
	r = desk("state=appeals&done=reopen");
	assert_true(says(&r, "Undone: what you answered waits for an answer again."));
	assert_true(says(&r, "They are ;all mine."));
	assert_false(says(&r, "One is enough."));
	assert_int_equal(decide_on("undo", decision, "seen=appeals").status, 409);
	assert_int_equal(decide_on("appeal", w->a_waiting.n, "seen=rejected&decision=keep&answer=One+is+enough.").status,
			 303);
	r = own_page(private);
	assert_html(w->a, r.body);
	assert_true(says(&r, "The answer to your appeal"));
	assert_true(says(&r, "One is enough."));
	assert_true(says(&r, "The decision stands."));
	assert_int_equal(decide_on("appeal", w->a_waiting.n, "seen=rejected&decision=keep&answer=x").status, 409);
	r = desk("state=rejected");
	assert_true(says(&r, "One is enough."));
	r = decide_on("appeal", w->a_waiting.n, "seen=rejected&version=0&decision=approve&answer=After+all.");
	assert_str(fc_header(&r, "Location"), "/comments/moderate/?state=appeals&done=approve&comment=700002");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(the_form_has_the_exact_address_and_needs_no_account),
		TEST(what_readers_do_not_see_and_what_is_nowhere_answer_alike),
		TEST(errors_stand_beside_their_fields_and_nothing_typed_is_lost),
		TEST(both_sides_of_each_limit_are_kept),
		TEST(about_children_it_needs_no_name_and_leads_to_a_private_receipt),
		TEST(another_site_cannot_have_its_readers_send_one),
		TEST(who_guesses_links_is_slowed_down),
		TEST(a_notice_waits_on_the_desk_beside_its_comment),
		TEST(an_answer_without_a_reason_is_refused_and_what_was_typed_stays),
		TEST(taking_it_down_is_told_to_both_and_can_be_undone),
		TEST(a_decision_to_leave_it_can_be_complained_of_once),
		TEST(who_rejected_is_told_that_another_moderator_keeps_it),
		TEST(an_appeal_waits_on_the_desk_and_its_answer_is_on_the_writers_page),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
