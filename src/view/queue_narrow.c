/* Around a queue and a card: the orders, the ways to a part of the queue alone, who reads it; see desk.h. */
#include "desk.h"

#include "base/page.h"
#include "view/locale.h"
#include "view/tmpl.h"

static bool
holds(struct str text, const char *part)
{
	return str_find(text, str_of(part), 0) != SIZE_MAX;
}

#define VALUE_MAX 900 /* bytes: with all that stands around it a query of at most 1,000 */

/* A query has no way to write both a blank and a quote, and an end. */
static bool
can_be_said(struct str value)
{
	return value.n > 0 && value.n <= VALUE_MAX && value.p[0] != '"' &&
	       !(holds(value, " ") && holds(value, "\""));
}

struct str
desk_narrow_url(struct arena *a, const struct site_view *site, enum state state, const char *op,
		struct str value)
{
	const char *quote = holds(value, " ") ? "\"" : "";
	struct str q = value.n == 0 ? value : str_printf(a, "%s%s%.*s%s", op, quote, STR_FMT(value), quote);
	if (state != STATE__MAX)
		q = str_printf(a, "status:%.*s %.*s", STR_FMT(desk_state_word(state)), STR_FMT(q));
	return str_printf(a, "%.*s&q=%.*s", STR_FMT(desk_room_url(a, site, ROOM_SEARCH, 0)),
			  STR_FMT(page_query(a, str_trim(q))));
}

static struct str
order_name(const struct desk_view *desk, enum order order)
{
	static const struct str names[ORDER__MAX] = {
		[ORDER_TOXIC] = MSG_C("Most toxic first"),
		[ORDER_SCORE] = MSG_C("Highest score first"),
		[ORDER_REPORTS] = MSG_C("Most reported first")};
	bool oldest = desk->room == ROOM_REPORTED || desk->state == STATE_PENDING;
	if (order == ORDER_TIME || order == ORDER_BACK)
		return oldest == (order == ORDER_TIME) ? MSG("Oldest first") : MSG("Newest first");
	return names[order];
}

struct safe
desk_orders(struct arena *a, const struct site_view *site, const struct desk_view *desk)
{
	struct html h = html_in(a), links = html_in(a);
	const bool reported = desk->room == ROOM_REPORTED;
	if (desk->room != ROOM_STATE && !reported)
		return html_done(&h);
	for (enum order o = 0; o < ORDER__MAX; o++)
		if (view_order_fits(desk->room, desk->state, o))
			tmpl_queue_order(&links, site->lang, &(struct tmpl_queue_order){
				.href = desk_queue_url(a, site, desk->room, desk->state, o, 0),
				.aria_current = o == desk->order ? STR("true") : STR(""),
				.name = locale_text(site->lang, order_name(desk, o))});
	if (!reported)
		tmpl_queue_order(&links, site->lang, &(struct tmpl_queue_order){
			.href = desk_narrow_url(a, site, desk->state, "", STR("")),
			.name = locale_text(site->lang, MSG("Narrow this queue"))});
	tmpl_queue_orders(&h, site->lang, &(struct tmpl_queue_orders){.orders = html_done(&links)});
	return html_done(&h);
}

struct safe
desk_only(struct arena *a, const struct site_view *site, const struct comment *c, const char *op,
	  struct str value, struct str text)
{
	struct html h = html_in(a);
	if (can_be_said(value))
		tmpl_card_only(&h, site->lang, &(struct tmpl_card_only){
			.href = desk_narrow_url(a, site, c->state, op, value),
			.text = locale_text(site->lang, text),
			.id = c->id.n});
	return html_done(&h);
}

struct str
desk_overturned(struct arena *a, const struct site_view *site, const struct overturned_view *o)
{
	if (o->decided == 0)
		return STR("");
	struct str share = locale_number(a, site->lang, (100 * o->overturned + o->decided / 2) / o->decided);
	return locale_put(a, locale_text(site->lang, MSG("overturned in %1$s of %2$s decisions")),
			  str_cat(a, share, STR("\u00a0%")), locale_number(a, site->lang, o->decided));
}

struct safe
desk_reading(struct arena *a, const struct site_view *site, const struct desk_view *desk,
	     const struct card_view *card)
{
	struct html h = html_in(a), name = html_in(a), text = html_in(a), back = html_in(a);
	struct str lang = site->lang;
	int64_t id = card->comment->id.n;
	if (card->reader.n == 0 && !card->own)
		return html_done(&h);
	html_bdi(&name, card->reader);
	if (card->own)
		html_text(&text, locale_text(lang, MSG("You are reading this")));
	else
		locale_html(&text, locale_text(lang, MSG("%s is reading this")), html_done(&name));
	int64_t left = card->reads_until > site->now ? card->reads_until - site->now : 0;
	html_lit(&text, " · ");
	html_text(&text, locale_count(a, lang, MSG_N("for at most %s minute", "for at most %s minutes"),
				      (left + 59) / 60));
	if (card->own)
		html_safe(&back, desk_act(a, site, desk, "claim", id, MSG("Back to the queue"),
					  locale_put(a, locale_text(lang, MSG("comment %s")),
						     str_printf(a, "%lld", (long long)id))));
	tmpl_card_reading(&h, lang, &(struct tmpl_card_reading){
		.text = html_done(&text), .back = html_done(&back)});
	return html_done(&h);
}

struct safe
desk_person(struct arena *a, const struct site_view *site, const struct card_view *card)
{
	struct html h = html_in(a);
	struct str person = card->comment->person;
	html_lit(&h, "<code>");
	if (person.n > 0)
		tmpl_link(&h, site->lang, &(struct tmpl_link){
			.href = desk_narrow_url(a, site, STATE__MAX, "person:", person), .text = person});
	html_lit(&h, "</code>");
	if (card->person_banned) {
		html_lit(&h, " <strong class=\"banned\">");
		html_text(&h, locale_text(site->lang, MSG("Banned")));
		html_lit(&h, "</strong>");
	}
	html_safe(&h, desk_only(a, site, card->comment, "person:", person, MSG("only this person")));
	return html_done(&h);
}
