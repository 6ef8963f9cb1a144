/* Backup, restore, check, vacuum; see store/store_keep.h. Who needs the database alone takes both locks
 * of lock.h first, so a daemon never sees it change under its hands. */
#include <errno.h>
#include <sys/stat.h>

#include "base/file.h"
#include "lock.h"
#include "migrate.h"
#include "store/store_keep.h"

static struct str
beside(struct arena *a, struct str path, const char *suffix)
{
	return str_cat(a, path, str_of(suffix));
}

static bool
stands(struct str path)
{
	struct stat st;
	return lstat(path.p, &st) == 0;
}

/* What a run that was ended has left of a copy. */
static void
remove_copy(struct arena *a, struct str path)
{
	static const char *const suffixes[] = {"", "-journal", "-wal", "-shm", ".serve", ".write"};
	for (size_t i = 0; i < ARRAY_LEN(suffixes); i++)
		unlink(beside(a, path, suffixes[i]).p);
}

static enum err
said(struct arena *a, struct db *db, enum err e, const char *what, struct str *ret_why)
{
	*ret_why = str_printf(a, "%s: %s", what, db->driver->last_error(db->conn));
	return e;
}

/* ---- copies --------------------------------------------------------------------------------------- */

/* Every page, index and reference, and the ledger of a program no newer than this one. */
static enum err
examine(struct arena *a, struct db *db, struct str *ret_why)
{
	struct str damage = {0};
	struct ledger_standing at = {0};
	db->role = DB_CONSOLE;
	enum err e = db->driver->check(db->conn, a, true, &damage);
	if (e != ERR_OK)
		return said(a, db, e, "it cannot be read", ret_why);
	if (damage.n > 0) {
		*ret_why = str_printf(a, "it is damaged: %.*s", STR_FMT(damage));
		return ERR_INPUT;
	}
	e = ledger_standing(a, db, &at, ret_why);
	if (e == ERR_OK && at.newest == 0) {
		*ret_why = STR("it is no database of Rejoinder's");
		return ERR_INPUT;
	}
	if (e == ERR_OK && at.newest > at.ours) {
		*ret_why = STR("a newer program has made it; start that one");
		return ERR_VERSION;
	}
	return e;
}

/* One file at `to`, checked; the folder is the caller's business. */
static enum err
copy(struct arena *a, struct db *from, struct str to, const struct keep_progress *p, struct str *ret_why)
{
	struct db *db = NULL;
	remove_copy(a, to);
	enum err e = db_open(a, &db_sqlite, to, DB_OPEN_COPY, &db, ret_why);
	if (e == ERR_OK) {
		e = from->driver->copy(from->conn, db->conn, p->show, p->arg);
		if (e == ERR_OK)
			e = db->driver->log_mode(db->conn, false);
		if (e != ERR_OK)
			said(a, e == ERR_FULL ? db : from, e, "it cannot be copied", ret_why);
	}
	if (e == ERR_OK)
		e = examine(a, db, ret_why);
	db_close(&db);
	if (e != ERR_OK)
		remove_copy(a, to);
	return e;
}

/* A daemon would write on into a file that has no name any more. */
static bool
is_same(struct arena *a, struct str path, const char *to)
{
	struct stat one, other;
	return stat(str_z(a, path), &one) == 0 && stat(to, &other) == 0 && one.st_dev == other.st_dev &&
	       one.st_ino == other.st_ino;
}

enum err
store_backup(struct arena *a, struct str path, const char *to, bool replace, const struct keep_progress *p,
	     int64_t *ret_bytes, struct str *ret_why)
{
	struct stat st;
	struct db *db = NULL;
	struct str part = str_printf(a, "%s.part", to);
	if (!replace && stands(str_of(to))) {
		*ret_why = str_printf(a, "%s is there already; --yes replaces it", to);
		return ERR_CONFLICT;
	}
	if (is_same(a, path, to)) {
		*ret_why = str_printf(a, "%s is the database itself", to);
		return ERR_INPUT;
	}
	enum err e = db_open(a, &db_sqlite, path, DB_OPEN_READER, &db, ret_why);
	if (e == ERR_OK)
		e = copy(a, db, part, p, ret_why);
	db_close(&db);
	if (e == ERR_INPUT)
		e = ERR_IO; /* the database itself */
	if (e != ERR_OK)
		return e;
	if (stat(part.p, &st) != 0 || rename(part.p, to) != 0) {
		e = err_errno(errno);
		*ret_why = str_printf(a, "cannot write %s: %m", to);
		remove_copy(a, part);
		return e;
	}
	*ret_bytes = st.st_size;
	e = file_sync_folder(to);
	if (e != ERR_OK)
		*ret_why = str_printf(a, "cannot write the folder of %s: %s", to, err_text(e));
	return e;
}

/* ---- bringing one back ---------------------------------------------------------------------------- */

/* The file first: whoever is ended between two steps leaves no database, which is refused everywhere, and
 * not one without its log. The same steps go on from there. */
static enum err
swap(struct arena *a, struct str part, struct str path, struct str *ret_why)
{
	struct str log = beside(a, path, "-wal");
	struct str old = beside(a, path, ".old"), old_log = beside(a, old, "-wal");
	bool ok = true;
	if (stands(path)) {
		unlink(old_log.p); /* of an older one: SQLite would read it into this */
		ok = rename(path.p, old.p) == 0;
	}
	if (ok && stands(log))
		ok = rename(log.p, old_log.p) == 0;
	unlink(beside(a, path, "-shm").p);
	ok = ok && rename(part.p, path.p) == 0;
	if (!ok) {
		enum err e = err_errno(errno);
		*ret_why = str_printf(a, "cannot replace %.*s: %m", STR_FMT(path));
		return e;
	}
	enum err e = file_sync_folder(path.p);
	if (e != ERR_OK)
		*ret_why = str_printf(a, "cannot write the folder of %.*s: %s", STR_FMT(path), err_text(e));
	return e;
}

/* A run before was ended behind the first step of swap(): the log goes after its database, whose list of who
 * was erased is read from there. */
static void
finish_swap(struct arena *a, struct str path)
{
	struct str log = beside(a, path, "-wal"), old = beside(a, path, ".old");
	if (!stands(path) && stands(old) && stands(log))
		(void)!rename(log.p, beside(a, old, "-wal").p);
}

static enum err
make_part(struct arena *a, const char *from, struct str part, const struct keep_progress *p,
	  struct str *ret_why)
{
	struct db *db = NULL;
	int applied;
	if (access(from, R_OK) != 0) {
		enum err e = err_errno(errno);
		*ret_why = str_printf(a, "cannot read %s: %m", from);
		return e;
	}
	enum err e = db_open(a, &db_sqlite, str_of(from), DB_OPEN_READER, &db, ret_why);
	if (e == ERR_OK)
		e = copy(a, db, part, p, ret_why);
	else
		e = ERR_INPUT;
	db_close(&db);
	if (e == ERR_INPUT || e == ERR_VERSION)
		*ret_why = str_printf(a, "%s: %.*s", from, STR_FMT(*ret_why));
	return e == ERR_OK ? store_migrate(a, part, NULL, &applied, ret_why) : e;
}

/* In one piece again, for the rename: a migration has made a log beside it. */
static enum err
close_part(struct arena *a, struct str part, struct str *ret_why)
{
	struct db *db = NULL;
	enum err e = db_open(a, &db_sqlite, part, DB_OPEN_COPY, &db, ret_why);
	if (e != ERR_OK)
		return e;
	db->driver->keep_log(db->conn, false);
	e = db->driver->log_mode(db->conn, false);
	if (e != ERR_OK)
		said(a, db, e, "the copy cannot be written", ret_why);
	db_close(&db);
	return e;
}

enum err
store_restore(struct arena *a, const char *from, struct str path, bool replace,
	      enum err (*prepare)(void *arg, struct str path, struct str *ret_why), void *prepare_arg,
	      const struct keep_progress *p, struct str *ret_why)
{
	struct locks locks;
	struct str db_path = str_copy(a, path), part = beside(a, path, ".part");
	if (!replace && stands(db_path)) {
		*ret_why = str_printf(a, "%.*s is there; --yes puts the backup in its place", STR_FMT(path));
		return ERR_CONFLICT;
	}
	enum err e = locks_alone(a, db_path, &locks, ret_why);
	if (e != ERR_OK)
		return e;
	finish_swap(a, db_path);
	e = make_part(a, from, part, p, ret_why);
	if (e == ERR_OK && prepare != NULL)
		e = prepare(prepare_arg, part, ret_why);
	if (e == ERR_OK)
		e = close_part(a, part, ret_why);
	if (e == ERR_OK)
		e = swap(a, part, db_path, ret_why);
	remove_copy(a, part);
	locks_close(&locks);
	return e;
}

/* ---- check, vacuum --------------------------------------------------------------------------------- */

enum err
store_check(struct arena *a, struct str path, struct str *ret_damage, struct str *ret_why)
{
	struct db *db = NULL;
	enum err e = db_open(a, &db_sqlite, path, DB_OPEN_READER, &db, ret_why);
	if (e != ERR_OK)
		return e;
	e = db->driver->check(db->conn, a, true, ret_damage);
	if (e != ERR_OK)
		said(a, db, e, "it cannot be read", ret_why);
	db_close(&db);
	return e;
}

static int64_t
bytes_of(struct arena *a, struct str path)
{
	struct stat st;
	return stat(str_z(a, path), &st) == 0 ? st.st_size : 0;
}

enum err
store_vacuum(struct arena *a, struct str path, int64_t *ret_before, int64_t *ret_after, struct str *ret_why)
{
	struct locks locks;
	struct db *db = NULL;
	int64_t before = 0;
	enum err e = locks_alone(a, path, &locks, ret_why);
	if (e != ERR_OK)
		return e;
	e = db_open(a, &db_sqlite, path, DB_OPEN_WRITER, &db, ret_why);
	if (e == ERR_OK) {
		e = db->driver->checkpoint(db->conn, true);
		before = bytes_of(a, path);
		if (e == ERR_OK)
			e = db->driver->compact(db->conn);
		if (e == ERR_OK)
			e = db->driver->checkpoint(db->conn, true);
		if (e != ERR_OK)
			said(a, db, e, "it cannot be written anew", ret_why);
	}
	db_close(&db);
	locks_close(&locks);
	if (e == ERR_OK) {
		*ret_before = before;
		*ret_after = bytes_of(a, path);
	}
	return e;
}
