/* The only clock. Times that are stored are seconds since 1970 in UTC; spans that are measured come
 * from the monotonic clock, which no one can set. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <time.h>

#include "base/str.h"

int64_t clock_now(void);  /* seconds since 1970, UTC */
int64_t clock_tick(void); /* milliseconds, monotonic, from any start */
int64_t clock_nanos(void); /* the same in nanoseconds: to measure what is quick */
int64_t clock_worked(void); /* nanoseconds that this thread has worked, whatever else the machine does */

/** For tests: stops clock_now() at `seconds`; CLOCK_RUN lets it run again. */
#define CLOCK_RUN INT64_MIN
void clock_stop(int64_t seconds);

/** The calendar's view of it, UTC. */
struct tm clock_utc(int64_t seconds);
/** "2026-11-25T18:21:00Z" (RFC 3339). */
struct str clock_iso(struct arena *, int64_t seconds);
/** The same into room of one's own. */
#define CLOCK_ISO_ROOM 32
struct str clock_iso_in(char room[static CLOCK_ISO_ROOM], int64_t seconds);
/** "Wed, 25 Nov 2026 18:21:00 GMT" (RFC 9110). */
struct str clock_http(struct arena *, int64_t seconds);

#endif
