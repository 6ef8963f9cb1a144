/*
 * The second factor of an account: one-time codes of an authenticator (base/totp.h), and codes of recovery
 * for who has lost it. The secret is sealed with the key file and its owner's number on it, so the database
 * alone makes no code; of recovery codes only MACs are kept. Each code is good once.
 */
#ifndef FLOW_FACTOR_H
#define FLOW_FACTOR_H

#include "base/totp.h"
#include "flow/actor.h"
#include "store/store_actor.h"

#define RECOVERY_CODES 10
#define FACTOR_CODE_CHARS 40 /* no code as typed is longer */

/* A secret that is offered, and belongs to nobody until its code has been typed. */
struct factor_offer {
	struct str sealed;  /* base64url, for the form: another account's is refused */
	struct str spelled; /* for typing */
	struct str address; /* otpauth:, for programs */
	struct qr qr;       /* for the camera */
};
enum err factor_offer(struct house *, struct site *, struct arena *, const struct moderator *,
		      struct factor_offer *ret) NODISCARD;
/** The same again, as the form brought it back. ERR_INPUT: none of ours, or of another account. */
enum err factor_offer_again(struct house *, struct site *, struct arena *, const struct moderator *,
			    struct str text, struct factor_offer *ret) NODISCARD;

struct factor_set {
	enum { FACTOR_SET, FACTOR_CODE_WRONG, FACTOR_NOT_OURS } outcome;
	struct str codes[RECOVERY_CODES]; /* of recovery: nobody sees them again */
};
/** Takes an offered secret for one's own account; the older one and its codes go, every other session ends.
 * By who has just confirmed (actor_sure()). ERR_DENIED: their session was ended meanwhile. */
enum err factor_set(struct house *, struct site *, struct arena *, const struct moderator *,
		    struct str text, struct str code, struct factor_set *ret) NODISCARD;
/** By a console, for who has lost it: a new secret, which counts at once, and new codes; what was there goes,
 * and every session. ERR_GONE: no such account, or disabled. */
enum err factor_give(struct house *, struct site *, struct arena *, const struct moderator *, struct str name,
		     struct factor_offer *ret, struct str codes[RECOVERY_CODES]) NODISCARD;
/** Takes the own one off, by who has just confirmed. */
enum err factor_off(struct house *, struct site *, const struct moderator *) NODISCARD;
/** Codes of recovery that are left; reads. */
enum err factor_left(struct house *, const struct moderator *, int64_t *ret) NODISCARD;

/* For actor_enter(): what was typed, against what an account has. */
struct factor_try {
	bool asked;   /* the account has a factor */
	int64_t step; /* whose code it is; -1: it is none */
	struct hash recovery[KEYS_MAX]; /* what it would be as a code of recovery, under each key */
	unsigned n_recovery;
};
/** Takes the same time whatever the account has, and for none. */
void factor_look(struct house *, struct site *, struct arena *, const struct account_key *, struct str typed,
		 struct factor_try *ret);
/** Inside a write: the code is used up. False: it was none, or somebody has used it meanwhile. */
enum err factor_use(struct db *, struct account_id, const struct factor_try *, bool *ret_ok,
		    bool *ret_recovered) NODISCARD;

#endif
