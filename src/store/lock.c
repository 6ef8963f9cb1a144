/* Locks between processes; see lock.h. */
#include "lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>

#include "base/clock.h"

static enum err
lock_file(struct arena *a, struct str db_path, const char *suffix, int *ret, struct str *ret_why)
{
	struct str path = str_cat(a, db_path, str_of(suffix));
	int fd = open(path.p, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0) {
		enum err e = err_errno(errno);
		*ret_why = str_printf(a, "cannot open the lock file %s: %m", path.p);
		return e;
	}
	*ret = fd;
	return ERR_OK;
}

enum err
locks_open(struct arena *a, struct str db_path, struct locks *ret, struct str *ret_why)
{
	struct locks l = {-1, -1, false};
	enum err e = lock_file(a, db_path, ".serve", &l.serve_fd, ret_why);
	if (e == ERR_OK)
		e = lock_file(a, db_path, ".write", &l.write_fd, ret_why);
	if (e != ERR_OK) {
		locks_close(&l);
		return e;
	}
	*ret = l;
	return ERR_OK;
}

void
locks_close(struct locks *l)
{
	if (l->serve_fd >= 0)
		close(l->serve_fd);
	if (l->write_fd >= 0)
		close(l->write_fd);
	*l = (struct locks){-1, -1, false};
}

bool
locks_own(struct locks *l)
{
	if (!l->owner)
		l->owner = flock(l->serve_fd, LOCK_EX | LOCK_NB) == 0;
	return l->owner;
}

/* flock(2) has no time limit, so look again every few milliseconds; uncontended it is one call. */
enum err
locks_write(struct locks *l, int64_t ms)
{
	int64_t until = clock_tick() + ms;
	for (;;) {
		if (flock(l->write_fd, LOCK_EX | LOCK_NB) == 0)
			return ERR_OK;
		if (errno != EWOULDBLOCK && errno != EINTR)
			return ERR_IO;
		if (clock_tick() >= until)
			return ERR_BUSY;
		nanosleep(&(struct timespec){.tv_nsec = 3000000}, NULL);
	}
}

void
locks_write_done(struct locks *l)
{
	flock(l->write_fd, LOCK_UN);
}

#define ALONE_MS 5000

enum err
locks_alone(struct arena *a, struct str path, struct locks *ret, struct str *ret_why)
{
	enum err e = locks_open(a, path, ret, ret_why);
	if (e != ERR_OK)
		return e;
	if (!locks_own(ret)) {
		*ret_why = STR("rejoinderd is running on this database; stop it first");
		e = ERR_BUSY;
	} else if (locks_write(ret, ALONE_MS) != ERR_OK) {
		*ret_why = STR("another command is writing to this database; try again");
		e = ERR_BUSY;
	}
	if (e != ERR_OK)
		locks_close(ret);
	return e;
}
