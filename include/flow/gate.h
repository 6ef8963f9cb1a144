/*
 * The gates before a reply: how many may come from where, and the proof of work that lifts suspicion.
 * What they find stands in the facts that the filter judges by.
 */
#ifndef FLOW_GATE_H
#define FLOW_GATE_H

#include "flow/post.h"

/* Who and what a reply counts for, narrowest first. */
enum limit_of {
	LIMIT_BLOCK,   /* one address, or an IPv6 /64 */
	LIMIT_WIDE,    /* the /24 or /48 around it, which one attacker may own whole */
	LIMIT_PERSON,  /* by the hash of the address of their mail */
	LIMIT_ARTICLE,
	LIMIT_SITE,
	LIMIT__MAX
};

struct limits {
	struct limit {
		struct str key; /* "" = does not apply */
		int64_t burst;
	} of[LIMIT__MAX];
	int64_t span_ms;
};

/** The limits of a reply to `page`. `person` may be NULL. */
void gate_limits(struct site *, struct arena *, const struct visitor *, const struct hash *person,
		 struct str page, struct limits *ret);
/** Counts it, if it is within all of them; fills rate_wait, rate_busy and rate_tight. */
void gate_enter(struct house *, const struct limits *, struct facts *);
/** It was counted, but nothing new was stored. */
void gate_leave(struct house *, const struct limits *);

/** What the proof of a reply to `page` is worth; a good one is spent. "": none came with it. */
enum proof_state gate_proof(struct house *, struct site *, struct arena *, struct str page, struct str proof);

/** Private links are past guessing; who tries wrong ones all the same is slowed down. Seconds to wait before
 * the next one is looked at; 0 = now. */
int64_t gate_guess_wait(struct house *, struct site *, struct arena *, const struct visitor *);
/** There was no such link. */
void gate_guess_wrong(struct house *, struct site *, struct arena *, const struct visitor *);

/** Counts an act of some kind ("vote") of which one address may do `times` as many as comments. Seconds to
 * wait; 0: it may be done. */
int64_t gate_act(struct house *, struct site *, struct arena *, const struct visitor *, const char *act,
		 int64_t times);

/* How a limit of one address stands, the tighter one where the block around it has one too. */
struct standing {
	int64_t most, left;  /* acts */
	int64_t reset, span; /* seconds: until all are back, and in which so many may be done */
};
/** Of an act of gate_act(); "" and 1: of comments. Counts nothing. */
struct standing gate_standing(struct house *, const struct site *, struct arena *, const struct visitor *,
			      const char *act, int64_t times);

/* Challenges are dearer for us than for those who ask, and a reader needs one a comment. */
#define CHALLENGE_TIMES 3
/** A challenge for `page`, as JSON; "" if this visitor asks for too many: *ret_wait seconds then. */
struct str gate_challenge(struct house *, struct site *, struct arena *, const struct visitor *,
			  struct str page, int64_t *ret_wait);

#endif
