/* Texts by language; see the header. Knows languages, not pages. */
#include "view/locale.h"

#include "base/clock.h"
#include "view/catalogue.h"

struct str
locale_lang(struct str wanted)
{
	const struct catalogue *c = catalogue_find(wanted);
	return c == NULL ? STR("en") : catalogue_lang(c);
}

bool
locale_has(struct str wanted)
{
	struct str base;
	str_cut(&wanted, '-', &base);
	return str_eq(base, STR("en")) || catalogue_find(base) != NULL;
}

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "q=0.8" in thousandths; a wish without a readable weight counts whole, as RFC 9110 has it. */
static int64_t
weight(struct str params)
{
	struct str q = str_trim(params), whole;
	if (!str_starts(q, STR("q=")))
		return 1000;
	q = str_from(q, 2);
	str_cut(&q, '.', &whole);
	int64_t value = str_eq(whole, STR("0")) ? 0 : 1000, unit = 100;
	for (size_t i = 0; value < 1000 && i < q.n && i < 3 && digit(q.p[i]); i++, unit /= 10)
		value += (q.p[i] - '0') * unit;
	return value;
}

struct str
locale_accept(struct str header, struct str otherwise)
{
	struct str best = otherwise, one, tag;
	int64_t most = 0;
	for (bool more = header.n > 0; more;) {
		more = str_cut(&header, ',', &one);
		str_cut(&one, ';', &tag);
		int64_t q = weight(one);
		tag = str_trim(tag);
		if (q > most && locale_has(tag)) {
			most = q;
			best = locale_lang(tag);
		}
	}
	return best;
}

/* Languages written from right to left, of those ISO 639-1 knows (Unicode CLDR, layout/orientation). */
static const struct str rtl[] = {STR_C("ar"), STR_C("dv"), STR_C("fa"), STR_C("he"), STR_C("ps"),
				 STR_C("sd"), STR_C("ug"), STR_C("ur"), STR_C("yi")};

struct str
locale_dir(struct str wanted)
{
	struct str lang = locale_lang(wanted), base;
	str_cut(&lang, '-', &base);
	for (size_t i = 0; i < ARRAY_LEN(rtl); i++)
		if (str_eq(base, rtl[i]))
			return STR("rtl");
	return STR("ltr");
}

struct str
locale_text(struct str lang, struct str msgid)
{
	const struct catalogue *c = catalogue_find(lang);
	struct str text = c == NULL || msgid.n == 0 ? STR("") : catalogue_text(c, msgid);
	return text.n == 0 ? msgid : text;
}

/* The next place to fill at or behind *at: "%s" is the value after the last one, "%2$s" the second. Answers
 * its number from 0 and the bytes it takes; SIZE_MAX: there is none. */
static size_t
next_place(struct str text, size_t *at, size_t *next, size_t *ret_n)
{
	for (;; ++*at) {
		struct str rest = str_from(text, *at);
		const char *sign = rest.n > 0 ? memchr(rest.p, '%', rest.n) : NULL;
		if (sign == NULL)
			return SIZE_MAX;
		*at = (size_t)(sign - text.p);
		rest = str_from(text, *at);
		if (rest.n >= 2 && rest.p[1] == 's') {
			*ret_n = 2;
			return (*next)++;
		}
		bool numbered = rest.n >= 4 && digit(rest.p[1]) && rest.p[1] != '0' && rest.p[2] == '$' &&
				rest.p[3] == 's';
		if (numbered) {
			*ret_n = 4;
			return (size_t)(rest.p[1] - '1');
		}
	}
}

/* Bytes of `text` once it is filled. */
static size_t
filled_bytes(struct str text, const struct str *values, size_t n)
{
	size_t bytes = text.n, at = 0, next = 0, taken = 0, which;
	while ((which = next_place(text, &at, &next, &taken)) != SIZE_MAX) {
		must(which < n);
		bytes += values[which].n - taken;
		at += taken;
	}
	return bytes;
}

struct str
locale_fill(struct arena *a, struct str text, const struct str *values, size_t n)
{
	size_t at = 0, from = 0, next = 0, taken = 0, which;
	struct buf out = buf_in(a, filled_bytes(text, values, n));
	while ((which = next_place(text, &at, &next, &taken)) != SIZE_MAX) {
		buf_str(&out, str_sub(text, from, at));
		buf_str(&out, values[which]);
		from = at = at + taken;
	}
	if (from == 0)
		return text;
	buf_str(&out, str_from(text, from));
	must(!out.over);
	return buf_view(&out);
}

void
locale_html(struct html *h, struct str text, struct safe value)
{
	size_t at = 0, next = 0, taken = 0;
	if (next_place(text, &at, &next, &taken) == SIZE_MAX) {
		html_text(h, text);
		return;
	}
	html_text(h, str_sub(text, 0, at));
	html_safe(h, value);
	html_text(h, str_from(text, at + taken));
}

/* How digits are grouped, where it is not "8,000" (Unicode CLDR 42, numbers/symbols and
 * minimumGroupingDigits: Spanish groups from five digits on). */
static const struct grouping {
	struct str lang, sign;
	size_t least;
} groupings[] = {
	{STR_C("de"), STR_C("."), 4},
	{STR_C("es"), STR_C("."), 5},
	{STR_C("fr"), STR_C("\u202f"), 4},
};

struct str
locale_number(struct arena *a, struct str lang, int64_t n)
{
	struct grouping by = {.sign = STR(","), .least = 4};
	struct str digits = str_printf(a, "%lld", (long long)n), shown = locale_lang(lang);
	for (size_t i = 0; i < ARRAY_LEN(groupings); i++)
		if (str_eq(groupings[i].lang, shown))
			by = groupings[i];
	struct buf out = buf_in(a, 64);
	size_t first = digits.p[0] == '-' ? 1 : 0;
	bool group = digits.n - first >= by.least;
	for (size_t i = 0; i < digits.n; i++) {
		if (group && i > first && (digits.n - i) % 3 == 0)
			buf_str(&out, by.sign);
		buf_char(&out, digits.p[i]);
	}
	return buf_view(&out);
}

struct str
locale_count(struct arena *a, struct str lang, struct str one, struct str many, int64_t n)
{
	const struct catalogue *c = catalogue_find(lang);
	struct str text = c == NULL ? STR("") : catalogue_plural(c, one, n);
	if (text.n == 0)
		text = n == 1 ? one : many;
	return locale_put(a, text, locale_number(a, lang, n));
}

static const struct str months[] = {
	MSG_C("January"), MSG_C("February"), MSG_C("March"), MSG_C("April"), MSG_C("May"), MSG_C("June"),
	MSG_C("July"), MSG_C("August"), MSG_C("September"), MSG_C("October"), MSG_C("November"),
	MSG_C("December")};

/* Two of these stand beside each comment: no printf. */
struct str
locale_date(struct arena *a, struct str lang, int64_t seconds)
{
	char room[CLOCK_ISO_ROOM]; /* "2026-11-25T21:47:00Z" */
	struct str iso = clock_iso_in(room, seconds);
	size_t year = iso.n - 16;
	struct str day = str_sub(iso, year + 4, year + 6);
	int64_t month;
	must(str_int(str_sub(iso, year + 1, year + 3), 1, 12, &month));
	/* day, month, year, time of day */
	return locale_put(a, locale_text(lang, MSG("%1$s %2$s %3$s, %4$s UTC")),
			  day.p[0] == '0' ? str_from(day, 1) : day, locale_text(lang, months[month - 1]),
			  str_sub(iso, 0, year), str_sub(iso, year + 7, year + 12));
}

struct str
locale_ago(struct arena *a, struct str lang, int64_t when, int64_t now)
{
	int64_t s = now - when;
	if (s < 60)
		return locale_text(lang, MSG("just now"));
	if (s < 3600)
		return locale_count(a, lang, MSG_N("%s minute ago", "%s minutes ago"), s / 60);
	if (s < 86400)
		return locale_count(a, lang, MSG_N("%s hour ago", "%s hours ago"), s / 3600);
	return locale_count(a, lang, MSG_N("%s day ago", "%s days ago"), s / 86400);
}
