/* LISTEN_FDS and NOTIFY_SOCKET; see the header. */
#include "http/supervise.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>

#define FIRST_FD 3 /* SD_LISTEN_FDS_START */

static bool
int_option(int fd, int option, int want)
{
	int got = 0;
	socklen_t n = sizeof(got);
	return getsockopt(fd, SOL_SOCKET, option, &got, &n) == 0 && got == want;
}

enum err
supervise_socket(struct arena *a, int *ret_fd, struct str *ret_why)
{
	struct str pid = str_copy(a, str_of(getenv("LISTEN_PID")));
	struct str fds = str_copy(a, str_of(getenv("LISTEN_FDS")));
	int64_t for_pid, n;
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_FDNAMES");
	/* Not ours: a parent's that was inherited. */
	if (!str_int(pid, 1, INT32_MAX, &for_pid) || for_pid != getpid() ||
	    !str_int(fds, 1, INT32_MAX, &n)) {
		*ret_fd = -1;
		return ERR_OK;
	}
	if (n != 1 || !int_option(FIRST_FD, SO_DOMAIN, AF_UNIX) ||
	    !int_option(FIRST_FD, SO_TYPE, SOCK_STREAM) ||
	    !int_option(FIRST_FD, SO_ACCEPTCONN, 1)) {
		*ret_why =
			str_printf(a,
				   "the supervisor gave %d sockets; wanted is one unix socket that "
				   "listens (ListenStream= with a path, Accept=no)",
				   (int)n);
		return ERR_INPUT;
	}
	int flags = fcntl(FIRST_FD, F_GETFL);
	if (flags < 0 || fcntl(FIRST_FD, F_SETFL, flags | O_NONBLOCK) != 0 ||
	    fcntl(FIRST_FD, F_SETFD, FD_CLOEXEC) != 0) {
		*ret_why = str_printf(a, "cannot use the supervisor's socket: %m");
		return err_errno(errno);
	}
	*ret_fd = FIRST_FD;
	return ERR_OK;
}

void
supervise_tell(struct str state)
{
	struct str path = str_of(getenv("NOTIFY_SOCKET"));
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	if (path.n < 2 || path.n >= sizeof(at.sun_path) || !str_has(STR("/@"), path.p[0]))
		return;
	memcpy(at.sun_path, path.p, path.n);
	if (at.sun_path[0] == '@')
		at.sun_path[0] = '\0'; /* the abstract name space, unix(7) */
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	socklen_t n = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + path.n);
	(void)!sendto(fd, state.p, state.n, MSG_NOSIGNAL, (const struct sockaddr *)&at, n);
	close(fd);
}
