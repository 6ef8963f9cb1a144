/* What moderators say and ask about people; see the header. */
#include "store/store_remark.h"

static const struct str kinds[REMARK__MAX] = {
#define X(name, word, help) [name] = STR_C(word),
	REMARKS(X)
#undef X
};

static const struct str warnings[WARNING__MAX] = {
#define X(name, word, help) [name] = STR_C(word),
	WARNINGS(X)
#undef X
};

struct str
remark_word(enum remark_kind k)
{
	must((unsigned)k < REMARK__MAX);
	return kinds[k];
}

struct str
warning_word(enum warning w)
{
	must((unsigned)w < WARNING__MAX);
	return warnings[w];
}

bool
warning_of(struct str word, enum warning *ret)
{
	for (size_t i = 0; i < WARNING__MAX; i++)
		if (str_eq(warnings[i], word)) {
			*ret = (enum warning)i;
			return true;
		}
	return false;
}

enum err
store_remark_add(struct db *db, struct site_id site, const struct remark *r, struct account_id account,
		 int64_t *ret_id)
{
	return db_one(db, STMT_REMARK_ADD, ret_id, I(site.n), I(r->comment.n), T(remark_word(r->kind)),
		      T(warning_word(r->reason)), T(r->text), I(r->asked), I(account.n), T(r->by),
		      I(r->made));
}

enum err
store_remark_undo(struct db *db, struct site_id site, int64_t id, int64_t since, int64_t now,
		  struct comment_id *ret)
{
	return db_one(db, STMT_REMARK_UNDO, &ret->n, I(site.n), I(id), I(since), I(now));
}

static enum err
read_remark(const struct rows *rows, struct arena *a, struct remark *ret)
{
	struct str kind = db_text(rows, 2);
	*ret = (struct remark){.id = db_int(rows, 0), .comment = {db_int(rows, 1)}, .kind = REMARK__MAX,
			       .text = str_copy(a, db_text(rows, 4)), .asked = db_int(rows, 5),
			       .remains = db_int(rows, 6), .by = str_copy(a, db_text(rows, 7)),
			       .made = db_int(rows, 8)};
	for (enum remark_kind k = 0; k < REMARK__MAX; k++)
		if (str_eq(kinds[k], kind))
			ret->kind = k;
	return ret->kind < REMARK__MAX && warning_of(db_text(rows, 3), &ret->reason) ? ERR_OK : ERR_VERSION;
}

/* The rows of a query that began. */
static enum err
list(struct rows *rows, enum err e, struct arena *a, struct remark **ret, size_t *ret_n)
{
	struct remark *all = NULL;
	size_t n = 0;
	while (e == ERR_OK && (e = db_next(rows)) == ERR_OK) {
		arena_grow(a, all, n);
		e = read_remark(rows, a, &all[n++]);
	}
	e = db_end(rows, e);
	if (e == ERR_OK) {
		*ret = all;
		*ret_n = n;
	}
	return e;
}

enum err
store_remark_get(struct db *db, struct arena *a, struct site_id site, int64_t id, struct remark *ret)
{
	struct rows rows = {0};
	struct remark *all;
	size_t n = 0;
	enum err e = db_query(db, STMT_REMARK_GET, &rows, I(site.n), I(id));
	e = list(&rows, e, a, &all, &n);
	if (e == ERR_OK && n > 0)
		*ret = all[0];
	return e == ERR_OK && n == 0 ? ERR_GONE : e;
}

enum err
store_remark_list(struct db *db, struct arena *a, struct author_id author, int64_t limit, struct remark **ret,
		  size_t *ret_n)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_REMARK_LIST, &rows, I(author.n), I(limit));
	return list(&rows, e, a, ret, ret_n);
}

enum err
store_remark_warnings(struct db *db, struct arena *a, struct comment_id id, int64_t limit,
		      struct remark **ret, size_t *ret_n)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_REMARK_WARNINGS, &rows, I(id.n), I(limit));
	return list(&rows, e, a, ret, ret_n);
}

enum err
store_remark_held(struct db *db, struct author_id author, bool *ret)
{
	int64_t id;
	enum err e = db_one(db, STMT_REMARK_HELD, &id, I(author.n));
	if (e == ERR_OK || e == ERR_GONE)
		*ret = e == ERR_OK;
	return e == ERR_GONE ? ERR_OK : e;
}

enum err
store_remark_count(struct db *db, struct author_id author)
{
	return db_run(db, STMT_REMARK_COUNT, I(author.n));
}
