/*
 * Proof of work, asked for on suspicion alone: ALTCHA's protocol of version 2 as its present widget speaks it
 * (npm altcha 3, altcha-lib 2; PBKDF2/SHA-256), so their widget passes as well as our own www/solve.js.
 *
 * A challenge is {"parameters", "signature"}. Who solves it looks for the counter (from 0 on) whose key
 * PBKDF2(nonce ‖ counter as 4 bytes big-endian, salt, cost) begins with keyPrefix. The counter was drawn here
 * ("deterministic mode"): the work has an end that is known, and two HMACs check it, one over the
 * parameters as canonical JSON (keys sorted, no spaces), one over the key.
 *
 * A challenge counts once, for one article of one site, for its life on the monotonic clock, and in the
 * process that made it: the secrets live as long as the memory of what was spent, so a restart
 * forgets neither without the other.
 */
#ifndef FILTER_GATE_POW_H
#define FILTER_GATE_POW_H

#include "filter/filter.h"

/* Of two purposes, as HMAC keys. */
struct pow_secrets {
	struct hash sign, key;
};

struct pow; /* secrets, and the challenges that were spent; one lock */

/** Remembers `slots` challenges (24 bytes each) until each expires; `secrets` are random. */
struct pow *pow_new(size_t slots, const struct pow_secrets *secrets);
void pow_free(struct pow **);

/* What one proof costs: a setting. */
struct pow_terms {
	int64_t rounds; /* of PBKDF2 in one try */
	int64_t tries;  /* at most; half of it at least */
	int64_t life;   /* seconds */
};

/** A challenge as JSON. `now` is the wall clock, for the widget's own eyes; `tick` the monotonic one. */
struct str pow_challenge(const struct pow *, struct arena *, struct site_id, struct str page,
			 const struct pow_terms *, int64_t now, int64_t tick);

/** What `payload` (base64 of {"challenge", "solution"}) proves: from PROOF_GOOD, which spends it, to
 * PROOF_FULL: too many are remembered already, so nobody can tell. */
enum proof_state pow_check(struct pow *, struct arena *, struct site_id, struct str page,
			   struct str payload, int64_t tick);

#define POW_YOUNG_MS 500 /* their widget never answers sooner either ("minDuration") */

/* What a signed challenge says, in the order of its keys. */
struct pow_claims {
	struct str audience;  /* data.for: site and article; "" without */
	int64_t from, until;  /* data.from, data.until: ticks */
	struct str nonce;
};

/** The wire format alone: a challenge signed by `secrets` and its solution. False: it is not. */
bool pow_verify(struct arena *, const struct pow_secrets *, struct str payload, struct pow_claims *ret);

#endif
