/*
 * One answer. Handlers fill it; it is sent once, by the spine. The security headers of SECURITY.md are
 * set here for every status, so no handler can forget them; a handler chooses the policy by kind.
 * A header value with a byte below 0x20 or 0x7F is a bug of ours (must): user data is encoded first.
 */
#ifndef HTTP_RESP_H
#define HTTP_RESP_H

#include "http/req.h"

/* What kind of thing is sent, and with it Content-Type, CSP, framing and referrer policy. */
enum resp_kind {
	RESP_FRAGMENT, /* text/html, a piece of an article: goes into the site's page */
	RESP_PAGE,     /* text/html, a page of ours for readers; frame-ancestors 'self' */
	RESP_PRIVATE,  /* the same, no-referrer, no-store, noindex (status page) */
	RESP_DESK,     /* moderators: default-src 'none', frame-ancestors 'none', no-store */
	RESP_CSS,
	RESP_JS,
	RESP_SVG,
	RESP_JSON,     /* default-src 'none'; sandbox; from 400 on application/problem+json (RFC 9457) */
	RESP_TEXT,
	RESP_ATOM,     /* feeds: inert, for readers elsewhere too */
	RESP_JSON_FEED,
	RESP_CSV       /* text/csv for moderators: to be saved, never shown; no-referrer, noindex */
};

struct resp {
	int status;              /* 200 unless set */
	enum resp_kind kind;
	struct str body;         /* in the request's arena, or static, or a kept answer held below */
	struct str location; /* 301/302/303: absolute path of ours, already percent-encoded; "//host"
				and the like are a bug (must) */
	struct str etag;         /* quoted; "" = none */
	struct str cache_control;/* "" = the kind's own (no-store unless a handler says better) */
	struct str set_cookie, set_cookie_too; /* whole values; "" = none */
	struct str encoding;     /* "" = identity; "gzip", "br" when body is encoded so */
	struct str file_name;    /* what to save it as: no quote in it; "" = it is shown */
	struct str vary;         /* "" = none */
	struct str allow;        /* for 405 */
	struct str link;         /* whole value of Link; "" = none */
	struct str challenge;    /* of WWW-Authenticate, for 401; "" = none */
	struct str origin;       /* another site that may read this (CORS, without credentials); "" = none */
	struct str cors_methods; /* what it may ask for: answers a preflight; "" = it is none */
	struct {
		int64_t most, left, reset; /* requests, requests, seconds until all of them are back */
		int64_t span;              /* seconds; 0 = nothing is limited, and no header says so */
	} rate;
	int64_t retry_after;     /* seconds, 0 = none */
	void *hold;              /* released with release(hold) after sending; NULL = nothing */
	void (*release)(void *hold);
};

void resp_init(struct resp *);

/** Sends head and body; HEAD and 304 send no body. Drops what is left of the request's body first.
 * `release` is called in any case. False: the peer is gone or too slow (nothing to do about it; the
 * connection is closed). Twice for one request is a bug (must). */
bool resp_send(struct req *, const struct resp *);

/** The reason phrase of a status we send; must() on others. */
const char *resp_phrase(int status);

#endif
