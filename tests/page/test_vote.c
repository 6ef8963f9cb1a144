/* Votes over the web: plain buttons, and what a program is answered. */
#include "test.h"

#define A_VOTES "up"

#include "flow/thread.h"
#include "one_world.h"

static struct fc_answer
vote(const char *form, struct comment_id id, const char *accept)
{
	struct str body = str_printf(w->a, "%s=%ld", form, (long)id.n);
	return ask(w, &(struct ask){.host = "news.example", .method = "POST", .path = STR("/comments/vote"),
				    .body = body, .accept = accept});
}

static struct fc_answer
article(void)
{
	return ask(w, &(struct ask){.host = "news.example", .method = "GET", .path = STR("/comments/page"),
				    .query = STR("page=/story/plain")});
}

static void
a_button_counts_and_leads_back_to_the_comment(void **state)
{
	(void)state;
	struct fc_answer r = article();
	assert_true(says(&r, "<form id=\"rj-votes\" action=\"/comments/vote\" method=\"post\"></form>"));
	assert_true(says(&r, "form=\"rj-votes\" name=\"up\" value=\"700001\" "
			     "aria-label=\"Vote for Ana: 0 so far\""));
	assert_false(says(&r, "name=\"down\""));
	r = vote("up", w->a_shown, "text/html");
	assert_int_equal(r.status, 303);
	assert_str(fc_header(&r, "Location"), "/comments/c/700001");
	r = article();
	assert_true(says(&r, "Vote for Ana: 1 so far"));
}

static void
the_same_button_again_offers_to_take_the_vote_back(void **state)
{
	(void)state;
	vote("up", w->a_shown, "text/html");
	struct fc_answer r = vote("up", w->a_shown, "text/html");
	assert_int_equal(r.status, 200);
	assert_true(says(&r, "counts already"));
	assert_true(says(&r, "<button type=\"submit\" class=\"submit\" name=\"none\" value=\"700001\">"));
	r = vote("none", w->a_shown, "text/html");
	assert_int_equal(r.status, 303);
	r = article();
	assert_true(says(&r, ": 0 so far"));
}

static void
a_program_is_answered_the_counts(void **state)
{
	(void)state;
	struct fc_answer r = vote("up", w->a_shown, "application/json");
	assert_int_equal(r.status, 200);
	assert_str(r.body, "{\"id\":700001,\"vote\":\"up\",\"up\":1,\"down\":0}");
	r = vote("none", w->a_shown, "application/json");
	assert_str(r.body, "{\"id\":700001,\"vote\":\"none\",\"up\":0,\"down\":0}");
	assert_int_equal(vote("down", w->a_shown, "application/json").status, 404); /* not at this site */
	assert_int_equal(vote("up", w->a_waiting, "application/json").status, 404);
	assert_int_equal(vote("up", w->nowhere, "application/json").status, 404);
	assert_int_equal(vote("up=1&down", w->a_shown, "application/json").status, 400);
	assert_int_equal(vote("sideways", w->a_shown, "application/json").status, 400);
}

static void
a_vote_on_ones_own_is_refused_in_words(void **state)
{
	(void)state;
	struct str body = str_printf(w->a, "up=%ld&earlier=%.*s", (long)w->a_shown.n,
				     STR_FMT(status_token(w->f.a, w->f.house, w->f.site, w->a_shown, 0, NOW)));
	struct ask q = {.host = "news.example", .method = "POST", .path = STR("/comments/vote"),
			.body = body, .accept = "text/html"};
	struct fc_answer r = ask(w, &q);
	assert_int_equal(r.status, 403);
	assert_true(says(&r, "nobody votes on their own"));
	q.accept = "application/json";
	r = ask(w, &q);
	assert_int_equal(r.status, 403);
	assert_true(says(&r, "nobody votes on their own"));
}

static void
where_comments_can_only_be_read_the_buttons_stand_still(void **state)
{
	(void)state;
	assert_int_equal(thread_set_mode(w->f.house, w->f.site, w->f.a, w->f.console, STR("/story/plain"),
					 MODE_READONLY),
			 ERR_OK);
	w->touched = true;
	struct fc_answer r = article();
	assert_true(says(&r, "aria-label=\"Vote for Ana: 0 so far\" disabled=\"disabled\""));
	r = vote("up", w->a_shown, "text/html");
	assert_int_equal(r.status, 403);
	assert_true(says(&r, "These comments can only be read."));
	r = article();
	assert_true(says(&r, ": 0 so far"));
}

static void
another_site_cannot_have_its_readers_vote(void **state)
{
	(void)state;
	struct ask q = {.host = "news.example", .method = "POST", .path = STR("/comments/vote"),
			.body = STR("up=700001"), .origin = "https://evil.example"};
	assert_int_equal(ask(w, &q).status, 403);
	struct fc_answer r = article();
	assert_true(says(&r, ": 0 so far"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_button_counts_and_leads_back_to_the_comment),
		TEST(the_same_button_again_offers_to_take_the_vote_back),
		TEST(a_program_is_answered_the_counts),
		TEST(a_vote_on_ones_own_is_refused_in_words),
		TEST(where_comments_can_only_be_read_the_buttons_stand_still),
		TEST(another_site_cannot_have_its_readers_vote),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
