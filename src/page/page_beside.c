/* The desk: what its pages beside the queues have in common. */
#include "flow/storm.h"
#include "routes.h"

#define STORMS_SHOWN 5

enum err
desk_beside(struct call *c, enum desk_tool tool, const struct desk_words *words, struct desk_view *desk)
{
	struct queue_counts counts = {0};
	struct decision_row last = {0};
	enum err e = ERR_OK;
	if (!actor_bare(c->moderator))
		e = queue_counts(c->house, c->site, c->moderator, &counts);
	if (e == ERR_OK && !actor_bare(c->moderator))
		e = undo_last(c->house, c->site, c->moderator, &last);
	if (e == ERR_OK) {
		desk_fill(c, words, &counts, &last, desk);
		desk->tool = tool;
		desk->bare = actor_bare(c->moderator);
	}
	return e;
}

enum err
desk_around(struct call *c, enum desk_tool tool, const struct desk_words *words, struct desk_view *desk)
{
	struct thread *storms = NULL;
	enum err e = desk_beside(c, tool, words, desk);
	if (e == ERR_OK)
		e = storm_list(c->house, c->site, c->arena, c->moderator, STORMS_SHOWN, &storms,
			       &desk->n_storms);
	if (e == ERR_OK) {
		desk->storms = storms;
		desk->may_end_storms = actor_role(c->moderator) >= ROLE_MODERATOR;
	}
	return e;
}

void
answer_desk(struct resp *resp, int status, struct html *h)
{
	resp->status = status;
	resp->kind = RESP_DESK;
	resp->body = html_done(h).html;
}

void
beside_see(struct call *c, struct resp *resp, enum desk_tool tool, struct str said)
{
	answer_see(c, resp, str_printf(c->arena, "/moderate/%.*s%s%.*s", STR_FMT(view_tool_word(tool)),
				       said.n > 0 ? "?" : "", STR_FMT(said)));
	resp->kind = RESP_DESK;
}

enum err
caught_show(struct call *c, const struct backtest *b, size_t most, struct caught_view *ret)
{
	struct caught_comment *comments = arena_array(c->arena, most, struct caught_comment);
	*ret = (struct caught_view){.shown = true, .tested = b->tested, .n = (int64_t)b->n,
				    .rejected = b->rejected, .published = b->published, .rest = b->rest,
				    .comments = comments};
	for (size_t i = 0; i < b->n && ret->n_comments < most; i++) {
		struct queue_item item;
		enum err e = queue_get(c->house, c->site, c->arena, c->moderator, b->caught[i].id, &item);
		if (e == ERR_OK)
			comments[ret->n_comments++] = (struct caught_comment){
				item.comment, b->caught[i].marks, b->caught[i].n_marks};
		else if (e != ERR_GONE)
			return e;
	}
	return ERR_OK;
}
