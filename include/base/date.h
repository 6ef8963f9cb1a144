/*
 * Dates as feeds write them: RFC 3339 and the W3C's profile of ISO 8601 (also a day, a month or a year
 * alone), and RFC 822 as RFC 1123 and RFC 2822 mended it.
 */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include "base/str.h"

/** Seconds since 1970, UTC; false: no date of these forms. The calendar is checked (no 30 February), a
 * day's name is not (feeds get it wrong, and it says nothing new). A time without a zone is UTC, a fraction
 * of a second is dropped, a leap second is the last second of its minute. */
bool date_read(struct str, int64_t *ret);

#endif
