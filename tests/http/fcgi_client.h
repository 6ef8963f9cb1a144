/*
 * A FastCGI client for tests: what nginx would send over the unix socket, and what it would never
 * send. Records are built into a struct buf and written whole or in pieces; numbers are those of
 * the FastCGI specification 1.0, section 8.
 */
#ifndef TESTS_HTTP_FCGI_CLIENT_H
#define TESTS_HTTP_FCGI_CLIENT_H

#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/buf.h"

enum {
	FC_BEGIN = 1,
	FC_ABORT = 2,
	FC_END = 3,
	FC_PARAMS = 4,
	FC_STDIN = 5,
	FC_STDOUT = 6,
	FC_STDERR = 7,
	FC_GET_VALUES = 9
};

#define FC_RESPONDER 1
#define FC_KEEP 1
#define FC_REQUEST_MAX (4 * 1024 * 1024)

/* What came back for one request. */
struct fc_answer {
	struct str out;  /* STDOUT: head and body */
	struct str body; /* behind the empty line */
	int status;      /* of the Status line; 0 = no answer */
	bool ended;      /* END_REQUEST came */
};

static inline int
fc_connect(const char *path)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	struct timeval limit = {.tv_sec = 20}; /* a test that hangs fails instead */
	must(strlen(path) < sizeof(to.sun_path));
	memcpy(to.sun_path, path, strlen(path));
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	must(fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) == 0);
	must(setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit)) == 0);
	if (connect(fd, (const struct sockaddr *)&to, sizeof(to)) == 0)
		return fd;
	close(fd);
	return -1;
}

/* One record, with 0..255 bytes of padding. */
static inline void
fc_record(struct buf *b, int type, struct str data, unsigned padding)
{
	static const char zeros[255];
	unsigned char h[8] = {1, (unsigned char)type, 0, 1, (unsigned char)(data.n >> 8),
			      (unsigned char)data.n, (unsigned char)padding, 0};
	must(data.n <= 0xFFFF && padding <= 255);
	buf_add(b, h, sizeof(h));
	buf_str(b, data);
	buf_add(b, zeros, padding);
}

static inline void
fc_begin(struct buf *b, int role, int flags)
{
	char body[8] = {0, (char)role, (char)flags};
	fc_record(b, FC_BEGIN, (struct str){body, sizeof(body)}, 0);
}

/* A stream in records of at most 32 KB, as nginx does, without its empty last record. */
static inline void
fc_stream(struct buf *b, int type, struct str s)
{
	while (s.n > 0) {
		size_t n = s.n > 32768 ? 32768 : s.n;
		fc_record(b, type, str_sub(s, 0, n), (unsigned)(-n & 7));
		s = str_from(s, n);
	}
}

static inline void
fc_length(struct buf *b, size_t n)
{
	if (n < 128) {
		buf_char(b, (char)n);
		return;
	}
	char four[4] = {(char)(n >> 24 | 0x80), (char)(n >> 16), (char)(n >> 8), (char)n};
	buf_add(b, four, 4);
}

/* A name and value in the encoding of PARAMS. */
static inline void
fc_pair(struct buf *b, struct str name, struct str value)
{
	fc_length(b, name.n);
	fc_length(b, value.n);
	buf_str(b, name);
	buf_str(b, value);
}

/* PARAMS of an ordinary request, with "NAME=value" lines of `extra` behind them ("" = none). */
static inline void
fc_params(struct arena *a, struct buf *b, const char *method, const char *uri, const char *length,
	  const char *extra)
{
	struct buf p = buf_in(a, FC_REQUEST_MAX);
	struct str rest = str_of(extra), line, name, query = str_of(uri), path;
	str_cut(&query, '?', &path);
	fc_pair(&p, STR("REQUEST_METHOD"), str_of(method));
	fc_pair(&p, STR("DOCUMENT_URI"), path);
	fc_pair(&p, STR("QUERY_STRING"), query);
	fc_pair(&p, STR("REQUEST_URI"), str_of(uri));
	fc_pair(&p, STR("CONTENT_LENGTH"), str_of(length));
	fc_pair(&p, STR("REMOTE_ADDR"), STR("192.0.2.7"));
	fc_pair(&p, STR("HTTP_HOST"), STR("news.example"));
	while (rest.n > 0) {
		str_cut(&rest, '\n', &line);
		str_cut(&line, '=', &name);
		fc_pair(&p, name, line);
	}
	must(!p.over);
	fc_stream(b, FC_PARAMS, buf_view(&p));
	fc_record(b, FC_PARAMS, STR(""), 0);
}

static inline bool
fc_write(int fd, struct str s)
{
	while (s.n > 0) {
		ssize_t n = send(fd, s.p, s.n, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		s = str_from(s, (size_t)n);
	}
	return true;
}

static inline bool
fc_send(int fd, const struct buf *b)
{
	must(!b->over);
	return fc_write(fd, buf_view(b));
}

static inline bool
fc_read_full(int fd, void *to, size_t n)
{
	for (size_t got = 0; got < n;) {
		ssize_t k = recv(fd, (char *)to + got, n - got, 0);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return false;
		got += (size_t)k;
	}
	return true;
}

/* True: the peer closed (and did not merely stay silent until the limit). */
static inline bool
fc_closed(int fd)
{
	char b;
	ssize_t n;
	while ((n = recv(fd, &b, 1, 0)) > 0)
		;
	return n == 0 || errno == ECONNRESET;
}

/* Reads one request's records to END_REQUEST or to the end of the connection. */
static inline struct fc_answer
fc_answer(struct arena *a, int fd)
{
	struct fc_answer r = {{0}, {0}, 0, false};
	struct buf out = buf_in(a, 64 * 1024 * 1024);
	unsigned char h[8];
	int64_t status;
	while (!r.ended && fc_read_full(fd, h, sizeof(h))) {
		size_t n = (size_t)h[4] << 8 | h[5];
		char *data = arena_alloc(a, n + h[6]);
		if (!fc_read_full(fd, data, n + h[6]))
			break;
		if (h[1] == FC_STDOUT)
			buf_add(&out, data, n);
		r.ended = h[1] == FC_END;
	}
	r.out = buf_view(&out);
	size_t end = str_find(r.out, STR("\r\n\r\n"), 0);
	if (end != SIZE_MAX)
		r.body = str_from(r.out, end + 4);
	if (str_starts(r.out, STR("Status: ")) && r.out.n > 11 &&
	    str_int(str_sub(r.out, 8, 11), 100, 599, &status))
		r.status = (int)status;
	return r;
}

/* The value of a header of the answer, or "". */
static inline struct str
fc_header(const struct fc_answer *r, const char *name)
{
	struct str rest = r->out, line, key;
	while (str_cut(&rest, '\n', &line) && line.n > 1) {
		str_cut(&line, ':', &key);
		if (str_eq(key, str_of(name)))
			return str_trim(line);
	}
	return (struct str){0};
}

/* A whole request on an open connection, and its answer. */
static inline struct fc_answer
fc_ask(struct arena *a, int fd, const char *method, const char *uri, struct str body,
       const char *extra, int flags)
{
	struct buf b = buf_in(a, FC_REQUEST_MAX);
	char length[24] = "";
	if (body.n > 0)
		snprintf(length, sizeof(length), "%zu", body.n);
	fc_begin(&b, FC_RESPONDER, flags);
	fc_params(a, &b, method, uri, length, extra);
	fc_stream(&b, FC_STDIN, body);
	fc_record(&b, FC_STDIN, STR(""), 0);
	if (!fc_send(fd, &b))
		return (struct fc_answer){{0}, {0}, 0, false};
	return fc_answer(a, fd);
}

#endif
