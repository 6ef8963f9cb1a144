/* The writer's private page: what became of a comment, and why. A comment judged as spam reads like one
 * that waits: who sends spam learns nothing from the answer. That it may be appealed stands here alone, for
 * the honest one whom a filter took for a program. Knows states and reasons; knows no token. */
#include "base/clock.h"
#include "view/locale.h"
#include "view/markup.h"
#include "view/notice.h"
#include "view/tmpl.h"
#include "view/view.h"

#define HOURS_MAX 48 /* above it waiting times are told in days */

struct status_text {
	struct str word;     /* for CSS */
	struct str sentence; /* the state, as WordPress says it where it does */
	struct str next;     /* what happens now */
	struct str judged;   /* second step of the timeline */
	struct str decided;  /* third */
};

static const struct status_text waiting = {
	STR_C("pending"), MSG_C("Your comment is awaiting moderation."),
	MSG_C("A moderator will read it. Nothing more is needed from you; come back to this page "
	      "to see how it stands."),
	MSG_C("The filters passed it on to a moderator."), MSG_C("Not yet.")};

static const struct status_text texts[STATE__MAX] = {
	[STATE_APPROVED] = {STR_C("approved"), MSG_C("Your comment is published."), STR_C(""),
			    MSG_C("The filters have read it."), MSG_C("Published.")},
	[STATE_REJECTED] =
		{STR_C("rejected"), MSG_C("Your comment was not published."),
		 MSG_C("A moderator has read it and decided against it. Readers do not see it."),
		 MSG_C("The filters passed it on to a moderator."), MSG_C("Not published.")},
	[STATE_DELETED] = {STR_C("deleted"), MSG_C("Your comment was removed by a moderator."),
			   MSG_C("Readers do not see it any more."),
			   MSG_C("The filters have read it."), MSG_C("Removed.")},
	[STATE_WITHDRAWN] = {STR_C("withdrawn"), MSG_C("You have withdrawn your comment."),
			     MSG_C("Readers do not see it any more."),
			     MSG_C("The filters have read it."), MSG_C("Withdrawn.")},
};

/* Who appealed and was answered knows. */
static enum state
state_told(const struct status_view *v)
{
	return v->comment->state == STATE_SPAM && v->answered != 0 ? STATE_REJECTED : v->comment->state;
}

static const struct status_text *
text_of(enum state state)
{
	switch (state) {
	case STATE_PENDING:
	case STATE_SPAM:
		return &waiting;
	case STATE_APPROVED:
	case STATE_REJECTED:
	case STATE_DELETED:
	case STATE_WITHDRAWN:
	case STATE__MAX:
		break;
	}
	must(state < STATE__MAX);
	return &texts[state];
}

static void
step(struct html *h, const struct site_view *site, struct str class, struct str name,
     struct str what, int64_t when)
{
	struct html time = html_in(h->out.arena);
	if (when != 0)
		tmpl_when(&time, site->lang, when, locale_date(h->out.arena, site->lang, when));
	tmpl_status_step(h, site->lang, &(struct tmpl_status_step){
		.class = class,
		.name = locale_text(site->lang, name),
		.what = locale_text(site->lang, what),
		.when = html_done(&time)});
}

/* Decided by whom, and when: 0 = not yet. */
static int64_t
decided_at(const struct status_view *v)
{
	const struct comment *c = v->comment;
	if (c->state == STATE_WITHDRAWN)
		return v->changed;
	if (c->state == STATE_APPROVED && c->decided == 0) /* by the filters, when it came in as it is */
		return c->version > 0 ? v->changed : c->created;
	return c->decided;
}

/* What was not published may have been appealed: then the decision stands before that, and another is due. */
static struct safe
steps(struct arena *a, const struct site_view *site, const struct status_view *v,
      const struct status_text *text)
{
	struct html h = html_in(a);
	const struct comment *c = v->comment;
	bool waits = text == &waiting, stands = state_told(v) == STATE_REJECTED;
	step(&h, site, STR("done"), MSG("Received"), MSG("It is stored here."), c->created);
	step(&h, site, STR("done"), MSG("Judged"), text->judged, c->created);
	if (c->version > 0)
		step(&h, site, STR("done"), MSG("Edited"),
		     c->marks & MARK_REWORDED ? MSG("A moderator has changed it.")
					      : MSG("You have changed it."),
		     c->state == STATE_WITHDRAWN ? 0 : v->changed);
	if (v->appealed != 0 && stands)
		step(&h, site, STR("done"), MSG("Decided"), text->decided, c->decided);
	if (v->appealed != 0)
		step(&h, site, STR("done"), MSG("Appealed"), MSG("You have asked for a second look."),
		     v->appealed);
	if (v->appealed != 0 && stands && v->answered != 0)
		step(&h, site, STR("done"), MSG("Second look"), MSG("The decision stands."), v->answered);
	else if (v->appealed != 0 && stands)
		step(&h, site, STR("open"), MSG("Second look"), MSG("Not yet."), 0);
	else
		step(&h, site, waits ? STR("open") : STR("done"), MSG("Decided"), text->decided,
		     waits ? 0 : decided_at(v));
	return html_done(&h);
}

/* What the writer is told by the reasons, each sentence once; of what is published, why words are masked. */
static struct safe
reasons_told(struct arena *a, const struct site_view *site, const struct reason *reasons, size_t n,
	     bool published)
{
	struct html items = html_in(a), h = html_in(a);
	for (size_t i = 0; i < n; i++) {
		bool told = reasons[i].tells.n == 0 || reasons[i].shadow ||
			    (published && reasons[i].action != ACT_MASK);
		for (size_t k = 0; k < i && !told; k++)
			told = str_eq(reasons[k].tells, reasons[i].tells);
		if (!told)
			tmpl_item(&items, site->lang, &(struct tmpl_item){
				.text = locale_text(site->lang, reasons[i].tells)});
	}
	if (items.out.n > 0)
		tmpl_status_reasons(&h, site->lang,
				    &(struct tmpl_status_reasons){.items = html_done(&items)});
	return html_done(&h);
}

/* What a moderator wrote with the approval stands as the answer to the appeal. */
static bool
shown_as_answer(const struct status_view *v)
{
	return v->answer.n > 0 && str_eq(v->answer, v->comment->note);
}

static struct safe
words(struct arena *a, const struct site_view *site, struct str text)
{
	struct html h = html_in(a);
	if (text.n > 0)
		tmpl_status_words(&h, site->lang, &(struct tmpl_status_words){.text = text});
	return html_done(&h);
}

/* `word`: of REPORTS; nothing for "". */
static struct safe
grounds(struct arena *a, const struct site_view *site, struct str word)
{
	struct html h = html_in(a);
	struct str reason = view_report_name(site->lang, word);
	if (reason.n > 0)
		tmpl_status_grounds(&h, site->lang, &(struct tmpl_status_grounds){.reason = reason});
	return html_done(&h);
}

static struct safe
note(struct arena *a, const struct site_view *site, const struct status_view *v)
{
	struct html h = html_in(a);
	struct str text = shown_as_answer(v) ? STR("") : v->comment->note;
	struct str reason = v->comment->state == STATE_REJECTED ? v->grounds : STR("");
	if (text.n + reason.n > 0)
		tmpl_status_note(&h, site->lang, &(struct tmpl_status_note){
			.grounds = grounds(a, site, reason), .note = words(a, site, text)});
	return html_done(&h);
}

static struct safe
reworded(struct arena *a, const struct site_view *site, const struct status_view *v)
{
	struct html h = html_in(a);
	if (v->comment->marks & MARK_REWORDED)
		tmpl_status_reworded(&h, site->lang, &(struct tmpl_status_reworded){
			.reason = grounds(a, site, v->edit_reason), .why = words(a, site, v->edit_why)});
	return html_done(&h);
}

/* What moderators ask the writer to mind: upon this comment, or one of before. */
static struct safe
warned(struct arena *a, const struct site_view *site, const struct status_view *v)
{
	struct html h = html_in(a), all = html_in(a);
	for (size_t i = 0; i < v->n_warnings; i++) {
		const struct remark *r = &v->warnings[i];
		struct html when = html_in(a), reason = html_in(a);
		bool here = r->comment.n == v->comment->id.n;
		if (r->reason != WARNING_NONE) {
			html_lit(&reason, "<strong>");
			html_text(&reason, locale_text(site->lang, view_warning_text(r->reason)));
			html_lit(&reason, "</strong> ");
		}
		tmpl_when(&when, site->lang, r->made, locale_date(a, site->lang, r->made));
		tmpl_status_warned(&all, site->lang, &(struct tmpl_status_warned){
			.reason = html_done(&reason),
			.text = r->text,
			.about = locale_text(site->lang, here ? MSG("About this comment")
							      : MSG("About another comment of yours")),
			.when = html_done(&when)});
	}
	if (v->n_warnings > 0)
		tmpl_status_warning(&h, site->lang,
				    &(struct tmpl_status_warning){.warnings = html_done(&all)});
	return html_done(&h);
}

/* A statement of reasons: upon what, by whom, and what can be done about it. */
static struct safe
upon_notice(struct arena *a, const struct site_view *site, const struct status_view *v)
{
	struct html h = html_in(a), what = html_in(a), kind = html_in(a);
	if (!v->by_notice || v->comment->state != STATE_REJECTED)
		return html_done(&h);
	html_lit(&kind, "<strong>");
	html_text(&kind, view_notice_kind(site->lang, v->notice_kind));
	html_lit(&kind, "</strong>");
	locale_html(&what,
		    locale_text(site->lang,
				MSG("Somebody has sent us a notice of illegal content: %s.")),
		    html_done(&kind));
	tmpl_status_notice(&h, site->lang, &(struct tmpl_status_notice){.what = html_done(&what)});
	return html_done(&h);
}

static struct safe
see(struct arena *a, const struct site_view *site, const struct comment *c)
{
	struct html h = html_in(a);
	if (c->state == STATE_APPROVED)
		tmpl_status_see(
			&h, site->lang,
			&(struct tmpl_status_see){.href = str_printf(a, "%.*s/c/%lld",
								     STR_FMT(site->base_path),
								     (long long)c->id.n)});
	return html_done(&h);
}

/* ---- what can be done now ------------------------------------------------------------------- */

static struct safe
error_on_top(struct arena *a, const struct site_view *site, struct str error)
{
	struct html h = html_in(a);
	if (error.n > 0)
		tmpl_form_errors(&h, site->lang,
				 &(struct tmpl_form_errors){.text = error, .links = {STR("")}});
	return html_done(&h);
}

static struct safe
error_beside(struct arena *a, const struct site_view *site, struct str field, struct str error)
{
	struct html h = html_in(a);
	if (error.n > 0)
		tmpl_form_error(&h, site->lang, &(struct tmpl_form_error){.id = field, .text = error});
	return html_done(&h);
}

static struct safe
edit_form(struct arena *a, const struct site_view *site, const struct status_view *v)
{
	struct html h = html_in(a);
	int64_t left = v->edit_until - site->now;
	if (left <= 0)
		return html_done(&h);
	tmpl_status_edit(&h, site->lang, &(struct tmpl_status_edit){
		.open = v->typed,
		.action = v->self,
		.left = locale_count(a, site->lang,
				     MSG_N("You can edit it for another %s minute.",
					   "You can edit it for another %s minutes."),
				     (left + 59) / 60),
		.seconds = left,
		.about = v->edit_error.n > 0 ? STR("comment-error rj-until") : STR("rj-until"),
		.aria_invalid = v->edit_error.n > 0 ? STR("true") : STR(""),
		.text = v->typed ? v->edit_text : v->comment->text,
		.error = error_beside(a, site, STR("comment"), v->edit_error),
		.version = v->comment->version});
	return html_done(&h);
}

/* A text whose form is gone meanwhile is not lost with it. */
static struct safe
typed(struct arena *a, const struct site_view *site, const struct status_view *v)
{
	struct html h = html_in(a);
	struct str text = v->typed ? v->edit_text : v->appeal_text;
	bool form = v->typed ? v->edit_until > site->now : v->may_appeal && v->appealed == 0;
	if (text.n > 0 && !form)
		tmpl_status_typed(&h, site->lang, &(struct tmpl_status_typed){.text = text});
	return html_done(&h);
}

static struct safe
withdraw_link(struct arena *a, const struct site_view *site, const struct status_view *v)
{
	struct html h = html_in(a);
	if (v->may_withdraw)
		tmpl_status_withdraw(&h, site->lang, &(struct tmpl_status_withdraw){});
	return html_done(&h);
}

static struct safe
appeal(struct arena *a, const struct site_view *site, const struct status_view *v)
{
	struct html h = html_in(a);
	if (v->appealed != 0)
		tmpl_status_appealed(&h, site->lang, &(struct tmpl_status_appealed){.text = v->appeal});
	if (v->answer.n > 0)
		tmpl_status_answer(&h, site->lang, &(struct tmpl_status_answer){.text = v->answer});
	if (v->appealed == 0 && v->may_appeal)
		tmpl_status_appeal(&h, site->lang, &(struct tmpl_status_appeal){
			.action = v->self,
			.about = v->appeal_error.n > 0 ? STR("appeal-error rj-appeal-help")
						       : STR("rj-appeal-help"),
			.aria_invalid = v->appeal_error.n > 0 ? STR("true") : STR(""),
			.text = v->appeal_text,
			.error = error_beside(a, site, STR("appeal"), v->appeal_error)});
	return html_done(&h);
}

/* "Usually decided within 2 hours." "" = not known. */
static struct str
usual_wait(struct arena *a, const struct site_view *site, int64_t seconds)
{
	int64_t hours = (seconds + 3599) / 3600, days = (seconds + 86399) / 86400;
	if (hours == 0)
		return STR("");
	if (hours == 1)
		return locale_text(site->lang, MSG("Usually decided within an hour."));
	if (hours <= HOURS_MAX)
		return locale_count(a, site->lang,
				    MSG_N("Usually decided within %s hour.",
					  "Usually decided within %s hours."),
				    hours);
	return locale_count(a, site->lang,
			    MSG_N("Usually decided within %s day.", "Usually decided within %s days."), days);
}

/* What happens now, and when. */
static struct safe
what_next(struct arena *a, const struct site_view *site, const struct status_view *v,
	  const struct status_text *text)
{
	struct html h = html_in(a);
	struct str when = text == &waiting ? usual_wait(a, site, v->usual_wait) : STR("");
	if (text->next.n > 0) {
		html_lit(&h, " ");
		html_text(&h, locale_text(site->lang, text->next));
	}
	if (when.n > 0) {
		html_lit(&h, " ");
		html_text(&h, when);
	}
	return html_done(&h);
}

void
view_status(struct html *h, struct arena *a, const struct site_view *site, const struct status_view *v)
{
	const struct comment *c = v->comment;
	const struct status_text *text = text_of(state_told(v));
	const struct safe nothing = {0};
	struct html content = html_in(a), body = html_in(a);
	markup_inert(&body, c->text);
	tmpl_status(&content, site->lang, &(struct tmpl_status){
		.error = error_on_top(a, site, v->error),
		.typed = typed(a, site, v),
		.state = text->word,
		.sentence = locale_text(site->lang, text->sentence),
		.next = what_next(a, site, v, text),
		.see = see(a, site, c),
		.steps = steps(a, site, v, text),
		.reasons = reasons_told(a, site, v->reasons, v->n_reasons, c->state == STATE_APPROVED),
		.notice = upon_notice(a, site, v),
		.warning = warned(a, site, v),
		.note = text == &waiting ? nothing : note(a, site, v),
		.reworded = reworded(a, site, v),
		.appeal = appeal(a, site, v),
		.title = locale_text(site->lang, c->marks & MARK_REWORDED
							? MSG("Your comment, with the moderator's text")
							: MSG("What you wrote")),
		.name = c->name,
		.body = html_done(&body),
		.edit = edit_form(a, site, v),
		.withdraw = withdraw_link(a, site, v),
		.js = site->status_js});
	view_page(h, a, site, locale_text(site->lang, MSG("Your comment")), v->article_url,
		  locale_text(site->lang, MSG("Back to the article")), html_done(&content));
}

void
view_withdraw(struct html *h, struct arena *a, const struct site_view *site, const struct status_view *v)
{
	struct html content = html_in(a), body = html_in(a);
	markup_inert(&body, v->comment->text);
	tmpl_withdraw(&content, site->lang,
		      &(struct tmpl_withdraw){.body = html_done(&body), .action = v->self});
	view_page(h, a, site, locale_text(site->lang, MSG("Withdraw your comment?")), v->self,
		  locale_text(site->lang, MSG("Back")), html_done(&content));
}
