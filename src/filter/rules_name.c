/* Rules on the name a writer gives: an address, a slogan, a number to call. */
#include "filter/pipeline.h"

#define NAME_WORDS 7  /* "Maria do Carmo de Souza Lima" has six */
#define NAME_DIGITS 7 /* of a telephone number */

/* Why a name is none; "" if it may be one. */
static struct str
slogan(struct run *run, const struct tokens *words)
{
	struct bait_hit *hits;
	size_t n = bait_find(run->bait, run->arena, words, &hits), digits = 0, spaced = 0;
	for (size_t i = 0; i < n; i++)
		if (hits[i].family != BAIT_PRAISE && hits[i].family != BAIT_CHAT)
			return str_sub(run->draft->name, hits[i].from, hits[i].to);
	for (size_t i = 0; i < run->draft->name.n; i++)
		digits += run->draft->name.p[i] >= '0' && run->draft->name.p[i] <= '9';
	if (digits >= NAME_DIGITS)
		return STR("a number");
	for (size_t i = 0; i < words->n; i++)
		spaced += !words->at[i].lone;
	return spaced >= NAME_WORDS ? STR("a sentence") : STR("");
}

void
stage_name(struct run *run)
{
	struct link *links;
	size_t n = addresses_find(run->arena, run->draft->name, &links);
	for (size_t i = 0; i < n; i++)
		reason(run, RULE_LINK_IN_NAME, .field = IN_NAME, .from = links[i].from,
		       .to = links[i].to, .entry = links[i].host);
	struct tokens words = tokens_of(run->arena, &run->name);
	struct str why = slogan(run, &words);
	if (why.n > 0)
		reason(run, RULE_NAME_SLOGAN, .field = IN_NAME, .entry = why);
}
