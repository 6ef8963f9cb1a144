/*
 * What every verb needs: configuration, store, keys, tables in memory, and each site's filter. The daemon and
 * the command line open the same house; a console has no threads.
 *
 * A house is of one configuration, from start to end. A reload makes another house on the same ground
 * (store, keys, tables); requests that began in the old one end in it, then it is closed.
 */
#ifndef FLOW_HOUSE_H
#define FLOW_HOUSE_H

#include <stdatomic.h>

#include "base/conf.h"
#include "base/snapshot.h"
#include "filter/filter.h"
#include "filter/gate_pow.h"
#include "filter/gate_rate.h"
#include "store/store.h"
#include "store/store_lists.h"

struct rule_record {
	_Atomic int64_t decided, overturned;
};

struct site {
	const struct site_conf *conf;
	const struct disposable *disposable; /* mail domains of the site's own file; NULL: no file */
	struct site_id id;
	struct rule_setting *said;   /* of the settings, by rule; flow/lists.h */
	struct learner *learner;     /* what moderators taught (flow/train.c): the ground's */
	struct snapshot_slot filter; /* struct filter: shipped lists and the site's own words */
	struct snapshot_slot lists;  /* struct lists: bans, names, policy */
	pthread_mutex_t lists_lock;  /* a verb, the renewer (another process wrote) and the housekeeper
					(entries ran out) may all find new ones */
	struct lists_stand stand;    /* of what is in both; under lists_lock */
	_Atomic int64_t usual_wait;  /* flow/wait.h */
	struct rule_record *records; /* by rule; flow/rule.h */
};

struct seen_table; /* sessions that were used, for the housekeeper (flow/actor.c) */
struct hit_table;  /* bans that have spoken, likewise (flow/ban_hits.c) */
struct ground;     /* what the houses of one process share; the last one closes it */

struct house {
	const struct conf *conf;
	struct ground *ground;
	struct house *next;  /* on the same ground */
	struct store *store; /* this and the next ones are the ground's */
	struct keyring *keys;
	struct rate_table *rates;
	struct memory *memory; /* the texts of late (flow/memory.c) */
	struct model *model; /* the classifier's base */
	struct pow *pow;
	struct site *sites;
	struct arena *lists; /* of the sites' files */
	size_t n_sites;
	bool judges; /* word lists are in memory; a console's are not until asked for */
	struct seen_table *seen;
	struct hit_table *hits;
};

/** Reads keys and store by `conf`, makes the rows of its sites, builds their filters (of a console
 * all but the word lists). *ret_why: one line.
 * ERR_DENIED: the key file; ERR_VERSION: the schema; … */
enum err house_open(struct arena *, const struct conf *, bool console, struct house **ret,
		    struct str *ret_why) NODISCARD;
/** For a console that is to judge texts: its word lists, which take longer to build than all the rest. */
enum err house_judges(struct house *) NODISCARD;
/** Another house with the settings of `conf`, on the ground of `h`: new sites get their rows. What was
 * opened at the start (store, key file, workers, …) stays as it is, whatever `conf` says. */
enum err house_renew(struct arena *, const struct house *h, const struct conf *, struct house **ret,
		     struct str *ret_why) NODISCARD;
/** `conf` stays the caller's. */
void house_close(struct house **);

/** Whether a mail domain (canonical) gives addresses to throw away, by our list or the site's. */
bool house_disposable(const struct site *, struct str domain);

/** The site called `name`; NULL: none. "" is the first. */
struct site *house_site(struct house *, struct str name);

/** Reads the lists anew (words, bans, names, rules) of those sites where they are other ones than before; any
 * thread. A failure is logged, and what was in force stays. */
void house_reread(struct house *);

#endif
