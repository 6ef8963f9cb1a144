/* The desk: a site's own words; a text tried on all lists; lists in and out as CSV. */
#include "base/clock.h"
#include "flow/words.h"
#include "routes.h"
#include "view/lists.h"
#include "view/locale.h"

#define LINES 50       /* on one page */
#define FAULTS 50      /* lines of a file that are told */

/* ---- showing ---------------------------------------------------------------------------------------- */

static void
show(struct call *c, struct resp *resp, const struct desk_words *words, struct words_view *v, int64_t before)
{
	struct desk_view desk;
	struct word_state *found = NULL;
	struct word_count *shipped;
	size_t n = 0;
	enum err e = words_search(c->house, c->site, c->arena, c->moderator, v->part, before, LINES + 1,
				  &found, &n);
	if (e == ERR_OK)
		e = desk_beside(c, TOOL_WORDS, words, &desk);
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return;
	}
	v->n = n > LINES ? LINES : n;
	if (n > LINES)
		v->next = found[LINES - 1].entry.id;
	struct word_row *rows = arena_array(c->arena, v->n, struct word_row);
	for (size_t i = 0; i < v->n; i++)
		rows[i] = (struct word_row){found[i].entry,
					    {found[i].fired, found[i].decided, found[i].overturned}};
	v->rows = rows;
	v->n_shipped = words_shipped(c->arena, &shipped);
	v->shipped = shipped;
	struct html h = html_in(c->arena);
	view_words(&h, c->arena, &c->view, &desk, v);
	answer_desk(resp, words->status, &h);
}

/* A new entry begins with what most of them have. */
static struct words_view
empty_view(void)
{
	struct words_view v = {.part = STR("")};
	v.draft.action = ACT_HOLD;
	v.draft.severity = 2;
	return v;
}

static struct str
done_text(const struct call *c, struct str done)
{
	static const struct {
		struct str word, text;
	} rows[] = {{STR_C("added"), MSG_C("The entry is added.")},
		    {STR_C("replaced"), MSG_C("The entry takes the place of the one before.")},
		    {STR_C("remove"), MSG_C("The entry is removed.")},
		    {STR_C("trial"), MSG_C("The entry is on trial: it is noted and changes nothing.")},
		    {STR_C("force"), MSG_C("The entry is in force.")},
		    {STR_C("csv"), MSG_C("The list is brought in.")}};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (str_eq(rows[i].word, done))
			return told(c, rows[i].text);
	return STR("");
}

void
page_words(struct call *c, struct resp *resp)
{
	struct words_view v = empty_view();
	for (size_t i = 0; i < FIELDS_OF_words; i++)
		if (c->v[i].fault != FAULT_NONE) {
			answer_error(c, resp, 400);
			return;
		}
	v.part = c->v[WORDS_PART].text;
	show(c, resp, &(struct desk_words){.status = 200, .notice = done_text(c, c->v[WORDS_DONE].text)}, &v,
	     c->v[WORDS_BEFORE].n);
}

static void
show_again(struct call *c, struct resp *resp, struct words_view *v, struct str why)
{
	show(c, resp, &(struct desk_words){.status = 422, .bad = true, .notice = why}, v, 0);
}

/* ---- a new one -------------------------------------------------------------------------------------- */

struct str
word_entry_fault(struct call *c, const struct word_entry *w)
{
	struct word_entry alone = *w;
	alone.lang = STR("");
	return words_fault(c->arena, &alone) == NULL
		       ? STR("")
		       : told(c, MSG("An entry needs a letter or a digit, and has a * only at its ends."));
}

struct str
word_lang_fault(struct call *c, struct str lang)
{
	const struct word_entry any = {.text = STR("a"), .lang = lang, .severity = 1};
	return words_fault(c->arena, &any) == NULL ? STR("")
						   : told(c, MSG("A language is a tag like en or pt-BR."));
}

/* False: a choice that the form does not have. */
static bool
read_choices(const struct value *in, struct words_view *v)
{
	return action_of(in[DRAFT_ACTION].text, &v->draft.action) == ERR_OK &&
	       v->draft.action <= ACT_REJECT && in[DRAFT_SEVERITY].fault == FAULT_NONE;
}

/* What was typed, with what is wrong with it; false: it cannot be taken. */
static bool
read_draft(struct call *c, struct words_view *v, struct word_entry *ret)
{
	const struct value *in = c->v;
	const struct field *row = c->route->fields;
	v->draft.open = true;
	v->draft.entry = in[DRAFT_ENTRY].text;
	v->draft.lang = in[DRAFT_LANG].text;
	v->draft.days = in[DRAFT_DAYS].text;
	v->draft.note = in[DRAFT_NOTE].text;
	v->draft.shadow = in[DRAFT_SHADOW].given;
	v->draft.severity = (int)in[DRAFT_SEVERITY].n;
	*ret = (struct word_entry){.text = v->draft.entry, .lang = v->draft.lang, .action = v->draft.action,
				   .severity = v->draft.severity, .shadow = v->draft.shadow,
				   .note = v->draft.note};
	ret->expires = in[DRAFT_DAYS].n == 0 ? 0 : clock_now() + in[DRAFT_DAYS].n * 86400;
	v->draft.entry_error = fault_text(c, MSG("The entry"), &in[DRAFT_ENTRY], &row[DRAFT_ENTRY], 0);
	v->draft.note_error = fault_text(c, MSG("The note"), &in[DRAFT_NOTE], &row[DRAFT_NOTE], 0);
	if (in[DRAFT_DAYS].fault != FAULT_NONE)
		v->draft.days_error = told(c, MSG("Please give days as a number up to 36,500."));
	v->draft.lang_error = in[DRAFT_LANG].fault == FAULT_NONE
				      ? word_lang_fault(c, v->draft.lang)
				      : told(c, MSG("A language is a tag like en or pt-BR."));
	if (v->draft.entry_error.n + v->draft.note_error.n + v->draft.lang_error.n == 0)
		v->draft.entry_error = word_entry_fault(c, ret);
	return v->draft.entry_error.n + v->draft.note_error.n + v->draft.days_error.n +
		       v->draft.lang_error.n == 0;
}

static void
preview(struct call *c, struct resp *resp, struct words_view *v, const struct word_entry *w)
{
	struct backtest b;
	const struct trial trial = {.words = w, .n_words = 1};
	enum err e = backtest(c->house, c->site, c->arena, c->moderator, &trial, LAST_USUAL, &b);
	if (e == ERR_OK)
		e = caught_show(c, &b, CAUGHT_SHOWN, &v->draft.caught);
	if (e != ERR_OK)
		answer_failure(c, resp, e);
	else
		show(c, resp, &(struct desk_words){.status = 200}, v, 0);
}

static struct str
too_much(const struct call *c)
{
	return told(c, MSG("The list would be too long: all entries together have at most 512 KB. "
			   "Nothing was stored."));
}

static void
add(struct call *c, struct resp *resp, struct words_view *v, struct word_entry *w)
{
	struct words_done done;
	enum err e = words_put(c->house, c->site, c->arena, c->moderator, w, 1, &done);
	if (e != ERR_OK)
		answer_failure(c, resp, e);
	else if (done.full)
		show_again(c, resp, v, too_much(c));
	else
		beside_see(c, resp, TOOL_WORDS, done.added > 0 ? STR("done=added") : STR("done=replaced"));
}

void
page_word_add(struct call *c, struct resp *resp)
{
	struct words_view v = empty_view();
	struct word_entry w;
	bool look = str_eq(c->v[DRAFT_ACT].text, STR("preview"));
	if (actor_role(c->moderator) < ROLE_MODERATOR)
		answer_error(c, resp, 403);
	else if ((!look && !str_eq(c->v[DRAFT_ACT].text, STR("add"))) || !read_choices(c->v, &v))
		answer_error(c, resp, 400);
	else if (!read_draft(c, &v, &w))
		show_again(c, resp, &v,
			   told(c, MSG("Nothing was added yet. Please look at the marked field.")));
	else if (look)
		preview(c, resp, &v, &w);
	else
		add(c, resp, &v, &w);
}

/* ---- one of them ------------------------------------------------------------------------------------ */

void
page_word_change(struct call *c, struct resp *resp)
{
	static const struct str acts[] = {
		[WORD_REMOVE] = STR_C("remove"), [WORD_TRY] = STR_C("trial"),
		[WORD_IN_FORCE] = STR_C("force")};
	int64_t id = 0;
	must(str_int(c->arg, 1, INT64_MAX, &id));
	for (size_t i = 0; i < ARRAY_LEN(acts); i++) {
		if (!str_eq(acts[i], c->v[CHANGE_ACT].text))
			continue;
		enum err e = words_change(c->house, c->site, c->arena, c->moderator, id, (enum word_change)i);
		if (e == ERR_OK)
			beside_see(c, resp, TOOL_WORDS, str_cat(c->arena, STR("done="), acts[i]));
		else
			answer_failure(c, resp, e);
		return;
	}
	answer_error(c, resp, 400);
}

/* ---- a text tried ------------------------------------------------------------------------------------- */

/* "en:19 fuck": whose entry it is, and how bad. */
static enum err
match_of(struct call *c, const struct reason *r, struct word_match *ret)
{
	struct str rest = r->entry, place, list;
	struct word_entry own;
	int64_t id = words_entry_id(r->entry);
	str_cut(&rest, ' ', &place);
	*ret = (struct word_match){.entry = rest, .place = place, .action = r->action, .shadow = r->shadow};
	if (id != 0) {
		enum err e = words_get(c->house, c->site, c->arena, c->moderator, id, &own);
		if (e == ERR_OK) {
			ret->lang = own.lang;
			ret->severity = own.severity;
		}
		return e == ERR_GONE ? ERR_OK : e;
	}
	str_cut(&place, ':', &list);
	ret->lang = list;
	ret->severity = str_eq(r->rule, STR("slur")) ? 3 : str_eq(r->rule, STR("word")) ? 2 : 1;
	return ERR_OK;
}

static enum err
try_text(struct call *c, struct words_view *v)
{
	struct str lang = v->attempt.lang.n > 0 ? v->attempt.lang : c->site->conf->lang;
	struct words_found found = words_try(c->site, c->arena, v->attempt.text, lang);
	struct word_match *matches = arena_array(c->arena, found.n, struct word_match);
	enum err e = ERR_OK;
	for (size_t i = 0; e == ERR_OK && i < found.n; i++) {
		e = match_of(c, &found.hits[i], &matches[i]);
		matches[i].text = str_sub(v->attempt.text, found.hits[i].from, found.hits[i].to);
	}
	v->attempt.asked = true;
	v->attempt.folded = found.folded;
	v->attempt.hits = found.hits;
	v->attempt.matches = matches;
	v->attempt.n = found.n;
	return e;
}

void
page_word_try(struct call *c, struct resp *resp)
{
	struct words_view v = empty_view();
	enum err e = ERR_OK;
	if (actor_role(c->moderator) < ROLE_MODERATOR) {
		answer_error(c, resp, 403);
		return;
	}
	v.attempt.open = true;
	v.attempt.text = c->v[TRY_TEXT].text;
	v.attempt.lang = c->v[TRY_LANG].text;
	v.attempt.error = fault_text(c, MSG("The text"), &c->v[TRY_TEXT], &c->route->fields[TRY_TEXT], 0);
	v.attempt.lang_error = c->v[TRY_LANG].fault == FAULT_NONE
				       ? word_lang_fault(c, v.attempt.lang)
				       : told(c, MSG("A language is a tag like en or pt-BR."));
	bool readable = v.attempt.error.n + v.attempt.lang_error.n == 0;
	if (readable)
		e = try_text(c, &v);
	if (e != ERR_OK)
		answer_failure(c, resp, e);
	else
		show(c, resp, &(struct desk_words){.status = readable ? 200 : 422}, &v, 0);
}

/* ---- a file ------------------------------------------------------------------------------------------- */

void
page_words_csv(struct call *c, struct resp *resp)
{
	struct word_entry *words = NULL;
	size_t n = 0;
	enum err e = words_list(c->house, c->site, c->arena, c->moderator, &words, &n);
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return;
	}
	resp->kind = RESP_CSV;
	resp->file_name = STR("words.csv");
	resp->body = words_csv(c->arena, words, n);
}

struct hearing {
	struct call *call;
	struct line_fault *faults;
	size_t n;
};

static void
hear(void *arg, unsigned long line, struct str why)
{
	struct hearing *h = arg;
	if (h->n < FAULTS)
		h->faults[h->n++] = (struct line_fault){(int64_t)line, told(h->call, why)};
}

/* What it would change, and what all of it would have caught. */
static void
look_at(struct call *c, struct resp *resp, struct words_view *v, const struct words_file *file,
	const struct words_done *done)
{
	struct backtest b;
	const struct trial trial = {.words = file->entries, .n_words = file->n};
	enum err e = ERR_OK;
	v->file.looked = true;
	v->file.added = done->added;
	v->file.replaced = done->replaced;
	if (file->n > 0)
		e = backtest(c->house, c->site, c->arena, c->moderator, &trial, LAST_USUAL, &b);
	if (e == ERR_OK && file->n > 0)
		e = caught_show(c, &b, CAUGHT_SHOWN, &v->file.caught);
	if (e != ERR_OK)
		answer_failure(c, resp, e);
	else
		show(c, resp, &(struct desk_words){.status = 200}, v, 0);
}

static void
take(struct call *c, struct resp *resp, struct words_view *v, const struct words_file *file, bool look)
{
	struct words_done done = {.full = false};
	enum err e = (look ? words_would : words_put)(c->house, c->site, c->arena, c->moderator,
						      file->entries, file->n, &done);
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
	} else if (done.full) {
		v->file.error = too_much(c);
		show_again(c, resp, v, v->file.error);
	} else if (look) {
		look_at(c, resp, v, file, &done);
	} else {
		beside_see(c, resp, TOOL_WORDS, STR("done=csv"));
	}
}

static void
read_file(struct call *c, struct resp *resp, struct words_view *v, bool look)
{
	struct hearing h = {.call = c, .faults = arena_array(c->arena, FAULTS, struct line_fault)};
	struct words_file file = {.n = 0};
	struct str csv = v->file.csv;
	FILE *in = fmemopen((void *)(uintptr_t)csv.p, csv.n, "r");
	must(in != NULL);
	enum err e = words_read(c->arena, in, clock_now(), hear, &h, &file);
	fclose(in);
	must(e == ERR_OK); /* memory alone is read */
	v->file.faults = h.faults;
	v->file.n_faults = h.n;
	v->file.faulty = file.faulty;
	if (file.faulty > 0)
		show_again(c, resp, v, told(c, MSG("Nothing was stored. Please look at the lines below.")));
	else
		take(c, resp, v, &file, look);
}

void
page_words_bring(struct call *c, struct resp *resp)
{
	struct words_view v = empty_view();
	bool look = str_eq(c->v[BRING_ACT].text, STR("look"));
	if (actor_role(c->moderator) < ROLE_MODERATOR) {
		answer_error(c, resp, 403);
		return;
	}
	if (!look && !str_eq(c->v[BRING_ACT].text, STR("take"))) {
		answer_error(c, resp, 400);
		return;
	}
	v.file.open = true;
	v.file.csv = c->v[BRING_CSV].text;
	v.file.error = fault_text(c, MSG("The list"), &c->v[BRING_CSV], &c->route->fields[BRING_CSV], 0);
	if (v.file.error.n > 0)
		show_again(c, resp, &v, told(c, MSG("Nothing was stored. Please look at the marked field.")));
	else
		read_file(c, resp, &v, look);
}
