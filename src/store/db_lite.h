/* What the files of the SQLite driver share. */
#ifndef STORE_DB_LITE_H
#define STORE_DB_LITE_H

#include "db_driver.h"

struct sqlite3;
struct sqlite3_stmt;

/* The driver's own statements, which every write and look begins and ends with. */
enum fixed {
	FIXED_BEGIN, FIXED_LOOK, FIXED_COMMIT, FIXED_ROLLBACK, FIXED_SAVE, FIXED_RELEASE, FIXED_UNDO,
	FIXED_VERSION, FIXED__MAX
};

struct conn {
	struct sqlite3 *db;
	struct sqlite3_stmt *fixed[FIXED__MAX]; /* prepared when first needed */
	int log_frames;
	int64_t query_ends; /* clock_tick(), readers */
	const struct given *given;
	size_t n_given;
};

/** What a result code of SQLite's means here. */
enum err lite_err(int rc);

enum err lite_check(void *conn, struct arena *, bool thorough, struct str *ret_damage);
enum err lite_copy(void *from, void *to, void (*progress)(void *arg, int64_t done, double part), void *arg);
enum err lite_log_mode(void *conn, bool log);
enum err lite_compact(void *conn);

/** The name of the VFS that connections are opened with (db_log.c). */
const char *lite_vfs(void);

/** Makes the table `given` known to a connection; a result code of SQLite's. */
int lite_given(struct conn *);
void lite_give(void *conn, const struct given *rows, size_t n);

#endif
