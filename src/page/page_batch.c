/* The desk: one decision on all that is selected, or on all that a query finds. */
#include "flow/search.h"
#include "routes.h"
#include "view/locale.h"

/* "12.0.pending": a comment, the version of its text and its state, as they were shown. */
static bool
read_one(struct str word, struct batch_pick *ret)
{
	struct str id, version;
	return str_cut(&word, '.', &id) && str_cut(&word, '.', &version) &&
	       str_int(id, 1, INT64_MAX, &ret->comment.n) &&
	       str_int(version, 0, INT64_MAX, &ret->version) && state_of(word, &ret->seen) == ERR_OK;
}

static bool
read_selected(struct call *c, struct batch_pick **ret, size_t *ret_n)
{
	const struct value *v = &c->v[BATCH_CARD];
	struct batch_pick *picks = arena_array(c->arena, v->n_list + 1, struct batch_pick);
	for (size_t i = 0; i < v->n_list; i++)
		if (!read_one(v->list[i], &picks[i]))
			return false;
	*ret = picks;
	*ret_n = v->n_list;
	return true;
}

struct str
batch_words(struct call *c, int64_t done, int64_t kept)
{
	struct str text = locale_count(c->arena, c->view.lang, MSG_N("%s comment.", "%s comments."), done);
	struct str rest = locale_count(c->arena, c->view.lang,
				       MSG_N("%s had changed meanwhile and is left as it is.",
					     "%s had changed meanwhile and are left as they are."),
				       kept);
	return kept == 0 ? text : str_printf(c->arena, "%.*s %.*s", STR_FMT(text), STR_FMT(rest));
}

struct str
batch_tell(struct call *c, const struct batch_row *b)
{
	struct str lang = c->view.lang;
	struct str decided = locale_count(
		c->arena, lang, MSG_N("%s comment was decided.", "%s comments were decided at once."),
		b->decisions);
	if (b->bans == 0)
		return decided;
	struct str banned = locale_count(c->arena, lang, MSG_N("%s ban was set.", "%s bans were set."),
					 b->bans);
	return str_printf(c->arena, "%.*s %.*s", STR_FMT(decided), STR_FMT(banned));
}

void
batch_broken_off(struct call *c, struct resp *resp, enum err why, struct batch_id batch,
		 struct desk_words *words)
{
	struct batch_row row;
	answer_failure(c, resp, why); /* logs the cause; what is shown next replaces its page */
	words->status = resp->status;
	words->bad = true;
	words->notice = told(c, MSG("This was broken off on the way. What you typed is kept, so that you can "
				    "send it again."));
	if (batch.n == 0 || batch_get(c->house, c->site, c->moderator, batch, &row) != ERR_OK ||
	    row.decisions + row.bans == 0)
		return;
	words->batch = batch;
	words->notice = str_printf(c->arena, "%.*s %.*s", STR_FMT(words->notice),
				   STR_FMT(batch_tell(c, &row)));
}

/* What was typed is kept. */
static struct desk_words
words_of(struct call *c, struct shelf seen)
{
	const struct value *note = &c->v[BATCH_NOTE], *cards = &c->v[BATCH_CARD];
	return (struct desk_words){
		.shelf = seen,
		.from = {c->v[BATCH_AFTER].n},
		.bad = true,
		.bulk = {.given = true, .bad = note->fault != FAULT_NONE, .note = note->text,
			 .reason = c->v[BATCH_GROUNDS].text, .found = c->v[BATCH_FOUND].given,
			 .cards = cards->list, .n_cards = cards->n_list}};
}

static void
refuse(struct call *c, struct resp *resp, struct shelf seen, int status, struct str why)
{
	struct desk_words words = words_of(c, seen);
	words.status = status;
	words.notice = why;
	desk_show(c, resp, &words);
}

/* More than a slip of the hand, or whoever finds the desk open, should take away at once. */
static bool
sure_enough(struct call *c, struct resp *resp, struct shelf seen, enum verb verb, size_t n)
{
	const struct value *password = &c->v[BATCH_PASSWORD];
	struct desk_words words = words_of(c, seen);
	if (!batch_asks(verb, n))
		return true;
	words.status = 422;
	words.bulk.asks = true;
	words.notice = told(c, MSG("To delete more than 50 comments at once, please type your password."));
	if (password->text.n > 0 && confirmed(c, resp, password, &words.notice, &words.status))
		return true;
	if (words.status != 0)
		desk_show(c, resp, &words);
	return false;
}

static void
show_broken_off(struct call *c, struct resp *resp, struct shelf seen, struct batch_id batch, enum err why)
{
	struct desk_words words = words_of(c, seen);
	batch_broken_off(c, resp, why, batch, &words);
	desk_show(c, resp, &words);
}

/* What a rejection is grounded on is in the order. False: the answer says why it cannot be. */
static bool
take_grounds(struct call *c, struct resp *resp, struct shelf seen, struct batch_order *order)
{
	struct str why = STR("");
	if (order->verb != VERB_REJECT)
		return true;
	enum err e = read_grounds(c, c->v[BATCH_GROUNDS].text, order->note, &order->grounds, &why);
	if (e != ERR_OK)
		answer_failure(c, resp, e);
	else if (why.n > 0)
		refuse(c, resp, seen, 422, why);
	return e == ERR_OK && why.n == 0;
}

/* Decided and told. What failed on the way is a batch of fewer, and can be undone like any other. */
static void
answer_all(struct call *c, struct resp *resp, struct shelf seen, enum verb verb,
	   const struct batch_pick *picks, size_t n)
{
	struct batch_order order = {
		.verb = verb, .note = c->v[BATCH_NOTE].text,
		.why = c->v[BATCH_FOUND].given ? STR("what a query found") : STR("a selection")};
	struct batch_done b;
	struct decision_row last;
	if (!take_grounds(c, resp, seen, &order))
		return;
	enum err e = batch_decide(c->house, c->site, c->moderator, &order, picks, n, &b);
	if (e == ERR_DENIED) {
		answer_error(c, resp, 403);
		return;
	}
	if (e == ERR_OK)
		e = undo_last(c->house, c->site, c->moderator, &last);
	if (e != ERR_OK)
		show_broken_off(c, resp, seen, b.batch, e);
	else if (b.decided == 0)
		refuse(c, resp, seen, 409, batch_words(c, 0, b.passed));
	else
		desk_see(c, resp, seen,
			 str_printf(c->arena, "done=%.*s&comment=%lld&many=%lld&kept=%lld",
				    STR_FMT(c->v[BATCH_DECISION].text), (long long)last.comment.n,
				    (long long)b.decided, (long long)b.passed));
}

void
page_batch(struct call *c, struct resp *resp)
{
	enum verb verb;
	struct shelf seen;
	struct find query;
	struct str why;
	struct batch_pick *picks = NULL;
	size_t n = 0;
	bool all = c->v[BATCH_FOUND].given;
	enum err e = ERR_OK;
	if (!desk_shelf(&c->v[BATCH_SEEN], &c->v[BATCH_ORDER], &c->v[BATCH_QUERY], &seen) ||
	    !verb_of(c->v[BATCH_DECISION].text, &verb) || !decide_is_move(verb) ||
	    c->v[BATCH_GROUNDS].fault != FAULT_NONE || c->v[BATCH_FOUND].fault != FAULT_NONE ||
	    c->v[BATCH_AFTER].fault != FAULT_NONE ||
	    !read_selected(c, &picks, &n) ||
	    (all && (seen.room != ROOM_SEARCH || seen.query.n == 0 ||
		     !find_read(c->arena, seen.query, &query, &why)))) {
		answer_error(c, resp, 400);
		return;
	}
	why = note_fault(c, BATCH_NOTE);
	if (why.n == 0 && !all && n == 0)
		why = told(c, MSG("Nothing is selected, so nothing was decided."));
	if (why.n > 0) {
		refuse(c, resp, seen, 422, why);
		return;
	}
	if (all)
		e = search_picks(c->house, c->site, c->arena, c->moderator, &query,
				 (struct comment_id){c->v[BATCH_FOUND].n}, BATCH_MAX, &picks, &n);
	if (e != ERR_OK)
		show_broken_off(c, resp, seen, (struct batch_id){0}, e);
	else if (n == 0)
		refuse(c, resp, seen, 409, told(c, MSG("The query finds nothing any more.")));
	else if (sure_enough(c, resp, seen, verb, n))
		answer_all(c, resp, seen, verb, picks, n);
}
