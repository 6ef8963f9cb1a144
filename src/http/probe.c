/* One request by hand; see the header. Numbers are those of the FastCGI specification 1.0, section 8. */
#include "http/probe.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

#include "base/buf.h"
#include "base/clock.h"
#include "http/worker.h"

#define ANSWER_MAX (1 << 20)
#define RECORD_HEAD 8

enum { BEGIN_REQUEST = 1, END_REQUEST = 3, PARAMS = 4, STDIN = 5, STDOUT = 6 };

static void
record(struct buf *b, int type, struct str data)
{
	const unsigned char head[RECORD_HEAD] = {1, (unsigned char)type, 0, 1, (unsigned char)(data.n >> 8),
						 (unsigned char)data.n};
	must(data.n <= 0xFFFF);
	buf_add(b, head, sizeof(head));
	buf_str(b, data);
}

static void
length(struct buf *b, size_t n)
{
	const unsigned char four[4] = {(unsigned char)(n >> 24 | 0x80), (unsigned char)(n >> 16),
				       (unsigned char)(n >> 8), (unsigned char)n};
	if (n < 128)
		buf_char(b, (char)n);
	else
		buf_add(b, four, sizeof(four));
}

static void
param(struct buf *b, const char *name, struct str value)
{
	length(b, strlen(name));
	length(b, value.n);
	buf_str(b, str_of(name));
	buf_str(b, value);
}

static struct str
request(struct arena *a, const struct probe *p)
{
	static const char begin[8] = {0, 1}; /* a responder; the connection ends with the answer */
	struct buf params = buf_in(a, 16384), b = buf_in(a, 65536);
	param(&params, "REQUEST_METHOD", STR("POST"));
	param(&params, "DOCUMENT_URI", p->path);
	param(&params, "REQUEST_URI", p->path);
	param(&params, "QUERY_STRING", STR(""));
	param(&params, "CONTENT_TYPE", STR("application/x-www-form-urlencoded"));
	param(&params, "CONTENT_LENGTH", str_printf(a, "%zu", p->body.n));
	param(&params, "REMOTE_ADDR", STR("127.0.0.1"));
	param(&params, "HTTP_HOST", p->host);
	param(&params, "HTTP_ORIGIN", p->base_url);
	param(&params, "HTTP_SEC_FETCH_SITE", STR("same-origin"));
	param(&params, "HTTP_ACCEPT", STR("text/html"));
	param(&params, "HTTP_USER_AGENT", STR("rejoinder doctor"));
	must(!params.over);
	record(&b, BEGIN_REQUEST, (struct str){begin, sizeof(begin)});
	record(&b, PARAMS, buf_view(&params));
	record(&b, PARAMS, STR(""));
	record(&b, STDIN, p->body);
	record(&b, STDIN, STR(""));
	must(!b.over);
	return buf_view(&b);
}

/* Waits until the socket is ready; false: not in time. */
static bool
ready(int fd, short events, int64_t until)
{
	int64_t left = until - clock_tick();
	struct pollfd p = {.fd = fd, .events = events};
	int n = left > 0 ? poll(&p, 1, (int)left) : 0;
	if (n == 0)
		errno = ETIMEDOUT;
	return n > 0;
}

static bool
send_all(int fd, struct str s, int64_t until)
{
	while (s.n > 0) {
		ssize_t n = ready(fd, POLLOUT, until) ? send(fd, s.p, s.n, MSG_NOSIGNAL) : -1;
		if (n < 0)
			return false;
		s = str_from(s, (size_t)n);
	}
	return true;
}

/* Everything until the other side closes. */
static bool
read_all(int fd, struct buf *b, int64_t until)
{
	char bytes[4096];
	for (;;) {
		ssize_t n = ready(fd, POLLIN, until) ? recv(fd, bytes, sizeof(bytes), 0) : -1;
		if (n <= 0)
			return n == 0;
		buf_add(b, bytes, (size_t)n);
		if (b->over) {
			errno = EMSGSIZE;
			return false;
		}
	}
}

/* What STDOUT said; false: it did not end as an answer does. */
static bool
take_apart(struct str records, struct buf *ret)
{
	while (records.n >= RECORD_HEAD) {
		const unsigned char *h = (const unsigned char *)records.p;
		size_t n = (size_t)h[4] << 8 | h[5], pad = h[6];
		if (records.n < RECORD_HEAD + n + pad)
			return false;
		if (h[1] == STDOUT)
			buf_str(ret, str_sub(records, RECORD_HEAD, RECORD_HEAD + n));
		else if (h[1] == END_REQUEST)
			return true;
		records = str_from(records, RECORD_HEAD + n + pad);
	}
	return false;
}

static int
status_of(struct str out)
{
	static const struct str head = STR_C("Status: ");
	int64_t status = 0;
	size_t at = str_find(out, head, 0);
	if (at == SIZE_MAX || out.n < at + head.n + 3)
		return 0;
	return str_int(str_sub(out, at + head.n, at + head.n + 3), 100, 599, &status) ? (int)status : 0;
}

bool
probe_post(struct arena *a, const char *sock, const struct probe *p, struct str want, int *ret_status,
	   struct str *ret_why)
{
	struct buf records = buf_in(a, ANSWER_MAX), out = buf_in(a, ANSWER_MAX);
	int64_t until = clock_tick() + (int64_t)p->seconds * 1000;
	*ret_status = 0;
	int fd = worker_connect(sock);
	bool read = fd >= 0 && send_all(fd, request(a, p), until) && read_all(fd, &records, until);
	if (fd < 0 && errno == EAGAIN)
		*ret_why = STR("so many connections wait there already that the system takes no more");
	else if (!read)
		*ret_why = str_of(arena_copy(a, strerror(errno), strlen(strerror(errno))));
	if (fd >= 0)
		close(fd);
	bool whole = read && take_apart(buf_view(&records), &out);
	if (whole)
		*ret_status = status_of(buf_view(&out));
	if (*ret_status == 0 && ret_why->n == 0)
		*ret_why = STR("the answer breaks off");
	return whole && str_find(buf_view(&out), want, 0) != SIZE_MAX;
}
