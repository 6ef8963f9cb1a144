/* What moderators do to an article: how it takes comments, what stands above them, where it has moved to;
 * and how they and posts find it. See flow/thread.h. */
#include "base/clock.h"
#include "flow/storm.h"
#include "flow/thread.h"
#include "store/store_actor.h"
#include "store/store_thread.h"

enum err
thread_look(struct db *db, struct arena *a, const struct site *site, int64_t now, struct draft *d,
	    struct facts *f, struct thread *ret, struct storm_facts *ret_storm)
{
	struct thread *t = ret;
	enum err e = store_thread_find(db, a, site->id, d->page, t);
	*ret_storm = (struct storm_facts){.mode = STORM_NONE};
	if (e == ERR_GONE) {
		*t = (struct thread){.page = d->page, .mode = MODE_OPEN};
		e = ERR_OK;
	}
	d->page = t->page;
	d->title = t->title;
	d->lang = t->lang.n > 0 ? t->lang : site->conf->lang;
	d->site_host = site->conf->host;
	bool closed = thread_standing(site->conf, t, now).closed;
	f->mode = closed && t->mode != MODE_READONLY ? MODE_CLOSED : t->mode;
	if (e == ERR_OK && t->id.n != 0)
		e = storm_look(db, site->conf, t, now, ret_storm);
	f->storm = ret_storm->mode;
	return e;
}

struct setting {
	struct site *site;
	const struct moderator *by;
	struct arena *arena;
	struct str page;
	enum mode mode;
	int64_t now;
};

static enum err
write_mode(struct db *db, void *arg)
{
	const struct setting *s = arg;
	struct thread_id id;
	struct thread t = {.page = s->page};
	enum err e = store_thread_find(db, s->arena, s->site->id, s->page, &t);
	if (e == ERR_OK || e == ERR_GONE)
		e = store_thread_mode(db, s->site->id, t.page, s->mode, s->now, &id);
	if (e == ERR_OK)
		e = store_audit_add(db, s->site->id, s->now, actor_name(s->by), STR("mode"),
				    str_printf(s->arena, "thread %ld", (long)id.n), mode_word(s->mode));
	return e;
}

enum err
thread_set_mode(struct house *h, struct site *site, struct arena *a, const struct moderator *by,
		struct str page, enum mode mode)
{
	must(actor_at(by, site));
	if (actor_role(by) < ROLE_MODERATOR)
		return ERR_DENIED;
	struct setting s = {site, by, a, page, mode, clock_now()};
	return actor_write(h, DB_MODERATOR, by, write_mode, &s);
}

struct saying {
	struct site *site;
	const struct moderator *by;
	struct arena *arena;
	struct str page, announcement, rules;
};

static enum err
write_said(struct db *db, void *arg)
{
	const struct saying *s = arg;
	int64_t now = clock_now();
	struct thread_id id;
	struct thread t = {.page = s->page};
	enum err e = store_thread_find(db, s->arena, s->site->id, s->page, &t);
	if (e == ERR_OK || e == ERR_GONE)
		e = store_thread_say(db, s->site->id, t.page, s->announcement, s->rules, now, &id);
	if (e == ERR_OK)
		e = store_audit_add(db, s->site->id, now, actor_name(s->by), STR("announce"),
				    str_printf(s->arena, "thread %ld", (long)id.n),
				    str_printf(s->arena, "%.*s%s%.*s", STR_FMT(s->announcement),
					       s->announcement.n > 0 && s->rules.n > 0 ? " / " : "",
					       STR_FMT(s->rules)));
	return e;
}

enum err
thread_say(struct house *h, struct site *site, struct arena *a, const struct moderator *by, struct str page,
	   struct str announcement, struct str rules)
{
	must(actor_at(by, site));
	if (actor_role(by) < ROLE_MODERATOR)
		return ERR_DENIED;
	struct saying s = {site, by, a, page, announcement, rules};
	return actor_write(h, DB_MODERATOR, by, write_said, &s);
}

struct moving {
	struct site *site;
	const struct moderator *by;
	struct arena *arena;
	struct str from, to;
	int64_t now;
	enum thread_moved outcome;
};

/* Whether the address is free: `ret_bare` is a row there that has no comments; 0: there is none. */
static enum err
look_at_place(struct db *db, struct moving *m, struct thread_id *ret_bare)
{
	struct thread there;
	bool used = false;
	enum err e = store_thread_find(db, m->arena, m->site->id, m->to, &there);
	*ret_bare = (struct thread_id){0};
	if (e == ERR_GONE || (e == ERR_OK && !str_eq(there.page, m->to)))
		return ERR_OK; /* nothing, or what has left it */
	if (e == ERR_OK)
		e = store_thread_used(db, there.id, &used);
	if (used)
		m->outcome = THREAD_TAKEN;
	*ret_bare = there.id;
	return e;
}

static enum err
write_move(struct db *db, void *arg)
{
	struct moving *m = arg;
	struct thread t;
	struct thread_id bare;
	m->outcome = THREAD_MOVED;
	enum err e = store_thread_find(db, m->arena, m->site->id, m->from, &t);
	if (e == ERR_GONE || (e == ERR_OK && str_eq(t.page, m->to))) {
		m->outcome = e == ERR_GONE ? THREAD_NONE : THREAD_THERE;
		return ERR_OK;
	}
	if (e == ERR_OK)
		e = look_at_place(db, m, &bare);
	if (e != ERR_OK || m->outcome != THREAD_MOVED)
		return e;
	e = store_thread_move(db, &t, m->to, bare, m->now);
	if (e == ERR_OK)
		e = store_audit_add(db, m->site->id, m->now, actor_name(m->by), STR("move"),
				    str_printf(m->arena, "thread %ld", (long)t.id.n),
				    str_printf(m->arena, "%.*s -> %.*s", STR_FMT(t.page), STR_FMT(m->to)));
	return e;
}

enum err
thread_move(struct house *h, struct site *site, struct arena *a, const struct moderator *by, struct str from,
	    struct str to, enum thread_moved *ret)
{
	must(actor_at(by, site));
	if (actor_role(by) < ROLE_MODERATOR) {
		*ret = THREAD_FORBIDDEN;
		return ERR_OK;
	}
	struct moving m = {.site = site, .by = by, .arena = a, .from = from, .to = to, .now = clock_now()};
	enum err e = actor_write(h, DB_MODERATOR, by, write_move, &m);
	if (e == ERR_OK)
		*ret = m.outcome;
	return e;
}

struct searching {
	struct arena *arena;
	struct thread *threads;
	size_t n;
};

static void
keep_thread(void *arg, const struct thread *t)
{
	struct searching *s = arg;
	s->threads[s->n++] = store_thread_keep(s->arena, t);
}

enum err
thread_search(struct house *h, struct site *site, struct arena *a, const struct moderator *by,
	      const struct thread_query *q, int64_t limit, struct thread **ret, size_t *ret_n)
{
	struct thread_query asked = *q;
	must(actor_at(by, site));
	if (actor_role(by) < ROLE_MODERATOR)
		return ERR_DENIED;
	struct searching s = {a, arena_array(a, (size_t)limit, struct thread), 0};
	asked.part = str_like(a, q->part);
	struct db *db = store_reader(h->store, DB_MODERATOR);
	enum err e = store_thread_search(db, site->id, &asked, limit, keep_thread, &s);
	store_reader_done(h->store, &db);
	*ret = s.threads;
	*ret_n = s.n;
	return e;
}
