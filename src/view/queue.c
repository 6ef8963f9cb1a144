/* The cards of a queue. Knows reasons, no session, no store. A comment stands as it was typed. */
#include "desk.h"

#include "view/locale.h"
#include "view/tmpl.h"

/* ---- cards ----------------------------------------------------------------------------------- */

struct card_writer {
	struct arena *a;
	const struct site_view *site;
	const struct card_view *card;
};

static struct str
asks(enum action action)
{
	static const struct str words[ACT__MAX] = {
#define X(name, word, help) [name] = STR_C(help),
		ACTIONS(X)
#undef X
	};
	must(action < ACT__MAX);
	return words[action];
}

/* A score or a weight: one digit behind the point is more than a moderator needs. */
static struct str
points(struct arena *a, const char *fmt_sign, double v)
{
	double shown = v > -0.05 && v < 0.05 ? 0.0 : v; /* never "-0.0" */
	return str_printf(a, "%s%.1f", shown > 0 ? fmt_sign : "", shown);
}

/* ": “cheap pills” in the website", of what is known of it. */
static struct safe
entry(struct card_writer *w, const struct reason *r)
{
	static const struct str in[IN__MAX] = {
		[IN_TEXT] = STR_C(""),
		[IN_NAME] = MSG_C("in the name"),
		[IN_URL] = MSG_C("in the website"),
		[IN_NOTHING] = STR_C("")};
	struct html h = html_in(w->a);
	must(r->field < IN__MAX);
	struct str rest = r->entry, place;
	str_cut(&rest, ' ', &place);
	if (str_eq(r->rule, STR("word-site")) && str_starts(place, STR("site:"))) {
		tmpl_card_entry(&h, w->site->lang, &(struct tmpl_card_entry){
			.href = str_printf(w->a, "%.*s/moderate/%.*s?part=%.*s#word-%.*s",
					   STR_FMT(w->site->base_path), STR_FMT(view_tool_word(TOOL_WORDS)),
					   STR_FMT(html_query(w->a, rest)), STR_FMT(str_from(place, 5))),
			.entry = r->entry});
	} else if (r->entry.n > 0) {
		html_lit(&h, " <q class=\"entry\">");
		html_bdi(&h, r->entry);
		html_lit(&h, "</q>");
	}
	if (in[r->field].n > 0) {
		html_lit(&h, " ");
		html_text(&h, locale_text(w->site->lang, in[r->field]));
	}
	return html_done(&h);
}

/* The words that a reason is about, and its number: “new shop” +1.9. */
static void
piece(struct html *h, struct card_writer *w, const struct reason *r)
{
	struct str words = desk_said(w->site, w->card, r);
	html_lit(h, " <span class=\"piece\">");
	if (words.n > 0) {
		html_lit(h, "<q class=\"entry\">");
		html_bdi(h, words);
		html_lit(h, "</q> ");
	}
	html_bdi(h, r->entry);
	html_lit(h, "</span>");
}

/* How many reasons from this one on are of one rule and say nothing but where: they are one line, or what
 * the classifier weighed would be longer than the card. */
static size_t
pieces(const struct card_view *card, size_t i)
{
	size_t n = 0;
	for (const struct reason *r = &card->reasons[i]; i + n < card->n_reasons; n++)
		if (!str_eq(r[n].rule, r->rule) || r[n].field != IN_TEXT || r[n].to == 0 ||
		    r[n].weight != 0 || r[n].action != ACT_NOTE || r[n].shadow)
			break;
	return n > 0 ? n : 1;
}

static struct safe
entries(struct card_writer *w, size_t i, size_t n)
{
	struct html h = html_in(w->a);
	if (n == 1)
		return entry(w, &w->card->reasons[i]);
	for (size_t k = 0; k < n; k++)
		piece(&h, w, &w->card->reasons[i + k]);
	return html_done(&h);
}

static struct safe
reason_list(struct card_writer *w)
{
	struct html h = html_in(w->a);
	if (w->card->n_reasons == 0) {
		html_lit(&h, "<p class=\"none\">");
		html_text(&h, locale_text(w->site->lang, MSG("No rule spoke against it.")));
		html_lit(&h, "</p>\n");
		return html_done(&h);
	}
	html_lit(&h, "<ul class=\"reasons\">\n");
	for (size_t i = 0, n; i < w->card->n_reasons; i += n) {
		const struct reason *r = &w->card->reasons[i];
		n = pieces(w->card, i);
		tmpl_card_reason(&h, w->site->lang, &(struct tmpl_card_reason){
			.rule = r->rule,
			.href = desk_narrow_url(w->a, w->site, w->card->comment->state, "rule:", r->rule),
			.help = locale_text(w->site->lang, r->help),
			.about = str_printf(w->a, "%.*s/moderate/%.*s#%.*s", STR_FMT(w->site->base_path),
					    STR_FMT(view_tool_word(TOOL_RULES)), STR_FMT(r->rule)),
			.entry = entries(w, i, n),
			.overturned = w->card->overturned == NULL
					      ? STR("")
					      : desk_overturned(w->a, w->site, &w->card->overturned[i]),
			.weight = points(w->a, "+", r->shadow ? 0 : r->weight),
			.asks = r->shadow ? locale_text(w->site->lang, MSG("in shadow: changes nothing"))
					  : locale_text(w->site->lang, asks(r->action))});
	}
	html_lit(&h, "</ul>\n");
	return html_done(&h);
}

static struct safe
when(struct card_writer *w)
{
	struct html h = html_in(w->a);
	int64_t created = w->card->comment->created;
	tmpl_when(&h, w->site->lang, created, locale_ago(w->a, w->site->lang, created, w->site->now));
	return html_done(&h);
}

static struct safe
where(struct card_writer *w)
{
	const struct comment *c = w->card->comment;
	struct html h = html_in(w->a);
	tmpl_link(&h, w->site->lang, &(struct tmpl_link){
		.href = w->card->article_url, .text = c->title.n > 0 ? c->title : c->page});
	return html_done(&h);
}

static struct safe
parent(struct card_writer *w)
{
	const struct comment *c = w->card->comment;
	struct html h = html_in(w->a);
	if (c->parent.n == 0)
		return html_done(&h);
	struct str name = c->parent_name.n > 0 ? c->parent_name
					       : locale_text(w->site->lang, MSG("a comment"));
	struct str text = locale_put(w->a, locale_text(w->site->lang, MSG("in reply to %s")), name);
	html_lit(&h, " <span class=\"step\" aria-hidden=\"true\">›</span> ");
	tmpl_link(&h, w->site->lang,
		  &(struct tmpl_link){.href = str_printf(w->a, "%.*s/c/%lld",
							 STR_FMT(w->site->base_path),
							 (long long)c->parent.n),
				      .text = text});
	return html_done(&h);
}

static struct safe
website(struct card_writer *w)
{
	const struct comment *c = w->card->comment;
	struct html h = html_in(w->a), url = html_in(w->a);
	if (c->url.n == 0)
		return html_done(&h);
	desk_marked(&url, w->site, c->url, IN_URL, w->card->reasons, w->card->n_reasons);
	tmpl_card_url(&h, w->site->lang, &(struct tmpl_card_url){.url = html_done(&url)});
	return html_done(&h);
}

static struct safe
appeal(struct card_writer *w)
{
	struct html h = html_in(w->a);
	if (w->card->appeal.n > 0)
		tmpl_card_appeal(&h, w->site->lang, &(struct tmpl_card_appeal){.text = w->card->appeal});
	if (w->card->answer.n > 0)
		tmpl_card_answer(&h, w->site->lang, &(struct tmpl_card_answer){.text = w->card->answer});
	return html_done(&h);
}

static struct safe
note(struct card_writer *w)
{
	struct html h = html_in(w->a);
	if (w->card->comment->note.n > 0)
		tmpl_card_note(&h, w->site->lang,
			       &(struct tmpl_card_note){.note = w->card->comment->note});
	return html_done(&h);
}

/* ---- what this moderator may do ------------------------------------------------------------------ */

static struct str
act_url(struct card_writer *w, const char *what)
{
	return str_printf(w->a, "%.*s/moderate/%s/%lld", STR_FMT(w->site->base_path), what,
			  (long long)w->card->comment->id.n);
}

static void
button(struct html *h, struct card_writer *w, bool may, const char *key, struct str verb, struct str label)
{
	if (may)
		tmpl_card_button(h, w->site->lang, &(struct tmpl_card_button){
			.verb = verb,
			.label = locale_text(w->site->lang, label),
			.aria_keyshortcuts = str_of(key),
			.id = w->card->comment->id.n});
}

static struct safe
grounds(struct card_writer *w)
{
	struct html h = html_in(w->a);
	struct str id = str_printf(w->a, "%lld", (long long)w->card->comment->id.n);
	const struct card_view *card = w->card;
	return card->may_reject ? desk_refusal(w->a, w->site, id, STR(""), card->saved, card->n_saved)
				: html_done(&h);
}

static struct safe
decide_form(struct card_writer *w, const struct desk_view *desk)
{
	const struct card_view *card = w->card;
	struct html h = html_in(w->a), buttons = html_in(w->a);
	button(&buttons, w, card->may_approve, "f", STR("approve"), MSG("Approve"));
	button(&buttons, w, card->may_keep, "f", STR("keep"), MSG("Keep"));
	button(&buttons, w, card->may_reject, "d", STR("reject"), MSG("Reject"));
	button(&buttons, w, card->may_spam, "s", STR("spam"), MSG("Spam"));
	button(&buttons, w, card->may_delete, "#", STR("delete"), MSG("Delete"));
	button(&buttons, w, card->may_restore, "#", STR("restore"), MSG("Restore"));
	button(&buttons, w, card->may_pin, "p", STR("pin"), MSG("Pin"));
	button(&buttons, w, card->may_unpin, "p", STR("unpin"), MSG("Unpin"));
	button(&buttons, w, card->may_feature, "t", STR("feature"), MSG("Feature"));
	button(&buttons, w, card->may_unfeature, "t", STR("unfeature"), MSG("Unfeature"));
	if (card->may_approve || card->may_reject || card->may_spam || card->may_restore)
		tmpl_card_decide(&h, w->site->lang, &(struct tmpl_card_decide){
			.id = card->comment->id.n,
			.action = act_url(w, "comment"),
			.upon = desk_upon(w->a, w->site, desk, card->comment),
			.grounds = grounds(w),
			.buttons = html_done(&buttons)});
	return html_done(&h);
}

static void
judge_button(struct html *h, struct card_writer *w, const char *key, const char *verb, const char *class,
	     struct str label)
{
	struct str lang = w->site->lang, id = str_printf(w->a, "%lld", (long long)w->card->comment->id.n);
	tmpl_notice_button(h, lang, &(struct tmpl_notice_button){
		.verb = str_of(verb), .class = str_of(class), .label = locale_text(lang, label),
		.aria_keyshortcuts = str_of(key),
		.what = locale_put(w->a, locale_text(lang, MSG("comment %s")), id)});
}

/* Instead of the usual decisions, where the appeal is what waits. */
static struct safe
judge_form(struct card_writer *w, const struct desk_view *desk)
{
	const struct card_view *card = w->card;
	struct html h = html_in(w->a), buttons = html_in(w->a);
	struct str error = card->judge.typed_error;
	int64_t id = card->comment->id.n;
	if (!card->may_approve)
		return html_done(&h);
	if (!card->judge.by_another)
		judge_button(&buttons, w, "d", "keep", "reject", MSG("Keep the rejection"));
	judge_button(&buttons, w, "f", "approve", "approve", MSG("Approve"));
	tmpl_card_judge(
		&h, w->site->lang,
		&(struct tmpl_card_judge){
			.id = id,
			.action = act_url(w, "appeal"),
			.csrf = desk->csrf,
			.seen = desk_state_word(card->comment->state),
			.version = card->comment->version,
			.aria_describedby =
				error.n > 0 ? str_printf(w->a, "answer-%lld-error", (long long)id)
					    : STR(""),
			.aria_invalid = error.n > 0 ? STR("true") : STR(""),
			.answer = card->judge.typed,
			.error = desk_error(w->a, w->site, "answer", id, error),
			.buttons = html_done(&buttons)});
	return html_done(&h);
}

/* Who decided what the appeal is against. */
static struct safe
decided_by(struct card_writer *w, const struct desk_view *desk)
{
	struct html h = html_in(w->a), who = html_in(w->a);
	struct str lang = w->site->lang;
	if (desk->room != ROOM_APPEALS)
		return html_done(&h);
	html_lit(&h, "<p class=\"where\">");
	if (w->card->judge.decided_by.n == 0) {
		html_text(&h, locale_text(lang, MSG("No moderator has decided this yet: a filter did.")));
	} else {
		html_bdi(&who, w->card->judge.decided_by);
		locale_html(&h, locale_text(lang, MSG("Decided by %s")), html_done(&who));
	}
	html_lit(&h, "</p>\n");
	if (w->card->judge.own_decision)
		tmpl_card_warn(&h, lang, &(struct tmpl_card_warn){
			.text = view_own_decision(lang, w->card->judge.by_another)});
	return html_done(&h);
}

static struct safe
ban_form(struct card_writer *w, const struct desk_view *desk)
{
	const struct card_view *card = w->card;
	struct html h = html_in(w->a);
	bool whom = card->comment->person.n > 0 || card->person.network;
	if (card->may_ban && !card->person_banned && whom)
		tmpl_card_ban(&h, w->site->lang, &(struct tmpl_card_ban){
			.id = card->comment->id.n,
			.action = act_url(w, "ban"),
			.csrf = desk->csrf,
			.seen = desk_seen_word(desk),
			.order = view_order_word(desk->order),
			.query = desk->query,
			.kind = desk_ban_kind(w->a, w->site, card),
			.person = card->comment->person.n > 0 ? card->comment->person : card->comment->name});
	return html_done(&h);
}

/* How toxic it reads stands there where it is what put the card in its place. */
static struct str
score(struct card_writer *w, const struct desk_view *desk)
{
	const struct comment *c = w->card->comment;
	struct str lang = w->site->lang;
	struct str text = locale_put(w->a, locale_text(lang, MSG("score %s")), points(w->a, "", c->score));
	if (desk->order != ORDER_TOXIC || c->toxicity < 0)
		return text;
	struct str toxic = str_printf(w->a, "%.2f", c->toxicity);
	return str_printf(w->a, "%.*s · %.*s", STR_FMT(text),
			  STR_FMT(locale_put(w->a, locale_text(lang, MSG("toxicity %s")), toxic)));
}

/* How many gave which reason; then what they added, each with its reason. */
static struct safe
reports(struct card_writer *w)
{
	const struct card_view *card = w->card;
	struct str lang = w->site->lang;
	struct html h = html_in(w->a), kinds = html_in(w->a), texts = html_in(w->a);
	int64_t count[REPORT__MAX] = {0};
	for (size_t i = 0; i < card->n_reports; i++) {
		const struct report_row *r = &card->reports[i];
		count[r->reason]++;
		if (r->text.n > 0)
			tmpl_card_report_text(&texts, lang, &(struct tmpl_card_report_text){
				.reason = view_report_text(lang, r->reason), .text = r->text});
	}
	for (enum report r = 0; r < REPORT__MAX; r++)
		if (count[r] > 0)
			tmpl_card_report(&kinds, lang, &(struct tmpl_card_report){
				.reason = view_report_text(lang, r),
				.count = locale_number(w->a, lang, count[r])});
	if (card->n_reports > 0)
		tmpl_card_reports(&h, lang, &(struct tmpl_card_reports){
			.kinds = html_done(&kinds), .texts = html_done(&texts)});
	return html_done(&h);
}

static void
mark(struct html *h, struct card_writer *w, enum mark bit, struct str name)
{
	if (w->card->comment->marks & bit)
		tmpl_badge(h, w->site->lang, &(struct tmpl_badge){
			.class = STR("mark"), .text = locale_text(w->site->lang, name)});
}

static struct safe
marks(struct card_writer *w)
{
	struct html h = html_in(w->a);
	mark(&h, w, MARK_STAFF, MSG("Staff"));
	mark(&h, w, MARK_PINNED, MSG("Pinned"));
	mark(&h, w, MARK_FEATURED, MSG("Featured"));
	return html_done(&h);
}

/* The reasons, and what a query has found. No reason tells where in a text that is a moderator's. */
static const struct reason *
all_marks(struct card_writer *w, size_t *ret_n)
{
	const struct card_view *card = w->card;
	size_t n = 0;
	struct reason *all = arena_array(w->a, card->n_reasons + card->n_marks + 1, struct reason);
	for (size_t i = 0; i < card->n_reasons; i++)
		if (card->reasons[i].field != IN_TEXT || !(card->comment->marks & MARK_REWORDED))
			all[n++] = card->reasons[i];
	for (size_t i = 0; i < card->n_marks; i++, n++) {
		all[n] = card->marks[i];
		all[n].rule = locale_text(w->site->lang, MSG("found"));
	}
	*ret_n = n;
	return all;
}

static void
write_card(struct html *h, struct card_writer *w, const struct desk_view *desk)
{
	const struct card_view *card = w->card;
	const struct comment *c = card->comment;
	struct str lang = w->site->lang;
	struct html name = html_in(w->a), text = html_in(w->a);
	size_t n_marks;
	const struct reason *marked = all_marks(w, &n_marks);
	html_lit(&name, "<bdi>");
	desk_marked(&name, w->site, c->name, IN_NAME, marked, n_marks);
	html_lit(&name, "</bdi>");
	desk_marked(&text, w->site, c->text, IN_TEXT, marked, n_marks);
	tmpl_card(h, lang,
		  &(struct tmpl_card){
			  .id = c->id.n,
			  .name = html_done(&name),
			  .when = when(w),
			  .pick = desk_pick(w->a, w->site, desk, card),
			  .state = view_state_name(lang, c->state),
			  .reading = desk_reading(w->a, w->site, desk, card),
			  .where = where(w),
			  .parent = parent(w),
			  .only = desk_only(w->a, w->site, c, "article:=", c->page, MSG("only this article")),
			  .veil = desk_veil(w->a, w->site, card),
			  .text = html_done(&text),
			  .url = website(w),
			  .note = note(w),
			  .appeal = appeal(w),
			  .reports = reports(w),
			  .marks = marks(w),
			  .decided_by = decided_by(w, desk),
			  .why = locale_text(lang, c->state == STATE_PENDING
							   ? MSG("Why it waits")
							   : MSG("What the filters found")),
			  .score = score(w, desk),
			  .reasons = reason_list(w),
			  .person = desk_person(w->a, w->site, card),
			  .history = desk_history(w->a, w->site, desk, card),
			  .remarks = desk_remarks(w->a, w->site, desk, card),
			  .writing = desk_writing(w->a, w->site, desk, card),
			  .ban = ban_form(w, desk),
			  .decide = desk->room == ROOM_APPEALS ? judge_form(w, desk)
							       : decide_form(w, desk)});
}

static struct safe
more(struct arena *a, const struct site_view *site, const struct desk_view *desk,
     struct comment_id next)
{
	struct html h = html_in(a);
	if (next.n != 0 && desk->room == ROOM_SEARCH)
		desk_search_more(&h, a, site, desk, next.n);
	else if (next.n != 0)
		tmpl_queue_more(&h, site->lang, &(struct tmpl_queue_more){
			.href = desk_queue_url(a, site, desk->room, desk->state, desk->order, next.n)});
	return html_done(&h);
}

void
view_queue(struct html *h, struct arena *a, const struct site_view *site,
	   const struct desk_view *desk, const struct card_view *cards, size_t n,
	   struct comment_id next)
{
	static const struct queue_name appeals = {STATE_REJECTED, MSG_C("Appeals"),
						  MSG_C("No appeal waits.")};
	static const struct queue_name reported = {
		STATE_APPROVED, MSG_C("Reported"),
		MSG_C("No comment is reported. What readers report appears here.")};
	static const struct queue_name search = {STATE_PENDING, MSG_C("Search"),
						 MSG_C("No comment was found.")};
	const struct queue_name *queue = desk->room == ROOM_APPEALS    ? &appeals
					 : desk->room == ROOM_SEARCH   ? &search
					 : desk->room == ROOM_REPORTED ? &reported
								       : desk_queue(desk->state);
	struct html content = html_in(a), list = html_in(a);
	desk_storms(&content, a, site, desk);
	if (desk->room == ROOM_SEARCH)
		tmpl_search_help(&content, site->lang, &(struct tmpl_search_help){
			.text = locale_text(site->lang, MSG("What a query may say"))});
	if (n > 0)
		desk_bulk(&content, a, site, desk);
	for (size_t i = 0; i < n; i++)
		write_card(&list, &(struct card_writer){a, site, &cards[i]}, desk);
	if (n == 0 && !desk->looked_enough)
		tmpl_queue_empty(&content, site->lang, &(struct tmpl_queue_empty){
			.text = locale_text(site->lang, queue->empty)});
	else
		tmpl_queue(&content, site->lang, &(struct tmpl_queue){
			.orders = desk_orders(a, site, desk), .cards = html_done(&list),
			.more = more(a, site, desk, next)});
	desk_page(h, a, site, desk, queue->name, html_done(&content));
}
