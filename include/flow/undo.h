/*
 * A moderator takes back an own decision: the comment is again what it was, with its note and date, and the
 * reports, the notices and the appeal that it answered wait again; so they do where the decision was that
 * all stays as it is. Compare and set: once somebody has decided anew, its writer has edited it, or such an
 * answer has met a complaint, there is nothing to take back.
 */
#ifndef FLOW_UNDO_H
#define FLOW_UNDO_H

#include "flow/actor.h"
#include "store/store_decision.h"

struct undone {
	enum {
		UNDONE,
		UNDO_NOTHING,  /* no such decision of this moderator's within UNDO_SPAN */
		UNDO_CONFLICT, /* the comment has moved on: `state` is the present one */
		UNDO_CONTESTED,/* who got the answer has complained of it */
		UNDO_FORBIDDEN /* this moderator's role does not reach (any more) */
	} outcome;
	struct comment_id comment;
	enum state state;
	bool answer; /* it was an answer that had left the comment as it was */
};

/** `decision` 0: the last one that stands. */
enum err undo(struct house *, struct site *, struct arena *, const struct moderator *,
	      int64_t decision, struct undone *ret) NODISCARD;

/** The decision that undo() would take back; id 0: none. */
enum err undo_last(struct house *, struct site *, const struct moderator *,
		   struct decision_row *ret) NODISCARD;

#endif
