/*
 * The connections that no worker is serving, and who may touch which. Private to http/.
 *
 * A connection is claimed before anything is done with it: by the worker that got its event, or by
 * the watchdog that closes it because its time is over. The claim is one compare-and-set on a word
 * that holds its state and a generation; the generation grows with every arming and never starts
 * again, so a late event for a descriptor number that was used again is recognised and dropped.
 *
 * Every connection has two descriptors: ours, which alone is in the epoll and in the table, and a
 * duplicate for libfcgi, which closes it in the middle of FCGX_Accept_r() whenever it dislikes what
 * it reads. So our number stays valid while a worker serves, and the watchdog may shut it down.
 */
#ifndef HTTP_CONN_H
#define HTTP_CONN_H

#include <stdatomic.h>

#include "base/str.h"

struct conn {
	_Atomic uint64_t word;  /* generation << 8 | state */
	_Atomic int64_t since;  /* clock_tick() of its last arming */
	int fd;                 /* ours */
	int lib_fd;             /* libfcgi's; -1 = closed by it */
};

struct conns;

/* Events of these are not connections' (a connection's low half is a descriptor, never all
 * ones). */
#define EVENT_LISTEN UINT64_MAX
#define EVENT_STOP (UINT64_MAX - (1ULL << 32))

/** At most `max` connections, descriptors below `slots`. */
struct conns *conns_new(int epoll, size_t slots, size_t max);
/** Closes what is left; nobody may be serving. */
void conns_free(struct conns **);
bool conns_full(const struct conns *);
size_t conns_open(const struct conns *);

/** Takes over an accepted socket and waits for its first word. False: no room; it is closed. */
bool conn_add(struct conns *, int fd);

/** The connection of an epoll event, now the caller's alone; NULL: somebody was faster. */
struct conn *conn_claim(struct conns *, uint64_t event);

/* What the holder of a claim does at the end: exactly one of these. */
void conn_keep(struct conns *, struct conn *); /* waits for the next request */
void conn_close(struct conns *, struct conn *);

/** Closes connections that never said anything for `silent` ms, or idled for `kept` ms after an
 * answer. */
void conns_expire(struct conns *, int64_t silent, int64_t kept);
/** Closes every idle connection on which nothing waits to be read. */
void conns_close_idle(struct conns *);

#endif
