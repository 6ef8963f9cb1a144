/* WordPress's export format; see view/archive.h. Knows the order of its elements, which is export.php's;
 * knows no store. */
#include "base/clock.h"
#include "base/page.h"
#include "view/archive.h"
#include "view/markup.h"

#define xml_element(h, tag, text)                                                                  \
	do {                                                                                       \
		html_lit((h), "<" tag ">");                                                        \
		html_xml((h), (text));                                                             \
		html_lit((h), "</" tag ">\n");                                                     \
	} while (0)
#define cdata_element(h, tag, text)                                                                \
	do {                                                                                       \
		html_lit((h), "<" tag ">");                                                        \
		html_cdata((h), (text));                                                           \
		html_lit((h), "</" tag ">\n");                                                     \
	} while (0)
#define number_element(h, tag, n)                                                                  \
	do {                                                                                       \
		html_lit((h), "<" tag ">");                                                        \
		html_int((h), (n));                                                                \
		html_lit((h), "</" tag ">\n");                                                     \
	} while (0)

/* "2026-11-25 18:21:00", in UTC for both the local and the GMT date. */
static struct str
sql_date(char room[static CLOCK_ISO_ROOM], int64_t seconds)
{
	struct str s = clock_iso_in(room, seconds);
	room[s.n - 10] = ' '; /* the T */
	return str_sub(s, 0, s.n - 1);
}

void
wxr_begin(struct html *h, const struct site_view *site)
{
	html_lit(h, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		    "<rss version=\"2.0\"\n"
		    "\txmlns:excerpt=\"http://wordpress.org/export/1.2/excerpt/\"\n"
		    "\txmlns:content=\"http://purl.org/rss/1.0/modules/content/\"\n"
		    "\txmlns:wfw=\"http://wellformedweb.org/CommentAPI/\"\n"
		    "\txmlns:dc=\"http://purl.org/dc/elements/1.1/\"\n"
		    "\txmlns:wp=\"http://wordpress.org/export/1.2/\">\n<channel>\n");
	xml_element(h, "title", site->title);
	xml_element(h, "link", site->base_url);
	html_lit(h, "<description></description>\n");
	xml_element(h, "language", site->lang);
	html_lit(h, "<wp:wxr_version>1.2</wp:wxr_version>\n");
	xml_element(h, "wp:base_site_url", site->base_url);
	xml_element(h, "wp:base_blog_url", site->base_url);
}

static struct str
title_of(const struct thread *t)
{
	return t->title.n > 0 ? t->title : t->page;
}

/* The last part of the path with a letter in it, as WordPress names posts: "night-bus" of
 * "/story/night-bus/". */
static struct str
slug_of(struct str page)
{
	size_t end = page.n;
	while (end > 0 && page.p[end - 1] == '/')
		end--;
	size_t from = end;
	while (from > 0 && page.p[from - 1] != '/')
		from--;
	return str_sub(page, from, end);
}

void
wxr_article(struct html *h, struct arena *a, const struct site_view *site, const struct thread *t,
	    int64_t created)
{
	char room[CLOCK_ISO_ROOM];
	struct str address = str_cat(a, site->articles, page_encode(a, t->page));
	struct str date = sql_date(room, t->published != 0 ? t->published : created);
	html_lit(h, "<item>\n");
	cdata_element(h, "title", title_of(t));
	html_lit(h, "<link>");
	html_xml(h, address);
	html_lit(h, "</link>\n<guid isPermaLink=\"true\">");
	html_xml(h, address);
	html_lit(h, "</guid>\n");
	cdata_element(h, "dc:creator", t->author);
	html_lit(h, "<description></description>\n<content:encoded><![CDATA[]]></content:encoded>\n"
		    "<excerpt:encoded><![CDATA[]]></excerpt:encoded>\n");
	number_element(h, "wp:post_id", t->id.n);
	cdata_element(h, "wp:post_date", date);
	cdata_element(h, "wp:post_date_gmt", date);
	cdata_element(h, "wp:comment_status", t->mode == MODE_CLOSED ? STR("closed") : STR("open"));
	html_lit(h, "<wp:ping_status><![CDATA[closed]]></wp:ping_status>\n");
	cdata_element(h, "wp:post_name", slug_of(t->page));
	html_lit(h, "<wp:status><![CDATA[publish]]></wp:status>\n<wp:post_parent>0</wp:post_parent>\n"
		    "<wp:menu_order>0</wp:menu_order>\n<wp:post_type><![CDATA[post]]></wp:post_type>\n"
		    "<wp:post_password><![CDATA[]]></wp:post_password>\n<wp:is_sticky>0</wp:is_sticky>\n");
}

static struct str
approved(enum state state)
{
	static const struct str words[STATE__MAX] = {
		[STATE_PENDING] = STR_C("0"),	   [STATE_APPROVED] = STR_C("1"),
		[STATE_REJECTED] = STR_C("trash"), [STATE_SPAM] = STR_C("spam"),
		[STATE_DELETED] = STR_C("trash"),  [STATE_WITHDRAWN] = STR_C("trash")};
	must(state < STATE__MAX);
	return words[state];
}

static struct str
text_of(struct arena *a, const struct comment *c)
{
	struct html text = html_in(a);
	markup(&text, c->text);
	return html_done(&text).html;
}

void
wxr_comment(struct html *h, struct arena *a, const struct comment *c)
{
	char room[CLOCK_ISO_ROOM];
	struct str date = sql_date(room, c->created);
	html_lit(h, "<wp:comment>\n");
	number_element(h, "wp:comment_id", c->id.n);
	cdata_element(h, "wp:comment_author", c->name);
	html_lit(h, "<wp:comment_author_email></wp:comment_author_email>\n");
	cdata_element(h, "wp:comment_author_url", c->url);
	html_lit(h, "<wp:comment_author_IP></wp:comment_author_IP>\n");
	cdata_element(h, "wp:comment_date", date);
	cdata_element(h, "wp:comment_date_gmt", date);
	cdata_element(h, "wp:comment_content", text_of(a, c));
	cdata_element(h, "wp:comment_approved", approved(c->state));
	html_lit(h, "<wp:comment_type><![CDATA[comment]]></wp:comment_type>\n");
	number_element(h, "wp:comment_parent", c->parent.n);
	html_lit(h, "<wp:comment_user_id>0</wp:comment_user_id>\n</wp:comment>\n");
}

void
wxr_article_end(struct html *h)
{
	html_lit(h, "</item>\n");
}

void
wxr_end(struct html *h)
{
	html_lit(h, "</channel>\n</rss>\n");
}
