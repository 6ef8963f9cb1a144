/*
 * A batch of rows into the store, in one transaction; or, in a trial run, only looked up. A try may
 * run twice (store/store.h), so what it learns (ids of articles and writers) is forgotten unless it
 * was committed.
 *
 * The store has a thread for itself while the next batch is read: an import takes two processors.
 * It lives for
 * one batch, so that there is nothing to be told to it but the batch.
 */
#include "base/clock.h"
#include "intake_batch.h"
#include "store/store_actor.h"
#include "store/store_subject.h"

static void
begin_try(struct intake *in)
{
	if (in->caches_doubtful) {
		memset(in->threads, 0, sizeof(in->threads));
		memset(in->authors, 0, sizeof(in->authors));
		for (size_t i = 0; i < in->n_newly; i++)
			in->numbered[in->newly[i]] = 0;
	}
	in->caches_doubtful = true;
	in->n_newly = 0;
	in->tally = (struct tally){0};
	in->shown_at.n = in->shown = 0;
	arena_reset(in->write);
}

/* ---- a batch --------------------------------------------------------------------------------- */

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
		e = store_audit_add(db, in->site->id, now, actor_name(in->by), STR("import"),
				    in->system, in->handed.source);
	return e;
}

static enum err
write_batch(struct db *db, void *arg)
{
	struct intake *in = arg;
	struct import_source had = in->source;
	struct placing *p = NULL;
	begin_try(in);
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
	if (e == ERR_OK)
		e = placing_write(p);
	if (e != ERR_OK)
		in->source = had;
	return e;
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
	begin_try(in);
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
		bool known = placing_here(p, i)->n != 0, erased = false;
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

static void
count_batch(struct intake *in)
{
	struct comment_imported *d = &in->done;
	const struct tally *t = &in->tally;
	d->added += t->added;
	d->known += t->known;
	d->skipped[SKIP_DUPLICATE] += t->duplicates;
	d->skipped[SKIP_ERASED] += t->erased;
	for (size_t i = 0; i < STATE__MAX; i++)
		d->states[i] += t->states[i];
	for (size_t i = 0; i < in->handed.n; i++)
		if (in->handed.items[i].kind == ITEM_COMMENT)
			d->threads += met_first(&in->pages, in->handed.items[i].page_digest);
}

static void *
store_handed(void *arg)
{
	struct intake *in = arg;
	if (in->job->dry_run) {
		struct db *db = store_reader(in->house->store, DB_CONSOLE);
		in->handed.e = look_up(db, in);
		store_reader_done(in->house->store, &db);
	} else {
		in->handed.e = store_write(in->house->store, DB_CONSOLE, write_batch, in);
	}
	return NULL;
}

bool
batch_wait(struct intake *in)
{
	if (in->writing) {
		must(pthread_join(in->thread, NULL) == 0);
		in->writing = false;
	}
	if (in->failed != ERR_OK)
		return false;
	if (in->handed.n == 0)
		return true;
	in->failed = in->handed.e;
	if (in->failed == ERR_OK) {
		in->caches_doubtful = false;
		count_batch(in);
	}
	in->handed.n = 0;
	arena_reset(in->handed.arena);
	return in->failed == ERR_OK;
}

/* What was made becomes what is handed over, and the other way round. */
static void
swap(struct intake *in)
{
	struct handed was = in->handed;
	in->handed = (struct handed){in->items, in->n, in->batch, in->done.source, ERR_OK};
	in->items = was.items;
	in->batch = was.arena;
	in->last.digest = 0;
	in->n = 0;
}

bool
batch_flush(struct intake *in)
{
	if (!batch_wait(in))
		return false;
	if (in->n == 0) { /* all that was read was skipped */
		arena_reset(in->batch);
		in->last.digest = 0;
		return true;
	}
	swap(in);
	/* A trial run tells what it finds as it goes, and its caller has one thread. */
	in->writing = !in->job->dry_run && pthread_create(&in->thread, NULL, store_handed, in) == 0;
	if (!in->writing)
		(void)store_handed(in);
	return true;
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
	if (!batch_flush(in) || !batch_wait(in))
		return in->failed;
	if (in->job->dry_run || in->source.n == 0)
		return ERR_OK;
	in->failed = tree_settle(in->house, in->source, &in->done.cycles);
	if (in->failed == ERR_OK) {
		struct db *db = store_reader(in->house->store, DB_CONSOLE);
		in->failed = store_imported_orphans(db, in->source, in->began, &in->done.orphans);
		store_reader_done(in->house->store, &db);
	}
	if (in->failed == ERR_OK && in->done.added > 0)
		in->failed = store_write(in->house->store, DB_CONSOLE, write_end, in);
	return in->failed;
}
