/*
 * The threads that answer: one epoll over the listening socket and every idle connection, W workers,
 * turns (base/turn.h), libfcgi as a parser of connections that are ready. DESIGN.md section 3 says why.
 */
#ifndef HTTP_WORKER_H
#define HTTP_WORKER_H

#include "http/req.h"

struct worker_conf {
	int listen_fd;          /* non-blocking, CLOEXEC; never shut down by us */
	unsigned workers;
	int64_t io_timeout;     /* seconds a peer may be silent within a request */
	int64_t idle_silent;    /* seconds before a connection that never said anything is closed */
	int64_t idle_kept;      /* seconds before a kept, idle connection is closed */
	void (*serve)(struct req *, void *arg); /* must resp_send() exactly once */
	void *arg;
};

struct workers;

/** Makes the listening socket: unlinks a dead one (a live one: ERR_BUSY; no socket at all: ERR_INPUT,
 * nothing is removed), mode and group (NULL or "" = leave it) as given, backlog 4096. A mode that lets
 * others in is ERR_INPUT. *ret_why: one line. Before any thread: it sets the umask for a moment. */
enum err worker_listen(struct arena *, const char *path, unsigned mode, const char *group,
		       int *ret_fd, struct str *ret_why) NODISCARD;

/** The same for a successor: binds beside it (`path`.new) and renames over `path`, so that there is no
 * moment without a listener. Who listened there keeps the connections he has. */
enum err worker_take_over(struct arena *, const char *path, unsigned mode, const char *group,
			  int *ret_fd, struct str *ret_why) NODISCARD;

/** A connection to the socket at `path` that never blocks: poll() before reading and writing. -1: none, errno
 * says why; EAGAIN: somebody listens, and his queue is full. */
int worker_connect(const char *path);
/** Does anybody listen at `path`? 0, or the errno of asking (ECONNREFUSED: a dead socket). */
int worker_ask(const char *path);

/** turn_init(), crypt_init() and ignoring SIGPIPE come before. At most (RLIMIT_NOFILE - 128) / 2 (and
 * 32,704) connections are open at a time; further ones wait in the backlog. */
struct workers *workers_start(const struct worker_conf *);

/** A successor has the address: what reached our socket before is still taken and answered, and a
 * connection is closed after its next answer, or by its peer. Calls of workers_watch() go on; then
 * workers_stop(). */
void workers_retire(struct workers *);
/** Connections that are open or wait to be taken. */
size_t workers_open(const struct workers *);

/** Stops taking connections, closes idle ones, lets every request under way end and joins the threads.
 * After `seconds` the connections are cut; a handler must end by itself. Calls workers_watch() for you;
 * from the same thread as it. */
void workers_stop(struct workers **, int64_t seconds);

/** What the watchdog does, every 50 ms, from main: takes turns from workers busy for over 100 ms, closes
 * connections whose time is over. */
void workers_watch(struct workers *);

#endif
