/* Figures of some days; see the header. */
#include "store/store_stats.h"

#include "store/store_thread.h"

enum err
store_stats_states(struct db *db, struct site_id site, void (*row)(void *arg, enum state, int64_t n),
		   void *arg)
{
	struct rows rows = {0};
	enum state state;
	enum err e = db_query(db, STMT_STATS_STATES, &rows, I(site.n));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK)
		if ((e = state_of(db_text(&rows, 0), &state)) == ERR_OK)
			row(arg, state, db_int(&rows, 1));
	return db_end(&rows, e);
}

enum err
store_stats_posts(struct db *db, struct site_id site, int64_t from, int64_t to,
		  void (*row)(void *arg, int64_t hour, enum action, int64_t n), void *arg)
{
	struct rows rows = {0};
	enum action action;
	enum err e = db_query(db, STMT_STATS_POSTS, &rows, I(site.n), I(from), I(to));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK)
		if ((e = action_of(db_text(&rows, 1), &action)) == ERR_OK)
			row(arg, db_int(&rows, 0), action, db_int(&rows, 2));
	return db_end(&rows, e);
}

/* Numbers by a number. */
static enum err
count_by(struct db *db, enum stmt stmt, struct site_id site, int64_t from, int64_t to,
	 void (*row)(void *arg, int64_t by, int64_t n), void *arg)
{
	struct rows rows = {0};
	enum err e = db_query(db, stmt, &rows, I(site.n), I(from), I(to));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK)
		row(arg, db_int(&rows, 0), db_int(&rows, 1));
	return db_end(&rows, e);
}

enum err
store_stats_decisions(struct db *db, struct site_id site, int64_t from, int64_t to,
		      void (*row)(void *arg, int64_t hour, int64_t n), void *arg)
{
	return count_by(db, STMT_STATS_DECISIONS, site, from, to, row, arg);
}

enum err
store_stats_storms(struct db *db, struct site_id site, int64_t from, int64_t to,
		   void (*row)(void *arg, int64_t day, int64_t n), void *arg)
{
	return count_by(db, STMT_STATS_STORMS, site, from, to, row, arg);
}

enum err
store_stats_rules(struct db *db, struct site_id site, int64_t from, int64_t to,
		  void (*row)(void *arg, const struct stats_rule *), void *arg)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_STATS_RULES, &rows, I(site.n), I(from), I(to));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK)
		row(arg, &(struct stats_rule){db_text(&rows, 0), db_int(&rows, 1), db_int(&rows, 2),
					      db_int(&rows, 3)});
	return db_end(&rows, e);
}

enum err
store_stats_people(struct db *db, struct site_id site, int64_t from, int64_t to,
		   void (*row)(void *arg, const struct stats_person *), void *arg)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_STATS_PEOPLE, &rows, I(site.n), I(from), I(to));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK)
		row(arg, &(struct stats_person){db_text(&rows, 0), db_int(&rows, 1), db_int(&rows, 2)});
	return db_end(&rows, e);
}
