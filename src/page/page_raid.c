/* The desk: raids, the answer to one, and taking a batch back. */
#include "flow/raid.h"

#include "routes.h"
#include "view/locale.h"
#include "view/raid.h"

#define MEMBERS_SHOWN 50 /* each may be left out: within FORM_MANY_MAX */

/* The comment as it is now; false: it is gone. */
static bool
read_member(struct call *c, int64_t id, struct comment *ret, enum err *ret_err)
{
	struct queue_item item;
	*ret_err = queue_get(c->house, c->site, c->arena, c->moderator, (struct comment_id){id}, &item);
	if (*ret_err == ERR_GONE) {
		*ret_err = ERR_OK;
		return false;
	}
	if (*ret_err != ERR_OK)
		return false;
	*ret = item.comment;
	ret->title = article_title(c->arena, ret->title, ret->page);
	return true;
}

static struct raid_card
card_of(const struct raid *r)
{
	return (struct raid_card){
		.newest = r->newest,
		.alike = r->signs & RAID_BY_TEXT,
		.network = r->signs & RAID_BY_NETWORK,
		.burst = r->signs & RAID_BY_BURST,
		.comments = (int64_t)r->n,
		.names = r->names,
		.people = r->people,
		.articles = r->articles,
		.networks = r->networks,
		.unknown = r->unknown,
		.first = r->first,
		.last = r->last,
		.bars = r->bars,
		.n_bars = RAID_BARS};
}

static void
send(struct call *c, struct resp *resp, enum err e, int status, struct html *h)
{
	if (e != ERR_OK)
		answer_failure(c, resp, e);
	else
		answer_desk(resp, status, h);
}

/* `note`: of an answer that was not taken, to be kept; "" = none. */
static void
show_raids(struct call *c, struct resp *resp, const struct desk_words *words, struct str note)
{
	struct raid raids[RAIDS_MAX];
	struct raid_card cards[RAIDS_MAX];
	struct comment *samples = arena_array(c->arena, RAIDS_MAX, struct comment);
	struct desk_view desk;
	struct html h = html_in(c->arena);
	size_t n = 0;
	enum err e = raids_find(c->house, c->site, c->arena, c->moderator, raids, &n);
	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		cards[i] = card_of(&raids[i]);
		if (read_member(c, raids[i].newest.n, &samples[i], &e))
			cards[i].sample = &samples[i];
	}
	if (e == ERR_OK)
		e = desk_around(c, TOOL_RAIDS, words, &desk);
	if (e == ERR_OK)
		view_raids(&h, c->arena, &c->view, &desk, cards, n, note);
	send(c, resp, e, words->status, &h);
}

void
page_raids(struct call *c, struct resp *resp)
{
	struct desk_words words = {.status = 200};
	struct batch_row batch;
	enum err e = ERR_GONE;
	if (c->v[RAIDS_BATCH].fault != FAULT_NONE) {
		answer_error(c, resp, 400);
		return;
	}
	if (c->v[RAIDS_BATCH].given)
		e = batch_get(c->house, c->site, c->moderator, (struct batch_id){c->v[RAIDS_BATCH].n},
			      &batch);
	if (e == ERR_OK && batch.undone == 0)
		words.notice = batch_tell(c, &batch);
	if (e != ERR_OK && e != ERR_GONE)
		answer_failure(c, resp, e);
	else
		show_raids(c, resp, &words, STR(""));
}

static void
show_gone(struct call *c, struct resp *resp, int status, struct str note)
{
	struct desk_words words = {
		.status = status, .bad = true,
		.notice = told(c, MSG("This raid is answered, or there is too little left of it."))};
	show_raids(c, resp, &words, note);
}

static void
keep_typed(const struct call *c, const struct raid_order *typed, struct raid_view *view)
{
	view->typed.given = true;
	view->typed.bad = c->v[RAID_NOTE].fault != FAULT_NONE;
	view->typed.note = typed->note;
	view->typed.reason = c->v[RAID_GROUNDS].text;
	view->typed.days = typed->days;
	view->typed.people = typed->people;
	view->typed.networks = typed->networks;
	view->typed.except = typed->except;
	view->typed.n_except = typed->n_except;
}

/* `typed`: an answer that was not taken. Where the raid is none any more, the others are shown: below what
 * was done, if `words` tell that. */
static void
show_raid(struct call *c, struct resp *resp, struct comment_id id, const struct desk_words *words,
	  const struct raid_order *typed)
{
	struct raid raid = {.n = 0};
	struct desk_view desk;
	struct html h = html_in(c->arena);
	enum err e = raid_of(c->house, c->site, c->arena, c->moderator, id, &raid);
	if (e == ERR_GONE && words->batch.n != 0) {
		show_raids(c, resp, words, typed->note);
		return;
	}
	if (e == ERR_GONE) {
		show_gone(c, resp, typed == NULL ? 404 : 409, typed == NULL ? STR("") : typed->note);
		return;
	}
	struct comment *members = arena_array(c->arena, MEMBERS_SHOWN, struct comment);
	struct str *urls = arena_array(c->arena, MEMBERS_SHOWN, struct str);
	struct raid_view view = {.members = members, .urls = urls};
	struct saved_list saved = {.n = 0};
	if (e == ERR_OK)
		e = saved_list(c->house, c->site, c->arena, c->moderator, &saved);
	saved = saved_titles(c->arena, &saved);
	view.saved = saved.replies;
	view.n_saved = saved.n;
	for (size_t i = raid.n; e == ERR_OK && i > 0 && view.n < MEMBERS_SHOWN; i--)
		if (read_member(c, raid.members[i - 1].comment, &members[view.n], &e)) {
			urls[view.n] = article_url(c, members[view.n].page);
			view.n++;
		}
	if (e == ERR_OK)
		e = desk_around(c, TOOL_RAIDS, words, &desk);
	if (e == ERR_OK) {
		view.card = card_of(&raid);
		if (typed != NULL)
			keep_typed(c, typed, &view);
		view_raid(&h, c->arena, &c->view, &desk, &view);
	}
	send(c, resp, e, words->status, &h);
}

void
page_raid(struct call *c, struct resp *resp)
{
	struct comment_id id = {0};
	must(str_int(c->arg, 1, INT64_MAX, &id.n));
	show_raid(c, resp, id, &(struct desk_words){.status = 200}, NULL);
}

/* Which are to stay as they are. */
static bool
read_except(struct call *c, struct raid_order *order)
{
	const struct value *v = &c->v[RAID_EXCEPT];
	struct comment_id *except = arena_array(c->arena, v->n_list, struct comment_id);
	if (v->fault != FAULT_NONE)
		return false;
	for (size_t i = 0; i < v->n_list; i++)
		if (!str_int(v->list[i], 0, INT64_MAX, &except[i].n))
			return false;
	order->except = except;
	order->n_except = v->n_list;
	return true;
}

static bool
read_order(struct call *c, struct raid_order *order)
{
	*order = (struct raid_order){.note = c->v[RAID_NOTE].text,
				     .upto = {c->v[RAID_UPTO].n},
				     .days = c->v[RAID_DAYS].n,
				     .people = c->v[RAID_PEOPLE].given,
				     .networks = c->v[RAID_NETWORKS].given};
	return c->v[RAID_UPTO].fault == FAULT_NONE && c->v[RAID_DAYS].fault == FAULT_NONE &&
	       c->v[RAID_GROUNDS].fault == FAULT_NONE &&
	       read_except(c, order) &&
	       verb_of(c->v[RAID_DECISION].text, &order->verb) &&
	       (order->verb == VERB_REJECT || order->verb == VERB_SPAM);
}

/* What the writers are told is in the order. False: the answer says why it cannot be. */
static bool
take_words(struct call *c, struct resp *resp, struct comment_id id, struct raid_order *order)
{
	struct str why = note_fault(c, RAID_NOTE);
	enum err e = ERR_OK;
	if (why.n == 0 && order->verb == VERB_REJECT)
		e = read_grounds(c, c->v[RAID_GROUNDS].text, order->note, &order->grounds, &why);
	if (e != ERR_OK)
		answer_failure(c, resp, e);
	else if (why.n > 0)
		show_raid(c, resp, id, &(struct desk_words){.status = 422, .bad = true, .notice = why},
			  order);
	return e == ERR_OK && why.n == 0;
}

void
page_raid_answer(struct call *c, struct resp *resp)
{
	struct raid_order order;
	struct raid_done done;
	struct comment_id id = {0};
	must(str_int(c->arg, 1, INT64_MAX, &id.n));
	if (!read_order(c, &order)) {
		answer_error(c, resp, 400);
		return;
	}
	if (!take_words(c, resp, id, &order))
		return;
	enum err e = raid_answer(c->house, c->site, c->arena, c->moderator, id, &order, &done);
	if (e != ERR_OK) {
		struct desk_words words = {.status = 503};
		batch_broken_off(c, resp, e, done.batch, &words);
		show_raid(c, resp, id, &words, &order);
		return;
	}
	switch (done.outcome) {
	case RAID_DONE:
		beside_see(c, resp, TOOL_RAIDS,
			   str_printf(c->arena, "batch=%lld", (long long)done.batch.n));
		return;
	case RAID_GONE:
		show_gone(c, resp, 409, order.note);
		return;
	case RAID_FORBIDDEN:
		answer_error(c, resp, 403);
		return;
	}
}

void
page_batch_undo(struct call *c, struct resp *resp)
{
	struct shelf seen;
	struct batch_undone u;
	struct batch_id id = {0};
	must(str_int(c->arg, 1, INT64_MAX, &id.n));
	if (!desk_shelf(&c->v[BACK_SEEN], &c->v[BACK_ORDER], &c->v[BACK_QUERY], &seen)) {
		answer_error(c, resp, 400);
		return;
	}
	enum err e = batch_undo(c->house, c->site, c->moderator, id, &u);
	if (e != ERR_OK)
		answer_failure(c, resp, e);
	else if (u.outcome == BATCH_UNDONE)
		desk_see(c, resp, seen,
			 str_printf(c->arena, "done=unbatch&kept=%lld", (long long)u.kept));
	else
		answer_error(c, resp, u.outcome == BATCH_FORBIDDEN ? 403 : 404);
}
