/* The desk: a ban on the writer of a comment, and lifting one. */
#include "routes.h"
#include "view/locale.h"

static void
say_banned(struct call *c, struct resp *resp, struct shelf seen, enum ban_outcome outcome,
	   const struct ban *ban)
{
	struct desk_words words = {.shelf = seen, .status = 409, .bad = true};
	switch (outcome) {
	case BAN_ADDED:
		desk_see(c, resp, seen, str_printf(c->arena, "banned=%ld", (long)ban->id.n));
		return;
	case BAN_ALREADY:
		words.notice = locale_put(c->arena, told(c, MSG("%1$s is banned already, by %2$s.")),
					  ban->target, ban->by);
		words.lift = ban->id;
		desk_show(c, resp, &words);
		return;
	case BAN_NO_PERSON:
		answer_error(c, resp, 404);
		return;
	case BAN_FORBIDDEN:
		answer_error(c, resp, 403);
		return;
	case BAN_UNREADABLE:
	case BAN_EVERYBODY:
		break;
	}
	must(false); /* a comment's writer is one person */
}

void
page_ban(struct call *c, struct resp *resp)
{
	struct shelf seen;
	enum ban_outcome outcome;
	struct ban ban;
	struct comment_id id = {0};
	must(str_int(c->arg, 1, INT64_MAX, &id.n));
	if (!desk_shelf(&c->v[OUST_SEEN], &c->v[OUST_ORDER], &c->v[OUST_QUERY], &seen) ||
	    c->v[OUST_DAYS].fault != FAULT_NONE) {
		answer_error(c, resp, 400);
		return;
	}
	if (c->v[OUST_REASON].fault != FAULT_NONE) {
		desk_show(c, resp, &(struct desk_words){
			.shelf = seen, .status = 422, .bad = true,
			.notice = told(c, MSG("The reason is too long: one line of at most 1,000 "
					      "characters."))});
		return;
	}
	struct ban_terms terms = {.days = c->v[OUST_DAYS].n, .reason = c->v[OUST_REASON].text};
	enum err e = ban_author(c->house, c->site, c->arena, c->moderator, id, &terms, &outcome,
				&ban);
	if (e != ERR_OK)
		answer_failure(c, resp, e);
	else
		say_banned(c, resp, seen, outcome, &ban);
}

void
page_lift(struct call *c, struct resp *resp)
{
	struct shelf seen;
	struct ban_id id = {0};
	must(str_int(c->arg, 1, INT64_MAX, &id.n));
	if (!desk_shelf(&c->v[BACK_SEEN], &c->v[BACK_ORDER], &c->v[BACK_QUERY], &seen)) {
		answer_error(c, resp, 400);
		return;
	}
	enum err e = ban_lift(c->house, c->site, c->arena, c->moderator, id);
	if (e == ERR_OK)
		desk_see(c, resp, seen, STR("done=lift"));
	else
		answer_failure(c, resp, e);
}
