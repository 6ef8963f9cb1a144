/* Sign in, sign out. Readers never meet a cookie; this one is a moderator's. */
#include "base/clock.h"
#include "filter/gate_token.h"
#include "routes.h"
#include "view/locale.h"

/* The site's number is in the name: neither the port nor, under "__Host-", the path keeps the cookies of
 * two sites on one host apart, and signing in at one would sign out at the other. */
struct str
session_cookie_name(const struct call *c)
{
	return str_printf(c->arena, "%srj_session_%ld", c->site->conf->https ? "__Host-" : "",
			  (long)c->site->id.n);
}

/* "__Host-" demands Secure and Path=/. Without https (a demo on localhost) neither is to be had. */
struct str
session_cookie(struct call *c, struct str token)
{
	struct str name = session_cookie_name(c);
	const char *life = token.n == 0 ? "; Max-Age=0" : "";
	if (c->site->conf->https)
		return str_printf(c->arena,
				  "%.*s=%.*s; Path=/; Secure; HttpOnly; SameSite=Strict%s",
				  STR_FMT(name), STR_FMT(token), life);
	return str_printf(c->arena, "%.*s=%.*s; Path=%.*s/moderate; HttpOnly; SameSite=Strict%s",
			  STR_FMT(name), STR_FMT(token), STR_FMT(c->site->conf->base_path), life);
}

/* By which a browser is known that has signed in before; it opens nothing. */
static struct str
device_cookie_name(const struct call *c)
{
	return str_printf(c->arena, "%srj_device_%ld", c->site->conf->https ? "__Host-" : "",
			  (long)c->site->id.n);
}

static struct str
device_cookie(struct call *c, struct str device)
{
	bool https = c->site->conf->https;
	struct str path = https ? STR("") : c->site->conf->base_path;
	return str_printf(c->arena, "%.*s=%.*s; Path=%.*s%s; HttpOnly; SameSite=Strict; Max-Age=%d",
			  STR_FMT(device_cookie_name(c)), STR_FMT(device), STR_FMT(path),
			  https ? "/; Secure" : "/moderate/login", DEVICE_LIFE);
}

static void
show_login(struct call *c, struct resp *resp, struct str name, struct str error, int status)
{
	struct html h = html_in(c->arena);
	struct str token = token_make(c->arena, c->house->keys, c->site->id, STR("/moderate/login"),
				      clock_now());
	view_login(&h, c->arena, &c->view, token, name, error);
	resp->status = status;
	resp->kind = RESP_DESK;
	resp->body = html_done(&h).html;
}

void
page_login(struct call *c, struct resp *resp)
{
	show_login(c, resp, STR(""), STR(""), 200);
}

/* One text for all that may be wrong: which it was is not for those who cannot sign in (SECURITY.md 58). */
static void
show_wrong(struct call *c, struct resp *resp)
{
	show_login(c, resp, c->v[LOGIN_NAME].text,
		   told(c, MSG("Name, password and code do not match. Each code is good once: wait for the "
			       "next one, or use a code of recovery.")),
		   422);
}

void
answer_entered(struct call *c, struct resp *resp, const struct signed_in *in)
{
	answer_see(c, resp, STR("/moderate/"));
	resp->kind = RESP_DESK;
	resp->set_cookie = session_cookie(c, in->token);
	resp->set_cookie_too = device_cookie(c, in->device);
}

void
page_sign_in(struct call *c, struct resp *resp)
{
	struct signed_in in;
	const struct value *name = &c->v[LOGIN_NAME], *password = &c->v[LOGIN_PASSWORD];
	if (name->fault == FAULT_MISSING || password->fault == FAULT_MISSING) {
		show_login(c, resp, name->text, told(c, MSG("Please fill in both name and password.")), 422);
		return;
	}
	if (name->fault != FAULT_NONE || password->fault != FAULT_NONE) { /* nobody has such a one */
		show_wrong(c, resp);
		return;
	}
	struct entry entry = {.name = name->text, .password = password->text, .code = c->v[LOGIN_CODE].text,
			      .device = req_cookie(c->req, device_cookie_name(c)),
			      .block = c->visitor.wide_block};
	enum err e = actor_enter(c->house, c->site, c->arena, &entry, &in);
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return;
	}
	switch (in.outcome) {
	case SIGN_IN_OK:
		answer_entered(c, resp, &in);
		return;
	case SIGN_IN_WRONG:
		show_wrong(c, resp);
		return;
	case SIGN_IN_WAIT:
		show_login(c, resp, name->text, too_many_tries(c, in.retry_after), 429);
		resp->retry_after = in.retry_after;
		return;
	}
}

void
page_sign_out(struct call *c, struct resp *resp)
{
	enum err e = actor_sign_out(c->house, c->arena, c->moderator);
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return;
	}
	answer_see(c, resp, STR("/moderate/login"));
	resp->kind = RESP_DESK;
	resp->set_cookie = session_cookie(c, STR(""));
}
