/*
 * The request reader: any bytes on the connection go through libfcgi into our fields. What passes has no control
 * byte and a body of just the length it said; whatever came, at most one answer goes back, and it is whole.
 *
 * "R" and raw records, or "L" and lines "NAME=value", an empty line and a body, which are framed properly here so
 * that the fuzzer need not learn to.
 */
#include "fuzz.h"

#include <signal.h>

#include "../http/io_pair.h"
#include "base/crypt.h"
#include "http/resp.h"
#include "leaks.h"

#define BODY_MAX 512
#define INPUT_MAX 65536 /* stays in the socket's buffer: nobody reads at the other end meanwhile */

/* libfcgi 2.4.2 loses 48 bytes for a management record that ends too early. */
KNOWN_LEAK("leak:libfcgi")

static struct arena *a;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	signal(SIGPIPE, SIG_IGN);
	crypt_init();
	a = arena_new();
	return 0;
}

static struct str
frame(struct str in)
{
	struct buf all = buf_in(a, FC_REQUEST_MAX), params = buf_in(a, FC_REQUEST_MAX);
	struct str line, name;
	while (str_cut(&in, '\n', &line) && line.n > 0) {
		str_cut(&line, '=', &name);
		fc_pair(&params, name, line);
	}
	fc_begin(&all, FC_RESPONDER, FC_KEEP);
	fc_stream(&all, FC_PARAMS, buf_view(&params));
	fc_record(&all, FC_PARAMS, STR(""), 0);
	fc_stream(&all, FC_STDIN, in);
	fc_record(&all, FC_STDIN, STR(""), 0);
	return buf_view(&all);
}

/* libfcgi allocates whatever length a name or value says, up to 2 GB, before it looks for the bytes (and ends by
 * an assertion where it gets no memory): known, and why the socket is the web server's alone. Kept below 64 KB here,
 * so that the fuzzer finds something else. */
static struct str
tame(struct str in)
{
	char *p = arena_copy(a, in.p, in.n);
	for (size_t i = 0; i + 1 < in.n; i++)
		if ((p[i] & 0x80) != 0) {
			p[i] = (char)0x80;
			p[i + 1] = 0;
		}
	return (struct str){p, in.n};
}

static void
check_head(const struct req *r)
{
	const struct str fields[] = {r->path, r->query, r->request_uri, r->host, r->remote_addr,
				     r->forwarded_for, r->user_agent, r->origin, r->fetch_site,
				     r->cookie, r->content_type, r->accept, r->accept_encoding,
				     r->if_none_match, r->referer};
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		must(fields[i].n <= REQ_PARAMS_BYTES_MAX + REQ_PARAMS_MAX * 2);
		for (size_t k = 0; k < fields[i].n; k++)
			must((unsigned char)fields[i].p[k] >= 0x20 && fields[i].p[k] != 0x7F);
	}
	must(r->content_length >= 0 && strlen(r->id) == 16);
	must(!str_has(req_cookie(r, STR("session")), ';'));
}

/* As http/worker.c and a handler would. Answers the status sent. */
static int
answer(struct io_pair *p)
{
	struct req *r = arena_new_of(a, struct req);
	struct resp out;
	int status = req_head(r, &p->io, a);
	if (status == 0) {
		check_head(r);
		status = req_body(r, BODY_MAX);
		if (status == 0)
			must((int64_t)r->body.n == r->content_length);
		else
			must((status == 400 || status == 413) && r->body.p == NULL);
	} else {
		must(status == 400);
	}
	resp_init(&out);
	out.kind = RESP_TEXT;
	out.status = status == 0 ? 200 : status;
	out.body = STR("seen\n");
	return resp_send(r, &out) ? out.status : 0;
}

static int
serve(struct io_pair *p)
{
	int status = 0;
	(void)FCGX_Detach(&p->io.fcgi); /* do not linger: as http/worker.c */
	if (FCGX_Accept_r(&p->io.fcgi) != 0) {
		must(p->io.fcgi.ipcFd < 0);
		return 0;
	}
	if (FCGX_GetError(p->io.fcgi.in) == 0)
		status = answer(p);
	p->io.fcgi.keepConnection = 0;
	FCGX_Finish_r(&p->io.fcgi);
	return status;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str in = {(const char *)data, size < INPUT_MAX ? size : INPUT_MAX};
	struct io_pair p;
	pair_open(&p);
	if (in.n > 0)
		in = in.p[0] == 'L' ? frame(str_from(in, 1)) : tame(str_from(in, 1));
	must(fc_write(p.client, in) && shutdown(p.client, SHUT_WR) == 0);
	int status = serve(&p);
	struct fc_answer got = fc_answer(a, p.client);
	must(status == 0 || got.status == status);
	must(got.out.n == 0 || got.body.n <= 5);
	close(p.client);
	arena_reset(a);
	return 0;
}
