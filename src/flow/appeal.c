/* Appeals, as moderators answer them; see the header. */
#include "flow/appeal.h"

#include "base/clock.h"
#include "deciding.h"
#include "store/store_actor.h"
#include "store/store_comment.h"
#include "store/store_notice.h"

struct collect {
	struct arena *arena;
	struct appeal_item *items;
	size_t n;
};

static void
add_item(void *arg, const struct open_appeal *appeal)
{
	struct collect *c = arg;
	struct appeal_item *item = &c->items[c->n++];
	item->item.comment.id = appeal->comment;
	item->made = appeal->made;
	item->decided_by = str_copy(c->arena, appeal->decided_by);
}

enum err
appeal_list(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	    struct comment_id after, int64_t limit, struct appeal_item **ret, size_t *ret_n)
{
	must(actor_at(by, s));
	must(limit > 0 && limit <= 1000);
	struct collect c = {.arena = a, .items = arena_array(a, (size_t)limit, struct appeal_item)};
	size_t n = 0;
	struct db *db = store_reader(h->store, DB_MODERATOR);
	bool another = false;
	enum err e = store_appeal_open(db, s->id, after, limit, add_item, &c);
	if (e == ERR_OK)
		e = decision_by_another(db, by, &another);
	store_reader_done(h->store, &db);
	for (size_t i = 0; e == ERR_OK && i < c.n; i++) {
		struct appeal_item *item = &c.items[n];
		*item = c.items[i];
		item->own_decision = item->decided_by.n > 0 && str_eq(item->decided_by, actor_name(by));
		item->by_another = item->own_decision && another;
		e = queue_get(h, s, a, by, c.items[i].item.comment.id, &item->item);
		if (e == ERR_OK)
			n++;
		else if (e == ERR_GONE) /* erased between the two looks */
			e = ERR_OK;
	}
	if (e == ERR_OK) {
		*ret = c.items;
		*ret_n = n;
	}
	return e;
}

struct keeping {
	struct site *site;
	struct arena *arena;
	const struct moderator *by;
	struct comment_id id;
	struct str answer;
	int64_t now;
	bool own; /* comes out: nothing was written */
};

/* Asked inside the write: whoever was made a moderator or a viewer meanwhile counts as such. */
static enum err
look_whose(struct db *db, struct keeping *k)
{
	bool another = false;
	k->own = false;
	enum err e = store_appeal_against(db, k->site->id, k->id, actor_name(k->by), &k->own);
	if (e == ERR_OK && k->own)
		e = decision_by_another(db, k->by, &another);
	k->own = k->own && another;
	return e;
}

static enum err
write_keep(struct db *db, void *arg)
{
	struct keeping *k = arg;
	struct comment c;
	struct hash person;
	struct decision d = {.site = k->site, .by = k->by, .comment = &c, .now = k->now, .arena = k->arena};
	int64_t id = 0;
	enum err e = look_whose(db, k);
	if (e != ERR_OK || k->own)
		return e;
	e = store_comment_get(db, k->arena, k->site->id, k->id, &c, &person);
	if (e == ERR_GONE)
		return ERR_CONFLICT;
	if (e == ERR_OK)
		e = decision_write_none(db, &d, &id);
	if (e == ERR_OK)
		e = store_appeal_answer(db, k->site->id, k->id, k->answer, actor_name(k->by), k->now, id);
	if (e == ERR_OK)
		e = store_audit_act(db, k->site->id, k->now, actor_name(k->by), STR("keep"), k->id,
				    str_cat(k->arena, STR("appeal: "), k->answer));
	return e;
}

enum err
appeal_keep(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	    struct comment_id id, struct str answer, enum appeal_kept *ret)
{
	must(actor_at(by, s));
	must(answer.n > 0);
	struct keeping k = {s, a, by, id, answer, clock_now(), false};
	*ret = APPEAL_NONE;
	if (actor_role(by) < ROLE_MODERATOR)
		return ERR_OK;
	enum err e = actor_write(h, DB_MODERATOR, by, write_keep, &k);
	if (e == ERR_OK)
		*ret = k.own ? APPEAL_OWN : APPEAL_KEPT;
	return e == ERR_CONFLICT ? ERR_OK : e;
}
