/* The person behind a comment; see the header. */
#include "looking.h"

#include "base/clock.h"
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

void
person_neighbours(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
		  const struct comment_id *ids, size_t n, struct neighbours *ret)
{
	must(actor_at(by, s));
	for (size_t i = 0; i < n; i++)
		ret[i] = (struct neighbours){0};
	if (actor_role(by) < ROLE_MODERATOR || n == 0)
		return;
	struct crowd_near *near = arena_array(a, n, struct crowd_near);
	crowd_near(memory_crowd(h->memory), a, s->id, clock_now() - CROWD_SPAN, ids, n, near);
	for (size_t i = 0; i < n; i++)
		ret[i] = (struct neighbours){(int64_t)near[i].comments, (int64_t)near[i].people,
					     near[i].known};
}
