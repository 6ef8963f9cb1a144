/* A year's figures; see the header. */
#include "store/store_year.h"

enum err
store_year_count(struct db *db, enum year_count what, struct site_id site, int64_t from, int64_t to,
		 void (*row)(void *arg, struct str what, struct str became, int64_t n), void *arg)
{
	static const enum stmt counts[YEAR_COUNT__MAX] = {
		[YEAR_COMMENTS] = STMT_YEAR_COMMENTS,     [YEAR_RULES] = STMT_YEAR_RULES,
		[YEAR_DECISIONS] = STMT_YEAR_DECISIONS,   [YEAR_NOTICES] = STMT_YEAR_NOTICES,
		[YEAR_COMPLAINTS] = STMT_YEAR_COMPLAINTS, [YEAR_APPEALS] = STMT_YEAR_APPEALS,
		[YEAR_REPORTS] = STMT_YEAR_REPORTS,       [YEAR_ACTS] = STMT_YEAR_ACTS,
	};
	struct rows rows = {0};
	must((unsigned)what < YEAR_COUNT__MAX);
	enum err e = db_query(db, counts[what], &rows, I(site.n), I(from), I(to));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK)
		row(arg, db_text(&rows, 0), db_text(&rows, 1), db_int(&rows, 2));
	return db_end(&rows, e);
}

enum err
store_year_waits(struct db *db, enum year_wait what, struct site_id site, int64_t from, int64_t to,
		 void (*row)(void *arg, int64_t seconds, int64_t ended), void *arg)
{
	static const enum stmt waits[YEAR_WAIT__MAX] = {
		[YEAR_WAIT_DECISION] = STMT_YEAR_WAIT_DECISION,
		[YEAR_WAIT_NOTICE] = STMT_YEAR_WAIT_NOTICE,
		[YEAR_WAIT_APPEAL] = STMT_YEAR_WAIT_APPEAL,
	};
	struct rows rows = {0};
	must((unsigned)what < YEAR_WAIT__MAX);
	enum err e = db_query(db, waits[what], &rows, I(site.n), I(from), I(to));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK)
		row(arg, db_int(&rows, 0), db_int(&rows, 1));
	return db_end(&rows, e);
}
