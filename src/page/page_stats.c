/* The desk: figures of some days, and each table as a file. */
#include "base/clock.h"
#include "flow/stats.h"
#include "flow/train.h"
#include "routes.h"
#include "view/figures.h"
#include "view/locale.h"

#define FILE_BYTES (256u * 1024) /* 366 days, or every rule, or everybody who ever moderated */

static struct figure
figure_of(struct call *c, enum stats_table table, struct str title, struct str first)
{
	return (struct figure){.word = str_z(c->arena, stats_table_word(table)), .title = told(c, title),
			       .first = told(c, first)};
}

static void
add_column(struct call *c, struct figure *f, struct str head, enum figure_unit unit, bool chart)
{
	must(f->n_columns < FIGURE_COLUMNS_MAX);
	f->columns[f->n_columns++] = (struct figure_column){told(c, head), unit, chart, 0};
}

static struct figure
by_day(struct call *c, const struct stats *s)
{
	struct figure f = figure_of(c, STATS_BY_DAY, MSG("By day"), MSG("Day"));
	struct figure_row *rows = arena_array(c->arena, s->n_days, struct figure_row);
	int64_t storms = 0;
	for (size_t i = 0; i < s->n_days; i++) {
		const struct stats_count *n = &s->days[i].count;
		rows[i] = (struct figure_row){str_sub(clock_iso(c->arena, s->days[i].day), 0, 10),
					      {n->posts, n->decisions, n->storms}};
		storms += n->storms;
	}
	add_column(c, &f, MSG("Comments"), FIGURE_COUNT, true);
	add_column(c, &f, MSG("Decisions"), FIGURE_COUNT, true);
	add_column(c, &f, MSG("Storms"), FIGURE_COUNT, storms > 0);
	f.rows = rows;
	f.n_rows = s->n_days;
	return f;
}

static struct figure
by_hour(struct call *c, const struct stats *s)
{
	struct figure f = figure_of(c, STATS_BY_HOUR, MSG("By hour of the day"), MSG("Hour"));
	struct figure_row *rows = arena_array(c->arena, ARRAY_LEN(s->hours), struct figure_row);
	for (size_t i = 0; i < ARRAY_LEN(s->hours); i++)
		rows[i] = (struct figure_row){str_printf(c->arena, "%02zu:00", i),
					      {s->hours[i].posts, s->hours[i].decisions}};
	add_column(c, &f, MSG("Comments"), FIGURE_COUNT, true);
	add_column(c, &f, MSG("Decisions"), FIGURE_COUNT, true);
	f.rows = rows;
	f.n_rows = ARRAY_LEN(s->hours);
	return f;
}

static int64_t
thousandths(int64_t part, int64_t whole)
{
	return whole == 0 ? -1 : (part * 1000 + whole / 2) / whole;
}

/* What is refused is not stored, so nobody can count it. */
static struct figure
by_verdict(struct call *c, const struct stats *s)
{
	static const struct str names[] = {
		[ACT_NOTE] = MSG_C("published at once"),
		[ACT_MASK] = MSG_C("published with words masked"),
		[ACT_HOLD] = MSG_C("held for a moderator"),
		[ACT_REJECT] = MSG_C("taken for spam")};
	struct figure f = figure_of(c, STATS_BY_VERDICT, MSG("What the filters said"), MSG("Verdict"));
	struct figure_row *rows = arena_array(c->arena, ARRAY_LEN(names), struct figure_row);
	int64_t whole = 0;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		whole += s->judged[i];
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		rows[i] = (struct figure_row){told(c, names[i]),
					      {s->judged[i], thousandths(s->judged[i], whole)}};
	add_column(c, &f, MSG("Comments"), FIGURE_COUNT, false);
	add_column(c, &f, MSG("Share"), FIGURE_SHARE, true);
	f.rows = rows;
	f.n_rows = ARRAY_LEN(names);
	return f;
}

static struct figure
by_rule(struct call *c, const struct stats *s)
{
	struct figure f = figure_of(c, STATS_BY_RULE, MSG("By rule"), MSG("Rule"));
	struct figure_row *rows = arena_array(c->arena, s->n_rules, struct figure_row);
	for (size_t i = 0; i < s->n_rules; i++) {
		const struct stats_rule *r = &s->rules[i];
		rows[i] = (struct figure_row){r->rule, {r->fired, r->decided, r->overturned,
							thousandths(r->decided - r->overturned, r->decided)}};
	}
	add_column(c, &f, MSG("Comments"), FIGURE_COUNT, true);
	add_column(c, &f, MSG("decided on"), FIGURE_COUNT, false);
	add_column(c, &f, MSG("published by people"), FIGURE_COUNT, false);
	add_column(c, &f, MSG("was right"), FIGURE_SHARE, true);
	f.rows = rows;
	f.n_rows = s->n_rules;
	return f;
}

static struct figure
by_person(struct call *c, const struct stats *s)
{
	struct figure f = figure_of(c, STATS_BY_PERSON, MSG("By moderator"), MSG("Who"));
	struct figure_row *rows = arena_array(c->arena, s->n_people, struct figure_row);
	for (size_t i = 0; i < s->n_people; i++) {
		const struct stats_person *p = &s->people[i];
		rows[i] = (struct figure_row){p->name.n > 0 ? p->name : told(c, MSG("the command line")),
					      {p->decided, p->undone}};
	}
	add_column(c, &f, MSG("Decisions"), FIGURE_COUNT, true);
	add_column(c, &f, MSG("taken back"), FIGURE_COUNT, false);
	f.rows = rows;
	f.n_rows = s->n_people;
	return f;
}

static int64_t
share(double x)
{
	return x >= 0 ? (int64_t)(x * 1000 + .5) : -1; /* NAN too */
}

/* Of the decisions made that day on what waited. */
static struct figure
of_waiting(struct call *c, const struct stats *s)
{
	struct figure f = figure_of(c, STATS_OF_WAITING, MSG("Waiting for a moderator"), MSG("Day"));
	struct figure_row *rows = arena_array(c->arena, s->n_days, struct figure_row);
	for (size_t i = 0; i < s->n_days; i++) {
		const struct stats_wait *w = &s->days[i].wait;
		rows[i] = (struct figure_row){str_sub(clock_iso(c->arena, s->days[i].day), 0, 10),
					      {w->n, w->median, w->p95}};
	}
	add_column(c, &f, MSG("Decisions"), FIGURE_COUNT, false);
	add_column(c, &f, MSG("Half of them waited at most"), FIGURE_SPAN, s->wait.n > 0);
	add_column(c, &f, MSG("95 of 100 waited at most"), FIGURE_SPAN, s->wait.n > 0);
	f.rows = rows;
	f.n_rows = s->n_days;
	return f;
}

/* Of what it has not learned, after the last refit. */
static struct figure
of_classifier(struct call *c, const struct learned *l)
{
	struct figure f = {.word = str_z(c->arena, stats_table_word(STATS_OF_CLASSIFIER)),
			   .title = told(c, MSG("What the classifier has learned here")),
			   .first = locale_count(c->arena, c->view.lang,
						 MSG_N("On %s decision that it has not seen",
						       "On %s decisions that it has not seen"), l->held)};
	const struct figure_row rows[] = {
		{told(c, MSG("of what it takes for spam, is spam")), {share(l->precision)}},
		{told(c, MSG("of spam, it finds")), {share(l->recall)}},
		{told(c, MSG("of honest comments, it takes for spam")), {share(l->fpr)}},
		{told(c, MSG("how far its probabilities are off")), {share(l->ece)}}};
	struct figure_row *copy = arena_array(c->arena, ARRAY_LEN(rows), struct figure_row);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		copy[i] = rows[i];
	add_column(c, &f, MSG("Share"), FIGURE_SHARE, false);
	f.rows = copy;
	f.n_rows = ARRAY_LEN(rows);
	return f;
}

/* Is 80 % said of what turns out so in 80 of 100? Both charts end at the whole. */
static struct figure
of_calibration(struct call *c, const struct hold_out_bin *bins)
{
	struct figure f = figure_of(c, STATS_OF_CALIBRATION,
				    MSG("How right the classifier's probabilities are"),
				    MSG("Probability of spam"));
	struct figure_row *rows = arena_array(c->arena, HOLD_OUT_BINS, struct figure_row);
	for (int64_t i = 0; i < HOLD_OUT_BINS; i++) {
		const struct hold_out_bin *b = &bins[i];
		int64_t n = (int64_t)b->n, width = 100 / HOLD_OUT_BINS;
		struct str from = locale_number(c->arena, c->view.lang, i * width);
		struct str to = locale_number(c->arena, c->view.lang, (i + 1) * width);
		rows[i] = (struct figure_row){
			locale_put(c->arena, told(c, MSG("%s %")),
				   str_printf(c->arena, "%.*s–%.*s", STR_FMT(from), STR_FMT(to))),
			{n, n == 0 ? -1 : share(b->p / (double)n), thousandths((int64_t)b->positive, n)}};
	}
	add_column(c, &f, MSG("Comments"), FIGURE_COUNT, false);
	add_column(c, &f, MSG("predicted"), FIGURE_SHARE, true);
	add_column(c, &f, MSG("was spam"), FIGURE_SHARE, true);
	f.columns[1].top = f.columns[2].top = 1000;
	f.rows = rows;
	f.n_rows = HOLD_OUT_BINS;
	return f;
}

static void
send_file(struct call *c, struct resp *resp, const struct stats *s, enum stats_table table)
{
	struct buf b = buf_in(c->arena, FILE_BYTES);
	stats_csv(&b, c->arena, s, table);
	resp->kind = RESP_CSV;
	resp->body = buf_view(&b);
	resp->file_name = str_cat(c->arena, stats_table_word(table), STR(".csv"));
}

static void
show(struct call *c, struct resp *resp, const struct stats *s)
{
	struct desk_view desk;
	struct desk_words words = {.status = 200};
	struct figure figures[STATS_TABLE__MAX];
	struct hold_out_bin bins[HOLD_OUT_BINS];
	struct figures_view v = {.days = (int64_t)s->n_days, .median = s->wait.median, .p95 = s->wait.p95,
				 .figures = figures};
	enum err e = desk_beside(c, TOOL_STATS, &words, &desk);
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return;
	}
	figures[v.n++] = by_day(c, s);
	figures[v.n++] = by_hour(c, s);
	figures[v.n++] = of_waiting(c, s);
	figures[v.n++] = by_verdict(c, s);
	figures[v.n++] = by_rule(c, s);
	figures[v.n++] = by_person(c, s);
	if (s->learned.refit > 0)
		figures[v.n++] = of_classifier(c, &s->learned);
	if (train_bins(&s->learned, bins))
		figures[v.n++] = of_calibration(c, bins);
	struct html h = html_in(c->arena);
	view_figures(&h, c->arena, &c->view, &desk, &v);
	answer_desk(resp, 200, &h);
}

void
page_stats(struct call *c, struct resp *resp)
{
	struct stats s;
	enum stats_table table = STATS_TABLE__MAX;
	int64_t days = c->v[FIGURES_DAYS].n != 0 ? c->v[FIGURES_DAYS].n : STATS_DAYS;
	struct str word = c->v[FIGURES_TABLE].text;
	bool fits = c->v[FIGURES_DAYS].fault == FAULT_NONE && c->v[FIGURES_TABLE].fault == FAULT_NONE &&
		    (word.n == 0 || stats_table_of(word, &table) == ERR_OK);
	if (!fits || (table == STATS_BY_PERSON && actor_role(c->moderator) < ROLE_ADMIN)) {
		answer_error(c, resp, fits ? 403 : 400);
		return;
	}
	enum err e = stats_read(c->house, c->site, c->arena, c->moderator, days, &s);
	if (e != ERR_OK)
		answer_failure(c, resp, e);
	else if (table != STATS_TABLE__MAX)
		send_file(c, resp, &s, table);
	else
		show(c, resp, &s);
}
