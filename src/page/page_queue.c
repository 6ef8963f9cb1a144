/* The desk: the queues, a decision and its undoing. */
#include "base/log.h"
#include "base/page.h"
#include "base/utf8.h"
#include "flow/claim.h"
#include "flow/staff.h"
#include "flow/storm.h"
#include "routes.h"
#include "view/locale.h"

static const struct overturned_view *
records(struct call *c, const struct reason *reasons, size_t n)
{
	struct overturned_view *list = arena_array(c->arena, n + 1, struct overturned_view);
	for (size_t i = 0; i < n; i++) {
		list[i] = (struct overturned_view){0};
		if (!rule_record(c->site, reasons[i].rule, &list[i].decided, &list[i].overturned))
			list[i].decided = 0;
	}
	return list;
}

void
desk_card(struct call *c, struct queue_item *item, struct card_view *card)
{
	item->comment.title = article_title(c->arena, item->comment.title, item->comment.page);
	*card = (struct card_view){
		.comment = &item->comment,
		.reasons = item->reasons,
		.n_reasons = item->n_reasons,
		.overturned = records(c, item->reasons, item->n_reasons),
		.person_approved = item->history.count[STATE_APPROVED],
		.person_rejected = item->history.count[STATE_REJECTED],
		.person_spam = item->history.count[STATE_SPAM],
		.person_waiting = item->history.count[STATE_PENDING],
		.person_banned = item->banned,
		.person = {.up = item->about.up, .down = item->about.down,
			   .names = item->about.names, .n_names = item->about.n_names},
		.appeal = item->appeal,
		.answer = item->answer,
		.may_approve = decide_may(c->moderator, VERB_APPROVE, &item->comment),
		.may_reject = decide_may(c->moderator, VERB_REJECT, &item->comment),
		.may_spam = decide_may(c->moderator, VERB_SPAM, &item->comment),
		.may_delete = decide_may(c->moderator, VERB_DELETE, &item->comment),
		.may_restore = decide_may(c->moderator, VERB_RESTORE, &item->comment),
		.may_keep = decide_may(c->moderator, VERB_KEEP, &item->comment),
		.may_reply = staff_may_reply(c->moderator, &item->comment),
		.may_edit = edit_may(c->moderator, &item->comment),
		.texts = item->texts,
		.n_texts = item->n_texts,
		.may_pin = decide_may(c->moderator, VERB_PIN, &item->comment),
		.may_unpin = decide_may(c->moderator, VERB_UNPIN, &item->comment),
		.may_feature = decide_may(c->moderator, VERB_FEATURE, &item->comment),
		.may_unfeature = decide_may(c->moderator, VERB_UNFEATURE, &item->comment),
		.reports = item->reports,
		.n_reports = item->n_reports,
		.may_ban = actor_role(c->moderator) >= ROLE_MODERATOR,
		.may_remark = actor_role(c->moderator) >= ROLE_MODERATOR,
		.article_url = article_url(c, item->comment.page),
	};
	if (actor_role(c->moderator) >= ROLE_MODERATOR) { /* a viewer is told of no person */
		card->person.remarks = item->about.remarks;
		card->person.n_remarks = item->about.n_remarks;
		card->person.bans = item->about.bans;
		card->person.n_bans = item->about.n_bans;
	}
}

void
desk_typed(const struct desk_words *words, struct card_view *card)
{
	if (words->staff.to.n == card->comment->id.n) {
		card->reply.typed = words->staff.text;
		card->reply.typed_error = words->staff.error;
	}
	if (words->remark.to.n == card->comment->id.n) {
		card->person.typed.given = true;
		card->person.typed.kind = words->remark.kind;
		card->person.typed.reason = words->remark.reason;
		card->person.typed.text = words->remark.text;
		card->person.typed.asked = words->remark.asked;
		card->person.typed.error = words->remark.error;
	}
	if (words->edit.of.n == card->comment->id.n) {
		card->edit.given = true;
		card->edit.text = words->edit.text;
		card->edit.reason = words->edit.reason;
		card->edit.why = words->edit.why;
		card->edit.text_error = words->edit.text_error;
		card->edit.why_error = words->edit.why_error;
	}
}

enum err
desk_near(struct call *c, struct card_view *cards, size_t n)
{
	struct comment_id *ids = arena_array(c->arena, n, struct comment_id);
	struct neighbours *near = arena_array(c->arena, n, struct neighbours);
	for (size_t i = 0; i < n; i++)
		ids[i] = cards[i].comment->id;
	enum err e = person_neighbours(c->house, c->site, c->arena, c->moderator, ids, n, near);
	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		cards[i].person.near = near[i].comments;
		cards[i].person.near_more = near[i].more;
		cards[i].person.near_people = near[i].people;
		cards[i].person.neighbours = near[i].newest;
		cards[i].person.n_neighbours = near[i].n_newest;
		cards[i].person.network = near[i].known;
	}
	return e;
}

/* A queue that moderators work through, each at another card: what waits, what is reported. */
static bool
is_worked_through(const struct shelf *s)
{
	return s->room == ROOM_REPORTED || (s->room == ROOM_STATE && s->state == STATE_PENDING);
}

static bool
stands_on(const struct shelf *s, const struct comment *c)
{
	return s->room == ROOM_REPORTED ? (c->marks & MARK_REPORTED) != 0 : c->state == STATE_PENDING;
}

/* The card that comes first wherever it stands in the queue: whose answer was not taken; which this moderator
 * reads. ERR_GONE: none. */
static enum err
first_card(struct call *c, const struct desk_words *words, const struct claims *claims,
	   struct queue_item *ret)
{
	const bool own = words->from.n == 0 && is_worked_through(&words->shelf);
	const struct comment_id typed = words->staff.to.n != 0	  ? words->staff.to
					: words->remark.to.n != 0 ? words->remark.to
								  : words->edit.of;
	struct comment_id id = typed.n == 0 && own ? claims->own : typed;
	enum err e = id.n == 0 ? ERR_GONE : queue_get(c->house, c->site, c->arena, c->moderator, id, ret);
	if (e == ERR_OK && typed.n == 0 && !stands_on(&words->shelf, &ret->comment))
		return ERR_GONE;
	return e;
}

/* Those that others read come last, each part in its order. */
static void
free_first(struct arena *a, struct card_view *cards, size_t n)
{
	struct card_view *all = arena_array(a, n + 1, struct card_view);
	size_t k = 0;
	memcpy(all, cards, n * sizeof(*cards));
	for (size_t i = 0; i < n; i++)
		if (all[i].reader.n == 0)
			cards[k++] = all[i];
	for (size_t i = 0; i < n; i++)
		if (all[i].reader.n > 0)
			cards[k++] = all[i];
}

static enum err
offer_replies(struct call *c, struct desk_view *desk, struct card_view *cards, size_t n)
{
	struct saved_list all;
	enum err e = saved_list(c->house, c->site, c->arena, c->moderator, &all);
	for (size_t i = 0; e == ERR_OK && i < n; i++)
		if (cards[i].may_reject) {
			struct saved_list fit = saved_for(c->site, c->arena, &all, cards[i].comment->text);
			cards[i].saved = fit.replies;
			cards[i].n_saved = fit.n;
		}
	if (e == ERR_OK) {
		struct saved_list titles = saved_titles(c->arena, &all);
		desk->bulk.saved = titles.replies;
		desk->bulk.n_saved = titles.n;
	}
	return e;
}

static void
say_reader(const struct claims *claims, struct card_view *card)
{
	card->own = card->comment->id.n == claims->own.n;
	if (card->own)
		card->reads_until = claims->own_until;
	else
		card->reader = claims_reader(claims, card->comment->id, &card->reads_until);
}

enum err
desk_cards(struct call *c, const struct desk_words *words, struct queue_item *items, size_t n,
	   struct desk_view *desk, struct card_view **ret, size_t *ret_n)
{
	struct card_view *cards = arena_array(c->arena, n + 1, struct card_view);
	struct queue_item *first = arena_new_of(c->arena, struct queue_item);
	struct claims claims;
	size_t k = 0;
	enum err e = claims_read(c->house, c->site, c->arena, c->moderator, &claims);
	if (e == ERR_OK)
		e = first_card(c, words, &claims, first);
	if (e != ERR_OK && e != ERR_GONE)
		return e;
	if (e == ERR_OK) {
		desk_card(c, first, &cards[k]);
		desk_typed(words, &cards[k++]);
	}
	for (size_t i = 0; i < n; i++)
		if (k == 0 || items[i].comment.id.n != cards[0].comment->id.n)
			desk_card(c, &items[i], &cards[k++]);
	for (size_t i = 0; i < k; i++)
		say_reader(&claims, &cards[i]);
	if (is_worked_through(&words->shelf))
		free_first(c->arena, cards, k);
	*ret = cards;
	*ret_n = k;
	e = desk_near(c, cards, k);
	return e == ERR_OK ? offer_replies(c, desk, cards, k) : e;
}

void
desk_fill(struct call *c, const struct desk_words *words, const struct queue_counts *counts,
	  const struct decision_row *last, struct desk_view *desk)
{
	*desk = (struct desk_view){
		.csrf = actor_csrf(c->arena, c->house, c->moderator),
		.who = actor_name(c->moderator),
		.room = words->shelf.room,
		.state = words->shelf.state,
		.order = words->shelf.order,
		.query = words->shelf.query,
		.from = words->from,
		.room_count = {[ROOM_REPORTED] = counts->reported,
			       [ROOM_NOTICES] = counts->notices, [ROOM_APPEALS] = counts->appeals},
		.count_max = QUEUE_COUNT_MAX,
		.notice = words->notice, .bad = words->bad,
		.lift = words->lift, .again = words->again,
		.unsay = words->unsay,
		.bulk = {.given = words->bulk.given, .bad = words->bulk.bad, .note = words->bulk.note,
			 .reason = words->bulk.reason, .found = words->bulk.found, .asks = words->bulk.asks,
			 .cards = words->bulk.cards, .n_cards = words->bulk.n_cards},
		.role = actor_role(c->moderator),
	};
	memcpy(desk->count, counts->of, sizeof(desk->count));
	desk->undo.decision = last->id;
	desk->undo.comment = last->comment;
	desk->undo.state = last->to;
	desk->undo.replied = last->from == STATE_DELETED && last->to == STATE_APPROVED;
	desk->undo.signs = last->from == last->to;
	desk->undo.reworded = last->text != 0;
	desk->undo.marked = last->marked;
	desk->undo.unmarked = last->unmarked;
	desk->undo.made = last->made;
	desk->undo.batch = last->batch;
	desk->undo.noticed = words->about.n != 0 && words->about.n == last->comment.n;
	if (words->batch.n != 0) {
		desk->undo.batch = words->batch;
		desk->undo.noticed = true;
	}
}

void
desk_show(struct call *c, struct resp *resp, const struct desk_words *words)
{
	struct desk_view desk;
	struct html h = html_in(c->arena);
	enum err e = desk_around(c, TOOL_NONE, words, &desk);
	if (e == ERR_OK)
		e = room_show(c, words, &desk, &h);
	if (e == ERR_OK)
		answer_desk(resp, words->status, &h);
	else
		answer_failure(c, resp, e);
}

void
desk_see(struct call *c, struct resp *resp, struct shelf shelf, struct str said)
{
	struct buf to = buf_in(c->arena, 200 + shelf.query.n * 3);
	buf_lit(&to, "/moderate/?");
	if (shelf.room != ROOM_STATE)
		buf_printf(&to, "state=%.*s&", STR_FMT(view_room_word(shelf.room)));
	else if (shelf.state != STATE_PENDING)
		buf_printf(&to, "state=%.*s&", STR_FMT(state_word(shelf.state)));
	if (shelf.room == ROOM_SEARCH)
		buf_printf(&to, "q=%.*s&", STR_FMT(page_query(c->arena, shelf.query)));
	if (shelf.order != ORDER_TIME)
		buf_printf(&to, "order=%.*s&", STR_FMT(view_order_word(shelf.order)));
	buf_str(&to, said);
	answer_see(c, resp, buf_view(&to));
	resp->kind = RESP_DESK;
}

bool
desk_shelf(const struct value *state, const struct value *order, const struct value *query,
	   struct shelf *ret)
{
	struct shelf s = {ROOM_STATE, STATE_PENDING, ORDER_TIME, query->text};
	if (query->fault != FAULT_NONE) /* it goes into addresses, which have an end */
		return false;
	for (enum desk_room room = ROOM_STATE + 1; room < ROOM__MAX && state->given; room++)
		if (str_eq(state->text, view_room_word(room)))
			s.room = room;
	if (s.room == ROOM_STATE && state->given &&
	    (state->fault != FAULT_NONE || state_of(state->text, &s.state) != ERR_OK))
		return false;
	if (s.state == STATE_WITHDRAWN)
		return false;
	while (order->given && s.order < ORDER__MAX && !str_eq(order->text, view_order_word(s.order)))
		s.order++;
	if (s.order == ORDER__MAX || !view_order_fits(s.room, s.state, s.order))
		return false;
	*ret = s;
	return true;
}

/* What a form's answer left in the address. ERR_…: the store failed. */
static enum err
say_done(struct call *c, struct desk_words *words)
{
	enum verb verb;
	enum notice_verb noticed;
	struct str done = c->v[QUEUE_DONE].text;
	if (notice_verb_of(done, &noticed)) {
		words->notice = told(c, notice_verb_done(noticed));
		words->about.n = c->v[QUEUE_COMMENT].n;
	} else if (words->shelf.room == ROOM_APPEALS && str_eq(done, STR("keep"))) {
		words->notice = told(c, MSG("The rejection stands, and its writer reads the answer."));
		words->about.n = c->v[QUEUE_COMMENT].n;
	} else if (verb_of(done, &verb)) {
		words->notice = told(c, verb_done(verb));
		words->about.n = c->v[QUEUE_COMMENT].n;
	} else if (str_eq(done, STR("reply"))) {
		words->notice = told(c, MSG("Your reply is published."));
		words->about.n = c->v[QUEUE_COMMENT].n;
	} else if (str_eq(done, STR("edit"))) {
		words->notice = told(c, MSG("The text is changed, and its writer is told the reason."));
		words->about.n = c->v[QUEUE_COMMENT].n;
	} else if (str_eq(done, STR("undo"))) {
		words->notice = told(c, MSG("Undone: the comment is again what it was."));
	} else if (str_eq(done, STR("reopen"))) {
		words->notice = told(c, MSG("Undone: what you answered waits for an answer again."));
	} else if (str_eq(done, STR("unbatch")) && c->v[QUEUE_KEPT].n > 0) {
		words->notice = locale_count(
			c->arena, c->view.lang,
			MSG_N("Undone, but for %s comment that was decided or edited since.",
			      "Undone, but for %s comments that were decided or edited since."),
			c->v[QUEUE_KEPT].n);
	} else if (str_eq(done, STR("unbatch"))) {
		words->notice = told(c, MSG("Undone: all of it is again what it was."));
	} else if (str_eq(done, STR("unsay"))) {
		words->notice = told(c, MSG("It is taken back."));
	} else if (str_eq(done, STR("lift"))) {
		words->notice = told(c, MSG("The ban is lifted."));
	} else if (str_eq(done, STR("given"))) {
		words->notice = told(c, MSG("You have given the comment back: others are led to it again."));
	} else if (str_eq(done, STR("calm"))) {
		words->notice = told(c, MSG("The storm is ended: the article takes comments as before."));
	}
	if (c->v[QUEUE_MANY].given && words->notice.n > 0) {
		struct str many = batch_words(c, c->v[QUEUE_MANY].n, c->v[QUEUE_KEPT].n);
		words->notice = str_printf(c->arena, "%.*s %.*s", STR_FMT(words->notice), STR_FMT(many));
	}
	enum err e = desk_remarked(c, c->v[QUEUE_REMARK].n, words);
	if (e == ERR_OK)
		e = desk_ousted(c, (struct batch_id){c->v[QUEUE_BATCH].n}, words);
	return e == ERR_OK ? desk_banned(c, (struct ban_id){c->v[QUEUE_BANNED].n}, words) : e;
}

void
page_queue(struct call *c, struct resp *resp)
{
	struct desk_words words = {.status = 200};
	if (c->v[QUEUE_QUERY].fault != FAULT_NONE || c->v[QUEUE_AFTER].fault != FAULT_NONE ||
	    c->v[QUEUE_BANNED].fault != FAULT_NONE || c->v[QUEUE_REMARK].fault != FAULT_NONE ||
	    c->v[QUEUE_BATCH].fault != FAULT_NONE ||
	    c->v[QUEUE_KEPT].fault != FAULT_NONE ||
	    c->v[QUEUE_MANY].fault != FAULT_NONE ||
	    c->v[QUEUE_COMMENT].fault != FAULT_NONE) {
		answer_error(c, resp, 400);
		return;
	}
	if (!desk_shelf(&c->v[QUEUE_STATE], &c->v[QUEUE_ORDER], &c->v[QUEUE_QUERY], &words.shelf)) {
		answer_error(c, resp, 404);
		return;
	}
	words.from.n = c->v[QUEUE_AFTER].n;
	enum err e = say_done(c, &words);
	if (e != ERR_OK)
		answer_failure(c, resp, e);
	else
		desk_show(c, resp, &words);
}

/* ---- decisions ------------------------------------------------------------------------------------ */

void
desk_go_on(struct call *c, struct shelf shelf, const struct value *next)
{
	struct comment_id id = {next->given && next->fault == FAULT_NONE ? next->n : 0};
	enum err e = ERR_OK;
	if (is_worked_through(&shelf))
		e = claim_next(c->house, c->site, c->arena, c->moderator,
			       shelf.room == ROOM_REPORTED ? STATE__MAX : STATE_PENDING, shelf.order,
			       id, &id);
	else if (shelf.room == ROOM_SEARCH && id.n != 0)
		e = claim_take(c->house, c->site, c->moderator, id);
	else
		e = claim_give_back(c->house, c->site, c->moderator, (struct comment_id){0});
	if (e != ERR_OK && e != ERR_GONE && e != ERR_DENIED)
		log_event(LOG_WARN, "claim", LOG_S("why", str_of(err_text(e))));
}

static void
show_conflict(struct call *c, struct resp *resp, struct shelf seen, struct comment_id id,
	      enum state now, struct str what)
{
	struct str notice = locale_put(
		c->arena, told(c, MSG("Comment %1$s was decided meanwhile. It is now: %2$s.")),
		str_printf(c->arena, "%ld", (long)id.n),
		view_state_name(c->view.lang, now));
	if (what.n > 0)
		notice = str_printf(c->arena, "%.*s %.*s", STR_FMT(notice), STR_FMT(what));
	desk_show(c, resp, &(struct desk_words){
		.shelf = seen, .status = 409, .bad = true, .notice = notice});
}

int64_t
seen_version(const struct value *v)
{
	return v->given && v->fault == FAULT_NONE ? v->n : VERSION_ANY;
}

struct str
note_fault(const struct call *c, int field)
{
	return fault_text(c, MSG("The note to the writer"), &c->v[field], &c->route->fields[field], 0);
}

struct str
refusal_gone(const struct call *c)
{
	return told(c, MSG("Nothing was decided: the saved reply is not there any more."));
}

struct str
refusal_fault(const struct call *c, struct str note)
{
	return utf8_count(note) <= NOTE_CHARS_MAX
		       ? STR("")
		       : told(c, MSG("Nothing was decided: the saved reply and the note are longer "
				     "than 1,000 characters together."));
}

/* What a rejection is grounded on is in the choice. False: the answer says why it cannot be. */
static bool
take_grounds(struct call *c, struct resp *resp, struct shelf seen, struct ruling *choice)
{
	struct saved_list list;
	struct refusal refusal;
	struct str said = c->v[DECIDE_GROUNDS].text, notice = note_fault(c, DECIDE_NOTE);
	if (choice->verb == VERB_REJECT && said.n > 0 && notice.n == 0) {
		enum err e = saved_list(c->house, c->site, c->arena, c->moderator, &list);
		if (e != ERR_OK) {
			answer_failure(c, resp, e);
			return false;
		}
		if (read_refusal(said, &list, &refusal)) {
			choice->grounds = refusal.grounds;
			choice->note = saved_note(c->arena, refusal.reply, choice->note);
			notice = refusal_fault(c, choice->note);
		} else {
			notice = refusal_gone(c);
		}
	}
	if (notice.n > 0)
		desk_show(c, resp, &(struct desk_words){
			.shelf = seen, .status = 422, .bad = true, .notice = notice});
	return notice.n == 0;
}

void
page_decide(struct call *c, struct resp *resp)
{
	struct ruling choice = {.seen = STATE_PENDING, .version = seen_version(&c->v[DECIDE_VERSION]),
				.note = c->v[DECIDE_NOTE].text};
	struct shelf seen;
	struct decided d;
	struct comment_id id = {0};
	const struct value *queue = &c->v[c->v[DECIDE_QUEUE].given ? DECIDE_QUEUE : DECIDE_SEEN];
	must(str_int(c->arg, 1, INT64_MAX, &id.n));
	if (!verb_of(c->v[DECIDE_DECISION].text, &choice.verb) ||
	    !desk_shelf(queue, &c->v[DECIDE_ORDER], &c->v[DECIDE_QUERY], &seen) ||
	    (c->v[DECIDE_SEEN].given && state_of(c->v[DECIDE_SEEN].text, &choice.seen) != ERR_OK)) {
		answer_error(c, resp, 400);
		return;
	}
	if (!take_grounds(c, resp, seen, &choice))
		return;
	enum err e = decide_upon(c->house, c->site, c->arena, c->moderator, id, &choice, &d);
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return;
	}
	if (d.outcome == DECIDED_GONE || d.outcome == DECIDED_FORBIDDEN) {
		answer_error(c, resp, d.outcome == DECIDED_GONE ? 404 : 403);
		return;
	}
	/* Whoever was second goes on, too, or both would be second at the next card again. */
	desk_go_on(c, seen, &c->v[DECIDE_NEXT]);
	if (d.outcome == DECIDED)
		desk_see(c, resp, seen,
			 str_printf(c->arena, "done=%.*s&comment=%ld", STR_FMT(c->v[DECIDE_DECISION].text),
				    (long)id.n));
	else
		show_conflict(c, resp, seen, id, d.state,
			      d.edited ? told(c, MSG("Its writer has edited it.")) : STR(""));
}

void
page_undo(struct call *c, struct resp *resp)
{
	struct shelf seen;
	struct undone u;
	int64_t id = 0;
	must(str_int(c->arg, 1, INT64_MAX, &id));
	if (!desk_shelf(&c->v[BACK_SEEN], &c->v[BACK_ORDER], &c->v[BACK_QUERY], &seen)) {
		answer_error(c, resp, 400);
		return;
	}
	enum err e = undo(c->house, c->site, c->arena, c->moderator, id, &u);
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return;
	}
	switch (u.outcome) {
	case UNDONE:
		desk_go_on(c, seen, &(struct value){.given = true, .n = u.comment.n});
		desk_see(c, resp, seen, u.answer ? STR("done=reopen") : STR("done=undo"));
		return;
	case UNDO_CONFLICT:
		show_conflict(c, resp, seen, u.comment, u.state, told(c, MSG("Nothing was undone.")));
		return;
	case UNDO_CONTESTED:
		desk_show(c, resp, &(struct desk_words){
			.shelf = seen, .status = 409, .bad = true,
			.notice = told(c, MSG("Who got this answer has complained of it since. Nothing was "
					      "undone."))});
		return;
	case UNDO_NOTHING:
		answer_error(c, resp, 404);
		return;
	case UNDO_FORBIDDEN:
		answer_error(c, resp, 403);
		return;
	}
}

/* Ends a storm before its time. */
void
page_calm(struct call *c, struct resp *resp)
{
	struct shelf seen;
	struct thread_id id = {0};
	must(str_int(c->arg, 1, INT64_MAX, &id.n));
	if (!desk_shelf(&c->v[BACK_SEEN], &c->v[BACK_ORDER], &c->v[BACK_QUERY], &seen)) {
		answer_error(c, resp, 400);
		return;
	}
	enum err e = storm_end(c->house, c->site, c->arena, c->moderator, id);
	if (e == ERR_OK)
		desk_see(c, resp, seen, STR("done=calm"));
	else if (e == ERR_GONE)
		desk_show(c, resp, &(struct desk_words){
			.shelf = seen, .status = 409, .bad = true,
			.notice = told(c, MSG("The storm is over already."))});
	else
		answer_failure(c, resp, e);
}
