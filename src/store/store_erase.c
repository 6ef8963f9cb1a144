/* The erase list on a backup that comes back; see store_subject.h. */
#include <unistd.h>

#include "base/clock.h"
#include "db_driver.h"
#include "migrate.h"
#include "store/store_actor.h"
#include "store/store_subject.h"

#define LIST_ROWS 500 /* of the erase list, in one look and in one transaction */

/* Its columns stand in every database that has the table: only a ledger that is ours is read, also one that
 * has not been brought up to date yet. */
static enum err
look_at_ledger(struct arena *a, struct db *db, struct str *ret_why)
{
	struct ledger_standing at;
	enum err e = ledger_standing(a, db, &at, ret_why);
	if (e != ERR_OK || (at.newest > 0 && at.newest <= at.ours))
		return e;
	return ledger_check(a, db, ret_why); /* which says why */
}

static enum err
read_live(struct arena *a, struct str live, struct erased **ret, size_t *ret_n, struct str *ret_unread)
{
	struct db *db = NULL;
	*ret = NULL;
	*ret_n = 0;
	*ret_unread = STR("");
	if (access(str_z(a, live), F_OK) != 0)
		live = str_printf(a, "%.*s.old", STR_FMT(live)); /* a restore was ended there */
	if (access(str_z(a, live), F_OK) != 0)
		return ERR_OK;
	enum err e = db_open(a, &db_sqlite, live, DB_OPEN_READER, &db, ret_unread);
	if (e == ERR_OK) {
		db->role = DB_CONSOLE;
		e = look_at_ledger(a, db, ret_unread);
	}
	if (e == ERR_OK) {
		e = store_erased_list(db, a, 0, INT64_MAX, ret, ret_n);
		if (e != ERR_OK)
			*ret_unread = str_of(db->driver->last_error(db->conn));
	}
	*ret_unread = e == ERR_OK ? STR("") : str_copy(a, *ret_unread);
	db_close(&db);
	if (e != ERR_OK)
		*ret_n = 0;
	return ERR_OK;
}

/* The person of an entry, if the copy has this very row. */
static enum err
erase_person(struct db *db, struct arena *a, const struct erased *x, bool *ret_found)
{
	struct author_id author = {x->row};
	struct subject_row row;
	struct comment_id *list = NULL;
	size_t n = 0;
	int64_t bans;
	*ret_found = false;
	enum err e = store_subject_author(db, author, &row);
	if (e == ERR_GONE || (e == ERR_OK && !crypt_equal(row.proof.b, x->proof.b, HASH_BYTES)))
		return ERR_OK;
	if (e == ERR_OK)
		e = store_subject_comments(db, a, author, &list, &n);
	for (size_t i = 0; e == ERR_OK && i < n; i++)
		e = store_erase_comment(db, list[i], x->mode, x->made);
	if (e == ERR_OK)
		e = store_erase_bans(db, x->site, &row.ban, x->made, &bans);
	*ret_found = true;
	return e == ERR_OK ? store_erase_author(db, author, x->mode) : e;
}

/* One transaction of entries. */
static enum err
apply(struct db *db, struct arena *a, const struct erased *list, size_t n, int64_t *ret_n)
{
	enum err e = db->driver->begin(db->conn);
	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		bool found = false;
		e = store_erased_add(db, &list[i], true);
		if (e == ERR_OK && !list[i].import)
			e = erase_person(db, a, &list[i], &found);
		*ret_n += found;
	}
	if (e == ERR_OK)
		e = db->driver->commit(db->conn);
	if (e != ERR_OK)
		db->driver->rollback(db->conn);
	return e;
}

static enum err
apply_all(struct db *db, struct arena *a, const struct erased *list, size_t n, int64_t *ret_n)
{
	enum err e = ERR_OK;
	for (size_t at = 0; e == ERR_OK && at < n; at += LIST_ROWS)
		e = apply(db, a, list + at, n - at < LIST_ROWS ? n - at : LIST_ROWS, ret_n);
	return e;
}

static enum err
note(struct db *db, struct str by, int64_t erased)
{
	char detail[48];
	int n = erased == 0 ? 0 : snprintf(detail, sizeof(detail), "%lld erased again", (long long)erased);
	enum err e = db->driver->begin(db->conn);
	if (e == ERR_OK)
		e = store_audit_add_all(db, clock_now(), by, STR("restore"), STR("database"),
					(struct str){detail, (size_t)n});
	if (e == ERR_OK)
		e = db->driver->commit(db->conn);
	if (e != ERR_OK)
		db->driver->rollback(db->conn);
	return e;
}

enum err
store_erase_again(struct arena *a, struct str by, struct str live, struct str part, struct str *ret_unread,
		  int64_t *ret_n, struct str *ret_why)
{
	struct db *db = NULL;
	struct erased *theirs, *own;
	size_t n_theirs, n_own;
	*ret_n = 0;
	enum err e = read_live(a, live, &theirs, &n_theirs, ret_unread);
	if (e == ERR_OK)
		e = db_open(a, &db_sqlite, part, DB_OPEN_WRITER, &db, ret_why);
	if (e != ERR_OK)
		return e;
	db->role = DB_KEEPER;
	/* Its own entries too: it may have been made in the middle of an erasure. */
	e = store_erased_list(db, a, 0, INT64_MAX, &own, &n_own);
	if (e == ERR_OK)
		e = apply_all(db, a, own, n_own, ret_n);
	if (e == ERR_OK)
		e = apply_all(db, a, theirs, n_theirs, ret_n);
	if (e == ERR_OK)
		e = note(db, by, *ret_n);
	if (e == ERR_OK)
		e = db->driver->checkpoint(db->conn, true);
	if (e != ERR_OK)
		*ret_why = str_printf(a, "what was erased cannot be erased in the backup: %s",
				      db->driver->last_error(db->conn));
	db_close(&db);
	return e;
}
