/*
 * Appeals (flow/own.h: own_appeal) as moderators answer them: by approving the comment, or by saying why the
 * decision stands. Either way its writer reads the answer on the private page, and either is taken back like
 * a decision (flow/undo.h): then the appeal waits again.
 */
#ifndef FLOW_APPEAL_H
#define FLOW_APPEAL_H

#include "flow/queue.h"

struct appeal_item {
	struct queue_item item; /* item.appeal: what the writer says */
	int64_t made;
	struct str decided_by;  /* who decided what it is against; "" = a filter */
	bool own_decision;      /* that was this moderator */
};
/** Up to `limit` that wait, oldest first, from behind `after`. */
enum err appeal_list(struct house *, struct site *, struct arena *, const struct moderator *,
		     struct comment_id after, int64_t limit, struct appeal_item **ret,
		     size_t *ret_n) NODISCARD;

/** It stands, and why. *ret false: there is no appeal that waits (any more), or this role may not. */
enum err appeal_keep(struct house *, struct site *, struct arena *, const struct moderator *,
		     struct comment_id, struct str answer, bool *ret_done) NODISCARD;

#endif
