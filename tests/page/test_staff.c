/* The site's own answers: from the desk alone, marked outside the name, and undone like every move. */
#include "test.h"

#include "flow/thread.h"
#include "one_world.h"

static struct fc_answer
get(const char *path, const char *query)
{
	return ask(w, &(struct ask){.host = "news.example", .method = "GET", .path = str_of(path),
				    .query = str_of(query)});
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
send_to(const char *what, int64_t id, const char *fields)
{
	struct str path = str_printf(w->a, "/comments/moderate/%s/%ld", what, (long)id);
	struct str body = str_printf(w->a, "csrf=%.*s&%s", STR_FMT(w->a_csrf), fields);
	w->touched = true;
	return ask(w, &(struct ask){.host = "news.example", .method = "POST", .path = path, .body = body,
				    .cookie = cookie()});
}

static int64_t
rows_of(const char *sql)
{
	int64_t n = -1;
	sqlite3 *db;
	sqlite3_stmt *st;
	assert_int_equal(sqlite3_open(str_z(w->a, w->db), &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &st, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	n = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	sqlite3_close(db);
	return n;
}

#define STAFF_ROWS "SELECT count(*) FROM comment WHERE staff IS NOT NULL"
#define MARKED_ROWS "SELECT count(*) FROM comment WHERE (marks & 32) <> 0"
#define MARK "</bdi></b> <span class=\"rj-badge rj-staff\" itemprop=\"jobTitle\">Staff</span>"

static int64_t
reply_to(struct comment_id id, const char *seen, const char *text)
{
	struct fc_answer r =
		send_to("reply", id.n, str_printf(w->a, "seen=%s&version=0&reply=%s", seen, text).p);
	assert_int_equal(r.status, 303);
	return rows_of("SELECT max(id) FROM comment");
}

static void
a_reply_of_the_desk_is_shown_with_a_mark_outside_the_name(void **state)
{
	(void)state;
	struct fc_answer r = desk("state=approved");
	assert_true(says(&r, "action=\"/comments/moderate/reply/700001\""));
	assert_true(says(&r, "Reply as staff"));
	assert_true(says(&r, "published as editor with the mark “Staff”"));
	r = send_to("reply", w->a_shown.n, "seen=approved&version=0&reply=We+looked.+%3Cb%3EIt+is+so.");
	assert_int_equal(r.status, 303);
	int64_t id = rows_of("SELECT max(id) FROM comment");
	assert_true(str_eq(fc_header(&r, "Location"),
			   str_printf(w->a, "/comments/moderate/?state=approved&done=reply&comment=%ld", (long)id)));
	r = get("/comments/page", "page=/story/plain");
	assert_true(says(&r, "rj-by-staff"));
	assert_true(says(&r, "<bdi>editor" MARK));
	assert_true(says(&r, "We looked. &lt;b&gt;It is so."));
	r = get("/comments/api/v1/comments", "page=/story/plain");
	assert_true(says(&r, "\"marks\":[\"staff\"]"));
	assert_true(says(&r, "\"parent\":700001"));
	r = get("/comments/feed.atom", "page=/story/plain");
	assert_true(says(&r, "<category term=\"staff\" label=\"Staff\"/>"));
	r = get("/comments/feed.json", "page=/story/plain");
	assert_true(says(&r, "\"staff\":true"));
	assert_int_equal(rows_of("SELECT count(*) FROM audit WHERE verb = 'reply' AND actor = 'editor'"), 1);
}

static void
what_waits_is_approved_by_the_reply_and_both_are_undone_as_one(void **state)
{
	(void)state;
	struct fc_answer r = desk("");
	assert_true(says(&r, "Approve and reply as staff"));
	int64_t id = reply_to(w->a_waiting, "pending", "Thank+you.");
	assert_int_equal(rows_of("SELECT count(*) FROM comment WHERE state = 'pending' AND site = 1"), 0);
	int64_t shown = rows_of("SELECT approved FROM thread WHERE site = 1 AND page = '/story/plain'");
	assert_int_equal(shown, 3);
	r = desk(str_printf(w->a, "done=reply&comment=%ld", (long)id).p);
	assert_true(says(&r, "Your reply is published."));
	int64_t batch = rows_of("SELECT max(id) FROM batch");
	assert_true(says(&r, str_printf(w->a, "action=\"/comments/moderate/batch/%ld\"", (long)batch).p));
	assert_true(says(&r, "Undo all"));
	r = desk("");
	assert_true(says(&r, str_printf(w->a, "reply %ld published with what it answers", (long)id).p));
	assert_int_equal(rows_of("SELECT count(*) FROM audit WHERE verb = 'batch' AND detail = 'reply'"), 1);
	r = send_to("batch", batch, "");
	assert_str(fc_header(&r, "Location"), "/comments/moderate/?done=unbatch&kept=0");
	r = get("/comments/page", "page=/story/plain");
	assert_false(says(&r, "Thank you."));
	assert_false(says(&r, "rj-staff"));
	assert_int_equal(rows_of("SELECT count(*) FROM comment WHERE state = 'pending' AND site = 1"), 1);
	assert_int_equal(rows_of("SELECT approved FROM thread WHERE site = 1 AND page = '/story/plain'"), 1);
	assert_int_equal(rows_of("SELECT count(*) FROM decision WHERE undone IS NULL AND batch IS NOT NULL"), 0);
	/* And once more: what was taken back may be said again. */
	reply_to(w->a_waiting, "pending", "Thank+you.");
	r = get("/comments/page", "page=/story/plain");
	assert_true(says(&r, "Thank you."));
}

static void
a_form_sent_twice_makes_one_reply(void **state)
{
	(void)state;
	int64_t id = reply_to(w->a_waiting, "pending", "Once.");
	assert_int_equal(reply_to(w->a_waiting, "pending", "Once."), id);
	assert_int_equal(rows_of(STAFF_ROWS), 1);
}

static void
what_is_not_taken_stays_in_the_form(void **state)
{
	(void)state;
	struct fc_answer r = send_to("reply", w->a_waiting.n, "seen=pending&reply=+");
	assert_int_equal(r.status, 422);
	assert_true(says(&r, "aria-invalid=\"true\""));
	/* Somebody else was faster; the card is in no queue that is shown, and comes all the same. */
	assert_int_equal(send_to("comment", w->a_waiting.n, "decision=reject&seen=pending").status, 303);
	r = send_to("reply", w->a_waiting.n, "seen=pending&reply=%3Ci%3EMy+words");
	assert_int_equal(r.status, 409);
	assert_true(says(&r, "It is now: rejected. Your reply was not sent."));
	assert_true(says(&r, "\n&lt;i&gt;My words</textarea>"));
	assert_int_equal(send_to("reply", w->b_shown.n, "seen=approved&reply=x").status, 404);
	assert_int_equal(send_to("reply", w->a_shown.n, "seen=unheard&reply=x").status, 400);
	assert_int_equal(send_to("reply", w->a_shown.n, "seen=approved&version=7&reply=x").status, 409);
	assert_int_equal(rows_of(STAFF_ROWS), 0);
}

static void
nothing_is_written_in_an_article_that_is_read_only(void **state)
{
	(void)state;
	assert_int_equal(thread_set_mode(w->f.house, w->f.site, w->a, w->f.console, STR("/story/plain"),
					 MODE_READONLY),
			 ERR_OK);
	struct fc_answer r = send_to("reply", w->a_shown.n, "seen=approved&reply=x");
	assert_int_equal(r.status, 409);
	assert_true(says(&r, "This article is read-only"));
	assert_int_equal(rows_of(STAFF_ROWS), 0);
}

static void
no_reader_gets_the_mark(void **state)
{
	(void)state;
	const char *form = "page=%2Fstory%2Fplain&author=Staff&email=s@news.example&comment=I+am+staff."
			   "&staff=1&marks=32&mark=staff";
	struct ask q = {.host = "news.example", .method = "POST", .path = STR("/comments/reply"),
			.body = str_of(form)};
	ask(w, &q);
	q.path = STR("/comments/api/v1/comments");
	q.body = STR("page=%2Fstory%2Fplain&author=Ana+%E2%9C%93+Staff&email=s@news.example&comment=So+am+I."
		     "&staff=1&marks=staff");
	ask(w, &q);
	q.path = str_printf(w->a, "/comments/moderate/reply/%ld", (long)w->a_shown.n);
	q.body = STR("csrf=x&seen=approved&reply=So+am+I.");
	int status = ask(w, &q).status;
	assert_true(status == 303 || status == 401 || status == 403);
	q.cookie = cookie();
	assert_int_equal(ask(w, &q).status, 403); /* not the session's own token */
	w->touched = true;
	assert_int_equal(rows_of(MARKED_ROWS), 0);
	struct fc_answer r = get("/comments/page", "page=/story/plain");
	assert_false(says(&r, "rj-staff"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_reply_of_the_desk_is_shown_with_a_mark_outside_the_name),
		TEST(what_waits_is_approved_by_the_reply_and_both_are_undone_as_one),
		TEST(a_form_sent_twice_makes_one_reply),
		TEST(what_is_not_taken_stays_in_the_form),
		TEST(nothing_is_written_in_an_article_that_is_read_only),
		TEST(no_reader_gets_the_mark),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
