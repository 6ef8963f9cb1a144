/*
 * The spine: every request walks through here, from head to answer, in this order. Which page, what it
 * needs and what it reads are tables (routes.def, fields.def).
 */
#include "base/clock.h"
#include "base/log.h"
#include "base/metric.h"
#include "base/page.h"
#include "routes.h"

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
	struct str encoded = c->req->query;
	if (c->route->method == METHOD_POST) {
		if (!form_is_urlencoded(c->req->content_type))
			return 415;
		int status = req_body(c->req, c->route->body_max);
		if (status != 0)
			return status;
		encoded = c->req->body;
	} else if (c->req->content_length > 0) {
		return 400;
	}
	if (c->ssi)
		encoded = STR(""); /* a subrequest's query is the include's own */
	c->v = arena_array(c->arena, c->route->n_fields + 1, struct value);
	return form_parse(c->arena, encoded, c->route->fields, c->route->n_fields, c->v) ? 0 : 400;
}

static int
run_handler(struct call *c, struct resp *resp)
{
	bool slow = c->route->needs & NEED_SLOW;
	if (slow && !slow_enter(c->web->slow))
		return 503;
	c->route->handler(c, resp);
	if (slow)
		slow_leave(c->web->slow);
	return 0;
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
		return 405;
	case ROUTE_FOUND:
		break;
	}
	find_article(c);
	if (c->route->needs & NEED_BROWSER_LANG)
		speak_browser(c);
	store_forbid_writes(c->route->method == METHOD_GET);
	int status = guard_before(c);
	if (status == 0)
		status = take_body(c);
	if (status == 0)
		status = guard_after(c);
	if (status == 0)
		status = run_handler(c, resp);
	store_forbid_writes(false);
	return status;
}

static void
refuse(struct call *c, struct resp *resp, int status)
{
	if (status == 401) { /* the desk: sign in first */
		answer_see(c, resp, STR("/moderate/login"));
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
	static const char *const names[] = {"GET", "HEAD", "POST", "OTHER"};
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
	}
	size_t bytes = resp.body.n;
	metric_add(METRIC_REQUESTS, (unsigned)resp.status / 100 - 1, 1);
	metric_add(METRIC_BYTES, 0, bytes);
	bool sent = resp_send(r, &resp); /* gives a kept body back: it is not ours any more */
	log_request(r, &resp, bytes, sent);
}
