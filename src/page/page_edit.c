/* A moderator changes the text of a comment. */
#include "base/utf8.h"
#include "flow/edit.h"
#include "flow/report.h"
#include "routes.h"
#include "view/locale.h"

struct faults {
	struct str text, why;
};

/* What was typed is kept, on the card as it is now. */
static void
show_again(struct call *c, struct resp *resp, struct shelf shelf, struct comment_id id, int status,
	   struct str notice, struct faults faults)
{
	desk_show(c, resp, &(struct desk_words){
		.shelf = shelf,
		.status = status,
		.bad = true,
		.notice = notice,
		.edit = {id, c->v[REWORD_TEXT].text, c->v[REWORD_REASON].text, c->v[REWORD_WHY].text,
			 faults.text, faults.why}});
}

/* "" = it can be taken. */
static struct str
text_fault(struct call *c)
{
	struct value v = c->v[REWORD_TEXT];
	int64_t most = c->site->conf->text_max;
	if (v.fault == FAULT_NONE && utf8_blank(v.text))
		v.fault = FAULT_MISSING;
	if (v.fault == FAULT_NONE && utf8_count(v.text) > (size_t)most)
		v.fault = FAULT_LONG;
	return fault_text(c, MSG("The text"), &v, &c->route->fields[REWORD_TEXT], most);
}

static struct str
why_fault(struct call *c, bool reason, const struct edit_draft *d)
{
	const struct value *v = &c->v[REWORD_WHY];
	if (v->fault != FAULT_NONE)
		return fault_text(c, MSG("The reason"), v, &c->route->fields[REWORD_WHY], 0);
	if (!reason)
		return told(c, MSG("Please choose the reason; the writer is told it."));
	if (d->reason == REPORT_OTHER && utf8_blank(d->why))
		return told(c, MSG("Please say the reason in words; the writer is told it."));
	return STR("");
}

static struct str
conflict_words(struct call *c, const struct edited *d)
{
	if (d->reworded)
		return told(c, MSG("The text was changed meanwhile. Please look again: yours was not "
				   "taken."));
	return locale_put(c->arena,
			  told(c, MSG("The comment was decided meanwhile. It is now: %s. Its text was not "
				      "changed.")),
			  view_state_name(c->view.lang, d->state));
}

static void
carry_out(struct call *c, struct resp *resp, struct shelf shelf, const struct edit_draft *d)
{
	struct edited done;
	enum err e = edit_text(c->house, c->site, c->arena, c->moderator, d, &done);
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return;
	}
	switch (done.outcome) {
	case EDITED:
		desk_see(c, resp, shelf, str_printf(c->arena, "done=edit&comment=%lld", (long long)d->id.n));
		return;
	case EDIT_SAME:
		show_again(c, resp, shelf, d->id, 422,
			   told(c, MSG("Nothing was changed: the text is the same.")),
			   (struct faults){.text = told(c, MSG("This is the text that stands there."))});
		return;
	case EDIT_CONFLICT:
		show_again(c, resp, shelf, d->id, 409, conflict_words(c, &done),
			   (struct faults){STR(""), STR("")});
		return;
	case EDIT_GONE:
		answer_error(c, resp, 404);
		return;
	case EDIT_FORBIDDEN:
		answer_error(c, resp, 403);
		return;
	}
}

void
page_edit(struct call *c, struct resp *resp)
{
	struct shelf shelf;
	struct edit_draft d = {.text = c->v[REWORD_TEXT].text, .why = c->v[REWORD_WHY].text,
			       .version = c->v[REWORD_VERSION].n};
	const struct value *queue = &c->v[c->v[REWORD_QUEUE].given ? REWORD_QUEUE : REWORD_SEEN];
	must(str_int(c->arg, 1, INT64_MAX, &d.id.n));
	if (!desk_shelf(queue, &c->v[REWORD_ORDER], &c->v[REWORD_QUERY], &shelf) ||
	    c->v[REWORD_VERSION].fault != FAULT_NONE || state_of(c->v[REWORD_SEEN].text, &d.seen) != ERR_OK) {
		answer_error(c, resp, 400);
		return;
	}
	bool reason = report_reason(c->v[REWORD_REASON].text, &d.reason);
	struct faults faults = {text_fault(c), why_fault(c, reason, &d)};
	if (faults.text.n + faults.why.n > 0)
		show_again(c, resp, shelf, d.id, 422,
			   told(c, MSG("Nothing was changed yet. Please look at the marked field.")), faults);
	else
		carry_out(c, resp, shelf, &d);
}
