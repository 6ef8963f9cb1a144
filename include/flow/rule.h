/*
 * What a site says about single rules, over its settings: off, in shadow, as shipped again; and how each rule
 * has done so far, by what people decided.
 */
#ifndef FLOW_RULE_H
#define FLOW_RULE_H

#include "flow/actor.h"

#define RULE_DAYS_MAX 36500
#define RULE_WORD_MAX 40 /* characters of a name; the table's own CHECK */

enum rule_outcome {
	RULE_DONE,
	RULE_UNKNOWN,  /* no rule of this name */
	RULE_FIXED,    /* it can be neither off nor in shadow: others rely on it */
	RULE_NOT_SAID, /* nothing was said about it that could be taken back */
	RULE_FORBIDDEN
};

/** `off`, else in shadow; for so many days, 0: until it is taken back. */
enum err rule_set(struct house *, struct site *, struct arena *, const struct moderator *, struct str rule,
		  bool off, int64_t days, enum rule_outcome *ret) NODISCARD;
/** The rule is again what the settings say. */
enum err rule_clear(struct house *, struct site *, struct arena *, const struct moderator *,
		    struct str rule, enum rule_outcome *ret) NODISCARD;

struct rule_state {
	struct rule_row row;
	double weight;       /* at this site */
	enum action action;
	bool off, shadow;
	int64_t expires;     /* of what was said; 0: it stays */
	struct str by;       /* who said it; "": the settings, or nobody */
	int64_t fired, decided, overturned; /* struct rule_tally */
};
/** All of them, in the pipeline's order. Reads every reason in the store. */
enum err rule_list(struct house *, struct site *, struct arena *, const struct moderator *,
		   struct rule_state **ret, size_t *ret_n) NODISCARD;

/* How often people overturned a rule of late, for where it is said beside every reason: the housekeeper
 * counts, who asks reads numbers from memory. */
#define RULE_LATELY 20000 /* comments: their reasons are read in a tenth of a second */
#define RULE_KNOWN 10     /* of fewer decisions nothing is said */

/** A chore. */
enum err rule_measure(struct house *, struct arena *, bool *ret_more) NODISCARD;
/** Of how many comments that it spoke on people decided, and how many of these they let stand. False: too
 * few, or no such rule. Any thread. */
bool rule_record(struct site *, struct str rule, int64_t *ret_decided, int64_t *ret_overturned);

#endif
