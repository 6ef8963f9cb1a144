/* Articles out of a CSV file: which columns they have. */
#include "csv.h"
#include "import.h"

enum column { COL_PATH, COL_URL, COL_TITLE, COL_PUBLISHED, COL_LANG, COL_AUTHOR, COL__MAX };

static const char *const columns[COL__MAX] = {"path", "url", "title", "published", "lang", "author"};

static bool
take_broken(void *arg, unsigned long line, struct str why)
{
	return import_fault(arg, line, "%.*s", STR_FMT(why));
}

static bool
take_header(void *arg, unsigned long line, const bool *has, const char *fault)
{
	if (fault != NULL || !has[COL_TITLE] || (!has[COL_PATH] && !has[COL_URL]))
		return import_fault(arg, line,
				    "this is no RSS, Atom or news sitemap, and no CSV whose first row "
				    "names title and path or url, separated by commas");
	import_format(arg, STR("csv"));
	return true;
}

static bool
take_row(void *arg, unsigned long line, const struct str *v, const char *fault)
{
	struct article article = {.line = line,
				  .page = v[COL_PATH],
				  .link = v[COL_URL],
				  .title = v[COL_TITLE],
				  .published = v[COL_PUBLISHED],
				  .lang = v[COL_LANG],
				  .author = v[COL_AUTHOR],
				  .fault = fault};
	return import_article(arg, &article);
}

struct csv *
import_csv_new(struct arena *a, struct import *im)
{
	struct csv_reader reader = {columns, COL__MAX, take_header, take_row, take_broken, im};
	return csv_new(a, &reader);
}
