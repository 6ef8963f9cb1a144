/*
 * Routes are rows; what a page needs stands in its row (page/routes.def), so nothing opts in by hand.
 * A pattern's last segment may be one argument: "/status/:word" ([A-Za-z0-9_.~-]+), "/c/:id" (a positive
 * number in its one spelling). Where a literal row and an argument both fit, the literal one answers.
 */
#ifndef HTTP_ROUTE_H
#define HTTP_ROUTE_H

#include "http/form.h"
#include "http/req.h"
#include "http/resp.h"

enum need {
	NEED_NOTHING = 0,
	NEED_ORIGIN = 1,     /* a foreign Origin or cross-site fetch is refused (readers' POSTs) */
	NEED_RATE = 2,       /* counted by address block before the body is read */
	NEED_TOKEN = 4,      /* carries the form token; a bad one is a reason to hold */
	NEED_STATUS = 8,     /* the path's argument is a private token; a wrong one is a guess */
	NEED_SESSION = 16,   /* a moderator is signed in; Origin must be exact on POST */
	NEED_CSRF = 32,      /* the session's own token is in field `csrf` */
	NEED_SLOW = 64,      /* takes one of the few places for slow work */
	NEED_LOGIN_CSRF = 128,/* the pre-session token of the sign-in form */
	NEED_OPERATOR = 256, /* a client on this machine, or the operator's token; others get 404 */
	NEED_BROWSER_LANG = 512, /* speaks the language that the browser asks for */
	NEED_API = 1024,     /* for programs: JSON in the body too, problems as answers, keys of repeats */
	NEED_ONCE = 2048,    /* an Idempotency-Key makes a repeat be answered as the first time */
	NEED_LITTLE = 4096,   /* a session whose second factor is still missing will do */
	NEED_ADMIN = 8192     /* the session is an admin's */
};

struct call; /* page's own: request, site, session, values; http never looks inside */

struct route {
	enum method method;  /* GET also answers HEAD */
	const char *pattern;
	void (*handler)(struct call *, struct resp *);
	unsigned needs;      /* enum need, or-ed */
	size_t body_max;     /* bytes; 0 for GET */
	const struct field *fields;
	size_t n_fields;
};

enum route_found { ROUTE_FOUND, ROUTE_NONE, ROUTE_METHOD };

/** The row of (method, path below base_path). ROUTE_METHOD: the path exists, the method does not;
 * *ret_allow is then what does, for the Allow header. *ret_arg: the argument, "" without one. */
enum route_found route_find(struct arena *, const struct route *routes, size_t n, enum method,
			    struct str path, const struct route **ret, struct str *ret_arg,
			    struct str *ret_allow);

#endif
