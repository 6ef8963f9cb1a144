/*
 * Remark42's native backup: a line about the site, then a comment a line. A person is the user's id
 * there (a provider and a digest): the backup has no addresses.
 */
#include "import_json.h"
#include "intake.h"

struct remark42 {
	struct arena *arena; /* of one line */
	struct intake *intake;
	struct split *split;
	bool headed; /* the first line was there */
};

static bool
take_comment(struct remark42 *m, unsigned long line, const struct jval *v)
{
	const struct jval *user = jval_get(v, "user"), *locator = jval_get(v, "locator");
	struct str orig = jval_str(v, "orig");
	bool gone = jval_bool(v, "delete");
	struct record r = {
		.line = line,
		.id = jval_text(m->arena, v, "id"),
		.parent = jval_text(m->arena, v, "pid"),
		.link = jval_str(locator, "url"),
		.title = jval_str(v, "title"),
		.name = jval_str(user, "name"),
		.person = jval_text(m->arena, user, "id"),
		.text = orig.n > 0 ? orig : jval_str(v, "text"),
		.kind = orig.n > 0 ? TEXT_MARKDOWN : TEXT_HTML,
		.state = gone ? STATE_DELETED : STATE_APPROVED,
		.marks = (jval_bool(v, "pin") ? MARK_PINNED : 0) |
			 (jval_object(jval_get(v, "edit")) ? MARK_EDITED : 0),
		.date = jval_str(v, "time"),
	};
	intake_score(&r, jval_int(v, "score", 0));
	intake_source(m->intake, jval_str(locator, "site"));
	return intake_comment(m->intake, &r);
}

static bool
take_head(struct remark42 *m, unsigned long line, const struct jval *v)
{
	m->headed = true;
	if (jval_int(v, "version", 0) == 1)
		return true;
	return intake_fault(m->intake, line,
			    "this is no backup of Remark42 in its version 1, which alone is read");
}

static bool
take_value(void *arg, unsigned long line, struct str key, const struct jval *v)
{
	struct remark42 *m = arg;
	(void)key;
	if (!jval_object(v))
		return intake_fault(m->intake, line, "this line is no object");
	bool ok = m->headed ? take_comment(m, line, v) : take_head(m, line, v);
	arena_reset(m->arena);
	return ok;
}

static bool
take_broken(void *arg, unsigned long line, struct str why)
{
	struct remark42 *m = arg;
	return intake_fault(m->intake, line, "%.*s", STR_FMT(why));
}

static void *
remark_make(struct arena *a, struct intake *in)
{
	struct remark42 *m = arena_new_of(a, struct remark42);
	struct split_reader reader = {take_value, take_broken, m};
	m->arena = arena_new();
	m->intake = in;
	m->split = split_new(a, SPLIT_LINES, &reader);
	return m;
}

static bool
remark_take(void *reader, struct str piece, bool last)
{
	return split_take(((struct remark42 *)reader)->split, piece, last);
}

static void
remark_done(void *reader)
{
	struct remark42 *r = reader;
	split_free(&r->split);
	arena_free(&r->arena);
}

const struct format format_remark42 = {"remark42", remark_make, remark_take, remark_done};
