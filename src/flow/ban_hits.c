/*
 * How often bans speak. A refused post stores nothing, and a flood of them must not become a flood of
 * writes: the hits are counted here, and the housekeeper writes the sums.
 */
#include "base/die.h"
#include "flow/ban.h"
#include "store/store_actor.h"

#define HITS_MAX 1024 /* different bans between two rounds */

struct hit {
	struct ban_id ban;
	int64_t n, at;
};

struct hit_table {
	pthread_mutex_t lock;
	struct hit of[HITS_MAX];
	size_t n;
};

struct hit_table *
hits_new(void)
{
	struct hit_table *t = heap_zero(1, sizeof(*t));
	pthread_mutex_init(&t->lock, NULL);
	return t;
}

void
hits_free(struct hit_table **t)
{
	if (*t == NULL)
		return;
	pthread_mutex_destroy(&(*t)->lock);
	heap_free(*t);
	*t = NULL;
}

/* Under the lock. A full table loses a count, never a ban. */
static void
add(struct hit_table *t, const struct hit *hit)
{
	size_t i = 0;
	while (i < t->n && t->of[i].ban.n != hit->ban.n)
		i++;
	if (i == HITS_MAX)
		return;
	if (i == t->n)
		t->of[t->n++] = (struct hit){.ban = hit->ban};
	t->of[i].n += hit->n;
	t->of[i].at = hit->at > t->of[i].at ? hit->at : t->of[i].at;
}

void
ban_note_hits(struct house *h, const struct ban_hit *hits, size_t n, int64_t now)
{
	if (n == 0)
		return;
	pthread_mutex_lock(&h->hits->lock);
	for (size_t i = 0; i < n; i++)
		/* One post that links to a banned host twice is one hit. */
		if (i == 0 || hits[i].id.n != hits[i - 1].id.n)
			add(h->hits, &(struct hit){hits[i].id, 1, now});
	pthread_mutex_unlock(&h->hits->lock);
}

struct flush {
	struct hit of[HITS_MAX];
	size_t n;
};

static enum err
write_hits(struct db *db, void *arg)
{
	const struct flush *f = arg;
	enum err e = ERR_OK;
	for (size_t i = 0; e == ERR_OK && i < f->n; i++)
		e = store_ban_hits(db, f->of[i].ban, f->of[i].n, f->of[i].at);
	return e;
}

enum err
ban_flush_hits(struct house *h)
{
	struct hit_table *t = h->hits;
	struct flush *f = heap_zero(1, sizeof(*f));
	pthread_mutex_lock(&t->lock);
	f->n = t->n;
	memcpy(f->of, t->of, t->n * sizeof(t->of[0]));
	t->n = 0;
	pthread_mutex_unlock(&t->lock);
	enum err e = f->n == 0 ? ERR_OK : store_write(h->store, DB_KEEPER, write_hits, f);
	if (e != ERR_OK) { /* the next round tries again */
		pthread_mutex_lock(&t->lock);
		for (size_t i = 0; i < f->n; i++)
			add(t, &f->of[i]);
		pthread_mutex_unlock(&t->lock);
	}
	heap_free(f);
	return e;
}
