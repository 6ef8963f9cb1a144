/*
 * WordPress's export (WXR 1.0 to 1.2; they differ in the namespace's address alone). A comment is
 * named by its number and its article's: numbers repeat where exports were merged. Notes of editors
 * (since 6.9), pingbacks and whatever else plugins make comments of are skipped and counted.
 */
#include "base/date.h"
#include "import_slots.h"
#include "intake.h"

#define WP "http://wordpress.org/export/"
#define TEXT_BYTES (256u * 1024)

enum { EL_RSS = 1, EL_CHANNEL, EL_ITEM, EL_COMMENT, EL_TEXT };

enum slot {
	SLOT_HOME, /* of the channel */
	SLOT_BLOG,
	ITEM_SLOTS,
	SLOT_LINK = ITEM_SLOTS,
	SLOT_TITLE,
	SLOT_POST,
	SLOT_POST_DATE,
	SLOT_OPEN,
	COMMENT_SLOTS,
	SLOT_ID = COMMENT_SLOTS,
	SLOT_AUTHOR,
	SLOT_EMAIL,
	SLOT_URL,
	SLOT_DATE,
	SLOT_DATE_GMT,
	SLOT_CONTENT,
	SLOT_APPROVED,
	SLOT_TYPE,
	SLOT_PARENT,
	SLOT__MAX
};

static const struct slots_row rows[] = {
	{0, "rss", EL_RSS, NO_SLOT},
	{EL_RSS, "channel", EL_CHANNEL, NO_SLOT},
	{EL_CHANNEL, "link", EL_TEXT, SLOT_HOME},
	{EL_CHANNEL, "wp:base_blog_url", EL_TEXT, SLOT_BLOG},
	{EL_CHANNEL, "item", EL_ITEM, NO_SLOT},
	{EL_ITEM, "link", EL_TEXT, SLOT_LINK},
	{EL_ITEM, "title", EL_TEXT, SLOT_TITLE},
	{EL_ITEM, "wp:post_id", EL_TEXT, SLOT_POST},
	{EL_ITEM, "wp:post_date_gmt", EL_TEXT, SLOT_POST_DATE},
	{EL_ITEM, "wp:comment_status", EL_TEXT, SLOT_OPEN},
	{EL_ITEM, "wp:comment", EL_COMMENT, NO_SLOT},
	{EL_COMMENT, "wp:comment_id", EL_TEXT, SLOT_ID},
	{EL_COMMENT, "wp:comment_author", EL_TEXT, SLOT_AUTHOR},
	{EL_COMMENT, "wp:comment_author_email", EL_TEXT, SLOT_EMAIL},
	{EL_COMMENT, "wp:comment_author_url", EL_TEXT, SLOT_URL},
	{EL_COMMENT, "wp:comment_date", EL_TEXT, SLOT_DATE},
	{EL_COMMENT, "wp:comment_date_gmt", EL_TEXT, SLOT_DATE_GMT},
	{EL_COMMENT, "wp:comment_content", EL_TEXT, SLOT_CONTENT},
	{EL_COMMENT, "wp:comment_approved", EL_TEXT, SLOT_APPROVED},
	{EL_COMMENT, "wp:comment_type", EL_TEXT, SLOT_TYPE},
	{EL_COMMENT, "wp:comment_parent", EL_TEXT, SLOT_PARENT},
};

struct wxr {
	struct arena *arena; /* of one comment */
	struct intake *intake;
	struct xml *xml;
	struct slots slots;
	unsigned long line; /* where the comment begins */
	bool ours;	    /* it begins as it should */
};

/* "URI local" as "wp:local" where the URI is one of WordPress's; else as it is. */
static const char *
short_name(const char *name, char *room, size_t n)
{
	const char *local = strrchr(name, ' ');
	if (local == NULL || strncmp(name, WP, sizeof(WP) - 1) != 0)
		return name;
	snprintf(room, n, "wp:%.60s", local + 1);
	return room;
}

static void
on_start(void *arg, const char *name, const char **atts)
{
	struct wxr *w = arg;
	char room[64];
	(void)atts;
	int el = slots_start(&w->slots, short_name(name, room, sizeof(room)));
	w->ours = w->ours || el == EL_RSS;
	if (el == EL_ITEM) {
		slots_clear(&w->slots, ITEM_SLOTS, SLOT__MAX);
	} else if (el == EL_COMMENT) {
		slots_clear(&w->slots, COMMENT_SLOTS, SLOT__MAX);
		w->line = xml_line(w->xml);
	}
}

static void
on_text(void *arg, struct str piece)
{
	slots_text(&((struct wxr *)arg)->slots, piece);
}

static struct str
get(const struct wxr *w, enum slot slot)
{
	return slots_get(&w->slots, slot);
}

static bool
is(struct str s, const char *word)
{
	return str_eq(s, str_of(word));
}

static enum state
state_from(struct str approved)
{
	if (is(approved, "1") || is(approved, "approve") || is(approved, "approved"))
		return STATE_APPROVED;
	if (is(approved, "spam"))
		return STATE_SPAM;
	if (is(approved, "trash") || is(approved, "post-trashed"))
		return STATE_DELETED;
	return STATE_PENDING;
}

/* SKIP__MAX: it is a comment. */
static enum skip
skip_type(struct str type)
{
	if (type.n == 0 || is(type, "comment"))
		return SKIP__MAX;
	return is(type, "note")	       ? SKIP_NOTE
	       : is(type, "pingback")  ? SKIP_PINGBACK
	       : is(type, "trackback") ? SKIP_TRACKBACK
				       : SKIP_TYPE;
}

/* "0000-00-00 00:00:00" is none. */
static struct str
date_or(struct str date, struct str otherwise)
{
	return date.n == 0 || str_starts(date, STR("0000")) ? otherwise : date;
}

static struct str
name_in_article(struct wxr *w, struct str id)
{
	struct str post = get(w, SLOT_POST);
	if (id.n == 0 || is(id, "0"))
		return STR("");
	return str_printf(w->arena, "%.*s@%.*s", STR_FMT(id),
			  STR_FMT(post.n > 0 ? post : get(w, SLOT_LINK)));
}

static void
end_comment(struct wxr *w)
{
	struct str type = get(w, SLOT_TYPE);
	enum skip why = skip_type(type);
	struct record r = {
		.line = w->line,
		.id = name_in_article(w, get(w, SLOT_ID)),
		.alias = get(w, SLOT_ID),
		.parent = name_in_article(w, get(w, SLOT_PARENT)),
		.link = get(w, SLOT_LINK),
		.title = get(w, SLOT_TITLE),
		.closed = is(get(w, SLOT_OPEN), "closed"),
		.name = get(w, SLOT_AUTHOR),
		.email = get(w, SLOT_EMAIL),
		.url = get(w, SLOT_URL),
		.text = get(w, SLOT_CONTENT),
		.kind = TEXT_HTML_LINES,
		.state = state_from(get(w, SLOT_APPROVED)),
		.date = date_or(get(w, SLOT_DATE_GMT), get(w, SLOT_DATE)),
	};
	bool ok;
	if (w->slots.field[SLOT_CONTENT].over)
		why = SKIP_LONG;
	else if (slots_over(&w->slots, ITEM_SLOTS, SLOT__MAX))
		why = SKIP_RECORD;
	(void)str_int(r.alias, 1, INT64_MAX, &r.keep);
	if (!date_read(date_or(get(w, SLOT_POST_DATE), STR("")), &r.published))
		r.published = 0;
	if (get(w, SLOT_BLOG).n > 0 || get(w, SLOT_HOME).n > 0) {
		struct str home = get(w, get(w, SLOT_BLOG).n > 0 ? SLOT_BLOG : SLOT_HOME);
		size_t at = str_find(home, STR("://"), 0);
		intake_source(w->intake, at == SIZE_MAX ? home : str_from(home, at + 3));
	}
	if (why != SKIP__MAX)
		ok = intake_skip(w->intake, w->line, why, type);
	else
		ok = intake_comment(w->intake, &r);
	arena_reset(w->arena);
	if (!ok)
		xml_stop(w->xml);
}

static void
on_end(void *arg)
{
	struct wxr *w = arg;
	if (slots_end(&w->slots) == EL_COMMENT)
		end_comment(w);
}

static bool
on_broken(void *arg, unsigned long line, struct str why)
{
	struct wxr *w = arg;
	return intake_fault(w->intake, line, "%.*s", STR_FMT(why));
}

static void *
wxr_make(struct arena *a, struct intake *in)
{
	struct wxr *w = arena_new_of(a, struct wxr);
	struct xml_reader reader = {on_start, on_end, on_text, on_broken, w};
	w->arena = arena_new();
	w->intake = in;
	w->slots = slots_make(a, rows, ARRAY_LEN(rows), SLOT__MAX, SLOT_CONTENT, TEXT_BYTES);
	w->xml = xml_new(a, &reader);
	return w;
}

static bool
wxr_take(void *reader, struct str piece, bool last)
{
	struct wxr *w = reader;
	if (!xml_take(w->xml, piece, last))
		return false;
	return !last || w->ours || intake_fault(w->intake, 1, "this is no WordPress export");
}

static void
wxr_done(void *reader)
{
	struct wxr *w = reader;
	xml_free(&w->xml);
	arena_free(&w->arena);
}

const struct format format_wxr = {"wxr", wxr_make, wxr_take, wxr_done};
