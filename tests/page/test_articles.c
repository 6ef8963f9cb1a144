/* The page of articles: who may open and close them, that it counts at once, and what is no article. */
#include "test.h"

#include "roles.h"

static enum mode
mode_now(const char *page)
{
	struct thread t = {.mode = MODE__MAX};
	struct db *db = store_reader(w->f.house->store, DB_MODERATOR);
	enum err e = store_thread_find(db, w->f.a, w->f.site->id, str_of(page), &t);
	store_reader_done(w->f.house->store, &db);
	return e == ERR_OK ? t.mode : MODE__MAX;
}

static int
post_to_plain(void)
{
	return ask(w, &(struct ask){.host = "news.example", .method = "POST", .path = STR("/comments/reply"),
				    .body = STR("page=%2Fstory%2Fplain&author=Uma&email=uma@news.example&"
						"comment=One+more+remark.")}).status;
}

static void
only_moderators_and_admins_see_and_change_them(void **state)
{
	(void)state;
	sign_in_all();
	assert_int_equal(look(ROLE__MAX, "articles", "").status, 303); /* to the way in */
	assert_int_equal(look(ROLE_VIEWER, "articles", "").status, 403);
	assert_int_equal(send_form(ROLE_VIEWER, "articles", "page=%2Fstory%2Fplain&mode=closed").status, 403);
	assert_int_equal(mode_now("/story/plain"), MODE_OPEN);
	for (enum role role = ROLE_MODERATOR; role < ROLE__MAX; role++) {
		struct fc_answer r = look(role, "articles", "");
		assert_int_equal(r.status, 200);
		assert_true(says(&r, "/story/plain</bdi> · 1 comment shown"));
		assert_false(says(&r, "BSECRET") || says(&r, "onlyb"));
	}
}

static void
each_way_to_take_comments_is_set_at_once_and_stands_in_the_book(void **state)
{
	static const struct {
		enum mode mode;
		const char *word, *said;
		int answer; /* to a reader's comment */
	} rows[] = {{MODE_CLOSED, "closed", "closed: no new comments", 403},
		    {MODE_READONLY, "readonly", "read-only: nothing can be written", 403},
		    {MODE_PREMODERATED, "premoderated", "every comment waits", 303},
		    {MODE_OPEN, "open", "now: open.", 303}};
	(void)state;
	sign_in_all();
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fc_answer r = send_form(ROLE_MODERATOR, "articles",
			str_printf(w->a, "page=%%2Fstory%%2Fplain&mode=%s", rows[i].word).p);
		assert_int_equal(r.status, 303);
		assert_int_equal(mode_now("/story/plain"), rows[i].mode);
		struct str to = fc_header(&r, "Location"), path;
		assert_true(str_cut(&to, '?', &path));
		r = look(ROLE_MODERATOR, "articles", str_z(w->a, to));
		assert_true(says(&r, rows[i].said) && says(&r, "role=\"status\""));
		assert_int_equal(post_to_plain(), rows[i].answer);
	}
	struct fc_answer r = look(ROLE_ADMIN, "audit", "what=mode");
	assert_true(says(&r, "premoderated") && says(&r, "readonly") && says(&r, ">max<"));
}

static void
one_without_comments_can_be_closed_before_its_first(void **state)
{
	(void)state;
	sign_in_all();
	assert_int_equal(mode_now("/story/new"), MODE__MAX);
	struct fc_answer r = send_form(ROLE_MODERATOR, "articles", "page=%2Fstory%2Fnew&mode=closed");
	assert_int_equal(r.status, 303);
	assert_int_equal(mode_now("/story/new"), MODE_CLOSED);
}

static void
what_is_no_article_is_told_and_changes_nothing(void **state)
{
	static const char *const pages[] = {"", "elsewhere", "%2Fstory%2F..%2Fx", "https%3A%2F%2Fother.example%2F",
					    "%3Cscript%3Ealert(1)%3C%2Fscript%3E"};
	(void)state;
	sign_in_all();
	for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
		struct fc_answer r = send_form(ROLE_MODERATOR, "articles",
			str_printf(w->a, "page=%s&mode=closed", pages[i]).p);
		assert_int_equal(r.status, 422);
		assert_true(says(&r, "not the path of an article") && says(&r, "aria-invalid=\"true\""));
		assert_false(says(&r, "<script>"));
	}
	assert_int_equal(send_form(ROLE_MODERATOR, "articles", "page=%2Fstory%2Fplain&mode=ajar").status, 400);
	assert_int_equal(look(ROLE_MODERATOR, "articles", "mode=ajar").status, 400);
	assert_int_equal(mode_now("/story/plain"), MODE_OPEN);
}

static void
one_is_moved_and_moved_back_and_never_onto_another(void **state)
{
	(void)state;
	sign_in_all();
	say(&w->f, (struct say){.text = "Stands elsewhere.", .page = "/story/other"});
	assert_int_equal(send_form(ROLE_VIEWER, "articles/move",
				   "page=%2Fstory%2Fplain&to=%2Fstory%2Fmoved").status, 403);
	assert_int_equal(send_form(ROLE_MODERATOR, "articles/move",
				   "page=%2Fstory%2Fplain&to=%2Fstory%2Fmoved").status, 303);
	struct fc_answer r = look(ROLE_MODERATOR, "articles", "part=moved&done=moved");
	assert_true(says(&r, "The article is moved.") && says(&r, "/story/moved</bdi>"));
	r = send_form(ROLE_MODERATOR, "articles/move", "page=%2Fstory%2Fmoved&to=%2Fstory%2Fother");
	assert_int_equal(r.status, 409);
	assert_true(says(&r, "of its own is at this path") && says(&r, "value=\"/story/other\""));
	r = send_form(ROLE_MODERATOR, "articles/move", "page=%2Fstory%2Fnone&to=%2Fstory%2Fx");
	assert_true(r.status == 422 && says(&r, "No article is known at this path."));
	r = send_form(ROLE_MODERATOR, "articles/move", "page=%2Fstory%2Fmoved&to=%3Cb%3E");
	assert_true(r.status == 422 && says(&r, "not the path of an article") && !says(&r, "<b>"));
	assert_int_equal(send_form(ROLE_MODERATOR, "articles/move",
				   "page=%2Fstory%2Fmoved&to=%2Fstory%2Fplain").status, 303);
	r = look(ROLE_MODERATOR, "articles", "part=plain");
	assert_true(says(&r, "/story/plain</bdi>"));
}

static void
they_are_found_by_letters_and_by_mode_page_by_page(void **state)
{
	(void)state;
	sign_in_all();
	for (int i = 0; i < 52; i++)
		assert_int_equal(send_form(ROLE_MODERATOR, "articles",
			str_printf(w->a, "page=%%2Fstory%%2Fa_%d&mode=slow", i).p).status, 303);
	struct fc_answer r = look(ROLE_MODERATOR, "articles", "part=A_&mode=slow");
	assert_true(says(&r, "/story/a_51<") && says(&r, "/story/a_2<"));
	assert_false(says(&r, "/story/a_1<") || says(&r, "/story/plain<"));
	size_t at = str_find(r.out, STR("articles?before="), 0);
	assert_true(at != SIZE_MAX);
	struct str rest = str_from(r.out, at + 9), query;
	str_cut(&rest, '"', &query);
	assert_true(str_ends(query, STR("&amp;mode=slow&amp;part=A_")));
	str_cut(&query, '&', &rest);
	r = look(ROLE_MODERATOR, "articles", str_printf(w->a, "%.*s&mode=slow&part=A_", STR_FMT(rest)).p);
	assert_true(says(&r, "/story/a_1<") && says(&r, "/story/a_0<") && !says(&r, "/story/a_2<"));
	r = look(ROLE_MODERATOR, "articles", "part=%25");
	assert_true(says(&r, "No article fits"));
}

static void
letters_are_looked_for_up_to_the_last_that_the_field_takes(void **state)
{
	const char *const xs = over("x", 199);
	(void)state;
	sign_in_all();
	assert_int_equal(send_form(ROLE_MODERATOR, "articles",
		str_printf(w->a, "page=%%2Fstory%%2F%sy&mode=slow", xs).p).status, 303);
	struct fc_answer r = look(ROLE_MODERATOR, "articles", str_printf(w->a, "part=%sY", xs).p);
	assert_int_equal(r.status, 200);
	assert_false(says(&r, "No article fits"));
	const char *const none[] = {str_printf(w->a, "%sz", xs).p, over("%25", 200), over("%F0%9F%98%80", 200)};
	for (size_t i = 0; i < ARRAY_LEN(none); i++) {
		r = look(ROLE_MODERATOR, "articles", str_printf(w->a, "part=%s", none[i]).p);
		assert_true(r.status == 200 && says(&r, "No article fits"));
	}
}

static struct fc_answer
section(void)
{
	return ask(w, &(struct ask){.host = "news.example", .method = "GET", .path = STR("/comments/thread"),
				    .query = STR("page=%2Fstory%2Fplain")});
}

static void
what_the_newsroom_says_stands_above_comments_and_form_at_once(void **state)
{
	(void)state;
	sign_in_all();
	struct fc_answer r = section();
	assert_false(says(&r, "rj-announcement") || says(&r, "rj-article-rules"));
	const char *form = "page=%2Fstory%2Fplain&announcement=Votes+are+counted+**until+nine**.+%3Cscript%3Ealert(1)"
			   "%3C%2Fscript%3E&house_rules=No+guesses,+please.%0A%0A%3Cimg+src%3Dx+onerror%3Dalert(2)%3E";
	assert_int_equal(send_form(ROLE_VIEWER, "articles/say", form).status, 403);
	r = send_form(ROLE_MODERATOR, "articles/say", form);
	assert_int_equal(r.status, 303);
	r = section();
	assert_true(says(&r, "<div class=\"rj-announcement\" role=\"note\"><p>Votes are counted <strong>until nine</strong>."));
	assert_true(says(&r, "<div class=\"rj-article-rules\" role=\"note\"><p>No guesses, please.</p>"));
	assert_false(says(&r, "<script>alert") || says(&r, "<img src=x"));
	assert_true(str_find(r.out, STR("rj-announcement"), 0) < str_find(r.out, STR("comment-list"), 0));
	assert_true(str_find(r.out, STR("rj-article-rules"), 0) > str_find(r.out, STR("id=\"respond\""), 0));
	r = look(ROLE_MODERATOR, "articles", "");
	assert_true(says(&r, "until nine") && says(&r, "No guesses"));
	assert_false(says(&r, "<script>alert"));
	r = look(ROLE_ADMIN, "audit", "what=announce");
	assert_true(says(&r, "until nine") && says(&r, ">max<"));
	assert_int_equal(send_form(ROLE_MODERATOR, "articles/say", "page=%2Fstory%2Fplain").status, 303);
	r = section();
	assert_false(says(&r, "rj-announcement") || says(&r, "rj-article-rules"));
}

static void
what_it_says_too_long_or_nowhere_is_kept_and_told(void **state)
{
	(void)state;
	sign_in_all();
	struct fc_answer r = send_form(ROLE_MODERATOR, "articles/say",
		str_printf(w->a, "page=%%2Fstory%%2Fplain&announcement=Mine&house_rules=%s", over("x", 1001)).p);
	assert_int_equal(r.status, 422);
	assert_true(says(&r, "at most 1,000 characters") && says(&r, ">\nMine</textarea>") &&
		    says(&r, "value=\"/story/plain\""));
	r = send_form(ROLE_MODERATOR, "articles/say",
		      str_printf(w->a, "page=%%2Fstory%%2Fplain&announcement=%s", over("%C3%A4", 1000)).p);
	assert_int_equal(r.status, 303);
	r = send_form(ROLE_MODERATOR, "articles/say", "page=elsewhere&announcement=Mine");
	assert_int_equal(r.status, 422);
	assert_true(says(&r, "not the path of an article") && says(&r, "Mine"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(only_moderators_and_admins_see_and_change_them),
		TEST(each_way_to_take_comments_is_set_at_once_and_stands_in_the_book),
		TEST(one_without_comments_can_be_closed_before_its_first),
		TEST(what_is_no_article_is_told_and_changes_nothing),
		TEST(one_is_moved_and_moved_back_and_never_onto_another),
		TEST(what_the_newsroom_says_stands_above_comments_and_form_at_once),
		TEST(what_it_says_too_long_or_nowhere_is_kept_and_told),
		TEST(they_are_found_by_letters_and_by_mode_page_by_page),
		TEST(letters_are_looked_for_up_to_the_last_that_the_field_takes),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
