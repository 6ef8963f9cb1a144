/*
 * A moderator changes the text of a comment, with a reason. What stood there is kept, with who changed it
 * and why; readers are told that the text is a moderator's, its writer is told the reason. No filter judges
 * it, and the comment stays in the state that it has; its writer can withdraw it, but not edit it any more.
 *
 * It is a decision with its line in the book (which has the reason, not the text), and undone as such
 * (flow/undo.h): the former text stands again.
 */
#ifndef FLOW_EDIT_H
#define FLOW_EDIT_H

#include "flow/decide.h"
#include "store/store_comment.h"

#define WHY_CHARS_MAX 1000 /* of what is said beside the reason */
#define EDIT_TEXTS_MAX 5   /* former texts of a card, the newest; the export has them all */

struct edit_draft {
	struct comment_id id;
	enum state seen;     /* in which the moderator saw it */
	int64_t version;     /* of its text that was seen */
	struct str text;     /* valid, within the site's text.max */
	enum report reason;  /* what readers report by is what is mended */
	struct str why;      /* ""; needed beside REPORT_OTHER */
};

struct edited {
	enum {
		EDITED,        /* also where the text stood so already: a form that was sent twice */
		EDIT_SAME,     /* the text is the one that was to be changed */
		EDIT_CONFLICT, /* decided or edited meanwhile, or not to be changed in its state */
		EDIT_GONE,     /* no such comment at this site */
		EDIT_FORBIDDEN /* this moderator's role does not reach */
	} outcome;
	enum state state;
	bool reworded;         /* the conflict is another text */
};

/** May this moderator change it, as it is now? What the desk offers. */
bool edit_may(const struct moderator *, const struct comment *);

enum err edit_text(struct house *, struct site *, struct arena *, const struct moderator *,
		   const struct edit_draft *, struct edited *ret) NODISCARD;

/** After the commit: the text of a comment is another than it was; what came like it is found by the one that
 * stands. */
void edit_remember(struct house *, struct site *, struct arena *, const struct comment *before,
		   struct str text);

#endif
