/* Decisions as they were made, with what they overwrote: what an undo needs. */
#ifndef STORE_STORE_DECISION_H
#define STORE_STORE_DECISION_H

#include "model.h"
#include "store/db.h"

struct decision_row {
	int64_t id; /* 0: none */
	struct comment_id comment;
	enum state from, to;       /* the same: it is about marks alone, or leaves all as it is */
	unsigned marked, unmarked; /* enum mark, or-ed: what it set and what it took away */
	int64_t made, undone; /* seconds UTC; undone 0 = it stands */
	struct batch_id batch; /* made with others; 0: alone */
	int64_t text;         /* the version of the text that it made; 0: it left the text as it was */
};

/** Write, before store_comment_decide() or store_decision_mark() in the same one: keeps the note and date
 * that are overwritten, and of the marks those that change. `account` 0: the command line. */
enum err store_decision_add(struct db *, struct site_id, const struct decision_row *,
			    struct account_id account, int64_t *ret_id) NODISCARD;
/** Write: marks of a comment that is shown. Compare and set, upon the version that was read: ERR_CONFLICT. */
enum err store_decision_mark(struct db *, struct site_id, const struct comment *,
			     const struct decision_row *, struct thread_id *ret) NODISCARD;
/** The account's last one that stands; ERR_GONE. */
enum err store_decision_last(struct db *, struct site_id, struct account_id,
			     struct decision_row *ret) NODISCARD;
/** One of the account's own, undone or not; ERR_GONE. */
enum err store_decision_get(struct db *, struct site_id, struct account_id, int64_t id,
			    struct decision_row *ret) NODISCARD;
/** Write: the comment is what it was before, but for its text, if this is the newest decision on it that
 * stands. ERR_CONFLICT: it is not, or the comment has moved on. */
enum err store_decision_undo(struct db *, struct site_id, const struct decision_row *, int64_t now,
			     struct thread_id *ret) NODISCARD;

/** Whether nobody's decision on the comment as it is stands; ERR_GONE. */
enum err store_decision_open(struct db *, struct site_id, struct comment_id, bool *ret) NODISCARD;

/** Those that stand, of all sites and processes, from behind `*after`, at most `limit`; *after becomes the
 * last one. */
enum err store_decision_since(struct db *, int64_t *after, int64_t limit,
			      void (*row)(void *arg, struct comment_id), void *arg) NODISCARD;
/** How long comments that a filter held have waited for their first decision, of those among the newest
 * `most` since then. */
enum err store_decision_waits(struct db *, struct site_id, int64_t since, int64_t most,
			      void (*row)(void *arg, int64_t seconds), void *arg) NODISCARD;
/** Of the newest one; 0: there is none. */
enum err store_decision_newest(struct db *, int64_t *ret) NODISCARD;

/* Decisions, and bans, of one press. */
struct batch_row {
	struct batch_id id;
	int64_t made, undone; /* undone 0 = it stands */
	int64_t decisions;    /* that stand */
	int64_t bans;         /* in force */
};
/** Write, before the acts. */
enum err store_batch_add(struct db *, struct site_id, struct account_id, int64_t now,
			 struct batch_id *ret) NODISCARD;
/** One of the account's own, undone or not; ERR_GONE. */
enum err store_batch_get(struct db *, struct site_id, struct account_id, struct batch_id,
			 struct batch_row *ret) NODISCARD;
/** Up to `limit` decisions that stand, from behind `after`; *ret has room for them. */
enum err store_batch_decisions(struct db *, struct batch_id, int64_t after, int64_t limit,
			       struct decision_row *ret, size_t *ret_n) NODISCARD;
/** Up to `limit` bans of it that nobody has lifted; *ret has room for them. */
enum err store_batch_bans(struct db *, struct batch_id, int64_t limit, struct ban_id *ret,
			  size_t *ret_n) NODISCARD;
/** Write. ERR_GONE: it is undone already. */
enum err store_batch_undone(struct db *, struct batch_id, int64_t now) NODISCARD;

#endif
