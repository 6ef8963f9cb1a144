/* The page of the book of who did what. */
#include "desk.h"
#include "view/locale.h"
#include "view/tmpl.h"

static struct safe
why(struct arena *a, const struct site_view *site, const struct book_line *l)
{
	struct html h = html_in(a);
	if (l->why.n > 0)
		tmpl_audit_why(&h, site->lang, &(struct tmpl_audit_why){.text = l->why});
	return html_done(&h);
}

static struct safe
rules(struct arena *a, const struct site_view *site, const struct book_line *l)
{
	struct html h = html_in(a);
	if (l->versions.n > 0)
		tmpl_audit_rules(&h, site->lang, &(struct tmpl_audit_rules){.versions = l->versions});
	return html_done(&h);
}

static void
line(struct html *h, struct arena *a, const struct site_view *site, const struct book_line *l)
{
	struct html when = html_in(a);
	tmpl_when(&when, site->lang, l->made, locale_date(a, site->lang, l->made));
	tmpl_audit_line(h, site->lang, &(struct tmpl_audit_line){
		.who = l->who,
		.act = l->act,
		.subject = l->subject,
		.why = why(a, site, l),
		.when = html_done(&when),
		.chain = l->place == 0 ? locale_text(site->lang, MSG("not linked yet"))
				       : locale_put(a, locale_text(site->lang, MSG("link %s")),
						    locale_number(a, site->lang, l->place)),
		.rules = rules(a, site, l)});
}

static struct safe
lines(struct arena *a, const struct site_view *site, const struct book_view *b)
{
	struct html h = html_in(a), list = html_in(a);
	for (size_t i = 0; i < b->n; i++)
		line(&list, a, site, &b->lines[i]);
	if (b->n == 0)
		tmpl_queue_empty(&h, site->lang, &(struct tmpl_queue_empty){
			.text = locale_text(site->lang, MSG("No line fits what you look for."))});
	else
		tmpl_audit_lines(&h, site->lang, &(struct tmpl_audit_lines){.lines = html_done(&list)});
	return html_done(&h);
}

/* The same search, from behind the last line on. */
static struct safe
more(struct arena *a, const struct site_view *site, const struct book_view *b)
{
	const struct str typed[] = {b->who, b->what, b->why, b->since, b->until};
	static const char *const names[] = {"who", "what", "why", "since", "until"};
	struct html h = html_in(a);
	if (b->next == 0)
		return html_done(&h);
	struct str href = str_printf(a, "%.*s/moderate/audit?before=%lld", STR_FMT(site->base_path),
				     (long long)b->next);
	for (size_t i = 0; i < ARRAY_LEN(typed); i++)
		if (typed[i].n > 0)
			href = str_printf(a, "%.*s&%s=%.*s", STR_FMT(href), names[i],
					  STR_FMT(html_query(a, typed[i])));
	tmpl_queue_more(&h, site->lang, &(struct tmpl_queue_more){.href = href});
	return html_done(&h);
}

void
view_book(struct html *h, struct arena *a, const struct site_view *site, const struct desk_view *desk,
	  const struct book_view *b)
{
	struct html content = html_in(a);
	tmpl_audit(&content, site->lang, &(struct tmpl_audit){
		.action = str_cat(a, site->base_path, STR("/moderate/audit")),
		.who = b->who, .what = b->what, .why = b->why, .since = b->since, .until = b->until,
		.lines = lines(a, site, b),
		.more = more(a, site, b)});
	desk_page(h, a, site, desk, MSG("Audit"), html_done(&content));
}
