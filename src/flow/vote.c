/* Votes; see the header. */
#include "flow/vote.h"

#include "base/clock.h"
#include "flow/gate.h"
#include "flow/status.h"
#include "flow/thread.h"
#include "store/store_comment.h"
#include "store/store_vote.h"

bool
vote_taken(const struct site_conf *c, enum vote vote)
{
	bool both = str_eq(c->votes, STR("both"));
	return both || (vote != VOTE_DOWN && !str_eq(c->votes, STR("off")));
}

static struct hash
voter_under(const struct house *h, const struct site *s, struct arena *a, struct thread_id thread,
	    const struct visitor *v, unsigned link)
{
	struct mac *m = mac_begin_link(a, h->keys, PURPOSE_IP, link);
	mac_str(m, STR("vote"));
	mac_int(m, s->id.n);
	mac_int(m, thread.n);
	mac_str(m, v->block);
	return mac_hash(m);
}

static struct hash
network_under(const struct house *h, const struct site *s, struct arena *a, const struct visitor *v,
	      unsigned link)
{
	struct mac *m = mac_begin_link(a, h->keys, PURPOSE_IP, link);
	mac_str(m, STR("network"));
	mac_int(m, s->id.n);
	mac_str(m, v->block);
	return mac_hash(m);
}

struct str
vote_network(const struct house *h, const struct site *s, struct arena *a, const struct visitor *v)
{
	struct hash network = network_under(h, s, a, v, keyring_links(h->keys) - 1);
	return (struct str){arena_copy(a, network.b, NETWORK_BYTES), NETWORK_BYTES};
}

struct casting {
	struct house *house;
	struct site *site;
	struct arena *arena;
	const struct visitor *visitor;
	struct comment_id comment;
	enum vote vote;
	struct str earlier;
	int64_t now;
	struct hash voter;
	struct voted *out;
};

static bool
same_network(struct str of, const struct hash *network)
{
	return of.n == NETWORK_BYTES && crypt_equal(of.p, network->b, NETWORK_BYTES);
}

enum err
vote_own(struct db *db, struct house *h, struct site *s, struct arena *a, const struct visitor *v,
	 const struct vote_target *t, struct str earlier, bool *ret)
{
	struct chain_link proven;
	enum err e = status_proof(db, a, h, s, earlier, &proven);
	*ret = e == ERR_OK && proven.chain.n == t->chain.n;
	for (unsigned link = keyring_links(h->keys); !*ret && link-- > 0;) {
		struct hash network = network_under(h, s, a, v, link);
		*ret = same_network(t->network, &network);
	}
	return e == ERR_GONE ? ERR_OK : e;
}

/* VOTE_COUNTED: so far nothing is against it. */
static enum err
look(struct db *db, struct casting *c, struct vote_target *t)
{
	struct voted *out = c->out;
	bool own = false;
	*out = (struct voted){.outcome = VOTE_COUNTED};
	enum err e = store_vote_target(db, c->arena, c->site->id, c->comment, t);
	if (e == ERR_GONE || (e == ERR_OK && t->state != STATE_APPROVED)) {
		out->outcome = VOTE_GONE;
		return ERR_OK;
	}
	if (e != ERR_OK)
		return e;
	out->lang = t->thread.lang;
	if (thread_standing(c->site->conf, &t->thread, c->now).readonly) {
		out->outcome = VOTE_READONLY;
		return ERR_OK;
	}
	e = vote_own(db, c->house, c->site, c->arena, c->visitor, t, c->earlier, &own);
	if (own)
		out->outcome = VOTE_OWN;
	return e;
}

/* A vote from before the key was rotated stays under the key that it was cast under. */
static enum err
find(struct db *db, struct casting *c, struct thread_id thread, enum vote *ret)
{
	enum err e = ERR_OK;
	*ret = VOTE_NONE;
	for (unsigned link = keyring_links(c->house->keys); e == ERR_OK && *ret == VOTE_NONE && link-- > 0;) {
		c->voter = voter_under(c->house, c->site, c->arena, thread, c->visitor, link);
		e = store_vote_find(db, c->comment, &c->voter, ret);
	}
	if (*ret == VOTE_NONE)
		c->voter = voter_under(c->house, c->site, c->arena, thread, c->visitor,
				       keyring_links(c->house->keys) - 1);
	return e;
}

static enum err
count(struct db *db, struct casting *c, const struct vote_target *t, enum vote before)
{
	struct voted *out = c->out;
	struct thread_id thread;
	out->up = t->up - (before == VOTE_UP) + (c->vote == VOTE_UP);
	out->down = t->down - (before == VOTE_DOWN) + (c->vote == VOTE_DOWN);
	if (before == c->vote) {
		out->outcome = VOTE_AS_BEFORE;
		return ERR_OK;
	}
	enum err e = store_vote_put(db, c->comment, &c->voter, c->vote, c->now);
	if (e == ERR_OK)
		e = store_comment_votes(db, c->site->id, c->comment, out->up, out->down,
					thread_rank(out->up, out->down), &thread);
	if (e == ERR_OK)
		db_touch(db, c->site->id.n, t->thread.page);
	return e;
}

/* Only one write runs at a time, so what is read here is what is counted on. */
static enum err
write_vote(struct db *db, void *arg)
{
	struct casting *c = arg;
	struct vote_target t = {.up = 0};
	enum vote before = VOTE_NONE;
	enum err e = look(db, c, &t);
	if (e != ERR_OK || c->out->outcome != VOTE_COUNTED)
		return e;
	e = find(db, c, t.thread.id, &before);
	return e == ERR_OK ? count(db, c, &t, before) : e;
}

enum err
vote_cast(struct house *h, struct site *s, struct arena *a, const struct visitor *v,
	  struct comment_id id, enum vote vote, struct str earlier, struct voted *ret)
{
	struct voted out = {.outcome = VOTE_OFF};
	struct casting c = {.house = h, .site = s, .arena = a, .visitor = v, .comment = id, .vote = vote,
			    .earlier = earlier, .now = clock_now(), .out = &out};
	struct vote_target t = {.up = 0};
	enum err e = ERR_OK;
	if (vote_taken(s->conf, vote)) {
		struct db *db = store_reader(h->store, DB_VISITOR);
		e = look(db, &c, &t);
		store_reader_done(h->store, &db);
	}
	if (e == ERR_OK && out.outcome == VOTE_COUNTED) {
		out.retry_after = gate_act(h, s, a, v, "vote", VOTE_TIMES);
		if (out.retry_after > 0)
			out.outcome = VOTE_TOO_MANY;
		else
			e = store_write(h->store, DB_VISITOR, write_vote, &c);
	}
	if (e == ERR_OK)
		*ret = out;
	return e;
}
