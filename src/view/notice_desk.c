/* The queue of notices of illegal content, each beside the comment it is about. Knows no session and no
 * store. */
#include "desk.h"

#include "view/locale.h"
#include "view/notice.h"
#include "view/tmpl.h"

struct notice_writer {
	struct arena *a;
	const struct site_view *site;
	const struct desk_view *desk;
	const struct notice_card *card;
};

static struct str
state_name(struct str lang, enum notice_state state)
{
	static const struct str names[NOTICE_STATE__MAX] = {
		[NOTICE_RECEIVED] = MSG_C("new"), [NOTICE_REVIEW] = MSG_C("under review"),
		[NOTICE_ACTED] = MSG_C("taken down"), [NOTICE_LEFT] = MSG_C("left as it is"),
		[NOTICE_COMPLAINED] = MSG_C("complaint")};
	must(state < NOTICE_STATE__MAX);
	return locale_text(lang, names[state]);
}

static struct str
state_word(enum notice_state state)
{
	static const struct str words[NOTICE_STATE__MAX] = {
#define X(name, word, help) [name] = STR_C(word),
		NOTICE_STATES(X)
#undef X
	};
	must(state < NOTICE_STATE__MAX);
	return words[state];
}

static struct safe
when(struct notice_writer *w, int64_t at)
{
	struct html h = html_in(w->a);
	tmpl_when(&h, w->site->lang, at, locale_ago(w->a, w->site->lang, at, w->site->now));
	return html_done(&h);
}

static struct safe
from(struct notice_writer *w)
{
	const struct notice *n = w->card->notice;
	struct html h = html_in(w->a), name = html_in(w->a);
	if (n->name.n == 0 && n->person.n == 0) {
		html_text(&h, locale_text(w->site->lang, MSG("Without a name")));
		return html_done(&h);
	}
	html_bdi(&name, n->name.n > 0
				 ? n->name
				 : locale_text(w->site->lang, MSG("somebody without a name")));
	locale_html(&h, locale_text(w->site->lang, MSG("From %s")), html_done(&name));
	if (n->person.n > 0) {
		html_lit(&h, " <code>");
		html_text(&h, n->person);
		html_lit(&h, "</code>");
	}
	return html_done(&h);
}

/* One line of what went before: who said what. */
static void
said(struct html *h, struct str label, struct str text)
{
	html_lit(h, "<p class=\"noted\"><span class=\"label\">");
	html_text(h, label);
	html_lit(h, "</span> <q dir=\"auto\">");
	html_text(h, text);
	html_lit(h, "</q></p>\n");
}

static struct safe
before(struct notice_writer *w)
{
	const struct notice *n = w->card->notice;
	struct html h = html_in(w->a);
	struct str lang = w->site->lang;
	for (size_t i = 0; i < n->n_answers; i++) {
		const struct notice_answer *answer = &n->answers[i];
		struct str what = state_name(lang, answer->acted ? NOTICE_ACTED : NOTICE_LEFT);
		said(&h, locale_put(w->a, locale_text(lang, MSG("%1$s decided: %2$s")), answer->by, what),
		     answer->text);
	}
	if (n->complained != 0)
		said(&h, locale_text(lang, MSG("Complaint")), n->complaint);
	return html_done(&h);
}

static void
warn(struct html *h, struct str lang, struct str text)
{
	tmpl_card_warn(h, lang, &(struct tmpl_card_warn){.text = locale_text(lang, text)});
}

static void
button(struct html *h, struct notice_writer *w, const char *verb, const char *class, struct str label)
{
	struct str lang = w->site->lang, id = str_printf(w->a, "%lld", (long long)w->card->notice->id.n);
	tmpl_notice_button(h, lang, &(struct tmpl_notice_button){
		.verb = str_of(verb), .class = str_of(class), .label = locale_text(lang, label),
		.what = locale_put(w->a, locale_text(lang, MSG("notice %s")), id)});
}

static struct safe
note_field(struct notice_writer *w, bool shown)
{
	struct html h = html_in(w->a);
	if (shown)
		tmpl_notice_note(&h, w->site->lang, &(struct tmpl_notice_note){
			.id = w->card->notice->id.n, .note = w->card->note});
	return html_done(&h);
}

/* It would be the same answer again, and another moderator's. */
static bool
confirms(const struct notice_card *card, bool act)
{
	const struct notice *n = card->notice;
	return card->by_another && n->answers[n->n_answers - 1].acted == act;
}

struct str
view_own_decision(struct str lang, bool by_another)
{
	return locale_text(lang, by_another ? MSG("You decided this yourself. You can change it; only "
						  "another moderator can confirm it.")
					    : MSG("You decided this yourself. No other moderator is there."));
}

static struct safe
decide_form(struct notice_writer *w)
{
	const struct notice_card *card = w->card;
	const struct notice *n = card->notice;
	struct html h = html_in(w->a), buttons = html_in(w->a);
	bool shown = card->comment->state == STATE_APPROVED || card->comment->state == STATE_PENDING;
	if (!card->may_decide)
		return html_done(&h);
	if (n->state == NOTICE_RECEIVED)
		button(&buttons, w, "take", "quiet", MSG("Take it up"));
	if (!confirms(card, true))
		button(&buttons, w, "act", "reject",
		       shown ? MSG("Take the comment down") : MSG("It is down already"));
	if (!confirms(card, false))
		button(&buttons, w, "leave", "approve", MSG("Leave the comment"));
	struct safe error = desk_error(w->a, w->site, "answer", n->id.n, card->answer_error);
	tmpl_notice_decide(&h, w->site->lang, &(struct tmpl_notice_decide){
		.id = n->id.n,
		.action = str_printf(w->a, "%.*s/moderate/notice/%lld", STR_FMT(w->site->base_path),
				     (long long)n->id.n),
		.csrf = w->desk->csrf,
		.seen = state_word(n->state),
		.version = card->comment->version,
		.aria_describedby = card->answer_error.n > 0
					    ? str_printf(w->a, "answer-%lld-error", (long long)n->id.n)
					    : STR(""),
		.aria_invalid = card->answer_error.n > 0 ? STR("true") : STR(""),
		.answer = card->answer,
		.error = error,
		.note = note_field(w, shown),
		.buttons = html_done(&buttons)});
	return html_done(&h);
}

static struct str
title(struct notice_writer *w)
{
	struct str lang = w->site->lang, id = str_printf(w->a, "%lld", (long long)w->card->notice->id.n);
	return locale_put(w->a, locale_text(lang, MSG("Notice %1$s: %2$s")), id,
			  view_notice_kind(lang, w->card->notice->kind));
}

static void
write_card(struct html *h, struct notice_writer *w)
{
	const struct notice_card *card = w->card;
	const struct comment *c = card->comment;
	const struct notice *n = card->notice;
	struct str lang = w->site->lang;
	struct html where = html_in(w->a), warned = html_in(w->a), edited = html_in(w->a);
	tmpl_link(&where, lang, &(struct tmpl_link){
		.href = card->article_url, .text = c->title.n > 0 ? c->title : c->page});
	if (card->own_decision)
		tmpl_card_warn(&warned, lang, &(struct tmpl_card_warn){
			.text = view_own_decision(lang, card->by_another)});
	if (card->edited)
		warn(&edited, lang, MSG("Its writer has edited it since the notice was sent."));
	tmpl_notice_card(h, lang, &(struct tmpl_notice_card){
		.id = n->id.n,
		.title = title(w),
		.when = when(w, n->complained != 0 ? n->complained : n->created),
		.state = state_name(lang, n->state),
		.from = from(w),
		.warn = html_done(&warned),
		.text = n->text,
		.answers = before(w),
		.comment_state = view_state_name(lang, c->state),
		.where = html_done(&where),
		.permalink = n->location,
		.name = c->name,
		.comment_when = when(w, c->created),
		.comment = c->text,
		.edited = html_done(&edited),
		.decide = decide_form(w)});
}

void
view_notices(struct html *h, struct arena *a, const struct site_view *site, const struct desk_view *desk,
	     const struct notice_card *cards, size_t n, struct notice_id next)
{
	struct html content = html_in(a), list = html_in(a), more = html_in(a);
	desk_storms(&content, a, site, desk);
	for (size_t i = 0; i < n; i++)
		write_card(&list, &(struct notice_writer){a, site, desk, &cards[i]});
	if (next.n != 0)
		tmpl_queue_more(&more, site->lang, &(struct tmpl_queue_more){
			.href = desk_room_url(a, site, ROOM_NOTICES, next.n)});
	if (n == 0)
		tmpl_queue_empty(&content, site->lang, &(struct tmpl_queue_empty){
			.text = locale_text(site->lang, MSG("No notice of illegal content waits."))});
	else
		tmpl_cards(&content, site->lang, &(struct tmpl_cards){
			.cards = html_done(&list), .more = html_done(&more)});
	desk_page(h, a, site, desk, MSG("Notices"), html_done(&content));
}
