/*
 * How long a comment that is held usually waits for a moderator, as its writer is told: the median of late,
 * by the site's own decisions. The housekeeper measures it; who asks reads a number from memory.
 */
#ifndef FLOW_WAIT_H
#define FLOW_WAIT_H

#include "flow/house.h"

#define WAIT_DECISIONS 400       /* the newest ones that are looked at */
#define WAIT_SPAN (90 * 86400)   /* none older than this: who moderates changes */
#define WAIT_KNOWN 10            /* of fewer nothing is said */

/** A chore. */
enum err wait_measure(struct house *, struct arena *, bool *ret_more) NODISCARD;

/** Seconds, at least 1; 0: not known. Any thread. */
int64_t wait_usual(struct site *);

#endif
