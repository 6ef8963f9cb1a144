/* The desk: a ban on the writer of a comment, and lifting one. */
#include "flow/oust.h"

#include "routes.h"
#include "view/locale.h"
#include "view/oust.h"

/* "X is banned for 7 days." */
static struct str
ban_words(const struct call *c, const struct ban *b)
{
	int64_t days = (b->expires - b->created) / 86400;
	if (b->expires == 0)
		return locale_put(c->arena, told(c, MSG("%s is banned for ever.")), b->target);
	struct str until = locale_count(c->arena, c->view.lang, MSG_N("%s day", "%s days"), days);
	return locale_put(c->arena, told(c, MSG("%1$s is banned for %2$s.")), b->target, until);
}

enum err
desk_banned(struct call *c, struct ban_id id, struct desk_words *words)
{
	struct ban ban;
	if (id.n == 0)
		return ERR_OK;
	enum err e = ban_get(c->house, c->site, c->arena, c->moderator, id, &ban);
	if (e == ERR_OK && ban.lifted == 0) {
		words->notice = ban_words(c, &ban);
		words->lift = id;
	}
	return e == ERR_GONE || e == ERR_DENIED ? ERR_OK : e;
}

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

/* ---- what it takes ---------------------------------------------------------------------------------- */

static enum err
show_look(struct call *c, struct resp *resp, const struct desk_words *words, const struct oust *o, bool asks)
{
	struct desk_view desk;
	struct html h = html_in(c->arena);
	struct oust_line *lines = arena_array(c->arena, o->n_articles, struct oust_line);
	for (size_t i = 0; i < o->n_articles; i++)
		lines[i] = (struct oust_line){
			article_title(c->arena, o->articles[i].title, o->articles[i].page),
			o->articles[i].published, o->articles[i].waiting};
	const struct oust_view v = {
		.comment = o->comment.id, .kind = o->kind, .target = o->target, .published = o->published,
		.waiting = o->waiting, .more = o->more, .upto = o->upto, .articles = lines,
		.n_articles = o->n_articles, .more_articles = o->more_articles, .first = o->first,
		.n_first = o->n_first, .others = o->others, .n_others = o->n_others,
		.more_others = o->more_others, .days = c->v[OUST_DAYS].n, .reason = c->v[OUST_REASON].text,
		.note = c->v[OUST_NOTE].text, .asks = asks};
	enum err e = desk_around(c, TOOL_NONE, words, &desk);
	if (e == ERR_OK) {
		view_oust(&h, c->arena, &c->view, &desk, &v);
		answer_desk(resp, words->status, &h);
	}
	return e;
}

/* True: there is something to ban. Else the answer is given. */
static bool
look(struct call *c, struct resp *resp, struct shelf seen, struct comment_id id, struct oust *o)
{
	enum oust_outcome found;
	enum ban_kind kind = str_eq(c->v[OUST_KIND].text, STR("address")) ? BAN_ADDRESS : BAN_EMAIL;
	enum err e = oust_look(c->house, c->site, c->arena, c->moderator, id, kind,
			       (struct comment_id){c->v[OUST_UPTO].n}, &found, o);
	if (e != ERR_OK) {
		answer_failure(c, resp, e);
		return false;
	}
	switch (found) {
	case OUST_FOUND:
		return true;
	case OUST_NO_NETWORK:
		desk_show(c, resp, &(struct desk_words){
			.shelf = seen, .status = 409, .bad = true,
			.notice = told(c, MSG("Where this comment came from is not known any more."))});
		return false;
	case OUST_FORBIDDEN:
		answer_error(c, resp, 403);
		return false;
	case OUST_NO_COMMENT:
	case OUST_NO_PERSON:
		break;
	}
	answer_error(c, resp, 404);
	return false;
}

/* More than a slip of the hand, or whoever finds the desk open, should take away at once. */
static bool
sure_enough(struct call *c, struct resp *resp, struct shelf seen, const struct oust *o)
{
	struct desk_words words = {.shelf = seen, .status = 422, .bad = true};
	if (!batch_asks(VERB_DELETE, o->n))
		return true;
	words.notice = told(c, MSG("To delete more than 50 comments at once, please type your password."));
	if (c->v[OUST_PASSWORD].text.n > 0 &&
	    confirmed(c, resp, &c->v[OUST_PASSWORD], &words.notice, &words.status))
		return true;
	enum err e = words.status == 0 ? ERR_OK : show_look(c, resp, &words, o, true);
	if (e != ERR_OK)
		answer_failure(c, resp, e);
	return false;
}

static void
carry_out(struct call *c, struct resp *resp, struct shelf seen, const struct oust *o,
	  const struct ban_terms *terms)
{
	struct ousted done;
	bool remove = c->v[OUST_REMOVE].given;
	if (remove && !sure_enough(c, resp, seen, o))
		return;
	enum err e = oust(c->house, c->site, c->arena, c->moderator, o, terms, remove, &done);
	if (e == ERR_GONE) {
		answer_error(c, resp, 404);
	} else if (e != ERR_OK) {
		struct desk_words words = {.shelf = seen};
		batch_broken_off(c, resp, e, done.batch, &words);
		desk_show(c, resp, &words);
	} else if (done.batch.n != 0) {
		desk_see(c, resp, seen, str_printf(c->arena, "batch=%lld&kept=%lld", (long long)done.batch.n,
						   (long long)done.passed));
	} else {
		say_banned(c, resp, seen, done.ban, &done.is);
	}
}

enum err
desk_ousted(struct call *c, struct batch_id id, struct desk_words *words)
{
	struct batch_row row;
	if (id.n == 0)
		return ERR_OK;
	enum err e = batch_get(c->house, c->site, c->moderator, id, &row);
	if (e == ERR_OK && row.undone == 0) {
		words->notice = batch_tell(c, &row);
		words->batch = id;
	}
	return e == ERR_GONE ? ERR_OK : e;
}

static bool
too_long(const struct call *c)
{
	return c->v[OUST_REASON].fault != FAULT_NONE || c->v[OUST_NOTE].fault != FAULT_NONE;
}

void
page_ban(struct call *c, struct resp *resp)
{
	struct shelf seen;
	struct oust o;
	struct comment_id id = {0};
	must(str_int(c->arg, 1, INT64_MAX, &id.n));
	if (!desk_shelf(&c->v[OUST_SEEN], &c->v[OUST_ORDER], &c->v[OUST_QUERY], &seen) ||
	    c->v[OUST_DAYS].fault != FAULT_NONE || c->v[OUST_UPTO].fault != FAULT_NONE ||
	    c->v[OUST_PASSWORD].fault != FAULT_NONE ||
	    (c->v[OUST_REMOVE].given && c->v[OUST_UPTO].n == 0)) { /* what was not seen is not removed */
		answer_error(c, resp, 400);
		return;
	}
	if (too_long(c)) {
		desk_show(c, resp, &(struct desk_words){
			.shelf = seen, .status = 422, .bad = true,
			.notice = told(c, MSG("The reason is too long: one line of at most 1,000 "
					      "characters."))});
		return;
	}
	if (!look(c, resp, seen, id, &o))
		return;
	struct ban_terms terms = {.days = c->v[OUST_DAYS].n, .reason = c->v[OUST_REASON].text,
				  .note = c->v[OUST_NOTE].text};
	enum err e = ERR_OK;
	if (c->v[OUST_LOOK].given)
		e = show_look(c, resp, &(struct desk_words){.shelf = seen, .status = 200}, &o,
			      batch_asks(VERB_DELETE, o.n));
	else
		carry_out(c, resp, seen, &o, &terms);
	if (e != ERR_OK)
		answer_failure(c, resp, e);
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
