/* Figures of a site; see the header. */
#include "flow/stats.h"

#include "base/clock.h"
#include "csv.h"
#include "store/store_thread.h"
#include "store/store_year.h"

#define HOUR 3600
#define DAY 86400

struct sum {
	struct arena *arena;
	struct stats *stats;
	int64_t first; /* the first day, in days since 1970 */
	int64_t *waits;
	size_t n_waits;
};

/* A statement was asked for these days alone. */
static struct stats_count *
of_day(struct sum *s, int64_t day)
{
	must(day >= s->first && day - s->first < (int64_t)s->stats->n_days);
	return &s->stats->days[day - s->first].count;
}

static struct stats_count *
of_hour(struct sum *s, int64_t hour)
{
	return &s->stats->hours[hour % 24];
}

static void
on_state(void *arg, enum state state, int64_t n)
{
	struct sum *s = arg;
	s->stats->states[state] = n;
}

static void
on_posts(void *arg, int64_t hour, enum action action, int64_t n)
{
	struct sum *s = arg;
	of_day(s, hour / 24)->posts += n;
	of_hour(s, hour)->posts += n;
	s->stats->judged[action] += n;
}

static void
on_decisions(void *arg, int64_t hour, int64_t n)
{
	struct sum *s = arg;
	of_day(s, hour / 24)->decisions += n;
	of_hour(s, hour)->decisions += n;
	s->stats->decided += n;
}

static void
on_storms(void *arg, int64_t day, int64_t n)
{
	of_day(arg, day)->storms += n;
}

static void
on_wait(void *arg, int64_t seconds)
{
	struct sum *s = arg;
	if (s->n_waits >= STATS_WAITS_MAX)
		return;
	arena_grow(s->arena, s->waits, s->n_waits);
	s->waits[s->n_waits++] = seconds > 0 ? seconds : 0;
}

static void
on_rule(void *arg, const struct stats_rule *rule)
{
	struct sum *s = arg;
	struct stats *out = s->stats;
	arena_grow(s->arena, out->rules, out->n_rules);
	struct stats_rule *r = &out->rules[out->n_rules++];
	*r = *rule;
	r->rule = str_copy(s->arena, rule->rule);
}

static void
on_person(void *arg, const struct stats_person *person)
{
	struct sum *s = arg;
	struct stats *out = s->stats;
	arena_grow(s->arena, out->people, out->n_people);
	struct stats_person *p = &out->people[out->n_people++];
	*p = *person;
	p->name = str_copy(s->arena, person->name);
}

/* They come shortest first. Nearest rank. */
static int64_t
quantile(const struct sum *s, size_t percent)
{
	return s->n_waits == 0 ? -1 : s->waits[(s->n_waits * percent + 99) / 100 - 1];
}

static enum err
count_all(struct db *db, struct site_id site, bool people, int64_t from, int64_t to, struct sum *s)
{
	enum err e = store_stats_states(db, site, on_state, s);
	if (e == ERR_OK)
		e = store_stats_posts(db, site, from, to, on_posts, s);
	if (e == ERR_OK)
		e = store_stats_decisions(db, site, from, to, on_decisions, s);
	if (e == ERR_OK)
		e = store_stats_storms(db, site, from, to, on_storms, s);
	if (e == ERR_OK)
		e = store_year_waits(db, YEAR_WAIT_DECISION, site, from, to, on_wait, s);
	if (e == ERR_OK)
		e = store_stats_rules(db, site, from, to, on_rule, s);
	return e == ERR_OK && people ? store_stats_people(db, site, from, to, on_person, s) : e;
}

enum err
stats_read(struct house *h, struct site *site, struct arena *a, const struct moderator *by, int64_t days,
	   struct stats *ret)
{
	struct stats out = {.n_days = (size_t)days};
	int64_t today = clock_now() / DAY;
	struct sum s = {.arena = a, .stats = &out, .first = today - days + 1};
	must(actor_at(by, site) && days >= 1 && days <= STATS_DAYS_MAX);
	out.days = arena_zero(a, out.n_days, sizeof(*out.days));
	for (size_t i = 0; i < out.n_days; i++)
		out.days[i].day = (s.first + (int64_t)i) * DAY;
	struct db *db = store_reader(h->store, DB_MODERATOR);
	bool people = actor_role(by) == ROLE_ADMIN;
	enum err e = count_all(db, site->id, people, s.first * DAY, (today + 1) * DAY, &s);
	store_reader_done(h->store, &db);
	out.median = quantile(&s, 50);
	out.p95 = quantile(&s, 95);
	if (e == ERR_OK)
		*ret = out;
	return e;
}

double
stats_precision(const struct stats_rule *r)
{
	return r->decided == 0 ? -1 : (double)(r->decided - r->overturned) / (double)r->decided;
}

/* ---- tables ------------------------------------------------------------------------------------------- */

static const struct {
	const char *word, *head;
} tables[STATS_TABLE__MAX] = {
	[STATS_BY_DAY] = {"days", "day,comments,decisions,storms"},
	[STATS_BY_HOUR] = {"hours", "hour,comments,decisions"},
	[STATS_BY_VERDICT] = {"verdicts", "verdict,comments"},
	[STATS_BY_RULE] = {"rules", "rule,fired,decided,overturned,precision"},
	[STATS_BY_PERSON] = {"people", "name,decisions,undone"},
};

enum err
stats_table_of(struct str word, enum stats_table *ret)
{
	for (size_t i = 0; i < STATS_TABLE__MAX; i++)
		if (str_eq(word, str_of(tables[i].word))) {
			*ret = (enum stats_table)i;
			return ERR_OK;
		}
	return ERR_GONE;
}

struct str
stats_table_word(enum stats_table table)
{
	must(table < STATS_TABLE__MAX);
	return str_of(tables[table].word);
}

static void
put_days(struct buf *b, struct arena *a, const struct stats *s)
{
	for (size_t i = 0; i < s->n_days; i++) {
		const struct stats_count *c = &s->days[i].count;
		buf_printf(b, "%.10s,%lld,%lld,%lld\r\n", clock_iso(a, s->days[i].day).p, (long long)c->posts,
			   (long long)c->decisions, (long long)c->storms);
	}
}

static void
put_rules(struct buf *b, const struct stats *s)
{
	for (size_t i = 0; i < s->n_rules; i++) {
		const struct stats_rule *r = &s->rules[i];
		csv_put(b, r->rule);
		buf_printf(b, ",%lld,%lld,%lld,", (long long)r->fired, (long long)r->decided,
			   (long long)r->overturned);
		if (r->decided > 0)
			buf_printf(b, "%.3f", stats_precision(r));
		buf_lit(b, "\r\n");
	}
}

static void
put_people(struct buf *b, const struct stats *s)
{
	for (size_t i = 0; i < s->n_people; i++) {
		const struct stats_person *p = &s->people[i];
		csv_put(b, p->name);
		buf_printf(b, ",%lld,%lld\r\n", (long long)p->decided, (long long)p->undone);
	}
}

void
stats_csv(struct buf *b, struct arena *a, const struct stats *s, enum stats_table table)
{
	must(table < STATS_TABLE__MAX);
	buf_printf(b, "%s\r\n", tables[table].head);
	if (table == STATS_BY_DAY)
		put_days(b, a, s);
	else if (table == STATS_BY_RULE)
		put_rules(b, s);
	else if (table == STATS_BY_PERSON)
		put_people(b, s);
	for (unsigned i = 0; table == STATS_BY_HOUR && i < ARRAY_LEN(s->hours); i++)
		buf_printf(b, "%u,%lld,%lld\r\n", i, (long long)s->hours[i].posts,
			   (long long)s->hours[i].decisions);
	for (unsigned i = 0; table == STATS_BY_VERDICT && i < ACT_REFUSE; i++) /* that is not stored */
		buf_printf(b, "%.*s,%lld\r\n", STR_FMT(action_word((enum action)i)), (long long)s->judged[i]);
}
