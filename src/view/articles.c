/* The page of articles. */
#include "tools.h"

#include "view/locale.h"
#include "view/tmpl.h"

static const struct str mode_words[MODE__MAX] = {
#define X(id, word, help) [id] = STR_C(word),
	MODES(X)
#undef X
};

struct str
view_mode_name(struct str lang, enum mode mode)
{
	static const struct str names[MODE__MAX] = {
		[MODE_OPEN] = MSG_C("open"),
		[MODE_PREMODERATED] = MSG_C("every comment waits for a moderator"),
		[MODE_SLOW] = MSG_C("slow: one comment a while from one network"),
		[MODE_CLOSED] = MSG_C("closed: no new comments"),
		[MODE_READONLY] = MSG_C("read-only: nothing can be written any more")};
	must(mode < MODE__MAX);
	return locale_text(lang, names[mode]);
}

static struct safe
modes(struct arena *a, const struct site_view *site, bool any, enum mode chosen)
{
	struct html h = html_in(a);
	if (any)
		tool_option(&h, site, STR(""), locale_text(site->lang, MSG("any")), chosen == MODE__MAX);
	for (enum mode m = 0; m < MODE__MAX; m++)
		tool_option(&h, site, mode_words[m], view_mode_name(site->lang, m), m == chosen);
	return html_done(&h);
}

static struct safe
storm(struct arena *a, const struct site_view *site, const struct thread *t)
{
	struct html h = html_in(a), text = html_in(a);
	if (t->storm == STORM_NONE || t->storm_until <= site->now)
		return html_done(&h);
	html_text(&text, locale_text(site->lang, MSG("in a storm")));
	html_lit(&text, ", ");
	html_safe(&text, tool_until(a, site, t->storm_until));
	tmpl_article_storm(&h, site->lang, &(struct tmpl_article_storm){.text = html_done(&text)});
	return html_done(&h);
}

/* `id` 0: of an article whose path is typed. */
struct said {
	int64_t id;
	bool open;
	struct str title, announcement, rules, announcement_error, rules_error;
	struct safe page;
};

static struct safe
said_field(struct arena *a, const struct site_view *site, const struct said *s, const char *name,
	   struct str label, struct str value, struct str error)
{
	return tool_note(a, site, &(struct tool_typed){
		.id = str_printf(a, "%s-%lld", name, (long long)s->id).p, .name = name, .label = label,
		.value = value, .error = error, .most = THREAD_SAID_MAX});
}

static struct safe
said_form(struct arena *a, const struct site_view *site, const struct desk_view *desk,
	  const struct said *s)
{
	struct html h = html_in(a);
	tmpl_article_said(&h, site->lang, &(struct tmpl_article_said){
		.open = s->open,
		.title = s->title,
		.action = tool_url(a, site, TOOL_ARTICLES, "/say"),
		.csrf = desk->csrf,
		.page = s->page,
		.announcement = said_field(a, site, s, "announcement", MSG("Stands above the comments"),
					   s->announcement, s->announcement_error),
		.rules = said_field(a, site, s, "house_rules", MSG("Stands above the form, as rules"),
				    s->rules, s->rules_error)});
	return html_done(&h);
}

static struct safe
said(struct arena *a, const struct site_view *site, const struct desk_view *desk,
     const struct article_row *r)
{
	struct html page = html_in(a);
	tmpl_article_this(&page, site->lang, &(struct tmpl_article_this){.page = r->thread->page});
	return said_form(a, site, desk, &(struct said){
		.id = r->thread->id.n, .title = r->title, .page = html_done(&page),
		.announcement = r->thread->announcement, .rules = r->thread->rules});
}

/* What was typed and could not be taken, above the list. */
static struct safe
said_badly(struct arena *a, const struct site_view *site, const struct desk_view *desk,
	   const struct articles_view *v)
{
	struct html none = html_in(a);
	if (!v->said.open)
		return html_done(&none);
	return said_form(a, site, desk, &(struct said){
		.open = true, .announcement = v->said.announcement, .rules = v->said.rules,
		.announcement_error = v->said.announcement_error, .rules_error = v->said.rules_error,
		.page = tool_field(a, site, "said-page", "page", MSG("Its path"), v->said.page,
				   v->said.page_error)});
}

static void
line(struct html *h, struct arena *a, const struct site_view *site, const struct desk_view *desk,
     const struct article_row *r)
{
	tmpl_article_line(h, site->lang, &(struct tmpl_article_line){
		.url = r->url,
		.title = r->title,
		.page = r->thread->page,
		.stands = view_mode_name(site->lang, r->thread->mode),
		.storm = storm(a, site, r->thread),
		.count = locale_count(a, site->lang, MSG_N("%s comment shown", "%s comments shown"),
				      r->thread->approved),
		.action = tool_url(a, site, TOOL_ARTICLES, ""),
		.csrf = desk->csrf,
		.id = r->thread->id.n,
		.said = said(a, site, desk, r),
		.modes = modes(a, site, false, r->thread->mode)});
}

static struct safe
lines(struct arena *a, const struct site_view *site, const struct desk_view *desk,
      const struct articles_view *v)
{
	struct html h = html_in(a), list = html_in(a);
	for (size_t i = 0; i < v->n; i++)
		line(&list, a, site, desk, &v->rows[i]);
	if (v->n == 0)
		tmpl_queue_empty(&h, site->lang, &(struct tmpl_queue_empty){
			.text = locale_text(site->lang, MSG("No article fits what you look for."))});
	else
		tmpl_audit_lines(&h, site->lang, &(struct tmpl_audit_lines){.lines = html_done(&list)});
	return html_done(&h);
}

static struct safe
more(struct arena *a, const struct site_view *site, const struct articles_view *v)
{
	struct html h = html_in(a);
	if (v->next.n == 0)
		return html_done(&h);
	struct str mode = v->mode == MODE__MAX ? STR("") : mode_words[v->mode];
	struct str href = str_printf(a, "%.*s?before=%lld%s%.*s%s%.*s",
				     STR_FMT(tool_url(a, site, TOOL_ARTICLES, "")), (long long)v->next.n,
				     mode.n > 0 ? "&mode=" : "", STR_FMT(mode),
				     v->part.n > 0 ? "&part=" : "", STR_FMT(html_query(a, v->part)));
	tmpl_queue_more(&h, site->lang, &(struct tmpl_queue_more){.href = href});
	return html_done(&h);
}

static struct safe
draft(struct arena *a, const struct site_view *site, const struct desk_view *desk,
      const struct articles_view *v)
{
	struct html h = html_in(a);
	tmpl_article_draft(&h, site->lang, &(struct tmpl_article_draft){
		.open = v->draft.open,
		.action = tool_url(a, site, TOOL_ARTICLES, ""),
		.csrf = desk->csrf,
		.page = v->draft.page,
		.aria_describedby = tool_about(a, "article-page", v->draft.error),
		.aria_invalid = tool_invalid(v->draft.error),
		.error = tool_error(a, site, "article-page", v->draft.error),
		.modes = modes(a, site, false, v->draft.open ? v->draft.mode : MODE_CLOSED)});
	return html_done(&h);
}

static struct safe
move(struct arena *a, const struct site_view *site, const struct desk_view *desk,
     const struct articles_view *v)
{
	struct html h = html_in(a);
	tmpl_article_move(&h, site->lang, &(struct tmpl_article_move){
		.open = v->move.open,
		.action = tool_url(a, site, TOOL_ARTICLES, "/move"),
		.csrf = desk->csrf,
		.from = tool_field(a, site, "move-from", "page", MSG("Its path"), v->move.from,
				   v->move.from_error),
		.to = tool_field(a, site, "move-to", "to", MSG("Its new path"), v->move.to,
				 v->move.to_error)});
	return html_done(&h);
}

void
view_articles(struct html *h, struct arena *a, const struct site_view *site, const struct desk_view *desk,
	      const struct articles_view *v)
{
	struct html content = html_in(a);
	tmpl_articles(&content, site->lang, &(struct tmpl_articles){
		.said = said_badly(a, site, desk, v),
		.draft = draft(a, site, desk, v),
		.move = move(a, site, desk, v),
		.action = tool_url(a, site, TOOL_ARTICLES, ""),
		.part = v->part,
		.modes = modes(a, site, true, v->mode),
		.lines = lines(a, site, desk, v),
		.more = more(a, site, v)});
	desk_page(h, a, site, desk, MSG("Articles"), html_done(&content));
}
