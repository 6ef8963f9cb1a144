/*
 * RSS, Atom and sitemaps, read by expat as they come in. The table below is the grammar: what an
 * element is depends on its parent alone, and what is not in it is passed over. Knows nothing of
 * sites.
 */
#include "base/buf.h"
#include "import.h"
#include "import_xml.h"

#define FIELD_BYTES_MAX 8192 /* a page path of 2,048 bytes, escaped, and a host and query besides  \
			      */

#define ATOM "http://www.w3.org/2005/Atom "
#define RSS1 "http://purl.org/rss/1.0/ "
#define RDF "http://www.w3.org/1999/02/22-rdf-syntax-ns# "
#define DC "http://purl.org/dc/elements/1.1/ "
#define MAP "http://www.sitemaps.org/schemas/sitemap/0.9 "
#define NEWS "http://www.google.com/schemas/sitemap-news/0.9 "
#define XML_LANG "http://www.w3.org/XML/1998/namespace lang"

enum el {
	EL_FILE, /* what the root stands in */
	EL_RSS,
	EL_CHANNEL,
	EL_ITEM,
	EL_RDF,
	EL_RDF_CHANNEL,
	EL_RDF_ITEM,
	EL_FEED,
	EL_FEED_AUTHOR,
	EL_ENTRY,
	EL_ENTRY_AUTHOR,
	EL_URLSET,
	EL_URL,
	EL_NEWS,
	EL_PUBLICATION,
	EL_INDEX,
	EL_TEXT,
	EL_OTHER
};

enum slot {
	SLOT_LINK,
	SLOT_GUID, /* the link, if there is none */
	SLOT_TITLE,
	SLOT_DATE,
	SLOT_LANG,
	SLOT_AUTHOR,
	SLOT_ITEM__MAX,
	SLOT_FEED_LANG = SLOT_ITEM__MAX,
	SLOT_FEED_AUTHOR,
	SLOT__MAX,
	SLOT_NONE
};

enum how {
	HOW_PLAIN,
	HOW_HTML, /* the text is HTML once more */
	HOW_TYPE, /* as the attribute `type` says */
	HOW_MAIL, /* an address with a name */
	HOW_GUID, /* unless isPermaLink="false" */
	HOW_HREF  /* in an attribute */
};

static const struct element {
	enum el parent;
	const char *name; /* as expat says it: namespace, a blank, local name */
	enum el el;
	enum slot slot;
	enum how how;
} elements[] = {
	/* RSS 2.0; titles are HTML in practice: WordPress and others write "Q&amp;amp;A" */
	{EL_FILE, "rss", EL_RSS, SLOT_NONE, 0},
	{EL_RSS, "channel", EL_CHANNEL, SLOT_NONE, 0},
	{EL_CHANNEL, "language", EL_TEXT, SLOT_FEED_LANG, HOW_PLAIN},
	{EL_CHANNEL, "item", EL_ITEM, SLOT_NONE, 0},
	{EL_ITEM, "title", EL_TEXT, SLOT_TITLE, HOW_HTML},
	{EL_ITEM, "link", EL_TEXT, SLOT_LINK, HOW_PLAIN},
	{EL_ITEM, "guid", EL_TEXT, SLOT_GUID, HOW_GUID},
	{EL_ITEM, "pubDate", EL_TEXT, SLOT_DATE, HOW_PLAIN},
	{EL_ITEM, "author", EL_TEXT, SLOT_AUTHOR, HOW_MAIL},
	{EL_ITEM, DC "date", EL_TEXT, SLOT_DATE, HOW_PLAIN},
	{EL_ITEM, DC "creator", EL_TEXT, SLOT_AUTHOR, HOW_MAIL},
	{EL_ITEM, DC "language", EL_TEXT, SLOT_LANG, HOW_PLAIN},
	/* RSS 1.0 */
	{EL_FILE, RDF "RDF", EL_RDF, SLOT_NONE, 0},
	{EL_RDF, RSS1 "channel", EL_RDF_CHANNEL, SLOT_NONE, 0},
	{EL_RDF_CHANNEL, DC "language", EL_TEXT, SLOT_FEED_LANG, HOW_PLAIN},
	{EL_RDF, RSS1 "item", EL_RDF_ITEM, SLOT_NONE, 0},
	{EL_RDF_ITEM, RSS1 "title", EL_TEXT, SLOT_TITLE, HOW_HTML},
	{EL_RDF_ITEM, RSS1 "link", EL_TEXT, SLOT_LINK, HOW_PLAIN},
	{EL_RDF_ITEM, DC "date", EL_TEXT, SLOT_DATE, HOW_PLAIN},
	{EL_RDF_ITEM, DC "creator", EL_TEXT, SLOT_AUTHOR, HOW_MAIL},
	{EL_RDF_ITEM, DC "language", EL_TEXT, SLOT_LANG, HOW_PLAIN},
	/* Atom, RFC 4287. Not `updated`: it moves with every correction, and an article that closes
	 * some days after its publication would open again. */
	{EL_FILE, ATOM "feed", EL_FEED, SLOT_NONE, 0},
	{EL_FEED, ATOM "author", EL_FEED_AUTHOR, SLOT_NONE, 0},
	{EL_FEED_AUTHOR, ATOM "name", EL_TEXT, SLOT_FEED_AUTHOR, HOW_PLAIN},
	{EL_FEED, ATOM "entry", EL_ENTRY, SLOT_NONE, 0},
	{EL_ENTRY, ATOM "title", EL_TEXT, SLOT_TITLE, HOW_TYPE},
	{EL_ENTRY, ATOM "link", EL_TEXT, SLOT_LINK, HOW_HREF},
	{EL_ENTRY, ATOM "published", EL_TEXT, SLOT_DATE, HOW_PLAIN},
	{EL_ENTRY, ATOM "author", EL_ENTRY_AUTHOR, SLOT_NONE, 0},
	{EL_ENTRY_AUTHOR, ATOM "name", EL_TEXT, SLOT_AUTHOR, HOW_PLAIN},
	/* Sitemap with the news extension */
	{EL_FILE, MAP "urlset", EL_URLSET, SLOT_NONE, 0},
	{EL_FILE, MAP "sitemapindex", EL_INDEX, SLOT_NONE, 0},
	{EL_URLSET, MAP "url", EL_URL, SLOT_NONE, 0},
	{EL_URL, MAP "loc", EL_TEXT, SLOT_LINK, HOW_PLAIN},
	{EL_URL, NEWS "news", EL_NEWS, SLOT_NONE, 0},
	{EL_NEWS, NEWS "title", EL_TEXT, SLOT_TITLE, HOW_PLAIN},
	{EL_NEWS, NEWS "publication_date", EL_TEXT, SLOT_DATE, HOW_PLAIN},
	{EL_NEWS, NEWS "publication", EL_PUBLICATION, SLOT_NONE, 0},
	{EL_PUBLICATION, NEWS "language", EL_TEXT, SLOT_LANG, HOW_PLAIN},
};

struct feed {
	struct arena *arena; /* reset with every text */
	struct import *import;
	struct xml *xml;
	enum el path[XML_DEPTH_MOST + 1];
	size_t depth;
	unsigned long line; /* where the present article begins */
	struct buf field[SLOT__MAX];
	struct buf text;   /* of the element that is being read, */
	enum slot slot;	   /* for this field (SLOT_NONE: for none), */
	size_t text_depth; /* which stands here */
	enum how how;
};

/* ---- elements -------------------------------------------------------------------------------- */

static unsigned long
line_now(const struct feed *f)
{
	return xml_line(f->xml);
}

/* How the root names the format; false: said why it is none. */
static bool
name_format(struct feed *f, enum el root, const char *name)
{
	switch (root) {
	case EL_RSS:
	case EL_RDF:
		import_format(f->import, STR("rss"));
		return true;
	case EL_FEED:
		import_format(f->import, STR("atom"));
		return true;
	case EL_URLSET:
		import_format(f->import, STR("sitemap"));
		return true;
	case EL_INDEX:
		return import_fault(f->import, line_now(f),
				    "this is an index of sitemaps: import the ones it names");
	case EL_FILE:
	case EL_CHANNEL:
	case EL_ITEM:
	case EL_RDF_CHANNEL:
	case EL_RDF_ITEM:
	case EL_FEED_AUTHOR:
	case EL_ENTRY:
	case EL_ENTRY_AUTHOR:
	case EL_URL:
	case EL_NEWS:
	case EL_PUBLICATION:
	case EL_TEXT:
	case EL_OTHER:
		break;
	}
	return import_fault(f->import, line_now(f),
			    "this is XML, but no RSS, Atom or sitemap: it begins with <%.60s>",
			    name);
}

static bool
is_item(enum el el)
{
	return el == EL_ITEM || el == EL_RDF_ITEM || el == EL_ENTRY || el == EL_URL;
}

static void
set(struct buf *b, struct str s)
{
	buf_clear(b);
	buf_str(b, s);
}

static void
begin_item(struct feed *f)
{
	for (size_t i = 0; i < SLOT_ITEM__MAX; i++)
		buf_clear(&f->field[i]);
	f->line = line_now(f);
}

/* xml:lang holds for what is inside. */
static void
take_lang(struct feed *f, enum el el, struct str lang)
{
	if (lang.n == 0)
		return;
	if (is_item(el))
		set(&f->field[SLOT_LANG], lang);
	else if (el == EL_RSS || el == EL_CHANNEL || el == EL_FEED || el == EL_RDF)
		set(&f->field[SLOT_FEED_LANG], lang);
}

static bool
is_authors(enum slot slot)
{
	return slot == SLOT_AUTHOR || slot == SLOT_FEED_AUTHOR;
}

/* Whether the text of this element is wanted. The first of several counts, of authors all; an
 * element says the language better than xml:lang does. */
static void
begin_text(struct feed *f, const struct element *e, const char **atts)
{
	struct buf *b = &f->field[e->slot];
	struct str type = xml_attribute(atts, "type"), rel = xml_attribute(atts, "rel");
	bool lang = e->slot == SLOT_LANG || e->slot == SLOT_FEED_LANG;
	if (b->n > 0 && !lang && !is_authors(e->slot))
		return;
	if (e->how == HOW_GUID && str_eq(xml_attribute(atts, "isPermaLink"), STR("false")))
		return;
	if (e->how == HOW_HREF) {
		if (rel.n == 0 || str_eq(rel, STR("alternate")))
			buf_str(b, xml_attribute(atts, "href"));
		return;
	}
	buf_clear(&f->text);
	f->slot = e->slot;
	f->text_depth = f->depth;
	f->how = e->how;
	if (e->how == HOW_TYPE)
		f->how = str_eq(type, STR("html")) || str_eq(type, STR("text/html")) ? HOW_HTML
										     : HOW_PLAIN;
}

/* Into its field. */
static void
end_text(struct feed *f)
{
	struct buf *b = &f->field[f->slot];
	struct str s = text_squeezed(f->arena, f->text.over ? STR("") : buf_view(&f->text));
	if (f->how == HOW_HTML)
		s = text_squeezed(f->arena, text_of_html(f->arena, s));
	else if (f->how == HOW_MAIL)
		s = text_without_mail(s);
	if (!is_authors(f->slot))
		buf_clear(b);
	else if (b->n > 0 && s.n > 0)
		buf_lit(b, ", ");
	buf_str(b, s);
	b->over = b->over || f->text.over;
	f->slot = SLOT_NONE;
	arena_reset(f->arena);
}

static void
on_start(void *arg, const char *name, const char **atts)
{
	static const struct element other = {EL_FILE, "", EL_OTHER, SLOT_NONE, 0};
	struct feed *f = arg;
	const struct element *e = &other;
	for (size_t i = 0; i < ARRAY_LEN(elements); i++)
		if (elements[i].parent == f->path[f->depth] && strcmp(elements[i].name, name) == 0)
			e = &elements[i];
	if (f->depth == 0 && !name_format(f, e->el, name)) {
		xml_stop(f->xml);
		return;
	}
	f->path[++f->depth] = e->el;
	if (is_item(e->el))
		begin_item(f);
	take_lang(f, e->el, xml_attribute(atts, XML_LANG));
	if (e->slot != SLOT_NONE && f->slot == SLOT_NONE)
		begin_text(f, e, atts);
}

static void
on_text(void *arg, struct str piece)
{
	struct feed *f = arg;
	if (f->slot != SLOT_NONE)
		buf_str(&f->text, piece);
}

static struct str
view(const struct feed *f, enum slot slot, enum slot otherwise)
{
	return buf_view(&f->field[f->field[slot].n > 0 ? slot : otherwise]);
}

static void
end_item(struct feed *f)
{
	struct article article = {
		.line = f->line,
		.link = view(f, SLOT_LINK, SLOT_GUID),
		.title = view(f, SLOT_TITLE, SLOT_TITLE),
		.published = view(f, SLOT_DATE, SLOT_DATE),
		.lang = view(f, SLOT_LANG, SLOT_FEED_LANG),
		.author = view(f, SLOT_AUTHOR, SLOT_FEED_AUTHOR),
	};
	for (size_t i = 0; i < SLOT_ITEM__MAX; i++)
		if (f->field[i].over)
			article.fault = "a field is longer than 8 KB";
	if (!import_article(f->import, &article))
		xml_stop(f->xml);
}

static void
on_end(void *arg)
{
	struct feed *f = arg;
	enum el el = f->path[f->depth];
	if (f->slot != SLOT_NONE && f->text_depth == f->depth)
		end_text(f);
	f->depth--;
	if (is_item(el))
		end_item(f);
}

/* ---- the file --------------------------------------------------------------------------------- */

static bool
on_broken(void *arg, unsigned long line, struct str why)
{
	struct feed *f = arg;
	return import_fault(f->import, line, "%.*s", STR_FMT(why));
}

struct feed *
feed_new(struct arena *a, struct import *im)
{
	struct feed *f = arena_new_of(a, struct feed);
	struct xml_reader reader = {on_start, on_end, on_text, on_broken, f};
	f->import = im;
	f->arena = arena_new();
	for (size_t i = 0; i < SLOT__MAX; i++)
		f->field[i] = buf_in(a, FIELD_BYTES_MAX);
	f->text = buf_in(a, FIELD_BYTES_MAX);
	f->slot = SLOT_NONE;
	f->xml = xml_new(a, &reader);
	return f;
}

bool
feed_take(struct feed *f, struct str piece, bool last)
{
	return xml_take(f->xml, piece, last);
}

void
feed_free(struct feed **feed)
{
	xml_free(&(*feed)->xml);
	arena_free(&(*feed)->arena);
	*feed = NULL;
}
