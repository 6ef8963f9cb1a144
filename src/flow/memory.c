/* Texts of late; see the header. */
#include "flow/memory.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "flow/crowd.h"
#include "store/store_comment.h"
#include "store/store_decision.h"
#include "store/store_lesson.h"

#define SLICE 500 /* comment ids read at a time: a few milliseconds, after which a stop is heard */

struct memory {
	struct similar *texts;
	struct crowd *crowd;
	size_t room;
	atomic_bool changed;
	/* The housekeeper's alone. */
	int64_t below; /* comments from this id on need not be loaded; 0: nothing was loaded yet */
	int64_t upto;  /* comments below this id are known, whoever wrote them */
	int64_t decided; /* the last decision that the crowd has heard of */
	int64_t began; /* clock_tick() */
};

struct memory *
memory_new(size_t texts)
{
	struct memory *m = heap_zero(1, sizeof(*m));
	unsigned char key[SIMILAR_KEY];
	crypt_random(key, sizeof(key));
	m->texts = similar_new(texts, key);
	m->crowd = crowd_new(texts < CROWD_MAX ? texts : CROWD_MAX);
	m->room = texts;
	return m;
}

void
memory_free(struct memory **memory)
{
	if (*memory == NULL)
		return;
	similar_free(&(*memory)->texts);
	crowd_free(&(*memory)->crowd);
	heap_free(*memory);
	*memory = NULL;
}

void
memory_leave_empty(struct memory *m)
{
	similar_loaded(m->texts);
}

struct print
memory_print(struct house *h, struct site *s, struct arena *a, struct str text)
{
	return similar_print(h->memory->texts, s->id, filter_fold(a, text));
}

void
memory_look(struct house *h, const struct print *p, struct author_id author, struct thread_id thread,
	    struct facts *f)
{
	int64_t since = clock_now() - h->conf->similar_span;
	similar_look(h->memory->texts, p, author, thread, since, &f->copies, &f->near);
	f->copies_loading = p->compared && similar_loading(h->memory->texts);
}

void
memory_arrive(struct house *h, const struct print *p, const struct arrival *arrival)
{
	struct arrival a = *arrival;
	a.kin = similar_kin(h->memory->texts, p, a.comment, clock_now() - CROWD_SPAN);
	crowd_add(h->memory->crowd, &a);
}

void
memory_decided(struct house *h, struct comment_id id, bool open)
{
	crowd_open(h->memory->crowd, id, open);
}

struct crowd *
memory_crowd(struct memory *m)
{
	return m->crowd;
}

enum err
memory_forget_old(struct house *h, struct arena *a, bool *ret_more)
{
	int64_t life = h->conf->address_life < CROWD_SPAN ? h->conf->address_life : CROWD_SPAN;
	(void)a;
	*ret_more = false;
	crowd_forget_old(h->memory->crowd, clock_now() - CROWD_SPAN, clock_now() - life);
	return ERR_OK;
}

void
memory_add(struct house *h, const struct print *p, const struct occurrence *o)
{
	similar_add(h->memory->texts, p, o);
}

void
memory_forget(struct house *h, const struct print *p, struct comment_id id)
{
	similar_forget(h->memory->texts, p, id);
}

void
memory_learn(struct house *h, struct arena *a, const struct lesson *l)
{
	const struct comment *c = &l->comment;
	struct similar *texts = h->memory->texts;
	struct print p = similar_print(texts, c->site, filter_fold(a, c->text));
	struct occurrence o = {.comment = c->id, .author = c->author, .thread = c->thread,
			       .created = c->created};
	if (l->opinion == OPINION_GONE) {
		crowd_forget(h->memory->crowd, c->id);
		similar_forget(texts, &p, c->id);
		return;
	}
	if (l->before == OPINION_GONE)
		similar_add(texts, &p, &o);
	similar_decide(texts, &p, c->id, l->opinion);
	if (l->opinion != OPINION_NONE)
		crowd_open(h->memory->crowd, c->id, false); /* another process may have decided it */
}

void
memory_erase_authors(struct house *h, struct forgotten *list, size_t n)
{
	similar_forget_authors(h->memory->texts, list, n);
	crowd_forget_authors(h->memory->crowd, list, n);
}

void
memory_erase_texts(struct house *h, struct comment_id *ids, size_t n)
{
	for (size_t i = 0; i < n; i++)
		crowd_forget(h->memory->crowd, ids[i]);
	similar_forget_all(h->memory->texts, ids, n);
}

void
memory_changed(struct memory *m)
{
	atomic_store(&m->changed, true);
}

/* ---- the housekeeper's --------------------------------------------------------------------------- */

struct reading_on {
	struct memory *memory;
	struct arena *arena; /* of one text after the other */
	bool older;          /* than all that is known */
	bool full;
};

static void
take_text(void *arg, const struct comment *c)
{
	struct reading_on *r = arg;
	struct similar *texts = r->memory->texts;
	struct print p = similar_print(texts, c->site, filter_fold(r->arena, c->text));
	struct occurrence o = {.comment = c->id,
			       .author = c->author,
			       .thread = c->thread,
			       .created = c->created,
			       .opinion = opinion_of_state(c->state, c->decided != 0)};
	struct arrival a = {.comment = c->id, .site = c->site, .thread = c->thread, .author = c->author,
			    .name = c->name, .state = c->state, .decided = c->decided != 0,
			    .created = c->created};
	/* Our own posts are known, with what they were like when they came. */
	int64_t since = clock_now() - CROWD_SPAN;
	if (c->created >= since && !crowd_knows(r->memory->crowd, c->id)) {
		a.kin = similar_kin(texts, &p, c->id, since);
		(r->older ? crowd_add_older : crowd_add)(r->memory->crowd, &a);
	}
	if (r->older) {
		r->full |= !similar_add_older(texts, &p, &o);
	} else {
		similar_add(texts, &p, &o);
		similar_decide(texts, &p, o.comment, o.opinion);
	}
	arena_reset(r->arena);
}

/* Comments with ids in [low, high), newest first. */
static enum err
read_texts(struct house *h, int64_t low, int64_t high, bool older, bool *ret_full)
{
	struct reading_on r = {.memory = h->memory, .arena = arena_new(), .older = older};
	struct db *db = store_reader(h->store, DB_KEEPER);
	enum err e = store_comment_texts(db, low, high, clock_now() - h->conf->similar_span,
					 take_text, &r);
	store_reader_done(h->store, &db);
	arena_free(&r.arena);
	if (e == ERR_OK)
		*ret_full = r.full;
	return e;
}

static enum err
next_id(struct house *h, int64_t *ret)
{
	struct db *db = store_reader(h->store, DB_KEEPER);
	enum err e = store_comment_next_id(db, ret);
	store_reader_done(h->store, &db);
	return e;
}

/* The comments say themselves what was decided before. */
static enum err
begin_loading(struct house *h)
{
	struct memory *m = h->memory;
	struct db *db = store_reader(h->store, DB_KEEPER);
	enum err e = store_decision_newest(db, &m->decided);
	store_reader_done(h->store, &db);
	if (e == ERR_OK)
		e = next_id(h, &m->below);
	if (e == ERR_OK) {
		m->upto = m->below;
		m->began = clock_tick();
	}
	return e;
}

/* Imported comments may have newer ids than times, so the search ends by the number of rows, not
 * by the first one that is too old. */
enum err
memory_load(struct house *h, struct arena *a, bool *ret_more)
{
	struct memory *m = h->memory;
	bool full = false;
	(void)a;
	*ret_more = false;
	if (!similar_loading(m->texts))
		return ERR_OK;
	enum err e = m->below == 0 ? begin_loading(h) : ERR_OK;
	int64_t low = m->below > SLICE ? m->below - SLICE : 1;
	if (e == ERR_OK)
		e = read_texts(h, low, m->below, true, &full);
	if (e != ERR_OK)
		return e;
	m->below = low;
	*ret_more = !full && low > 1 && m->upto - low < (int64_t)m->room;
	if (!*ret_more) {
		similar_loaded(m->texts);
		log_event(LOG_INFO, "texts_loaded", LOG_I("texts", (int64_t)similar_count(m->texts)),
			  LOG_I("ms", clock_tick() - m->began));
	}
	return ERR_OK;
}

static void
close_one(void *arg, struct comment_id id)
{
	struct memory *m = arg;
	crowd_open(m->crowd, id, false);
}

/* The command line decides, too, and so do answers to notices. Our own decisions are among these. */
static enum err
follow_decisions(struct house *h)
{
	struct memory *m = h->memory;
	int64_t before;
	enum err e;
	do {
		before = m->decided;
		struct db *db = store_reader(h->store, DB_KEEPER);
		e = store_decision_since(db, &m->decided, SLICE, close_one, m);
		store_reader_done(h->store, &db);
	} while (e == ERR_OK && m->decided - before >= SLICE);
	return e;
}

/* Our own posts are among these, and known. What people think of texts comes with the lessons
 * (flow/train.c). */
enum err
memory_follow(struct house *h, struct arena *a, bool *ret_more)
{
	struct memory *m = h->memory;
	int64_t next = 0;
	bool full;
	(void)a;
	*ret_more = false;
	if (m->upto == 0)
		return ERR_OK;
	enum err e = follow_decisions(h);
	if (e != ERR_OK || !atomic_exchange(&m->changed, false))
		return e;
	e = next_id(h, &next);
	/* The newest of many that came at once (an import) are enough. */
	if (e == ERR_OK && next - m->upto > (int64_t)m->room)
		m->upto = next - (int64_t)m->room;
	while (e == ERR_OK && m->upto < next) {
		int64_t high = m->upto + SLICE < next ? m->upto + SLICE : next;
		e = read_texts(h, m->upto, high, false, &full);
		if (e == ERR_OK)
			m->upto = high;
	}
	if (e != ERR_OK)
		memory_changed(m);
	return e;
}
