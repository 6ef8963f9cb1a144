/*
 * Commento's export (version 1), that of Commento++, and Comentario's (versions 1 and 3): one
 * object with the arrays comments, commenters and, in version 3, pages, in any order. So pages and
 * commenters are kept from the first reading on. Comentario says "host" and "path" for "domain" and
 * "url", and leaves empty fields out.
 */
#include "import_json.h"
#include "intake.h"

#define KEEP_WRITER 'w'
#define KEEP_PAGE 'p'

struct commento {
	struct arena *arena; /* of one value */
	struct intake *intake;
	struct split *split;
	int64_t version; /* 0: not said yet */
};

static struct str
or_else(struct str s, struct str otherwise)
{
	return s.n > 0 ? s : otherwise;
}

static bool
full(struct commento *c, unsigned long line)
{
	return intake_fault(c->intake, line,
			    "the file has more writers or pages than fit into memory");
}

static bool
take_writer(struct commento *c, unsigned long line, const struct jval *v)
{
	struct str values[] = {jval_str(v, "name"), jval_str(v, "email"),
			       or_else(jval_str(v, "websiteUrl"), jval_str(v, "link"))};
	struct str id = or_else(jval_str(v, "commenterHex"), jval_str(v, "id"));
	return intake_keep(c->intake, KEEP_WRITER, id, values, ARRAY_LEN(values)) || full(c, line);
}

static bool
take_page(struct commento *c, unsigned long line, const struct jval *v)
{
	struct str values[] = {jval_str(v, "path"), jval_str(v, "title"),
			       jval_bool(v, "isReadonly") ? STR("closed") : STR(""),
			       jval_str(v, "domainId")};
	return intake_keep(c->intake, KEEP_PAGE, jval_str(v, "id"), values, ARRAY_LEN(values)) ||
	       full(c, line);
}

/* "anonymous", or Comentario's row of zeros. */
static bool
is_nobody(struct str id)
{
	bool zeros = true;
	for (size_t i = 0; i < id.n && zeros; i++)
		zeros = id.p[i] == '0' || id.p[i] == '-';
	return zeros || str_eq(id, STR("anonymous"));
}

static void
set_writer(struct commento *c, struct record *r, struct str id)
{
	struct str writer[3] = {{0}};
	if (is_nobody(id))
		return;
	r->person = id;
	if (intake_kept(c->intake, KEEP_WRITER, id, writer, ARRAY_LEN(writer))) {
		r->name = or_else(r->name, writer[0]);
		r->email = writer[1];
		r->url = writer[2];
	}
}

static void
set_text(struct record *r, const struct jval *v)
{
	struct str markdown = jval_str(v, "markdown");
	r->text = or_else(markdown, jval_str(v, "html"));
	r->kind = markdown.n > 0 ? TEXT_MARKDOWN : TEXT_HTML;
}

static bool
take_old(struct commento *c, unsigned long line, const struct jval *v)
{
	struct str state = jval_str(v, "state"), parent = jval_str(v, "parentHex");
	struct str host = or_else(jval_str(v, "host"), jval_str(v, "domain"));
	struct str path = or_else(jval_str(v, "path"), jval_str(v, "url"));
	struct record r = {
		.line = line,
		.id = jval_str(v, "commentHex"),
		.parent = str_eq(parent, STR("root")) ? STR("") : parent,
		.link = host.n > 0
				? str_printf(c->arena, "https://%.*s%s%.*s", STR_FMT(host),
					     str_starts(path, STR("/")) ? "" : "/", STR_FMT(path))
				: path,
		.state = jval_bool(v, "deleted")	  ? STATE_DELETED
			 : str_eq(state, STR("approved")) ? STATE_APPROVED
							  : STATE_PENDING,
		.date = jval_str(v, "creationDate"),
	};
	set_text(&r, v);
	intake_score(&r, jval_int(v, "score", 0));
	set_writer(c, &r, jval_str(v, "commenterHex"));
	intake_source(c->intake, host);
	return intake_comment(c->intake, &r);
}

/* "Never" is the first day of the year 1. */
static bool
was_edited(const struct jval *v)
{
	int64_t at = 0;
	return intake_date(jval_str(v, "editedTime"), &at) && at > 0;
}

static bool
take_new(struct commento *c, unsigned long line, const struct jval *v)
{
	struct str page[4] = {{0}}, id = jval_str(v, "id");
	if (!intake_kept(c->intake, KEEP_PAGE, jval_str(v, "pageId"), page, ARRAY_LEN(page)))
		return intake_skip(c->intake, line, SKIP_THREAD, id);
	struct record r = {
		.line = line,
		.id = id,
		.parent = jval_str(v, "parentId"),
		.link = page[0],
		.title = page[1],
		.closed = page[2].n > 0,
		.name = jval_str(v, "authorName"),
		.state = jval_bool(v, "isDeleted")    ? STATE_DELETED
			 : jval_bool(v, "isPending")  ? STATE_PENDING
			 : jval_bool(v, "isApproved") ? STATE_APPROVED
						      : STATE_REJECTED,
		.marks = (jval_bool(v, "isSticky") ? MARK_PINNED : 0) |
			 (was_edited(v) ? MARK_EDITED : 0),
		.date = jval_str(v, "createdTime"),
	};
	set_text(&r, v);
	intake_score(&r, jval_int(v, "score", 0));
	set_writer(c, &r, jval_str(v, "userCreated"));
	intake_source(c->intake, page[3]);
	return intake_comment(c->intake, &r);
}

/* The version stands first in all that is known; where it does not, the fields of a comment tell.
 */
static bool
take_comment(struct commento *c, unsigned long line, const struct jval *v)
{
	if (intake_looking(c->intake))
		return true;
	return jval_get(v, "commentHex") != NULL ? take_old(c, line, v) : take_new(c, line, v);
}

static bool
take_value(void *arg, unsigned long line, struct str key, const struct jval *v)
{
	struct commento *c = arg;
	bool ok = true;
	if (str_eq(key, STR("version"))) {
		c->version = jval_number(v, -1);
		if (c->version != 1 && c->version != 3)
			ok = intake_fault(c->intake, line,
					  "the file is of version %ld; 1 and 3 are read",
					  (long)c->version);
	} else if (!jval_object(v)) {
		return true;
	} else if (str_eq(key, STR("comments"))) {
		ok = take_comment(c, line, v);
	} else if (str_eq(key, STR("commenters"))) {
		ok = take_writer(c, line, v);
	} else if (str_eq(key, STR("pages"))) {
		ok = take_page(c, line, v);
	}
	arena_reset(c->arena);
	return ok;
}

static bool
take_broken(void *arg, unsigned long line, struct str why)
{
	struct commento *c = arg;
	return intake_fault(c->intake, line, "%.*s", STR_FMT(why));
}

static void *
commento_make(struct arena *a, struct intake *in)
{
	struct commento *c = arena_new_of(a, struct commento);
	struct split_reader reader = {take_value, take_broken, c};
	c->arena = arena_new();
	c->intake = in;
	c->split = split_new(a, SPLIT_PARTS, &reader);
	return c;
}

static bool
commento_take(void *reader, struct str piece, bool last)
{
	struct commento *c = reader;
	if (!split_take(c->split, piece, last))
		return false;
	return !last || c->version != 0 ||
	       intake_fault(c->intake, 0,
			    "this is no export of Commento or Comentario: it has no version");
}

static void
commento_done(void *reader)
{
	struct commento *r = reader;
	split_free(&r->split);
	arena_free(&r->arena);
}

const struct format format_commento = {"commento", commento_make, commento_take, commento_done};
const struct format format_comentario = {"comentario", commento_make, commento_take, commento_done};
