/*
 * A reader reports a comment to the moderators, without an account: one report for each text of a comment
 * and network address. Who reported is a MAC of the whole IPv4 address, or of the /64 of an IPv6 one, for
 * this site: not for an article alone, as a vote's, because what earlier reports were worth tells what the
 * next one is. It is deleted after the time of setting address.life; the report stays and counts.
 *
 * Reports hide a comment when together they weigh as much as setting report.hide says: then it waits in the
 * queue with the reason "reported" until a moderator has looked. What a moderator decides on the comment
 * closes its reports and says whether they were right (flow/decide.h).
 */
#ifndef FLOW_REPORT_H
#define FLOW_REPORT_H

#include "flow/post.h"

enum report_outcome {
	REPORT_TAKEN,
	REPORT_AS_BEFORE, /* this address has reported this text already; nothing was added */
	REPORT_OFF,       /* the site takes no reports */
	REPORT_OWN,       /* the reader's own comment: of this address, or by a status token */
	REPORT_GONE,      /* no such comment that is shown */
	REPORT_TOO_MANY   /* from this address; .retry_after seconds */
};

struct reported {
	enum report_outcome outcome;
	bool hid;            /* this report has hidden it */
	struct str lang;     /* of the article; "" = not known */
	int64_t retry_after;
};

/* How often an address may report, in multiples of rate.posts. */
#define REPORT_TIMES 1

/* So many times as many reports with one reason are needed to hide a text again that a moderator has kept
 * against that reason: a crowd that is not content with the decision should not undo it, and a matter of
 * which the moderator did not hear counts in full. */
#define REPORT_KEPT_TIMES 4

/**
 * What a report counts, from what became of its reporter's earlier ones. Twice Laplace's rule of succession,
 * (confirmed + 1) / (confirmed + dismissed + 2): the chance that the next is right too, where an unknown
 * reporter counts 1. It is above 0, so a reader is never quite unheard, and below 2, so nobody hides a
 * comment alone where report.hide is 2 or more. `kept`: see REPORT_KEPT_TIMES.
 */
double report_weight(int64_t confirmed, int64_t dismissed, bool kept);

/** `text`: at most REPORT_CHARS_MAX characters. `earlier`: status token of a comment that the reporter wrote;
 * "" = none. */
enum err report_make(struct house *, struct site *, struct arena *, const struct visitor *,
		     struct comment_id, enum report, struct str text, struct str earlier,
		     struct reported *ret) NODISCARD;

/** The comment that a report would be about, as readers see it. ERR_GONE: none that is shown, or no reports
 * are taken. */
enum err report_target(struct house *, struct site *, struct arena *, struct comment_id,
		       struct comment *ret, struct str *ret_lang) NODISCARD;

/** False: no such reason. */
bool report_reason(struct str word, enum report *ret);

#endif
