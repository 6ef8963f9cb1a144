/*
 * Addresses that nobody of ours has written: every row of routes.def with an argument that means a file, and with an
 * ending that a cache in front might take for a picture. Nothing is found there, nothing of the machine is told, and
 * what is private may be kept by nobody.
 */
#include "test.h"

#include "roles.h"

#define DESK "/comments/moderate/"

static int
begin_signed_in(void **state)
{
	begin(state);
	sign_in_all();
	return 0;
}

static struct fc_answer
asked(const char *method, struct str path)
{
	return ask(w, &(struct ask){.host = "news.example", .method = method, .path = path,
				    .cookie = cookie_of[ROLE_ADMIN], .body = STR("")});
}

/* A folder of this machine, a word of the system or of the database: what only our log may say. */
static void
tells_nothing(const struct fc_answer *r)
{
	static const char *const told[] = {"/home/", "/var/", "/tmp/", "/etc/", "/usr/", "root:", "SQLite", "sqlite", "SELECT ",
					   "errno", "No such file", "Permission denied", ".c:", "constraint"};
	for (size_t i = 0; i < ARRAY_LEN(told); i++)
		if (says(r, told[i]))
			fail_msg("%d says \"%s\":\n%.*s", r->status, told[i], STR_FMT(r->out));
}

/* The pattern without its argument, "/status/" of "/status/:word"; "" where there is none. */
static struct str
before_argument(const struct route *r)
{
	size_t colon = str_find(str_of(r->pattern), STR(":"), 0);
	return colon == SIZE_MAX ? STR("") : str_sub(str_of(r->pattern), 0, colon);
}

static void
a_path_that_means_a_file_finds_none(void **state)
{
	static const char *const files[] = {
		"../rejoinder.db", "../../../../../../etc/passwd", "..", ".", "..\\..\\windows\\win.ini",
		"..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/etc/passwd", "%252e%252e%252fetc%252fpasswd",
		"\xC0\xAE\xC0\xAE/\xC0\xAE\xC0\xAE/etc/passwd", "....//....//etc/passwd", "/etc/passwd", "//etc/passwd",
		"file:///etc/passwd", "embed.css/../../../etc/passwd", "\xEF\xBC\x8E\xEF\xBC\x8E/etc/passwd", "~root/.ssh/id",
		"con", "nul", "1/../2", "1;/etc/passwd", "*", "'", "\"", "<script>", "-1", "+1", "01", "0x1", "1e1",
		"99999999999999999999", "9223372036854775808", "1 ", " 1", "1\xC2\xA0"};
	(void)state;
	for (size_t i = 0; i < n_routes; i++) {
		struct str front = before_argument(&routes[i]);
		for (size_t k = 0; front.n > 0 && k < ARRAY_LEN(files); k++) {
			struct str path = str_cat(w->a, str_cat(w->a, STR("/comments"), front), str_of(files[k]));
			struct fc_answer r = asked(routes[i].method == METHOD_GET ? "GET" : "POST", path);
			if (r.status < 400 || r.status >= 500)
				fail_msg("%.*s: %d", STR_FMT(path), r.status);
			tells_nothing(&r);
		}
		arena_reset(w->a);
	}
}

/* A web cache that keeps whatever ends in .css, asked by a moderator who was sent such a link. */
static void
nothing_private_is_at_an_address_that_a_cache_might_keep(void **state)
{
	static const char *const endings[] = {"/x.css", ".css", ";.js", ";x.css", "/..;/x.png", "%2fx.css", "/", "//", "\xC2\xA0.ico",
					      "/embed.css", "%00.css", "%3fx.css", "%23x.css"};
	(void)state;
	assert_int_equal(asked("GET", STR(DESK)).status, 200);
	for (size_t i = 0; i < n_routes; i++) {
		struct str plain = before_argument(&routes[i]);
		if (routes[i].method != METHOD_GET || !(routes[i].needs & NEED_SESSION))
			continue;
		plain = plain.n > 0 ? str_cat(w->a, plain, STR("1")) : str_of(routes[i].pattern);
		for (size_t k = 0; k < ARRAY_LEN(endings); k++) {
			struct str path = str_cat(w->a, str_cat(w->a, STR("/comments"), plain), str_of(endings[k]));
			struct fc_answer r = asked("GET", path);
			struct str kept = fc_header(&r, "Cache-Control");
			if (r.status != 404 || !str_eq(kept, STR("no-store")))
				fail_msg("%.*s: %d, %.*s", STR_FMT(path), r.status, STR_FMT(kept));
			assert_false(says(&r, "editor"));
		}
		arena_reset(w->a);
	}
}

static void
whatever_is_private_may_be_kept_by_nobody(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_routes; i++) {
		const struct route *r = &routes[i];
		struct str path = str_cat(w->a, STR("/comments"), str_of(r->pattern));
		if (!(r->needs & (NEED_SESSION | NEED_STATUS | NEED_LOGIN_CSRF)) || before_argument(r).n > 0)
			continue;
		struct fc_answer answers[] = {asked("GET", path), asked("POST", path)};
		for (size_t k = 0; k < ARRAY_LEN(answers); k++)
			assert_true(str_eq(fc_header(&answers[k], "Cache-Control"), STR("no-store")));
		arena_reset(w->a);
	}
}

/* Whoever reads, whatever a browser sends along. */
static void
no_reader_is_given_a_cookie(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_routes; i++) {
		const struct route *r = &routes[i];
		if (r->needs & (NEED_SESSION | NEED_LOGIN_CSRF))
			continue;
		struct ask q = {.host = "news.example", .method = r->method == METHOD_GET ? "GET" : "POST",
				.query = STR("page=%2Fstory%2Fplain"), .body = STR("page=%2Fstory%2Fplain&c=1"),
				.path = str_cat(w->a, STR("/comments"), str_of(r->pattern)),
				.cookie = STR("__Host-rj_session_1=x; other=y")};
		struct fc_answer answer = ask(w, &q);
		assert_int_equal(fc_header(&answer, "Set-Cookie").n, 0);
		tells_nothing(&answer);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_path_that_means_a_file_finds_none),
		cmocka_unit_test(nothing_private_is_at_an_address_that_a_cache_might_keep),
		cmocka_unit_test(whatever_is_private_may_be_kept_by_nobody),
		cmocka_unit_test(no_reader_is_given_a_cookie),
	};
	return cmocka_run_group_tests(tests, begin_signed_in, end);
}
