/*
 * The stages of filter.def: each looks at the facts or the text and gives its reasons. Their weights,
 * actions and texts stand in the table, not here.
 */
#include "filter/pipeline.h"

/* ---- gates ------------------------------------------------------------------------------------- */

static struct str
number(struct run *run, int64_t n)
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
	if (run->facts->ban.n != 0)
		reason_fact(run, RULE_BAN,
			    str_printf(run->arena, "%s %lld", kinds[run->facts->ban_kind],
				       (long long)run->facts->ban.n));
}

void
stage_rate(struct run *run)
{
	if (run->facts->rate_wait > 0)
		reason_fact(run, RULE_RATE, number(run, run->facts->rate_wait));
}

void
stage_closed(struct run *run)
{
	if (run->facts->mode == MODE_CLOSED)
		reason_fact(run, RULE_CLOSED, STR(""));
}

void
stage_honeypot(struct run *run)
{
	if (run->facts->honeypot)
		reason_fact(run, RULE_HONEYPOT, STR(""));
}

void
stage_token(struct run *run)
{
	switch (run->facts->token) {
	case TOKEN_GOOD:
		return;
	case TOKEN_NONE:
		reason_fact(run, RULE_TOKEN_NONE, STR(""));
		return;
	case TOKEN_OLD:
		reason_fact(run, RULE_TOKEN_OLD, STR(""));
		return;
	case TOKEN_BAD:
		reason_fact(run, RULE_TOKEN_BAD, STR(""));
		return;
	}
}

void
stage_origin(struct run *run)
{
	if (run->facts->origin_absent)
		reason_fact(run, RULE_ORIGIN, STR(""));
}

/* ---- the person and the article ---------------------------------------------------------------- */

void
stage_premoderated(struct run *run)
{
	if (run->facts->mode == MODE_PREMODERATED || run->policy->hold_all)
		reason_fact(run, RULE_PREMODERATED, STR(""));
}

void
stage_first(struct run *run)
{
	if (run->facts->approved < run->policy->hold_first)
		reason_fact(run, RULE_FIRST, number(run, run->facts->approved + 1));
}

/* Two rejections at least, and one in three: a single one may be a moderator's bad day. */
void
stage_rejected_before(struct run *run)
{
	int64_t rejected = run->facts->rejected, decided = rejected + run->facts->approved;
	if (rejected >= 2 && rejected * 3 >= decided)
		reason_fact(run, RULE_REJECTED_BEFORE,
		       str_printf(run->arena, "%lld of %lld", (long long)rejected,
					   (long long)decided));
}

void
stage_copy(struct run *run)
{
	if (run->facts->copies > 0)
		reason(run, RULE_COPY, .field = IN_TEXT, .entry = number(run, run->facts->copies));
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

static void
words_in(struct run *run, enum draft_field field, const struct reading *in)
{
	static const enum action by_severity[] = {ACT_NOTE, ACT_MASK, ACT_HOLD, ACT_HOLD};
	struct word_hit *hits;
	bool tangled;
	size_t link = 0;
	size_t n = words_find(run->words, run->arena, in, run->draft->lang, &hits, &tangled);
	if (tangled)
		reason(run, RULE_TANGLED, .field = field);
	for (size_t i = 0; i < n; i++) {
		const struct entry *e = hits[i].entry;
		enum action action = e->site   ? e->action
				     : e->note ? ACT_NOTE
					       : by_severity[e->severity];
		/* Only the comment's own text can be shown masked; a mild word in an address is let be. */
		if (action == ACT_MASK && field == IN_NAME)
			action = ACT_HOLD;
		if (action == ACT_MASK && (field == IN_URL || in_link(run, &hits[i], &link)))
			action = ACT_NOTE;
		reason(run, word_rule(e), .field = field, .from = hits[i].from, .to = hits[i].to,
		       .entry = e->name, .action = &action);
	}
}

void
stage_words(struct run *run)
{
	struct reading name = normalise(run->arena, run->draft->name);
	struct reading url = normalise(run->arena, run->draft->url);
	words_in(run, IN_TEXT, &run->text);
	words_in(run, IN_NAME, &name);
	words_in(run, IN_URL, &url);
}

/* ---- links ------------------------------------------------------------------------------------- */

void
stage_links(struct run *run)
{
	int64_t foreign = 0;
	for (size_t i = 0; i < run->n_links; i++) {
		const struct link *l = &run->links[i];
		if (link_is_own(run->arena, l->host, run->draft->site_host))
			continue;
		foreign++;
		reason(run, RULE_LINK, .field = IN_TEXT, .from = l->from, .to = l->to,
		       .entry = l->host);
	}
	if (foreign > run->policy->links_max)
		reason(run, RULE_LINKS, .field = IN_TEXT, .entry = number(run, foreign));
}

void
stage_link_in_name(struct run *run)
{
	struct link *links;
	size_t n = links_find(run->arena, run->draft->name, &links);
	for (size_t i = 0; i < n; i++)
		reason(run, RULE_LINK_IN_NAME, .field = IN_NAME, .from = links[i].from,
		       .to = links[i].to, .entry = links[i].host);
}

/* ---- shape ------------------------------------------------------------------------------------- */

#define SHOUT_LETTERS 20 /* shorter may be a name or an acronym */
#define REPEAT_CHARS 12  /* "soooooo" is a manner of speaking */
#define REPEAT_WORDS 6

static void
shouting(struct run *run)
{
	size_t letters = 0, upper = 0;
	for (size_t i = 0; i < run->text.plain; i++) {
		const struct glyph *g = &run->text.g[i];
		letters += (g->bits & (GLYPH_LATIN | GLYPH_FOREIGN | GLYPH_SWAPPED)) != 0;
		upper += (g->bits & GLYPH_UPPER) != 0;
	}
	if (letters >= SHOUT_LETTERS && upper * 10 >= letters * 7)
		reason(run, RULE_SHOUTING, .field = IN_TEXT);
}

static size_t
word_end(const struct reading *in, size_t i)
{
	while (i < in->plain && glyph_is_word(&in->g[i]))
		i++;
	return i;
}

static bool
same_word(const struct glyph *a, const struct glyph *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (a[i].c != b[i].c || a[i].run != b[i].run)
			return false;
	return true;
}

/* The first stretch of one character or one word many times. */
static void
repeats(struct run *run)
{
	const struct reading *in = &run->text;
	size_t before = 0, n_before = 0, times = 0, first = 0;
	for (size_t i = 0, end; i < in->plain; i = end) {
		end = word_end(in, i);
		if (end == i) {
			end++;
			continue;
		}
		for (size_t k = i; k < end; k++)
			if (in->g[k].run >= REPEAT_CHARS) {
				reason(run, RULE_REPEATS, .field = IN_TEXT, .from = in->g[k].from,
				       .to = in->g[k].to);
				return;
			}
		bool again = times > 0 && end - i == n_before &&
			     same_word(in->g + before, in->g + i, end - i);
		first = again ? first : i;
		times = again ? times + 1 : 1;
		before = i;
		n_before = end - i;
		if (times == REPEAT_WORDS) {
			reason(run, RULE_REPEATS, .field = IN_TEXT, .from = in->g[first].from,
			       .to = in->g[end - 1].to);
			return;
		}
	}
}

/* Words of Latin letters and of another script's that look Latin; words with invisible characters
 * inside. */
static void
disguises(struct run *run)
{
	const struct reading *in = &run->text;
	for (size_t i = 0, end; i < in->plain; i = end) {
		size_t latin = 0, swapped = 0, hidden = 0;
		end = word_end(in, i);
		for (size_t k = i; k < end; k++) {
			latin += (in->g[k].bits & GLYPH_LATIN) != 0;
			swapped += (in->g[k].bits & GLYPH_SWAPPED) != 0;
			hidden += (in->g[k].bits & GLYPH_HIDDEN) != 0 && k + 1 < end &&
				  (in->g[k].bits & GLYPH_LATIN) != 0;
		}
		if (latin > 0 && swapped > 0 && latin + swapped >= 3)
			reason(run, RULE_MIXED, .field = IN_TEXT, .from = in->g[i].from,
			       .to = in->g[end - 1].to);
		if (hidden > 0)
			reason(run, RULE_HIDDEN, .field = IN_TEXT, .from = in->g[i].from,
			       .to = in->g[end - 1].to);
		end += end == i;
	}
}

void
stage_shape(struct run *run)
{
	shouting(run);
	repeats(run);
	disguises(run);
}
