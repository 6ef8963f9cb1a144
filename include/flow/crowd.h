/*
 * The comments of late, for raids (flow/raid.h): one ring in memory for all sites, CROWD_PLACE bytes each. Of
 * each it knows the kin (a comment of before that reads like it), the network it came from, and digests of
 * person and name. Networks themselves are nowhere else but here. All of it is forgotten after CROWD_SPAN,
 * and at once when it is erased. Any thread.
 */
#ifndef FLOW_CROWD_H
#define FLOW_CROWD_H

#include "base/addr.h"
#include "model.h"

#define CROWD_SPAN 86400 /* seconds back that are asked for */
#define CROWD_MAX 131072 /* comments: 6 MB with the index */
#define CROWD_PLACE 40   /* bytes of one */
#define CROWD_BLOCK 8    /* bytes: of an address what bans and counts go by */

/* A comment as it came. */
struct arrival {
	struct comment_id comment, kin; /* kin 0: none */
	struct site_id site;
	struct thread_id thread;
	struct author_id author;        /* 0: nobody known */
	struct str name;
	struct str address;             /* as text; "": not known */
	enum state state;
	bool decided;                   /* by people */
	bool edited;                    /* it has another text now */
	int64_t created;                /* seconds UTC */
};

struct crowd_member {
	int64_t comment, kin;
	uint32_t thread, author, name;       /* low halves and a keyed digest: to tell them apart */
	uint32_t created;                    /* seconds since 1970, until 2106 */
	unsigned char block[CROWD_BLOCK];    /* network order; v4 in the first 4, of v6 the /64 */
	unsigned char family;                /* 4, 6; 0: not known */
	unsigned char state;                 /* enum state, as it came */
	bool edited;                         /* others were like a text that it has no more */
	bool open;                           /* waits or is shown, and nobody has decided that */
};

struct crowd;
struct crowd *crowd_new(size_t comments);
void crowd_free(struct crowd **);

/** A new one, or a known one that is edited; of another known one only its network is taken, if that was not
 * known: who reads comments on may meet one before the post that brings it has said where it came from. */
void crowd_add(struct crowd *, const struct arrival *);
/** One of before: older than all that was added by this function. Passed over where there is no room. */
void crowd_add_older(struct crowd *, const struct arrival *);
/** People have decided, or taken that back. Unknown ones are ignored. */
void crowd_open(struct crowd *, struct comment_id, bool open);
/** The comment is gone: so is what was known of its writer. */
void crowd_forget(struct crowd *, struct comment_id);
struct forgotten;
/** The same of all that these authors have written, in one walk; in order (filter/similar.h). */
void crowd_forget_authors(struct crowd *, const struct forgotten *list, size_t n);
/** Forgets comments from before `before`, and networks of those from before `networks`. */
void crowd_forget_old(struct crowd *, int64_t before, int64_t networks);
/** The comment is known, so there is nothing to be found out about it. */
bool crowd_knows(struct crowd *, struct comment_id);

/** The address again; of IPv6 the first one of the /64. */
struct addr crowd_block(unsigned family, const unsigned char block[CROWD_BLOCK]);

/** Those of a site since `since`, about in order of time, in the arena. */
size_t crowd_take(struct crowd *, struct arena *, struct site_id, int64_t since, struct crowd_member **ret);

/** Whether the network that a comment came from is known. */
bool crowd_knows_network(struct crowd *, struct site_id, struct comment_id);
/** The newest of those that came from the address of this comment, itself among them, at most `limit`: newest
 * first, in the arena. 0: its network is not known. *ret_from: that address. */
size_t crowd_neighbours(struct crowd *, struct arena *, struct site_id, struct comment_id, size_t limit,
			struct comment_id **ret, struct addr *ret_from);

#endif
