/* A driver between the house and SQLite that lets the n-th call fail; see fault_proof.h. */
#ifndef TESTS_FLOW_FAULTY_H
#define TESTS_FLOW_FAULTY_H

#include "../../src/store/db_driver.h"

enum fault { F_BUSY, F_LOCKED, F_FULL, F_IOERR, F_CORRUPT, F_NOMEM, F_READONLY, F_INTERRUPT, F__MAX };

static const struct {
	const char *name;
	enum err e; /* what db_sqlite.c makes of the code */
	bool may_roll_back;
} faults[F__MAX] = {
	[F_BUSY] = {"BUSY", ERR_BUSY, true},	   [F_LOCKED] = {"LOCKED", ERR_BUSY, false},
	[F_FULL] = {"FULL", ERR_FULL, true},	   [F_IOERR] = {"IOERR", ERR_IO, true},
	[F_CORRUPT] = {"CORRUPT", ERR_IO, false},  [F_NOMEM] = {"NOMEM", ERR_IO, true},
	[F_READONLY] = {"READONLY", ERR_DENIED, false}, [F_INTERRUPT] = {"INTERRUPT", ERR_BUSY, true},
};

static struct {
	int64_t left; /* calls until one fails; 0: none will */
	int64_t calls;
	bool for_ever, rolls_back, fired;
	enum fault fault;
	void *writer, *conn; /* of the writer; of the statement that is stepped */
} plan;

static struct db_driver faulty;

/* ERR_OK: the call goes on to SQLite. */
static enum err
hit(void *conn)
{
	plan.calls++;
	if (plan.left == 0 || (plan.left > 1 && plan.left--))
		return ERR_OK;
	if (!plan.for_ever)
		plan.left = 0;
	plan.fired = true;
	if (plan.rolls_back && conn == plan.writer)
		db_sqlite.rollback(conn);
	return faults[plan.fault].e;
}

#define OR_FAIL(conn, call)                                                                        \
	do {                                                                                       \
		enum err e_ = hit(conn);                                                           \
		return e_ == ERR_OK ? call : e_;                                                   \
	} while (0)

static enum err
faulty_prepare(void *conn, const char *sql, void **ret, struct str *why, struct arena *a)
{
	OR_FAIL(conn, db_sqlite.prepare(conn, sql, ret, why, a));
}

static enum err
faulty_bind(void *conn, void *prepared, const struct arg *args, size_t n)
{
	plan.conn = conn;
	OR_FAIL(conn, db_sqlite.bind(conn, prepared, args, n));
}

static enum err
faulty_step(void *prepared)
{
	OR_FAIL(plan.conn, db_sqlite.step(prepared));
}

#define TRANSACTION(word)                                                                          \
	static enum err faulty_##word(void *conn)                                                  \
	{                                                                                          \
		OR_FAIL(conn, db_sqlite.word(conn));                                               \
	}
TRANSACTION(begin)
TRANSACTION(commit)
TRANSACTION(save)
TRANSACTION(release)
TRANSACTION(undo)

static enum err
faulty_checkpoint(void *conn, bool whole)
{
	OR_FAIL(conn, db_sqlite.checkpoint(conn, whole));
}

static int64_t
faulty_data_version(void *conn)
{
	return hit(conn) == ERR_OK ? db_sqlite.data_version(conn) : -1;
}

static void
make_faulty(void)
{
	faulty = db_sqlite;
	faulty.prepare = faulty_prepare;
	faulty.bind = faulty_bind;
	faulty.step = faulty_step;
	faulty.begin = faulty_begin;
	faulty.commit = faulty_commit;
	faulty.save = faulty_save;
	faulty.release = faulty_release;
	faulty.undo = faulty_undo;
	faulty.checkpoint = faulty_checkpoint;
	faulty.data_version = faulty_data_version;
}

#endif
