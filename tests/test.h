/* What every unit test includes: cmocka, our base, a scratch folder. A test's name is the sentence it
 * proves. */
#ifndef TESTS_TEST_H
#define TESTS_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"

#define assert_str(got, want_lit)                                                                  \
	do {                                                                                       \
		struct str got_ = (got);                                                           \
		struct str want_ = STR(want_lit);                                                  \
		if (!str_eq(got_, want_))                                                          \
			fail_msg("got \"%.*s\", want \"%s\"", STR_FMT(got_), want_lit);            \
	} while (0)

#endif
