/* A moderator's edit; see the header. */
#include "flow/edit.h"

#include "base/clock.h"
#include "flow/crowd.h"
#include "flow/memory.h"
#include "store/store_actor.h"
#include "store/store_lesson.h"
#include "store/store_report.h"
#include "store/store_text.h"
#include "store/store_thread.h"

static const struct {
	enum state from;
	enum role role;
} rows[] = {
#define EDIT(from, role) {from, role},
#include "moves.def"
};

struct change {
	struct site *site;
	struct arena *arena;
	const struct moderator *by;
	const struct comment *comment; /* as it was looked at */
	const struct edit_draft *draft;
	int64_t now;
};

/* The role that it takes in this state; ROLE__MAX: nobody's. */
static enum role
role_for(enum state state)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].from == state)
			return rows[i].role;
	return ROLE__MAX;
}

bool
edit_may(const struct moderator *by, const struct comment *c)
{
	return actor_role(by) >= role_for(c->state);
}

/* "approved: insult: what was said beside it". */
static struct str
detail(const struct change *c)
{
	struct str line = str_printf(c->arena, "%.*s: %.*s", STR_FMT(state_word(c->comment->state)),
				     STR_FMT(report_word(c->draft->reason)));
	if (c->draft->why.n == 0)
		return line;
	return str_printf(c->arena, "%.*s: %.*s", STR_FMT(line), STR_FMT(c->draft->why));
}

static enum err
write_edit(struct db *db, void *arg)
{
	const struct change *c = arg;
	const struct comment *was = c->comment;
	const unsigned marks = MARK_EDITED | MARK_REWORDED;
	struct decision_row row = {.comment = was->id, .from = was->state, .to = was->state, .marked = marks,
				   .made = c->now, .text = was->version + 1};
	struct rewording text = {.body = c->draft->text, .marks = marks, .by = actor_name(c->by),
				 .reason = report_word(c->draft->reason), .why = c->draft->why,
				 .now = c->now};
	enum err e = store_decision_add(db, c->site->id, &row, actor_account(c->by), &row.id);
	if (e == ERR_OK)
		e = store_text_put(db, was, &text);
	if (e == ERR_OK)
		e = store_audit_act(db, c->site->id, c->now, actor_name(c->by), STR("edit"), was->id,
				    detail(c));
	if (e == ERR_OK)
		db_touch(db, c->site->id.n, was->page);
	return e;
}

void
edit_remember(struct house *h, struct site *s, struct arena *a, const struct comment *before, struct str text)
{
	struct print old = memory_print(h, s, a, before->text), new = memory_print(h, s, a, text);
	memory_forget(h, &old, before->id);
	memory_add(h, &new, &(struct occurrence){
		.comment = before->id, .author = before->author, .thread = before->thread,
		.created = before->created,
		.opinion = opinion_of_state(before->state, before->decided != 0)});
	if (crowd_knows(memory_crowd(h->memory), before->id))
		memory_arrive(h, &new, &(struct arrival){
			.comment = before->id, .site = s->id, .thread = before->thread,
			.author = before->author, .name = before->name, .state = before->state,
			.decided = before->decided != 0, .edited = true, .created = before->created});
}

static enum err
read_comment(struct house *h, struct site *s, struct arena *a, struct comment_id id, struct comment *ret)
{
	struct hash person;
	struct db *db = store_reader(h->store, DB_MODERATOR);
	enum err e = store_comment_get(db, a, s->id, id, ret, &person);
	store_reader_done(h->store, &db);
	return e;
}

/* What becomes of the draft, as the comment is. */
static struct edited
look(const struct moderator *by, const struct edit_draft *d, const struct comment *c)
{
	struct edited out = {.outcome = EDITED, .state = c->state};
	bool same = str_eq(c->text, d->text);
	if (actor_role(by) < ROLE_MODERATOR)
		out.outcome = EDIT_FORBIDDEN;
	else if (c->version != d->version && !same)
		out = (struct edited){.outcome = EDIT_CONFLICT, .state = c->state, .reworded = true};
	else if (c->state != d->seen || !edit_may(by, c))
		out.outcome = EDIT_CONFLICT;
	else if (c->version == d->version && same)
		out.outcome = EDIT_SAME;
	return out;
}

enum err
edit_text(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	  const struct edit_draft *d, struct edited *ret)
{
	struct comment c;
	must(actor_at(by, s));
	must(d->text.n > 0);
	enum err e = read_comment(h, s, a, d->id, &c);
	if (e == ERR_GONE) {
		*ret = (struct edited){.outcome = EDIT_GONE};
		return ERR_OK;
	}
	if (e != ERR_OK)
		return e;
	struct edited out = look(by, d, &c);
	if (out.outcome == EDITED && !str_eq(c.text, d->text)) {
		struct change change = {s, a, by, &c, d, clock_now()};
		e = actor_write(h, DB_MODERATOR, by, write_edit, &change);
		if (e == ERR_OK)
			edit_remember(h, s, a, &c, d->text);
		if (e == ERR_CONFLICT) { /* decided or edited between our look and our write */
			const int64_t version = c.version;
			e = read_comment(h, s, a, d->id, &c);
			out = (struct edited){.outcome = EDIT_CONFLICT, .state = c.state,
					      .reworded = c.version != version};
		}
	}
	if (e == ERR_OK)
		*ret = out;
	return e;
}
