/* The desk's pages about raids. Knows numbers and texts; knows no memory and no store. */
#include "view/raid.h"

#include "desk.h"
#include "tools.h"
#include "view/locale.h"
#include "view/tmpl.h"

#define BAR_STEP 10 /* of the drawing, which is 240 x 40 */
#define BARS_HEIGHT 40

static struct str
raid_url(struct arena *a, const struct site_view *site, struct comment_id id)
{
	return str_printf(a, "%.*s/moderate/raid/%lld", STR_FMT(site->base_path), (long long)id.n);
}

static void
fact(struct html *h, const struct site_view *site, struct str text)
{
	tmpl_raid_fact(h, site->lang, &(struct tmpl_raid_fact){.text = text});
}

static struct str
title(struct arena *a, const struct site_view *site, const struct raid_card *r)
{
	return locale_count(a, site->lang, MSG_N("%s comment", "%s comments"), r->comments);
}

static struct safe
signs(struct arena *a, const struct site_view *site, const struct raid_card *r)
{
	struct html h = html_in(a);
	if (r->alike)
		fact(&h, site, locale_text(site->lang, MSG("Texts that read alike")));
	if (r->network)
		fact(&h, site, locale_text(site->lang, MSG("Many names from one network")));
	if (r->burst)
		fact(&h, site, locale_text(site->lang, MSG("A burst on one article")));
	return html_done(&h);
}

/* Networks are in memory alone: after a start those of before are not known. */
static struct safe
facts(struct arena *a, const struct site_view *site, const struct raid_card *r)
{
	struct html h = html_in(a);
	struct str lang = site->lang;
	fact(&h, site, title(a, site, r));
	fact(&h, site, locale_count(a, lang, MSG_N("%s name", "%s names"), r->names));
	fact(&h, site, locale_count(a, lang, MSG_N("%s network", "%s networks"), r->networks));
	if (r->unknown > 0)
		fact(&h, site,
		     locale_count(a, lang,
				  MSG_N("of %s comment the network is not known any more",
					"of %s comments the network is not known any more"),
				  r->unknown));
	fact(&h, site, locale_count(a, lang, MSG_N("%s mail address", "%s mail addresses"), r->people));
	fact(&h, site, locale_count(a, lang, MSG_N("%s article", "%s articles"), r->articles));
	return html_done(&h);
}

static struct safe
bars(struct arena *a, const struct site_view *site, const struct raid_card *r, int64_t most)
{
	struct html h = html_in(a);
	for (size_t i = 0; i < r->n_bars; i++) {
		int64_t height = (r->bars[i] * BARS_HEIGHT + most - 1) / most;
		if (height > 0)
			tmpl_raid_bar(&h, site->lang, &(struct tmpl_raid_bar){
				.x = (int64_t)i * BAR_STEP + 1, .y = BARS_HEIGHT - height, .height = height});
	}
	return html_done(&h);
}

static struct safe
span(struct arena *a, const struct site_view *site, const struct raid_card *r)
{
	struct html h = html_in(a);
	tmpl_when(&h, site->lang, r->first, locale_date(a, site->lang, r->first));
	html_lit(&h, " – ");
	tmpl_when(&h, site->lang, r->last, locale_date(a, site->lang, r->last));
	return html_done(&h);
}

static struct safe
head(struct arena *a, const struct site_view *site, const struct raid_card *r)
{
	struct html h = html_in(a);
	int64_t most = 1;
	for (size_t i = 0; i < r->n_bars; i++)
		most = r->bars[i] > most ? r->bars[i] : most;
	struct str label = locale_count(a, site->lang,
					MSG_N("When they came: at most %s comment in one part of this time",
					      "When they came: at most %s comments in one part of this time"),
					most);
	tmpl_raid_head(&h, site->lang, &(struct tmpl_raid_head){
		.signs = signs(a, site, r),
		.facts = facts(a, site, r),
		.label = label,
		.bars = bars(a, site, r, most),
		.span = span(a, site, r)});
	return html_done(&h);
}

static struct safe
sample(struct arena *a, const struct site_view *site, const struct raid_card *r)
{
	struct html h = html_in(a);
	if (r->sample != NULL)
		tmpl_raid_sample(&h, site->lang, &(struct tmpl_raid_sample){.text = r->sample->text});
	return html_done(&h);
}

void
view_raids(struct html *h, struct arena *a, const struct site_view *site, const struct desk_view *desk,
	   const struct raid_card *cards, size_t n, struct str note)
{
	struct html content = html_in(a), list = html_in(a);
	desk_storms(&content, a, site, desk);
	if (note.n > 0)
		tmpl_raid_note(&content, site->lang, &(struct tmpl_raid_note){.note = note});
	for (size_t i = 0; i < n; i++)
		tmpl_raid_card(&list, site->lang, &(struct tmpl_raid_card){
			.id = cards[i].newest.n,
			.href = raid_url(a, site, cards[i].newest),
			.title = title(a, site, &cards[i]),
			.head = head(a, site, &cards[i]),
			.sample = sample(a, site, &cards[i])});
	if (n == 0)
		tmpl_queue_empty(&content, site->lang, &(struct tmpl_queue_empty){
			.text = locale_text(
				site->lang, MSG("No raid: of what waits or is shown, nothing of the last day "
						"reads alike, comes from one network under many names, or "
						"came in a burst."))});
	else
		tmpl_raids(&content, site->lang, &(struct tmpl_raids){.cards = html_done(&list)});
	desk_page(h, a, site, desk, MSG("Raids"), html_done(&content));
}

/* ---- one of them -------------------------------------------------------------------------------- */

static void
ban_box(struct html *h, const struct site_view *site, const char *name, bool checked, struct str label)
{
	tmpl_raid_ban(h, site->lang, &(struct tmpl_raid_ban){.name = str_of(name), .checked = checked,
							     .label = label});
}

static struct safe
bans(struct arena *a, const struct site_view *site, const struct raid_view *r)
{
	struct html h = html_in(a);
	ban_box(&h, site, "people", r->typed.given ? r->typed.people : r->card.people > 0,
		locale_count(a, site->lang, MSG_N("%s mail address", "%s mail addresses"), r->card.people));
	ban_box(&h, site, "networks", r->typed.networks,
		locale_count(a, site->lang,
			     MSG_N("the addresses in %s network", "the addresses in %s networks"),
			     r->card.networks));
	return html_done(&h);
}

static struct safe
days(struct arena *a, const struct site_view *site, const struct raid_view *r)
{
	static const struct {
		int64_t days;
		struct str text;
	} choices[] = {{1, MSG_C("1 day")}, {7, MSG_C("7 days")}, {30, MSG_C("30 days")}};
	struct html h = html_in(a);
	int64_t chosen = r->typed.given ? r->typed.days : 7;
	for (size_t i = 0; i < ARRAY_LEN(choices); i++)
		tool_option(&h, site, str_printf(a, "%lld", (long long)choices[i].days),
			    locale_text(site->lang, choices[i].text), choices[i].days == chosen);
	return html_done(&h);
}

static struct safe
answer(struct arena *a, const struct site_view *site, const struct desk_view *desk, const struct raid_view *r)
{
	struct html h = html_in(a);
	struct str lang = site->lang, n = locale_number(a, lang, r->card.comments);
	tmpl_raid_answer(&h, lang, &(struct tmpl_raid_answer){
		.action = raid_url(a, site, r->card.newest),
		.csrf = desk->csrf,
		.upto = r->card.newest.n,
		.bans = bans(a, site, r),
		.days = days(a, site, r),
		.grounds = desk_refusal(a, site, STR("raid"), r->typed.reason, r->saved, r->n_saved),
		.note = r->typed.note,
		.aria_invalid = r->typed.bad ? STR("true") : STR(""),
		.reject = locale_put(a, locale_text(lang, MSG("Reject all %s")), n),
		.spam = locale_put(a, locale_text(lang, MSG("All %s are spam")), n)});
	return html_done(&h);
}

static struct safe
where(struct arena *a, const struct site_view *site, const struct comment *c, struct str url)
{
	struct html h = html_in(a);
	tmpl_link(&h, site->lang, &(struct tmpl_link){.href = url, .text = c->title});
	return html_done(&h);
}

static bool
left_out(const struct raid_view *r, struct comment_id id)
{
	for (size_t i = 0; i < r->typed.n_except; i++)
		if (r->typed.except[i].n == id.n)
			return true;
	return false;
}

static struct safe
members(struct arena *a, const struct site_view *site, const struct raid_view *r)
{
	struct html h = html_in(a);
	for (size_t i = 0; i < r->n; i++) {
		const struct comment *c = &r->members[i];
		struct html when = html_in(a), choice = html_in(a);
		tmpl_when(&when, site->lang, c->created, locale_ago(a, site->lang, c->created, site->now));
		tmpl_raid_choice(&choice, site->lang, &(struct tmpl_raid_choice){
			.id = c->id.n, .checked = left_out(r, c->id)});
		tmpl_raid_member(&h, site->lang, &(struct tmpl_raid_member){
			.name = c->name,
			.where = where(a, site, c, r->urls[i]),
			.when = html_done(&when),
			.text = c->text,
			.choice = html_done(&choice)});
	}
	return html_done(&h);
}

void
view_raid(struct html *h, struct arena *a, const struct site_view *site, const struct desk_view *desk,
	  const struct raid_view *r)
{
	struct html content = html_in(a);
	struct str shown = locale_count(a, site->lang, MSG_N("The newest comment", "The %s newest comments"),
					(int64_t)r->n);
	tmpl_raid(&content, site->lang, &(struct tmpl_raid){
		.back = tool_url(a, site, TOOL_RAIDS, ""),
		.head = head(a, site, &r->card),
		.answer = answer(a, site, desk, r),
		.shown = shown,
		.members = members(a, site, r)});
	desk_page(h, a, site, desk, MSG("A raid"), html_done(&content));
}
