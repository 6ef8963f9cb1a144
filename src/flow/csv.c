/* CSV; see the header. A state machine over bytes: a field may hold line ends, a piece may end anywhere. */
#include "csv.h"

#include "base/utf8.h"

#define RECORD_BYTES_MAX (64u * 1024) /* of one row; a longer one is skipped without being kept */

enum place { FIELD_BEGIN, FIELD_PLAIN, FIELD_QUOTED, FIELD_QUOTE_IN_QUOTED };

struct csv {
	struct arena *arena;
	struct csv_reader reader;
	struct buf record;	 /* the fields' bytes, one behind the other */
	size_t end[CSV_COLUMNS_MAX]; /* where each ends */
	size_t n;		 /* fields that are whole */
	enum place place;
	bool was_cr, empty;
	unsigned long line, begin, quote; /* of the present byte; where record and quote begin */
	const char *fault;		  /* of the present record */
	size_t columns;			  /* of the header; 0: not read yet */
	size_t at[CSV_COLUMNS_MAX];	  /* where each column stands, or CSV_COLUMNS_MAX */
};

struct csv *
csv_new(struct arena *a, const struct csv_reader *reader)
{
	struct csv *c = arena_new_of(a, struct csv);
	must(reader->n_columns <= CSV_COLUMNS_MAX);
	c->arena = a;
	c->reader = *reader;
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
broken(struct csv *c, unsigned long line, struct str why)
{
	return c->reader.broken(c->reader.arg, line, why);
}

static bool
take_header(struct csv *c)
{
	bool has[CSV_COLUMNS_MAX] = {false};
	for (size_t k = 0; k < c->reader.n_columns; k++)
		c->at[k] = CSV_COLUMNS_MAX;
	for (size_t i = 0; i < c->n; i++) {
		struct str name = str_trim(field(c, i));
		for (size_t k = 0; k < c->reader.n_columns; k++) {
			const char *word = c->reader.columns[k];
			if (name.n != strlen(word) || strncasecmp(name.p, word, name.n) != 0)
				continue;
			if (has[k])
				return broken(c, c->begin,
					      str_printf(c->arena, "the header row has %s twice", word));
			c->at[k] = i;
			has[k] = true;
		}
	}
	c->columns = c->n;
	return c->reader.header(c->reader.arg, c->begin, has, c->fault);
}

/* Each by itself: half a character at the end of one field and half at the beginning of the next are none. */
static bool
fields_valid(const struct csv *c)
{
	struct str all = buf_view(&c->record);
	size_t from = 0;
	for (size_t k = 0; k < c->n; k++) {
		if (!utf8_valid(str_sub(all, from, c->end[k])))
			return false;
		from = c->end[k];
	}
	return utf8_valid(str_from(all, from));
}

static bool
take_record(struct csv *c)
{
	struct str v[CSV_COLUMNS_MAX];
	if (!fields_valid(c))
		return broken(c, c->begin,
			      MSG("this is not UTF-8 text; convert the file first, as iconv does"));
	if (c->columns == 0)
		return take_header(c);
	for (size_t k = 0; k < c->reader.n_columns; k++)
		v[k] = c->at[k] == CSV_COLUMNS_MAX ? STR("") : field(c, c->at[k]);
	if (c->fault == NULL && c->n != c->columns)
		c->fault = c->n < c->columns ? N_("it has fewer fields than the header row")
					     : N_("it has more fields than the header row");
	return c->reader.row(c->reader.arg, c->begin, v, c->fault);
}

static void
end_field(struct csv *c)
{
	c->place = FIELD_BEGIN;
	if (c->n == CSV_COLUMNS_MAX)
		c->fault = N_("it has more than 64 fields");
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
			c->fault = N_("it is longer than 64 KB");
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
		c->fault = N_("something stands behind a closing quote");
	else if (ch == '"' && c->place == FIELD_PLAIN)
		c->fault = N_("a quote stands inside a field without quotes");
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
		return broken(c, c->quote, MSG("the quote that begins here has no end"));
	if (!end_record(c))
		return false;
	return c->columns > 0 || broken(c, 0, MSG("the file is empty"));
}

/* ---- writing ---------------------------------------------------------------------------------------- */

/* OWASP's list (CSV Injection): = + - @ and their full-width forms, tab, carriage return, line feed. */
bool
csv_formula(struct str s)
{
	static const char *const wide[] = {"\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"};
	for (size_t i = 0; i < ARRAY_LEN(wide); i++)
		if (str_starts(s, str_of(wide[i])))
			return true;
	return s.n > 0 && strchr("=+-@\t\r\n", s.p[0]) != NULL;
}

struct str
csv_unguarded(struct str s)
{
	return s.n > 1 && s.p[0] == '\'' && csv_formula(str_from(s, 1)) ? str_from(s, 1) : s;
}

void
csv_put(struct buf *b, struct str s)
{
	bool quotes = str_has(s, ',') || str_has(s, '"') || str_has(s, '\n') || str_has(s, '\r');
	size_t from = 0, at;
	if (quotes)
		buf_char(b, '"');
	if (csv_formula(s))
		buf_char(b, '\'');
	while ((at = str_find(s, STR("\""), from)) != SIZE_MAX) {
		buf_str(b, str_sub(s, from, at + 1));
		buf_char(b, '"');
		from = at + 1;
	}
	buf_str(b, str_from(s, from));
	if (quotes)
		buf_char(b, '"');
}
