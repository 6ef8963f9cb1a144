/* http/listen.c: who may connect, and what is never removed. */
#include "test.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "http/worker.h"

static struct arena *a;
static char dir[64], path[96];

static int
setup(void **state)
{
	(void)state;
	a = arena_new();
	snprintf(dir, sizeof(dir), "/tmp/rj-listen-XXXXXX");
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/socket", dir);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	unlink(path);
	rmdir(dir);
	arena_free(&a);
	return 0;
}

static enum err
listen_at(const char *where, unsigned mode, const char *group, int *ret_fd, struct str *ret_why)
{
	*ret_fd = -2;
	*ret_why = STR("");
	return worker_listen(a, where, mode, group, ret_fd, ret_why);
}

static void
the_socket_has_its_mode_and_flags_whatever_the_umask(void **state)
{
	(void)state;
	struct str why;
	struct stat st;
	int fd;
	mode_t was = umask(0);
	unlink(path);
	assert_int_equal(listen_at(path, 0660, "", &fd, &why), ERR_OK);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0660);
	assert_true(fcntl(fd, F_GETFL) & O_NONBLOCK);
	assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	assert_int_equal(umask(was), 0); /* put back */
	close(fd);
}

static void
a_dead_socket_is_replaced_and_a_live_one_is_not(void **state)
{
	(void)state;
	struct str why;
	int first, second;
	unlink(path);
	assert_int_equal(listen_at(path, 0600, NULL, &first, &why), ERR_OK);
	assert_int_equal(listen_at(path, 0600, NULL, &second, &why), ERR_BUSY);
	assert_int_equal(second, -2);
	assert_true(str_starts(why, STR("another rejoinderd listens on ")));
	close(first); /* its file stays behind, as after kill -9 */
	assert_int_equal(listen_at(path, 0600, NULL, &second, &why), ERR_OK);
	close(second);
}

static void
what_is_not_a_socket_is_never_removed(void **state)
{
	(void)state;
	struct str why;
	struct stat st;
	int fd;
	unlink(path);
	close(open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
	assert_int_equal(listen_at(path, 0660, NULL, &fd, &why), ERR_INPUT);
	assert_int_equal(stat(path, &st), 0);
	assert_true(S_ISREG(st.st_mode));
	unlink(path);
	assert_int_equal(symlink("/nowhere", path), 0);
	assert_int_equal(listen_at(path, 0660, NULL, &fd, &why), ERR_INPUT);
	assert_int_equal(lstat(path, &st), 0);
	unlink(path);
}

static void
modes_for_others_long_paths_and_unknown_groups_are_refused(void **state)
{
	(void)state;
	static const unsigned modes[] = {0666, 0777, 0661, 0662, 0664, 0060, 0400, 04660, 0};
	char longest[200];
	struct str why;
	struct stat st;
	int fd;
	unlink(path);
	for (size_t i = 0; i < ARRAY_LEN(modes); i++)
		assert_int_equal(listen_at(path, modes[i], NULL, &fd, &why), ERR_INPUT);
	assert_int_equal(listen_at(path, 0660, "no-such-group-here", &fd, &why), ERR_INPUT);
	assert_true(str_find(why, STR("no-such-group-here"), 0) != SIZE_MAX);
	assert_int_equal(listen_at("", 0660, NULL, &fd, &why), ERR_INPUT);
	assert_int_not_equal(stat(path, &st), 0); /* nothing was made */

	size_t n = strlen(dir);
	memset(longest, 'x', sizeof(longest));
	memcpy(longest, dir, n);
	longest[n] = '/';
	longest[108] = '\0';
	assert_int_equal(listen_at(longest, 0660, NULL, &fd, &why), ERR_INPUT);
	longest[107] = '\0';
	assert_int_equal(listen_at(longest, 0660, NULL, &fd, &why), ERR_OK);
	close(fd);
	unlink(longest);
	assert_int_equal(listen_at("/nowhere/at/all", 0660, NULL, &fd, &why), ERR_GONE);
}

static bool
answers(const char *where)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	memcpy(at.sun_path, where, strlen(where));
	bool ok = connect(fd, (const struct sockaddr *)&at, sizeof(at)) == 0;
	close(fd);
	return ok;
}

static void
a_successor_takes_the_place_and_leaves_the_old_connections(void **state)
{
	(void)state;
	struct str why;
	struct stat before, after;
	char beside[128];
	int old, successor, fd = -1;
	unlink(path);
	snprintf(beside, sizeof(beside), "%s.new", path);
	assert_int_equal(listen_at(path, 0660, NULL, &old, &why), ERR_OK);
	assert_int_equal(stat(path, &before), 0);
	assert_true(answers(path)); /* waits in the old one's backlog */
	assert_int_equal(worker_take_over(a, path, 0600, NULL, &successor, &why), ERR_OK);
	assert_int_equal(stat(path, &after), 0);
	assert_true(after.st_ino != before.st_ino);
	assert_int_equal(after.st_mode & 07777, 0600);
	assert_int_equal(access(beside, F_OK), -1);
	assert_true(answers(path));
	fd = accept4(old, NULL, NULL, SOCK_NONBLOCK); /* the one from before, and no other */
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(accept4(old, NULL, NULL, SOCK_NONBLOCK), -1);
	fd = accept4(successor, NULL, NULL, SOCK_NONBLOCK);
	assert_true(fd >= 0);
	close(fd);
	close(old);
	close(successor);
}

static void
a_successor_starts_where_nobody_listens_and_removes_no_file(void **state)
{
	(void)state;
	struct str why = {0};
	int fd = -1;
	unlink(path);
	assert_int_equal(worker_take_over(a, path, 0660, NULL, &fd, &why), ERR_OK);
	assert_true(answers(path));
	close(fd);
	unlink(path);
	fd = open(path, O_CREAT | O_WRONLY, 0600);
	close(fd);
	assert_int_equal(worker_take_over(a, path, 0660, NULL, &fd, &why), ERR_INPUT);
	assert_int_equal(access(path, F_OK), 0);
	unlink(path);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_socket_has_its_mode_and_flags_whatever_the_umask),
		cmocka_unit_test(a_dead_socket_is_replaced_and_a_live_one_is_not),
		cmocka_unit_test(what_is_not_a_socket_is_never_removed),
		cmocka_unit_test(modes_for_others_long_paths_and_unknown_groups_are_refused),
		cmocka_unit_test(a_successor_takes_the_place_and_leaves_the_old_connections),
		cmocka_unit_test(a_successor_starts_where_nobody_listens_and_removes_no_file),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
