/* The sums at the end of the pipeline: what several reasons mean together. */
#include "filter/pipeline.h"

/* No signal alone drops a comment (a browser may fill in a honeypot); with a second one it is a
 * program's. */
void
stage_bot(struct run *run)
{
	bool no_token = run->fired[RULE_TOKEN_NONE] + run->fired[RULE_TOKEN_BAD] > 0;
	bool links = run->fired[RULE_LINK] + run->fired[RULE_LINK_IN_NAME] > 0;
	if (run->fired[RULE_HONEYPOT] > 0 && (no_token || links))
		reason_fact(run, RULE_BOT, STR(""));
}

void
stage_score(struct run *run)
{
	/* Weights are decimal fractions; ten times 0.1 must reach 1. */
	if (run->verdict->score + 1e-9 >= run->policy->hold_score)
		reason_fact(run, RULE_SCORE,
		       str_printf(run->arena, "%.1f", run->verdict->score));
}

/* Masked words beyond the list would be published unmasked. */
void
stage_many(struct run *run)
{
	if (run->verdict->more_reasons > 0)
		reason_fact(run, RULE_MANY,
		       str_printf(run->arena, "%zu", run->verdict->more_reasons + REASONS_MAX));
}
