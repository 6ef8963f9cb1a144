/* The page of saved replies. */
#include "tools.h"

#include "view/locale.h"
#include "view/tmpl.h"

struct form {
	struct str tail;    /* of its ids: "", "-12" */
	struct str action;
	struct str reason, lang, title, text;
	struct str lang_error, title_error, text_error;
	struct safe buttons;
};

static struct safe
button(struct arena *a, const struct site_view *site, const char *act, const char *class, struct str label,
       struct str what)
{
	struct html h = html_in(a);
	tmpl_saved_button(&h, site->lang, &(struct tmpl_saved_button){
		.act = str_of(act), .class = str_of(class), .label = locale_text(site->lang, label),
		.what = what});
	return html_done(&h);
}

static struct safe
form(struct arena *a, const struct site_view *site, const struct desk_view *desk, const struct form *f)
{
	struct html h = html_in(a);
	const char *lang = str_printf(a, "saved-lang%.*s", STR_FMT(f->tail)).p,
		   *title = str_printf(a, "saved-title%.*s", STR_FMT(f->tail)).p,
		   *text = str_printf(a, "saved-text%.*s", STR_FMT(f->tail)).p;
	tmpl_saved_form(&h, site->lang, &(struct tmpl_saved_form){
		.action = f->action,
		.csrf = desk->csrf,
		.tail = f->tail,
		.reasons = desk_grounds(a, site, f->reason),
		.lang = tool_line(a, site, &(struct tool_typed){lang, "lang", MSG("Language, like en or de"),
								f->lang, f->lang_error, 16, ""}),
		.title = tool_line(a, site, &(struct tool_typed){title, "title",
								 MSG("Title, for moderators"), f->title,
								 f->title_error, SAVED_TITLE_MAX, ""}),
		.aria_describedby = tool_about(a, text, f->text_error),
		.aria_invalid = tool_invalid(f->text_error),
		.text = f->text,
		.error = tool_error(a, site, text, f->text_error),
		.buttons = f->buttons});
	return html_done(&h);
}

/* What was typed and not taken, in its form. */
static struct form
typed(const struct saved_view *v)
{
	return (struct form){.reason = v->typed.reason, .lang = v->typed.lang, .title = v->typed.title,
			     .text = v->typed.text, .lang_error = v->typed.lang_error,
			     .title_error = v->typed.title_error, .text_error = v->typed.text_error};
}

static struct safe
draft(struct arena *a, const struct site_view *site, const struct desk_view *desk, const struct saved_view *v)
{
	struct html h = html_in(a);
	bool open = v->typed.given && v->typed.id == 0;
	struct form f = open ? typed(v) : (struct form){.lang = v->lang};
	f.action = tool_url(a, site, TOOL_SAVED, "");
	f.buttons = button(a, site, "add", "approve", MSG("Save the reply"), STR(""));
	tmpl_saved_draft(&h, site->lang, &(struct tmpl_saved_draft){
		.open = open, .form = form(a, site, desk, &f)});
	return html_done(&h);
}

/* By whom and when. */
static struct safe
by(struct arena *a, const struct site_view *site, const struct saved_reply *r)
{
	struct html h = html_in(a);
	html_lit(&h, "<bdi>");
	html_text(&h, r->by);
	html_lit(&h, "</bdi>, ");
	tmpl_when(&h, site->lang, r->made, locale_date(a, site->lang, r->made));
	return html_done(&h);
}

static void
line(struct html *h, struct arena *a, const struct site_view *site, const struct desk_view *desk,
     const struct saved_view *v, const struct saved_reply *r)
{
	bool open = v->typed.given && v->typed.id == r->id;
	struct str id = str_printf(a, "%lld", (long long)r->id), word = view_report_word(r->reason);
	struct html buttons = html_in(a);
	struct form f = open ? typed(v) : (struct form){.reason = word, .lang = r->lang, .title = r->title,
							.text = r->text};
	f.tail = str_cat(a, STR("-"), id);
	f.action = tool_url(a, site, TOOL_SAVED, str_printf(a, "/%.*s", STR_FMT(id)).p);
	html_safe(&buttons, button(a, site, "change", "approve", MSG("Save the change"), r->title));
	html_lit(&buttons, " ");
	html_safe(&buttons, button(a, site, "remove", "delete", MSG("Remove"), r->title));
	f.buttons = html_done(&buttons);
	tmpl_saved_line(h, site->lang, &(struct tmpl_saved_line){
		.id = r->id,
		.title = r->title,
		.reason = view_report_text(site->lang, r->reason),
		.lang = r->lang,
		.text = r->text,
		.by = by(a, site, r),
		.open = open,
		.form = form(a, site, desk, &f)});
}

void
view_saved(struct html *h, struct arena *a, const struct site_view *site, const struct desk_view *desk,
	   const struct saved_view *v)
{
	struct html content = html_in(a), lines = html_in(a), list = html_in(a);
	for (size_t i = 0; i < v->n; i++)
		line(&lines, a, site, desk, v, &v->replies[i]);
	if (v->n > 0)
		tmpl_saved_lines(&list, site->lang, &(struct tmpl_saved_lines){.lines = html_done(&lines)});
	else
		tmpl_queue_empty(&list, site->lang, &(struct tmpl_queue_empty){
			.text = locale_text(site->lang, MSG("No reply is saved yet."))});
	tmpl_saved(&content, site->lang, &(struct tmpl_saved){
		.draft = draft(a, site, desk, v), .lines = html_done(&list)});
	desk_page(h, a, site, desk, MSG("Saved replies"), html_done(&content));
}
