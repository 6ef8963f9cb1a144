/*
 * What a database backend must do: one const struct of functions. db.c (the registry and its checks) and
 * writer.c call it; nobody else knows that there are backends.
 */
#ifndef STORE_DB_DRIVER_H
#define STORE_DB_DRIVER_H

#include "store/db.h"

struct stmt_row {
	const char *name;
	enum stmt_kind kind;
	unsigned roles; /* BIT(DB_…) */
	const char *types;
	const char *sql[2]; /* SQLite, PostgreSQL */
};
extern const struct stmt_row stmt_rows[STMT__MAX];

struct migration_row {
	int version;
	const char *name;
	const char *sql[2];
};
extern const struct migration_row migration_rows[];
extern const size_t n_migration_rows;

#define TOUCH_SLOTS 4096u /* a power of two; a collision only refreshes one page too many */

struct db {
	const struct db_driver *driver;
	void *conn;               /* the driver's handle */
	void *prepared[STMT__MAX];/* lazily; all of them at once on the writer */
	bool busy[STMT__MAX];     /* a query is open: the same statement cannot run twice at once */
	bool writer;              /* may run STMT_WRITE */
	enum db_role role;        /* of whoever borrowed it */
	struct db *next;          /* in the pool of readers */
	uint64_t touched[TOUCH_SLOTS / 64];
	bool touched_all;
	bool scrub;
};

size_t db_touch_slot(int64_t site, struct str page);

enum db_open_kind {
	DB_OPEN_READER, /* query_only, a progress limit of DB_QUERY_MS */
	DB_OPEN_WRITER, /* the only connection that commits in this process */
	DB_OPEN_CREATE, /* the same, and makes the file (0600) */
	DB_OPEN_COPY    /* a file of which nobody else knows yet: no log beside it; made (0600) */
};

struct db_driver {
	const char *name;
	int dialect; /* index into stmt_row.sql */
	enum err (*open)(struct arena *, struct str path, enum db_open_kind, void **ret_conn,
			 struct str *ret_why);
	void (*close)(void *conn);
	enum err (*prepare)(void *conn, const char *sql, void **ret, struct str *ret_why,
			    struct arena *);
	void (*unprepare)(void *prepared);
	enum err (*bind)(void *conn, void *prepared, const struct arg *, size_t n);
	void (*give)(void *conn, const struct given *rows, size_t n);
	enum err (*step)(void *prepared); /* ERR_OK a row, ERR_GONE the end */
	void (*reset)(void *prepared);
	bool (*null)(void *prepared, int column);
	int64_t (*integer)(void *prepared, int column);
	double (*real)(void *prepared, int column);
	struct str (*text)(void *prepared, int column);
	/* transactions: fixed texts of the driver, no statement of ours */
	enum err (*begin)(void *conn);
	enum err (*look)(void *conn); /* begin, to read alone */
	enum err (*commit)(void *conn);
	void (*rollback)(void *conn);
	enum err (*save)(void *conn);      /* one savepoint deep */
	enum err (*release)(void *conn);
	enum err (*undo)(void *conn);      /* back to the savepoint, and release it */
	bool (*in_transaction)(void *conn);
	int64_t (*changes)(void *conn);    /* rows written since it was opened */
	enum err (*script)(void *conn, const char *sql); /* a migration: many statements */
	enum err (*has_ledger)(void *conn, bool *ret);   /* is there a migration table? */
	enum err (*make_ledger)(void *conn);
	enum err (*patient)(void *conn, bool patient); /* false: COMMIT does not wait for the disk */
	enum err (*roomy)(void *conn);                 /* more memory for pages */
	void (*give_back)(void *conn);                 /* the memory of pages that are not in use */
	enum err (*checks)(void *conn, bool on);       /* of tables; NOT NULL, types, references stay */
	int64_t (*data_version)(void *conn); /* changes when another connection commits; -1 unknown */
	int (*log_frames)(void *conn);       /* of the write-ahead log after the last commit */
	enum err (*checkpoint)(void *conn, bool whole);
	void (*keep_log)(void *conn, bool keep); /* no checkpoint when the connection closes */
	/* "": none found. Thorough: also indexes and what refers to what. */
	enum err (*check)(void *conn, struct arena *, bool thorough, struct str *ret_damage);
	/* All pages as they are at one moment, while others write; `to` was opened with DB_OPEN_COPY. */
	enum err (*copy)(void *from, void *to, void (*progress)(void *arg, int64_t done, double part),
			 void *arg);
	enum err (*log_mode)(void *conn, bool log); /* with a log beside the file, or in one piece */
	enum err (*compact)(void *conn);            /* gives free pages back */
	const char *(*library)(void);                                          /* "3.40.1" */
	void (*interrupt)(void *conn);
	const char *(*last_error)(void *conn);
};

extern const struct db_driver db_sqlite;

/** Opens with the driver; NULLs *ret_why unless it failed. */
enum err db_open(struct arena *, const struct db_driver *, struct str path, enum db_open_kind,
		 struct db **ret, struct str *ret_why) NODISCARD;
void db_close(struct db **);

/** Prepares every statement: a typo fails the start. */
enum err db_prepare_all(struct arena *, struct db *, struct str *ret_why) NODISCARD;

#endif
