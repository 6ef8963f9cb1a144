/* One world for a whole test program, put back before each test. */
#ifndef TESTS_PAGE_ONE_WORLD_H
#define TESTS_PAGE_ONE_WORLD_H

#include "flow/search.h"
#include "world.h"

static struct world *w;

static inline int
again(void **state)
{
	(void)state;
	world_again(w);
	return 0;
}

static int
begin(void **state)
{
	(void)state;
	w = world_make();
	return 0;
}

static int
end(void **state)
{
	(void)state;
	world_end(&w);
	return 0;
}

#define TEST(f) cmocka_unit_test_setup(f, again)

/* What was written is found. */
static inline void
index_all(void)
{
	bool more = true;
	while (more)
		assert_int_equal(search_index(w->f.house, w->a, &more), ERR_OK);
}

static inline bool
says(const struct fc_answer *r, const char *words)
{
	return str_find(r->out, str_of(words), 0) != SIZE_MAX;
}

#endif
