/* What SQLite's own shell says about a database: for tests that must look past our statements. No shell of
 * the system is between. */
#ifndef TESTS_SQLITE_H
#define TESTS_SQLITE_H

#include <spawn.h>
#include <unistd.h>

#include "base/arena.h"

/** `one` and `two`: SQL or a dot command each; `two` may be NULL. Fails the test where sqlite3 does. Where our
 * own writer or its checkpoint holds the lock, it waits as we do. */
static inline struct str
sqlite_says(struct arena *a, const char *path, const char *one, const char *two)
{
	int ends[2], status;
	char *out = arena_alloc(a, 65536);
	size_t n = 0;
	assert_int_equal(pipe(ends), 0);
	pid_t pid;
	posix_spawn_file_actions_t files;
	const char *const args[] = {"sqlite3", "-bail", "-cmd", ".timeout 10000", path, one, two, NULL};
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, ends[1], STDOUT_FILENO);
	posix_spawn_file_actions_addclose(&files, ends[0]);
	posix_spawn_file_actions_addclose(&files, ends[1]);
	/* No fork(): that of a program under a sanitizer copies its shadow. */
	assert_int_equal(posix_spawnp(&pid, args[0], &files, NULL, (char **)(uintptr_t)args, environ), 0);
	posix_spawn_file_actions_destroy(&files);
	close(ends[1]);
	for (ssize_t got; n < 65535 && (got = read(ends[0], out + n, 65535 - n)) > 0;)
		n += (size_t)got;
	close(ends[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	return (struct str){out, n};
}

#endif
