/* What its writer does with a comment; see the header. */
#include "store/store_own.h"

#include "store/store_comment.h"
#include "store/store_lesson.h"
#include "store/store_text.h"
#include "store/store_thread.h"

enum err
store_own_get(struct db *db, struct arena *a, struct site_id site, struct comment_id id,
	      struct own_row *ret)
{
	struct rows rows = {0};
	struct own_row own = {0};
	enum err e = db_query(db, STMT_OWN_GET, &rows, I(site.n), I(id.n));
	if (e == ERR_OK)
		e = db_next(&rows);
	bool found = e == ERR_OK;
	if (found)
		own = (struct own_row){.changed = db_int(&rows, 0),
				       .appeal = str_copy(a, db_text(&rows, 1)),
				       .appealed = db_int(&rows, 2),
				       .spam = db_int(&rows, 3) != 0,
				       .answered = db_int(&rows, 4),
				       .answer = str_copy(a, db_text(&rows, 5)),
				       .edit_reason = str_copy(a, db_text(&rows, 6)),
				       .edit_why = str_copy(a, db_text(&rows, 7)),
				       .grounds = str_copy(a, db_text(&rows, 8))};
	e = db_end(&rows, e);
	if (e == ERR_OK && !found)
		return ERR_GONE;
	if (e == ERR_OK)
		*ret = own;
	return e;
}

/* How many more (or fewer) comments the article shows. */
static enum err
count(struct db *db, struct thread_id thread, enum state from, enum state to)
{
	int64_t delta = (to == STATE_APPROVED) - (from == STATE_APPROVED);
	return delta == 0 ? ERR_OK : store_thread_count(db, thread, delta);
}

enum err
store_own_edit(struct db *db, const struct comment *c, const struct new_text *t)
{
	const struct verdict *v = t->verdict;
	struct thread_id thread = {0};
	enum err e = store_text_keep(db, c, &(struct rewording){.now = t->now});
	if (e == ERR_OK)
		e = db_one(db, STMT_COMMENT_EDIT, &thread.n, I(c->site.n), I(c->id.n),
			    T(state_word(c->state)), I(c->version), T(state_word(t->state)),
			    T(t->body), t->masked.n == 0 ? NIL : T(t->masked), I(t->now),
			    T(action_word(v->action)), R(v->score),
			    R(store_toxicity(v)), T(v->versions));
	if (e == ERR_GONE)
		return ERR_CONFLICT;
	if (e == ERR_OK)
		e = store_reasons_replace(db, c->id, v);
	return e == ERR_OK ? count(db, thread, c->state, t->state) : e;
}

enum err
store_own_withdraw(struct db *db, const struct comment *c, int64_t now)
{
	struct thread_id thread = {0};
	enum err e = db_one(db, STMT_COMMENT_WITHDRAW, &thread.n, I(c->site.n), I(c->id.n),
			    T(state_word(c->state)), I(now));
	if (e == ERR_GONE)
		return ERR_CONFLICT;
	if (e == ERR_OK)
		e = store_lesson_add(db, c->site, c->id, now);
	return e == ERR_OK ? count(db, thread, c->state, STATE_WITHDRAWN) : e;
}

enum err
store_own_appeal(struct db *db, const struct comment *c, struct str text, int64_t now)
{
	int64_t id;
	enum err e = db_one(db, STMT_APPEAL_ADD, &id, I(c->id.n), T(text), I(now));
	if (e == ERR_OK)
		e = db_one(db, STMT_COMMENT_APPEALED, &id, I(c->site.n), I(c->id.n),
			   T(state_word(c->state)));
	return e == ERR_GONE ? ERR_CONFLICT : e;
}
