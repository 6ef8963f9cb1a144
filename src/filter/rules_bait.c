/* Rules on what a text offers, what it copies, its language, and what several rules mean together. */
#include "filter/language.h"
#include "filter/pipeline.h"

#define FAMILY_REASONS 3 /* of one family; more of the same adds nothing */

void
stage_bait(struct run *run)
{
	static const enum rule_id rules[] = {
		[BAIT_FOLLOW] = RULE_BAIT_FOLLOW, [BAIT_EARN] = RULE_BAIT_EARN,
		[BAIT_GAMBLE] = RULE_BAIT_GAMBLE, [BAIT_PHARMA] = RULE_BAIT_PHARMA,
		[BAIT_LOAN] = RULE_BAIT_LOAN,	  [BAIT_SEO] = RULE_BAIT_SEO,
		[BAIT_ADULT] = RULE_BAIT_ADULT,	  [BAIT_PRIZE] = RULE_BAIT_PRIZE,
		[BAIT_SUPPORT] = RULE_BAIT_SUPPORT, [BAIT_CURE] = RULE_BAIT_CURE,
		[BAIT_PRAISE] = RULE_PRAISE,
	};
	static const enum action hold = ACT_HOLD;
	for (size_t i = 0; i < run->n_baits; i++) {
		const struct bait_hit *h = &run->baits[i];
		if (h->family == BAIT_SLOGAN || h->family == BAIT_CHAT ||
		    run->said[rules[h->family]] >= FAMILY_REASONS)
			continue;
		reason(run, rules[h->family], .field = IN_TEXT, .from = h->from, .to = h->to,
		       .action = h->hold ? &hold : NULL);
	}
}

/* ---- the article's title --------------------------------------------------------------------------- */

#define TITLE_WORDS 4 /* a shorter one may be what the comment is about */

/* The comment is the title and little else. Who quotes it to speak of it says more. */
void
stage_title(struct run *run)
{
	const struct tokens *text = &run->tokens;
	if (text->n < TITLE_WORDS || run->draft->title.n == 0 ||
	    run->draft->text.n > run->draft->title.n * 4)
		return;
	struct reading in = normalise(run->arena, run->draft->title);
	struct tokens title = tokens_of(run->arena, &in);
	if (title.n < TITLE_WORDS || text->n < title.n || text->n > title.n + title.n / 2 + 2)
		return;
	for (size_t i = 0; i + title.n <= text->n; i++) {
		size_t k = 0;
		while (k < title.n && text->at[i + k].hash == title.at[k].hash)
			k++;
		if (k < title.n)
			continue;
		reason(run, RULE_TITLE_COPY, .field = IN_TEXT, .from = token_from(text, i),
		       .to = token_to(text, i + k - 1));
		return;
	}
}

/* ---- the article's language ------------------------------------------------------------------------- */

#define LANGUAGE_WORDS_MIN 7 /* a shorter text may be a quotation, a song, a motto */
#define LANGUAGE_LONE_MIN 6  /* the same in characters of a script without spaces */

/* Said only where the article's language is known, and the text clearly speaks for another. */
void
stage_language(struct run *run)
{
	struct str own, rest = run->draft->lang;
	size_t lone = 0;
	str_cut(&rest, '-', &own);
	if (!language_known(own) || str_eq(run->lang, own))
		return;
	for (size_t i = 0; i < run->tokens.n; i++)
		lone += run->tokens.at[i].lone;
	if (run->tokens.n - lone >= LANGUAGE_WORDS_MIN || lone >= LANGUAGE_LONE_MIN)
		reason(run, RULE_LANGUAGE, .field = IN_TEXT, .entry = run->lang);
}

/* ---- together -------------------------------------------------------------------------------------- */

#define TERMS_MAX 18

/* One rule of each of two groups, and none of the third: "A and B and not C". RULE_BAN, the first rule,
 * ends a group; it is no part of any. */
static const struct composite {
	enum rule_id rule;
	enum rule_id one[TERMS_MAX], other[TERMS_MAX], without[TERMS_MAX];
} composites[] = {
#define BAITS                                                                                      \
	RULE_BAIT_FOLLOW, RULE_BAIT_EARN, RULE_BAIT_GAMBLE, RULE_BAIT_PHARMA, RULE_BAIT_LOAN,      \
		RULE_BAIT_SEO, RULE_BAIT_ADULT, RULE_BAIT_PRIZE, RULE_BAIT_SUPPORT, RULE_BAIT_CURE
#define WAYS_OUT RULE_LINK, RULE_PHONE, RULE_MESSENGER, RULE_EMAIL, RULE_WALLET, RULE_LINK_IN_NAME
#define DISGUISES RULE_FANCY, RULE_MARKS, RULE_HIDDEN, RULE_MIXED, RULE_SPACED
	{RULE_OFFER, {BAITS}, {WAYS_OUT, RULE_NAME_SLOGAN}, {0}},
	{RULE_PRAISE_LINK, {RULE_PRAISE}, {WAYS_OUT, RULE_NAME_SLOGAN}, {0}},
	{RULE_FOREIGN_LINK, {RULE_LANGUAGE}, {WAYS_OUT, RULE_NAME_SLOGAN}, {0}},
	{RULE_TITLE_LINK, {RULE_TITLE_COPY}, {WAYS_OUT, RULE_NAME_SLOGAN}, {0}},
	{RULE_HIDDEN_OFFER, {DISGUISES}, {WAYS_OUT, BAITS}, {0}},
	{RULE_NEW_LINK, {RULE_DISPOSABLE, RULE_NAME_SLOGAN}, {WAYS_OUT}, {RULE_LINK_IN_NAME}},
};

static bool
any(const struct run *run, const enum rule_id *rules, size_t n)
{
	for (size_t i = 0; i < n && rules[i] != 0; i++)
		if (run->fired[rules[i]] > 0)
			return true;
	return false;
}

void
stage_composites(struct run *run)
{
	_Static_assert(RULE_BAN == 0, "it ends a group");
	for (size_t i = 0; i < ARRAY_LEN(composites); i++) {
		const struct composite *c = &composites[i];
		if (any(run, c->one, TERMS_MAX) && any(run, c->other, TERMS_MAX) &&
		    !any(run, c->without, TERMS_MAX))
			reason_fact(run, c->rule, STR(""));
	}
}
