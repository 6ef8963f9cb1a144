/* Which passwords an account may have. Must not know how they are kept; see flow/people.h. */
#include "flow/people.h"

#include "base/conf.h"
#include "base/utf8.h"

/* A guess adds a year, or a few digits and signs, to a word; more than that is more than a guess. */
#define BESIDE_MAX 8

static const struct str common[] = {
#define WORD(password) STR_C(password),
#include "password.def"
#undef WORD
};

static char
small(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
is_common(struct str password)
{
	for (size_t i = 0; i < ARRAY_LEN(common); i++) {
		size_t n = 0;
		while (n < password.n && n < common[i].n && small(password.p[n]) == common[i].p[n])
			n++;
		if (n == password.n && n == common[i].n)
			return true;
	}
	return false;
}

static bool
is_letter(char c)
{
	c = small(c);
	return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* The next letter of it, made small; 0: there is none. */
static char
next_letter(struct str s, size_t *at)
{
	while (*at < s.n && !is_letter(s.p[*at]))
		(*at)++;
	return *at < s.n ? small(s.p[(*at)++]) : 0;
}

/* The letters of a word, in this order, and little beside them: "The-News2026" of "the news". */
static bool
is_made_of(struct str password, struct str word)
{
	size_t at = 0, in = 0, letters = 0;
	char c;
	do {
		c = next_letter(password, &at);
		if (c != next_letter(word, &in))
			return false;
		letters += c != 0;
	} while (c != 0);
	return letters > 0 && password.n - letters <= BESIDE_MAX;
}

static bool
is_made_of_site(struct str password, const struct site_conf *site)
{
	struct str rest = site->host, label;
	bool found = is_made_of(password, site->host) || is_made_of(password, site->name) ||
		     is_made_of(password, site->title);
	while (rest.n > 0 && !found) {
		str_cut(&rest, '.', &label);
		found = is_made_of(password, label);
	}
	return found;
}

enum account_outcome
account_password_look(const struct site *s, struct str name, struct str password)
{
	if (password.n > PASSWORD_BYTES_MAX)
		return ACCOUNT_PASSWORD_LONG;
	if (!utf8_valid(password))
		return ACCOUNT_PASSWORD_CHARS;
	if (utf8_count(password) < PASSWORD_CHARS_MIN)
		return ACCOUNT_PASSWORD_SHORT;
	for (size_t i = 0; i < password.n;)
		if (utf8_is_control(utf8_next(password, &i)))
			return ACCOUNT_PASSWORD_CHARS;
	if (utf8_blank(password))
		return ACCOUNT_PASSWORD_CHARS;
	return is_common(password) || is_made_of(password, name) || is_made_of(password, STR("rejoinder")) ||
			       is_made_of_site(password, s->conf)
		       ? ACCOUNT_PASSWORD_GUESSED
		       : ACCOUNT_ADDED;
}
