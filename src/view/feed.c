/* Feeds; see the header. Knows two formats; knows no store. */
#include "view/feed.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "view/json.h"
#include "view/locale.h"
#include "view/markup.h"

struct feed {
	struct arena *a;
	const struct site_view *site;
	const struct feed_head *head;
};

static struct str
permalink(const struct feed *f, struct comment_id id)
{
	return str_printf(f->a, "%.*s%.*s/c/%lld", STR_FMT(f->site->base_url), STR_FMT(f->site->base_path),
			  (long long)id.n);
}

static struct str
feed_title(const struct feed *f)
{
	struct str lang = f->site->lang, of = f->head->title.n > 0 ? f->head->title : f->site->title;
	return locale_put(f->a, locale_text(lang, MSG("Comments on %s")), of);
}

static struct str
entry_title(const struct feed *f, const struct comment *c)
{
	struct str lang = f->site->lang;
	if (c->parent.n != 0 && c->parent_name.n > 0)
		return locale_put(f->a, locale_text(lang, MSG("%1$s in reply to %2$s")), c->name,
				  c->parent_name);
	return locale_put(f->a, locale_text(lang, MSG("%1$s on %2$s")), c->name, c->title);
}

/* When its text was last another one. */
static int64_t
updated(const struct comment *c)
{
	return c->changed != 0 ? c->changed : c->created;
}

static int64_t
feed_updated(const struct feed *f, const struct comment *rows, size_t n)
{
	int64_t last = n > 0 ? 0 : f->head->published;
	for (size_t i = 0; i < n; i++)
		if (updated(&rows[i]) > last)
			last = updated(&rows[i]);
	return last;
}

static struct str
body_html(const struct feed *f, const struct comment *c)
{
	struct html h = html_in(f->a);
	markup(&h, c->text);
	return html_done(&h).html;
}

/* ---- Atom ------------------------------------------------------------------------------------------ */

/* Escaping is the same between tags and between double quotes. */
#define element(h, tag, text)                                                                      \
	do {                                                                                       \
		html_lit((h), "<" tag ">");                                                        \
		html_xml((h), (text));                                                             \
		html_lit((h), "</" tag ">\n");                                                     \
	} while (0)
#define address(h, before, url)                                                                    \
	do {                                                                                       \
		html_lit((h), before "\"");                                                        \
		html_xml((h), (url));                                                              \
		html_lit((h), "\"/>\n");                                                           \
	} while (0)

static void
atom_author(struct html *h, const struct comment *c)
{
	html_lit(h, "<author>\n");
	element(h, "name", c->name);
	if (html_website(c->url))
		element(h, "uri", c->url);
	html_lit(h, "</author>\n");
}

/* RFC 4685, section 3: what is answered, another entry or the article itself. */
static void
atom_parent(const struct feed *f, struct html *h, const struct comment *c)
{
	struct str what = c->parent.n != 0 ? permalink(f, c->parent)
					   : str_cat(f->a, f->site->articles, c->page);
	html_lit(h, "<thr:in-reply-to ref=\"");
	html_xml(h, what);
	address(h, "\" href=", what);
}

static void
atom_entry(const struct feed *f, struct html *h, const struct comment *c)
{
	html_lit(h, "<entry>\n");
	element(h, "id", permalink(f, c->id));
	element(h, "title", entry_title(f, c));
	address(h, "<link rel=\"alternate\" type=\"text/html\" href=", permalink(f, c->id));
	element(h, "published", clock_iso(f->a, c->created));
	element(h, "updated", clock_iso(f->a, updated(c)));
	atom_author(h, c);
	atom_parent(f, h, c);
	if (c->marks & MARK_STAFF) {
		html_lit(h, "<category term=\"staff\" label=\"");
		html_xml(h, locale_text(f->site->lang, MSG("Staff")));
		html_lit(h, "\"/>\n");
	}
	html_lit(h, "<content type=\"html\">");
	html_xml(h, body_html(f, c));
	html_lit(h, "</content>\n</entry>\n");
}

static struct str
atom(const struct feed *f, const struct comment *rows, size_t n)
{
	struct html h = html_in(f->a);
	html_lit(&h, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
		     "<feed xmlns=\"http://www.w3.org/2005/Atom\" "
		     "xmlns:thr=\"http://purl.org/syndication/thread/1.0\" xml:lang=\"");
	html_xml(&h, locale_lang(f->site->lang));
	html_lit(&h, "\">\n");
	element(&h, "id", f->head->self);
	element(&h, "title", feed_title(f));
	element(&h, "updated", clock_iso(f->a, feed_updated(f, rows, n)));
	address(&h, "<link rel=\"self\" type=\"application/atom+xml\" href=", f->head->self);
	address(&h, "<link rel=\"alternate\" type=\"text/html\" href=", f->head->article);
	for (size_t i = 0; i < n; i++)
		atom_entry(f, &h, &rows[i]);
	html_lit(&h, "</feed>\n");
	return html_done(&h).html;
}

/* ---- JSON Feed --------------------------------------------------------------------------------------- */

static void
json_author(struct json *j, const struct comment *c)
{
	json_key(j, "authors");
	json_array(j);
	json_object(j);
	json_kv_str(j, "name", c->name);
	if (html_website(c->url))
		json_kv_str(j, "url", c->url);
	json_end(j);
	json_end(j);
}

static void
json_item(const struct feed *f, struct json *j, const struct comment *c)
{
	json_object(j);
	json_kv_str(j, "id", permalink(f, c->id));
	json_kv_str(j, "url", permalink(f, c->id));
	json_kv_str(j, "title", entry_title(f, c));
	json_kv_str(j, "content_html", body_html(f, c));
	json_kv_time(j, "date_published", c->created);
	if (c->changed != 0)
		json_kv_time(j, "date_modified", c->changed);
	json_author(j, c);
	/* An extension, as 1.1 allows: a key that begins with an underscore. */
	json_key(j, "_rejoinder");
	json_object(j);
	if (c->marks & MARK_STAFF)
		json_kv_bool(j, "staff", true);
	json_kv_str(j, "in_reply_to", c->parent.n != 0 ? permalink(f, c->parent)
						       : str_cat(f->a, f->site->articles, c->page));
	json_end(j);
	json_end(j);
}

static struct str
json(const struct feed *f, const struct comment *rows, size_t n)
{
	struct buf out = buf_in(f->a, HTML_MAX);
	struct json j = json_to(&out);
	json_object(&j);
	json_kv_str(&j, "version", STR("https://jsonfeed.org/version/1.1"));
	json_kv_str(&j, "title", feed_title(f));
	json_kv_str(&j, "home_page_url", f->head->article);
	json_kv_str(&j, "feed_url", f->head->self);
	json_kv_str(&j, "language", locale_lang(f->site->lang));
	json_key(&j, "items");
	json_array(&j);
	for (size_t i = 0; i < n; i++)
		json_item(f, &j, &rows[i]);
	json_end(&j);
	json_end(&j);
	must(!out.over);
	return buf_view(&out);
}

struct str
view_feed(struct arena *a, const struct site_view *site, enum feed_kind kind,
	  const struct feed_head *head, const struct comment *rows, size_t n)
{
	struct feed f = {a, site, head};
	switch (kind) {
	case FEED_ATOM:
		return atom(&f, rows, n);
	case FEED_JSON:
		return json(&f, rows, n);
	}
	must(!"a feed that we have");
	return STR("");
}
