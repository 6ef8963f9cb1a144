/* Queues; see the header. Every order is read along an index: a page costs what it shows. */
#include "store/store_queue.h"

#include "store/store_thread.h"

/* Where a list that goes down begins: in front of every id. */
static struct comment_id
from_end(struct comment_id from)
{
	return (struct comment_id){from.n == 0 ? INT64_MAX : from.n};
}

static enum err
newest(struct db *db, struct rows *rows, struct site_id site, enum state state, struct comment_id from,
       int64_t limit)
{
	return db_query(db, STMT_COMMENT_LIST_NEWEST, rows, I(site.n), T(state_word(state)),
			I(from_end(from).n), I(limit));
}

static enum err
oldest(struct db *db, struct rows *rows, struct site_id site, enum state state, struct comment_id from,
       int64_t limit)
{
	return db_query(db, STMT_COMMENT_LIST, rows, I(site.n), T(state_word(state)), I(from.n), I(limit));
}

static enum err
query_state(struct db *db, struct rows *rows, struct site_id site, enum state state, enum order order,
	    struct comment_id from, int64_t limit)
{
	const bool waits = state == STATE_PENDING;
	switch (order) {
	case ORDER_TIME:
	case ORDER_BACK:
		return waits == (order == ORDER_TIME) ? oldest(db, rows, site, state, from, limit)
						      : newest(db, rows, site, state, from, limit);
	case ORDER_TOXIC:
		return db_query(db, STMT_COMMENT_LIST_TOXIC, rows, I(site.n), T(state_word(state)),
				I(from_end(from).n), I(limit));
	case ORDER_SCORE:
		must(waits);
		return db_query(db, STMT_COMMENT_LIST_SCORE, rows, I(site.n), I(from_end(from).n), I(limit));
	case ORDER_REPORTS:
	case ORDER__MAX:
		break;
	}
	must_fail(__FILE__, __LINE__, "an order of a state");
}

static enum err
query_reported(struct db *db, struct rows *rows, struct site_id site, enum order order,
	       struct comment_id from, int64_t limit)
{
	const struct comment_id end = from_end(from);
	switch (order) {
	case ORDER_TIME:
		return db_query(db, STMT_COMMENT_LIST_REPORTED, rows, I(site.n), I(from.n), I(limit));
	case ORDER_BACK:
		return db_query(db, STMT_COMMENT_LIST_REPORTED_NEWEST, rows, I(site.n), I(end.n), I(limit));
	case ORDER_SCORE:
		return db_query(db, STMT_COMMENT_LIST_REPORTED_SCORE, rows, I(site.n), I(end.n), I(limit));
	case ORDER_REPORTS:
		return db_query(db, STMT_COMMENT_LIST_REPORTED_MOST, rows, I(site.n), I(end.n), I(limit));
	case ORDER_TOXIC:
	case ORDER__MAX:
		break;
	}
	must_fail(__FILE__, __LINE__, "an order of what is reported");
}

struct counted {
	store_comment_fn *row;
	void *arg;
	int64_t n;
};

static void
count_row(void *arg, const struct comment *c, const struct hash *person)
{
	struct counted *k = arg;
	k->n++;
	k->row(k->arg, c, person);
}

enum err
store_queue_state(struct db *db, struct site_id site, enum state state, enum order order,
		  struct comment_id from, int64_t limit, store_comment_fn *row, void *arg)
{
	struct rows rows = {0};
	struct counted k = {row, arg, 0};
	enum err e = query_state(db, &rows, site, state, order, from, limit);
	e = store_comment_rows(&rows, e, site, count_row, &k);
	if (e != ERR_OK || order != ORDER_TOXIC || k.n == limit)
		return e;
	e = db_query(db, STMT_COMMENT_LIST_UNRATED, &rows, I(site.n), T(state_word(state)), I(from.n),
		     I(limit - k.n));
	return store_comment_rows(&rows, e, site, row, arg);
}

enum err
store_queue_reported(struct db *db, struct site_id site, enum order order, struct comment_id from,
		     int64_t limit, store_comment_fn *row, void *arg)
{
	struct rows rows = {0};
	enum err e = query_reported(db, &rows, site, order, from, limit);
	return store_comment_rows(&rows, e, site, row, arg);
}

enum err
store_claim_list(struct db *db, struct arena *a, struct site_id site, int64_t now, struct card_claim **ret,
		 size_t *ret_n)
{
	struct rows rows = {0};
	struct card_claim *list = NULL;
	size_t n = 0;
	enum err e = db_query(db, STMT_CLAIM_LIST, &rows, I(site.n), I(now));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		arena_grow(a, list, n);
		list[n++] = (struct card_claim){{db_int(&rows, 0)}, db_int(&rows, 1), {db_int(&rows, 2)},
						str_copy(a, db_text(&rows, 3)), db_int(&rows, 4)};
	}
	e = db_end(&rows, e);
	if (e == ERR_OK) {
		*ret = list;
		*ret_n = n;
	}
	return e;
}

enum err
store_claim_take(struct db *db, int64_t session, struct site_id site, struct comment_id id, int64_t now,
		 int64_t until)
{
	int64_t taken = 0;
	return db_one(db, STMT_CLAIM_TAKE, &taken, I(session), I(site.n), I(id.n), I(now), I(until));
}

enum err
store_claim_end(struct db *db, struct comment_id id)
{
	return db_run(db, STMT_CLAIM_END, I(id.n));
}

enum err
store_claim_back(struct db *db, int64_t session, struct comment_id id)
{
	return db_run(db, STMT_CLAIM_BACK, I(session), I(id.n));
}
