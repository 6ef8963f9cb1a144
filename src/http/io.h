/*
 * What the files of this room share about a request under way: libfcgi's request and how far it is,
 * so that the watchdog can tell a slow peer from a slow handler. Private to http/.
 */
#ifndef HTTP_IO_H
#define HTTP_IO_H

#include <fcgiapp.h>
#include <stdatomic.h>

#include "http/req.h"

/* Who is being waited for. */
enum io_phase {
	IO_IDLE,
	IO_READING, /* the peer: head or body */
	IO_WORKING, /* us: the handler */
	IO_WRITING  /* the peer: takes the answer */
};

struct req_io {
	FCGX_Request fcgi;
	_Atomic int phase;       /* enum io_phase */
	_Atomic int64_t claimed; /* clock_tick() when a worker took the connection */
	_Atomic int64_t since;   /* the present wait for the peer began; head and body are one */
	int64_t head_ms;         /* how long the head took */
	bool sent;               /* resp_send() was called */
	bool whole;              /* and the peer has taken all of it */
	unsigned char random[256]; /* for ids: one getrandom(2) in 32 requests is enough */
	size_t random_left;
	bool drained;            /* STDIN was read to its end: another request may follow */
};

/** Fills *r from the parameters libfcgi read. Answers 0, or the status to send (400); r is then
 * still good enough for resp_send(). */
int req_head(struct req *r, struct req_io *, struct arena *) NODISCARD;

/** Reads what is left of the body, at most `max` bytes, and drops it. True: its end was reached and
 * there was no error. */
bool req_drain(struct req_io *, size_t max) NODISCARD;

/** A new wait for the peer begins, or (IO_WORKING) one ends. */
void io_enter(struct req_io *, enum io_phase);

#endif
