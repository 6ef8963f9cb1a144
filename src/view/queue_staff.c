/* The form on a card for an answer in the name of the site; see desk.h. */
#include "desk.h"

#include "view/locale.h"
#include "view/tmpl.h"

struct safe
desk_staff_form(struct arena *a, const struct site_view *site, const struct desk_view *desk,
		const struct card_view *card)
{
	const struct comment *c = card->comment;
	struct str lang = site->lang, error = card->reply.typed_error;
	struct html h = html_in(a);
	long long id = (long long)c->id.n;
	bool typed = card->reply.typed.n > 0 || error.n > 0;
	if (!card->may_reply && !typed)
		return html_done(&h);
	struct str what = c->state == STATE_APPROVED ? MSG("Reply as staff")
						     : MSG("Approve and reply as staff");
	struct str label = locale_text(lang, MSG("The reply, published as %s with the mark “Staff”"));
	tmpl_card_staff(&h, lang, &(struct tmpl_card_staff){
		.open = typed,
		.what = locale_text(lang, what),
		.id = c->id.n,
		.action = str_printf(a, "%.*s/moderate/reply/%lld", STR_FMT(site->base_path), id),
		.upon = desk_upon(a, site, desk, c),
		.label = locale_put(a, label, desk->who),
		.aria_describedby = error.n > 0 ? str_printf(a, "reply-%lld-error", id) : STR(""),
		.aria_invalid = error.n > 0 ? STR("true") : STR(""),
		.text = card->reply.typed,
		.error = desk_error(a, site, "reply", c->id.n, error),
		.button = locale_text(lang, what)});
	return html_done(&h);
}
