/* The writer's private link; see the header. */
#include "flow/status.h"

#include "filter/filter.h"
#include "link.h"
#include "store/store_comment.h"

static struct link
link_to(const struct site *s, struct comment_id id, unsigned generation, int64_t created)
{
	return (struct link){PURPOSE_STATUS, s->id, id.n, generation, created};
}

struct str
status_token(struct arena *a, const struct house *h, const struct site *s, struct comment_id id,
	     unsigned generation, int64_t created)
{
	const struct link l = link_to(s, id, generation, created);
	return link_token(a, h->keys, &l);
}

enum err
reasons_of(struct db *db, struct arena *a, struct comment_id id, struct reason **ret, size_t *ret_n)
{
	struct reason *reasons = NULL;
	size_t n = 0;
	enum err e = store_reason_list(db, a, id, &reasons, &n);
	if (e != ERR_OK)
		return e;
	for (size_t i = 0; i < n; i++)
		if (!filter_rule(reasons[i].rule, &reasons[i].help, &reasons[i].tells))
			reasons[i].help = reasons[i].tells = STR("A rule of an earlier version.");
	*ret = reasons;
	*ret_n = n;
	return ERR_OK;
}

enum err
status_proof(struct db *db, struct arena *a, const struct house *h, const struct site *s,
	     struct str token, struct chain_link *ret)
{
	struct comment_id id;
	unsigned generation;
	struct chain_link c;
	if (!link_read(token, &id.n, &generation))
		return ERR_GONE;
	enum err e = store_chain_find(db, s->id, id, &c);
	if (e != ERR_OK)
		return e;
	const struct link l = link_to(s, id, generation, c.created);
	if (generation != c.generation || !link_good(a, h->keys, &l, token))
		return ERR_GONE;
	*ret = c;
	return ERR_OK;
}

enum err
status_find(struct house *h, struct site *s, struct arena *a, struct str token, struct comment *ret,
	    struct reason **ret_reasons, size_t *ret_n)
{
	struct comment_id id;
	unsigned generation;
	struct comment c;
	if (!link_read(token, &id.n, &generation))
		return ERR_GONE;
	struct hash person;
	struct db *db = store_reader(h->store, DB_VISITOR);
	enum err e = store_comment_get(db, a, s->id, id, &c, &person);
	if (e == ERR_OK) {
		const struct link l = link_to(s, id, generation, c.created);
		if (generation != c.generation || !link_good(a, h->keys, &l, token))
			e = ERR_GONE;
	}
	if (e == ERR_OK)
		e = reasons_of(db, a, id, ret_reasons, ret_n);
	store_reader_done(h->store, &db);
	if (e == ERR_OK)
		*ret = c;
	return e;
}

enum err
status_own(struct house *h, struct site *s, struct arena *a, struct str token, struct comment *ret)
{
	struct comment whole, c;
	struct reason *reasons;
	size_t n;
	enum err e = status_find(h, s, a, token, &whole, &reasons, &n);
	if (e != ERR_OK)
		return e;
	struct db *db = store_reader(h->store, DB_VISITOR);
	e = store_comment_own(db, a, s->id, whole.id, &c);
	store_reader_done(h->store, &db);
	if (e != ERR_OK)
		return e;
	if (c.state == STATE_SPAM)
		c.state = STATE_PENDING;
	if (c.state != STATE_PENDING && c.state != STATE_APPROVED)
		return ERR_GONE;
	c.page = whole.page;
	*ret = c;
	return ERR_OK;
}
