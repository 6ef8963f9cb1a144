/* The person behind a comment, on its card: what is known, and what can be said. Knows no store. */
#include "desk.h"

#include "tools.h"
#include "view/locale.h"
#include "view/tmpl.h"

/* What all of it is made for. */
struct about {
	struct arena *a;
	const struct site_view *site;
	const struct desk_view *desk;
	const struct card_view *card;
};

/* ---- how much of what ------------------------------------------------------------------------------- */

static void
count(struct html *h, const struct about *w, struct str one, struct str many, int64_t n)
{
	struct str lang = w->site->lang;
	tmpl_item(h, lang, &(struct tmpl_item){.text = locale_count(w->a, lang, one, many, n)});
}

static struct safe
counts(const struct about *w)
{
	const struct card_view *c = w->card;
	const struct person_view *p = &c->person;
	struct html h = html_in(w->a);
	count(&h, w, MSG_N("%s approved", "%s approved"), c->person_approved);
	count(&h, w, MSG_N("%s rejected", "%s rejected"), c->person_rejected);
	if (c->person_spam > 0)
		count(&h, w, MSG_N("%s spam", "%s spam"), c->person_spam);
	count(&h, w, MSG_N("%s waiting", "%s waiting"), c->person_waiting);
	if (p->up > 0)
		count(&h, w, MSG_N("%s vote up", "%s votes up"), p->up);
	if (p->down > 0)
		count(&h, w, MSG_N("%s vote down", "%s votes down"), p->down);
	return html_done(&h);
}

/* ---- what is known ------------------------------------------------------------------------------------ */

static void
line(struct html *h, const struct about *w, struct safe what, int64_t at, struct safe back)
{
	struct html when = html_in(w->a);
	tmpl_when(&when, w->site->lang, at, locale_ago(w->a, w->site->lang, at, w->site->now));
	tmpl_card_known(h, w->site->lang, &(struct tmpl_card_known){
		.what = what, .when = html_done(&when), .back = back});
}

/* "Ana B., A. Brown": names that the person bears as well. */
static void
names(struct html *h, const struct about *w)
{
	const struct person_view *p = &w->card->person;
	struct html list = html_in(w->a);
	for (size_t i = 0; i < p->n_names; i++) {
		if (i > 0)
			html_lit(&list, ", ");
		html_bdi(&list, p->names[i]);
	}
	html_lit(h, "<li>");
	locale_html(h, locale_text(w->site->lang, MSG("Also writes as %s")), html_done(&list));
	html_lit(h, "</li>\n");
}

/* Where its queue begins with it: what waits goes up from there, all else down. */
static struct str
card_url(const struct about *w, const struct comment *c)
{
	int64_t behind = c->state == STATE_PENDING ? c->id.n - 1 : c->id.n + 1;
	struct str url = desk_queue_url(w->a, w->site, ROOM_STATE, c->state, ORDER_TIME, behind);
	return str_printf(w->a, "%.*s#card-%lld", STR_FMT(url), (long long)c->id.n);
}

static struct safe
neighbours(const struct about *w)
{
	const struct person_view *p = &w->card->person;
	struct str lang = w->site->lang;
	struct html h = html_in(w->a);
	for (size_t i = 0; i < p->n_neighbours; i++) {
		const struct comment *c = &p->neighbours[i];
		struct html when = html_in(w->a);
		tmpl_when(&when, lang, c->created, locale_ago(w->a, lang, c->created, w->site->now));
		tmpl_card_neighbour(&h, lang, &(struct tmpl_card_neighbour){
			.href = card_url(w, c),
			.name = c->name,
			.id = c->id.n,
			.state = view_state_name(lang, c->state),
			.when = html_done(&when),
			.article = c->title.n > 0 ? c->title : c->page});
	}
	return html_done(&h);
}

/* How many they are; who, for whoever unfolds it. */
static void
network(struct html *out, const struct about *w)
{
	const struct person_view *p = &w->card->person;
	struct str lang = w->site->lang;
	struct html in = html_in(w->a), *h = &in;
	struct str more = locale_text(lang, MSG("More than %s other comments from the same network"));
	if (p->near_more)
		html_text(h, locale_put(w->a, more, locale_number(w->a, lang, p->near)));
	else
		html_text(h, locale_count(w->a, lang, MSG_N("%s other comment from the same network",
							    "%s other comments from the same network"),
					  p->near));
	if (p->near_people > 0) {
		html_lit(h, " · ");
		html_text(h, locale_count(w->a, lang, MSG_N("of %s other person", "of %s other people"),
					  p->near_people));
	}
	struct safe count = html_done(h);
	html_lit(out, "<li>");
	if (p->n_neighbours > 0)
		tmpl_card_network(out, lang, &(struct tmpl_card_network){
			.count = count, .comments = neighbours(w)});
	else
		html_safe(out, count);
	html_lit(out, "</li>\n");
}

static void
ban(struct html *h, const struct about *w, const struct ban *b)
{
	struct str lang = w->site->lang;
	struct html what = html_in(w->a);
	bool over = b->lifted != 0 || (b->expires != 0 && b->expires <= w->site->now);
	html_text(&what, locale_text(lang, b->shadow ? MSG("Banned on trial") : MSG("Banned")));
	html_lit(&what, " ");
	if (b->lifted != 0)
		html_text(&what, locale_text(lang, MSG("(lifted)")));
	else if (over)
		html_text(&what, locale_text(lang, MSG("(over)")));
	else
		html_safe(&what, tool_until(w->a, w->site, b->expires));
	if (b->reason.n > 0) {
		html_lit(&what, ": ");
		html_bdi(&what, b->reason);
	}
	html_lit(&what, " · ");
	html_bdi(&what, b->by);
	line(h, w, html_done(&what), b->created, (struct safe){0});
}

static const struct {
	struct str word, text;
} warnings[WARNING__MAX] = {
#define X(name, word, help) [name] = {STR_C(word), STR_C(help)},
	WARNINGS(X)
#undef X
};

struct str
view_warning_text(enum warning reason)
{
	must(reason < WARNING__MAX);
	return warnings[reason].text;
}

/* What it says, and who said it. */
static struct safe
remark_said(const struct about *w, const struct remark *r)
{
	static const struct str names_of[REMARK__MAX] = {
		[REMARK_WARNING] = MSG_C("Warned"), [REMARK_NOTE] = MSG_C("Note"), [REMARK_HOLD] = STR_C("")};
	struct str lang = w->site->lang;
	struct html h = html_in(w->a);
	if (r->kind == REMARK_HOLD)
		html_text(&h, locale_put(w->a, locale_text(lang, MSG("The next comments wait: %1$s of %2$s "
								     "are still to come")),
					 locale_number(w->a, lang, r->remains),
					 locale_number(w->a, lang, r->asked)));
	else
		html_text(&h, locale_text(lang, names_of[r->kind]));
	if (r->reason != WARNING_NONE) {
		html_lit(&h, ": ");
		html_text(&h, locale_text(lang, view_warning_text(r->reason)));
	}
	if (r->text.n > 0) {
		html_lit(&h, ": ");
		html_bdi(&h, r->text);
	}
	html_lit(&h, " · ");
	html_bdi(&h, r->by);
	return html_done(&h);
}

static struct safe
remark_back(const struct about *w, const struct remark *r)
{
	static const struct str labels[REMARK__MAX] = {[REMARK_WARNING] = MSG_C("Take the warning back"),
						       [REMARK_HOLD] = MSG_C("Let them through again"),
						       [REMARK_NOTE] = MSG_C("Take the note away")};
	struct str id = str_printf(w->a, "%lld", (long long)w->card->comment->id.n);
	if (!w->card->may_remark || (r->kind == REMARK_WARNING && r->made + UNDO_SPAN < w->site->now))
		return (struct safe){0};
	return desk_act(w->a, w->site, w->desk, "remark", r->id, labels[r->kind],
			locale_put(w->a, locale_text(w->site->lang, MSG("comment %s")), id));
}

/* The newest note alone counts; a hold is over with the last of its comments. */
static void
remarks(struct html *h, const struct about *w)
{
	const struct person_view *p = &w->card->person;
	bool noted = false;
	for (size_t i = 0; i < p->n_remarks; i++) {
		const struct remark *r = &p->remarks[i];
		if ((r->kind == REMARK_NOTE && noted) || (r->kind == REMARK_HOLD && r->remains == 0))
			continue;
		noted |= r->kind == REMARK_NOTE;
		line(h, w, remark_said(w, r), r->made, remark_back(w, r));
	}
}

struct safe
desk_history(struct arena *a, const struct site_view *site, const struct desk_view *desk,
	     const struct card_view *card)
{
	const struct about w = {a, site, desk, card};
	const struct person_view *p = &card->person;
	struct html h = html_in(a), lines = html_in(a), list = html_in(a);
	remarks(&lines, &w);
	for (size_t i = 0; i < p->n_bans; i++)
		ban(&lines, &w, &p->bans[i]);
	if (p->n_names > 0)
		names(&lines, &w);
	if (p->near > 0)
		network(&lines, &w);
	if (lines.out.n > 0) {
		html_lit(&list, "<ul class=\"known\">\n");
		html_safe(&list, html_done(&lines));
		html_lit(&list, "</ul>\n");
	}
	tmpl_card_history(&h, site->lang, &(struct tmpl_card_history){
		.counts = counts(&w), .lines = html_done(&list)});
	return html_done(&h);
}

struct safe
desk_ban_kind(struct arena *a, const struct site_view *site, const struct card_view *card)
{
	struct html h = html_in(a), options = html_in(a);
	if (!card->person.network)
		return html_done(&h);
	if (card->comment->person.n > 0)
		tool_option(&options, site, STR("email"), locale_text(site->lang, MSG("this person")), true);
	tool_option(&options, site, STR("address"),
		    locale_text(site->lang, MSG("everybody from this network address")), false);
	tmpl_card_ban_kind(&h, site->lang, &(struct tmpl_card_ban_kind){
		.id = card->comment->id.n, .options = html_done(&options)});
	return html_done(&h);
}

/* ---- what can be said ---------------------------------------------------------------------------------- */

/* A form of this kind, with what was typed into it. */
struct saying {
	enum remark_kind kind;
	const char *act, *field; /* id of the field that an error stands beside: "FIELD-ID" */
	struct str label;
};

static bool
is_typed(const struct about *w, enum remark_kind kind)
{
	return w->card->person.typed.given && w->card->person.typed.kind == kind;
}

static struct str
error_of(const struct about *w, enum remark_kind kind)
{
	return is_typed(w, kind) ? w->card->person.typed.error : STR("");
}

static struct str
described(const struct about *w, const struct saying *s)
{
	return error_of(w, s->kind).n == 0 ? STR("")
					   : str_printf(w->a, "%s-%lld-error", s->field,
							(long long)w->card->comment->id.n);
}

static struct str
invalid(const struct about *w, const struct saying *s)
{
	return error_of(w, s->kind).n > 0 ? STR("true") : STR("");
}

static void
form(struct html *h, const struct about *w, const struct saying *s, struct safe fields)
{
	const struct desk_view *desk = w->desk;
	int64_t id = w->card->comment->id.n;
	tmpl_card_remark(h, w->site->lang, &(struct tmpl_card_remark){
		.action = str_printf(w->a, "%.*s/moderate/about/%lld", STR_FMT(w->site->base_path),
				     (long long)id),
		.csrf = desk->csrf,
		.act = str_of(s->act),
		.seen = desk_seen_word(desk),
		.order = view_order_word(desk->order),
		.query = desk->query,
		.fields = fields,
		.error = desk_error(w->a, w->site, s->field, id, error_of(w, s->kind)),
		.label = locale_text(w->site->lang, s->label),
		.id = id});
}

static void
warning_form(struct html *h, const struct about *w)
{
	static const struct saying s = {REMARK_WARNING, "warn", "warn", MSG_C("Warn")};
	struct str lang = w->site->lang;
	struct html options = html_in(w->a), fields = html_in(w->a);
	enum warning chosen = is_typed(w, s.kind) ? w->card->person.typed.reason : WARNING_NONE;
	for (enum warning i = 0; i < WARNING__MAX; i++)
		tool_option(&options, w->site, warnings[i].word,
			    locale_text(lang, i == WARNING_NONE ? MSG("What is written below")
								: view_warning_text(i)),
			    i == chosen);
	tmpl_card_warning(&fields, lang, &(struct tmpl_card_warning){
		.id = w->card->comment->id.n,
		.options = html_done(&options),
		.aria_describedby = described(w, &s),
		.aria_invalid = invalid(w, &s),
		.text = is_typed(w, s.kind) ? w->card->person.typed.text : STR("")});
	form(h, w, &s, html_done(&fields));
}

static void
hold_form(struct html *h, const struct about *w)
{
	static const struct saying s = {REMARK_HOLD, "hold", "hold", MSG_C("Look at their next comments")};
	struct html fields = html_in(w->a);
	tmpl_card_hold(&fields, w->site->lang, &(struct tmpl_card_hold){
		.id = w->card->comment->id.n,
		.asked = is_typed(w, s.kind) ? w->card->person.typed.asked : STR("3"),
		.aria_describedby = described(w, &s),
		.aria_invalid = invalid(w, &s)});
	form(h, w, &s, html_done(&fields));
}

/* The note that counts is edited. */
static void
note_form(struct html *h, const struct about *w)
{
	static const struct saying s = {REMARK_NOTE, "note", "known", MSG_C("Keep the note")};
	const struct person_view *p = &w->card->person;
	struct html fields = html_in(w->a);
	struct str text = STR("");
	for (size_t i = p->n_remarks; i > 0; i--)
		if (p->remarks[i - 1].kind == REMARK_NOTE)
			text = p->remarks[i - 1].text;
	tmpl_card_person_note(&fields, w->site->lang, &(struct tmpl_card_person_note){
		.id = w->card->comment->id.n,
		.aria_describedby = described(w, &s),
		.aria_invalid = invalid(w, &s),
		.text = is_typed(w, s.kind) ? p->typed.text : text});
	form(h, w, &s, html_done(&fields));
}

struct safe
desk_remarks(struct arena *a, const struct site_view *site, const struct desk_view *desk,
	     const struct card_view *card)
{
	const struct about w = {a, site, desk, card};
	struct html h = html_in(a), forms = html_in(a);
	if (!card->may_remark)
		return html_done(&h);
	warning_form(&forms, &w);
	if (card->comment->person.n > 0) {
		hold_form(&forms, &w);
		note_form(&forms, &w);
	}
	tmpl_card_about(&h, site->lang, &(struct tmpl_card_about){
		.open = card->person.typed.given, .id = card->comment->id.n, .forms = html_done(&forms)});
	return html_done(&h);
}
