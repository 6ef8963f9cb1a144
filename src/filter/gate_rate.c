/*
 * Rate limits; see the header. Knows keys as bytes and time as a number.
 *
 * A bucket is one time, as in the generic cell rate algorithm (ITU-T I.371, annex A): `full`, when it
 * will be full again. Taking moves it on by span / burst; a take is refused when that would put it more
 * than a whole bucket ahead of now. So the bucket nearest to full is the one with the smallest `full`,
 * and a heap over these finds it in logarithmic time.
 */
#include "filter/gate_rate.h"

#include <pthread.h>

#include "base/crypt.h"

#define SHARDS 64
#define NONE 0 /* buckets are numbered from 1: cleared memory is an empty table */

struct bucket {
	uint64_t id;    /* the key's hash: two keys never meet in practice */
	int64_t full;   /* microseconds of the monotonic clock */
	uint32_t next;  /* in its chain */
	uint32_t place; /* in the queue */
};

struct shard {
	pthread_mutex_t lock;
	struct bucket *buckets;
	uint32_t *chains; /* as many as buckets; NONE = empty */
	uint32_t *queue;  /* bucket numbers as a binary heap, smallest `full` first */
	uint32_t used, size;
};

struct rate_table {
	unsigned char seed[SHORT_KEY_BYTES]; /* without it a hash tells of no key */
	struct shard shards[SHARDS];
};

struct rate_table *
rate_new(size_t slots)
{
	struct rate_table *t = heap_zero(1, sizeof(*t));
	crypt_random(t->seed, sizeof(t->seed));
	for (size_t i = 0; i < SHARDS; i++) {
		struct shard *s = &t->shards[i];
		s->size = (uint32_t)((slots + SHARDS - 1) / SHARDS);
		s->size += s->size == 0;
		s->buckets = heap_zero(s->size + 1, sizeof(*s->buckets));
		s->chains = heap_zero(s->size, sizeof(*s->chains));
		s->queue = heap_zero(s->size, sizeof(*s->queue));
		must(pthread_mutex_init(&s->lock, NULL) == 0);
	}
	return t;
}

void
rate_free(struct rate_table **t)
{
	if (*t == NULL)
		return;
	for (size_t i = 0; i < SHARDS; i++) {
		struct shard *s = &(*t)->shards[i];
		must(pthread_mutex_destroy(&s->lock) == 0);
		heap_free(s->buckets);
		heap_free(s->chains);
		heap_free(s->queue);
	}
	crypt_wipe((*t)->seed, sizeof((*t)->seed));
	heap_free(*t);
	*t = NULL;
}

/* ---- the queue --------------------------------------------------------------------------------- */

static void
queue_put(struct shard *s, uint32_t place, uint32_t bucket)
{
	s->queue[place] = bucket;
	s->buckets[bucket].place = place;
}

static int64_t
full_at(const struct shard *s, uint32_t place)
{
	return s->buckets[s->queue[place]].full;
}

/* Moves the bucket at `place` to where its `full` belongs. */
static void
queue_settle(struct shard *s, uint32_t place)
{
	uint32_t bucket = s->queue[place];
	int64_t full = s->buckets[bucket].full;
	while (place > 0 && full_at(s, (place - 1) / 2) > full) {
		queue_put(s, place, s->queue[(place - 1) / 2]);
		place = (place - 1) / 2;
	}
	for (;;) {
		uint32_t child = place * 2 + 1;
		if (child + 1 < s->used && full_at(s, child + 1) < full_at(s, child))
			child++;
		if (child >= s->used || full_at(s, child) >= full)
			break;
		queue_put(s, place, s->queue[child]);
		place = child;
	}
	queue_put(s, place, bucket);
}

/* ---- buckets ----------------------------------------------------------------------------------- */

static uint32_t *
chain_of(struct shard *s, uint64_t id)
{
	return &s->chains[id / SHARDS % s->size];
}

static struct bucket *
bucket_find(struct shard *s, uint64_t id)
{
	for (uint32_t i = *chain_of(s, id); i != NONE; i = s->buckets[i].next)
		if (s->buckets[i].id == id)
			return &s->buckets[i];
	return NULL;
}

/* A full bucket for a new key; the one nearest to full makes room. */
static struct bucket *
bucket_add(struct shard *s, uint64_t id, int64_t now)
{
	uint32_t at = s->used + 1;
	if (s->used == s->size) {
		at = s->queue[0];
		uint32_t *to = chain_of(s, s->buckets[at].id);
		while (*to != at)
			to = &s->buckets[*to].next;
		*to = s->buckets[at].next;
	} else {
		queue_put(s, s->used++, at);
	}
	struct bucket *b = &s->buckets[at];
	b->id = id;
	b->full = now;
	b->next = *chain_of(s, id);
	*chain_of(s, id) = at;
	queue_settle(s, b->place);
	return b;
}

static struct shard *
shard_lock(struct rate_table *t, struct str key, uint64_t *ret_id)
{
	uint64_t id = crypt_short(t->seed, key);
	struct shard *s = &t->shards[id % SHARDS];
	must(pthread_mutex_lock(&s->lock) == 0);
	*ret_id = id;
	return s;
}

/* Microseconds in which one of the burst comes back. */
static int64_t
step_of(int64_t burst, int64_t span_ms)
{
	must(burst > 0 && span_ms > 0 && span_ms < INT64_MAX / 1000000);
	int64_t step = span_ms * 1000 / burst;
	return step > 0 ? step : 1;
}

/* Of a burst, when the bucket is full again so many microseconds after now. */
static int64_t
left_of(int64_t burst, int64_t step, int64_t ahead)
{
	int64_t taken = (ahead + step - 1) / step;
	return taken < burst ? burst - taken : 0;
}

int64_t
rate_take_left(struct rate_table *t, struct str key, int64_t burst, int64_t span_ms, int64_t now_ms,
	       int64_t *ret_left)
{
	uint64_t id;
	int64_t step = step_of(burst, span_ms), now = now_ms * 1000, wait = 0;
	struct shard *s = shard_lock(t, key, &id);
	struct bucket *b = bucket_find(s, id);
	if (b == NULL)
		b = bucket_add(s, id, now);
	int64_t full = b->full > now ? b->full : now;
	if (full - now > (burst - 1) * step) {
		wait = full - now - (burst - 1) * step;
	} else {
		b->full = full = full + step;
		queue_settle(s, b->place);
	}
	must(pthread_mutex_unlock(&s->lock) == 0);
	*ret_left = left_of(burst, step, full - now);
	return (wait + 999) / 1000;
}

int64_t
rate_take(struct rate_table *t, struct str key, int64_t burst, int64_t span_ms, int64_t now_ms)
{
	int64_t left;
	return rate_take_left(t, key, burst, span_ms, now_ms, &left);
}

int64_t
rate_left(struct rate_table *t, struct str key, int64_t burst, int64_t span_ms, int64_t now_ms)
{
	uint64_t id;
	int64_t step = step_of(burst, span_ms), now = now_ms * 1000;
	struct shard *s = shard_lock(t, key, &id);
	const struct bucket *b = bucket_find(s, id);
	int64_t ahead = b != NULL && b->full > now ? b->full - now : 0;
	must(pthread_mutex_unlock(&s->lock) == 0);
	return left_of(burst, step, ahead);
}

void
rate_return(struct rate_table *t, struct str key, int64_t burst, int64_t span_ms, int64_t now_ms)
{
	uint64_t id;
	int64_t step = step_of(burst, span_ms), now = now_ms * 1000;
	struct shard *s = shard_lock(t, key, &id);
	struct bucket *b = bucket_find(s, id);
	if (b != NULL && b->full > now) {
		b->full = b->full - step > now ? b->full - step : now;
		queue_settle(s, b->place);
	}
	must(pthread_mutex_unlock(&s->lock) == 0);
}
