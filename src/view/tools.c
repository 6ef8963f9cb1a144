/* What the pages beside the queues share; see tools.h. */
#include "tools.h"

#include "base/utf8.h"
#include "view/locale.h"
#include "view/tmpl.h"

#define FIRST_WORDS 160 /* characters of a comment that is only named … */
#define BEFORE_MARK 60  /* … and bytes of it before what caught it */

struct str
tool_url(struct arena *a, const struct site_view *site, enum desk_tool tool, const char *below)
{
	return str_printf(a, "%.*s/moderate/%.*s%s", STR_FMT(site->base_path),
			  STR_FMT(view_tool_word(tool)), below);
}

struct safe
tool_error(struct arena *a, const struct site_view *site, const char *field, struct str error)
{
	struct html h = html_in(a);
	if (error.n > 0)
		tmpl_tool_error(&h, site->lang, &(struct tmpl_tool_error){
			.field = str_of(field), .text = error});
	return html_done(&h);
}

struct str
tool_about(struct arena *a, const char *field, struct str error)
{
	return error.n > 0 ? str_printf(a, "%s-error", field) : STR("");
}

struct str
tool_invalid(struct str error)
{
	return error.n > 0 ? STR("true") : STR("");
}

struct safe
tool_field(struct arena *a, const struct site_view *site, const char *id, const char *name, struct str label,
	   struct str value, struct str error)
{
	struct html h = html_in(a);
	tmpl_tool_field(&h, site->lang, &(struct tmpl_tool_field){
		.id = str_of(id), .name = str_of(name), .label = locale_text(site->lang, label),
		.value = value,
		.aria_describedby = tool_about(a, id, error), .aria_invalid = tool_invalid(error),
		.error = tool_error(a, site, id, error)});
	return html_done(&h);
}

struct safe
tool_line(struct arena *a, const struct site_view *site, const struct tool_typed *t)
{
	struct html h = html_in(a);
	tmpl_tool_line(&h, site->lang, &(struct tmpl_tool_line){
		.id = str_of(t->id), .name = str_of(t->name), .label = locale_text(site->lang, t->label),
		.inputmode = str_of(t->keys), .value = t->value, .most = t->most,
		.aria_describedby = tool_about(a, t->id, t->error), .aria_invalid = tool_invalid(t->error),
		.error = tool_error(a, site, t->id, t->error)});
	return html_done(&h);
}

struct safe
tool_note(struct arena *a, const struct site_view *site, const struct tool_typed *t)
{
	struct html h = html_in(a);
	tmpl_tool_note(&h, site->lang, &(struct tmpl_tool_note){
		.id = str_of(t->id), .name = str_of(t->name), .label = locale_text(site->lang, t->label),
		.value = t->value, .most = t->most,
		.aria_describedby = tool_about(a, t->id, t->error), .aria_invalid = tool_invalid(t->error),
		.error = tool_error(a, site, t->id, t->error)});
	return html_done(&h);
}

void
tool_option(struct html *h, const struct site_view *site, struct str word, struct str name, bool selected)
{
	tmpl_notice_option(h, site->lang, &(struct tmpl_notice_option){
		.word = word, .name = name, .selected = selected});
}

struct safe
tool_until(struct arena *a, const struct site_view *site, int64_t expires)
{
	struct html h = html_in(a), when = html_in(a);
	if (expires == 0) {
		html_text(&h, locale_text(site->lang, MSG("for ever")));
	} else {
		tmpl_when(&when, site->lang, expires, locale_date(a, site->lang, expires));
		locale_html(&h, locale_text(site->lang, MSG("until %s")), html_done(&when));
	}
	return html_done(&h);
}

struct safe
tool_done(struct arena *a, const struct site_view *site, const struct done_view *d)
{
	struct html h = html_in(a);
	html_text(&h, locale_count(a, site->lang, MSG_N("It spoke on %s comment", "It spoke on %s comments"),
				   d->fired));
	if (d->decided > 0) {
		int64_t right = 100 - (100 * d->overturned + d->decided / 2) / d->decided;
		struct str decided = locale_text(site->lang,
						 MSG("people decided %1$s of them and let %2$s stand: "
						     "right in %3$s"));
		html_lit(&h, "; ");
		html_text(&h, locale_put(a, decided, locale_number(a, site->lang, d->decided),
					 locale_number(a, site->lang, d->overturned),
					 str_cat(a, locale_number(a, site->lang, right), STR("\u00a0%"))));
	}
	html_lit(&h, ".");
	return html_done(&h);
}

/* ---- what something would have caught ------------------------------------------------------------ */

/* Where the first words begin that are shown: some before the first mark. */
static size_t
window(struct str text, const struct reason *marks, size_t n)
{
	size_t first = text.n;
	for (size_t i = 0; i < n; i++)
		if (marks[i].field == IN_TEXT && marks[i].to > 0 && marks[i].from < first)
			first = marks[i].from;
	size_t from = first == text.n || first < BEFORE_MARK ? 0 : first - BEFORE_MARK;
	while (from > 0 && ((unsigned char)text.p[from] & 0xC0) == 0x80)
		from--;
	return from;
}

/* The marks as they stand in what is shown from `from` on. */
static struct reason *
moved(struct arena *a, const struct reason *marks, size_t n, size_t from)
{
	struct reason *out = arena_array(a, n, struct reason);
	for (size_t i = 0; i < n; i++) {
		out[i] = marks[i];
		out[i].from = marks[i].from > from ? marks[i].from - from : 0;
		out[i].to = marks[i].to > from ? marks[i].to - from : 0;
	}
	return out;
}

static void
caught_comment(struct html *h, struct arena *a, const struct site_view *site, const struct caught_comment *c)
{
	struct str text = c->comment.text;
	struct html name = html_in(a), words = html_in(a);
	size_t from = window(text, c->marks, c->n_marks), end = from;
	for (int i = 0; i < FIRST_WORDS && end < text.n; i++)
		utf8_next(text, &end);
	view_marked(&name, c->comment.name, IN_NAME, c->marks, c->n_marks);
	if (from > 0)
		html_text(&words, STR("…"));
	view_marked(&words, str_sub(text, from, end), IN_TEXT, moved(a, c->marks, c->n_marks, from),
		    c->n_marks);
	if (end < text.n)
		html_text(&words, STR("…"));
	tmpl_tool_comment(h, site->lang, &(struct tmpl_tool_comment){
		.id = c->comment.id.n, .name = html_done(&name),
		.state = view_state_name(site->lang, c->comment.state), .text = html_done(&words)});
}

struct safe
tool_caught(struct arena *a, const struct site_view *site, const struct caught_view *v)
{
	struct html h = html_in(a), list = html_in(a);
	if (!v->shown)
		return html_done(&h);
	for (size_t i = 0; i < v->n_comments; i++)
		caught_comment(&list, a, site, &v->comments[i]);
	struct str counts = locale_text(site->lang,
					MSG("Among the last %1$s comments it would have caught %2$s: "
					    "%3$s that people rejected, %4$s that are published, "
					    "%5$s others."));
	tmpl_tool_caught(&h, site->lang, &(struct tmpl_tool_caught){
		.counts = locale_put(a, counts, locale_number(a, site->lang, v->tested),
				     locale_number(a, site->lang, v->n),
				     locale_number(a, site->lang, v->rejected),
				     locale_number(a, site->lang, v->published),
				     locale_number(a, site->lang, v->rest)),
		.comments = html_done(&list)});
	return html_done(&h);
}
