/*
 * What it means that a text was said before: by whom, where, and what moderators thought of it.
 * The counts come as facts; the rules' texts stand in filter.def.
 */
#include "filter/pipeline.h"

/* An exact-copy flood is the one thing here that rejects: so many copies, over so many articles
 * or as often marked as spam. Ten people who paste one petition under one article are none; their
 * comments wait. */
#define FLOOD_COPIES 5
#define FLOOD_THREADS 3
#define FLOOD_SPAM 2

/* So many near copies by one person on one article are more than a correction. */
#define NEAR_CORRECTIONS 2

static struct str
counted(struct run *run, const struct alike *a)
{
	return str_printf(run->arena, "%lld%s by %lld on %lld", (long long)a->n,
			  a->n == ALIKE_MAX ? "+" : "", (long long)a->people,
			  (long long)a->threads);
}

static bool
is_flood(const struct alike *a)
{
	return a->n >= FLOOD_COPIES && (a->threads >= FLOOD_THREADS || a->spam >= FLOOD_SPAM) &&
	       a->good == 0;
}

static bool
is_liked(const struct alike *a)
{
	return a->good > 0 && a->spam == 0;
}

static void
exact(struct run *run, const struct alike *a)
{
	if (a->n > a->own)
		reason(run, is_liked(a) ? RULE_COPY_GOOD : RULE_COPY, .field = IN_TEXT,
		       .entry = counted(run, a));
	if (a->own > 0)
		reason(run, RULE_DUPLICATE, .field = IN_TEXT, .entry = counted(run, a));
	if (is_flood(a))
		reason(run, RULE_FLOOD, .field = IN_TEXT, .entry = counted(run, a));
}

static void
nearly(struct run *run, const struct alike *a)
{
	bool correction = a->n == a->own && a->n <= NEAR_CORRECTIONS;
	if (a->n > 0 && !correction && !is_liked(a))
		reason(run, RULE_NEAR_COPY, .field = IN_TEXT, .entry = counted(run, a));
}

void
stage_copies(struct run *run)
{
	const struct facts *f = run->facts;
	exact(run, &f->copies);
	nearly(run, &f->near);
	if (f->copies.spam + f->near.spam > 0)
		reason(run, RULE_COPY_SPAM, .field = IN_TEXT,
		       .entry = str_printf(run->arena, "%lld",
					   (long long)(f->copies.spam + f->near.spam)));
	if (f->copies_loading)
		reason_fact(run, RULE_COPY_UNSURE, STR(""));
}
