/* GET and POST /report: a form on a page of its own, for a plain link or the script. What became of it is
 * said on a page. */
#include "flow/report.h"
#include "routes.h"
#include "view/answer.h"
#include "view/locale.h"

static void
show_form(struct call *c, struct resp *resp, const struct report_view *v, int status)
{
	struct html h = html_in(c->arena);
	view_report(&h, c->arena, &c->view, v);
	resp->status = status;
	resp->kind = RESP_PRIVATE;
	resp->body = html_done(&h).html;
}

static void
show_done(struct call *c, struct resp *resp, int status, struct str title, struct str sentence,
	  struct str next)
{
	if (wants_json(c)) {
		struct form_view f = {.error = sentence};
		answer_json(resp, status, view_problem(c->arena, &c->view, status, &f, str_of(c->req->id)));
		return;
	}
	struct html h = html_in(c->arena);
	view_report_done(&h, c->arena, &c->view, (struct comment_id){c->v[REPORT_COMMENT].n}, title, sentence,
			 next);
	resp->status = status;
	resp->kind = RESP_PRIVATE;
	resp->body = html_done(&h).html;
}

void
page_report(struct call *c, struct resp *resp)
{
	struct comment comment;
	struct str lang;
	struct comment_id id = {c->v[COMPLAINT_COMMENT].n};
	if (c->v[COMPLAINT_COMMENT].fault != FAULT_NONE) {
		answer_error(c, resp, 404);
		return;
	}
	enum err e = report_target(c->house, c->site, c->arena, id, &comment, &lang);
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
	} else {
		speak(c, &c->v[COMPLAINT_LANG], lang);
		show_form(c, resp, &(struct report_view){.comment = &comment, .reason = REPORT__MAX}, 200);
	}
}

/* Something is missing or too long: the form again, with what was typed. */
static void
ask_again(struct call *c, struct resp *resp, struct comment_id id, enum report reason)
{
	struct comment comment;
	struct str lang;
	struct report_view v = {.comment = &comment, .reason = reason, .text = c->v[REPORT_TEXT].text};
	enum err e = report_target(c->house, c->site, c->arena, id, &comment, &lang);
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return;
	}
	speak(c, &c->v[REPORT_LANG], lang);
	if (reason == REPORT__MAX)
		v.error = told(c, MSG("Nothing was sent yet. Please choose what is wrong with the comment."));
	else
		v.error = told(c, MSG("Nothing was sent yet. Please look at the marked field."));
	if (c->v[REPORT_TEXT].fault != FAULT_NONE)
		v.text_error = told(c, MSG("Please write at most 500 characters."));
	if (wants_json(c))
		show_done(c, resp, 422, STR(""), v.text_error.n > 0 ? v.text_error : v.error, STR(""));
	else
		show_form(c, resp, &v, 422);
}

static void
answer_taken(struct call *c, struct resp *resp, struct comment_id id, const struct reported *done)
{
	if (wants_json(c)) {
		answer_json(resp, 200, view_reported(c->arena, id));
		return;
	}
	if (done->outcome == REPORT_AS_BEFORE)
		show_done(c, resp, 200, told(c, MSG("Reported already")),
			  told(c, MSG("The moderators have a report on this comment from your internet "
				      "connection.")),
			  told(c, MSG("There is nothing more to do.")));
	else
		show_done(c, resp, 200, told(c, MSG("Thank you for the report")),
			  told(c, MSG("The moderators will look at the comment.")),
			  done->hid ? told(c, MSG("Until then it is not shown.")) : STR(""));
}

static void
answer(struct call *c, struct resp *resp, struct comment_id id, const struct reported *done)
{
	switch (done->outcome) {
	case REPORT_TAKEN:
	case REPORT_AS_BEFORE:
		answer_taken(c, resp, id, done);
		break;
	case REPORT_OWN:
		show_done(c, resp, 403, told(c, MSG("This report was not sent")),
			  told(c, MSG("The comment was written from your own internet connection.")),
			  told(c, MSG("If it is yours, you can take it back on its private page.")));
		break;
	case REPORT_OFF:
	case REPORT_GONE:
		answer_error(c, resp, 404);
		break;
	case REPORT_TOO_MANY:
		answer_error(c, resp, 429);
		resp->retry_after = done->retry_after;
		break;
	}
}

void
page_report_send(struct call *c, struct resp *resp)
{
	const struct value *v = c->v;
	struct comment_id id = {v[REPORT_COMMENT].n};
	enum report reason = REPORT__MAX;
	struct reported done;
	if (v[REPORT_COMMENT].fault != FAULT_NONE) {
		answer_error(c, resp, 400);
		return;
	}
	bool chosen = v[REPORT_REASON].fault == FAULT_NONE && report_reason(v[REPORT_REASON].text, &reason);
	if (!chosen || v[REPORT_TEXT].fault != FAULT_NONE) {
		ask_again(c, resp, id, chosen ? reason : REPORT__MAX);
		return;
	}
	struct str earlier = v[REPORT_EARLIER].fault == FAULT_NONE ? v[REPORT_EARLIER].text : STR("");
	enum err e = report_make(c->house, c->site, c->arena, &c->visitor, id, reason, v[REPORT_TEXT].text,
				 earlier, &done);
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return;
	}
	speak(c, &v[REPORT_LANG], done.lang);
	answer(c, resp, id, &done);
	tell_limit(c, resp, "report", REPORT_TIMES);
}
