/*
 * The configuration file, read by libconfig. Every setting is a row of conf.def with type, bounds,
 * default and help; an unknown or doubled key, a wrong type, a value out of bounds is refused with
 * file, line and what is allowed. Immutable after conf_read().
 */
#ifndef BASE_CONF_H
#define BASE_CONF_H

#include "base/str.h"

struct str_list {
	const struct str *at;
	size_t n;
};

/* One member a row: conf->workers, site->hold_first. */
#define CONF_C_TEXT struct str
#define CONF_C_INT int64_t
#define CONF_C_SPAN int64_t /* seconds */
#define CONF_C_BOOL bool
#define CONF_C_LIST struct str_list

#define CONF_IF_GLOBAL_GLOBAL(member) member;
#define CONF_IF_GLOBAL_SITE(member)
#define CONF_IF_SITE_GLOBAL(member)
#define CONF_IF_SITE_SITE(member) member;

struct site_conf {
#define CONF(scope, field, key, type, lo, hi, def, help) CONF_IF_SITE_##scope(CONF_C_##type field)
#include "base/conf.def"
#undef CONF
	struct str host;  /* of base_url, with a port if it has one: what Host must be */
	bool https;       /* of base_url */
	int64_t id;       /* site.id in the store; set at start, 0 before */
};

struct conf {
#define CONF(scope, field, key, type, lo, hi, def, help) CONF_IF_GLOBAL_##scope(CONF_C_##type field)
#include "base/conf.def"
#undef CONF
	struct str path;  /* of the file */
	struct site_conf *sites;
	size_t n_sites;   /* at least 1 */
	struct arena *arena; /* owns all of it */
};

/** Reads and checks the whole file, or nothing. On failure *ret_why is one line in `a`:
 * "FILE:12: unknown setting `hold.frist`; did you mean `hold.first`?", "FILE:7: `workers` must be a
 * number from 9 to 1024", …. ERR_GONE: no such file. Relative paths inside count from the file's own
 * folder. */
enum err conf_read(struct arena *a, const char *path, struct conf **ret,
		   struct str *ret_why) NODISCARD;
void conf_free(struct conf **);

/** conf.def as a Markdown table, for the README. */
struct str conf_table(struct arena *);
/** The same in mdoc(7), for rejoinder.conf(5). */
struct str conf_manual(struct arena *);

/** Does `pattern` ('*' = any run of bytes) match all of `s`? Linear in both (no backtracking over more
 * than one star). */
bool conf_glob(struct str pattern, struct str s);

/** Is the site reached by this host, the one of base_url or an alias? In any case of letters, with a port
 * if it has one. */
bool conf_host(const struct site_conf *, struct str host);
/** May this page, canonical, have comments at the site? */
bool conf_page(const struct site_conf *, struct str page);

#endif
