/* Decisions and their undoing; see the header. */
#include "store/store_decision.h"

#include "store/store_thread.h"

enum err
store_decision_add(struct db *db, struct site_id site, const struct decision_row *d,
		   struct account_id account, int64_t *ret)
{
	return db_one(db, STMT_DECISION_ADD, ret, I(site.n), I(d->comment.n), I(account.n),
		      T(state_word(d->from)), T(state_word(d->to)), I(d->marked), I(d->unmarked),
		      I(d->made), I_OR_NIL(d->batch.n), I_OR_NIL(d->text));
}

enum err
store_decision_mark(struct db *db, struct site_id site, const struct comment *c,
		    const struct decision_row *d, struct thread_id *ret)
{
	enum err e = db_one(db, STMT_COMMENT_MARK, &ret->n, I(site.n), I(c->id.n), I(c->version),
			    I(d->marked), I(d->unmarked));
	return e == ERR_GONE ? ERR_CONFLICT : e;
}

static enum err
read_row(struct rows *rows, struct decision_row *ret)
{
	*ret = (struct decision_row){
		.id = db_int(rows, 0),
		.comment = {db_int(rows, 1)},
		.made = db_int(rows, 4),
		.undone = db_int(rows, 5),
		.marked = (unsigned)db_int(rows, 6),
		.unmarked = (unsigned)db_int(rows, 7),
		.batch = {db_int(rows, 8)},
		.text = db_int(rows, 9)};
	enum err e = state_of(db_text(rows, 2), &ret->from);
	return e == ERR_OK ? state_of(db_text(rows, 3), &ret->to) : e;
}

/* The one row of a query that began, and its end. */
static enum err
take_row(struct rows *rows, enum err e, struct decision_row *ret)
{
	struct decision_row d = {0};
	if (e == ERR_OK)
		e = db_next(rows);
	if (e == ERR_OK)
		e = read_row(rows, &d);
	e = db_end(rows, e);
	if (e == ERR_OK && d.id == 0)
		return ERR_GONE;
	if (e == ERR_OK)
		*ret = d;
	return e;
}

enum err
store_decision_last(struct db *db, struct site_id site, struct account_id account,
		    struct decision_row *ret)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_DECISION_LAST, &rows, I(site.n), I(account.n));
	return take_row(&rows, e, ret);
}

enum err
store_decision_get(struct db *db, struct site_id site, struct account_id account, int64_t id,
		   struct decision_row *ret)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_DECISION_GET, &rows, I(site.n), I(account.n), I(id));
	return take_row(&rows, e, ret);
}

enum err
store_decision_undo(struct db *db, struct site_id site, const struct decision_row *d, int64_t now,
		    struct thread_id *ret)
{
	int64_t newest = 0, undone;
	enum err e = db_one(db, STMT_DECISION_NEWEST, &newest, I(d->comment.n));
	if (e == ERR_OK && newest != d->id)
		return ERR_CONFLICT;
	if (e == ERR_OK && d->from != d->to)
		e = db_one(db, STMT_COMMENT_RESTORE, &ret->n, I(site.n), I(d->comment.n), I(d->id));
	else if (e == ERR_OK && d->text == 0)
		e = db_one(db, STMT_COMMENT_UNMARK, &ret->n, I(site.n), I(d->comment.n),
			   T(state_word(d->to)), I(d->marked), I(d->unmarked));
	if (e == ERR_OK)
		e = db_one(db, STMT_DECISION_UNDONE, &undone, I(d->id), I(now));
	return e == ERR_GONE ? ERR_CONFLICT : e;
}

enum err
store_decision_open(struct db *db, struct site_id site, struct comment_id id, bool *ret)
{
	struct rows rows = {0};
	bool found = false;
	enum err e = db_query(db, STMT_COMMENT_STANDING, &rows, I(site.n), I(id.n));
	if (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		found = true;
		*ret = db_null(&rows, 1);
	}
	e = db_end(&rows, e);
	return e == ERR_OK && !found ? ERR_GONE : e;
}

enum err
store_decision_since(struct db *db, int64_t *after, int64_t limit,
		     void (*row)(void *arg, struct comment_id), void *arg)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_DECISION_SINCE, &rows, I(*after), I(limit));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		*after = db_int(&rows, 0);
		row(arg, (struct comment_id){db_int(&rows, 1)});
	}
	return db_end(&rows, e);
}

enum err
store_decision_waits(struct db *db, struct site_id site, int64_t since, int64_t most,
		     void (*row)(void *arg, int64_t seconds), void *arg)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_DECISION_WAITS, &rows, I(site.n), I(since), I(most));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK)
		row(arg, db_int(&rows, 0));
	return db_end(&rows, e);
}

enum err
store_decision_newest(struct db *db, int64_t *ret)
{
	return db_one_args(db, STMT_DECISION_NEWEST_ID, ret, NULL, 0);
}

enum err
store_batch_add(struct db *db, struct site_id site, struct account_id account, int64_t now,
		struct batch_id *ret)
{
	return db_one(db, STMT_BATCH_ADD, &ret->n, I(site.n), I(account.n), I(now));
}

enum err
store_batch_get(struct db *db, struct site_id site, struct account_id account, struct batch_id id,
		struct batch_row *ret)
{
	struct rows rows = {0};
	struct batch_row b = {.id = {0}};
	enum err e = db_query(db, STMT_BATCH_GET, &rows, I(site.n), I(account.n), I(id.n));
	if (e == ERR_OK)
		e = db_next(&rows);
	if (e == ERR_OK)
		b = (struct batch_row){.id = id, .made = db_int(&rows, 0), .undone = db_int(&rows, 1),
				       .decisions = db_int(&rows, 2), .bans = db_int(&rows, 3)};
	e = db_end(&rows, e);
	if (e == ERR_OK && b.id.n == 0)
		return ERR_GONE;
	if (e == ERR_OK)
		*ret = b;
	return e;
}

enum err
store_batch_decisions(struct db *db, struct batch_id id, int64_t after, int64_t limit,
		      struct decision_row *ret, size_t *ret_n)
{
	struct rows rows = {0};
	size_t n = 0;
	enum err e = db_query(db, STMT_BATCH_DECISIONS, &rows, I(id.n), I(after), I(limit));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK)
		e = read_row(&rows, &ret[n++]);
	e = db_end(&rows, e);
	if (e == ERR_OK)
		*ret_n = n;
	return e;
}

enum err
store_batch_bans(struct db *db, struct batch_id id, int64_t limit, struct ban_id *ret, size_t *ret_n)
{
	struct rows rows = {0};
	size_t n = 0;
	enum err e = db_query(db, STMT_BATCH_BANS, &rows, I(id.n), I(limit));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK)
		ret[n++].n = db_int(&rows, 0);
	e = db_end(&rows, e);
	if (e == ERR_OK)
		*ret_n = n;
	return e;
}

enum err
store_batch_undone(struct db *db, struct batch_id id, int64_t now)
{
	int64_t undone;
	return db_one(db, STMT_BATCH_UNDONE, &undone, I(id.n), I(now));
}
