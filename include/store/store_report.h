/* What readers report. A reporter is told by 32 bytes that flow/report.h makes of a network address. */
#ifndef STORE_STORE_REPORT_H
#define STORE_STORE_REPORT_H

#include "model.h"
#include "store/db.h"

/** "spam", as it is stored. */
struct str report_word(enum report);
/** And back. ERR_VERSION: no such word. */
enum err report_of(struct str word, enum report *ret) NODISCARD;

/** How often moderators found that this reporter was right, and how often not. */
enum err store_report_record(struct db *, const struct hash *reporter, int64_t *ret_confirmed,
			     int64_t *ret_dismissed) NODISCARD;
/** Whether this reporter has reported this version of the text. */
enum err store_report_has(struct db *, struct comment_id, int64_t version, const struct hash *reporter,
			  bool *ret) NODISCARD;
/** Whether moderators have kept this version of the text against a report with this reason. */
enum err store_report_kept(struct db *, struct comment_id, int64_t version, enum report,
			   bool *ret) NODISCARD;

struct new_report {
	struct site_id site;
	struct comment_id comment;
	int64_t version;        /* of the text */
	const struct hash *reporter;
	enum report reason;
	struct str text;        /* at most REPORT_CHARS_MAX; "" = nothing */
	double weight;
	int64_t now;
};
/** Write: the report, and the mark on its comment. ERR_CONFLICT: store_report_has(). */
enum err store_report_add(struct db *, const struct new_report *) NODISCARD;
/** How many are open against this version, and what they weigh together. */
enum err store_report_weight(struct db *, struct comment_id, int64_t version, int64_t *ret_n,
			     double *ret_weight) NODISCARD;
/** Write: a comment that is shown waits again; `entry` says how many have reported it. ERR_GONE: it is not
 * shown. */
enum err store_report_hide(struct db *, struct site_id, struct comment_id, struct str entry,
			   struct thread_id *ret) NODISCARD;

/** The open ones, oldest first, at most `limit`; texts copied. */
enum err store_report_list(struct db *, struct arena *, struct comment_id, int64_t limit,
			   struct report_row **ret, size_t *ret_n) NODISCARD;

/** How many comments that are shown or wait have open ones; counts no further than `most`. */
enum err store_report_count(struct db *, struct site_id, int64_t most, int64_t *ret) NODISCARD;

/** Write: a decision closes all that are open. */
enum err store_report_close(struct db *, struct comment_id, int64_t decision, bool upheld) NODISCARD;
/** Write: that decision on the comment is undone. */
enum err store_report_reopen(struct db *, struct comment_id, int64_t decision) NODISCARD;

/** Write: forgets whose reports from before `before` are, at most `limit`. *ret_more: there may be more. */
enum err store_report_forget(struct db *, int64_t before, int64_t limit, bool *ret_more) NODISCARD;

#endif
