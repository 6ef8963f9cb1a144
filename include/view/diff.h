/* How a text differs from the one before it, word by word. Pure: HTML from two texts, in bounded time. */
#ifndef VIEW_DIFF_H
#define VIEW_DIFF_H

#include "view/html.h"

/* So many pairs of words are compared at most, of what lies between the common beginning and the common end;
 * texts that differ in more are told apart as wholes. 90,000 take half a millisecond and 180 KB. */
#define DIFF_PAIRS_MAX 90000
/* Bytes of what is the same that stand on each side of a change; more is left out. */
#define DIFF_AROUND 120

/** `before` with what is gone in <del> and what came in <ins>, each told in words (in `lang`) to who does not
 * see it; escaped. Long passages that are the same are left out with "…". */
void view_diff(struct html *, struct str lang, struct str before, struct str after);

#endif
