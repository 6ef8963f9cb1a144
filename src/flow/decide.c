/* A moderator decides; see the header. The table is moves.def. */
#include "flow/decide.h"

#include "base/clock.h"
#include "deciding.h"
#include "flow/memory.h"
#include "store/store_actor.h"
#include "store/store_comment.h"
#include "store/store_decision.h"
#include "store/store_lesson.h"
#include "store/store_notice.h"
#include "store/store_queue.h"
#include "store/store_report.h"
#include "store/store_thread.h"

static const struct move {
	enum verb verb;
	enum state from, to;
	enum role role;
	unsigned marks, unmarks; /* enum mark, or-ed: what it sets and what it takes away */
	bool top;                /* of comments at the top alone */
} moves[] = {
#define MOVE(verb, from, to, role) {verb, from, to, role, 0, MARK_REPORTED, false},
#define SIGN(verb, sets, takes, where, role)                                                       \
	{verb, STATE_APPROVED, STATE_APPROVED, role, sets, takes, (where) == 't'},
#include "moves.def"
};

static const struct {
	const char *word, *done;
} verbs[] = {
#define X(name, word, done) {word, done},
	VERBS(X)
#undef X
};

bool
verb_of(struct str word, enum verb *ret)
{
	for (size_t i = 0; i < VERB__MAX; i++)
		if (str_eq(str_of(verbs[i].word), word)) {
			*ret = (enum verb)i;
			return true;
		}
	return false;
}

struct str
verb_done(enum verb v)
{
	must((unsigned)v < VERB__MAX);
	return str_of(verbs[v].done);
}

/* Marks alone change. */
static bool
is_sign(const struct move *m)
{
	return m->from == m->to;
}

static bool
is_marked(const struct move *m, const struct comment *c)
{
	return (c->marks & m->marks) == m->marks && (c->marks & m->unmarks) == 0;
}

bool
decide_is_move(enum verb verb)
{
	for (size_t i = 0; i < ARRAY_LEN(moves); i++)
		if (moves[i].verb == verb)
			return !is_sign(&moves[i]);
	return false;
}

const struct move *
decision_move(enum verb verb, const struct comment *c)
{
	for (size_t i = 0; i < ARRAY_LEN(moves); i++)
		if (moves[i].verb == verb && moves[i].from == c->state &&
		    (!moves[i].top || c->parent.n == 0))
			return &moves[i];
	return NULL;
}

bool
decide_may(const struct moderator *by, enum verb verb, const struct comment *c)
{
	const struct move *m = decision_move(verb, c);
	return m != NULL && actor_role(by) >= m->role && (!is_sign(m) || !is_marked(m, c));
}

bool
decision_is_so(enum verb verb, const struct comment *c)
{
	for (size_t i = 0; i < ARRAY_LEN(moves); i++)
		if (moves[i].verb == verb && moves[i].to == c->state &&
		    (!is_sign(&moves[i]) || is_marked(&moves[i], c)))
			return true;
	return false;
}

/* How many more (or fewer) comments the article shows after this move. */
static int64_t
shown_delta(const struct move *m)
{
	return (m->to == STATE_APPROVED) - (m->from == STATE_APPROVED);
}

/* The comment is shown: that answers its writer's appeal, if one waits. */
static enum err
answer_appeal(struct db *db, const struct decision *d, int64_t id)
{
	if (d->move->to != STATE_APPROVED || !(d->comment->marks & MARK_APPEALED))
		return ERR_OK;
	enum err e = store_appeal_answer(db, d->site->id, d->comment->id, d->note, actor_name(d->by),
					 d->now, id);
	return e == ERR_CONFLICT ? ERR_OK : e; /* it was answered before */
}

/* Its state, and what follows from it. */
static enum err
write_move(struct db *db, const struct decision *d, int64_t id)
{
	struct thread_id thread = {0};
	enum err e = store_comment_decide(db, d->comment, d->move->to, d->now, actor_name(d->by),
					  d->note, d->grounds, &thread);
	if (e == ERR_OK)
		e = answer_appeal(db, d, id);
	if (e == ERR_OK)
		e = store_lesson_add(db, d->site->id, d->comment->id, d->now);
	if (e == ERR_OK && shown_delta(d->move) != 0)
		e = store_thread_count(db, thread, shown_delta(d->move));
	return e;
}

/* What it was before, and what its writer is told. */
static struct str
why(const struct decision *d)
{
	struct str was = state_word(d->move->from);
	if (d->grounds.n > 0)
		was = str_printf(d->arena, "%.*s, %.*s", STR_FMT(was), STR_FMT(d->grounds));
	if (d->batch.n != 0)
		was = str_printf(d->arena, "%.*s, batch %lld", STR_FMT(was), (long long)d->batch.n);
	return d->note.n == 0 ? was : str_printf(d->arena, "%.*s: %.*s", STR_FMT(was), STR_FMT(d->note));
}

enum err
decision_write(struct db *db, const struct decision *d, int64_t *ret_id)
{
	const struct move *m = d->move;
	struct decision_row row = {.comment = d->comment->id, .from = m->from, .to = m->to,
				   .marked = m->marks, .unmarked = m->unmarks, .made = d->now,
				   .batch = d->batch};
	struct thread_id thread = {0};
	enum err e = store_decision_add(db, d->site->id, &row, actor_account(d->by), &row.id);
	if (e == ERR_OK)
		e = is_sign(m) ? store_decision_mark(db, d->site->id, d->comment, &row, &thread)
			       : write_move(db, d, row.id);
	if (e == ERR_OK)
		e = store_claim_end(db, d->comment->id);
	if (e == ERR_OK && m->unmarks & MARK_REPORTED)
		e = store_report_close(db, d->comment->id, row.id, m->to != STATE_APPROVED);
	if (e == ERR_OK)
		e = store_audit_act(db, d->site->id, d->now, actor_name(d->by),
				    str_of(verbs[m->verb].word), d->comment->id, why(d));
	if (e == ERR_OK)
		db_touch(db, d->site->id.n, d->comment->page);
	if (ret_id != NULL)
		*ret_id = row.id;
	return e;
}

enum err
decision_write_none(struct db *db, const struct decision *d, int64_t *ret_id)
{
	const enum state stays = d->comment->state;
	must(d->move == NULL);
	return store_decision_add(db, d->site->id,
				  &(struct decision_row){.comment = d->comment->id, .from = stays,
							 .to = stays, .made = d->now, .batch = d->batch},
				  actor_account(d->by), ret_id);
}

enum err
decision_by_another(struct db *db, const struct moderator *by, bool *ret)
{
	int64_t others = 0;
	enum err e = actor_account(by).n == 0
			     ? ERR_OK
			     : store_account_others(db, actor_site(by), actor_account(by), &others);
	*ret = others > 0;
	return e;
}

bool
decision_is_none(const struct decision_row *d)
{
	return d->from == d->to && (d->marked | d->unmarked) == 0 && d->text == 0;
}

static enum err
write_decision(struct db *db, void *arg)
{
	return decision_write(db, arg, NULL);
}

static enum err
read_comment(struct house *h, struct site *s, struct arena *a, struct comment_id id,
	     struct comment *ret)
{
	struct hash person;
	struct db *db = store_reader(h->store, DB_MODERATOR);
	enum err e = store_comment_get(db, a, s->id, id, ret, &person);
	store_reader_done(h->store, &db);
	return e;
}

enum err
decide(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
       struct comment_id id, enum verb verb, enum state seen, struct str note, struct decided *ret)
{
	return decide_text(h, s, a, by, id, verb, seen, VERSION_ANY, note, ret);
}

enum err
decide_text(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	    struct comment_id id, enum verb verb, enum state seen, int64_t version, struct str note,
	    struct decided *ret)
{
	const struct ruling choice = {.verb = verb, .seen = seen, .version = version, .note = note};
	return decide_upon(h, s, a, by, id, &choice, ret);
}

enum err
decide_upon(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	    struct comment_id id, const struct ruling *choice, struct decided *ret)
{
	const enum verb verb = choice->verb;
	const enum state seen = choice->seen;
	struct comment c;
	must(actor_at(by, s));
	enum err e = read_comment(h, s, a, id, &c);
	if (e == ERR_GONE) {
		*ret = (struct decided){.outcome = DECIDED_GONE};
		return ERR_OK;
	}
	if (e != ERR_OK)
		return e;
	struct decided out = {.outcome = DECIDED, .state = c.state, .page = c.page};
	const struct move *m = decision_move(verb, &c);
	if (decision_is_so(verb, &c))
		out.outcome = seen == STATE__MAX ? DECIDED_ALREADY : DECIDED_CONFLICT;
	else if (m == NULL || (seen != STATE__MAX && seen != c.state))
		out.outcome = DECIDED_CONFLICT;
	else if (choice->version != VERSION_ANY && choice->version != c.version)
		out = (struct decided){.outcome = DECIDED_CONFLICT, .state = c.state, .edited = true,
				       .page = c.page};
	else if (actor_role(by) < m->role)
		out.outcome = DECIDED_FORBIDDEN;
	if (out.outcome == DECIDED) {
		struct decision d = {.site = s, .by = by, .comment = &c, .move = m, .note = choice->note,
				     .now = clock_now(), .arena = a};
		if (m->to == STATE_REJECTED)
			d.grounds = choice->grounds;
		e = actor_write(h, DB_MODERATOR, by, write_decision, &d);
		out.state = m->to;
		if (e == ERR_OK)
			memory_decided(h, id, false);
		if (e == ERR_CONFLICT) { /* decided or edited between our look and our write */
			out.outcome = DECIDED_CONFLICT;
			e = read_comment(h, s, a, id, &c);
			out.state = c.state;
		}
	}
	if (e == ERR_OK)
		*ret = out;
	return e;
}
