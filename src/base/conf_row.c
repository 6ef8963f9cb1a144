/* What settings there are; see the header. Must not know the file format. */
#include "base/conf_row.h"

#include "base/buf.h"
#include "base/manual.h"

#define KEY_MAX 64 /* longest key that is compared with ours */

#define OFFSET_GLOBAL(field) offsetof(struct conf, field)
#define OFFSET_SITE(field) offsetof(struct site_conf, field)

const struct conf_row conf_rows[CONF_ROWS] = {
#define CONF(where, field, key, type, lo, hi, def, help)                                           \
	{WHERE_##where, STR_C(key), TYPE_##type, lo, hi, def, help, OFFSET_##where(field)},
#include "base/conf.def"
#undef CONF
};

const struct conf_row *
conf_row_find(enum conf_where where, struct str key)
{
	for (size_t i = 0; i < CONF_ROWS; i++)
		if (conf_rows[i].where == where && str_eq(conf_rows[i].key, key))
			return &conf_rows[i];
	return NULL;
}

bool
conf_row_is_branch(enum conf_where where, struct str key)
{
	for (size_t i = 0; i < CONF_ROWS; i++)
		if (conf_rows[i].where == where && str_starts(conf_rows[i].key, key) &&
		    str_starts(str_from(conf_rows[i].key, key.n), STR(".")))
			return true;
	return false;
}

static struct str
span_text(struct arena *a, int64_t seconds)
{
	static const struct {
		int64_t n;
		char unit;
	} units[] = {{86400, 'd'}, {3600, 'h'}, {60, 'm'}, {1, 's'}};
	size_t i = 0;
	while (seconds % units[i].n != 0)
		i++;
	return str_printf(a, "%lld%c", (long long)(seconds / units[i].n), units[i].unit);
}

struct str
conf_row_allowed(struct arena *a, const struct conf_row *w)
{
	long long lo = w->lo, hi = w->hi;
	switch (w->type) {
	case TYPE_TEXT:
		return lo == hi ? str_printf(a, "a text of %lld bytes in quotes", lo)
				: str_printf(a, "a text of %lld to %lld bytes in quotes", lo, hi);
	case TYPE_INT:
		return str_printf(a, "a number from %lld to %lld", lo, hi);
	case TYPE_SPAN:
		return str_printf(a, "a time from \"%s\" to \"%s\" (s, m, h or d)",
				  span_text(a, lo).p, span_text(a, hi).p);
	case TYPE_BOOL:
		return STR("true or false");
	case TYPE_LIST:
		return str_printf(a, "a list of %lld to %lld texts: [ \"…\", \"…\" ]", lo, hi);
	}
	must_fail(__FILE__, __LINE__, "a type of conf.def");
}

/* Levenshtein's distance, Wagner and Fischer's table (1974) one row at a time. */
static size_t
distance(struct str x, struct str y)
{
	size_t row[KEY_MAX + 1];
	must(y.n <= KEY_MAX);
	for (size_t j = 0; j <= y.n; j++)
		row[j] = j;
	for (size_t i = 0; i < x.n; i++) {
		size_t diagonal = row[0];
		row[0] = i + 1;
		for (size_t j = 0; j < y.n; j++) {
			size_t best = diagonal + (x.p[i] != y.p[j]);
			diagonal = row[j + 1];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (diagonal + 1 < best)
				best = diagonal + 1;
			row[j + 1] = best;
		}
	}
	return row[y.n];
}

const struct conf_row *
conf_row_near(enum conf_where where, struct str key)
{
	const struct conf_row *best = NULL;
	size_t least = key.n / 3 + 1; /* more letters wrong than that: another word */
	if (key.n > KEY_MAX)
		return NULL;
	for (size_t i = 0; i < CONF_ROWS; i++) {
		size_t d = conf_rows[i].where == where ? distance(key, conf_rows[i].key) : SIZE_MAX;
		if (d <= least && (best == NULL || d < least)) {
			best = &conf_rows[i];
			least = d;
		}
	}
	return best;
}

static void
table_part(struct arena *a, struct buf *b, enum conf_where where)
{
	buf_lit(b, "| setting | value | default | meaning |\n|---|---|---|---|\n");
	for (size_t i = 0; i < CONF_ROWS; i++) {
		const struct conf_row *w = &conf_rows[i];
		if (w->where != where)
			continue;
		bool quoted = w->type != TYPE_INT && w->type != TYPE_BOOL;
		struct str what = conf_row_allowed(a, w);
		buf_printf(b, "| `%.*s` | %.*s | ", STR_FMT(w->key), STR_FMT(what));
		if (w->def == NULL)
			buf_lit(b, "must be given");
		else
			buf_printf(b, quoted ? "`\"%s\"`" : "`%s`", w->def);
		buf_printf(b, " | %s |\n", w->help);
	}
}

struct str
conf_table(struct arena *a)
{
	struct buf b = buf_in(a, 64 * 1024);
	buf_lit(&b, "At the top of the file:\n\n");
	table_part(a, &b, WHERE_GLOBAL);
	buf_lit(&b, "\nFor each site, inside `sites = ( { … } );`:\n\n");
	table_part(a, &b, WHERE_SITE);
	must(!b.over);
	return buf_view(&b);
}

static void
manual_part(struct arena *a, struct buf *b, enum conf_where where)
{
	buf_lit(b, ".Bl -tag -width Ds\n");
	for (size_t i = 0; i < CONF_ROWS; i++) {
		const struct conf_row *w = &conf_rows[i];
		if (w->where != where)
			continue;
		bool quoted = w->type != TYPE_INT && w->type != TYPE_BOOL;
		buf_printf(b, ".It Ic %.*s\n", STR_FMT(w->key));
		manual_text(b, str_of(w->help));
		buf_lit(b, "\n.Pp\n");
		manual_text(b, conf_row_allowed(a, w));
		if (w->def == NULL) {
			buf_lit(b, "; must be given.\n");
			continue;
		}
		buf_lit(b, ";\nthe default is\n.Ql ");
		buf_printf(b, quoted ? "\\(dq%s\\(dq" : "%s", w->def);
		buf_lit(b, " .\n");
	}
	buf_lit(b, ".El\n");
}

struct str
conf_manual(struct arena *a)
{
	struct buf b = buf_in(a, 64 * 1024);
	buf_lit(&b, ".Ss Top of the file\n");
	manual_part(a, &b, WHERE_GLOBAL);
	buf_lit(&b, ".Ss For each site\nInside\n.Ql sites = ( { ... } );\\& .\n");
	manual_part(a, &b, WHERE_SITE);
	must(!b.over);
	return buf_view(&b);
}

struct str
conf_row_value(struct arena *a, const struct conf_row *row, const void *of)
{
	const void *at = (const char *)of + row->offset;
	struct buf b = buf_in(a, 1u << 20);
	switch (row->type) {
	case TYPE_TEXT:
		return *(const struct str *)at;
	case TYPE_INT:
	case TYPE_SPAN:
		return str_printf(a, "%lld", (long long)*(const int64_t *)at);
	case TYPE_BOOL:
		return *(const bool *)at ? STR("true") : STR("false");
	case TYPE_LIST:
		for (size_t i = 0; i < ((const struct str_list *)at)->n; i++)
			buf_printf(&b, "%s%.*s", i > 0 ? ", " : "",
				   STR_FMT(((const struct str_list *)at)->at[i]));
		return buf_view(&b);
	}
	return STR("");
}
