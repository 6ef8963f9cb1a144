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

#define DEVICE_LIFE 15552000  /* seconds that a browser is known by its cookie: half a year */

struct entry {
	struct str name, password, code; /* code: of the second factor, or of recovery; "" = none */
	struct str device;   /* the cookie of an earlier sign-in; "" = none */
	struct str block;    /* the network that the client may own whole (addr_block(), wide) */
};
struct signed_in {
	enum { SIGN_IN_OK, SIGN_IN_WRONG, SIGN_IN_WAIT } outcome;
	struct str token;    /* for the cookie, with SIGN_IN_OK alone */
	struct str device;   /* for the other cookie, likewise */
	int64_t retry_after; /* seconds, with SIGN_IN_WAIT: too many tries */
};

/** Checks a password (slow: Argon2id) and, where the account has one, the second factor, and begins a
 * session.
 * Unknown, disabled, wrong password and wrong code look and last alike: they are one outcome, after the same
 * work and one write (a line in the book). The password is wiped.
 *
 * Guesses are counted by name, by network, and by both. From a browser that has signed in with this account
 * before, in DEVICE_LIFE and with the password and the factor that it has now, they are counted by that
 * browser alone, so nobody else's guesses keep its owner out (OWASP's "device cookies"). Wrong codes behind a
 * right password: TRIES_CODE, and then even a right one is wrong for a while; a code of recovery is not. */
enum err actor_enter(struct house *, struct site *, struct arena *, const struct entry *,
		     struct signed_in *ret) NODISCARD;

/** The password once more, before what would let a thief of a session stay: *ret is the same moderator, and
 * sure; NULL: it was wrong, or *ret_wait seconds are to be waited. Counted by session: whoever stole one does
 * not lock its owner's out. Slow. The password is wiped. */
enum err actor_confirm(struct house *, struct site *, struct arena *, const struct moderator *,
		       struct str password, const struct moderator **ret, int64_t *ret_wait) NODISCARD;
/** Has it confirmed, in this request? A console is always sure. Verbs that need it must() it. */
bool actor_sure(const struct moderator *);

/** The moderator of a session cookie; NULL: none, or ended. ERR_…: the store failed. */
enum err actor_session(struct house *, struct site *, struct arena *, struct str token,
		       const struct moderator **ret) NODISCARD;
/** store_write() of what this moderator does: the one door for acts of the desk. ERR_DENIED, and nothing is
 * written: the session was ended, or the role taken, since it was looked up. A console always stands. */
enum err actor_write(struct house *h, enum db_role as, const struct moderator *by, store_write_fn *fn,
		     void *arg) NODISCARD;
/** Ends it. Also fine for one that has ended. */
enum err actor_sign_out(struct house *, struct arena *, const struct moderator *) NODISCARD;

/** Whoever runs the command line owns the machine: all rights at this site. The books have "console:USER",
 * also of a command that opens no house. */
struct str actor_console_name(struct arena *, const char *user);
const struct moderator *actor_console(struct arena *, struct site *, const char *user);

/** The session's own form token, 128 bits; "" for a console. */
struct str actor_csrf(struct arena *, const struct house *, const struct moderator *);
struct str actor_name(const struct moderator *);
struct account_id actor_account(const struct moderator *); /* 0 for a console */
enum role actor_role(const struct moderator *);
bool actor_at(const struct moderator *, const struct site *);
struct site_id actor_site(const struct moderator *);
int64_t actor_session_id(const struct moderator *); /* 0 for a console */
bool actor_has_factor(const struct moderator *);
/** The site asks this role for a second factor, and it has none yet: it may set one up, and nothing else. */
bool actor_bare(const struct moderator *);

/** Writes last-seen times that readers' threads noted (GET writes nothing). For the housekeeper. */
void actor_flush_seen(struct house *);
struct seen_table *seen_new(void);
void seen_free(struct seen_table **);

#endif
