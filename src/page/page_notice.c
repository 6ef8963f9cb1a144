/* A notice of illegal content: the form about one comment, and the private page on which its sender
 * follows it. */
#include "flow/gate.h"
#include "flow/notice.h"
#include "routes.h"
#include "view/locale.h"
#include "view/notice.h"

/* ---- the form ------------------------------------------------------------------------------- */

static void
show_form(struct call *c, struct resp *resp, const struct notice_form_view *f, int status)
{
	struct html h = html_in(c->arena);
	view_notice_form(&h, c->arena, &c->view, f);
	resp->status = status;
	resp->kind = RESP_PRIVATE;
	resp->body = html_done(&h).html;
}

/* Which comment; ERR_GONE leaves the form without one. */
static enum err
fill_target(struct call *c, const struct value *lang, struct notice_form_view *f)
{
	struct notice_target t = {.version = 0};
	f->location = notice_location(c->arena, c->site, f->comment);
	enum err e = notice_target(c->house, c->site, c->arena, f->comment, &t);
	speak(c, lang, t.lang);
	f->about = t.name;
	return e;
}

void
page_notice(struct call *c, struct resp *resp)
{
	struct notice_form_view f = {.comment = {c->v[NOTICE_C].n}, .kind = NOTICE_KIND__MAX};
	if (c->v[NOTICE_C].fault != FAULT_NONE) {
		answer_error(c, resp, 404);
		return;
	}
	enum err e = fill_target(c, &c->v[NOTICE_LANG], &f);
	if (e == ERR_OK)
		show_form(c, resp, &f, 200);
	else
		answer_failure(c, resp, e);
}

/* Who speaks of children that are abused need not say who speaks. */
static struct str
person_fault(const struct call *c, struct str label, int field, bool child)
{
	const struct value *v = &c->v[field];
	if (v->fault == FAULT_NONE && v->text.n == 0 && !child)
		return locale_put(c->arena, told(c, MSG("%s is missing. Please fill it in.")),
				  told(c, label));
	return fault_text(c, label, v, &c->route->fields[field], 0);
}

/* Fills what was typed and the errors beside it; true if there is none. */
static bool
check(struct call *c, struct notice_form_view *f)
{
	const struct value *v = c->v;
	bool child;
	if (v[SEND_KIND].fault != FAULT_NONE || !notice_kind_of(v[SEND_KIND].text, &f->kind)) {
		f->kind = NOTICE_KIND__MAX;
		f->kind_error = told(c, MSG("Please choose what it is."));
	}
	child = f->kind == NOTICE_CHILD;
	f->text = v[SEND_TEXT].text;
	f->name = v[SEND_NAME].text;
	f->email = str_copy(c->arena, v[SEND_EMAIL].text); /* flow wipes its own */
	f->faith = v[SEND_FAITH].fault == FAULT_NONE && v[SEND_FAITH].n == 1;
	f->text_error = fault_text(c, MSG("The explanation"), &v[SEND_TEXT], &c->route->fields[SEND_TEXT], 0);
	f->name_error = person_fault(c, MSG("The name"), SEND_NAME, child);
	f->email_error = person_fault(c, MSG("The email address"), SEND_EMAIL, child);
	if (f->email_error.n == 0)
		f->email_error = email_fault(c, f->email);
	if (!f->faith)
		f->faith_error = told(c, MSG("Please confirm that you say this in good faith."));
	return f->kind_error.n + f->text_error.n + f->name_error.n + f->email_error.n + f->faith_error.n == 0;
}

/* Nothing is stored, and what was typed is still there. */
static void
answer_unsent(struct call *c, struct resp *resp, const struct noticed *done, struct notice_form_view *f)
{
	int status = 422;
	switch (done->outcome) {
	case NOTICE_STORED:
		break;
	case NOTICE_GONE:
		status = 404;
		f->error = told(c, MSG("Readers do not see this comment any more, so your notice "
				       "was not sent."));
		break;
	case NOTICE_EMAIL:
		f->email_error = told(
			c, MSG("This is not an email address. It looks like name@example.org."));
		break;
	case NOTICE_TOO_MANY:
		status = 429;
		f->error = told(c, MSG("Too many notices came from your internet connection. Please send it "
				       "again in a few minutes."));
		break;
	}
	show_form(c, resp, f, status);
	resp->retry_after = done->retry_after;
}

void
page_notice_send(struct call *c, struct resp *resp)
{
	struct notice_form_view f = {.comment = {c->v[SEND_C].n}, .kind = NOTICE_KIND__MAX};
	struct noticed done = {.outcome = NOTICE_GONE};
	if (c->v[SEND_C].fault != FAULT_NONE) {
		answer_error(c, resp, 400);
		return;
	}
	enum err e = fill_target(c, &c->v[SEND_LANG], &f);
	bool good = check(c, &f);
	struct notice_draft d = {.comment = f.comment, .kind = f.kind, .text = f.text, .name = f.name,
				 .email = c->v[SEND_EMAIL].text};
	if ((e == ERR_OK || e == ERR_GONE) && !good) {
		show_form(c, resp, &f, 422);
		return;
	}
	if (e == ERR_OK || e == ERR_GONE) /* gone or not, it may have been sent before */
		e = notice_send(c->house, c->site, c->arena, &c->visitor, &d, &done);
	if (e != ERR_OK) {
		answer_failure(c, resp, e); /* logs the cause; the form below replaces its page */
		f.error = told(c, MSG("Your notice could not be stored just now. It is still here: "
				      "please send it "
				      "again in a moment."));
		show_form(c, resp, &f, 503);
	} else if (done.outcome == NOTICE_STORED) {
		answer_see(c, resp, str_cat(c->arena, STR("/notice/"), done.token));
	} else {
		answer_unsent(c, resp, &done, &f);
	}
}

/* ---- the private page ----------------------------------------------------------------------- */

static void
show(struct call *c, struct resp *resp, const struct notice_own *own, struct notice_view *v, int status)
{
	struct html h = html_in(c->arena);
	v->notice = &own->notice;
	v->shown = own->target.state == STATE_APPROVED;
	v->may_complain = own->may_complain;
	v->self = str_printf(c->arena, "%.*s/notice/%.*s", STR_FMT(c->site->conf->base_path),
			     STR_FMT(c->arg));
	view_notice(&h, c->arena, &c->view, v);
	resp->status = status;
	resp->kind = RESP_PRIVATE;
	resp->body = html_done(&h).html;
}

void
page_notice_own(struct call *c, struct resp *resp)
{
	struct notice_own own;
	struct notice_view v = {.error = STR("")};
	if (too_many_guesses(c, resp))
		return;
	enum err e = notice_find(c->house, c->site, c->arena, c->arg, &own);
	if (e != ERR_OK)
		answer_no_link(c, resp, e);
	else
		show(c, resp, &own, &v, 200);
}

static struct str
complaint_fault(const struct call *c)
{
	const struct value *v = &c->v[COMPLAIN_TEXT];
	if (v->fault == FAULT_MISSING)
		return told(c, MSG("Please say what was overlooked."));
	return fault_text(c, MSG("The complaint"), v, &c->route->fields[COMPLAIN_TEXT], 0);
}

void
page_notice_complain(struct call *c, struct resp *resp)
{
	struct notice_own own;
	struct notice_view v = {.typed = c->v[COMPLAIN_TEXT].text, .typed_error = complaint_fault(c)};
	bool done = false;
	if (too_many_guesses(c, resp))
		return;
	enum err e = v.typed_error.n > 0
			     ? notice_find(c->house, c->site, c->arena, c->arg, &own)
			     : notice_complain(c->house, c->site, c->arena, c->arg, v.typed, &done, &own);
	if (e != ERR_OK) {
		answer_no_link(c, resp, e);
	} else if (v.typed_error.n > 0) {
		v.error = told(c, MSG("Nothing was changed yet. Please look at the marked field."));
		show(c, resp, &own, &v, 422);
	} else if (done) {
		answer_see(c, resp, str_cat(c->arena, STR("/notice/"), c->arg));
	} else {
		v.error = told(c, MSG("There is no decision that you can complain of now."));
		show(c, resp, &own, &v, 409);
	}
}
