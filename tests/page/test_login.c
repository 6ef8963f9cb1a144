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

static struct ask
entry_with(const char *password)
{
	struct str token = token_make(w->a, w->f.house->keys, w->f.site->id, STR("/moderate/login"), NOW);
	return (struct ask){.host = "news.example",
			    .method = "POST",
			    .path = STR("/comments/moderate/login"),
			    .body = str_printf(w->a, "csrf=%.*s&name=editor&password=%s", STR_FMT(token), password)};
}

/* Else a page elsewhere could have somebody work in a session that is not theirs. */
static void
nobody_is_signed_in_or_asked_in_by_another_site(void **state)
{
	static const char *const from[][2] = {{"https://evil.example", NULL}, {NULL, "cross-site"}, {NULL, "same-site"},
					      {"", "none"}, {"", NULL}, {"null", NULL}};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(from); i++) {
		struct ask q = entry_with("correct+horse+battery"), join = q;
		join.path = STR("/comments/invite/aaaaaaaaaaaaaaaaaaaaaaaa");
		q.origin = join.origin = from[i][0];
		q.fetch_site = join.fetch_site = from[i][1];
		struct fc_answer r = ask(w, &q);
		assert_int_equal(r.status, 403);
		assert_int_equal(fc_header(&r, "Set-Cookie").n, 0);
		assert_int_equal(ask(w, &join).status, 403);
	}
	struct ask q = entry_with("correct+horse+battery");
	q.body = STR("csrf=bm90IGEgdG9rZW4gb2Ygb3Vycw&name=editor&password=correct+horse+battery");
	assert_int_equal(ask(w, &q).status, 403);
	assert_int_equal(ask(w, &(struct ask){.host = "news.example", .method = "POST", .cookie = w->a_session,
					      .path = STR("/comments/moderate/logout"), .body = STR("csrf=x"),
					      .fetch_site = "cross-site"})
				 .status,
			 403);
}

static void
a_session_is_a_cookie_of_this_host_that_no_script_and_no_other_site_has(void **state)
{
	(void)state;
	struct ask q = entry_with("correct+horse+battery");
	struct fc_answer r = ask(w, &q), again = ask(w, &q);
	assert_int_equal(r.status, 303);
	struct str cookie = fc_header(&r, "Set-Cookie"), name, token, rest = cookie;
	assert_true(str_cut(&rest, '=', &name));
	assert_true(str_cut(&rest, ';', &token));
	assert_true(str_eq(name, str_printf(w->a, "__Host-rj_session_%ld", (long)w->f.site->id.n)));
	assert_true(str_eq(rest, STR(" Path=/; Secure; HttpOnly; SameSite=Strict")));
	assert_true(token.n >= 22); /* of 128 bits and more */
	assert_false(str_eq(cookie, fc_header(&again, "Set-Cookie")));
	assert_true(str_eq(fc_header(&r, "Cache-Control"), STR("no-store")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nobody_is_signed_in_or_asked_in_by_another_site),
		TEST(a_session_is_a_cookie_of_this_host_that_no_script_and_no_other_site_has),
		TEST(a_network_has_no_more_tries_than_one_of_its_addresses),
		TEST(a_network_of_ipv6_has_no_more_either),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
