/* Storms; see the header. */
#include "flow/storm.h"

#include "base/clock.h"
#include "store/store_actor.h"
#include "store/store_thread.h"

enum err
storm_look(struct db *db, const struct site_conf *c, const struct thread *t, int64_t now,
	   struct storm_facts *ret)
{
	struct storm_facts s = {.mode = STORM_NONE};
	int64_t most = c->storm_posts > c->storm_rejected ? c->storm_posts : c->storm_rejected;
	enum storm mode = STORM_NONE;
	enum err e = storm_of(c->storm_mode, &mode);
	if (e != ERR_OK || mode == STORM_NONE) {
		*ret = s;
		return e;
	}
	if (t->storm_until > now) {
		s.mode = t->storm;
		*ret = s;
		return ERR_OK;
	}
	/* What began the storm before does not begin the next one. */
	int64_t since = now - c->storm_span;
	if (since < t->storm_until)
		since = t->storm_until;
	e = store_thread_burst(db, t->id, since, most, &s.posts, &s.rejected);
	if (e != ERR_OK)
		return e;
	s.posts++;
	s.begins = s.posts >= c->storm_posts || s.rejected >= c->storm_rejected;
	s.until = now + c->storm_life;
	if (s.begins)
		s.mode = mode;
	*ret = s;
	return ERR_OK;
}

enum err
storm_begin(struct db *db, struct arena *a, const struct site *s, struct thread_id thread,
	    int64_t now, const struct storm_facts *f)
{
	struct str why = str_printf(a, "%ld comments in %ld min, %ld of them bad", (long)f->posts,
				    (long)((s->conf->storm_span + 59) / 60), (long)f->rejected);
	enum err e = store_thread_storm(db, thread, f->mode, now, f->until, why);
	if (e == ERR_CONFLICT)
		return ERR_OK;
	if (e == ERR_OK)
		e = store_audit_add(db, s->id, now, STR("filter"), STR("storm"),
				    str_printf(a, "thread %ld", (long)thread.n),
				    str_printf(a, "%.*s until %.*s: %.*s", STR_FMT(storm_word(f->mode)),
					       STR_FMT(clock_iso(a, f->until)), STR_FMT(why)));
	if (e == ERR_OK)
		e = store_outbox_add(db, s->id, STR("storm"), thread.n, now);
	return e;
}

struct collect {
	struct arena *arena;
	struct thread *threads;
	size_t n;
};

static void
keep(void *arg, const struct thread *t)
{
	struct collect *c = arg;
	c->threads[c->n++] = store_thread_keep(c->arena, t);
}

enum err
storm_list(struct house *h, struct site *s, struct arena *a, const struct moderator *by, size_t limit,
	   struct thread **ret, size_t *ret_n)
{
	struct collect c = {.arena = a, .threads = arena_array(a, limit, struct thread)};
	must(actor_at(by, s));
	struct db *db = store_reader(h->store, DB_MODERATOR);
	enum err e = store_thread_storms(db, s->id, clock_now(), (int64_t)limit, keep, &c);
	store_reader_done(h->store, &db);
	if (e == ERR_OK) {
		*ret = c.threads;
		*ret_n = c.n;
	}
	return e;
}

struct ending {
	struct arena *arena;
	struct site_id site;
	struct thread_id thread;
	struct str by;
};

static enum err
write_end(struct db *db, void *arg)
{
	const struct ending *w = arg;
	int64_t now = clock_now();
	enum err e = store_thread_storm_end(db, w->site, w->thread, now);
	if (e == ERR_OK)
		e = store_audit_add(db, w->site, now, w->by, STR("storm.end"),
				    str_printf(w->arena, "thread %ld", (long)w->thread.n), STR(""));
	return e;
}

enum err
storm_end(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	  struct thread_id thread)
{
	must(actor_at(by, s));
	if (actor_role(by) < ROLE_MODERATOR)
		return ERR_DENIED;
	return actor_write(h, DB_MODERATOR, by, write_end,
			   &(struct ending){a, s->id, thread, actor_name(by)});
}
