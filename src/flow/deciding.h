/* A decision on its way, for verbs that decide on a comment with more in the same write (notice_desk.c). */
#ifndef FLOW_DECIDING_H
#define FLOW_DECIDING_H

#include "flow/decide.h"

struct move; /* a row of moves.def */

struct decision {
	struct site *site;
	const struct moderator *by;
	const struct comment *comment; /* as it was looked at: compare and set */
	const struct move *move; /* NULL: none */
	struct str note;
	int64_t now;
	struct arena *arena;
	struct batch_id batch; /* 0: none */
	struct str grounds; /* of a rejection: a word of REPORTS; "" = not said */
};

/** The row of the verb for a comment as it is; NULL: no such move. */
const struct move *decision_move(enum verb, const struct comment *);
/** The comment is as the verb would make it. */
bool decision_is_so(enum verb, const struct comment *);
/** A store_write_fn. *ret_id (NULL: nobody asks): of its row. ERR_CONFLICT: somebody was faster. */
enum err decision_write(struct db *, const struct decision *, int64_t *ret_id) NODISCARD;

/** A store_write_fn. The decision that all stays as it is, for answers that are taken back with it. *ret_id:
 * of its row. */
enum err decision_write_none(struct db *, const struct decision *, int64_t *ret_id) NODISCARD;

/** A store_write_fn, with its line in the book: batch_begin() in the middle of a write. */
enum err batch_write_begin(struct db *, struct site *, struct arena *, const struct moderator *,
			   struct str why, struct batch_id *ret) NODISCARD;

/** Could somebody else of the site confirm what this moderator decided? If so, only they do. Whoever runs the
 * command line is nobody's colleague: never. */
enum err decision_by_another(struct db *, const struct moderator *, bool *ret) NODISCARD;

struct decision_row;

/** It was one of decision_write_none(). */
bool decision_is_none(const struct decision_row *);

/* A decision that is taken back, alone or with its batch. */
struct undoing {
	struct site *site;
	const struct moderator *by;
	const struct decision_row *decision;
	struct str page;
	int64_t now;
	bool open; /* out: no other decision on the comment stands */
	struct arena *arena;           /* of a decision that has changed the text alone: */
	const struct comment *comment; /* as it is */
	struct str text;               /* out: what stands again */
};
/** A store_write_fn. ERR_CONFLICT: there is nothing to take back, and nothing was written. */
enum err undo_write(struct db *, struct undoing *) NODISCARD;

#endif
