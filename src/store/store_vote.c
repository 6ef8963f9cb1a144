/* Votes; see the header. Must not judge whose vote counts: that is flow's. */
#include "store/store_vote.h"

#include "store/store_thread.h"

enum err
store_vote_target(struct db *db, struct arena *a, struct site_id site, struct comment_id id,
		  struct vote_target *ret)
{
	struct rows rows = {0};
	struct vote_target t = {.up = 0};
	enum err e = db_query(db, STMT_VOTE_TARGET, &rows, I(site.n), I(id.n));
	if (e == ERR_OK)
		e = db_next(&rows);
	bool found = e == ERR_OK;
	if (found) {
		t.thread.id.n = db_int(&rows, 0);
		t.thread.page = str_copy(a, db_text(&rows, 1));
		t.thread.lang = str_copy(a, db_text(&rows, 2));
		e = mode_of(db_text(&rows, 3), &t.thread.mode);
		if (e == ERR_OK)
			e = state_of(db_text(&rows, 4), &t.state);
		t.chain.n = db_int(&rows, 5);
		t.network = str_copy(a, db_text(&rows, 6));
		t.up = db_int(&rows, 7);
		t.down = db_int(&rows, 8);
		t.version = db_int(&rows, 9);
	}
	e = db_end(&rows, e);
	if (e == ERR_OK && !found)
		return ERR_GONE;
	if (e == ERR_OK)
		*ret = t;
	return e;
}

enum err
store_vote_find(struct db *db, struct comment_id id, const struct hash *voter, enum vote *ret)
{
	int64_t value = 0;
	enum err e = db_one(db, STMT_VOTE_FIND, &value, I(id.n), HASH(*voter));
	*ret = value > 0 ? VOTE_UP : value < 0 ? VOTE_DOWN : VOTE_NONE;
	return e == ERR_GONE ? ERR_OK : e;
}

enum err
store_vote_put(struct db *db, struct comment_id id, const struct hash *voter, enum vote vote, int64_t now)
{
	if (vote == VOTE_NONE)
		return db_run(db, STMT_VOTE_DROP, I(id.n), HASH(*voter));
	return db_run(db, STMT_VOTE_PUT, I(id.n), HASH(*voter), I(vote == VOTE_UP ? 1 : -1), I(now));
}

static enum err
forget(struct db *db, enum stmt stmt, int64_t before, int64_t limit, bool *more)
{
	struct rows rows = {0};
	int64_t n = 0;
	enum err e = db_query(db, stmt, &rows, I(before), I(limit));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK)
		n++;
	e = db_end(&rows, e);
	*more |= n == limit;
	return e;
}

enum err
store_vote_forget(struct db *db, int64_t before, int64_t limit, bool *ret_more)
{
	bool more = false;
	enum err e = forget(db, STMT_VOTE_FORGET, before, limit, &more);
	if (e == ERR_OK)
		e = forget(db, STMT_COMMENT_FORGET_NETWORK, before, limit, &more);
	*ret_more = more;
	return e;
}
