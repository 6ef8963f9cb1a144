/* Finished answers; see the header. A hash table with two lists in order of use, under one lock that is held
 * for a look-up and never while anything is rendered, compressed or sent; and a few places for what is being
 * made. */
#include "page/cache.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "base/clock.h"
#include "base/crypt.h"
#include "base/metric.h"
#include "base/turn.h"

#define BUCKETS 4096u /* a power of two */
/* What an entry costs beside its bytes: this struct and the allocator's share. */
#define OVERHEAD 256u

/* Questions that are known: a power of two. Longer ones are not kept: they are nobody's. */
#define ASKED_SLOTS 1024u
#define WORDS_MAX 8192

/* A compressed copy. */
struct coded {
	size_t n;
	char bytes[];
};

enum use { USE_ONCE, USE_AGAIN, USE__MAX };

/* A request, byte for byte, that an answer was sent to. */
struct asked {
	unsigned slot;
	struct question q; /* its words behind this struct */
};

struct kept {
	_Atomic unsigned refs;
	struct asked *asked;        /* the last of those; NULL = none. Under the lock */
	struct kept *next;          /* in its bucket */
	struct kept *newer, *older; /* in order of use */
	enum use use;               /* which of the lists it is in */
	bool in;                    /* in the cache; under its lock */
	size_t cost;                /* counted for it; under the lock */
	uint64_t hash, version;
	int64_t until;              /* seconds UTC; 0 = no end */
	struct str key, body, etag; /* behind this struct, in one allocation */
	_Atomic bool claimed[ENCODING__MAX];
	struct coded *_Atomic coded[ENCODING__MAX];
};

static size_t
kept_size(struct str key, size_t body, struct str etag)
{
	return sizeof(struct kept) + key.n + body + etag.n;
}

struct list {
	struct kept *newest, *oldest;
	size_t bytes;
};

/* As many as are made at once by workers that each make one. */
#define MAKING_MAX 64
/* Longer than any page takes. Whoever has waited in vain makes it as well. */
#define WAIT_MS 500

/* An answer that somebody makes, and others may wait for. By the key's hash: of two keys that share one, the
 * second waits for nothing. */
struct making {
	bool taken;
	uint64_t hash, version;
};

struct cache {
	pthread_mutex_t lock;
	pthread_cond_t made;
	struct making making[MAKING_MAX];
	struct kept *bucket[BUCKETS];
	struct list used[USE__MAX];
	struct kept *asked[ASKED_SLOTS]; /* by the hash of a question: the answer it got; in the cache */
	size_t max;
	uint64_t seed; /* keys hold what readers typed: the seed keeps them from choosing their bucket */
};

struct cache *
cache_new(size_t bytes)
{
	struct cache *c = heap_zero(1, sizeof(*c));
	pthread_condattr_t clock;
	pthread_mutex_init(&c->lock, NULL);
	pthread_condattr_init(&clock);
	must(pthread_condattr_setclock(&clock, CLOCK_MONOTONIC) == 0);
	pthread_cond_init(&c->made, &clock);
	pthread_condattr_destroy(&clock);
	c->max = bytes;
	crypt_random(&c->seed, sizeof(c->seed));
	return c;
}

struct kept *
kept_hold(struct kept *k)
{
	atomic_fetch_add(&k->refs, 1);
	return k;
}

void
kept_release(void *kept)
{
	struct kept *k = kept;
	if (k == NULL || atomic_fetch_sub(&k->refs, 1) != 1)
		return;
	for (enum encoding e = 0; e < ENCODING__MAX; e++)
		heap_free(atomic_load(&k->coded[e]));
	must(k->asked == NULL);
	heap_unmap(k, kept_size(k->key, k->body.n, k->etag));
}

/* ---- the lists ------------------------------------------------------------------------------------- */

static void
unlink_use(struct cache *c, struct kept *k)
{
	struct list *l = &c->used[k->use];
	*(k->newer == NULL ? &l->newest : &k->newer->older) = k->older;
	*(k->older == NULL ? &l->oldest : &k->older->newer) = k->newer;
	k->newer = k->older = NULL;
	l->bytes -= k->cost;
}

static void
link_newest(struct cache *c, struct kept *k, enum use use)
{
	struct list *l = &c->used[use];
	k->use = use;
	k->older = l->newest;
	k->newer = NULL;
	*(l->newest == NULL ? &l->oldest : &l->newest->newer) = k;
	l->newest = k;
	l->bytes += k->cost;
}

/* Asked for again: before all others. What was so longest ago goes back where those stand that are new, so
 * that there is always room for them. */
static void
use_again(struct cache *c, struct kept *k)
{
	unlink_use(c, k);
	link_newest(c, k, USE_AGAIN);
	while (c->used[USE_AGAIN].bytes > c->max / 4 * 3 && c->used[USE_AGAIN].oldest != k) {
		struct kept *old = c->used[USE_AGAIN].oldest;
		unlink_use(c, old);
		link_newest(c, old, USE_ONCE);
	}
}

static void
forget(struct cache *c, struct kept *k)
{
	if (k == NULL || k->asked == NULL)
		return;
	must(c->asked[k->asked->slot] == k);
	c->asked[k->asked->slot] = NULL;
	c->used[k->use].bytes -= k->asked->q.words.n;
	k->cost -= k->asked->q.words.n;
	heap_free(k->asked);
	k->asked = NULL;
}

static struct kept **
place(struct cache *c, uint64_t hash, struct str key)
{
	struct kept **at = &c->bucket[hash & (BUCKETS - 1)];
	while (*at != NULL && ((*at)->hash != hash || !str_eq((*at)->key, key)))
		at = &(*at)->next;
	return at;
}

static void
drop(struct cache *c, struct kept *k)
{
	struct kept **at = place(c, k->hash, k->key);
	must(*at == k && k->in);
	*at = k->next;
	forget(c, k);
	unlink_use(c, k);
	k->in = false;
	kept_release(k);
}

static struct kept *
least_used(struct cache *c)
{
	struct kept *k = c->used[USE_ONCE].oldest;
	return k != NULL ? k : c->used[USE_AGAIN].oldest;
}

static void
make_room(struct cache *c, size_t bytes)
{
	struct kept *k;
	while (c->used[USE_ONCE].bytes + c->used[USE_AGAIN].bytes + bytes > c->max &&
	       (k = least_used(c)) != NULL)
		drop(c, k);
}

void
cache_free(struct cache **cache)
{
	struct cache *c = *cache;
	struct kept *k;
	if (c == NULL)
		return;
	while ((k = least_used(c)) != NULL)
		drop(c, k);
	pthread_cond_destroy(&c->made);
	pthread_mutex_destroy(&c->lock);
	heap_free(c);
	*cache = NULL;
}

/* ---- the answers ----------------------------------------------------------------------------------- */

static struct kept *
look_up(struct cache *c, uint64_t hash, struct str key, uint64_t version)
{
	struct kept *k = *place(c, hash, key);
	if (k == NULL || k->version != version || (k->until != 0 && clock_now() >= k->until))
		return NULL;
	use_again(c, k);
	return kept_hold(k);
}

struct kept *
cache_find(struct cache *c, struct str key, uint64_t version)
{
	pthread_mutex_lock(&c->lock);
	struct kept *k = look_up(c, str_hash(key, c->seed), key, version);
	pthread_mutex_unlock(&c->lock);
	metric_add(METRIC_CACHE, k == NULL, 1); /* "hit miss" */
	return k;
}

/* ---- what is being made ------------------------------------------------------------------------------ */

static struct making *
making_of(struct cache *c, uint64_t hash, uint64_t version)
{
	for (size_t i = 0; i < MAKING_MAX; i++)
		if (c->making[i].taken && c->making[i].hash == hash && c->making[i].version == version)
			return &c->making[i];
	return NULL;
}

/* False: nothing is kept for others, or as many are made as may. */
static bool
begin_making(struct cache *c, uint64_t hash, uint64_t version)
{
	for (size_t i = 0; i < MAKING_MAX && c->max > 0; i++)
		if (!c->making[i].taken) {
			c->making[i] = (struct making){true, hash, version};
			return true;
		}
	return false;
}

/* Until it is there, or nobody makes it any more. */
static struct kept *
wait_for(struct cache *c, uint64_t hash, struct str key, uint64_t version)
{
	struct kept *k;
	struct timespec end;
	bool late = false;
	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_nsec += WAIT_MS * 1000000L;
	end.tv_sec += end.tv_nsec / 1000000000L;
	end.tv_nsec %= 1000000000L;
	while ((k = look_up(c, hash, key, version)) == NULL && !late && making_of(c, hash, version) != NULL)
		late = pthread_cond_timedwait(&c->made, &c->lock, &end) == ETIMEDOUT;
	return k;
}

struct kept *
cache_get(struct cache *c, struct str key, uint64_t version, bool *ret_mine)
{
	uint64_t hash = str_hash(key, c->seed);
	*ret_mine = false;
	pthread_mutex_lock(&c->lock);
	struct kept *k = look_up(c, hash, key, version);
	if (k == NULL && making_of(c, hash, version) != NULL) {
		pthread_mutex_unlock(&c->lock);
		turn_give(); /* another may run while this one waits */
		pthread_mutex_lock(&c->lock);
		k = wait_for(c, hash, key, version);
	} else if (k == NULL) {
		*ret_mine = begin_making(c, hash, version);
	}
	pthread_mutex_unlock(&c->lock);
	metric_add(METRIC_CACHE, k == NULL, 1);
	return k;
}

void
cache_made(struct cache *c, struct str key, uint64_t version)
{
	pthread_mutex_lock(&c->lock);
	struct making *m = making_of(c, str_hash(key, c->seed), version);
	must(m != NULL);
	m->taken = false;
	pthread_cond_broadcast(&c->made);
	pthread_mutex_unlock(&c->lock);
}

/* ---- the answers that are put ------------------------------------------------------------------------- */

static struct str
put_bytes(char **at, struct str s)
{
	struct str copy = {*at, s.n};
	if (s.n > 0)
		memcpy(*at, s.p, s.n);
	*at += s.n;
	return copy;
}

/* One page must not push out all others. */
static bool
too_big(const struct cache *c, size_t bytes)
{
	return bytes > c->max / 4;
}

struct kept *
cache_put(struct cache *c, struct str key, uint64_t version, int64_t until, const struct pieces *body,
	  struct str etag)
{
	size_t n = body->before.n + body->middle.n + body->behind.n;
	struct kept *k = heap_map(kept_size(key, n, etag));
	char *at = (char *)(k + 1);
	*k = (struct kept){.version = version, .until = until, .hash = str_hash(key, c->seed)};
	k->key = put_bytes(&at, key);
	k->body = (struct str){put_bytes(&at, body->before).p, n};
	put_bytes(&at, body->middle);
	put_bytes(&at, body->behind);
	k->etag = put_bytes(&at, etag);
	k->cost = key.n + n + etag.n + OVERHEAD;
	atomic_init(&k->refs, 1); /* the caller's */
	if (too_big(c, k->cost)) {
		for (enum encoding e = 0; e < ENCODING__MAX; e++)
			atomic_init(&k->claimed[e], true); /* nobody would be sent the copy */
		return k;
	}
	pthread_mutex_lock(&c->lock);
	enum use use = USE_ONCE;
	struct kept *old = *place(c, k->hash, key);
	if (old != NULL) { /* its new version is read like the one before */
		use = old->use;
		drop(c, old);
	}
	make_room(c, k->cost);
	struct kept **to = &c->bucket[k->hash & (BUCKETS - 1)];
	k->next = *to;
	*to = kept_hold(k);
	k->in = true;
	link_newest(c, k, use);
	pthread_mutex_unlock(&c->lock);
	return k;
}

/* ---- questions ------------------------------------------------------------------------------------- */

/* Eight bytes at a time: a list of fifty articles is long. Who makes two of the same slot drives out one of
 * them, and its next answer takes the longer way. */
static unsigned
slot_of(const struct cache *c, const struct question *q)
{
	const uint64_t odd = UINT64_C(0x9E3779B97F4A7C15); /* Knuth's multiplicative hashing */
	uint64_t h = c->seed ^ ((uint64_t)q->site * odd + (uint64_t)q->kind), eight = 0;
	size_t i = 0;
	for (; i + sizeof(eight) <= q->words.n; i += sizeof(eight)) {
		memcpy(&eight, q->words.p + i, sizeof(eight));
		h = (h ^ eight) * odd;
		h ^= h >> 32;
	}
	for (; i < q->words.n; i++)
		h = (h ^ (unsigned char)q->words.p[i]) * odd;
	return (unsigned)(h >> 40) & (ASKED_SLOTS - 1);
}

static bool
same_question(const struct question *x, const struct question *y)
{
	return x->site == y->site && x->kind == y->kind && str_eq(x->words, y->words);
}

struct kept *
cache_recall(struct cache *c, struct question *q)
{
	unsigned slot = slot_of(c, q);
	pthread_mutex_lock(&c->lock);
	struct kept *k = c->asked[slot];
	if (k != NULL && k->asked->q.changes == q->changes && k->asked->q.hour == q->hour &&
	    same_question(&k->asked->q, q) && (k->until == 0 || clock_now() < k->until)) {
		kept_hold(k);
		use_again(c, k);
		q->as = k->asked->q.as;
	} else {
		k = NULL;
	}
	pthread_mutex_unlock(&c->lock);
	if (k != NULL)
		metric_add(METRIC_CACHE, 0, 1); /* "hit"; else cache_find() is asked */
	return k;
}

static struct asked *
asked_new(const struct question *q, unsigned slot)
{
	struct asked *new = heap_alloc(sizeof(*new) + q->words.n);
	char *at = (char *)(new + 1);
	*new = (struct asked){slot, *q};
	new->q.words = put_bytes(&at, q->words);
	return new;
}

void
cache_remember(struct cache *c, struct kept *k, const struct question *q)
{
	unsigned slot = slot_of(c, q);
	if (q->words.n > WORDS_MAX)
		return;
	pthread_mutex_lock(&c->lock);
	if (k->in && k->asked != NULL && same_question(&k->asked->q, q)) {
		k->asked->q.changes = q->changes;
		k->asked->q.hour = q->hour;
	} else if (k->in && !too_big(c, k->cost + q->words.n)) {
		forget(c, c->asked[slot]);
		forget(c, k);
		unlink_use(c, k); /* not itself the one that makes room */
		make_room(c, k->cost + q->words.n);
		k->asked = asked_new(q, slot);
		k->cost += q->words.n;
		link_newest(c, k, k->use);
		c->asked[slot] = k;
	}
	pthread_mutex_unlock(&c->lock);
}

/* ---- encodings ------------------------------------------------------------------------------------- */

bool
kept_claim(struct kept *k, enum encoding e)
{
	/* Unlocked: where it is dropped meanwhile, one copy is made in vain. */
	return !atomic_load(&k->claimed[e]) && !atomic_exchange(&k->claimed[e], true);
}

void
cache_add(struct cache *c, struct kept *k, enum encoding e, struct str body)
{
	if (body.n == 0)
		return;
	struct coded *copy = heap_alloc(sizeof(*copy) + body.n);
	copy->n = body.n;
	memcpy(copy->bytes, body.p, body.n);
	pthread_mutex_lock(&c->lock);
	bool fits = k->in && !too_big(c, k->cost + body.n);
	if (fits) {
		unlink_use(c, k); /* not itself the one that makes room */
		make_room(c, k->cost + body.n);
		k->cost += body.n;
		link_newest(c, k, k->use);
		atomic_store(&k->coded[e], copy);
	}
	pthread_mutex_unlock(&c->lock);
	if (!fits)
		heap_free(copy);
}

struct str
kept_body(const struct kept *k, enum encoding e)
{
	if (e == ENCODING_NONE)
		return k->body;
	const struct coded *copy = atomic_load(&k->coded[e]);
	return copy == NULL ? STR("") : (struct str){copy->bytes, copy->n};
}

struct str
kept_etag(const struct kept *k)
{
	return k->etag;
}
