/*
 * A batch of rows into the store, in one transaction; or, in a trial run, only looked up. A try may
 * run twice (store/store.h), so what it learns (ids of articles and writers) is forgotten unless it
 * was committed.
 */
#include "base/clock.h"
#include "intake_batch.h"
#include "store/store_actor.h"
#include "store/store_subject.h"
#include "store/store_thread.h"

/* ---- what was met of late -------------------------------------------------------------------- */

static struct cached *
cache_slot(struct cached *cache, uint64_t digest)
{
	return &cache[digest & (CACHE_SLOTS - 1)];
}

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

static void
set_number(struct intake *in, int64_t number, struct author_id author)
{
	if (number <= 0 || number > NUMBER_MAX || author.n == 0)
		return;
	if ((size_t)number >= in->n_numbered) {
		size_t n = (size_t)number * 2 + 1024;
		in->numbered = heap_grow(in->numbered, n, sizeof(*in->numbered));
		memset(in->numbered + in->n_numbered, 0,
		       (n - in->n_numbered) * sizeof(*in->numbered));
		in->n_numbered = n;
	}
	if (in->numbered[number] != 0)
		return;
	in->numbered[number] = author.n;
	in->newly[in->n_newly++] = number;
}

/* ---- one item -------------------------------------------------------------------------------- */

static enum err
ensure_thread(struct db *db, struct intake *in, const struct item *item, struct thread_id *ret)
{
	struct hash h = crypt_digest(item->thread.page);
	uint64_t digest;
	memcpy(&digest, h.b, sizeof(digest));
	struct cached *c = cache_slot(in->threads, digest);
	if (c->id != 0 && c->digest == digest && item->kind == ITEM_COMMENT) {
		ret->n = c->id;
		return ERR_OK;
	}
	enum err e = store_thread_import(db, &item->thread, item->thread_created, ret);
	if (e == ERR_OK)
		*c = (struct cached){digest, ret->n};
	return e;
}

static enum err
ensure_author(struct db *db, struct intake *in, const struct item *item, struct author_id *ret)
{
	size_t number = (size_t)item->number;
	*ret = (struct author_id){0};
	if (item->kind == ITEM_COMMENT && number > 0 && number < in->n_numbered &&
	    in->numbered[number] != 0) {
		ret->n = in->numbered[number];
		return ERR_OK;
	}
	if (!item->person)
		return ERR_OK;
	uint64_t digest;
	memcpy(&digest, item->id_hash.b, sizeof(digest));
	struct cached *c = cache_slot(in->authors, digest);
	if (c->id != 0 && c->digest == digest) {
		ret->n = c->id;
	} else {
		enum err e = store_author_ensure(db, in->site->id, &item->id_hash, &item->ban_hash,
						 item->avatar, clock_now(), ret);
		if (e != ERR_OK)
			return e;
		*c = (struct cached){digest, ret->n};
	}
	set_number(in, item->number, *ret);
	return ERR_OK;
}

/* Is it here? ERR_GONE: no. */
static enum err
find_known(struct db *db, struct intake *in, const struct item *item, struct import_row *ret)
{
	enum err e = ERR_GONE;
	*ret = (struct import_row){0};
	if (in->source.n != 0)
		e = store_imported_find(db, in->write, in->source, item->old, ret);
	if (e != ERR_GONE || item->more == NULL || item->keep == 0)
		return e;
	/* An export of this very site, read again: the comment itself is the proof. */
	e = store_comment_same(db, in->site->id, (struct comment_id){item->keep}, item->thread.page,
			       item->row.c.now);
	if (e == ERR_OK && in->source.n != 0 && !in->job->dry_run)
		e = store_imported_add(db, in->source, item->old, (struct comment_id){item->keep},
				       STR(""));
	return e;
}

/* It is not here because its writer's data was erased (flow/subject.h): then it stays away. */
static enum err
was_erased(struct db *db, struct intake *in, const struct item *item, bool *ret)
{
	*ret = false;
	if (!in->erasures || in->source.n == 0)
		return ERR_OK;
	enum err e = store_erased_import(db, in->source.n, item->old, ret);
	in->tally.erased += *ret && !item->part;
	return e;
}

static void
count_known(struct intake *in, const struct item *item, const struct import_row *row)
{
	if (item->part)
		return;
	if (row->n > in->began) {
		in->tally.duplicates++;
		return;
	}
	set_number(in, item->number, row->author);
	in->tally.known++;
	in->tally.states[item->row.c.state]++;
}

/* Under its old id if it may, else under the next one. */
static enum err
insert(struct db *db, struct intake *in, const struct item *item, const struct old_comment *o,
       struct comment_id *ret)
{
	enum err e = ERR_CONFLICT;
	ret->n = item->keep;
	if (item->keep != 0)
		e = store_comment_import(db, o, *ret);
	if (e == ERR_CONFLICT) {
		ret->n = in->free_id;
		e = store_comment_import(db, o, *ret);
	}
	if (e == ERR_OK && ret->n >= in->free_id)
		in->free_id = ret->n + 1;
	return e == ERR_CONFLICT ? ERR_IO : e; /* behind all others nothing can stand */
}

/* What it answers, if that is here by now; *ret_waits is its name if it is not. */
static enum err
find_parent(struct db *db, struct intake *in, const struct item *item, struct old_comment *o,
	    struct str *ret_waits)
{
	struct import_row row;
	*ret_waits = STR("");
	if (item->parent.n == 0 || str_eq(item->parent, item->old))
		return ERR_OK;
	enum err e = store_imported_find(db, in->write, in->source, item->parent, &row);
	if (e == ERR_GONE || (e == ERR_OK && row.thread.n != o->c.thread.n)) {
		*ret_waits = item->parent;
		return ERR_OK;
	}
	if (e == ERR_OK) {
		o->c.parent = row.comment;
		o->c.parent_key = row.order_key;
	}
	return e;
}

static enum err
find_chain(struct db *db, struct intake *in, const struct item *item, struct old_comment *o)
{
	struct import_row row;
	if (item->more == NULL || item->more->chain.n == 0)
		return ERR_OK;
	enum err e = store_imported_find(db, in->write, in->source, item->more->chain, &row);
	if (e == ERR_OK)
		o->c.chain = row.comment;
	return e == ERR_GONE ? ERR_OK : e;
}

/* What it was called here, and, if it had moved before, elsewhere. */
static enum err
add_names(struct db *db, struct intake *in, const struct item *item, struct comment_id id,
	  struct str waits)
{
	const struct record_more *m = item->more;
	enum err e = store_imported_add(db, in->source, item->old, id, waits);
	if (e == ERR_OK && item->alias.n > 0)
		e = store_imported_add(db, in->source, item->alias, id, STR(""));
	for (size_t i = 0; e == ERR_OK && m != NULL && i < m->n_old; i++) {
		struct import_source source;
		e = store_import_source(db, in->site->id, m->old[i].system, m->old[i].source,
					clock_now(), &source);
		if (e == ERR_OK)
			e = store_imported_add(db, source, m->old[i].id, id, STR(""));
	}
	return e;
}

/* Comments of an article mostly stand together: one update for each run of them. `thread` 0: the last one. */
static enum err
count_shown(struct db *db, struct intake *in, struct thread_id thread)
{
	enum err e = ERR_OK;
	if (thread.n != in->shown_at.n && in->shown > 0) {
		e = store_thread_count(db, in->shown_at, in->shown);
		in->shown = 0;
	}
	in->shown_at = thread;
	in->shown += thread.n != 0;
	return e;
}

static enum err
put_comment(struct db *db, struct intake *in, const struct item *item)
{
	struct import_row known;
	struct old_comment o = item->row;
	struct comment_id id;
	struct str waits;
	bool erased = false;
	enum err e = find_known(db, in, item, &known);
	if (e == ERR_OK) {
		count_known(in, item, &known);
		return ERR_OK;
	}
	if (e == ERR_GONE)
		e = was_erased(db, in, item, &erased);
	if (e != ERR_OK || erased)
		return e;
	e = ensure_thread(db, in, item, &o.c.thread);
	if (e == ERR_OK)
		e = ensure_author(db, in, item, &o.c.author);
	if (e == ERR_OK)
		e = find_parent(db, in, item, &o, &waits);
	if (e == ERR_OK)
		e = find_chain(db, in, item, &o);
	if (e == ERR_OK)
		e = insert(db, in, item, &o, &id);
	if (e == ERR_OK)
		e = add_names(db, in, item, id, waits);
	if (e == ERR_OK && o.c.state == STATE_APPROVED)
		e = count_shown(db, in, o.c.thread);
	if (e != ERR_OK)
		return e;
	db_touch(db, in->site->id.n, item->thread.page);
	in->tally.added += !item->part;
	in->tally.states[o.c.state] += !item->part;
	return ERR_OK;
}

/* Bans that are there already stay one. */
static enum err
put_ban(struct db *db, struct intake *in, const struct item *item)
{
	struct ban_id id;
	int64_t now = clock_now();
	const struct ban *b = &item->ban;
	if (b->lifted != 0 || (b->expires != 0 && b->expires <= now))
		return ERR_OK; /* history: it stops nobody */
	enum err e = b->kind == BAN_EMAIL
			     ? store_ban_by_hash(db, in->site->id, &item->ban_hash, now, &id)
			     : store_ban_by_target(db, in->site->id, b->kind, b->target, now, &id);
	if (e != ERR_GONE)
		return e;
	e = store_ban_add(db, b, &item->ban_hash, &id);
	if (e == ERR_OK)
		db_touch_all(db);
	return e;
}

static enum err
put_item(struct db *db, struct intake *in, const struct item *item)
{
	struct thread_id thread;
	struct author_id author;
	switch (item->kind) {
	case ITEM_COMMENT:
		return put_comment(db, in, item);
	case ITEM_THREAD:
		return ensure_thread(db, in, item, &thread);
	case ITEM_AUTHOR:
		return ensure_author(db, in, item, &author);
	case ITEM_BAN:
		return put_ban(db, in, item);
	}
	must_fail(__FILE__, __LINE__, "an item");
}

/* ---- a batch --------------------------------------------------------------------------------- */

/* The first batch begins the import: its source has a row, and the book a line. */
static enum err
begin_source(struct db *db, struct intake *in)
{
	int64_t now = clock_now();
	if (in->source.n != 0)
		return ERR_OK;
	enum err e = store_import_source(db, in->site->id, in->system, in->done.source, now,
					 &in->source);
	if (e == ERR_OK)
		e = store_imported_last(db, &in->began);
	if (e == ERR_OK)
		e = store_audit_add(db, in->site->id, now, actor_name(in->by), STR("import"),
				    in->system, in->done.source);
	return e;
}

static enum err
write_batch(struct db *db, void *arg)
{
	struct intake *in = arg;
	struct import_source had = in->source;
	begin_try(in);
	enum err e = begin_source(db, in);
	if (e == ERR_OK)
		e = store_comment_free_id(db, &in->free_id);
	if (e == ERR_OK)
		e = store_erased_any_import(db, in->site->id, &in->erasures);
	for (size_t i = 0; e == ERR_OK && i < in->n; i++)
		e = put_item(db, in, &in->items[i]);
	if (e == ERR_OK)
		e = count_shown(db, in, (struct thread_id){0});
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
	enum err e = ERR_OK;
	begin_try(in);
	if (in->source.n == 0)
		e = store_import_source_find(db, in->site->id, in->system, in->done.source,
					     &in->source);
	if (e == ERR_OK || e == ERR_GONE)
		e = store_erased_any_import(db, in->site->id, &in->erasures);
	for (size_t i = 0; (e == ERR_OK || e == ERR_GONE) && i < in->n; i++) {
		const struct item *item = &in->items[i];
		struct import_row row;
		bool erased;
		if (item->kind != ITEM_COMMENT || item->part)
			continue;
		if (!met_first(&in->ids, item->old)) {
			in->tally.duplicates++;
			continue;
		}
		e = find_known(db, in, item, &row);
		if (e == ERR_GONE && was_erased(db, in, item, &erased) == ERR_OK && erased)
			continue;
		if (e == ERR_OK)
			in->tally.known++;
		else if (e == ERR_GONE)
			in->tally.added++;
		in->tally.states[item->row.c.state]++;
		if (e == ERR_GONE)
			say_missing(in, item);
	}
	return e == ERR_GONE ? ERR_OK : e;
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
	for (size_t i = 0; i < in->n; i++)
		if (in->items[i].kind == ITEM_COMMENT)
			d->threads += met_first(&in->pages, in->items[i].thread.page);
}

bool
batch_flush(struct intake *in)
{
	enum err e;
	if (in->failed != ERR_OK)
		return false;
	if (in->n == 0) { /* all that was read was skipped */
		arena_reset(in->batch);
		return true;
	}
	if (in->job->dry_run) {
		struct db *db = store_reader(in->house->store, DB_CONSOLE);
		e = look_up(db, in);
		store_reader_done(in->house->store, &db);
	} else {
		e = store_write(in->house->store, DB_CONSOLE, write_batch, in);
	}
	in->failed = e;
	if (e != ERR_OK)
		return false;
	in->caches_doubtful = false;
	count_batch(in);
	in->n = 0;
	arena_reset(in->batch);
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
	if (!batch_flush(in))
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
