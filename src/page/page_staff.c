/* A moderator answers a comment in the name of the site. */
#include "base/utf8.h"
#include "flow/staff.h"
#include "routes.h"
#include "view/locale.h"

/* What was typed is kept, on the card as it is now. */
static void
show_again(struct call *c, struct resp *resp, struct shelf shelf, struct comment_id to, int status,
	   struct str notice, struct str error)
{
	desk_show(c, resp, &(struct desk_words){
		.shelf = shelf,
		.status = status,
		.bad = true,
		.notice = notice,
		.staff = {to, c->v[STAFF_TEXT].text, error}});
}

/* "" = it can be taken. */
static struct str
text_fault(struct call *c)
{
	struct value v = c->v[STAFF_TEXT];
	int64_t most = c->site->conf->text_max;
	if (v.fault == FAULT_NONE && str_trim(v.text).n == 0)
		v.fault = FAULT_MISSING;
	if (v.fault == FAULT_NONE && utf8_count(v.text) > (size_t)most)
		v.fault = FAULT_LONG;
	return fault_text(c, MSG("The reply"), &v, &c->route->fields[STAFF_TEXT], most);
}

static struct str
conflict_words(struct call *c, const struct staffed *s)
{
	if (s->outcome == STAFFED_READONLY)
		return told(c, MSG("This article is read-only: nothing can be written any more."));
	if (s->edited)
		return told(c, MSG("Its writer has edited the comment meanwhile. Please look again: your "
				   "reply was not sent."));
	return locale_put(c->arena,
			  told(c, MSG("The comment was decided meanwhile. It is now: %s. Your reply was not "
				      "sent.")),
			  view_state_name(c->view.lang, s->state));
}

static void
answer(struct call *c, struct resp *resp, struct shelf shelf, const struct staff_draft *d)
{
	struct staffed s;
	enum err e = staff_reply(c->house, c->site, c->arena, c->moderator, d, &s);
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return;
	}
	switch (s.outcome) {
	case STAFFED:
		desk_go_on(c, shelf, &c->v[STAFF_NEXT]);
		desk_see(c, resp, shelf, str_printf(c->arena, "done=reply&comment=%lld", (long long)s.id.n));
		return;
	case STAFFED_CONFLICT:
	case STAFFED_READONLY:
		show_again(c, resp, shelf, d->to, 409, conflict_words(c, &s), STR(""));
		return;
	case STAFFED_GONE:
		answer_error(c, resp, 404);
		return;
	case STAFFED_FORBIDDEN:
		answer_error(c, resp, 403);
		return;
	}
}

void
page_staff_reply(struct call *c, struct resp *resp)
{
	struct shelf shelf;
	struct staff_draft d = {.text = c->v[STAFF_TEXT].text, .version = VERSION_ANY};
	const struct value *queue = &c->v[c->v[STAFF_QUEUE].given ? STAFF_QUEUE : STAFF_SEEN];
	const struct value *version = &c->v[STAFF_VERSION];
	must(str_int(c->arg, 1, INT64_MAX, &d.to.n));
	if (!desk_shelf(queue, &c->v[STAFF_ORDER], &c->v[STAFF_QUERY], &shelf) ||
	    state_of(c->v[STAFF_SEEN].text, &d.seen) != ERR_OK) {
		answer_error(c, resp, 400);
		return;
	}
	if (version->given && version->fault == FAULT_NONE)
		d.version = version->n;
	struct str fault = text_fault(c);
	if (fault.n > 0)
		show_again(c, resp, shelf, d.to, 422,
			   told(c, MSG("Nothing was sent yet. Please look at the marked field.")), fault);
	else
		answer(c, resp, shelf, &d);
}
