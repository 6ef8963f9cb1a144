/* Rules for single texts of the configuration; see the header. Must not know the file they came
 * from, nor the meaning of a setting beyond its spelling. */
#include "base/conf_rule.h"

#include <arpa/inet.h>

#include "base/addr.h"

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_alnum(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
only(struct str s, const char *also)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_alnum(s.p[i]) && !str_has(str_of(also), s.p[i]))
			return false;
	return true;
}

/* Is `s` one of the words of `list` ("debug info warn error")? */
static bool
among(struct str s, const char *list)
{
	struct str rest = str_of(list), word;
	bool more;
	do {
		more = str_cut(&rest, ' ', &word);
		if (str_eq(s, word))
			return true;
	} while (more);
	return false;
}

static bool
level_fine(struct str s)
{
	return among(s, "debug info warn error");
}

static bool
moderation_fine(struct str s)
{
	return among(s, "filter all");
}

static bool
storm_fine(struct str s)
{
	return among(s, "premoderated slow none");
}

static bool
factor_fine(struct str s)
{
	return among(s, "none viewer moderator admin");
}

static bool
votes_fine(struct str s)
{
	return among(s, "off up both");
}

static bool
cost_fine(struct str s)
{
	return among(s, "strong test");
}

/* "127.0.0.1:9000" and "unix:/run/x" are other programs' spellings, and would make a file here. */
static bool
listen_fine(struct str s)
{
	return !str_has(s, ':');
}

static bool
mode_fine(struct str s)
{
	unsigned mode = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '7')
			return false;
		mode = mode * 8 + (unsigned)(s.p[i] - '0');
	}
	return s.n == 4 && (mode & ~0770u) == 0 && (mode & 0600) == 0600;
}

static bool
label_fine(struct str label)
{
	return label.n > 0 && label.n <= 63 && only(label, "-") && label.p[0] != '-' &&
	       label.p[label.n - 1] != '-';
}

static bool
host_fine(struct str host)
{
	if (str_starts(host, STR("[")) && str_ends(host, STR("]"))) {
		char z[INET6_ADDRSTRLEN];
		struct in6_addr addr;
		struct str inner = str_sub(host, 1, host.n - 1);
		if (inner.n >= sizeof(z))
			return false;
		memcpy(z, inner.p, inner.n);
		z[inner.n] = '\0';
		return inet_pton(AF_INET6, z, &addr) == 1;
	}
	struct str label;
	bool more;
	do {
		more = str_cut(&host, '.', &label);
		if (!label_fine(label))
			return false;
	} while (more);
	return true;
}

/* The default port must be left out, because browsers leave it out of Host and Origin. */
static bool
base_url_fine(struct str s)
{
	bool https = str_starts(s, STR("https://"));
	if (!https && !str_starts(s, STR("http://")))
		return false;
	struct str host = str_from(s, https ? 8 : 7);
	size_t end = host.n;
	while (end > 0 && is_digit(host.p[end - 1]))
		end--;
	if (end > 0 && host.p[end - 1] == ':') {
		struct str port = str_from(host, end);
		int64_t n;
		if (!str_int(port, 1, 65535, &n) || port.p[0] == '0' || n == (https ? 443 : 80))
			return false;
		host = str_sub(host, 0, end - 1);
	}
	return host_fine(host);
}

/* Only what needs no percent-encoding: nginx, the routes and the links must agree on its bytes. */
static bool
base_path_fine(struct str s)
{
	struct str rest = str_from(s, 1), part;
	bool more;
	if (s.p[0] != '/')
		return false;
	do {
		more = str_cut(&rest, '/', &part);
		if (part.n == 0 || !only(part, "-._~") || among(part, ". .."))
			return false;
	} while (more);
	return true;
}

static bool
lang_fine(struct str s)
{
	struct str part;
	bool more;
	do {
		more = str_cut(&s, '-', &part);
		if (part.n == 0 || part.n > 8 || !only(part, ""))
			return false;
	} while (more);
	return true;
}

static bool
pattern_fine(struct str s)
{
	return str_starts(s, STR("/")) || str_starts(s, STR("*"));
}

static bool
token_fine(struct str s)
{
	return s.n == 0 || (s.n >= 16 && only(s, "-_"));
}

static bool
block_fine(struct str s)
{
	struct cidr block;
	return cidr_parse(s, &block) && block.bits > 0;
}

/* It becomes an href: no scheme that runs code, no address of another host that looks local. */
static bool
link_fine(struct str s)
{
	return s.n == 0 || str_starts(s, STR("https://")) || str_starts(s, STR("http://")) ||
	       (str_starts(s, STR("/")) && !str_starts(s, STR("//")));
}

static const struct rule {
	struct str key;
	bool (*fine)(struct str);
	const char *must;
} rules[] = {
	{STR_C("listen"), listen_fine, "must be the path of a unix socket, nothing else"},
	{STR_C("listen_mode"), mode_fine,
	 "must be an octal mode that lets the owner read and write and gives the world nothing: "
	 "\"0660\""},
	{STR_C("log.level"), level_fine, "must be debug, info, warn or error"},
	{STR_C("password.cost"), cost_fine, "must be strong or test"},
	{STR_C("operator.token"), token_fine, "must be 16 characters or more of A-Z a-z 0-9 - _"},
	{STR_C("base_url"), base_url_fine,
	 "must be http:// or https:// and a host (a port only if it is not the usual one), no path "
	 "and no slash at the end: \"https://news.example\""},
	{STR_C("origins"), base_url_fine,
	 "must be http:// or https:// and a host in small letters (a port only if it is not the usual "
	 "one), no path and no slash at the end: \"https://www.news.example\""},
	{STR_C("base_path"), base_path_fine,
	 "must begin with / and not end with it, in letters, digits and - . _ ~: \"/comments\""},
	{STR_C("lang"), lang_fine, "must be a language tag: \"en\", \"pt-BR\""},
	{STR_C("pages"), pattern_fine, "must be patterns that begin with / or *"},
	{STR_C("accounts.factor"), factor_fine, "must be viewer, moderator, admin or none"},
	{STR_C("storm.mode"), storm_fine, "must be premoderated, slow or none"},
	{STR_C("moderation"), moderation_fine, "must be filter or all"},
	{STR_C("votes"), votes_fine, "must be off, up or both"},
	{STR_C("trusted_proxies"), block_fine,
	 "must be addresses, or blocks of them whose other bits are 0, and not every address there is "
	 "(/0): \"10.0.0.0/8\", \"2001:db8::1\""},
	{STR_C("rules.url"), link_fine, "must begin with https://, http:// or /"},
	{STR_C("privacy.url"), link_fine, "must begin with https://, http:// or /"},
};

const char *
conf_rule_broken(struct str key, struct str value)
{
	for (size_t i = 0; i < ARRAY_LEN(rules); i++)
		if (str_eq(rules[i].key, key))
			return rules[i].fine(value) ? NULL : rules[i].must;
	return NULL;
}
