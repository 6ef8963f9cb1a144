/*
 * Appeals (flow/own.h: own_appeal) as moderators answer them: by approving the comment, or by saying why the
 * decision stands. That is said by another moderator than the one who decided, if the site has one. Either
 * way its writer reads the answer on the private page, and either is taken back like a decision
 * (flow/undo.h): then the appeal waits again.
 */
#ifndef FLOW_APPEAL_H
#define FLOW_APPEAL_H

#include "flow/queue.h"

struct appeal_item {
	struct queue_item item; /* item.appeal: what the writer says */
	int64_t made;
	struct str decided_by;  /* who decided what it is against; "" = a filter */
	bool own_decision;      /* that was this moderator */
	bool by_another;        /* and another one is there, who alone may say that it stands */
};
/** Up to `limit` that wait, oldest first, from behind `after`. */
enum err appeal_list(struct house *, struct site *, struct arena *, const struct moderator *,
		     struct comment_id after, int64_t limit, struct appeal_item **ret,
		     size_t *ret_n) NODISCARD;

enum appeal_kept {
	APPEAL_NONE, /* there is no appeal that waits (any more), or this role may not */
	APPEAL_KEPT,
	APPEAL_OWN   /* this moderator decided, and another one is there */
};
/** It stands, and why. */
enum err appeal_keep(struct house *, struct site *, struct arena *, const struct moderator *,
		     struct comment_id, struct str answer, enum appeal_kept *ret) NODISCARD;

#endif
