/* Search: what it finds, and that nothing erased is found, not even in the file's bytes. */
#include "test.h"

#include <sys/wait.h>

#include "base/buf.h"
#include "base/clock.h"
#include "chance.h"
#include "flow/keep.h"
#include "flow/search.h"
#include "house.h"
#include "sqlite.h"
#include "store/store_comment.h"
#include "store/store_own.h"
#include "store/store_search.h"
#include "store/store_subject.h"

static struct find
query(struct fixture *f, const char *text)
{
	struct find q;
	struct str why = {0};
	if (!find_read(f->a, str_of(text), &q, &why))
		fail_msg("%s: %.*s", text, STR_FMT(why));
	return q;
}

static struct search_page
page(struct fixture *f, const char *text, int64_t before, int64_t limit)
{
	struct find q = query(f, text);
	struct search_page p = {0};
	assert_int_equal(search_page(f->house, f->site, f->a, f->console, &q,
				     (struct comment_id){before}, limit, &p),
			 ERR_OK);
	return p;
}

/* "3 1": newest first. */
static const char *
found(struct fixture *f, const char *text)
{
	struct search_page p = page(f, text, 0, 100);
	struct buf b = buf_in(f->a, 4096);
	for (size_t i = 0; i < p.n; i++)
		buf_printf(&b, "%s%ld", i > 0 ? " " : "", (long)p.hits[i].item.comment.id.n);
	return str_z(f->a, buf_view(&b));
}

static void
make(struct fixture *f)
{
	fixture_make(f, "moderation = \"all\";");
	say(f, (struct say){.text = "The last bus leaves at ten. Who pays 100% of it?"});
	say(f, (struct say){.text = "DER STRASSENBAHN he\"llo NEAR(", .address = "192.0.2.8"});
	say(f, (struct say){.text = "See https://example.net/offer for a casino. My business.",
			    .address = "192.0.2.9", .page = "/sport/", .email = "ben@news.example",
			    .name = "Ben Éclair"});
	say(f, (struct say){.text = "No bus, no ferry. 港町のバスは最高です。", .address = "192.0.2.10"});
	keep_house(f);
}

static void
what_all_terms_hold_for_is_found_newest_first(void **state)
{
	static const struct {
		const char *query, *found;
	} rows[] = {
		{"", "4 3 2 1"},
		{"bus", "4 1"},
		{"BUS -ferry", "1"},
		{"\"last bus\"", "1"},
		{"\"bus last\"", ""},
		{"\"bus no\"", ""},
		{"\"bus, no\"", "4"},
		{"straßenbahn", "2"},
		{"busin", ""},
		{"has:link", "3"},
		{"-has:link bus", "4 1"},
		{"status:pending casino", "3"},
		{"status:spam", ""},
		{"-status:pending", ""},
		{"rule:link", "3"},
		{"-rule:link", "4 2 1"},
		{"reason:premod bus", "4 1"},
		{"before:2000-01-01", ""},
		{"after:2000-01-01 before:2100-01-01 ferry", "4"},
		{"article:/sport", "3"},
		{"article:story bus", "4 1"},
		{"article:nowhere", ""},
		{"article:=/sport", ""},
		{"-article:sport", "4 2 1"},
		{"ben", "3"},
		{"éclair", "3"},
		{"person:reader-0000-0000", ""},
		{"バス", "4"},
		{"\"港町\" ferry", "4"},
		{"he\"llo", "2"},
		{"NEAR(", "2"},
		{"near)", ""},
		{"100%", "1"},
		{"100", "1"},
		{"100?", ""},
		{"https://example.net/offer", "3"},
		{"AND", ""},
		{"OR", ""},
		{"\"", "4 3 2 1"},
		{"?", "1"},
		{"*", ""},
		{"' OR 1=1 --", ""},
		{"bus:", ""},
		{"article:sport rule:link reason:premod status:pending has:link after:2000-01-01 "
		 "before:2100-01-01 \"a casino\" ben -ferry -status:spam -rule:slur", "3"},
		{"article:sport rule:link status:pending has:link \"a casino\" -ben", ""},
		/* What would be SQLite's own syntax. */
		{"bus NOT ferry", ""},
		{"bus*", ""},
		{"^bus", ""},
		{"text:bus", ""},
		{"{text name}:bus", ""},
		{"NEAR(bus ferry)", ""},
		{"\"last bus\" *", ""},
	};
	struct fixture f;
	(void)state;
	make(&f);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (strcmp(found(&f, rows[i].query), rows[i].found) != 0)
			fail_msg("%s: found '%s', not '%s'", rows[i].query, found(&f, rows[i].query),
				 rows[i].found);
	static const char *const ops[] = {"article:", "-article:", "reason:", "-reason:", "rule:", "person:", ""};
	struct buf longest = buf_in(f.a, 301);
	for (int i = 0; i < 300; i++)
		buf_char(&longest, 'x');
	for (size_t i = 0; i < ARRAY_LEN(ops); i++)
		assert_string_equal(found(&f, str_printf(f.a, "%s%.*s", ops[i], STR_FMT(buf_view(&longest))).p),
				    ops[i][0] == '-' ? "4 3 2 1" : "");
	struct str person = page(&f, "casino", 0, 1).hits[0].item.comment.person;
	assert_string_equal(found(&f, str_printf(f.a, "person:%.*s", STR_FMT(person)).p), "3");
	assert_string_equal(found(&f, str_printf(f.a, "-person:%.*s", STR_FMT(person)).p), "4 2 1");
	fixture_end(&f);
}

static void
what_was_found_is_marked_where_it_stands(void **state)
{
	struct fixture f;
	(void)state;
	make(&f);
	struct search_hit hit = page(&f, "\"no ferry\" バス ana -casino", 0, 10).hits[0];
	assert_int_equal(hit.n_marks, 3);
	static const char *const marked[] = {"no ferry", "バス", "Ana"};
	for (size_t i = 0; i < 3; i++) {
		struct str where = hit.marks[i].field == IN_NAME ? hit.item.comment.name
								 : hit.item.comment.text;
		struct str is = str_sub(where, hit.marks[i].from, hit.marks[i].to);
		assert_true(str_eq(is, str_of(marked[i])));
	}
	fixture_end(&f);
}

/* ---- a table of words that lags behind ---------------------------------------------------------------- */

#define RARE "zyzzogeton"

struct doing {
	struct fixture *f;
	struct thread_id thread;
	struct comment_id id;
	struct comment comment;
	struct str text;
	enum erase_mode mode;
};

static enum err
write_add(struct db *db, void *arg)
{
	struct doing *d = arg;
	struct verdict v = {.versions = STR("")};
	struct new_comment c = {.site = d->f->site->id, .thread = d->thread, .name = STR("Ana"),
				.body = d->text, .state = STATE_PENDING, .now = NOW, .verdict = &v};
	return store_comment_add(db, &c, &d->id);
}

static enum err
write_edit(struct db *db, void *arg)
{
	struct doing *d = arg;
	struct verdict v = {.versions = STR("")};
	struct new_text t = {.body = d->text, .state = STATE_PENDING, .verdict = &v, .now = NOW};
	return store_own_edit(db, &d->comment, &t);
}

/* An edit that somebody was faster than: its part in the shared commit is taken back. */
static enum err
write_late_edit(struct db *db, void *arg)
{
	struct doing *d = arg;
	d->comment.version++;
	return write_edit(db, arg);
}

static enum err
write_erase(struct db *db, void *arg)
{
	struct doing *d = arg;
	return store_erase_comment(db, d->id, d->mode, NOW);
}

static void
do_write(struct doing *d, enum db_role role, store_write_fn *fn, enum err want)
{
	assert_int_equal(store_write(d->f->house->store, role, fn, d), want);
}

static struct str
random_text(struct fixture *f)
{
	struct buf b = buf_in(f->a, 1000);
	for (uint64_t i = 0, n = 3 + (chance() >> 60); i < n; i++)
		buf_printf(&b, "%sword%d", i > 0 ? " " : "", (int)(chance() >> 58));
	if (chance() >> 61 == 0)
		buf_lit(&b, " " RARE);
	return buf_view(&b);
}

static void
look_up(struct doing *d, struct comment_id id)
{
	struct queue_item item;
	assert_int_equal(queue_get(d->f->house, d->f->site, d->f->a, d->f->console, id, &item), ERR_OK);
	d->id = id;
	d->comment = item.comment;
}

/* One of adding, editing and erasing, or a round of the housekeeper; *n comments so far. */
static void
do_something(struct doing *d, int64_t *n, bool gone[], bool rare[])
{
	uint64_t what = chance() >> 60;
	struct comment_id id = {1 + (int64_t)(chance() >> 33) % *n};
	d->text = random_text(d->f);
	if (what < 6) {
		do_write(d, DB_VISITOR, write_add, ERR_OK);
		*n = d->id.n;
		rare[*n] = str_find(d->text, STR(RARE), 0) != SIZE_MAX;
	} else if (what < 12) {
		look_up(d, id);
		if (!gone[id.n])
			do_write(d, DB_VISITOR, what == 11 ? write_late_edit : write_edit,
				 what == 11 ? ERR_CONFLICT : ERR_OK);
		rare[id.n] |= str_find(d->text, STR(RARE), 0) != SIZE_MAX;
	} else if (what < 15) {
		d->id = id;
		d->mode = what == 12 ? ERASE_ANONYMISE : ERASE_REMOVE;
		gone[id.n] |= d->mode == ERASE_REMOVE;
		do_write(d, DB_CONSOLE, write_erase, ERR_OK);
	} else {
		bool more;
		assert_int_equal(search_index(d->f->house, d->f->a, &more), ERR_OK);
	}
}

/* How often a word stands in the file and its log. */
static size_t
times_in_file(struct fixture *f, const char *word)
{
	static const char *const names[] = {"test.db", "test.db-wal"};
	size_t times = 0;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		FILE *file = fopen(str_printf(f->a, "%s/data/%s", f->folder, names[i]).p, "r");
		if (file == NULL)
			continue;
		assert_int_equal(fseek(file, 0, SEEK_END), 0);
		size_t n = (size_t)ftell(file);
		char *bytes = arena_alloc(f->a, n + 1);
		rewind(file);
		assert_int_equal(fread(bytes, 1, n, file), n);
		fclose(file);
		struct str all = {bytes, n};
		for (size_t at = 0; (at = str_find(all, str_of(word), at)) != SIZE_MAX; at++)
			times++;
	}
	return times;
}

static void
assert_sound(struct fixture *f)
{
	const char *path = str_printf(f->a, "%s/data/test.db", f->folder).p;
	struct str said = sqlite_says(f->a, path, "INSERT INTO search (search) VALUES ('integrity-check');",
				      "SELECT count(*) FROM search_due;");
	assert_true(str_eq(str_trim(said), STR("0")));
}

/* Every word is found where the walk over all comments finds it. */
static void
assert_found_as_walked(struct doing *d, int64_t n, const bool gone[])
{
	struct str *all = arena_array(d->f->a, (size_t)n + 1, struct str);
	for (int64_t id = 1; id <= n; id++) {
		look_up(d, (struct comment_id){id});
		all[id] = str_printf(d->f->a, " %.*s ", STR_FMT(d->comment.text));
	}
	for (int w = -1; w < 64; w++) {
		const char *word = w < 0 ? RARE : str_printf(d->f->a, "word%d", w).p;
		struct search_page p = page(d->f, word, 0, 1000);
		size_t at = 0;
		assert_int_equal(p.next.n, 0);
		for (int64_t id = n; id > 0; id--) {
			if (str_find(all[id], str_printf(d->f->a, " %s ", word), 0) == SIZE_MAX)
				continue;
			assert_false(gone[id]);
			assert_true(at < p.n && p.hits[at].item.comment.id.n == id);
			at++;
		}
		assert_int_equal(at, p.n);
		assert_true(w < 0 || at > 0);
	}
}

static void
words_stay_exact_and_erased_ones_leave_the_file(void **state)
{
	struct fixture f;
	struct doing d = {.f = &f};
	static bool gone[6000], rare[6000]; /* rare: that the word ever stood in */
	int64_t n = 0, rounds = 1000;
	const char *more = getenv("SOAK"); /* make soak does all of it */
	(void)state;
	if (more != NULL && *more != '\0')
		rounds = 10000;
	make(&f);
	n = 4;
	d.thread = page(&f, "", 0, 1).hits[0].item.comment.thread;
	for (int64_t i = 0; i < rounds && n < 5990; i++)
		do_something(&d, &n, gone, rare);
	keep_house(&f);
	assert_sound(&f);
	assert_found_as_walked(&d, n, gone);
	assert_true(times_in_file(&f, RARE) > 0);
	for (int64_t id = 1; id <= n; id++) {
		d.id.n = id;
		d.mode = ERASE_REMOVE;
		if (rare[id] || id % 3 == 0)
			do_write(&d, DB_CONSOLE, write_erase, ERR_OK);
	}
	keep_house(&f);
	assert_sound(&f);
	assert_int_equal(page(&f, RARE, 0, 10).n, 0);
	assert_true(page(&f, "word1", 0, 1000).n > 0);
	house_close(&f.house);
	open_house(&f);
	if (times_in_file(&f, RARE) > 0)
		fail_msg("a word that was erased stands in the file");
	fixture_end(&f);
}

static enum err
write_hay(struct db *db, void *arg)
{
	struct doing *d = arg;
	enum err e = ERR_OK;
	for (int i = 0; e == ERR_OK && i < 2600; i++) {
		d->text = i % 100 == 7 ? STR("a needle in the hay") : STR("hay");
		e = write_add(db, d);
	}
	return e;
}

static void
pages_go_on_where_the_last_one_ended(void **state)
{
	struct fixture f;
	struct doing d = {.f = &f};
	int64_t before = 0, seen = 0, last = INT64_MAX;
	(void)state;
	make(&f);
	d.thread = page(&f, "", 0, 1).hits[0].item.comment.thread;
	do_write(&d, DB_VISITOR, write_hay, ERR_OK);
	keep_house(&f);
	/* "needle" within a word is looked for in each: the page ends before it is full. */
	struct search_page p = page(&f, "hay -hay", 0, 20);
	assert_true(p.n == 0 && p.looked_enough && p.next.n > 0);
	for (struct search_page q; before != -1;) {
		q = page(&f, "needle", before, 7);
		for (size_t i = 0; i < q.n; i++, seen++) {
			assert_true(q.hits[i].item.comment.id.n < last);
			last = q.hits[i].item.comment.id.n;
		}
		assert_true(q.next.n == 0 || q.n == 7);
		before = q.next.n == 0 ? -1 : q.next.n;
	}
	assert_int_equal(seen, 26);
	fixture_end(&f);
}

static size_t
picks(struct fixture *f, const char *text, int64_t newest, size_t limit, struct batch_pick **ret)
{
	struct find q = query(f, text);
	size_t n = 0;
	assert_int_equal(search_picks(f->house, f->site, f->a, f->console, &q, (struct comment_id){newest}, limit,
				      ret, &n),
			 ERR_OK);
	return n;
}

/* The hay is looked through in more than one go. */
static void
picks_are_what_all_pages_find_but_nothing_newer_and_no_more_than_asked_for(void **state)
{
	struct fixture f;
	struct doing d = {.f = &f};
	struct batch_pick *got;
	(void)state;
	make(&f);
	d.thread = page(&f, "", 0, 1).hits[0].item.comment.thread;
	do_write(&d, DB_VISITOR, write_hay, ERR_OK);
	keep_house(&f);
	struct search_page p = page(&f, "needle", 0, 100);
	assert_int_equal(p.n, 26);
	assert_int_equal(picks(&f, "needle", p.hits[0].item.comment.id.n, 100, &got), 26);
	for (size_t i = 0; i < 26; i++) {
		assert_int_equal(got[i].comment.n, p.hits[i].item.comment.id.n);
		assert_int_equal(got[i].seen, STATE_PENDING);
		assert_int_equal(got[i].version, 0);
		assert_false(got[i].undecided);
	}
	assert_int_equal(picks(&f, "needle", p.hits[3].item.comment.id.n, 100, &got), 23);
	assert_int_equal(got[0].comment.n, p.hits[3].item.comment.id.n);
	assert_int_equal(picks(&f, "needle", INT64_MAX, 5, &got), 5);
	assert_int_equal(picks(&f, "needle", INT64_MAX, 26, &got), 26);
	assert_int_equal(picks(&f, "hay", INT64_MAX, 1000, &got), 1000);
	assert_int_equal(picks(&f, "hay -hay", INT64_MAX, 1000, &got), 0);
	assert_int_equal(picks(&f, "bus -hay", INT64_MAX, 1000, &got), 2); /* the oldest of all */
	assert_int_equal(picks(&f, "-hay status:pending", INT64_MAX, 1000, &got), 4);
	assert_int_equal(picks(&f, "person:reader-7F3K-Q2XM", INT64_MAX, 1000, &got), 0);
	assert_int_equal(picks(&f, "rule:nonesuch", INT64_MAX, 1000, &got), 0);
	fixture_end(&f);
}

/* ---- what goes on meanwhile --------------------------------------------------------------------------- */

#define BULK 5000

/* Words that no other comment has: together more pages than a purge takes at once, several times. */
static enum err
write_bulk(struct db *db, void *arg)
{
	struct doing *d = arg;
	struct arena *a = arena_new();
	enum err e = ERR_OK;
	for (int i = 0; e == ERR_OK && i < BULK; i++) {
		struct buf b = buf_in(a, 2000);
		for (int k = 0; k < 60; k++)
			buf_printf(&b, "%lx ", (unsigned long)chance());
		if (i % 50 == 0)
			buf_lit(&b, RARE);
		d->text = buf_view(&b);
		e = write_add(db, d);
		arena_reset(a);
	}
	arena_free(&a);
	return e;
}

static void
take_in(struct doing *d, enum err (*write)(struct db *, void *))
{
	do_write(d, DB_VISITOR, write, ERR_OK);
	for (bool more = true; more;)
		assert_int_equal(search_index(d->f->house, d->f->a, &more), ERR_OK);
}

static void
erase_rare(struct doing *d, int64_t from, int64_t to)
{
	d->mode = ERASE_REMOVE;
	for (d->id.n = from; d->id.n < to; d->id.n++)
		if ((d->id.n - 5) % 50 == 0)
			do_write(d, DB_CONSOLE, write_erase, ERR_OK);
}

/* At each step of it somebody writes; in the middle of it the rest is erased. */
static void
a_purge_comes_to_its_end_while_comments_come(void **state)
{
	struct fixture f;
	struct doing d = {.f = &f};
	int steps = 0;
	bool more = true;
	(void)state;
	make(&f);
	d.thread = page(&f, "", 0, 1).hits[0].item.comment.thread;
	take_in(&d, write_bulk);
	assert_true(times_in_file(&f, RARE) > 0);
	erase_rare(&d, 5, BULK / 2);
	for (; more && steps < 40; steps++) {
		d.text = str_printf(f.a, "The %dth who writes meanwhile.", steps);
		take_in(&d, write_add);
		if (steps == 2)
			erase_rare(&d, 5 + BULK / 2, 5 + BULK);
		assert_int_equal(search_purge(f.house, f.a, &more), ERR_OK);
	}
	assert_false(more);
	assert_true(steps > 4); /* else it was no work of several steps */
	assert_sound(&f);
	assert_int_equal(page(&f, RARE, 0, 10).n, 0);
	house_close(&f.house);
	open_house(&f);
	assert_int_equal(times_in_file(&f, RARE), 0);
	fixture_end(&f);
}

static void
a_page_keeps_none_of_what_it_looked_through(void **state)
{
	struct fixture f;
	struct doing d = {.f = &f};
	(void)state;
	make(&f);
	d.thread = page(&f, "", 0, 1).hits[0].item.comment.thread;
	do_write(&d, DB_VISITOR, write_hay, ERR_OK);
	keep_house(&f);
	struct find q = query(&f, "hay -reason:nobody's -rule:needle -hay");
	struct search_page p = {0};
	struct arena *a = arena_new();
	assert_int_equal(search_page(f.house, f.site, a, f.console, &q, (struct comment_id){0}, 5, &p), ERR_OK);
	assert_true(p.n == 0 && p.looked_enough);
	assert_true(arena_used(a) < 16384);
	arena_free(&a);
	fixture_end(&f);
}

/* How long a search may be behind what was written: the housekeeper's round, and the next look at what is due. */
static void
searches_are_at_most_a_second_behind(void **state)
{
	enum {
#define CHORE(id, every, function, help) id##_EVERY = (every),
#include "flow/chores.def"
#undef CHORE
	};
	struct fixture f;
	struct rounds rounds = {0};
	struct arena *a = arena_new();
	(void)state;
	assert_true(CHORE_SEARCH_EVERY + KEEP_MS <= 1000);
	make(&f);
	while (keep_due(f.house, &rounds, a))
		continue;
	say(&f, (struct say){.text = "The lighthouse keeper waves."});
	assert_string_equal(found(&f, "lighthouse"), "");
	int64_t written = clock_tick(), rounds_run = 0;
	for (; strcmp(found(&f, "lighthouse"), "5") != 0; rounds_run++) {
		assert_true(rounds_run <= CHORE_SEARCH_EVERY / KEEP_MS + 1);
		nanosleep(&(struct timespec){.tv_nsec = KEEP_MS * 1000000L}, NULL);
		while (keep_due(f.house, &rounds, a))
			continue;
	}
	print_message("# found %lld ms after it was written\n", (long long)(clock_tick() - written));
	arena_free(&a);
	fixture_end(&f);
}

/* The words of a long transaction of the housekeeper are one piece, however many steps it had. */
static void
what_is_taken_in_at_once_is_one_piece(void **state)
{
	static const char *const pieces = "SELECT count(DISTINCT segid) FROM search_idx";
	struct fixture f;
	struct doing d = {.f = &f};
	(void)state;
	make(&f);
	d.thread = page(&f, "", 0, 1).hits[0].item.comment.thread;
	take_in(&d, write_hay);
	assert_str(sqlite_says(f.a, f.conf->store.p, pieces, NULL), "2\n");
	for (int i = 0; i < 20; i++) /* and no write waits while sixteen become one */
		take_in(&d, write_add);
	assert_str(sqlite_says(f.a, f.conf->store.p, pieces, NULL), "22\n");
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_all_terms_hold_for_is_found_newest_first),
		cmocka_unit_test(searches_are_at_most_a_second_behind),
		cmocka_unit_test(what_was_found_is_marked_where_it_stands),
		cmocka_unit_test(words_stay_exact_and_erased_ones_leave_the_file),
		cmocka_unit_test(pages_go_on_where_the_last_one_ended),
		cmocka_unit_test(picks_are_what_all_pages_find_but_nothing_newer_and_no_more_than_asked_for),
		cmocka_unit_test(a_purge_comes_to_its_end_while_comments_come),
		cmocka_unit_test(what_is_taken_in_at_once_is_one_piece),
		cmocka_unit_test(a_page_keeps_none_of_what_it_looked_through),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
