/* Figures of a site; see the header. */
#include "flow/stats.h"

#include <math.h>

#include "base/clock.h"
#include "csv.h"
#include "flow/train.h"
#include "store/store_thread.h"
#include "store/store_year.h"

#define HOUR 3600
#define DAY 86400

struct wait {
	int64_t seconds;
	struct stats_day *day;
};
struct sum {
	struct arena *arena;
	struct stats *stats;
	int64_t first; /* the first day, in days since 1970 */
	struct wait *waits; /* shortest first */
	size_t n_waits;
};

/* A statement was asked for these days alone. */
static struct stats_day *
day_of(struct sum *s, int64_t day)
{
	must(day >= s->first && day - s->first < (int64_t)s->stats->n_days);
	return &s->stats->days[day - s->first];
}

static struct stats_count *
of_day(struct sum *s, int64_t day)
{
	return &day_of(s, day)->count;
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
on_wait(void *arg, int64_t seconds, int64_t ended)
{
	struct sum *s = arg;
	if (s->n_waits >= STATS_WAITS_MAX)
		return;
	struct stats_day *day = day_of(s, ended / DAY);
	arena_grow(s->arena, s->waits, s->n_waits);
	s->waits[s->n_waits++] = (struct wait){seconds > 0 ? seconds : 0, day};
	day->wait.n++;
	s->stats->wait.n++;
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

/* The nearest rank of so many, from 1. */
static int64_t
rank(int64_t n, int64_t percent)
{
	return (n * percent + 99) / 100;
}

/* The `nth` of those that `w` counts. */
static void
meet(struct stats_wait *w, int64_t nth, int64_t seconds)
{
	if (nth == rank(w->n, 50))
		w->median = seconds;
	if (nth == rank(w->n, 95))
		w->p95 = seconds;
}

static void
measure_waits(struct sum *s)
{
	struct stats *out = s->stats;
	int64_t *met = arena_zero(s->arena, out->n_days, sizeof(*met));
	out->wait.median = out->wait.p95 = -1;
	for (size_t i = 0; i < out->n_days; i++)
		out->days[i].wait.median = out->days[i].wait.p95 = -1;
	for (size_t i = 0; i < s->n_waits; i++) {
		const struct wait *w = &s->waits[i];
		meet(&out->wait, (int64_t)i + 1, w->seconds);
		meet(&w->day->wait, ++met[w->day - out->days], w->seconds);
	}
}

static enum err
look_at_classifier(struct house *h, struct site *site, struct arena *a, struct learned *ret)
{
	int64_t since;
	enum err e = train_report(h, site, a, ret, &since);
	return e == ERR_GONE ? ERR_OK : e;
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
	measure_waits(&s);
	if (e == ERR_OK)
		e = look_at_classifier(h, site, a, &out.learned);
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
	[STATS_OF_WAITING] = {"waits", "day,decisions,median,p95"},
	[STATS_OF_CLASSIFIER] = {"classifier", "made,examples,held,held_spam,precision,recall,fpr,ece"},
	[STATS_OF_CALIBRATION] = {"calibration", "from,to,held,spam,predicted,share"},
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

static void
put_wait(struct buf *b, struct arena *a, const struct stats_day *d)
{
	buf_printf(b, "%.10s,%lld,", clock_iso(a, d->day).p, (long long)d->wait.n);
	if (d->wait.n > 0)
		buf_printf(b, "%lld,%lld\r\n", (long long)d->wait.median, (long long)d->wait.p95);
	else
		buf_lit(b, ",\r\n");
}

/* Nothing where nothing could be divided by. */
static void
put_share(struct buf *b, double x)
{
	buf_lit(b, ",");
	if (!isnan(x))
		buf_printf(b, "%.4f", x);
}

static void
put_learned(struct buf *b, struct arena *a, const struct learned *l)
{
	if (l->refit == 0)
		return;
	buf_printf(b, "%.*s,%lld,%lld,%lld", STR_FMT(clock_iso(a, l->made)), (long long)l->examples,
		   (long long)l->held, (long long)l->held_spam);
	put_share(b, l->precision);
	put_share(b, l->recall);
	put_share(b, l->fpr);
	put_share(b, l->ece);
	buf_lit(b, "\r\n");
}

static void
put_bins(struct buf *b, const struct learned *l)
{
	struct hold_out_bin bins[HOLD_OUT_BINS];
	if (!train_bins(l, bins))
		return;
	for (size_t i = 0; i < HOLD_OUT_BINS; i++) {
		double n = (double)bins[i].n;
		buf_printf(b, "%.1f,%.1f,%zu,%zu", (double)i / HOLD_OUT_BINS, (double)(i + 1) / HOLD_OUT_BINS,
			   bins[i].n, bins[i].positive);
		put_share(b, bins[i].n > 0 ? bins[i].p / n : NAN);
		put_share(b, bins[i].n > 0 ? (double)bins[i].positive / n : NAN);
		buf_lit(b, "\r\n");
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
	else if (table == STATS_OF_CLASSIFIER)
		put_learned(b, a, &s->learned);
	else if (table == STATS_OF_CALIBRATION)
		put_bins(b, &s->learned);
	for (size_t i = 0; table == STATS_OF_WAITING && i < s->n_days; i++)
		put_wait(b, a, &s->days[i]);
	for (unsigned i = 0; table == STATS_BY_HOUR && i < ARRAY_LEN(s->hours); i++)
		buf_printf(b, "%u,%lld,%lld\r\n", i, (long long)s->hours[i].posts,
			   (long long)s->hours[i].decisions);
	for (unsigned i = 0; table == STATS_BY_VERDICT && i < ACT_REFUSE; i++) /* that is not stored */
		buf_printf(b, "%.*s,%lld\r\n", STR_FMT(action_word((enum action)i)), (long long)s->judged[i]);
}
