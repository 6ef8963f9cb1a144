/* What a search shares with the walk over all comments (find.c) and with the queues (queue.c). */
#ifndef FLOW_LOOKING_H
#define FLOW_LOOKING_H

#include "flow/find.h"
#include "flow/queue.h"

/** Whether the row alone fits; reasons are not asked. The person is read only where the query names one. */
bool find_row_fits(struct arena *scratch, const struct find *, const struct comment *);
/** Whether its reasons do. */
bool find_reasons_fit(struct arena *scratch, const struct find *, const struct comment *,
		      const struct reason *, size_t n);
/** Whether `folded` stands in the text, in any case. */
bool find_contains(struct arena *scratch, struct str where, struct str folded);

/** Whether an article is meant by `folded`: by a part of its path or title, or by its path alone. */
bool find_article_fits(struct arena *scratch, struct str page, struct str title, struct str folded,
		       bool exact);

/** Of the writer of this comment. */
enum err person_look(struct db *, struct arena *, const struct comment *, struct person *ret) NODISCARD;

/** Everything of an item but its comment. */
enum err queue_fill(struct db *, struct arena *, struct queue_item *) NODISCARD;

#endif
