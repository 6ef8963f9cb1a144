/* The page of a report, and what is said after it. The comment stands there as text whose links lead nowhere:
 * who reports it should not have to be careful. */
#include "view/locale.h"
#include "view/markup.h"
#include "view/tmpl.h"
#include "view/view.h"

struct str
view_report_path(struct arena *a, const struct site_view *site, struct comment_id id)
{
	struct buf b = buf_in(a, site->base_path.n + 40 + site->lang_asked.n);
	buf_str(&b, site->base_path);
	buf_lit(&b, "/report?c=");
	buf_int(&b, id.n);
	if (site->lang_asked.n > 0) {
		buf_lit(&b, "&lang=");
		buf_str(&b, site->lang_asked);
	}
	must(!b.over);
	return buf_view(&b);
}

static const struct {
	struct str word, text;
} rows[REPORT__MAX] = {
#define X(id, word, help) [id] = {STR_C(word), STR_C(help)},
	REPORTS(X)
#undef X
};

struct str
view_report_word(enum report r)
{
	must((unsigned)r < REPORT__MAX);
	return rows[r].word;
}

struct str
view_report_text(struct str lang, enum report r)
{
	must((unsigned)r < REPORT__MAX);
	return locale_text(lang, rows[r].text);
}

struct str
view_report_name(struct str lang, struct str word)
{
	for (enum report r = 0; r < REPORT__MAX; r++)
		if (str_eq(rows[r].word, word))
			return view_report_text(lang, r);
	return STR("");
}

static struct safe
reasons(struct arena *a, const struct site_view *site, enum report chosen)
{
	struct html h = html_in(a);
	for (enum report r = 0; r < REPORT__MAX; r++)
		tmpl_report_reason(&h, site->lang, &(struct tmpl_report_reason){
			.word = view_report_word(r),
			.name = view_report_text(site->lang, r),
			.checked = r == chosen ? STR("checked") : STR("")});
	return html_done(&h);
}

static void
page(struct html *h, struct arena *a, const struct site_view *site, struct comment_id id, struct str title,
     struct safe content)
{
	view_page(h, a, site, title,
		  str_printf(a, "%.*s/c/%lld", STR_FMT(site->base_path), (long long)id.n),
		  locale_text(site->lang, MSG("Back to the comment")), content);
}

void
view_report(struct html *h, struct arena *a, const struct site_view *site, const struct report_view *v)
{
	struct html content = html_in(a), body = html_in(a), error = html_in(a), beside = html_in(a);
	const struct comment *c = v->comment;
	markup_inert(&body, c->text);
	if (v->error.n > 0)
		tmpl_report_error(&error, site->lang, &(struct tmpl_report_error){.text = v->error});
	if (v->text_error.n > 0)
		tmpl_form_error(&beside, site->lang, &(struct tmpl_form_error){
			.id = STR("rj-report-text"), .text = v->text_error});
	tmpl_report(&content, site->lang, &(struct tmpl_report){
		.name = c->name,
		.body = html_done(&body),
		.error = html_done(&error),
		.action = str_cat(a, site->base_path, STR("/report")),
		.id = c->id.n,
		.lang = view_lang_field(a, site),
		.reasons = reasons(a, site, v->reason),
		.most = REPORT_CHARS_MAX,
		.about = v->text_error.n > 0 ? STR("rj-report-text-error rj-report-help")
					     : STR("rj-report-help"),
		.aria_invalid = v->text_error.n > 0 ? STR("true") : STR(""),
		.text = v->text,
		.text_error = html_done(&beside),
		.notice = str_printf(a, "%.*s/notice?c=%lld", STR_FMT(site->base_path), (long long)c->id.n)});
	page(h, a, site, c->id, locale_text(site->lang, MSG("Report a comment")), html_done(&content));
}

void
view_report_done(struct html *h, struct arena *a, const struct site_view *site, struct comment_id id,
		 struct str title, struct str sentence, struct str next)
{
	struct html content = html_in(a);
	tmpl_report_done(&content, site->lang, &(struct tmpl_report_done){
		.sentence = sentence, .next = next});
	page(h, a, site, id, title, html_done(&content));
}
