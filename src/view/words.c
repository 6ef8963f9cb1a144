/* The page of words. */
#include "tools.h"

#include "view/locale.h"
#include "view/tmpl.h"

#define NOTE_MAX 1000 /* characters, as WORD_NOTE_CHARS_MAX */
#define ENTRY_MAX 64  /* as WORD_CHARS_MAX */

static const struct str severity_names[] = {MSG_C("an exception"), MSG_C("mild"), MSG_C("strong"),
					    MSG_C("slur")};

static struct str
severity_name(const struct site_view *site, int severity)
{
	must(severity >= 0 && severity < (int)ARRAY_LEN(severity_names));
	return locale_text(site->lang, severity_names[severity]);
}

/* What becomes of a comment with the word; a list's "reject" is told at the form (flow/lists.c). */
static struct str
does(const struct site_view *site, enum action action)
{
	static const struct str words[ACT__MAX] = {
#define X(name, word, help) [name] = STR_C(help),
		ACTIONS(X)
#undef X
	};
	must(action < ACT__MAX);
	return locale_text(site->lang, words[action == ACT_REJECT ? ACT_REFUSE : action]);
}

static struct str
outcome(const struct site_view *site, const struct word_entry *w)
{
	return w->severity == 0 ? locale_text(site->lang, MSG("spares what the shipped lists find in it"))
				: does(site, w->action);
}

static struct str
lang_name(const struct site_view *site, struct str lang)
{
	return lang.n > 0 ? lang : locale_text(site->lang, MSG("every language"));
}

/* ---- an entry --------------------------------------------------------------------------------------- */

static struct safe
stands(struct arena *a, const struct site_view *site, const struct word_entry *w)
{
	struct html h = html_in(a);
	if (w->shadow) {
		html_text(&h, locale_text(site->lang, MSG("on trial")));
		html_lit(&h, ", ");
	}
	html_safe(&h, tool_until(a, site, w->expires));
	return html_done(&h);
}

static struct safe
change(struct arena *a, const struct site_view *site, const struct desk_view *desk,
       const struct word_entry *w)
{
	struct html h = html_in(a);
	if (desk->role < ROLE_MODERATOR)
		return html_done(&h);
	struct str trial = w->shadow ? MSG("Put in force") : MSG("Put on trial");
	tmpl_word_change(&h, site->lang, &(struct tmpl_word_change){
		.action = tool_url(a, site, TOOL_WORDS, str_printf(a, "/%lld", (long long)w->id).p),
		.csrf = desk->csrf,
		.word = w->shadow ? STR("force") : STR("trial"),
		.label = locale_text(site->lang, trial),
		.what = w->text});
	return html_done(&h);
}

static struct safe
list(struct arena *a, const struct site_view *site, const struct desk_view *desk, const struct words_view *v)
{
	struct html h = html_in(a), lines = html_in(a);
	if (v->n == 0) {
		tmpl_queue_empty(&h, site->lang, &(struct tmpl_queue_empty){
			.text = v->part.n > 0
					? locale_text(site->lang, MSG("No entry fits what you look for."))
					: locale_text(site->lang,
						      MSG("This site has no words of its own."))});
		return html_done(&h);
	}
	for (size_t i = 0; i < v->n; i++) {
		const struct word_entry *w = &v->rows[i].entry;
		struct html note = html_in(a), made = html_in(a);
		if (w->note.n > 0)
			tmpl_audit_why(&note, site->lang, &(struct tmpl_audit_why){.text = w->note});
		tmpl_when(&made, site->lang, w->created, locale_date(a, site->lang, w->created));
		tmpl_word_line(&lines, site->lang, &(struct tmpl_word_line){
			.id = w->id, .entry = w->text, .lang = lang_name(site, w->lang),
			.severity = severity_name(site, w->severity), .does = outcome(site, w),
			.stands = stands(a, site, w), .note = html_done(&note),
			.done = tool_done(a, site, &v->rows[i].done), .by = w->by, .made = html_done(&made),
			.change = change(a, site, desk, w)});
	}
	tmpl_audit_lines(&h, site->lang, &(struct tmpl_audit_lines){.lines = html_done(&lines)});
	return html_done(&h);
}

/* ---- a new one -------------------------------------------------------------------------------------- */

static struct safe
severities(struct arena *a, const struct site_view *site, int chosen)
{
	struct html h = html_in(a);
	for (int i = 0; i < (int)ARRAY_LEN(severity_names); i++)
		tool_option(&h, site, str_printf(a, "%d", i), severity_name(site, i), i == chosen);
	return html_done(&h);
}

static struct safe
actions(struct arena *a, const struct site_view *site, enum action chosen)
{
	static const struct str words[ACT__MAX] = {
#define X(name, word, help) [name] = STR_C(word),
		ACTIONS(X)
#undef X
	};
	struct html h = html_in(a);
	for (enum action i = ACT_NOTE; i <= ACT_REJECT; i++)
		tool_option(&h, site, words[i], does(site, i), i == chosen);
	return html_done(&h);
}

static struct safe
draft(struct arena *a, const struct site_view *site, const struct desk_view *desk, const struct words_view *v)
{
	struct html h = html_in(a);
	tmpl_word_draft(&h, site->lang, &(struct tmpl_word_draft){
		.open = v->draft.open,
		.action = tool_url(a, site, TOOL_WORDS, ""),
		.csrf = desk->csrf,
		.entry = v->draft.entry,
		.entry_about = v->draft.entry_error.n > 0 ? STR(" word-entry-error") : STR(""),
		.aria_invalid = tool_invalid(v->draft.entry_error),
		.entry_error = tool_error(a, site, "word-entry", v->draft.entry_error),
		.most = ENTRY_MAX,
		.lang = tool_line(a, site, &(struct tool_typed){
			"word-lang", "lang", MSG("Language, like en; empty: every one"), v->draft.lang,
			v->draft.lang_error, 16, ""}),
		.severities = severities(a, site, v->draft.severity),
		.actions = actions(a, site, v->draft.action),
		.days = tool_line(a, site, &(struct tool_typed){
			"word-days", "days", MSG("For how many days; empty: for ever"), v->draft.days,
			v->draft.days_error, 5, "numeric"}),
		.note = tool_note(a, site, &(struct tool_typed){
			"word-note", "note", MSG("Note"), v->draft.note, v->draft.note_error, NOTE_MAX, ""}),
		.checked = v->draft.shadow,
		.caught = tool_caught(a, site, &v->draft.caught)});
	return html_done(&h);
}

/* ---- a text tried ------------------------------------------------------------------------------------- */

static struct safe
match_list(struct arena *a, const struct site_view *site, const struct words_view *v)
{
	struct html h = html_in(a), lines = html_in(a);
	if (v->attempt.n == 0)
		return html_done(&h);
	for (size_t i = 0; i < v->attempt.n; i++) {
		const struct word_match *m = &v->attempt.matches[i];
		tmpl_word_match(&lines, site->lang, &(struct tmpl_word_match){
			.text = m->text, .entry = m->entry, .place = m->place,
			.lang = lang_name(site, m->lang),
			.severity = m->severity > 0 ? severity_name(site, m->severity) : STR("–"),
			.does = m->shadow ? locale_text(site->lang, MSG("in shadow: changes nothing"))
					  : does(site, m->action)});
	}
	tmpl_audit_lines(&h, site->lang, &(struct tmpl_audit_lines){.lines = html_done(&lines)});
	return html_done(&h);
}

static struct safe
attempt(struct arena *a, const struct site_view *site, const struct desk_view *desk,
	const struct words_view *v)
{
	struct html h = html_in(a), result = html_in(a), marked = html_in(a);
	if (v->attempt.asked) {
		view_marked(&marked, v->attempt.text, IN_TEXT, v->attempt.hits, v->attempt.n);
		tmpl_word_found(&result, site->lang, &(struct tmpl_word_found){
			.counts = v->attempt.n == 0
					  ? locale_text(site->lang, MSG("No word of the lists is in it."))
					  : locale_count(a, site->lang, MSG_N("%s match", "%s matches"),
							 (int64_t)v->attempt.n),
			.marked = html_done(&marked), .folded = v->attempt.folded,
			.matches = match_list(a, site, v)});
	}
	tmpl_word_attempt(&h, site->lang, &(struct tmpl_word_attempt){
		.open = v->attempt.open,
		.action = tool_url(a, site, TOOL_WORDS, "/try"),
		.csrf = desk->csrf,
		.text = v->attempt.text,
		.aria_describedby = tool_about(a, "try-text", v->attempt.error),
		.aria_invalid = tool_invalid(v->attempt.error),
		.error = tool_error(a, site, "try-text", v->attempt.error),
		.lang = tool_line(a, site, &(struct tool_typed){
			"try-lang", "lang", MSG("Its language; empty: the site's"), v->attempt.lang,
			v->attempt.lang_error, 16, ""}),
		.result = html_done(&result)});
	return html_done(&h);
}

/* ---- a file ------------------------------------------------------------------------------------------- */

static struct safe
faults(struct arena *a, const struct site_view *site, const struct words_view *v)
{
	struct html h = html_in(a), lines = html_in(a);
	if (v->file.faulty == 0)
		return html_done(&h);
	for (size_t i = 0; i < v->file.n_faults; i++) {
		const struct line_fault *f = &v->file.faults[i];
		struct str where = f->line == 0 ? locale_text(site->lang, MSG("The whole file"))
						: locale_put(a, locale_text(site->lang, MSG("Line %s")),
							     locale_number(a, site->lang, f->line));
		tmpl_word_fault(&lines, site->lang, &(struct tmpl_word_fault){.where = where, .why = f->why});
	}
	tmpl_tool_result(&h, site->lang, &(struct tmpl_tool_result){
		.role = STR("alert"),
		.text = locale_count(a, site->lang,
				     MSG_N("%s row cannot be taken, so nothing was stored.",
					   "%s rows cannot be taken, so nothing was stored."),
				     v->file.faulty),
		.lines = html_done(&lines)});
	return html_done(&h);
}

static struct safe
file(struct arena *a, const struct site_view *site, const struct desk_view *desk, const struct words_view *v)
{
	struct html h = html_in(a), result = html_in(a);
	struct str would = locale_text(site->lang, MSG("It would add %1$s entries and replace %2$s. "
						       "Nothing is stored yet."));
	html_safe(&result, faults(a, site, v));
	if (v->file.looked)
		tmpl_tool_result(&result, site->lang, &(struct tmpl_tool_result){
			.role = STR("status"),
			.text = locale_put(a, would, locale_number(a, site->lang, v->file.added),
					   locale_number(a, site->lang, v->file.replaced))});
	html_safe(&result, tool_caught(a, site, &v->file.caught));
	tmpl_word_file(&h, site->lang, &(struct tmpl_word_file){
		.open = v->file.open,
		.action = tool_url(a, site, TOOL_WORDS, "/csv"),
		.csrf = desk->csrf,
		.csv = v->file.csv,
		.about = v->file.error.n > 0 ? STR(" words-csv-error") : STR(""),
		.aria_invalid = tool_invalid(v->file.error),
		.error = tool_error(a, site, "words-csv", v->file.error),
		.result = html_done(&result)});
	return html_done(&h);
}

/* ---- the page ----------------------------------------------------------------------------------------- */

static struct safe
shipped(struct arena *a, const struct site_view *site, const struct words_view *v)
{
	struct html h = html_in(a), rows = html_in(a);
	for (size_t i = 0; i < v->n_shipped; i++) {
		const struct word_count *c = &v->shipped[i];
		tmpl_word_shipped_row(&rows, site->lang, &(struct tmpl_word_shipped_row){
			.lang = c->lang, .mild = locale_number(a, site->lang, c->words[1]),
			.strong = locale_number(a, site->lang, c->words[2]),
			.slurs = locale_number(a, site->lang, c->words[3]),
			.exceptions = locale_number(a, site->lang, c->words[0])});
	}
	tmpl_word_shipped(&h, site->lang, &(struct tmpl_word_shipped){
		.rows = html_done(&rows),
		.rules = tool_url(a, site, TOOL_RULES, "#word-mild")});
	return html_done(&h);
}

/* The same search, from behind the last one on. */
static struct safe
more(struct arena *a, const struct site_view *site, const struct words_view *v)
{
	struct html h = html_in(a);
	if (v->next != 0)
		tmpl_queue_more(&h, site->lang, &(struct tmpl_queue_more){
			.href = str_printf(a, "%.*s?before=%lld%s%.*s",
					   STR_FMT(tool_url(a, site, TOOL_WORDS, "")), (long long)v->next,
					   v->part.n > 0 ? "&part=" : "", STR_FMT(html_query(a, v->part)))});
	return html_done(&h);
}

void
view_words(struct html *h, struct arena *a, const struct site_view *site, const struct desk_view *desk,
	   const struct words_view *v)
{
	struct html content = html_in(a), forms = html_in(a);
	if (desk->role >= ROLE_MODERATOR) {
		html_safe(&forms, draft(a, site, desk, v));
		html_safe(&forms, attempt(a, site, desk, v));
		html_safe(&forms, file(a, site, desk, v));
	}
	tmpl_words(&content, site->lang, &(struct tmpl_words){
		.forms = html_done(&forms),
		.shipped = shipped(a, site, v),
		.action = tool_url(a, site, TOOL_WORDS, ""),
		.part = v->part,
		.csv = tool_url(a, site, TOOL_WORDS, "/csv"),
		.lines = list(a, site, desk, v),
		.more = more(a, site, v)});
	desk_page(h, a, site, desk, MSG("Words"), html_done(&content));
}
