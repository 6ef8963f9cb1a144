/* The sums at the end of the pipeline: what several reasons mean together. */
#include "filter/pipeline.h"

/* No signal alone drops a comment (a browser may fill in a honeypot); with a second one it is a
 * program's. */
void
stage_bot(struct run *run)
{
	static const enum action hold = ACT_HOLD;
	bool no_token = run->fired[RULE_TOKEN_NONE] + run->fired[RULE_TOKEN_BAD] > 0;
	bool links = run->fired[RULE_LINK] + run->fired[RULE_LINK_IN_NAME] > 0;
	/* A program may do the work, too: behind two signs it makes a moderator look, no more. */
	if (run->fired[RULE_HONEYPOT] > 0 && (no_token || links))
		reason(run, RULE_BOT, .field = IN_NOTHING,
		       .action = run->facts->proof == PROOF_GOOD ? &hold : NULL);
}

/* Why a proof is wanted, in a word; "" if there is no suspicion. A score that holds by itself wants
 * none: work says nothing about a text. */
static struct str
suspicion(const struct run *run)
{
	double score = run->verdict->score + 1e-9;
	if (run->fired[RULE_HONEYPOT] > 0)
		return STR("honeypot");
	if (run->fired[RULE_TOKEN_NONE] + run->fired[RULE_TOKEN_OLD] + run->fired[RULE_TOKEN_BAD] > 0)
		return STR("token");
	if (run->facts->rate_tight)
		return STR("rate");
	if (run->facts->storm != STORM_NONE)
		return STR("storm");
	if (score >= run->policy->proof_score && score < run->policy->hold_score)
		return STR("score");
	return STR("");
}

static void
proof_fails(struct run *run, const char *how)
{
	struct str why = suspicion(run);
	if (why.n > 0)
		reason_fact(run, RULE_PROOF,
			    str_printf(run->arena, "%.*s: %s", STR_FMT(why), how));
}

void
stage_proof(struct run *run)
{
	switch (run->facts->proof) {
	case PROOF_NONE:
	case PROOF_GOOD:
		return;
	case PROOF_ASKED:
		proof_fails(run, "none given");
		return;
	case PROOF_BAD:
		proof_fails(run, "not valid");
		return;
	case PROOF_OLD:
		proof_fails(run, "too late");
		return;
	case PROOF_YOUNG:
		proof_fails(run, "too soon");
		return;
	case PROOF_SPENT:
		proof_fails(run, "used before");
		return;
	case PROOF_FULL:
		proof_fails(run, "too many at once to be checked");
		return;
	}
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
