/* The texts of a comment; see the header. */
#include "store/store_text.h"

#include "store/store_lesson.h"
#include "store/store_report.h"
#include "store/store_search.h"
#include "store/store_thread.h"

enum err
store_text_keep(struct db *db, const struct comment *c, const struct rewording *r)
{
	int64_t version;
	enum err e = store_search_change(db, c->id, false);
	/* First what was thought of the old text is taken back: that lesson still speaks of it. */
	if (e == ERR_OK)
		e = db_run(db, STMT_LESSON_ADD, I(c->site.n), I(c->id.n), T(opinion_word(OPINION_NONE)),
			   I(r->now));
	if (e == ERR_OK)
		e = db_one(db, STMT_REVISION_ADD, &version, I(c->site.n), I(c->id.n), I(c->version),
			   I(r->now), T(r->by), T(r->reason), T(r->why));
	return e == ERR_GONE ? ERR_CONFLICT : e;
}

/* What readers see of it, which marks change, and since when it stands. */
struct standing {
	struct str body, masked;
	unsigned set, taken;
	int64_t written;
};

static enum err
put(struct db *db, const struct comment *c, const struct standing *s, const struct rewording *r)
{
	int64_t thread;
	enum err e = store_text_keep(db, c, r);
	if (e == ERR_OK)
		e = db_one(db, STMT_COMMENT_REWORD, &thread, I(c->site.n), I(c->id.n),
			   T(state_word(c->state)), I(c->version), T(s->body),
			   s->masked.n == 0 ? NIL : T(s->masked), I(s->set), I(s->taken),
			   I_OR_NIL(s->written));
	if (e == ERR_OK)
		e = store_lesson_add(db, c->site, c->id, r->now);
	return e == ERR_GONE ? ERR_CONFLICT : e;
}

enum err
store_text_put(struct db *db, const struct comment *c, const struct rewording *r)
{
	return put(db, c, &(struct standing){.body = r->body, .set = r->marks, .written = r->now}, r);
}

enum err
store_text_back(struct db *db, struct arena *a, const struct comment *c, const struct decision_row *d,
		const struct rewording *r, struct str *ret)
{
	struct rows rows = {0};
	struct standing former = {.set = d->unmarked, .taken = d->marked};
	bool found = false;
	if (c->version != d->text)
		return ERR_CONFLICT;
	enum err e = db_query(db, STMT_REVISION_GET, &rows, I(c->id.n), I(d->text - 1));
	if (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		found = true;
		former.body = str_copy(a, db_text(&rows, 0));
		former.masked = str_copy(a, db_text(&rows, 1));
		former.written = db_int(&rows, 2);
	}
	e = db_end(&rows, e);
	if (e == ERR_OK && !found)
		return ERR_CONFLICT;
	if (e == ERR_OK)
		e = put(db, c, &former, r);
	if (e == ERR_OK)
		*ret = former.body;
	return e;
}

/* REPORT__MAX: none, its writer changed the text. */
static enum report
reason_of(struct str word)
{
	enum report r;
	return report_of(word, &r) == ERR_OK ? r : REPORT__MAX;
}

enum err
store_text_list(struct db *db, struct arena *a, struct comment_id id, int64_t limit, struct text_row *ret,
		size_t *ret_n)
{
	struct rows rows = {0};
	size_t n = 0;
	enum err e = db_query(db, STMT_REVISION_LIST, &rows, I(id.n), I(limit));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK)
		ret[n++] = (struct text_row){.text = str_copy(a, db_text(&rows, 0)),
					     .replaced = db_int(&rows, 1),
					     .by = str_copy(a, db_text(&rows, 2)),
					     .reason = reason_of(db_text(&rows, 3)),
					     .why = str_copy(a, db_text(&rows, 4))};
	e = db_end(&rows, e);
	if (e == ERR_OK)
		*ret_n = n;
	return e;
}
