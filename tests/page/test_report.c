/* Reports over the web: a link, a page with a form, and the desk's queue. */
#include "test.h"

#include "one_world.h"

static struct fc_answer
get(const char *path, const char *query)
{
	return ask(w, &(struct ask){.host = "news.example", .method = "GET", .path = str_of(path),
				    .query = str_of(query)});
}

static struct fc_answer
report(struct comment_id id, const char *form, const char *accept)
{
	return ask(w, &(struct ask){.host = "news.example", .method = "POST", .path = STR("/comments/report"),
				    .body = str_printf(w->a, "c=%ld%s", (long)id.n, form), .accept = accept});
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

static void
each_comment_has_a_plain_link_to_a_page_with_a_form(void **state)
{
	(void)state;
	struct fc_answer r = get("/comments/page", "page=/story/plain");
	assert_true(says(&r, "<a href=\"/comments/report?c=700001\">Report</a>"));
	r = get("/comments/page", "page=/story/plain&lang=de");
	assert_true(says(&r, "href=\"/comments/report?c=700001&amp;lang=de\">Melden</a>"));
	r = get("/comments/report", "c=700001&lang=de");
	assert_int_equal(r.status, 200);
	assert_true(says(&r, "<html lang=\"de\""));
	assert_true(says(&r, "<form class=\"comment-form rj-form rj-report-form\" action=\"/comments/report\" method=\"post\""));
	assert_true(says(&r, "<input type=\"hidden\" name=\"c\" value=\"700001\"><input type=\"hidden\" name=\"lang\" value=\"de\">"));
	assert_true(says(&r, "name=\"reason\" value=\"off-topic\" required"));
	assert_true(says(&r, "href=\"/comments/notice?c=700001\""));
	assert_int_equal(get("/comments/report", "").status, 404);
	assert_int_equal(get("/comments/report", "c=-1").status, 404);
	assert_int_equal(get("/comments/report", str_printf(w->a, "c=%ld", (long)w->a_waiting.n).p).status, 404);
	assert_int_equal(get("/comments/report", str_printf(w->a, "c=%ld", (long)w->b_shown.n).p).status, 404);
}

static void
a_report_is_thanked_for_and_a_second_one_is_known(void **state)
{
	(void)state;
	struct fc_answer r = report(w->a_shown, "&reason=spam&text=%3Cb%3EBuy%3C%2Fb%3E", "text/html");
	assert_int_equal(r.status, 200);
	assert_true(says(&r, "Thank you for the report"));
	assert_true(says(&r, "href=\"/comments/c/700001\""));
	r = report(w->a_shown, "&reason=insult", "text/html");
	assert_true(says(&r, "Reported already"));
	r = report(w->a_shown, "&reason=insult", "application/json");
	assert_str(r.body, "{\"id\":700001,\"reported\":true}");
}

static void
what_is_missing_is_asked_for_and_nothing_typed_is_lost(void **state)
{
	(void)state;
	struct fc_answer r = report(w->a_shown, "&text=%3Cb%3Emy+street", "text/html");
	assert_int_equal(r.status, 422);
	assert_true(says(&r, "Please choose what is wrong"));
	assert_true(says(&r, "\n&lt;b&gt;my street</textarea>"));
	assert_true(says(&r, "aria-describedby=\"rj-report-help\" dir"));
	r = report(w->a_shown, "&reason=unheard", "text/html");
	assert_int_equal(r.status, 422);
	char form[600] = "&reason=other&text=";
	memset(form + strlen(form), 'a', REPORT_CHARS_MAX + 1);
	r = report(w->a_shown, form, "text/html");
	assert_int_equal(r.status, 422);
	assert_true(says(&r, "at most 500 characters"));
	assert_true(says(&r, "aria-describedby=\"rj-report-text-error rj-report-help\" aria-invalid=\"true\""));
	assert_true(says(&r, "value=\"other\" required checked=\"checked\""));
	r = report(w->a_shown, "", "application/json");
	assert_int_equal(r.status, 422);
	assert_true(says(&r, "Please choose what is wrong"));
	assert_int_equal(report(w->a_waiting, "&reason=spam", "text/html").status, 404);
	assert_int_equal(report(w->b_shown, "&reason=spam", "text/html").status, 404);
	assert_int_equal(report(w->nowhere, "&reason=spam", "application/json").status, 404);
	assert_int_equal(report((struct comment_id){0}, "&reason=spam", "text/html").status, 400);
}

static void
a_moderator_finds_it_in_a_queue_of_its_own_and_closes_it_there(void **state)
{
	(void)state;
	struct fc_answer r = desk("");
	assert_true(says(&r, "href=\"/comments/moderate/?state=reported\">Reported <span class=\"count\">0</span>"));
	report(w->a_shown, "&reason=other&text=%3Cscript%3Ealert(1)%3C%2Fscript%3E", "text/html");
	r = desk("state=reported");
	assert_true(says(&r, "aria-current=\"page\">Reported <span class=\"count\">1</span>"));
	assert_true(says(&r, "id=\"card-700001\""));
	assert_true(says(&r, "<li>Something else <span class=\"weight\">1</span></li>"));
	assert_true(says(&r, "&lt;script&gt;alert(1)&lt;/script&gt;"));
	assert_true(says(&r, "name=\"decision\" value=\"keep\""));
	struct str body = str_printf(w->a, "csrf=%.*s&decision=keep&seen=approved&queue=reported",
				     STR_FMT(w->a_csrf));
	r = ask(w, &(struct ask){.host = "news.example", .method = "POST",
				 .path = STR("/comments/moderate/comment/700001"), .body = body,
				 .cookie = cookie()});
	assert_int_equal(r.status, 303);
	assert_str(fc_header(&r, "Location"), "/comments/moderate/?state=reported&done=keep&comment=700001");
	r = desk("state=reported&done=keep&comment=700001");
	assert_true(says(&r, "Kept: the reports on it are closed."));
	assert_true(says(&r, "No comment is reported."));
	assert_true(says(&r, "/comments/moderate/undo/"));
	r = desk("state=approved");
	assert_true(says(&r, "value=\"pin\""));
	assert_false(says(&r, "value=\"keep\""));
	assert_true(says(&r, "Your last decision: comment 700001 kept"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_comment_has_a_plain_link_to_a_page_with_a_form),
		TEST(a_report_is_thanked_for_and_a_second_one_is_known),
		TEST(what_is_missing_is_asked_for_and_nothing_typed_is_lost),
		TEST(a_moderator_finds_it_in_a_queue_of_its_own_and_closes_it_there),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
