/* http/frame.c: answers of every length arrive byte for byte, in few records; a peer that is gone, or takes
 * nothing, is told. */
#include "test.h"

#include <pthread.h>

#include "../../src/http/frame.h"
#include "fcgi_client.h"

#define RECORD_BYTES 65528 /* of one record, as frame.c says */

struct reader {
	int fd;
	struct str want;
	size_t records; /* of STDOUT, with its last and empty one */
	bool whole;     /* the bytes were the wanted ones, and the request's end came behind them */
};

static void *
read_answer(void *arg)
{
	struct reader *r = arg;
	static char data[RECORD_BYTES + 8];
	unsigned char h[8];
	size_t at = 0;
	bool ok = true, ended = false;
	while (ok && fc_read_full(r->fd, h, sizeof(h))) {
		size_t n = (size_t)h[4] << 8 | h[5];
		ok = h[0] == 1 && h[2] == 1 && h[3] == 7 && h[6] == 0 && n <= RECORD_BYTES &&
		     fc_read_full(r->fd, data, n);
		if (ok && h[1] == FC_STDOUT) {
			r->records++;
			ok = !ended && n <= r->want.n - at && memcmp(data, r->want.p + at, n) == 0;
			at += n;
			ended = n == 0;
		} else if (ok) {
			static const char complete[8];
			r->whole = ended && at == r->want.n && h[1] == FC_END && n == 8 &&
				   memcmp(data, complete, 8) == 0;
			break;
		}
	}
	return NULL;
}

static char bytes[3 << 20];

static void
check(size_t head, size_t body)
{
	int sv[2];
	pthread_t thread;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, sv), 0);
	struct reader r = {.fd = sv[1], .want = {bytes, head + body}};
	assert_int_equal(pthread_create(&thread, NULL, read_answer, &r), 0);
	assert_true(frame_send(sv[0], 0x0107, (struct str){bytes, head}, (struct str){bytes + head, body}));
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_true(r.whole);
	assert_int_equal(r.records, (head + body + RECORD_BYTES - 1) / RECORD_BYTES + 1);
	close(sv[0]);
	close(sv[1]);
}

static void
an_answer_of_any_length_arrives_in_as_few_records_as_hold_it(void **state)
{
	static const size_t lengths[] = {0, 1, 7, 8, 900, 65527, 65528, 65529, 240000, RECORD_BYTES * 17 - 1,
					 RECORD_BYTES * 17, RECORD_BYTES * 17 + 1, 2 << 20};
	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(i * 7 + i / 251);
	for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
		check(lengths[i], 0);
		check(0, lengths[i]);
		check(700, lengths[i]);
		check(70000, lengths[i]);
	}
}

static void
a_peer_that_is_gone_or_takes_nothing_is_told(void **state)
{
	int sv[2];
	struct timeval limit = {.tv_usec = 1000};
	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, sv), 0);
	assert_int_equal(setsockopt(sv[0], SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit)), 0);
	assert_false(frame_send(sv[0], 1, STR("x"), (struct str){bytes, sizeof(bytes)}));
	close(sv[1]);
	assert_false(frame_send(sv[0], 1, STR("x"), STR("y"))); /* and no SIGPIPE */
	close(sv[0]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_of_any_length_arrives_in_as_few_records_as_hold_it),
		cmocka_unit_test(a_peer_that_is_gone_or_takes_nothing_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
