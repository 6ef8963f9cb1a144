/*
 * The writer: one connection, writes in groups. See writer.c for the rule after errors.
 */
#ifndef STORE_WRITER_H
#define STORE_WRITER_H

#include <pthread.h>
#include <semaphore.h>

#include "db_driver.h"
#include "lock.h"
#include "store/store.h"

/* How long the log may grow until it is moved into the database: 4 MB, so that a reader's lookups in
 * it stay cheap; where the console has the database for itself, 64 MB, so that an import moves a page
 * of an index once and not with every batch. */
#define LOG_FRAMES_DAEMON 1000
#define LOG_FRAMES_CONSOLE 16000

struct write {
	enum db_role role;
	store_write_fn *fn;
	void *arg;
	enum err result;
	sem_t done; /* its caller waits here: for the commit, and for who waited for it before */
	struct write *next;
	struct write *wakes; /* who waits for the same commit, once this one is done */
};

struct writer {
	struct db *db;
	struct locks locks;
	bool tainted;             /* a commit's fsync failed: its frames must be overwritten first */
	int log_most;             /* frames */
	bool scrub;               /* something was erased: the log is to be emptied */
	int64_t version;          /* data_version of our connection, as last seen */
	_Atomic uint64_t *slots;  /* store_version()'s, TOUCH_SLOTS of them */
	_Atomic uint64_t *epoch;
	_Atomic uint64_t *changes; /* moves after any of these */
	void (*changed)(void *arg);
	void *changed_arg;
};

/** Runs a batch: after it every write has its result, and what says ERR_OK is on the disk. */
void writer_batch(struct writer *, struct write *const *batch, size_t n);

/** Has another process committed since the last look? Then the epoch moves and changed() is called. */
void writer_look(struct writer *);

/** After a batch, with time to spare: moves the log into the database if it has grown; all of it, so that
 * nothing is left in it, if it is to be emptied. */
void writer_checkpoint(struct writer *, bool whole);

#endif
