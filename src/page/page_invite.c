/* Behind an invitation's link: whoever has it chooses name and password, and is in. */
#include "base/clock.h"
#include "filter/gate_token.h"
#include "routes.h"
#include "view/locale.h"

static void
show(struct call *c, struct resp *resp, int status, struct join_view *v)
{
	struct html h = html_in(c->arena);
	v->link = c->arg;
	v->token = token_make(c->arena, c->house->keys, c->site->id, STR("/moderate/login"), clock_now());
	view_join(&h, c->arena, &c->view, v);
	answer_desk(resp, status, &h);
}

/* Unknown, used, expired and withdrawn look alike, and count as guesses. */
static void
show_none(struct call *c, struct resp *resp, enum err e)
{
	answer_no_link(c, resp, e);
	if (e != ERR_GONE)
		return;
	struct html h = html_in(c->arena);
	view_join_none(&h, c->arena, &c->view);
	answer_desk(resp, 404, &h);
}

/* False: there is no such invitation, and the answer is given. */
static bool
find(struct call *c, struct resp *resp, struct join_view *v)
{
	struct invite i;
	if (too_many_guesses(c, resp))
		return false;
	enum err e = invite_look(c->house, c->site, c->arena, c->arg, &i);
	if (e != ERR_OK) {
		show_none(c, resp, e);
		return false;
	}
	v->role = i.role;
	v->named = i.name.n > 0;
	v->name = i.name;
	return true;
}

void
page_invite(struct call *c, struct resp *resp)
{
	struct join_view v = {.link = c->arg};
	if (find(c, resp, &v))
		show(c, resp, 200, &v);
}

struct str
name_fault(const struct call *c)
{
	struct str most = str_printf(c->arena, "%d", NAME_CHARS_MAX);
	return locale_put(c->arena,
			  told(c, MSG("A name has letters, digits and . - _ @ alone, at most %s.")), most);
}

/* Whose account has an authenticator, and a new password by this, signs in with both. */
static void
enter(struct call *c, struct resp *resp, struct str name, struct str password)
{
	struct signed_in in = {.outcome = SIGN_IN_WRONG};
	struct entry entry = {.name = name, .password = password, .block = c->visitor.wide_block};
	enum err e = actor_enter(c->house, c->site, c->arena, &entry, &in);
	if (e == ERR_OK && in.outcome == SIGN_IN_OK) {
		answer_entered(c, resp, &in);
		return;
	}
	answer_see(c, resp, STR("/moderate/login"));
	resp->kind = RESP_DESK;
}

/* What is wrong beside each field; false: nothing is. */
static bool
faulty(const struct call *c, struct join_view *v)
{
	if (!v->named) {
		v->name = str_trim(c->v[JOIN_NAME].text);
		if (!account_name_ok(v->name))
			v->name_error = name_fault(c);
	}
	enum account_outcome password = account_password_look(c->site, v->name, c->v[JOIN_PASSWORD].text);
	if (password != ACCOUNT_ADDED)
		v->password_error = password_fault(c, password);
	return v->name_error.n + v->password_error.n > 0;
}

void
page_join(struct call *c, struct resp *resp)
{
	struct join_view v = {.link = c->arg};
	struct str name, password = str_copy(c->arena, c->v[JOIN_PASSWORD].text);
	enum account_outcome out;
	if (!find(c, resp, &v))
		return;
	if (faulty(c, &v)) {
		show(c, resp, 422, &v);
		return;
	}
	enum err e = invite_take(c->house, c->site, c->arena, c->arg, v.name, c->v[JOIN_PASSWORD].text, &out,
				 &name);
	if (e != ERR_OK) {
		show_none(c, resp, e);
	} else if (out == ACCOUNT_TAKEN) {
		v.name_error = told(c, MSG("Somebody has this name already. Please choose another one."));
		show(c, resp, 422, &v);
	} else {
		enter(c, resp, name, password);
	}
}
