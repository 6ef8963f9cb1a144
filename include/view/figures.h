/* The page of figures: tables of numbers, with charts (SVG, drawn here). Knows nothing of what they count. */
#ifndef VIEW_FIGURES_H
#define VIEW_FIGURES_H

#include "view/view.h"

#define FIGURE_COLUMNS_MAX 4

enum figure_unit {
	FIGURE_COUNT,
	FIGURE_SHARE, /* in thousandths; -1: of nothing */
	FIGURE_SPAN   /* in seconds; -1: of nothing */
};
struct figure_column {
	struct str head;  /* finished text */
	enum figure_unit unit;
	bool chart;
	int64_t top;      /* where the chart ends; 0: at the highest */
};
struct figure_row {
	struct str label; /* any text */
	int64_t n[FIGURE_COLUMNS_MAX];
};
struct figure {
	const char *word; /* of letters; the table's id, and its name for a file */
	struct str title, first; /* finished texts: above it, above the labels */
	struct figure_column columns[FIGURE_COLUMNS_MAX];
	size_t n_columns;
	const struct figure_row *rows;
	size_t n_rows;
};

struct figures_view {
	int64_t days;
	int64_t median, p95; /* seconds that people waited for a decision; -1: nothing was decided */
	const struct figure *figures;
	size_t n;
};
void view_figures(struct html *, struct arena *, const struct site_view *, const struct desk_view *,
		  const struct figures_view *);

#endif
