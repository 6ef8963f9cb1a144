/* A moderator's edit over the web: the form, what it says, what readers and the writer see of it. */
#include "test.h"

#include "one_world.h"

static struct str
cookie(void)
{
	return str_printf(w->a, "__Host-rj_session_1=%.*s", STR_FMT(w->a_session));
}

static struct fc_answer
get(const char *path, const char *query, bool signed_in)
{
	return ask(w, &(struct ask){.host = "news.example", .method = "GET", .path = str_of(path),
				    .query = str_of(query), .cookie = signed_in ? cookie() : STR("")});
}

static struct fc_answer
send_to(const char *what, int64_t id, const char *fields)
{
	struct str path = str_printf(w->a, "/comments/moderate/%s/%ld", what, (long)id);
	w->touched = true;
	return ask(w, &(struct ask){.host = "news.example", .method = "POST", .path = path,
				    .body = str_printf(w->a, "csrf=%.*s&%s", STR_FMT(w->a_csrf), fields),
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

#define UPON "seen=approved&version=0"

static void
readers_see_the_text_and_that_it_is_a_moderators(void **state)
{
	(void)state;
	struct fc_answer r = get("/comments/moderate/", "state=approved", true);
	assert_true(says(&r, "action=\"/comments/moderate/edit/700001\""));
	assert_true(says(&r, "<summary aria-keyshortcuts=\"e\">Edit the text"));
	r = send_to("edit", w->a_shown.n, UPON "&reason=insult&why=%3Cb%3ENo+names.&comment=Better+%3Ci%3Ewords.");
	assert_int_equal(r.status, 303);
	assert_str(fc_header(&r, "Location"), "/comments/moderate/?state=approved&done=edit&comment=700001");
	r = get("/comments/page", "page=/story/plain", false);
	assert_true(says(&r, "Better &lt;i&gt;words."));
	assert_true(says(&r, "edited by a moderator"));
	assert_false(says(&r, "No names."));
	r = get("/comments/api/v1/comments", "page=/story/plain", false);
	assert_true(says(&r, "\"marks\":[\"edited\",\"reworded\"]"));
	/* The card tells of it, with the way back. */
	r = get("/comments/moderate/", "state=approved&done=edit&comment=700001", true);
	assert_true(says(&r, "The text is changed, and its writer is told the reason."));
	assert_true(says(&r, "1 earlier text"));
	assert_true(says(&r, "Changed by <bdi>editor</bdi>, a moderator"));
	assert_true(says(&r, "Insult or hate</span> <q dir=\"auto\">&lt;b&gt;No names."));
	assert_true(says(&r, "<ins><span class=\"for\">put in: </span>"));
	r = get("/comments/moderate/", "state=approved", true);
	assert_true(says(&r, "Your last decision: the text of comment 700001 changed"));
}

static void
undone_it_is_as_it_was_and_the_history_says_so(void **state)
{
	(void)state;
	assert_int_equal(send_to("edit", w->a_shown.n, UPON "&reason=spam&comment=Other+words.").status, 303);
	int64_t decision = rows_of("SELECT max(id) FROM decision WHERE text = 1");
	struct fc_answer r = send_to("undo", decision, "seen=approved");
	assert_str(fc_header(&r, "Location"), "/comments/moderate/?state=approved&done=undo");
	r = get("/comments/page", "page=/story/plain", false);
	assert_false(says(&r, "Other words."));
	assert_false(says(&r, "edited by a moderator"));
	r = get("/comments/moderate/", "state=approved", true);
	assert_true(says(&r, "2 earlier texts"));
	assert_true(says(&r, "Taken back by <bdi>editor</bdi>"));
}

static void
what_is_not_taken_stays_in_the_form_and_says_why(void **state)
{
	static const struct {
		const char *fields, *words;
		int status;
	} tries[] = {
		{UPON "&reason=&comment=My+words", "Please choose the reason; the writer is told it.", 422},
		{UPON "&reason=no&comment=My+words", "Please choose the reason; the writer is told it.", 422},
		{UPON "&reason=other&comment=My+words", "Please say the reason in words; the writer is told it.", 422},
		{UPON "&reason=spam&comment=+", "The text", 422},
		{"seen=approved&version=7&reason=spam&comment=My+words", "The text was changed meanwhile.", 409},
		{"seen=pending&version=0&reason=spam&comment=My+words", "Its text was not changed.", 409},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(tries); i++) {
		struct fc_answer r = send_to("edit", w->a_shown.n, tries[i].fields);
		assert_int_equal(r.status, tries[i].status);
		if (!says(&r, tries[i].words))
			fail_msg("not said: %s", tries[i].words);
		if (str_has(str_of(tries[i].fields), 'M'))
			assert_true(says(&r, "\nMy words</textarea>"));
		assert_true(says(&r, "<details class=\"drawer edit\" open>"));
	}
	assert_int_equal(rows_of("SELECT count(*) FROM revision"), 0);
	assert_int_equal(send_to("edit", 1, "version=0&reason=spam&comment=x").status, 400);
}

static void
its_writer_reads_the_reason_and_has_no_form_to_change_it(void **state)
{
	(void)state;
	struct str path = str_printf(w->a, "/comments/status/%.*s", STR_FMT(w->a_status));
	struct fc_answer r = ask(w, &(struct ask){.host = "news.example", .method = "GET", .path = path});
	assert_int_equal(r.status, 200);
	int64_t id = rows_of("SELECT id FROM comment WHERE state = 'pending' AND site = 1");
	assert_int_equal(send_to("edit", id, "seen=pending&version=0&reason=personal&why=A+number.&comment=Short.")
				 .status, 303);
	r = ask(w, &(struct ask){.host = "news.example", .method = "GET", .path = path});
	assert_true(says(&r, "A moderator has changed it."));
	assert_true(says(&r, "Why a moderator has changed your text"));
	assert_true(says(&r, "Personal data of somebody"));
	assert_true(says(&r, "A number."));
	assert_false(says(&r, "value=\"edit\""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(readers_see_the_text_and_that_it_is_a_moderators),
		TEST(undone_it_is_as_it_was_and_the_history_says_so),
		TEST(what_is_not_taken_stays_in_the_form_and_says_why),
		TEST(its_writer_reads_the_reason_and_has_no_form_to_change_it),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
