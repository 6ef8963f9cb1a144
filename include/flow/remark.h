/*
 * What a moderator says and asks about the person behind a comment, short of a ban: a warning, which the
 * writer reads by the private link of that comment and of others that are proven the same writer's; a look at
 * the next comments of the person, which wait (rule "watched"); a note for the other moderators, of which the
 * newest counts. Each is one write with its line in the book, and can be taken back.
 */
#ifndef FLOW_REMARK_H
#define FLOW_REMARK_H

#include "flow/actor.h"

#define REMARK_HOLD_USUAL 3 /* comments that one asks for where nobody says how many */
#define REMARKS_SHOWN 50    /* that stand, the newest ones: on a card, and on a writer's page */

enum remark_outcome {
	REMARK_MADE,
	REMARK_NO_COMMENT,
	REMARK_NO_PERSON, /* the writer gave no address: nothing but a warning can be said */
	REMARK_FORBIDDEN
};

/** Of *r are read comment, kind, reason, text and asked. A warning has a reason or a text, a note a text, of
 * at most REMARK_CHARS_MAX characters; a hold asks for 1 to REMARK_HOLD_MAX comments. *ret_id: by which it is
 * taken back. */
enum err remark(struct house *, struct site *, struct arena *, const struct moderator *,
		const struct remark *r, enum remark_outcome *ret, int64_t *ret_id) NODISCARD;

/** By any moderator: a warning within UNDO_SPAN, what else as long as it stands. ERR_GONE: it does not.
 * ERR_DENIED: not for this role. */
enum err remark_undo(struct house *, struct site *, struct arena *, const struct moderator *,
		     int64_t id) NODISCARD;

/** One that stands; ERR_GONE. ERR_DENIED. */
enum err remark_get(struct house *, struct site *, struct arena *, const struct moderator *, int64_t id,
		    struct remark *ret) NODISCARD;

#endif
