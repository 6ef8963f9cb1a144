/* After writing, over the web: the private page, and what can be done there without a script. */
#include "test.h"

#include <sys/resource.h>
#include <sys/wait.h>

#include "../sqlite.h"
#include "flow/words.h"
#include "world.h"

static struct world *w;

static bool
says(const struct fc_answer *r, const char *words)
{
	return str_find(r->out, str_of(words), 0) != SIZE_MAX;
}

static struct str
page_of(struct str token)
{
	return str_cat(w->a, STR("/comments/status/"), token);
}

static struct fc_answer
get(struct str token, const char *query)
{
	return ask(w, &(struct ask){.host = "news.example", .method = "GET", .path = page_of(token),
				    .query = str_of(query)});
}

static struct fc_answer
post(struct str token, const char *body)
{
	return ask(w, &(struct ask){.host = "news.example", .method = "POST", .path = page_of(token),
				    .body = str_of(body)});
}

static struct str
token_of(struct comment_id id)
{
	return status_token(w->f.a, w->f.house, w->f.site, id, 0, NOW);
}

static struct str
article(void)
{
	struct fc_answer r = ask(w, &(struct ask){.host = "news.example", .method = "GET",
						  .path = STR("/comments/page"), .query = STR("page=/story/plain")});
	return r.out;
}

static void
an_edit_is_a_form_and_then_the_new_text_is_in_the_article(void **state)
{
	(void)state;
	struct str token = token_of(w->a_shown);
	struct fc_answer r = get(token, "");
	assert_int_equal(r.status, 200);
	assert_true(says(&r, "You can edit it for another 15 minutes."));
	assert_true(says(&r, "Words from a.</textarea>"));
	r = post(token, "act=edit&version=0&comment=Hello%20again.");
	assert_int_equal(r.status, 303);
	assert_true(str_eq(fc_header(&r, "Location"), page_of(token)));
	assert_true(str_find(article(), STR("Hello again."), 0) != SIZE_MAX);
	assert_true(str_find(article(), STR("Words from a."), 0) == SIZE_MAX);
	r = get(token, "");
	assert_true(says(&r, "name=\"version\" value=\"1\""));
	assert_true(says(&r, "You have changed it."));
	/* Another window still has the first text. */
	r = post(token, "act=edit&version=0&comment=Hello%20from%20elsewhere.");
	assert_int_equal(r.status, 409);
	assert_true(says(&r, "Hello from elsewhere.</textarea>"));
	assert_true(says(&r, "name=\"version\" value=\"1\""));
}

static void
what_cannot_be_stored_is_told_beside_the_field_and_kept(void **state)
{
	(void)state;
	struct str token = token_of(w->a_shown);
	struct fc_answer r = post(token, "act=edit&version=0&comment=");
	assert_int_equal(r.status, 422);
	assert_true(says(&r, "The comment is missing."));
	char *body = arena_alloc(w->a, 8100);
	memset(body, 'x', 8099);
	memcpy(body, "act=edit&version=0&comment=", 27);
	r = ask(w, &(struct ask){.host = "news.example", .method = "POST", .path = page_of(token),
				 .body = {body, 8099}});
	assert_int_equal(r.status, 422);
	assert_true(says(&r, "is too long: it has 8,072 characters"));
	assert_true(says(&r, "xxx</textarea>"));
	r = post(token, "act=nonsense");
	assert_int_equal(r.status, 400);
	r = post(token, "act=appeal&appeal=Why");
	assert_int_equal(r.status, 409);
	assert_true(says(&r, "This can no longer be done."));
	assert_true(says(&r, "Why</"));
}

static void
what_the_machine_cannot_store_comes_back_in_its_form(void **state)
{
	struct rlimit usual, full;
	(void)state;
	w->touched = true;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &usual), 0);
	full = (struct rlimit){.rlim_cur = 0, .rlim_max = usual.rlim_max};
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &full), 0);
	struct fc_answer r = post(token_of(w->a_shown), "act=edit&version=0&comment=Hello%20again.");
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &usual), 0);
	assert_int_equal(r.status, 503);
	assert_true(fc_header(&r, "Retry-After").n > 0);
	assert_true(says(&r, "Hello again.</textarea>"));
	assert_int_equal(post(token_of(w->a_shown), "act=edit&version=0&comment=Hello%20again.").status, 303);
}

static void
an_edit_after_its_time_is_refused_with_the_text_kept(void **state)
{
	(void)state;
	struct str token = token_of(w->a_shown);
	clock_stop(NOW + 901);
	struct fc_answer r = post(token, "act=edit&version=0&comment=Too%20late.");
	assert_int_equal(r.status, 409);
	assert_true(says(&r, "The time for changes is over."));
	assert_true(says(&r, "Too late.</"));
	assert_true(str_find(article(), STR("Words from a."), 0) != SIZE_MAX);
	clock_stop(NOW);
}

static void
withdrawing_asks_once_more_and_then_it_is_gone(void **state)
{
	(void)state;
	struct str token = token_of(w->a_shown);
	struct fc_answer r = get(token, "part=withdraw");
	assert_int_equal(r.status, 200);
	assert_true(says(&r, "Withdraw your comment?"));
	assert_true(str_find(article(), STR("Words from a."), 0) != SIZE_MAX);
	r = post(token, "act=withdraw");
	assert_int_equal(r.status, 303);
	assert_true(str_find(article(), STR("Words from a."), 0) == SIZE_MAX);
	r = get(token, "");
	assert_true(says(&r, "You have withdrawn your comment."));
	assert_false(says(&r, "part=withdraw"));
	assert_false(says(&r, "name=\"act\""));
	r = get(token, "part=withdraw");
	assert_false(says(&r, "Withdraw your comment?"));
}

static void
a_rejection_tells_the_moderators_reason_and_takes_one_appeal(void **state)
{
	struct decided d;
	struct fixture *f = &w->f;
	(void)state;
	w->touched = true;
	assert_int_equal(decide(f->house, f->site, f->a, actor_console(f->a, f->site, "tester"), w->a_waiting, VERB_REJECT,
				STATE__MAX, STR("Please name your <sources>."), &d),
			 ERR_OK);
	struct fc_answer r = get(w->a_status, "");
	assert_true(says(&r, "Your comment was not published."));
	assert_true(says(&r, "Please name your &lt;sources&gt;."));
	assert_true(says(&r, "Ask for a second look"));
	r = post(w->a_status, "act=appeal&appeal=");
	assert_int_equal(r.status, 422);
	assert_true(says(&r, "Please say why it should be looked at again."));
	r = post(w->a_status, "act=appeal&appeal=They%20are%20%3Cthese%3E.");
	assert_int_equal(r.status, 303);
	r = get(w->a_status, "");
	assert_true(says(&r, "They are &lt;these&gt;."));
	assert_true(says(&r, "You have asked for a second look."));
	assert_false(says(&r, "name=\"appeal\""));
	r = post(w->a_status, "act=appeal&appeal=Again");
	assert_int_equal(r.status, 409);
}

/* Whatever the answer is: a page has links, and who follows one tells where they come from. */
static void
no_answer_below_a_private_link_tells_the_link_to_others(void **state)
{
	(void)state;
	struct str token = token_of(w->a_shown);
	struct fc_answer answers[] = {
		get(token, ""),
		get(twin(w->a, token), ""),
		post(token, "act=nonsense"),
		ask(w, &(struct ask){.host = "news.example", .method = "POST", .path = page_of(token),
				     .body = STR("act=withdraw"), .origin = "https://evil.example"}),
		ask(w, &(struct ask){.host = "news.example", .method = "PUT", .path = page_of(token)}),
		ask(w, &(struct ask){.host = "nowhere.example", .method = "GET", .path = page_of(token)}),
	};
	static const int statuses[] = {200, 404, 400, 403, 405, 421};
	for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
		assert_int_equal(answers[i].status, statuses[i]);
		assert_str(fc_header(&answers[i], "Referrer-Policy"), "no-referrer");
		assert_str(fc_header(&answers[i], "Cache-Control"), "no-store");
	}
}

/* PRODUCT.md, section 6: mail programs and their scanners open every link that they see. */
static void
a_scanner_that_follows_every_link_changes_nothing_get_shows_and_post_acts(void **state)
{
	(void)state;
	struct str own = page_of(token_of(w->a_shown)), note = str_cat(w->a, STR("/comments/notice/"), w->a_note);
	long id = (long)w->a_shown.n;
	const struct ask links[] = {
		{.path = own},
		{.path = own, .query = STR("part=withdraw")},
		{.path = own, .query = STR("part=comment")},
		{.path = own, .query = STR("part=reply")},
		{.path = own, .query = STR("act=withdraw")},
		{.path = own, .query = STR("act=edit&version=0&comment=Scanned.")},
		{.path = own, .query = STR("act=appeal&appeal=Scanned.")},
		{.path = note, .query = STR("complaint=Scanned.")},
		{.path = STR("/comments/reply"), .query = STR("page=/story/plain&author=S&comment=Scanned.")},
		{.path = STR("/comments/vote"), .query = str_printf(w->a, "up=%ld", id)},
		{.path = STR("/comments/report"), .query = str_printf(w->a, "c=%ld&reason=spam", id)},
		{.path = STR("/comments/notice"), .query = str_printf(w->a, "c=%ld&kind=hate&good_faith=1", id)},
	};
	struct str before = sqlite_says(w->a, w->db.p, ".sha3sum", NULL);
	assert_true(before.n > 0);
	for (size_t i = 0; i < ARRAY_LEN(links); i++) {
		struct ask link = links[i];
		link.host = "news.example";
		link.method = "GET";
		assert_in_range(ask(w, &link).status, 200, 405);
	}
	assert_true(str_eq(sqlite_says(w->a, w->db.p, ".sha3sum", NULL), before));
	assert_int_equal(post(token_of(w->a_shown), "act=withdraw").status, 303); /* the sum notices */
	assert_false(str_eq(sqlite_says(w->a, w->db.p, ".sha3sum", NULL), before));
}

static void
another_site_s_page_cannot_act(void **state)
{
	(void)state;
	struct str token = token_of(w->a_shown);
	struct fc_answer r = ask(w, &(struct ask){.host = "news.example", .method = "POST",
						  .path = page_of(token), .body = STR("act=withdraw"),
						  .origin = "https://evil.example"});
	assert_int_equal(r.status, 403);
	assert_true(str_find(article(), STR("Words from a."), 0) != SIZE_MAX);
}

static void
guesses_are_slowed_down(void **state)
{
	int wrong = 0;
	(void)state;
	struct str good = token_of(w->a_shown), bad = twin(w->a, good);
	struct fc_answer r = get(bad, "");
	while (r.status == 404 && wrong++ < 100)
		r = get(bad, "");
	assert_int_equal(r.status, 429);
	assert_true(fc_header(&r, "Retry-After").n > 0);
	assert_true(wrong >= 20 && wrong <= 30);
	assert_int_equal(get(good, "").status, 429); /* else it would tell which guess was right */
	assert_int_equal(post(good, "act=withdraw").status, 429);
	w->touched = true;
}

static void
a_right_link_is_no_guess_whatever_became_of_its_comment(void **state)
{
	(void)state;
	struct str token = token_of(w->a_shown);
	assert_int_equal(post(token, "act=withdraw").status, 303);
	for (int i = 0; i < 40; i++)
		assert_int_equal(get(token, "part=comment").status, 404);
}

static void
held_links_are_inert_and_nobody_answers(void **state)
{
	(void)state;
	struct fc_answer r = get(w->a_status, "part=comment");
	assert_int_equal(r.status, 200);
	assert_true(says(&r, "http://x.example"));
	assert_false(says(&r, "href=\"http://x.example"));
	assert_false(says(&r, "comment-reply-link"));
}

#define FORM "page=/story/plain&author=Ana&email=ana@news.example&comment_parent=0&"

static void
every_field_with_a_fault_is_told_at_once_the_address_too(void **state)
{
	(void)state;
	struct ask q = {.host = "news.example", .method = "POST", .path = STR("/comments/reply"),
			.body = STR("page=/story/plain&author=&email=nope&url=gopher:x&comment=Kept.")};
	struct fc_answer r = ask(w, &q);
	assert_int_equal(r.status, 422);
	assert_true(says(&r, "<a href=\"#author\">The name is missing."));
	assert_true(says(&r, "<a href=\"#email\">This is not an email address. It looks like"));
	assert_true(says(&r, "<a href=\"#url\">The website is not a web address."));
	assert_true(says(&r, "aria-describedby=\"email-error email-notes\" aria-invalid=\"true\""));
	assert_true(says(&r, "value=\"nope\""));
	assert_true(says(&r, "Kept.</textarea>"));
}

static struct fc_answer
say_this(const char *text)
{
	struct str page = STR("/story/plain"), body;
	struct str token = token_make(w->a, w->f.house->keys, w->f.site->id, page, clock_now());
	body = str_printf(w->a, FORM "comment=%s&token=%.*s", text, STR_FMT(token));
	return ask(w, &(struct ask){.host = "news.example", .method = "POST", .path = STR("/comments/reply"),
				    .body = body});
}

/* The word stands where its writer wrote it, and in no sentence of ours. */
static void
what_waits_or_is_refused_for_a_word_is_told_why_and_not_which(void **state)
{
	struct word_entry words[] = {{.text = STR("quixotry"), .action = ACT_HOLD, .severity = 3, .note = STR("Noted.")},
				     {.text = STR("zanzibarism"), .action = ACT_REJECT, .severity = 3}};
	struct words_done done;
	(void)state;
	assert_int_equal(words_put(w->f.house, w->f.site, w->f.a, w->f.console, words, 2, &done), ERR_OK);
	struct fc_answer r = say_this("Such%20quixotry%20again.");
	assert_int_equal(r.status, 303);
	r = ask(w, &(struct ask){.host = "news.example", .method = "GET",
				 .path = str_copy(w->a, fc_header(&r, "Location"))});
	size_t why = str_find(r.body, STR("<section class=\"rj-why\""), 0);
	assert_int_not_equal(why, SIZE_MAX);
	struct str told = str_sub(r.body, why, str_find(r.body, STR("</section>"), why));
	assert_true(str_find(told, STR("<li>"), 0) != SIZE_MAX);
	assert_true(str_find(told, STR("quixotry"), 0) == SIZE_MAX);
	assert_false(says(&r, "Noted."));
	r = say_this("Such%20zanzibarism%20again.");
	assert_int_equal(r.status, 422);
	size_t kept = str_find(r.body, STR("Such zanzibarism again.</textarea>"), 0);
	assert_int_not_equal(kept, SIZE_MAX);
	assert_true(says(&r, "id=\"rj-error\""));
	assert_int_equal(str_find(r.body, STR("zanzibarism"), 0), kept + 5);
	assert_int_equal(str_find(r.body, STR("zanzibarism"), kept + 6), SIZE_MAX);
}

static void
a_preview_shows_the_text_keeps_the_form_and_stores_nothing(void **state)
{
	(void)state;
	struct ask q = {.host = "news.example", .method = "POST", .path = STR("/comments/preview"),
			.body = STR(FORM "comment=So%20**late**%20%3Cb%3E")};
	struct fc_answer r = ask(w, &q);
	assert_int_equal(r.status, 200);
	assert_true(says(&r, "<p>So <strong>late</strong> &lt;b&gt;</p>"));
	assert_true(says(&r, "So **late** &lt;b&gt;</textarea>"));
	assert_true(says(&r, "value=\"ana@news.example\""));
	assert_true(str_eq(fc_header(&r, "Cache-Control"), STR("no-store")));
	q.body = STR("page=/story/plain&comment=Half");
	r = ask(w, &q);
	assert_int_equal(r.status, 200); /* no name yet */
	assert_false(says(&r, "rj-field-error"));
	q.body = STR("page=/story/plain&comment=");
	r = ask(w, &q);
	assert_int_equal(r.status, 422);
	assert_true(says(&r, "id=\"comment-error\""));
	q.body = STR("page=/elsewhere/../x&comment=a");
	assert_int_equal(ask(w, &q).status, 404);
	assert_true(str_find(article(), STR("<strong>late"), 0) == SIZE_MAX);
}

static void
the_version_of_the_rules_that_was_shown_is_kept_with_the_comment(void **state)
{
	(void)state;
	struct fc_answer r = ask(w, &(struct ask){.host = "news.example", .method = "POST",
						  .path = STR("/comments/reply"),
						  .body = STR(FORM "comment=By%20the%20rules.&rules=2026-11")});
	assert_int_equal(r.status, 303);
	struct str n = sqlite_says(w->a, str_z(w->a, w->db),
				   "SELECT count(*) FROM comment WHERE rules = '2026-11' AND body = 'By the rules.'",
				   NULL);
	assert_true(str_eq(str_trim(n), STR("1")));
}

static struct str
picture(struct fc_answer *r)
{
	size_t from = str_find(r->out, STR("/comments/avatar/"), 0);
	assert_int_not_equal(from, SIZE_MAX);
	return str_sub(r->out, from, str_find(r->out, STR("\""), from));
}

/* Posts a comment as Ana and looks at it as its writer does. */
static struct fc_answer
own_comment(const char *text, struct str earlier)
{
	struct str body = str_printf(w->a, FORM "comment=%s&earlier=%.*s", text, STR_FMT(earlier));
	struct fc_answer r = ask(w, &(struct ask){.host = "news.example", .method = "POST",
						  .path = STR("/comments/reply"), .body = body});
	assert_int_equal(r.status, 303);
	return ask(w, &(struct ask){.host = "news.example", .method = "GET",
				    .path = str_copy(w->a, fc_header(&r, "Location")), .query = STR("part=comment")});
}

static void
who_proves_an_earlier_comment_has_its_picture_and_a_mark_an_impostor_neither(void **state)
{
	(void)state;
	struct fc_answer first = own_comment("The%20first%20of%20mine%20today.", STR("")), second, other;
	second = own_comment("The%20second%20one%20I%20have%20to%20say.", token_of(w->a_shown));
	struct fc_answer shown = ask(w, &(struct ask){.host = "news.example", .method = "GET",
						      .path = STR("/comments/thread"),
						      .query = STR("page=/story/plain")});
	assert_false(says(&first, "Same person as before"));
	assert_true(says(&second, "Same person as before"));
	assert_true(str_eq(picture(&second), picture(&shown))); /* of a_shown, which stands first */
	assert_false(str_eq(picture(&first), picture(&second)));
	other = own_comment("A%20copied%20name%20and%20address.", STR(""));
	assert_false(says(&other, "Same person as before"));
	assert_false(str_eq(picture(&other), picture(&first)) || str_eq(picture(&other), picture(&second)));
}

static void
a_picture_is_drawn_for_every_value_and_kept_for_ever(void **state)
{
	static const char *const none[] = {"/comments/avatar/00112233445.svg", "/comments/avatar/00112233445G.svg",
					   "/comments/avatar/00112233445A.svg", "/comments/avatar/001122334455",
					   "/comments/avatar/00112233445566.svg", "/comments/avatar/.svg"};
	(void)state;
	struct ask q = {.host = "news.example", .method = "GET", .path = STR("/comments/avatar/001122334455.svg")};
	struct fc_answer r = ask(w, &q);
	assert_int_equal(r.status, 200);
	assert_true(str_starts(fc_header(&r, "Content-Type"), STR("image/svg+xml")));
	assert_true(str_eq(fc_header(&r, "Cross-Origin-Resource-Policy"), STR("cross-origin")));
	assert_true(str_find(fc_header(&r, "Cache-Control"), STR("immutable"), 0) != SIZE_MAX);
	assert_true(says(&r, "<svg xmlns"));
	for (size_t i = 0; i < ARRAY_LEN(none); i++) {
		q.path = str_of(none[i]);
		assert_int_equal(ask(w, &q).status, 404);
	}
}

static int
again(void **state)
{
	(void)state;
	w->touched = true; /* rates too */
	world_again(w);
	return 0;
}

static int
begin(void **state)
{
	(void)state;
	w = world_make();
	return 0;
}

static int
end(void **state)
{
	(void)state;
	world_end(&w);
	return 0;
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup(f, again)
	const struct CMUnitTest tests[] = {
		TEST(an_edit_is_a_form_and_then_the_new_text_is_in_the_article),
		TEST(what_cannot_be_stored_is_told_beside_the_field_and_kept),
		TEST(what_the_machine_cannot_store_comes_back_in_its_form),
		TEST(an_edit_after_its_time_is_refused_with_the_text_kept),
		TEST(withdrawing_asks_once_more_and_then_it_is_gone),
		TEST(a_rejection_tells_the_moderators_reason_and_takes_one_appeal),
		TEST(no_answer_below_a_private_link_tells_the_link_to_others),
		TEST(a_scanner_that_follows_every_link_changes_nothing_get_shows_and_post_acts),
		TEST(another_site_s_page_cannot_act),
		TEST(guesses_are_slowed_down),
		TEST(every_field_with_a_fault_is_told_at_once_the_address_too),
		TEST(what_waits_or_is_refused_for_a_word_is_told_why_and_not_which),
		TEST(a_preview_shows_the_text_keeps_the_form_and_stores_nothing),
		TEST(the_version_of_the_rules_that_was_shown_is_kept_with_the_comment),
		TEST(a_right_link_is_no_guess_whatever_became_of_its_comment),
		TEST(who_proves_an_earlier_comment_has_its_picture_and_a_mark_an_impostor_neither),
		TEST(a_picture_is_drawn_for_every_value_and_kept_for_ever),
		TEST(held_links_are_inert_and_nobody_answers),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
