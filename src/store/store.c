/*
 * The store as everybody above sees it: the pool of readers, the queue in front of the writer, versions.
 */
#include "store/store.h"

#include <errno.h>
#include <stdatomic.h>
#include <sys/syscall.h>

#include "base/clock.h"
#include "base/crypt.h"
#include "base/log.h"
#include "base/turn.h"
#include "migrate.h"
#include "writer.h"

#define BATCH_MAX 128 /* writes in one commit: about 30 ms of work at the very most */
#define LOOK_MS 100   /* how often an idle writer asks whether another process has written */

struct store {
	struct store_conf conf;
	pthread_mutex_t pool_lock;
	pthread_cond_t pool_free;
	struct db *pool;

	pthread_mutex_t queue_lock; /* the write queue; taken after nothing else */
	pthread_cond_t queue_filled;
	struct write *first, **last;
	_Atomic unsigned waiting;
	bool stopping;
	atomic_bool give_back; /* asked of the writer, for when it has nothing to do */
	pthread_t thread;
	struct writer writer;

	_Atomic uint64_t slots[TOUCH_SLOTS];
	_Atomic uint64_t epoch, changes;
};

static _Thread_local bool writes_forbidden;

/* ---- opening ---------------------------------------------------------------------------------- */

static enum err
open_writer(struct arena *a, struct store *s, struct str *ret_why)
{
	struct writer *w = &s->writer;
	enum err e = db_open(a, &db_sqlite, s->conf.path, DB_OPEN_WRITER, &w->db, ret_why);
	if (e != ERR_OK)
		return e;
	w->db->role = DB_KEEPER;
	e = ledger_check(a, w->db, ret_why);
	if (e == ERR_OK)
		e = locks_open(a, s->conf.path, &w->locks, ret_why);
	if (e == ERR_OK && s->conf.console)
		e = w->db->driver->roomy(w->db->conn);
	if (e == ERR_OK)
		e = db_prepare_all(a, w->db, ret_why);
	if (e != ERR_OK)
		return e;
	w->log_most = s->conf.console ? LOG_FRAMES_CONSOLE : LOG_FRAMES_DAEMON;
	locks_own(&w->locks);
	w->scrub = !s->conf.console && w->locks.owner; /* a run before was ended in between */
	w->slots = s->slots;
	w->epoch = &s->epoch;
	w->changes = &s->changes;
	w->changed = s->conf.changed;
	w->changed_arg = s->conf.changed_arg;
	w->version = w->db->driver->data_version(w->db->conn);
	return ERR_OK;
}

static enum err
open_readers(struct arena *a, struct store *s, struct str *ret_why)
{
	for (unsigned i = 0; i < s->conf.readers; i++) {
		struct db *db;
		enum err e = db_open(a, &db_sqlite, s->conf.path, DB_OPEN_READER, &db, ret_why);
		if (e != ERR_OK)
			return e;
		db->next = s->pool;
		s->pool = db;
	}
	return ERR_OK;
}

static void
close_handles(struct store *s)
{
	while (s->pool != NULL) {
		struct db *next = s->pool->next;
		db_close(&s->pool);
		s->pool = next;
	}
	db_close(&s->writer.db);
	locks_close(&s->writer.locks);
}

static void *writer_main(void *arg);

enum err
store_open(struct arena *a, const struct store_conf *conf, struct store **ret, struct str *ret_why)
{
	struct store *s = heap_zero(1, sizeof(*s));
	s->conf = *conf;
	s->conf.path = str_keep(conf->path);
	s->last = &s->first;
	s->writer.locks = (struct locks){-1, -1, false};
	pthread_mutex_init(&s->pool_lock, NULL);
	pthread_cond_init(&s->pool_free, NULL);
	pthread_mutex_init(&s->queue_lock, NULL);
	pthread_condattr_t attr;
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&s->queue_filled, &attr);
	pthread_condattr_destroy(&attr);
	for (size_t i = 0; i < TOUCH_SLOTS; i++) {
		uint64_t start;
		crypt_random(&start, sizeof(start));
		atomic_store(&s->slots[i], start);
	}
	enum err e = open_writer(a, s, ret_why);
	if (e == ERR_OK)
		e = open_readers(a, s, ret_why);
	if (e != ERR_OK) {
		close_handles(s);
		str_drop(&s->conf.path);
		heap_free(s);
		return e;
	}
	int why = conf->console ? 0 : pthread_create(&s->thread, NULL, writer_main, s);
	if (why != 0)
		die_system("start the writer's thread", why, "raise the limits on tasks and memory");
	*ret = s;
	return ERR_OK;
}

void
store_close(struct store **store)
{
	struct store *s = *store;
	if (s == NULL)
		return;
	if (!s->conf.console) {
		pthread_mutex_lock(&s->queue_lock);
		s->stopping = true;
		pthread_cond_signal(&s->queue_filled);
		pthread_mutex_unlock(&s->queue_lock);
		pthread_join(s->thread, NULL);
	}
	while (s->pool != NULL) {
		struct db *next = s->pool->next;
		db_close(&s->pool);
		s->pool = next;
	}
	writer_checkpoint(&s->writer, !s->conf.console);
	close_handles(s);
	str_drop(&s->conf.path);
	heap_free(s);
	*store = NULL;
}

/* ---- readers ---------------------------------------------------------------------------------- */

struct db *
store_reader(struct store *s, enum db_role role)
{
	pthread_mutex_lock(&s->pool_lock);
	if (s->pool == NULL) {
		turn_give();
		while (s->pool == NULL)
			pthread_cond_wait(&s->pool_free, &s->pool_lock);
	}
	struct db *db = s->pool;
	s->pool = db->next;
	pthread_mutex_unlock(&s->pool_lock);
	db->role = role;
	return db;
}

void
store_reader_done(struct store *s, struct db **db)
{
	pthread_mutex_lock(&s->pool_lock);
	(*db)->next = s->pool;
	s->pool = *db;
	pthread_cond_signal(&s->pool_free);
	pthread_mutex_unlock(&s->pool_lock);
	*db = NULL;
}

void
store_give_back(struct store *s)
{
	struct db *idle;
	pthread_mutex_lock(&s->pool_lock);
	idle = s->pool;
	s->pool = NULL;
	pthread_mutex_unlock(&s->pool_lock);
	while (idle != NULL) {
		struct db *db = idle;
		idle = db->next;
		db->driver->give_back(db->conn);
		store_reader_done(s, &db);
	}
	atomic_store(&s->give_back, true);
}

enum err
store_moment(struct db *db)
{
	must(!db->writer);
	return db->driver->look(db->conn);
}

void
store_moment_end(struct db *db)
{
	db->driver->rollback(db->conn);
}

/* ---- writes ----------------------------------------------------------------------------------- */

/* Waits up to LOOK_MS for work; takes at most BATCH_MAX. */
static size_t
take_batch(struct store *s, struct write **batch, bool *ret_stop)
{
	struct timespec until;
	size_t n = 0;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += LOOK_MS * 1000000L;
	until.tv_sec += until.tv_nsec / 1000000000L;
	until.tv_nsec %= 1000000000L;
	pthread_mutex_lock(&s->queue_lock);
	while (s->first == NULL && !s->stopping)
		if (pthread_cond_timedwait(&s->queue_filled, &s->queue_lock, &until) != 0)
			break;
	for (; s->first != NULL && n < BATCH_MAX; s->first = s->first->next)
		batch[n++] = s->first;
	if (s->first == NULL)
		s->last = &s->first;
	*ret_stop = s->stopping && n == 0;
	pthread_mutex_unlock(&s->queue_lock);
	return n;
}

#define WAKES_MAX 16 /* one after the other; usual is ten */

/* Each who wakes wakes the next one: the writer goes on at once, and has not all of them to run against. */
static void
wake(struct write *const *batch, size_t n)
{
	for (size_t i = 0; i < n; i++)
		batch[i]->wakes = i + 1 < n && (i + 1) % WAKES_MAX != 0 ? batch[i + 1] : NULL;
	for (size_t i = 0; i < n; i += WAKES_MAX)
		must(sem_post(&batch[i]->done) == 0);
}

/* When the database stayed locked through our patience, whoever queued meanwhile has waited as long:
 * everybody hears it now, instead of one patience after the other. */
static void
fail_queue(struct store *s)
{
	struct write *batch[BATCH_MAX];
	size_t n = 0;
	pthread_mutex_lock(&s->queue_lock);
	for (; s->first != NULL && n < BATCH_MAX; s->first = s->first->next) {
		s->first->result = ERR_BUSY;
		batch[n++] = s->first;
	}
	if (s->first == NULL)
		s->last = &s->first;
	pthread_mutex_unlock(&s->queue_lock);
	wake(batch, n);
}

#define SLICE_NS 100000 /* the shortest that Linux takes */

/* Everybody who posts waits for this thread, which works for a moment and then waits for the disk. With a
 * short slice it runs soon when it has to, before who has a longer one (Linux 6.12 and newer); no more than
 * its share. */
static void
run_soon(void)
{
	struct { /* struct sched_attr, which the C library has no name for */
		uint32_t size, policy;
		uint64_t flags;
		int32_t nice;
		uint32_t priority;
		uint64_t runtime, deadline, period;
	} a = {.size = sizeof(a)};
	if (syscall(SYS_sched_getattr, 0, &a, sizeof(a), 0) != 0 || a.policy != SCHED_OTHER)
		return; /* the operator has chosen otherwise */
	a.runtime = SLICE_NS;
	(void)!syscall(SYS_sched_setattr, 0, &a, 0); /* an older kernel, or a filter: as soon as anybody */
}

static void *
writer_main(void *arg)
{
	run_soon();
	struct store *s = arg;
	struct write *batch[BATCH_MAX];
	for (bool stop = false; !stop;) {
		size_t n = take_batch(s, batch, &stop);
		if (n == 0) {
			writer_look(&s->writer);
			if (atomic_exchange(&s->give_back, false))
				s->writer.db->driver->give_back(s->writer.db->conn);
			if (!s->writer.locks.owner)
				locks_own(&s->writer.locks); /* the other daemon may be gone */
			if (s->writer.scrub) /* a reader was in the way */
				writer_checkpoint(&s->writer, true);
			continue;
		}
		writer_batch(&s->writer, batch, n);
		bool locked = batch[0]->result == ERR_BUSY;
		wake(batch, n); /* batch[] is theirs again from here on */
		if (locked)
			fail_queue(s);
		writer_checkpoint(&s->writer, false);
	}
	return NULL;
}

static enum err
write_here(struct store *s, struct write *job)
{
	struct write *batch[] = {job};
	writer_batch(&s->writer, batch, 1);
	writer_checkpoint(&s->writer, false);
	return job->result;
}

/* False: it stops. The writer sleeps only where nothing is queued. */
static bool
enqueue(struct store *s, struct write *job)
{
	pthread_mutex_lock(&s->queue_lock);
	bool takes = !s->stopping, first = s->first == NULL;
	if (takes) {
		*s->last = job;
		s->last = &job->next;
	}
	pthread_mutex_unlock(&s->queue_lock);
	if (takes && first)
		pthread_cond_signal(&s->queue_filled);
	return takes;
}

enum err
store_write(struct store *s, enum db_role role, store_write_fn *fn, void *arg)
{
	struct write job = {.role = role, .fn = fn, .arg = arg};
	must(!writes_forbidden);
	if (s->conf.console)
		return write_here(s, &job);
	if (atomic_fetch_add(&s->waiting, 1) >= s->conf.waiting_max) {
		atomic_fetch_sub(&s->waiting, 1);
		return ERR_BUSY;
	}
	turn_give();
	must(sem_init(&job.done, 0, 0) == 0);
	if (!enqueue(s, &job))
		job.result = ERR_STOPPING;
	else
		while (sem_wait(&job.done) != 0)
			must(errno == EINTR);
	if (job.wakes != NULL)
		must(sem_post(&job.wakes->done) == 0);
	sem_destroy(&job.done);
	atomic_fetch_sub(&s->waiting, 1);
	return job.result;
}

void
store_forbid_writes(bool forbid)
{
	writes_forbidden = forbid;
}

bool
store_alone(const struct store *s)
{
	return s->conf.console && s->writer.locks.owner;
}

unsigned
store_waiting(struct store *s)
{
	return atomic_load(&s->waiting);
}

bool
store_takes(struct store *s)
{
	return store_waiting(s) < s->conf.waiting_max;
}

uint64_t
store_version(struct store *s, int64_t site, struct str page)
{
	return atomic_load(&s->slots[db_touch_slot(site, page)]) + atomic_load(&s->epoch);
}

uint64_t
store_changes(struct store *s)
{
	return atomic_load(&s->changes);
}

struct db *
store_writer_db(struct store *s)
{
	return s->writer.db;
}
