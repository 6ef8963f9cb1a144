/*
 * Where the items of a batch belong: what is here already, under which id the rest will stand,
 * below which comment, by
 * whom. The store is asked once for the whole batch, and gets what is new in a few statements
 * (store/store_intake.h);
 * between the two, items find each other in tables of this batch.
 */
#include "base/clock.h"
#include "flow/thread.h"
#include "intake_batch.h"
#include "store/store_actor.h"
#include "store/store_subject.h"
#include "store/store_thread.h"

/* Numbers by number; 0 is no key. */
struct table {
	uint64_t *keys;
	int64_t *values;
	size_t size; /* a power of two, twice of what it will hold */
};

struct placing {
	struct intake *in;
	struct db *db;
	struct arena *arena;
	struct item *items;
	size_t n;
	/* Found in the store, beside each item: by its name, by its parent's and its chain's,
	 * under the id that it
	 * would keep. Of one that was put, `here` is where it stands. */
	struct import_row *here, *parent, *chain, *under;
	struct author_id *people;  /* who is here, beside each item; 0: not, or nobody asked */
	struct table names;	   /* digest of a name at the source: index of its item, of those
				      that were put */
	struct table ids;	   /* id: index of its row in `rows`, or MARKED */
	struct table persons;	   /* digest: id of an author of this batch */
	/* To be written. */
	struct new_author *authors;
	size_t n_authors;
	struct old_comment **rows;
	size_t n_rows;
	struct import_name *called;
	size_t n_called;
	struct {
		struct str system, name;
		struct import_source source;
	} elsewhere; /* where something was called else of late */
	struct thread_id touched;
};

#define MARKED (-1) /* stood here before this batch, and has its mark of a reply */

/* ---- tables --------------------------------------------------------------------------------- */

static struct table
table_in(struct arena *a, size_t most)
{
	struct table t = {.size = 16};
	while (t.size < most * 2)
		t.size *= 2;
	t.keys = arena_zero(a, t.size, sizeof(*t.keys));
	t.values = arena_zero(a, t.size, sizeof(*t.values));
	return t;
}

static size_t
table_slot(const struct table *t, uint64_t key)
{
	size_t at = (key * 0x9E3779B97F4A7C15u >> 20) & (t->size - 1);
	while (t->keys[at] != 0 && t->keys[at] != key)
		at = (at + 1) & (t->size - 1);
	return at;
}

/* The first value stays. */
static void
table_add(struct table *t, uint64_t key, int64_t value)
{
	size_t at = table_slot(t, key);
	if (t->keys[at] != 0)
		return;
	t->keys[at] = key;
	t->values[at] = value;
}

static bool
table_has(const struct table *t, uint64_t key, int64_t *ret)
{
	size_t at = table_slot(t, key);
	if (t->keys[at] == 0)
		return false;
	*ret = t->values[at];
	return true;
}

static uint64_t
digest_of_hash(const struct hash *h)
{
	uint64_t digest;
	memcpy(&digest, h->b, sizeof(digest));
	return digest | (digest == 0);
}

/* An item of this batch that was put under this name. */
static bool
find_put(const struct placing *p, uint64_t name, size_t *ret)
{
	int64_t at;
	if (!table_has(&p->names, name, &at))
		return false;
	*ret = (size_t)at;
	return true;
}

static struct cached *
cache_slot(struct cached *cache, uint64_t digest)
{
	return &cache[digest & (CACHE_SLOTS - 1)];
}

/* ---- looking -------------------------------------------------------------------------------- */

static int64_t
numbered(const struct intake *in, int64_t number)
{
	return number > 0 && (size_t)number < in->n_numbered ? in->numbered[number] : 0;
}

static int64_t
cached_author(struct intake *in, const struct hash *id_hash)
{
	uint64_t digest = digest_of_hash(id_hash);
	const struct cached *c = cache_slot(in->authors, digest);
	return c->digest == digest ? c->id : 0;
}

/* Who of the batch's writers is here. */
static enum err
look_for_people(struct placing *p)
{
	struct new_author *asked = arena_array(p->arena, p->n, struct new_author);
	size_t *item_of = arena_array(p->arena, p->n, size_t), n = 0;
	for (size_t i = 0; i < p->n; i++) {
		const struct item *item = &p->items[i];
		bool known = item->kind == ITEM_COMMENT && numbered(p->in, item->number) != 0;
		if (!item->person || known)
			continue;
		p->people[i].n = cached_author(p->in, &item->id_hash);
		if (p->people[i].n != 0)
			continue;
		item_of[n] = i;
		asked[n++].id_hash = item->id_hash;
	}
	enum err e = store_author_look(p->db, p->arena, p->in->site->id, asked, n);
	for (size_t k = 0; e == ERR_OK && k < n; k++)
		p->people[item_of[k]] = asked[k].id;
	return e;
}

static enum err
look_for_names(struct placing *p)
{
	struct str *names = arena_zero(p->arena, p->n, sizeof(*names));
	struct import_source source = p->in->source;
	if (source.n == 0)
		return ERR_OK;
	for (size_t i = 0; i < p->n; i++)
		names[i] = p->items[i].old;
	enum err e = store_imported_look(p->db, p->arena, source, names, p->n, p->here);
	for (size_t i = 0; i < p->n; i++)
		names[i] = p->items[i].parent;
	if (e == ERR_OK)
		e = store_imported_look(p->db, p->arena, source, names, p->n, p->parent);
	for (size_t i = 0; i < p->n; i++)
		names[i] = p->items[i].more != NULL ? p->items[i].more->chain : STR("");
	return e == ERR_OK ? store_imported_look(p->db, p->arena, source, names, p->n, p->chain) : e;
}

enum err
placing_look(struct db *db, struct intake *in, struct placing **ret)
{
	struct arena *a = in->write;
	size_t n = in->handed.n, names = 0;
	struct placing *p = arena_zero(a, 1, sizeof(*p));
	*p = (struct placing){.in = in, .db = db, .arena = a, .items = in->handed.items, .n = n};
	p->here = arena_zero(a, n, sizeof(*p->here));
	p->parent = arena_zero(a, n, sizeof(*p->parent));
	p->chain = arena_zero(a, n, sizeof(*p->chain));
	p->under = arena_zero(a, n, sizeof(*p->under));
	p->people = arena_zero(a, n, sizeof(*p->people));
	p->authors = arena_array(a, n, struct new_author);
	p->rows = arena_array(a, n, struct old_comment *);
	struct meant *meant = arena_zero(a, n, sizeof(*meant));
	for (size_t i = 0; i < n; i++) {
		const struct item *item = &p->items[i];
		names += 2 + (item->more != NULL ? item->more->n_old : 0);
		if (in->job->dry_run ? item->more != NULL : item->keep < in->free_id)
			meant[i] = (struct meant){item->keep, item->row.c.now, item->thread.page,
						  item->row.c.name, item->row.c.body};
	}
	p->called = arena_array(a, names, struct import_name);
	p->names = table_in(a, n * 2);
	p->ids = table_in(a, n * 2);
	p->persons = table_in(a, n);
	enum err e = look_for_names(p);
	if (e == ERR_OK)
		e = store_comment_look(db, a, in->site->id, meant, n, p->under);
	if (e == ERR_OK && !in->job->dry_run)
		e = look_for_people(p);
	*ret = p;
	return e;
}

/* An export of this very site, read again: the comment itself is the proof. */
static bool
is_same(const struct placing *p, size_t i)
{
	return p->items[i].more != NULL && p->under[i].same;
}

const struct import_row *
placing_here(const struct placing *p, size_t i)
{
	return !p->here[i].here && is_same(p, i) ? &p->under[i] : &p->here[i];
}

/* ---- articles and people -------------------------------------------------------------------- */

static enum err
ensure_thread(struct placing *p, const struct item *item, struct thread_id *ret)
{
	uint64_t digest = item->page_digest;
	struct cached *c = cache_slot(p->in->threads, digest);
	if (c->id != 0 && c->digest == digest && item->kind == ITEM_COMMENT) {
		ret->n = c->id;
		return ERR_OK;
	}
	bool moved = false;
	enum err e = store_thread_import(p->db, &item->thread, item->thread_created, ret, &moved);
	if (e == ERR_OK && !moved) /* else the new address is told each time that it has changed */
		*c = (struct cached){digest, ret->n};
	return e;
}

static enum err
put_thread(struct placing *p, const struct item *item)
{
	struct thread_id thread;
	enum err e = ensure_thread(p, item, &thread);
	for (size_t i = 0; e == ERR_OK && i < item->n_was; i++)
		e = store_thread_was(p->db, p->in->site->id, item->was[i], thread, clock_now());
	return e;
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
}

static struct author_id
ensure_author(struct placing *p, size_t i)
{
	struct intake *in = p->in;
	const struct item *item = &p->items[i];
	struct author_id id = {item->kind == ITEM_COMMENT ? numbered(in, item->number) : 0};
	if (id.n != 0 || !item->person)
		return id;
	uint64_t digest = digest_of_hash(&item->id_hash);
	id = p->people[i];
	if (id.n == 0 && !table_has(&p->persons, digest, &id.n)) {
		id.n = in->free_author++;
		struct new_author *who = &p->authors[p->n_authors++];
		*who = (struct new_author){.id = id,
					   .id_hash = item->id_hash,
					   .ban_hash = item->ban_hash,
					   .created = item->person_created != 0 ? item->person_created
										: clock_now()};
		memcpy(who->avatar, item->avatar, sizeof(who->avatar));
		table_add(&p->persons, digest, id.n);
	}
	*cache_slot(in->authors, digest) = (struct cached){digest, id.n};
	set_number(in, item->number, id);
	return id;
}

/* ---- one comment ---------------------------------------------------------------------------- */

/* Is it here, from before this batch or of it? Then it is counted. */
static bool
is_known(struct placing *p, size_t i)
{
	struct intake *in = p->in;
	const struct item *item = &p->items[i];
	const struct import_row *row = &p->here[i];
	size_t twin;
	bool twice = row->row > in->began || (row->row == 0 && row->comment.n >= in->first_id);
	if (!row->here && find_put(p, item->old_digest, &twin))
		twice = true;
	else if (!row->here && is_same(p, i)) {
		p->here[i] = p->under[i];
		p->called[p->n_called++] =
			(struct import_name){in->source, item->old, p->under[i].comment, STR("")};
		table_add(&p->names, item->old_digest, (int64_t)i);
	} else if (!row->here) {
		return false;
	}
	if (item->part)
		return true;
	if (twice) {
		in->tally.duplicates++;
		return true;
	}
	set_number(in, item->number, row->author);
	in->tally.known++;
	in->tally.states[item->row.c.state]++;
	return true;
}

/* It is not here because its writer's data was erased (flow/subject.h): then it stays away. */
enum err
placing_erased(struct db *db, struct intake *in, size_t i, bool *ret)
{
	const struct item *item = &in->handed.items[i];
	*ret = false;
	if (!in->erasures || in->source.n == 0)
		return ERR_OK;
	enum err e = store_erased_import(db, in->source.n, item->old, ret);
	in->tally.erased += e == ERR_OK && *ret && !item->part;
	return e;
}

/* Under its old id if that is free, else under the next one. */
static struct comment_id
find_id(struct placing *p, size_t i)
{
	struct intake *in = p->in;
	int64_t keep = p->items[i].keep, taken;
	bool is_free = keep != 0 && !p->under[i].here && !table_has(&p->ids, (uint64_t)keep, &taken);
	int64_t id = is_free ? keep : in->free_id;
	if (id >= in->free_id)
		in->free_id = id + 1;
	return (struct comment_id){id};
}

/* A name at the source as a row: of this batch, or `stored`; NULL: it is not here yet. */
static const struct import_row *
named(const struct placing *p, uint64_t name, const struct import_row *stored)
{
	size_t at;
	if (name != 0 && find_put(p, name, &at))
		return &p->here[at];
	return stored->here ? stored : NULL;
}

/* What it answers, if that is here by now; *ret_waits is its name if it is not. */
static void
find_parent(struct placing *p, size_t i, struct old_comment *o, struct str *ret_waits)
{
	const struct item *item = &p->items[i];
	*ret_waits = STR("");
	if (item->parent.n == 0 || str_eq(item->parent, item->old))
		return;
	const struct import_row *row = named(p, item->parent_digest, &p->parent[i]);
	if (row == NULL || row->thread.n != o->c.thread.n) {
		*ret_waits = item->parent;
		return;
	}
	o->c.parent = row->comment;
	o->c.parent_key = row->order_key;
}

/* The first comment of its branch keeps the place of this reply. */
static enum err
mark_replied(struct placing *p, struct str parent_key)
{
	uint64_t top = str_be64(parent_key, 0);
	int64_t at;
	if (!table_has(&p->ids, top, &at)) {
		table_add(&p->ids, top, MARKED);
		return store_comment_replied(p->db, parent_key);
	}
	if (at != MARKED)
		p->rows[at]->replied = true;
	return ERR_OK;
}

/* What it was called here, and, if it had moved before, elsewhere. An id that is its name says so by itself,
 * but where it would not tell that this run has brought it. */
static enum err
add_names(struct placing *p, const struct item *item, struct old_comment *o, struct str waits)
{
	struct intake *in = p->in;
	const struct record_more *m = item->more;
	const struct comment_id id = o->id;
	enum err e = ERR_OK;
	if (waits.n == 0 && id.n >= in->first_id && store_name_number(item->old) == id.n)
		o->origin = in->source;
	else
		p->called[p->n_called++] = (struct import_name){in->source, item->old, id, waits};
	if (item->alias.n > 0)
		p->called[p->n_called++] = (struct import_name){in->source, item->alias, id, STR("")};
	for (size_t k = 0; e == ERR_OK && m != NULL && k < m->n_old; k++) {
		const struct record_old *old = &m->old[k];
		if (p->elsewhere.source.n == 0 || !str_eq(p->elsewhere.system, old->system) ||
		    !str_eq(p->elsewhere.name, old->source)) {
			p->elsewhere.system = old->system;
			p->elsewhere.name = old->source;
			e = store_import_source(p->db, in->site->id, old->system, old->source, clock_now(),
						&p->elsewhere.source);
		}
		p->called[p->n_called++] =
			(struct import_name){p->elsewhere.source, old->id, id, old->waits};
	}
	return e;
}

/* Comments of an article mostly stand together: one update for each run of them. `thread` 0: the
 * last one. */
static enum err
count_shown(struct placing *p, struct thread_id thread)
{
	struct intake *in = p->in;
	enum err e = ERR_OK;
	if (thread.n != in->shown_at.n && in->shown > 0) {
		e = store_thread_count(p->db, in->shown_at, in->shown);
		in->shown = 0;
	}
	in->shown_at = thread;
	in->shown += thread.n != 0;
	return e;
}

static void
remember(struct placing *p, size_t i, struct old_comment *o)
{
	const struct item *item = &p->items[i];
	p->here[i] = (struct import_row){.here = true,
					 .row = INT64_MAX,
					 .comment = o->id,
					 .thread = o->c.thread,
					 .author = o->c.author,
					 .order_key = o->order_key};
	table_add(&p->names, item->old_digest, (int64_t)i);
	if (item->alias.n > 0)
		table_add(&p->names, item->alias_digest, (int64_t)i);
	table_add(&p->ids, (uint64_t)o->id.n, (int64_t)p->n_rows);
	p->rows[p->n_rows++] = o;
	if (o->c.thread.n != p->touched.n)
		db_touch(p->db, p->in->site->id.n, item->thread.page);
	p->touched = o->c.thread;
	p->in->tally.added += !item->part;
	p->in->tally.states[o->c.state] += !item->part;
}

static enum err
put_comment(struct placing *p, size_t i)
{
	const struct item *item = &p->items[i];
	struct str waits;
	bool erased;
	if (is_known(p, i))
		return ERR_OK;
	enum err e = placing_erased(p->db, p->in, i, &erased);
	if (e != ERR_OK || erased)
		return e;
	struct old_comment *o = arena_new_of(p->arena, struct old_comment);
	*o = item->row;
	e = ensure_thread(p, item, &o->c.thread);
	if (e != ERR_OK)
		return e;
	o->c.author = ensure_author(p, i);
	find_parent(p, i, o, &waits);
	const struct import_row *first =
		item->more == NULL || item->more->chain.n == 0
			? NULL
			: named(p, intake_digest(item->more->chain), &p->chain[i]);
	if (first != NULL)
		o->c.chain = first->comment;
	o->id = find_id(p, i);
	o->order_key = store_place(p->arena, o->c.parent_key, o->id);
	o->best = thread_rank(o->up, o->down);
	remember(p, i, o);
	if (o->c.parent_key.n > 0)
		e = mark_replied(p, o->c.parent_key);
	if (e == ERR_OK)
		e = add_names(p, item, o, waits);
	return e == ERR_OK && o->c.state == STATE_APPROVED ? count_shown(p, o->c.thread) : e;
}

/* ---- all of them ---------------------------------------------------------------------------- */

enum err
placing_put(struct placing *p, size_t i)
{
	switch (p->items[i].kind) {
	case ITEM_COMMENT:
		return put_comment(p, i);
	case ITEM_THREAD:
		return put_thread(p, &p->items[i]);
	case ITEM_AUTHOR:
		(void)ensure_author(p, i);
		return ERR_OK;
	case ITEM_BAN:
	case ITEM_WORD:
	case ITEM_RULE:
	case ITEM_REPLY:
		return lists_put(p->db, p->in, &p->items[i]);
	}
	must_fail(__FILE__, __LINE__, "an item");
}

enum err
placing_write(struct placing *p)
{
	struct site_id site = p->in->site->id;
	enum err e = store_author_import(p->db, p->arena, site, p->authors, p->n_authors);
	if (e == ERR_OK)
		e = store_comment_import(p->db, p->arena, site, (const struct old_comment *const *)p->rows,
					 p->n_rows);
	if (e == ERR_OK)
		e = store_imported_add(p->db, p->arena, p->called, p->n_called);
	return e == ERR_OK ? count_shown(p, (struct thread_id){0}) : e;
}
