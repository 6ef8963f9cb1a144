/* The queues of the desk, and what is decided in those that are not of one state: notices of illegal content
 * and appeals. */
#include "flow/appeal.h"
#include "flow/claim.h"
#include "flow/search.h"
#include "routes.h"
#include "store/store_thread.h"
#include "view/locale.h"
#include "view/notice.h"

static const struct shelf notices = {.room = ROOM_NOTICES}, appeals = {.room = ROOM_APPEALS};

/* ---- what is to be seen --------------------------------------------------------------------- */

static void
notice_card(struct call *c, const struct desk_words *words, struct notice_item *item,
	    struct notice_card *card)
{
	item->comment.title = article_title(c->arena, item->comment.title, item->comment.page);
	*card = (struct notice_card){
		.notice = &item->notice,
		.comment = &item->comment,
		.article_url = article_url(c, item->comment.page),
		.own_decision = item->own_decision,
		.by_another = item->by_another,
		.edited = item->edited,
		.may_decide = actor_role(c->moderator) >= ROLE_MODERATOR,
	};
	if (item->notice.id.n == words->typed.id) {
		card->answer = words->typed.answer;
		card->note = words->typed.note;
		card->answer_error = words->typed.error;
	}
}

static enum err
show_notices(struct call *c, const struct desk_words *words, struct desk_view *desk, struct html *h)
{
	struct notice_item *items;
	size_t n = 0;
	struct notice_id next = {0}, from = {words->from.n};
	enum err e = notice_list(c->house, c->site, c->arena, c->moderator, from, DESK_CARDS + 1, &items, &n);
	if (e != ERR_OK)
		return e;
	if (n > DESK_CARDS) {
		n = DESK_CARDS;
		next = items[DESK_CARDS - 1].notice.id;
	}
	struct notice_card *cards = arena_array(c->arena, n, struct notice_card);
	for (size_t i = 0; i < n; i++)
		notice_card(c, words, &items[i], &cards[i]);
	view_notices(h, c->arena, &c->view, desk, cards, n, next);
	return ERR_OK;
}

static enum err
show_cards(struct call *c, const struct desk_words *words, struct desk_view *desk, struct html *h)
{
	struct queue_item *items;
	size_t n = 0;
	struct comment_id next = {0};
	enum err e = words->shelf.room == ROOM_REPORTED
			     ? queue_reported(c->house, c->site, c->arena, c->moderator, words->shelf.order,
					      words->from, DESK_CARDS + 1, &items, &n)
			     : queue_page(c->house, c->site, c->arena, c->moderator, words->shelf.state,
					  words->shelf.order, words->from, DESK_CARDS + 1, &items, &n);
	if (e != ERR_OK)
		return e;
	if (n > DESK_CARDS) {
		n = DESK_CARDS;
		next = items[DESK_CARDS - 1].comment.id;
	}
	struct card_view *cards;
	e = desk_cards(c, words, items, n, desk, &cards, &n);
	if (e == ERR_OK)
		view_queue(h, c->arena, &c->view, desk, cards, n, next);
	return e;
}

static enum err
show_appeals(struct call *c, const struct desk_words *words, struct desk_view *desk, struct html *h)
{
	struct appeal_item *items;
	size_t n = 0;
	struct comment_id next = {0};
	enum err e = appeal_list(c->house, c->site, c->arena, c->moderator, words->from, DESK_CARDS + 1,
				 &items, &n);
	if (e != ERR_OK)
		return e;
	if (n > DESK_CARDS) {
		n = DESK_CARDS;
		next = items[DESK_CARDS - 1].item.comment.id;
	}
	struct card_view *cards = arena_array(c->arena, n, struct card_view);
	for (size_t i = 0; i < n; i++) {
		desk_card(c, &items[i].item, &cards[i]);
		cards[i].judge.own_decision = items[i].own_decision;
		cards[i].judge.by_another = items[i].by_another;
		cards[i].judge.decided_by = items[i].decided_by;
		desk_typed(words, &cards[i]);
		if (items[i].item.comment.id.n == words->typed.id) {
			cards[i].judge.typed = words->typed.answer;
			cards[i].judge.typed_error = words->typed.error;
		}
	}
	e = desk_near(c, cards, n);
	if (e == ERR_OK)
		view_queue(h, c->arena, &c->view, desk, cards, n, next);
	return e;
}

/* The card of an answer that was not taken came first, whatever the search found. */
static void
mark_hit(const struct search_page *page, struct card_view *card)
{
	for (size_t i = 0; i < page->n; i++)
		if (page->hits[i].item.comment.id.n == card->comment->id.n) {
			card->marks = page->hits[i].marks;
			card->n_marks = page->hits[i].n_marks;
		}
}

static struct str
unread(const struct call *c, struct str odd)
{
	if (odd.n == 0)
		return locale_put(c->arena, told(c, MSG("A query has at most %s terms.")),
				  str_printf(c->arena, "%d", FIND_TERMS_MAX));
	return locale_put(c->arena,
			  told(c, MSG("This cannot be read: %s. A date is written like 2026-11-25, and "
				      "behind status:, lang: and has: stands a word that is known.")),
			  odd);
}

/* A query that cannot be read is said, and finds nothing. */
static enum err
show_hits(struct call *c, const struct desk_words *words, struct desk_view *desk, struct html *h)
{
	struct find query;
	struct str why;
	struct search_page page = {.n = 0};
	enum err e = ERR_OK;
	if (find_read(c->arena, words->shelf.query, &query, &why)) {
		if (words->shelf.query.n > 0)
			e = search_page(c->house, c->site, c->arena, c->moderator, &query, words->from,
					DESK_CARDS, &page);
	} else {
		desk->bad = true;
		desk->notice = unread(c, query.odd);
	}
	struct queue_item *items = arena_array(c->arena, page.n, struct queue_item);
	struct card_view *cards = NULL;
	size_t n = 0;
	for (size_t i = 0; i < page.n; i++)
		items[i] = page.hits[i].item;
	if (e == ERR_OK)
		e = desk_cards(c, words, items, page.n, desk, &cards, &n);
	for (size_t i = 0; i < n; i++)
		mark_hit(&page, &cards[i]);
	desk->looked_enough = page.looked_enough;
	if (words->from.n == 0 && page.n > 0)
		desk->found = page.hits[0].item.comment.id;
	if (e == ERR_OK)
		view_queue(h, c->arena, &c->view, desk, cards, n, page.next);
	return e;
}

enum err
room_show(struct call *c, const struct desk_words *words, struct desk_view *desk, struct html *h)
{
	switch (words->shelf.room) {
	case ROOM_STATE:
	case ROOM_REPORTED:
		return show_cards(c, words, desk, h);
	case ROOM_NOTICES:
		return show_notices(c, words, desk, h);
	case ROOM_APPEALS:
		return show_appeals(c, words, desk, h);
	case ROOM_SEARCH:
		return show_hits(c, words, desk, h);
	case ROOM__MAX:
		break;
	}
	must_fail(__FILE__, __LINE__, "a room");
}

/* ---- decisions ------------------------------------------------------------------------------ */

/* What was typed is kept; `error` stands beside the answer. */
static void
show_again(struct call *c, struct resp *resp, struct shelf shelf, int64_t id, int status, struct str notice,
	   struct str error)
{
	desk_show(c, resp, &(struct desk_words){
		.shelf = shelf,
		.status = status,
		.bad = true,
		.notice = notice,
		.typed = {id, c->v[JUDGE_ANSWER].text, c->v[JUDGE_NOTE].text, error}});
}

/* An answer that another moderator is to give. */
static void
show_own(struct call *c, struct resp *resp, struct shelf shelf, int64_t id)
{
	show_again(c, resp, shelf, id, 403, view_own_decision(c->view.lang, true), STR(""));
}

/* "" = the texts can be taken. */
static struct str
texts_fault(struct call *c, bool needed)
{
	const struct value *answer = &c->v[JUDGE_ANSWER];
	if (answer->fault != FAULT_NONE)
		return fault_text(c, MSG("The answer"), answer, &c->route->fields[JUDGE_ANSWER], 0);
	if (needed && str_trim(answer->text).n == 0)
		return told(c, MSG("Please say why: the answer is missing."));
	return note_fault(c, JUDGE_NOTE);
}

static bool
seen_notice_state(struct str word, enum notice_state *ret)
{
	for (enum notice_state s = 0; s < NOTICE_STATE__MAX; s++)
		if (str_eq(notice_state_word(s), word)) {
			*ret = s;
			return true;
		}
	return false;
}

static void
answer_notice(struct call *c, struct resp *resp, struct notice_id id, const struct notice_choice *choice)
{
	struct notice_done d;
	enum err e = notice_decide(c->house, c->site, c->arena, c->moderator, id, choice, &d);
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return;
	}
	switch (d.outcome) {
	case NOTICE_DECIDED:
		desk_see(c, resp, notices,
			 str_printf(c->arena, "done=%.*s%s%s", STR_FMT(c->v[JUDGE_DECISION].text),
				    d.comment.n != 0 ? "&comment=" : "",
				    d.comment.n != 0
					    ? str_printf(c->arena, "%lld", (long long)d.comment.n).p
					    : ""));
		return;
	case NOTICE_CONFLICT:
		show_again(c, resp, notices, id.n, 409,
			   told(c, MSG("The notice or its comment has changed meanwhile. Please "
				       "look again.")),
			   STR(""));
		return;
	case NOTICE_OWN:
		show_own(c, resp, notices, id.n);
		return;
	case NOTICE_NONE:
		answer_error(c, resp, 404);
		return;
	case NOTICE_FORBIDDEN:
		answer_error(c, resp, 403);
		return;
	}
}

void
page_notice_decide(struct call *c, struct resp *resp)
{
	struct notice_id id = {0};
	struct notice_choice choice = {.version = seen_version(&c->v[JUDGE_VERSION]),
				       .answer = c->v[JUDGE_ANSWER].text, .note = c->v[JUDGE_NOTE].text};
	must(str_int(c->arg, 1, INT64_MAX, &id.n));
	if (!notice_verb_of(c->v[JUDGE_DECISION].text, &choice.verb) ||
	    !seen_notice_state(c->v[JUDGE_SEEN].text, &choice.seen)) {
		answer_error(c, resp, 400);
		return;
	}
	struct str fault = texts_fault(c, choice.verb != NOTICE_TAKE);
	if (fault.n > 0)
		show_again(c, resp, notices, id.n, 422,
			   told(c, MSG("Nothing was decided yet. Please look at the marked field.")), fault);
	else
		answer_notice(c, resp, id, &choice);
}

static void
show_changed(struct call *c, struct resp *resp, struct comment_id id)
{
	show_again(c, resp, appeals, id.n, 409,
		   told(c, MSG("The comment has changed meanwhile, or its appeal is answered.")), STR(""));
}

static void
approve(struct call *c, struct resp *resp, struct comment_id id, enum state seen)
{
	struct decided d;
	enum err e = decide_text(c->house, c->site, c->arena, c->moderator, id, VERB_APPROVE, seen,
				 seen_version(&c->v[JUDGE_VERSION]), c->v[JUDGE_ANSWER].text, &d);
	if (e != ERR_OK)
		answer_failure(c, resp, e);
	else if (d.outcome == DECIDED)
		desk_see(c, resp, appeals,
			 str_printf(c->arena, "done=approve&comment=%lld", (long long)id.n));
	else if (d.outcome == DECIDED_GONE || d.outcome == DECIDED_FORBIDDEN)
		answer_error(c, resp, d.outcome == DECIDED_GONE ? 404 : 403);
	else
		show_changed(c, resp, id);
}

static void
keep_rejection(struct call *c, struct resp *resp, struct comment_id id)
{
	enum appeal_kept done = APPEAL_NONE;
	struct queue_item item;
	enum err e = queue_get(c->house, c->site, c->arena, c->moderator, id, &item);
	if (e == ERR_OK)
		e = appeal_keep(c->house, c->site, c->arena, c->moderator, id,
				c->v[JUDGE_ANSWER].text, &done);
	if (e != ERR_OK)
		answer_failure(c, resp, e);
	else if (done == APPEAL_OWN)
		show_own(c, resp, appeals, id.n);
	else if (done == APPEAL_KEPT)
		desk_see(c, resp, appeals,
			 str_printf(c->arena, "done=keep&comment=%lld", (long long)id.n));
	else if (actor_role(c->moderator) < ROLE_MODERATOR)
		answer_error(c, resp, 403);
	else
		show_changed(c, resp, id);
}

void
page_appeal(struct call *c, struct resp *resp)
{
	enum state seen;
	struct comment_id id = {0};
	bool keep = str_eq(c->v[JUDGE_DECISION].text, STR("keep"));
	must(str_int(c->arg, 1, INT64_MAX, &id.n));
	if ((!keep && !str_eq(c->v[JUDGE_DECISION].text, STR("approve"))) ||
	    state_of(c->v[JUDGE_SEEN].text, &seen) != ERR_OK) {
		answer_error(c, resp, 400);
		return;
	}
	struct str fault = texts_fault(c, keep);
	if (fault.n > 0)
		show_again(c, resp, appeals, id.n, 422,
			   told(c, MSG("Nothing was decided yet. Please look at the marked field.")), fault);
	else if (keep)
		keep_rejection(c, resp, id);
	else
		approve(c, resp, id, seen);
}

/* A card that somebody was led to and leaves undecided. */
void
page_give_back(struct call *c, struct resp *resp)
{
	struct shelf seen;
	struct comment_id id = {0};
	must(str_int(c->arg, 1, INT64_MAX, &id.n));
	if (!desk_shelf(&c->v[BACK_SEEN], &c->v[BACK_ORDER], &c->v[BACK_QUERY], &seen)) {
		answer_error(c, resp, 400);
		return;
	}
	enum err e = claim_give_back(c->house, c->site, c->moderator, id);
	if (e == ERR_OK)
		desk_see(c, resp, seen, STR("done=given"));
	else
		answer_failure(c, resp, e);
}
