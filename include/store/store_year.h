/* What happened at a site between two moments, counted: for the report that the law asks for
 * (flow/transparency.h). */
#ifndef STORE_STORE_YEAR_H
#define STORE_STORE_YEAR_H

#include "model.h"
#include "store/db.h"

enum year_count {
	YEAR_COMMENTS,   /* written then: the verdict's action, the state that they have now */
	YEAR_RULES,      /* of those that a program marked as spam: the rule that did, "" */
	YEAR_DECISIONS,  /* of people, that stand: state before, state after */
	YEAR_NOTICES,    /* received then: kind, state now */
	YEAR_COMPLAINTS, /* against answers to notices, made then: "open" or the last answer, "" */
	YEAR_APPEALS,    /* made then: "open", "upheld" or "reversed", "" */
	YEAR_REPORTS,    /* made then: reason, "open", "upheld" or "declined" */
	YEAR_ACTS,       /* the book's lines: the act, "" */
	YEAR_COUNT__MAX
};
enum year_wait {
	YEAR_WAIT_DECISION, /* from a comment to the decision on it, where it waited for one */
	YEAR_WAIT_NOTICE,   /* from a notice to its first answer */
	YEAR_WAIT_APPEAL,
	YEAR_WAIT__MAX
};

/** In [from, to); texts are borrowed. */
enum err store_year_count(struct db *, enum year_count, struct site_id, int64_t from, int64_t to,
			  void (*row)(void *arg, struct str what, struct str became, int64_t n),
			  void *arg) NODISCARD;
/** Each in seconds, and when it ended; the shortest first. */
enum err store_year_waits(struct db *, enum year_wait, struct site_id, int64_t from, int64_t to,
			  void (*row)(void *arg, int64_t seconds, int64_t ended), void *arg) NODISCARD;

#endif
