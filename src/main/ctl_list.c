/*
 * Lists, for every command that has one; see ctl.h. A table is kept until its last row is known, because only
 * then it is known how wide its columns have to be; JSON lines go out one by one.
 */
#include <locale.h>
#include <sys/ioctl.h>
#include <wchar.h>

#include "base/utf8.h"
#include "ctl.h"
#include "store/store_thread.h"

#define GAP 2
#define GIVES_LEAST 8    /* a column that gives way keeps so much */
#define PIPED_MOST 60    /* of such a column, where no terminal says how wide it may be */
#define CELL_CHARS_MAX 400
#define JSON_BYTES_MAX ((size_t)1 << 30)

struct cell {
	struct str text;
	enum tone tone;
};

struct list {
	struct ctl *ctl;
	const struct list_column *columns;
	size_t n_columns;
	struct buf out;
	struct json json;
	bool as_json, as_lines;
	struct cell *cells; /* row after row */
	size_t n_cells, n_rows;
	int64_t total, last; /* of list_more() */
};

struct list *
list_begin(struct ctl *c, const char *key, const struct list_column *columns, size_t n)
{
	struct list *l = arena_new_of(c->arena, struct list);
	*l = (struct list){.ctl = c, .columns = columns, .n_columns = n, .total = -1,
			   .as_json = c->opt[OPT_JSON] != NULL, .as_lines = c->opt[OPT_JSONL] != NULL};
	l->out = buf_in(c->arena, JSON_BYTES_MAX);
	l->json = json_to(&l->out);
	if (!l->as_json)
		return l;
	json_object(&l->json);
	json_key(&l->json, key);
	json_array(&l->json);
	return l;
}

/* The line of the row before. What cannot be written is seen at the end, by main(). */
static void
put_line(struct list *l)
{
	struct str s = buf_view(&l->out);
	if (s.n == 0)
		return;
	must(!l->out.over);
	fwrite(s.p, 1, s.n, stdout);
	putchar('\n');
	buf_clear(&l->out);
}

struct json *
list_row(struct list *l)
{
	must(l->n_cells == l->n_rows * l->n_columns || l->as_json || l->as_lines);
	l->n_rows++;
	if (l->as_lines) {
		put_line(l);
		l->json = json_to(&l->out);
	}
	return l->as_json || l->as_lines ? &l->json : NULL;
}

void
list_toned(struct list *l, enum tone tone, struct str s)
{
	arena_grow(l->ctl->arena, l->cells, l->n_cells);
	l->cells[l->n_cells++] = (struct cell){ctl_show(l->ctl->arena, s, CELL_CHARS_MAX), tone};
}

void
list_cell(struct list *l, struct str s)
{
	list_toned(l, TONE_PLAIN, s);
}

void
list_int(struct list *l, int64_t n)
{
	list_cell(l, str_printf(l->ctl->arena, "%lld", (long long)n));
}

void
list_when(struct list *l, int64_t at)
{
	list_cell(l, ctl_when(l->ctl->arena, at));
}

void
list_state(struct list *l, enum state state)
{
	static const enum tone tones[STATE__MAX] = {
		[STATE_PENDING] = TONE_WAITS, [STATE_APPROVED] = TONE_GOOD, [STATE_REJECTED] = TONE_BAD,
		[STATE_SPAM] = TONE_BAD,      [STATE_DELETED] = TONE_DIM,   [STATE_WITHDRAWN] = TONE_DIM,
	};
	list_toned(l, tones[state], state_word(state));
}

void
list_more(struct list *l, int64_t total, int64_t last)
{
	l->total = total;
	l->last = last;
}

/* ---- the table ---------------------------------------------------------------------------------------- */

/* Columns of the terminal: Chinese takes two, an accent of its own none. */
static size_t
char_width(uint32_t ch)
{
	int w = wcwidth((wchar_t)ch);
	return w < 0 ? 1 : (size_t)w;
}

static size_t
text_width(struct str s)
{
	size_t w = 0;
	for (size_t at = 0; at < s.n;)
		w += char_width(utf8_next(s, &at));
	return w;
}

static struct str
cut_to(struct arena *a, struct str s, size_t width)
{
	size_t w = 0, at = 0;
	if (text_width(s) <= width)
		return s;
	for (size_t next = 0; next < s.n; at = next) {
		w += char_width(utf8_next(s, &next));
		if (w > width - 1)
			break;
	}
	return str_cat(a, str_sub(s, 0, at), STR("…"));
}

/* 0: it is no terminal, lines may be of any length. */
static size_t
terminal_width(void)
{
	struct winsize w;
	if (!isatty(STDOUT_FILENO))
		return 0;
	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 0 ? w.ws_col : 80;
}

/* https://no-color.org: whatever it says, as long as it says something. */
static bool
coloured(void)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
	return isatty(STDOUT_FILENO) && (no == NULL || *no == '\0') &&
	       (term == NULL || strcmp(term, "dumb") != 0);
}

/* As wide as what stands in them; of those that give way the widest first, until a line fits. */
static void
measure(const struct list *l, size_t *widths)
{
	size_t sum = GAP * (l->n_columns - 1), room = terminal_width();
	for (size_t c = 0; c < l->n_columns; c++) {
		widths[c] = text_width(str_of(l->columns[c].head));
		for (size_t i = c; i < l->n_cells; i += l->n_columns) {
			size_t w = text_width(l->cells[i].text);
			widths[c] = w > widths[c] ? w : widths[c];
		}
		if (room == 0 && l->columns[c].kind == LIST_GIVES && widths[c] > PIPED_MOST)
			widths[c] = PIPED_MOST;
		sum += widths[c];
	}
	while (room > 0 && sum > room) {
		size_t widest = l->n_columns;
		for (size_t c = 0; c < l->n_columns; c++)
			if (l->columns[c].kind == LIST_GIVES && widths[c] > GIVES_LEAST &&
			    (widest == l->n_columns || widths[c] > widths[widest]))
				widest = c;
		if (widest == l->n_columns)
			return;
		widths[widest]--;
		sum--;
	}
}

static void
put_cell(struct list *l, size_t column, struct cell cell, size_t width, bool colour)
{
	static const char *const codes[] = {
		[TONE_PLAIN] = "", [TONE_GOOD] = "32", [TONE_WAITS] = "33",
		[TONE_BAD] = "31", [TONE_DIM] = "2",   [TONE_HEAD] = "1",
	};
	struct str s = cut_to(l->ctl->arena, cell.text, width);
	int pad = (int)(width - text_width(s));
	bool right = l->columns[column].kind == LIST_NUMBER, last = column == l->n_columns - 1;
	colour = colour && *codes[cell.tone] != '\0';
	printf("%*s", right ? pad : 0, "");
	if (colour)
		printf("\033[%sm", codes[cell.tone]);
	printf("%.*s%s%*s", STR_FMT(s), colour ? "\033[m" : "", right || last ? 0 : pad, "");
	fputs(last ? "\n" : "  ", stdout);
}

static void
put_table(struct list *l)
{
	bool colour = coloured(), quiet = l->ctl->opt[OPT_QUIET] != NULL;
	size_t *widths = arena_array(l->ctl->arena, l->n_columns, size_t);
	setlocale(LC_CTYPE, "C.UTF-8"); /* wcwidth() asks it */
	measure(l, widths);
	for (size_t c = 0; !quiet && c < l->n_columns; c++)
		put_cell(l, c, (struct cell){str_of(l->columns[c].head), TONE_HEAD}, widths[c], colour);
	for (size_t i = 0; i < l->n_cells; i++)
		put_cell(l, i % l->n_columns, l->cells[i], widths[i % l->n_columns], colour);
}

int
list_end(struct list *l, const char *nothing)
{
	bool quiet = l->ctl->opt[OPT_QUIET] != NULL;
	if (l->as_lines) {
		put_line(l);
		return EX_OK;
	}
	if (l->as_json) {
		json_end(&l->json);
		if (l->total >= 0)
			json_kv_int(&l->json, "total", l->total);
		json_end(&l->json);
		return ctl_print(&l->out);
	}
	must(l->n_cells == l->n_rows * l->n_columns);
	if (l->n_rows > 0)
		put_table(l);
	else if (!quiet)
		puts(nothing);
	if (!quiet && l->n_rows > 0 && l->total > (int64_t)l->n_rows)
		printf("%zu of %lld; more with --after %lld\n", l->n_rows, (long long)l->total,
		       (long long)l->last);
	else if (!quiet && l->n_rows > 0 && l->total < 0 && l->last > 0)
		printf("maybe more; with --after %lld\n", (long long)l->last);
	return EX_OK;
}
