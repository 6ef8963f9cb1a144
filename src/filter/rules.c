/*
 * The stages of filter.def that look at facts and words; those that look at links, contacts, the form
 * of a text and what it offers have files of their own. Each gives its reasons; weights, actions and
 * texts stand in the table, not here.
 */
#include "filter/pipeline.h"

/* ---- gates ------------------------------------------------------------------------------------- */

struct str
entry_number(struct run *run, int64_t n)
{
	return str_printf(run->arena, "%lld", (long long)n);
}

void
stage_ban(struct run *run)
{
	static const char *const kinds[] = {
#define X(name, word, help) word,
		BAN_KINDS(X)
#undef X
	};
	for (size_t i = 0; i < run->facts->n_bans; i++) {
		const struct ban_hit *b = &run->facts->bans[i];
		reason(run, RULE_BAN, .field = b->field, .from = b->from, .to = b->to,
		       .shadow = b->shadow,
		       .entry = str_printf(run->arena, "%s %lld", kinds[b->kind],
					   (long long)b->id.n));
	}
}

void
stage_rate(struct run *run)
{
	if (run->facts->rate_wait > 0)
		reason_fact(run, run->facts->rate_busy ? RULE_RATE_BUSY : RULE_RATE,
			    entry_number(run, run->facts->rate_wait));
}

/* A sign of a program. Whoever has done the work is believed to be none, for one comment. */
static void
bot_sign(struct run *run, enum rule_id id)
{
	bool lifted = run->facts->proof == PROOF_GOOD;
	reason(run, id, .field = IN_NOTHING, .lifted = lifted,
	       .entry = lifted ? STR("lifted by a proof of work") : STR(""));
}

void
stage_closed(struct run *run)
{
	if (run->facts->mode == MODE_CLOSED || run->facts->mode == MODE_READONLY)
		reason_fact(run, RULE_CLOSED, STR(""));
}

void
stage_honeypot(struct run *run)
{
	if (run->facts->honeypot)
		bot_sign(run, RULE_HONEYPOT);
}

void
stage_token(struct run *run)
{
	switch (run->facts->token) {
	case TOKEN_GOOD:
		return;
	case TOKEN_NONE:
		bot_sign(run, RULE_TOKEN_NONE);
		return;
	case TOKEN_OLD:
		bot_sign(run, RULE_TOKEN_OLD);
		return;
	case TOKEN_BAD:
		bot_sign(run, RULE_TOKEN_BAD);
		return;
	}
}

void
stage_origin(struct run *run)
{
	if (run->facts->origin_absent)
		bot_sign(run, RULE_ORIGIN);
}

/* ---- the person and the article ---------------------------------------------------------------- */

void
stage_premoderated(struct run *run)
{
	if (run->facts->mode == MODE_PREMODERATED || run->policy->hold_all)
		reason_fact(run, RULE_PREMODERATED, STR(""));
}

void
stage_storm(struct run *run)
{
	if (run->facts->storm == STORM_PREMODERATED)
		reason_fact(run, RULE_STORM, STR(""));
	if (run->facts->slow_wait > 0)
		reason_fact(run, RULE_SLOW, entry_number(run, run->facts->slow_wait));
}

void
stage_watched(struct run *run)
{
	if (run->facts->watched)
		reason_fact(run, RULE_WATCHED, STR(""));
}

void
stage_reserved(struct run *run)
{
	enum rule_id rule =
		run->facts->name_state == NAME_STAFF ? RULE_NAME_STAFF : RULE_NAME_RESERVED;
	if (run->facts->name_state != NAME_FREE)
		reason(run, rule, .field = IN_NAME, .entry = run->facts->name_like);
}

void
stage_first(struct run *run)
{
	if (run->facts->approved >= run->policy->hold_first)
		return;
	reason_fact(run, RULE_FIRST, entry_number(run, run->facts->approved + 1));
	if (run->facts->unproven > 0)
		reason_fact(run, RULE_UNPROVEN, entry_number(run, run->facts->unproven));
}

/* Two rejections at least: a single one may be a moderator's bad day. */
void
stage_rejected_before(struct run *run)
{
	int64_t rejected = run->facts->lately_rejected, most = run->policy->hold_rejected;
	int64_t decided = rejected + run->facts->lately_approved;
	if (most > 0 && rejected >= 2 && rejected * 100 >= decided * most)
		reason_fact(run, RULE_REJECTED_BEFORE,
		       str_printf(run->arena, "%lld of %lld", (long long)rejected,
					   (long long)decided));
}

void
stage_disposable(struct run *run)
{
	if (run->facts->disposable)
		reason_fact(run, RULE_DISPOSABLE, STR(""));
}

/* ---- words ------------------------------------------------------------------------------------- */

static enum rule_id
word_rule(const struct entry *e)
{
	return e->site            ? RULE_WORD_SITE
	       : e->severity == 1 ? RULE_WORD_MILD
	       : e->severity == 2 ? RULE_WORD
				  : RULE_SLUR;
}

/* Masking would break an address. Hits come in order, so `*link` only moves on. */
static bool
in_link(const struct run *run, const struct word_hit *h, size_t *link)
{
	while (*link < run->n_links && run->links[*link].to < h->to)
		++*link;
	return *link < run->n_links && run->links[*link].from <= h->from;
}

/* "en:261 faggot: sticks, firewood". It is noted, and by no name that a tally of entries knows. */
static void
word_in_context(struct run *run, enum draft_field field, struct str of, const struct word_hit *h)
{
	struct str name = entry_name(run->arena, h->entry);
	for (size_t i = 0; i < h->told; i++)
		name = str_printf(run->arena, "%.*s%s %.*s", STR_FMT(name), i == 0 ? ":" : ",",
				  STR_FMT(str_sub(of, h->by[i].from, h->by[i].to)));
	reason(run, RULE_WORD_CONTEXT, .field = field, .from = h->from, .to = h->to, .entry = name);
}

static void
words_in(struct run *run, enum draft_field field, struct str of, const struct reading *in)
{
	static const enum action by_severity[] = {ACT_NOTE, ACT_MASK, ACT_HOLD, ACT_HOLD};
	struct word_hit *hits;
	bool tangled;
	size_t link = 0;
	size_t n = words_find(run->words, run->arena, in, run->lang, &hits, &tangled);
	if (tangled)
		reason(run, RULE_TANGLED, .field = field);
	for (size_t i = 0; i < n; i++) {
		const struct entry *e = hits[i].entry;
		if (hits[i].told > 0) {
			word_in_context(run, field, of, &hits[i]);
			continue;
		}
		enum action action = e->site   ? (enum action)e->action
				     : e->note ? ACT_NOTE
					       : by_severity[e->severity];
		/* Only the comment's own text can be shown masked; a mild word in an address is let be. */
		if (action == ACT_MASK && field == IN_NAME)
			action = ACT_HOLD;
		if (action == ACT_MASK && (field == IN_URL || in_link(run, &hits[i], &link)))
			action = ACT_NOTE;
		reason(run, word_rule(e), .field = field, .from = hits[i].from, .to = hits[i].to,
		       .entry = entry_name(run->arena, e), .action = &action, .own = e->site,
		       .shadow = e->shadow);
	}
}

void
stage_words(struct run *run)
{
	struct reading url = normalise(run->arena, run->draft->url);
	words_in(run, IN_TEXT, run->source, &run->text);
	words_in(run, IN_NAME, run->draft->name, &run->name);
	words_in(run, IN_URL, run->draft->url, &url);
}
