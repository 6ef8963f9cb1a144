/* The writer's private page: what became of the comment and why, and what can be done with it now. With
 * ?part=comment the comment alone, with ?part=reply a form for another one, with ?part=withdraw the question
 * whether it shall go. */
#include "base/utf8.h"
#include "flow/avatar.h"
#include "flow/own.h"
#include "flow/status.h"
#include "flow/wait.h"
#include "routes.h"
#include "view/locale.h"

static struct str
self(struct call *c)
{
	return str_printf(c->arena, "%.*s/status/%.*s", STR_FMT(c->site->conf->base_path), STR_FMT(c->arg));
}

/* The comment as it stands under the article, for the script to put there. */
static void
answer_part(struct call *c, struct resp *resp)
{
	struct comment comment;
	struct own own;
	struct thread t;
	enum err e = status_own(c->house, c->site, c->arena, c->arg, &comment);
	if (e == ERR_OK)
		e = thread_head(c, comment.page, &t);
	if (e == ERR_GONE && own_find(c->house, c->site, c->arena, c->arg, &own) == ERR_OK) {
		answer_error(c, resp, 404); /* it does not stand there, but the link is right: no guess */
		return;
	}
	if (e != ERR_OK) {
		answer_no_link(c, resp, e);
		return;
	}
	speak(c, &c->v[STATUS_LANG], t.lang);
	struct html h = html_in(c->arena);
	struct thread_view *v = view_thread_begin(&h, c->arena, &c->view, &t, NULL);
	view_thread_own(v, self(c));
	if (c->site->conf->avatars)
		comment.avatar = avatar_value(c->arena, c->house, c->site, &comment);
	view_thread_row(v, &comment);
	view_thread_end(v, (struct comment_id){0});
	resp->kind = RESP_PRIVATE;
	resp->body = html_done(&h).html;
}

/* The form of the article, for who has no script: what is sent from here is proven the same writer's. */
static void
answer_form(struct call *c, struct resp *resp, const struct comment *comment)
{
	struct thread t;
	enum err e = thread_head(c, comment->page, &t);
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return;
	}
	struct html h = html_in(c->arena);
	struct form_view f = {.name = comment->name, .url = comment->url, .earlier = c->arg, .alone = true};
	struct str title = locale_text(c->view.lang, MSG("Leave a Reply"));
	view_page(&h, c->arena, &c->view, title, article_url(c, t.page),
		  article_title(c->arena, t.title, t.page), form_html(c, &t, &f));
	resp->kind = RESP_PRIVATE;
	resp->body = html_done(&h).html;
}

static struct status_view
view_of(struct call *c, struct own *own)
{
	struct comment *comment = &own->comment;
	comment->title = article_title(c->arena, comment->title, comment->page);
	return (struct status_view){
		.comment = comment,
		.reasons = own->reasons,
		.n_reasons = own->n_reasons,
		.article_url = article_url(c, comment->page),
		.self = self(c),
		.changed = own->row.changed,
		.grounds = own->row.grounds,
		.edit_reason = own->row.edit_reason,
		.edit_why = own->row.edit_why,
		.appeal = own->row.appeal,
		.appealed = own->row.appealed,
		.answer = own->row.answer,
		.answered = own->row.answered,
		.warnings = own->warnings,
		.n_warnings = own->n_warnings,
		.by_notice = own->by_notice,
		.notice_kind = own->notice_kind,
		.may_withdraw = own->may[OWN_WITHDRAW],
		.may_appeal = own->may[OWN_APPEAL],
		.edit_until = own->edit_until,
		.usual_wait = wait_usual(c->site),
	};
}

static void
show(struct call *c, struct resp *resp, const struct status_view *v, int status)
{
	struct html h = html_in(c->arena);
	view_status(&h, c->arena, &c->view, v);
	resp->status = status;
	resp->kind = RESP_PRIVATE;
	resp->body = html_done(&h).html;
}

void
page_status(struct call *c, struct resp *resp)
{
	struct own own;
	struct str part = c->v[STATUS_PART].text;
	if (too_many_guesses(c, resp))
		return;
	if (str_eq(part, STR("comment"))) {
		answer_part(c, resp);
		return;
	}
	enum err e = own_find(c->house, c->site, c->arena, c->arg, &own);
	if (e != ERR_OK) {
		answer_no_link(c, resp, e);
		return;
	}
	struct status_view v = view_of(c, &own);
	if (str_eq(part, STR("reply"))) {
		answer_form(c, resp, &own.comment);
	} else if (str_eq(part, STR("withdraw")) && v.may_withdraw) {
		struct html h = html_in(c->arena);
		view_withdraw(&h, c->arena, &c->view, &v);
		resp->kind = RESP_PRIVATE;
		resp->body = html_done(&h).html;
	} else {
		show(c, resp, &v, 200);
	}
}

/* ---- what the writer does ------------------------------------------------------------------------------ */

/* Where nothing came of an act: what was typed goes back into its form. */
static struct status_view
view_typed(struct call *c, struct own *own, enum own_act act)
{
	struct status_view v = view_of(c, own);
	v.typed = act == OWN_EDIT;
	v.edit_text = act == OWN_EDIT ? c->v[ACT_TEXT].text : STR("");
	v.appeal_text = act == OWN_APPEAL ? c->v[ACT_APPEAL].text : STR("");
	return v;
}

/* How it stands after an act. */
static void
answer_act(struct call *c, struct resp *resp, struct owned *done, enum own_act act)
{
	int status = 409;
	struct status_view v = view_typed(c, &done->own, act);
	switch (done->outcome) {
	case OWN_DONE:
		answer_see(c, resp, str_cat(c->arena, STR("/status/"), c->arg));
		return;
	case OWN_REFUSED:
		v.error = refusal_text(c, &done->verdict, done->retry_after, &status);
		break;
	case OWN_LATE:
		v.error = told(c, act == OWN_EDIT
					  ? MSG("The time for changes is over. Your comment is as it was.")
					  : MSG("This can no longer be done. Below is how your comment "
						"stands."));
		break;
	case OWN_CONFLICT:
		v.error = told(c, MSG("Your comment has changed meanwhile. Below is how it stands now; what "
				      "you typed is still on this page."));
		break;
	}
	show(c, resp, &v, status);
	resp->retry_after = status == 429 ? done->retry_after : 0;
}

/* What is wrong with the text that was typed for an act; "" = nothing. */
static struct str
fault(struct call *c, enum own_act act)
{
	const struct field *row = c->route->fields;
	int64_t most = c->site->conf->text_max;
	struct value text = c->v[ACT_TEXT];
	if (act == OWN_APPEAL && c->v[ACT_APPEAL].text.n == 0)
		return told(c, MSG("Please say why it should be looked at again."));
	if (act == OWN_APPEAL)
		return fault_text(c, MSG("The appeal"), &c->v[ACT_APPEAL], &row[ACT_APPEAL], 0);
	if (text.fault == FAULT_NONE && text.text.n == 0)
		text.fault = FAULT_MISSING;
	if (text.fault == FAULT_NONE && utf8_count(text.text) > (size_t)most)
		text.fault = FAULT_LONG;
	return fault_text(c, MSG("The comment"), &text, &row[ACT_TEXT], most);
}

static void
answer_fault(struct call *c, struct resp *resp, enum own_act act, struct str error)
{
	struct own own;
	enum err e = own_find(c->house, c->site, c->arena, c->arg, &own);
	if (e != ERR_OK) {
		answer_no_link(c, resp, e);
		return;
	}
	struct status_view v = view_typed(c, &own, act);
	v.error = told(c, MSG("Nothing was changed yet. Please look at the marked field."));
	v.edit_error = act == OWN_EDIT ? error : STR("");
	v.appeal_error = act == OWN_APPEAL ? error : STR("");
	show(c, resp, &v, 422);
}

/* The machine failed: nothing is stored, and what was typed comes back if the page can be read at all. */
static void
answer_unstored(struct call *c, struct resp *resp, enum own_act act, enum err e)
{
	struct own own;
	answer_failure(c, resp, e); /* logs the cause; the page below replaces its own */
	if (act == OWN_WITHDRAW || own_find(c->house, c->site, c->arena, c->arg, &own) != ERR_OK)
		return;
	struct status_view v = view_typed(c, &own, act);
	v.error = told(c, MSG("Your comment could not be stored just now. It is still here: please send it "
			      "again in a moment."));
	show(c, resp, &v, 503);
}

static bool
act_of(struct str word, enum own_act *ret)
{
	static const struct str words[OWN_ACT__MAX] = {[OWN_EDIT] = STR_C("edit"),
						       [OWN_WITHDRAW] = STR_C("withdraw"),
						       [OWN_APPEAL] = STR_C("appeal")};
	for (enum own_act act = 0; act < OWN_ACT__MAX; act++)
		if (str_eq(words[act], word)) {
			*ret = act;
			return true;
		}
	return false;
}

static enum err
carry_out(struct call *c, enum own_act act, struct owned *ret)
{
	enum err e = ERR_OK;
	switch (act) {
	case OWN_EDIT:
		e = look_at_session(c);
		return e != ERR_OK ? e
				   : own_edit(c->house, c->site, c->arena, &c->visitor, c->arg,
					      c->v[ACT_VERSION].n, c->v[ACT_TEXT].text, ret);
	case OWN_WITHDRAW:
		return own_withdraw(c->house, c->site, c->arena, c->arg, ret);
	case OWN_APPEAL:
		return own_appeal(c->house, c->site, c->arena, c->arg, c->v[ACT_APPEAL].text, ret);
	case OWN_ACT__MAX:
		break;
	}
	must_fail(__FILE__, __LINE__, "an act");
}

void
page_status_act(struct call *c, struct resp *resp)
{
	enum own_act act;
	struct owned done;
	if (!act_of(c->v[ACT_ACT].text, &act) || c->v[ACT_VERSION].fault != FAULT_NONE) {
		answer_error(c, resp, 400);
		return;
	}
	if (too_many_guesses(c, resp))
		return;
	struct str error = act == OWN_WITHDRAW ? STR("") : fault(c, act);
	if (error.n > 0) {
		answer_fault(c, resp, act, error);
		return;
	}
	enum err e = carry_out(c, act, &done);
	if (e == ERR_GONE)
		answer_no_link(c, resp, e);
	else if (e != ERR_OK)
		answer_unstored(c, resp, act, e);
	else
		answer_act(c, resp, &done, act);
}
