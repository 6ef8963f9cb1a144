/* POST /vote: buttons of a plain form, or the script. A vote that counts leads back to its comment; what else
 * became of it is said on a page. */
#include "flow/vote.h"
#include "routes.h"
#include "view/answer.h"
#include "view/locale.h"

/* Exactly one of the fields, which are named for what is said, names the comment. */
static bool
read_vote(const struct call *c, enum vote *ret, struct comment_id *ret_id)
{
	static const int fields[VOTE__MAX] = {
		[VOTE_NONE] = CAST_NONE, [VOTE_UP] = CAST_UP, [VOTE_DOWN] = CAST_DOWN};
	int given = 0;
	for (enum vote vote = 0; vote < VOTE__MAX; vote++) {
		const struct value *v = &c->v[fields[vote]];
		if (!v->given)
			continue;
		if (v->fault != FAULT_NONE)
			return false;
		*ret = vote;
		ret_id->n = v->n;
		given++;
	}
	return given == 1;
}

static void
show(struct call *c, struct resp *resp, const struct vote_view *v, int status)
{
	if (wants_json(c)) {
		struct form_view f = {.error = v->sentence};
		answer_json(resp, status, view_problem(c->arena, &c->view, status, &f, str_of(c->req->id)));
		return;
	}
	struct html h = html_in(c->arena);
	view_vote(&h, c->arena, &c->view, v);
	resp->status = status;
	resp->kind = RESP_PRIVATE;
	resp->body = html_done(&h).html;
}

static void
answer_as_before(struct call *c, struct resp *resp, struct comment_id id)
{
	show(c, resp,
	     &(struct vote_view){
		     .comment = id,
		     .title = told(c, MSG("Your vote counts already")),
		     .sentence = told(c, MSG("A vote like this from your internet connection counts "
					     "already.")),
		     .next = told(c, MSG("If it was yours, you can take it back.")),
		     .may_take_back = true},
	     200);
}

static void
answer_refused(struct call *c, struct resp *resp, struct comment_id id, struct str why)
{
	show(c, resp,
	     &(struct vote_view){.comment = id,
				 .title = told(c, MSG("This vote does not count")),
				 .sentence = told(c, why),
				 .next = told(c, MSG("The votes on it are as they were."))},
	     403);
}

static void
answer_counted(struct call *c, struct resp *resp, struct comment_id id, enum vote vote,
	       const struct voted *done)
{
	if (wants_json(c))
		answer_json(resp, 200, view_voted(c->arena, id, vote, done->up, done->down));
	else if (done->outcome == VOTE_AS_BEFORE && vote != VOTE_NONE)
		answer_as_before(c, resp, id);
	else
		answer_see(c, resp, str_printf(c->arena, "/c/%lld", (long long)id.n));
}

void
page_vote(struct call *c, struct resp *resp)
{
	enum vote vote = VOTE_NONE;
	struct comment_id id = {0};
	struct voted done;
	if (!read_vote(c, &vote, &id)) {
		answer_error(c, resp, 400);
		return;
	}
	struct str earlier = c->v[CAST_EARLIER].fault == FAULT_NONE ? c->v[CAST_EARLIER].text : STR("");
	enum err e = vote_cast(c->house, c->site, c->arena, &c->visitor, id, vote, earlier, &done);
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return;
	}
	speak(c, &c->v[CAST_LANG], done.lang);
	switch (done.outcome) {
	case VOTE_COUNTED:
	case VOTE_AS_BEFORE:
		answer_counted(c, resp, id, vote, &done);
		break;
	case VOTE_OWN:
		answer_refused(c, resp, id,
			       MSG("The comment was written from your own internet connection, and nobody "
				   "votes on their own."));
		break;
	case VOTE_READONLY:
		answer_refused(c, resp, id, MSG("These comments can only be read."));
		break;
	case VOTE_OFF:
	case VOTE_GONE:
		answer_error(c, resp, 404);
		break;
	case VOTE_TOO_MANY:
		answer_error(c, resp, 429);
		resp->retry_after = done.retry_after;
		break;
	}
	tell_limit(c, resp, "vote", VOTE_TIMES);
}
