/*
 * A server under test in a child process: real workers, real libfcgi, a real unix socket. It stops
 * in order when the test says so, and must leave no descriptor open (and, under a sanitizer, no
 * memory and no fault): stop() gives its wait status, which every test looks at.
 *
 * Its time limits: 1 s of silence within a request, 1 s before the first word, 2 s between
 * requests.
 */
#ifndef TESTS_HTTP_SERVER_H
#define TESTS_HTTP_SERVER_H

#include "test.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "base/crypt.h"
#include "base/turn.h"
#include "fcgi_client.h"
#include "http/resp.h"
#include "http/worker.h"

#define WORKERS 16
#define TURNS 2

static struct arena *a;
static char dir[64], path[96];
static pid_t server;
static int control; /* our end of the pipe: closing it stops the server */

/* ---- the server, in the child --------------------------------------------------------------- */

static _Atomic int stored; /* bodies that were whole, and calls of /touch */

static inline void
sleep_ms(int ms)
{
	nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L}, NULL);
}

static inline void
serve(struct req *r, void *arg)
{
	struct resp p;
	(void)arg;
	must(arena_used(r->arena) < 4096); /* nothing is left of the request before */
	resp_init(&p);
	p.kind = RESP_TEXT;
	p.body = STR("hello");
	if (str_eq(r->path, STR("/slow"))) {
		sleep_ms(600);
	} else if (str_eq(r->path, STR("/echo")) || str_eq(r->path, STR("/max"))) {
		int status = req_body(r, str_eq(r->path, STR("/max")) ? REQ_BODY_MAX : 1000);
		p.status = status == 0 ? 200 : status;
		p.body = r->body;
		if (status == 0)
			atomic_fetch_add(&stored, 1);
	} else if (str_eq(r->path, STR("/touch"))) {
		atomic_fetch_add(&stored, 1);
	} else if (str_eq(r->path, STR("/stored"))) {
		p.body = str_printf(r->arena, "%d", atomic_load(&stored));
	} else if (str_eq(r->path, STR("/who"))) {
		p.body = str_printf(r->arena, "%.*s|%.*s|%.*s", STR_FMT(r->query), STR_FMT(r->cookie),
				    STR_FMT(r->body));
	} else if (str_eq(r->path, STR("/big"))) {
		p.body = (struct str){arena_array(r->arena, 8 << 20, char), 8 << 20};
	} else if (str_eq(r->path, STR("/given"))) {
		turn_give();
	} else if (str_eq(r->path, STR("/starve"))) {
		/* From here on the process gets no new descriptor. */
		struct rlimit lim = {.rlim_cur = 3, .rlim_max = 4096};
		must(setrlimit(RLIMIT_NOFILE, &lim) == 0);
	} else if (str_eq(r->path, STR("/feed"))) {
		struct rlimit lim = {.rlim_cur = 4096, .rlim_max = 4096};
		must(setrlimit(RLIMIT_NOFILE, &lim) == 0);
	}
	(void)resp_send(r, &p);
}

static inline int
open_fds(void)
{
	DIR *d = opendir("/proc/self/fd");
	int n = 0;
	must(d != NULL);
	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n;
}

static inline void
server_main(int pipe_fd, int ready_fd, unsigned workers, int64_t io_timeout, int64_t stop_seconds)
{
	struct arena *mine = arena_new();
	struct str why;
	struct pollfd p = {.fd = pipe_fd, .events = POLLIN};
	struct rlimit lim = {.rlim_cur = 4096, .rlim_max = 4096};
	int before, listener;
	must(setrlimit(RLIMIT_NOFILE, &lim) == 0);
	signal(SIGPIPE, SIG_IGN);
	must(worker_listen(mine, path, 0660, NULL, &listener, &why) == ERR_OK);
	before = open_fds();
	turn_init(TURNS);
	struct worker_conf conf = {.listen_fd = listener,
				   .workers = workers,
				   .io_timeout = io_timeout,
				   .idle_silent = 1,
				   .idle_kept = 2,
				   .serve = serve};
	struct workers *ws = workers_start(&conf);
	must(write(ready_fd, "r", 1) == 1);
	while (poll(&p, 1, 50) == 0)
		workers_watch(ws);
	workers_stop(&ws, stop_seconds);
	must(ws == NULL);
	int leaked = open_fds() - before;
	close(listener);
	arena_free(&mine);
	exit(leaked == 0 ? 0 : 3);
}

static inline void
start_with(unsigned workers, int64_t io_timeout, int64_t stop_seconds)
{
	int in[2], ready[2];
	char b;
	unlink(path);
	assert_int_equal(pipe2(in, O_CLOEXEC), 0);
	assert_int_equal(pipe2(ready, O_CLOEXEC), 0);
	server = fork();
	assert_true(server >= 0);
	if (server == 0) {
		close(in[1]);
		server_main(in[0], ready[1], workers, io_timeout, stop_seconds);
	}
	close(in[0]);
	close(ready[1]);
	control = in[1];
	assert_int_equal(read(ready[0], &b, 1), 1);
	close(ready[0]);
}

static inline void
start(void)
{
	start_with(WORKERS, 1, 10);
}

/* The wait status of the server after an orderly stop. */
static inline int
stop(void)
{
	int status;
	close(control);
	assert_int_equal(waitpid(server, &status, 0), server);
	return status;
}

static inline int
setup(void **state)
{
	(void)state;
	signal(SIGPIPE, SIG_IGN);
	crypt_init();
	a = arena_new();
	snprintf(dir, sizeof(dir), "/tmp/rj-worker-XXXXXX");
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/socket", dir);
	return 0;
}

static inline int
teardown(void **state)
{
	(void)state;
	unlink(path);
	rmdir(dir);
	arena_free(&a);
	return 0;
}

/* ---- the client ----------------------------------------------------------------------------- */

static inline int
dial(void)
{
	int fd = fc_connect(path);
	assert_true(fd >= 0);
	return fd;
}

/* Closed by the answer, not by a time limit (the shortest is 1 s, of a connection that was kept
 * 2 s). */
static inline bool
closed_at_once(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	return poll(&p, 1, 1000) == 1 && fc_closed(fd);
}

static inline struct fc_answer
get(int fd, const char *uri)
{
	return fc_ask(a, fd, "GET", uri, STR(""), "", FC_KEEP);
}

/* One GET on a connection of its own; how long it took. */
static inline int64_t
get_ms(const char *uri)
{
	int64_t from = clock_tick();
	int fd = dial();
	struct fc_answer r = get(fd, uri);
	assert_int_equal(r.status, 200);
	assert_true(r.ended);
	close(fd);
	return clock_tick() - from;
}

static inline void
assert_hello(int fd)
{
	struct fc_answer r = get(fd, "/hello");
	assert_int_equal(r.status, 200);
	assert_str(r.body, "hello");
	assert_true(r.ended);
}

/* A POST's head with its length, no body yet. */
static inline struct buf
post_head(const char *uri, const char *length)
{
	struct buf b = buf_in(a, FC_REQUEST_MAX);
	fc_begin(&b, FC_RESPONDER, FC_KEEP);
	fc_params(a, &b, "POST", uri, length, "");
	return b;
}

static inline int64_t
stored_now(void)
{
	int fd = dial();
	int64_t n = -1;
	struct fc_answer r = get(fd, "/stored");
	assert_true(str_int(r.body, 0, 1 << 30, &n));
	close(fd);
	return n;
}

static inline struct str
bytes(size_t n)
{
	char *p = arena_alloc(a, n);
	memset(p, 'b', n);
	return (struct str){p, n};
}

#endif
