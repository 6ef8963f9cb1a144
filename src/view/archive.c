/* An article's comments as a page to keep; see the header. Knows the shape of an order key; knows no
 * store and no folder. */
#include "view/archive.h"

#include "base/page.h"
#include "view/locale.h"
#include "view/markup.h"

#define KEY_ID 8 /* bytes of one id in an order key */

struct archive_page {
	const struct site_view *site;
	size_t open; /* lists that are open, each with an open item */
};

static void
begin_document(struct html *h, const struct site_view *site, struct str title)
{
	html_lit(h, "<!DOCTYPE html>\n<html lang=\"");
	html_attr(h, locale_lang(site->lang));
	html_lit(h, "\" dir=\"");
	html_attr(h, locale_dir(site->lang));
	html_lit(h, "\">\n<head>\n<meta charset=\"utf-8\">\n"
		    "<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
	html_text(h, title);
	html_lit(h, "</title>\n<style>\n"
		    "body { font: 1rem/1.5 sans-serif; max-width: 45rem; "
		    "margin: 2rem auto; padding: 0 1rem }\n"
		    ".replies { list-style: none; padding: 0 }\n"
		    ".replies .replies { padding-inline-start: 1.5rem; "
		    "border-inline-start: 1px solid #aaa }\n"
		    "li { overflow-wrap: anywhere }\n"
		    ".by { margin-block-end: 0 }\n"
		    ".by + * { margin-block-start: 0 }\n"
		    "</style>\n</head>\n<body>\n<h1>");
}

static struct str
title_of(const struct thread *t)
{
	return t->title.n > 0 ? t->title : t->page;
}

struct archive_page *
archive_begin(struct html *h, struct arena *a, const struct site_view *site, const struct thread *t)
{
	struct archive_page *p = arena_new_of(a, struct archive_page);
	p->site = site;
	begin_document(h, site, title_of(t));
	html_lit(h, "<a href=\"");
	html_url(h, str_cat(a, site->articles, page_encode(a, t->page)));
	html_lit(h, "\">");
	html_text(h, title_of(t));
	html_lit(h, "</a></h1>\n");
	return p;
}

/* An ancestor that is left out is none: an item stands at most one level below the one before. */
static void
place(struct archive_page *p, struct html *h, size_t level)
{
	for (; p->open > level; p->open--)
		html_lit(h, "</li>\n</ol>\n");
	if (p->open == level) {
		html_lit(h, "</li>\n");
	} else {
		html_lit(h, "<ol class=\"replies\">\n");
		p->open++;
	}
}

static void
by_line(struct archive_page *p, struct html *h, struct arena *a, const struct comment *c)
{
	bool website = html_url_ok(c->url) && (c->url.p[0] == 'h' || c->url.p[0] == 'H');
	html_lit(h, "<p class=\"by\"><b><bdi>");
	if (website) {
		html_lit(h, "<a href=\"");
		html_url(h, c->url);
		html_lit(h, "\" rel=\"nofollow ugc noopener\">");
	}
	html_text(h, c->name);
	if (website)
		html_lit(h, "</a>");
	html_lit(h, "</bdi></b> <a href=\"#comment-");
	html_int(h, c->id.n);
	html_lit(h, "\">");
	html_text(h, locale_date(a, p->site->lang, c->created));
	html_lit(h, "</a>");
	if (c->state != STATE_APPROVED) {
		html_lit(h, " (");
		html_text(h, view_state_name(p->site->lang, c->state));
		html_lit(h, ")");
	}
	html_lit(h, "</p>\n");
}

void
archive_comment(struct archive_page *p, struct html *h, struct arena *a, const struct comment *c)
{
	struct html text = html_in(a);
	place(p, h, c->order_key.n / KEY_ID);
	html_lit(h, "<li id=\"comment-");
	html_int(h, c->id.n);
	html_lit(h, "\">\n");
	by_line(p, h, a, c);
	if (c->state == STATE_APPROVED)
		markup(&text, c->text);
	else
		markup_inert(&text, c->text);
	html_safe(h, html_done(&text));
}

static void
end_document(struct html *h)
{
	html_lit(h, "</body>\n</html>\n");
}

void
archive_end(struct archive_page *p, struct html *h)
{
	for (; p->open > 0; p->open--)
		html_lit(h, "</li>\n</ol>\n");
	end_document(h);
}

void
archive_index_begin(struct html *h, struct arena *a, const struct site_view *site)
{
	struct str title = locale_put(a, locale_text(site->lang, MSG("Comments on %s")), site->title);
	begin_document(h, site, title);
	html_text(h, title);
	html_lit(h, "</h1>\n<ul>\n");
}

void
archive_index_article(struct html *h, struct arena *a, const struct site_view *site, const struct thread *t,
		      struct str file, int64_t comments)
{
	html_lit(h, "<li><a href=\"");
	html_attr(h, file);
	html_lit(h, "\">");
	html_text(h, title_of(t));
	html_lit(h, "</a>: ");
	html_text(h, locale_count(a, site->lang, MSG_N("%s comment", "%s comments"), comments));
	html_lit(h, "</li>\n");
}

void
archive_index_end(struct html *h)
{
	html_lit(h, "</ul>\n");
	end_document(h);
}
