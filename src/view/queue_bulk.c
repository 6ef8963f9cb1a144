/* The form that decides on many cards, and a card's box for it; see desk.h. */
#include "desk.h"

#include "view/locale.h"
#include "view/tmpl.h"

static void
button(struct html *h, const struct site_view *site, const struct desk_view *desk, enum state to,
       const char *verb, struct str label)
{
	if (desk->room != ROOM_STATE || desk->state != to)
		tmpl_bulk_button(h, site->lang, &(struct tmpl_bulk_button){
			.verb = str_of(verb), .label = locale_text(site->lang, label)});
}

void
desk_bulk(struct html *h, struct arena *a, const struct site_view *site, const struct desk_view *desk)
{
	struct html buttons = html_in(a), all = html_in(a), password = html_in(a), grounds = html_in(a);
	if (desk->role < ROLE_MODERATOR || desk->room == ROOM_APPEALS)
		return;
	bool deleted = desk->room == ROOM_STATE && desk->state == STATE_DELETED;
	if (!deleted) {
		button(&buttons, site, desk, STATE_APPROVED, "approve", MSG("Approve"));
		button(&buttons, site, desk, STATE_REJECTED, "reject", MSG("Reject"));
		button(&buttons, site, desk, STATE_SPAM, "spam", MSG("Spam"));
		button(&buttons, site, desk, STATE_DELETED, "delete", MSG("Delete"));
	}
	if (deleted || desk->room == ROOM_SEARCH)
		button(&buttons, site, desk, STATE_PENDING, "restore", MSG("Restore"));
	if (!deleted && (desk->room != ROOM_STATE || desk->state != STATE_REJECTED))
		html_safe(&grounds, desk_refusal(a, site, STR("bulk"), desk->bulk.reason, desk->bulk.saved,
						 desk->bulk.n_saved));
	if (desk->found.n != 0)
		tmpl_bulk_all(&all, site->lang, &(struct tmpl_bulk_all){
			.newest = desk->found.n, .checked = desk->bulk.found});
	if (desk->bulk.asks) /* not required: another button may be pressed */
		tmpl_account_confirm(&password, site->lang, &(struct tmpl_account_confirm){
			.which = STR("bulk")});
	tmpl_bulk(h, site->lang, &(struct tmpl_bulk){
		.open = desk->bulk.given,
		.after = desk->from.n,
		.note = desk->bulk.note,
		.aria_invalid = desk->bulk.bad ? STR("true") : STR(""),
		.action = str_cat(a, site->base_path, STR("/moderate/batch")),
		.csrf = desk->csrf,
		.seen = desk_seen_word(desk),
		.order = view_order_word(desk->order),
		.query = desk->query,
		.all = html_done(&all),
		.grounds = html_done(&grounds),
		.password = html_done(&password),
		.buttons = html_done(&buttons)});
}

static bool
was_picked(const struct desk_view *desk, struct str value)
{
	for (size_t i = 0; i < desk->bulk.n_cards; i++)
		if (str_eq(desk->bulk.cards[i], value))
			return true;
	return false;
}

struct safe
desk_pick(struct arena *a, const struct site_view *site, const struct desk_view *desk,
	  const struct card_view *card)
{
	const struct comment *c = card->comment;
	struct html h = html_in(a);
	struct str value = str_printf(a, "%lld.%lld.%.*s", (long long)c->id.n, (long long)c->version,
				      STR_FMT(desk_state_word(c->state)));
	if (desk->role >= ROLE_MODERATOR && desk->room != ROOM_APPEALS)
		tmpl_card_pick(&h, site->lang, &(struct tmpl_card_pick){
			.id = c->id.n, .value = value, .checked = was_picked(desk, value)});
	return html_done(&h);
}
