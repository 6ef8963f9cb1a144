/*
 * Two formats that are one array: Artrans (Artalk and its converters: every value a text) and the
 * JSON that Isso reads (articles with their comments).
 */
#include "import_json.h"
#include "intake.h"

struct list {
	struct arena *arena; /* of one value */
	struct intake *intake;
	struct split *split;
	bool isso;
};

static int64_t
votes(struct list *l, const struct jval *v, const char *key)
{
	int64_t n = 0;
	return str_int(jval_text(l->arena, v, key), 0, INT64_MAX, &n) ? n : 0;
}

static bool
take_artrans(struct list *l, unsigned long line, const struct jval *v)
{
	struct str parent = jval_text(l->arena, v, "rid"), text = jval_str(v, "content");
	struct str link = jval_str(v, "link"), email = jval_str(v, "email"),
		   nick = jval_str(v, "nick");
	struct record r = {
		.line = line,
		.id = jval_text(l->arena, v, "id"),
		.parent = str_eq(parent, STR("0")) ? STR("") : parent,
		.link = jval_str(v, "page_key"),
		.title = jval_str(v, "page_title"),
		.closed = jval_bool(v, "page_admin_only"),
		.name = nick,
		.email = email,
		.url = link,
		.text = text,
		.kind = TEXT_MIXED,
		.state = jval_bool(v, "is_pending") ? STATE_PENDING : STATE_APPROVED,
		.marks = jval_bool(v, "is_pinned") ? MARK_PINNED : 0,
		.up = votes(l, v, "vote_up"),
		.down = votes(l, v, "vote_down"),
		.date = jval_str(v, "created_at"),
	};
	intake_source(l->intake, jval_str(v, "site_name"));
	return intake_comment(l->intake, &r);
}

/* Numbers begin anew in each article. */
static struct str
name_in(struct list *l, struct str article, struct str id)
{
	return id.n == 0 ? STR("")
			 : str_printf(l->arena, "%.*s@%.*s", STR_FMT(id), STR_FMT(article));
}

static bool
take_isso(struct list *l, unsigned long line, const struct jval *v)
{
	const struct jval *comments = jval_get(v, "comments");
	struct str article = jval_str(v, "id");
	bool ok = true;
	for (const struct jval *c = jval_first(comments); ok && c != NULL; c = jval_next(c)) {
		struct record r = {
			.line = line,
			.id = name_in(l, article, jval_text(l->arena, c, "id")),
			.parent = name_in(l, article, jval_text(l->arena, c, "parent")),
			.link = article,
			.title = jval_str(v, "title"),
			.name = jval_str(c, "author"),
			.email = jval_str(c, "email"),
			.url = jval_str(c, "website"),
			.text = jval_str(c, "text"),
			.state = STATE_APPROVED,
			.date = jval_str(c, "created"),
		};
		ok = intake_comment(l->intake, &r);
		arena_reset(l->arena);
	}
	return ok;
}

static bool
take_value(void *arg, unsigned long line, struct str key, const struct jval *v)
{
	struct list *l = arg;
	bool ok = true;
	if (key.n > 0)
		return intake_fault(l->intake, line, "the file is no array");
	if (!jval_object(v))
		ok = intake_skip(l->intake, line, SKIP_RECORD, STR(""));
	else if (l->isso)
		ok = take_isso(l, line, v);
	else
		ok = take_artrans(l, line, v);
	arena_reset(l->arena);
	return ok;
}

static bool
take_broken(void *arg, unsigned long line, struct str why)
{
	struct list *l = arg;
	return intake_fault(l->intake, line, "%.*s", STR_FMT(why));
}

static struct list *
list_make(struct arena *a, struct intake *in, bool isso)
{
	struct list *l = arena_new_of(a, struct list);
	struct split_reader reader = {take_value, take_broken, l};
	l->arena = arena_new();
	l->intake = in;
	l->isso = isso;
	l->split = split_new(a, SPLIT_PARTS, &reader);
	return l;
}

static void *
artrans_make(struct arena *a, struct intake *in)
{
	return list_make(a, in, false);
}

static void *
isso_make(struct arena *a, struct intake *in)
{
	return list_make(a, in, true);
}

static bool
list_take(void *reader, struct str piece, bool last)
{
	return split_take(((struct list *)reader)->split, piece, last);
}

static void
list_done(void *reader)
{
	struct list *r = reader;
	split_free(&r->split);
	arena_free(&r->arena);
}

const struct format format_artrans = {"artrans", artrans_make, list_take, list_done};
const struct format format_isso_json = {"isso-json", isso_make, list_take, list_done};
