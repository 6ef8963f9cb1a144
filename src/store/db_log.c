/*
 * SQLite's log, written in large pieces: SQLite writes a page of it with two calls, its head of 24 bytes and
 * the page, and a commit of twenty comments is some 75 pages. Here they are held and go out together.
 *
 * Nobody may miss what is held. Pages of the log count from a commit on, and the head of a commit's last
 * page says that it is one: with it all goes out, before anybody can hear of it. (SQLite may write such a
 * head once more, alone, when it makes the checksums of a commit anew.) Pages that left SQLite's cache before
 * their commit go out when the log is read. What is still held when the lock on writing is given up is of no
 * commit.
 *
 * SQLite has counted what is held as written. So an error lasts until that lock is given up: whatever becomes
 * of the call that it went out with, the transaction cannot commit any more.
 */
#include <pthread.h>
#include <sqlite3.h>

#include "db_lite.h"

#define HELD_BYTES 65536 /* at a time; SQLite's largest page */
#define HEAD_BYTES 24    /* in front of a page of the log (sqlite.org/fileformat2.html, 4.1) */
#define WRITE_LOCK 0     /* the first of the locks of the log's index */

/* The log, in front of the system's file. */
struct log_file {
	sqlite3_file base;
	char *held; /* NULL: nothing was written yet; most connections only read */
	int n;
	sqlite3_int64 at;  /* where held[0] belongs */
	int failed;        /* SQLite's code: something held could not be written */
	bool last;         /* the next is a commit's last page */
	sqlite3_file *file; /* behind this one */
	struct main_more *of;
};

/* Behind the system's file of a database. */
struct main_more {
	sqlite3_io_methods methods; /* the file's, but for the lock */
	const sqlite3_io_methods *of;
	struct log_file *log;
};

static sqlite3_vfs vfs, *under;

static size_t
whole(int n)
{
	return ((size_t)n + _Alignof(max_align_t) - 1) / _Alignof(max_align_t) * _Alignof(max_align_t);
}

static struct main_more *
more_of(sqlite3_file *f)
{
	return (struct main_more *)(void *)((char *)f + whole(under->szOsFile));
}

static struct log_file *
log_of(sqlite3_file *f)
{
	return (struct log_file *)(void *)f;
}

static int
write_out(struct log_file *l)
{
	int n = l->n;
	l->n = 0;
	if (l->failed == SQLITE_OK && n > 0)
		l->failed = l->file->pMethods->xWrite(l->file, l->held, n, l->at);
	return l->failed;
}

static int
log_close(sqlite3_file *f)
{
	struct log_file *l = log_of(f);
	l->of->log = NULL;
	heap_free(l->held); /* of no commit: the locks are gone */
	return l->file->pMethods->xClose(l->file);
}

static int
log_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at)
{
	struct log_file *l = log_of(f);
	int rc = write_out(l);
	return rc == SQLITE_OK ? l->file->pMethods->xRead(l->file, to, n, at) : rc;
}

/* The size of the database after it stands in the head of a commit's last page, and 0 in any other. */
static bool
is_last(const void *head, int n)
{
	static const char none[4];
	return n == HEAD_BYTES && memcmp((const char *)head + 4, none, sizeof(none)) != 0;
}

static int
log_write(sqlite3_file *f, const void *from, int n, sqlite3_int64 at)
{
	struct log_file *l = log_of(f);
	/* The page of a head that may have come alone: nothing is held, and nothing will be for it. */
	bool through = l->last;
	bool fits = at == l->at + l->n && n <= HELD_BYTES - l->n;
	int rc = fits ? l->failed : write_out(l);
	if (rc != SQLITE_OK)
		return rc;
	l->last = is_last(from, n);
	if (through)
		return l->file->pMethods->xWrite(l->file, from, n, at);
	if (l->held == NULL)
		l->held = heap_alloc(HELD_BYTES);
	if (l->n == 0)
		l->at = at;
	memcpy(l->held + l->n, from, (size_t)n);
	l->n += n;
	return l->last ? write_out(l) : SQLITE_OK;
}

static int
log_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	struct log_file *l = log_of(f);
	int rc = write_out(l);
	return rc == SQLITE_OK ? l->file->pMethods->xTruncate(l->file, size) : rc;
}

static int
log_sync(sqlite3_file *f, int flags)
{
	struct log_file *l = log_of(f);
	int rc = write_out(l);
	return rc == SQLITE_OK ? l->file->pMethods->xSync(l->file, flags) : rc;
}

static int
log_size(sqlite3_file *f, sqlite3_int64 *ret)
{
	struct log_file *l = log_of(f);
	int rc = write_out(l);
	return rc == SQLITE_OK ? l->file->pMethods->xFileSize(l->file, ret) : rc;
}

static int
log_lock(sqlite3_file *f, int kind)
{
	return log_of(f)->file->pMethods->xLock(log_of(f)->file, kind);
}

static int
log_unlock(sqlite3_file *f, int kind)
{
	return log_of(f)->file->pMethods->xUnlock(log_of(f)->file, kind);
}

static int
log_locked(sqlite3_file *f, int *ret)
{
	return log_of(f)->file->pMethods->xCheckReservedLock(log_of(f)->file, ret);
}

static int
log_control(sqlite3_file *f, int what, void *arg)
{
	return log_of(f)->file->pMethods->xFileControl(log_of(f)->file, what, arg);
}

static int
log_sector(sqlite3_file *f)
{
	return log_of(f)->file->pMethods->xSectorSize(log_of(f)->file);
}

static int
log_device(sqlite3_file *f)
{
	return log_of(f)->file->pMethods->xDeviceCharacteristics(log_of(f)->file);
}

static const sqlite3_io_methods log_methods = {
	.iVersion = 1, /* no shared memory: that hangs on the database's file */
	.xClose = log_close,
	.xRead = log_read,
	.xWrite = log_write,
	.xTruncate = log_truncate,
	.xSync = log_sync,
	.xFileSize = log_size,
	.xLock = log_lock,
	.xUnlock = log_unlock,
	.xCheckReservedLock = log_locked,
	.xFileControl = log_control,
	.xSectorSize = log_sector,
	.xDeviceCharacteristics = log_device,
};

static int
main_shm_lock(sqlite3_file *f, int at, int n, int flags)
{
	struct main_more *more = more_of(f);
	if (more->log != NULL && at == WRITE_LOCK && (flags & SQLITE_SHM_UNLOCK) != 0) {
		more->log->n = 0;
		more->log->last = false;
		more->log->failed = SQLITE_OK;
	}
	return more->of->xShmLock(f, at, n, flags);
}

static int
open_main(const char *name, sqlite3_file *f, int flags, int *ret_flags)
{
	struct main_more *more = more_of(f);
	int rc = under->xOpen(under, name, f, flags, ret_flags);
	if (rc != SQLITE_OK)
		return rc;
	*more = (struct main_more){.methods = *f->pMethods, .of = f->pMethods};
	more->methods.xShmLock = main_shm_lock;
	f->pMethods = &more->methods;
	return rc;
}

static int
open_log(const char *name, sqlite3_file *f, int flags, int *ret_flags)
{
	struct log_file *l = log_of(f);
	*l = (struct log_file){.file = (sqlite3_file *)(void *)((char *)f + whole(sizeof(*l))),
			       .of = more_of(sqlite3_database_file_object(name))};
	int rc = under->xOpen(under, name, l->file, flags, ret_flags);
	if (rc != SQLITE_OK)
		return rc;
	l->base.pMethods = &log_methods;
	l->of->log = l;
	return rc;
}

static int
open_file(sqlite3_vfs *v, const char *name, sqlite3_file *f, int flags, int *ret_flags)
{
	(void)v;
	if ((flags & SQLITE_OPEN_MAIN_DB) != 0)
		return open_main(name, f, flags, ret_flags);
	if ((flags & SQLITE_OPEN_WAL) != 0)
		return open_log(name, f, flags, ret_flags);
	return under->xOpen(under, name, f, flags, ret_flags);
}

static void
make_vfs(void)
{
	under = sqlite3_vfs_find(NULL);
	must(under != NULL);
	vfs = *under;
	vfs.pNext = NULL;
	vfs.zName = "rejoinder";
	vfs.xOpen = open_file;
	vfs.szOsFile = (int)(whole(under->szOsFile) + whole(sizeof(struct log_file)) +
			     whole(sizeof(struct main_more)));
	must(sqlite3_vfs_register(&vfs, 0) == SQLITE_OK);
}

const char *
lite_vfs(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	must(pthread_once(&once, make_vfs) == 0);
	return vfs.zName;
}
