/*
 * The index of texts; see the header. Knows no store and no clock.
 *
 * Entries stand in a ring by age. A new one takes the place behind the newest, and the oldest's
 * once the ring is full; while loading, older ones take the places before the oldest. Each entry
 * is in four chains, one a band of its print, from newer to older. Nothing is ever taken out of a
 * chain: a link whose place has been taken by a newer entry shows itself, because the age must
 * grow along a chain (as zlib keeps its hash chains). A forgotten entry keeps its place until it
 * is the oldest.
 */
#include "filter/similar.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "filter/mix.h"
#include "similar_entry.h"

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
	heap_free(s->heads);
	heap_free(s->tails);
	heap_free(s);
	*similar = NULL;
}

/* ---- prints -------------------------------------------------------------------------------------- */

/* Han, kana, Hangul, Thai and their neighbours say in one character what others say in three. */
static unsigned
letters_of(uint32_t c)
{
	return (c >= 0x0E00 && c < 0x1100) || (c >= 0x1780 && c < 0x1800) ||
			       (c >= 0x2E80 && c < 0xD800) || c >= 0x20000
		       ? 3
		       : 1;
}

#define SEEN_BITS 14 /* of hashes seen: a set that takes a few different pieces of a long text for one */

/* How often each bit of the hashes was set: 64 counters, of which each word holds one binary digit. A sum
 * of hashes waits at its digit until another comes, so a hash costs two additions on the average. */
#define TALLY_BITS (SEEN_BITS + 1)
struct tally {
	uint64_t digit[TALLY_BITS], waiting[TALLY_BITS];
	uint32_t n;
};

/* The digit of a + b + *digit is left there; what is carried comes back. */
static uint64_t
add_three(uint64_t *digit, uint64_t a, uint64_t b)
{
	uint64_t either = a ^ b, carry = (a & b) | (either & *digit);
	*digit ^= either;
	return carry;
}

static void
tally_add(struct tally *t, uint64_t hash)
{
	size_t i = 0;
	for (uint32_t n = t->n++; n & 1; n >>= 1, i++) {
		hash = add_three(&t->digit[i], t->waiting[i], hash);
		t->waiting[i] = 0;
	}
	t->waiting[i] = hash;
}

/* The bits that were set in more than half of the hashes. */
static uint64_t
tally_most(struct tally *t)
{
	uint64_t carry = 0, more = 0;
	for (size_t i = 0; i < TALLY_BITS; i++) {
		uint64_t half = t->n / 2 >> i & 1 ? UINT64_MAX : 0;
		carry = add_three(&t->digit[i], t->waiting[i], carry);
		more = (t->digit[i] & ~half) | (more & ~(t->digit[i] ^ half));
	}
	return more;
}

/* The pieces of a text: four characters in a row, without spaces, each number as one digit,
 * because names of watches stay and prices change. Each piece counts once: what a language
 * says often ("tion", "ing") would bring long texts near each other that have nothing else in
 * common. */
#define PIECE 4

struct pieces {
	uint64_t key;
	uint64_t last[PIECE / 2]; /* two characters each */
	size_t n;        /* characters that went in */
	bool number;     /* the last one was a digit */
	uint64_t seen[(1u << SEEN_BITS) / 64];
	struct tally different;
};

static void
pieces_add(struct pieces *p, uint32_t c)
{
	bool digit = c >= '0' && c <= '9', more = digit && p->number;
	p->number = digit;
	if (more)
		return;
	p->last[0] = p->last[0] << 32 | p->last[1] >> 32;
	p->last[1] = p->last[1] << 32 | (digit ? '0' : c);
	if (++p->n < PIECE)
		return;
	uint64_t hash = mix64(mix64(p->last[0] ^ p->key) ^ p->last[1]);
	/* No bits of the hash itself: of a long text all are seen, and each would be set as often as not. */
	uint64_t at = hash * 0x9E3779B97F4A7C15u >> (64 - SEEN_BITS), bit = (uint64_t)1 << (at & 63);
	if (p->seen[at / 64] & bit)
		return;
	p->seen[at / 64] |= bit;
	tally_add(&p->different, hash);
}

struct print
similar_print(const struct similar *s, struct site_id site, struct str folded)
{
	struct pieces pieces = {.key = mix64(s->seed[0] + (uint64_t)site.n)};
	struct print p = {0};
	uint64_t order = s->seed[1];
	size_t letters = 0, n = 0;
	for (size_t at = 0; at < folded.n;) {
		uint32_t c = utf8_next(folded, &at);
		if (c == ' ')
			continue;
		n++;
		letters += letters_of(c);
		order = mix64(order ^ c);
		pieces_add(&pieces, c);
	}
	p.sim = tally_most(&pieces.different);
	p.check = (uint32_t)(order >> (64 - PRINT_CHECK_BITS));
	p.compared = letters >= SIMILAR_LETTERS && pieces.different.n * letters >= SIMILAR_PIECES * n;
	return p;
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
	const struct similar *s;
	size_t table;
	uint32_t key;
	uint32_t link; /* to the one that comes */
	int64_t age;   /* of the last one */
};

static struct walk
walk_chain(const struct similar *s, size_t table, uint32_t key)
{
	return (struct walk){s, table, key, s->heads[table * KEYS + key], -1};
}

/* NULL: the end. */
static struct entry *
walk_next(struct walk *w)
{
	if (w->link == 0)
		return NULL;
	uint32_t place = w->link - 1;
	int64_t older = age(w->s, place);
	struct entry *e = &w->s->ring[place];
	if (older <= w->age || older >= w->s->used || band(e->sim, w->table) != w->key)
		return NULL; /* newer than what led here: that place has been taken */
	w->age = older;
	w->link = link_of(e, w->table);
	return e;
}

static bool
is_copy(const struct entry *e, const struct print *p)
{
	return e->sim == p->sim && e->check == p->check && e->comment != 0;
}

static struct entry *
find(const struct similar *s, const struct print *p, struct comment_id id)
{
	struct walk w = walk_chain(s, 0, band(p->sim, 0));
	struct entry *e;
	for (size_t n = 0; n < LOOK_MAX && (e = walk_next(&w)) != NULL; n++)
		if (is_copy(e, p) && e->comment == (uint64_t)id.n)
			return e;
	return NULL;
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
	const struct similar *s;
	const struct print *print;
	uint32_t author, thread;
	int64_t since;
	size_t left; /* entries that may still be looked at */
	struct counting copies, near;
};

static void
count(struct counting *c, const struct look *l, const struct entry *e)
{
	struct alike *a = &c->alike;
	if (a->n == ALIKE_MAX)
		return;
	a->n++;
	a->own += l->author != 0 && e->author == l->author && e->thread == l->thread;
	a->good += e->opinion == OPINION_GOOD;
	a->spam += e->opinion == OPINION_SPAM;
	distinct_add(&c->people, e->author);
	distinct_add(&c->threads, e->thread);
}

/* Whether a chain of an earlier table has led to this entry already. */
static bool
was_met(uint64_t difference, size_t table)
{
	for (size_t t = 0; t < table; t++)
		if (bits(band(difference, t)) <= 1)
			return true;
	return false;
}

static void
look_along(struct look *l, size_t table, uint32_t key)
{
	struct walk w = walk_chain(l->s, table, key);
	const struct entry *e;
	while (l->left > 0 && (e = walk_next(&w)) != NULL) {
		uint64_t difference = e->sim ^ l->print->sim;
		l->left--;
		if (bits(difference) > SIMILAR_BITS || e->comment == 0 || e->created < l->since ||
		    was_met(difference, table))
			continue;
		count(is_copy(e, l->print) ? &l->copies : &l->near, l, e);
	}
}

static void
expect(const struct similar *s, size_t table, uint32_t key)
{
	uint32_t link = s->heads[table * KEYS + key];
	if (link != 0)
		__builtin_prefetch(&s->ring[link - 1]);
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
	struct look l = {.s = s, .print = p, .author = (uint32_t)author.n,
			 .thread = (uint32_t)thread.n, .since = since, .left = LOOK_MAX};
	if (p->compared) {
		must(pthread_mutex_lock(&s->lock) == 0);
		for (size_t t = 0; t < BANDS; t++) {
			uint32_t key = band(p->sim, t);
			for (size_t bit = 0; bit < BAND_BITS; bit++) /* hides the memory's delay */
				expect(s, t, key ^ 1u << bit);
			look_along(&l, t, key);
			for (size_t bit = 0; bit < BAND_BITS; bit++)
				look_along(&l, t, key ^ 1u << bit);
		}
		must(pthread_mutex_unlock(&s->lock) == 0);
	}
	*ret_copies = counted(&l.copies);
	*ret_near = counted(&l.near);
}

/* Along one chain, as far as a look would go. */
static uint64_t
kin_along(const struct similar *s, const struct print *p, size_t table, uint32_t key, uint64_t self,
	  int64_t since, size_t *left)
{
	struct walk w = walk_chain(s, table, key);
	const struct entry *e;
	while (*left > 0 && (e = walk_next(&w)) != NULL) {
		--*left;
		if (bits(e->sim ^ p->sim) <= SIMILAR_BITS && e->comment != 0 && e->comment != self &&
		    e->created >= since)
			return e->comment;
	}
	return 0;
}

struct comment_id
similar_kin(struct similar *s, const struct print *p, struct comment_id self, int64_t since)
{
	size_t left = LOOK_MAX;
	uint64_t kin = 0;
	if (!p->compared)
		return (struct comment_id){0};
	must(pthread_mutex_lock(&s->lock) == 0);
	for (size_t t = 0; t < BANDS && kin == 0; t++) {
		uint32_t key = band(p->sim, t);
		kin = kin_along(s, p, t, key, (uint64_t)self.n, since, &left);
		for (size_t bit = 0; bit < BAND_BITS && kin == 0; bit++)
			kin = kin_along(s, p, t, key ^ 1u << bit, (uint64_t)self.n, since, &left);
	}
	must(pthread_mutex_unlock(&s->lock) == 0);
	return (struct comment_id){(int64_t)kin};
}

/* ---- changes ------------------------------------------------------------------------------------- */

static void
describe(struct entry *e, const struct occurrence *o)
{
	must(o->comment.n > 0 && o->comment.n >> COMMENT_ID_BITS == 0);
	e->comment = (uint64_t)o->comment.n & (UINT64_MAX >> (64 - COMMENT_ID_BITS));
	e->opinion = o->opinion & ((1u << OPINION_BITS) - 1);
	e->author = (uint32_t)o->author.n;
	e->thread = (uint32_t)o->thread.n;
	e->created = (uint32_t)o->created;
}

/* The copies that stand: whether `id` is among them, how many, and the newest. */
struct standing {
	size_t n;
	struct entry *newest;
	bool known;
};

static struct standing
standing_copies(const struct similar *s, const struct print *p, struct comment_id id)
{
	struct standing c = {0};
	struct walk w = walk_chain(s, 0, band(p->sim, 0));
	struct entry *e;
	for (size_t n = 0; n < LOOK_MAX && (e = walk_next(&w)) != NULL; n++) {
		if (!is_copy(e, p))
			continue;
		c.known |= e->comment == (uint64_t)id.n;
		c.newest = c.newest == NULL ? e : c.newest;
		c.n++;
	}
	return c;
}

static void
push(struct similar *s, const struct print *p, const struct occurrence *o)
{
	s->newest = s->newest + 1 == s->size ? 0 : s->newest + 1;
	struct entry *e = &s->ring[s->newest];
	if (s->used == s->size)
		s->alive -= e->comment != 0; /* it was the oldest */
	else
		s->used++;
	describe(e, o);
	e->sim = p->sim;
	e->check = p->check & ((1u << PRINT_CHECK_BITS) - 1);
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
	struct entry *e = &s->ring[place];
	describe(e, o);
	e->sim = p->sim;
	e->check = p->check & ((1u << PRINT_CHECK_BITS) - 1);
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
	struct entry *e = find(s, p, id);
	if (e != NULL)
		e->opinion = opinion & ((1u << OPINION_BITS) - 1);
	must(pthread_mutex_unlock(&s->lock) == 0);
}

static void
drop(struct similar *s, struct entry *e)
{
	e->comment = 0;
	e->author = 0;
	s->alive--;
}

void
similar_forget(struct similar *s, const struct print *p, struct comment_id id)
{
	if (!p->compared)
		return;
	must(pthread_mutex_lock(&s->lock) == 0);
	struct entry *e = find(s, p, id);
	if (e != NULL)
		drop(s, e);
	must(pthread_mutex_unlock(&s->lock) == 0);
}

void
similar_forget_authors(struct similar *s, struct forgotten *list, size_t n)
{
	forgotten_order(list, n);
	must(pthread_mutex_lock(&s->lock) == 0);
	for (uint32_t i = 0; i < s->used; i++) {
		struct entry *e = &s->ring[(s->newest + s->size - i) % s->size];
		const struct forgotten *f = e->comment == 0 ? NULL : forgotten_find(list, n, e->author);
		if (f != NULL && f->texts)
			drop(s, e);
		else if (f != NULL)
			e->author = 0;
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
		struct entry *e = &s->ring[(s->newest + s->size - i) % s->size];
		struct comment_id id = {(int64_t)e->comment};
		if (id.n != 0 && bsearch(&id, ids, n, sizeof(id), by_id) != NULL)
			drop(s, e);
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
