/* Kept answers: right version or none, within the budget, alive while they are sent. */
#include "test.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/crypt.h"
#include "page/cache.h"

#define WHOLE(s) (&(struct pieces){.middle = (s)})

static void
put(struct cache *c, struct str key, uint64_t version, struct str body)
{
	size_t half = body.n / 2, most = half + body.n / 4; /* whatever pieces it came in */
	struct pieces pieces = {str_sub(body, 0, half), str_sub(body, half, most), str_from(body, most)};
	struct kept *k = cache_put(c, key, version, 0, &pieces, STR("\"e\""));
	assert_true(str_eq(kept_body(k, ENCODING_NONE), body));
	kept_release(k);
}

static void
an_answer_is_found_under_its_key_at_its_version_only(void **state)
{
	(void)state;
	crypt_init();
	struct cache *c = cache_new(1 << 20);
	put(c, STR("a"), 1, STR("one"));
	struct kept *k = cache_find(c, STR("a"), 1);
	assert_non_null(k);
	assert_str(kept_body(k, ENCODING_NONE), "one");
	kept_release(k);
	assert_null(cache_find(c, STR("a"), 2));
	assert_null(cache_find(c, STR("b"), 1));
	put(c, STR("a"), 2, STR("two"));
	assert_null(cache_find(c, STR("a"), 1));
	cache_free(&c);
}

static void
an_answer_is_good_until_its_time_is_over(void **state)
{
	(void)state;
	crypt_init();
	struct cache *c = cache_new(1 << 20);
	clock_stop(1000);
	kept_release(cache_put(c, STR("a"), 1, 1005, WHOLE(STR("one")), STR("")));
	clock_stop(1004);
	struct kept *k = cache_find(c, STR("a"), 1);
	assert_non_null(k);
	kept_release(k);
	clock_stop(1005);
	assert_null(cache_find(c, STR("a"), 1));
	clock_stop(CLOCK_RUN);
	cache_free(&c);
}

static void
what_is_being_sent_survives_its_replacement_and_the_caches_end(void **state)
{
	(void)state;
	crypt_init();
	struct cache *c = cache_new(1 << 20);
	struct kept *k = cache_put(c, STR("a"), 1, 0, WHOLE(STR("one")), STR(""));
	put(c, STR("a"), 2, STR("two"));
	cache_free(&c);
	assert_str(kept_body(k, ENCODING_NONE), "one");
	kept_release(k);
}

static void
the_least_recently_used_makes_room_and_the_budget_holds(void **state)
{
	(void)state;
	crypt_init();
	struct arena *a = arena_new();
	struct cache *c = cache_new(20000);
	struct str body = {arena_zero(a, 1, 1000), 1000};
	for (int i = 0; i < 200; i++) {
		put(c, str_printf(a, "key %d", i), 1, body);
		struct kept *first = cache_find(c, STR("key 0"), 1); /* always in use: stays */
		assert_non_null(first);
		kept_release(first);
	}
	int there = 0;
	for (int i = 0; i < 200; i++) {
		struct kept *k = cache_find(c, str_printf(a, "key %d", i), 1);
		there += k != NULL;
		kept_release(k);
	}
	assert_true(there >= 10 && there <= 20);
	struct str huge = {arena_zero(a, 1, 15000), 15000};
	put(c, STR("huge"), 1, huge); /* more than a quarter of the budget is not kept */
	assert_null(cache_find(c, STR("huge"), 1));
	cache_free(&c);
	arena_free(&a);
}

static bool
is_kept(struct cache *c, struct str key)
{
	struct kept *k = cache_find(c, key, 1);
	kept_release(k);
	return k != NULL;
}

static void
what_is_read_again_stays_however_many_are_asked_for_once(void **state)
{
	(void)state;
	crypt_init();
	struct arena *a = arena_new();
	struct cache *c = cache_new(20000);
	struct str body = {arena_zero(a, 1, 1000), 1000};
	for (int i = 0; i < 5; i++) {
		struct str key = str_printf(a, "read %d", i);
		put(c, key, 1, body);
		assert_true(is_kept(c, key));
	}
	for (int i = 0; i < 1000; i++)
		put(c, str_printf(a, "once %d", i), 1, body);
	for (int i = 0; i < 5; i++)
		assert_true(is_kept(c, str_printf(a, "read %d", i)));
	for (int i = 0; i < 100; i++) { /* nor do those that were read keep new ones out for ever */
		put(c, str_printf(a, "new %d", i), 1, body);
		assert_true(is_kept(c, str_printf(a, "new %d", i)));
	}
	assert_false(is_kept(c, STR("read 0")));
	cache_free(&c);
	arena_free(&a);
}

static void
a_compressed_copy_is_made_by_one_and_counts_in_the_budget(void **state)
{
	(void)state;
	crypt_init();
	struct arena *a = arena_new();
	struct cache *c = cache_new(20000);
	struct str body = {arena_zero(a, 1, 1000), 1000}, copy = {arena_zero(a, 1, 700), 700};
	for (int i = 0; i < 100; i++) {
		struct kept *k = cache_put(c, str_printf(a, "key %d", i), 1, 0, WHOLE(body), STR(""));
		assert_int_equal(kept_body(k, ENCODING_GZIP).n, 0);
		assert_true(kept_claim(k, ENCODING_GZIP));
		assert_false(kept_claim(k, ENCODING_GZIP));
		cache_add(c, k, ENCODING_GZIP, copy);
		assert_int_equal(kept_body(k, ENCODING_GZIP).n, 700);
		assert_int_equal(kept_body(k, ENCODING_BROTLI).n, 0);
		assert_int_equal(kept_body(k, ENCODING_NONE).n, 1000);
		kept_release(k);
	}
	int there = 0;
	for (int i = 0; i < 100; i++)
		there += is_kept(c, str_printf(a, "key %d", i));
	assert_in_range(there, 8, 10); /* of about 2,000 bytes each */
	struct kept *old = cache_put(c, STR("replaced"), 1, 0, WHOLE(body), STR(""));
	put(c, STR("replaced"), 2, body);
	cache_add(c, old, ENCODING_GZIP, copy); /* too late: it goes nowhere */
	assert_int_equal(kept_body(old, ENCODING_GZIP).n, 0);
	kept_release(old);
	struct str huge = {arena_zero(a, 1, 15000), 15000};
	struct kept *k = cache_put(c, STR("huge"), 1, 0, WHOLE(huge), STR(""));
	assert_false(kept_claim(k, ENCODING_GZIP)); /* not kept: in vain */
	kept_release(k);
	cache_free(&c);
	arena_free(&a);
}

static void *
hammer(void *arg)
{
	struct cache *c = arg;
	struct arena *a = arena_new();
	for (int i = 0; i < 3000; i++) {
		struct str key = str_printf(a, "%d", i % 7);
		uint64_t version = (uint64_t)i % 3;
		struct kept *k = cache_find(c, key, version);
		if (k == NULL)
			k = cache_put(c, key, version, 0,
				      WHOLE(str_printf(a, "%d at %d", i % 7, i % 3)), STR(""));
		struct str body = str_printf(a, "%d at %d", i % 7, i % 3);
		assert_true(str_eq(kept_body(k, ENCODING_NONE), body));
		if (kept_claim(k, ENCODING_BROTLI))
			cache_add(c, k, ENCODING_BROTLI, str_cat(a, body, STR(" br")));
		struct str copy = kept_body(k, ENCODING_BROTLI);
		assert_true(copy.n == 0 || str_eq(copy, str_cat(a, body, STR(" br"))));
		kept_release(k);
		arena_reset(a);
	}
	arena_free(&a);
	return NULL;
}

static void
eight_threads_never_see_another_keys_body(void **state)
{
	pthread_t t[8];
	(void)state;
	crypt_init();
	struct cache *c = cache_new(1500);
	for (size_t i = 0; i < ARRAY_LEN(t); i++)
		pthread_create(&t[i], NULL, hammer, c);
	for (size_t i = 0; i < ARRAY_LEN(t); i++)
		pthread_join(t[i], NULL);
	cache_free(&c);
}

/* ---- many at once -------------------------------------------------------------------------------- */

#define ROUNDS 100
#define ASKERS 8

struct crowd {
	struct cache *c;
	pthread_barrier_t together;
	atomic_int makers, late;
	bool gives_up; /* whoever makes it */
};

static void *
ask_together(void *arg)
{
	struct crowd *w = arg;
	struct arena *a = arena_new();
	for (int i = 0; i < ROUNDS; i++) {
		bool mine;
		struct str key = str_printf(a, "round %d", i);
		pthread_barrier_wait(&w->together);
		struct kept *k = cache_get(w->c, key, 1, &mine);
		atomic_fetch_add(&w->makers, mine);
		atomic_fetch_add(&w->late, k == NULL && !mine);
		if (k == NULL && !(mine && w->gives_up)) {
			usleep(500);
			k = cache_put(w->c, key, 1, 0, WHOLE(key), STR(""));
		}
		if (mine)
			cache_made(w->c, key, 1);
		assert_true(k == NULL ? mine : str_eq(kept_body(k, ENCODING_NONE), key));
		kept_release(k);
		arena_reset(a);
	}
	arena_free(&a);
	return NULL;
}

static void
ask_all(struct crowd *w)
{
	pthread_t t[ASKERS];
	crypt_init();
	w->c = cache_new(1 << 20);
	pthread_barrier_init(&w->together, NULL, ASKERS);
	for (size_t i = 0; i < ASKERS; i++)
		pthread_create(&t[i], NULL, ask_together, w);
	for (size_t i = 0; i < ASKERS; i++)
		pthread_join(t[i], NULL);
	pthread_barrier_destroy(&w->together);
	cache_free(&w->c);
}

static void
of_many_who_ask_at_once_one_makes_it(void **state)
{
	struct crowd w = {0};
	(void)state;
	ask_all(&w);
	assert_int_equal(w.makers, ROUNDS);
	assert_true(w.late < ROUNDS); /* a busy machine may keep one waiting for too long, not always */
}

static void
who_makes_nothing_hangs_nobody(void **state)
{
	struct crowd w = {.gives_up = true};
	(void)state;
	ask_all(&w);
	assert_true(w.makers >= ROUNDS);
}

static void
nobody_waits_for_ever_and_only_for_the_same_version(void **state)
{
	bool mine;
	(void)state;
	crypt_init();
	struct cache *c = cache_new(1 << 20);
	assert_null(cache_get(c, STR("a"), 1, &mine));
	assert_true(mine);
	assert_null(cache_get(c, STR("a"), 2, &mine)); /* at once */
	assert_true(mine);
	assert_null(cache_get(c, STR("b"), 1, &mine));
	assert_true(mine);
	assert_null(cache_get(c, STR("a"), 1, &mine)); /* after half a second */
	assert_false(mine);
	cache_made(c, STR("a"), 1);
	cache_made(c, STR("a"), 2);
	cache_made(c, STR("b"), 1);
	cache_free(&c);
	c = cache_new(0); /* nothing is kept: nobody would find what another has made */
	for (int i = 0; i < 2; i++) {
		assert_null(cache_get(c, STR("a"), 1, &mine));
		assert_false(mine);
	}
	cache_free(&c);
}

static struct kept *
recall(struct cache *c, const char *words, uint64_t changes)
{
	struct question q = {.site = 1, .kind = 2, .words = str_of(words), .changes = changes, .hour = 9};
	struct kept *k = cache_recall(c, &q);
	assert_int_equal(q.as, k == NULL ? 0 : 4);
	return k;
}

static void
remember(struct cache *c, struct kept *k, const char *words, uint64_t changes)
{
	struct question q = {.site = 1, .kind = 2, .as = 4, .words = str_of(words), .changes = changes, .hour = 9};
	cache_remember(c, k, &q);
}

static void
assert_recalled(struct cache *c, const char *words, uint64_t changes, struct kept *want)
{
	struct kept *k = recall(c, words, changes);
	assert_ptr_equal(k, want);
	kept_release(k);
}

static void
an_answer_is_recalled_by_the_same_words_until_anything_changes(void **state)
{
	(void)state;
	struct cache *c = cache_new(1 << 20);
	struct kept *k = cache_put(c, STR("a"), 1, 0, WHOLE(STR("one")), STR(""));
	assert_null(recall(c, "page=a", 7));
	remember(c, k, "page=a", 7);
	assert_recalled(c, "page=a", 7, k);
	assert_null(recall(c, "page=a", 8));
	assert_null(recall(c, "page=%61", 7));
	struct question other[] = {{.site = 2, .kind = 2, .words = STR("page=a"), .changes = 7, .hour = 9},
				   {.site = 1, .kind = 3, .words = STR("page=a"), .changes = 7, .hour = 9},
				   {.site = 1, .kind = 2, .words = STR("page=a"), .changes = 7, .hour = 10}};
	for (size_t i = 0; i < ARRAY_LEN(other); i++)
		assert_null(cache_recall(c, &other[i]));
	remember(c, k, "page=a", 8);
	assert_recalled(c, "page=a", 8, k);
	remember(c, k, "page=%61", 8); /* one question an answer */
	assert_recalled(c, "page=%61", 8, k);
	assert_null(recall(c, "page=a", 8));
	kept_release(cache_put(c, STR("a"), 2, 0, WHOLE(STR("two")), STR(""))); /* in its place */
	assert_null(recall(c, "page=%61", 8));
	remember(c, k, "page=a", 8); /* no longer kept */
	assert_null(recall(c, "page=a", 8));
	kept_release(k);
	cache_free(&c);
}

static void
a_recalled_answer_is_good_until_its_time_is_over(void **state)
{
	(void)state;
	struct cache *c = cache_new(1 << 20);
	clock_stop(1000);
	struct kept *k = cache_put(c, STR("a"), 1, 1005, WHOLE(STR("one")), STR(""));
	remember(c, k, "page=a", 7);
	clock_stop(1004);
	assert_recalled(c, "page=a", 7, k);
	clock_stop(1005);
	assert_null(recall(c, "page=a", 7));
	clock_stop(CLOCK_RUN);
	kept_release(k);
	cache_free(&c);
}

/* Thousands of answers and more questions than there are places; words count against the budget. */
static void
questions_come_and_go_with_their_answers_within_the_budget(void **state)
{
	static char words[9000];
	char key[16];
	size_t known = 0;
	(void)state;
	struct cache *c = cache_new(1 << 20);
	memset(words, 'w', sizeof(words) - 1);
	for (int i = 0; i < 5000; i++) {
		size_t n = (size_t)snprintf(key, sizeof(key), "%d", i);
		struct kept *k = cache_put(c, (struct str){key, n}, 1, 0, WHOLE(STR("one")), STR(""));
		memcpy(words, key, n);
		words[i % 3 == 0 ? 8192 : 5 + i % 4000] = '\0';
		remember(c, k, words, 7);
		known += recall(c, words, 7) == k;
		kept_release(k);
		kept_release(k);
		words[i % 3 == 0 ? 8192 : 5 + i % 4000] = 'w';
	}
	assert_int_equal(known, 5000);
	memset(words, 'w', sizeof(words) - 1);
	struct kept *k = cache_put(c, STR("long"), 1, 0, WHOLE(STR("one")), STR(""));
	remember(c, k, words, 7); /* longer than anybody asks */
	assert_null(recall(c, words, 7));
	kept_release(k);
	cache_free(&c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_is_found_under_its_key_at_its_version_only),
		cmocka_unit_test(an_answer_is_good_until_its_time_is_over),
		cmocka_unit_test(what_is_being_sent_survives_its_replacement_and_the_caches_end),
		cmocka_unit_test(the_least_recently_used_makes_room_and_the_budget_holds),
		cmocka_unit_test(what_is_read_again_stays_however_many_are_asked_for_once),
		cmocka_unit_test(a_compressed_copy_is_made_by_one_and_counts_in_the_budget),
		cmocka_unit_test(eight_threads_never_see_another_keys_body),
		cmocka_unit_test(of_many_who_ask_at_once_one_makes_it),
		cmocka_unit_test(who_makes_nothing_hangs_nobody),
		cmocka_unit_test(nobody_waits_for_ever_and_only_for_the_same_version),
		cmocka_unit_test(an_answer_is_recalled_by_the_same_words_until_anything_changes),
		cmocka_unit_test(a_recalled_answer_is_good_until_its_time_is_over),
		cmocka_unit_test(questions_come_and_go_with_their_answers_within_the_budget),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
