/*
 * Name patterns of bans: '*' stands for anything, everything else is read as a reader's eye does.
 * Case, accents, fonts, look-alikes of other scripts, 0 for o, spaces and punctuation make no difference;
 * a letter stretched to three or more counts as one or two. "Ana" is not "Anna".
 */
#ifndef FILTER_NAME_H
#define FILTER_NAME_H

#include "base/str.h"

/** Is there enough in it to mean somebody? One letter or digit at least, two beside a '*'. */
bool name_pattern_ok(struct arena *, struct str pattern);

/** The whole of `name` against `pattern`. Both are valid UTF-8 and as short as a name. */
bool name_matches(struct arena *, struct str pattern, struct str name);

#endif
