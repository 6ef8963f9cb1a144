/*
 * What a site has said to its filters, in memory: its words (site->filter), and beside them bans, the names
 * of its people and the state of its rules (site->lists). Both are snapshots, swapped whole; what cannot be
 * read leaves the present one in force.
 */
#ifndef FLOW_LISTS_H
#define FLOW_LISTS_H

#include "filter/gate_ban.h"
#include "filter/name.h"
#include "flow/house.h"

/* A name that is somebody's. */
struct own_name {
	struct str name;
	const struct name_pattern *pattern;
};

struct lists {
	struct arena *arena; /* of all of it, this struct too */
	struct bans *bans;
	const struct own_name *staff;    /* names of accounts */
	const struct own_name *reserved; /* what the site keeps for itself, by its settings */
	size_t n_staff, n_reserved;
	struct policy policy; /* the settings, and what table rule says over them */
};

/** The site's present lists; give them back with snapshot_give(). They live as long as the snapshot. */
const struct lists *lists_take(struct site *, struct snapshot **ret);

/** The site's present words, likewise; of a house that judges. */
const struct filter *lists_filter(struct site *, struct snapshot **ret);

/** What they say of a post, for its verdict: the bans against it, and whose name its own reads like. `staff`
 * is the account that is signed in, or "". Fills bans, n_bans, name_state and name_like, from `a`. */
void lists_look(const struct lists *, struct arena *a, const struct suspect *, struct str staff, int64_t now,
		struct facts *ret);

/** Reads settings of `conf` that are about rules into site->said. False: *ret_why says what is wrong. */
bool lists_settings(struct arena *, struct site *, struct str *ret_why);
/** Before the first lists_renew(), and after the last. */
void lists_init(struct site *);
void lists_fini(struct site *);

/** Reads what has changed since the last time, if anything has. On failure nothing is swapped, and the next
 * time tries again. */
enum err lists_renew(struct house *, struct site *) NODISCARD;

/** A verb of this process has written: renews at once, so that the verb is in force when it answers. */
void lists_written(struct house *, struct site *);

#endif
