/*
 * The yardstick of `make bench`: the daemon's own epoll dispatch and libfcgi, and a handler that sends as many
 * constant bytes as the query says, up to its first "&", or a 304 ("not-modified"), under the headers that a thread
 * has. What the daemon takes longer than this is ours to answer for.
 *
 *	bare SOCKET
 */
#include <signal.h>

#include "base/crypt.h"
#include "base/turn.h"
#include "http/resp.h"
#include "http/worker.h"

#define BYTES_MAX (1 << 20)
#define WORKERS 64 /* the daemon's default */

static char page[BYTES_MAX];

static void
serve(struct req *r, void *arg)
{
	struct resp p;
	struct str rest = r->query, bytes;
	int64_t n = 0;
	(void)arg;
	resp_init(&p);
	p.kind = RESP_FRAGMENT;
	if (r->method == METHOD_GET) {
		p.cache_control = STR("public, max-age=0, s-maxage=1");
		p.vary = STR("Accept-Encoding");
		p.etag = r->accept_encoding.n > 0 ? STR("\"0123456789abcdef01234567-br\"")
						  : STR("\"0123456789abcdef01234567\"");
		p.encoding = r->accept_encoding; /* one of ours, or none: nginx has chosen */
	}
	str_cut(&rest, '&', &bytes);
	if (str_eq(r->query, STR("not-modified")))
		p.status = 304;
	else if (!str_int(bytes, 0, BYTES_MAX, &n) || req_body(r, REQ_BODY_MAX) != 0)
		p.status = 400;
	p.body = (struct str){page, (size_t)n};
	(void)resp_send(r, &p);
}

int
main(int argc, char **argv)
{
	struct arena *a = arena_new();
	struct str why = {0};
	struct worker_conf conf = {.workers = WORKERS,
				   .io_timeout = 10,
				   .idle_silent = 10,
				   .idle_kept = 60,
				   .serve = serve};
	struct timespec pause = {.tv_nsec = 50 * 1000000L};
	sigset_t set;
	if (argc != 2) {
		fputs("usage: bare SOCKET\n", stderr);
		return 2;
	}
	memset(page, 'x', sizeof(page));
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	crypt_init();
	turn_init(2 * (unsigned)sysconf(_SC_NPROCESSORS_ONLN));
	if (worker_listen(a, argv[1], 0660, NULL, &conf.listen_fd, &why) != ERR_OK) {
		fprintf(stderr, "bare: %.*s\n", STR_FMT(why));
		return 1;
	}
	struct workers *ws = workers_start(&conf);
	while (sigtimedwait(&set, NULL, &pause) != SIGTERM)
		workers_watch(ws);
	workers_stop(&ws, 5);
	close(conf.listen_fd);
	arena_free(&a);
	return 0;
}
