/* The desk: the waiting queue, and a decision. */
#include "flow/queue.h"
#include "routes.h"

#define CARDS 20 /* on one page of the queue */

static void
fill_card(struct call *c, struct queue_item *item, struct card_view *card)
{
	item->comment.title = article_title(c->arena, item->comment.title, item->comment.page);
	*card = (struct card_view){
		.comment = &item->comment,
		.reasons = item->reasons,
		.n_reasons = item->n_reasons,
		.person_approved = item->history.count[STATE_APPROVED],
		.person_rejected =
			item->history.count[STATE_REJECTED] + item->history.count[STATE_SPAM],
		.person_waiting = item->history.count[STATE_PENDING],
		.person_banned = item->banned,
		.article_url = article_url(c, item->comment.page),
	};
}

static void
show_queue(struct call *c, struct resp *resp, struct comment_id after, struct str notice, bool bad,
	   int status)
{
	struct queue_item *items = NULL;
	size_t n = 0;
	int64_t total = 0;
	enum err e = queue_list(c->house, c->site, c->arena, c->moderator, STATE_PENDING, after,
				CARDS + 1, &items, &n, &total);
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return;
	}
	size_t shown = n > CARDS ? CARDS : n;
	struct card_view *cards = arena_array(c->arena, shown, struct card_view);
	for (size_t i = 0; i < shown; i++)
		fill_card(c, &items[i], &cards[i]);
	struct comment_id next = {n > CARDS ? items[CARDS - 1].comment.id.n : 0};
	struct desk_view desk = {
		.csrf = actor_csrf(c->arena, c->house, c->moderator),
		.who = actor_name(c->moderator),
		.waiting = total,
		.notice = notice,
		.bad = bad,
	};
	struct html h = html_in(c->arena);
	view_queue(&h, c->arena, &c->view, &desk, cards, shown, next);
	resp->status = status;
	resp->kind = RESP_DESK;
	resp->body = html_done(&h).html;
}

void
page_queue(struct call *c, struct resp *resp)
{
	enum verb verb;
	struct str notice = {0};
	if (c->v[QUEUE_AFTER].fault != FAULT_NONE) {
		answer_error(c, resp, 400);
		return;
	}
	if (c->v[QUEUE_DONE].given && verb_of(c->v[QUEUE_DONE].text, &verb))
		notice = verb_done(verb);
	show_queue(c, resp, (struct comment_id){c->v[QUEUE_AFTER].n}, notice, false, 200);
}

static void
answer_decided(struct call *c, struct resp *resp, int64_t id, const struct decided *d)
{
	struct comment_id none = {0};
	switch (d->outcome) {
	case DECIDED:
		answer_see(c, resp,
			   str_cat(c->arena, STR("/moderate/?done="), c->v[DECIDE_DECISION].text));
		resp->kind = RESP_DESK;
		return;
	case DECIDED_ALREADY:
	case DECIDED_CONFLICT:
		show_queue(c, resp, none,
			   str_printf(c->arena, "Comment %ld was decided meanwhile: it is %.*s.",
				      (long)id, STR_FMT(state_word(d->state))),
			   true, 409);
		return;
	case DECIDED_GONE:
		answer_error(c, resp, 404);
		return;
	case DECIDED_FORBIDDEN:
		answer_error(c, resp, 403);
		return;
	}
}

void
page_decide(struct call *c, struct resp *resp)
{
	enum verb verb;
	struct decided d;
	int64_t id = 0;
	must(str_int(c->arg, 1, INT64_MAX, &id));
	if (!verb_of(c->v[DECIDE_DECISION].text, &verb)) {
		answer_error(c, resp, 400);
		return;
	}
	if (c->v[DECIDE_NOTE].fault != FAULT_NONE) {
		show_queue(c, resp, (struct comment_id){0},
			   STR("The note to the writer is too long: at most 1,000 characters."),
			   true, 422);
		return;
	}
	/* The queue shows what waits, so that is what the moderator decided upon. */
	enum err e = decide(c->house, c->site, c->arena, c->moderator, (struct comment_id){id},
			    verb, STATE_PENDING, c->v[DECIDE_NOTE].text, &d);
	if (e != ERR_OK)
		answer_failure(c, resp, e);
	else
		answer_decided(c, resp, id, &d);
}
