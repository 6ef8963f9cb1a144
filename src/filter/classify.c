/* Asking: sums of weights over a text's features, the probability, the pieces that weighed most. */
#include "filter/classify.h"

#include <math.h>

#include "filter/ascii.h"
#include "filter/learn.h"

void
model_odds(const struct model *m, const struct features *f, double ret[HEAD__MAX])
{
	double odds[HEAD__MAX] = {0};
	uint32_t i = 0;
	for (enum group g = 0; g < GROUP__MAX; g++) {
		int64_t sum[HEAD__MAX] = {0}; /* of whole numbers: exact */
#pragma GCC unroll 4 /* counting is a third of the work */
		for (; i < f->end[g]; i++)
			for (enum head h = 0; h < HEAD__MAX; h++)
				sum[h] += m->w[f->at[i]][h];
		for (enum head h = 0; h < HEAD__MAX; h++)
			odds[h] += (double)f->value[g] * (double)sum[h];
	}
	for (enum head h = 0; h < HEAD__MAX; h++) {
		const struct head_params *p = &m->head[h];
		ret[h] = p->there ? p->platt.slope * (odds[h] * p->scale + p->bias) +
					    p->platt.offset
				  : NAN;
	}
}

double
delta_odds(const struct delta *d, const struct features *f)
{
	double odds = d->bias;
	uint32_t i = 0;
	for (enum group g = 0; g < GROUP__MAX; g++) {
		double sum = 0;
		for (; i < f->end[g]; i++)
			sum += (double)d->w[f->at[i]];
		odds += (double)f->value[g] * sum;
	}
	return odds;
}

/* ---- pieces ------------------------------------------------------------------------------------ */

/* What each byte of the text added, as far as features stand on it: a feature's weight is spread over
 * its bytes, and a piece is a stretch of words that all speak for spam. */
static void
spread(double *bytes, double *whole, const struct features *f, size_t i, double weight)
{
	struct span s = f->spans[i];
	if (s.to == s.from) {
		*whole += weight;
		return;
	}
	for (uint32_t k = s.from; k < s.to; k++)
		bytes[k] += weight / (s.to - s.from);
}

static void
spread_all(double *bytes, double *whole, const struct model *m, const struct features *f,
	   const struct delta *d, const struct features *df)
{
	const struct head_params *p = &m->head[HEAD_SPAM];
	double unit = p->scale * p->platt.slope;
	uint32_t i = 0, k = 0;
	for (enum group g = 0; g < GROUP__MAX; g++) {
		for (; i < f->end[g]; i++)
			spread(bytes, whole, f, i,
			       (double)f->value[g] * unit * m->w[f->at[i]][HEAD_SPAM]);
		for (; d != NULL && k < df->end[g]; k++)
			spread(bytes, whole, df, k, (double)df->value[g] * (double)d->w[df->at[k]]);
	}
}

static void
piece_add(struct score *s, struct piece p)
{
	size_t at = s->n_pieces;
	if (p.weight <= 0)
		return;
	while (at > 0 && s->pieces[at - 1].weight < p.weight)
		at--;
	if (at == PIECES_MAX)
		return;
	s->n_pieces += s->n_pieces < PIECES_MAX;
	memmove(s->pieces + at + 1, s->pieces + at, (s->n_pieces - at - 1) * sizeof(p));
	s->pieces[at] = p;
}

/* Words in a row that speak for spam are one piece, up to PIECE_WORDS of them. */
#define PIECE_WORDS 4

/* The word or link at glyph `i`: its bytes, and the glyph behind it. Empty: a gap. */
static struct piece
word_at(const struct seen *seen, size_t i, size_t *link, size_t *ret_end)
{
	const struct reading *r = seen->reading;
	size_t end = i;
	while (*link < seen->n_links && seen->links[*link].to <= r->g[i].from)
		++*link;
	if (*link < seen->n_links && seen->links[*link].from <= r->g[i].from) {
		const struct link *l = &seen->links[*link];
		while (end < r->plain && r->g[end].from < l->to)
			end++;
		*ret_end = end;
		return (struct piece){l->from, l->to, 0};
	}
	while (end < r->plain && glyph_is_word(&r->g[end]))
		end++;
	*ret_end = end > i ? end : i + 1;
	return end > i ? (struct piece){r->g[i].from, r->g[end - 1].to, 0} : (struct piece){0};
}

static void
pieces_of(struct score *s, const struct seen *seen, const double *bytes, size_t n, double whole)
{
	struct piece p = {0};
	size_t words = 0, link = 0;
	for (size_t i = 0; i < seen->reading->plain;) {
		struct piece word = word_at(seen, i, &link, &i);
		if (word.from >= n) /* no feature stands there, nor behind it */
			break;
		if (word.to == word.from)
			continue;
		for (size_t k = word.from; k < word.to && k < n; k++)
			word.weight += bytes[k];
		if (word.weight <= 0 || words == PIECE_WORDS) {
			piece_add(s, p);
			p = (struct piece){0};
			words = 0;
		}
		if (word.weight <= 0)
			continue;
		p.from = words == 0 ? word.from : p.from;
		p.to = word.to;
		p.weight += word.weight;
		words++;
	}
	piece_add(s, p);
	piece_add(s, (struct piece){0, 0, whole});
}

/* The byte behind the last that a feature stands on: of a long text only the beginning has some. */
static uint32_t
spans_end(const struct features *f)
{
	uint32_t end = 0;
	for (uint32_t i = 0; i < f->end[GROUP__MAX - 1]; i++)
		end = f->spans[i].to > end ? f->spans[i].to : end;
	return end;
}

static void
explain(struct score *s, const struct model *m, const struct delta *d, struct arena *a,
	const struct seen *seen)
{
	struct features f = features_placed(a, &m->hasher, seen), df = {0};
	if (d != NULL)
		df = features_placed(a, &d->hasher, seen);
	size_t end = spans_end(&f), of_delta = spans_end(&df), n = end > of_delta ? end : of_delta;
	double *bytes = arena_array(a, n, double), whole = 0;
	spread_all(bytes, &whole, m, &f, d, &df);
	pieces_of(s, seen, bytes, n, whole);
}

/* ---- the score --------------------------------------------------------------------------------- */

struct score
classify_seen(const struct model *m, const struct delta *d, struct arena *a,
	      const struct seen *seen, double explain_from)
{
	struct score s = {.p = NAN};
	struct features f = features_of(a, &m->hasher, seen);
	double odds[HEAD__MAX];
	model_odds(m, &f, odds);
	s.toxicity = m->head[HEAD_TOXIC].there ? logistic(odds[HEAD_TOXIC]) : NAN;
	if (!m->head[HEAD_SPAM].there)
		return s;
	if (d != NULL) {
		struct features df = features_of(a, &d->hasher, seen);
		odds[HEAD_SPAM] = d->platt.slope * (odds[HEAD_SPAM] + delta_odds(d, &df)) +
				  d->platt.offset;
	}
	s.p = logistic(odds[HEAD_SPAM]);
	if (s.p >= explain_from)
		explain(&s, m, d, a, seen);
	return s;
}

struct score
classify(const struct model *m, const struct delta *d, struct arena *a, struct str text,
	 double explain_from)
{
	struct seen seen = seen_of(a, m->bait, text);
	return classify_seen(m, d, a, &seen, explain_from);
}

/* ---- the rule ---------------------------------------------------------------------------------- */

/* From here on it may be rejected, but never by the classifier alone: FILTERS.md, "Reject". */
#define SURE 0.98

/* What few words weigh says little, so it must weigh clearly more to hold, and rejects nothing: "1950 or
 * 1960". By the number of words. Without one there is nothing that a classifier of words could know: rules
 * judge addresses and numbers. */
#define FEW_WORDS 3
static const double hold_few[FEW_WORDS + 1] = {2 /* none */, 0.98, 0.90, 0.90};

/* The first place behind the white space, if any, that begins at `i`. */
static size_t
skip_space(struct str text, size_t i)
{
	while (i < text.n && (unsigned char)text.p[i] <= ' ')
		i++;
	return i;
}

/* Stretches between white space that have a letter and no part of a link or mail address; a letter of the
 * scripts that write without white space is a word. Counts little further than FEW_WORDS. */
static size_t
words_in(struct str text, const struct link *links, size_t n_links)
{
	size_t words = 0, link = 0;
	for (size_t i = skip_space(text, 0); i < text.n && words <= FEW_WORDS; i = skip_space(text, i)) {
		size_t from = i, wide = 0;
		bool letter = false;
		for (; i < text.n && (unsigned char)text.p[i] > ' '; i++) {
			unsigned char c = (unsigned char)text.p[i];
			letter |= c >= 0x80 || ascii_letter((char)c);
			wide += c >= 0xE3 && c <= 0xED; /* U+3000 to U+DFFF begin so */
		}
		while (link < n_links && links[link].to <= from)
			link++;
		if (letter && (link == n_links || links[link].from >= i))
			words += wide > 0 ? wide : 1;
	}
	return words;
}

void
stage_classifier(struct run *run)
{
	size_t signals = run->signals; /* of the rules before this one */
	const struct facts *f = run->facts;
	double hold = run->policy->classifier_hold;
	if (f->model == NULL)
		return;
	struct seen seen = {.text = run->source, .reading = &run->text, .links = run->links,
			    .n_links = run->n_links, .baits = run->baits, .n_baits = run->n_baits};
	struct score s = classify_seen(f->model, f->delta, run->arena, &seen, hold);
	run->verdict->spam = s.p;
	run->verdict->toxicity = s.toxicity;
	if (!(s.p >= hold))
		return;
	size_t words = words_in(run->source, run->links, run->n_links);
	bool few = words <= FEW_WORDS;
	if (few && s.p < hold_few[words])
		return;
	reason(run, RULE_CLASSIFIER, .field = IN_TEXT, .entry = str_printf(run->arena, "%.3f", s.p));
	if (s.p >= SURE && signals > 0 && !few)
		reason(run, RULE_CLASSIFIER_SURE, .field = IN_TEXT,
		       .entry = entry_number(run, (int64_t)signals));
	for (size_t i = 0; i < s.n_pieces; i++)
		reason(run, RULE_PIECE, .field = IN_TEXT, .from = s.pieces[i].from,
		       .to = s.pieces[i].to,
		       .entry = str_printf(run->arena, "%+.1f", s.pieces[i].weight));
}
