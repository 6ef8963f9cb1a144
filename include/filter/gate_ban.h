/*
 * The bans in force at a site, in memory: one look-up costs no more with a hundred thousand of them.
 *
 * Persons, mail domains and link hosts stand in a hash table; blocks of addresses in a radix tree with its
 * paths compressed (Morrison, "PATRICIA", JACM 15(4), 1968), one for each family; the few name patterns are
 * tried one by one. Immutable once made. Pure: what the time is, the caller says.
 */
#ifndef FILTER_GATE_BAN_H
#define FILTER_GATE_BAN_H

#include "base/addr.h"
#include "filter/filter.h"

struct bans;

struct ban_row {
	struct ban_id id;
	enum ban_kind kind;
	struct str target;  /* as in struct ban: domain and host in A-labels and lower case */
	struct hash hash;   /* of BAN_EMAIL */
	int64_t expires;    /* 0: never */
	bool shadow;
};

/** Copies what it needs into `a`, which must live as long. A row whose target cannot be read is left out and
 * counted in *ret_bad. */
struct bans *bans_new(struct arena *a, const struct ban_row *rows, size_t n, size_t *ret_bad);

/* Whom and what a ban may hit; what is not known is NULL or "". */
struct suspect {
	const struct hash *person; /* of the address, for bans */
	struct str domain;         /* of the address, A-labels */
	struct str address;        /* of the client */
	struct str name;
	struct str text, url;      /* whose links are looked at */
};

/** Every ban that is in force against them at `now`: of each kind the oldest, of links one for each link. One
 * that is in shadow comes only where no other does. */
size_t bans_find(const struct bans *, struct arena *, const struct suspect *, int64_t now,
		 const struct ban_hit **ret);

/** "HTTPS://www.Müller.example/x" or a bare host as it is banned: "xn--mller-kva.example" without "www.".
 * False: no host with a dot in it. */
bool ban_host(struct arena *, struct str what, struct str *ret);

#endif
