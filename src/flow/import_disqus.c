/*
 * Disqus's XML export: threads first, then posts that name theirs. The same thread may stand there
 * twice, posts may name one that does not, and exports of late have no addresses: then a person is
 * who has the same user name.
 */
#include "import_slots.h"
#include "intake.h"

#define DISQUS "http://disqus.com "
#define ID "http://disqus.com/disqus-internals id"
#define TEXT_BYTES (256u * 1024)
#define KEEP_THREAD 't'

enum {
	EL_DISQUS = 1,
	EL_CATEGORY,
	EL_THREAD,
	EL_POST,
	EL_AUTHOR,
	EL_OF_THREAD,
	EL_PARENT,
	EL_TEXT
};

enum slot {
	SLOT_FORUM,
	RECORD_SLOTS,
	SLOT_ID = RECORD_SLOTS, /* of a thread: what the site called it */
	SLOT_LINK,
	SLOT_TITLE,
	SLOT_CLOSED,
	SLOT_DELETED,
	SLOT_MESSAGE,
	SLOT_DATE,
	SLOT_APPROVED,
	SLOT_SPAM,
	SLOT_HIGHLIGHTED,
	SLOT_NAME,
	SLOT_EMAIL,
	SLOT_USER,
	SLOT_ANONYMOUS,
	SLOT_URL,
	SLOT_DSQ, /* numbers, out of attributes */
	SLOT_THREAD,
	SLOT_PARENT,
	SLOT__MAX
};

static const struct slots_row rows[] = {
	{0, "disqus", EL_DISQUS, NO_SLOT},
	{EL_DISQUS, "category", EL_CATEGORY, NO_SLOT},
	{EL_CATEGORY, "forum", EL_TEXT, SLOT_FORUM},
	{EL_DISQUS, "thread", EL_THREAD, NO_SLOT},
	{EL_THREAD, "forum", EL_TEXT, SLOT_FORUM},
	{EL_THREAD, "id", EL_TEXT, SLOT_ID},
	{EL_THREAD, "link", EL_TEXT, SLOT_LINK},
	{EL_THREAD, "title", EL_TEXT, SLOT_TITLE},
	{EL_THREAD, "isClosed", EL_TEXT, SLOT_CLOSED},
	{EL_THREAD, "isDeleted", EL_TEXT, SLOT_DELETED},
	{EL_DISQUS, "post", EL_POST, NO_SLOT},
	{EL_POST, "message", EL_TEXT, SLOT_MESSAGE},
	{EL_POST, "createdAt", EL_TEXT, SLOT_DATE},
	{EL_POST, "isDeleted", EL_TEXT, SLOT_DELETED},
	{EL_POST, "isApproved", EL_TEXT, SLOT_APPROVED},
	{EL_POST, "isSpam", EL_TEXT, SLOT_SPAM},
	{EL_POST, "isHighlighted", EL_TEXT, SLOT_HIGHLIGHTED},
	{EL_POST, "author", EL_AUTHOR, NO_SLOT},
	{EL_POST, "thread", EL_OF_THREAD, NO_SLOT},
	{EL_POST, "parent", EL_PARENT, NO_SLOT},
	{EL_AUTHOR, "name", EL_TEXT, SLOT_NAME},
	{EL_AUTHOR, "email", EL_TEXT, SLOT_EMAIL},
	{EL_AUTHOR, "username", EL_TEXT, SLOT_USER},
	{EL_AUTHOR, "isAnonymous", EL_TEXT, SLOT_ANONYMOUS},
	{EL_AUTHOR, "link", EL_TEXT, SLOT_URL},
};

struct disqus {
	struct intake *intake;
	struct xml *xml;
	struct slots slots;
	unsigned long line;
	bool ours; /* it begins as it should */
};

static struct str
get(const struct disqus *d, enum slot slot)
{
	return slots_get(&d->slots, slot);
}

static bool
yes(const struct disqus *d, enum slot slot)
{
	return str_eq(get(d, slot), STR("true"));
}

static void
on_start(void *arg, const char *name, const char **atts)
{
	struct disqus *d = arg;
	bool ours = strncmp(name, DISQUS, sizeof(DISQUS) - 1) == 0;
	int el = slots_start(&d->slots, ours ? name + sizeof(DISQUS) - 1 : "");
	struct str id = xml_attribute(atts, ID);
	d->ours = d->ours || el == EL_DISQUS;
	if (el == EL_THREAD || el == EL_POST) {
		slots_clear(&d->slots, RECORD_SLOTS, SLOT__MAX);
		buf_str(&d->slots.field[SLOT_DSQ], id);
		d->line = xml_line(d->xml);
	} else if (el == EL_OF_THREAD || el == EL_PARENT) {
		struct buf *b = &d->slots.field[el == EL_PARENT ? SLOT_PARENT : SLOT_THREAD];
		buf_clear(b);
		buf_str(b, id);
	}
}

static void
on_text(void *arg, struct str piece)
{
	slots_text(&((struct disqus *)arg)->slots, piece);
}

/* The site's own name for an article is its address now and then, or holds it: "1234
 * https://site/?p=1234". */
static struct str
address_in(struct str id)
{
	size_t at = str_find(id, STR("http"), 0);
	if (str_starts(id, STR("/")))
		return id;
	return at == SIZE_MAX ? STR("") : str_from(id, at);
}

static bool
end_thread(struct disqus *d)
{
	struct str link = get(d, SLOT_LINK);
	struct str values[] = {link.n > 0 ? link : address_in(get(d, SLOT_ID)), get(d, SLOT_TITLE),
			       yes(d, SLOT_CLOSED) ? STR("closed") : STR("")};
	if (yes(d, SLOT_DELETED) || slots_over(&d->slots, RECORD_SLOTS, SLOT__MAX))
		return true;
	return intake_keep(d->intake, KEEP_THREAD, get(d, SLOT_DSQ), values, ARRAY_LEN(values)) ||
	       intake_fault(d->intake, d->line, "the file has more articles than fit into memory");
}

static enum state
state_now(const struct disqus *d)
{
	return yes(d, SLOT_DELETED)			     ? STATE_DELETED
	       : yes(d, SLOT_SPAM)			     ? STATE_SPAM
	       : str_eq(get(d, SLOT_APPROVED), STR("false")) ? STATE_PENDING
							     : STATE_APPROVED;
}

static bool
end_post(struct disqus *d)
{
	struct str thread[3] = {{0}}, id = get(d, SLOT_DSQ);
	bool over = slots_over(&d->slots, RECORD_SLOTS, SLOT__MAX);
	intake_source(d->intake, get(d, SLOT_FORUM));
	if (over)
		return intake_skip(d->intake, d->line,
				   d->slots.field[SLOT_MESSAGE].over ? SKIP_LONG : SKIP_RECORD, id);
	if (!intake_kept(d->intake, KEEP_THREAD, get(d, SLOT_THREAD), thread, ARRAY_LEN(thread)))
		return intake_skip(d->intake, d->line, SKIP_THREAD, id);
	struct record r = {
		.line = d->line,
		.id = id,
		.parent = get(d, SLOT_PARENT),
		.link = thread[0],
		.title = thread[1],
		.closed = thread[2].n > 0,
		.name = get(d, SLOT_NAME),
		.email = get(d, SLOT_EMAIL),
		.person = yes(d, SLOT_ANONYMOUS) ? STR("") : get(d, SLOT_USER),
		.url = get(d, SLOT_URL),
		.text = get(d, SLOT_MESSAGE),
		.kind = TEXT_HTML,
		.state = state_now(d),
		.marks = yes(d, SLOT_HIGHLIGHTED) ? MARK_FEATURED : 0,
		.date = get(d, SLOT_DATE),
	};
	return intake_comment(d->intake, &r);
}

static void
on_end(void *arg)
{
	struct disqus *d = arg;
	int el = slots_end(&d->slots);
	if ((el == EL_THREAD && !end_thread(d)) || (el == EL_POST && !end_post(d)))
		xml_stop(d->xml);
}

static bool
on_broken(void *arg, unsigned long line, struct str why)
{
	struct disqus *d = arg;
	return intake_fault(d->intake, line, "%.*s", STR_FMT(why));
}

static void *
disqus_make(struct arena *a, struct intake *in)
{
	struct disqus *d = arena_new_of(a, struct disqus);
	struct xml_reader reader = {on_start, on_end, on_text, on_broken, d};
	d->intake = in;
	d->slots = slots_make(a, rows, ARRAY_LEN(rows), SLOT__MAX, SLOT_MESSAGE, TEXT_BYTES);
	d->xml = xml_new(a, &reader);
	return d;
}

static bool
disqus_take(void *reader, struct str piece, bool last)
{
	struct disqus *d = reader;
	if (!xml_take(d->xml, piece, last))
		return false;
	return !last || d->ours || intake_fault(d->intake, 1, "this is no Disqus export");
}

static void
disqus_done(void *reader)
{
	struct disqus *d = reader;
	xml_free(&d->xml);
}

const struct format format_disqus = {"disqus", disqus_make, disqus_take, disqus_done};
