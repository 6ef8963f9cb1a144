/* The page of bans. */
#include "tools.h"

#include "view/locale.h"
#include "view/tmpl.h"

#define TEXT_MAX 1000 /* characters of reason and note, as BAN_TEXT_CHARS_MAX */

static const struct str kind_words[BAN__MAX] = {
#define X(id, word, help) [id] = STR_C(word),
	BAN_KINDS(X)
#undef X
};

struct str
view_ban_kind(struct str lang, enum ban_kind kind)
{
	static const struct str names[BAN__MAX] = {
		[BAN_EMAIL] = MSG_C("a person, by email address"),
		[BAN_DOMAIN] = MSG_C("a mail domain and all below it"),
		[BAN_ADDRESS] = MSG_C("a network address or block"),
		[BAN_NAME] = MSG_C("names that read like this"),
		[BAN_LINK] = MSG_C("links to a host and all below it")};
	must(kind < BAN__MAX);
	return locale_text(lang, names[kind]);
}

/* `any`: the first choice is none of them. */
static struct safe
kinds(struct arena *a, const struct site_view *site, bool any, enum ban_kind chosen)
{
	struct html h = html_in(a);
	if (any)
		tool_option(&h, site, STR(""), locale_text(site->lang, MSG("any")), chosen == BAN__MAX);
	for (enum ban_kind k = 0; k < BAN__MAX; k++)
		tool_option(&h, site, kind_words[k], view_ban_kind(site->lang, k), k == chosen);
	return html_done(&h);
}

/* ---- a ban ---------------------------------------------------------------------------------------- */

static bool
in_force(const struct site_view *site, const struct ban *b)
{
	return b->lifted == 0 && (b->expires == 0 || b->expires > site->now);
}

/* Its lift can be taken back. */
static bool
again_possible(const struct site_view *site, const struct ban *b)
{
	return b->lifted != 0 && b->lifted >= site->now - UNDO_SPAN &&
	       (b->expires == 0 || b->expires > site->now);
}

static struct safe
at(struct arena *a, const struct site_view *site, struct str text, int64_t when)
{
	struct html h = html_in(a), time = html_in(a);
	tmpl_when(&time, site->lang, when, locale_date(a, site->lang, when));
	locale_html(&h, locale_text(site->lang, text), html_done(&time));
	return html_done(&h);
}

static struct safe
stands(struct arena *a, const struct site_view *site, const struct ban *b)
{
	struct html h = html_in(a);
	if (b->lifted != 0)
		return at(a, site, MSG("lifted %s"), b->lifted);
	if (!in_force(site, b))
		return at(a, site, MSG("expired %s"), b->expires);
	if (b->shadow) {
		html_text(&h, locale_text(site->lang, MSG("on trial")));
		html_lit(&h, ", ");
	}
	html_safe(&h, tool_until(a, site, b->expires));
	return html_done(&h);
}

static struct safe
hits(struct arena *a, const struct site_view *site, const struct ban *b)
{
	struct html h = html_in(a);
	html_text(&h, locale_count(a, site->lang, MSG_N("%s hit", "%s hits"), b->hits));
	if (b->hit != 0) {
		html_lit(&h, ", ");
		html_safe(&h, at(a, site, MSG("the last one %s"), b->hit));
	}
	return html_done(&h);
}

/* Who set it, and when. */
static struct safe
by(struct arena *a, const struct site_view *site, const struct ban *b)
{
	struct html h = html_in(a), time = html_in(a);
	tmpl_when(&time, site->lang, b->created, locale_date(a, site->lang, b->created));
	html_lit(&h, "<bdi>");
	html_text(&h, b->by);
	html_lit(&h, "</bdi>, ");
	html_safe(&h, html_done(&time));
	return html_done(&h);
}

static struct safe
said(struct arena *a, const struct site_view *site, const struct ban *b)
{
	struct html h = html_in(a);
	if (b->reason.n > 0)
		tmpl_audit_why(&h, site->lang, &(struct tmpl_audit_why){.text = b->reason});
	if (b->note.n > 0)
		tmpl_audit_why(&h, site->lang, &(struct tmpl_audit_why){.text = b->note});
	return html_done(&h);
}

static struct safe
list(struct arena *a, const struct site_view *site, const struct desk_view *desk, const struct ban *bans,
     size_t n)
{
	struct html h = html_in(a), lines = html_in(a);
	if (n == 0)
		return html_done(&h);
	for (size_t i = 0; i < n; i++) {
		const struct ban *b = &bans[i];
		struct html lift = html_in(a);
		const bool now = in_force(site, b);
		struct str action = tool_url(a, site, TOOL_BANS,
					     str_printf(a, "/%s%lld", now ? "" : "again/",
							(long long)b->id.n).p);
		if (now)
			tmpl_ban_lift(&lift, site->lang, &(struct tmpl_ban_lift){
				.action = action, .csrf = desk->csrf, .what = b->target});
		else if (again_possible(site, b))
			tmpl_ban_again(&lift, site->lang, &(struct tmpl_ban_again){
				.action = action, .csrf = desk->csrf, .what = b->target});
		tmpl_ban_line(&lines, site->lang, &(struct tmpl_ban_line){
			.target = b->target, .kind = view_ban_kind(site->lang, b->kind),
			.stands = stands(a, site, b), .said = said(a, site, b),
			.hits = hits(a, site, b), .by = by(a, site, b), .lift = html_done(&lift)});
	}
	tmpl_audit_lines(&h, site->lang, &(struct tmpl_audit_lines){.lines = html_done(&lines)});
	return html_done(&h);
}

/* ---- the forms -------------------------------------------------------------------------------------- */

static struct safe
draft(struct arena *a, const struct site_view *site, const struct desk_view *desk, const struct bans_view *v)
{
	struct html h = html_in(a);
	tmpl_ban_draft(&h, site->lang, &(struct tmpl_ban_draft){
		.open = v->draft.open,
		.action = tool_url(a, site, TOOL_BANS, ""),
		.csrf = desk->csrf,
		.kinds = kinds(a, site, false, v->draft.kind),
		.what = v->draft.what,
		.what_about = v->draft.what_error.n > 0 ? STR(" ban-what-error") : STR(""),
		.aria_invalid = tool_invalid(v->draft.what_error),
		.what_error = tool_error(a, site, "ban-what", v->draft.what_error),
		.days = tool_line(a, site, &(struct tool_typed){
			"ban-days", "days", MSG("For how many days; empty: for ever"), v->draft.days,
			v->draft.days_error, 5, "numeric"}),
		.reason = tool_line(a, site, &(struct tool_typed){
			"ban-reason", "reason", MSG("Why, for other moderators"), v->draft.reason,
			v->draft.reason_error, TEXT_MAX, ""}),
		.note = tool_note(a, site, &(struct tool_typed){
			"ban-note", "note", MSG("Note"), v->draft.note, v->draft.note_error, TEXT_MAX, ""}),
		.checked = v->draft.shadow,
		.caught = tool_caught(a, site, &v->draft.caught)});
	return html_done(&h);
}

static struct safe
result(struct arena *a, const struct site_view *site, const struct desk_view *desk,
       const struct bans_view *v)
{
	struct html h = html_in(a);
	const struct ban *found = v->attempt.found;
	size_t n = v->attempt.n_found;
	struct str text = v->attempt.error;
	bool refused = false;
	for (size_t i = 0; i < n; i++)
		refused = refused || !found[i].shadow;
	if (text.n == 0 && !v->attempt.asked)
		return html_done(&h);
	if (text.n == 0)
		text = locale_text(site->lang,
				   refused ? MSG("It would be refused, because of:")
				   : n > 0 ? MSG("It would only be noted, because of bans on trial:")
					   : MSG("No ban catches it."));
	tmpl_tool_result(&h, site->lang, &(struct tmpl_tool_result){
		.role = v->attempt.error.n > 0 ? STR("alert") : STR("status"),
		.text = text, .lines = list(a, site, desk, found, n)});
	return html_done(&h);
}

static struct safe
attempt(struct arena *a, const struct site_view *site, const struct desk_view *desk,
	const struct bans_view *v)
{
	struct html h = html_in(a);
	tmpl_ban_attempt(&h, site->lang, &(struct tmpl_ban_attempt){
		.open = v->attempt.open,
		.action = tool_url(a, site, TOOL_BANS, "/try"),
		.csrf = desk->csrf,
		.email = v->attempt.email, .address = v->attempt.address, .name = v->attempt.name,
		.url = v->attempt.url, .text = v->attempt.text,
		.result = result(a, site, desk, v)});
	return html_done(&h);
}

/* ---- the page --------------------------------------------------------------------------------------- */

/* The same search, from behind the last one on. */
static struct safe
more(struct arena *a, const struct site_view *site, const struct bans_view *v)
{
	struct html h = html_in(a);
	if (v->next.n == 0)
		return html_done(&h);
	struct str kind = v->kind == BAN__MAX ? STR("") : kind_words[v->kind];
	struct str href = str_printf(a, "%.*s?before=%lld%s%s%.*s%s%.*s",
				     STR_FMT(tool_url(a, site, TOOL_BANS, "")), (long long)v->next.n,
				     v->past ? "&past=1" : "", kind.n > 0 ? "&kind=" : "", STR_FMT(kind),
				     v->part.n > 0 ? "&part=" : "", STR_FMT(html_query(a, v->part)));
	tmpl_queue_more(&h, site->lang, &(struct tmpl_queue_more){.href = href});
	return html_done(&h);
}

void
view_bans(struct html *h, struct arena *a, const struct site_view *site, const struct desk_view *desk,
	  const struct bans_view *v)
{
	struct html content = html_in(a), lines = html_in(a);
	html_safe(&lines, list(a, site, desk, v->bans, v->n));
	if (v->n == 0)
		tmpl_queue_empty(&lines, site->lang, &(struct tmpl_queue_empty){
			.text = v->part.n > 0 || v->kind != BAN__MAX || v->past
					? locale_text(site->lang, MSG("No ban fits what you look for."))
					: locale_text(site->lang, MSG("Nobody and nothing is banned."))});
	tmpl_bans(&content, site->lang, &(struct tmpl_bans){
		.draft = draft(a, site, desk, v),
		.attempt = attempt(a, site, desk, v),
		.action = tool_url(a, site, TOOL_BANS, ""),
		.part = v->part,
		.kinds = kinds(a, site, true, v->kind),
		.checked = v->past,
		.lines = html_done(&lines),
		.more = more(a, site, v)});
	desk_page(h, a, site, desk, MSG("Bans"), html_done(&content));
}
