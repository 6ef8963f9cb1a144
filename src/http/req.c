/* A request's head and body, from what libfcgi parsed. Knows no page and no rule; see req.h. */
#include "http/req.h"

#include "base/clock.h"
#include "base/crypt.h"
#include "io.h"

/* What a second parameter of the same name means. nginx before 1.23 passes repeated header lines as
 * repeated parameters. */
enum repeat {
	ONCE,  /* a fault: two readers of it might believe different ones */
	LIST,  /* one list over several lines (RFC 9110, 5.3) */
	CRUMBS /* the same for Cookie, with its own separator (RFC 9113, 8.2.3) */
};

struct param {
	struct str name;
	size_t at; /* of a struct str in struct req; NOWHERE = read by req_head() itself */
	enum repeat repeat;
};

#define NOWHERE SIZE_MAX
#define PARAM(name, member, repeat) {STR_C(name), offsetof(struct req, member), repeat}

enum { PARAM_ROLE, PARAM_METHOD, PARAM_LENGTH, PARAM_OWN }; /* the first rows below */

static const struct param params[] = {
	[PARAM_ROLE] = {STR_C("FCGI_ROLE"), NOWHERE, ONCE},
	[PARAM_METHOD] = {STR_C("REQUEST_METHOD"), NOWHERE, ONCE},
	[PARAM_LENGTH] = {STR_C("CONTENT_LENGTH"), NOWHERE, ONCE},
	PARAM("DOCUMENT_URI", path, ONCE),
	PARAM("QUERY_STRING", query, ONCE),
	PARAM("REQUEST_URI", request_uri, ONCE),
	PARAM("REMOTE_ADDR", remote_addr, ONCE),
	PARAM("CONTENT_TYPE", content_type, ONCE),
	PARAM("HTTP_HOST", host, ONCE),
	PARAM("HTTP_X_FORWARDED_FOR", forwarded_for, LIST),
	PARAM("HTTP_USER_AGENT", user_agent, ONCE),
	PARAM("HTTP_ORIGIN", origin, ONCE),
	PARAM("HTTP_SEC_FETCH_SITE", fetch_site, ONCE),
	PARAM("HTTP_COOKIE", cookie, CRUMBS),
	PARAM("HTTP_ACCEPT", accept, LIST),
	PARAM("HTTP_ACCEPT_ENCODING", accept_encoding, LIST),
	PARAM("HTTP_ACCEPT_LANGUAGE", accept_language, LIST),
	PARAM("HTTP_IF_NONE_MATCH", if_none_match, LIST),
	PARAM("HTTP_IF_MATCH", if_match, LIST),
	PARAM("HTTP_IDEMPOTENCY_KEY", idempotency_key, ONCE),
	PARAM("HTTP_ACCESS_CONTROL_REQUEST_METHOD", cors_method, ONCE),
	PARAM("HTTP_REFERER", referer, ONCE),
	PARAM("HTTP_AUTHORIZATION", authorization, ONCE),
};

static enum method
method_of(struct str s)
{
	static const struct {
		struct str name;
		enum method method;
	} known[] = {{STR_C("GET"), METHOD_GET}, {STR_C("HEAD"), METHOD_HEAD}, {STR_C("POST"), METHOD_POST},
		     {STR_C("PATCH"), METHOD_PATCH}, {STR_C("DELETE"), METHOD_DELETE},
		     {STR_C("OPTIONS"), METHOD_OPTIONS}};
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (str_eq(s, known[i].name))
			return known[i].method;
	return METHOD_OTHER;
}

/* Digits alone: "-0" and "+5" are numbers to others. nginx sends "" where there is no body. */
static bool
length_of(struct str s, int64_t *ret)
{
	if (s.n == 0) {
		*ret = 0;
		return true;
	}
	return s.p[0] != '-' && str_int(s, 0, INT64_MAX, ret);
}

static bool
put(struct arena *a, const struct param *p, struct str value, bool seen, struct str *ret)
{
	if (!seen) {
		*ret = value;
		return true;
	}
	if (p->repeat == ONCE)
		return false;
	struct str glue = p->repeat == LIST ? STR(", ") : STR("; ");
	*ret = str_cat(a, str_cat(a, *ret, glue), value);
	return true;
}

static const struct param *
param_find(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(params); i++)
		if (name.n == params[i].name.n && memcmp(name.p, params[i].name.p, name.n) == 0)
			return &params[i];
	return NULL;
}

/* One pass over the environment. `own` are the values of the rows without a member. */
static bool
read_params(struct req *r, char **envp, struct str own[PARAM_OWN])
{
	bool seen[ARRAY_LEN(params)] = {false};
	size_t count = 0, bytes = 0;
	for (; *envp != NULL; envp++) {
		struct str value = str_of(*envp), name;
		bytes += value.n;
		if (++count > REQ_PARAMS_MAX || bytes > REQ_PARAMS_BYTES_MAX ||
		    str_has_control(value) || !str_cut(&value, '=', &name))
			return false;
		const struct param *p = param_find(name);
		if (p == NULL)
			continue;
		size_t i = (size_t)(p - params);
		struct str *to = p->at == NOWHERE ? &own[i]
						  : (struct str *)(void *)((char *)r + p->at);
		if (!put(r->arena, p, value, seen[i], to))
			return false;
		seen[i] = true;
	}
	return true;
}

void
io_enter(struct req_io *io, enum io_phase phase)
{
	int64_t now = clock_tick();
	bool head_ends = phase == IO_WORKING && io->head_ms < 0;
	if (head_ends)
		io->head_ms = now - atomic_load(&io->since);
	/* Before the phase: the watchdog reads them the other way round and never sees too long
	 * a wait. Time spent in the handler is not the peer's. */
	atomic_store(&io->since, phase == IO_READING && io->head_ms > 0 ? now - io->head_ms : now);
	atomic_store(&io->phase, phase);
}

static void
set_id(struct req *r, struct req_io *io)
{
	size_t n = (sizeof(r->id) - 1) / 2;
	if (io->random_left < n) {
		crypt_random(io->random, sizeof(io->random));
		io->random_left = sizeof(io->random);
	}
	io->random_left -= n;
	struct str hex = hex_encode(r->arena, io->random + io->random_left, n);
	memcpy(r->id, hex.p, hex.n);
}

int
req_head(struct req *r, struct req_io *io, struct arena *a)
{
	struct str own[PARAM_OWN] = {{0}};
	memset(r, 0, sizeof(*r));
	r->arena = a;
	r->io = io;
	r->started = clock_tick();
	set_id(r, io);
	bool ok = read_params(r, io->fcgi.envp, own);
	r->method = method_of(own[PARAM_METHOD]);
	ok = ok && length_of(own[PARAM_LENGTH], &r->content_length) &&
	     str_eq(own[PARAM_ROLE], STR("RESPONDER")) && own[PARAM_METHOD].n > 0;
	return ok ? 0 : 400;
}

/* libfcgi takes an int and says only by isClosed that less came. */
static size_t
read_some(FCGX_Stream *in, char *to, size_t n)
{
	size_t got = 0;
	while (got < n) {
		int want = n - got > INT32_MAX ? INT32_MAX : (int)(n - got);
		int k = FCGX_GetStr(to + got, want, in);
		if (k <= 0)
			break;
		got += (size_t)k;
	}
	return got;
}

int
req_body(struct req *r, size_t max)
{
	struct req_io *io = r->io;
	FCGX_Stream *in = io->fcgi.in;
	must(max <= REQ_BODY_MAX && r->body.p == NULL);
	if (r->content_length > (int64_t)max)
		return 413;
	size_t n = (size_t)r->content_length;
	char *p = arena_alloc(r->arena, n + 1);
	io_enter(io, IO_READING);
	size_t got = read_some(in, p, n);
	/* One read past the end: a body longer than it said is as wrong as a shorter one, and
	 * only here libfcgi tells of an abort. */
	bool whole = got == n && FCGX_GetChar(in) == EOF && FCGX_GetError(in) == 0;
	io_enter(io, IO_WORKING);
	if (!whole)
		return 400;
	p[n] = '\0';
	r->body = (struct str){p, n};
	return 0;
}

bool
req_drain(struct req_io *io, size_t max)
{
	char trash[4096];
	FCGX_Stream *in = io->fcgi.in;
	size_t got = 0;
	while (got <= max) {
		size_t k = read_some(in, trash, sizeof(trash));
		got += k;
		if (k < sizeof(trash))
			return FCGX_GetError(in) == 0 && FCGX_GetChar(in) == EOF;
	}
	return false;
}

struct str
req_cookie(const struct req *r, struct str name)
{
	struct str rest = r->cookie, pair, found = {0};
	size_t n = 0;
	while (rest.n > 0) {
		struct str key;
		str_cut(&rest, ';', &pair);
		pair = str_trim(pair);
		if (!str_cut(&pair, '=', &key) || !str_eq(key, name))
			continue;
		found = pair;
		n++;
	}
	return n == 1 ? found : (struct str){0};
}
