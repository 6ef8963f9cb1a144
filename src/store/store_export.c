/* Rows for an export; see the header. Cursors run side by side where all is wanted: one look-up a
 * comment would cost as much as all the rest. */
#include "store/store_export.h"

#include "store/store_actor.h"
#include "store/store_import.h"
#include "store/store_thread.h"

enum err
store_export_bounds(struct db *db, struct export_bounds *ret)
{
	struct rows rows = {0};
	struct export_bounds b = {.comment = {0}};
	enum err e = db_query_args(db, STMT_EXPORT_BOUNDS, &rows, NULL, 0);
	if (e == ERR_OK)
		e = db_next(&rows);
	if (e == ERR_OK) {
		b.comment.n = db_int(&rows, 0);
		b.author.n = db_int(&rows, 1);
		b.thread.n = db_int(&rows, 2);
	}
	e = db_end(&rows, e);
	if (e == ERR_OK)
		*ret = b;
	return e;
}

enum err
store_export_threads(struct db *db, struct site_id site, struct thread_id after, struct thread_id upto,
		     int64_t limit, void (*row)(void *arg, const struct thread *, int64_t created),
		     void *arg)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_EXPORT_THREADS, &rows, I(site.n), I(after.n), I(upto.n), I(limit));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		struct thread t = {
			.id = {db_int(&rows, 0)},
			.site = site,
			.page = db_text(&rows, 1),
			.title = db_text(&rows, 2),
			.published = db_int(&rows, 3),
			.lang = db_text(&rows, 4),
			.author = db_text(&rows, 5),
			.source = db_text(&rows, 6),
			.approved = db_int(&rows, 8),
			.announcement = db_text(&rows, 10),
			.rules = db_text(&rows, 11),
		};
		e = mode_of(db_text(&rows, 7), &t.mode);
		if (e == ERR_OK)
			row(arg, &t, db_int(&rows, 9));
	}
	return db_end(&rows, e);
}

enum err
store_export_was(struct db *db, struct arena *a, struct thread_id id, struct str **ret, size_t *ret_n)
{
	struct rows rows = {0};
	struct str *pages = NULL;
	size_t n = 0;
	enum err e = db_query(db, STMT_EXPORT_WAS, &rows, I(id.n));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		arena_grow(a, pages, n);
		pages[n++] = str_copy(a, db_text(&rows, 0));
	}
	e = db_end(&rows, e);
	if (e == ERR_OK) {
		*ret = pages;
		*ret_n = n;
	}
	return e;
}

enum err
store_export_thread(struct db *db, struct arena *a, struct thread_id id, struct thread *ret)
{
	struct rows rows = {0};
	struct thread t = {.id = {0}};
	enum err e = db_query(db, STMT_EXPORT_THREAD, &rows, I(id.n));
	if (e == ERR_OK)
		e = db_next(&rows);
	if (e == ERR_OK)
		t = (struct thread){.id = id,
				    .page = str_copy(a, db_text(&rows, 0)),
				    .title = str_copy(a, db_text(&rows, 1))};
	e = db_end(&rows, e);
	if (e == ERR_OK && t.id.n == 0)
		return ERR_GONE;
	if (e == ERR_OK)
		*ret = t;
	return e;
}

/* ---- comments --------------------------------------------------------------------------------------- */

static enum err
read_row(const struct rows *rows, struct comment_whole *ret)
{
	*ret = (struct comment_whole){
		.comment = {
			.id = {db_int(rows, 0)},
			.thread = {db_int(rows, 1)},
			.parent = {db_int(rows, 2)},
			.author = {db_int(rows, 3)},
			.name = db_text(rows, 5),
			.url = db_text(rows, 6),
			.text = db_text(rows, 7),
			.marks = (unsigned)db_int(rows, 10),
			.generation = (unsigned)db_int(rows, 11),
			.created = db_int(rows, 12),
			.decided = db_int(rows, 13),
			.note = db_text(rows, 15),
			.score = db_real(rows, 17),
			.order_key = db_text(rows, 19),
		},
		.chain = {db_int(rows, 4)},
		.masked = db_text(rows, 8),
		.decided_by = db_text(rows, 14),
		.action = db_text(rows, 16),
		.versions = db_text(rows, 18),
		.toxicity = db_real(rows, 20),
		.version = (unsigned)db_int(rows, 21),
		.changed = db_int(rows, 22),
		.rules = db_text(rows, 23),
		.up = db_int(rows, 24),
		.down = db_int(rows, 25),
		.grounds = db_text(rows, 26),
		.erased = db_int(rows, 27),
	};
	return state_of(db_text(rows, 9), &ret->comment.state);
}

/* A cursor that goes along with the comments, ahead of them by the one row it stands on. */
struct beside {
	struct rows rows;
	struct arena *arena;
	int64_t at; /* the comment of the present row; INT64_MAX: no more */
};

/* All that stands beside the comments, each with what it has of the present one. */
struct besides {
	struct beside reasons, old, revisions, appeals, remarks, reports;
	struct reason *reason;
	struct old_name *name;
	struct old_text *text;
	struct old_appeal appeal;
	struct old_remark *remark;
	struct old_report *report;
	size_t n_reasons, n_old, n_revisions, n_appeals, n_remarks, n_reports;
};

typedef enum err read_fn(struct besides *, const struct rows *, struct arena *);

static enum err
step(struct beside *r)
{
	enum err e = db_next(&r->rows);
	if (e == ERR_OK)
		r->at = db_int(&r->rows, 0);
	if (e == ERR_GONE)
		r->at = INT64_MAX;
	return e == ERR_GONE ? ERR_OK : e;
}

static enum err
begin_beside(struct beside *r, struct arena *a, struct db *db, enum stmt s, struct comment_id after)
{
	*r = (struct beside){.arena = a};
	enum err e = db_query(db, s, &r->rows, I(after.n));
	return e == ERR_OK ? step(r) : e;
}

static enum err
read_reason(struct besides *b, const struct rows *rows, struct arena *a)
{
	struct reason one = {
		.rule = str_copy(a, db_text(rows, 1)),
		.entry = str_copy(a, db_text(rows, 2)),
		.from = (size_t)db_int(rows, 4),
		.to = (size_t)db_int(rows, 5),
		.weight = db_real(rows, 6),
		.shadow = db_int(rows, 8) != 0,
	};
	enum err e = field_of(db_text(rows, 3), &one.field);
	if (e == ERR_OK)
		e = action_of(db_text(rows, 7), &one.action);
	arena_grow(a, b->reason, b->n_reasons);
	b->reason[b->n_reasons++] = one;
	return e;
}

/* An import of our own that kept the number says nothing new. */
static bool
kept_its_number(const struct rows *rows)
{
	return str_eq(db_text(rows, 1), STR("jsonl")) &&
	       store_name_number(db_text(rows, 3)) == db_int(rows, 0);
}

static enum err
read_old(struct besides *b, const struct rows *rows, struct arena *a)
{
	if (kept_its_number(rows))
		return ERR_OK;
	arena_grow(a, b->name, b->n_old);
	b->name[b->n_old++] = (struct old_name){str_copy(a, db_text(rows, 1)),
						str_copy(a, db_text(rows, 2)),
						str_copy(a, db_text(rows, 3)),
						str_copy(a, db_text(rows, 4))};
	return ERR_OK;
}

/* Of a row of EXPORT_COMMENTS: where its id is its name. */
static void
read_origin(struct besides *b, const struct rows *row)
{
	struct arena *a = b->old.arena;
	if (db_null(row, 28))
		return;
	arena_grow(a, b->name, b->n_old);
	b->name[b->n_old++] = (struct old_name){str_copy(a, db_text(row, 28)), str_copy(a, db_text(row, 29)),
						str_printf(a, "%lld", (long long)db_int(row, 0)), STR("")};
}

static enum err
read_revision(struct besides *b, const struct rows *rows, struct arena *a)
{
	struct old_text one = {.version = (unsigned)db_int(rows, 1),
			       .body = str_copy(a, db_text(rows, 2)),
			       .replaced = db_int(rows, 4),
			       .by = str_copy(a, db_text(rows, 5)),
			       .reason = str_copy(a, db_text(rows, 6)),
			       .why = str_copy(a, db_text(rows, 7)),
			       .masked = str_copy(a, db_text(rows, 8)),
			       .written = db_int(rows, 9)};
	arena_grow(a, b->text, b->n_revisions);
	enum err e = state_of(db_text(rows, 3), &one.state);
	b->text[b->n_revisions++] = one;
	return e;
}

static enum err
read_appeal(struct besides *b, const struct rows *rows, struct arena *a)
{
	b->n_appeals = 1;
	b->appeal = (struct old_appeal){.body = str_copy(a, db_text(rows, 1)),
					.created = db_int(rows, 2),
					.answered = db_int(rows, 3),
					.answered_by = str_copy(a, db_text(rows, 4)),
					.answer = str_copy(a, db_text(rows, 5))};
	return ERR_OK;
}

static enum err
read_remark(struct besides *b, const struct rows *rows, struct arena *a)
{
	arena_grow(a, b->remark, b->n_remarks);
	b->remark[b->n_remarks++] = (struct old_remark){.kind = str_copy(a, db_text(rows, 1)),
							.reason = str_copy(a, db_text(rows, 2)),
							.body = str_copy(a, db_text(rows, 3)),
							.asked = db_int(rows, 4),
							.remains = db_int(rows, 5),
							.by = str_copy(a, db_text(rows, 6)),
							.made = db_int(rows, 7),
							.undone = db_int(rows, 8)};
	return ERR_OK;
}

static enum err
read_report(struct besides *b, const struct rows *rows, struct arena *a)
{
	arena_grow(a, b->report, b->n_reports);
	b->report[b->n_reports++] = (struct old_report){.version = (unsigned)db_int(rows, 1),
							.reason = str_copy(a, db_text(rows, 2)),
							.body = str_copy(a, db_text(rows, 3)),
							.weight = db_real(rows, 4),
							.made = db_int(rows, 5)};
	return ERR_OK;
}

/* What the cursor has of this comment. */
static enum err
collect(struct besides *b, struct beside *r, int64_t id, read_fn *read)
{
	enum err e = ERR_OK;
	while (e == ERR_OK && r->at < id) /* of another site */
		e = step(r);
	while (e == ERR_OK && r->at == id) {
		e = read(b, &r->rows, r->arena);
		if (e == ERR_OK)
			e = step(r);
	}
	return e;
}

/* Each kind of row beside a comment: its cursor, its statement, its reader. */
#define BESIDES(X)                                                                                           \
	X(reasons, STMT_EXPORT_REASONS, read_reason)                                                         \
	X(old, STMT_EXPORT_OLD, read_old)                                                                    \
	X(revisions, STMT_EXPORT_REVISIONS, read_revision)                                                   \
	X(appeals, STMT_EXPORT_APPEALS, read_appeal)                                                         \
	X(remarks, STMT_EXPORT_REMARKS, read_remark)                                                         \
	X(reports, STMT_EXPORT_REPORTS, read_report)

static enum err
collect_all(struct besides *b, const struct rows *row, struct comment_whole *c)
{
	int64_t id = c->comment.id.n;
	enum err e = ERR_OK;
	b->n_reasons = b->n_old = b->n_revisions = b->n_appeals = b->n_remarks = b->n_reports = 0;
	b->reason = NULL;
	b->name = NULL;
	b->text = NULL;
	b->remark = NULL;
	b->report = NULL;
	read_origin(b, row);
#define X(list, stmt, read) e = e == ERR_OK ? collect(b, &b->list, id, read) : e;
	BESIDES(X)
#undef X
	c->reasons = b->reason;
	c->n_reasons = b->n_reasons;
	c->old = b->name;
	c->n_old = b->n_old;
	c->revisions = b->text;
	c->n_revisions = b->n_revisions;
	c->appeal = b->n_appeals > 0 ? &b->appeal : NULL;
	c->remarks = b->remark;
	c->n_remarks = b->n_remarks;
	c->reports = b->report;
	c->n_reports = b->n_reports;
	return e;
}

static enum err
begin_besides(struct besides *b, struct arena *a, struct db *db, struct comment_id after)
{
	enum err e = ERR_OK;
#define X(list, stmt, read) e = e == ERR_OK ? begin_beside(&b->list, a, db, stmt, after) : e;
	BESIDES(X)
#undef X
	return e;
}

static enum err
end_besides(struct besides *b, enum err e)
{
#define X(list, stmt, read) e = db_end(&b->list.rows, e);
	BESIDES(X)
#undef X
	return e;
}

/* Hands on the rows of a query that began, and ends it. */
static enum err
give(struct rows *rows, enum err e, struct site_id site, struct besides *all, store_whole_fn *row, void *arg)
{
	while (e == ERR_OK && (e = db_next(rows)) == ERR_OK) {
		struct comment_whole c;
		e = read_row(rows, &c);
		c.comment.site = site;
		if (e == ERR_OK && all != NULL)
			e = collect_all(all, rows, &c);
		if (e == ERR_OK && !row(arg, &c))
			break;
	}
	return db_end(rows, e);
}

enum err
store_export_comments(struct db *db, struct arena *a, struct site_id site, struct comment_id after,
		      struct comment_id upto, int64_t limit, bool all, store_whole_fn *row, void *arg)
{
	struct rows rows = {0};
	struct besides besides = {.reasons = {.arena = a}};
	enum err e = all ? begin_besides(&besides, a, db, after) : ERR_OK;
	if (e == ERR_OK)
		e = db_query(db, STMT_EXPORT_COMMENTS, &rows, I(site.n), I(after.n), I(upto.n), I(limit));
	e = give(&rows, e, site, all ? &besides : NULL, row, arg);
	return end_besides(&besides, e);
}

enum err
store_export_of_thread(struct db *db, struct thread_id thread, int64_t created, struct comment_id after,
		       struct comment_id upto, int64_t limit, store_whole_fn *row, void *arg)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_EXPORT_OF_THREAD, &rows, I(thread.n), I(created), I(after.n),
			      I(upto.n), I(limit));
	return give(&rows, e, (struct site_id){0}, NULL, row, arg);
}

enum err
store_export_shown(struct db *db, struct thread_id thread, struct str after, struct comment_id upto,
		   int64_t limit, store_whole_fn *row, void *arg)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_EXPORT_SHOWN, &rows, I(thread.n), B(after), I(upto.n), I(limit));
	return give(&rows, e, (struct site_id){0}, NULL, row, arg);
}

/* ---- keys ----------------------------------------------------------------------------------------- */

static void
take_bytes(struct str from, void *to, size_t n)
{
	memset(to, 0, n);
	if (from.n == n)
		memcpy(to, from.p, n);
}

enum err
store_export_author(struct db *db, struct author_id id, struct author_keys *ret)
{
	struct rows rows = {0};
	struct author_keys k = {.created = 0};
	enum err e = db_query(db, STMT_EXPORT_AUTHOR, &rows, I(id.n));
	if (e == ERR_OK)
		e = db_next(&rows);
	bool found = e == ERR_OK;
	if (found) {
		take_bytes(db_text(&rows, 0), k.id.b, sizeof(k.id.b));
		take_bytes(db_text(&rows, 1), k.ban.b, sizeof(k.ban.b));
		take_bytes(db_text(&rows, 2), k.avatar, sizeof(k.avatar));
		k.created = db_int(&rows, 3);
	}
	e = db_end(&rows, e);
	if (e == ERR_OK && !found)
		return ERR_GONE;
	if (e == ERR_OK)
		*ret = k;
	return e;
}

enum err
store_export_bans(struct db *db, struct site_id site, struct ban_id after, int64_t limit,
		  void (*row)(void *arg, const struct ban *, const struct hash *person), void *arg)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_EXPORT_BANS, &rows, I(site.n), I(after.n), I(limit));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		struct ban b;
		struct hash person;
		e = store_ban_row(&rows, site, &b);
		take_bytes(db_text(&rows, 12), person.b, sizeof(person.b));
		if (e == ERR_OK)
			row(arg, &b, &person);
	}
	return db_end(&rows, e);
}
