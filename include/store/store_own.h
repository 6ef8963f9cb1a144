/* What its writer does with a comment: edits, withdrawal, appeal. */
#ifndef STORE_STORE_OWN_H
#define STORE_STORE_OWN_H

#include "model.h"
#include "store/db.h"

/* Beside the comment itself. */
struct own_row {
	int64_t changed;   /* when its writer last edited or withdrew it, seconds UTC; 0 = never */
	struct str appeal; /* "" = none */
	int64_t appealed;  /* seconds UTC */
	struct str answer; /* to the appeal; "" = none */
	int64_t answered;  /* seconds UTC; 0 = not yet */
	struct str edit_reason, edit_why; /* of the moderator whose text it is; "" = none */
	struct str grounds; /* of its rejection, a word of REPORTS; "" = not said */
	bool spam;         /* people have taken it for spam, and nobody has decided otherwise since */
};
/** The text is copied; ERR_GONE: no such comment. */
enum err store_own_get(struct db *, struct arena *, struct site_id, struct comment_id,
		       struct own_row *ret) NODISCARD;

/* Another text for a comment, and what became of it. */
struct new_text {
	struct str body, masked; /* masked "" = nothing is */
	enum state state;
	const struct verdict *verdict;
	int64_t now;
};
/** Write: compare and set upon the state and version that were read; the text of before is
 * kept (store/store_text.h), the reasons are those of the new verdict. ERR_CONFLICT: it was
 * decided or edited meanwhile. */
enum err store_own_edit(struct db *, const struct comment *, const struct new_text *) NODISCARD;

/** Write: compare and set. ERR_CONFLICT: it is not in this state (any more). */
enum err store_own_withdraw(struct db *, const struct comment *, int64_t now) NODISCARD;

/** Write: ERR_CONFLICT: there is one already, or the comment is not in this state (any more). */
enum err store_own_appeal(struct db *, const struct comment *, struct str text, int64_t now) NODISCARD;

#endif
