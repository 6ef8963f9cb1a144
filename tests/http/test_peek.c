/* The look before libfcgi: what a web server sends passes, in one piece or cut anywhere; what libfcgi does not take
 * well is seen, wherever it stands. */
#include "test.h"

#include "../../src/http/peek.h"
#include "fcgi_client.h"
#include "arena.h"

/* Looks at `bytes` in a socket's queue; they must still be there afterwards. */
static bool
look(struct str bytes)
{
	int pair[2];
	char some[65536];
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	assert_true(fc_write(pair[0], bytes));
	bool ok = peek_ok(pair[1]);
	assert_int_equal(recv(pair[1], some, sizeof(some), MSG_DONTWAIT), bytes.n > 0 ? (ssize_t)bytes.n : -1);
	close(pair[0]);
	close(pair[1]);
	return ok;
}

static struct buf
request(const char *extra)
{
	struct buf b = buf_in(a, FC_REQUEST_MAX);
	fc_begin(&b, FC_RESPONDER, FC_KEEP);
	fc_params(a, &b, "POST", "/comments/reply", "7", extra);
	fc_record(&b, FC_STDIN, STR("a=1&b=2"), 1);
	fc_record(&b, FC_STDIN, STR(""), 0);
	return b;
}

static void
a_good_request_passes_whole_and_cut_anywhere(void **state)
{
	(void)state;
	struct buf b = request("HTTP_COOKIE=x");
	for (size_t n = 0; n <= b.n; n++)
		assert_true(look(str_sub(buf_view(&b), 0, n)));
	char *cookie = arena_alloc(a, 30001);
	memset(cookie, 'c', 30000);
	cookie[30000] = '\0';
	b = request(str_printf(a, "HTTP_COOKIE=%s", cookie).p); /* longer than what is looked at */
	assert_true(look(buf_view(&b)));
	fc_begin(&b, FC_RESPONDER, FC_KEEP);
	assert_true(look(buf_view(&b))); /* another request behind it */
}

/* PARAMS of these bytes, in records of `step`. */
static bool
look_at_params(const char *p, size_t n, size_t step)
{
	struct buf b = buf_in(a, 65536);
	fc_begin(&b, FC_RESPONDER, FC_KEEP);
	for (size_t i = 0; i < n; i += step)
		fc_record(&b, FC_PARAMS, (struct str){p + i, n - i < step ? n - i : step}, 3);
	return look(buf_view(&b));
}

static void
a_length_of_a_megabyte_passes_and_one_byte_more_does_not(void **state)
{
	(void)state;
	for (size_t step = 1; step < 9; step++) {
		assert_true(look_at_params("\1\1ab\200\20\0\0\0", 9, step)); /* 2^20, of a name */
		assert_false(look_at_params("\1\1ab\200\20\0\1\0", 9, step));
		assert_true(look_at_params("\1\1ab\0\200\20\0\0", 9, step)); /* of a value */
		assert_false(look_at_params("\1\1ab\0\200\20\0\1", 9, step));
		assert_false(look_at_params("\377\377\377\377\377\377\377\377", 8, step));
	}
}

static void
what_no_web_server_sends_is_seen(void **state)
{
	(void)state;
	static const struct {
		size_t at;
		char value;
	} bytes[] = {{0, 2}, {1, 9}, {1, 5}, {3, 0}, {5, 7}, {6, 1}, {16, 0}, {17, 77}, {19, 0}};
	for (size_t i = 0; i < ARRAY_LEN(bytes); i++) {
		struct buf b = request("");
		b.p[bytes[i].at] = bytes[i].value;
		assert_false(look(buf_view(&b)));
	}
	struct buf b = buf_in(a, 65536);
	fc_begin(&b, FC_RESPONDER, FC_KEEP);
	fc_record(&b, FC_PARAMS, STR(""), 0);
	fc_record(&b, FC_GET_VALUES, STR("\17\0FCGI_MPXS_CONNS"), 0); /* within the body */
	assert_false(look(buf_view(&b)));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_request_passes_whole_and_cut_anywhere),
		cmocka_unit_test(a_length_of_a_megabyte_passes_and_one_byte_more_does_not),
		cmocka_unit_test(what_no_web_server_sends_is_seen),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
