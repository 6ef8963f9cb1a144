/* The pages of a notice of illegal content, for who sends it. Knows kinds and states; knows no token. */
#include "view/notice.h"

#include "view/locale.h"
#include "view/tmpl.h"

struct str
view_notice_kind(struct str lang, enum notice_kind kind)
{
	static const struct str names[NOTICE_KIND__MAX] = {
#define X(name, word, help) [name] = STR_C(help),
		NOTICE_KINDS(X)
#undef X
	};
	must(kind < NOTICE_KIND__MAX);
	return locale_text(lang, names[kind]);
}

static struct str
kind_word(enum notice_kind kind)
{
	static const struct str words[NOTICE_KIND__MAX] = {
#define X(name, word, help) [name] = STR_C(word),
		NOTICE_KINDS(X)
#undef X
	};
	return words[kind];
}

/* ---- the form ------------------------------------------------------------------------------- */

struct notice_writer {
	struct arena *a;
	const struct site_view *site;
	const struct notice_form_view *f;
};

static struct safe
beside(struct notice_writer *w, const char *field, struct str error)
{
	struct html h = html_in(w->a);
	if (error.n > 0)
		tmpl_form_error(&h, w->site->lang,
				&(struct tmpl_form_error){.id = str_of(field), .text = error});
	return html_done(&h);
}

static struct str
invalid(struct str error)
{
	return error.n > 0 ? STR("true") : STR("");
}

/* Ids for aria-describedby: its error if there is one, and what always describes the field. */
static struct str
described_by(struct notice_writer *w, const char *field, struct str error, struct str about)
{
	if (error.n == 0)
		return about;
	return str_printf(w->a, "%s-error%s%.*s", field, about.n > 0 ? " " : "", STR_FMT(about));
}

static void
fault_link(struct html *h, const char *field, struct str error)
{
	if (error.n == 0)
		return;
	html_lit(h, "<br><a href=\"#");
	html_attr(h, str_of(field));
	html_lit(h, "\">");
	html_text(h, error);
	html_lit(h, "</a>");
}

/* On top, each fault a link to its field. */
static struct safe
faults(struct notice_writer *w)
{
	const struct notice_form_view *f = w->f;
	struct html h = html_in(w->a), links = html_in(w->a);
	fault_link(&links, "kind", f->kind_error);
	fault_link(&links, "explanation", f->text_error);
	fault_link(&links, "name", f->name_error);
	fault_link(&links, "email", f->email_error);
	fault_link(&links, "good_faith", f->faith_error);
	struct safe list = html_done(&links);
	if (f->error.n == 0 && list.html.n == 0)
		return list;
	struct str first = f->error.n > 0 ? f->error
					  : locale_text(w->site->lang,
							MSG("Your notice was not sent. Please check:"));
	tmpl_form_errors(&h, w->site->lang, &(struct tmpl_form_errors){.text = first, .links = list});
	return html_done(&h);
}

static struct safe
about(struct notice_writer *w)
{
	struct html h = html_in(w->a), name = html_in(w->a), text = html_in(w->a);
	if (w->f->about.n == 0)
		return html_done(&h);
	html_bdi(&name, w->f->about);
	locale_html(&text, locale_text(w->site->lang, MSG("This is about a comment by %s.")),
		    html_done(&name));
	tmpl_notice_about(&h, w->site->lang, &(struct tmpl_notice_about){.text = html_done(&text)});
	return html_done(&h);
}

static struct safe
kind(struct notice_writer *w)
{
	const struct notice_form_view *f = w->f;
	struct html h = html_in(w->a), options = html_in(w->a);
	for (enum notice_kind k = 0; k < NOTICE_KIND__MAX; k++)
		tmpl_notice_option(&options, w->site->lang, &(struct tmpl_notice_option){
			.word = kind_word(k),
			.selected = k == f->kind,
			.name = view_notice_kind(w->site->lang, k)});
	tmpl_notice_kind(&h, w->site->lang, &(struct tmpl_notice_kind){
		.aria_describedby = described_by(w, "kind", f->kind_error, STR("")),
		.aria_invalid = invalid(f->kind_error),
		.options = html_done(&options),
		.error = beside(w, "kind", f->kind_error)});
	return html_done(&h);
}

static struct safe
explanation(struct notice_writer *w)
{
	const struct notice_form_view *f = w->f;
	struct html h = html_in(w->a);
	tmpl_notice_text(&h, w->site->lang, &(struct tmpl_notice_text){
		.about = described_by(w, "explanation", f->text_error, STR("rj-notice-help")),
		.aria_invalid = invalid(f->text_error),
		.text = f->text,
		.error = beside(w, "explanation", f->text_error)});
	return html_done(&h);
}

static void
field(struct notice_writer *w, struct html *h, const char *id, struct str label, struct str value,
      struct str error)
{
	tmpl_form_field(h, w->site->lang, &(struct tmpl_form_field){
		.id = str_of(id),
		.label = locale_text(w->site->lang, label),
		.type = str_eq(str_of(id), STR("email")) ? STR("email") : STR("text"),
		.value = value,
		.autocomplete = str_of(id),
		.aria_describedby = described_by(w, id, error, STR("rj-who")),
		.aria_invalid = invalid(error),
		.error = beside(w, id, error)});
}

static struct safe
fields(struct notice_writer *w)
{
	struct html h = html_in(w->a);
	field(w, &h, "name", MSG("Name"), w->f->name, w->f->name_error);
	field(w, &h, "email", MSG("Email"), w->f->email, w->f->email_error);
	return html_done(&h);
}

static struct safe
faith(struct notice_writer *w)
{
	struct html h = html_in(w->a);
	tmpl_notice_faith(&h, w->site->lang, &(struct tmpl_notice_faith){
		.checked = w->f->faith,
		.aria_describedby = described_by(w, "good_faith", w->f->faith_error, STR("")),
		.aria_invalid = invalid(w->f->faith_error),
		.error = beside(w, "good_faith", w->f->faith_error)});
	return html_done(&h);
}

void
view_notice_form(struct html *h, struct arena *a, const struct site_view *site,
		 const struct notice_form_view *f)
{
	struct notice_writer *w = &(struct notice_writer){a, site, f};
	struct html content = html_in(a);
	tmpl_notice_form(&content, site->lang, &(struct tmpl_notice_form){
		.about = about(w),
		.action = str_cat(a, site->base_path, STR("/notice")),
		.errors = faults(w),
		.kind = kind(w),
		.text = explanation(w),
		.location = f->location,
		.fields = fields(w),
		.faith = faith(w),
		.id = f->comment.n,
		.lang = view_lang_field(a, site)});
	view_page(h, a, site, locale_text(site->lang, MSG("Notice of illegal content")),
		  str_printf(a, "%.*s/c/%lld", STR_FMT(site->base_path), (long long)f->comment.n),
		  locale_text(site->lang, MSG("Back to the comment")), html_done(&content));
}

/* ---- the private page ----------------------------------------------------------------------- */

struct notice_words {
	struct str sentence, next;
};

static struct notice_words
words_of(const struct notice_view *v)
{
	static const struct notice_words words[NOTICE_STATE__MAX] = {
		[NOTICE_RECEIVED] =
			{MSG_C("We have received your notice."),
			 MSG_C("A moderator will look at it. What is decided, and why, will "
			       "stand on this page.")},
		[NOTICE_REVIEW] = {MSG_C("Your notice is under review."),
				   MSG_C("What is decided, and why, will stand on this page.")},
		[NOTICE_ACTED] = {MSG_C("The comment was taken down."),
				  MSG_C("Readers do not see it any more.")},
		[NOTICE_LEFT] = {MSG_C("The comment stays."), MSG_C("The reason stands below.")},
		[NOTICE_COMPLAINED] = {
			MSG_C("We have received your complaint."),
			MSG_C("A moderator will look at it again. What is decided, and why, "
			      "will stand on this page.")}};
	struct notice_words w = words[v->notice->state];
	if (v->notice->state == NOTICE_ACTED && v->shown)
		w.next = MSG("After another look it is shown again.");
	return w;
}

static void
step(struct html *h, const struct site_view *site, bool done, struct str name, struct str what, int64_t when)
{
	struct html time = html_in(h->out.arena);
	if (when != 0)
		tmpl_when(&time, site->lang, when, locale_date(h->out.arena, site->lang, when));
	tmpl_status_step(h, site->lang, &(struct tmpl_status_step){
		.class = done ? STR("done") : STR("open"),
		.name = locale_text(site->lang, name),
		.what = locale_text(site->lang, what),
		.when = html_done(&time)});
}

static struct str
outcome(const struct notice_answer *answer)
{
	return answer->acted ? MSG("The comment was taken down.") : MSG("The comment stays.");
}

static struct safe
steps(struct arena *a, const struct site_view *site, const struct notice *n)
{
	struct html h = html_in(a);
	bool first = n->n_answers > 0, second = n->n_answers > 1;
	step(&h, site, true, MSG("Received"), MSG("It is stored here."), n->created);
	if (n->state != NOTICE_RECEIVED)
		step(&h, site, first, MSG("Under review"), MSG("A moderator has read it."), 0);
	step(&h, site, first, MSG("Decided"), first ? outcome(&n->answers[0]) : MSG("Not yet."),
	     first ? n->answers[0].made : 0);
	if (n->complained != 0) {
		step(&h, site, true, MSG("Complaint"), MSG("You have asked for a second look."),
		     n->complained);
		step(&h, site, second, MSG("Second look"), second ? outcome(&n->answers[1]) : MSG("Not yet."),
		     second ? n->answers[1].made : 0);
	}
	return html_done(&h);
}

static struct safe
answers(struct arena *a, const struct site_view *site, const struct notice *n)
{
	struct html h = html_in(a);
	for (size_t i = 0; i < n->n_answers; i++)
		tmpl_notice_answer(&h, site->lang, &(struct tmpl_notice_answer){
			.number = (int64_t)i + 1,
			.title = locale_text(site->lang, i == 0 ? MSG("The decision")
								: MSG("The decision on your complaint")),
			.what = locale_text(site->lang, outcome(&n->answers[i])),
			.text = n->answers[i].text});
	return html_done(&h);
}

/* What they said to the decision, or how they can; and what was typed in vain. */
static struct safe
complaint(struct arena *a, const struct site_view *site, const struct notice_view *v)
{
	struct html h = html_in(a), error = html_in(a);
	if (v->typed_error.n > 0)
		tmpl_form_error(&error, site->lang,
				&(struct tmpl_form_error){.id = STR("complaint"), .text = v->typed_error});
	if (v->notice->complained != 0)
		tmpl_notice_complained(&h, site->lang,
				       &(struct tmpl_notice_complained){.text = v->notice->complaint});
	if (v->may_complain)
		tmpl_notice_complain(&h, site->lang, &(struct tmpl_notice_complain){
			.action = v->self,
			.about = v->typed_error.n > 0 ? STR("complaint-error rj-complain-help")
						      : STR("rj-complain-help"),
			.aria_invalid = invalid(v->typed_error),
			.text = v->typed,
			.error = html_done(&error)});
	else if (v->typed.n > 0)
		tmpl_status_typed(&h, site->lang, &(struct tmpl_status_typed){.text = v->typed});
	return html_done(&h);
}

static struct str
state_class(enum notice_state state)
{
	return state == NOTICE_ACTED || state == NOTICE_LEFT ? STR("approved") : STR("pending");
}

void
view_notice(struct html *h, struct arena *a, const struct site_view *site, const struct notice_view *v)
{
	const struct notice *n = v->notice;
	struct notice_words words = words_of(v);
	struct html content = html_in(a), error = html_in(a);
	struct str number = str_printf(a, "%lld", (long long)n->id.n);
	if (v->error.n > 0)
		tmpl_form_errors(&error, site->lang,
				 &(struct tmpl_form_errors){.text = v->error, .links = {STR("")}});
	tmpl_notice(&content, site->lang, &(struct tmpl_notice){
		.error = html_done(&error),
		.state = state_class(n->state),
		.sentence = locale_text(site->lang, words.sentence),
		.next = locale_text(site->lang, words.next),
		.number = locale_put(a, locale_text(site->lang, MSG("Its number is %s.")), number),
		.steps = steps(a, site, n),
		.answers = answers(a, site, n),
		.complaint = complaint(a, site, v),
		.kind = view_notice_kind(site->lang, n->kind),
		.text = n->text,
		.href = n->location,
		.location = n->location});
	view_page(h, a, site, locale_text(site->lang, MSG("Your notice of illegal content")),
		  STR(""), STR(""), html_done(&content));
}
