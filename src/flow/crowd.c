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

struct crowd {
	pthread_mutex_t lock;
	struct crowd_member *ring; /* comment 0: gone */
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

static struct crowd_member *
find(const struct crowd *c, struct comment_id id)
{
	uint32_t place = c->slots[(uint64_t)id.n & c->mask];
	return place != 0 && c->ring[place - 1].comment == id.n ? &c->ring[place - 1] : NULL;
}

static struct crowd_member
describe(const struct crowd *c, const struct arrival *a)
{
	struct addr at;
	struct crowd_member m = {
		.comment = a->comment.n,
		.kin = a->kin.n,
		.site = (uint32_t)a->site.n,
		.thread = (uint32_t)a->thread.n,
		.author = (uint32_t)a->author.n,
		.name = (uint32_t)str_hash(a->name, c->seed),
		.created = (uint32_t)a->created,
		.state = (unsigned char)a->state,
		.open = !a->decided && (a->state == STATE_PENDING || a->state == STATE_APPROVED)};
	if (a->address.n > 0 && addr_parse(a->address, &at)) {
		m.family = at.v6 ? 6 : 4;
		memcpy(m.address, at.b, at.v6 ? 16 : 4);
	}
	return m;
}

static void
put(struct crowd *c, size_t place, const struct crowd_member *m)
{
	c->ring[place] = *m;
	c->slots[(uint64_t)m->comment & c->mask] = (uint32_t)place + 1;
}

void
crowd_add(struct crowd *c, const struct arrival *a)
{
	struct crowd_member m = describe(c, a);
	must(pthread_mutex_lock(&c->lock) == 0);
	struct crowd_member *known = find(c, a->comment);
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
		memcpy(known->address, m.address, sizeof(m.address));
	}
	must(pthread_mutex_unlock(&c->lock) == 0);
}

void
crowd_add_older(struct crowd *c, const struct arrival *a)
{
	struct crowd_member m = describe(c, a);
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
	struct crowd_member *m = find(c, id);
	if (m != NULL)
		m->open = open && (m->state == STATE_PENDING || m->state == STATE_APPROVED);
	must(pthread_mutex_unlock(&c->lock) == 0);
}

void
crowd_forget(struct crowd *c, struct comment_id id)
{
	must(pthread_mutex_lock(&c->lock) == 0);
	struct crowd_member *m = find(c, id);
	if (m != NULL)
		*m = (struct crowd_member){0};
	must(pthread_mutex_unlock(&c->lock) == 0);
}

void
crowd_forget_authors(struct crowd *c, const struct forgotten *list, size_t n)
{
	must(pthread_mutex_lock(&c->lock) == 0);
	for (size_t i = 0; i < c->used; i++) {
		struct crowd_member *m = &c->ring[(c->newest + c->size - i) % c->size];
		if (forgotten_find(list, n, m->author) != NULL)
			*m = (struct crowd_member){0};
	}
	must(pthread_mutex_unlock(&c->lock) == 0);
}

void
crowd_forget_old(struct crowd *c, int64_t before, int64_t networks)
{
	must(pthread_mutex_lock(&c->lock) == 0);
	for (size_t i = 0; i < c->used; i++) {
		struct crowd_member *m = &c->ring[(c->newest + c->size - i) % c->size];
		if (m->created < before)
			*m = (struct crowd_member){0};
		if (m->created >= networks)
			continue;
		m->family = 0;
		memset(m->address, 0, sizeof(m->address));
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
		const struct crowd_member *m = &c->ring[(c->newest + c->size - (i - 1)) % c->size];
		if (m->comment != 0 && m->site == (uint32_t)site.n && m->created >= since)
			list[n++] = *m;
	}
	must(pthread_mutex_unlock(&c->lock) == 0);
	*ret = list;
	return n;
}

/* ---- from one address ------------------------------------------------------------------------------ */

/* Of IPv6 the /64: what one household has. */
static bool
is_same_address(const struct crowd_member *m, const struct crowd_member *o)
{
	return m->family != 0 && m->family == o->family && m->site == o->site &&
	       memcmp(m->address, o->address, m->family == 6 ? 8 : 4) == 0;
}

static const struct crowd_member *
member(const struct crowd *c, size_t back)
{
	return &c->ring[(c->newest + c->size - back) % c->size];
}

bool
crowd_knows_network(struct crowd *c, struct site_id site, struct comment_id id)
{
	must(pthread_mutex_lock(&c->lock) == 0);
	const struct crowd_member *m = find(c, id);
	bool known = m != NULL && m->family != 0 && m->site == (uint32_t)site.n;
	must(pthread_mutex_unlock(&c->lock) == 0);
	return known;
}

size_t
crowd_neighbours(struct crowd *c, struct arena *a, struct site_id site, struct comment_id id, size_t limit,
		 struct comment_id **ret, struct addr *ret_from)
{
	size_t n = 0;
	must(pthread_mutex_lock(&c->lock) == 0);
	const struct crowd_member *of = find(c, id);
	bool known = of != NULL && of->family != 0 && of->site == (uint32_t)site.n;
	struct comment_id *list = arena_array(a, known ? limit : 1, struct comment_id);
	for (size_t i = 0; known && i < c->used && n < limit; i++)
		if (is_same_address(member(c, i), of))
			list[n++].n = member(c, i)->comment;
	if (known) {
		*ret_from = (struct addr){.v6 = of->family == 6};
		memcpy(ret_from->b, of->address, sizeof(of->address));
	}
	must(pthread_mutex_unlock(&c->lock) == 0);
	*ret = list;
	return n;
}
