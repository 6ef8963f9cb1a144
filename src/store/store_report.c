/* Reports; see the header. Must not judge what a report is worth: that is flow's. */
#include "store/store_report.h"

static const struct str words[REPORT__MAX] = {
#define X(name, word, help) [name] = STR_C(word),
	REPORTS(X)
#undef X
};

struct str
report_word(enum report r)
{
	must((unsigned)r < REPORT__MAX);
	return words[r];
}

enum err
report_of(struct str word, enum report *ret)
{
	for (size_t i = 0; i < REPORT__MAX; i++)
		if (str_eq(words[i], word)) {
			*ret = (enum report)i;
			return ERR_OK;
		}
	return ERR_VERSION;
}

enum err
store_report_record(struct db *db, const struct hash *reporter, int64_t *ret_confirmed,
		    int64_t *ret_dismissed)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_REPORT_RECORD, &rows, HASH(*reporter));
	if (e == ERR_OK)
		e = db_next(&rows);
	if (e == ERR_OK) {
		*ret_confirmed = db_int(&rows, 0);
		*ret_dismissed = db_int(&rows, 1);
	}
	return db_end(&rows, e);
}

enum err
store_report_kept(struct db *db, struct comment_id id, int64_t version, enum report reason, bool *ret)
{
	int64_t n = 0;
	enum err e = db_one(db, STMT_REPORT_KEPT, &n, I(id.n), I(version), T(report_word(reason)));
	if (e == ERR_OK)
		*ret = n > 0;
	return e;
}

enum err
store_report_has(struct db *db, struct comment_id id, int64_t version, const struct hash *reporter, bool *ret)
{
	int64_t n = 0;
	enum err e = db_one(db, STMT_REPORT_HAS, &n, I(id.n), I(version), HASH(*reporter));
	*ret = n > 0;
	return e;
}

enum err
store_report_add(struct db *db, const struct new_report *r)
{
	enum err e = db_run(db, STMT_REPORT_ADD, I(r->comment.n), I(r->version), HASH(*r->reporter),
			    T(report_word(r->reason)), T(r->text), R(r->weight), I(r->now));
	return e == ERR_OK ? db_run(db, STMT_COMMENT_REPORTED, I(r->site.n), I(r->comment.n)) : e;
}

enum err
store_report_weight(struct db *db, struct comment_id id, int64_t version, int64_t *ret_n,
		    double *ret_weight)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_REPORT_WEIGHT, &rows, I(id.n), I(version));
	if (e == ERR_OK)
		e = db_next(&rows);
	if (e == ERR_OK) {
		*ret_n = db_int(&rows, 0);
		*ret_weight = db_real(&rows, 1);
	}
	return db_end(&rows, e);
}

enum err
store_report_hide(struct db *db, struct site_id site, struct comment_id id, struct str entry,
		  struct thread_id *ret)
{
	enum err e = db_one(db, STMT_COMMENT_HIDE, &ret->n, I(site.n), I(id.n));
	if (e == ERR_OK)
		e = db_run(db, STMT_REASON_REPORTED_CLEAR, I(id.n));
	return e == ERR_OK ? db_run(db, STMT_REASON_REPORTED, I(id.n), T(entry)) : e;
}

enum err
store_report_list(struct db *db, struct arena *a, struct comment_id id, int64_t limit,
		  struct report_row **ret, size_t *ret_n)
{
	struct rows rows = {0};
	struct report_row *list = arena_array(a, (size_t)limit, struct report_row);
	size_t n = 0;
	enum err e = db_query(db, STMT_REPORT_LIST, &rows, I(id.n), I(limit));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		e = report_of(db_text(&rows, 0), &list[n].reason);
		list[n].text = str_copy(a, db_text(&rows, 1));
		list[n].made = db_int(&rows, 2);
		list[n++].version = db_int(&rows, 3);
	}
	e = db_end(&rows, e);
	if (e == ERR_OK) {
		*ret = list;
		*ret_n = n;
	}
	return e;
}

enum err
store_report_count(struct db *db, struct site_id site, int64_t most, int64_t *ret)
{
	return db_one(db, STMT_COMMENT_COUNT_REPORTED, ret, I(site.n), I(most));
}

enum err
store_report_close(struct db *db, struct comment_id id, int64_t decision, bool upheld)
{
	return db_run(db, STMT_REPORT_CLOSE, I(id.n), I(decision), I(upheld));
}

enum err
store_report_reopen(struct db *db, struct comment_id id, int64_t decision)
{
	enum err e = db_run(db, STMT_REPORT_REOPEN, I(decision));
	return e == ERR_OK ? db_run(db, STMT_COMMENT_REPORTS, I(id.n)) : e;
}

enum err
store_report_forget(struct db *db, int64_t before, int64_t limit, bool *ret_more)
{
	struct rows rows = {0};
	int64_t n = 0;
	enum err e = db_query(db, STMT_REPORT_FORGET, &rows, I(before), I(limit));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK)
		n++;
	e = db_end(&rows, e);
	*ret_more = n == limit;
	return e;
}
