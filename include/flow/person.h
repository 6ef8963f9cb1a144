/*
 * The person behind a comment, as moderators see them on its card (flow/queue.h): what was liked of what
 * they wrote, under which other names, what was said about them, which bans they had, and how many others
 * came from the same network, as long as that is kept (address.life). All of it is bounded: a card costs
 * no more for who has written ten thousand.
 */
#ifndef FLOW_PERSON_H
#define FLOW_PERSON_H

#include "flow/actor.h"

#define PERSON_NAMES_MAX 5 /* other names: those of most comments */
#define PERSON_BANS_MAX 5  /* the newest ones */

struct person {
	int64_t up, down;          /* votes on the newest HISTORY_MAX comments */
	struct str *names;         /* that they bear as well, most frequent first */
	size_t n_names;
	struct remark *remarks;    /* that stand, newest first; without an address: the warnings upon it */
	size_t n_remarks;
	struct ban *bans;          /* on the address, in force and over, newest first */
	size_t n_bans;
};

/* What came from the network of a comment, as far as that is kept. */
struct neighbours {
	int64_t comments;          /* besides this one: the newest NEIGHBOURS_MAX */
	int64_t people;            /* of other addresses than its writer's, who wrote these */
	bool more;                 /* there are more of them */
	struct comment *newest;    /* that others wrote, newest first: see store/store_person.h */
	size_t n_newest;
	bool known;                /* the network itself is, in memory: it can be banned (flow/oust.h) */
};
#define NEIGHBOURS_MAX 100
#define NEIGHBOURS_LISTED 8
/** Of each of these comments. Moderators alone are told; a viewer gets zeros. */
enum err person_neighbours(struct house *, struct site *, struct arena *, const struct moderator *,
			   const struct comment_id *, size_t n, struct neighbours *ret) NODISCARD;

#endif
