/*
 * The client's address: its one spelling, its block. IPv4-mapped IPv6 is IPv4; zones are dropped;
 * "[::1]:80" and "1.2.3.4:80" lose their ports.
 */
#ifndef BASE_ADDR_H
#define BASE_ADDR_H

#include "base/str.h"

struct addr {
	bool v6;
	unsigned char b[16]; /* network order; v4 in the first 4 */
};

struct cidr {
	struct addr base;
	unsigned bits;
};

bool addr_parse(struct str, struct addr *ret);
/** "10.0.0.0/8", "::1", "2001:db8::/32". Host bits must be zero. "0.0.0.0/0" is one: whoever must not
 * take it asks for bits == 0. */
bool cidr_parse(struct str, struct cidr *ret);
bool cidr_has(const struct cidr *, const struct addr *);

/** The client behind `remote`: X-Forwarded-For is walked from its end while the hop before it is in
 * `trusted`; the first that is not trusted is the client, and what is no address ends the walk at the
 * hop before it. Without trusted hops it is `remote` itself and the header is ignored. An unreadable
 * remote (unix:) is 0.0.0.0. */
struct addr addr_client(struct str remote, struct str forwarded_for, const struct cidr *trusted,
			size_t n_trusted);

/** The block an address counts in: /32 or /64; `wide`: /24 or /48. As text, "192.0.2.0/24". */
struct str addr_block(struct arena *, const struct addr *, bool wide);
struct str addr_text(struct arena *, const struct addr *);
struct str cidr_text(struct arena *, const struct cidr *);

/** The block that acts on one reader are counted in or aimed at: IPv6 is cut to its /64 (one line's
 * worth, RFC 6177), IPv4 stays what it is. */
void cidr_widen(struct cidr *);

#endif
