/* Rules of a site; see the header. */
#include "flow/rule.h"

#include "base/clock.h"
#include "flow/lists.h"
#include "store/store_actor.h"

struct saying {
	struct arena *arena;
	struct site_id site;
	struct rule_say say;
	bool clear;
	int64_t now;
	struct str by;
};

static enum err
write_rule(struct db *db, void *arg)
{
	const struct saying *s = arg;
	enum err e = s->clear ? store_rule_clear(db, s->site, s->say.rule)
			      : store_rule_set(db, s->site, &s->say);
	struct str verb = s->clear	? STR("rule.enable")
			  : s->say.off ? STR("rule.disable")
				       : STR("rule.shadow");
	if (e == ERR_OK)
		e = store_audit_add(db, s->site, s->now, s->by, verb,
				    str_cat(s->arena, STR("rule "), s->say.rule),
				    s->say.expires == 0 ? STR("")
							: str_cat(s->arena, STR("until "),
								  clock_iso(s->arena, s->say.expires)));
	return e;
}

static enum err
say(struct house *h, struct site *s, const struct moderator *by, struct saying *what,
    enum rule_outcome *ret)
{
	size_t id;
	must(actor_at(by, s));
	what->site = s->id;
	what->by = what->say.by = actor_name(by);
	what->now = what->say.created = clock_now();
	if (actor_role(by) < ROLE_MODERATOR || !filter_rule_find(what->say.rule, &id)) {
		*ret = actor_role(by) < ROLE_MODERATOR ? RULE_FORBIDDEN : RULE_UNKNOWN;
		return ERR_OK;
	}
	if (!what->clear && filter_rule_row(id).fixed) {
		*ret = RULE_FIXED;
		return ERR_OK;
	}
	enum err e = actor_write(h, DB_MODERATOR, by, write_rule, what);
	if (e == ERR_GONE) {
		*ret = RULE_NOT_SAID;
		return ERR_OK;
	}
	if (e == ERR_OK) {
		lists_written(h, s);
		*ret = RULE_DONE;
	}
	return e;
}

enum err
rule_set(struct house *h, struct site *s, struct arena *a, const struct moderator *by, struct str rule,
	 bool off, int64_t days, enum rule_outcome *ret)
{
	must(days >= 0 && days <= RULE_DAYS_MAX);
	struct saying what = {.arena = a, .say = {.rule = rule, .off = off}};
	what.say.expires = days == 0 ? 0 : clock_now() + days * 86400;
	return say(h, s, by, &what, ret);
}

enum err
rule_clear(struct house *h, struct site *s, struct arena *a, const struct moderator *by, struct str rule,
	   enum rule_outcome *ret)
{
	struct saying what = {.arena = a, .say = {.rule = rule}, .clear = true};
	return say(h, s, by, &what, ret);
}

/* ---- how they stand ---------------------------------------------------------------------------------- */

static struct rule_state
state_of_row(const struct policy *p, size_t id)
{
	struct rule_row row = filter_rule_row(id);
	const struct rule_setting *said = &p->rules[id];
	return (struct rule_state){
		.row = row,
		.weight = said->has_weight ? said->weight : row.weight,
		.action = said->has_action ? said->action : row.action,
		.off = said->off,
		.shadow = said->shadow,
	};
}

enum err
rule_list(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	  struct rule_state **ret, size_t *ret_n)
{
	struct rule_tally *tally = NULL;
	struct rule_say *said = NULL;
	size_t n_tally = 0, n_said = 0, n = filter_rules(), id;
	struct snapshot *snap;
	must(actor_at(by, s));
	struct rule_state *list = arena_array(a, n, struct rule_state);
	const struct lists *l = lists_take(s, &snap);
	for (size_t i = 0; i < n; i++)
		list[i] = state_of_row(&l->policy, i);
	snapshot_give(&snap);
	struct db *db = store_reader(h->store, DB_MODERATOR);
	enum err e = store_rule_tally(db, a, s->id, &tally, &n_tally);
	if (e == ERR_OK)
		e = store_rule_list(db, a, s->id, clock_now(), &said, &n_said);
	store_reader_done(h->store, &db);
	if (e != ERR_OK)
		return e;
	for (size_t i = 0; i < n_tally; i++)
		if (filter_rule_find(tally[i].rule, &id)) {
			list[id].fired = tally[i].fired;
			list[id].decided = tally[i].decided;
			list[id].overturned = tally[i].overturned;
		}
	for (size_t i = 0; i < n_said; i++)
		if (filter_rule_find(said[i].rule, &id)) {
			list[id].expires = said[i].expires;
			list[id].by = said[i].by;
		}
	*ret = list;
	*ret_n = n;
	return ERR_OK;
}

/* ---- of late ------------------------------------------------------------------------------------------ */

static enum err
measure(struct db *db, struct site *s, struct arena *a)
{
	struct rule_tally *tally = NULL, *of = arena_zero(a, filter_rules(), sizeof(*of)); /* by rule */
	size_t n = 0, id;
	enum err e = store_rule_tally_lately(db, a, s->id, RULE_LATELY, &tally, &n);
	if (e != ERR_OK)
		return e;
	for (size_t i = 0; i < n; i++)
		if (filter_rule_find(tally[i].rule, &id))
			of[id] = tally[i];
	for (size_t i = 0; i < filter_rules(); i++) {
		atomic_store(&s->records[i].decided, of[i].decided);
		atomic_store(&s->records[i].overturned, of[i].overturned);
	}
	return ERR_OK;
}

enum err
rule_measure(struct house *h, struct arena *a, bool *ret_more)
{
	enum err e = ERR_OK;
	*ret_more = false;
	struct db *db = store_reader(h->store, DB_KEEPER);
	for (size_t i = 0; e == ERR_OK && i < h->n_sites; i++)
		e = measure(db, &h->sites[i], a);
	store_reader_done(h->store, &db);
	return e;
}

bool
rule_record(struct site *s, struct str rule, int64_t *ret_decided, int64_t *ret_overturned)
{
	size_t id;
	if (!filter_rule_find(rule, &id))
		return false;
	*ret_decided = atomic_load(&s->records[id].decided);
	*ret_overturned = atomic_load(&s->records[id].overturned);
	return *ret_decided >= RULE_KNOWN && *ret_overturned <= *ret_decided;
}
