/*
 * A moderator decides: one row of moves.def, one compare-and-set write with its line in the audit book. It
 * closes the reports that are open on the comment: what leaves it shown has dismissed them, anything else has
 * found them right.
 */
#ifndef FLOW_DECIDE_H
#define FLOW_DECIDE_H

#include "flow/actor.h"

#define VERBS(X)                                                                                   \
	X(VERB_APPROVE, "approve", N_("Approved."))                                                \
	X(VERB_REJECT, "reject", N_("Rejected."))                                                  \
	X(VERB_SPAM, "spam", N_("Marked as spam."))                                                \
	X(VERB_DELETE, "delete", N_("Deleted."))                                                   \
	X(VERB_RESTORE, "restore", N_("Restored: it waits again."))                                \
	X(VERB_KEEP, "keep", N_("Kept: the reports on it are closed."))                            \
	X(VERB_PIN, "pin", N_("Pinned: it stands first in its article."))                          \
	X(VERB_UNPIN, "unpin", N_("No longer pinned."))                                            \
	X(VERB_FEATURE, "feature", N_("Featured."))                                                \
	X(VERB_UNFEATURE, "unfeature", N_("No longer featured."))

enum verb {
#define X(name, word, done) name,
	VERBS(X)
#undef X
	VERB__MAX
};

#define NOTE_CHARS_MAX 1000

struct decided {
	enum {
		DECIDED,
		DECIDED_ALREADY,  /* it was in that state: nothing was done */
		DECIDED_CONFLICT, /* somebody else was faster, or no such move: `state` is the present one */
		DECIDED_GONE,     /* no such comment at this site */
		DECIDED_FORBIDDEN /* this moderator's role does not reach */
	} outcome;
	enum state state;
	bool edited; /* the conflict is another text */
	struct str page;
};

/** `seen`: the state the moderator decided upon; STATE__MAX takes what is there. `note`: told to the
 * writer. */
enum err decide(struct house *, struct site *, struct arena *, const struct moderator *,
		struct comment_id, enum verb, enum state seen, struct str note,
		struct decided *ret) NODISCARD;

/** The same upon one version of the text (struct comment): if its writer has edited it since it was shown,
 * that is a DECIDED_CONFLICT. VERSION_ANY takes what is there. */
enum err decide_text(struct house *, struct site *, struct arena *, const struct moderator *,
		     struct comment_id, enum verb, enum state seen, int64_t version, struct str note,
		     struct decided *ret) NODISCARD;
#define VERSION_ANY (-1)

/* A decision as it is made. */
struct ruling {
	enum verb verb;
	enum state seen;    /* as above */
	int64_t version;
	struct str note;
	struct str grounds; /* of a rejection: a word of REPORTS, which the writer is told; "" = not said */
};
enum err decide_upon(struct house *, struct site *, struct arena *, const struct moderator *,
		     struct comment_id, const struct ruling *, struct decided *ret) NODISCARD;

/** Is there such a move of this comment, for this role? What the desk offers. */
bool decide_may(const struct moderator *, enum verb, const struct comment *);

/** It leads to another state; others change marks alone. */
bool decide_is_move(enum verb);
/** False: no such verb. */
bool verb_of(struct str word, enum verb *ret);
struct str verb_done(enum verb); /* "Approved." */

#endif
