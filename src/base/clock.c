/* The only clock; see the header. */
#include "base/clock.h"

#include <stdatomic.h>

#undef time /* banned everywhere but here */

static _Atomic int64_t stopped_at = CLOCK_RUN;

int64_t
clock_now(void)
{
	int64_t t = atomic_load_explicit(&stopped_at, memory_order_relaxed);
	return t == CLOCK_RUN ? (int64_t)time(NULL) : t;
}

int64_t
clock_tick(void)
{
	struct timespec ts;
	must(clock_gettime(CLOCK_MONOTONIC, &ts) == 0);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static int64_t
nanos(clockid_t clock)
{
	struct timespec ts;
	must(clock_gettime(clock, &ts) == 0);
	return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

int64_t
clock_nanos(void)
{
	return nanos(CLOCK_MONOTONIC);
}

int64_t
clock_worked(void)
{
	return nanos(CLOCK_THREAD_CPUTIME_ID);
}

void
clock_stop(int64_t seconds)
{
	atomic_store(&stopped_at, seconds);
}

struct tm
clock_utc(int64_t seconds)
{
	time_t t = (time_t)seconds;
	struct tm tm;
	must(gmtime_r(&t, &tm) != NULL); /* fails only past the year 2^31 */
	return tm;
}

/* Names in English whatever LC_TIME says: these are protocols, and the page translates its own. */
static const char *const day_name[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
static const char *const month_name[] = {"January",   "February", "March",    "April",
					 "May",       "June",     "July",     "August",
					 "September", "October",  "November", "December"};

static void
two_digits(char *p, int n)
{
	p[0] = (char)('0' + n / 10);
	p[1] = (char)('0' + n % 10);
}

struct str
clock_iso_in(char room[static CLOCK_ISO_ROOM], int64_t seconds)
{
	struct tm t = clock_utc(seconds);
	int year = t.tm_year + 1900;
	if (year < 0 || year > 9999) {
		int n = snprintf(room, CLOCK_ISO_ROOM, "%04d-%02d-%02dT%02d:%02d:%02dZ", year, t.tm_mon + 1,
				 t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec);
		return (struct str){room, (size_t)n};
	}
	static const char zeros[] = "0000-00-00T00:00:00Z"; /* an export writes millions: no printf */
	memcpy(room, zeros, sizeof(zeros));
	two_digits(room, year / 100);
	two_digits(room + 2, year % 100);
	two_digits(room + 5, t.tm_mon + 1);
	two_digits(room + 8, t.tm_mday);
	two_digits(room + 11, t.tm_hour);
	two_digits(room + 14, t.tm_min);
	two_digits(room + 17, t.tm_sec);
	return (struct str){room, sizeof(zeros) - 1};
}

struct str
clock_iso(struct arena *a, int64_t seconds)
{
	char room[CLOCK_ISO_ROOM];
	return str_copy(a, clock_iso_in(room, seconds));
}

struct str
clock_http(struct arena *a, int64_t seconds)
{
	struct tm t = clock_utc(seconds);
	return str_printf(a, "%s, %02d %.3s %04d %02d:%02d:%02d GMT", day_name[t.tm_wday],
			  t.tm_mday, month_name[t.tm_mon], t.tm_year + 1900, t.tm_hour, t.tm_min,
			  t.tm_sec);
}
