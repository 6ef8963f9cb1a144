/* Rules on ways to reach the writer elsewhere: telephone, messenger, mail, a purse. */
#include "filter/pipeline.h"

#include "filter/ascii.h"

struct part {
	size_t from, to; /* bytes of the plain text */
};

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

/* ---- telephone numbers ----------------------------------------------------------------------------- */

#define GROUPS_MAX 7
#define DIGITS_MIN 9
#define DIGITS_MAX 15 /* ITU-T E.164 */

#define SEPARATORS_MAX 2 /* between two groups */

/* Digits with separators between, from one that was looked at to the last digit. */
struct stretch {
	size_t at, to;
	size_t n, groups; /* of digits, from `at` on */
};

/* How a number of telephones may be written. */
struct digits {
	size_t to;
	size_t n, groups, group[GROUPS_MAX];
	bool dotted; /* only dots between, and behind it */
};

static bool
separates(char c)
{
	static const bool between[256] = {
		[' '] = true, ['-'] = true, ['.'] = true, ['/'] = true,
		['('] = true, [')'] = true, ['+'] = true,
	};
	return between[(unsigned char)c];
}

/* The digit at `i` is the last of its group. */
static bool
ends_group(struct str text, size_t i)
{
	return digit(text.p[i]) && (i + 1 == text.n || !digit(text.p[i + 1]));
}

static struct stretch
stretch_at(struct str text, size_t at)
{
	struct stretch s = {.at = at, .to = at};
	for (size_t i = at, gap = 0; i < text.n && gap <= SEPARATORS_MAX; i++) {
		if (digit(text.p[i])) {
			s.n++;
			s.groups += ends_group(text, i);
			s.to = i + 1;
			gap = 0;
		} else if (separates(text.p[i])) {
			gap++;
		} else {
			break;
		}
	}
	return s;
}

/* What is left of it from `at` on: each stretch is counted once, however many groups it has. */
static void
stretch_cut(struct stretch *s, struct str text, size_t at)
{
	if (at >= s->to)
		*s = stretch_at(text, at);
	for (; s->at < at; s->at++) {
		s->n -= digit(text.p[s->at]);
		s->groups -= ends_group(text, s->at);
	}
}

static bool
may_be_phone(const struct stretch *s)
{
	return s->n >= DIGITS_MIN && s->n <= DIGITS_MAX && s->groups <= GROUPS_MAX;
}

static struct digits
digits_of(const struct stretch *s, struct str text)
{
	struct digits d = {.to = s->to, .n = s->n, .dotted = true};
	for (size_t i = s->at; i < s->to; i++) {
		if (digit(text.p[i]))
			d.group[d.groups]++;
		else
			d.dotted &= text.p[i] == '.';
		d.groups += ends_group(text, i);
	}
	for (size_t i = s->to; i < text.n && i - s->to <= SEPARATORS_MAX && separates(text.p[i]); i++)
		d.dotted &= text.p[i] == '.';
	return d;
}

static bool
sizes_are(const struct digits *d, size_t first, const size_t *sizes, size_t n)
{
	if (d->groups != first + n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (d->group[first + i] != sizes[i])
			return false;
	return true;
}

/* Whether digits with the given first ones are how a number of telephones is written, not a date, a
 * price, an ISBN or a count. */
static bool
is_phone(struct digits d, struct str text, size_t at)
{
	static const size_t american[] = {3, 3, 4};
	char first = text.p[at], second = at + 1 < text.n ? text.p[at + 1] : ' ';
	bool date = d.groups >= 3 && d.group[0] <= 2 && d.group[1] <= 2 && d.group[2] == 4;
	if (first == '+' || (first == '0' && second == '0'))
		return !date;
	if (sizes_are(&d, 0, american, 3) || (d.group[0] == 1 && sizes_are(&d, 1, american, 3)))
		return !d.dotted || d.groups == 3;
	if (first == '0')
		return d.n <= 12 && !date && d.group[0] >= 2;
	/* Mobile numbers as India, China and Russia write them. */
	if (d.groups == 1)
		return (d.n == 10 && first >= '6') || (d.n == 11 && first == '1' && second >= '3');
	return d.n == 11 && first == '8' && d.group[0] == 1 && d.group[1] == 3;
}

/* ---- purses ---------------------------------------------------------------------------------------- */

#define WALLET_MIN 26

static bool
base58(struct str s)
{
	size_t digits = 0, upper = 0, lower = 0;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (strchr("0OIl", c) != NULL)
			return false;
		digits += digit(c);
		upper += c >= 'A' && c <= 'Z';
		lower += c >= 'a' && c <= 'z';
	}
	return digits >= 2 && upper >= 2 && lower >= 2;
}

static bool
all_of(struct str s, const char *set)
{
	for (size_t i = 0; i < s.n; i++)
		if (strchr(set, s.p[i]) == NULL)
			return false;
	return true;
}

/* Addresses of Bitcoin (P2PKH, P2SH; BIP 173), Ethereum and Tron by their form. */
static bool
is_wallet(struct str s)
{
	if (s.n == 42 && str_starts(s, STR("0x")))
		return all_of(str_from(s, 2), "0123456789abcdefABCDEF");
	if (s.n >= 42 && s.n <= 62 && str_starts(s, STR("bc1")))
		return all_of(s, "023456789acdefghjklmnpqrstuvwxyz1b");
	if (s.n >= WALLET_MIN && s.n <= 35 && (s.p[0] == '1' || s.p[0] == '3'))
		return base58(s);
	return s.n == 34 && s.p[0] == 'T' && base58(s);
}

/* Whether a word is as long as a purse. One that is has a byte among those looked at. */
static bool
has_long_word(struct str text)
{
	for (size_t at = WALLET_MIN - 1; at < text.n; at += WALLET_MIN) {
		size_t from = at, to = at;
		if (!ascii_alnum(text.p[at]))
			continue;
		while (from > 0 && ascii_alnum(text.p[from - 1]) && at - from < WALLET_MIN)
			from--;
		while (to < text.n && ascii_alnum(text.p[to]) && to - at < WALLET_MIN)
			to++;
		if (to - from >= WALLET_MIN)
			return true;
	}
	return false;
}

/* ---- the look -------------------------------------------------------------------------------------- */

static void
found(struct run *run, enum rule_id id, struct part at)
{
	if (run->said[id] == 0)
		reason(run, id, .field = IN_TEXT, .from = run->plain.at[at.from],
		       .to = run->plain.at[at.to]);
}

#define NEAR 48 /* bytes: within them a number belongs to a messenger's name */

static bool
near_messenger(const struct run *run, size_t from, size_t to)
{
	for (size_t i = 0; i < run->n_baits; i++) {
		const struct bait_hit *h = &run->baits[i];
		if (h->family == BAIT_CHAT && h->from <= to + NEAR && from <= h->to + NEAR)
			return true;
	}
	return false;
}

static void
phone(struct run *run, struct part at)
{
	found(run, RULE_PHONE, at);
	if (run->said[RULE_MESSENGER] == 0 &&
	    near_messenger(run, run->plain.at[at.from], run->plain.at[at.to]))
		found(run, RULE_MESSENGER, at);
}

/* "@name" and "id: name42" behind a messenger's name. */
static void
handles(struct run *run)
{
	struct str text = run->source;
	for (size_t i = 0; i < run->n_baits && run->said[RULE_MESSENGER] == 0; i++) {
		const struct bait_hit *h = &run->baits[i];
		size_t at = h->to, end = h->to + NEAR / 2 < text.n ? h->to + NEAR / 2 : text.n;
		if (h->family != BAIT_CHAT)
			continue;
		while (at < end && text.p[at] != '@' && text.p[at] != ':')
			at++;
		if (at == end) /* a name that is long is read by few hits: those near its sign */
			continue;
		bool colon = text.p[at] == ':';
		for (at++; at < text.n && (text.p[at] == ' ' || text.p[at] == '@');)
			at++;
		size_t name = at, digits = 0;
		for (; at < text.n && (ascii_alnum(text.p[at]) || text.p[at] == '_' || text.p[at] == '.');
		     at++)
			digits += digit(text.p[at]) || text.p[at] == '_';
		if (at - name >= 4 && (!colon || digits > 0))
			reason(run, RULE_MESSENGER, .field = IN_TEXT, .from = h->from, .to = at);
	}
}

void
stage_contact(struct run *run)
{
	struct str text = run->plain.text;
	struct stretch s = {0};
	size_t link = 0;
	for (size_t i = 0; i < run->n_links && run->said[RULE_EMAIL] == 0; i++)
		if (run->links[i].mail)
			reason(run, RULE_EMAIL, .field = IN_TEXT, .from = run->links[i].from,
			       .to = run->links[i].to);
	bool look = run->plain.n_digits >= DIGITS_MIN ||
		    (run->plain.n_digits >= 2 && has_long_word(text)); /* nearly never */
	for (size_t at = 0, end; look && at < text.n; at = end) {
		end = at + 1;
		while (link < run->n_links && run->links[link].to <= run->plain.at[at])
			link++;
		if (link < run->n_links && run->links[link].from <= run->plain.at[at])
			continue;
		if (!ascii_alnum(text.p[at]) && text.p[at] != '+' && text.p[at] != '(')
			continue;
		if (digit(text.p[at]) || !ascii_alnum(text.p[at])) {
			stretch_cut(&s, text, at);
			if (may_be_phone(&s) &&
			    is_phone(digits_of(&s, text), text, at + (text.p[at] == '('))) {
				phone(run, (struct part){at, s.to});
				end = s.to;
				continue;
			}
		}
		/* Not a number: on behind the word, or the digits. */
		while (ascii_alnum(text.p[at]) && end < text.n && ascii_alnum(text.p[end]))
			end++;
		if (is_wallet(str_sub(text, at, end)))
			found(run, RULE_WALLET, (struct part){at, end});
	}
	handles(run);
}
