/* Raids; see the header. */
#include "flow/raid.h"

#include <stdlib.h>

#include "base/clock.h"
#include "flow/memory.h"
#include "table.h"

#define TABLE_FIRST 100 /* keys: what most groups have of anything */

/* ---- who belongs together -------------------- */

struct group {
	unsigned signs;
	size_t n;
	uint32_t shared; /* with what is about to be settled; else 0 */
};

struct look {
	struct arena *arena;
	struct crowd_member *at;
	size_t n;
	uint32_t *owner;       /* of each: its group + 1; 0: none */
	struct group *groups;
	size_t n_groups;
	uint64_t *keys;            /* by which the present way gathers; 0: passed over */
	uint32_t *before;          /* the one before with the same key: index + 1 */
};

/* How a way gathers. */
struct way {
	enum raid_sign sign;
	size_t least, names;   /* so many comments, under so many names */
	int64_t span;          /* within so many seconds; 0: whenever */
};

static uint32_t
root(uint32_t *parent, uint32_t i)
{
	while (parent[i] != i)
		i = parent[i] = parent[parent[i]];
	return i;
}

/* Those that are somebody's kin, by their comment: index + 1 is the value. Most are nobody's, and have none
 * themselves, so this is small beside all that is looked at. */
static struct table
kin_table(const struct look *l)
{
	size_t n = 0;
	for (size_t i = 0; i < l->n; i++)
		n += l->at[i].kin != 0;
	struct table kin = table_for(l->arena, n);
	for (size_t i = 0; i < l->n; i++)
		if (l->at[i].kin != 0)
			table_at(&kin, (uint64_t)l->at[i].kin)->key = (uint64_t)l->at[i].kin;
	for (size_t i = 0; n > 0 && i < l->n; i++) {
		struct slot *s = table_at(&kin, (uint64_t)l->at[i].comment);
		if (s->key != 0)
			s->value = (uint32_t)i + 1;
	}
	return kin;
}

/* Texts that read alike: each is joined with its kin. One that is like no other has no key. */
static uint64_t *
keys_by_text(const struct look *l)
{
	uint64_t *keys = l->keys;
	uint32_t *parent = arena_array(l->arena, l->n, uint32_t);
	struct table kin = kin_table(l);
	for (size_t i = 0; i < l->n; i++)
		parent[i] = (uint32_t)i;
	memset(keys, 0, l->n * sizeof(*keys));
	for (size_t i = 0; i < l->n; i++) {
		uint32_t of = l->at[i].kin == 0 ? 0 : table_at(&kin, (uint64_t)l->at[i].kin)->value;
		if (of == 0 || l->at[of - 1].edited)
			continue;
		parent[root(parent, (uint32_t)i)] = root(parent, of - 1);
		keys[i] = keys[of - 1] = 1;
	}
	for (size_t i = 0; i < l->n; i++)
		keys[i] = keys[i] != 0 && l->at[i].open ? (uint64_t)root(parent, (uint32_t)i) + 1 : 0;
	return keys;
}

/* A /24 or a /48: what one sender may well own. */
static uint64_t
network(const struct crowd_member *m)
{
	uint64_t key = m->family;
	for (size_t i = 0; i < (m->family == 6 ? 6 : 3); i++)
		key = key << 8 | m->block[i];
	return m->family == 0 ? 0 : key;
}

static uint64_t *
keys_by_network(const struct look *l)
{
	uint64_t *keys = l->keys;
	for (size_t i = 0; i < l->n; i++)
		keys[i] = l->at[i].open ? network(&l->at[i]) : 0;
	return keys;
}

static uint64_t *
keys_by_article(const struct look *l)
{
	uint64_t *keys = l->keys;
	for (size_t i = 0; i < l->n; i++)
		keys[i] = l->at[i].open ? l->at[i].thread : 0;
	return keys;
}

/* ---- groups -------------------- */

static int64_t
distinct(const struct look *l, const uint32_t *at, size_t n, uint64_t (*of)(const struct crowd_member *))
{
	struct table seen = table_for(l->arena, TABLE_FIRST);
	size_t found = 0;
	for (size_t i = 0; i < n; i++) {
		uint64_t key = of(&l->at[at[i]]);
		if (key != 0)
			(void)table_put(l->arena, &seen, &found, key);
	}
	return (int64_t)found;
}

static uint64_t
name_of(const struct crowd_member *m)
{
	return (uint64_t)m->name + 1;
}

static uint64_t
author_of(const struct crowd_member *m)
{
	return m->author;
}

static uint64_t
article_of(const struct crowd_member *m)
{
	return m->thread;
}

/* What came in a dense stretch: every member of some `least` within the span. Returns how many stay. */
static size_t
dense(const struct look *l, uint32_t *at, size_t n, const struct way *w)
{
	size_t kept = 0, upto = 0; /* those below `upto` stay, as far as they are not written yet */
	for (size_t i = 0; i < n; i++) {
		size_t end = i + w->least;
		if (end <= n && l->at[at[end - 1]].created - (int64_t)l->at[at[i]].created <= w->span)
			upto = end;
		if (i < upto)
			at[kept++] = at[i];
	}
	return kept;
}

/* The group that has most of these already, and how many of them; 0: none has any. */
static size_t
nearest_group(struct look *l, const uint32_t *at, size_t n, size_t *ret_shared)
{
	size_t best = 0, most = 0;
	for (size_t i = 0; i < n; i++) {
		size_t group = l->owner[at[i]];
		if (group != 0 && ++l->groups[group - 1].shared > most) {
			most = l->groups[group - 1].shared;
			best = group;
		}
	}
	for (size_t i = 0; i < n; i++)
		if (l->owner[at[i]] != 0)
			l->groups[l->owner[at[i]] - 1].shared = 0;
	*ret_shared = most;
	return best;
}

/* Without those that are in a group. Returns how many stay. */
static size_t
unowned(const struct look *l, uint32_t *at, size_t n)
{
	size_t kept = 0;
	for (size_t i = 0; i < n; i++)
		if (l->owner[at[i]] == 0)
			at[kept++] = at[i];
	return kept;
}

/* Those that bear the sign together; 0: they do not. */
static size_t
bearing(const struct look *l, uint32_t *at, size_t n, const struct way *w)
{
	n = w->span > 0 ? dense(l, at, n, w) : n;
	return n >= w->least && (size_t)distinct(l, at, n, name_of) >= w->names ? n : 0;
}

static void
own(struct look *l, const uint32_t *at, size_t n, size_t group)
{
	for (size_t i = 0; i < n; i++)
		if (l->owner[at[i]] == 0) {
			l->owner[at[i]] = (uint32_t)group;
			l->groups[group - 1].n++;
		}
}

/* A group that is half in another one is more of that; but a burst has honest comments among it, so
 * that alone brings nobody into a group. Else what is in no other one must bear the sign by itself. */
static void
settle(struct look *l, uint32_t *at, size_t n, const struct way *w)
{
	size_t shared, best = nearest_group(l, at, n, &shared);
	if (best != 0) {
		size_t smaller = l->groups[best - 1].n < n ? l->groups[best - 1].n : n;
		if (shared * 2 >= smaller) {
			l->groups[best - 1].signs |= w->sign;
			if (w->sign == RAID_BY_NETWORK)
				own(l, at, n, best);
			return;
		}
	}
	n = bearing(l, at, unowned(l, at, n), w);
	if (n == 0)
		return;
	arena_grow(l->arena, l->groups, l->n_groups);
	l->groups[l->n_groups++] = (struct group){.signs = w->sign};
	own(l, at, n, l->n_groups);
}

static void
gather(struct look *l, const uint64_t *keys, const struct way *w)
{
	size_t used = 0;
	struct table t = table_for(l->arena, TABLE_FIRST);
	uint32_t *before = l->before;
	for (size_t i = 0; i < l->n; i++) {
		if (keys[i] == 0)
			continue;
		struct slot *s = table_put(l->arena, &t, &used, keys[i]);
		before[i] = s->value;
		s->value = (uint32_t)i + 1;
		s->count++;
	}
	for (size_t k = 0; k <= t.mask; k++) {
		size_t n = t.at[k].count;
		if (n < w->least)
			continue;
		uint32_t *at = arena_array(l->arena, n, uint32_t);
		for (uint32_t i = t.at[k].value, left = (uint32_t)n; i != 0; i = before[i - 1])
			at[--left] = i - 1;
		n = bearing(l, at, n, w);
		if (n > 0)
			settle(l, at, n, w);
	}
}

static int
by_time(const void *a, const void *b)
{
	const struct crowd_member *m = a, *o = b;
	if (m->created != o->created)
		return m->created < o->created ? -1 : 1;
	return m->comment < o->comment ? -1 : m->comment > o->comment;
}

static struct look
look(struct house *h, struct site *s, struct arena *a)
{
	struct look l = {.arena = a};
	const struct site_conf *c = s->conf;
	const struct way text = {RAID_BY_TEXT, RAID_ALIKE, 1, 0};
	const struct way network = {RAID_BY_NETWORK, RAID_NETWORK, RAID_NAMES, RAID_HOUR};
	const struct way burst = {RAID_BY_BURST, (size_t)c->storm_posts, 1, c->storm_span};
	l.n = crowd_take(memory_crowd(h->memory), a, s->id, clock_now() - CROWD_SPAN, &l.at);
	/* They come in order but where several threads, or a start, put them in another. */
	for (size_t i = 1; i < l.n; i++)
		if (by_time(&l.at[i - 1], &l.at[i]) > 0) {
			qsort(l.at, l.n, sizeof(*l.at), by_time);
			break;
		}
	l.owner = arena_array(a, l.n, uint32_t);
	l.keys = arena_array(a, l.n, uint64_t);
	l.before = arena_array(a, l.n, uint32_t);
	gather(&l, keys_by_text(&l), &text);
	gather(&l, keys_by_network(&l), &network);
	gather(&l, keys_by_article(&l), &burst);
	return l;
}

/* ---- cards -------------------- */

static void
describe(const struct look *l, size_t group, bool members, struct raid *ret)
{
	struct raid r = {.signs = l->groups[group - 1].signs, .n = l->groups[group - 1].n};
	uint32_t *at = arena_array(l->arena, r.n, uint32_t);
	for (size_t i = 0, k = 0; i < l->n; i++)
		if (l->owner[i] == group)
			at[k++] = (uint32_t)i;
	r.members = members ? arena_array(l->arena, r.n, struct crowd_member) : NULL;
	for (size_t i = 0; members && i < r.n; i++)
		r.members[i] = l->at[at[i]];
	r.first = l->at[at[0]].created;
	r.last = l->at[at[r.n - 1]].created;
	r.names = distinct(l, at, r.n, name_of);
	r.people = distinct(l, at, r.n, author_of);
	r.articles = distinct(l, at, r.n, article_of);
	r.networks = distinct(l, at, r.n, network);
	for (size_t i = 0; i < r.n; i++) {
		const struct crowd_member *m = &l->at[at[i]];
		r.unknown += m->family == 0;
		r.newest.n = m->comment > r.newest.n ? m->comment : r.newest.n;
		r.bars[(m->created - r.first) * RAID_BARS / (r.last - r.first + 1)]++;
	}
	*ret = r;
}

enum err
raids_find(struct house *h, struct site *s, struct arena *a, const struct moderator *by, struct raid *ret,
	   size_t *ret_n)
{
	must(actor_at(by, s));
	if (actor_role(by) < ROLE_MODERATOR)
		return ERR_DENIED;
	struct look l = look(h, s, a);
	size_t n = 0;
	/* The largest that are left, one after the other: few are shown. */
	while (n < RAIDS_MAX) {
		size_t best = 0;
		for (size_t g = 1; g <= l.n_groups; g++)
			if (l.groups[g - 1].n > 0 && (best == 0 || l.groups[g - 1].n > l.groups[best - 1].n))
				best = g;
		if (best == 0)
			break;
		describe(&l, best, false, &ret[n++]);
		l.groups[best - 1].n = 0;
	}
	*ret_n = n;
	return ERR_OK;
}

enum err
raid_of(struct house *h, struct site *s, struct arena *a, const struct moderator *by, struct comment_id id,
	struct raid *ret)
{
	must(actor_at(by, s));
	if (actor_role(by) < ROLE_MODERATOR)
		return ERR_DENIED;
	struct look l = look(h, s, a);
	for (size_t i = 0; i < l.n; i++)
		if (l.at[i].comment == id.n && l.owner[i] != 0) {
			describe(&l, l.owner[i], true, ret);
			return ERR_OK;
		}
	return ERR_GONE;
}
