/* http/req.c: the head's checks, and bodies that are whole or nothing. */
#include "test.h"

#include <signal.h>

#include "base/crypt.h"
#include "io_pair.h"

static struct arena *a;

static int
setup(void **state)
{
	(void)state;
	signal(SIGPIPE, SIG_IGN);
	crypt_init();
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

/* What req_head() says to an environment, without a connection. */
static int
head_of(char **envp, struct req *r)
{
	static struct req_io io;
	memset(&io, 0, sizeof(io));
	io.fcgi.envp = envp;
	return req_head(r, &io, a);
}

#define ENV(...) ((char *[]){(char[]){"FCGI_ROLE=RESPONDER"}, __VA_ARGS__, NULL})
#define E(z) ((char[]){z})

static void
parameters_become_fields_and_missing_ones_are_empty(void **state)
{
	(void)state;
	struct req r;
	assert_int_equal(
		head_of(ENV(E("REQUEST_METHOD=POST"), E("DOCUMENT_URI=/comments/reply"),
			    E("QUERY_STRING=a=b&c"), E("REQUEST_URI=/2026/story?x=y"),
			    E("HTTP_HOST=news.example"), E("REMOTE_ADDR=192.0.2.7"),
			    E("HTTP_X_FORWARDED_FOR=192.0.2.1"), E("HTTP_USER_AGENT=Mozilla/5.0 (x=y)"),
			    E("HTTP_ORIGIN=https://news.example"), E("HTTP_SEC_FETCH_SITE=same-origin"),
			    E("HTTP_COOKIE=s=1"), E("CONTENT_TYPE=text/plain"), E("HTTP_ACCEPT=*/*"),
			    E("HTTP_ACCEPT_ENCODING=br, gzip"), E("HTTP_IF_NONE_MATCH=\"x\""),
			    E("HTTP_REFERER=https://news.example/"), E("CONTENT_LENGTH=12"),
			    E("HTTP_X_UNKNOWN=1")),
			&r),
		0);
	assert_int_equal(r.method, METHOD_POST);
	assert_str(r.path, "/comments/reply");
	assert_str(r.query, "a=b&c");
	assert_str(r.request_uri, "/2026/story?x=y");
	assert_str(r.host, "news.example");
	assert_str(r.remote_addr, "192.0.2.7");
	assert_str(r.forwarded_for, "192.0.2.1");
	assert_str(r.user_agent, "Mozilla/5.0 (x=y)");
	assert_str(r.origin, "https://news.example");
	assert_str(r.fetch_site, "same-origin");
	assert_str(r.cookie, "s=1");
	assert_str(r.content_type, "text/plain");
	assert_str(r.accept, "*/*");
	assert_str(r.accept_encoding, "br, gzip");
	assert_str(r.if_none_match, "\"x\"");
	assert_str(r.referer, "https://news.example/");
	assert_int_equal(r.content_length, 12);

	assert_int_equal(head_of(ENV(E("REQUEST_METHOD=GET")), &r), 0);
	assert_int_equal(r.method, METHOD_GET);
	assert_int_equal(r.path.n, 0);
	assert_int_equal(r.cookie.n, 0);
	assert_int_equal(r.content_length, 0);
}

static void
methods_are_case_sensitive_and_others_are_other(void **state)
{
	(void)state;
	struct req r;
	assert_int_equal(head_of(ENV(E("REQUEST_METHOD=HEAD")), &r), 0);
	assert_int_equal(r.method, METHOD_HEAD);
	assert_int_equal(head_of(ENV(E("REQUEST_METHOD=get")), &r), 0);
	assert_int_equal(r.method, METHOD_OTHER);
	assert_int_equal(head_of(ENV(E("REQUEST_METHOD=TRACE")), &r), 0);
	assert_int_equal(r.method, METHOD_OTHER);
	assert_int_equal(head_of(ENV(E("REQUEST_METHOD=")), &r), 400);
	assert_int_equal(head_of(ENV(E("DOCUMENT_URI=/x")), &r), 400);
}

static void
b7_content_length_is_digits_or_nothing(void **state)
{
	(void)state;
	static const char *const bad[] = {"-1",  "+5",  "0x10", "1e3", " 5", "5 ", "5,5", "5, 5", "-0",
					  "5.0", "abc", "9223372036854775808",
					  "18446744073709551621", "\xD9\xA3"};
	static const char *const good[] = {"", "0", "5", "00012", "9223372036854775807"};
	struct req r;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct str line = str_printf(a, "CONTENT_LENGTH=%s", bad[i]);
		char *z = arena_copy(a, line.p, line.n);
		if (head_of(ENV(E("REQUEST_METHOD=POST"), z), &r) != 400)
			fail_msg("length \"%s\" is taken", bad[i]);
	}
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		struct str line = str_printf(a, "CONTENT_LENGTH=%s", good[i]);
		char *z = arena_copy(a, line.p, line.n);
		assert_int_equal(head_of(ENV(E("REQUEST_METHOD=POST"), z), &r), 0);
	}
}

static void
b4_control_bytes_in_any_parameter_are_refused(void **state)
{
	(void)state;
	struct req r;
	assert_int_equal(head_of(ENV(E("REQUEST_METHOD=GET"), E("DOCUMENT_URI=/a\nb")), &r), 400);
	assert_int_equal(head_of(ENV(E("REQUEST_METHOD=GET"), E("HTTP_X_OTHER=a\rb")), &r), 400);
	assert_int_equal(head_of(ENV(E("REQUEST_METHOD=GET"), E("HTTP_X_OTHER=a\x7F")), &r), 400);
	assert_int_equal(head_of(ENV(E("REQUEST_METHOD=GET"), E("HTTP_\x1BX=a")), &r), 400);
	assert_int_equal(head_of(ENV(E("REQUEST_METHOD=GET"), E("HTTP_X=\303\244")), &r), 0);
	assert_int_equal(head_of(ENV(E("REQUEST_METHOD=GET"), E("PATH_INFO=")), &r), 0);
}

static void
a_second_value_is_a_fault_or_a_longer_list(void **state)
{
	(void)state;
	struct req r;
	assert_int_equal(head_of(ENV(E("REQUEST_METHOD=GET"), E("REQUEST_METHOD=GET")), &r), 400);
	assert_int_equal(head_of(ENV(E("REQUEST_METHOD=GET"), E("HTTP_HOST=a"), E("HTTP_HOST=b")), &r),
			 400);
	assert_int_equal(head_of(ENV(E("REQUEST_METHOD=GET"), E("CONTENT_LENGTH="), E("CONTENT_LENGTH=5")),
				 &r),
			 400);
	assert_int_equal(head_of(ENV(E("REQUEST_METHOD=GET"), E("CONTENT_TYPE=a/b"), E("CONTENT_TYPE=c/d")),
				 &r),
			 400);
	assert_int_equal(head_of(ENV(E("REQUEST_METHOD=GET"), E("HTTP_X_FORWARDED_FOR=6.6.6.6"),
				     E("HTTP_X_FORWARDED_FOR=192.0.2.1"), E("HTTP_COOKIE=a=1"),
				     E("HTTP_COOKIE=b=2")),
				 &r),
			 0);
	assert_str(r.forwarded_for, "6.6.6.6, 192.0.2.1");
	assert_str(r.cookie, "a=1; b=2");
}

static void
only_the_responder_role_is_played(void **state)
{
	(void)state;
	struct req r;
	assert_int_equal(head_of((char *[]){E("FCGI_ROLE=AUTHORIZER"), E("REQUEST_METHOD=GET"), NULL}, &r),
			 400);
	assert_int_equal(head_of((char *[]){E("FCGI_ROLE=FILTER"), E("REQUEST_METHOD=GET"), NULL}, &r),
			 400);
	/* A parameter of that name cannot change it: libfcgi's own comes first, a second is a
	 * fault. */
	assert_int_equal(head_of((char *[]){E("FCGI_ROLE=FILTER"), E("FCGI_ROLE=RESPONDER"),
					    E("REQUEST_METHOD=GET"), NULL},
				 &r),
			 400);
}

static void
count_and_bytes_of_parameters_are_bounded_on_both_sides(void **state)
{
	(void)state;
	static char role[] = "FCGI_ROLE=RESPONDER", method[] = "REQUEST_METHOD=GET", x[] = "HTTP_X=1";
	static char *env[REQ_PARAMS_MAX + 2] = {role, method};
	struct req r;
	for (size_t i = 2; i < REQ_PARAMS_MAX; i++)
		env[i] = x;
	assert_int_equal(head_of(env, &r), 0);
	env[REQ_PARAMS_MAX] = x;
	assert_int_equal(head_of(env, &r), 400);

	size_t rest = REQ_PARAMS_BYTES_MAX - strlen(env[0]) - strlen(env[1]);
	char *big = arena_alloc(a, rest + 2);
	memset(big, 'x', rest + 1);
	big[1] = '=';
	big[rest] = '\0';
	assert_int_equal(head_of((char *[]){env[0], env[1], big, NULL}, &r), 0);
	big[rest] = 'x';
	big[rest + 1] = '\0';
	assert_int_equal(head_of((char *[]){env[0], env[1], big, NULL}, &r), 400);
}

static void
every_request_has_an_id_of_its_own(void **state)
{
	(void)state;
	struct req x, y;
	assert_int_equal(head_of(ENV(E("REQUEST_METHOD=GET")), &x), 0);
	assert_int_equal(head_of(ENV(E("REQUEST_METHOD=\n")), &y), 400); /* a bad head has one too */
	assert_int_equal(strlen(x.id), 16);
	assert_int_equal(strspn(y.id, "0123456789abcdef"), 16);
	assert_string_not_equal(x.id, y.id);
}

static struct str
cookie(const char *header, const char *name)
{
	struct req r = {.cookie = str_of(header)};
	return req_cookie(&r, str_of(name));
}

static void
a_cookie_is_found_by_its_whole_name_and_never_when_it_comes_twice(void **state)
{
	(void)state;
	assert_str(cookie("a=1; __Host-rj=tok.en==; b=2", "__Host-rj"), "tok.en==");
	assert_str(cookie("a=1;b=2", "b"), "2");
	assert_str(cookie(" a = 1", "a"), "");
	assert_str(cookie("xa=1; ax=2", "a"), "");
	assert_str(cookie("a=1; b=2; a=1", "a"), "");
	assert_str(cookie("a", "a"), "");
	assert_str(cookie("", "a"), "");
	assert_str(cookie(";;=;a=1", "a"), "1");
}

/* ---- bodies, over the real libfcgi ---------------------------------------------------------- */

/* Sends a POST that says `length` and has `body`, then `tail` as it is; answers req_body(max). */
static int
body_of(const char *length, struct str body, struct str tail, size_t max, struct str *ret, bool *ret_end)
{
	struct io_pair p;
	struct req r;
	struct buf b = buf_in(a, FC_REQUEST_MAX);
	pair_open(&p);
	fc_begin(&b, FC_RESPONDER, FC_KEEP);
	fc_params(a, &b, "POST", "/x", length, "");
	fc_stream(&b, FC_STDIN, body);
	buf_str(&b, tail);
	assert_true(pair_accept(&p, &b));
	shutdown(p.client, SHUT_WR);
	assert_int_equal(req_head(&r, &p.io, a), 0);
	p.io.head_ms = -1;
	io_enter(&p.io, IO_WORKING);
	int status = req_body(&r, max);
	*ret = r.body;
	*ret_end = req_drain(&p.io, 100000);
	pair_close(&p);
	return status;
}

static struct str
end_of_stdin(void)
{
	struct buf b = buf_in(a, 64);
	fc_record(&b, FC_STDIN, STR(""), 0);
	return buf_view(&b);
}

static void
a_body_of_exactly_its_length_is_taken(void **state)
{
	(void)state;
	struct str got;
	bool end;
	assert_int_equal(body_of("5", STR("hello"), end_of_stdin(), 5, &got, &end), 0);
	assert_str(got, "hello");
	assert_true(end);
	assert_int_equal(body_of("", STR(""), end_of_stdin(), 5, &got, &end), 0);
	assert_str(got, "");
	assert_true(end);
	assert_int_equal(body_of("3", (struct str){"a\0b", 3}, end_of_stdin(), 5, &got, &end), 0);
	assert_int_equal(got.n, 3);
	assert_memory_equal(got.p, "a\0b", 4);
}

static void
a_body_shorter_or_longer_than_it_says_is_nothing(void **state)
{
	(void)state;
	struct str got;
	bool end;
	assert_int_equal(body_of("6", STR("hello"), end_of_stdin(), 100, &got, &end), 400);
	assert_int_equal(got.n, 0);
	assert_true(end);
	assert_int_equal(body_of("4", STR("hello"), end_of_stdin(), 100, &got, &end), 400);
	assert_int_equal(got.n, 0);
	assert_int_equal(body_of("", STR("hello"), end_of_stdin(), 100, &got, &end), 400);
	assert_int_equal(got.n, 0);
}

static void
a_body_whose_sender_vanished_is_nothing_even_when_all_bytes_came(void **state)
{
	(void)state;
	struct str got;
	bool end;
	assert_int_equal(body_of("5", STR("hello"), STR(""), 100, &got, &end), 400);
	assert_int_equal(got.n, 0);
	assert_false(end);
	assert_int_equal(body_of("500", STR("hello"), STR(""), 500, &got, &end), 400);
	assert_false(end);
	assert_int_equal(body_of("5", STR("hello"), STR("\1\5\0"), 100, &got, &end), 400);
	assert_false(end);
}

static void
an_aborted_body_is_nothing(void **state)
{
	(void)state;
	struct str got;
	bool end;
	struct buf abort = buf_in(a, 64);
	fc_record(&abort, FC_ABORT, STR(""), 0);
	assert_int_equal(body_of("5", STR("hello"), buf_view(&abort), 100, &got, &end), 400);
	assert_int_equal(got.n, 0);
	assert_false(end);
}

static void
b5_a_body_that_looks_like_records_is_bytes(void **state)
{
	(void)state;
	struct str got;
	bool end;
	struct buf fake = buf_in(a, 1024);
	fc_record(&fake, FC_STDIN, STR(""), 0);
	fc_begin(&fake, FC_RESPONDER, FC_KEEP);
	fc_params(a, &fake, "GET", "/evil", "", "");
	struct str body = buf_view(&fake);
	struct str length = str_printf(a, "%zu", body.n);
	assert_int_equal(body_of(str_z(a, length), body, end_of_stdin(), 1024, &got, &end), 0);
	assert_true(str_eq(got, body));
	assert_true(end);
}

static void
a_body_over_the_limit_is_not_read_and_can_be_drained(void **state)
{
	(void)state;
	struct str got;
	bool end;
	assert_int_equal(body_of("6", STR("hello!"), end_of_stdin(), 5, &got, &end), 413);
	assert_int_equal(got.n, 0);
	assert_true(end);
	assert_int_equal(body_of("9223372036854775807", STR("x"), end_of_stdin(), 5, &got, &end), 413);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(parameters_become_fields_and_missing_ones_are_empty),
		cmocka_unit_test(methods_are_case_sensitive_and_others_are_other),
		cmocka_unit_test(b7_content_length_is_digits_or_nothing),
		cmocka_unit_test(b4_control_bytes_in_any_parameter_are_refused),
		cmocka_unit_test(a_second_value_is_a_fault_or_a_longer_list),
		cmocka_unit_test(only_the_responder_role_is_played),
		cmocka_unit_test(count_and_bytes_of_parameters_are_bounded_on_both_sides),
		cmocka_unit_test(every_request_has_an_id_of_its_own),
		cmocka_unit_test(a_cookie_is_found_by_its_whole_name_and_never_when_it_comes_twice),
		cmocka_unit_test(a_body_of_exactly_its_length_is_taken),
		cmocka_unit_test(a_body_shorter_or_longer_than_it_says_is_nothing),
		cmocka_unit_test(a_body_whose_sender_vanished_is_nothing_even_when_all_bytes_came),
		cmocka_unit_test(an_aborted_body_is_nothing),
		cmocka_unit_test(b5_a_body_that_looks_like_records_is_bytes),
		cmocka_unit_test(a_body_over_the_limit_is_not_read_and_can_be_drained),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
