/* One answer's bytes. The table below is the whole policy of headers; see resp.h. */
#include "http/resp.h"

#include "base/buf.h"
#include "frame.h"
#include "io.h"

/* Ours are under 2 KB; a Location of a full page path and a token besides. */
#define HEAD_MAX (16 * 1024)
/* How much of a body nobody wanted is read, so that the connection stays of use and the peer
 * sees our answer, not a broken pipe. nginx lets no more than REQ_BODY_MAX through. */
#define DRAIN_MAX (4 * REQ_BODY_MAX)

/* Inert: whatever a browser is talked into, nothing in it runs, loads or frames. */
#define CSP_INERT "default-src 'none'; sandbox; frame-ancestors 'none'"
#define CSP_READER                                                                                 \
	"default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; "                \
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
#define REFERRER_USUAL "strict-origin-when-cross-origin"

static const struct kind {
	const char *type, *csp, *referrer;
	const char *opener;   /* Cross-Origin-Opener-Policy; NULL = none */
	const char *resource; /* Cross-Origin-Resource-Policy */
	bool noindex;
} kinds[] = {
	[RESP_FRAGMENT] = {"text/html; charset=utf-8",
			   "default-src 'none'; style-src 'self'; frame-ancestors 'self'; "
			   "form-action 'self'; base-uri 'none'",
			   REFERRER_USUAL, NULL, "same-origin", false},
	[RESP_PAGE] = {"text/html; charset=utf-8", CSP_READER, REFERRER_USUAL, "same-origin",
		       "same-origin", false},
	[RESP_PRIVATE] = {"text/html; charset=utf-8", CSP_READER, "no-referrer", "same-origin",
			  "same-origin", true},
	[RESP_DESK] = {"text/html; charset=utf-8",
		       "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; "
		       "connect-src 'self'; form-action 'self'; base-uri 'none'; "
		       "frame-ancestors 'none'; require-trusted-types-for 'script'",
		       "same-origin", "same-origin", "same-origin", true},
	[RESP_CSS] = {"text/css; charset=utf-8", CSP_INERT, REFERRER_USUAL, NULL, "cross-origin",
		      false},
	[RESP_JS] = {"text/javascript; charset=utf-8", CSP_INERT, REFERRER_USUAL, NULL,
		     "cross-origin", false},
	[RESP_SVG] = {"image/svg+xml; charset=utf-8", CSP_INERT, REFERRER_USUAL, NULL,
		      "cross-origin", false},
	[RESP_JSON] = {"application/json; charset=utf-8", CSP_INERT, REFERRER_USUAL, NULL,
		       "same-origin", false},
	[RESP_TEXT] = {"text/plain; charset=utf-8", CSP_INERT, REFERRER_USUAL, NULL, "same-origin",
		       false},
	[RESP_ATOM] = {"application/atom+xml; charset=utf-8", CSP_INERT, REFERRER_USUAL, NULL,
		       "cross-origin", false},
	[RESP_JSON_FEED] = {"application/feed+json; charset=utf-8", CSP_INERT, REFERRER_USUAL, NULL,
			    "cross-origin", false},
	[RESP_CSV] = {"text/csv; charset=utf-8", CSP_INERT, "no-referrer", NULL, "same-origin", true},
};

const char *
resp_phrase(int status)
{
	/* RFC 9110, section 15, and RFC 6585 for 428 and 429 */
	static const struct {
		int status;
		const char *phrase;
	} phrases[] = {
		{200, "OK"}, {201, "Created"}, {202, "Accepted"}, {204, "No Content"},
		{301, "Moved Permanently"}, {302, "Found"},
		{303, "See Other"}, {304, "Not Modified"}, {400, "Bad Request"},
		{401, "Unauthorized"}, {403, "Forbidden"}, {404, "Not Found"},
		{405, "Method Not Allowed"}, {409, "Conflict"}, {410, "Gone"},
		{411, "Length Required"}, {412, "Precondition Failed"}, {413, "Content Too Large"},
		{415, "Unsupported Media Type"}, {421, "Misdirected Request"},
		{422, "Unprocessable Content"}, {428, "Precondition Required"}, {429, "Too Many Requests"},
		{500, "Internal Server Error"}, {503, "Service Unavailable"},
	};
	for (size_t i = 0; i < ARRAY_LEN(phrases); i++)
		if (phrases[i].status == status)
			return phrases[i].phrase;
	must(!"a status that we send");
	return NULL;
}

void
resp_init(struct resp *p)
{
	*p = (struct resp){.status = 200};
}

/* A header of this file's own. Empty: no such header. */
static void
constant(struct buf *b, const char *name, struct str value)
{
	if (value.n == 0)
		return;
	buf_str(b, str_of(name));
	buf_lit(b, ": ");
	buf_str(b, value);
	buf_lit(b, "\r\n");
}

/* The one door for any other value. */
static void
header(struct buf *b, const char *name, struct str value)
{
	must(!str_has_control(value));
	constant(b, name, value);
}

/* A redirect stays here: "//host" and "/\host" are other hosts to a browser. */
static bool
is_ours(struct str location)
{
	return location.n == 0 || (location.p[0] == '/' && !str_has(location, '\\') &&
				   !str_starts(location, STR("//")));
}

/* Another site reads what this one lists it for; without credentials, which we never ask for from readers. */
static void
cors_headers(struct buf *b, const struct resp *p)
{
	header(b, "Access-Control-Allow-Origin", p->origin);
	if (p->cors_methods.n > 0) {
		header(b, "Access-Control-Allow-Methods", p->cors_methods);
		header(b, "Access-Control-Allow-Headers",
		       STR("Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match"));
		header(b, "Access-Control-Max-Age", STR("600"));
	} else if (p->origin.n > 0) {
		header(b, "Access-Control-Expose-Headers",
		       STR("ETag, Link, Location, Retry-After, RateLimit-Limit, RateLimit-Remaining, "
			   "RateLimit-Reset, WWW-Authenticate"));
	}
}

static void
rate_headers(struct buf *b, const struct resp *p)
{
	if (p->rate.span == 0)
		return;
	buf_printf(b, "RateLimit-Limit: %lld\r\nRateLimit-Remaining: %lld\r\nRateLimit-Reset: %lld\r\n",
		   (long long)p->rate.most, (long long)p->rate.left, (long long)p->rate.reset);
}

static void
policy_headers(struct buf *b, const struct kind *k, bool shared)
{
	constant(b, "X-Content-Type-Options", STR("nosniff"));
	constant(b, "Content-Security-Policy", str_of(k->csp));
	constant(b, "Referrer-Policy", str_of(k->referrer));
	constant(b, "Cross-Origin-Opener-Policy", str_of(k->opener));
	constant(b, "Cross-Origin-Resource-Policy", shared ? STR("cross-origin") : str_of(k->resource));
	if (k->noindex)
		constant(b, "X-Robots-Tag", STR("noindex"));
}

/* RFC 6266. */
static void
file_header(struct buf *b, struct str name)
{
	if (name.n == 0)
		return;
	must(!str_has(name, '"') && !str_has(name, '\\'));
	buf_printf(b, "Content-Disposition: attachment; filename=\"%.*s\"\r\n", STR_FMT(name));
}

static void
write_head(struct buf *b, const struct resp *p)
{
	const struct kind *k = &kinds[p->kind];
	must((size_t)p->kind < ARRAY_LEN(kinds) && is_ours(p->location));
	buf_lit(b, "Status: ");
	buf_int(b, p->status);
	buf_lit(b, " ");
	buf_str(b, str_of(resp_phrase(p->status)));
	buf_lit(b, "\r\n");
	constant(b, "Content-Type",
		 p->kind == RESP_JSON && p->status >= 400 ? STR("application/problem+json")
							  : str_of(k->type));
	/* Of a 304 it would have to be the length of what is not sent (RFC 9110, 8.6). */
	if (p->status != 304 && p->status != 204) {
		buf_lit(b, "Content-Length: ");
		buf_int(b, (int64_t)p->body.n);
		buf_lit(b, "\r\n");
	}
	policy_headers(b, k, p->origin.n > 0);
	cors_headers(b, p);
	rate_headers(b, p);
	header(b, "Cache-Control", p->cache_control.n > 0 ? p->cache_control : STR("no-store"));
	header(b, "Location", p->location);
	header(b, "ETag", p->etag);
	header(b, "Set-Cookie", p->set_cookie);
	header(b, "Set-Cookie", p->set_cookie_too);
	header(b, "Content-Encoding", p->encoding);
	file_header(b, p->file_name);
	header(b, "Vary", p->vary);
	header(b, "Allow", p->allow);
	header(b, "Link", p->link);
	header(b, "WWW-Authenticate", p->challenge);
	if (p->retry_after > 0)
		buf_printf(b, "Retry-After: %lld\r\n", (long long)p->retry_after);
	buf_lit(b, "\r\n");
	must(!b->over);
}

bool
resp_send(struct req *r, const struct resp *p)
{
	struct req_io *io = r->io;
	FCGX_Request *f = &io->fcgi;
	struct buf head = buf_in(r->arena, HEAD_MAX);
	must(!io->sent);
	io->sent = true;
	write_head(&head, p);
	io_enter(io, IO_WRITING);
	/* The rest of STDIN is read before the answer goes out: whoever has the whole answer may
	 * send the next request at once, and libfcgi, reading ahead, would swallow the front of
	 * it. */
	io->drained = req_drain(io, DRAIN_MAX);
	bool bare = r->method == METHOD_HEAD || p->status == 304;
	io->whole = frame_send(f->ipcFd, f->requestId, buf_view(&head), bare ? STR("") : p->body);
	if (p->release != NULL)
		p->release(p->hold);
	return io->whole;
}
