/* Notices of illegal content, as moderators have them; see the header. */
#include "base/clock.h"
#include "base/email.h"
#include "deciding.h"
#include "flow/notice.h"
#include "store/store_actor.h"
#include "store/store_comment.h"

static const struct {
	const char *word, *done;
} verbs[] = {
#define X(name, word, done) {word, done},
	NOTICE_VERBS(X)
#undef X
};

bool
notice_verb_of(struct str word, enum notice_verb *ret)
{
	for (size_t i = 0; i < NOTICE_VERB__MAX; i++)
		if (str_eq(str_of(verbs[i].word), word)) {
			*ret = (enum notice_verb)i;
			return true;
		}
	return false;
}

struct str
notice_verb_done(enum notice_verb v)
{
	must((unsigned)v < NOTICE_VERB__MAX);
	return str_of(verbs[v].done);
}

/* ---- what is to be seen --------------------------------------------------------------------- */

struct collect {
	struct arena *arena;
	const struct house *house;
	struct notice_item *items;
	size_t n;
};

static struct str
pseudonym(struct arena *a, const struct house *h, const struct hash *person)
{
	static const struct hash unknown = {{0}};
	bool known = memcmp(person->b, unknown.b, HASH_BYTES) != 0;
	return known ? email_pseudonym(a, h->keys, person) : STR("");
}

static void
add_item(void *arg, const struct notice *n, const struct hash *person)
{
	struct collect *c = arg;
	struct notice_item *item = &c->items[c->n++];
	item->notice = store_notice_keep(c->arena, n);
	item->notice.person = pseudonym(c->arena, c->house, person);
}

/* After the list is read to its end: no statement inside another. */
static enum err
fill_item(struct db *db, struct arena *a, const struct house *h, const struct moderator *by,
	  struct notice_item *item)
{
	struct notice *n = &item->notice;
	struct hash person;
	enum err e = store_notice_answers(db, a, n);
	if (e == ERR_OK)
		e = store_comment_get(db, a, n->site, n->comment, &item->comment, &person);
	if (e != ERR_OK)
		return e;
	if (item->comment.author.n != 0)
		item->comment.person = email_pseudonym(a, h->keys, &person);
	item->edited = item->comment.version != n->version;
	item->own_decision = n->complained != 0 && n->n_answers > 0 &&
			     str_eq(n->answers[n->n_answers - 1].by, actor_name(by));
	if (item->own_decision)
		e = decision_by_another(db, by, &item->by_another);
	return e;
}

enum err
notice_list(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	    struct notice_id after, int64_t limit, struct notice_item **ret, size_t *ret_n)
{
	must(actor_at(by, s));
	must(limit > 0 && limit <= 1000);
	struct collect c = {.arena = a, .house = h,
			    .items = arena_array(a, (size_t)limit, struct notice_item)};
	struct db *db = store_reader(h->store, DB_MODERATOR);
	enum err e = store_notice_open(db, s->id, after, limit, add_item, &c);
	for (size_t i = 0; e == ERR_OK && i < c.n; i++)
		e = fill_item(db, a, h, by, &c.items[i]);
	store_reader_done(h->store, &db);
	if (e == ERR_OK) {
		*ret = c.items;
		*ret_n = c.n;
	}
	return e;
}

enum err
notice_get(struct house *h, struct site *s, struct arena *a, const struct moderator *by, struct notice_id id,
	   struct notice_item *ret)
{
	must(actor_at(by, s));
	struct notice_item item = {.edited = false};
	struct hash person = {{0}};
	struct db *db = store_reader(h->store, DB_MODERATOR);
	enum err e = store_notice_get(db, a, s->id, id, &item.notice, &person);
	item.notice.person = pseudonym(a, h, &person);
	if (e == ERR_OK)
		e = fill_item(db, a, h, by, &item);
	store_reader_done(h->store, &db);
	if (e == ERR_OK)
		*ret = item;
	return e;
}

/* ---- deciding ------------------------------------------------------------------------------- */

struct answering {
	struct site *site;
	struct arena *arena;
	const struct moderator *by;
	const struct notice_item *item;
	const struct notice_choice *choice;
	const struct move *move; /* of the comment; NULL: it is not shown anyhow, or stays */
	int64_t now;
};

static enum err
book(struct db *db, const struct answering *w)
{
	return store_audit_add(db, w->site->id, w->now, actor_name(w->by),
			       str_printf(w->arena, "notice %s", verbs[w->choice->verb].word),
			       str_printf(w->arena, "notice %lld", (long long)w->item->notice.id.n),
			       str_printf(w->arena, "comment %lld %.*s", (long long)w->item->comment.id.n,
					  STR_FMT(notice_state_word(w->item->notice.state))));
}

/* What is answered with it is taken back with it. */
static enum err
settle(struct db *db, const struct answering *w, int64_t *ret_id)
{
	struct decision d = {.site = w->site,
			     .by = w->by,
			     .comment = &w->item->comment,
			     .move = w->move,
			     .note = w->choice->note,
			     .now = w->now,
			     .arena = w->arena};
	return d.move == NULL ? decision_write_none(db, &d, ret_id) : decision_write(db, &d, ret_id);
}

static enum err
write_answer(struct db *db, void *arg)
{
	const struct answering *w = arg;
	const struct notice *n = &w->item->notice;
	struct new_answer answer = {.acted = w->choice->verb == NOTICE_ACT, .text = w->choice->answer,
				    .by = actor_name(w->by), .now = w->now};
	enum err e = ERR_OK;
	switch (w->choice->verb) {
	case NOTICE_TAKE:
		e = store_notice_take(db, w->site->id, n->id);
		break;
	case NOTICE_LEAVE:
		e = settle(db, w, &answer.decision);
		if (e == ERR_OK)
			e = store_notice_decide(db, n->id, n->state, &answer);
		break;
	case NOTICE_ACT:
		e = settle(db, w, &answer.decision);
		if (e == ERR_OK)
			e = store_notice_decide(db, n->id, n->state, &answer);
		if (e == ERR_OK)
			e = store_notice_decide_all(db, n->comment, &answer);
		break;
	case NOTICE_VERB__MAX:
		must_fail(__FILE__, __LINE__, "a verb");
	}
	return e == ERR_OK ? book(db, w) : e;
}

static bool
is_open(enum notice_state s)
{
	return s != NOTICE_ACTED && s != NOTICE_LEFT;
}

static bool
fits(const struct notice_item *item, const struct notice_choice *c)
{
	const struct notice *n = &item->notice;
	return n->state == c->seen && is_open(n->state) &&
	       (c->verb != NOTICE_TAKE || n->state == NOTICE_RECEIVED) &&
	       (c->version == VERSION_ANY || c->version == item->comment.version);
}

/* What this moderator decided once, complained of, and would decide again. */
static bool
confirms_own(const struct notice_item *item, const struct notice_choice *c)
{
	return item->by_another && c->verb != NOTICE_TAKE &&
	       item->notice.answers[item->notice.n_answers - 1].acted == (c->verb == NOTICE_ACT);
}

enum err
notice_decide(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	      struct notice_id id, const struct notice_choice *c, struct notice_done *ret)
{
	struct notice_item item;
	struct notice_done out = {.outcome = NOTICE_DECIDED};
	must(c->verb == NOTICE_TAKE || c->answer.n > 0);
	enum err e = notice_get(h, s, a, by, id, &item);
	if (e == ERR_GONE) {
		out.outcome = NOTICE_NONE;
		e = ERR_OK;
	} else if (e == ERR_OK && actor_role(by) < ROLE_MODERATOR) {
		out.outcome = NOTICE_FORBIDDEN;
	} else if (e == ERR_OK && !fits(&item, c)) {
		out.outcome = NOTICE_CONFLICT;
	} else if (e == ERR_OK && confirms_own(&item, c)) {
		out.outcome = NOTICE_OWN;
	} else if (e == ERR_OK) {
		struct answering w = {s, a, by, &item, c, NULL, clock_now()};
		enum state state = item.comment.state;
		if (c->verb == NOTICE_ACT && (state == STATE_APPROVED || state == STATE_PENDING))
			w.move = decision_move(VERB_REJECT, &item.comment);
		e = actor_write(h, DB_MODERATOR, by, write_answer, &w);
		if (e == ERR_CONFLICT) { /* decided or edited between our look and our write */
			out.outcome = NOTICE_CONFLICT;
			e = ERR_OK;
		} else if (c->verb != NOTICE_TAKE) {
			out.comment = item.comment.id;
		}
	}
	if (e == ERR_OK)
		*ret = out;
	return e;
}
