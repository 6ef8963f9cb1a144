/*
 * Numbered migrations and their ledger. A start refuses what it does not know: a newer version, or an
 * older one that `rejoinder migrate` has not brought up. There is no schema on the fly.
 */
#include "migrate.h"

#include "base/clock.h"
#include "lock.h"

enum err
ledger_standing(struct arena *a, struct db *db, struct ledger_standing *ret, struct str *ret_why)
{
	bool there = false;
	struct ledger_standing at = {.ours = migration_rows[n_migration_rows - 1].version};
	enum err e = db->driver->has_ledger(db->conn, &there);
	if (e != ERR_OK) {
		*ret_why = str_printf(a, "cannot read the database: %s", db->driver->last_error(db->conn));
		return e;
	}
	struct rows rows = {0};
	if (there) {
		e = db_query(db, STMT_LEDGER_LIST, &rows);
		while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK)
			at.newest = db_int(&rows, 0);
		e = db_end(&rows, e);
		if (e != ERR_OK)
			*ret_why = str_printf(a, "cannot read the ledger of migrations: %s",
					      db->driver->last_error(db->conn));
	}
	if (e == ERR_OK)
		*ret = at;
	return e;
}

enum err
ledger_check(struct arena *a, struct db *db, struct str *ret_why)
{
	struct ledger_standing at;
	enum err e = ledger_standing(a, db, &at, ret_why);
	if (e != ERR_OK)
		return e;
	int64_t newest = at.newest, ours = at.ours;
	if (newest == ours)
		return ERR_OK;
	*ret_why =
		newest > ours
			? str_printf(a,
				     "the database has schema version %d, this program knows %d; "
				     "start the newer program that made it",
				     (int)newest, (int)ours)
			: str_printf(a,
				     "the database has schema version %d, this program needs %d; "
				     "back it up, then run `rejoinder migrate`",
				     (int)newest, (int)ours);
	return ERR_VERSION;
}

static enum err
apply(struct db *db, const struct migration_row *m)
{
	enum err e = db->driver->begin(db->conn);
	if (e == ERR_OK)
		e = db->driver->script(db->conn, m->sql[db->driver->dialect]);
	if (e == ERR_OK)
		e = db_run(db, STMT_LEDGER_ADD, I(m->version), T(str_of(m->name)), I(clock_now()));
	if (e == ERR_OK)
		e = db->driver->commit(db->conn);
	if (e != ERR_OK)
		db->driver->rollback(db->conn);
	return e;
}

static enum err
apply_all(struct arena *a, struct db *db, const struct keep_progress *p, int *ret_applied,
	  struct str *ret_why)
{
	int64_t have = 0, applied = 0, newest = migration_rows[n_migration_rows - 1].version;
	struct rows rows = {0};
	enum err e = db->driver->make_ledger(db->conn);
	if (e == ERR_OK)
		e = db_query(db, STMT_LEDGER_LIST, &rows);
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK)
		have = db_int(&rows, 0);
	e = db_end(&rows, e);
	for (size_t i = 0; e == ERR_OK && i < n_migration_rows; i++) {
		if (migration_rows[i].version <= have)
			continue;
		if (p != NULL && p->show != NULL)
			p->show(p->arg, applied, (double)applied / (double)(newest - have));
		e = apply(db, &migration_rows[i]);
		applied += e == ERR_OK;
	}
	if (e != ERR_OK)
		*ret_why = str_printf(a, "migration stopped after %d: %s", (int)applied,
				      db->driver->last_error(db->conn));
	else
		*ret_applied = (int)applied;
	return e;
}

enum err
store_migrate(struct arena *a, struct str path, const struct keep_progress *p, int *ret_applied,
	      struct str *ret_why)
{
	struct locks locks;
	struct db *db = NULL;
	enum err e = locks_open(a, path, &locks, ret_why);
	if (e != ERR_OK)
		return e;
	if (!locks_own(&locks)) {
		*ret_why = STR("rejoinderd is running on this database; stop it, migrate, start it again");
		locks_close(&locks);
		return ERR_BUSY;
	}
	e = locks_write(&locks, 5000);
	if (e != ERR_OK)
		*ret_why = STR("another command is writing to this database; try again");
	if (e == ERR_OK)
		e = db_open(a, &db_sqlite, path, DB_OPEN_CREATE, &db, ret_why);
	if (e == ERR_OK) {
		db->role = DB_CONSOLE;
		e = apply_all(a, db, p, ret_applied, ret_why);
		if (e == ERR_OK)
			e = ledger_check(a, db, ret_why);
	}
	db_close(&db);
	locks_close(&locks);
	return e;
}

enum err
store_examine(struct arena *a, struct str path, struct store_report *ret, struct str *ret_why)
{
	struct db *db = NULL;
	struct store_report r = {.engine = STR("SQLite"), .version = str_of(db_sqlite.library())};
	enum err e = db_open(a, &db_sqlite, path, DB_OPEN_READER, &db, ret_why);
	if (e != ERR_OK)
		return e;
	db->role = DB_CONSOLE;
	e = db->driver->check(db->conn, a, false, &r.damage);
	if (e != ERR_OK)
		*ret_why = str_printf(a, "%s", db->driver->last_error(db->conn));
	else if (r.damage.n == 0)
		r.schema = ledger_check(a, db, &r.schema_why);
	db_close(&db);
	if (e == ERR_OK)
		*ret = r;
	return e;
}
