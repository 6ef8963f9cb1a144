/* Decisions and their undoing; see the header. */
#include "store/store_decision.h"

#include "store/store_thread.h"

enum err
store_decision_add(struct db *db, struct site_id site, const struct decision_row *d,
		   struct account_id account, int64_t *ret)
{
	return db_one(db, STMT_DECISION_ADD, ret, I(site.n), I(d->comment.n), I(account.n),
		      T(state_word(d->from)), T(state_word(d->to)), I(d->marked), I(d->unmarked),
		      I(d->made));
}

enum err
store_decision_mark(struct db *db, struct site_id site, const struct comment *c,
		    const struct decision_row *d, struct thread_id *ret)
{
	enum err e = db_one(db, STMT_COMMENT_MARK, &ret->n, I(site.n), I(c->id.n), I(c->version),
			    I(d->marked), I(d->unmarked));
	return e == ERR_GONE ? ERR_CONFLICT : e;
}

/* The one row of a query that began, and its end. */
static enum err
take_row(struct rows *rows, enum err e, struct decision_row *ret)
{
	struct decision_row d = {0};
	if (e == ERR_OK)
		e = db_next(rows);
	if (e == ERR_OK) {
		d.id = db_int(rows, 0);
		d.comment.n = db_int(rows, 1);
		d.made = db_int(rows, 4);
		d.undone = db_int(rows, 5);
		d.marked = (unsigned)db_int(rows, 6);
		d.unmarked = (unsigned)db_int(rows, 7);
		e = state_of(db_text(rows, 2), &d.from);
		if (e == ERR_OK)
			e = state_of(db_text(rows, 3), &d.to);
	}
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
	else if (e == ERR_OK)
		e = db_one(db, STMT_COMMENT_UNMARK, &ret->n, I(site.n), I(d->comment.n), I(d->marked),
			   I(d->unmarked));
	if (e == ERR_OK)
		e = db_one(db, STMT_DECISION_UNDONE, &undone, I(d->id), I(now));
	return e == ERR_GONE ? ERR_CONFLICT : e;
}
