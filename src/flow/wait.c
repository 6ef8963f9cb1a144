/* How long writers wait; see the header. */
#include "flow/wait.h"

#include <stdlib.h>

#include "base/clock.h"
#include "store/store_decision.h"

struct waits {
	int64_t of[WAIT_DECISIONS];
	size_t n;
};

static void
take(void *arg, int64_t seconds)
{
	struct waits *w = arg;
	must(w->n < ARRAY_LEN(w->of));
	w->of[w->n++] = seconds > 0 ? seconds : 1; /* the clock was set back */
}

static int
by_size(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
	return (a > b) - (a < b);
}

/* Of an even number the longer one: nobody is told less than half of them waited. */
static int64_t
median(struct waits *w)
{
	if (w->n < WAIT_KNOWN)
		return 0;
	qsort(w->of, w->n, sizeof(w->of[0]), by_size);
	return w->of[w->n / 2];
}

enum err
wait_measure(struct house *h, struct arena *a, bool *ret_more)
{
	struct waits *w = arena_new_of(a, struct waits);
	enum err e = ERR_OK;
	*ret_more = false;
	struct db *db = store_reader(h->store, DB_KEEPER);
	for (size_t i = 0; e == ERR_OK && i < h->n_sites; i++) {
		w->n = 0;
		e = store_decision_waits(db, h->sites[i].id, clock_now() - WAIT_SPAN, WAIT_DECISIONS, take,
					 w);
		if (e == ERR_OK)
			atomic_store(&h->sites[i].usual_wait, median(w));
	}
	store_reader_done(h->store, &db);
	return e;
}

int64_t
wait_usual(struct site *s)
{
	return atomic_load(&s->usual_wait);
}
