/* A store of N comments by the store's own writes, for benches: fill_store(f, n, each) beside one that stands already. */
#ifndef TESTS_BENCH_FILL_H
#define TESTS_BENCH_FILL_H

#include "test.h"

#include "../flow/house.h"
#include "chance.h"
#include "store/store_comment.h"
#include "store/store_thread.h"

#define FILL_AT_ONCE 500 /* comments of one write */

struct filling {
	struct arena *a; /* of one write */
	int64_t from, n;
	struct new_comment usual; /* site, article, verdict */
	void (*each)(struct arena *, int64_t i, int64_t n, struct new_comment *); /* says the rest */
};

static enum err
write_some(struct db *db, void *arg)
{
	struct filling *w = arg;
	enum err e = ERR_OK;
	arena_reset(w->a);
	for (int64_t i = w->from; e == ERR_OK && i < w->from + FILL_AT_ONCE && i < w->n; i++) {
		struct comment_id id;
		struct new_comment c = w->usual;
		w->each(w->a, i, w->n, &c);
		e = store_comment_add(db, &c, &id);
	}
	return e;
}

static void
fill_store(struct fixture *f, const char *page, int64_t n,
	   void (*each)(struct arena *, int64_t i, int64_t n, struct new_comment *))
{
	struct thread t;
	struct verdict v = {.versions = STR("r1 w1 m1")};
	struct db *db = store_reader(f->house->store, DB_VISITOR);
	must(store_thread_find(db, f->a, f->site->id, str_of(page), &t) == ERR_OK);
	store_reader_done(f->house->store, &db);
	struct filling w = {.a = arena_new(), .n = n, .each = each,
			    .usual = {.site = f->site->id, .thread = t.id, .verdict = &v}};
	for (; w.from < n; w.from += FILL_AT_ONCE)
		must(store_write(f->house->store, DB_VISITOR, write_some, &w) == ERR_OK);
	arena_free(&w.a);
}

/* For qsort() of times. */
static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

#endif
