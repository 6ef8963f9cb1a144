/* An act that has looked, and another that is written before it. The fixture is `f`. */
#ifndef TESTS_FLOW_MEANWHILE_H
#define TESTS_FLOW_MEANWHILE_H

#include "signing.h"

/* An act that is looked at first and written later, and another that is written in between: a write holds the
 * writer until both wait behind it, the one that is to come first in front. */
struct meanwhile {
	struct arena *a;
	enum err (*act)(struct arena *);
	enum err e;
};

static void
until_waiting(unsigned n)
{
	const struct timespec pause = {.tv_nsec = 1000000};
	for (int i = 0; i < 20000 && store_waiting(f.house->store) < n; i++)
		nanosleep(&pause, NULL);
}

static enum err
hold(struct db *db, void *arg)
{
	(void)db, (void)arg;
	until_waiting(3);
	return ERR_OK;
}

static enum err
hold_writer(struct arena *a)
{
	(void)a;
	return store_write(f.house->store, DB_MODERATOR, hold, NULL);
}

static void *
run(void *arg)
{
	struct meanwhile *m = arg;
	m->a = arena_new();
	m->e = m->act(m->a);
	arena_free(&m->a);
	return NULL;
}

/* What became of `late`, which had looked before `early` was written. */
static enum err
written_between(enum err (*early)(struct arena *), enum err (*late)(struct arena *))
{
	struct meanwhile m[] = {{.act = hold_writer}, {.act = early}, {.act = late}};
	pthread_t t[ARRAY_LEN(m)];
	for (unsigned i = 0; i < ARRAY_LEN(m); i++) {
		assert_int_equal(pthread_create(&t[i], NULL, run, &m[i]), 0);
		if (i == 2) /* the writer goes on as soon as it stands there: nobody sees three */
			break;
		until_waiting(i + 1);
		assert_int_equal(store_waiting(f.house->store), i + 1);
	}
	for (size_t i = 0; i < ARRAY_LEN(m); i++)
		pthread_join(t[i], NULL);
	assert_int_equal(m[0].e, ERR_OK);
	assert_int_equal(m[1].e, ERR_OK);
	return m[2].e;
}

static const struct moderator *asking;
static const char *ended; /* whose sessions */

static enum err
end_sessions(struct arena *a)
{
	return people_sign_out(f.house, f.site, a, f.console, str_of(ended), 0);
}

#endif
