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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(only_moderators_and_admins_see_and_change_them),
		TEST(each_way_to_take_comments_is_set_at_once_and_stands_in_the_book),
		TEST(one_without_comments_can_be_closed_before_its_first),
		TEST(what_is_no_article_is_told_and_changes_nothing),
		TEST(one_is_moved_and_moved_back_and_never_onto_another),
		TEST(they_are_found_by_letters_and_by_mode_page_by_page),
		TEST(letters_are_looked_for_up_to_the_last_that_the_field_takes),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
