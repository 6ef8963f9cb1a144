/*
 * A moderator answers a comment in the name of the site. The answer is a comment like any other, published at
 * once, that bears the mark "staff": it stands outside the name, and nothing that a reader sends sets it. If
 * what is answered is not shown yet, it is approved in the same write.
 *
 * Both are decisions with their lines in the audit book. An answer alone is undone as such (flow/undo.h), one
 * with an approval as the batch that they are (flow/batch.h).
 */
#ifndef FLOW_STAFF_H
#define FLOW_STAFF_H

#include "flow/decide.h"

struct staff_draft {
	struct comment_id to;
	enum state seen;  /* in which the moderator saw it */
	int64_t version;  /* of its text that was seen; VERSION_ANY */
	struct str text;  /* valid, within the site's text.max */
};

struct staffed {
	enum {
		STAFFED,
		STAFFED_CONFLICT, /* decided or edited meanwhile, or it cannot be shown: nothing is done */
		STAFFED_READONLY, /* nothing can be written in its article any more */
		STAFFED_GONE,     /* no such comment at this site */
		STAFFED_FORBIDDEN /* this moderator's role does not reach, or it has no account */
	} outcome;
	enum state state;     /* of what was to be answered */
	bool edited;          /* the conflict is another text */
	struct comment_id id; /* of the answer */
	bool repeated;        /* it stood there already: the form was sent twice */
};

/** May this moderator answer it, as it is now? What the desk offers. */
bool staff_may_reply(const struct moderator *, const struct comment *);

enum err staff_reply(struct house *, struct site *, struct arena *, const struct moderator *,
		     const struct staff_draft *, struct staffed *ret) NODISCARD;

#endif
