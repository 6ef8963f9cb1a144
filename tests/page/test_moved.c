/* An article gets a new address: comments, links, open forms, feeds and imports follow it. */
#include "test.h"

#include "flow/import_thread.h"
#include "flow/thread.h"
#include "one_world.h"
#include "store/store_thread.h"

#define OLD "/story/plain"
#define NEW "/story/moved"

static enum thread_moved
move(const char *from, const char *to)
{
	enum thread_moved outcome;
	assert_int_equal(thread_move(w->f.house, w->f.site, w->f.a, w->f.console, str_of(from), str_of(to),
				     &outcome),
			 ERR_OK);
	w->touched = true;
	return outcome;
}

static struct fc_answer
get(const char *path, const char *query)
{
	return ask(w, &(struct ask){.host = "news.example", .method = "GET", .path = str_of(path),
				    .query = str_of(query)});
}

static struct thread
found(const char *page)
{
	struct thread t = {.page = STR("")};
	struct db *db = store_reader(w->f.house->store, DB_VISITOR);
	enum err e = store_thread_find(db, w->f.a, w->f.site->id, str_of(page), &t);
	store_reader_done(w->f.house->store, &db);
	assert_true(e == ERR_OK || e == ERR_GONE);
	return t;
}

static void
assert_leads(const char *path, const char *query, const char *to)
{
	struct fc_answer r = get(path, query);
	assert_int_equal(r.status, 301);
	struct str location = fc_header(&r, "Location");
	if (!str_eq(location, str_of(to)))
		fail_msg("%s?%s leads to %.*s", path, query, STR_FMT(location));
}

static void
comments_stand_at_the_new_address_and_the_old_one_leads_there(void **state)
{
	(void)state;
	assert_true(says(&(struct fc_answer[]){get("/comments/page", "page=" OLD)}[0], "Words from a."));
	get("/comments/thread", "page=" NEW); /* both are kept before the move */
	assert_int_equal(move(OLD, NEW), THREAD_MOVED);
	struct fc_answer r = get("/comments/page", "page=" NEW);
	assert_int_equal(r.status, 200);
	assert_true(says(&r, "Words from a."));
	for (int i = 0; i < 2; i++)
		assert_leads("/comments/page", "page=" OLD, "/comments/page?page=%2Fstory%2Fmoved");
	assert_leads("/comments/page", "page=" OLD "&sort=best",
		     "/comments/page?page=%2Fstory%2Fmoved&sort=best");
	char query[100];
	snprintf(query, sizeof(query), "page=" OLD "&replytocom=%lld", (long long)w->a_shown.n);
	struct str reply = str_printf(w->a, "/comments/page?page=%%2Fstory%%2Fmoved&replytocom=%lld",
				      (long long)w->a_shown.n);
	assert_leads("/comments/page", query, str_z(w->a, reply));
	assert_leads("/comments/feed.atom", "page=" OLD, "/comments/feed.atom?page=%2Fstory%2Fmoved");
	struct str permalink = str_printf(w->a, "/comments/c/%lld", (long long)w->a_shown.n);
	r = ask(w, &(struct ask){.host = "news.example", .method = "GET", .path = permalink});
	assert_int_equal(r.status, 302);
	assert_true(says(&r, "/story/moved#comment-"));
}

static void
a_site_that_still_shows_the_old_address_shows_the_comments_there_as_they_are(void **state)
{
	(void)state;
	assert_int_equal(move(OLD, NEW), THREAD_MOVED);
	assert_true(says(&(struct fc_answer[]){get("/comments/thread", "page=" OLD)}[0], "Words from a."));
	assert_true(says(&(struct fc_answer[]){get("/comments/api/v1/comments", "page=" OLD)}[0],
			 "Words from a."));
	post_at(w, w->f.site, NEW, "Written since.", "ana@news.example", NULL);
	struct fc_answer r = get("/comments/thread", "page=" OLD);
	assert_true(says(&r, "Words from a.") && says(&r, "Written since."));
	r = get("/comments/api/v1/comments", "page=" OLD);
	assert_true(says(&r, "Written since."));
	r = get("/comments/api/v1/counts", "page=" OLD);
	assert_true(says(&r, "{\"page\":\"" OLD "\",\"comments\":2}"));
	assert_int_equal(fc_header(&r, "ETag").n, 0);
}

static void
a_post_from_a_form_that_was_open_is_a_comment_at_the_new_address(void **state)
{
	(void)state;
	int64_t id = found(OLD).id.n;
	assert_int_equal(move(OLD, NEW), THREAD_MOVED);
	struct posted p = post_at(w, w->f.site, OLD, "From an open form.", "ana@news.example", NULL);
	assert_int_equal(p.outcome, POST_STORED);
	assert_int_equal(p.state, STATE_APPROVED); /* its token is of the old address, and good */
	assert_true(says(&(struct fc_answer[]){get("/comments/page", "page=" NEW)}[0], "From an open form."));
	assert_int_equal(found(OLD).id.n, id);
	assert_true(str_eq(found(OLD).page, STR(NEW)));
}

static void
it_moves_again_and_back_and_every_old_address_leads_to_it(void **state)
{
	(void)state;
	int64_t id = found(OLD).id.n;
	assert_int_equal(move(OLD, NEW), THREAD_MOVED);
	assert_int_equal(move(OLD, NEW), THREAD_THERE); /* told twice, done once */
	assert_int_equal(move(NEW, "/story/third"), THREAD_MOVED);
	assert_int_equal(found(OLD).id.n, id);
	assert_int_equal(found(NEW).id.n, id);
	assert_int_equal(move(NEW, OLD), THREAD_MOVED);
	assert_true(str_eq(found(OLD).page, STR(OLD)));
	assert_true(str_eq(found(NEW).page, STR(OLD)));
	assert_true(str_eq(found("/story/third").page, STR(OLD)));
	assert_int_equal(thread_set_mode(w->f.house, w->f.site, w->f.a, w->f.console, STR(NEW), MODE_CLOSED),
			 ERR_OK);
	assert_int_equal(found(OLD).mode, MODE_CLOSED);
	assert_int_equal(found(OLD).id.n, id);
}

static void
import(const char *csv)
{
	struct import_job job = {.file = fmemopen((void *)(uintptr_t)csv, strlen(csv), "r")};
	struct imported done;
	assert_non_null(job.file);
	assert_int_equal(import_threads(w->f.house, w->f.site, w->f.a, w->f.console, &job, &done), ERR_OK);
	fclose(job.file);
	assert_int_equal(done.skipped, 0);
}

static void
an_article_without_comments_there_gives_its_title_and_one_with_comments_its_place_to_nobody(void **state)
{
	(void)state;
	int64_t id = found(OLD).id.n;
	import("url,title\nhttps://news.example" NEW ",The harbour\n");
	assert_int_equal(move("/story/unknown", NEW), THREAD_NONE);
	assert_int_equal(move(OLD, NEW), THREAD_MOVED);
	assert_int_equal(found(NEW).id.n, id);
	assert_true(str_eq(found(NEW).title, STR("The harbour")));
	import("url,title\nhttps://news.example" OLD ",The harbour at night\n"); /* the feed is behind */
	assert_int_equal(found(OLD).id.n, id);
	assert_true(str_eq(found(NEW).title, STR("The harbour at night")));
	post_at(w, w->f.site, "/story/other", "Of quite another article.", "ana@news.example", NULL);
	assert_int_equal(move("/story/other", NEW), THREAD_TAKEN);
	assert_true(str_eq(found("/story/other").page, STR("/story/other")));
	assert_int_equal(move("/story/other", OLD), THREAD_MOVED); /* that address is free */
	assert_true(says(&(struct fc_answer[]){get("/comments/page", "page=" OLD)}[0], "Of quite another article."));
}

/* Not what somebody had set for the new address while nobody had commented there. */
static void
the_article_that_moves_keeps_its_own_way_to_take_comments(void **state)
{
	(void)state;
	struct house *h = w->f.house;
	assert_int_equal(thread_set_mode(h, w->f.site, w->f.a, w->f.console, STR(OLD), MODE_PREMODERATED), ERR_OK);
	assert_int_equal(thread_set_mode(h, w->f.site, w->f.a, w->f.console, STR(NEW), MODE_CLOSED), ERR_OK);
	assert_int_equal(move(OLD, NEW), THREAD_MOVED);
	assert_int_equal(found(NEW).mode, MODE_PREMODERATED);
	assert_int_equal(post_at(w, w->f.site, NEW, "Waits, as at the old one.", "ana@news.example", NULL).state,
			 STATE_PENDING);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(comments_stand_at_the_new_address_and_the_old_one_leads_there),
		TEST(a_site_that_still_shows_the_old_address_shows_the_comments_there_as_they_are),
		TEST(a_post_from_a_form_that_was_open_is_a_comment_at_the_new_address),
		TEST(it_moves_again_and_back_and_every_old_address_leads_to_it),
		TEST(an_article_without_comments_there_gives_its_title_and_one_with_comments_its_place_to_nobody),
		TEST(the_article_that_moves_keeps_its_own_way_to_take_comments),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
