/* http/worker.c and conn.c: peers that are slow, silent or hostile stop nobody (SECURITY.md,
 * rule 2). */
#include "server.h"

static void
twenty_silent_peers_pin_nobody_and_are_closed_in_time(void **state)
{
	(void)state;
	int silent[20];
	start_with(2, 1, 10); /* two workers: one silent peer a thread would be the end */
	for (size_t i = 0; i < ARRAY_LEN(silent); i++)
		silent[i] = dial();
	int64_t from = clock_tick();
	for (int i = 0; i < 20; i++)
		assert_true(get_ms("/hello") < 900); /* a pinned thread is free after 1 s */
	for (size_t i = 0; i < ARRAY_LEN(silent); i++) {
		assert_true(fc_closed(silent[i]));
		close(silent[i]);
	}
	int64_t took = clock_tick() - from;
	assert_true(took > 700 && took < 5000);
	assert_int_equal(stop(), 0);
}

static void
a_kept_connection_outlives_a_silent_one_and_is_closed_in_its_time(void **state)
{
	(void)state;
	start();
	int fd = dial();
	assert_hello(fd);
	sleep_ms(1400); /* longer than a peer may wait before its first word */
	assert_hello(fd);
	int64_t from = clock_tick();
	assert_true(fc_closed(fd));
	int64_t took = clock_tick() - from;
	assert_true(took > 1700 && took < 6000);
	close(fd);
	assert_int_equal(stop(), 0);
}

static void
peers_stuck_within_a_record_lose_their_turns_and_then_their_connection(void **state)
{
	(void)state;
	int stuck[8]; /* four times the turns, half the workers */
	start();
	struct buf b = post_head("/echo", "5");
	for (size_t i = 0; i < ARRAY_LEN(stuck); i++) {
		stuck[i] = dial();
		/* cut in the record's header, in PARAMS, and in the body */
		size_t cut = i % 3 == 0 ? 3 : i % 3 == 1 ? b.n / 2 : b.n;
		assert_true(fc_write(stuck[i], str_sub(buf_view(&b), 0, cut)));
	}
	int64_t from = clock_tick();
	for (int i = 0; i < 10; i++)
		assert_true(get_ms("/hello") < 900); /* turns come back within 150 ms a round */
	for (size_t i = 0; i < ARRAY_LEN(stuck); i++) {
		assert_true(fc_closed(stuck[i]));
		close(stuck[i]);
	}
	assert_true(clock_tick() - from < 6000);
	assert_int_equal(stored_now(), 0);
	assert_int_equal(stop(), 0);
}

/* Sends `b` a byte at a time; how long until the server has enough of it. */
static int64_t
trickle(const struct buf *b)
{
	int fd = dial();
	int64_t from = clock_tick();
	for (size_t i = 0; i < b->n && clock_tick() - from < 12000; i++) {
		if (!fc_write(fd, str_sub(buf_view(b), i, i + 1)))
			break;
		sleep_ms(100);
	}
	close(fd);
	return clock_tick() - from;
}

static void
a_trickling_peer_is_cut_off_in_the_head_and_in_the_body(void **state)
{
	(void)state;
	start();
	struct buf head = post_head("/echo", "900");
	assert_true(head.n > 150);
	int64_t took = trickle(&head);
	assert_true(took >= 1900 && took < 6000);

	int fd = dial();
	int64_t from = clock_tick();
	assert_true(fc_send(fd, &head));
	while (clock_tick() - from < 12000) {
		struct buf one = buf_in(a, 64);
		fc_record(&one, FC_STDIN, STR("x"), 0);
		if (!fc_send(fd, &one))
			break;
		sleep_ms(100);
	}
	took = clock_tick() - from;
	assert_true(took >= 1900 && took < 6000);
	close(fd);
	assert_int_equal(stored_now(), 0);
	assert_int_equal(stop(), 0);
}

static void
a_peer_that_takes_its_answer_byte_by_byte_is_cut_off(void **state)
{
	(void)state;
	start();
	int fd = dial();
	struct buf b = buf_in(a, FC_REQUEST_MAX);
	char some[16384];
	fc_begin(&b, FC_RESPONDER, FC_KEEP);
	fc_params(a, &b, "GET", "/big", "", "");
	fc_record(&b, FC_STDIN, STR(""), 0);
	assert_true(fc_send(fd, &b));
	int64_t from = clock_tick();
	while (clock_tick() - from < 20000) { /* at this pace 8 MB take a minute */
		if (recv(fd, some, sizeof(some), 0) <= 0)
			break;
		sleep_ms(100);
	}
	int64_t took = clock_tick() - from;
	assert_true(took >= 5900 && took < 15000); /* what is in the socket's buffer still comes */
	get_ms("/hello");
	close(fd);
	assert_int_equal(stop(), 0);
}

static void
a_peer_that_does_not_take_its_answer_is_closed_after_the_time_limit(void **state)
{
	(void)state;
	start();
	int fd = dial();
	struct buf b = buf_in(a, FC_REQUEST_MAX);
	fc_begin(&b, FC_RESPONDER, FC_KEEP);
	fc_params(a, &b, "GET", "/big", "", "");
	fc_record(&b, FC_STDIN, STR(""), 0);
	assert_true(fc_send(fd, &b));
	sleep_ms(2000);
	struct fc_answer r = fc_answer(a, fd);
	assert_false(r.ended);
	assert_true(r.body.n < 8 << 20);
	close(fd);
	assert_int_equal(stop(), 0);
}

static void
rubbish_closes_its_connection_and_no_other(void **state)
{
	(void)state;
	static const struct {
		const char *p;
		size_t n;
	} rubbish[] = {
		{"GET / HTTP/1.1\r\nHost: x\r\n\r\n", 27},     /* wrong version */
		{"\1\1\0\0\0\10\0\0\0\1\1\0\0\0\0\0", 16},     /* BEGIN of request 0 */
		{"\1\1\0\1\0\7\0\0\0\1\1\0\0\0\0", 15},        /* BEGIN of 7 bytes */
		{"\1\1\0\1\0\10\0\0\0\1\1\0\0\0\0\0\1\5\0\1\0\0\0\0", 24}, /* STDIN before PARAMS */
		{"\1\1\0\1\0\10\0\0\0\1\1\0\0\0\0\0\1\4\0\1\0\1\0\0\377", 25}, /* PARAMS cut in a length */
		{"\1\1\0\1\0\10\0\0\0\1\1\0\0\0\0\0\1\4\0\1\0\2\0\0\5\5\1\4\0\1\0\0\0\0", 34}, /* no bytes */
		{"\0", 1},
	};
	start();
	int other = dial();
	assert_hello(other);
	for (size_t i = 0; i < ARRAY_LEN(rubbish); i++) {
		int fd = dial();
		assert_true(fc_write(fd, (struct str){rubbish[i].p, rubbish[i].n}));
		shutdown(fd, SHUT_WR);
		assert_true(fc_closed(fd));
		close(fd);
		assert_hello(other);
	}
	close(other);
	assert_int_equal(stop(), 0);
}

static void
a_head_cut_between_two_parameters_is_never_served(void **state)
{
	(void)state;
	start();
	int fd = dial();
	struct buf b = buf_in(a, FC_REQUEST_MAX);
	fc_begin(&b, FC_RESPONDER, FC_KEEP);
	fc_params(a, &b, "GET", "/touch", "", "");
	/* without the empty record that ends PARAMS: to libfcgi a whole head */
	assert_true(fc_write(fd, str_sub(buf_view(&b), 0, b.n - 8)));
	shutdown(fd, SHUT_WR);
	assert_true(fc_closed(fd));
	close(fd);
	assert_int_equal(stored_now(), 0);
	assert_int_equal(stop(), 0);
}

/* SECURITY.md, rule 2: libfcgi 2.4.2 takes any length of a parameter and any number of questions
 * in a management record. What happens then is recorded here, not promised: the process may end
 * inside libfcgi, and the supervisor starts it again. What must hold: a server that lives on
 * still serves, and has leaked nothing. */
static void
record_what_happens(const char *what, const struct buf *b)
{
	start();
	int fd = dial();
	assert_true(fc_send(fd, b));
	shutdown(fd, SHUT_WR);
	assert_true(fc_closed(fd));
	close(fd);
	int again = fc_connect(path);
	bool alive = again >= 0 && get(again, "/hello").status == 200;
	if (again >= 0)
		close(again);
	int status = stop();
	print_message("# %s: the server %s (wait status %#x)\n", what,
		      alive ? "lives on" : "ended", (unsigned)status);
	assert_true(alive ? status == 0 : WIFSIGNALED(status) || WEXITSTATUS(status) != 0);
}

static void
a_huge_parameter_length_ends_the_process_at_worst(void **state)
{
	(void)state;
	static const struct {
		const char *what, *lengths;
	} rows[] = {
		{"name and value of 2^31-2 bytes", "\377\377\377\376\377\377\377\376"},
		{"name and value of 1 GiB", "\300\0\0\0\300\0\0\0"},
		{"name of 2^31-1 bytes, value of 1", "\377\377\377\377\200\0\0\1"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct buf b = buf_in(a, 4096), p = buf_in(a, 64);
		fc_begin(&b, FC_RESPONDER, FC_KEEP);
		buf_add(&p, rows[i].lengths, 8);
		buf_lit(&p, "xxxxxxxx");
		fc_record(&b, FC_PARAMS, buf_view(&p), 0);
		fc_record(&b, FC_PARAMS, STR(""), 0);
		record_what_happens(rows[i].what, &b);
	}
}

static void
a_management_record_with_many_questions_ends_the_process_at_worst(void **state)
{
	(void)state;
	struct buf b = buf_in(a, 65536), p = buf_in(a, 65536);
	for (int i = 0; i < 200; i++)
		fc_pair(&p, STR("FCGI_MPXS_CONNS"), STR(""));
	fc_record(&b, FC_GET_VALUES, buf_view(&p), 0);
	b.p[3] = 0; /* a management record's request is 0 */
	record_what_happens("200 questions in one FCGI_GET_VALUES", &b);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(twenty_silent_peers_pin_nobody_and_are_closed_in_time),
		cmocka_unit_test(a_kept_connection_outlives_a_silent_one_and_is_closed_in_its_time),
		cmocka_unit_test(
			peers_stuck_within_a_record_lose_their_turns_and_then_their_connection),
		cmocka_unit_test(a_trickling_peer_is_cut_off_in_the_head_and_in_the_body),
		cmocka_unit_test(a_peer_that_takes_its_answer_byte_by_byte_is_cut_off),
		cmocka_unit_test(
			a_peer_that_does_not_take_its_answer_is_closed_after_the_time_limit),
		cmocka_unit_test(rubbish_closes_its_connection_and_no_other),
		cmocka_unit_test(a_head_cut_between_two_parameters_is_never_served),
		cmocka_unit_test(a_huge_parameter_length_ends_the_process_at_worst),
		cmocka_unit_test(a_management_record_with_many_questions_ends_the_process_at_worst),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
