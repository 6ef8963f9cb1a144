/* The person behind a comment; see the header. */
#include "looking.h"

#include "flow/crowd.h"
#include "flow/memory.h"
#include "flow/remark.h"
#include "store/store_person.h"
#include "store/store_remark.h"

enum err
person_look(struct db *db, struct arena *a, const struct comment *c, struct person *ret)
{
	struct person p = {.up = 0};
	enum err e;
	if (c->author.n == 0) {
		e = store_remark_warnings(db, a, c->id, REMARKS_SHOWN, &p.remarks, &p.n_remarks);
	} else {
		e = store_remark_list(db, a, c->author, REMARKS_SHOWN, &p.remarks, &p.n_remarks);
		if (e == ERR_OK)
			e = store_person_votes(db, c->author, &p.up, &p.down);
		if (e == ERR_OK)
			e = store_person_names(db, a, c->author, c->name, PERSON_NAMES_MAX, &p.names,
					       &p.n_names);
		if (e == ERR_OK)
			e = store_person_bans(db, a, c->site, c->author, PERSON_BANS_MAX, &p.bans,
					      &p.n_bans);
	}
	if (e == ERR_OK)
		*ret = p;
	return e;
}

static enum err
look_around(struct db *db, struct arena *a, struct site_id site, struct comment_id id, struct neighbours *ret)
{
	struct comment_id oldest;
	enum err e = store_person_near(db, a, site, id, NEIGHBOURS_MAX + 1, &ret->comments, &ret->people,
				       &oldest);
	if (e != ERR_OK || ret->comments == 0)
		return e;
	ret->more = ret->comments > NEIGHBOURS_MAX;
	ret->comments -= ret->more;
	return store_person_near_newest(db, a, site, id, oldest, NEIGHBOURS_LISTED, &ret->newest,
					&ret->n_newest);
}

enum err
person_neighbours(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
		  const struct comment_id *ids, size_t n, struct neighbours *ret)
{
	enum err e = ERR_OK;
	must(actor_at(by, s));
	for (size_t i = 0; i < n; i++)
		ret[i] = (struct neighbours){0};
	if (actor_role(by) < ROLE_MODERATOR || n == 0)
		return ERR_OK;
	struct db *db = store_reader(h->store, DB_MODERATOR);
	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		ret[i].known = crowd_knows_network(memory_crowd(h->memory), s->id, ids[i]);
		e = look_around(db, a, s->id, ids[i], &ret[i]);
	}
	store_reader_done(h->store, &db);
	return e;
}
