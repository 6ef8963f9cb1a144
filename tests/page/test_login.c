/* Signing in over the real socket: whom the wrong passwords of a network are counted against. */
#include "test.h"

#include "one_world.h"

static int
try_from(const char *address, const char *name)
{
	struct str token = token_make(w->a, w->f.house->keys, w->f.site->id, STR("/moderate/login"), NOW);
	struct ask q = {.host = "news.example",
			.method = "POST",
			.path = STR("/comments/moderate/login"),
			.from = address,
			.body = str_printf(w->a, "csrf=%.*s&name=%s&password=a+guess", STR_FMT(token), name)};
	return ask(w, &q).status;
}

/* As many addresses as one attacker may own; a name of its own each time, or the name's limit would hold first. */
static int
tries_from(const char *addresses)
{
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* the two stand right below */
	int n = 0;
	while (n < 100 && try_from(str_printf(w->a, addresses, n).p, str_printf(w->a, "name%d", n).p) == 422)
		n++;
	return n;
}

static void
a_network_has_no_more_tries_than_one_of_its_addresses(void **state)
{
	(void)state;
	assert_int_equal(tries_from("198.51.100.%d"), 20);
	assert_int_equal(try_from("198.51.100.200", "another"), 429);
	assert_int_equal(try_from("198.51.101.1", "another"), 422);
}

static void
a_network_of_ipv6_has_no_more_either(void **state)
{
	(void)state;
	assert_int_equal(tries_from("2001:db8:7:%d::1"), 20);
	assert_int_equal(try_from("2001:db8:7:ffff::1", "another"), 429);
	assert_int_equal(try_from("2001:db8:8::1", "another"), 422);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_network_has_no_more_tries_than_one_of_its_addresses),
		TEST(a_network_of_ipv6_has_no_more_either),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
