/* Figures of a site; see the header. */
#include "flow/stats.h"

#include <stdlib.h>

#include "base/clock.h"
#include "store/store_export.h"

#define ROWS_AT_ONCE 1000
#define DAY 86400

struct walk {
	struct arena *arena;
	struct stats *stats;
	int64_t *waits;
	size_t n_waits;
	struct comment_id last;
	int64_t rows;
};

/* Its place in the list; false: before it, or of tomorrow. */
static bool
day_of(const struct stats *s, int64_t at, size_t *ret)
{
	int64_t i = (at - s->days[0].day) / DAY;
	*ret = (size_t)i;
	return at >= s->days[0].day && i < (int64_t)s->n_days;
}

static bool
take(void *arg, const struct comment_whole *w)
{
	struct walk *k = arg;
	struct stats *s = k->stats;
	const struct comment *c = &w->comment;
	size_t day;
	k->last = c->id;
	k->rows++;
	s->states[c->state]++;
	if (day_of(s, c->created, &day))
		s->days[day].posts++;
	if (c->decided == 0 || w->decided_by.n == 0 || !day_of(s, c->decided, &day))
		return true;
	s->days[day].decisions++;
	s->decided++;
	if (k->n_waits < STATS_WAITS_MAX) {
		arena_grow(k->arena, k->waits, k->n_waits);
		k->waits[k->n_waits++] = c->decided > c->created ? c->decided - c->created : 0;
	}
	return true;
}

static int
by_size(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
	return (a > b) - (a < b);
}

/* Nearest rank. */
static int64_t
quantile(const struct walk *k, size_t percent)
{
	return k->n_waits == 0 ? -1 : k->waits[(k->n_waits * percent + 99) / 100 - 1];
}

enum err
stats_read(struct house *h, struct site *s, struct arena *a, const struct moderator *by, int64_t days,
	   struct stats *ret)
{
	struct stats out = {.n_days = (size_t)days};
	struct walk k = {.arena = arena_new(), .stats = &out};
	struct export_bounds bounds = {.comment = {0}};
	must(actor_at(by, s) && days >= 1 && days <= STATS_DAYS_MAX);
	out.days = arena_array(a, out.n_days, struct stats_day);
	for (size_t i = 0; i < out.n_days; i++)
		out.days[i].day = (clock_now() / DAY - days + 1 + (int64_t)i) * DAY;
	struct db *db = store_reader(h->store, DB_CONSOLE);
	enum err e = store_export_bounds(db, &bounds);
	store_reader_done(h->store, &db);
	do {
		k.rows = 0;
		db = store_reader(h->store, DB_CONSOLE);
		if (e == ERR_OK)
			e = store_export_comments(db, k.arena, s->id, k.last, bounds.comment,
						  ROWS_AT_ONCE, false, take, &k);
		store_reader_done(h->store, &db);
	} while (e == ERR_OK && k.rows > 0);
	if (k.n_waits > 0)
		qsort(k.waits, k.n_waits, sizeof(*k.waits), by_size);
	out.median = quantile(&k, 50);
	out.p95 = quantile(&k, 95);
	arena_free(&k.arena);
	if (e == ERR_OK)
		*ret = out;
	return e;
}
