/*
 * Acts of one press: a verb on many comments, and the bans that go with it. Each act is compare and set and
 * has its own line in the book, which names the batch; all of them are taken back as one, for UNDO_SPAN, by
 * whoever made them. Written BATCH_SLICE comments at a time, so that a batch of any size holds nobody's
 * post up; what a crash leaves behind is a batch of fewer acts, and can be taken back like any other.
 */
#ifndef FLOW_BATCH_H
#define FLOW_BATCH_H

#include "flow/ban.h"
#include "flow/decide.h"
#include "flow/saved.h"
#include "flow/undo.h"

#define BATCH_SLICE 100 /* comments of one write: some 10 ms of the writer's time */

#define BATCH_UNASKED 50 /* deletions of one press by who is not sure: ASVS 7.5.3 */

/* A comment as it was seen. */
struct batch_pick {
	struct comment_id comment;
	enum state seen; /* STATE__MAX: as it is */
	int64_t version; /* VERSION_ANY */
	bool undecided;  /* by people; else it is passed over */
};

/* Why many are rejected, as each writer is told. */
struct batch_grounds {
	struct str word;                 /* of REPORTS; "" = not said */
	const struct saved_list *saved;  /* the site's */
	const struct saved_reply *reply; /* one like it (saved_like()) stands before the note; NULL: none */
};

struct batch_order {
	enum verb verb;
	struct str note;       /* told to the writers */
	struct batch_grounds grounds; /* of a rejection */
	struct str why;        /* for the book where the batch begins: no reader's words */
	struct batch_id batch; /* one that has begun; 0: it begins with the first decision, if there is any */
};
struct batch_done {
	struct batch_id batch; /* 0: nothing was decided, and none was begun */
	int64_t decided;
	int64_t passed; /* over: it was so, or is gone, has moved on since it was seen, was decided (if that
			 * counts), or has no such move */
};

/** Begins one, for bans; `why`: for the book, no reader's words. ERR_DENIED: not for this role. */
enum err batch_begin(struct house *, struct site *, struct arena *, const struct moderator *,
		     struct str why, struct batch_id *ret) NODISCARD;

/** Does it take somebody who is sure (actor_sure())? */
bool batch_asks(enum verb, size_t n);

/** Adds a decision for each. *ret is what was written, also where it fails on the way. ERR_DENIED. */
enum err batch_decide(struct house *, struct site *, const struct moderator *, const struct batch_order *,
		      const struct batch_pick *, size_t n, struct batch_done *ret) NODISCARD;

/* Bans of a batch: ban_all() with its id in the terms (flow/ban.h). */

/** One of the moderator's own; ERR_GONE. */
enum err batch_get(struct house *, struct site *, const struct moderator *, struct batch_id,
		   struct batch_row *ret) NODISCARD;

struct batch_undone {
	enum {
		BATCH_UNDONE,
		BATCH_NOTHING,  /* no such batch of this moderator's within UNDO_SPAN, or it is undone */
		BATCH_FORBIDDEN /* this moderator's role does not reach (any more) */
	} outcome;
	int64_t restored, lifted;
	int64_t kept; /* somebody has decided anew, or the writer has edited: left as they are */
};
/** Takes all of it back. Failing on the way, it can be asked again and goes on. */
enum err batch_undo(struct house *, struct site *, const struct moderator *, struct batch_id,
		    struct batch_undone *ret) NODISCARD;

#endif
