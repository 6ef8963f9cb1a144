/*
 * The threads: who waits, who serves, who looks after them. libfcgi only parses connections that
 * are ready; it never accepts, and never closes the descriptor that we know. conn.c holds the idle
 * ones. Knows nothing of what a request means: conf.serve does.
 */
#include "http/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/turn.h"
#include "conn.h"
#include "http/resp.h"
#include "io.h"
#include "peek.h"

/* A worker busy for longer loses its turn: it waits for something, others can use the processor. */
#define TURN_MS 100
/* Enough for ICU, cmark and SQLite under a sanitizer; the default of 8 MB times 64 workers would
 * eat the address space that RLIMIT_AS leaves us. */
#define STACK_BYTES (2 * 1024 * 1024)
/* Descriptors that stay free for the store, its readers, logs and libraries. */
#define SPARE_FDS 128
#define SLOTS_MAX 65536

struct worker {
	struct workers *ws;
	pthread_t thread;
	struct turn_holder turn;
	struct arena *arena;
	struct req_io io;
	pthread_mutex_t lock; /* fd is valid while held; for the watchdog */
	int fd;               /* being served, -1 = none */
	bool cut;             /* the watchdog has shut it down already */
};

struct workers {
	struct worker_conf conf;
	int epoll, stop_fd;
	struct conns *conns;
	_Atomic bool stopping;
	_Atomic bool retired;   /* a successor has the address: no connection is kept */
	_Atomic bool deaf;      /* the listening socket is not armed: no descriptor for more */
	_Atomic int64_t told;   /* clock_tick() of the last line about that */
	_Atomic unsigned alive; /* threads that have not returned */
	struct worker *at;
};

/* ---- the listening socket ------------------------------------------------------------------- */

/* May fail when workers_stop() has just taken the socket out: then nobody wants it armed. */
static void
listen_arm(struct workers *ws)
{
	struct epoll_event ev = {.events = EPOLLIN | EPOLLONESHOT, .data.u64 = EVENT_LISTEN};
	(void)epoll_ctl(ws->epoll, EPOLL_CTL_MOD, ws->conf.listen_fd, &ev);
}

/* SO_RCVTIMEO makes a silent peer an error inside libfcgi, which has no time limit of its own. */
static bool
set_limits(int fd, int64_t seconds)
{
	struct timeval t = {.tv_sec = (time_t)seconds};
	return setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof(t)) == 0 &&
	       setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &t, sizeof(t)) == 0;
}

/* One line in ten seconds: the state may last. */
static void
tell_deaf(struct workers *ws, const char *why)
{
	int64_t now = clock_tick(), told = atomic_load(&ws->told);
	if ((told == 0 || now - told > 10000) &&
	    atomic_compare_exchange_strong(&ws->told, &told, now))
		log_event(LOG_WARN, "accept_paused", LOG_S("why", str_of(why)));
}

/* Accepts one connection. Where the machine has no descriptor left the socket stays disarmed
 * until the watchdog's next round: it would be ready again at once, and the worker would spin. */
static void
take_connection(struct workers *ws)
{
	const char *why = NULL;
	int fd = accept4(ws->conf.listen_fd, NULL, NULL, SOCK_CLOEXEC); /* blocking, on purpose */
	if (fd < 0) {
		if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED)
			why = strerrordesc_np(errno);
	} else if (!set_limits(fd, ws->conf.io_timeout)) {
		close(fd);
	} else if (!conn_add(ws->conns, fd)) {
		why = "no descriptor left";
	}
	if (why == NULL && conns_full(ws->conns))
		why = "as many connections as descriptors allow";
	if (why == NULL) {
		listen_arm(ws);
		return;
	}
	tell_deaf(ws, why);
	atomic_store(&ws->deaf, true);
}

/* ---- one request ---------------------------------------------------------------------------- */

static void
refuse(struct req *r, int status)
{
	struct resp p;
	resp_init(&p);
	p.status = status;
	p.kind = RESP_TEXT;
	p.body = str_printf(r->arena, "%d %s\nRequest %s\n", status, resp_phrase(status), r->id);
	(void)resp_send(r, &p); /* a peer that is gone needs no answer */
}

/* Everything while libfcgi holds the request. Answers whether the connection may carry another one. */
static bool
answer(struct worker *w)
{
	FCGX_Request *f = &w->io.fcgi;
	if (FCGX_GetError(f->in) != 0)
		return false; /* libfcgi calls a head whole that ended between two parameters */
	struct req *r = arena_new_of(w->arena, struct req);
	io_enter(&w->io, IO_WORKING);
	int status = req_head(r, &w->io, w->arena);
	if (status == 0)
		w->ws->conf.serve(r, w->ws->conf.arg);
	else
		refuse(r, status);
	must(w->io.sent);
	return f->keepConnection != 0 && w->io.drained && w->io.whole;
}

static bool
serve_request(struct worker *w, struct conn *c)
{
	FCGX_Request *f = &w->io.fcgi;
	f->ipcFd = c->lib_fd;
	f->keepConnection = 1;
	/* "Detached" means to libfcgi: close without lingering. Else a peer that stays connected
	 * after rubbish would hold this thread for two seconds, again for each byte it sends. */
	(void)FCGX_Detach(f);
	/* A head it does not like: it closes its descriptor and tries to accept from socket -1,
	 * which fails. */
	if (FCGX_Accept_r(f) != 0) {
		must(f->ipcFd < 0);
		c->lib_fd = -1;
		return false;
	}
	bool keep = answer(w) && !atomic_load(&w->ws->stopping) && !atomic_load(&w->ws->retired);
	/* Not FCGX_Finish_r(): it would end its own output, which frame.c has sent in its stead. */
	FCGX_Free(f, !keep);
	if (f->ipcFd < 0) {
		c->lib_fd = -1;
		return false;
	}
	f->ipcFd = -1; /* the connection's again; nothing of libfcgi's may close it later */
	return keep;
}

static void
serve_connection(struct worker *w, struct conn *c)
{
	w->io.sent = w->io.whole = w->io.drained = false;
	w->io.head_ms = -1;
	io_enter(&w->io, IO_READING);
	atomic_store(&w->io.claimed, atomic_load(&w->io.since));
	pthread_mutex_lock(&w->lock);
	w->fd = c->fd;
	w->cut = false;
	pthread_mutex_unlock(&w->lock);

	bool keep = peek_ok(c->fd) && serve_request(w, c);

	pthread_mutex_lock(&w->lock);
	w->fd = -1;
	pthread_mutex_unlock(&w->lock);
	io_enter(&w->io, IO_IDLE);
	if (keep)
		conn_keep(w->ws->conns, c);
	else
		conn_close(w->ws->conns, c);
	arena_reset(w->arena);
}

/* ---- the threads ---------------------------------------------------------------------------- */

static void
handle(struct worker *w, uint64_t event)
{
	if (event == EVENT_LISTEN) {
		take_connection(w->ws);
		return;
	}
	struct conn *c = conn_claim(w->ws->conns, event);
	if (c != NULL)
		serve_connection(w, c);
}

/* Stopping: serves what is ready now, waits for nothing. Two at a time, because the stop event is
 * always one of them. */
static void
drain_ready(struct worker *w)
{
	for (bool any = true; any;) {
		struct epoll_event ev[2];
		int n = epoll_wait(w->ws->epoll, ev, 2, 0);
		any = false;
		for (int i = 0; i < n; i++)
			if (ev[i].data.u64 != EVENT_STOP) {
				handle(w, ev[i].data.u64);
				any = true;
			}
	}
}

static void *
worker_main(void *arg)
{
	struct worker *w = arg;
	struct workers *ws = w->ws;
	for (;;) {
		struct epoll_event ev;
		if (!atomic_load(&w->turn.holds))
			turn_take(&w->turn);
		if (atomic_load(&ws->stopping))
			break;
		turn_idle();
		int n = epoll_wait(ws->epoll, &ev, 1, -1);
		int why = errno;
		turn_busy();
		must(n >= 0 || why == EINTR);
		if (n == 1 && ev.data.u64 != EVENT_STOP)
			handle(w, ev.data.u64);
	}
	drain_ready(w);
	turn_give();
	atomic_fetch_sub(&ws->alive, 1);
	return NULL;
}

static void
worker_start(struct workers *ws, struct worker *w, const pthread_attr_t *attr)
{
	w->ws = ws;
	w->fd = -1;
	w->arena = arena_new();
	must(FCGX_InitRequest(&w->io.fcgi, -1, 0) == 0);
	must(pthread_mutex_init(&w->lock, NULL) == 0);
	int why = pthread_create(&w->thread, attr, worker_main, w);
	if (why != 0)
		die_system("start a worker thread", why, "lower `workers`, or raise the limits on "
			   "tasks and memory");
}

/* Signals are main's: workers block all of them. */
static void
start_all(struct workers *ws)
{
	pthread_attr_t attr;
	sigset_t all, was;
	sigfillset(&all);
	must(pthread_attr_init(&attr) == 0);
	must(pthread_attr_setstacksize(&attr, STACK_BYTES) == 0);
	must(pthread_sigmask(SIG_SETMASK, &all, &was) == 0);
	for (unsigned i = 0; i < ws->conf.workers; i++)
		worker_start(ws, &ws->at[i], &attr);
	must(pthread_sigmask(SIG_SETMASK, &was, NULL) == 0);
	pthread_attr_destroy(&attr);
}

/* Two descriptors a connection; the rest of the program keeps SPARE_FDS. */
static struct conns *
make_table(int epoll)
{
	struct rlimit lim;
	must(getrlimit(RLIMIT_NOFILE, &lim) == 0);
	size_t slots = lim.rlim_cur > SLOTS_MAX ? SLOTS_MAX : (size_t)lim.rlim_cur;
	size_t max = slots > SPARE_FDS + 16 ? (slots - SPARE_FDS) / 2 : 8;
	return conns_new(epoll, slots, max);
}

struct workers *
workers_start(const struct worker_conf *conf)
{
	must(conf->workers > 0 && conf->io_timeout > 0 && conf->serve != NULL);
	must((fcntl(conf->listen_fd, F_GETFL) & O_NONBLOCK) != 0);
	/* libfcgi frees its buffers with request bodies in them: freed memory is overwritten. */
	mallopt(M_PERTURB, 0xA5);
	must(FCGX_Init() == 0);

	struct workers *ws = heap_zero(1, sizeof(*ws));
	ws->conf = *conf;
	ws->at = heap_zero(conf->workers, sizeof(*ws->at));
	ws->epoll = epoll_create1(EPOLL_CLOEXEC);
	ws->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (ws->epoll < 0 || ws->stop_fd < 0)
		die_system("wait for connections", errno, "raise the limit on open files");
	ws->conns = make_table(ws->epoll);
	atomic_store(&ws->alive, conf->workers);

	struct epoll_event stop = {.events = EPOLLIN, .data.u64 = EVENT_STOP};
	struct epoll_event door = {.events = EPOLLIN | EPOLLONESHOT, .data.u64 = EVENT_LISTEN};
	must(epoll_ctl(ws->epoll, EPOLL_CTL_ADD, ws->stop_fd, &stop) == 0);
	must(epoll_ctl(ws->epoll, EPOLL_CTL_ADD, conf->listen_fd, &door) == 0);
	start_all(ws);
	return ws;
}

/* ---- the watchdog --------------------------------------------------------------------------- */

/* Is its peer too slow? A peer that is merely silent runs into the socket's own time limit; this
 * is for the one that sends or takes a byte now and then. */
static bool
too_slow(const struct worker *w, int64_t now)
{
	int64_t limit = w->ws->conf.io_timeout * 1000;
	enum io_phase phase = (enum io_phase)atomic_load(&w->io.phase);
	int64_t waited = now - atomic_load(&w->io.since);
	switch (phase) {
	case IO_READING:
		return waited > 2 * limit;
	case IO_WRITING:
		return waited > 6 * limit;
	case IO_IDLE:
	case IO_WORKING:
		break;
	}
	return false;
}

/* Under the worker's lock its descriptor cannot be closed, nor the number used again. */
static void
watch_worker(struct worker *w, int64_t now)
{
	pthread_mutex_lock(&w->lock);
	if (w->fd >= 0) {
		if (now - atomic_load(&w->io.claimed) > TURN_MS && atomic_load(&w->turn.holds))
			turn_revoke(&w->turn);
		if (!w->cut && too_slow(w, now)) {
			log_event(LOG_WARN, "peer_too_slow",
				  LOG_I("ms", now - atomic_load(&w->io.claimed)));
			shutdown(w->fd, SHUT_RDWR);
			w->cut = true;
		}
	}
	pthread_mutex_unlock(&w->lock);
}

static void
watch_all(struct workers *ws)
{
	int64_t now = clock_tick();
	for (unsigned i = 0; i < ws->conf.workers; i++)
		watch_worker(&ws->at[i], now);
	conns_expire(ws->conns, ws->conf.idle_silent * 1000, ws->conf.idle_kept * 1000);
}

void
workers_watch(struct workers *ws)
{
	watch_all(ws);
	if (atomic_load(&ws->deaf) && !conns_full(ws->conns)) {
		atomic_store(&ws->deaf, false);
		listen_arm(ws);
	}
}

void
workers_retire(struct workers *ws)
{
	atomic_store(&ws->retired, true);
}

size_t
workers_open(const struct workers *ws)
{
	struct pollfd door = {.fd = ws->conf.listen_fd, .events = POLLIN};
	return conns_open(ws->conns) + (poll(&door, 1, 0) > 0);
}

/* ---- the end -------------------------------------------------------------------------------- */

static void
cut_all(struct workers *ws)
{
	for (unsigned i = 0; i < ws->conf.workers; i++) {
		struct worker *w = &ws->at[i];
		pthread_mutex_lock(&w->lock);
		if (w->fd >= 0)
			shutdown(w->fd, SHUT_RDWR);
		pthread_mutex_unlock(&w->lock);
	}
}

void
workers_stop(struct workers **pws, int64_t seconds)
{
	struct workers *ws = *pws;
	if (ws == NULL)
		return;
	int64_t end = clock_tick() + seconds * 1000;
	uint64_t one = 1;
	(void)epoll_ctl(ws->epoll, EPOLL_CTL_DEL, ws->conf.listen_fd, NULL);
	atomic_store(&ws->stopping, true);
	must(write(ws->stop_fd, &one, sizeof(one)) == (ssize_t)sizeof(one));
	while (atomic_load(&ws->alive) > 0) {
		watch_all(ws);
		conns_close_idle(ws->conns);
		if (clock_tick() >= end)
			cut_all(ws); /* ends reads and writes; handlers end by themselves */
		nanosleep(&(struct timespec){.tv_nsec = 10 * 1000 * 1000}, NULL);
	}
	for (unsigned i = 0; i < ws->conf.workers; i++) {
		struct worker *w = &ws->at[i];
		must(pthread_join(w->thread, NULL) == 0);
		pthread_mutex_destroy(&w->lock);
		arena_free(&w->arena);
	}
	conns_free(&ws->conns);
	close(ws->stop_fd);
	close(ws->epoll);
	heap_free(ws->at);
	heap_free(ws);
	*pws = NULL;
}
