/* What every unit test includes: cmocka, strings, children that must die. A test's name is the sentence it
 * proves. */
#ifndef TESTS_TEST_H
#define TESTS_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <signal.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "base/str.h"

#define assert_str(got, want_lit)                                                                  \
	do {                                                                                       \
		struct str got_ = (got);                                                           \
		struct str want_ = STR(want_lit);                                                  \
		if (!str_eq(got_, want_))                                                          \
			fail_msg("got \"%.*s\", want \"%s\"", STR_FMT(got_), want_lit);            \
	} while (0)

/* What became of a child that ran `statement` with standard error closed; 0: it came through. */
#define FATE(statement)                                                                            \
	({                                                                                         \
		int status_ = 0;                                                                   \
		pid_t child_ = fork();                                                             \
		assert_true(child_ >= 0);                                                          \
		if (child_ == 0) {                                                                 \
			close(STDERR_FILENO);                                                      \
			statement;                                                                 \
			_exit(0);                                                                  \
		}                                                                                  \
		assert_int_equal(waitpid(child_, &status_, 0), child_);                            \
		status_;                                                                           \
	})

/* `must` fires: the child ends by SIGABRT. */
#define assert_bug(statement)                                                                      \
	do {                                                                                       \
		int fate_ = FATE(statement);                                                       \
		assert_true(WIFSIGNALED(fate_) && WTERMSIG(fate_) == SIGABRT);                     \
	} while (0)

#endif
