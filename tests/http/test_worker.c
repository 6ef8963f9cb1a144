/* http/worker.c and conn.c: ordinary traffic, descriptors, the end. Slow and hostile peers:
 * test_peer.c. */
#include "server.h"

#include <pthread.h>

/* ---- ordinary traffic ----------------------------------------------------------------------- */

static void
a_get_is_answered_and_the_connection_kept_only_when_asked(void **state)
{
	(void)state;
	start();
	int fd = dial();
	for (int i = 0; i < 5; i++)
		assert_hello(fd);
	close(fd);
	fd = dial();
	struct fc_answer r = fc_ask(a, fd, "GET", "/hello", STR(""), "", 0);
	assert_int_equal(r.status, 200);
	assert_true(closed_at_once(fd));
	close(fd);
	assert_int_equal(stop(), 0);
}

static void
a_post_of_exactly_its_length_is_taken_and_the_connection_kept(void **state)
{
	(void)state;
	start();
	int fd = dial();
	for (int i = 0; i < 3; i++) {
		struct fc_answer r = fc_ask(a, fd, "POST", "/echo", STR("comment=a"), "", FC_KEEP);
		assert_int_equal(r.status, 200);
		assert_str(r.body, "comment=a");
	}
	struct fc_answer r = fc_ask(a, fd, "POST", "/max", bytes(REQ_BODY_MAX), "", FC_KEEP);
	assert_int_equal(r.status, 200);
	assert_int_equal(r.body.n, REQ_BODY_MAX);
	assert_hello(fd);
	close(fd);
	assert_int_equal(stored_now(), 4);
	assert_int_equal(stop(), 0);
}

static void
a_body_cut_short_or_aborted_is_not_stored(void **state)
{
	(void)state;
	start();
	/* STDIN ends early: 400, and the connection is sound */
	int fd = dial();
	struct buf b = post_head("/echo", "10");
	fc_stream(&b, FC_STDIN, STR("hello"));
	fc_record(&b, FC_STDIN, STR(""), 0);
	assert_true(fc_send(fd, &b));
	struct fc_answer r = fc_answer(a, fd);
	assert_int_equal(r.status, 400);
	assert_hello(fd);
	close(fd);
	/* all bytes, then an abort: 400, and the connection is not used again */
	fd = dial();
	b = post_head("/echo", "5");
	fc_stream(&b, FC_STDIN, STR("hello"));
	fc_record(&b, FC_ABORT, STR(""), 0);
	assert_true(fc_send(fd, &b));
	r = fc_answer(a, fd);
	assert_int_equal(r.status, 400);
	assert_true(closed_at_once(fd));
	close(fd);
	/* all bytes, then the peer is gone */
	fd = dial();
	b = post_head("/echo", "5");
	fc_stream(&b, FC_STDIN, STR("hello"));
	assert_true(fc_send(fd, &b));
	close(fd);
	/* all bytes, then silence: 400 after the time limit, never 200 */
	fd = dial();
	assert_true(fc_send(fd, &b));
	r = fc_answer(a, fd);
	assert_int_equal(r.status, 400);
	assert_true(closed_at_once(fd));
	close(fd);
	assert_int_equal(stored_now(), 0);
	assert_int_equal(stop(), 0);
}

static void
a_hundred_requests_follow_a_413_on_the_same_connection(void **state)
{
	(void)state;
	start();
	int fd = dial();
	struct fc_answer r = fc_ask(a, fd, "POST", "/echo", bytes(1001), "", FC_KEEP);
	assert_int_equal(r.status, 413);
	for (int i = 0; i < 100; i++)
		assert_hello(fd);
	r = fc_ask(a, fd, "POST", "/max", bytes(REQ_BODY_MAX + 1), "", FC_KEEP);
	assert_int_equal(r.status, 413);
	assert_hello(fd);
	close(fd);
	assert_int_equal(stored_now(), 0);
	assert_int_equal(stop(), 0);
}

static void
an_answer_waits_for_the_end_of_a_body_that_nobody_wants(void **state)
{
	(void)state;
	start();
	int fd = dial();
	struct buf b = post_head("/echo", "1001"), end = buf_in(a, 64);
	struct pollfd p = {.fd = fd, .events = POLLIN};
	fc_stream(&b, FC_STDIN, bytes(1001));
	assert_true(fc_send(fd, &b));
	assert_int_equal(poll(&p, 1, 300), 0); /* else our next request would be taken for its rest */
	fc_record(&end, FC_STDIN, STR(""), 0);
	assert_true(fc_send(fd, &end));
	struct fc_answer r = fc_answer(a, fd);
	assert_int_equal(r.status, 413);
	assert_hello(fd);
	close(fd);
	assert_int_equal(stop(), 0);
}

static void
a_body_without_end_is_answered_413_and_not_read_for_ever(void **state)
{
	(void)state;
	start();
	int fd = dial();
	struct buf b = post_head("/echo", "9223372036854775807");
	struct buf more = buf_in(a, 1 << 20);
	fc_stream(&more, FC_STDIN, bytes(512 * 1024));
	assert_true(fc_send(fd, &b));
	int sent = 0;
	while (sent < 100 && fc_send(fd, &more))
		sent++;
	assert_true(sent < 20); /* 1 MiB is drained, and the socket's buffers take some */
	struct fc_answer r = fc_answer(a, fd);
	assert_int_equal(r.status, 413);
	close(fd);
	assert_int_equal(stop(), 0);
}

static void
a_body_that_nobody_read_does_not_reach_the_next_request(void **state)
{
	(void)state;
	start();
	int fd = dial();
	struct buf fake = buf_in(a, 4096);
	fc_begin(&fake, FC_RESPONDER, FC_KEEP);
	fc_params(a, &fake, "GET", "/who?smuggled", "", "");
	struct fc_answer r = fc_ask(a, fd, "POST", "/hello", buf_view(&fake), "", FC_KEEP);
	assert_str(r.body, "hello");
	r = get(fd, "/who?next");
	assert_str(r.body, "next||");
	close(fd);
	assert_int_equal(stop(), 0);
}

static void
b3_nothing_of_one_request_is_seen_in_the_next(void **state)
{
	(void)state;
	start_with(1, 1, 10); /* one worker, so every request follows another on the same arena */
	int fd[4];
	for (int i = 0; i < 4; i++)
		fd[i] = dial();
	for (int i = 0; i < 400; i++) {
		char uri[32], cookie[48] = "", want[96];
		snprintf(uri, sizeof(uri), "/who?%d", i);
		if (i % 3 == 0)
			snprintf(cookie, sizeof(cookie), "HTTP_COOKIE=session=%d", i);
		snprintf(want, sizeof(want), "%d|%s|", i, i % 3 == 0 ? cookie + 12 : "");
		struct fc_answer r = fc_ask(a, fd[i % 4], i % 5 == 0 ? "POST" : "GET", uri,
					    i % 5 == 0 ? STR("secret") : STR(""), cookie, FC_KEEP);
		assert_true(str_eq(r.body, str_of(want)));
	}
	for (int i = 0; i < 4; i++)
		close(fd[i]);
	assert_int_equal(stop(), 0);
}

static void
a_bad_head_is_answered_400_with_security_headers_and_never_served(void **state)
{
	(void)state;
	static const char *const lines[] = {"HTTP_X=a\rb", "HTTP_HOST=other.example",
					    "CONTENT_LENGTH=5", "HTTP_USER_AGENT=\x1B[31m"};
	start();
	int fd = dial();
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		struct fc_answer r = fc_ask(a, fd, "GET", "/hello", STR(""), lines[i], FC_KEEP);
		assert_int_equal(r.status, 400);
		assert_str(fc_header(&r, "X-Content-Type-Options"), "nosniff");
		assert_true(fc_header(&r, "Content-Security-Policy").n > 0);
		assert_true(str_starts(r.body, STR("400 Bad Request\nRequest ")));
	}
	assert_hello(fd); /* well-formed FastCGI all the time: the connection is sound */
	static const char *const lengths[] = {"-1", "+5", "0x10", "1e3", " 5", "9223372036854775808",
					      "5,5"};
	for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
		struct buf b = post_head("/echo", lengths[i]);
		fc_record(&b, FC_STDIN, STR(""), 0);
		assert_true(fc_send(fd, &b));
		struct fc_answer r = fc_answer(a, fd);
		assert_int_equal(r.status, 400);
	}
	close(fd);
	assert_int_equal(stored_now(), 0);
	assert_int_equal(stop(), 0);
}

static void
other_roles_are_refused(void **state)
{
	(void)state;
	start();
	for (int role = 2; role <= 4; role++) { /* authorizer, filter, and one that does not exist */
		int fd = dial();
		struct buf b = buf_in(a, FC_REQUEST_MAX);
		fc_begin(&b, role, FC_KEEP);
		fc_params(a, &b, "GET", "/hello", "", "");
		fc_record(&b, FC_STDIN, STR(""), 0);
		assert_true(fc_send(fd, &b));
		struct fc_answer r = fc_answer(a, fd);
		assert_int_equal(r.status, role == 4 ? 0 : 400);
		close(fd);
	}
	get_ms("/hello");
	assert_int_equal(stop(), 0);
}

/* ---- descriptors ----------------------------------------------------------------------------- */

static int64_t
cpu_ticks(pid_t pid)
{
	char name[64], text[1024];
	unsigned long user = 0, sys = 0;
	snprintf(name, sizeof(name), "/proc/%d/stat", (int)pid);
	int fd = open(name, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	ssize_t n = read(fd, text, sizeof(text) - 1);
	close(fd);
	assert_true(n > 0);
	text[n] = '\0';
	char *at = strrchr(text, ')');
	assert_non_null(at);
	assert_int_equal(sscanf(at, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &sys), 2);
	return (int64_t)(user + sys);
}

static void
without_descriptors_nobody_spins_and_afterwards_everybody_is_served(void **state)
{
	(void)state;
	int waiting[10];
	start();
	int kept = dial();
	assert_int_equal(get(kept, "/starve").status, 200);
	for (size_t i = 0; i < ARRAY_LEN(waiting); i++)
		waiting[i] = dial(); /* the backlog takes them */
	int64_t before = cpu_ticks(server);
	sleep_ms(1000);
	int64_t spent = (cpu_ticks(server) - before) * 1000 / sysconf(_SC_CLK_TCK);
	assert_true(spent < 300); /* a spinning worker would have spent all of the second */
	assert_hello(kept);       /* who is connected is served */
	assert_int_equal(get(kept, "/feed").status, 200);
	for (size_t i = 0; i < ARRAY_LEN(waiting); i++)
		assert_hello(waiting[i]);
	for (size_t i = 0; i < ARRAY_LEN(waiting); i++)
		close(waiting[i]);
	close(kept);
	assert_int_equal(stop(), 0);
}

static void
two_thousand_connections_come_and_go(void **state)
{
	(void)state;
	start();
	int fd[100];
	for (int round = 0; round < 20; round++) {
		for (size_t i = 0; i < ARRAY_LEN(fd); i++)
			fd[i] = dial();
		for (size_t i = 0; i < ARRAY_LEN(fd); i++) {
			if (i % 3 == 0)
				continue; /* leaves without a word */
			char uri[32];
			snprintf(uri, sizeof(uri), "/who?%d-%zu", round, i);
			struct fc_answer r = fc_ask(a, fd[i], "GET", uri, STR(""), "", i % 2);
			assert_true(str_eq(str_from(str_of(uri), 5), str_sub(r.body, 0, r.body.n - 2)));
		}
		for (size_t i = 0; i < ARRAY_LEN(fd); i++)
			close(fd[i]);
	}
	assert_int_equal(stop(), 0); /* counts descriptors */
}

struct client {
	pthread_t thread;
	unsigned seed;
	bool ok;
};

/* Requests of every kind in a fixed order of its own, on connections it keeps or drops. */
static void *
client_main(void *arg)
{
	struct client *c = arg;
	struct arena *mine = arena_new();
	int fd = -1;
	c->ok = true;
	for (unsigned i = 0; i < 300 && c->ok; i++) {
		char uri[48];
		unsigned kind = (i * 7 + c->seed) % 11;
		if (fd < 0)
			fd = fc_connect(path);
		if (fd < 0) {
			c->ok = false;
			break;
		}
		snprintf(uri, sizeof(uri), "/who?%u-%u", c->seed, i);
		struct fc_answer r = fc_ask(mine, fd, kind == 3 ? "POST" : "GET", uri,
					    kind == 3 ? STR("left unread") : STR(""), "",
					    kind == 5 ? 0 : FC_KEEP);
		c->ok = r.ended && r.body.n > 2 &&
			str_eq(str_from(str_of(uri), 5), str_sub(r.body, 0, r.body.n - 2));
		if (kind == 5 || kind == 8) {
			close(fd);
			fd = -1;
		}
		arena_reset(mine);
	}
	if (fd >= 0)
		close(fd);
	arena_free(&mine);
	return NULL;
}

static void
many_clients_at_once_each_get_their_own_answers(void **state)
{
	(void)state;
	struct client c[8];
	start();
	for (size_t i = 0; i < ARRAY_LEN(c); i++) {
		c[i].seed = (unsigned)i;
		assert_int_equal(pthread_create(&c[i].thread, NULL, client_main, &c[i]), 0);
	}
	for (size_t i = 0; i < ARRAY_LEN(c); i++) {
		pthread_join(c[i].thread, NULL);
		assert_true(c[i].ok);
	}
	assert_int_equal(stop(), 0);
}

static void
a_turn_given_away_is_taken_again(void **state)
{
	(void)state;
	start_with(WORKERS, 1, 10);
	int fd = dial();
	for (int i = 0; i < 50; i++)
		assert_int_equal(get(fd, i % 2 == 0 ? "/given" : "/hello").status, 200);
	close(fd);
	assert_int_equal(stop(), 0);
}

/* ---- the end --------------------------------------------------------------------------------- */

static void
an_orderly_stop_finishes_the_request_under_way_and_closes_the_idle(void **state)
{
	(void)state;
	start();
	int idle = dial(), busy = dial();
	struct buf b = buf_in(a, FC_REQUEST_MAX);
	assert_hello(idle);
	fc_begin(&b, FC_RESPONDER, FC_KEEP);
	fc_params(a, &b, "GET", "/slow", "", "");
	fc_record(&b, FC_STDIN, STR(""), 0);
	assert_true(fc_send(busy, &b));
	sleep_ms(200); /* the handler sleeps 600 */
	struct pollfd answered = {.fd = busy, .events = POLLIN};
	close(control);
	assert_true(fc_closed(idle)); /* at once, not with the last request */
	assert_int_equal(poll(&answered, 1, 0), 0);
	struct fc_answer r = fc_answer(a, busy);
	assert_int_equal(r.status, 200);
	assert_true(r.ended);
	assert_str(r.body, "hello");
	assert_true(fc_closed(busy));
	int status;
	assert_int_equal(waitpid(server, &status, 0), server);
	assert_int_equal(status, 0);
	assert_int_equal(fc_connect(path), -1); /* nobody listens any more */
	close(idle);
	close(busy);
}

static void
a_stop_does_not_wait_longer_than_told_for_a_stuck_peer(void **state)
{
	(void)state;
	start_with(WORKERS, 60, 1);
	int stuck[4], silent = dial();
	struct buf b = post_head("/echo", "5");
	for (size_t i = 0; i < ARRAY_LEN(stuck); i++) {
		stuck[i] = dial();
		assert_true(fc_write(stuck[i], str_sub(buf_view(&b), 0, b.n - 2)));
	}
	sleep_ms(200);
	int64_t from = clock_tick();
	assert_int_equal(stop(), 0);
	int64_t took = clock_tick() - from;
	assert_true(took >= 900 && took < 4000);
	for (size_t i = 0; i < ARRAY_LEN(stuck); i++)
		close(stuck[i]);
	close(silent);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_get_is_answered_and_the_connection_kept_only_when_asked),
		cmocka_unit_test(a_post_of_exactly_its_length_is_taken_and_the_connection_kept),
		cmocka_unit_test(a_body_cut_short_or_aborted_is_not_stored),
		cmocka_unit_test(a_hundred_requests_follow_a_413_on_the_same_connection),
		cmocka_unit_test(an_answer_waits_for_the_end_of_a_body_that_nobody_wants),
		cmocka_unit_test(a_body_without_end_is_answered_413_and_not_read_for_ever),
		cmocka_unit_test(a_body_that_nobody_read_does_not_reach_the_next_request),
		cmocka_unit_test(b3_nothing_of_one_request_is_seen_in_the_next),
		cmocka_unit_test(a_bad_head_is_answered_400_with_security_headers_and_never_served),
		cmocka_unit_test(other_roles_are_refused),
		cmocka_unit_test(
			without_descriptors_nobody_spins_and_afterwards_everybody_is_served),
		cmocka_unit_test(two_thousand_connections_come_and_go),
		cmocka_unit_test(many_clients_at_once_each_get_their_own_answers),
		cmocka_unit_test(a_turn_given_away_is_taken_again),
		cmocka_unit_test(
			an_orderly_stop_finishes_the_request_under_way_and_closes_the_idle),
		cmocka_unit_test(a_stop_does_not_wait_longer_than_told_for_a_stuck_peer),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
