/* Which language an answer speaks: the section the site's, the article's or the one asked for; the desk, the
 * writer's own page and errors what the browser asks for. */
#include "test.h"

#include "one_world.h"

#define REPLY "page=/story/plain&author=Ana&email=ana@news.example&comment="

static struct fc_answer
get(const char *path, const char *query, const char *accept_language)
{
	return ask(w, &(struct ask){.host = "news.example", .method = "GET", .path = str_of(path),
				    .query = str_of(query), .accept_language = accept_language,
				    .cookie = str_printf(w->a, "__Host-rj_session_1=%.*s", STR_FMT(w->a_session))});
}

static void
tell_the_article_s_language(const char *lang)
{
	struct fixture *f = &w->f;
	struct imported done;
	struct str csv = str_printf(f->a, "path,title,lang\n/story/plain,Plain,%s\n", lang);
	struct import_job job = {.file = fmemopen((void *)(uintptr_t)csv.p, csv.n, "r")};
	assert_int_equal(import_threads(f->house, f->site, f->a, actor_console(f->a, f->site, "tester"), &job, &done),
			 ERR_OK);
	fclose(job.file);
	w->touched = true;
}

static void
the_section_speaks_what_is_asked_for_and_its_links_keep_it(void **state)
{
	(void)state;
	struct fc_answer r = get("/comments/page", "page=/story/plain&lang=de", "fr");
	assert_true(says(&r, "<html lang=\"de\""));
	assert_true(says(&r, "1 Kommentar<"));
	assert_true(says(&r, str_printf(w->a, "replytocom=%ld&amp;lang=de#respond\"", (long)w->a_shown.n).p));
	assert_true(says(&r, "name=\"lang\" value=\"de\""));
	r = get("/comments/thread", "page=/story/plain&lang=ar", NULL);
	assert_true(says(&r, "lang=\"ar\" dir=\"rtl\""));
	r = get("/comments/page", "page=/story/plain&lang=tlh", NULL);
	assert_true(says(&r, "<html lang=\"en\"") && !says(&r, "lang=tlh"));
	r = get("/comments/page", "page=/story/plain", "de");
	assert_true(says(&r, "1 comment<") && !says(&r, "name=\"lang\""));
}

static void
the_section_speaks_its_article_s_language_as_soon_as_it_is_known(void **state)
{
	(void)state;
	struct fc_answer r = get("/comments/thread", "page=/story/plain", NULL);
	assert_true(says(&r, "lang=\"en\""));
	tell_the_article_s_language("ja");
	r = get("/comments/thread", "page=/story/plain", NULL);
	assert_true(says(&r, "lang=\"ja\"") && says(&r, "コメント1件"));
	r = get("/comments/page", "page=/story/plain&lang=fr", NULL);
	assert_true(says(&r, "<html lang=\"fr\""));
	r = ask(w, &(struct ask){.host = "news.example", .method = "POST", .path = STR("/comments/reply"),
				 .body = STR(REPLY), .accept_language = "de"});
	assert_int_equal(r.status, 422);
	assert_true(says(&r, "<html lang=\"ja\""));
	r = ask(w, &(struct ask){.host = "news.example", .method = "POST", .path = STR("/comments/reply"),
				 .body = STR("lang=es&" REPLY)});
	assert_true(says(&r, "<html lang=\"es\""));
}

static void
what_is_for_one_person_speaks_what_the_browser_asks_for(void **state)
{
	(void)state;
	struct str status = str_cat(w->a, STR("/comments/status/"), w->a_status);
	struct fc_answer r = get(str_z(w->a, status), "", "tlh, ar;q=0.9, de;q=0.8");
	assert_true(says(&r, "<html lang=\"ar\" dir=\"rtl\""));
	r = get("/comments/moderate/", "", "fr-CA");
	assert_true(says(&r, "<html lang=\"fr\""));
	r = get("/comments/nowhere", "", "es");
	assert_int_equal(r.status, 404);
	assert_true(says(&r, "<html lang=\"es\""));
	r = get("/comments/nowhere", "", "tlh");
	assert_true(says(&r, "<html lang=\"en\""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_section_speaks_what_is_asked_for_and_its_links_keep_it),
		TEST(the_section_speaks_its_article_s_language_as_soon_as_it_is_known),
		TEST(what_is_for_one_person_speaks_what_the_browser_asks_for),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
