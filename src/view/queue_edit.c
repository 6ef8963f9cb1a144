/* What can be written about a card, and what was written before: the form for another text, the former texts;
 * see desk.h. */
#include "desk.h"

#include "view/diff.h"
#include "view/locale.h"
#include "view/tmpl.h"

struct safe
desk_upon(struct arena *a, const struct site_view *site, const struct desk_view *desk,
	  const struct comment *c)
{
	struct html h = html_in(a);
	tmpl_card_upon(&h, site->lang, &(struct tmpl_card_upon){
		.csrf = desk->csrf,
		.seen = desk_state_word(c->state),
		.queue = desk_seen_word(desk),
		.order = view_order_word(desk->order),
		.query = desk->query,
		.version = c->version});
	return html_done(&h);
}

/* ---- another text ------------------------------------------------------------------------------- */

struct safe
desk_grounds(struct arena *a, const struct site_view *site, struct str chosen)
{
	struct html h = html_in(a);
	tmpl_notice_option(&h, site->lang, &(struct tmpl_notice_option){
		.name = locale_text(site->lang, MSG("Please choose"))});
	for (enum report r = 0; r < REPORT__MAX; r++)
		tmpl_notice_option(&h, site->lang, &(struct tmpl_notice_option){
			.word = view_report_word(r),
			.selected = str_eq(chosen, view_report_word(r)),
			.name = view_report_text(site->lang, r)});
	return html_done(&h);
}

static void
refusal(struct html *h, const struct site_view *site, struct str word, struct str name, struct str chosen)
{
	tmpl_notice_option(h, site->lang, &(struct tmpl_notice_option){
		.word = word, .name = name, .selected = word.n > 0 && str_eq(word, chosen)});
}

/* The replies to one reason. */
static void
replies_to(struct html *h, struct arena *a, const struct site_view *site, enum report r, struct str chosen,
	   const struct saved_reply *saved, size_t n)
{
	struct html options = html_in(a);
	for (size_t i = 0; i < n; i++)
		if (saved[i].reason == r)
			refusal(&options, site, str_printf(a, "%.*s.%lld", STR_FMT(view_report_word(r)),
							   (long long)saved[i].id), saved[i].title, chosen);
	if (options.out.n > 0)
		tmpl_option_group(h, site->lang, &(struct tmpl_option_group){
			.label = view_report_text(site->lang, r), .options = html_done(&options)});
}

struct safe
desk_refusal(struct arena *a, const struct site_view *site, struct str id, struct str chosen,
	     const struct saved_reply *saved, size_t n)
{
	struct html h = html_in(a), list = html_in(a);
	refusal(&list, site, STR(""), locale_text(site->lang, MSG("not said")), chosen);
	for (enum report r = 0; r < REPORT__MAX; r++) {
		refusal(&list, site, view_report_word(r), view_report_text(site->lang, r), chosen);
		replies_to(&list, a, site, r, chosen, saved, n);
	}
	tmpl_card_grounds(&h, site->lang, &(struct tmpl_card_grounds){.id = id, .reasons = html_done(&list)});
	return html_done(&h);
}

static struct safe
edit_form(struct arena *a, const struct site_view *site, const struct desk_view *desk,
	  const struct card_view *card)
{
	const struct comment *c = card->comment;
	struct str wrong = card->edit.text_error;
	struct html h = html_in(a);
	long long id = (long long)c->id.n;
	if (!card->may_edit && !card->edit.given)
		return html_done(&h);
	tmpl_card_edit(&h, site->lang, &(struct tmpl_card_edit){
		.open = card->edit.given,
		.id = c->id.n,
		.action = str_printf(a, "%.*s/moderate/edit/%lld", STR_FMT(site->base_path), id),
		.upon = desk_upon(a, site, desk, c),
		.aria_describedby = wrong.n > 0 ? str_printf(a, "text-%lld-error", id) : STR(""),
		.aria_invalid = wrong.n > 0 ? STR("true") : STR(""),
		.text = card->edit.given ? card->edit.text : c->text,
		.text_error = desk_error(a, site, "text", c->id.n, wrong),
		.reasons = desk_grounds(a, site, card->edit.reason),
		.why = card->edit.why,
		.why_error = desk_error(a, site, "why", c->id.n, card->edit.why_error)});
	return html_done(&h);
}

/* ---- former texts ------------------------------------------------------------------------------- */

static struct safe
who(struct arena *a, struct str lang, const struct text_row *t)
{
	struct html h = html_in(a), name = html_in(a);
	if (t->by.n == 0) {
		html_text(&h, locale_text(lang, MSG("Changed by its writer")));
		return html_done(&h);
	}
	html_bdi(&name, t->by);
	locale_html(&h, locale_text(lang, t->reason == REPORT__MAX ? MSG("Taken back by %s")
								   : MSG("Changed by %s, a moderator")),
		    html_done(&name));
	return html_done(&h);
}

static struct safe
why(struct arena *a, struct str lang, const struct text_row *t)
{
	struct html h = html_in(a);
	if (t->reason != REPORT__MAX)
		tmpl_card_report_text(&h, lang, &(struct tmpl_card_report_text){
			.reason = view_report_text(lang, t->reason), .text = t->why});
	return html_done(&h);
}

static struct safe
former_texts(struct arena *a, const struct site_view *site, const struct card_view *card)
{
	struct html h = html_in(a), list = html_in(a);
	struct str after = card->comment->text;
	for (size_t i = 0; i < card->n_texts; i++) {
		const struct text_row *t = &card->texts[i];
		struct html when = html_in(a), diff = html_in(a);
		tmpl_when(&when, site->lang, t->replaced, locale_ago(a, site->lang, t->replaced, site->now));
		view_diff(&diff, site->lang, t->text, after);
		tmpl_card_text(&list, site->lang, &(struct tmpl_card_text){
			.who = who(a, site->lang, t),
			.when = html_done(&when),
			.why = why(a, site->lang, t),
			.diff = html_done(&diff)});
		after = t->text;
	}
	if (card->n_texts > 0)
		tmpl_card_texts(&h, site->lang, &(struct tmpl_card_texts){
			.what = locale_count(a, site->lang, MSG_N("%s earlier text", "%s earlier texts"),
					     card->comment->version),
			.id = card->comment->id.n,
			.texts = html_done(&list)});
	return html_done(&h);
}

struct safe
desk_writing(struct arena *a, const struct site_view *site, const struct desk_view *desk,
	     const struct card_view *card)
{
	struct html h = html_in(a);
	html_safe(&h, former_texts(a, site, card));
	if (desk->room != ROOM_APPEALS) {
		html_safe(&h, edit_form(a, site, desk, card));
		html_safe(&h, desk_staff_form(a, site, desk, card));
	}
	return html_done(&h);
}
