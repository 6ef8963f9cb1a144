/* What moderators see: whole comments with person, history and reasons. */
#ifndef FLOW_QUEUE_H
#define FLOW_QUEUE_H

#include "flow/actor.h"
#include "flow/edit.h"
#include "flow/person.h"
#include "store/store_thread.h"

struct queue_item {
	struct comment comment; /* person filled */
	struct reason *reasons;
	size_t n_reasons;
	struct history history; /* of the person's newest HISTORY_CARD comments; zero without one */
	struct person about;    /* what else is known of them */
	struct str appeal;      /* what the writer says to the decision; "" = nothing */
	struct str answer;      /* what was said to that */
	bool banned;
	struct report_row *reports; /* the open ones, oldest first, up to QUEUE_REPORTS_MAX */
	size_t n_reports;
	struct text_row *texts;     /* former ones, newest first, up to EDIT_TEXTS_MAX */
	size_t n_texts;
};
#define QUEUE_REPORTS_MAX 100

/** Up to `limit` comments in `state` (STATE__MAX: all) from behind `after`, oldest first; *ret_total:
 * how many are in it. */
enum err queue_list(struct house *, struct site *, struct arena *, const struct moderator *,
		    enum state state, struct comment_id after, int64_t limit,
		    struct queue_item **ret, size_t *ret_n, int64_t *ret_total) NODISCARD;

/* How many there are in the queues of the desk. */
#define QUEUE_COUNT_MAX 10000 /* counted no further: one more means "over" */
struct queue_counts {
	int64_t of[STATE__MAX];
	int64_t reported;         /* that readers have reported, shown or waiting: flow/report.h */
	int64_t notices, appeals; /* that wait: flow/notice.h, flow/appeal.h */
};
enum err queue_counts(struct house *, struct site *, const struct moderator *,
		      struct queue_counts *ret) NODISCARD;

/** An order that this queue has (ORDERS); `from`: the last one of the page before, 0 = from the start. */
enum err queue_page(struct house *, struct site *, struct arena *, const struct moderator *,
		    enum state state, enum order order, struct comment_id from, int64_t limit,
		    struct queue_item **ret, size_t *ret_n) NODISCARD;

/** The same of comments with open reports. */
enum err queue_reported(struct house *, struct site *, struct arena *, const struct moderator *,
			enum order order, struct comment_id from, int64_t limit, struct queue_item **ret,
			size_t *ret_n) NODISCARD;

/** One; ERR_GONE. */
enum err queue_get(struct house *, struct site *, struct arena *, const struct moderator *,
		   struct comment_id, struct queue_item *ret) NODISCARD;

#endif
