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

static void
refuse(struct call *c, struct resp *resp, struct shelf seen, int status, struct str why)
{
	desk_show(c, resp, &(struct desk_words){.shelf = seen, .status = status, .bad = true, .notice = why});
}

/* Begun, decided, told. What failed on the way is a batch of fewer, and can be undone like any other. */
static enum err
decide_all(struct call *c, enum verb verb, const struct batch_pick *picks, size_t n, struct batch_done *ret)
{
	struct batch_id id;
	struct str why = c->v[BATCH_FOUND].given ? STR("what a query found") : STR("a selection");
	enum err e = batch_begin(c->house, c->site, c->arena, c->moderator, why, &id);
	if (e == ERR_OK)
		e = batch_decide(c->house, c->site, c->moderator, id, verb, picks, n,
				 c->v[BATCH_NOTE].text, ret);
	return e;
}

static void
answer_all(struct call *c, struct resp *resp, struct shelf seen, enum verb verb,
	   const struct batch_pick *picks, size_t n)
{
	struct batch_done b;
	struct decision_row last;
	enum err e = n == 0 ? ERR_GONE : decide_all(c, verb, picks, n, &b);
	if (e == ERR_OK)
		e = undo_last(c->house, c->site, c->moderator, &last);
	if (e == ERR_GONE)
		refuse(c, resp, seen, 409, told(c, MSG("The query finds nothing any more.")));
	else if (e == ERR_DENIED)
		answer_error(c, resp, 403);
	else if (e != ERR_OK)
		answer_failure(c, resp, e);
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
	    c->v[BATCH_FOUND].fault != FAULT_NONE || !read_selected(c, &picks, &n) ||
	    (all && (seen.room != ROOM_SEARCH || seen.query.n == 0 ||
		     !find_read(c->arena, seen.query, &query, &why)))) {
		answer_error(c, resp, 400);
		return;
	}
	if (c->v[BATCH_NOTE].fault != FAULT_NONE) {
		refuse(c, resp, seen, 422, told(c, MSG("The note to the writer is too long: at most 1,000 "
						       "characters.")));
		return;
	}
	if (!all && n == 0) {
		refuse(c, resp, seen, 422, told(c, MSG("Nothing is selected, so nothing was decided.")));
		return;
	}
	if (all)
		e = search_picks(c->house, c->site, c->arena, c->moderator, &query,
				 (struct comment_id){c->v[BATCH_FOUND].n}, BATCH_MAX, &picks, &n);
	if (e != ERR_OK)
		answer_failure(c, resp, e);
	else
		answer_all(c, resp, seen, verb, picks, n);
}
