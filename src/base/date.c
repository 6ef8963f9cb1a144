/* Dates as feeds write them; see the header. Knows no clock and no locale: month names are English
 * by their standard. */
#include "base/date.h"

struct date {
	int64_t year, month, day, hour, minute, second, zone; /* zone: minutes east of UTC */
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Takes low..high digits from the front. */
static bool
number(struct str *s, size_t low, size_t high, int64_t *ret)
{
	size_t n = 0;
	while (n < s->n && n < high && is_digit(s->p[n]))
		n++;
	if (n < low || !str_int(str_sub(*s, 0, n), 0, 9999, ret))
		return false;
	*s = str_from(*s, n);
	return true;
}

static bool
literal(struct str *s, char c)
{
	if (s->n == 0 || s->p[0] != c)
		return false;
	*s = str_from(*s, 1);
	return true;
}

static bool
blanks(struct str *s)
{
	size_t n = 0;
	while (n < s->n &&
	       (s->p[n] == ' ' || s->p[n] == '\t' || s->p[n] == '\n' || s->p[n] == '\r'))
		n++;
	*s = str_from(*s, n);
	return n > 0;
}

static bool
is_leap(int64_t y)
{
	return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

static int64_t
days_in(int64_t year, int64_t month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	return days[month - 1] + (month == 2 && is_leap(year));
}

static int64_t
days_before_year(int64_t y) /* since 1 January of the year 1, in the Gregorian calendar */
{
	y--;
	return y * 365 + y / 4 - y / 100 + y / 400;
}

static bool
count(const struct date *d, int64_t *ret)
{
	if (d->year < 1 || d->month < 1 || d->month > 12 || d->day < 1 ||
	    d->day > days_in(d->year, d->month) || d->hour > 23 || d->minute > 59 ||
	    d->second > 60 || d->zone < -1439 || d->zone > 1439)
		return false;
	int64_t days = days_before_year(d->year) - days_before_year(1970) + d->day - 1;
	for (int64_t m = 1; m < d->month; m++)
		days += days_in(d->year, m);
	int64_t second = d->second == 60 ? 59 : d->second;
	*ret = ((days * 24 + d->hour) * 60 + d->minute - d->zone) * 60 + second;
	return true;
}

/* "+01:00", "-0500" */
static bool
offset(struct str *s, struct date *d)
{
	int64_t hours, minutes;
	bool west = s->n > 0 && s->p[0] == '-';
	if (!literal(s, west ? '-' : '+') || !number(s, 2, 2, &hours))
		return false;
	(void)literal(s, ':');
	if (!number(s, 2, 2, &minutes) || hours > 23 || minutes > 59)
		return false;
	d->zone = (hours * 60 + minutes) * (west ? -1 : 1);
	return true;
}

/* "18:21", "18:21:00", "18:21:00.25" */
static bool
clock_time(struct str *s, struct date *d)
{
	if (!number(s, 2, 2, &d->hour) || !literal(s, ':') || !number(s, 2, 2, &d->minute))
		return false;
	if (!literal(s, ':'))
		return true;
	if (!number(s, 2, 2, &d->second))
		return false;
	if (literal(s, '.')) {
		if (s->n == 0 || !is_digit(s->p[0]))
			return false;
		while (s->n > 0 && is_digit(s->p[0]))
			*s = str_from(*s, 1);
	}
	return true;
}

/* W3C NOTE-datetime, RFC 3339 (which also allows a lower-case t and z, and a blank for the T). */
static bool
iso(struct str s, struct date *d)
{
	if (!number(&s, 4, 4, &d->year))
		return false;
	if (s.n > 0 && (!literal(&s, '-') || !number(&s, 2, 2, &d->month)))
		return false;
	if (s.n > 0 && (!literal(&s, '-') || !number(&s, 2, 2, &d->day)))
		return false;
	if (s.n == 0)
		return true;
	if (!literal(&s, 'T') && !literal(&s, 't') && !literal(&s, ' '))
		return false;
	if (!clock_time(&s, d))
		return false;
	return s.n == 0 || ((literal(&s, 'Z') || literal(&s, 'z') || offset(&s, d)) && s.n == 0);
}

static bool
month_name(struct str *s, struct date *d)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	for (int64_t m = 0; s->n >= 3 && m < 12; m++)
		if (strncasecmp(s->p, names + 3 * m, 3) == 0) {
			d->month = m + 1;
			*s = str_from(*s, 3);
			return true;
		}
	return false;
}

/* RFC 822, 5.1, with the hours of RFC 2822, 4.3. Its one-letter zones were printed with the wrong
 * sign and mean UTC since (RFC 1123, 5.2.14). */
static bool
zone_name(struct str s, struct date *d)
{
	static const struct {
		const char *name;
		int hours;
	} zones[] = {{"UT", 0},	  {"GMT", 0},  {"UTC", 0},  {"EST", -5}, {"EDT", -4}, {"CST", -6},
		     {"CDT", -5}, {"MST", -7}, {"MDT", -6}, {"PST", -8}, {"PDT", -7}};
	for (size_t i = 0; i < ARRAY_LEN(zones); i++)
		if (s.n == strlen(zones[i].name) && strncasecmp(s.p, zones[i].name, s.n) == 0) {
			d->zone = zones[i].hours * 60;
			return true;
		}
	return s.n == 1 && ((s.p[0] >= 'A' && s.p[0] <= 'Z') || (s.p[0] >= 'a' && s.p[0] <= 'z'));
}

static struct str
without_comment(struct str s)
{
	size_t at = str_find(s, STR("("), 0);
	return at != SIZE_MAX && str_ends(s, STR(")")) ? str_trim(str_sub(s, 0, at)) : s;
}

/* "Wed, 25 Nov 2026 18:21:00 +0000" */
static bool
rfc822(struct str s, struct date *d)
{
	struct str name;
	s = without_comment(s);
	if (str_has(s, ',')) {
		str_cut(&s, ',', &name);
		blanks(&s);
	}
	if (!number(&s, 1, 2, &d->day) || !blanks(&s) || !month_name(&s, d) || !blanks(&s))
		return false;
	size_t digits = s.n;
	if (!number(&s, 2, 4, &d->year))
		return false;
	digits -= s.n;
	if (digits < 4) /* RFC 2822, 4.3 */
		d->year += digits == 2 && d->year < 50 ? 2000 : 1900;
	if (!blanks(&s) || !clock_time(&s, d))
		return false;
	return s.n == 0 || (blanks(&s) && (zone_name(s, d) || (offset(&s, d) && s.n == 0)));
}

bool
date_read(struct str s, int64_t *ret)
{
	struct date w3c = {.month = 1, .day = 1}, mail = {.month = 1, .day = 1};
	s = str_trim(s);
	if (iso(s, &w3c))
		return count(&w3c, ret);
	return rfc822(s, &mail) && count(&mail, ret);
}
