/* Lessons and what was learned of them; see the header. */
#include "store/store_lesson.h"

#include <math.h>

#include "store/store_thread.h"

enum opinion
opinion_of_state(enum state state, bool decided)
{
	switch (state) {
	case STATE_DELETED:
	case STATE_WITHDRAWN:
		return OPINION_GONE;
	case STATE_APPROVED:
		return decided ? OPINION_GOOD : OPINION_NONE;
	case STATE_SPAM:
		return decided ? OPINION_SPAM : OPINION_NONE;
	case STATE_PENDING:
	case STATE_REJECTED:
	case STATE__MAX:
		break;
	}
	return OPINION_NONE;
}

enum err
store_lesson_add(struct db *db, struct site_id site, struct comment_id comment, int64_t now)
{
	struct rows rows = {0};
	enum state state = STATE_PENDING;
	bool found = false, decided = false;
	enum err e = db_query(db, STMT_COMMENT_STANDING, &rows, I(site.n), I(comment.n));
	if (e == ERR_OK)
		e = db_next(&rows);
	if (e == ERR_OK) {
		found = true;
		decided = !db_null(&rows, 1);
		e = state_of(db_text(&rows, 0), &state);
	}
	e = db_end(&rows, e);
	if (e != ERR_OK || !found)
		return e == ERR_OK ? ERR_GONE : e;
	return db_run(db, STMT_LESSON_ADD, I(site.n), I(comment.n),
		      T(opinion_word(opinion_of_state(state, decided))), I(now));
}

/* Hands on the rows of a query that began, and ends it. */
static enum err
give_rows(struct rows *rows, enum err e, struct site_id site,
	  void (*row)(void *arg, const struct lesson *), void *arg)
{
	while (e == ERR_OK && (e = db_next(rows)) == ERR_OK) {
		struct lesson l = {
			.id = db_int(rows, 0),
			.comment = {.id = {db_int(rows, 1)},
				    .site = site,
				    .thread = {db_int(rows, 2)},
				    .author = {db_int(rows, 3)},
				    .created = db_int(rows, 4),
				    .text = db_text(rows, 5)},
		};
		e = opinion_of(db_text(rows, 6), &l.opinion);
		if (e == ERR_OK)
			e = opinion_of(db_text(rows, 7), &l.before);
		if (e == ERR_OK)
			row(arg, &l);
	}
	return db_end(rows, e);
}

enum err
store_lesson_list(struct db *db, struct site_id site, int64_t after, int64_t limit,
		  void (*row)(void *arg, const struct lesson *), void *arg)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_LESSON_LIST, &rows, I(site.n), I(after), I(limit));
	return give_rows(&rows, e, site, row, arg);
}

enum err
store_lesson_since(struct db *db, struct site_id site, int64_t after, int64_t *ret)
{
	return db_one(db, STMT_LESSON_SINCE, ret, I(site.n), I(after));
}

enum err
store_lesson_standing(struct db *db, struct site_id site, int64_t upto, struct comment_id after,
		      int64_t limit, void (*row)(void *arg, const struct lesson *), void *arg)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_LESSON_STANDING, &rows, I(site.n), I(upto), I(after.n),
			      I(limit));
	return give_rows(&rows, e, site, row, arg);
}

enum err
store_lesson_nth_newest(struct db *db, struct site_id site, int64_t upto, int64_t skip,
			struct comment_id *ret)
{
	return db_one(db, STMT_LESSON_NTH_NEWEST, &ret->n, I(site.n), I(upto), I(skip));
}

static double
real(const struct rows *rows, int column)
{
	return db_null(rows, column) ? NAN : db_real(rows, column);
}

enum err
store_learned_get(struct db *db, struct arena *a, struct site_id site, struct learned *ret)
{
	struct rows rows = {0};
	struct learned l = {0};
	enum err e = db_query(db, STMT_LEARNED_GET, &rows, I(site.n));
	if (e == ERR_OK)
		e = db_next(&rows);
	if (e == ERR_OK)
		l = (struct learned){
			.refit = db_int(&rows, 0),
			.base = str_copy(a, db_text(&rows, 1)),
			.upto = db_int(&rows, 2),
			.made = db_int(&rows, 3),
			.examples = db_int(&rows, 4),
			.held = db_int(&rows, 5),
			.held_spam = db_int(&rows, 6),
			.f1 = real(&rows, 7),
			.precision = real(&rows, 8),
			.recall = real(&rows, 9),
			.fpr = real(&rows, 10),
			.ece = real(&rows, 11),
			.delta = str_copy(a, db_text(&rows, 12)),
			.bins = str_copy(a, db_text(&rows, 13)),
		};
	e = db_end(&rows, e);
	if (e == ERR_OK && l.refit == 0)
		return ERR_GONE;
	if (e == ERR_OK)
		*ret = l;
	return e;
}

enum err
store_learned_refit(struct db *db, struct site_id site, int64_t *ret)
{
	return db_one(db, STMT_LEARNED_REFIT, ret, I(site.n));
}

#define R_OR_NIL(v) (isnan(v) ? NIL : R(v))

enum err
store_learned_put(struct db *db, struct site_id site, const struct learned *l)
{
	int64_t refit;
	enum err e = db_one(db, STMT_LEARNED_PUT, &refit, I(site.n), I(l->refit), T(l->base),
			    I(l->upto), I(l->made), I(l->examples), I(l->held), I(l->held_spam),
			    R_OR_NIL(l->f1), R_OR_NIL(l->precision), R_OR_NIL(l->recall),
			    R_OR_NIL(l->fpr), R_OR_NIL(l->ece), B(l->delta),
			    T(l->bins));
	return e == ERR_GONE ? ERR_CONFLICT : e;
}
