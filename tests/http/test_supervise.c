/* http/supervise: the supervisor's socket and what it is told. */
#include "test.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "http/supervise.h"

static struct arena *a;
static char dir[64];

static int
setup(void **state)
{
	(void)state;
	a = arena_new();
	snprintf(dir, sizeof(dir), "/tmp/rj-supervise-XXXXXX");
	return mkdtemp(dir) == NULL;
}

static int
teardown(void **state)
{
	(void)state;
	rmdir(dir);
	arena_free(&a);
	return 0;
}

/* A unix socket at `name`, bound. */
static int
make_socket(int type, const char *name, struct sockaddr_un *ret)
{
	*ret = (struct sockaddr_un){.sun_family = AF_UNIX};
	snprintf(ret->sun_path, sizeof(ret->sun_path), "%s/%s", dir, name);
	unlink(ret->sun_path);
	int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (const struct sockaddr *)ret, sizeof(*ret)), 0);
	return fd;
}

/* In a child, where descriptor 3 is free to be what it must: 0 = as wanted. */
static int
in_child(int fd, const char *pid, const char *fds, enum err want, int want_fd)
{
	return FATE({
		struct str why = {0};
		int got = -7;
		if (fd >= 0 && fd != 3)
			dup2(fd, 3);
		setenv("LISTEN_PID", pid != NULL ? pid : str_printf(a, "%d", getpid()).p, 1);
		setenv("LISTEN_FDS", fds, 1);
		enum err e = supervise_socket(a, &got, &why);
		bool ok = e == want && (e != ERR_OK ? why.n > 0 && got == -7 : got == want_fd);
		ok = ok && getenv("LISTEN_FDS") == NULL && getenv("LISTEN_PID") == NULL;
		if (want_fd == 3 && e == ERR_OK)
			ok = ok && (fcntl(3, F_GETFL) & O_NONBLOCK) &&
			     (fcntl(3, F_GETFD) & FD_CLOEXEC);
		_exit(ok ? 0 : 1);
	});
}

static void
a_listening_unix_socket_for_this_process_is_taken(void **state)
{
	(void)state;
	struct sockaddr_un at;
	int fd = make_socket(SOCK_STREAM, "s", &at);
	assert_int_equal(listen(fd, 5), 0);
	assert_int_equal(in_child(fd, NULL, "1", ERR_OK, 3), 0);
	assert_int_equal(in_child(fd, "1", "1", ERR_OK, -1), 0); /* another process's */
	assert_int_equal(in_child(fd, NULL, "", ERR_OK, -1), 0);
	assert_int_equal(access(at.sun_path, F_OK), 0);
	close(fd);
	unlink(at.sun_path);
}

static void
anything_else_is_refused(void **state)
{
	(void)state;
	struct sockaddr_un at;
	int fd = make_socket(SOCK_STREAM, "s", &at);
	assert_int_equal(in_child(fd, NULL, "1", ERR_INPUT, 0), 0); /* does not listen */
	assert_int_equal(listen(fd, 5), 0);
	assert_int_equal(in_child(fd, NULL, "2", ERR_INPUT, 0), 0);
	close(fd);
	unlink(at.sun_path);
	fd = make_socket(SOCK_DGRAM, "d", &at);
	assert_int_equal(in_child(fd, NULL, "1", ERR_INPUT, 0), 0);
	close(fd);
	unlink(at.sun_path);
	fd = open("/dev/null", O_RDONLY);
	assert_int_equal(in_child(fd, NULL, "1", ERR_INPUT, 0), 0);
	close(fd);
}

static void
the_supervisor_is_told_where_it_listens(void **state)
{
	(void)state;
	struct sockaddr_un at;
	char got[64];
	int fd = make_socket(SOCK_DGRAM, "notify", &at);
	setenv("NOTIFY_SOCKET", at.sun_path, 1);
	supervise_tell(STR("READY=1"));
	ssize_t n = recv(fd, got, sizeof(got), MSG_DONTWAIT);
	assert_int_equal(n, 7);
	assert_memory_equal(got, "READY=1", 7);
	close(fd);
	unlink(at.sun_path);
	supervise_tell(STR("READY=1")); /* nobody is there: nothing happens */
	unsetenv("NOTIFY_SOCKET");
	supervise_tell(STR("READY=1"));
}

static void
an_abstract_address_works_too(void **state)
{
	(void)state;
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	char name[64], got[64];
	int n = snprintf(name, sizeof(name), "@rejoinder-test-%d", getpid());
	memcpy(at.sun_path, name, (size_t)n);
	at.sun_path[0] = '\0';
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	socklen_t len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + (size_t)n);
	assert_int_equal(bind(fd, (const struct sockaddr *)&at, len), 0);
	setenv("NOTIFY_SOCKET", name, 1);
	supervise_tell(STR("STOPPING=1"));
	assert_int_equal(recv(fd, got, sizeof(got), MSG_DONTWAIT), 10);
	unsetenv("NOTIFY_SOCKET");
	close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_listening_unix_socket_for_this_process_is_taken),
		cmocka_unit_test(anything_else_is_refused),
		cmocka_unit_test(the_supervisor_is_told_where_it_listens),
		cmocka_unit_test(an_abstract_address_works_too),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
