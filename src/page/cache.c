/* Finished answers; see the header. A hash table with a list in order of use, under one lock that is held
 * for a look-up and never while anything is rendered or sent. */
#include "page/cache.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/clock.h"
#include "base/crypt.h"
#include "base/metric.h"

#define BUCKETS 4096u /* a power of two */
/* What an entry costs beside its bytes: this struct and the allocator's share. */
#define OVERHEAD 256u

struct kept {
	_Atomic unsigned refs;
	struct kept *next;          /* in its bucket */
	struct kept *newer, *older; /* in order of use */
	uint64_t hash, version;
	int64_t until;              /* seconds UTC; 0 = no end */
	struct str key, body, etag; /* behind this struct, in one allocation */
};

struct cache {
	pthread_mutex_t lock;
	struct kept *bucket[BUCKETS];
	struct kept *newest, *oldest;
	size_t bytes, max;
	uint64_t seed; /* keys hold what readers typed: the seed keeps them from choosing their bucket */
};

static size_t
cost(const struct kept *k)
{
	return k->key.n + k->body.n + k->etag.n + OVERHEAD;
}

struct cache *
cache_new(size_t bytes)
{
	struct cache *c = heap_zero(1, sizeof(*c));
	pthread_mutex_init(&c->lock, NULL);
	c->max = bytes;
	crypt_random(&c->seed, sizeof(c->seed));
	return c;
}

void
kept_release(void *kept)
{
	struct kept *k = kept;
	if (k != NULL && atomic_fetch_sub(&k->refs, 1) == 1)
		heap_free(k);
}

static void
unlink_use(struct cache *c, struct kept *k)
{
	*(k->newer == NULL ? &c->newest : &k->newer->older) = k->older;
	*(k->older == NULL ? &c->oldest : &k->older->newer) = k->newer;
	k->newer = k->older = NULL;
}

static void
link_newest(struct cache *c, struct kept *k)
{
	k->older = c->newest;
	k->newer = NULL;
	*(c->newest == NULL ? &c->oldest : &c->newest->newer) = k;
	c->newest = k;
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
	must(*at == k);
	*at = k->next;
	unlink_use(c, k);
	c->bytes -= cost(k);
	kept_release(k);
}

void
cache_free(struct cache **cache)
{
	struct cache *c = *cache;
	if (c == NULL)
		return;
	while (c->oldest != NULL)
		drop(c, c->oldest);
	pthread_mutex_destroy(&c->lock);
	heap_free(c);
	*cache = NULL;
}

struct kept *
cache_find(struct cache *c, struct str key, uint64_t version)
{
	uint64_t hash = str_hash(key, c->seed);
	pthread_mutex_lock(&c->lock);
	struct kept *k = *place(c, hash, key);
	if (k != NULL && k->version == version && (k->until == 0 || clock_now() < k->until)) {
		atomic_fetch_add(&k->refs, 1);
		unlink_use(c, k);
		link_newest(c, k);
	} else {
		k = NULL;
	}
	pthread_mutex_unlock(&c->lock);
	metric_add(METRIC_CACHE, k == NULL, 1); /* "hit miss" */
	return k;
}

static struct str
put_bytes(char **at, struct str s)
{
	struct str copy = {*at, s.n};
	if (s.n > 0)
		memcpy(*at, s.p, s.n);
	*at += s.n;
	return copy;
}

struct kept *
cache_put(struct cache *c, struct str key, uint64_t version, int64_t until, struct str body,
	  struct str etag)
{
	struct kept *k = heap_alloc(sizeof(*k) + key.n + body.n + etag.n);
	char *at = (char *)(k + 1);
	*k = (struct kept){.version = version, .until = until, .hash = str_hash(key, c->seed)};
	k->key = put_bytes(&at, key);
	k->body = put_bytes(&at, body);
	k->etag = put_bytes(&at, etag);
	atomic_init(&k->refs, 1); /* the caller's */
	if (cost(k) > c->max / 4)
		return k; /* one page must not push out all others */
	pthread_mutex_lock(&c->lock);
	struct kept *old = *place(c, k->hash, key);
	if (old != NULL)
		drop(c, old);
	while (c->bytes + cost(k) > c->max && c->oldest != NULL)
		drop(c, c->oldest);
	atomic_fetch_add(&k->refs, 1); /* the cache's */
	struct kept **to = &c->bucket[k->hash & (BUCKETS - 1)];
	k->next = *to;
	*to = k;
	link_newest(c, k);
	c->bytes += cost(k);
	pthread_mutex_unlock(&c->lock);
	return k;
}

struct str
kept_body(const struct kept *k)
{
	return k->body;
}

struct str
kept_etag(const struct kept *k)
{
	return k->etag;
}
