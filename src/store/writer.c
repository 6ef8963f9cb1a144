/*
 * Group commit and its error rule.
 *
 * With synchronous=FULL one insert a commit costs an fsync each; twenty in one commit gave nine times as
 * many (DESIGN.md). So what is waiting goes into one transaction, and the callers wake after COMMIT.
 *
 * A write that fails may have written already, and then not all of it may stay. A savepoint around each would
 * undo it, at the cost of a copy of every page that it touches; a write that fails half-way is rare. So the
 * batch runs without. If one fails that has written something, the batch is rolled back and runs once more,
 * now each write in its own savepoint.
 *
 * An error inside one write may roll back the whole transaction (an interrupt, a full disk). So after every
 * error the driver is asked whether a transaction still stands. If not, nothing of the batch is there:
 * nobody is told success, and each write runs once more, at last alone.
 *
 * An fsync that fails at COMMIT is fatal to the batch and never tried again as success: after EIO the
 * kernel may have dropped the dirty pages and call the next fsync good. The frames of that commit, with a
 * valid checksum, may still stand in the log, and a recovery after kill -9 would bring them to life though
 * the writers were told 503. So the seal, a one-row update, is committed over them before anything else:
 * checksums in the log are cumulative, so one other frame in front makes the rest void.
 */
#include "writer.h"

#include <stdatomic.h>

#include "base/crypt.h"
#include "base/log.h"
#include "base/metric.h"

#define WRITE_LOCK_MS 4000

static void
clear_touched(struct db *db)
{
	memset(db->touched, 0, sizeof(db->touched));
	db->touched_all = false;
	db->scrub = false;
}

static void
publish_touched(struct writer *w)
{
	uint64_t any = w->db->touched_all;
	for (size_t i = 0; i < TOUCH_SLOTS / 64; i++) {
		any |= w->db->touched[i];
		for (uint64_t bits = w->db->touched[i]; bits != 0; bits &= bits - 1)
			atomic_fetch_add(&w->slots[i * 64 + (size_t)__builtin_ctzll(bits)], 1);
	}
	if (w->db->touched_all)
		atomic_fetch_add(w->epoch, (uint64_t)1 << 32);
	atomic_fetch_add(w->changes, any != 0);
	w->scrub |= w->db->scrub && w->locks.owner;
	clear_touched(w->db);
}

static void
log_failure(struct writer *w, const char *what)
{
	log_event(LOG_ERROR, "store", LOG_S("what", str_of(what)),
		  LOG_S("why", str_of(w->db->driver->last_error(w->db->conn))));
}

static bool
stands(struct writer *w)
{
	return w->db->driver->in_transaction(w->db->conn);
}

/* What an error means to somebody who waits: a disk that fails or is full stays so, the rest may pass. */
static enum err
for_caller(enum err e)
{
	return e == ERR_FULL || e == ERR_IO || e == ERR_BUSY ? e : ERR_IO;
}

static void
rollback(struct writer *w)
{
	w->db->driver->rollback(w->db->conn);
	clear_touched(w->db);
}

static enum err
commit(struct writer *w)
{
	enum err e = w->db->driver->commit(w->db->conn);
	if (e == ERR_OK) {
		publish_touched(w);
		return ERR_OK;
	}
	log_failure(w, "commit");
	rollback(w);
	w->tainted = true;
	return for_caller(e);
}

static enum err
write_seal(struct writer *w)
{
	int64_t nonce;
	crypt_random(&nonce, sizeof(nonce));
	enum err e = w->db->driver->begin(w->db->conn);
	if (e == ERR_OK)
		e = db_run(w->db, STMT_SEAL, I(nonce));
	if (e == ERR_OK)
		e = w->db->driver->commit(w->db->conn);
	if (e != ERR_OK)
		w->db->driver->rollback(w->db->conn);
	return e;
}

/* First without waiting for the disk: at the start of a log SQLite syncs its head before the first frame, and
 * where that fails, nothing would be written over what must not come back. The second is on the disk. */
static enum err
seal(struct writer *w)
{
	w->db->role = DB_KEEPER;
	enum err e = w->db->driver->patient(w->db->conn, false);
	if (e == ERR_OK)
		e = write_seal(w);
	enum err restored = w->db->driver->patient(w->db->conn, true);
	if (e == ERR_OK)
		e = restored; /* while this fails, nothing is promised: begin() seals again */
	if (e == ERR_OK)
		e = write_seal(w);
	if (e != ERR_OK) {
		log_failure(w, "seal after a failed commit");
		return for_caller(e);
	}
	w->tainted = false;
	return ERR_OK;
}

/* One write among others. False: it has failed and may have left something. */
static bool
run_bare(struct writer *w, struct write *job)
{
	int64_t changes = w->db->driver->changes(w->db->conn);
	w->db->role = job->role;
	job->result = job->fn(w->db, job->arg);
	return job->result == ERR_OK || (stands(w) && w->db->driver->changes(w->db->conn) == changes);
}

/* The same in its savepoint. False: the whole transaction is gone, and with it the batch. */
static bool
run_saved(struct writer *w, struct write *job)
{
	const struct db_driver *d = w->db->driver;
	job->result = d->save(w->db->conn);
	if (job->result != ERR_OK)
		return false;
	w->db->role = job->role;
	job->result = job->fn(w->db, job->arg);
	if (job->result == ERR_OK)
		job->result = d->release(w->db->conn);
	if (job->result == ERR_OK)
		return true;
	return stands(w) && d->undo(w->db->conn) == ERR_OK;
}

/* The only write of its transaction, to its end. It needs no savepoint: nobody else's work would go with it.
 * (SQLite's in-memory journal of a savepoint is walked at the end of each statement, so a big write, an
 * import's batch, would be quadratic in one.) False: as above. */
static bool
run_only(struct writer *w, struct write *job)
{
	w->db->role = job->role;
	job->result = job->fn(w->db, job->arg);
	bool whole = job->result == ERR_OK || stands(w);
	if (job->result == ERR_OK)
		job->result = commit(w);
	else
		rollback(w);
	return whole;
}

/* All of a batch, each by `run`. False: nothing of it is there. */
static bool
run_each(struct writer *w, struct write *const *batch, size_t n, bool (*run)(struct writer *, struct write *))
{
	for (size_t i = 0; i < n; i++)
		if (!run(w, batch[i])) {
			rollback(w);
			return false;
		}
	return true;
}

/* A batch in the transaction that has begun, to its end. False: nothing of it is there, and each write is
 * to run again. */
static bool
run_batch(struct writer *w, struct write *const *batch, size_t n)
{
	if (n == 1)
		return run_only(w, batch[0]);
	if (!run_each(w, batch, n, run_bare) &&
	    (w->db->driver->begin(w->db->conn) != ERR_OK || !run_each(w, batch, n, run_saved)))
		return false;
	enum err e = commit(w);
	for (size_t i = 0; i < n && e != ERR_OK; i++)
		if (batch[i]->result == ERR_OK)
			batch[i]->result = e;
	return true;
}

static void
run_again(struct writer *w, struct write *job)
{
	job->result = w->db->driver->begin(w->db->conn);
	if (job->result == ERR_OK)
		(void)!run_only(w, job);
}

static enum err
begin(struct writer *w)
{
	enum err e = locks_write(&w->locks, WRITE_LOCK_MS);
	if (e != ERR_OK)
		return e;
	writer_look(w);
	if (w->tainted)
		e = seal(w);
	if (e == ERR_OK)
		e = w->db->driver->begin(w->db->conn);
	if (e != ERR_OK)
		locks_write_done(&w->locks);
	return e == ERR_OK ? ERR_OK : for_caller(e);
}

static void
count(struct write *const *batch, size_t n)
{
	size_t failed = 0;
	for (size_t i = 0; i < n; i++)
		failed += batch[i]->result == ERR_BUSY || batch[i]->result == ERR_IO ||
			  batch[i]->result == ERR_FULL;
	metric_add(METRIC_WRITES, 0, n);
	metric_add(METRIC_BATCHES, 0, 1);
	metric_add(METRIC_WRITES_FAILED, 0, failed);
}

void
writer_batch(struct writer *w, struct write *const *batch, size_t n)
{
	enum err e = begin(w);
	if (e != ERR_OK) {
		for (size_t i = 0; i < n; i++)
			batch[i]->result = e;
		count(batch, n);
		return;
	}
	if (!run_batch(w, batch, n))
		for (size_t i = 0; i < n; i++)
			run_again(w, batch[i]);
	/* At once, while the lock is held: a kill before the next batch must not find those frames. */
	if (w->tainted)
		(void)!seal(w);
	locks_write_done(&w->locks);
	count(batch, n);
}

void
writer_look(struct writer *w)
{
	int64_t v = w->db->driver->data_version(w->db->conn);
	if (v == w->version)
		return;
	w->version = v;
	atomic_fetch_add(w->epoch, (uint64_t)1 << 32);
	atomic_fetch_add(w->changes, 1);
	if (w->changed != NULL)
		w->changed(w->changed_arg);
}

void
writer_checkpoint(struct writer *w, bool whole)
{
	whole |= w->scrub;
	if (!w->locks.owner || (!whole && w->db->driver->log_frames(w->db->conn) < w->log_most))
		return;
	if (locks_write(&w->locks, WRITE_LOCK_MS) != ERR_OK)
		return;
	enum err e = w->db->driver->checkpoint(w->db->conn, whole);
	if (e != ERR_OK && e != ERR_BUSY)
		log_failure(w, "checkpoint");
	if (e == ERR_OK && whole)
		w->scrub = false;
	locks_write_done(&w->locks);
}
