/*
 * The comments of late; see the header. A new one takes the place behind the newest, and the oldest's once
 * the ring is full; while loading, older ones take the places before the oldest. A comment is found by the
 * low bits of its id in a table twice as large as the ring: ids come one after the other, so two of late in
 * one slot are rare, and then the newer one is found.
 */
#include "flow/crowd.h"

#include <pthread.h>

#include "base/addr.h"
#include "base/arena.h"
#include "base/crypt.h"
#include "base/die.h"
#include "filter/similar.h"

#define SITE_BITS 20

/* A member as it is kept. */
struct place {
	uint64_t comment : COMMENT_ID_BITS; /* 0: gone */
	uint64_t site : SITE_BITS;
	uint64_t family : 3, edited : 1;
	uint64_t kin : COMMENT_ID_BITS;
	uint64_t state : 3, open : 1;
	uint32_t thread, author, name, created;
	unsigned char block[CROWD_BLOCK];
};
_Static_assert(sizeof(struct place) == CROWD_PLACE, "the header says how large it is");
#define ID_MASK ((UINT64_C(1) << COMMENT_ID_BITS) - 1)
#define SITE_MASK ((UINT64_C(1) << SITE_BITS) - 1)
_Static_assert(STATE__MAX <= 1 << 3, "a state has its room");

struct crowd {
	pthread_mutex_t lock;
	struct place *ring;
	uint32_t *slots;           /* place + 1; 0: none */
	size_t size, used, mask;
	size_t newest;
	uint64_t seed;
};

struct crowd *
crowd_new(size_t comments)
{
	struct crowd *c = heap_zero(1, sizeof(*c));
	size_t slots = 1;
	must(comments > 0 && comments <= CROWD_MAX);
	while (slots < 2 * comments)
		slots *= 2;
	/* Cleared memory of this size costs nothing before it is written to. */
	c->ring = heap_zero(comments, sizeof(*c->ring));
	c->slots = heap_zero(slots, sizeof(*c->slots));
	c->size = comments;
	c->mask = slots - 1;
	c->newest = comments - 1;
	crypt_random(&c->seed, sizeof(c->seed));
	must(pthread_mutex_init(&c->lock, NULL) == 0);
	return c;
}

void
crowd_free(struct crowd **crowd)
{
	struct crowd *c = *crowd;
	if (c == NULL)
		return;
	must(pthread_mutex_destroy(&c->lock) == 0);
	/* Places that no comment ever had are not touched: wiping them would have the machine find them. */
	for (size_t i = 0, at = c->newest; i < c->used; i++, at = at == 0 ? c->size - 1 : at - 1)
		crypt_wipe(&c->ring[at], sizeof(c->ring[at]));
	heap_free(c->ring);
	heap_free(c->slots);
	heap_free(c);
	*crowd = NULL;
}

static struct place *
find(const struct crowd *c, struct comment_id id)
{
	uint32_t place = c->slots[(uint64_t)id.n & c->mask];
	struct place *p = place == 0 ? NULL : &c->ring[place - 1];
	return p != NULL && p->comment != 0 && p->comment == (uint64_t)id.n ? p : NULL;
}

/* The newest, and so many before it. */
static struct place *
back_from_newest(const struct crowd *c, size_t n)
{
	return &c->ring[(c->newest + c->size - n) % c->size];
}

static bool
is_of(const struct place *p, struct site_id site)
{
	return p->comment != 0 && p->site == ((uint64_t)site.n & SITE_MASK);
}

static struct crowd_member
member(const struct place *p)
{
	struct crowd_member m = {
		.comment = (int64_t)p->comment,
		.kin = (int64_t)p->kin,
		.thread = p->thread,
		.author = p->author,
		.name = p->name,
		.created = p->created,
		.family = p->family,
		.state = p->state,
		.edited = p->edited,
		.open = p->open,
	};
	memcpy(m.block, p->block, sizeof(m.block));
	return m;
}

static struct place
describe(const struct crowd *c, const struct arrival *a)
{
	struct addr at;
	must(a->comment.n >> COMMENT_ID_BITS == 0);
	struct place m = {
		.comment = (uint64_t)a->comment.n & ID_MASK,
		.kin = (uint64_t)a->kin.n & ID_MASK,
		.site = (uint64_t)a->site.n & SITE_MASK,
		.thread = (uint32_t)a->thread.n,
		.author = (uint32_t)a->author.n,
		.name = (uint32_t)str_hash(a->name, c->seed),
		.created = (uint32_t)a->created,
		.state = a->state & 7,
		.open = !a->decided && (a->state == STATE_PENDING || a->state == STATE_APPROVED)};
	if (a->address.n > 0 && addr_parse(a->address, &at)) {
		m.family = at.v6 ? 6 : 4;
		memcpy(m.block, at.b, at.v6 ? CROWD_BLOCK : 4);
	}
	return m;
}

static void
put(struct crowd *c, size_t place, const struct place *m)
{
	c->ring[place] = *m;
	c->slots[m->comment & c->mask] = (uint32_t)place + 1;
}

void
crowd_add(struct crowd *c, const struct arrival *a)
{
	struct place m = describe(c, a);
	must(pthread_mutex_lock(&c->lock) == 0);
	struct place *known = find(c, a->comment);
	if (known != NULL && a->edited) {
		known->edited = true;
		known->kin = m.kin;
		known->state = m.state;
		known->open = m.open;
	} else if (known == NULL) {
		c->newest = c->newest + 1 == c->size ? 0 : c->newest + 1;
		c->used += c->used < c->size;
		put(c, c->newest, &m);
	}
	if (known != NULL && known->family == 0) {
		known->family = m.family;
		memcpy(known->block, m.block, sizeof(m.block));
	}
	must(pthread_mutex_unlock(&c->lock) == 0);
}

void
crowd_add_older(struct crowd *c, const struct arrival *a)
{
	struct place m = describe(c, a);
	must(pthread_mutex_lock(&c->lock) == 0);
	if (c->used < c->size && find(c, a->comment) == NULL) {
		put(c, (c->newest + c->size - c->used) % c->size, &m);
		c->used++;
	}
	must(pthread_mutex_unlock(&c->lock) == 0);
}

void
crowd_open(struct crowd *c, struct comment_id id, bool open)
{
	must(pthread_mutex_lock(&c->lock) == 0);
	struct place *m = find(c, id);
	if (m != NULL)
		m->open = open && (m->state == STATE_PENDING || m->state == STATE_APPROVED);
	must(pthread_mutex_unlock(&c->lock) == 0);
}

void
crowd_forget(struct crowd *c, struct comment_id id)
{
	must(pthread_mutex_lock(&c->lock) == 0);
	struct place *m = find(c, id);
	if (m != NULL)
		*m = (struct place){0};
	must(pthread_mutex_unlock(&c->lock) == 0);
}

void
crowd_forget_authors(struct crowd *c, const struct forgotten *list, size_t n)
{
	must(pthread_mutex_lock(&c->lock) == 0);
	for (size_t i = 0; i < c->used; i++) {
		struct place *m = back_from_newest(c, i);
		if (forgotten_find(list, n, m->author) != NULL)
			*m = (struct place){0};
	}
	must(pthread_mutex_unlock(&c->lock) == 0);
}

void
crowd_forget_old(struct crowd *c, int64_t before, int64_t networks)
{
	must(pthread_mutex_lock(&c->lock) == 0);
	for (size_t i = 0; i < c->used; i++) {
		struct place *m = back_from_newest(c, i);
		if (m->created < before)
			*m = (struct place){0};
		if (m->created >= networks)
			continue;
		m->family = 0;
		memset(m->block, 0, sizeof(m->block));
	}
	must(pthread_mutex_unlock(&c->lock) == 0);
}

bool
crowd_knows(struct crowd *c, struct comment_id id)
{
	must(pthread_mutex_lock(&c->lock) == 0);
	bool known = find(c, id) != NULL;
	must(pthread_mutex_unlock(&c->lock) == 0);
	return known;
}

size_t
crowd_take(struct crowd *c, struct arena *a, struct site_id site, int64_t since, struct crowd_member **ret)
{
	size_t n = 0;
	must(pthread_mutex_lock(&c->lock) == 0);
	struct crowd_member *list = arena_alloc(a, (c->used + 1) * sizeof(*list));
	for (size_t i = c->used; i > 0; i--) {
		const struct place *p = back_from_newest(c, i - 1);
		if (is_of(p, site) && p->created >= since)
			list[n++] = member(p);
	}
	must(pthread_mutex_unlock(&c->lock) == 0);
	*ret = list;
	return n;
}

/* ---- from one address ------------------------------------------------------------------------------ */

/* Of IPv6 the /64: what one household has. */
static bool
is_same_block(const struct place *p, const struct place *o)
{
	return p->family != 0 && p->family == o->family && p->site == o->site &&
	       memcmp(p->block, o->block, sizeof(p->block)) == 0;
}

bool
crowd_knows_network(struct crowd *c, struct site_id site, struct comment_id id)
{
	must(pthread_mutex_lock(&c->lock) == 0);
	const struct place *p = find(c, id);
	bool known = p != NULL && p->family != 0 && is_of(p, site);
	must(pthread_mutex_unlock(&c->lock) == 0);
	return known;
}

struct addr
crowd_block(unsigned family, const unsigned char block[CROWD_BLOCK])
{
	struct addr a = {.v6 = family == 6};
	memcpy(a.b, block, CROWD_BLOCK);
	return a;
}

size_t
crowd_neighbours(struct crowd *c, struct arena *a, struct site_id site, struct comment_id id, size_t limit,
		 struct comment_id **ret, struct addr *ret_from)
{
	size_t n = 0;
	must(pthread_mutex_lock(&c->lock) == 0);
	const struct place *of = find(c, id);
	bool known = of != NULL && of->family != 0 && is_of(of, site);
	struct comment_id *list = arena_array(a, known ? limit : 1, struct comment_id);
	for (size_t i = 0; known && i < c->used && n < limit; i++)
		if (is_same_block(back_from_newest(c, i), of))
			list[n++].n = (int64_t)back_from_newest(c, i)->comment;
	if (known)
		*ret_from = crowd_block(of->family, of->block);
	must(pthread_mutex_unlock(&c->lock) == 0);
	*ret = list;
	return n;
}
