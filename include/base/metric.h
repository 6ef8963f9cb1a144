/*
 * Counters for the operator's monitoring, rows of metric.def. Counting is a plain store into the thread's
 * own shard: no lock, no shared cache line; whoever asks adds the shards up.
 */
#ifndef BASE_METRIC_H
#define BASE_METRIC_H

#include "base/str.h"

enum metric {
#define METRIC(id, name, type, label, room, words, help) METRIC_##id,
#include "base/metric.def"
#undef METRIC
	METRIC__MAX
};

/** A counter grows by `by`; `which` is the index of the label's word, 0 without a label. */
void metric_add(enum metric, unsigned which, uint64_t by);
/** The same by the word itself; a word that is not in the list is a bug (must). */
void metric_add_word(enum metric, struct str word, uint64_t by);
/** A gauge is now `value`. */
void metric_set(enum metric, unsigned which, int64_t value);

/** The words of a row that has none in the table: static, and once (again with the same ones is fine). */
void metric_words(enum metric, const char *const *words, size_t n);

/** What stands there now. */
int64_t metric_value(enum metric, unsigned which);

/** Everything, in Prometheus's text format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats). */
struct str metric_text(struct arena *);

#endif
