/* Bans: today a person, by the keyed hash of the address in all its spellings. */
#ifndef FLOW_BAN_H
#define FLOW_BAN_H

#include "flow/actor.h"

enum ban_outcome { BAN_ADDED, BAN_ALREADY, BAN_NO_EMAIL, BAN_FORBIDDEN };

/** Bans whoever posts with this address (other case, +tag, Gmail dots too). `days` 0: for ever. The address
 * is wiped. BAN_ALREADY: *ret is the ban in force. ret->by, reason, person are in the arena. */
enum err ban_email(struct house *, struct site *, struct arena *, const struct moderator *,
		   struct str email, int64_t days, struct str reason, enum ban_outcome *ret_outcome,
		   struct ban *ret) NODISCARD;

/** ERR_GONE: no such ban in force. */
enum err ban_lift(struct house *, struct site *, struct arena *, const struct moderator *,
		  struct ban_id) NODISCARD;

#endif
