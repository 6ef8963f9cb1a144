/*
 * The store: readers borrowed while a statement runs, one writer that commits in groups, and the locks
 * between processes.
 *
 * A write is a function that runs inside a transaction on the writer's handle. store_write() returns
 * ERR_OK only after the log is on the disk. Several waiting writes share one commit; a function that fails
 * takes only its own work with it. The function may run again (after a failure, its own or another's, that
 * took the whole transaction along): it must set its outputs anew each time and have no other effect than
 * the database's.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "store/db.h"

struct store;

struct store_conf {
	struct str path;
	unsigned readers;       /* handles for reading */
	unsigned waiting_max;   /* writes that may wait; the next gets ERR_BUSY at once */
	bool console;           /* a command line: no threads, writes in the calling one */
	void (*changed)(
		void *arg); /* another process has written: re-read lists and settings; runs on the
			       writer's thread, and must not write. NULL = nobody cares */
	void *changed_arg;
};

/** Opens and checks: the ledger must be exactly ours (ERR_VERSION: newer, or `rejoinder migrate` is due),
 * every statement must prepare. *ret_why: one line for the operator. */
enum err store_open(struct arena *, const struct store_conf *, struct store **ret,
		    struct str *ret_why) NODISCARD;

/** Ends the writer after what it has in hand; checkpoints if it may. */
void store_close(struct store **);

/* How far work on the whole database is: pages of 4096 bytes, people, migrations. */
struct keep_progress {
	void (*show)(void *arg, int64_t done, double part); /* NULL: nobody asks */
	void *arg;
};

/** Makes the file, if there is none, and applies every migration that is not in the ledger, each in one
 * transaction; it may be ended at any time, and goes on. The progress may be NULL. *ret_applied: how many. */
enum err store_migrate(struct arena *, struct str path, const struct keep_progress *, int *ret_applied,
		       struct str *ret_why) NODISCARD;

/* What `rejoinder doctor` tells of a database. */
struct store_report {
	enum err schema;       /* ERR_OK: exactly ours */
	struct str schema_why; /* what to do, if not */
	struct str damage;     /* quick_check's words; "" = none */
	struct str engine;     /* "SQLite" */
	struct str version;    /* of its library */
};

/** Looks at the file without changing it; takes as long as reading it whole. */
enum err store_examine(struct arena *, struct str path, struct store_report *ret,
		       struct str *ret_why) NODISCARD;

/** Borrows a reader's handle for `role`; waits for one (giving the turn away). Give it back soon: while a
 * statement runs, not while a page is sent. */
struct db *store_reader(struct store *, enum db_role role);
void store_reader_done(struct store *, struct db **);
/** Handles that nobody works with give back the memory of the pages they have read: the system has these. */
void store_give_back(struct store *);

/** What a reader's handle reads until store_moment_end() is of one moment, whatever is written meanwhile. */
enum err store_moment(struct db *) NODISCARD;
void store_moment_end(struct db *);

typedef enum err store_write_fn(struct db *, void *arg);

/** ERR_BUSY: too many wait, or another process holds the database (try again); ERR_IO, ERR_FULL: the disk;
 * ERR_STOPPING; else what `fn` answered. Nothing is stored unless it says ERR_OK. A call from a thread
 * that answers a GET is a bug (must): see store_forbid_writes(). */
enum err store_write(struct store *, enum db_role role, store_write_fn *fn, void *arg) NODISCARD;

/** GET changes nothing: the spine forbids writes on its thread while it answers one. */
void store_forbid_writes(bool forbid);

/** Changes whenever what is shown under this page may have changed: by us after a commit, by another
 * process within 100 ms. Read it before the SELECT whose answer is kept. Different at every start. The
 * page "" stands for the whole site. */
uint64_t store_version(struct store *, int64_t site, struct str page);
/** Moves with every change of any version, and right after it: as long as it stands, they all do. */
uint64_t store_changes(struct store *);

/** Does a command line have the database for itself? Then nobody's post waits for its writes. */
bool store_alone(const struct store *);

/** How many writes wait now, and whether one more may. */
unsigned store_waiting(struct store *);
bool store_takes(struct store *);

/** For tests: the writer's handle, to interrupt it. */
struct db *store_writer_db(struct store *);

#endif
