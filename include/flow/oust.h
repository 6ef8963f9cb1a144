/*
 * A ban from a card, looked at before it is set: on the writer of a comment, or on the network address that
 * it came from (of IPv6: the /64; known in memory alone, for a day: flow/crowd.h). The look tells what "and
 * remove what they posted" would take, by article, and whom else the ban would stop. What is removed was
 * seen: nothing newer. Ban and removals are one batch (flow/batch.h), with one undo.
 */
#ifndef FLOW_OUST_H
#define FLOW_OUST_H

#include "flow/batch.h"

#define OUST_MAX 1000         /* comments that one press removes; a second one goes on */
#define OUST_SHOWN 5          /* of their texts */
#define OUST_ARTICLES_MAX 50
#define OUST_OTHERS_MAX 20

struct oust {
	enum ban_kind kind;       /* BAN_EMAIL or BAN_ADDRESS */
	struct str target;        /* as moderators see it: the pseudonym, the address */
	struct comment comment;   /* upon which it is */
	int64_t published, waiting; /* that would be removed */
	struct batch_pick *picks; /* those */
	size_t n;
	bool more;                /* than OUST_MAX */
	struct comment_id upto;   /* the newest of them; 0: none */
	struct oust_article {
		struct str page, title;
		int64_t published, waiting;
	} *articles;              /* those of the newest comments first */
	size_t n_articles, more_articles;
	struct comment *first;    /* the newest ones */
	size_t n_first;
	struct str *others;       /* pseudonyms of other people whom it would stop */
	size_t n_others, more_others;
};

enum oust_outcome {
	OUST_FOUND,
	OUST_NO_COMMENT,
	OUST_NO_PERSON,           /* the writer gave no address */
	OUST_NO_NETWORK,          /* where it came from is not known (any more) */
	OUST_FORBIDDEN
};

/** `upto` 0: all; else nothing newer than that. */
enum err oust_look(struct house *, struct site *, struct arena *, const struct moderator *,
		   struct comment_id, enum ban_kind, struct comment_id upto, enum oust_outcome *ret_outcome,
		   struct oust *ret) NODISCARD;

struct ousted {
	struct batch_id batch;    /* 0: nothing was removed, and the ban stands alone */
	enum ban_outcome ban;     /* BAN_ADDED or BAN_ALREADY */
	struct ban is;            /* the ban in force */
	int64_t removed, passed;
};
/** Sets the ban, first, and removes what was found, if `remove`: who is not sure may remove BATCH_UNASKED
 * (batch_asks()). Where it fails on the way, *ret tells what stands already. */
enum err oust(struct house *, struct site *, struct arena *, const struct moderator *, const struct oust *,
	      const struct ban_terms *, bool remove, struct ousted *ret) NODISCARD;

#endif
