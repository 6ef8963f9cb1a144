/*
 * A reader votes on a comment: one vote for each comment and network address, which the reader may change or
 * take back. Who voted is a MAC of the whole IPv4 address, or of the /64 of an IPv6 one, for this article
 * alone; nothing that a client can choose or fetch is in it, so neither tokens nor the many addresses of one
 * line make more votes. It is deleted after the time of setting address.life.
 */
#ifndef FLOW_VOTE_H
#define FLOW_VOTE_H

#include "flow/post.h"
#include "store/store_vote.h"

/* How often an address may vote, in multiples of rate.posts: a click is quicker than a comment. */
#define VOTE_TIMES 6

enum vote_outcome {
	VOTE_COUNTED,
	VOTE_AS_BEFORE, /* this address has said so already */
	VOTE_OFF,       /* the site takes no such votes */
	VOTE_OWN,       /* its own comment: of this address, or by a status token */
	VOTE_READONLY,  /* nothing can be written in its article any more */
	VOTE_GONE,      /* no such comment that is shown */
	VOTE_TOO_MANY   /* from this address; .retry_after seconds */
};

struct voted {
	enum vote_outcome outcome;
	int64_t up, down;   /* as they stand now; where it is counted or as before */
	struct str lang;    /* of the article; "" = not known */
	int64_t retry_after;
};

/** Whether readers of the site may say this. */
bool vote_taken(const struct site_conf *, enum vote);

/** `earlier`: status token of a comment that the voter wrote; "" = none. */
enum err vote_cast(struct house *, struct site *, struct arena *, const struct visitor *,
		   struct comment_id, enum vote, struct str earlier, struct voted *ret) NODISCARD;

/* Of 2^30 comments, two networks are taken for one in 3 cases of 100: no matter here. */
#define NETWORK_BYTES 8
/** What a comment keeps of the network that it came from (an IPv4 address, a /64 of IPv6), for as long as
 * address.life says: NETWORK_BYTES of a MAC for the site, in the arena. Votes from there do not count on it,
 * and moderators are told what else came from there (flow/person.h). After the key was rotated it is
 * another one. */
struct str vote_network(const struct house *, const struct site *, struct arena *, const struct visitor *);

/** Whether the comment is this visitor's own: of this address, or by the status token `earlier`. */
enum err vote_own(struct db *, struct house *, struct site *, struct arena *, const struct visitor *,
		  const struct vote_target *, struct str earlier, bool *ret) NODISCARD;

#endif
