/*
 * What a handler gets: the house, the site, the request as typed values, and proof of who asks. page/
 * translates HTTP; it decides nothing.
 */
#ifndef PAGE_WEB_H
#define PAGE_WEB_H

#include "flow/actor.h"
#include "flow/post.h"
#include "base/addr.h"
#include "http/route.h"
#include "page/cache.h"
#include "view/view.h"

/* A site, as the web sees it. */
struct door {
	struct site *site;
	struct cidr *trusted;
	size_t n_trusted;
	struct site_view view; /* `now` is set for each request */
};

struct slow; /* the few places for slow work (guard.c) */

struct web {
	struct house *house;
	struct door *doors;
	size_t n_doors;
	struct cache *cache;
	uint64_t epoch;        /* of these settings: random, in every ETag */
	struct slow *slow;
	struct arena *arena;   /* owns doors and their texts */
};

struct web *web_new(struct house *);
void web_free(struct web **);

struct call {
	struct web *web;
	struct house *house;
	struct site *site;
	const struct door *door;
	struct req *req;
	struct arena *arena;
	const struct route *route;
	struct str arg;          /* the path's argument */
	struct value *v;         /* by the route's own enum, see routes.h */
	struct str key;          /* of Idempotency-Key, to the API; "" = none */
	struct visitor visitor;
	struct str article;      /* under SSI: the canonical page of the article; "" otherwise */
	bool ssi;
	const struct moderator *moderator; /* only behind NEED_SESSION */
	struct site_view view;
	struct question question; /* of a GET; site 0: it is none that may be recalled */
	struct kept *to_encode;  /* after the answer; NULL = nothing */
	enum encoding encoding;
};

/** The one entry: serves a request from head to answer (http/worker.h's `serve`; arg is a struct web). */
void web_serve(struct req *, void *arg);

/* ---- helpers of handlers ---------------------------------------------------------------------- */

/** Is it a program that asks: does Accept name application/json, or is it an address of the API? */
bool wants_json(const struct call *);
void answer_json(struct resp *, int status, struct str body);
/** Has a token in it, which neither the log nor a Referer header may tell. */
bool path_is_secret(const struct req *);
/** An error page of this status, for a person or a program (wants_json). */
void answer_error(struct call *, struct resp *, int status);
/** What an error means to a client: ERR_DENIED 403, ERR_GONE 404; else the machine fails, which is logged:
 * 503 with Retry-After. */
void answer_failure(struct call *, struct resp *, enum err e);
/** The section speaks what `lang=` (`asked`) names, else the article's language, else the site's; whatever we
 * have no texts in is passed over. `article`: "" = not known. */
void speak(struct call *, const struct value *asked, struct str article);
/** The desk, the writer's own page and errors speak what the browser asks for, else the site's language. */
void speak_browser(struct call *);
/** A text in the language of this answer. */
struct str told(const struct call *, struct str msgid);
/** Seconds for Retry-After of a 503, 1 to 3 at random: who was sent away together must not come back
 * together. */
int64_t busy_seconds(void);
/** Keeps an answer (page/cache.h) under an entity tag of key, version and end. */
struct kept *keep(struct call *, struct str key, uint64_t version, int64_t until, const struct pieces *body);
/** Sends what is kept, whole, or 304 to who has it. Outside SSI alone it is conditional, and compressed where
 * there is a copy that the client takes; the first that would have taken one has it made (encode_kept()). */
void answer_kept(struct call *, struct resp *, struct kept *);
/** The same, of a handler whose answer depends on the question alone (page/cache.h): not on the argument,
 * a session, the browser's language. The next who asks the same gets it before anything is parsed. */
void answer_question(struct call *, struct resp *, struct kept *);
/** After the answer: makes the compressed copy that answer_kept() had none of. */
void encode_kept(struct call *);
/** Where a private link led nowhere: 404, and it counts as a guess (ERR_GONE); or a failing machine. */
void answer_no_link(struct call *, struct resp *, enum err e);
/** True: from where this comes, too many guesses have been made; the answer says so. */
bool too_many_guesses(struct call *, struct resp *);
/** Tells a program how its limit stands: RateLimit-… headers (flow/gate.h). */
void tell_limit(struct call *, struct resp *, const char *act, int64_t times);
/** The token of "Authorization: Bearer TOKEN"; "" without. */
struct str bearer(const struct call *);
/** 303 to a path below base_path. */
void answer_see(struct call *, struct resp *, struct str path_below);
/** Is this page one that may have comments at this site? */
bool page_allowed(const struct call *, struct str page);
/** The article's own address, percent-encoded: its path, or all of it where it is on another host. */
struct str article_url(struct call *, struct str page);
/** What an article is called: its title, or the last part of its path made readable ("Harbour works") as
 * long as nobody has told us one. */
struct str article_title(struct arena *, struct str title, struct str page);

#endif
