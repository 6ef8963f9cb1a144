/* Rules on the form of a text: how it is written, whatever it says. */
#include "filter/pipeline.h"

#define SHOUT_LETTERS 20 /* shorter may be a name or an acronym */
#define REPEAT_CHARS 12  /* "soooooo" is a manner of speaking */
#define REPEAT_WORDS 6

static void
shouting(struct run *run)
{
	size_t letters = 0, upper = run->text.glance.upper;
	if (upper * 10 < SHOUT_LETTERS * 7)
		return;
	for (size_t i = 0; i < run->text.plain; i++)
		letters += (run->text.g[i].bits & (GLYPH_LATIN | GLYPH_FOREIGN | GLYPH_SWAPPED)) != 0;
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

/* No word stands many times in a row: where each word is one token, their hashes say so. */
static bool
none_repeats(const struct run *run)
{
	const struct token *t = run->tokens.at;
	size_t times = 1, most = 1;
	if (run->text.glance.lone > 0 || (run->text.glance.bits & GLYPH_SOFT))
		return false;
	for (size_t i = 1; i < run->tokens.n; i++) {
		times = t[i].hash == t[i - 1].hash ? times + 1 : 1;
		most = times > most ? times : most;
	}
	return most < REPEAT_WORDS;
}

/* The first stretch of one character or one word many times. */
static void
repeats(struct run *run)
{
	const struct reading *in = &run->text;
	if (in->glance.longest < REPEAT_CHARS && none_repeats(run)) /* nearly always */
		return;
	size_t before = 0, n_before = 0, times = 0, first = 0;
	for (size_t i = 0, end; i < in->plain; i = end) {
		end = word_end(in, i);
		if (end == i) {
			end++;
			continue;
		}
		for (size_t k = i; k < end && in->glance.longest >= REPEAT_CHARS; k++)
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

/* The first word of Latin letters and of another script's that look Latin; the first with invisible
 * characters inside. */
static void
disguises(struct run *run)
{
	const struct reading *in = &run->text;
	if ((in->glance.bits & (GLYPH_SWAPPED | GLYPH_HIDDEN)) == 0)
		return;
	for (size_t i = 0, end; i < in->plain; i = end) {
		size_t latin = 0, swapped = 0, hidden = 0;
		end = word_end(in, i);
		for (size_t k = i; k < end; k++) {
			latin += (in->g[k].bits & GLYPH_LATIN) != 0;
			swapped += (in->g[k].bits & GLYPH_SWAPPED) != 0;
			hidden += (in->g[k].bits & GLYPH_HIDDEN) != 0 && k + 1 < end &&
				  (in->g[k].bits & GLYPH_LATIN) != 0;
		}
		if (latin > 0 && swapped > 0 && latin + swapped >= 3 && run->said[RULE_MIXED] == 0)
			reason(run, RULE_MIXED, .field = IN_TEXT, .from = in->g[i].from,
			       .to = in->g[end - 1].to);
		if (hidden > 0 && run->said[RULE_HIDDEN] == 0)
			reason(run, RULE_HIDDEN, .field = IN_TEXT, .from = in->g[i].from,
			       .to = in->g[end - 1].to);
		end += end == i;
	}
}

/* A word or more in letters of a font, or under piles of marks. One or two are a fancy initial. */
#define ODD_LETTERS 4

static void
odd_letters(struct run *run)
{
	const struct oddity *o = &run->plain.fonts;
	if (o->n >= ODD_LETTERS)
		reason(run, RULE_FANCY, .field = IN_TEXT, .from = o->from, .to = o->to);
	o = &run->plain.marks;
	if (o->n >= ODD_LETTERS)
		reason(run, RULE_MARKS, .field = IN_TEXT, .from = o->from, .to = o->to);
}

/* "A L E X": letters one by one, as no one writes a word. Shorter may be an abbreviation. */
#define SPACED_LETTERS 6

static void
spaced(struct run *run)
{
	const struct token *t = run->tokens.at;
	size_t n = 0;
	for (size_t i = 0; i < run->tokens.n; i++) {
		bool again = i > 0 && t[i].hash == t[i - 1].hash; /* stammering */
		bool one = t[i].n == 1 && !t[i].lone && run->text.g[t[i].first].run == 1 &&
			   (run->text.g[t[i].first].bits & (GLYPH_LATIN | GLYPH_FOREIGN | GLYPH_SWAPPED));
		bool near = n > 0 && token_from(&run->tokens, i) - token_to(&run->tokens, i - 1) <= 2;
		n = !one || again ? 0 : near ? n + 1 : 1;
		if (n < SPACED_LETTERS)
			continue;
		reason(run, RULE_SPACED, .field = IN_TEXT, .from = token_from(&run->tokens, i + 1 - n),
		       .to = token_to(&run->tokens, i));
		return;
	}
}

void
stage_shape(struct run *run)
{
	shouting(run);
	repeats(run);
	disguises(run);
	odd_letters(run);
	spaced(run);
}
