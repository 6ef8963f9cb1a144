/*
 * Who asks. A `const struct moderator *` is the proof of a right: opaque, made only here, demanded as a
 * parameter by every verb that needs it, so a handler that forgot to check cannot call.
 */
#ifndef FLOW_ACTOR_H
#define FLOW_ACTOR_H

#include "flow/house.h"

struct moderator;

#define SESSION_IDLE 1800     /* seconds unused before a session ends: ASVS 7.3.1 */
#define SESSION_LIFE 43200    /* seconds before it ends anyhow: ASVS 7.3.2 */
#define PASSWORD_CHARS_MIN 8
#define PASSWORD_BYTES_MAX 1024

struct signed_in {
	enum { SIGN_IN_OK, SIGN_IN_WRONG, SIGN_IN_WAIT } outcome;
	struct str token;    /* for the cookie, with SIGN_IN_OK alone */
	int64_t retry_after; /* seconds, with SIGN_IN_WAIT: too many tries */
};

/** Checks a password (slow: Argon2id) and begins a session. Unknown, disabled and wrong look and last
 * alike. `block`: the network that the client may own whole (addr_block(), wide). The password is wiped. */
enum err actor_sign_in(struct house *, struct site *, struct arena *, struct str name,
		       struct str password, struct str block, struct signed_in *ret) NODISCARD;

/** The moderator of a session cookie; NULL: none, or ended. ERR_…: the store failed. */
enum err actor_session(struct house *, struct site *, struct arena *, struct str token,
		       const struct moderator **ret) NODISCARD;
/** Ends it. Also fine for one that has ended. */
enum err actor_sign_out(struct house *, struct arena *, const struct moderator *) NODISCARD;

/** Whoever runs the command line owns the machine: all rights at this site. The books have "console:USER". */
const struct moderator *actor_console(struct arena *, struct site *, const char *user);

/** The session's own form token, 128 bits; "" for a console. */
struct str actor_csrf(struct arena *, const struct house *, const struct moderator *);
struct str actor_name(const struct moderator *);
struct account_id actor_account(const struct moderator *); /* 0 for a console */
enum role actor_role(const struct moderator *);
bool actor_at(const struct moderator *, const struct site *);

enum account_outcome {
	ACCOUNT_ADDED,
	ACCOUNT_TAKEN,
	ACCOUNT_PASSWORD_SHORT,
	ACCOUNT_PASSWORD_LONG,
	ACCOUNT_NAME_BAD
};
/** A new account, by a console or an admin. The password is wiped. */
enum err actor_add(struct house *, struct site *, struct arena *, const struct moderator *,
		   struct str name, enum role, struct str password, enum account_outcome *ret,
		   struct account_id *ret_id) NODISCARD;

/** By a console or an admin; both end the account's sessions. ERR_GONE: no such account, or disabled. */
enum err actor_disable(struct house *, struct site *, const struct moderator *, struct str name) NODISCARD;
/** The password is wiped. *ret is ACCOUNT_ADDED where it was set, or what is wrong with it. */
enum err actor_passwd(struct house *, struct site *, struct arena *, const struct moderator *,
		      struct str name, struct str password, enum account_outcome *ret) NODISCARD;

/** Writes last-seen times that readers' threads noted (GET writes nothing). For the housekeeper. */
void actor_flush_seen(struct house *);
struct seen_table *seen_new(void);
void seen_free(struct seen_table **);

#endif
