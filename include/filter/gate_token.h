/*
 * The form token: page, hour, MAC. The same for everyone within the hour, so a page with a form can be
 * cached; it carries no right, and a bad one only holds a comment. "HOUR.MAC", hour in decimal since
 * 1970, MAC 16 bytes in base64url.
 */
#ifndef FILTER_GATE_TOKEN_H
#define FILTER_GATE_TOKEN_H

#include "filter/filter.h"

struct str token_make(struct arena *, const struct keyring *, struct site_id, struct str page,
		      int64_t now);

/** `life`: seconds a token is good for after its hour began. A token from the future is TOKEN_BAD. */
enum token_state token_check(struct arena *, const struct keyring *, struct site_id,
			     struct str page, struct str token, int64_t now, int64_t life);

#endif
