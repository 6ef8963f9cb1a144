/* Group commit, its error rule, and what readers see of it. */
#include "test.h"

#include <pthread.h>
#include <stdatomic.h>

#include "scratch.h"

#define WRITES 8

/* ---- eight writes in one batch, one of them fails ------------------------------------------- */

struct batch {
	struct scratch *s;
	_Atomic int entered;
	_Atomic bool open_gate;
	int failing;         /* which write fails */
	enum err (*fault)(struct db *, struct quick *);
	bool always;         /* also when it runs once more, alone */
	_Atomic bool done_it;
	enum err result[WRITES];
};

struct member {
	struct batch *b;
	int index;
};

static enum err
gate(struct db *db, void *arg)
{
	struct batch *b = arg;
	(void)db;
	while (!atomic_load(&b->open_gate))
		nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
	return ERR_OK;
}

/* A real interrupt: while one statement of the connection is under way, the flag stops the next UPDATE, and
 * SQLite then rolls the whole transaction back. */
static enum err
interrupted_write(struct db *db, struct quick *q)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_THREAD_FIND, &rows, I(q->site.n), T(STR("/there/")));
	if (e == ERR_OK)
		e = db_next(&rows);
	assert_int_equal(e, ERR_OK);
	db_interrupt(db);
	enum err broken = store_thread_count(db, (struct thread_id){db_int(&rows, 0)}, 1);
	db_end(&rows, e);
	assert_int_not_equal(broken, ERR_OK);
	return broken;
}

/* A no of its own, after it has written. */
static enum err
refused_write(struct db *db, struct quick *q)
{
	assert_int_equal(quick_comment(db, q), ERR_OK);
	return ERR_CONFLICT;
}

static enum err
write_member(struct db *db, void *arg)
{
	const struct member *m = arg;
	char text[32];
	snprintf(text, sizeof(text), "write %d", m->index);
	struct quick q = {.site = m->b->s->site,
			  .page = STR("/story/"),
			  .text = str_of(text),
			  .state = STATE_APPROVED};
	atomic_fetch_add(&m->b->entered, 1);
	bool hit = m->index == m->b->failing &&
		   (m->b->always || !atomic_exchange(&m->b->done_it, true));
	return hit ? m->b->fault(db, &q) : quick_comment(db, &q);
}

static void *
member_main(void *arg)
{
	struct member *m = arg;
	m->b->result[m->index] = store_write(m->b->s->store, DB_VISITOR, write_member, m);
	return NULL;
}

static void *
gate_main(void *arg)
{
	struct batch *b = arg;
	assert_int_equal(store_write(b->s->store, DB_VISITOR, gate, b), ERR_OK);
	return NULL;
}

struct seen {
	bool there[WRITES];
	int n;
};

static void
see(void *arg, const struct comment *c, const struct hash *person)
{
	struct seen *seen = arg;
	(void)person;
	for (int i = 0; i < WRITES; i++) {
		char text[32];
		snprintf(text, sizeof(text), "write %d", i);
		if (str_eq(c->text, str_of(text))) {
			assert_false(seen->there[i]); /* never twice */
			seen->there[i] = true;
			seen->n++;
		}
	}
}

/* The gate holds the writer until all eight stand in its queue, so that they share one batch. */
static void
run_batch(struct scratch *s, int failing, enum err (*fault)(struct db *, struct quick *), bool always)
{
	struct batch b = {.s = s, .failing = failing, .fault = fault, .always = always};
	struct member members[WRITES];
	pthread_t gate_thread, threads[WRITES];
	struct seen seen = {0};
	pthread_create(&gate_thread, NULL, gate_main, &b);
	while (store_waiting(s->store) < 1)
		nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
	for (int i = 0; i < WRITES; i++) {
		members[i] = (struct member){&b, i};
		pthread_create(&threads[i], NULL, member_main, &members[i]);
	}
	while (store_waiting(s->store) < WRITES + 1)
		nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
	nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
	atomic_store(&b.open_gate, true);
	pthread_join(gate_thread, NULL);
	for (int i = 0; i < WRITES; i++)
		pthread_join(threads[i], NULL);
	struct db *db = store_reader(s->store, DB_MODERATOR);
	assert_int_equal(store_comment_list(db, s->site, STATE__MAX, (struct comment_id){0}, 100,
					    see, &seen),
			 ERR_OK);
	store_reader_done(s->store, &db);
	for (int i = 0; i < WRITES; i++) {
		assert_int_equal(seen.there[i], b.result[i] == ERR_OK);
		if (i != failing || !always)
			assert_int_equal(b.result[i], ERR_OK);
	}
}

static enum err
make_there(struct db *db, void *arg)
{
	struct scratch *s = arg;
	struct quick q = {
		.site = s->site, .page = STR("/there/"), .text = STR("x"), .state = STATE_PENDING};
	return quick_comment(db, &q);
}

static void
one_of_eight_writes_that_fails_leaves_exactly_the_acknowledged_set(void **state)
{
	enum err (*const faults[])(struct db *, struct quick *) = {interrupted_write, refused_write};
	(void)state;
	for (int i = 0; i < WRITES; i++) {
		for (int how = 0; how < 4; how++) {
			struct scratch s;
			scratch_make(&s);
			scratch_migrate(&s);
			scratch_open(&s, false);
			assert_int_equal(store_write(s.store, DB_VISITOR, make_there, &s), ERR_OK);
			run_batch(&s, i, faults[how / 2], how % 2);
			scratch_end(&s);
		}
	}
}

/* ---- lawful noes and versions -------------------------------------------------------------------------- */

static enum err
add_and_refuse(struct db *db, void *arg)
{
	enum err e = quick_comment(db, arg);
	assert_int_equal(e, ERR_OK);
	return ERR_CONFLICT;
}

static int64_t
count_state(struct scratch *s, enum state state)
{
	int64_t n = -1;
	struct db *db = store_reader(s->store, DB_MODERATOR);
	assert_int_equal(store_comment_count(db, s->site, state, &n), ERR_OK);
	store_reader_done(s->store, &db);
	return n;
}

static void
a_write_that_says_no_leaves_nothing(void **state)
{
	struct scratch s;
	(void)state;
	scratch_make(&s);
	scratch_migrate(&s);
	scratch_open(&s, false);
	struct quick q = {
		.site = s.site, .page = STR("/a/"), .text = STR("no"), .state = STATE_APPROVED};
	assert_int_equal(store_write(s.store, DB_VISITOR, add_and_refuse, &q), ERR_CONFLICT);
	assert_int_equal(count_state(&s, STATE_APPROVED), 0);
	scratch_end(&s);
}

static void
a_page_gets_a_new_version_with_a_commit_and_others_keep_theirs(void **state)
{
	struct scratch s;
	(void)state;
	scratch_make(&s);
	scratch_migrate(&s);
	scratch_open(&s, false);
	struct quick q = {
		.site = s.site, .page = STR("/a/"), .text = STR("one"), .state = STATE_APPROVED};
	uint64_t a = store_version(s.store, s.site.n, STR("/a/"));
	uint64_t other = store_version(s.store, s.site.n, STR("/b/"));
	assert_int_equal(store_write(s.store, DB_VISITOR, quick_comment, &q), ERR_OK);
	assert_true(store_version(s.store, s.site.n, STR("/a/")) != a);
	assert_true(store_version(s.store, s.site.n, STR("/b/")) == other);
	scratch_end(&s);
}

static void
a_commit_of_another_process_moves_every_version_within_250_ms(void **state)
{
	struct scratch s, other;
	(void)state;
	scratch_make(&s);
	scratch_migrate(&s);
	scratch_open(&s, false);
	uint64_t before = store_version(s.store, s.site.n, STR("/a/"));
	other = s;
	other.store = NULL;
	scratch_open(&other, true); /* the command line: another connection, its own locks */
	struct quick q = {.site = s.site,
			  .page = STR("/a/"),
			  .text = STR("by hand"),
			  .state = STATE_APPROVED};
	assert_int_equal(store_write(other.store, DB_CONSOLE, quick_comment, &q), ERR_OK);
	int64_t from = clock_tick();
	while (store_version(s.store, s.site.n, STR("/a/")) == before && clock_tick() - from < 5000)
		nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
	print_message("# seen after %ld ms\n", (long)(clock_tick() - from));
	assert_true(store_version(s.store, s.site.n, STR("/a/")) != before);
	store_close(&other.store);
	scratch_end(&s);
}

static void
the_same_post_key_makes_one_row(void **state)
{
	struct scratch s;
	(void)state;
	scratch_make(&s);
	scratch_migrate(&s);
	scratch_open(&s, false);
	struct quick q = {.site = s.site,
			  .page = STR("/a/"),
			  .text = STR("twice"),
			  .state = STATE_APPROVED,
			  .key = STR("0123456789abcdef0123456789abcdef")};
	assert_int_equal(store_write(s.store, DB_VISITOR, quick_comment, &q), ERR_OK);
	assert_int_equal(store_write(s.store, DB_VISITOR, quick_comment, &q), ERR_CONFLICT);
	assert_int_equal(count_state(&s, STATE_APPROVED), 1);
	scratch_end(&s);
}

static void
when_too_many_wait_the_next_is_told_at_once(void **state)
{
	struct scratch s;
	struct str why = {0};
	(void)state;
	scratch_make(&s);
	scratch_migrate(&s);
	struct store_conf conf = {.path = s.path, .readers = 1, .waiting_max = 1};
	assert_int_equal(store_open(s.a, &conf, &s.store, &why), ERR_OK);
	struct batch b = {.s = &s};
	pthread_t t;
	pthread_create(&t, NULL, gate_main, &b);
	while (store_waiting(s.store) < 1)
		nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
	assert_int_equal(store_write(s.store, DB_VISITOR, make_there, &s), ERR_BUSY);
	atomic_store(&b.open_gate, true);
	pthread_join(t, NULL);
	scratch_end(&s);
}

/* ---- the order of a thread ------------------------------------------------------------------------------- */

struct texts {
	char text[256];
};

static void
append(void *arg, const struct comment *c)
{
	struct texts *o = arg;
	size_t n = strlen(o->text);
	snprintf(o->text + n, sizeof(o->text) - n, "%.*s ", STR_FMT(c->text));
}

static struct comment_id
post(struct scratch *s, const char *text, struct comment_id parent)
{
	struct quick q = {.site = s->site,
			  .page = STR("/a/"),
			  .text = str_of(text),
			  .state = STATE_APPROVED,
			  .parent = parent};
	struct str name;
	if (parent.n != 0) {
		struct db *db = store_reader(s->store, DB_VISITOR);
		assert_int_equal(store_comment_parent(db, s->a, s->site, q.page, parent,
						      &q.parent_key, &name),
				 ERR_OK);
		store_reader_done(s->store, &db);
	}
	assert_int_equal(store_write(s->store, DB_VISITOR, quick_comment, &q), ERR_OK);
	return q.id;
}

static void
a_thread_is_read_in_display_order_page_by_page(void **state)
{
	struct scratch s;
	struct texts o = {""};
	struct thread t;
	(void)state;
	scratch_make(&s);
	scratch_migrate(&s);
	scratch_open(&s, true);
	struct comment_id none = {0};
	struct comment_id a = post(&s, "a", none);
	post(&s, "b", none);
	struct comment_id a1 = post(&s, "a1", a);
	post(&s, "a2", a);
	struct comment_id deep = post(&s, "a11", a1);
	for (int i = 0; i < 12; i++)
		deep = post(&s, "d", deep); /* deeper than the key reaches: never lost */
	struct db *db = store_reader(s.store, DB_VISITOR);
	assert_int_equal(store_thread_find(db, s.a, s.site, STR("/a/"), &t), ERR_OK);
	assert_int_equal(store_comment_shown(db, t.id, STR(""), STR("\xFF"), 100, append, &o), ERR_OK);
	assert_string_equal(o.text, "a a1 a11 d d d d d d d d d d d d a2 b ");
	struct str key;
	o.text[0] = 0;
	assert_int_equal(store_comment_key(db, s.a, t.id, a1, &key, NULL), ERR_OK);
	assert_int_equal(store_comment_shown(db, t.id, key, STR("\xFF"), 2, append, &o), ERR_OK);
	assert_string_equal(o.text, "a1 a11 ");
	o.text[0] = 0;
	assert_int_equal(store_comment_shown(db, t.id, STR(""), key, 100, append, &o), ERR_OK);
	assert_string_equal(o.text, "a ");
	store_reader_done(s.store, &db);
	scratch_end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			one_of_eight_writes_that_fails_leaves_exactly_the_acknowledged_set),
		cmocka_unit_test(a_write_that_says_no_leaves_nothing),
		cmocka_unit_test(a_page_gets_a_new_version_with_a_commit_and_others_keep_theirs),
		cmocka_unit_test(a_commit_of_another_process_moves_every_version_within_250_ms),
		cmocka_unit_test(the_same_post_key_makes_one_row),
		cmocka_unit_test(when_too_many_wait_the_next_is_told_at_once),
		cmocka_unit_test(a_thread_is_read_in_display_order_page_by_page),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
