/* How a site is doing: comments by state, posts and decisions by day, how long the last decision on a comment
 * was waited for. Reads every comment once, a thousand at a time, by id. */
#ifndef FLOW_STATS_H
#define FLOW_STATS_H

#include "flow/actor.h"

#define STATS_DAYS_MAX 366
#define STATS_WAITS_MAX 1000000 /* decisions that are sorted; of more, those on the oldest comments */

struct stats_day {
	int64_t day;   /* seconds UTC: its beginning */
	int64_t posts; /* written on it, whatever became of them */
	int64_t decisions; /* on comments, that still are the last ones */
};

struct stats {
	int64_t states[STATE__MAX]; /* ever */
	struct stats_day *days;     /* oldest first; the last one is today */
	size_t n_days;
	int64_t decided;            /* in these days, by people */
	int64_t median, p95;        /* seconds from the comment to the decision; -1: none */
};

/** `days`: 1 to STATS_DAYS_MAX. */
enum err stats_read(struct house *, struct site *, struct arena *, const struct moderator *, int64_t days,
		    struct stats *ret) NODISCARD;

#endif
