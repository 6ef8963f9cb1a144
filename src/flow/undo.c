/* Taking back a decision; see the header. */
#include "flow/undo.h"

#include "base/clock.h"
#include "deciding.h"
#include "flow/edit.h"
#include "flow/memory.h"
#include "store/store_actor.h"
#include "store/store_comment.h"
#include "store/store_lesson.h"
#include "store/store_notice.h"
#include "store/store_report.h"
#include "store/store_text.h"
#include "store/store_thread.h"

/* What is taken back, for the book: the state, or the mark, that it led to. */
static struct str
undo_word(const struct decision_row *d)
{
	static const struct {
		unsigned mark;
		const char *set, *taken;
	} words[] = {
#define X(name, bit, word, help) {bit, word, "not " word},
		MARKS(X)
#undef X
	};
	if (decision_is_none(d))
		return STR("answer");
	if (d->text != 0)
		return STR("text");
	for (size_t i = 0; d->from == d->to && i < ARRAY_LEN(words); i++)
		if ((d->marked | d->unmarked) & words[i].mark)
			return str_of(d->marked & words[i].mark ? words[i].set : words[i].taken);
	return state_word(d->to);
}

/* An answer alone is not taken from who has complained of it; a comment comes back all the same. */
static enum err
is_contested(struct db *db, const struct decision_row *d, bool *ret)
{
	*ret = false;
	return decision_is_none(d) ? store_notice_contested(db, d->id, ret) : ERR_OK;
}

/* Kept, with its undoing for a reason: who sees the text that is no more sees why. */
static enum err
put_text_back(struct db *db, struct undoing *u)
{
	struct rewording r = {.by = actor_name(u->by), .now = u->now};
	must(u->comment != NULL);
	return store_text_back(db, u->arena, u->comment, u->decision, &r, &u->text);
}

enum err
undo_write(struct db *db, struct undoing *u)
{
	const struct decision_row *d = u->decision;
	struct thread_id thread;
	bool contested;
	int64_t delta = (d->from == STATE_APPROVED) - (d->to == STATE_APPROVED);
	enum err e = is_contested(db, d, &contested);
	if (e == ERR_OK && contested)
		return ERR_CONFLICT;
	if (e == ERR_OK)
		e = store_decision_undo(db, u->site->id, d, u->now, &thread);
	if (e == ERR_OK && d->text != 0)
		e = put_text_back(db, u);
	if (e == ERR_OK)
		e = store_notice_reopen(db, d->id);
	if (e == ERR_OK)
		e = store_appeal_reopen(db, d->id);
	if (e == ERR_OK)
		e = store_report_reopen(db, d->comment, d->id);
	if (e == ERR_OK)
		e = store_lesson_add(db, u->site->id, d->comment, u->now);
	if (e == ERR_OK && delta != 0)
		e = store_thread_count(db, thread, delta);
	if (e == ERR_OK)
		e = store_audit_act(db, u->site->id, u->now, actor_name(u->by), STR("undo"), d->comment,
				    undo_word(d));
	if (e == ERR_OK)
		e = store_decision_open(db, u->site->id, d->comment, &u->open);
	if (e == ERR_OK)
		db_touch(db, u->site->id.n, u->page);
	return e;
}

static enum err
write_undo(struct db *db, void *arg)
{
	return undo_write(db, arg);
}

static enum err
find(struct db *db, struct site *s, const struct moderator *by, int64_t id, struct decision_row *ret)
{
	struct decision_row d = {0};
	struct account_id account = actor_account(by);
	enum err e = id == 0 ? store_decision_last(db, s->id, account, &d)
			     : store_decision_get(db, s->id, account, id, &d);
	if (e == ERR_GONE || (e == ERR_OK && d.made + UNDO_SPAN < clock_now())) {
		d = (struct decision_row){0};
		e = ERR_OK;
	}
	if (e == ERR_OK)
		*ret = d;
	return e;
}

enum err
undo_last(struct house *h, struct site *s, const struct moderator *by, struct decision_row *ret)
{
	must(actor_at(by, s));
	struct db *db = store_reader(h->store, DB_MODERATOR);
	enum err e = find(db, s, by, 0, ret);
	store_reader_done(h->store, &db);
	return e;
}

/* The decision and its comment as it is now. */
static enum err
look(struct house *h, struct site *s, struct arena *a, const struct moderator *by, int64_t id,
     struct decision_row *ret_decision, struct comment *ret)
{
	struct hash person;
	struct db *db = store_reader(h->store, DB_MODERATOR);
	enum err e = find(db, s, by, id, ret_decision);
	if (e == ERR_OK && ret_decision->id != 0)
		e = store_comment_get(db, a, s->id, ret_decision->comment, ret, &person);
	store_reader_done(h->store, &db);
	return e;
}

/* Why there was nothing to take back. */
static enum err
look_again(struct house *h, struct site *s, struct arena *a, const struct decision_row *d, struct undone *out)
{
	struct hash person;
	struct comment c = {.state = STATE_PENDING};
	bool contested = false;
	struct db *db = store_reader(h->store, DB_MODERATOR);
	enum err e = store_comment_get(db, a, s->id, d->comment, &c, &person);
	if (e == ERR_OK)
		e = is_contested(db, d, &contested);
	store_reader_done(h->store, &db);
	out->outcome = contested ? UNDO_CONTESTED : UNDO_CONFLICT;
	out->state = c.state;
	return e;
}

enum err
undo(struct house *h, struct site *s, struct arena *a, const struct moderator *by, int64_t decision,
     struct undone *ret)
{
	struct decision_row d;
	struct comment c = {.state = STATE_PENDING};
	must(actor_at(by, s));
	enum err e = look(h, s, a, by, decision, &d, &c);
	if (e != ERR_OK)
		return e;
	struct undone out = {.outcome = UNDONE, .comment = d.comment, .state = d.from,
			     .answer = decision_is_none(&d)};
	if (d.id == 0)
		out.outcome = UNDO_NOTHING;
	else if (actor_role(by) < ROLE_MODERATOR)
		out.outcome = UNDO_FORBIDDEN;
	if (out.outcome == UNDONE) {
		struct undoing u = {.site = s, .by = by, .decision = &d, .page = c.page, .now = clock_now(),
				    .arena = a, .comment = &c};
		e = actor_write(h, DB_MODERATOR, by, write_undo, &u);
		if (e == ERR_OK)
			memory_decided(h, d.comment, u.open);
		if (e == ERR_OK && d.text != 0)
			edit_remember(h, s, a, &c, u.text);
		if (e == ERR_CONFLICT)
			e = look_again(h, s, a, &d, &out);
	}
	if (e == ERR_OK)
		*ret = out;
	return e;
}
