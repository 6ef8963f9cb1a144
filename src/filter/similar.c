/*
 * The index of texts; see the header. Knows no store and no clock.
 *
 * Entries stand in a ring by age, what a look seldom asks of them in `texts` at the same places. A
 * new one takes the place behind the newest, and the oldest's
 * once the ring is full; while loading, older ones take the places before the oldest. Each entry
 * is in four chains, one a band of its print, from newer to older. Nothing is ever taken out of a
 * chain: a link whose place has been taken by a newer entry shows itself, because the age must
 * grow along a chain (as zlib keeps its hash chains). A forgotten entry keeps its place until it
 * is the oldest.
 */
#include "filter/similar.h"

#include <pthread.h>
#include <stdlib.h>

#include "similar_entry.h"
#include "similar_print.h"

#define BAND_BITS 16
#define KEYS (1u << BAND_BITS)
_Static_assert(BANDS * BAND_BITS == 64 && SIMILAR_BITS < BANDS * 2, "one band differs by one bit at most");

/* Entries looked at in one look: in a memory full of variants of one text their chains are long,
 * and all are near. */
#define LOOK_MAX 4096

_Static_assert(SIMILAR_KEY == 2 * sizeof(uint64_t), "two seeds");

struct similar {
	pthread_mutex_t lock; /* a rwlock spins while its writer, about to leave, is not run */
	uint64_t seed[2];
	struct entry *ring;
	struct text *texts;
	uint32_t *heads;  /* BANDS * KEYS: place + 1 of the newest; 0: none */
	uint32_t *tails;  /* while loading: of the oldest; then NULL */
	uint32_t size, used;
	uint32_t newest;  /* its place */
	size_t alive;     /* used, without the forgotten */
};

struct similar *
similar_new(size_t texts, const unsigned char key[SIMILAR_KEY])
{
	must(texts > 0 && texts <= PLACE_MAX);
	struct similar *s = heap_zero(1, sizeof(*s));
	/* Cleared memory of this size costs nothing before it is written to. */
	s->ring = heap_zero(texts, sizeof(*s->ring));
	s->texts = heap_zero(texts, sizeof(*s->texts));
	s->heads = heap_zero(BANDS * KEYS, sizeof(*s->heads));
	s->tails = heap_zero(BANDS * KEYS, sizeof(*s->tails));
	s->size = (uint32_t)texts;
	s->newest = s->size - 1;
	memcpy(s->seed, key, SIMILAR_KEY);
	must(pthread_mutex_init(&s->lock, NULL) == 0);
	return s;
}

void
similar_free(struct similar **similar)
{
	struct similar *s = *similar;
	if (s == NULL)
		return;
	must(pthread_mutex_destroy(&s->lock) == 0);
	heap_free(s->ring);
	heap_free(s->texts);
	heap_free(s->heads);
	heap_free(s->tails);
	heap_free(s);
	*similar = NULL;
}

struct print
similar_print(const struct similar *s, struct site_id site, struct str folded)
{
	return print_make(s->seed, site, folded);
}

/* ---- chains -------------------------------------------------------------------------------------- */

static unsigned
bits(uint64_t x)
{
	return (unsigned)__builtin_popcountll(x);
}

static uint32_t
band(uint64_t sim, size_t table)
{
	return (uint32_t)(sim >> (table * BAND_BITS)) & (KEYS - 1);
}

/* How many are newer. */
static uint32_t
age(const struct similar *s, uint32_t place)
{
	return s->newest >= place ? s->newest - place : s->newest + s->size - place;
}

/* A walk along a chain, from newer to older. */
struct walk {
	uint32_t table, key;
	uint32_t place; /* where it is */
	bool first;     /* to its end before the others go on */
	int64_t age;
};

/* False: the end. That a place has been taken by a newer entry shows, at the latest, when it is read. */
static bool
walk_to(const struct similar *s, struct walk *w, uint32_t link)
{
	if (link == 0)
		return false;
	int64_t older = age(s, link - 1);
	if (older <= w->age || older >= s->used)
		return false;
	w->age = older;
	w->place = link - 1;
	return true;
}

static bool
walk_begin(const struct similar *s, struct walk *w, size_t table, uint32_t key)
{
	*w = (struct walk){.table = (uint32_t)table, .key = key, .age = -1};
	return walk_to(s, w, s->heads[table * KEYS + key]);
}

/* NULL: another's place. */
static const struct entry *
walk_entry(const struct similar *s, const struct walk *w)
{
	const struct entry *e = &s->ring[w->place];
	return band(sim_of(e), w->table) == w->key ? e : NULL;
}

static bool
is_copy(const struct similar *s, uint32_t place, const struct print *p)
{
	const struct text *t = &s->texts[place];
	return sim_of(&s->ring[place]) == p->sim && t->check == p->check && t->comment != 0;
}

/* Along the first chain of the print's own, which its copies are in. */
struct copies {
	struct walk walk;
	size_t left;
	bool on;
};

static struct copies
copies_begin(const struct similar *s, const struct print *p)
{
	struct copies c = {.left = LOOK_MAX};
	c.on = walk_begin(s, &c.walk, 0, band(p->sim, 0));
	return c;
}

/* NULL: no more. */
static struct text *
copies_next(const struct similar *s, struct copies *c, const struct print *p)
{
	const struct entry *e;
	while (c->on && c->left > 0 && (e = walk_entry(s, &c->walk)) != NULL) {
		uint32_t place = c->walk.place;
		c->left--;
		c->on = walk_to(s, &c->walk, link_of(e, 0));
		if (is_copy(s, place, p))
			return &s->texts[place];
	}
	return NULL;
}

static struct text *
find(const struct similar *s, const struct print *p, struct comment_id id)
{
	struct copies c = copies_begin(s, p);
	struct text *t;
	while ((t = copies_next(s, &c, p)) != NULL)
		if (t->comment == (uint64_t)id.n)
			return t;
	return NULL;
}

/* All chains that hold a neighbour. That of the copies goes first. The others go side by side, a step of
 * each before the next step of any, and meanwhile the memory is asked for what the next step reads: one
 * chain after the other would wait for it at each step. Of too many the newest are looked at. */
#define CHAINS (BANDS * (BAND_BITS + 1))

struct walks {
	const struct similar *s;
	struct walk walk[CHAINS]; /* those that have not ended, `on` of them */
	size_t on, at, kept; /* of this round: the next one; how many go on */
	size_t left;         /* entries that may still be looked at */
};

static void
expect(const struct similar *s, uint32_t place)
{
	const char *e = (const char *)&s->ring[place];
	__builtin_prefetch(e);
	__builtin_prefetch(e + sizeof(struct entry) - 1); /* it may lie across two lines */
}

static void
expect_heads(const struct similar *s, uint64_t sim)
{
	for (size_t t = 0; t < BANDS; t++)
		for (size_t bit = 0; bit < BAND_BITS; bit++)
			__builtin_prefetch(&s->heads[t * KEYS + (band(sim, t) ^ 1u << bit)]);
}

static void
walks_add(struct walks *w, size_t table, uint32_t key)
{
	if (walk_begin(w->s, &w->walk[w->on], table, key))
		expect(w->s, w->walk[w->on++].place);
}

static void
walks_begin(struct walks *w, const struct similar *s, uint64_t sim)
{
	w->s = s;
	w->on = w->at = w->kept = 0;
	w->left = LOOK_MAX;
	for (size_t t = 0; t < BANDS; t++) {
		walks_add(w, t, band(sim, t));
		if (t == 0 && w->on == 1)
			w->walk[0].first = true;
		for (size_t bit = 0; bit < BAND_BITS; bit++)
			walks_add(w, t, band(sim, t) ^ 1u << bit);
	}
}

/* The next entry, its place and the table of its chain; false: no more, or enough. */
static bool
walks_next(struct walks *w, uint32_t *ret_place, size_t *ret_table)
{
	while (w->left > 0 && w->on > 0) {
		if (w->at == w->on) {
			w->on = w->kept;
			w->at = w->kept = 0;
			continue;
		}
		struct walk *walk = &w->walk[w->at++];
		const struct entry *e = walk_entry(w->s, walk);
		if (e == NULL)
			continue;
		w->left--;
		*ret_place = walk->place;
		*ret_table = walk->table;
		if (walk_to(w->s, walk, link_of(e, walk->table))) {
			expect(w->s, walk->place);
			if (walk->first)
				w->at--;
			else
				w->walk[w->kept++] = *walk;
		}
		return true;
	}
	return false;
}

/* ---- a look -------------------------------------------------------------------------------------- */

/* Different values met so far. */
struct distinct {
	uint32_t value[ALIKE_MAX];
	size_t n;
};

static void
distinct_add(struct distinct *d, uint32_t value)
{
	for (size_t i = 0; i < d->n; i++)
		if (d->value[i] == value)
			return;
	d->value[d->n++] = value;
}

struct counting {
	struct alike alike;
	struct distinct people, threads;
};

struct look {
	uint32_t author, thread;
	struct counting copies, near;
};

static void
count(struct counting *c, const struct look *l, const struct text *t)
{
	struct alike *a = &c->alike;
	if (a->n == ALIKE_MAX)
		return;
	a->n++;
	a->own += l->author != 0 && t->author == l->author && t->thread == l->thread;
	a->good += t->opinion == OPINION_GOOD;
	a->spam += t->opinion == OPINION_SPAM;
	distinct_add(&c->people, t->author);
	distinct_add(&c->threads, t->thread);
}

/* Whether a chain of an earlier table leads to this entry, too, and counts it. The chains are walked side by
 * side, so that one may come to it later, or, where LOOK_MAX ends the look, never: then plenty is near. */
static bool
was_met(uint64_t difference, size_t table)
{
	for (size_t t = 0; t < table; t++)
		if (bits(band(difference, t)) <= 1)
			return true;
	return false;
}

/* The text at `place` if it is near, since `since`. */
static const struct text *
near_text(const struct similar *s, uint32_t place, uint64_t difference, int64_t since)
{
	const struct text *t = &s->texts[place];
	return bits(difference) <= SIMILAR_BITS && t->comment != 0 && t->created >= since ? t : NULL;
}

static struct alike
counted(const struct counting *c)
{
	struct alike a = c->alike;
	a.people = (int64_t)c->people.n;
	a.threads = (int64_t)c->threads.n;
	return a;
}

void
similar_look(struct similar *s, const struct print *p, struct author_id author,
	     struct thread_id thread, int64_t since, struct alike *ret_copies, struct alike *ret_near)
{
	struct look l = {.author = (uint32_t)author.n, .thread = (uint32_t)thread.n};
	struct walks w;
	uint32_t place;
	size_t table;
	if (p->compared) {
		expect_heads(s, p->sim);
		must(pthread_mutex_lock(&s->lock) == 0);
		for (walks_begin(&w, s, p->sim); walks_next(&w, &place, &table);) {
			uint64_t difference = sim_of(&s->ring[place]) ^ p->sim;
			const struct text *t = near_text(s, place, difference, since);
			if (t != NULL && !was_met(difference, table))
				count(is_copy(s, place, p) ? &l.copies : &l.near, &l, t);
		}
		must(pthread_mutex_unlock(&s->lock) == 0);
	}
	*ret_copies = counted(&l.copies);
	*ret_near = counted(&l.near);
}

struct comment_id
similar_kin(struct similar *s, const struct print *p, struct comment_id self, int64_t since)
{
	struct walks w;
	uint32_t place;
	size_t table;
	struct comment_id kin = {0};
	if (!p->compared)
		return kin;
	expect_heads(s, p->sim);
	must(pthread_mutex_lock(&s->lock) == 0);
	for (walks_begin(&w, s, p->sim); kin.n == 0 && walks_next(&w, &place, &table);) {
		const struct text *t = near_text(s, place, sim_of(&s->ring[place]) ^ p->sim, since);
		if (t != NULL && t->comment != (uint64_t)self.n)
			kin.n = (int64_t)t->comment;
	}
	must(pthread_mutex_unlock(&s->lock) == 0);
	return kin;
}

/* ---- changes ------------------------------------------------------------------------------------- */

static void
describe(struct text *t, const struct occurrence *o)
{
	must(o->comment.n > 0 && o->comment.n >> COMMENT_ID_BITS == 0);
	t->comment = (uint64_t)o->comment.n & (UINT64_MAX >> (64 - COMMENT_ID_BITS));
	t->opinion = o->opinion & ((1u << OPINION_BITS) - 1);
	t->author = (uint32_t)o->author.n;
	t->thread = (uint32_t)o->thread.n;
	t->created = (uint32_t)o->created;
}

/* The copies that stand: whether `id` is among them, how many, and the newest. */
struct standing {
	size_t n;
	struct text *newest;
	bool known;
};

static struct standing
standing_copies(const struct similar *s, const struct print *p, struct comment_id id)
{
	struct standing st = {0};
	struct copies c = copies_begin(s, p);
	struct text *t;
	while ((t = copies_next(s, &c, p)) != NULL) {
		st.known |= t->comment == (uint64_t)id.n;
		st.newest = st.newest == NULL ? t : st.newest;
		st.n++;
	}
	return st;
}

/* The entry's links are its caller's. */
static struct entry *
fill(struct similar *s, uint32_t place, const struct print *p, const struct occurrence *o)
{
	struct entry *e = &s->ring[place];
	struct text *t = &s->texts[place];
	describe(t, o);
	t->check = p->check & ((1u << PRINT_CHECK_BITS) - 1);
	e->sim[0] = (uint32_t)p->sim;
	e->sim[1] = (uint32_t)(p->sim >> 32);
	return e;
}

static void
push(struct similar *s, const struct print *p, const struct occurrence *o)
{
	s->newest = s->newest + 1 == s->size ? 0 : s->newest + 1;
	if (s->used == s->size)
		s->alive -= s->texts[s->newest].comment != 0; /* it was the oldest */
	else
		s->used++;
	struct entry *e = fill(s, s->newest, p, o);
	for (size_t t = 0; t < BANDS; t++) {
		size_t k = t * KEYS + band(p->sim, t);
		link_to(e, t, s->heads[k]);
		s->heads[k] = s->newest + 1;
		if (s->tails != NULL && s->tails[k] == 0)
			s->tails[k] = s->newest + 1;
	}
	s->alive++;
}

void
similar_add(struct similar *s, const struct print *p, const struct occurrence *o)
{
	if (!p->compared)
		return;
	must(pthread_mutex_lock(&s->lock) == 0);
	struct standing c = standing_copies(s, p, o->comment);
	if (!c.known && c.n >= ALIKE_MAX)
		describe(c.newest, o);
	else if (!c.known)
		push(s, p, o);
	must(pthread_mutex_unlock(&s->lock) == 0);
}

/* Behind the oldest, at the end of its chains. There was no room for anything newer to go, so no
 * link is stale. */
static void
append(struct similar *s, const struct print *p, const struct occurrence *o)
{
	uint32_t place = (uint32_t)(((uint64_t)s->newest + s->size - s->used) % s->size);
	struct entry *e = fill(s, place, p, o);
	for (size_t t = 0; t < BANDS; t++) {
		size_t k = t * KEYS + band(p->sim, t);
		if (s->tails[k] == 0)
			s->heads[k] = place + 1;
		else
			link_to(&s->ring[s->tails[k] - 1], t, place + 1);
		s->tails[k] = place + 1;
		link_to(e, t, 0);
	}
	s->used++;
	s->alive++;
}

bool
similar_add_older(struct similar *s, const struct print *p, const struct occurrence *o)
{
	must(pthread_mutex_lock(&s->lock) == 0);
	must(s->tails != NULL);
	bool room = s->used < s->size;
	if (room && p->compared) {
		struct standing c = standing_copies(s, p, o->comment);
		if (!c.known && c.n < ALIKE_MAX)
			append(s, p, o);
	}
	must(pthread_mutex_unlock(&s->lock) == 0);
	return room;
}

void
similar_loaded(struct similar *s)
{
	must(pthread_mutex_lock(&s->lock) == 0);
	uint32_t *tails = s->tails;
	s->tails = NULL;
	must(pthread_mutex_unlock(&s->lock) == 0);
	heap_free(tails);
}

bool
similar_loading(struct similar *s)
{
	must(pthread_mutex_lock(&s->lock) == 0);
	bool loading = s->tails != NULL;
	must(pthread_mutex_unlock(&s->lock) == 0);
	return loading;
}

void
similar_decide(struct similar *s, const struct print *p, struct comment_id id, enum opinion opinion)
{
	if (!p->compared)
		return;
	must(pthread_mutex_lock(&s->lock) == 0);
	struct text *t = find(s, p, id);
	if (t != NULL)
		t->opinion = opinion & ((1u << OPINION_BITS) - 1);
	must(pthread_mutex_unlock(&s->lock) == 0);
}

static void
drop(struct similar *s, struct text *t)
{
	t->comment = 0;
	t->author = 0;
	s->alive--;
}

void
similar_forget(struct similar *s, const struct print *p, struct comment_id id)
{
	if (!p->compared)
		return;
	must(pthread_mutex_lock(&s->lock) == 0);
	struct text *t = find(s, p, id);
	if (t != NULL)
		drop(s, t);
	must(pthread_mutex_unlock(&s->lock) == 0);
}

void
similar_forget_authors(struct similar *s, struct forgotten *list, size_t n)
{
	forgotten_order(list, n);
	must(pthread_mutex_lock(&s->lock) == 0);
	for (uint32_t i = 0; i < s->used; i++) {
		struct text *t = &s->texts[(s->newest + s->size - i) % s->size];
		const struct forgotten *f = t->comment == 0 ? NULL : forgotten_find(list, n, t->author);
		if (f != NULL && f->texts)
			drop(s, t);
		else if (f != NULL)
			t->author = 0;
	}
	must(pthread_mutex_unlock(&s->lock) == 0);
}

static int
by_id(const void *a, const void *b)
{
	const struct comment_id *x = a, *y = b;
	return x->n < y->n ? -1 : x->n > y->n;
}

void
similar_forget_all(struct similar *s, struct comment_id *ids, size_t n)
{
	qsort(ids, n, sizeof(*ids), by_id);
	must(pthread_mutex_lock(&s->lock) == 0);
	for (uint32_t i = 0; i < s->used; i++) {
		struct text *t = &s->texts[(s->newest + s->size - i) % s->size];
		struct comment_id id = {(int64_t)t->comment};
		if (id.n != 0 && bsearch(&id, ids, n, sizeof(id), by_id) != NULL)
			drop(s, t);
	}
	must(pthread_mutex_unlock(&s->lock) == 0);
}

size_t
similar_count(struct similar *s)
{
	must(pthread_mutex_lock(&s->lock) == 0);
	size_t n = s->alive;
	must(pthread_mutex_unlock(&s->lock) == 0);
	return n;
}
