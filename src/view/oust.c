/* What a ban from a card would take; see the header. */
#include "view/oust.h"

#include "tools.h"
#include "view/locale.h"
#include "view/tmpl.h"

static struct str
counts(struct arena *a, struct str lang, int64_t published, int64_t waiting)
{
	struct str shown = locale_count(a, lang, MSG_N("%s published", "%s published"), published);
	struct str waits = locale_count(a, lang, MSG_N("%s waiting", "%s waiting"), waiting);
	return str_printf(a, "%.*s · %.*s", STR_FMT(shown), STR_FMT(waits));
}

static struct safe
part(struct arena *a, const struct site_view *site, struct str title, struct html *items)
{
	struct html h = html_in(a);
	if (items->out.n > 0)
		tmpl_oust_part(&h, site->lang, &(struct tmpl_oust_part){
			.title = locale_text(site->lang, title), .items = html_done(items)});
	return html_done(&h);
}

static void
line(struct html *h, const struct site_view *site, struct str what, struct str said)
{
	tmpl_oust_line(h, site->lang, &(struct tmpl_oust_line){.what = what, .counts = said});
}

static void
and_more(struct html *h, struct arena *a, const struct site_view *site, size_t more)
{
	if (more > 0)
		line(h, site, STR("…"), locale_count(a, site->lang, MSG_N("and %s more", "and %s more"),
						     (int64_t)more));
}

static struct safe
articles(struct arena *a, const struct site_view *site, const struct oust_view *v)
{
	struct html items = html_in(a);
	for (size_t i = 0; i < v->n_articles; i++)
		line(&items, site, v->articles[i].name,
		     counts(a, site->lang, v->articles[i].published, v->articles[i].waiting));
	and_more(&items, a, site, v->more_articles);
	return part(a, site, MSG("Under these articles"), &items);
}

static struct safe
first(struct arena *a, const struct site_view *site, const struct oust_view *v)
{
	struct html items = html_in(a);
	for (size_t i = 0; i < v->n_first; i++) {
		struct html name = html_in(a), text = html_in(a);
		html_text(&name, v->first[i].name);
		html_text(&text, v->first[i].text);
		tmpl_tool_comment(&items, site->lang, &(struct tmpl_tool_comment){
			.id = v->first[i].id.n,
			.name = html_done(&name),
			.state = view_state_name(site->lang, v->first[i].state),
			.text = html_done(&text)});
	}
	return part(a, site, MSG("The newest of them"), &items);
}

static struct safe
others(struct arena *a, const struct site_view *site, const struct oust_view *v)
{
	struct html items = html_in(a);
	for (size_t i = 0; i < v->n_others; i++)
		line(&items, site, v->others[i], STR(""));
	and_more(&items, a, site, v->more_others);
	return part(a, site, MSG("Other people whom the ban would stop"), &items);
}

static struct str
terms(struct arena *a, struct str lang, const struct oust_view *v)
{
	struct str days = locale_count(a, lang, MSG_N("%s day", "%s days"), v->days);
	return v->days == 0 ? locale_put(a, locale_text(lang, MSG("A ban on %s for ever.")), v->target)
			    : locale_put(a, locale_text(lang, MSG("A ban on %1$s for %2$s.")), v->target,
					 days);
}

static struct safe
remove_button(struct arena *a, const struct site_view *site, const struct oust_view *v)
{
	struct html h = html_in(a);
	int64_t n = v->published + v->waiting;
	if (n > 0)
		tmpl_oust_remove(&h, site->lang, &(struct tmpl_oust_remove){
			.label = locale_count(a, site->lang,
					      MSG_N("Ban, and delete this %s comment",
						    "Ban, and delete these %s comments"),
					      n)});
	return html_done(&h);
}

static struct safe
password(struct arena *a, const struct site_view *site, const struct oust_view *v)
{
	struct html h = html_in(a);
	(void)a;
	if (v->asks)
		tmpl_oust_password(&h, site->lang, &(struct tmpl_oust_password){.id = v->comment.n});
	return html_done(&h);
}

void
view_oust(struct html *h, struct arena *a, const struct site_view *site, const struct desk_view *desk,
	  const struct oust_view *v)
{
	struct html content = html_in(a);
	struct str lang = site->lang;
	struct str kind = v->kind == BAN_EMAIL ? STR("email") : STR("address");
	must(v->kind == BAN_EMAIL || v->kind == BAN_ADDRESS);
	tmpl_oust(&content, lang, &(struct tmpl_oust){
		.id = v->comment.n,
		.title = locale_put(a, locale_text(lang, MSG("What a ban on %s would take")), v->target),
		.counts = counts(a, lang, v->published, v->waiting),
		.more = v->more ? locale_text(lang, MSG("There are more: these are the newest.")) : STR(""),
		.articles = articles(a, site, v),
		.first = first(a, site, v),
		.others = others(a, site, v),
		.action = str_printf(a, "%.*s/moderate/ban/%lld", STR_FMT(site->base_path),
				     (long long)v->comment.n),
		.csrf = desk->csrf,
		.seen = desk_seen_word(desk),
		.order = view_order_word(desk->order),
		.query = desk->query,
		.kind = kind,
		.days = v->days,
		.reason = v->reason,
		.note = v->note,
		.upto = v->upto.n,
		.terms = terms(a, lang, v),
		.password = password(a, site, v),
		.remove = remove_button(a, site, v),
		.back = str_printf(a, "%.*s/moderate/", STR_FMT(site->base_path))});
	desk_page(h, a, site, desk, MSG("Ban this person"), html_done(&content));
}
