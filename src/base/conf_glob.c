/* Which hosts and pages a site has: patterns of paths and names of hosts; conf.h says what they mean. */
#include "base/conf.h"

/* Between two stars the first place that fits is as good as any later one, so nothing is ever taken
 * back: one search (memmem, linear) for each piece of the pattern. */
bool
conf_glob(struct str pattern, struct str s)
{
	struct str piece;
	if (!str_cut(&pattern, '*', &piece))
		return str_eq(piece, s);
	if (!str_starts(s, piece))
		return false;
	s = str_from(s, piece.n);
	while (str_cut(&pattern, '*', &piece)) {
		size_t at = str_find(s, piece, 0);
		if (at == SIZE_MAX)
			return false;
		s = str_from(s, at + piece.n);
	}
	return str_ends(s, piece);
}

static bool
same_host(struct str x, struct str y)
{
	return x.n == y.n && x.n > 0 && strncasecmp(x.p, y.p, x.n) == 0;
}

bool
conf_host(const struct site_conf *conf, struct str host)
{
	bool is = same_host(host, conf->host);
	for (size_t i = 0; i < conf->aliases.n; i++)
		is = is || same_host(host, conf->aliases.at[i]);
	return is;
}

bool
conf_page(const struct site_conf *conf, struct str page)
{
	for (size_t i = 0; i < conf->pages.n; i++)
		if (conf_glob(conf->pages.at[i], page))
			return true;
	return false;
}
