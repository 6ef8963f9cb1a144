/*
 * The spine: every request walks through here, from head to answer, in this order. Which page, what it
 * needs and what it reads are tables (routes.def, fields.def).
 */
#include "base/clock.h"
#include "base/log.h"
#include "base/metric.h"
#include "base/page.h"
#include "flow/receipt.h"
#include "routes.h"
#include "store/store.h"

/* Of an Idempotency-Key: a UUID and the like, which nobody sends twice by chance. */
#define KEY_CHARS_MIN 16
#define KEY_CHARS_MAX 64

static bool
below(struct str path, struct str base)
{
	return str_starts(path, base) && (path.n == base.n || path.p[base.n] == '/');
}

/* The site by Host and base_path; where two of one host fit, the longer path is meant. NULL: no site of
 * ours (421). */
static const struct door *
find_door(const struct web *w, const struct req *r, struct str host)
{
	const struct door *best = NULL;
	for (size_t i = 0; i < w->n_doors; i++) {
		const struct site_conf *conf = w->doors[i].site->conf;
		bool longer = best == NULL || conf->base_path.n > best->site->conf->base_path.n;
		if (longer && conf_host(conf, host) && below(r->path, conf->base_path))
			best = &w->doors[i];
	}
	return best;
}

static void
fill_visitor(struct call *c)
{
	struct addr client = addr_client(c->req->remote_addr, c->req->forwarded_for,
					 c->door->trusted, c->door->n_trusted);
	c->visitor = (struct visitor){
		.address = addr_text(c->arena, &client),
		.block = addr_block(c->arena, &client, false),
		.wide_block = addr_block(c->arena, &client, true),
		.user_agent = c->req->user_agent,
		.origin_absent = c->req->origin.n == 0 && c->req->fetch_site.n == 0,
	};
}

/* On /thread, a REQUEST_URI that is not ours is the article that includes us. */
static void
find_article(struct call *c)
{
	struct str page;
	const struct site_conf *conf = c->site->conf;
	if (!str_eq(str_from(c->req->path, conf->base_path.n), STR("/thread")))
		return;
	bool ok = page_from_uri(c->arena, c->req->request_uri, &page);
	if (ok && below(page, conf->base_path))
		return;
	c->ssi = true;
	c->article = ok ? page : STR("");
}

/* 0, or the status to answer with. */
static int
take_body(struct call *c)
{
	const struct route *row = c->route;
	struct str encoded = c->req->query;
	bool body = row->body_max > 0 && (row->method != METHOD_DELETE || c->req->content_length > 0);
	bool json = row->needs & NEED_API && form_is_json(c->req->content_type);
	if (body) {
		if (!json && !form_is_urlencoded(c->req->content_type))
			return 415;
		int status = req_body(c->req, row->body_max);
		if (status != 0)
			return status;
		encoded = c->req->body;
	} else if (c->req->content_length > 0) {
		return 400;
	}
	if (c->ssi)
		encoded = STR(""); /* a subrequest's query is the include's own */
	c->v = arena_array(c->arena, row->n_fields + 1, struct value);
	bool ok = body && json ? form_parse_json(c->arena, encoded, row->fields, row->n_fields, c->v)
			       : form_parse(c->arena, encoded, row->fields, row->n_fields, c->v);
	return ok ? 0 : 400;
}

/* "Idempotency-Key: KEY", also as the string in quotes that its draft asks for. False: none of ours. */
static bool
read_key(const struct call *c, struct str *ret)
{
	struct str key = str_trim(c->req->idempotency_key);
	if (key.n > 2 && key.p[0] == '"' && key.p[key.n - 1] == '"')
		key = str_sub(key, 1, key.n - 1);
	if (key.n < KEY_CHARS_MIN || key.n > KEY_CHARS_MAX)
		return false;
	for (size_t i = 0; i < key.n; i++)
		if ((unsigned char)key.p[i] <= ' ' || (unsigned char)key.p[i] > '~')
			return false;
	*ret = key;
	return true;
}

/* Everything but the key that makes two requests one. */
static struct str
what_is_asked(const struct call *c)
{
	struct req *r = c->req;
	return str_printf(c->arena, "%d %.*s\n%.*s\n%.*s\n%.*s", (int)r->method, STR_FMT(r->path),
			  STR_FMT(r->query), STR_FMT(r->authorization), STR_FMT(r->body));
}

/* Done once, however often it is sent (flow/receipt.h). 0, or the status of an error page. */
static int
run_once(struct call *c, struct resp *resp)
{
	struct claim claim;
	enum err e = receipt_open(c->house, c->site, c->arena, &c->visitor, c->key, what_is_asked(c), &claim);
	if (e != ERR_OK)
		return 503;
	switch (claim.outcome) {
	case CLAIM_OTHER:
		return 409;
	case CLAIM_TOO_MANY:
		answer_error(c, resp, 429);
		resp->retry_after = claim.retry_after;
		return 0;
	case CLAIM_KEPT:
		answer_json(resp, claim.receipt.status, claim.receipt.answer);
		resp->etag = claim.receipt.etag;
		return 0;
	case CLAIM_NEW:
		break;
	}
	c->route->handler(c, resp);
	if (resp->status < 300 &&
	    receipt_close(c->house, c->site, &claim, resp->status, resp->etag, resp->body) != ERR_OK)
		log_event(LOG_WARN, "failure", LOG_S("id", str_of(c->req->id)),
			  LOG_S("why", STR("the answer could not be kept; a repeat is done again")));
	return 0;
}

static int
run_handler(struct call *c, struct resp *resp)
{
	bool slow = c->route->needs & NEED_SLOW;
	if (c->route->needs & NEED_API && c->req->idempotency_key.n > 0 && !read_key(c, &c->key))
		return 400;
	if (c->key.n > 0 && c->route->needs & NEED_ONCE)
		return run_once(c, resp);
	if (slow && !slow_enter(c->web->slow))
		return 503;
	c->route->handler(c, resp);
	if (slow)
		slow_leave(c->web->slow);
	return 0;
}

/* What was asked in these words before, and passed the form's door, needs no second look at them. What else a
 * GET could be refused for behind the guards is not short: it goes the long way. */
static bool
recall(struct call *c, struct resp *resp)
{
	const struct req *r = c->req;
	if (c->route->method != METHOD_GET || r->content_length > 0 || r->idempotency_key.n > 0)
		return false;
	c->question = (struct question){.site = c->site->id.n,
					.kind = (int)(c->route - routes) * 2 + c->ssi,
					.words = c->ssi ? c->article : r->query,
					.changes = store_changes(c->house->store),
					.hour = clock_now() / 3600};
	struct kept *k = cache_recall(c->web->cache, &c->question);
	if (k == NULL)
		return false;
	resp->kind = (enum resp_kind)c->question.as;
	answer_kept(c, resp, k);
	return true;
}

/* ---- other sites whose articles have their comments here (setting origins) ----------------------------- */

/* What moderators and operators see is for no other site. */
static bool
may_be_shared(const struct call *c)
{
	struct str path = str_from(c->req->path, c->site->conf->base_path.n);
	return !str_starts(path, STR("/moderate")) &&
	       (c->route == NULL || !(c->route->needs & NEED_OPERATOR));
}

static bool
is_preflight(const struct call *c)
{
	return c->req->method == METHOD_OPTIONS && c->req->cors_method.n > 0 && origin_listed(c) &&
	       may_be_shared(c);
}

/* What this address takes, it takes from there. */
static int
allow_preflight(struct resp *resp)
{
	resp->status = 204;
	resp->kind = RESP_JSON;
	resp->cors_methods = resp->allow;
	resp->allow = STR("");
	return 0;
}

static void
share(struct call *c, struct resp *resp)
{
	if (c->site->conf->origins.n == 0)
		return;
	resp->vary = resp->vary.n > 0 ? str_cat(c->arena, resp->vary, STR(", Origin")) : STR("Origin");
	if (may_be_shared(c) && origin_listed(c))
		resp->origin = c->req->origin;
}

/* From the route to the filled answer; 0, or the status of an error page. */
static int
walk(struct call *c, struct resp *resp)
{
	struct str path = str_from(c->req->path, c->site->conf->base_path.n);
	switch (route_find(c->arena, routes, n_routes, c->req->method, path, &c->route, &c->arg,
			   &resp->allow)) {
	case ROUTE_NONE:
		return 404;
	case ROUTE_METHOD:
		return is_preflight(c) ? allow_preflight(resp) : 405;
	case ROUTE_FOUND:
		break;
	}
	find_article(c);
	if (c->route->needs & NEED_BROWSER_LANG)
		speak_browser(c);
	store_forbid_writes(c->route->method == METHOD_GET);
	int status = guard_before(c);
	bool known = status == 0 && recall(c, resp);
	if (status == 0 && !known)
		status = take_body(c);
	if (status == 0 && !known)
		status = guard_after(c);
	if (status == 0 && !known)
		status = run_handler(c, resp);
	store_forbid_writes(false);
	return status;
}

static void
refuse(struct call *c, struct resp *resp, int status)
{
	if (status == 401) { /* the desk: sign in first, and with all that the site asks for */
		answer_see(c, resp, c->moderator == NULL ? STR("/moderate/login") : STR("/moderate/factor"));
		return;
	}
	answer_error(c, resp, status);
}

static struct str
log_path(const struct req *r)
{
	return path_is_secret(r) ? STR("/status/-") : r->path;
}

static void
log_request(const struct req *r, const struct resp *resp, size_t bytes, bool sent)
{
	static const char *const names[] = {"GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS",
					    "OTHER"};
	log_event(LOG_INFO, "request", LOG_S("id", str_of(r->id)),
		  LOG_S("method", str_of(names[r->method])), LOG_S("path", log_path(r)),
		  LOG_I("status", resp->status), LOG_I("bytes", (int64_t)bytes),
		  LOG_I("sent", sent), LOG_I("ms", clock_tick() - r->started));
}

void
web_serve(struct req *r, void *arg)
{
	struct web *w = arg;
	struct resp resp;
	struct call c = {.web = w, .house = w->house, .req = r, .arena = r->arena};
	resp_init(&resp);
	c.door = find_door(w, r, r->host);
	if (c.door == NULL) {
		c.door = &w->doors[0];
		c.site = c.door->site;
		c.view = c.door->view;
		answer_error(&c, &resp, 421);
	} else {
		c.site = c.door->site;
		c.view = c.door->view;
		c.view.now = clock_now();
		fill_visitor(&c);
		int status = walk(&c, &resp);
		if (status != 0)
			refuse(&c, &resp, status);
		share(&c, &resp);
	}
	size_t bytes = resp.body.n;
	metric_add(METRIC_REQUESTS, (unsigned)resp.status / 100 - 1, 1);
	metric_add(METRIC_BYTES, 0, bytes);
	bool sent = resp_send(r, &resp); /* gives a kept body back: it is not ours any more */
	log_request(r, &resp, bytes, sent);
	encode_kept(&c);
}
