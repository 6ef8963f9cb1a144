/* report transparency. */
#include "base/clock.h"
#include "ctl.h"
#include "flow/transparency.h"

static const char *const units[] = {
	[FIGURE_COUNT] = "count", [FIGURE_SECONDS] = "seconds", [FIGURE_SHARE] = "share"};

/* A figure as it is told; `ret_few`: of so few that it is not, `ret_none`: it is made of nothing. */
static struct str
told(struct arena *a, const struct figure *f, bool *ret_few, bool *ret_none)
{
	*ret_few = figure_is_few(f);
	*ret_none = f->unit != FIGURE_COUNT && f->of == 0;
	if (*ret_few)
		return str_printf(a, "<%d", TRANSPARENCY_FEW);
	if (*ret_none)
		return STR("");
	return f->unit == FIGURE_SHARE ? str_printf(a, "%.4f", f->share)
				       : str_printf(a, "%lld", (long long)f->n);
}

static void
json_figure(struct json *j, const struct figure *f, int64_t year, struct str value, bool few, bool none)
{
	json_object(j);
	json_kv_int(j, "year", year);
	json_kv_str(j, "group", str_of(f->group));
	json_kv_str(j, "name", f->name);
	json_kv_str(j, "unit", str_of(units[f->unit]));
	json_key(j, "value");
	if (few || none)
		json_null(j);
	else if (f->unit == FIGURE_SHARE)
		json_double(j, f->share);
	else
		json_int(j, f->n);
	json_kv_str(j, "shown", value);
	json_end(j);
}

static int
print_csv(struct ctl *c, const struct figure *figures, size_t n, int64_t year)
{
	printf("year,group,name,unit,value\r\n");
	for (size_t i = 0; i < n; i++) {
		bool few, none;
		struct str value = told(c->arena, &figures[i], &few, &none);
		printf("%lld,%s,%.*s,%s,%.*s\r\n", (long long)year, figures[i].group,
		       STR_FMT(figures[i].name), units[figures[i].unit], STR_FMT(value));
	}
	if (fflush(stdout) != 0 || ferror(stdout))
		return ctl_fail(EX_IOERR, "cannot write to standard output: %m");
	return EX_OK;
}

static int
print_list(struct ctl *c, const struct figure *figures, size_t n, int64_t year)
{
	static const struct list_column columns[] = {
		{"group", LIST_TEXT}, {"figure", LIST_TEXT}, {"value", LIST_NUMBER}, {"unit", LIST_TEXT}};
	struct list *l = list_begin(c, "figures", columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < n; i++) {
		bool few, none;
		const struct figure *f = &figures[i];
		struct str value = told(c->arena, f, &few, &none);
		struct json *j = list_row(l);
		if (j != NULL) {
			json_figure(j, f, year, value, few, none);
			continue;
		}
		list_cell(l, str_of(f->group));
		list_cell(l, f->name);
		list_cell(l, none ? STR("-") : value);
		list_cell(l, str_of(units[f->unit]));
	}
	return list_end(l, "No figures.");
}

int
ctl_report_transparency(struct ctl *c)
{
	struct figure *figures = NULL;
	size_t n = 0;
	int64_t year, last = clock_utc(clock_now()).tm_year + 1900 - 1;
	bool csv = c->opt[OPT_FORMAT] != NULL;
	if (!ctl_number(c, OPT_YEAR, 2000, 9998, last, &year))
		return EX_USAGE;
	if (csv && (c->opt[OPT_JSON] != NULL || c->opt[OPT_JSONL] != NULL))
		return ctl_fail(EX_USAGE, "--format csv and JSON exclude each other");
	enum err e = transparency_read(c->house, c->site, c->arena, c->me, (int)year, &figures, &n);
	if (e != ERR_OK)
		return ctl_failed(c, e, "cannot read the figures");
	return csv ? print_csv(c, figures, n, year) : print_list(c, figures, n, year);
}
