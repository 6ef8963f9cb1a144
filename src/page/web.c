/* What the web needs beside the house, made at start; and the answers every handler gives. */
#include "page/web.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/page.h"
#include "flow/gate.h"
#include "flow/vote.h"
#include "routes.h"
#include "view/answer.h"
#include "view/locale.h"

static void
open_door(struct web *w, struct door *d, struct site *s)
{
	const struct site_conf *conf = s->conf;
	struct arena *a = w->arena;
	d->site = s;
	d->trusted = arena_array(a, conf->trusted_proxies.n, struct cidr);
	for (size_t i = 0; i < conf->trusted_proxies.n; i++) {
		/* conf_read() has checked the spelling. */
		must(cidr_parse(conf->trusted_proxies.at[i], &d->trusted[i]));
		d->n_trusted++;
	}
	d->view = (struct site_view){
		.title = conf->title.n > 0 ? conf->title : conf->host,
		.base_url = conf->base_url,
		.articles = conf->origins.n > 0 ? conf->origins.at[0] : conf->base_url,
		.base_path = conf->base_path,
		.lang = conf->lang,
		.rules_url = conf->rules_url,
		.rules_version = conf->rules_version,
		.privacy_url = conf->privacy_url,
		.css = static_path(a, conf->base_path, "embed_css"),
		.js = static_path(a, conf->base_path, "embed_js"),
		.solver = static_path(a, conf->base_path, "solve_js"),
		.aside = static_path(a, conf->base_path, "aside_js"),
		.status_js = static_path(a, conf->base_path, "status_js"),
		.desk_css = static_path(a, conf->base_path, "moderate_css"),
		.desk_js = static_path(a, conf->base_path, "moderate_js"),
		.depth = conf->depth,
		.text_max = conf->text_max,
		.email_required = conf->email_required,
		.reports = conf->reports,
		.veil = conf->desk_veil,
		.vote = {[VOTE_UP] = vote_taken(conf, VOTE_UP), [VOTE_DOWN] = vote_taken(conf, VOTE_DOWN)},
	};
}

struct web *
web_new(struct house *h)
{
	struct web *w = heap_zero(1, sizeof(*w));
	w->house = h;
	w->arena = arena_new();
	w->cache = cache_new((size_t)h->conf->cache_bytes);
	crypt_random(&w->epoch, sizeof(w->epoch));
	w->slow = slow_new();
	w->n_doors = h->n_sites;
	w->doors = arena_array(w->arena, h->n_sites, struct door);
	for (size_t i = 0; i < h->n_sites; i++)
		open_door(w, &w->doors[i], &h->sites[i]);
	return w;
}

void
web_free(struct web **w)
{
	if (*w == NULL)
		return;
	cache_free(&(*w)->cache);
	slow_free(&(*w)->slow);
	arena_free(&(*w)->arena);
	heap_free(*w);
	*w = NULL;
}

/* When to come back after a 503: not all in the same second. */
int64_t
busy_seconds(void)
{
	unsigned char r;
	crypt_random(&r, sizeof(r));
	return 1 + r % 3;
}

void
speak(struct call *c, const struct value *asked, struct str article)
{
	bool named = asked->given && asked->fault == FAULT_NONE && locale_has(asked->text);
	c->view.lang = c->site->conf->lang;
	c->view.lang_asked = named ? locale_lang(asked->text) : STR("");
	if (named)
		c->view.lang = c->view.lang_asked;
	else if (article.n > 0 && locale_has(article))
		c->view.lang = article;
}

void
speak_browser(struct call *c)
{
	c->view.lang = locale_accept(c->req->accept_language, c->site->conf->lang);
}

struct str
told(const struct call *c, struct str msgid)
{
	return locale_text(c->view.lang, msgid);
}

bool
wants_json(const struct call *c)
{
	struct str api = str_cat(c->arena, c->site->conf->base_path, STR("/api/"));
	return str_starts(c->req->path, api) ||
	       str_find(c->req->accept, STR("application/json"), 0) != SIZE_MAX;
}

void
answer_json(struct resp *resp, int status, struct str body)
{
	resp->status = status;
	resp->kind = RESP_JSON;
	resp->body = body;
}

/* By the path and not by the route: a refused method or host has none. */
bool
path_is_secret(const struct req *r)
{
	return str_find(r->path, STR("/status/"), 0) != SIZE_MAX ||
	       str_find(r->path, STR("/notice/"), 0) != SIZE_MAX ||
	       str_find(r->path, STR("/invite/"), 0) != SIZE_MAX;
}

void
answer_error(struct call *c, struct resp *resp, int status)
{
	speak_browser(c);
	if (status == 503)
		resp->retry_after = busy_seconds();
	if (wants_json(c)) {
		answer_json(resp, status, view_problem(c->arena, &c->view, status, NULL, str_of(c->req->id)));
		return;
	}
	struct html h = html_in(c->arena);
	view_error(&h, c->arena, &c->view, status, str_of(c->req->id));
	resp->status = status;
	resp->kind = path_is_secret(c->req) ? RESP_PRIVATE : RESP_PAGE;
	resp->body = html_done(&h).html;
}

static struct str
etag_of(struct call *c, struct str key, uint64_t version, int64_t until)
{
	struct hash d = crypt_digest(str_printf(c->arena, "%.*s %llx %lld", STR_FMT(key),
						(unsigned long long)version, (long long)until));
	return str_printf(c->arena, "\"%.*s\"", STR_FMT(hex_encode(c->arena, d.b, 12)));
}

struct kept *
keep(struct call *c, struct str key, uint64_t version, int64_t until, const struct pieces *body)
{
	return cache_put(c->web->cache, key, version, until, body, etag_of(c, key, version, until));
}

/* An entity tag is of one encoding (RFC 9110, 8.8.3): "…", "…-gzip", "…-br". */
static struct str
etag_in(struct call *c, const struct kept *k, enum encoding e)
{
	struct str tag = kept_etag(k), word = encoding_word(e);
	if (e == ENCODING_NONE)
		return tag;
	struct buf b = buf_in(c->arena, tag.n + 1 + word.n); /* no printf: of every compressed answer */
	buf_str(&b, str_sub(tag, 0, tag.n - 1));
	buf_lit(&b, "-");
	buf_str(&b, word);
	buf_lit(&b, "\"");
	must(!b.over);
	return buf_view(&b);
}

/* Whatever encoding they have it in, it is what we would send. */
static bool
they_have(struct call *c, const struct kept *k, struct str *ret_etag)
{
	for (enum encoding e = 0; e < ENCODING__MAX && c->req->if_none_match.n > 0; e++) {
		struct str tag = etag_in(c, k, e);
		if (str_eq(c->req->if_none_match, tag)) {
			*ret_etag = tag;
			return true;
		}
	}
	return false;
}

void
answer_kept(struct call *c, struct resp *resp, struct kept *k)
{
	resp->hold = k;
	resp->release = kept_release;
	resp->body = kept_body(k, ENCODING_NONE);
	/* One second in the web server's cache and none in browsers: what a moderator takes down is gone. */
	resp->cache_control = STR("public, max-age=0, s-maxage=1");
	resp->vary = STR("Accept-Encoding");
	if (c->ssi)
		return; /* a subrequest has no conditions of its own: always whole, and never compressed */
	if (they_have(c, k, &resp->etag)) {
		resp->status = 304;
		return;
	}
	enum encoding e = encoding_asked(c->req->accept_encoding);
	if (e != ENCODING_NONE && kept_body(k, e).n == 0) {
		if (kept_claim(k, e)) {
			c->to_encode = kept_hold(k);
			c->encoding = e;
		}
		e = ENCODING_NONE; /* nobody waits for it: this answer goes out as it is */
	}
	if (e != ENCODING_NONE)
		resp->body = kept_body(k, e);
	resp->encoding = encoding_word(e);
	resp->etag = etag_in(c, k, e);
}

void
answer_question(struct call *c, struct resp *resp, struct kept *k)
{
	c->question.as = (int)resp->kind;
	if (c->question.site != 0)
		cache_remember(c->web->cache, k, &c->question);
	answer_kept(c, resp, k);
}

void
encode_kept(struct call *c)
{
	if (c->to_encode == NULL)
		return;
	cache_add(c->web->cache, c->to_encode, c->encoding,
		  encode(c->arena, c->encoding, kept_body(c->to_encode, ENCODING_NONE)));
	kept_release(c->to_encode);
	c->to_encode = NULL;
}

void
answer_failure(struct call *c, struct resp *resp, enum err e)
{
	if (e == ERR_DENIED || e == ERR_GONE) {
		answer_error(c, resp, e == ERR_DENIED ? 403 : 404);
		return;
	}
	log_event(LOG_WARN, "failure", LOG_S("id", str_of(c->req->id)),
		  LOG_S("why", str_of(err_text(e))));
	answer_error(c, resp, 503);
}

void
answer_no_link(struct call *c, struct resp *resp, enum err e)
{
	if (e != ERR_GONE) {
		answer_failure(c, resp, e);
		return;
	}
	gate_guess_wrong(c->house, c->site, c->arena, &c->visitor);
	answer_error(c, resp, 404);
}

bool
too_many_guesses(struct call *c, struct resp *resp)
{
	int64_t wait = gate_guess_wait(c->house, c->site, c->arena, &c->visitor);
	if (wait == 0)
		return false;
	answer_error(c, resp, 429);
	resp->retry_after = wait;
	return true;
}

void
tell_limit(struct call *c, struct resp *resp, const char *act, int64_t times)
{
	if (!(c->route->needs & NEED_API))
		return;
	struct standing s = gate_standing(c->house, c->site, c->arena, &c->visitor, act, times);
	resp->rate.most = s.most;
	resp->rate.left = s.left;
	resp->rate.reset = s.reset;
	resp->rate.span = s.span;
}

struct str
bearer(const struct call *c)
{
	struct str v = c->req->authorization;
	return str_starts(v, STR("Bearer ")) ? str_trim(str_from(v, 7)) : STR("");
}

void
answer_see(struct call *c, struct resp *resp, struct str path_below)
{
	resp->status = 303;
	resp->kind = RESP_PRIVATE;
	resp->location = str_cat(c->arena, c->site->conf->base_path, path_below);
}

bool
page_allowed(const struct call *c, struct str page)
{
	return conf_page(c->site->conf, page);
}

struct str
article_url(struct call *c, struct str page)
{
	struct str path = page_encode(c->arena, page);
	return c->site->conf->origins.n > 0 ? str_cat(c->arena, c->view.articles, path) : path;
}

struct str
article_title(struct arena *a, struct str title, struct str page)
{
	struct str last = page, rest = page, part;
	if (title.n > 0)
		return title;
	while (rest.n > 0) {
		str_cut(&rest, '/', &part);
		if (part.n > 0)
			last = part;
	}
	size_t dot = str_find(last, STR(".htm"), 0);
	if (dot != SIZE_MAX && dot > 0)
		last = str_sub(last, 0, dot);
	char *p = arena_copy(a, last.p, last.n);
	for (size_t i = 0; i < last.n; i++)
		if (p[i] == '-' || p[i] == '_')
			p[i] = ' ';
	if (p[0] >= 'a' && p[0] <= 'z')
		p[0] = (char)(p[0] - 'a' + 'A');
	return (struct str){p, last.n};
}
