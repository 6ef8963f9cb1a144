/* One request through the real libfcgi over a socket pair: for tests below the workers. */
#ifndef TESTS_HTTP_IO_PAIR_H
#define TESTS_HTTP_IO_PAIR_H

#include "../../src/http/io.h"
#include "fcgi_client.h"

struct io_pair {
	int client; /* the test's end */
	struct req_io io;
};

static inline void
pair_open(struct io_pair *p)
{
	int sv[2];
	memset(p, 0, sizeof(*p));
	must(FCGX_Init() == 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, sv) == 0);
	p->client = sv[0];
	must(FCGX_InitRequest(&p->io.fcgi, -1, 0) == 0);
	p->io.fcgi.ipcFd = sv[1];
	p->io.fcgi.keepConnection = 1;
}

/* Sends `b` and lets libfcgi read the head of it. */
static inline bool
pair_accept(struct io_pair *p, const struct buf *b)
{
	return fc_send(p->client, b) && FCGX_Accept_r(&p->io.fcgi) == 0;
}

static inline void
pair_close(struct io_pair *p)
{
	(void)FCGX_Detach(&p->io.fcgi);
	FCGX_Free(&p->io.fcgi, true);
	close(p->client);
}

#endif
