/*
 * The registry of statements and the checks in front of it: kind, role, count and types of arguments. The
 * table comes from sql/query.sql by way of gen.awk; what runs it is a driver (db_driver.h).
 */
#include "db_driver.h"

#define BIT(n) (1u << (n))

const struct stmt_row stmt_rows[STMT__MAX] = {
#define STMT(name, kind, roles, types, sqlite, pgsql) {#name, kind, roles, types, {sqlite, pgsql}},
#include "db.def"
#undef STMT
};

const struct migration_row migration_rows[] = {
#define MIGRATION(version, name, sqlite, pgsql) {version, name, {sqlite, pgsql}},
#include "migrate.def"
#undef MIGRATION
};
const size_t n_migration_rows = ARRAY_LEN(migration_rows);

enum err
db_open(struct arena *a, const struct db_driver *driver, struct str path, enum db_open_kind kind,
	struct db **ret, struct str *ret_why)
{
	void *conn;
	enum err e = driver->open(a, path, kind, &conn, ret_why);
	if (e != ERR_OK)
		return e;
	struct db *db = heap_zero(1, sizeof(*db));
	db->driver = driver;
	db->conn = conn;
	db->writer = kind != DB_OPEN_READER;
	*ret = db;
	return ERR_OK;
}

void
db_close(struct db **db)
{
	if (*db == NULL)
		return;
	for (size_t i = 0; i < STMT__MAX; i++)
		if ((*db)->prepared[i] != NULL)
			(*db)->driver->unprepare((*db)->prepared[i]);
	(*db)->driver->close((*db)->conn);
	heap_free(*db);
	*db = NULL;
}

static enum err
prepare(struct arena *a, struct db *db, enum stmt s, struct str *ret_why)
{
	if (db->prepared[s] != NULL)
		return ERR_OK;
	const char *sql = stmt_rows[s].sql[db->driver->dialect];
	return db->driver->prepare(db->conn, sql, &db->prepared[s], ret_why, a);
}

enum err
db_prepare_all(struct arena *a, struct db *db, struct str *ret_why)
{
	for (size_t i = 0; i < STMT__MAX; i++) {
		struct str why = {0};
		enum err e = prepare(a, db, (enum stmt)i, &why);
		if (e != ERR_OK) {
			*ret_why = str_printf(a, "statement %s: %.*s", stmt_rows[i].name, STR_FMT(why));
			return e;
		}
	}
	return ERR_OK;
}

static void
check_call(const struct db *db, enum stmt s, const struct arg *args, size_t n)
{
	must((unsigned)s < STMT__MAX);
	const struct stmt_row *row = &stmt_rows[s];
	must(row->roles & BIT(db->role));
	must(row->kind == STMT_READ || db->writer);
	must(strlen(row->types) == n);
	for (size_t i = 0; i < n; i++) {
		char want = row->types[i];
		bool optional = want >= 'A' && want <= 'Z';
		char plain = optional ? (char)(want - 'A' + 'a') : want;
		must(args[i].type == plain || (optional && args[i].type == 'n'));
	}
}

enum err
db_query_args(struct db *db, enum stmt s, struct rows *ret, const struct arg *args, size_t n)
{
	check_call(db, s, args, n);
	must(!db->busy[s]);
	enum err e = prepare(NULL, db, s, NULL);
	if (e != ERR_OK)
		return e;
	e = db->driver->bind(db->conn, db->prepared[s], args, n);
	if (e != ERR_OK) {
		db->driver->reset(db->prepared[s]);
		return e;
	}
	db->busy[s] = true;
	*ret = (struct rows){db, s, db->prepared[s]};
	return ERR_OK;
}

void
db_give(struct db *db, const struct given *rows, size_t n)
{
	db->driver->give(db->conn, rows, n);
}

enum err
db_checks(struct db *db, bool on)
{
	return db->driver->checks(db->conn, on);
}

enum err
db_next(struct rows *rows)
{
	return rows->db->driver->step(rows->at);
}

enum err
db_end(struct rows *rows, enum err e)
{
	if (rows->db == NULL)
		return e;
	rows->db->driver->reset(rows->at);
	rows->db->busy[rows->stmt] = false;
	rows->db = NULL;
	return e == ERR_GONE ? ERR_OK : e;
}

enum err
db_run_args(struct db *db, enum stmt s, const struct arg *args, size_t n)
{
	struct rows rows = {0};
	enum err e = db_query_args(db, s, &rows, args, n);
	while (e == ERR_OK)
		e = db_next(&rows);
	return db_end(&rows, e);
}

/* A RETURNING statement must be stepped to its end and reset before COMMIT, or that is BUSY. */
enum err
db_one_args(struct db *db, enum stmt s, int64_t *ret, const struct arg *args, size_t n)
{
	struct rows rows = {0};
	int64_t value = 0;
	bool found = false;
	enum err e = db_query_args(db, s, &rows, args, n);
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		if (!found)
			value = db_int(&rows, 0);
		found = true;
	}
	e = db_end(&rows, e);
	if (e == ERR_OK && !found)
		return ERR_GONE;
	if (e == ERR_OK)
		*ret = value;
	return e;
}

bool
db_null(const struct rows *rows, int column)
{
	return rows->db->driver->null(rows->at, column);
}

int64_t
db_int(const struct rows *rows, int column)
{
	return rows->db->driver->integer(rows->at, column);
}

double
db_real(const struct rows *rows, int column)
{
	return rows->db->driver->real(rows->at, column);
}

struct str
db_text(const struct rows *rows, int column)
{
	return rows->db->driver->text(rows->at, column);
}

size_t
db_touch_slot(int64_t site, struct str page)
{
	uint64_t h = str_hash(page, (uint64_t)site * 0x9E3779B97F4A7C15u);
	return (size_t)((h ^ h >> 32) & (TOUCH_SLOTS - 1));
}

static void
touch_slot(struct db *db, size_t slot)
{
	db->touched[slot / 64] |= (uint64_t)1 << (slot % 64);
}

void
db_touch(struct db *db, int64_t site, struct str page)
{
	must(db->writer);
	touch_slot(db, db_touch_slot(site, page));
	touch_slot(db, db_touch_slot(site, STR(""))); /* the site as a whole */
}

void
db_scrub(struct db *db)
{
	must(db->writer);
	db->scrub = true;
}

void
db_touch_all(struct db *db)
{
	must(db->writer);
	db->touched_all = true;
}

void
db_interrupt(struct db *db)
{
	db->driver->interrupt(db->conn);
}
