/*
 * Rate limits: token buckets by an opaque key (address block, person, account), in bounded memory.
 *
 * 64 shards with a lock each; a shard holds a fixed number of slots. When it is full the bucket that is
 * nearest to full again (the least recently busy) makes room, so a million random addresses cost no
 * memory and a busy one stays limited. Keys are hashed with a random seed per process.
 */
#ifndef FILTER_GATE_RATE_H
#define FILTER_GATE_RATE_H

#include "base/str.h"

struct rate_table;

struct rate_table *rate_new(size_t slots);
void rate_free(struct rate_table **);

/** Takes one of `burst` that refill evenly within `span_ms`. `now_ms` is the monotonic clock. Answers 0, or
 * the milliseconds to wait; a refused call takes nothing. */
int64_t rate_take(struct rate_table *, struct str key, int64_t burst, int64_t span_ms,
		  int64_t now_ms);

/** The same, and how many of the burst are left then. */
int64_t rate_take_left(struct rate_table *, struct str key, int64_t burst, int64_t span_ms,
		       int64_t now_ms, int64_t *ret_left);

/** How many of the burst are left. */
int64_t rate_left(struct rate_table *, struct str key, int64_t burst, int64_t span_ms,
		  int64_t now_ms);

/** Gives one back (the post failed for reasons that are not the writer's). */
void rate_return(struct rate_table *, struct str key, int64_t burst, int64_t span_ms,
		 int64_t now_ms);

#endif
