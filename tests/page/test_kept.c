/* Kept answers over FastCGI: compressed copies, entity tags, and what an article's own request gets. */
#include "test.h"

#include <pthread.h>

#include "../decode.h"
#include "base/metric.h"
#include "world.h"

static struct world *w;

#define THREAD "page=%2Fstory%2Fa"

static struct fc_answer
get(const char *path, const char *query, const char *takes, struct str has)
{
	return ask(w, &(struct ask){.host = "news.example", .method = "GET", .path = str_of(path),
				    .query = str_of(query), .accept_encoding = takes, .if_none_match = has});
}

/* The copy is made behind the first answer, so by the time of the next request, or a little later. */
static struct fc_answer
get_encoded(const char *path, const char *query, enum encoding e)
{
	char takes[20];
	struct str word = encoding_word(e);
	snprintf(takes, sizeof(takes), "%.*s", STR_FMT(word));
	for (int i = 0; i < 2000; i++) {
		struct fc_answer r = get(path, query, takes, STR(""));
		assert_int_equal(r.status, 200);
		if (str_eq(fc_header(&r, "Content-Encoding"), word))
			return r;
		assert_int_equal(fc_header(&r, "Content-Encoding").n, 0);
		usleep(5000);
	}
	fail_msg("no copy in %s", takes);
	return (struct fc_answer){0};
}

static void
each_encoding_has_the_same_page_under_its_own_tag(void **state)
{
	static const char *const paths[][2] = {{"/comments/thread", THREAD}, {"/comments/page", THREAD},
					       {"/comments/feed.atom", ""}, {"/comments/api/v1/comments", THREAD}};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		struct fc_answer plain = get(paths[i][0], paths[i][1], "", STR(""));
		struct str tags[ENCODING__MAX] = {fc_header(&plain, "ETag")};
		assert_int_equal(plain.status, 200);
		assert_str(fc_header(&plain, "Vary"), "Accept-Encoding");
		assert_int_equal(fc_header(&plain, "Content-Encoding").n, 0);
		for (enum encoding e = ENCODING_GZIP; e < ENCODING__MAX; e++) {
			struct fc_answer r = get_encoded(paths[i][0], paths[i][1], e);
			assert_str(fc_header(&r, "Vary"), "Accept-Encoding");
			assert_true(str_eq(decode(w->a, e, r.body), plain.body));
			assert_true(str_eq(fc_header(&r, "Content-Length"), str_printf(w->a, "%zu", r.body.n)));
			tags[e] = fc_header(&r, "ETag");
			for (enum encoding other = 0; other < e; other++)
				assert_false(str_eq(tags[e], tags[other]));
		}
		for (enum encoding e = 0; e < ENCODING__MAX; e++) {
			struct fc_answer r = get(paths[i][0], paths[i][1], "br", tags[e]);
			assert_int_equal(r.status, 304);
			assert_true(str_eq(fc_header(&r, "ETag"), tags[e]));
			assert_int_equal(r.body.n, 0);
		}
		arena_reset(w->a);
	}
}

static void
a_changed_thread_is_sent_at_once_and_compressed_anew(void **state)
{
	(void)state;
	struct fc_answer before = get_encoded("/comments/thread", THREAD, ENCODING_GZIP);
	struct str old = fc_header(&before, "ETag");
	struct posted p = say(&w->f, (struct say){.text = "A word that was not there, zanzibarism.", .page = "/story/a"});
	assert_int_equal(p.outcome, POST_STORED);
	struct fc_answer r = get("/comments/thread", THREAD, "gzip", old);
	assert_int_equal(r.status, 200);
	assert_int_equal(fc_header(&r, "Content-Encoding").n, 0); /* nobody waits for the compression */
	assert_int_not_equal(str_find(r.body, STR("zanzibarism"), 0), SIZE_MAX);
	r = get_encoded("/comments/thread", THREAD, ENCODING_GZIP);
	assert_int_not_equal(str_find(decode(w->a, ENCODING_GZIP, r.body), STR("zanzibarism"), 0), SIZE_MAX);
}

/* The counts of many articles are one answer, as new as the newest of them. */
static void
kept_counts_follow_each_of_their_articles(void **state)
{
	static const char query[] = "page=%2Fstory%2Fx&page=%2Fstory%2Fa&page=%2Fstory%2Fy";
	static const char *const pages[][2] = {
		{"/story/x", "My shop stands forty metres from the fence, and since March two lorries came."},
		{"/story/a", "For once a report that names its sources; I looked up the minutes of June."},
		{"/story/y", "As a retired diver I can tell you that piles rot from within, not outside."},
		{"/story/x", "Children from the school on the hill cross the building site each morning."}};
	(void)state;
	struct fc_answer r = get("/comments/api/v1/counts", query, "", STR(""));
	for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
		struct fc_answer again = get("/comments/api/v1/counts", query, "", fc_header(&r, "ETag"));
		assert_int_equal(again.status, 304);
		struct posted p = say(&w->f, (struct say){.page = pages[i][0], .text = pages[i][1]});
		assert_int_equal(p.outcome, POST_STORED);
		assert_int_equal(p.state, STATE_APPROVED);
		again = get("/comments/api/v1/counts", query, "", fc_header(&r, "ETag"));
		assert_int_equal(again.status, 200);
		assert_false(str_eq(again.body, r.body));
		r = again;
	}
	struct fc_answer other = get("/comments/api/v1/counts", "page=%2Fstory%2Fa&page=%2Fstory%2Fx", "",
				     fc_header(&r, "ETag"));
	assert_int_equal(other.status, 200);
}

/* Compressed bytes or a 304 would land raw in the article. */
static void
an_article_is_always_given_plain_bytes(void **state)
{
	(void)state;
	struct fc_answer plain = get("/comments/thread", THREAD, "", STR(""));
	struct fc_answer coded = get_encoded("/comments/thread", THREAD, ENCODING_BROTLI);
	struct fc_answer r = ask(w, &(struct ask){
		.host = "news.example", .method = "GET", .path = STR("/comments/thread"),
		.request_uri = STR("/story/a"), .accept_encoding = "br, gzip",
		.if_none_match = fc_header(&coded, "ETag")});
	assert_int_equal(r.status, 200);
	assert_int_equal(fc_header(&r, "Content-Encoding").n, 0);
	assert_true(str_eq(r.body, plain.body));
}

/* ---- many at once -------------------------------------------------------------------------------- */

#define ROUNDS 25
#define ASKERS 8

static pthread_barrier_t together;

static void *
ask_together(void *arg)
{
	struct world mine = *(struct world *)arg;
	mine.a = arena_new();
	for (int i = 0; i < ROUNDS; i++) {
		pthread_barrier_wait(&together);
		struct fc_answer r = ask(&mine, &(struct ask){
			.host = "news.example", .method = "GET", .path = STR("/comments/page"),
			.query = str_printf(mine.a, "%s&before=%d", THREAD, i)});
		assert_int_equal(r.status, 200);
		arena_reset(mine.a);
	}
	arena_free(&mine.a);
	return NULL;
}

/* Some may come after it is there, and on a busy machine one may have waited for too long; but it is not
 * eight renderings a round. */
static void
a_page_that_many_ask_for_at_once_is_rendered_once(void **state)
{
	pthread_t t[ASKERS];
	(void)state;
	uint64_t before = metric_value(METRIC_CACHE, 1); /* those that missed */
	pthread_barrier_init(&together, NULL, ASKERS);
	for (size_t i = 0; i < ASKERS; i++)
		pthread_create(&t[i], NULL, ask_together, w);
	for (size_t i = 0; i < ASKERS; i++)
		pthread_join(t[i], NULL);
	pthread_barrier_destroy(&together);
	assert_in_range(metric_value(METRIC_CACHE, 1) - before, ROUNDS, ROUNDS + ROUNDS / 5);
}

static int
make(void **state)
{
	(void)state;
	w = world_make();
	for (int i = 0; i < 5; i++) {
		struct posted p = say(&w->f, (struct say){
			.text = str_printf(w->a, "The %dth of some remarks on the harbour works, which are late.", i).p,
			.page = "/story/a"});
		must(p.outcome == POST_STORED);
	}
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
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_encoding_has_the_same_page_under_its_own_tag),
		cmocka_unit_test(a_changed_thread_is_sent_at_once_and_compressed_anew),
		cmocka_unit_test(kept_counts_follow_each_of_their_articles),
		cmocka_unit_test(an_article_is_always_given_plain_bytes),
		cmocka_unit_test(a_page_that_many_ask_for_at_once_is_rendered_once),
	};
	return cmocka_run_group_tests(tests, make, end);
}
