/* A test program with one arena: new for each test that is set up by setup(), or for all of them. To be included last:
 * other helpers have arguments of that name. */
#ifndef TESTS_ARENA_H
#define TESTS_ARENA_H

#include "test.h"

static struct arena *a;

static int
setup(void **state)
{
	(void)state;
	a = arena_new();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(&a);
	return 0;
}

#endif
