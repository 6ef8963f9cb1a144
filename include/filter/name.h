/*
 * Name patterns, of bans and of names that are somebody's: '*' stands for anything, everything else is
 * read as a reader's eye does.
 * Case, accents, fonts, look-alikes of other scripts, 0 for o, spaces and punctuation make no difference;
 * a letter stretched to three or more counts as one or two. "Ana" is not "Anna".
 */
#ifndef FILTER_NAME_H
#define FILTER_NAME_H

#include "base/str.h"

/** Is there enough in it to mean somebody? One letter or digit at least, two beside a '*'. */
bool name_pattern_ok(struct arena *, struct str pattern);

/* As they are compared, spelled once: many patterns are tried on one name. */
struct name_pattern;
struct name_spelled;

/** Valid UTF-8, as short as a name. Of a pattern, kept for long and by the thousand, nothing but code
 * points stays in `a`; what it took to find them is in `scratch`. */
struct name_pattern *name_pattern_new(struct arena *a, struct arena *scratch, struct str pattern);
struct name_spelled *name_spell(struct arena *, struct str name);

/** The whole of the name against the pattern. */
bool name_matches(const struct name_pattern *, const struct name_spelled *);

#endif
