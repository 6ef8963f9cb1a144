/* http/conn.c: who gets a connection, and that a late event gets nobody else's. */
#include "test.h"

#include <dirent.h>
#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "../../src/http/conn.h"

#define FOR_EVER 1000000 /* ms */

static int epoll;
static struct conns *cs;

static int
open_fds(void)
{
	DIR *d = opendir("/proc/self/fd");
	int n = 0;
	assert_non_null(d);
	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n;
}

static int
setup(void **state)
{
	(void)state;
	epoll = epoll_create1(EPOLL_CLOEXEC);
	cs = conns_new(epoll, 1024, 3);
	return epoll < 0;
}

static int
teardown(void **state)
{
	(void)state;
	conns_free(&cs);
	close(epoll);
	return cs != NULL;
}

/* A connection in the table; *ret_peer is the other end. Answers its descriptor. */
static int
add(int *ret_peer)
{
	int sv[2];
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sv), 0);
	*ret_peer = sv[0];
	assert_true(conn_add(cs, sv[1]));
	return sv[1];
}

static uint64_t
say(int peer)
{
	struct epoll_event ev;
	assert_int_equal(write(peer, "x", 1), 1);
	assert_int_equal(epoll_wait(epoll, &ev, 1, 2000), 1);
	return ev.data.u64;
}

static bool
is_closed(int peer)
{
	char b;
	ssize_t n = recv(peer, &b, 1, MSG_DONTWAIT);
	return n == 0 || (n < 0 && errno == ECONNRESET);
}

static void
an_event_is_claimed_once_and_kept_connections_give_new_ones(void **state)
{
	(void)state;
	int peer, fd = add(&peer);
	uint64_t first = say(peer);
	struct conn *c = conn_claim(cs, first);
	char b;
	assert_non_null(c);
	assert_int_equal(c->fd, fd);
	assert_null(conn_claim(cs, first));
	assert_int_equal(read(fd, &b, 1), 1);
	conn_keep(cs, c);
	assert_null(conn_claim(cs, first)); /* of the arming before */
	uint64_t second = say(peer);
	assert_true(second != first);
	assert_ptr_equal(conn_claim(cs, second), c);
	conn_close(cs, c);
	assert_true(is_closed(peer));
	assert_null(conn_claim(cs, second));
	close(peer);
}

static void
a_late_event_does_not_claim_the_next_owner_of_the_number(void **state)
{
	(void)state;
	int old_peer, peer, fd = add(&old_peer);
	uint64_t late = say(old_peer); /* a worker has it in its hand … */
	conns_expire(cs, 0, 0);        /* … and the watchdog is faster */
	assert_true(is_closed(old_peer));
	close(old_peer);
	int again = add(&peer);
	assert_int_equal(again, fd); /* the lowest free numbers, in the same order */
	assert_null(conn_claim(cs, late));
	struct conn *c = conn_claim(cs, say(peer));
	assert_non_null(c);
	conn_close(cs, c);
	close(peer);
}

static void
each_kind_of_idleness_has_its_own_time_and_the_busy_have_none(void **state)
{
	(void)state;
	int fresh, kept, busy;
	char b;
	add(&fresh);
	int fd = add(&kept);
	struct conn *c = conn_claim(cs, say(kept));
	assert_int_equal(read(fd, &b, 1), 1);
	conn_keep(cs, c);
	add(&busy);
	c = conn_claim(cs, say(busy));
	conns_expire(cs, FOR_EVER, FOR_EVER);
	assert_false(is_closed(fresh));
	assert_false(is_closed(kept));
	conns_expire(cs, 0, FOR_EVER);
	assert_true(is_closed(fresh));
	assert_false(is_closed(kept));
	conns_expire(cs, 0, 0);
	assert_true(is_closed(kept));
	assert_false(is_closed(busy));
	conn_close(cs, c);
	close(fresh);
	close(kept);
	close(busy);
}

static void
closing_the_idle_spares_those_with_something_to_read(void **state)
{
	(void)state;
	int quiet, talking;
	add(&quiet);
	add(&talking);
	uint64_t lost = say(talking);
	conns_close_idle(cs);
	assert_true(is_closed(quiet));
	assert_false(is_closed(talking));
	assert_null(conn_claim(cs, lost));
	struct epoll_event ev;
	assert_int_equal(epoll_wait(epoll, &ev, 1, 2000), 1); /* it comes again */
	struct conn *c = conn_claim(cs, ev.data.u64);
	assert_non_null(c);
	conn_close(cs, c);
	close(quiet);
	close(talking);
}

static void
the_table_knows_when_it_is_full_and_frees_every_descriptor(void **state)
{
	(void)state;
	int before = open_fds(), peer[3];
	for (int i = 0; i < 3; i++) {
		assert_false(conns_full(cs));
		add(&peer[i]);
	}
	assert_true(conns_full(cs));
	conns_expire(cs, 0, 0);
	assert_false(conns_full(cs));
	for (int i = 0; i < 3; i++)
		close(peer[i]);
	assert_int_equal(open_fds(), before);

	/* one in use by libfcgi's copy alone, one idle: gone with the table */
	add(&peer[0]);
	add(&peer[1]);
	struct conn *c = conn_claim(cs, say(peer[0]));
	close(c->lib_fd); /* libfcgi did */
	c->lib_fd = -1;
	conn_close(cs, c);
	conns_free(&cs);
	close(peer[0]);
	close(peer[1]);
	assert_int_equal(open_fds(), before);
}

static void
a_descriptor_beyond_the_table_is_closed(void **state)
{
	(void)state;
	struct conns *small = conns_new(epoll, 1, 1);
	int sv[2], before = open_fds();
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sv), 0);
	assert_false(conn_add(small, sv[1]));
	assert_true(is_closed(sv[0]));
	close(sv[0]);
	assert_int_equal(open_fds(), before);
	conns_free(&small);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	static const struct CMUnitTest tests[] = {
		TEST(an_event_is_claimed_once_and_kept_connections_give_new_ones),
		TEST(a_late_event_does_not_claim_the_next_owner_of_the_number),
		TEST(each_kind_of_idleness_has_its_own_time_and_the_busy_have_none),
		TEST(closing_the_idle_spares_those_with_something_to_read),
		TEST(the_table_knows_when_it_is_full_and_frees_every_descriptor),
		TEST(a_descriptor_beyond_the_table_is_closed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
