/*
 * Comments out of CSV files: our own columns, and the three files that Coral's importer reads
 * (users.csv, stories.csv, comments.csv; which one it is, its first row says).
 */
#include "csv.h"
#include "intake.h"
#include "store/store_thread.h"

#define KEEP_WRITER 'w'
#define KEEP_PAGE 'p'

enum column {
	COL_ID,
	COL_PAGE,
	COL_URL_OF_PAGE,
	COL_TITLE,
	COL_PARENT,
	COL_AUTHOR,
	COL_EMAIL,
	COL_STATE,
	COL_NAME,
	COL_URL,
	COL_TEXT,
	COL_CREATED,
	COL__MAX
};

static const char *const columns[COL__MAX] = {"id",	"page",	  "url_of_page", "title",
					      "parent", "author", "email",	 "state",
					      "name",	"url",	  "text",	 "created"};

enum coral_column {
	CORAL_ID,
	CORAL_EMAIL,
	CORAL_USERNAME,
	CORAL_URL,
	CORAL_TITLE,
	CORAL_CLOSED,
	CORAL_AUTHOR,
	CORAL_STORY,
	CORAL_CREATED,
	CORAL_BODY,
	CORAL_PARENT,
	CORAL_STATUS,
	CORAL__MAX
};

static const char *const coral_columns[CORAL__MAX] = {
	"id",	     "email",	 "username",   "url",  "title",	    "closed_at",
	"author_id", "story_id", "created_at", "body", "parent_id", "status"};

enum coral_file { CORAL_USERS, CORAL_STORIES, CORAL_COMMENTS };

struct table {
	struct arena *arena; /* of one row */
	struct intake *intake;
	struct csv *csv;
	enum coral_file file;
};

static bool
take_broken(void *arg, unsigned long line, struct str why)
{
	struct table *t = arg;
	return intake_fault(t->intake, line, "%.*s", STR_FMT(why));
}

/* ---- our own --------------------------------------------------------------------------------- */

static bool
take_header(void *arg, unsigned long line, const bool *has, const char *fault)
{
	struct table *t = arg;
	if (fault == NULL && has[COL_TEXT] && has[COL_CREATED] &&
	    (has[COL_PAGE] || has[COL_URL_OF_PAGE]))
		return true;
	return intake_fault(
		t->intake, line,
		"this is no CSV whose first row names text, created, and page or url_of_page");
}

/* The apostrophe that keeps a spreadsheet from computing is not the writer's. */
static struct str
plain(struct str s)
{
	bool guarded = s.n > 1 && s.p[0] == '\'' && str_has(STR("=+-@\t\r"), s.p[1]);
	return guarded ? str_from(s, 1) : s;
}

static bool
take_row(void *arg, unsigned long line, const struct str *v, const char *fault)
{
	struct table *t = arg;
	struct record r = {
		.line = line,
		.id = v[COL_ID],
		.parent = v[COL_PARENT],
		.page = plain(v[COL_PAGE]),
		.link = plain(v[COL_URL_OF_PAGE]),
		.title = plain(v[COL_TITLE]),
		.name = plain(v[COL_NAME]),
		.email = plain(v[COL_EMAIL]),
		.person = v[COL_AUTHOR],
		.url = plain(v[COL_URL]),
		.text = plain(v[COL_TEXT]),
		.state = STATE_APPROVED,
		.date = v[COL_CREATED],
	};
	if (fault != NULL || (v[COL_STATE].n > 0 && state_of(v[COL_STATE], &r.state) != ERR_OK))
		return intake_skip(t->intake, line, SKIP_RECORD, v[COL_ID]);
	(void)str_int(r.id, 1, INT64_MAX, &r.keep);
	/* "a7", as our exports count: the same number in another file is another person. */
	if (str_starts(r.person, STR("a")) &&
	    str_int(str_from(r.person, 1), 1, NUMBER_MAX, &r.number))
		r.person = str_cat(t->arena, STR("first wrote "), r.id);
	bool ok = intake_comment(t->intake, &r);
	arena_reset(t->arena);
	return ok;
}

/* ---- Coral's --------------------------------------------------------------------------------- */

static bool
take_coral_header(void *arg, unsigned long line, const bool *has, const char *fault)
{
	struct table *t = arg;
	if (fault == NULL && has[CORAL_ID] && has[CORAL_STORY] && has[CORAL_BODY] &&
	    has[CORAL_CREATED])
		t->file = CORAL_COMMENTS;
	else if (fault == NULL && has[CORAL_ID] && has[CORAL_URL])
		t->file = CORAL_STORIES;
	else if (fault == NULL && has[CORAL_ID] && has[CORAL_USERNAME])
		t->file = CORAL_USERS;
	else
		return intake_fault(t->intake, line,
				    "this is none of Coral's files: users, stories, comments");
	return true;
}

static bool
take_coral_comment(struct table *t, unsigned long line, const struct str *v)
{
	struct str story[3] = {{0}}, writer[2] = {{0}};
	if (!intake_kept(t->intake, KEEP_PAGE, v[CORAL_STORY], story, ARRAY_LEN(story)))
		return intake_skip(t->intake, line, SKIP_THREAD, v[CORAL_ID]);
	(void)intake_kept(t->intake, KEEP_WRITER, v[CORAL_AUTHOR], writer, ARRAY_LEN(writer));
	struct record r = {
		.line = line,
		.id = v[CORAL_ID],
		.parent = v[CORAL_PARENT],
		.link = story[0],
		.title = story[1],
		.closed = story[2].n > 0,
		.name = writer[0],
		.email = writer[1],
		.person = v[CORAL_AUTHOR],
		.text = v[CORAL_BODY],
		.kind = TEXT_HTML_LINES,
		.state = str_eq(v[CORAL_STATUS], STR("REJECTED")) ? STATE_REJECTED : STATE_APPROVED,
		.date = v[CORAL_CREATED],
	};
	return intake_comment(t->intake, &r);
}

static bool
take_coral_row(void *arg, unsigned long line, const struct str *v, const char *fault)
{
	struct table *t = arg;
	struct str story[] = {v[CORAL_URL], v[CORAL_TITLE], v[CORAL_CLOSED]};
	struct str writer[] = {v[CORAL_USERNAME], v[CORAL_EMAIL]};
	bool ok = true;
	if (fault != NULL)
		return intake_skip(t->intake, line, SKIP_RECORD, v[CORAL_ID]);
	switch (t->file) {
	case CORAL_USERS:
		ok = intake_keep(t->intake, KEEP_WRITER, v[CORAL_ID], writer, ARRAY_LEN(writer));
		break;
	case CORAL_STORIES:
		ok = intake_keep(t->intake, KEEP_PAGE, v[CORAL_ID], story, ARRAY_LEN(story));
		break;
	case CORAL_COMMENTS:
		return take_coral_comment(t, line, v);
	}
	return ok || intake_fault(t->intake, line, "the file has more rows than fit into memory");
}

/* ---- both ------------------------------------------------------------------------------------ */

static struct table *
table_make(struct arena *a, struct intake *in, struct csv_reader reader)
{
	struct table *t = arena_new_of(a, struct table);
	t->arena = arena_new();
	t->intake = in;
	reader.arg = t;
	t->csv = csv_new(a, &reader);
	return t;
}

static void *
csv_make(struct arena *a, struct intake *in)
{
	return table_make(
		a, in,
		(struct csv_reader){columns, COL__MAX, take_header, take_row, take_broken, NULL});
}

static void *
coral_make(struct arena *a, struct intake *in)
{
	return table_make(a, in,
			  (struct csv_reader){coral_columns, CORAL__MAX, take_coral_header,
					      take_coral_row, take_broken, NULL});
}

static bool
table_take(void *reader, struct str piece, bool last)
{
	return csv_take(((struct table *)reader)->csv, piece, last);
}

static void
table_done(void *reader)
{
	arena_free(&((struct table *)reader)->arena);
}

const struct format format_csv = {"csv", csv_make, table_take, table_done};
const struct format format_coral = {"coral", coral_make, table_take, table_done};
