/*
 * Housekeeping: what has to be done now and then, outside any request. The table is
 * flow/chores.def; one thread of the daemon runs it.
 */
#ifndef FLOW_KEEP_H
#define FLOW_KEEP_H

#include "flow/house.h"

enum chore {
#define CHORE(id, every, function, help) id,
#include "flow/chores.def"
#undef CHORE
	CHORE__MAX
};

#define KEEP_MS 100 /* the daemon looks at what is due this often */

/* When each is due, on clock_tick(). All zero: at once. */
struct rounds {
	int64_t due[CHORE__MAX];
};

/** Does what is due. True: some of it has more to do; come again at once. */
bool keep_due(struct house *, struct rounds *, struct arena *);

/** When nobody serves any more: writes what was only counted in memory. */
void keep_counts(struct house *);

/** Does everything, to its end. */
void keep_all(struct house *, struct arena *);

#endif
