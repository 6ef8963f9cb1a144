/* The desk: one's own account: password, second factor, sessions. */
#include "flow/factor.h"
#include "routes.h"
#include "view/locale.h"

struct str
too_many_tries(const struct call *c, int64_t wait)
{
	return locale_count(c->arena, c->view.lang,
			    MSG_N("Too many tries. Please wait %s second.",
				  "Too many tries. Please wait %s seconds."),
			    wait);
}

bool
confirmed(struct call *c, struct resp *resp, const struct value *password, struct str *ret_why,
	  int *ret_status)
{
	int64_t wait = 0;
	const struct moderator *sure = NULL;
	enum err e = actor_confirm(c->house, c->site, c->arena, c->moderator, password->text, &sure, &wait);
	*ret_status = 0;
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return false;
	}
	if (sure != NULL) {
		c->moderator = sure;
		return true;
	}
	*ret_status = wait > 0 ? 429 : 422;
	resp->retry_after = wait;
	*ret_why = wait > 0 ? too_many_tries(c, wait)
			    : told(c, MSG("Your password was not right. Nothing was changed."));
	return false;
}

/* ---- what there is -------------------------------------------------------------------------------- */

/* `password_error` stands beside the field of the new one. */
static void
show(struct call *c, struct resp *resp, int status, struct str notice, struct str password_error)
{
	struct desk_view desk;
	struct desk_words words = {.bad = status != 200, .notice = notice};
	struct account_view v = {.has_factor = actor_has_factor(c->moderator),
				 .password_error = password_error};
	struct session *list = NULL;
	struct html h = html_in(c->arena);
	enum err e = sessions_list(c->house, c->site, c->arena, c->moderator, actor_account(c->moderator),
				   &list,
				   &v.n);
	if (e == ERR_OK)
		e = factor_left(c->house, c->moderator, &v.recovery);
	if (e == ERR_OK)
		e = desk_beside(c, TOOL_ACCOUNT, &words, &desk);
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return;
	}
	v.sessions = list;
	v.here = actor_session_id(c->moderator);
	v.role = actor_role(c->moderator);
	view_account(&h, c->arena, &c->view, &desk, &v);
	answer_desk(resp, status, &h);
}

void
page_account(struct call *c, struct resp *resp)
{
	struct str done = c->v[MINE_DONE].text, notice = STR("");
	if (str_eq(done, STR("ended")))
		notice = told(c, MSG("The session is ended."));
	else if (str_eq(done, STR("others")))
		notice = told(c, MSG("All your other sessions are ended."));
	else if (str_eq(done, STR("off")))
		notice = told(c, MSG("The authenticator is off: the password alone signs you in."));
	show(c, resp, 200, notice, STR(""));
}

/* ---- the password --------------------------------------------------------------------------------- */

struct str
password_fault(const struct call *c, enum account_outcome out)
{
	struct str least = str_printf(c->arena, "%d", PASSWORD_CHARS_MIN);
	struct str brief = MSG("The new password is too short: at least %s characters, better 15.");
	if (out == ACCOUNT_PASSWORD_LONG)
		return told(c, MSG("The new password is too long: at most 1,024 bytes."));
	if (out == ACCOUNT_PASSWORD_CHARS)
		return told(c, MSG("The new password is nothing but blanks, or has invisible or control "
				   "characters."));
	if (out == ACCOUNT_PASSWORD_GUESSED)
		return told(c, MSG("The new password is one of those that are tried first: a common one, "
				   "or made of the name of this site or of the account."));
	return locale_put(c->arena, told(c, brief), least);
}

/* Its sessions end, this one too: what is signed in from now on knows the new one. */
void
page_password(struct call *c, struct resp *resp)
{
	struct str why;
	int status;
	enum account_outcome out =
		account_password_look(c->site, actor_name(c->moderator), c->v[SURE_NEW].text);
	if (out != ACCOUNT_ADDED) {
		show(c, resp, 422, told(c, MSG("Nothing was changed. Please look at the marked field.")),
		     password_fault(c, out));
		return;
	}
	if (!confirmed(c, resp, &c->v[SURE_PASSWORD], &why, &status)) {
		if (status != 0)
			show(c, resp, status, why, STR(""));
		return;
	}
	enum err e = actor_passwd(c->house, c->site, c->arena, c->moderator, actor_name(c->moderator),
				  c->v[SURE_NEW].text, &out);
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return;
	}
	answer_see(c, resp, STR("/moderate/login"));
	resp->kind = RESP_DESK;
	resp->set_cookie = session_cookie(c, STR(""));
}

/* ---- the second factor ---------------------------------------------------------------------------- */

static void
show_offer(struct call *c, struct resp *resp, int status, struct str notice, const struct factor_offer *offer)
{
	struct desk_view desk;
	struct desk_words words = {.bad = true, .notice = notice};
	struct html h = html_in(c->arena);
	enum err e = desk_beside(c, TOOL_ACCOUNT, &words, &desk);
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return;
	}
	struct factor_view v = {.sealed = offer->sealed, .spelled = offer->spelled, .qr = offer->qr,
				.replaces = actor_has_factor(c->moderator)};
	view_factor(&h, c->arena, &c->view, &desk, &v);
	answer_desk(resp, status, &h);
}

/* Asked for twice, it is another secret each time; none of them counts before its code was typed. */
void
page_factor(struct call *c, struct resp *resp)
{
	struct factor_offer offer;
	enum err e = factor_offer(c->house, c->site, c->arena, c->moderator, &offer);
	if (e != ERR_OK)
		answer_failure(c, resp, e);
	else
		show_offer(c, resp, 200, STR(""), &offer);
}

static void
show_codes(struct call *c, struct resp *resp, const struct factor_set *set)
{
	struct desk_view desk;
	struct desk_words words = {
		.notice = told(c, MSG("The authenticator is set up. From now on signing in asks for its "
				      "code."))};
	struct html h = html_in(c->arena);
	if (desk_beside(c, TOOL_ACCOUNT, &words, &desk) != ERR_OK)
		desk_fill(c, &words, &(struct queue_counts){0}, &(struct decision_row){0}, &desk);
	view_factor_codes(&h, c->arena, &c->view, &desk, set->codes, RECOVERY_CODES);
	answer_desk(resp, 200, &h);
}

static void
offer_again(struct call *c, struct resp *resp, int status, struct str why)
{
	struct factor_offer offer;
	enum err e = factor_offer_again(c->house, c->site, c->arena, c->moderator,
					c->v[FACTOR_SECRET].text, &offer);
	if (e == ERR_INPUT)
		answer_error(c, resp, 400);
	else if (e != ERR_OK)
		answer_failure(c, resp, e);
	else
		show_offer(c, resp, status, why, &offer);
}

void
page_factor_set(struct call *c, struct resp *resp)
{
	struct str why;
	int status;
	struct factor_set set;
	if (!confirmed(c, resp, &c->v[FACTOR_PASSWORD], &why, &status)) {
		if (status != 0)
			offer_again(c, resp, status, why);
		return;
	}
	enum err e = factor_set(c->house, c->site, c->arena, c->moderator, c->v[FACTOR_SECRET].text,
				c->v[FACTOR_CODE].text, &set);
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return;
	}
	switch (set.outcome) {
	case FACTOR_SET:
		show_codes(c, resp, &set);
		return;
	case FACTOR_CODE_WRONG:
		offer_again(c, resp, 422,
			    told(c, MSG("That code is not of this secret. Is the telephone's clock right?")));
		return;
	case FACTOR_NOT_OURS:
		answer_error(c, resp, 400);
		return;
	}
}

void
page_factor_off(struct call *c, struct resp *resp)
{
	struct str why;
	int status;
	if (!confirmed(c, resp, &c->v[SURE_PASSWORD], &why, &status)) {
		if (status != 0)
			show(c, resp, status, why, STR(""));
		return;
	}
	enum err e = factor_off(c->house, c->site, c->moderator);
	if (e != ERR_OK)
		answer_failure(c, resp, e);
	else
		beside_see(c, resp, TOOL_ACCOUNT, STR("done=off"));
}

/* ---- sessions ------------------------------------------------------------------------------------- */

void
page_session_end(struct call *c, struct resp *resp)
{
	int64_t id = 0;
	must(str_int(c->arg, 1, INT64_MAX, &id));
	enum err e = sessions_end(c->house, c->arena, c->moderator, id);
	if (e == ERR_OK)
		beside_see(c, resp, TOOL_ACCOUNT, STR("done=ended"));
	else
		answer_failure(c, resp, e);
}

void
page_sessions_end(struct call *c, struct resp *resp)
{
	enum err e = sessions_end_others(c->house, c->moderator);
	if (e == ERR_OK)
		beside_see(c, resp, TOOL_ACCOUNT, STR("done=others"));
	else
		answer_failure(c, resp, e);
}
