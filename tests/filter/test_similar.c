/* The index of texts. */
#include "filter_test.h"

#include <malloc.h>
#include <pthread.h>

#include "chance.h"
#include "filter/similar.h"

#define SITE ((struct site_id){1})
#define NOW 1800000000

static const unsigned char KEY[SIMILAR_KEY] = {7, 1, 8, 2, 8};

static struct similar *s;

static int
begin(void **state)
{
	crypt_init();
	setup(state);
	s = similar_new(1000, KEY);
	return 0;
}

static int
end(void **state)
{
	similar_free(&s);
	assert_null(s);
	return teardown(state);
}

static struct print
print_of(const char *text)
{
	return similar_print(s, SITE, filter_fold(a, str_of(text)));
}

static struct occurrence
at(int64_t comment, int64_t author, int64_t thread)
{
	return (struct occurrence){.comment = {comment}, .author = {author}, .thread = {thread},
				   .created = NOW + comment};
}

static void
add(const char *text, int64_t comment, int64_t author, int64_t thread)
{
	struct print p = print_of(text);
	struct occurrence o = at(comment, author, thread);
	similar_add(s, &p, &o);
}

static struct alike copies, near;

static void
look_at(const char *text, int64_t author, int64_t thread)
{
	struct print p = print_of(text);
	similar_look(s, &p, (struct author_id){author}, (struct thread_id){thread}, 0, &copies, &near);
}

#define CHEAP "Cheap watches of every make, sent to your door: write to watches at example dot com"

static void
copies_are_counted_by_person_and_article(void **state)
{
	(void)state;
	look_at(CHEAP, 1, 1);
	assert_int_equal(copies.n + near.n, 0);
	add(CHEAP, 7, 1, 1);
	add("CHEAP  watches of every make - sent to your door. Write to watches at example dot com!", 8, 2, 1);
	add(CHEAP, 9, 2, 2);
	add("The harbour works are late again, and nobody at the town hall will say why.", 10, 3, 2);
	look_at(CHEAP, 2, 2);
	assert_int_equal(copies.n, 3);
	assert_int_equal(copies.people, 2);
	assert_int_equal(copies.threads, 2);
	assert_int_equal(copies.own, 1);
	assert_int_equal(near.n, 0);
	look_at(CHEAP, 0, 1); /* a nobody has no texts of their own */
	assert_int_equal(copies.own, 0);
}

/* An entry is packed: what is beyond 32 bits of an id, and all of an opinion, is there again. */
static void
ids_of_many_years_are_whole(void **state)
{
	const int64_t first = (INT64_C(1) << COMMENT_ID_BITS) - 9;
	struct print p = print_of(CHEAP);
	(void)state;
	for (int64_t i = 0; i < 8; i++)
		add(CHEAP, first + i, i + 1, 1);
	similar_decide(s, &p, (struct comment_id){first + 7}, OPINION_SPAM);
	similar_decide(s, &p, (struct comment_id){first + 6}, OPINION_GOOD);
	similar_decide(s, &p, (struct comment_id){7}, OPINION_GOOD);
	look_at(CHEAP, 9, 1);
	assert_int_equal(copies.n, 8);
	assert_int_equal(copies.spam, 1);
	assert_int_equal(copies.good, 1);
	assert_true(similar_kin(s, &p, (struct comment_id){first + 7}, 0).n == first + 6);
	similar_forget(s, &p, (struct comment_id){first + 6});
	assert_true(similar_kin(s, &p, (struct comment_id){first + 7}, 0).n == first + 5);
}

static void
what_many_honest_people_write_is_not_compared(void **state)
{
	static const char *const texts[] = {
		"", "+1", "Thank you!", "Thank you very much!", "Great article.", "So true!!!",
		"hahahahahahahahahahahahahahahahahaha", "lol lol lol lol lol lol lol lol lol lol lol lol",
		"!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!", "no no no no no no no no no no no no no no",
		"Thank you thank you thank you thank you", "谢谢你的文章", "ありがとう", "Vielen Dank dafür!",
		"1 2 3 4 5 6 7 8 9 10", "👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍",
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		if (print_of(texts[i]).compared)
			fail_msg("\"%s\" is compared", texts[i]);
		for (int64_t n = 1; n < 9; n++)
			add(texts[i], (int64_t)i * 10 + n, n, n);
		look_at(texts[i], 99, 99);
		assert_int_equal(copies.n + near.n, 0);
	}
	assert_int_equal(similar_count(s), 0);
	assert_true(print_of("加微信看片免费领取红包").compared);
	assert_true(print_of("Check my channel for free coins now").compared);
}

static void
a_changed_number_or_name_is_near_and_another_text_is_not(void **state)
{
	(void)state;
	add("Hello Peter, I made 4312 dollars from home last month without any risk. Look at my "
	    "page and see how you can do it too, it takes ten minutes a day and no money at all.",
	    1, 1, 1);
	add("The council has voted for the new bridge, though the engineers had warned that the old "
	    "one would have stood for another thirty years with a little care and some paint.",
	    2, 2, 1);
	look_at("Hello Maria, I made 9771 dollars from home last month without any risk. Look at my "
		"page and see how you can do it too, it takes ten minutes a day and no money at all.",
		3, 2);
	assert_int_equal(near.n, 1);
	assert_int_equal(copies.n, 0);
	look_at("Nobody who has ever waited for the ferry in the rain will say that a bridge is a "
		"waste, whatever the engineers found in the old one and whoever paid them for it.",
		3, 2);
	assert_int_equal(near.n + copies.n, 0);
}

static void
the_same_letters_in_another_order_are_no_copy(void **state)
{
	(void)state;
	add("one two three four five six seven eight nine ten eleven twelve", 1, 1, 1);
	look_at("twelve eleven ten nine eight seven six five four three two one", 1, 1);
	assert_int_equal(copies.n, 0);
}

static void
sites_do_not_see_each_others_texts(void **state)
{
	(void)state;
	struct print here = print_of(CHEAP);
	struct print there = similar_print(s, (struct site_id){2}, filter_fold(a, STR(CHEAP)));
	struct occurrence o = at(1, 1, 1);
	similar_add(s, &here, &o);
	similar_look(s, &there, o.author, o.thread, 0, &copies, &near);
	assert_int_equal(copies.n + near.n, 0);
	similar_look(s, &here, o.author, o.thread, 0, &copies, &near);
	assert_int_equal(copies.n, 1);
}

static uint64_t
with_flips(uint64_t sim, int flips)
{
	for (int i = 0; i < flips; i++)
		sim ^= (uint64_t)1 << (chance() >> 58);
	return sim;
}

/* Prints made by hand: clouds around a few centres, so that there are neighbours of every distance. */
static void
every_neighbour_is_found_and_nothing_else(void **state)
{
	static uint64_t sims[900];
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sims); i++) {
		sims[i] = i % 30 == 0 ? chance() : with_flips(sims[i - i % 30], (int)(i % 12));
		struct print p = {.sim = sims[i], .check = (uint32_t)i, .compared = true};
		struct occurrence o = at((int64_t)i + 1, (int64_t)i, 1);
		similar_add(s, &p, &o);
	}
	int64_t found = 0;
	for (size_t i = 0; i < ARRAY_LEN(sims); i++) {
		struct print p = {.sim = with_flips(sims[i], (int)(chance() >> 62)), .check = 1000000,
				  .compared = true};
		int64_t want = 0;
		for (size_t k = 0; k < ARRAY_LEN(sims); k++)
			want += __builtin_popcountll(sims[k] ^ p.sim) <= SIMILAR_BITS;
		similar_look(s, &p, (struct author_id){0}, (struct thread_id){0}, 0, &copies, &near);
		assert_int_equal(near.n, want);
		assert_int_equal(near.people, want);
		assert_int_equal(copies.n, 0);
		found += want;
	}
	assert_true(found > 900);
}

static const char *
number(int64_t i)
{
	/* Every word hangs on the number, so that no two are near. */
	struct str t = STR("");
	for (int64_t k = 0; k < 9; k++)
		t = str_cat(a, t, str_printf(a, "%llx ", (long long)((i * 7919 + k) * 2654435761)));
	return t.p;
}

static void
the_oldest_makes_room(void **state)
{
	(void)state;
	for (int64_t i = 1; i <= 2500; i++)
		add(number(i), i, i, 1);
	assert_int_equal(similar_count(s), 1000);
	for (int64_t i = 1; i <= 2500; i++) {
		look_at(number(i), 0, 0);
		assert_int_equal(copies.n, i > 1500);
		assert_int_equal(near.n, 0);
	}
}

static void
texts_of_before_the_window_do_not_count(void **state)
{
	(void)state;
	struct print p = print_of(CHEAP);
	for (int64_t i = 1; i <= 10; i++)
		add(CHEAP, i, i, i);
	similar_look(s, &p, (struct author_id){0}, (struct thread_id){0}, NOW + 8, &copies, &near);
	assert_int_equal(copies.n, 3);
}

static bool
add_older(const char *text, int64_t comment)
{
	struct print p = print_of(text);
	struct occurrence o = at(comment, comment, 1);
	return similar_add_older(s, &p, &o);
}

static void
older_texts_come_behind_the_ones_of_now_and_go_first(void **state)
{
	(void)state;
	assert_true(similar_loading(s));
	for (int64_t i = 1; i <= 300; i++) {
		add(number(1000 + i), 1000 + i, 1, 1);
		assert_true(add_older(number(1000 - i), 1000 - i));
		assert_true(add_older(number(1000 + i), 1000 + i)); /* known */
	}
	assert_int_equal(similar_count(s), 600);
	similar_loaded(s);
	assert_false(similar_loading(s));
	for (int64_t i = 2000; i < 2500; i++)
		add(number(i), i, 1, 1);
	assert_int_equal(similar_count(s), 1000);
	for (int64_t i = 700; i < 2500; i++) {
		bool there = i != 1000 && i >= 800 && (i <= 1300 || i >= 2000);
		look_at(number(i), 0, 0);
		assert_int_equal(copies.n + i * 10, there + i * 10); /* a failure names i */
	}
}

static void
loading_ends_where_the_room_does(void **state)
{
	(void)state;
	int64_t id = 5000;
	add(number(6000), 6000, 1, 1);
	while (add_older(number(id), id))
		id--;
	assert_int_equal(similar_count(s), 1000);
	assert_int_equal(id, 5000 - 999);
	add(number(6001), 6001, 1, 1); /* while it still loads: the oldest makes room */
	look_at(number(id + 1), 0, 0);
	assert_int_equal(copies.n, 0);
	look_at(number(id + 2), 0, 0);
	assert_int_equal(copies.n, 1);
	assert_false(add_older(number(1), 1));
}

static void
a_flood_of_copies_pushes_nothing_else_out(void **state)
{
	(void)state;
	for (int64_t i = 1; i <= 900; i++)
		add(number(i), i, 1, 1);
	for (int64_t i = 1000; i < 20000; i++)
		add(CHEAP, i, i, i);
	assert_int_equal(similar_count(s), 900 + ALIKE_MAX);
	look_at(CHEAP, 19999, 19999);
	assert_int_equal(copies.n, ALIKE_MAX);
	assert_int_equal(copies.people, ALIKE_MAX);
	assert_int_equal(copies.threads, ALIKE_MAX);
	assert_int_equal(copies.own, 1); /* the last one is known */
	for (int64_t i = 1; i <= 900; i++) {
		look_at(number(i), 0, 0);
		assert_int_equal(copies.n, 1);
	}
}

static void
what_is_forgotten_is_found_no_more(void **state)
{
	(void)state;
	struct print p = print_of(CHEAP);
	add(CHEAP, 1, 1, 1);
	add(CHEAP, 2, 2, 1);
	add(CHEAP, 3, 3, 1);
	similar_forget(s, &p, (struct comment_id){2});
	similar_forget(s, &p, (struct comment_id){2});
	similar_forget(s, &p, (struct comment_id){4}); /* unknown */
	assert_int_equal(similar_count(s), 2);
	look_at(CHEAP, 2, 1);
	assert_int_equal(copies.n, 2);
	assert_int_equal(copies.own, 0);
	add(CHEAP, 2, 2, 1); /* it is back */
	look_at(CHEAP, 2, 1);
	assert_int_equal(copies.n, 3);
	add(CHEAP, 2, 2, 1); /* twice is once */
	assert_int_equal(similar_count(s), 3);
}

static void
a_copy_is_found_behind_many_that_were_forgotten(void **state)
{
	(void)state;
	struct print p = print_of(CHEAP);
	similar_free(&s);
	s = similar_new(5000, KEY);
	add(CHEAP, 1, 1, 1);
	for (int64_t i = 2; i < 4000; i++) {
		add(CHEAP, i, i, 1);
		similar_forget(s, &p, (struct comment_id){i});
	}
	look_at(CHEAP, 1, 1);
	assert_int_equal(copies.n, 1);
	assert_int_equal(copies.own, 1);
	assert_int_equal(similar_kin(s, &p, (struct comment_id){2}, 0).n, 1);
}

static void
authors_are_forgotten_in_one_walk_with_their_texts_or_without(void **state)
{
	(void)state;
	for (int64_t i = 1; i <= 6; i++)
		add(CHEAP, i, i, 1);
	add(CHEAP, 7, 0, 1); /* nobody's */
	struct forgotten list[] = {{{5}, false}, {{2}, true}, {{9}, true}, {{4}, false}, {{5}, true}, {{4}, false}};
	similar_forget_authors(s, list, ARRAY_LEN(list));
	assert_int_equal(similar_count(s), 5);
	look_at(CHEAP, 4, 1);
	assert_int_equal(copies.n, 5);
	assert_int_equal(copies.own, 0);
	look_at(CHEAP, 6, 1);
	assert_int_equal(copies.own, 1);
	assert_null(forgotten_find(list, ARRAY_LEN(list), 0));
	assert_null(forgotten_find(list, ARRAY_LEN(list), 3));
	assert_true(forgotten_find(list, ARRAY_LEN(list), 5)->texts); /* erased twice, the second time whole */
	similar_forget_all(s, (struct comment_id[]){{7}, {1}, {2}, {6}}, 4);
	assert_int_equal(similar_count(s), 2);
	similar_forget_authors(s, list, 0);
	assert_int_equal(similar_count(s), 2);
}

static void
decisions_stay_with_the_text_until_they_are_taken_back(void **state)
{
	(void)state;
	struct print p = print_of(CHEAP);
	add(CHEAP, 1, 1, 1);
	add(CHEAP, 2, 2, 1);
	similar_decide(s, &p, (struct comment_id){1}, OPINION_SPAM);
	similar_decide(s, &p, (struct comment_id){2}, OPINION_GOOD);
	similar_decide(s, &p, (struct comment_id){3}, OPINION_GOOD); /* unknown */
	look_at(CHEAP, 3, 1);
	assert_int_equal(copies.spam, 1);
	assert_int_equal(copies.good, 1);
	similar_decide(s, &p, (struct comment_id){1}, OPINION_NONE);
	look_at(CHEAP, 3, 1);
	assert_int_equal(copies.spam, 0);
	assert_int_equal(copies.good, 1);
}

static void
a_text_as_long_as_may_be_is_compared_like_any_other(void **state)
{
	(void)state;
	struct str t = STR("");
	for (int64_t i = 0; i < 400; i++)
		t = str_cat(a, t, str_of(number(i)));
	struct str other = str_cat(a, t, STR("and one thing more"));
	add(t.p, 1, 1, 1);
	look_at(t.p, 1, 1);
	assert_int_equal(copies.n, 1);
	look_at(other.p, 1, 1);
	assert_int_equal(near.n, 1);
}

static void
two_hundred_thousand_texts_fit_in_twelve_megabytes(void **state)
{
	(void)state;
	size_t before = mallinfo2().uordblks + mallinfo2().hblkhd;
	struct similar *big = similar_new(200000, KEY);
	size_t room = mallinfo2().uordblks + mallinfo2().hblkhd - before;
	similar_loaded(big);
	size_t loaded = mallinfo2().uordblks + mallinfo2().hblkhd - before;
	similar_free(&big);
#if !defined(RJ_DEBUG) && !defined(__SANITIZE_THREAD__) /* their own allocators do not count here */
	assert_true(loaded > 9000000 && loaded < 11000000);
	assert_true(room < 12000000);
#else
	(void)room, (void)loaded;
#endif
}

/* ---- threads ------------------------------------------------------------------------------------- */

static struct print shared[8];

static void *
hammer(void *arg)
{
	int64_t me = (int64_t)(intptr_t)arg;
	struct alike c, n;
	for (int64_t i = 1; i <= 3000; i++) {
		const struct print *p = &shared[i % 8];
		struct occurrence o = at(me * 10000 + i, me, i % 5 + 1);
		similar_add(s, p, &o);
		if (i % 3 == 0)
			similar_decide(s, p, o.comment, OPINION_SPAM);
		if (i % 4 == 0)
			similar_forget(s, p, o.comment);
		similar_look(s, p, o.author, o.thread, 0, &c, &n);
		if (c.n < 1 || c.n > ALIKE_MAX || c.people > 9) /* eight, and who was there before */
			return s; /* a wrong count */
		if (me == 1 && i == 1500)
			similar_loaded(s);
	}
	return NULL;
}

static void
eight_threads_at_once_leave_it_whole(void **state)
{
	pthread_t threads[8];
	(void)state;
	similar_free(&s);
	s = similar_new(20000, KEY);
	for (int64_t i = 0; i < 8; i++) {
		shared[i] = print_of(number(i));
		struct occurrence o = at(i + 1, 99, 1);
		similar_add(s, &shared[i], &o);
	}
	for (intptr_t i = 0; i < 8; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, hammer, (void *)(i + 1)), 0);
	for (size_t i = 0; i < 8; i++) {
		void *wrong;
		pthread_join(threads[i], &wrong);
		assert_null(wrong);
	}
	assert_true(similar_count(s) <= 8 * ALIKE_MAX);
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		T(copies_are_counted_by_person_and_article),
		T(ids_of_many_years_are_whole),
		T(what_many_honest_people_write_is_not_compared),
		T(a_changed_number_or_name_is_near_and_another_text_is_not),
		T(the_same_letters_in_another_order_are_no_copy),
		T(sites_do_not_see_each_others_texts),
		T(every_neighbour_is_found_and_nothing_else),
		T(the_oldest_makes_room),
		T(texts_of_before_the_window_do_not_count),
		T(older_texts_come_behind_the_ones_of_now_and_go_first),
		T(loading_ends_where_the_room_does),
		T(a_flood_of_copies_pushes_nothing_else_out),
		T(what_is_forgotten_is_found_no_more),
		T(a_copy_is_found_behind_many_that_were_forgotten),
		T(authors_are_forgotten_in_one_walk_with_their_texts_or_without),
		T(decisions_stay_with_the_text_until_they_are_taken_back),
		T(a_text_as_long_as_may_be_is_compared_like_any_other),
		T(two_hundred_thousand_texts_fit_in_twelve_megabytes),
		T(eight_threads_at_once_leave_it_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
