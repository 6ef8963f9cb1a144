/* The end of the road. */
#include "scratch.h"

#include <errno.h>

static void
must_lets_the_truth_pass_and_ends_by_abort_otherwise(void **state)
{
	(void)state;
	must(1 + 1 == 2);
	assert_bug(must(1 + 1 == 3));
}

static void
must_says_where_and_what(void **state)
{
	(void)state;
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	int fate = FATE({
		dup2(ends[1], STDERR_FILENO);
		must(2 < 1);
	});
	char said[600] = {0};
	close(ends[1]);
	assert_true(read(ends[0], said, sizeof(said) - 1) > 0);
	close(ends[0]);
	assert_true(WIFSIGNALED(fate));
	assert_non_null(strstr(said, "test_die.c:"));
	assert_non_null(strstr(said, "must(2 < 1)"));
	assert_int_equal(said[strlen(said) - 1], '\n');
}

static void
every_error_has_a_text_of_its_own(void **state)
{
	(void)state;
	for (int i = 0; i < ERR__MAX; i++) {
		assert_true(strlen(err_text((enum err)i)) > 0);
		for (int j = 0; j < i; j++)
			assert_string_not_equal(err_text((enum err)i), err_text((enum err)j));
	}
	assert_bug(err_text(ERR__MAX));
}

static void
errno_becomes_the_error_that_the_caller_acts_on(void **state)
{
	(void)state;
	assert_int_equal(err_errno(ENOENT), ERR_GONE);
	assert_int_equal(err_errno(ENOTDIR), ERR_GONE);
	assert_int_equal(err_errno(EEXIST), ERR_CONFLICT);
	assert_int_equal(err_errno(EACCES), ERR_DENIED);
	assert_int_equal(err_errno(EROFS), ERR_DENIED);
	assert_int_equal(err_errno(ENOSPC), ERR_FULL);
	assert_int_equal(err_errno(EAGAIN), ERR_BUSY);
	assert_int_equal(err_errno(EIO), ERR_IO);
	assert_int_equal(err_errno(0), ERR_IO); /* a failure without a number is one all the same */
}

static void
what_the_system_refuses_at_start_is_an_orderly_end(void **state)
{
	(void)state;
	int fate = FATE(die_system("start a thread", EAGAIN, "raise the limit"));
	assert_true(WIFEXITED(fate) && WEXITSTATUS(fate) == 71);
}

#ifndef RJ_DEBUG
static void
a_crash_says_one_line_and_ends_by_its_signal(void **state)
{
	int pipe_fd[2], status;
	char said[256] = "";
	(void)state;
	assert_int_equal(pipe(pipe_fd), 0);
	pid_t child = fork();
	if (child == 0) {
		dup2(pipe_fd[1], STDERR_FILENO);
		die_loudly();
		raise(SIGSEGV); /* comes back: the first one was only told */
		raise(SIGBUS);  /* what the same instruction ends by need not be the same */
		_exit(0);
	}
	close(pipe_fd[1]);
	assert_true(read(pipe_fd[0], said, sizeof(said) - 1) > 0);
	close(pipe_fd[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS);
	assert_non_null(strstr(said, "rejoinder: crashed: "));
	assert_ptr_equal(strchr(said, '\n'), said + strlen(said) - 1);
}
#endif

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(must_lets_the_truth_pass_and_ends_by_abort_otherwise),
		cmocka_unit_test(must_says_where_and_what),
		cmocka_unit_test(every_error_has_a_text_of_its_own),
		cmocka_unit_test(errno_becomes_the_error_that_the_caller_acts_on),
		cmocka_unit_test(what_the_system_refuses_at_start_is_an_orderly_end),
#ifndef RJ_DEBUG
		cmocka_unit_test(a_crash_says_one_line_and_ends_by_its_signal),
#endif
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
