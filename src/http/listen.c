/* Makes the listening socket. FCGX_OpenSocket() is not used: it unlinks whatever is there, exits on
 * errors and leaves the mode to the umask. Called before any thread exists (it sets the umask). */
#include <errno.h>
#include <grp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "http/worker.h"

/* What the kernel gives by default as the upper bound (net.core.somaxconn since Linux 5.4). */
#define BACKLOG 4096

static enum err
say_errno(struct arena *a, const char *path, const char *what, struct str *ret_why)
{
	enum err e = errno == EACCES || errno == EPERM ? ERR_DENIED
		   : errno == ENOENT                   ? ERR_GONE
						       : ERR_IO;
	*ret_why = str_printf(a, "%s: cannot %s: %s", path, what, strerror(errno));
	return e;
}

int
worker_connect(const char *path)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	size_t n = strlen(path);
	if (n == 0 || n >= sizeof(to.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(to.sun_path, path, n);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd >= 0 && connect(fd, (const struct sockaddr *)&to, sizeof(to)) != 0) {
		int why = errno;
		close(fd);
		errno = why;
		return -1;
	}
	return fd;
}

int
worker_ask(const char *path)
{
	int fd = worker_connect(path);
	if (fd >= 0)
		close(fd);
	return fd >= 0 || errno == EAGAIN ? 0 : errno; /* somebody listens, his queue is full */
}

/* Something is there already: unlink it if it is a socket that nobody answers. */
static enum err
clear_dead(struct arena *a, const char *path, struct str *ret_why)
{
	struct stat st;
	if (lstat(path, &st) != 0)
		return errno == ENOENT ? ERR_OK : say_errno(a, path, "look at it", ret_why);
	if (!S_ISSOCK(st.st_mode)) {
		*ret_why = str_printf(a, "%s: is there and is not a socket; left alone", path);
		return ERR_INPUT;
	}
	int why = worker_ask(path);
	if (why == 0) {
		*ret_why = str_printf(a, "another rejoinderd listens on %s", path);
		return ERR_BUSY;
	}
	if (why != ECONNREFUSED) {
		errno = why;
		return say_errno(a, path, "ask who listens there", ret_why);
	}
	return unlink(path) == 0 ? ERR_OK : say_errno(a, path, "remove the dead socket", ret_why);
}

static enum err
group_id(struct arena *a, const char *group, gid_t *ret, struct str *ret_why)
{
	struct group entry, *found = NULL;
	size_t room = 16 * 1024;
	if (group == NULL || group[0] == '\0') {
		*ret = (gid_t)-1; /* chown(2): leave it */
		return ERR_OK;
	}
	if (getgrnam_r(group, &entry, arena_alloc(a, room), room, &found) != 0 || found == NULL) {
		*ret_why = str_printf(a, "there is no group \"%s\"", group);
		return ERR_INPUT;
	}
	*ret = found->gr_gid;
	return ERR_OK;
}

/* Bound under a narrow umask, widened by path afterwards: there is no moment in which others
 * than the owner can connect. (fchmod() on the descriptor changes nothing that connect() looks
 * at.) */
static enum err
bind_narrow(struct arena *a, int fd, const struct sockaddr_un *at, unsigned mode, gid_t gid,
	    struct str *ret_why)
{
	const char *path = at->sun_path;
	mode_t was = umask(0177);
	int rc = bind(fd, (const struct sockaddr *)at, sizeof(*at));
	int why = errno;
	umask(was);
	errno = why;
	if (rc != 0)
		return say_errno(a, path, "bind", ret_why);
	enum err e = ERR_OK;
	if (gid != (gid_t)-1 && chown(path, (uid_t)-1, gid) != 0)
		e = say_errno(a, path, "give it to the group", ret_why);
	else if (chmod(path, (mode_t)mode) != 0)
		e = say_errno(a, path, "set its mode", ret_why);
	else if (listen(fd, BACKLOG) != 0)
		e = say_errno(a, path, "listen", ret_why);
	if (e != ERR_OK)
		unlink(path);
	return e;
}

static enum err
address_of(struct arena *a, const char *path, unsigned mode, struct sockaddr_un *ret, struct str *ret_why)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	size_t n = strlen(path);
	if (n == 0 || n >= sizeof(at.sun_path)) {
		*ret_why = str_printf(a, "%s: a socket's path has 1 to %zu bytes", path,
				      sizeof(at.sun_path) - 1);
		return ERR_INPUT;
	}
	if ((mode & ~0770u) != 0 || (mode & 0600) != 0600) {
		*ret_why = str_printf(a,
				      "%s: mode %04o: a socket is for its owner and one group "
				      "(0600 or 0660)",
				      path, mode);
		return ERR_INPUT;
	}
	memcpy(at.sun_path, path, n);
	*ret = at;
	return ERR_OK;
}

enum err
worker_listen(struct arena *a, const char *path, unsigned mode, const char *group, int *ret_fd,
	      struct str *ret_why)
{
	struct sockaddr_un at;
	gid_t gid;
	enum err e = address_of(a, path, mode, &at, ret_why);
	if (e == ERR_OK)
		e = group_id(a, group, &gid, ret_why);
	if (e == ERR_OK)
		e = clear_dead(a, path, ret_why);
	if (e != ERR_OK)
		return e;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return say_errno(a, path, "make a socket", ret_why);
	e = bind_narrow(a, fd, &at, mode, gid, ret_why);
	if (e != ERR_OK) {
		close(fd);
		return e;
	}
	*ret_fd = fd;
	return ERR_OK;
}

enum err
worker_take_over(struct arena *a, const char *path, unsigned mode, const char *group, int *ret_fd,
		 struct str *ret_why)
{
	struct stat st;
	int fd = -1;
	if (lstat(path, &st) == 0 && !S_ISSOCK(st.st_mode)) {
		*ret_why = str_printf(a, "%s: is there and is not a socket; left alone", path);
		return ERR_INPUT;
	}
	const char *beside = str_printf(a, "%s.new", path).p;
	enum err e = worker_listen(a, beside, mode, group, &fd, ret_why);
	if (e != ERR_OK)
		return e;
	if (rename(beside, path) != 0) {
		e = say_errno(a, path, "take its place", ret_why);
		unlink(beside);
		close(fd);
		return e;
	}
	*ret_fd = fd;
	return ERR_OK;
}
