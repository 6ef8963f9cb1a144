/* The year's report; see the header. */
#include "flow/transparency.h"

#include <math.h>

#include "base/date.h"
#include "store/store_thread.h"
#include "store/store_year.h"

struct year_report {
	struct arena *arena;
	struct figure *figures;
	size_t n;
	const char *group;
	/* of the list being read */
	int64_t total;
	int64_t parts[STATE__MAX];
	/* of waits, which come in order */
	int64_t *waits;
	size_t n_waits;
	/* what sums are made of */
	int64_t held, held_shown, held_decided, marked, marked_shown, taken_down;
};

static struct figure *
add(struct year_report *r, struct str name, enum figure_unit unit)
{
	arena_grow(r->arena, r->figures, r->n);
	r->figures[r->n] = (struct figure){.group = r->group, .name = str_copy(r->arena, name), .unit = unit};
	return &r->figures[r->n++];
}

static void
add_count(struct year_report *r, struct str name, int64_t n)
{
	add(r, name, FIGURE_COUNT)->n = n;
}

static void
add_share(struct year_report *r, const char *name, int64_t part, int64_t of)
{
	struct figure *f = add(r, str_of(name), FIGURE_SHARE);
	f->share = of > 0 ? (double)part / (double)of : 0;
	f->of = of;
}

/* "received.hate.acted"; a part that is "" is left off. */
static struct str
named(struct year_report *r, const char *head, struct str what, struct str became)
{
	return str_printf(r->arena, "%s%s%.*s%s%.*s", head, what.n > 0 ? "." : "", STR_FMT(what),
			  became.n > 0 ? "." : "", STR_FMT(became));
}

/* ---- what was written, and what a program made of it ------------------------------------------------ */

static void
on_comments(void *arg, struct str action, struct str state, int64_t n)
{
	struct year_report *r = arg;
	bool shown = str_eq(state, state_word(STATE_APPROVED));
	r->total += n;
	if (str_eq(action, action_word(ACT_HOLD))) {
		r->held += n;
		r->held_shown += shown ? n : 0;
		r->held_decided += str_eq(state, state_word(STATE_PENDING)) ||
						   str_eq(state, state_word(STATE_WITHDRAWN))
					   ? 0
					   : n;
	} else if (str_eq(action, action_word(ACT_REJECT))) {
		r->marked += n;
		r->marked_shown += shown ? n : 0;
	}
}

static void
on_rule(void *arg, struct str rule, struct str none, int64_t n)
{
	struct year_report *r = arg;
	add_count(r, named(r, "spam", rule, none), n);
}

/* ---- what people decided --------------------------------------------------------------------------- */

static bool
is_taken_down(struct str state)
{
	return str_eq(state, state_word(STATE_REJECTED)) || str_eq(state, state_word(STATE_SPAM)) ||
	       str_eq(state, state_word(STATE_DELETED));
}

static void
on_decisions(void *arg, struct str before, struct str after, int64_t n)
{
	struct year_report *r = arg;
	r->total += n;
	if (is_taken_down(after) && !is_taken_down(before))
		r->taken_down += n;
	for (size_t i = 0; i < STATE__MAX; i++)
		r->parts[i] += str_eq(after, state_word((enum state)i)) ? n : 0;
}

/* What is given away as it comes, under the name of its sum. */
static void
on_parts(void *arg, struct str what, struct str became, int64_t n)
{
	struct year_report *r = arg;
	r->total += n;
	add_count(r, named(r, "by", what, became), n);
}

static void
on_act(void *arg, struct str verb, struct str none, int64_t n)
{
	struct year_report *r = arg;
	(void)none;
	if (str_eq(verb, STR("ban")))
		r->total += n;
}

static void
on_wait(void *arg, int64_t seconds, int64_t ended)
{
	struct year_report *r = arg;
	(void)ended;
	arena_grow(r->arena, r->waits, r->n_waits);
	r->waits[r->n_waits++] = seconds < 0 ? 0 : seconds;
}

/* ---- all of it -------------------------------------------------------------------------------------- */

struct year {
	struct db *db;
	struct site_id site;
	int64_t from, to;
};

static enum err
count(struct year_report *r, const struct year *y, enum year_count what,
      void (*row)(void *, struct str, struct str, int64_t))
{
	r->total = 0;
	memset(r->parts, 0, sizeof(r->parts));
	return store_year_count(y->db, what, y->site, y->from, y->to, row, r);
}

/* A list whose sum stands before its parts. */
static enum err
counted(struct year_report *r, const struct year *y, enum year_count what, const char *group)
{
	r->group = group;
	size_t sum = r->n;
	add_count(r, STR("received"), 0);
	enum err e = count(r, y, what, on_parts);
	r->figures[sum].n = r->total;
	return e;
}

/* Nearest rank. */
static enum err
waited(struct year_report *r, const struct year *y, enum year_wait what)
{
	r->waits = NULL;
	r->n_waits = 0;
	enum err e = store_year_waits(y->db, what, y->site, y->from, y->to, on_wait, r);
	struct figure *f = add(r, STR("waited.median"), FIGURE_SECONDS);
	f->of = (int64_t)r->n_waits;
	f->n = r->n_waits > 0 ? r->waits[(r->n_waits + 1) / 2 - 1] : 0;
	return e;
}

static enum err
automation(struct year_report *r, const struct year *y)
{
	r->group = "comments";
	enum err e = count(r, y, YEAR_COMMENTS, on_comments);
	add_count(r, STR("written"), r->total);
	r->group = "automated";
	add_count(r, STR("held"), r->held);
	add_count(r, STR("held.shown_by_people"), r->held_shown);
	add_share(r, "held.error_rate", r->held_shown, r->held_decided);
	add_count(r, STR("spam"), r->marked);
	add_count(r, STR("spam.shown_by_people"), r->marked_shown);
	add_share(r, "spam.error_rate", r->marked_shown, r->marked);
	return e == ERR_OK ? count(r, y, YEAR_RULES, on_rule) : e;
}

static enum err
decisions(struct year_report *r, const struct year *y)
{
	r->group = "people";
	enum err e = count(r, y, YEAR_DECISIONS, on_decisions);
	add_count(r, STR("decisions"), r->total);
	for (size_t i = 0; i < STATE__MAX; i++)
		if (r->parts[i] > 0)
			add_count(r, named(r, "decisions", state_word((enum state)i), STR("")), r->parts[i]);
	if (e == ERR_OK)
		e = waited(r, y, YEAR_WAIT_DECISION);
	r->group = "taken_down";
	add_count(r, STR("by_people"), r->taken_down);
	add_count(r, STR("by_program"), r->marked - r->marked_shown);
	add_share(r, "automated", r->marked - r->marked_shown, r->taken_down + r->marked - r->marked_shown);
	return e;
}

enum err
transparency_read(struct house *h, struct site *s, struct arena *a, const struct moderator *by, int year,
		  struct figure **ret, size_t *ret_n)
{
	struct year_report r = {.arena = a};
	must(actor_at(by, s));
	struct year y = {.site = s->id};
	must(date_read(str_printf(a, "%04d-01-01", year), &y.from));
	must(date_read(str_printf(a, "%04d-01-01", year + 1), &y.to));
	y.db = store_reader(h->store, DB_CONSOLE);
	enum err e = automation(&r, &y);
	if (e == ERR_OK)
		e = decisions(&r, &y);
	if (e == ERR_OK)
		e = counted(&r, &y, YEAR_NOTICES, "notices");
	if (e == ERR_OK)
		e = waited(&r, &y, YEAR_WAIT_NOTICE);
	if (e == ERR_OK)
		e = counted(&r, &y, YEAR_COMPLAINTS, "complaints");
	if (e == ERR_OK)
		e = counted(&r, &y, YEAR_APPEALS, "appeals");
	if (e == ERR_OK)
		e = waited(&r, &y, YEAR_WAIT_APPEAL);
	if (e == ERR_OK)
		e = counted(&r, &y, YEAR_REPORTS, "reports");
	r.group = "bans";
	if (e == ERR_OK)
		e = count(&r, &y, YEAR_ACTS, on_act);
	add_count(&r, STR("set"), r.total);
	store_reader_done(h->store, &y.db);
	if (e == ERR_OK) {
		*ret = r.figures;
		*ret_n = r.n;
	}
	return e;
}

/* ---- what is told of it ------------------------------------------------------------------------------ */

static bool
is_few(int64_t n)
{
	return n > 0 && n < TRANSPARENCY_FEW;
}

/* A share of many that few make up would tell how few; so would one of all but a few. */
bool
figure_is_few(const struct figure *f)
{
	if (f->unit == FIGURE_COUNT)
		return is_few(f->n);
	if (f->unit == FIGURE_SECONDS)
		return is_few(f->of);
	int64_t part = llround(f->share * (double)f->of);
	return is_few(f->of) || is_few(part) || is_few(f->of - part);
}
