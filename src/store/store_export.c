/* Rows for an export; see the header. Cursors run side by side where all is wanted: one look-up a
 * comment would cost as much as all the rest. */
#include "store/store_export.h"

#include "store/store_actor.h"
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
		};
		e = mode_of(db_text(&rows, 7), &t.mode);
		if (e == ERR_OK)
			row(arg, &t, db_int(&rows, 9));
	}
	return db_end(&rows, e);
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
	};
	return state_of(db_text(rows, 9), &ret->comment.state);
}

/* A cursor that goes along with the comments, ahead of them by the one row it stands on. */
struct beside {
	struct rows rows;
	struct arena *arena;
	int64_t at; /* the comment of the present row; INT64_MAX: no more */
	struct reason *reasons;
	struct old_name *old;
};

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
read_reason(struct beside *r, struct reason *ret)
{
	*ret = (struct reason){
		.rule = str_copy(r->arena, db_text(&r->rows, 1)),
		.entry = str_copy(r->arena, db_text(&r->rows, 2)),
		.from = (size_t)db_int(&r->rows, 4),
		.to = (size_t)db_int(&r->rows, 5),
		.weight = db_real(&r->rows, 6),
		.shadow = db_int(&r->rows, 8) != 0,
	};
	enum err e = field_of(db_text(&r->rows, 3), &ret->field);
	return e == ERR_OK ? action_of(db_text(&r->rows, 7), &ret->action) : e;
}

static enum err
read_old(struct beside *r, struct old_name *ret)
{
	*ret = (struct old_name){str_copy(r->arena, db_text(&r->rows, 1)),
				 str_copy(r->arena, db_text(&r->rows, 2)),
				 str_copy(r->arena, db_text(&r->rows, 3))};
	return ERR_OK;
}

/* What the cursor has of this comment: reasons, or former names. */
static enum err
collect(struct beside *r, int64_t id, size_t *ret_n)
{
	enum err e = ERR_OK;
	size_t n = 0;
	while (e == ERR_OK && r->at < id) /* of another site */
		e = step(r);
	while (e == ERR_OK && r->at == id) {
		if (n < REASONS_MAX)
			e = r->old != NULL ? read_old(r, &r->old[n]) : read_reason(r, &r->reasons[n]);
		n += n < REASONS_MAX;
		if (e == ERR_OK)
			e = step(r);
	}
	*ret_n = n;
	return e;
}

struct both {
	struct beside reasons, old;
};

static enum err
collect_both(struct both *b, struct comment_whole *c)
{
	enum err e = collect(&b->reasons, c->comment.id.n, &c->n_reasons);
	if (e == ERR_OK)
		e = collect(&b->old, c->comment.id.n, &c->n_old);
	c->reasons = b->reasons.reasons;
	c->old = b->old.old;
	return e;
}

/* Hands on the rows of a query that began, and ends it. */
static enum err
give(struct rows *rows, enum err e, struct site_id site, struct both *both, store_whole_fn *row, void *arg)
{
	while (e == ERR_OK && (e = db_next(rows)) == ERR_OK) {
		struct comment_whole c;
		e = read_row(rows, &c);
		c.comment.site = site;
		if (e == ERR_OK && both != NULL)
			e = collect_both(both, &c);
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
	struct both both = {.reasons = {.arena = a}};
	enum err e = ERR_OK;
	if (all) {
		e = begin_beside(&both.reasons, a, db, STMT_EXPORT_REASONS, after);
		both.reasons.reasons = arena_array(a, REASONS_MAX, struct reason);
	}
	if (all && e == ERR_OK) {
		e = begin_beside(&both.old, a, db, STMT_EXPORT_OLD, after);
		both.old.old = arena_array(a, REASONS_MAX, struct old_name);
	}
	if (e == ERR_OK)
		e = db_query(db, STMT_EXPORT_COMMENTS, &rows, I(site.n), I(after.n), I(upto.n), I(limit));
	e = give(&rows, e, site, all ? &both : NULL, row, arg);
	e = db_end(&both.old.rows, e);
	return db_end(&both.reasons.rows, e);
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
		take_bytes(db_text(&rows, 10), person.b, sizeof(person.b));
		if (e == ERR_OK)
			row(arg, &b, &person);
	}
	return db_end(&rows, e);
}
