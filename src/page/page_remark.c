/* The desk: what a moderator says about the person behind a comment, short of a ban. */
#include "flow/remark.h"

#include "routes.h"
#include "store/store_remark.h"
#include "view/locale.h"

static const struct {
	enum remark_kind kind;
	struct str act;
} acts[] = {
	{REMARK_WARNING, STR_C("warn")}, {REMARK_HOLD, STR_C("hold")}, {REMARK_NOTE, STR_C("note")}};

static bool
read_act(struct call *c, struct remark *r)
{
	for (size_t i = 0; i < ARRAY_LEN(acts); i++)
		if (str_eq(acts[i].act, c->v[ABOUT_ACT].text)) {
			r->kind = acts[i].kind;
			return true;
		}
	return false;
}

/* What is wrong with what was typed; "" = it can be taken. */
static struct str
read_remark(struct call *c, struct remark *r)
{
	const struct value *text = &c->v[ABOUT_TEXT];
	if (text->fault != FAULT_NONE)
		return fault_text(c, MSG("The text"), text, &c->route->fields[ABOUT_TEXT], 0);
	r->text = str_trim(text->text);
	switch (r->kind) {
	case REMARK_WARNING:
		return r->text.n == 0 && r->reason == WARNING_NONE
			       ? told(c, MSG("Please say why: choose a reason, or write a text."))
			       : STR("");
	case REMARK_HOLD:
		r->text = STR("");
		r->reason = WARNING_NONE;
		return str_int(c->v[ABOUT_COUNT].text, 1, REMARK_HOLD_MAX, &r->asked)
			       ? STR("")
			       : told(c, MSG("Please give a number from 1 to 50."));
	case REMARK_NOTE:
		r->reason = WARNING_NONE;
		return r->text.n == 0 ? told(c, MSG("The note is empty. A button takes away the one that "
						    "stands."))
				      : STR("");
	case REMARK__MAX:
		break;
	}
	must_fail(__FILE__, __LINE__, "a remark");
}

/* What was typed is kept, on the card as it is now. */
static void
show_again(struct call *c, struct resp *resp, struct shelf shelf, const struct remark *r, int status,
	   struct str notice, struct str error)
{
	desk_show(c, resp, &(struct desk_words){
		.shelf = shelf, .status = status, .bad = true, .notice = notice,
		.remark = {r->comment, r->kind, r->reason, c->v[ABOUT_TEXT].text, c->v[ABOUT_COUNT].text,
			   error}});
}

static void
answer(struct call *c, struct resp *resp, struct shelf shelf, const struct remark *r)
{
	enum remark_outcome outcome;
	int64_t id = 0;
	enum err e = remark(c->house, c->site, c->arena, c->moderator, r, &outcome, &id);
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return;
	}
	switch (outcome) {
	case REMARK_MADE:
		desk_see(c, resp, shelf, str_printf(c->arena, "remark=%lld", (long long)id));
		return;
	case REMARK_NO_PERSON:
		show_again(c, resp, shelf, r, 409,
			   told(c, MSG("Its writer gave no address, so nobody knows whom this is about.")),
			   STR(""));
		return;
	case REMARK_NO_COMMENT:
		answer_error(c, resp, 404);
		return;
	case REMARK_FORBIDDEN:
		answer_error(c, resp, 403);
		return;
	}
}

void
page_remark(struct call *c, struct resp *resp)
{
	struct shelf shelf;
	struct remark r = {.reason = WARNING_NONE};
	must(str_int(c->arg, 1, INT64_MAX, &r.comment.n));
	if (!desk_shelf(&c->v[ABOUT_SEEN], &c->v[ABOUT_ORDER], &c->v[ABOUT_QUERY], &shelf) ||
	    !read_act(c, &r) || !warning_of(c->v[ABOUT_REASON].text, &r.reason)) {
		answer_error(c, resp, 400);
		return;
	}
	struct str error = read_remark(c, &r);
	if (error.n > 0)
		show_again(c, resp, shelf, &r, 422,
			   told(c, MSG("Nothing was done yet. Please look at the marked field.")), error);
	else
		answer(c, resp, shelf, &r);
}

/* ---- the way back ----------------------------------------------------------------------------- */

static struct str
made_words(struct call *c, const struct remark *r)
{
	switch (r->kind) {
	case REMARK_WARNING:
		return told(c, MSG("Warned: the writer reads it on the private page of the comment."));
	case REMARK_HOLD:
		return locale_count(c->arena, c->view.lang,
				    MSG_N("The next %s comment of this person waits for a moderator.",
					  "The next %s comments of this person wait for a moderator."),
				    r->remains);
	case REMARK_NOTE:
		return told(c, MSG("The note is kept."));
	case REMARK__MAX:
		break;
	}
	must_fail(__FILE__, __LINE__, "a remark");
}

enum err
desk_remarked(struct call *c, int64_t id, struct desk_words *words)
{
	struct remark r;
	if (id == 0)
		return ERR_OK;
	enum err e = remark_get(c->house, c->site, c->arena, c->moderator, id, &r);
	if (e == ERR_OK) {
		words->notice = made_words(c, &r);
		words->unsay = id;
	}
	return e == ERR_GONE || e == ERR_DENIED ? ERR_OK : e;
}

void
page_remark_undo(struct call *c, struct resp *resp)
{
	struct shelf shelf;
	int64_t id = 0;
	must(str_int(c->arg, 1, INT64_MAX, &id));
	if (!desk_shelf(&c->v[BACK_SEEN], &c->v[BACK_ORDER], &c->v[BACK_QUERY], &shelf)) {
		answer_error(c, resp, 400);
		return;
	}
	enum err e = remark_undo(c->house, c->site, c->arena, c->moderator, id);
	if (e == ERR_OK)
		desk_see(c, resp, shelf, STR("done=unsay"));
	else
		answer_failure(c, resp, e);
}
