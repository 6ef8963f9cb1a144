/* Word lists as CSV, in and out. */
#include "base/clock.h"
#include "base/date.h"
#include "base/utf8.h"
#include "csv.h"
#include "flow/words.h"
#include "store/store_thread.h"

enum column {
	COL_ENTRY,
	COL_ACTION,
	COL_SEVERITY,
	COL_LANG,
	COL_NOTE,
	COL_DAYS,
	COL_EXPIRES,
	COL_SHADOW,
	COL__MAX
};

static const char *const columns[COL__MAX] = {"entry", "action", "severity", "lang",
					      "note",  "days",	 "expires",  "shadow"};

struct reading {
	struct arena *arena, *scratch;
	int64_t now;
	void (*tell)(void *arg, unsigned long line, struct str why);
	void *arg;
	struct words_file file;
};

static bool
tell(struct reading *r, unsigned long line, const char *why)
{
	r->file.faulty++;
	r->tell(r->arg, line, str_of(why));
	return true;
}

static bool
take_broken(void *arg, unsigned long line, struct str why)
{
	struct reading *r = arg;
	r->file.faulty++;
	r->tell(r->arg, line, why);
	return false;
}

static bool
take_header(void *arg, unsigned long line, const bool *has, const char *fault)
{
	if (fault == NULL && has[COL_ENTRY])
		return true;
	return take_broken(arg, line, MSG("the first row must name the columns, entry among them, separated "
					  "by commas: entry,action,lang,note"));
}

static const char *
read_terms(const struct reading *r, const struct str *v, struct word_entry *w)
{
	int64_t days = 0, severity = 2;
	w->action = ACT_HOLD;
	if (v[COL_ACTION].n > 0 && action_of(v[COL_ACTION], &w->action) != ERR_OK)
		return N_("its action is none of note, mask, hold, reject");
	if (v[COL_SEVERITY].n > 0 && !str_int(v[COL_SEVERITY], 0, 3, &severity))
		return N_("its severity is none of 0, 1, 2, 3");
	w->severity = (int)severity;
	if (v[COL_DAYS].n > 0 && !str_int(v[COL_DAYS], 1, WORD_DAYS_MAX, &days))
		return N_("its days are no number from 1 to 36500");
	w->expires = days == 0 ? 0 : r->now + days * 86400;
	if (v[COL_EXPIRES].n > 0 && (days > 0 || !date_read(v[COL_EXPIRES], &w->expires)))
		return N_("it has a date of expiry that cannot be read, or days beside it");
	if (w->expires != 0 && w->expires <= r->now)
		return N_("it has expired already");
	w->shadow = str_eq(v[COL_SHADOW], STR("yes"));
	if (v[COL_SHADOW].n > 0 && !w->shadow && !str_eq(v[COL_SHADOW], STR("no")))
		return N_("its shadow is neither yes nor no");
	return NULL;
}

static void
keep(struct reading *r, const struct word_entry *w)
{
	arena_grow(r->arena, r->file.entries, r->file.n);
	struct word_entry *k = &r->file.entries[r->file.n++];
	*k = *w;
	k->text = str_copy(r->arena, w->text);
	k->lang = str_copy(r->arena, w->lang);
	k->note = str_copy(r->arena, w->note);
}

static bool
take_row(void *arg, unsigned long line, const struct str *values, const char *fault)
{
	struct reading *r = arg;
	struct str v[COL__MAX];
	struct word_entry w = {.id = 0};
	for (size_t i = 0; i < COL__MAX; i++)
		v[i] = str_trim(values[i]);
	w.text = csv_unguarded(v[COL_ENTRY]);
	w.lang = v[COL_LANG];
	w.note = csv_unguarded(v[COL_NOTE]);
	if (fault == NULL)
		fault = read_terms(r, v, &w);
	if (fault == NULL)
		fault = words_fault(r->scratch, &w);
	arena_reset(r->scratch);
	if (fault != NULL)
		return tell(r, line, fault);
	if (r->file.n == WORDS_ROWS_MAX)
		return take_broken(r, line, MSG("the file has more than 100,000 entries"));
	keep(r, &w);
	return true;
}

enum err
words_read(struct arena *a, FILE *in, int64_t now,
	   void (*teller)(void *arg, unsigned long line, struct str why), void *arg,
	   struct words_file *ret)
{
	char piece[16384];
	struct reading r = {.arena = a, .scratch = arena_new(), .now = now, .tell = teller, .arg = arg};
	struct csv_reader reader = {columns, COL__MAX, take_header, take_row, take_broken, &r};
	struct csv *csv = csv_new(a, &reader);
	bool more = true;
	while (more) {
		size_t n = fread(piece, 1, sizeof(piece), in);
		bool last = n < sizeof(piece);
		more = csv_take(csv, (struct str){piece, n}, last && !ferror(in)) && !last;
	}
	arena_free(&r.scratch);
	if (ferror(in))
		return ERR_IO;
	*ret = r.file;
	return ERR_OK;
}

#define ROW_MAX (12 * (WORD_CHARS_MAX + WORD_NOTE_CHARS_MAX) + 200) /* bytes: escapes, all quotes */

struct str
words_csv(struct arena *a, const struct word_entry *words, size_t n)
{
	struct buf b = buf_in(a, (n + 1) * ROW_MAX);
	buf_lit(&b, "entry,action,severity,lang,note,expires,shadow\n");
	for (size_t i = 0; i < n; i++) {
		const struct word_entry *w = &words[i];
		csv_put(&b, w->text);
		buf_printf(&b, ",%.*s,%d,%.*s,", STR_FMT(action_word(w->action)), w->severity,
			   STR_FMT(w->lang));
		csv_put(&b, w->note);
		struct str expires = w->expires == 0 ? STR("") : clock_iso(a, w->expires);
		buf_printf(&b, ",%.*s,%s\n", STR_FMT(expires), w->shadow ? "yes" : "no");
	}
	return buf_view(&b);
}
