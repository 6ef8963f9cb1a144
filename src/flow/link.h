/*
 * Private links: base64url(key number ‖ id ‖ generation ‖ 128-bit MAC over these, the site and the row's
 * creation time), by purpose. Derived, so that they need no storage, are the same for a repeat, and survive
 * a crash.
 */
#ifndef FLOW_LINK_H
#define FLOW_LINK_H

#include "flow/house.h"

struct link {
	enum purpose purpose;
	struct site_id site;
	int64_t id;          /* of the row */
	unsigned generation; /* a revocation raises it */
	int64_t created;     /* of the row, seconds UTC */
};

struct str link_token(struct arena *, const struct keyring *, const struct link *);
/** Which row a token speaks of, unchecked. False: it is none of ours. */
bool link_read(struct str token, int64_t *ret_id, unsigned *ret_generation);
/** Is it the token of this link? Constant time. */
bool link_good(struct arena *, const struct keyring *, const struct link *, struct str token);

#endif
