/*
 * How a site is doing: comments by state, and of some days what was written, what the filters said to it,
 * what people decided and how long that was waited for, how right each rule was; and how right the classifier
 * is on what it has not learned. Days and hours are of UTC.
 */
#ifndef FLOW_STATS_H
#define FLOW_STATS_H

#include "base/buf.h"
#include "flow/actor.h"
#include "store/store_lesson.h"
#include "store/store_stats.h"

#define STATS_DAYS 14      /* where nobody says how many */
#define STATS_DAYS_MAX 366
#define STATS_WAITS_MAX 1000000 /* decisions whose wait is looked at; of more, the quickest */

struct stats_count {
	int64_t posts;     /* written then, whatever became of them */
	int64_t decisions; /* of people on comments, made then; what was taken back does not count */
	int64_t storms;    /* articles that a burst of comments has switched; by day alone */
};
struct stats_wait {
	int64_t n;           /* decisions on what waited */
	int64_t median, p95; /* seconds from the comment to the decision; -1: there was none */
};
struct stats_day {
	int64_t day; /* seconds: its beginning */
	struct stats_count count;
	struct stats_wait wait; /* of the decisions made then */
};

struct stats {
	int64_t states[STATE__MAX];    /* ever */
	struct stats_day *days;        /* oldest first; the last one is today */
	size_t n_days;
	struct stats_count hours[24];  /* of all these days together */
	int64_t judged[ACT__MAX];      /* comments of these days, by what the filters said */
	int64_t decided;
	struct stats_wait wait;        /* of these days together */
	struct stats_rule *rules;      /* that spoke on comments of these days, the busiest first */
	size_t n_rules;
	struct stats_person *people;   /* who decided, the busiest first; for admins alone, else none */
	size_t n_people;
	struct learned learned;        /* the last refit (flow/train.h); its number is 0: there was none */
};

/** `days`: 1 to STATS_DAYS_MAX, today among them. Reads every comment of these days: not for a path where
 * somebody waits in a queue behind it. */
enum err stats_read(struct house *, struct site *, struct arena *, const struct moderator *, int64_t days,
		    struct stats *ret) NODISCARD;

/** Of what people decided, the share that a rule was right on: they did not let it stand. -1: nothing was
 * decided. */
double stats_precision(const struct stats_rule *);

/* What of it is a table by itself. */
enum stats_table {
	STATS_BY_DAY,
	STATS_BY_HOUR,
	STATS_BY_VERDICT,
	STATS_BY_RULE,
	STATS_BY_PERSON,
	STATS_OF_WAITING, /* by day */
	STATS_OF_CLASSIFIER,
	STATS_OF_CALIBRATION, /* by probability */
	STATS_TABLE__MAX
};

/** ERR_GONE: there is none of this name. */
enum err stats_table_of(struct str word, enum stats_table *ret) NODISCARD;
struct str stats_table_word(enum stats_table);
/** One of them as CSV (RFC 4180) with a header row. */
void stats_csv(struct buf *, struct arena *, const struct stats *, enum stats_table);

#endif
