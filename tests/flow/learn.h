/* What the tests of learning share: a site whose moderators call spam what nobody else would, their decisions, and
 * what a request then asks. */
#ifndef TESTS_FLOW_LEARN_H
#define TESTS_FLOW_LEARN_H

#include "test.h"

#include <math.h>

#include "flow/train.h"
#include "flow/undo.h"
#include "house.h"
#include "sqlite.h"

#define OPEN "hold: { first = 0; }; rate: { posts = 100000; }; storm: { mode = \"none\"; };"

static struct fixture f;
static struct arena *scratch;

static int
begin(void **state)
{
	(void)state;
	fixture_make(&f, OPEN);
	scratch = arena_new();
	return 0;
}

static int
end(void **state)
{
	(void)state;
	arena_free(&scratch);
	fixture_end(&f);
	return 0;
}

static struct comment_id
post(const char *text)
{
	static int n;
	const char *who = str_printf(f.a, "reader%d@news.example", n++).p;
	return say(&f, (struct say){.text = text, .email = who, .address = who}).id;
}

/* What this site's moderators call spam, and nobody else would. */
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* the tables stand right there */

static const char *
knitting(int i)
{
	static const char *const what[] = {"socks", "mittens", "scarves", "jumpers", "blankets", "hats", "shawls"};
	static const char *const how[] = {"My aunt knits %s of merino wool, row %d",
					  "Row %2$d of the %1$s wants a smaller needle",
					  "Wool for %s should be washed %d times before the first row",
					  "Needles, wool and patience: %s in %d evenings"};
	return str_printf(f.a, how[i % 4], what[i % 7], i + 3).p;
}

static const char *
harbour(int i)
{
	static const char *const who[] = {"The council", "The mayor", "The board", "The minister", "The engineer"};
	static const char *const how[] = {"%s promised the harbour works for spring, %d weeks ago",
					  "%s should walk along the quay before talking of %d jobs",
					  "Nobody asked %s for %d new cranes",
					  "%s has %d reasons to wait, and the ferry has none"};
	return str_printf(f.a, how[i % 4], who[i % 5], i + 3).p;
}

/* One lesson, whatever the filter made of the text: rejecting is none. */
static void
judge(const char *text, enum verb verb)
{
	struct comment_id id = post(text);
	assert_int_equal(make_move(&f, id, VERB_REJECT).outcome, DECIDED);
	assert_int_equal(make_move(&f, id, verb).outcome, DECIDED);
}

static void
teach(int from, int to)
{
	for (int i = from; i < to; i++) {
		judge(knitting(i), VERB_SPAM);
		judge(harbour(i), VERB_APPROVE);
	}
}

static void
undo_last_one(void)
{
	struct undone u;
	assert_int_equal(undo(f.house, f.site, f.a, f.console, 0, &u), ERR_OK);
	assert_int_equal(u.outcome, UNDONE);
}

static void
learn(void)
{
	bool more;
	assert_int_equal(train_learn(f.house, scratch, &more), ERR_OK);
	arena_reset(scratch);
}

/* What requests ask: the bytes of the whole delta. */
static struct str
asked(void)
{
	const struct delta *d;
	struct snapshot *s = train_take(f.site, f.house->model, &d);
	assert_non_null(d);
	struct str bytes = delta_write(f.a, d);
	snapshot_give(&s);
	return bytes;
}

static double
spam_of(const char *text)
{
	const struct delta *d;
	struct snapshot *s = train_take(f.site, f.house->model, &d);
	double p = classify(f.house->model, d, f.a, str_of(text), 2).p;
	snapshot_give(&s);
	return p;
}

static struct str
refitted(void)
{
	assert_int_equal(train_refit(f.house, f.site, scratch), ERR_OK);
	arena_reset(scratch);
	return asked();
}

static struct learned
report(int64_t *ret_since)
{
	struct learned l = {0};
	assert_int_equal(train_report(f.house, f.site, f.a, &l, ret_since), ERR_OK);
	return l;
}

#endif
