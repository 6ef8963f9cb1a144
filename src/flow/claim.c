/* Who reads which card; see the header. */
#include "flow/claim.h"

#include "base/clock.h"

#define CLAIM_TRIES 3 /* cards, where others take them between our look and our write */

enum err
claims_read(struct house *h, struct site *s, struct arena *a, const struct moderator *by, struct claims *ret)
{
	struct claims c = {.n_others = 0};
	struct card_claim *all = NULL;
	size_t n = 0;
	must(actor_at(by, s));
	struct db *db = store_reader(h->store, DB_MODERATOR);
	enum err e = store_claim_list(db, a, s->id, clock_now(), &all, &n);
	store_reader_done(h->store, &db);
	if (e != ERR_OK)
		return e;
	c.others = all;
	for (size_t i = 0; i < n; i++)
		if (all[i].session == actor_session_id(by)) {
			c.own = all[i].comment;
			c.own_until = all[i].until;
		} else if (all[i].account.n != actor_account(by).n)
			c.others[c.n_others++] = all[i];
	*ret = c;
	return ERR_OK;
}

struct str
claims_reader(const struct claims *c, struct comment_id id, int64_t *ret_until)
{
	for (size_t i = 0; i < c->n_others; i++)
		if (c->others[i].comment.n == id.n) {
			if (ret_until != NULL)
				*ret_until = c->others[i].until;
			return c->others[i].name;
		}
	return STR("");
}

struct taking {
	const struct moderator *by;
	struct site_id site;
	struct comment_id comment;
	int64_t now;
};

static enum err
write_claim(struct db *db, void *arg)
{
	const struct taking *t = arg;
	return store_claim_take(db, actor_session_id(t->by), t->site, t->comment, t->now,
				t->now + CLAIM_LIFE);
}

enum err
claim_take(struct house *h, struct site *s, const struct moderator *by, struct comment_id id)
{
	must(actor_at(by, s) && actor_session_id(by) != 0);
	struct taking t = {by, s->id, id, clock_now()};
	return actor_write(h, DB_MODERATOR, by, write_claim, &t);
}

struct looking_for {
	struct claims claims;
	struct comment_id found[CLAIM_TRIES];
	size_t n;
};

static void
look(void *arg, const struct comment *c, const struct hash *person)
{
	struct looking_for *l = arg;
	(void)person;
	if (l->n < ARRAY_LEN(l->found) && claims_reader(&l->claims, c->id, NULL).n == 0)
		l->found[l->n++] = c->id;
}

static enum err
find_free(struct house *h, struct site *s, struct arena *a, const struct moderator *by, enum state state,
	  enum order order, struct looking_for *l)
{
	const struct comment_id start = {0};
	enum err e = claims_read(h, s, a, by, &l->claims);
	if (e != ERR_OK)
		return e;
	int64_t limit = (int64_t)l->claims.n_others + CLAIM_TRIES;
	struct db *db = store_reader(h->store, DB_MODERATOR);
	e = state == STATE__MAX ? store_queue_reported(db, s->id, order, start, limit, look, l)
				: store_queue_state(db, s->id, state, order, start, limit, look, l);
	store_reader_done(h->store, &db);
	return e;
}

enum err
claim_next(struct house *h, struct site *s, struct arena *a, const struct moderator *by, enum state state,
	   enum order order, struct comment_id next, struct comment_id *ret)
{
	struct looking_for l = {.n = 0};
	must(actor_at(by, s));
	*ret = (struct comment_id){0};
	if (actor_session_id(by) == 0)
		return ERR_OK;
	enum err e = next.n == 0 ? ERR_GONE : claim_take(h, s, by, next);
	if (e == ERR_OK)
		*ret = next;
	if (e != ERR_GONE)
		return e;
	e = find_free(h, s, a, by, state, order, &l);
	for (size_t i = 0; e == ERR_OK && i < l.n && ret->n == 0; i++) {
		enum err taken = claim_take(h, s, by, l.found[i]);
		if (taken == ERR_OK)
			*ret = l.found[i];
		else if (taken != ERR_GONE)
			e = taken;
	}
	return e;
}

static enum err
write_back(struct db *db, void *arg)
{
	const struct taking *t = arg;
	return store_claim_back(db, actor_session_id(t->by), t->comment);
}

enum err
claim_give_back(struct house *h, struct site *s, const struct moderator *by, struct comment_id id)
{
	must(actor_at(by, s));
	struct taking t = {.by = by, .comment = id};
	if (actor_role(by) < ROLE_MODERATOR)
		return ERR_DENIED;
	return actor_session_id(by) == 0 ? ERR_OK : actor_write(h, DB_MODERATOR, by, write_back, &t);
}
