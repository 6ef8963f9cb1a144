/* http/resp.c: what stands on the wire, through the real libfcgi. */
#include "test.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

#include "base/crypt.h"
#include "http/resp.h"
#include "io_pair.h"

static struct arena *a;

static const int statuses[] = {200, 201, 202, 302, 303, 304, 400, 401, 403, 404, 405,
			       409, 410, 411, 413, 415, 421, 422, 429, 500, 503};

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

/* Sends *p as the answer to `method` and reads it as nginx would. */
static struct fc_answer
sent(const char *method, const struct resp *p)
{
	struct io_pair pair;
	struct req r;
	struct buf b = buf_in(a, FC_REQUEST_MAX);
	pair_open(&pair);
	fc_begin(&b, FC_RESPONDER, FC_KEEP);
	fc_params(a, &b, method, "/x", "", "");
	fc_record(&b, FC_STDIN, STR(""), 0);
	assert_true(pair_accept(&pair, &b));
	assert_int_equal(req_head(&r, &pair.io, a), 0);
	assert_true(resp_send(&r, p));
	struct fc_answer got = fc_answer(a, pair.client);
	assert_true(got.ended);
	pair_close(&pair);
	return got;
}

static void
head_and_body_stand_on_the_wire_as_given(void **state)
{
	(void)state;
	struct resp p;
	resp_init(&p);
	p.status = 404;
	p.kind = RESP_PAGE;
	p.body = STR("<p>not here</p>");
	struct fc_answer got = sent("GET", &p);
	assert_true(str_starts(got.out, STR("Status: 404 Not Found\r\nContent-Type: text/html; "
					    "charset=utf-8\r\nContent-Length: 15\r\n")));
	assert_str(got.body, "<p>not here</p>");
	assert_int_equal(got.status, 404);
}

static void
every_optional_header_is_sent_when_given_and_only_then(void **state)
{
	(void)state;
	struct resp p;
	resp_init(&p);
	p.kind = RESP_TEXT;
	struct fc_answer bare = sent("GET", &p);
	static const char *const names[] = {"Location", "ETag", "Set-Cookie", "Content-Encoding",
					    "Vary", "Allow", "Retry-After"};
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		assert_str(fc_header(&bare, names[i]), "");
	assert_str(fc_header(&bare, "Cache-Control"), "no-store");
	assert_str(fc_header(&bare, "Content-Length"), "0");

	p.status = 303;
	p.location = STR("/comments/status/abc?x=%0A");
	p.etag = STR("\"v1\"");
	p.set_cookie = STR("rj=1; Path=/; HttpOnly");
	p.encoding = STR("gzip");
	p.vary = STR("Accept-Encoding");
	p.allow = STR("GET, HEAD");
	p.cache_control = STR("max-age=300");
	p.retry_after = 7;
	struct fc_answer full = sent("GET", &p);
	assert_str(fc_header(&full, "Location"), "/comments/status/abc?x=%0A");
	assert_str(fc_header(&full, "ETag"), "\"v1\"");
	assert_str(fc_header(&full, "Set-Cookie"), "rj=1; Path=/; HttpOnly");
	assert_str(fc_header(&full, "Content-Encoding"), "gzip");
	assert_str(fc_header(&full, "Vary"), "Accept-Encoding");
	assert_str(fc_header(&full, "Allow"), "GET, HEAD");
	assert_str(fc_header(&full, "Cache-Control"), "max-age=300");
	assert_str(fc_header(&full, "Retry-After"), "7");
}

static void
head_gets_the_length_and_no_body_and_304_neither(void **state)
{
	(void)state;
	struct resp p;
	resp_init(&p);
	p.body = STR("hello");
	struct fc_answer head = sent("HEAD", &p);
	assert_str(fc_header(&head, "Content-Length"), "5");
	assert_str(head.body, "");
	p.status = 304;
	p.etag = STR("\"v1\"");
	struct fc_answer not = sent("GET", &p);
	assert_str(fc_header(&not, "Content-Length"), "");
	assert_str(fc_header(&not, "ETag"), "\"v1\"");
	assert_str(not.body, "");
}

static void
a_body_of_many_records_arrives_whole(void **state)
{
	(void)state;
	struct resp p;
	size_t n = 100 * 1000;
	char *body = arena_alloc(a, n);
	for (size_t i = 0; i < n; i++)
		body[i] = (char)(i * 31 >> 3);
	resp_init(&p);
	p.kind = RESP_CSS;
	p.body = (struct str){body, n};
	struct fc_answer got = sent("GET", &p);
	assert_int_equal(got.body.n, n);
	assert_memory_equal(got.body.p, body, n);
}

static bool
says(const struct fc_answer *r, const char *name, const char *part)
{
	return str_find(fc_header(r, name), str_of(part), 0) != SIZE_MAX;
}

static void
every_kind_has_its_security_headers_on_every_status(void **state)
{
	(void)state;
	for (enum resp_kind k = RESP_FRAGMENT; k <= RESP_CSV; k++)
		for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
			struct resp p;
			resp_init(&p);
			p.kind = k;
			p.status = statuses[i];
			struct fc_answer r = sent("GET", &p);
			assert_int_equal(r.status, statuses[i]);
			assert_str(fc_header(&r, "X-Content-Type-Options"), "nosniff");
			assert_true(says(&r, "Content-Type", "charset=utf-8") ||
				    (k == RESP_JSON && p.status >= 400));
			assert_true(says(&r, "Content-Security-Policy", "default-src 'none'"));
			assert_true(says(&r, "Content-Security-Policy", "frame-ancestors"));
			assert_false(says(&r, "Content-Security-Policy", "unsafe"));
			assert_true(fc_header(&r, "Referrer-Policy").n > 0);
			assert_true(says(&r, "Cross-Origin-Resource-Policy",
					 k == RESP_CSS || k == RESP_JS || k == RESP_SVG || k == RESP_ATOM ||
							 k == RESP_JSON_FEED
						 ? "cross-origin"
						 : "same-origin"));
		}
}

static struct fc_answer
of_kind(enum resp_kind k, int status)
{
	struct resp p;
	resp_init(&p);
	p.kind = k;
	p.status = status;
	return sent("GET", &p);
}

static void
the_desk_is_never_framed_and_private_pages_send_no_referrer(void **state)
{
	(void)state;
	struct fc_answer desk = of_kind(RESP_DESK, 200), own = of_kind(RESP_PRIVATE, 200),
			 page = of_kind(RESP_PAGE, 200), frag = of_kind(RESP_FRAGMENT, 200);
	assert_true(says(&desk, "Content-Security-Policy", "frame-ancestors 'none'"));
	assert_true(says(&desk, "Content-Security-Policy", "require-trusted-types-for 'script'"));
	assert_str(fc_header(&desk, "Referrer-Policy"), "same-origin");
	assert_str(fc_header(&desk, "X-Robots-Tag"), "noindex");
	assert_str(fc_header(&desk, "Cross-Origin-Opener-Policy"), "same-origin");
	assert_str(fc_header(&own, "Referrer-Policy"), "no-referrer");
	assert_str(fc_header(&own, "X-Robots-Tag"), "noindex");
	assert_str(fc_header(&own, "Cache-Control"), "no-store");
	assert_true(says(&page, "Content-Security-Policy", "script-src 'self'"));
	assert_true(says(&page, "Content-Security-Policy", "frame-ancestors 'self'"));
	assert_str(fc_header(&page, "X-Robots-Tag"), "");
	assert_false(says(&frag, "Content-Security-Policy", "script-src"));
}

static void
json_and_text_are_sandboxed_and_json_errors_are_problems(void **state)
{
	(void)state;
	struct fc_answer ok = of_kind(RESP_JSON, 200), bad = of_kind(RESP_JSON, 422),
			 text = of_kind(RESP_TEXT, 400);
	assert_str(fc_header(&ok, "Content-Type"), "application/json; charset=utf-8");
	assert_str(fc_header(&bad, "Content-Type"), "application/problem+json");
	assert_true(says(&ok, "Content-Security-Policy", "sandbox"));
	assert_true(says(&text, "Content-Security-Policy", "sandbox"));
}

static void
csv_is_a_file_to_be_saved(void **state)
{
	struct resp p;
	(void)state;
	resp_init(&p);
	p.kind = RESP_CSV;
	p.file_name = STR("days.csv");
	struct fc_answer r = sent("GET", &p);
	assert_str(fc_header(&r, "Content-Disposition"), "attachment; filename=\"days.csv\"");
	assert_true(says(&r, "Content-Security-Policy", "sandbox"));
	r = of_kind(RESP_TEXT, 200);
	assert_str(fc_header(&r, "Content-Disposition"), "");
}

static int released;

static void
count_release(void *hold)
{
	assert_ptr_equal(hold, &released);
	released++;
}

static void
what_is_held_is_released_once_after_sending(void **state)
{
	(void)state;
	struct resp p;
	resp_init(&p);
	p.body = STR("kept answer");
	p.hold = &released;
	p.release = count_release;
	released = 0;
	sent("GET", &p);
	assert_int_equal(released, 1);
	sent("HEAD", &p);
	assert_int_equal(released, 2);
}

static void
a_peer_that_is_gone_is_noticed_and_what_is_held_is_released(void **state)
{
	(void)state;
	struct io_pair pair;
	struct req r;
	struct resp p;
	struct buf b = buf_in(a, FC_REQUEST_MAX);
	pair_open(&pair);
	fc_begin(&b, FC_RESPONDER, FC_KEEP);
	fc_params(a, &b, "GET", "/x", "", "");
	fc_record(&b, FC_STDIN, STR(""), 0);
	assert_true(pair_accept(&pair, &b));
	assert_int_equal(req_head(&r, &pair.io, a), 0);
	shutdown(pair.client, SHUT_RDWR);
	resp_init(&p);
	p.body = STR("nobody reads this");
	p.hold = &released;
	p.release = count_release;
	released = 0;
	assert_false(resp_send(&r, &p));
	assert_int_equal(released, 1);
	pair_close(&pair);
}

/* Does building this answer end the process? */
static bool
dies(const struct resp *p, int times)
{
	pid_t pid = fork();
	int status;
	assert_true(pid >= 0);
	if (pid == 0) {
		struct io_pair pair;
		struct req r;
		struct buf b = buf_in(a, FC_REQUEST_MAX);
		int quiet = dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
		signal(SIGABRT, SIG_DFL);
		pair_open(&pair);
		fc_begin(&b, FC_RESPONDER, FC_KEEP);
		fc_params(a, &b, "GET", "/x", "", "");
		fc_record(&b, FC_STDIN, STR(""), 0);
		if (quiet < 0 || !pair_accept(&pair, &b) || req_head(&r, &pair.io, a) != 0)
			_exit(2);
		while (times-- > 0)
			(void)resp_send(&r, p);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void
a_control_byte_in_a_header_is_a_bug_of_ours(void **state)
{
	(void)state;
	struct resp p;
	static const char *const bad[] = {"/a\r\nSet-Cookie: x=1", "/a\nb", "/a\x7F", "/a\x1F", "/a\tb"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		resp_init(&p);
		p.location = str_of(bad[i]);
		assert_true(dies(&p, 1));
	}
	resp_init(&p);
	p.etag = (struct str){"\"a\0b\"", 5};
	assert_true(dies(&p, 1));
	resp_init(&p);
	p.set_cookie = STR("a=1\r\nX: y");
	assert_true(dies(&p, 1));
	resp_init(&p);
	p.location = STR("/fine");
	assert_false(dies(&p, 1));
}

static void
a_redirect_to_another_host_is_a_bug_of_ours(void **state)
{
	(void)state;
	static const char *const bad[] = {"//evil.example", "/\\evil.example", "https://evil.example",
					  "javascript:alert(1)", "evil", "/a\\b"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct resp p;
		resp_init(&p);
		p.status = 303;
		p.location = str_of(bad[i]);
		assert_true(dies(&p, 1));
	}
}

static void
an_unknown_status_and_a_second_answer_are_bugs_of_ours(void **state)
{
	(void)state;
	struct resp p;
	resp_init(&p);
	assert_false(dies(&p, 1));
	assert_true(dies(&p, 2));
	p.status = 299;
	assert_true(dies(&p, 1));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(head_and_body_stand_on_the_wire_as_given),
		cmocka_unit_test(every_optional_header_is_sent_when_given_and_only_then),
		cmocka_unit_test(head_gets_the_length_and_no_body_and_304_neither),
		cmocka_unit_test(a_body_of_many_records_arrives_whole),
		cmocka_unit_test(every_kind_has_its_security_headers_on_every_status),
		cmocka_unit_test(the_desk_is_never_framed_and_private_pages_send_no_referrer),
		cmocka_unit_test(json_and_text_are_sandboxed_and_json_errors_are_problems),
		cmocka_unit_test(csv_is_a_file_to_be_saved),
		cmocka_unit_test(what_is_held_is_released_once_after_sending),
		cmocka_unit_test(a_peer_that_is_gone_is_noticed_and_what_is_held_is_released),
		cmocka_unit_test(a_control_byte_in_a_header_is_a_bug_of_ours),
		cmocka_unit_test(a_redirect_to_another_host_is_a_bug_of_ours),
		cmocka_unit_test(an_unknown_status_and_a_second_answer_are_bugs_of_ours),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
