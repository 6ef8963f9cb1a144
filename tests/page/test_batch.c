/* One decision on many over the web: by box or by query, kept where it is not taken, and taken back as one. */
#include "test.h"

#include "../sqlite.h"
#include "roles.h"

#define MANY (BATCH_SLICE + 10) /* more than a page, and than is decided in one write */

static struct comment_id many[MANY];

static void
write_many(void)
{
	for (size_t i = 0; i < MANY; i++) {
		const char *text = str_printf(w->f.a, "The ferry leaves pier %zu at noon.", i).p;
		const char *email = str_printf(w->f.a, "p%zu@news.example", i).p;
		struct decided d;
		many[i] = post_at(w, w->f.site, "/story/ferry", text, email, NULL).id;
		assert_int_equal(decide(w->f.house, w->f.site, w->a, w->f.console, many[i], VERB_APPROVE,
					STATE__MAX, STR(""), &d), ERR_OK);
	}
	index_all();
	sign_in_all();
}

static int64_t
rejected(void)
{
	struct queue_counts n;
	assert_int_equal(queue_counts(w->f.house, w->f.site, w->f.console, &n), ERR_OK);
	return n.of[STATE_REJECTED];
}

static const char *
box(struct comment_id id)
{
	return str_printf(w->a, "%lld.0.approved", (long long)id.n).p;
}

static bool
is_checked(const struct fc_answer *r, struct comment_id id)
{
	return says(r, str_printf(w->a, "value=\"%s\" form=\"bulk\" aria-keyshortcuts=\"x\" checked", box(id)).p);
}

static void
all_that_is_found_begins_with_the_first_hit_of_the_first_page(void **state)
{
	(void)state;
	write_many();
	struct fc_answer r = look(ROLE_MODERATOR, "", "state=search&q=ferry");
	assert_true(says(&r, str_printf(w->a, "name=\"found\" value=\"%lld\"", (long long)many[MANY - 1].n).p));
	r = look(ROLE_MODERATOR, "", str_printf(w->a, "state=search&q=ferry&after=%lld", (long long)many[5].n).p);
	assert_true(says(&r, "id=\"bulk\""));
	assert_false(says(&r, "name=\"found\""));
	r = look(ROLE_MODERATOR, "", "");
	assert_false(says(&r, "name=\"found\""));
}

/* `form`: without csrf. */
static struct fc_answer
decide_on(const char *form)
{
	return send_form(ROLE_MODERATOR, "batch", form);
}

static int64_t
deleted(void)
{
	struct queue_counts n;
	assert_int_equal(queue_counts(w->f.house, w->f.site, w->f.console, &n), ERR_OK);
	return n.of[STATE_DELETED];
}

static void
more_than_fifty_are_deleted_by_who_says_the_password_again(void **state)
{
	(void)state;
	write_many();
	const char *all = str_printf(w->f.a, "decision=delete&seen=search&q=ferry&found=%lld",
				     (long long)many[MANY - 1].n).p;
	struct fc_answer r = decide_on(all);
	assert_int_equal(r.status, 422);
	assert_true(says(&r, "To delete more than 50 comments at once, please type your password."));
	assert_true(says(&r, "id=\"confirm-bulk\""));
	assert_true(says(&r, str_printf(w->a, "name=\"found\" value=\"%lld\" checked", (long long)many[MANY - 1].n).p));
	r = decide_on(str_printf(w->a, "%s&password=correct+horse+of+another", all).p);
	assert_int_equal(r.status, 422);
	assert_true(says(&r, "Your password was not right.") && says(&r, "id=\"confirm-bulk\""));
	assert_int_equal(deleted(), 0);
	assert_int_equal(decide_on(str_printf(w->a, "%s&password=correct+horse", all).p).status, 303);
	assert_int_equal(deleted(), MANY);
}

static void
fifty_boxes_are_deleted_as_they_are_and_one_more_is_asked_for(void **state)
{
	struct buf form = buf_in(w->f.a, 65536);
	(void)state;
	write_many();
	buf_lit(&form, "decision=delete&seen=approved");
	for (size_t i = 0; i < BATCH_UNASKED; i++)
		buf_printf(&form, "&card=%s", box(many[i]));
	struct fc_answer r = decide_on(str_printf(w->a, "%.*s&card=%s", STR_FMT(buf_view(&form)), box(many[MANY - 1])).p);
	assert_int_equal(r.status, 422);
	assert_true(is_checked(&r, many[MANY - 1]));
	assert_int_equal(deleted(), 0);
	assert_int_equal(decide_on(str_z(w->a, buf_view(&form))).status, 303);
	assert_int_equal(deleted(), BATCH_UNASKED);
}

static void
two_boxes_are_decided_by_one_press_and_one_undo_takes_them_back(void **state)
{
	(void)state;
	write_many();
	struct fc_answer r = decide_on(str_printf(w->a, "decision=reject&seen=approved&note=Off+topic.&card=%s&card=%s",
						  box(many[0]), box(many[7])).p);
	assert_int_equal(r.status, 303);
	assert_true(str_starts(fc_header(&r, "Location"),
			       STR("/comments/moderate/?state=approved&done=reject&comment=")));
	assert_int_equal(rejected(), 2);
	r = look(ROLE_MODERATOR, "", strchr(str_z(w->a, fc_header(&r, "Location")), '?') + 1);
	assert_true(says(&r, "2 comments."));
	size_t at = str_find(r.out, STR("/comments/moderate/batch/"), 0);
	assert_int_not_equal(at, SIZE_MAX);
	struct str rest = str_from(r.out, at + strlen("/comments/moderate/")), path;
	assert_true(str_cut(&rest, '"', &path));
	r = send_form(ROLE_MODERATOR, str_z(w->a, path), "seen=approved");
	assert_int_equal(r.status, 303);
	assert_int_equal(rejected(), 0);
}

static void
all_that_a_query_finds_is_decided_but_nothing_newer_than_was_seen(void **state)
{
	(void)state;
	write_many();
	struct fc_answer r = decide_on(str_printf(w->a, "decision=reject&seen=search&q=ferry&found=%lld",
						  (long long)many[MANY - 2].n).p);
	assert_int_equal(r.status, 303);
	assert_int_equal(rejected(), MANY - 1);
	r = decide_on("decision=reject&seen=search&q=ferry+status:approved&found=1");
	assert_int_equal(r.status, 409);
	assert_true(says(&r, "The query finds nothing any more."));
	assert_int_equal(rejected(), MANY - 1);
}

static void
what_is_not_taken_keeps_its_page_its_boxes_and_its_note(void **state)
{
	(void)state;
	write_many();
	/* The second page of what is shown, newest first. */
	struct fc_answer r = decide_on(str_printf(w->a, "decision=reject&seen=approved&after=%lld&card=%s&note=%s",
						  (long long)many[5].n, box(many[3]), over("%3Cb%3E", 400)).p);
	assert_int_equal(r.status, 422);
	assert_true(says(&r, "The note to the writer is too long: it has 1,200 characters, the most is 1,000."));
	assert_true(is_checked(&r, many[3]));
	assert_false(is_checked(&r, many[2]));
	assert_false(says(&r, str_printf(w->a, "id=\"card-%lld\"", (long long)many[6].n).p));
	assert_true(says(&r, str_printf(w->a, "name=\"after\" value=\"%lld\"", (long long)many[5].n).p));
	assert_true(says(&r, "aria-invalid=\"true\""));
	assert_true(says(&r, "\n&lt;b&gt;&lt;b&gt;"));
	assert_true(says(&r, "<details class=\"drawer bulk\" open"));
	r = decide_on("decision=spam&seen=search&q=ferry&note=Here.");
	assert_int_equal(r.status, 422);
	assert_true(says(&r, "Nothing is selected, so nothing was decided."));
	assert_true(says(&r, "\nHere.</textarea>"));
	r = decide_on(str_printf(w->a, "decision=spam&seen=approved&note=Here.&card=%lld.7.approved",
				 (long long)many[0].n).p);
	assert_int_equal(r.status, 409);
	assert_true(says(&r, "\nHere.</textarea>"));
	assert_int_equal(rejected(), 0);
}

static void
what_is_no_decision_on_many_is_refused(void **state)
{
	(void)state;
	write_many();
	static const char *const bad[] = {"decision=pin&seen=approved", "decision=reject&card=1.x",
					  "decision=reject&seen=approved&found=5",
					  "decision=reject&seen=search&q=&found=5",
					  "decision=reject&seen=approved&after=x"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(decide_on(str_printf(w->a, "%s&card=%s", bad[i], box(many[0])).p).status, 400);
	assert_int_equal(send_form(ROLE_VIEWER, "batch", str_printf(w->a, "decision=reject&seen=approved&card=%s",
								    box(many[0])).p).status, 403);
	assert_int_equal(rejected(), 0);
}

/* After so many decisions. */
static struct fc_answer
break_off(int decisions, const char *form)
{
	int64_t before;
	struct str count = sqlite_says(w->a, str_z(w->a, w->db), "SELECT count(*) FROM decision", NULL);
	assert_true(str_int(str_trim(count), 0, INT64_MAX, &before));
	sqlite_says(w->a, str_z(w->a, w->db),
		    str_printf(w->a, "CREATE TRIGGER broken BEFORE INSERT ON decision WHEN (SELECT count(*) FROM "
			       "decision) >= %lld BEGIN SELECT RAISE(FAIL, 'broken'); END", (long long)before + decisions).p, NULL);
	struct fc_answer r = decide_on(form);
	sqlite_says(w->a, str_z(w->a, w->db), "DROP TRIGGER broken", NULL);
	assert_int_equal(r.status, 503);
	assert_true(fc_header(&r, "Retry-After").n > 0);
	assert_true(says(&r, "This was broken off on the way."));
	assert_true(says(&r, "\nHere.</textarea>"));
	return r;
}

static void
what_breaks_off_tells_what_is_done_and_offers_its_undo(void **state)
{
	(void)state;
	write_many();
	struct fc_answer r = break_off(0, str_printf(w->a, "decision=reject&seen=approved&note=Here.&card=%s",
						     box(many[MANY - 1])).p);
	assert_false(says(&r, "/comments/moderate/batch/"));
	assert_true(is_checked(&r, many[MANY - 1]));
	assert_int_equal(rejected(), 0);
	/* The second write fails: what the first one has decided stands. */
	r = break_off(BATCH_SLICE + 5, "decision=reject&seen=search&q=ferry&note=Here.&found=999999");
	assert_true(says(&r, "100 comments were decided at once."));
	assert_true(says(&r, "/comments/moderate/batch/"));
	assert_true(says(&r, "Undo all"));
	assert_int_equal(rejected(), BATCH_SLICE);
}

static void
raids_are_not_for_viewers(void **state)
{
	(void)state;
	sign_in_all();
	assert_int_equal(look(ROLE_MODERATOR, "raids", "").status, 200);
	assert_int_equal(look(ROLE_VIEWER, "raids", "").status, 403);
	const char *one = str_printf(w->a, "raid/%lld", (long long)w->a_shown.n).p;
	assert_int_equal(look(ROLE_VIEWER, one, "").status, 403);
	assert_int_equal(send_form(ROLE_VIEWER, one, "decision=spam&upto=1&days=1&except=0").status, 403);
}

static void
a_raid_that_is_gone_is_told_and_the_note_is_kept(void **state)
{
	(void)state;
	sign_in_all();
	const char *one = str_printf(w->a, "raid/%lld", (long long)w->a_shown.n).p;
	struct fc_answer r = look(ROLE_MODERATOR, one, "");
	assert_int_equal(r.status, 404);
	assert_true(says(&r, "This raid is answered, or there is too little left of it."));
	r = send_form(ROLE_MODERATOR, one, "decision=spam&upto=1&days=1&except=0&note=%3Cb%3EGo.");
	assert_int_equal(r.status, 409);
	assert_true(says(&r, "This raid is answered, or there is too little left of it."));
	assert_true(says(&r, "\n&lt;b&gt;Go.</textarea>"));
	r = send_form(ROLE_MODERATOR, one, str_printf(w->a, "decision=spam&upto=1&days=1&except=0&note=%s", over("go", 600)).p);
	assert_int_equal(r.status, 409);
	assert_true(says(&r, "gogo</textarea>"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(all_that_is_found_begins_with_the_first_hit_of_the_first_page),
		TEST(more_than_fifty_are_deleted_by_who_says_the_password_again),
		TEST(fifty_boxes_are_deleted_as_they_are_and_one_more_is_asked_for),
		TEST(two_boxes_are_decided_by_one_press_and_one_undo_takes_them_back),
		TEST(all_that_a_query_finds_is_decided_but_nothing_newer_than_was_seen),
		TEST(what_is_not_taken_keeps_its_page_its_boxes_and_its_note),
		TEST(what_is_no_decision_on_many_is_refused),
		TEST(what_breaks_off_tells_what_is_done_and_offers_its_undo),
		TEST(raids_are_not_for_viewers),
		TEST(a_raid_that_is_gone_is_told_and_the_note_is_kept),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
