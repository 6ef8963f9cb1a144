/* What the pages beside the queues share; see tools.h. */
#include "tools.h"

#include "base/utf8.h"
#include "view/locale.h"
#include "view/tmpl.h"

#define FIRST_WORDS 160 /* characters of a comment that is only named */

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

/* ---- what something would have caught ------------------------------------------------------------ */

static void
caught_comment(struct html *h, const struct site_view *site, const struct comment *c)
{
	size_t end = 0;
	for (int i = 0; i < FIRST_WORDS && end < c->text.n; i++)
		utf8_next(c->text, &end);
	tmpl_tool_comment(h, site->lang, &(struct tmpl_tool_comment){
		.id = c->id.n,
		.name = c->name,
		.state = view_state_name(site->lang, c->state),
		.text = str_sub(c->text, 0, end),
		.more = end < c->text.n ? STR("…") : STR("")});
}

struct safe
tool_caught(struct arena *a, const struct site_view *site, const struct caught_view *v)
{
	struct html h = html_in(a), list = html_in(a);
	if (!v->shown)
		return html_done(&h);
	for (size_t i = 0; i < v->n_comments; i++)
		caught_comment(&list, site, &v->comments[i]);
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
