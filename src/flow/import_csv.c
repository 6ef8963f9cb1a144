/*
 * CSV as RFC 4180 writes it: fields between commas, quotes doubled inside quotes, a header row. A
 * state machine over bytes, so a field may hold line ends and a piece may end anywhere. Knows
 * nothing of sites.
 */
#include "base/buf.h"
#include "base/utf8.h"
#include "import.h"

#define RECORD_BYTES_MAX (64u * 1024) /* of one row; a longer one is skipped without being kept */
#define COLUMNS_MAX 64

enum column { COL_PATH, COL_URL, COL_TITLE, COL_PUBLISHED, COL_LANG, COL_AUTHOR, COL__MAX };

static const char *const column_words[] = {"path", "url", "title", "published", "lang", "author"};

enum place { FIELD_BEGIN, FIELD_PLAIN, FIELD_QUOTED, FIELD_QUOTE_IN_QUOTED };

struct csv {
	struct import *import;
	struct buf record;	 /* the fields' bytes, one behind the other */
	size_t end[COLUMNS_MAX]; /* where each ends */
	size_t n;		 /* fields that are whole */
	enum place place;
	bool was_cr, empty;
	unsigned long line, begin, quote; /* of the present byte; where record and quote begin */
	const char *fault;		  /* of the present record */
	size_t columns;			  /* of the header; 0: not read yet */
	size_t at[COL__MAX];		  /* where each column stands, or COLUMNS_MAX */
};

struct csv *
csv_new(struct arena *a, struct import *im)
{
	struct csv *c = arena_new_of(a, struct csv);
	c->import = im;
	c->record = buf_in(a, RECORD_BYTES_MAX);
	c->line = c->begin = 1;
	c->empty = true;
	return c;
}

static struct str
field(const struct csv *c, size_t i)
{
	size_t from = i == 0 ? 0 : c->end[i - 1];
	return i < c->n ? str_sub(buf_view(&c->record), from, c->end[i]) : STR("");
}

static bool
take_header(struct csv *c)
{
	for (size_t k = 0; k < COL__MAX; k++)
		c->at[k] = COLUMNS_MAX;
	for (size_t i = 0; i < c->n; i++) {
		struct str name = str_trim(field(c, i));
		for (size_t k = 0; k < COL__MAX; k++) {
			if (name.n != strlen(column_words[k]) ||
			    strncasecmp(name.p, column_words[k], name.n) != 0)
				continue;
			if (c->at[k] != COLUMNS_MAX)
				return import_fault(c->import, c->begin,
						    "the header row has %s twice", column_words[k]);
			c->at[k] = i;
		}
	}
	if (c->fault != NULL || c->at[COL_TITLE] == COLUMNS_MAX ||
	    (c->at[COL_PATH] == COLUMNS_MAX && c->at[COL_URL] == COLUMNS_MAX))
		return import_fault(
			c->import, c->begin,
			"this is no RSS, Atom or news sitemap, and no CSV whose first row "
			"names title and path or url, separated by commas");
	import_format(c->import, STR("csv"));
	c->columns = c->n;
	return true;
}

static bool
take_record(struct csv *c)
{
	struct str v[COL__MAX];
	if (!utf8_valid(buf_view(&c->record)))
		return import_fault(
			c->import, c->begin,
			"this is not UTF-8 text; convert the file first, as iconv does");
	if (c->columns == 0)
		return take_header(c);
	for (size_t k = 0; k < COL__MAX; k++)
		v[k] = c->at[k] == COLUMNS_MAX ? STR("") : field(c, c->at[k]);
	if (c->fault == NULL && c->n != c->columns)
		c->fault = c->n < c->columns ? "it has fewer fields than the header row"
					     : "it has more fields than the header row";
	struct article article = {.line = c->begin,
				  .page = v[COL_PATH],
				  .link = v[COL_URL],
				  .title = v[COL_TITLE],
				  .published = v[COL_PUBLISHED],
				  .lang = v[COL_LANG],
				  .author = v[COL_AUTHOR],
				  .fault = c->fault};
	return import_article(c->import, &article);
}

static void
end_field(struct csv *c)
{
	c->place = FIELD_BEGIN;
	if (c->n == COLUMNS_MAX)
		c->fault = "it has more than 64 fields";
	else
		c->end[c->n++] = c->record.n;
}

/* An empty line is no record. */
static bool
end_record(struct csv *c)
{
	bool ok = true;
	if (!c->empty) {
		end_field(c);
		if (c->record.over) {
			c->fault = "it is longer than 64 KB";
			buf_clear(&c->record); /* what is in it may end in the middle of a character
						*/
			c->n = 0;
		}
		ok = take_record(c);
	}
	buf_clear(&c->record);
	c->n = 0;
	c->fault = NULL;
	c->empty = true;
	return ok;
}

static void
take_plain(struct csv *c, char ch)
{
	if (ch == ',') {
		c->empty = false;
		end_field(c);
		return;
	}
	if (c->place == FIELD_QUOTE_IN_QUOTED)
		c->fault = "something stands behind a closing quote";
	else if (ch == '"' && c->place == FIELD_PLAIN)
		c->fault = "a quote stands inside a field without quotes";
	if (ch == '"' && c->place == FIELD_BEGIN) {
		c->place = FIELD_QUOTED;
		c->quote = c->line;
	} else {
		c->place = FIELD_PLAIN;
		buf_char(&c->record, ch);
	}
	c->empty = false;
}

static bool
take_byte(struct csv *c, char ch)
{
	bool line_end = ch == '\n' || ch == '\r', ok = true;
	if (c->place == FIELD_QUOTED) {
		if (ch == '"')
			c->place = FIELD_QUOTE_IN_QUOTED;
		else
			buf_char(&c->record, ch);
	} else if (ch == '"' && c->place == FIELD_QUOTE_IN_QUOTED) {
		c->place = FIELD_QUOTED;
		buf_char(&c->record, '"');
	} else if (line_end && !(ch == '\n' && c->was_cr)) {
		ok = end_record(c);
	} else if (!line_end) {
		if (c->empty && c->n == 0)
			c->begin = c->line;
		take_plain(c, ch);
	}
	c->line += ch == '\n' ? !c->was_cr : ch == '\r';
	c->was_cr = ch == '\r';
	return ok;
}

bool
csv_take(struct csv *c, struct str piece, bool last)
{
	for (size_t i = 0; i < piece.n; i++)
		if (!take_byte(c, piece.p[i]))
			return false;
	if (!last)
		return true;
	if (c->place == FIELD_QUOTED)
		return import_fault(c->import, c->quote, "the quote that begins here has no end");
	if (!end_record(c))
		return false;
	return c->columns > 0 || import_fault(c->import, 0, "the file is empty");
}
