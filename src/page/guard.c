/*
 * The guards: they read what a route's row needs, and nothing else opts in or out. Before the body:
 * session, origin. After it is parsed: the session's own token.
 */
#include <pthread.h>

#include "base/clock.h"
#include "base/turn.h"
#include "filter/gate_token.h"
#include "routes.h"

#define SLOW_AT_ONCE 2 /* Argon2id takes 64 MiB and a core each */
#define SLOW_WAITING 8

struct slow {
	pthread_mutex_t lock;
	pthread_cond_t free;
	unsigned running, waiting;
};

struct slow *
slow_new(void)
{
	struct slow *s = heap_zero(1, sizeof(*s));
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->free, NULL);
	return s;
}

void
slow_free(struct slow **s)
{
	pthread_mutex_destroy(&(*s)->lock);
	pthread_cond_destroy(&(*s)->free);
	heap_free(*s);
	*s = NULL;
}

bool
slow_enter(struct slow *s)
{
	turn_give();
	pthread_mutex_lock(&s->lock);
	bool ok = s->running < SLOW_AT_ONCE || s->waiting < SLOW_WAITING;
	if (ok) {
		s->waiting++;
		while (s->running >= SLOW_AT_ONCE)
			pthread_cond_wait(&s->free, &s->lock);
		s->waiting--;
		s->running++;
	}
	pthread_mutex_unlock(&s->lock);
	return ok;
}

void
slow_leave(struct slow *s)
{
	pthread_mutex_lock(&s->lock);
	s->running--;
	pthread_cond_signal(&s->free);
	pthread_mutex_unlock(&s->lock);
}

/* Is this Origin header the site itself, or one of the names it is also reached by? */
static bool
origin_own(const struct call *c, struct str origin)
{
	const struct site_conf *conf = c->site->conf;
	struct str scheme = conf->https ? STR("https://") : STR("http://");
	if (!str_starts(origin, scheme))
		return false;
	return conf_host(conf, str_from(origin, scheme.n));
}

/* Exactly, byte by byte: "null" is nobody's, and no part of a name is a name. */
bool
origin_listed(const struct call *c)
{
	const struct site_conf *conf = c->site->conf;
	for (size_t i = 0; i < conf->origins.n; i++)
		if (str_eq(c->req->origin, conf->origins.at[i]))
			return true;
	return false;
}

/* Readers carry no authority, so an absent Origin is allowed (and counts as a signal); a foreign one is
 * not. */
static bool
reader_origin_ok(const struct call *c)
{
	struct str origin = c->req->origin;
	if (origin_listed(c))
		return true;
	if (str_eq(c->req->fetch_site, STR("cross-site")))
		return false;
	return origin.n == 0 || str_eq(origin, STR("null")) || origin_own(c, origin);
}

/* Moderators do: something must say that the request comes from a page of ours. */
static bool
desk_origin_ok(const struct call *c)
{
	struct str origin = c->req->origin, site = c->req->fetch_site;
	if (site.n > 0 && !str_eq(site, STR("same-origin")))
		return false;
	return origin.n > 0 ? origin_own(c, origin) : site.n > 0;
}

/* A client on this machine. Behind a proxy that is not in trusted_proxies the address is the proxy's and
 * everybody's: then nobody is local. */
static bool
is_local(const struct call *c)
{
	struct str at = c->visitor.address;
	bool unknown = c->req->forwarded_for.n > 0 && c->door->n_trusted == 0;
	return !unknown && (str_starts(at, STR("127.")) || str_eq(at, STR("::1")));
}

static bool
has_operator_token(const struct call *c)
{
	struct str want = c->house->conf->operator_token, got = bearer(c);
	return want.n > 0 && got.n == want.n && crypt_equal(got.p, want.p, want.n);
}

int
guard_before(struct call *c)
{
	unsigned needs = c->route->needs;
	if (needs & NEED_OPERATOR && !is_local(c) && !has_operator_token(c))
		return 404;
	bool post = c->route->method != METHOD_GET;
	must(!post || needs & (NEED_ORIGIN | NEED_CSRF | NEED_LOGIN_CSRF));
	if (needs & NEED_ORIGIN && !reader_origin_ok(c))
		return 403;
	if (post && needs & (NEED_SESSION | NEED_LOGIN_CSRF) && !desk_origin_ok(c))
		return 403;
	if (needs & NEED_SESSION) {
		struct str token = req_cookie(c->req, session_cookie_name(c));
		enum err e = actor_session(c->house, c->site, c->arena, token, &c->moderator);
		if (e != ERR_OK)
			return 503;
		if (c->moderator == NULL)
			return 401;
		if (actor_bare(c->moderator) && !(needs & NEED_LITTLE))
			return post ? 403 : 401;
		if (needs & NEED_ADMIN && actor_role(c->moderator) < ROLE_ADMIN)
			return 403;
	}
	return 0;
}

/* The token stands in the field called "csrf", whatever the set. */
static struct str
csrf_field(const struct call *c)
{
	for (size_t i = 0; i < c->route->n_fields; i++)
		if (strcmp(c->route->fields[i].name, "csrf") == 0)
			return c->v[i].text;
	must(false); /* a row that needs CSRF has no such field: tests/law/routes.sh */
	return STR("");
}

int
guard_after(struct call *c)
{
	unsigned needs = c->route->needs;
	if (needs & NEED_CSRF) {
		struct str got = csrf_field(c), want = actor_csrf(c->arena, c->house, c->moderator);
		if (got.n != want.n || !crypt_equal(got.p, want.p, want.n))
			return 403;
	}
	if (needs & NEED_LOGIN_CSRF) {
		enum token_state t =
			token_check(c->arena, c->house->keys, c->site->id, STR("/moderate/login"),
				    csrf_field(c), clock_now(), 7200);
		if (t != TOKEN_GOOD)
			return 403;
	}
	return 0;
}
