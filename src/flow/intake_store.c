/*
 * Batches of rows into the store; or, in a trial run, only looked up.
 *
 * The store has a thread for itself while the next batch is read: an import takes two processors. Where it
 * has the database for itself it takes several batches in one transaction: a page of an index that is met in
 * any order (of writers, say) goes to the disk once for them all. The thread lives for one transaction. If
 * that fails, the import ends: what was committed before stays, and it can be run again
 * (flow/import_comment.h).
 */
#include <time.h>

#include "base/clock.h"
#include "intake_batch.h"
#include "store/store_actor.h"
#include "store/store_subject.h"

#define RUN_MS 1000 /* another command may wait as long, and a kill costs no more */

/* ---- a batch --------------------------------------------------------------------------------- */

static void
begin_batch(struct intake *in)
{
	in->tally = (struct tally){0};
	in->shown_at.n = in->shown = 0;
	arena_reset(in->write);
}

/* The first batch begins the import: its source has a row, and the book a line. */
static enum err
begin_source(struct db *db, struct intake *in)
{
	int64_t now = clock_now();
	if (in->source.n != 0)
		return ERR_OK;
	enum err e = store_import_source(db, in->site->id, in->system, in->handed.source, now,
					 &in->source);
	if (e == ERR_OK)
		e = store_imported_last(db, &in->began);
	if (e == ERR_OK)
		e = store_comment_free_id(db, &in->first_id);
	if (e == ERR_OK)
		e = store_audit_add(db, in->site->id, now, actor_name(in->by), STR("import"),
				    in->system, in->handed.source);
	return e;
}

static enum err
write_batch(struct db *db, struct intake *in)
{
	struct placing *p = NULL;
	begin_batch(in);
	enum err e = begin_source(db, in);
	if (e == ERR_OK)
		e = store_comment_free_id(db, &in->free_id);
	if (e == ERR_OK)
		e = store_author_free_id(db, &in->free_author);
	if (e == ERR_OK)
		e = store_erased_any_import(db, in->site->id, &in->erasures);
	if (e == ERR_OK)
		e = placing_look(db, in, &p);
	for (size_t i = 0; e == ERR_OK && i < in->handed.n; i++)
		e = placing_put(p, i);
	return e == ERR_OK ? placing_write(p) : e;
}

static void
say_missing(struct intake *in, const struct item *item)
{
	const struct old_comment *o = &item->row;
	if (in->job->missing != NULL)
		in->job->missing(in->job->arg, item->line, item->old, item->thread.page, o->c.now,
				 o->c.state);
}

/* A trial run: the same questions, nothing written. */
static enum err
look_up(struct db *db, struct intake *in)
{
	struct placing *p = NULL;
	enum err e = ERR_OK;
	begin_batch(in);
	if (in->source.n == 0)
		e = store_import_source_find(db, in->site->id, in->system, in->handed.source, &in->source);
	if (e == ERR_OK || e == ERR_GONE)
		e = store_erased_any_import(db, in->site->id, &in->erasures);
	if (e == ERR_OK)
		e = placing_look(db, in, &p);
	for (size_t i = 0; e == ERR_OK && i < in->handed.n; i++) {
		const struct item *item = &in->handed.items[i];
		if (item->kind != ITEM_COMMENT || item->part)
			continue;
		if (!met_first(&in->ids, item->old_digest)) {
			in->tally.duplicates++;
			continue;
		}
		bool known = placing_here(p, i)->here, erased = false;
		if (!known)
			e = placing_erased(db, in, i, &erased);
		if (e != ERR_OK || erased)
			continue;
		in->tally.known += known;
		in->tally.added += !known;
		in->tally.states[item->row.c.state]++;
		if (!known)
			say_missing(in, item);
	}
	return e;
}

/* ---- a run of batches ------------------------------------------------------------------------ */

/* What was handed over is done with. */
static void
add_batch(struct intake *in)
{
	struct tally *sum = &in->run.tally;
	const struct tally *t = &in->tally;
	sum->added += t->added;
	sum->known += t->known;
	sum->duplicates += t->duplicates;
	sum->erased += t->erased;
	for (size_t i = 0; i < STATE__MAX; i++)
		sum->states[i] += t->states[i];
	for (size_t i = 0; i < in->handed.n; i++)
		if (in->handed.items[i].kind == ITEM_COMMENT)
			sum->threads += met_first(&in->pages, in->handed.items[i].page_digest);
	in->handed.n = 0;
	arena_reset(in->handed.arena);
}

static void
count_run(struct intake *in)
{
	struct comment_imported *d = &in->done;
	const struct tally *t = &in->run.tally;
	d->added += t->added;
	d->known += t->known;
	d->skipped[SKIP_DUPLICATE] += t->duplicates;
	d->skipped[SKIP_ERASED] += t->erased;
	d->threads += t->threads;
	for (size_t i = 0; i < STATE__MAX; i++)
		d->states[i] += t->states[i];
	in->run.tally = (struct tally){0};
}

/* Gives back what was handed over, and waits for more until then. */
static bool
next_batch(struct intake *in, int64_t until)
{
	struct run *r = &in->run;
	struct timespec end = {until / 1000, until % 1000 * 1000000};
	add_batch(in);
	pthread_mutex_lock(&r->lock);
	r->given = false;
	pthread_cond_signal(&r->turn);
	while (!r->given && !r->last && clock_tick() < until)
		(void)pthread_cond_clockwait(&r->turn, &r->lock, CLOCK_MONOTONIC, &end);
	bool more = r->given && !r->last;
	r->ended = !more;
	pthread_mutex_unlock(&r->lock);
	return more;
}

/* A second try has nothing to write any more, so it must not say that all is well: the import ends with how
 * the first one ended, or, if that was undone together with another write, so that it can be run again. */
static enum err
write_run(struct db *db, void *arg)
{
	struct intake *in = arg;
	if (in->run.tried)
		return in->run.e != ERR_OK ? in->run.e : ERR_BUSY;
	in->run.tried = true;
	int64_t until = clock_tick() + (store_alone(in->house->store) ? RUN_MS : 0);
	do
		in->run.e = write_batch(db, in);
	while (in->run.e == ERR_OK && next_batch(in, until));
	return in->run.e;
}

static void *
store_run(void *arg)
{
	struct intake *in = arg;
	enum err e = store_write(in->house->store, DB_CONSOLE, write_run, in);
	pthread_mutex_lock(&in->run.lock);
	in->run.e = e;
	in->run.ended = true;
	pthread_cond_signal(&in->run.turn);
	pthread_mutex_unlock(&in->run.lock);
	return NULL;
}

static enum err
look_up_handed(struct intake *in)
{
	struct db *db = store_reader(in->house->store, DB_CONSOLE);
	enum err e = look_up(db, in);
	store_reader_done(in->house->store, &db);
	add_batch(in);
	return e;
}

/* The thread has ended, or is about to: what it wrote is committed, or it says why not. */
static void
join(struct intake *in)
{
	if (in->run.alive)
		must(pthread_join(in->run.thread, NULL) == 0);
	in->run.alive = in->run.given = in->run.last = in->run.ended = in->run.tried = false;
	in->failed = in->run.e;
	if (in->failed == ERR_OK)
		count_run(in);
}

/* Until the thread has taken in what it was handed. */
static bool
batch_wait(struct intake *in)
{
	struct run *r = &in->run;
	if (!r->alive)
		return in->failed == ERR_OK;
	pthread_mutex_lock(&r->lock);
	while (r->given && !r->ended)
		pthread_cond_wait(&r->turn, &r->lock);
	bool ended = r->ended;
	pthread_mutex_unlock(&r->lock);
	if (ended)
		join(in);
	return in->failed == ERR_OK;
}

bool
batch_end(struct intake *in)
{
	if (!batch_wait(in))
		return false;
	if (in->run.alive) {
		pthread_mutex_lock(&in->run.lock);
		in->run.last = true;
		pthread_cond_signal(&in->run.turn);
		pthread_mutex_unlock(&in->run.lock);
		join(in);
	}
	return in->failed == ERR_OK;
}

/* What was made becomes what is handed over, and the other way round. */
static void
swap(struct intake *in)
{
	struct handed was = in->handed;
	in->handed = (struct handed){in->items, in->n, in->batch, in->done.source};
	in->items = was.items;
	in->batch = was.arena;
	in->last.digest = 0;
	in->n = 0;
}

/* To the thread that waits for it; false: there is none, or it has waited long enough. */
static bool
give(struct run *r)
{
	if (!r->alive)
		return false;
	pthread_mutex_lock(&r->lock);
	r->given = !r->ended;
	pthread_cond_signal(&r->turn);
	bool given = r->given;
	pthread_mutex_unlock(&r->lock);
	return given;
}

bool
batch_flush(struct intake *in)
{
	struct run *r = &in->run;
	if (!batch_wait(in))
		return false;
	if (in->n == 0) { /* all that was read was skipped */
		arena_reset(in->batch);
		in->last.digest = 0;
		return true;
	}
	swap(in);
	if (in->job->dry_run) { /* it tells what it finds as it goes, and its caller has one thread */
		r->e = look_up_handed(in);
		join(in);
		return in->failed == ERR_OK;
	}
	if (give(r))
		return true;
	if (r->alive)
		join(in);
	if (in->failed != ERR_OK)
		return false;
	r->given = true;
	r->alive = pthread_create(&r->thread, NULL, store_run, in) == 0;
	if (!r->alive) {
		r->last = true;
		(void)store_run(in);
		join(in);
	}
	return in->failed == ERR_OK;
}

static enum err
write_end(struct db *db, void *arg)
{
	struct intake *in = arg;
	const struct comment_imported *d = &in->done;
	arena_reset(in->write);
	return store_audit_add(
		db, in->site->id, clock_now(), actor_name(in->by), STR("import"), in->system,
		str_printf(in->write, "%ld new, %ld known", (long)d->added, (long)d->known));
}

enum err
intake_finish(struct intake *in)
{
	if (!batch_flush(in) || !batch_end(in))
		return in->failed;
	if (in->job->dry_run || in->source.n == 0)
		return ERR_OK;
	int64_t apart = 0;
	in->failed = tree_settle(in->house, in->source, &in->done.cycles, &apart);
	if (in->failed == ERR_OK) {
		struct db *db = store_reader(in->house->store, DB_CONSOLE);
		in->failed = store_imported_orphans(db, in->source, in->began, &in->done.orphans);
		in->done.orphans += apart;
		store_reader_done(in->house->store, &db);
	}
	if (in->failed == ERR_OK && in->done.added > 0)
		in->failed = store_write(in->house->store, DB_CONSOLE, write_end, in);
	return in->failed;
}
