/* A ban from a card, with what it takes; see the header. */
#include "flow/oust.h"

#include "base/email.h"
#include "flow/crowd.h"
#include "flow/memory.h"
#include "store/store_comment.h"
#include "store/store_person.h"
#include "store/store_thread.h"

struct looking {
	struct house *house;
	struct arena *arena;
	struct oust *o;
	struct str own; /* the pseudonym of the comment's writer; "" = none */
	struct comment_id upto;
};

/* ---- what it takes ------------------------------------------------------------------------------------ */

static void
note_other(struct looking *l, struct str person)
{
	struct oust *o = l->o;
	if (person.n == 0 || str_eq(person, l->own))
		return;
	for (size_t i = 0; i < o->n_others; i++)
		if (str_eq(o->others[i], person))
			return;
	if (o->n_others < OUST_OTHERS_MAX)
		o->others[o->n_others++] = person;
	else
		o->more_others++;
}

static struct oust_article *
article_of(struct looking *l, const struct comment *c)
{
	struct oust *o = l->o;
	for (size_t i = 0; i < o->n_articles; i++)
		if (str_eq(o->articles[i].page, c->page))
			return &o->articles[i];
	if (o->n_articles == OUST_ARTICLES_MAX)
		return NULL;
	o->articles[o->n_articles] = (struct oust_article){.page = str_copy(l->arena, c->page),
							   .title = str_copy(l->arena, c->title)};
	return &o->articles[o->n_articles++];
}

/* The newest first; those that are neither shown nor wait tell of their writer alone. */
static void
take(void *arg, const struct comment *c, const struct hash *person)
{
	struct looking *l = arg;
	struct oust *o = l->o;
	bool shown = c->state == STATE_APPROVED;
	if (c->author.n != 0)
		note_other(l, email_pseudonym(l->arena, l->house->keys, person));
	if ((!shown && c->state != STATE_PENDING) || (l->upto.n != 0 && c->id.n > l->upto.n))
		return;
	if (o->n == OUST_MAX) {
		o->more = true;
		return;
	}
	o->picks[o->n++] = (struct batch_pick){.comment = c->id, .seen = c->state, .version = c->version};
	o->published += shown;
	o->waiting += !shown;
	if (c->id.n > o->upto.n)
		o->upto = c->id;
	if (o->n_first < OUST_SHOWN)
		o->first[o->n_first++] = store_comment_keep(l->arena, c);
	struct oust_article *a = article_of(l, c);
	if (a == NULL) {
		o->more_articles++;
		return;
	}
	a->published += shown;
	a->waiting += !shown;
}

static enum err
take_network(struct db *db, struct looking *l, struct site *s, const struct comment_id *ids, size_t n)
{
	enum err e = ERR_OK;
	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		struct comment c;
		struct hash person;
		e = store_comment_get(db, l->arena, s->id, ids[i], &c, &person);
		if (e == ERR_OK)
			take(l, &c, &person);
		else if (e == ERR_GONE)
			e = ERR_OK;
	}
	return e;
}

static struct oust
empty(struct arena *a, enum ban_kind kind)
{
	return (struct oust){.kind = kind,
			     .picks = arena_array(a, OUST_MAX, struct batch_pick),
			     .articles = arena_array(a, OUST_ARTICLES_MAX, struct oust_article),
			     .first = arena_array(a, OUST_SHOWN, struct comment),
			     .others = arena_array(a, OUST_OTHERS_MAX, struct str)};
}

/* Inside the look: whom, and then what. */
static enum err
look(struct db *db, struct looking *l, struct site *s, struct comment_id id, enum oust_outcome *outcome)
{
	struct oust *o = l->o;
	struct hash person, ban;
	struct comment_id *ids;
	struct addr from;
	enum err e = store_comment_get(db, l->arena, s->id, id, &o->comment, &person);
	*outcome = e == ERR_GONE ? OUST_NO_COMMENT : OUST_FOUND;
	if (e != ERR_OK)
		return e == ERR_GONE ? ERR_OK : e;
	if (o->comment.author.n != 0)
		l->own = email_pseudonym(l->arena, l->house->keys, &person);
	o->comment.person = l->own;
	if (o->kind == BAN_EMAIL) {
		o->target = l->own;
		*outcome = l->own.n == 0 ? OUST_NO_PERSON : OUST_FOUND;
		if (*outcome == OUST_FOUND)
			e = store_author_hashes(db, s->id, id, &person, &ban);
		return *outcome != OUST_FOUND || e != ERR_OK
			       ? e
			       : store_person_posts(db, s->id, &ban, OUST_MAX + 1, take, l);
	}
	size_t n = crowd_neighbours(memory_crowd(l->house->memory), l->arena, s->id, id, OUST_MAX + 1, &ids,
				    &from);
	*outcome = n == 0 ? OUST_NO_NETWORK : OUST_FOUND;
	if (n > 0)
		o->target = addr_text(l->arena, &from);
	return take_network(db, l, s, ids, n);
}

enum err
oust_look(struct house *h, struct site *s, struct arena *a, const struct moderator *by, struct comment_id id,
	  enum ban_kind kind, struct comment_id upto, enum oust_outcome *ret_outcome, struct oust *ret)
{
	struct oust o = empty(a, kind);
	struct looking l = {h, a, &o, STR(""), upto};
	struct hash person;
	struct ban ban = {.kind = kind};
	must(actor_at(by, s) && (kind == BAN_EMAIL || kind == BAN_ADDRESS));
	if (actor_role(by) < ROLE_MODERATOR) {
		*ret_outcome = OUST_FORBIDDEN;
		return ERR_OK;
	}
	struct db *db = store_reader(h->store, DB_MODERATOR);
	enum err e = look(db, &l, s, id, ret_outcome);
	store_reader_done(h->store, &db);
	if (e == ERR_OK && *ret_outcome == OUST_FOUND && kind == BAN_ADDRESS) {
		enum ban_outcome read = ban_read(h, s, a, &ban, o.target, &person);
		must(read == BAN_ADDED); /* it was an address when it came */
		o.target = ban.target;
	}
	*ret = o;
	return e;
}

/* ---- doing it ----------------------------------------------------------------------------------------- */

static enum err
remove_all(struct house *h, struct site *s, const struct moderator *by, const struct oust *o,
	   struct ousted *ret)
{
	struct batch_done d;
	struct batch_order order = {.verb = VERB_DELETE, .why = STR("a ban"), .batch = ret->batch};
	enum err e = batch_decide(h, s, by, &order, o->picks, o->n, &d);
	ret->removed = d.decided;
	ret->passed = d.passed;
	return e;
}

enum err
oust(struct house *h, struct site *s, struct arena *a, const struct moderator *by, const struct oust *o,
     const struct ban_terms *terms, bool remove, struct ousted *ret)
{
	struct ban_terms t = *terms;
	enum err e = ERR_OK;
	*ret = (struct ousted){.ban = BAN_ADDED};
	must(actor_at(by, s));
	if (actor_role(by) < ROLE_MODERATOR)
		return ERR_DENIED;
	if (remove && o->n > 0)
		e = batch_begin(h, s, a, by, STR("a ban"), &ret->batch);
	t.batch = ret->batch;
	if (e == ERR_OK)
		e = o->kind == BAN_EMAIL ? ban_author(h, s, a, by, o->comment.id, &t, &ret->ban, &ret->is)
					 : ban_add(h, s, a, by, o->kind, o->target, &t, &ret->ban, &ret->is);
	if (e == ERR_OK && ret->ban != BAN_ADDED && ret->ban != BAN_ALREADY)
		e = ERR_GONE; /* erased since it was looked at */
	return e == ERR_OK && ret->batch.n != 0 ? remove_all(h, s, by, o, ret) : e;
}
