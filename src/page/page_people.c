/* The desk: who moderates, for admins. Each act asks for the own password once more. */
#include "routes.h"
#include "view/locale.h"

/* What is to be shown, and why. */
struct saying {
	int status;
	bool bad;
	struct str notice;
};

static void
show(struct call *c, struct resp *resp, const struct saying *say, struct people_view *v)
{
	struct desk_view desk;
	struct desk_words words = {.bad = say->bad, .notice = say->notice};
	struct account *people = NULL;
	struct invite *invites = NULL;
	struct html h = html_in(c->arena);
	enum err e = people_list(c->house, c->site, c->arena, c->moderator, &people, &v->n);
	if (e == ERR_OK)
		e = invite_list(c->house, c->site, c->arena, c->moderator, &invites, &v->n_invites);
	if (e == ERR_OK)
		e = desk_beside(c, TOOL_PEOPLE, &words, &desk);
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return;
	}
	v->people = people;
	v->invites = invites;
	view_people(&h, c->arena, &c->view, &desk, v);
	answer_desk(resp, say->status, &h);
}

static void
refuse(struct call *c, struct resp *resp, int status, struct str why, struct people_view *v)
{
	show(c, resp, &(struct saying){status, true, why}, v);
}

/* ---- what there is ---------------------------------------------------------------------------------- */

void
page_people(struct call *c, struct resp *resp)
{
	static const struct {
		struct str word, text;
	} all[] = {{STR_C("role"), MSG_C("The role is set. The sessions of the account have ended.")},
		   {STR_C("disable"), MSG_C("The account is disabled. Its sessions have ended.")},
		   {STR_C("enable"), MSG_C("The account is open again.")},
		   {STR_C("revoke"), MSG_C("The sessions of the account have ended.")},
		   {STR_C("factor"),
		    MSG_C("The authenticator is off. The sessions of the account have ended.")},
		   {STR_C("withdraw"), MSG_C("The invitation is withdrawn.")}};
	struct saying say = {.status = 200};
	struct people_view v = {.draft = {.role = ROLE_MODERATOR}};
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		if (str_eq(c->v[PEOPLE_DONE].text, all[i].word))
			say.notice = told(c, all[i].text);
	show(c, resp, &say, &v);
}

/* ---- somebody --------------------------------------------------------------------------------------- */

/* ERR_INPUT: no such act. */
static enum err
act_on(struct call *c, struct str act, struct str name)
{
	struct house *h = c->house;
	struct site *s = c->site;
	enum role role;
	if (str_eq(act, STR("role")))
		return role_of(c->v[PERSON_ROLE].text, &role) == ERR_OK
			       ? people_role(h, s, c->arena, c->moderator, name, role)
			       : ERR_INPUT;
	if (str_eq(act, STR("disable")))
		return actor_disable(h, s, c->arena, c->moderator, name);
	if (str_eq(act, STR("enable")))
		return people_enable(h, s, c->arena, c->moderator, name);
	if (str_eq(act, STR("revoke")))
		return people_sign_out(h, s, c->arena, c->moderator, name, 0);
	if (str_eq(act, STR("factor")))
		return people_factor_off(h, s, c->arena, c->moderator, name);
	return ERR_INPUT;
}

static void
say_done(struct call *c, struct resp *resp, enum err e, const struct account *who, struct people_view *v)
{
	struct str last = MSG("%s is the last admin. Please make somebody else one first.");
	struct str changed = MSG("The account has changed meanwhile. Please look again.");
	if (e == ERR_OK)
		beside_see(c, resp, TOOL_PEOPLE,
			   str_cat(c->arena, STR("done="), c->v[PERSON_ACT].text));
	else if (e == ERR_CONFLICT)
		refuse(c, resp, 409, locale_put(c->arena, told(c, last), who->name), v);
	else if (e == ERR_GONE)
		refuse(c, resp, 409, told(c, changed), v);
	else if (e == ERR_INPUT)
		answer_error(c, resp, 400);
	else
		answer_failure(c, resp, e);
}

void
page_person(struct call *c, struct resp *resp)
{
	struct account who;
	struct account_id id;
	struct people_view v = {.draft = {.role = ROLE_MODERATOR}};
	struct str why;
	int status;
	must(str_int(c->arg, 1, INT64_MAX, &id.n));
	enum err e = people_get(c->house, c->site, c->arena, c->moderator, id, &who);
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return;
	}
	v.open = id;
	if (confirmed(c, resp, &c->v[PERSON_PASSWORD], &why, &status))
		say_done(c, resp, act_on(c, c->v[PERSON_ACT].text, who.name), &who, &v);
	else if (status != 0)
		refuse(c, resp, status, why, &v);
}

/* ---- invitations ------------------------------------------------------------------------------------ */

static void
invite(struct call *c, struct resp *resp, struct people_view *v)
{
	enum invite_outcome out;
	struct str link;
	enum err e = invite_make(c->house, c->site, c->arena, c->moderator, v->draft.name, v->draft.role,
				 &out, &link);
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
	} else if (out == INVITE_MADE) {
		*v = (struct people_view){.link = link, .draft = {.role = ROLE_MODERATOR}};
		show(c, resp, &(struct saying){200, false, told(c, MSG("The invitation is made."))}, v);
	} else {
		v->draft.name_error = name_fault(c);
		refuse(c, resp, 422,
		       told(c, MSG("Nothing was done yet. Please look at the marked field.")), v);
	}
}

void
page_people_invite(struct call *c, struct resp *resp)
{
	struct people_view v = {.draft = {.open = true, .name = str_trim(c->v[INVITING_NAME].text)}};
	struct str why;
	int status;
	if (role_of(c->v[INVITING_ROLE].text, &v.draft.role) != ERR_OK)
		answer_error(c, resp, 400);
	else if (confirmed(c, resp, &c->v[INVITING_PASSWORD], &why, &status))
		invite(c, resp, &v);
	else if (status != 0)
		refuse(c, resp, status, why, &v);
}

void
page_people_withdraw(struct call *c, struct resp *resp)
{
	struct people_view v = {.draft = {.role = ROLE_MODERATOR}};
	struct str why;
	int status;
	must(str_int(c->arg, 1, INT64_MAX, &v.open_invite));
	if (!confirmed(c, resp, &c->v[SURE_PASSWORD], &why, &status)) {
		if (status != 0)
			refuse(c, resp, status, why, &v);
		return;
	}
	enum err e = invite_withdraw(c->house, c->site, c->arena, c->moderator, v.open_invite);
	if (e == ERR_OK)
		beside_see(c, resp, TOOL_PEOPLE, STR("done=withdraw"));
	else
		answer_failure(c, resp, e);
}
