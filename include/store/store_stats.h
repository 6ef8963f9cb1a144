/* What happened at a site in some days, counted for those who moderate it (flow/stats.h). All in [from, to),
 * seconds UTC; texts are borrowed. */
#ifndef STORE_STORE_STATS_H
#define STORE_STORE_STATS_H

#include "model.h"
#include "store/db.h"

/** Comments of each state, ever. */
enum err store_stats_states(struct db *, struct site_id, void (*row)(void *arg, enum state, int64_t n),
			    void *arg) NODISCARD;
/** Comments by the hour (in hours since 1970) in which they were written, and by what the filters said. */
enum err store_stats_posts(struct db *, struct site_id, int64_t from, int64_t to,
			   void (*row)(void *arg, int64_t hour, enum action, int64_t n), void *arg) NODISCARD;
/** People's decisions that stand, by the hour in which they were made. */
enum err store_stats_decisions(struct db *, struct site_id, int64_t from, int64_t to,
			       void (*row)(void *arg, int64_t hour, int64_t n), void *arg) NODISCARD;
/** Articles that a burst of comments has switched, by day (in days since 1970). */
enum err store_stats_storms(struct db *, struct site_id, int64_t from, int64_t to,
			    void (*row)(void *arg, int64_t day, int64_t n), void *arg) NODISCARD;

/* How a rule has done, on comments of these days. */
struct stats_rule {
	struct str rule;
	int64_t fired, decided, overturned; /* on comments, each once; as struct rule_tally */
};
/** The one that spoke most first. */
enum err store_stats_rules(struct db *, struct site_id, int64_t from, int64_t to,
			   void (*row)(void *arg, const struct stats_rule *), void *arg) NODISCARD;

/* What somebody has decided. */
struct stats_person {
	struct str name; /* "" = at the command line */
	int64_t decided; /* and it stands */
	int64_t undone;
};
/** Who decided most first. */
enum err store_stats_people(struct db *, struct site_id, int64_t from, int64_t to,
			    void (*row)(void *arg, const struct stats_person *), void *arg) NODISCARD;

#endif
