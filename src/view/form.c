/* The form under a thread: WordPress's, field by field. Knows its names and faults; knows no thread. */
#include "view/locale.h"
#include "view/markup.h"
#include "view/tmpl.h"
#include "view/view.h"

struct form_writer {
	struct arena *a;
	const struct site_view *site;
	const struct form_view *f;
};

/* One line of the form. */
struct line {
	struct str id, type, label, value, error, autocomplete, about;
	bool required;
};

static struct safe
error_of(struct form_writer *w, struct str id, struct str error)
{
	struct html h = html_in(w->a);
	if (error.n > 0)
		tmpl_form_error(&h, w->site->lang,
				&(struct tmpl_form_error){.id = id, .text = error});
	return html_done(&h);
}

/* Ids for aria-describedby: what always describes the field, and its error if there is one. */
static struct str
described_by(struct form_writer *w, struct str about, struct str id, struct str error)
{
	if (error.n == 0)
		return about;
	return str_printf(w->a, "%.*s-error%s%.*s", STR_FMT(id), about.n > 0 ? " " : "",
			  STR_FMT(about));
}

static void
field(struct form_writer *w, struct html *h, const struct line *l)
{
	struct html star = html_in(w->a);
	if (l->required)
		html_lit(&star, " <span class=\"required\" aria-hidden=\"true\">*</span>");
	tmpl_form_field(h, w->site->lang, &(struct tmpl_form_field){
		.id = l->id,
		.label = locale_text(w->site->lang, l->label),
		.star = html_done(&star),
		.type = l->type,
		.value = l->value,
		.autocomplete = l->autocomplete,
		.aria_describedby = described_by(w, l->about, l->id, l->error),
		.aria_invalid = l->error.n > 0 ? STR("true") : STR(""),
		.required = l->required,
		.error = error_of(w, l->id, l->error)});
}

static struct safe
fields(struct form_writer *w)
{
	const struct form_view *f = w->f;
	struct html h = html_in(w->a);
	field(w, &h, &(struct line){
		.id = STR("author"), .type = STR("text"), .label = MSG("Name"), .value = f->name,
		.error = f->name_error, .autocomplete = STR("name"), .required = true});
	field(w, &h, &(struct line){
		.id = STR("email"), .type = STR("email"), .label = MSG("Email"), .value = f->email,
		.error = f->email_error, .autocomplete = STR("email"), .about = STR("email-notes"),
		.required = w->site->email_required});
	field(w, &h, &(struct line){
		.id = STR("url"), .type = STR("url"), .label = MSG("Website"), .value = f->url,
		.error = f->url_error, .autocomplete = STR("url")});
	return html_done(&h);
}

static void
fault_link(struct html *h, struct str field_id, struct str error)
{
	if (error.n == 0)
		return;
	html_lit(h, "<br><a href=\"#");
	html_attr(h, field_id);
	html_lit(h, "\">");
	html_text(h, error);
	html_lit(h, "</a>");
}

/* On top, where a screen reader is sent first: what is wrong, each fault a link to its field. */
static struct safe
faults(struct form_writer *w)
{
	const struct form_view *f = w->f;
	struct html h = html_in(w->a), links = html_in(w->a);
	fault_link(&links, STR("comment"), f->text_error);
	fault_link(&links, STR("author"), f->name_error);
	fault_link(&links, STR("email"), f->email_error);
	fault_link(&links, STR("url"), f->url_error);
	struct safe list = html_done(&links);
	if (f->error.n == 0 && list.html.n == 0)
		return list;
	struct str first = f->error.n > 0
				   ? f->error
				   : locale_text(w->site->lang,
						 MSG("Your comment was not posted. Please check:"));
	tmpl_form_errors(&h, w->site->lang,
			 &(struct tmpl_form_errors){.text = first, .links = list});
	return html_done(&h);
}

static struct safe
title(struct form_writer *w)
{
	struct html h = html_in(w->a), name = html_in(w->a);
	struct str lang = w->site->lang;
	if (w->f->parent.n == 0 || w->f->parent_name.n == 0) {
		html_text(&h, locale_text(lang, MSG("Leave a Reply")));
		return html_done(&h);
	}
	html_bdi(&name, w->f->parent_name);
	locale_html(&h, locale_text(lang, MSG("Leave a Reply to %s")), html_done(&name));
	return html_done(&h);
}

/* Back to the same page without a parent. */
static struct safe
cancel(struct form_writer *w)
{
	struct html h = html_in(w->a);
	if (w->f->parent.n != 0)
		tmpl_form_cancel(
			&h, w->site->lang,
			&(struct tmpl_form_cancel){
				.href = str_printf(w->a, "%.*s/page?page=%.*s#respond",
						   STR_FMT(w->site->base_path),
						   STR_FMT(html_query(w->a, w->f->page)))});
	return html_done(&h);
}

static void
policy_link(struct html *h, struct str lang, struct str href, struct str text)
{
	if (href.n == 0)
		return;
	if (h->out.n > 0)
		html_lit(h, " · ");
	tmpl_link(h, lang, &(struct tmpl_link){.href = href, .text = locale_text(lang, text)});
}

/* What is kept with the comment is said before it is sent. The version reads in its own direction: "2026-11"
 * would be turned round in Arabic. */
static struct safe
accepted(struct form_writer *w)
{
	struct str lang = w->site->lang;
	struct html h = html_in(w->a), version = html_in(w->a);
	if (w->site->rules_version.n == 0)
		return html_done(&h);
	html_bdi(&version, w->site->rules_version);
	locale_html(&h, locale_text(lang, MSG("By posting you accept the house rules, version %s.")),
		    html_done(&version));
	html_lit(&h, " ");
	return html_done(&h);
}

static struct safe
below(struct form_writer *w)
{
	struct html h = html_in(w->a), links = html_in(w->a);
	policy_link(&links, w->site->lang, w->site->rules_url, MSG("House rules"));
	policy_link(&links, w->site->lang, w->site->privacy_url, MSG("Privacy"));
	policy_link(&links, w->site->lang,
		    str_printf(w->a, "%.*s/feed.atom?page=%.*s", STR_FMT(w->site->base_path),
			       STR_FMT(html_query(w->a, w->f->page))),
		    MSG("Feed of these comments"));
	tmpl_form_links(&h, w->site->lang,
			&(struct tmpl_form_links){.accept = accepted(w), .links = html_done(&links)});
	return html_done(&h);
}

static struct safe
rules(struct form_writer *w)
{
	struct html h = html_in(w->a);
	if (w->site->rules_version.n > 0)
		tmpl_form_rules(&h, w->site->lang,
				&(struct tmpl_form_rules){.version = w->site->rules_version});
	return html_done(&h);
}

static struct safe
preview(struct form_writer *w)
{
	struct html h = html_in(w->a), body = html_in(w->a);
	if (!w->f->preview)
		return html_done(&h);
	markup(&body, w->f->text);
	tmpl_form_preview(&h, w->site->lang, &(struct tmpl_form_preview){
		.aria_level = w->f->alone ? STR("3") : STR(""), .body = html_done(&body)});
	return html_done(&h);
}

static struct safe
required_note(struct form_writer *w)
{
	struct html h = html_in(w->a), star = html_in(w->a);
	html_lit(&star, "<span class=\"required\">*</span>");
	locale_html(&h, locale_text(w->site->lang, MSG("Required fields are marked %s")),
		    html_done(&star));
	return html_done(&h);
}

struct safe
view_lang_field(struct arena *a, const struct site_view *site)
{
	struct html h = html_in(a);
	if (site->lang_asked.n > 0)
		tmpl_form_lang(&h, site->lang, &(struct tmpl_form_lang){.lang = site->lang_asked});
	return html_done(&h);
}

static struct safe
earlier(struct form_writer *w)
{
	struct html h = html_in(w->a);
	if (w->f->earlier.n > 0)
		tmpl_form_earlier(&h, w->site->lang,
				  &(struct tmpl_form_earlier){.token = w->f->earlier});
	return html_done(&h);
}

static void
note(struct form_writer *w, struct html *h, struct str text)
{
	tmpl_form_note(h, w->site->lang, &(struct tmpl_form_note){.text = text});
}

static struct str
slow_mode(struct form_writer *w, int64_t seconds)
{
	struct str lang = w->site->lang;
	return seconds % 60 == 0
		       ? locale_count(w->a, lang,
				      MSG_N("Slow mode: one comment in %s minute from one network.",
					    "Slow mode: one comment in %s minutes from one network."),
				      seconds / 60)
		       : locale_count(w->a, lang,
				      MSG_N("Slow mode: one comment in %s second from one network.",
					    "Slow mode: one comment in %s seconds from one network."),
				      seconds);
}

/* What a writer should know of the article before writing. */
static struct safe
notes(struct form_writer *w)
{
	const struct openness *s = &w->f->standing;
	struct html h = html_in(w->a);
	struct str lang = w->site->lang;
	view_said(&h, w->site, "rj-article-rules", w->f->rules);
	if (s->premoderated)
		note(w, &h, locale_text(lang, MSG("A moderator reads every comment before it appears.")));
	if (s->slow > 0)
		note(w, &h, slow_mode(w, s->slow));
	if (s->closes > 0)
		note(w, &h, locale_put(w->a, locale_text(lang, MSG("Comments close on %s.")),
				       locale_date(w->a, lang, s->closes)));
	return html_done(&h);
}

void
view_form(struct html *h, struct arena *a, const struct site_view *site, const struct form_view *f)
{
	struct form_writer *w = &(struct form_writer){a, site, f};
	struct str limit = locale_number(a, site->lang, site->text_max);
	if (f->standing.closed) {
		tmpl_closed(h, site->lang, &(struct tmpl_closed){
			.text = locale_text(site->lang, f->standing.readonly
								? MSG("These comments can only be read.")
								: MSG("Comments are closed."))});
		return;
	}
	tmpl_form(h, site->lang,
		  &(struct tmpl_form){
			  .title = title(w),
			  .aria_level = f->alone ? STR("2") : STR(""),
			  .cancel = cancel(w),
			  .action = str_cat(a, site->base_path, STR("/reply")),
			  .errors = faults(w),
			  .required_note = required_note(w),
			  .notes = notes(w),
			  .comment_about = described_by(w, STR("comment-help"), STR("comment"),
							f->text_error),
			  .aria_invalid = f->text_error.n > 0 ? STR("true") : STR(""),
			  .text = f->text,
			  .most = site->text_max,
			  .help = locale_put(
				  a, locale_text(site->lang, MSG("Up to %s characters.")), limit),
			  .text_error = error_of(w, STR("comment"), f->text_error),
			  .fields = fields(w),
			  .preview = preview(w),
			  .preview_action = str_cat(a, site->base_path, STR("/preview")),
			  .trap = STR(FORM_HONEYPOT),
			  .page = f->page,
			  .parent = f->parent.n,
			  .token = f->token,
			  .lang = view_lang_field(a, site),
			  .earlier = earlier(w),
			  .rules = rules(w),
			  .links = below(w)});
}
