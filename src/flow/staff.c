/* The site's own answers; see the header. All is looked at inside the write: nothing can change between. */
#include "flow/staff.h"

#include "base/clock.h"
#include "deciding.h"
#include "flow/post.h"
#include "flow/thread.h"
#include "store/store_actor.h"
#include "store/store_comment.h"
#include "store/store_decision.h"
#include "store/store_thread.h"

struct answering {
	struct house *house;
	struct site *site;
	struct arena *arena;
	const struct moderator *by;
	const struct staff_draft *draft;
	int64_t now;
	struct hash key; /* one form sent twice makes one answer */
	struct batch_id batch; /* of the answer and the approval; 0: nothing was to be approved */
	struct staffed out;
};

static bool
may(const struct moderator *by)
{
	return actor_role(by) >= ROLE_MODERATOR && actor_account(by).n != 0;
}

bool
staff_may_reply(const struct moderator *by, const struct comment *c)
{
	return may(by) && (c->state == STATE_APPROVED || decide_may(by, VERB_APPROVE, c));
}

static struct str
key_of(const struct answering *w)
{
	return (struct str){(const char *)w->key.b, HASH_BYTES};
}

/* ERR_GONE: the form was not sent before. An answer that was taken back since may be given again. */
static enum err
find_repeat(struct db *db, struct answering *w)
{
	struct posted_before before;
	enum err e = store_comment_by_post_key(db, w->site->id, key_of(w), key_of(w),
					       w->now - POST_REPEAT_SPAN, &before);
	if (e == ERR_OK && before.state == STATE_APPROVED) {
		w->out.id = before.id;
		w->out.repeated = true;
		return ERR_OK;
	}
	if (e == ERR_OK || e == ERR_GONE)
		e = store_comment_post_key_expire(db, w->site->id, key_of(w), w->now + 1);
	return e == ERR_OK ? ERR_GONE : e;
}

/* Whether it can be answered, as the moderator saw it. */
static enum err
look(struct db *db, struct answering *w, const struct comment *c)
{
	struct thread t;
	const struct staff_draft *d = w->draft;
	enum err e = store_thread_find(db, w->arena, w->site->id, c->page, &t);
	w->out.state = c->state;
	if (e != ERR_OK)
		return e;
	if (c->state != d->seen)
		w->out.outcome = STAFFED_CONFLICT;
	else if (d->version != VERSION_ANY && d->version != c->version)
		w->out = (struct staffed){.outcome = STAFFED_CONFLICT, .state = c->state, .edited = true};
	else if (thread_standing(w->site->conf, &t, w->now).readonly)
		w->out.outcome = STAFFED_READONLY;
	else if (!staff_may_reply(w->by, c))
		w->out.outcome = STAFFED_CONFLICT;
	return ERR_OK;
}

static enum err
approve(struct db *db, struct answering *w, const struct comment *c)
{
	struct decision d = {.site = w->site, .by = w->by, .comment = c,
			     .move = decision_move(VERB_APPROVE, c), .now = w->now, .arena = w->arena};
	must(d.move != NULL);
	enum err e = batch_write_begin(db, w->site, w->arena, w->by, STR("reply"), &d.batch);
	w->batch = d.batch;
	return e == ERR_OK ? decision_write(db, &d, NULL) : e;
}

static enum err
add(struct db *db, struct answering *w, const struct comment *c)
{
	struct str key, name;
	struct verdict none = {.action = ACT_NOTE, .toxicity = -1, .versions = STR("staff")};
	enum err e = store_comment_parent(db, w->arena, w->site->id, c->page, c->id, &key, &name);
	if (e != ERR_OK)
		return e;
	struct new_comment answer = {.site = w->site->id,
				     .thread = c->thread,
				     .parent = c->id,
				     .parent_key = key,
				     .name = actor_name(w->by),
				     .body = w->draft->text,
				     .state = STATE_APPROVED,
				     .now = w->now,
				     .verdict = &none,
				     .post_key = key_of(w),
				     .post_body = key_of(w)};
	return store_comment_add(db, &answer, &w->out.id);
}

/* It comes from nowhere: undone, it is deleted. */
static enum err
record(struct db *db, struct answering *w, const struct comment *c)
{
	struct decision_row row = {
		.comment = w->out.id, .from = STATE_DELETED, .to = STATE_APPROVED, .made = w->now,
		.batch = w->batch};
	enum err e = store_decision_add(db, w->site->id, &row, actor_account(w->by), &row.id);
	if (e == ERR_OK)
		e = store_comment_staff(db, w->out.id, actor_account(w->by), w->now, actor_name(w->by));
	if (e == ERR_OK)
		e = store_thread_count(db, c->thread, 1);
	if (e == ERR_OK)
		e = store_audit_add(db, w->site->id, w->now, actor_name(w->by), STR("reply"),
				    str_printf(w->arena, "comment %lld", (long long)w->out.id.n),
				    str_printf(w->arena, "to %lld", (long long)c->id.n));
	if (e == ERR_OK)
		db_touch(db, w->site->id.n, c->page);
	return e;
}

static enum err
write_answer(struct db *db, void *arg)
{
	struct answering *w = arg;
	struct comment c;
	struct hash person;
	w->out = (struct staffed){.outcome = STAFFED};
	w->batch.n = 0;
	enum err e = find_repeat(db, w);
	if (e != ERR_GONE)
		return e;
	e = store_comment_get(db, w->arena, w->site->id, w->draft->to, &c, &person);
	if (e == ERR_GONE) {
		w->out.outcome = STAFFED_GONE;
		return ERR_OK;
	}
	if (e == ERR_OK)
		e = look(db, w, &c);
	if (e != ERR_OK || w->out.outcome != STAFFED)
		return e;
	if (c.state != STATE_APPROVED)
		e = approve(db, w, &c);
	w->out.state = STATE_APPROVED;
	if (e == ERR_OK)
		e = add(db, w, &c);
	return e == ERR_OK ? record(db, w, &c) : e;
}

static void
make_key(struct answering *w)
{
	struct mac *m = mac_begin(w->arena, w->house->keys, PURPOSE_POST);
	mac_str(m, STR("staff"));
	mac_int(m, w->site->id.n);
	mac_int(m, actor_account(w->by).n);
	mac_int(m, w->draft->to.n);
	mac_str(m, w->draft->text);
	w->key = mac_hash(m);
}

enum err
staff_reply(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	    const struct staff_draft *d, struct staffed *ret)
{
	must(actor_at(by, s));
	must(d->text.n > 0);
	struct answering w = {.house = h, .site = s, .arena = a, .by = by, .draft = d, .now = clock_now()};
	if (!may(by)) {
		*ret = (struct staffed){.outcome = STAFFED_FORBIDDEN};
		return ERR_OK;
	}
	make_key(&w);
	enum err e = actor_write(h, DB_MODERATOR, by, write_answer, &w);
	if (e == ERR_OK)
		*ret = w.out;
	return e;
}
