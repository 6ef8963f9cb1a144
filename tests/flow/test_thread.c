/* Pages of a thread: every order shows every comment once, wherever the pages are cut, whatever is gone. */
#include "test.h"

#include <math.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>

#include "../view/site.h"
#include "flow/thread.h"
#include "flow/undo.h"
#include "house.h"
#include "store/store_comment.h"
#include "store/store_thread.h"

#define EVERYONE "hold: { first = 0; rejected = 0; }; rate: { posts = 100000; };"

static struct fixture f;

static struct comment_id
post(const char *text, struct comment_id parent)
{
	struct posted p = say(&f, (struct say){.text = text, .email = "ana@news.example", .parent = parent});
	assert_int_equal(p.outcome, POST_STORED);
	assert_int_equal(p.state, STATE_APPROVED);
	return p.id;
}

static void
take_down(struct comment_id id, enum verb verb)
{
	struct decided d;
	assert_int_equal(decide(f.house, f.site, f.a, f.console, id, verb, STATE__MAX, STR(""), &d), ERR_OK);
}

struct voting {
	struct comment_id id;
	int64_t up, down;
};

static enum err
write_votes(struct db *db, void *arg)
{
	struct voting *v = arg;
	struct thread_id t;
	return store_comment_votes(db, f.site->id, v->id, v->up, v->down, thread_rank(v->up, v->down), &t);
}

static void
vote(struct comment_id id, int64_t up, int64_t down)
{
	struct voting v = {id, up, down};
	assert_int_equal(store_write(f.house->store, DB_VISITOR, write_votes, &v), ERR_OK);
}

/* So many comments, or fewer if they are long: what has no bounds of its own has 1,475 bytes a comment. */
static const struct thread_size *
size_of(int64_t comments)
{
	static struct site_view site;
	static struct thread_size size;
	site = test_site();
	size = (struct thread_size){comments, (size_t)comments * 1475, &site};
	return &size;
}

/* A page in words: each comment's text, "-state" for one that is gone, "|" at its end. */
static struct str
page_of(enum sort sort, struct comment_id after, int64_t size, struct comment_id *ret_last)
{
	struct thread t;
	struct thread_page page;
	struct str out = {0};
	struct db *db = store_reader(f.house->store, DB_VISITOR);
	assert_int_equal(store_thread_find(db, f.a, f.site->id, STR("/story/"), &t), ERR_OK);
	assert_int_equal(thread_page(db, f.a, &t, sort, after, size_of(size), &page), ERR_OK);
	store_reader_done(f.house->store, &db);
	for (size_t i = 0; i < page.n; i++) {
		const struct comment *c = &page.rows[i];
		struct str word = c->state == STATE_APPROVED
					  ? c->text
					  : str_cat(f.a, STR("-"), state_word(c->state));
		out = str_printf(f.a, "%.*s%.*s ", STR_FMT(out), STR_FMT(word));
	}
	*ret_last = page.last;
	return str_cat(f.a, out, STR("|"));
}

static struct str
all_of(enum sort sort, int64_t size)
{
	struct comment_id after = {0};
	struct str out = {0};
	do
		out = str_cat(f.a, out, page_of(sort, after, size, &after));
	while (after.n != 0);
	return out;
}

/* one(a(a1) b) two three(c) */
static void
small_thread(struct comment_id ret[3])
{
	struct comment_id none = {0};
	ret[0] = post("one", none);
	ret[1] = post("two", none);
	ret[2] = post("three", none);
	struct comment_id a = post("a", ret[0]);
	post("b", ret[0]);
	post("a1", a);
	post("c", ret[2]);
}

/* The pages of every size, put together. */
static void
assert_all(enum sort sort, const char *want)
{
	for (int64_t size = 1; size <= 8; size++) {
		struct str got = all_of(sort, size);
		char *p = arena_copy(f.a, got.p, got.n);
		size_t n = 0;
		for (size_t i = 0; i < got.n; i++)
			if (got.p[i] != '|')
				p[n++] = got.p[i];
		assert_int_equal(n, strlen(want));
		assert_memory_equal(p, want, n);
	}
}

static void
every_order_shows_each_comment_once_wherever_pages_are_cut(void **state)
{
	struct comment_id top[3];
	static const char *const want[] = {"one a a1 b two three c ", "three c two one a a1 b ",
					   "two one a a1 b three c "};
	(void)state;
	fixture_make(&f, EVERYONE);
	small_thread(top);
	vote(top[0], 10, 8);
	vote(top[1], 9, 1);
	vote(top[2], 0, 4);
	for (enum sort sort = 0; sort < SORT__MAX; sort++)
		assert_all(sort, want[sort]);
	assert_str(all_of(SORT_NEWEST, 2), "three c |two one |a a1 |b |");
	fixture_end(&f);
}

static void
pinned_branches_stand_first_in_every_order_and_once(void **state)
{
	struct comment_id top[3];
	struct undone u;
	(void)state;
	fixture_make(&f, EVERYONE);
	small_thread(top);
	vote(top[0], 10, 8);
	vote(top[1], 9, 1);
	vote(top[2], 0, 4);
	assert_int_equal(make_move(&f, top[2], VERB_PIN).outcome, DECIDED);
	assert_int_equal(make_move(&f, top[2], VERB_PIN).outcome, DECIDED_ALREADY);
	assert_all(SORT_OLDEST, "three c one a a1 b two ");
	assert_all(SORT_NEWEST, "three c two one a a1 b ");
	assert_all(SORT_BEST, "three c two one a a1 b ");
	make_move(&f, top[0], VERB_PIN);
	assert_all(SORT_OLDEST, "one a a1 b three c two ");
	assert_all(SORT_NEWEST, "one a a1 b three c two ");
	assert_all(SORT_BEST, "one a a1 b three c two ");
	take_down(top[2], VERB_REJECT); /* what holds a place is not pinned to another */
	assert_all(SORT_OLDEST, "one a a1 b two -rejected c ");
	assert_int_equal(undo(f.house, f.site, f.a, f.console, 0, &u), ERR_OK);
	assert_int_equal(u.outcome, UNDONE);
	assert_all(SORT_OLDEST, "one a a1 b three c two ");
	make_move(&f, top[0], VERB_UNPIN);
	make_move(&f, top[2], VERB_UNPIN);
	assert_all(SORT_OLDEST, "one a a1 b two three c ");
	assert_int_equal(undo(f.house, f.site, f.a, f.console, 0, &u), ERR_OK);
	assert_all(SORT_OLDEST, "three c one a a1 b two ");
	fixture_end(&f);
}

static void
a_reply_is_never_pinned_and_more_than_the_most_stand_where_they_would(void **state)
{
	struct comment_id none = {0}, top[THREAD_PINS_MAX + 3];
	(void)state;
	fixture_make(&f, EVERYONE);
	for (int i = 0; i < THREAD_PINS_MAX + 3; i++)
		top[i] = post(str_printf(f.a, "t%d", i).p, none);
	assert_int_equal(make_move(&f, post("r", top[0]), VERB_PIN).outcome, DECIDED_CONFLICT);
	for (int i = 2; i < THREAD_PINS_MAX + 3; i++)
		assert_int_equal(make_move(&f, top[i], VERB_PIN).outcome, DECIDED);
	assert_all(SORT_OLDEST, "t2 t3 t4 t5 t6 t0 r t1 t7 ");
	assert_all(SORT_NEWEST, "t2 t3 t4 t5 t6 t7 t1 t0 r ");
	fixture_end(&f);
}

static void
comments_without_votes_are_best_when_they_are_new(void **state)
{
	struct comment_id top[3];
	(void)state;
	fixture_make(&f, EVERYONE);
	small_thread(top);
	assert_str(all_of(SORT_BEST, 2), "three c |two one |a a1 |b |");
	fixture_end(&f);
}

static void
what_is_gone_stands_where_it_had_replies_and_nowhere_else(void **state)
{
	struct comment_id none = {0};
	(void)state;
	fixture_make(&f, EVERYONE);
	struct comment_id one = post("one", none), a = post("a", one), a1 = post("a1", a), two = post("two", none);
	take_down(one, VERB_REJECT);
	take_down(a, VERB_SPAM);
	take_down(two, VERB_REJECT);
	for (enum sort sort = 0; sort < SORT__MAX; sort++) {
		assert_str(all_of(sort, 10), "-rejected -spam a1 |");
		assert_str(all_of(sort, 1), "-rejected -spam a1 |");
	}
	post("three", none);
	assert_str(all_of(SORT_BEST, 1), "three |-rejected -spam a1 |");
	take_down(a1, VERB_REJECT);
	for (enum sort sort = 0; sort < SORT__MAX; sort++)
		assert_str(all_of(sort, 1), "three |");
	fixture_end(&f);
}

static void
a_page_goes_on_behind_a_comment_that_is_gone_by_now(void **state)
{
	struct comment_id top[3], last;
	(void)state;
	fixture_make(&f, EVERYONE);
	small_thread(top);
	take_down(top[1], VERB_REJECT);
	assert_str(page_of(SORT_OLDEST, top[1], 10, &last), "three c |");
	assert_str(page_of(SORT_NEWEST, top[1], 10, &last), "one a a1 b |");
	assert_str(page_of(SORT_BEST, top[1], 10, &last), "one a a1 b |");
	fixture_end(&f);
}

static void
a_page_behind_a_comment_of_another_article_is_no_page(void **state)
{
	struct comment_id top[3];
	struct thread t = {.site = {1}};
	struct thread_page page;
	(void)state;
	fixture_make(&f, EVERYONE);
	small_thread(top);
	struct posted other = say(&f, (struct say){.text = "x", .email = "a@b.example", .page = "/other"});
	struct db *db = store_reader(f.house->store, DB_VISITOR);
	for (enum sort sort = 0; sort < SORT__MAX; sort++) {
		assert_int_equal(thread_page(db, f.a, &t, sort, top[0], size_of(10), &page), ERR_GONE);
		assert_int_equal(store_thread_find(db, f.a, f.site->id, STR("/story/"), &t), ERR_OK);
		assert_int_equal(thread_page(db, f.a, &t, sort, other.id, size_of(10), &page), ERR_GONE);
		t.id.n = 0;
	}
	store_reader_done(f.house->store, &db);
	fixture_end(&f);
}

struct flicker {
	struct comment_id parent;
	atomic_bool end;
};

/* A parent goes and comes back, as fast as decisions do. */
static void *
flicker(void *arg)
{
	struct flicker *x = arg;
	struct arena *a = arena_new();
	for (int i = 0; !atomic_load(&x->end); i++) {
		struct decided d;
		enum verb verb = i % 2 == 0 ? VERB_REJECT : VERB_APPROVE;
		assert_int_equal(decide(f.house, f.site, a, actor_console(a, f.site, "other"), x->parent, verb,
					STATE__MAX, STR(""), &d),
				 ERR_OK);
		arena_reset(a);
	}
	arena_free(&a);
	return NULL;
}

/* Each of its statements would see another moment. */
static void
a_page_is_of_one_moment_whatever_is_decided_meanwhile(void **state)
{
	struct comment_id none = {0};
	static struct flicker x; /* outlives a failure */
	pthread_t other;
	int seen[2] = {0};
	(void)state;
	fixture_make(&f, EVERYONE);
	x.parent = post("one", none);
	post("a", x.parent);
	post("two", none);
	assert_int_equal(pthread_create(&other, NULL, flicker, &x), 0);
	for (int i = 0; i < 2000 || seen[0] == 0 || seen[1] == 0; i++) {
		struct arena *a = arena_new();
		struct thread t;
		struct thread_page page;
		enum sort sort = (enum sort)(i % SORT__MAX);
		struct db *db = store_reader(f.house->store, DB_VISITOR);
		assert_int_equal(store_thread_find(db, a, f.site->id, STR("/story/"), &t), ERR_OK);
		assert_int_equal(thread_page(db, a, &t, sort, none, size_of(10), &page), ERR_OK);
		store_reader_done(f.house->store, &db);
		assert_int_equal(page.n, 3);
		size_t at = page.rows[0].id.n == x.parent.n ? 0 : 1;
		bool gone = page.rows[at].state != STATE_APPROVED;
		assert_int_equal(page.rows[at].state, gone ? STATE_REJECTED : STATE_APPROVED);
		assert_int_equal(page.rows[at + 1].parent_name.n > 0, !gone);
		assert_int_equal(page.approved, gone ? 2 : 3);
		seen[gone]++;
		arena_free(&a);
	}
	atomic_store(&x.end, true);
	assert_int_equal(pthread_join(other, NULL), 0);
	fixture_end(&f);
}

static void
a_parent_that_nobody_sees_is_not_named(void **state)
{
	struct comment_id none = {0};
	struct thread t;
	struct thread_page page;
	(void)state;
	fixture_make(&f, EVERYONE);
	struct comment_id one = post("one", none);
	post("a", one);
	struct db *db = store_reader(f.house->store, DB_VISITOR);
	assert_int_equal(store_thread_find(db, f.a, f.site->id, STR("/story/"), &t), ERR_OK);
	assert_int_equal(thread_page(db, f.a, &t, SORT_OLDEST, none, size_of(10), &page), ERR_OK);
	assert_true(page.rows[1].parent_name.n > 0);
	store_reader_done(f.house->store, &db);
	take_down(one, VERB_REJECT);
	db = store_reader(f.house->store, DB_VISITOR);
	assert_int_equal(thread_page(db, f.a, &t, SORT_OLDEST, none, size_of(10), &page), ERR_OK);
	assert_int_equal(page.rows[1].parent.n, one.n);
	assert_int_equal(page.rows[1].parent_name.n, 0);
	store_reader_done(f.house->store, &db);
	fixture_end(&f);
}

static void
mode_is(enum mode mode)
{
	assert_int_equal(thread_set_mode(f.house, f.site, f.a, f.console, STR("/story/"), mode), ERR_OK);
}

/* What becomes of a post; the text is another one each time. */
static enum state
posted(int *n)
{
	static const char *const texts[] = {"First of all: who pays?", "The quay is wet.", "Nobody asked us.",
					    "Ask the mayor, then.", "I did so on Monday.", "No answer yet.",
					    "Try the port office.", "It is closed today."};
	struct posted p = say(&f, (struct say){.text = texts[(*n)++], .email = "ana@news.example"});
	return p.outcome == POST_REFUSED ? STATE__MAX : p.state;
}

static struct openness
stands(void)
{
	struct thread t;
	struct db *db = store_reader(f.house->store, DB_VISITOR);
	assert_int_equal(store_thread_find(db, f.a, f.site->id, STR("/story/"), &t), ERR_OK);
	store_reader_done(f.house->store, &db);
	return thread_standing(f.site->conf, &t, clock_now());
}

static void
each_mode_takes_comments_as_it_says(void **state)
{
	int n = 0;
	(void)state;
	fixture_make(&f, EVERYONE);
	mode_is(MODE_CLOSED); /* before anybody wrote there */
	assert_int_equal(posted(&n), STATE__MAX);
	assert_true(stands().closed && !stands().readonly);
	mode_is(MODE_OPEN);
	assert_int_equal(posted(&n), STATE_APPROVED);
	mode_is(MODE_PREMODERATED);
	assert_int_equal(posted(&n), STATE_PENDING);
	assert_true(stands().premoderated);
	mode_is(MODE_READONLY);
	assert_int_equal(posted(&n), STATE__MAX);
	assert_true(stands().closed && stands().readonly);
	mode_is(MODE_SLOW);
	assert_int_equal(stands().slow, 120);
	assert_int_equal(posted(&n), STATE_APPROVED);
	assert_int_equal(posted(&n), STATE__MAX); /* of the same network, at once */
	assert_int_equal(stands().until, 0);
	fixture_end(&f);
}

static void
an_article_closes_so_many_days_after_its_first_comment_or_its_publication(void **state)
{
	int n = 0;
	struct thread t = {.mode = MODE_OPEN, .created = NOW, .published = NOW - 86400};
	(void)state;
	fixture_make(&f, EVERYONE " close: { days = 3; };");
	assert_int_equal(posted(&n), STATE_APPROVED);
	assert_int_equal(stands().closes, NOW + 3 * 86400);
	assert_int_equal(stands().until, NOW + 3 * 86400);
	clock_stop(NOW + 3 * 86400 - 1);
	assert_int_equal(posted(&n), STATE_APPROVED);
	clock_stop(NOW + 3 * 86400);
	assert_true(stands().closed);
	assert_int_equal(posted(&n), STATE__MAX);
	assert_int_equal(thread_standing(f.site->conf, &t, NOW).closes, NOW + 2 * 86400);
	fixture_end(&f);
}

static void
a_storm_is_told_until_it_is_over(void **state)
{
	struct site_conf c = {.storm_pause = 60, .moderation = STR("filter")};
	struct thread t = {.mode = MODE_OPEN, .storm = STORM_SLOW, .storm_until = NOW + 5};
	(void)state;
	assert_int_equal(thread_standing(&c, &t, NOW).slow, 60);
	assert_int_equal(thread_standing(&c, &t, NOW).until, NOW + 5);
	assert_int_equal(thread_standing(&c, &t, NOW + 5).slow, 0);
	t.storm = STORM_PREMODERATED;
	assert_true(thread_standing(&c, &t, NOW).premoderated);
	assert_false(thread_standing(&c, &t, NOW + 5).premoderated);
	c.moderation = STR("all");
	assert_true(thread_standing(&c, &t, NOW + 5).premoderated);
}

static void
the_rank_is_wilsons_lower_bound(void **state)
{
	(void)state;
	/* E. Miller, How Not To Sort By Average Rating (2009): the same formula in SQL gives these. */
	static const struct {
		int64_t up, down;
		double want;
	} rows[] = {{0, 0, 0},	{0, 1, 0},	{1, 0, 0.206549}, {1, 1, 0.094529},
		    {10, 0, 0.722467}, {9, 1, 0.595850}, {90, 10, 0.825635}, {600, 400, 0.569309}};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_true(fabs(thread_rank(rows[i].up, rows[i].down) - rows[i].want) < 1e-5);
	assert_true(thread_rank(90, 10) > thread_rank(9, 1)); /* more votes, surer */
	assert_true(thread_rank(INT32_MAX, 0) < 1);
}

/* Where a permalink leads, the comment is, and as many come before it as is said. */
static void
is_there(struct db *db, const struct thread *t, const struct comment *c, int64_t position)
{
	struct comment_id after;
	struct thread_page page;
	int64_t before = 0;
	size_t i = 0;
	assert_int_equal(thread_place(db, f.a, t, c, size_of(3), &after, &before), ERR_OK);
	assert_int_equal(thread_page(db, f.a, t, SORT_OLDEST, after, size_of(3), &page), ERR_OK);
	for (; i < page.n && page.rows[i].id.n != c->id.n; i++)
		before += page.rows[i].state == STATE_APPROVED;
	assert_true(i < page.n);
	assert_int_equal(before, position);
}

/* Answers how many pages there are. */
static int64_t
permalinks_are_right(void)
{
	struct comment_id last = {0};
	struct thread t;
	struct thread_page page;
	int64_t seen = 0, pages = 0;
	struct db *db = store_reader(f.house->store, DB_VISITOR);
	assert_int_equal(store_thread_find(db, f.a, f.site->id, STR("/story/"), &t), ERR_OK);
	do {
		assert_int_equal(thread_page(db, f.a, &t, SORT_OLDEST, last, size_of(3), &page), ERR_OK);
		for (size_t i = 0; i < page.n; i++)
			if (page.rows[i].state == STATE_APPROVED)
				is_there(db, &t, &page.rows[i], seen++);
		last = page.last;
		pages++;
	} while (last.n != 0);
	assert_int_equal(seen, 11);
	store_reader_done(f.house->store, &db);
	return pages;
}

static void
change(const char *sql)
{
	sqlite3 *db;
	assert_int_equal(sqlite3_open(str_z(f.a, f.conf->store), &db), SQLITE_OK);
	sqlite3_busy_timeout(db, 5000);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void
a_permalink_finds_the_page_that_has_the_comment_also_where_long_ones_are_fewer(void **state)
{
	static const char *const texts[] = {"The quay is wet.", "Who pays?", "Nobody does.", "Ask the mayor.",
					    "I did so on Monday.", "And?", "No answer yet.", "Try the port then.",
					    "It is closed today.", "Tomorrow, maybe.", "Write a letter.", "I will."};
	struct comment_id none = {0}, ids[12];
	(void)state;
	fixture_make(&f, EVERYONE);
	for (int i = 0; i < 12; i++)
		ids[i] = post(texts[i], i % 3 == 0 || i < 2 ? none : ids[i - 2]);
	take_down(ids[4], VERB_REJECT);
	assert_int_equal(permalinks_are_right(), 4);
	for (int i = 0; i < 4; i++) { /* of the first, the last, two in the middle, in turn */
		static const int pins[] = {6, 9, 0, 3};
		assert_int_equal(make_move(&f, ids[pins[i]], VERB_PIN).outcome, DECIDED);
		permalinks_are_right();
	}
	for (int i = 0; i < 12; i++)
		make_move(&f, ids[i], VERB_UNPIN);
	change("UPDATE comment SET body = replace(hex(zeroblob(1200)), '00', 'ab ') WHERE id % 3 = 0");
	assert_in_range(permalinks_are_right(), 5, 10);
	change("UPDATE comment SET body = replace(hex(zeroblob(2600)), '00', 'ab ')");
	assert_int_equal(permalinks_are_right(), 11); /* one at least */
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_order_shows_each_comment_once_wherever_pages_are_cut),
		cmocka_unit_test(pinned_branches_stand_first_in_every_order_and_once),
		cmocka_unit_test(a_reply_is_never_pinned_and_more_than_the_most_stand_where_they_would),
		cmocka_unit_test(comments_without_votes_are_best_when_they_are_new),
		cmocka_unit_test(what_is_gone_stands_where_it_had_replies_and_nowhere_else),
		cmocka_unit_test(a_page_goes_on_behind_a_comment_that_is_gone_by_now),
		cmocka_unit_test(a_page_behind_a_comment_of_another_article_is_no_page),
		cmocka_unit_test(a_page_is_of_one_moment_whatever_is_decided_meanwhile),
		cmocka_unit_test(a_parent_that_nobody_sees_is_not_named),
		cmocka_unit_test(each_mode_takes_comments_as_it_says),
		cmocka_unit_test(an_article_closes_so_many_days_after_its_first_comment_or_its_publication),
		cmocka_unit_test(a_storm_is_told_until_it_is_over),
		cmocka_unit_test(the_rank_is_wilsons_lower_bound),
		cmocka_unit_test(a_permalink_finds_the_page_that_has_the_comment_also_where_long_ones_are_fewer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
