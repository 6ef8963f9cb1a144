/* The page of figures. */
#include "view/figures.h"

#include "tools.h"
#include "view/locale.h"
#include "view/tmpl.h"

/* In units of the picture, which is stretched to where it stands. */
#define BAR 10   /* a bar with the gap behind it; its template knows its width */
#define HIGH 100

static const int64_t spans[] = {7, 14, 30, 90, 366};

static struct safe
choices(struct arena *a, const struct site_view *site, int64_t days)
{
	struct html h = html_in(a);
	bool known = false;
	for (size_t i = 0; i < ARRAY_LEN(spans); i++)
		known = known || spans[i] == days;
	for (size_t i = 0; i < ARRAY_LEN(spans) + !known; i++) {
		int64_t n = i < ARRAY_LEN(spans) ? spans[i] : days;
		tool_option(&h, site, str_printf(a, "%lld", (long long)n),
			    locale_count(a, site->lang, MSG_N("%s day", "%s days"), n), n == days);
	}
	return html_done(&h);
}

/* To the minute, the hour or the day, upwards. */
static struct str
span(struct arena *a, const struct site_view *site, int64_t seconds)
{
	if (seconds <= 120 * 60)
		return locale_count(a, site->lang, MSG_N("%s minute", "%s minutes"), (seconds + 59) / 60);
	if (seconds <= 48 * 3600)
		return locale_count(a, site->lang, MSG_N("%s hour", "%s hours"), (seconds + 3599) / 3600);
	return locale_count(a, site->lang, MSG_N("%s day", "%s days"), (seconds + 86399) / 86400);
}

static struct str
number(struct arena *a, const struct site_view *site, enum figure_unit unit, int64_t n)
{
	if (unit == FIGURE_COUNT)
		return locale_number(a, site->lang, n);
	if (n < 0)
		return STR("–");
	return unit == FIGURE_SPAN ? span(a, site, n)
				   : locale_put(a, locale_text(site->lang, MSG("%s %")),
						locale_number(a, site->lang, (n + 5) / 10));
}

static struct safe
chart(struct arena *a, const struct site_view *site, const struct figure *f, size_t column)
{
	const struct figure_column *c = &f->columns[column];
	struct html h = html_in(a), bars = html_in(a);
	int64_t most = 0;
	for (size_t i = 0; i < f->n_rows; i++)
		most = f->rows[i].n[column] > most ? f->rows[i].n[column] : most;
	int64_t top = c->top > most ? c->top : most;
	for (size_t i = 0; i < f->n_rows; i++) {
		int64_t n = f->rows[i].n[column];
		int64_t height = n <= 0 ? 0 : (n * HIGH + top - 1) / top;
		tmpl_stats_bar(&bars, site->lang, &(struct tmpl_stats_bar){
			.x = (int64_t)i * BAR + 1, .y = HIGH - height, .height = height,
			.label = f->rows[i].label, .value = number(a, site, c->unit, n)});
	}
	tmpl_stats_chart(&h, site->lang, &(struct tmpl_stats_chart){
		.head = c->head,
		.most = locale_put(a, locale_text(site->lang, MSG("at most %s")),
				   number(a, site, c->unit, most)),
		.width = (int64_t)f->n_rows * BAR, .bars = html_done(&bars),
		.first = f->rows[0].label, .last = f->n_rows > 1 ? f->rows[f->n_rows - 1].label : STR("")});
	return html_done(&h);
}

static struct safe
charts(struct arena *a, const struct site_view *site, const struct figure *f)
{
	struct html h = html_in(a);
	for (size_t i = 0; i < f->n_columns; i++)
		if (f->columns[i].chart)
			html_safe(&h, chart(a, site, f, i));
	return html_done(&h);
}

static struct safe
heads(struct arena *a, const struct site_view *site, const struct figure *f)
{
	struct html h = html_in(a);
	tmpl_stats_head(&h, site->lang, &(struct tmpl_stats_head){.text = f->first});
	for (size_t i = 0; i < f->n_columns; i++)
		tmpl_stats_head(&h, site->lang, &(struct tmpl_stats_head){.text = f->columns[i].head});
	return html_done(&h);
}

static struct safe
rows(struct arena *a, const struct site_view *site, const struct figure *f)
{
	struct html h = html_in(a);
	for (size_t i = 0; i < f->n_rows; i++) {
		struct html cells = html_in(a);
		for (size_t k = 0; k < f->n_columns; k++)
			tmpl_stats_cell(&cells, site->lang, &(struct tmpl_stats_cell){
				.text = number(a, site, f->columns[k].unit, f->rows[i].n[k])});
		tmpl_stats_row(&h, site->lang, &(struct tmpl_stats_row){
			.label = f->rows[i].label, .cells = html_done(&cells)});
	}
	return html_done(&h);
}

static struct safe
file(struct arena *a, const struct site_view *site, const struct figures_view *v, const struct figure *f)
{
	struct html h = html_in(a);
	tmpl_stats_file(&h, site->lang, &(struct tmpl_stats_file){
		.href = str_printf(a, "%.*s?days=%lld&table=%s", STR_FMT(tool_url(a, site, TOOL_STATS, "")),
				   (long long)v->days, f->word),
		.title = f->title});
	return html_done(&h);
}

static struct safe
figures(struct arena *a, const struct site_view *site, const struct figures_view *v)
{
	struct html h = html_in(a);
	for (size_t i = 0; i < v->n; i++) {
		const struct figure *f = &v->figures[i];
		if (f->n_rows > 0)
			tmpl_stats_figure(&h, site->lang, &(struct tmpl_stats_figure){
				.word = str_of(f->word),
				.title = f->title,
				.charts = charts(a, site, f),
				.heads = heads(a, site, f),
				.rows = rows(a, site, f),
				.file = file(a, site, v, f)});
	}
	return html_done(&h);
}

static struct str
waits(struct arena *a, const struct site_view *site, const struct figures_view *v)
{
	if (v->median < 0)
		return locale_text(site->lang, MSG("No comment that waited was decided on in these days."));
	struct str text = locale_text(site->lang,
				      MSG("Half of the comments that waited for a moderator waited "
					  "at most %1$s, 95 of 100 at most %2$s."));
	return locale_put(a, text, span(a, site, v->median), span(a, site, v->p95));
}

void
view_figures(struct html *h, struct arena *a, const struct site_view *site, const struct desk_view *desk,
	     const struct figures_view *v)
{
	struct html content = html_in(a);
	tmpl_stats(&content, site->lang, &(struct tmpl_stats){
		.action = tool_url(a, site, TOOL_STATS, ""),
		.days = choices(a, site, v->days),
		.waits = waits(a, site, v),
		.figures = figures(a, site, v)});
	desk_page(h, a, site, desk, MSG("Statistics"), html_done(&content));
}
