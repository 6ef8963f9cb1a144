/*
 * One request, parsed: struct fields, never names, so a misspelt header cannot compile.
 *
 * Bytes live as long as the request (they are its arena's or libfcgi's). A missing parameter is an empty
 * str. The head is checked before any handler sees it: CONTENT_LENGTH digits only, parameters within
 * limits and none that we read given twice, no control bytes in any of them; else the peer gets a 400 and
 * serve() is not called. A list's second line (X-Forwarded-For, Accept…, Cookie) is joined to its first.
 */
#ifndef HTTP_REQ_H
#define HTTP_REQ_H

#include "base/str.h"

enum method {
	METHOD_GET,
	METHOD_HEAD,
	METHOD_POST,
	METHOD_PATCH,
	METHOD_DELETE,
	METHOD_OPTIONS,
	METHOD_OTHER
};

struct req {
	enum method method;
	struct str path;          /* DOCUMENT_URI (percent-decoded by nginx): what routing looks at */
	struct str query;         /* QUERY_STRING, raw */
	struct str request_uri;   /* REQUEST_URI, raw: only names the article under SSI */
	struct str host;          /* HTTP_HOST */
	struct str remote_addr;   /* REMOTE_ADDR */
	struct str forwarded_for; /* HTTP_X_FORWARDED_FOR */
	struct str user_agent, origin, fetch_site, cookie, content_type, accept, accept_encoding,
		accept_language, if_none_match, if_match, referer, authorization, idempotency_key,
		cors_method; /* Access-Control-Request-Method: with OPTIONS, a preflight */
	int64_t content_length;   /* 0 without a body */
	struct str body;          /* after req_body() */
	char id[17];              /* 16 hex digits, random: in the log line and on error pages */
	int64_t started;          /* clock_tick() */
	struct arena *arena;
	void *io;                 /* libfcgi's request; http/ alone looks inside */
};

/* Limits of a head; nginx's own are below them. Over them: 400. */
#define REQ_PARAMS_MAX 256
#define REQ_PARAMS_BYTES_MAX (64 * 1024)
#define REQ_BODY_MAX (256 * 1024)

/** Reads the whole body, once: exactly CONTENT_LENGTH bytes and no stream error, else nothing happened.
 * Answers 0, or the status to send: 400 (cut short, too long, aborted), 413 (over `max`, not read at
 * all). `max` <= REQ_BODY_MAX. A body that no handler reads is dropped by resp_send(). */
int req_body(struct req *, size_t max) NODISCARD;

/** The value of a cookie, or "" (also when it comes twice: then it is nobody's). */
struct str req_cookie(const struct req *, struct str name);

#endif
