/* Text of ours as it must stand in a manual page (mdoc(7)): the tables that go into rejoinder(1) and
 * rejoinder.conf(5). */
#ifndef BASE_MANUAL_H
#define BASE_MANUAL_H

#include "base/buf.h"

/** A sentence a line, lines under 80 columns, nothing that roff would take for its own. No end of line
 * after the last one. */
void manual_text(struct buf *, struct str);

#endif
