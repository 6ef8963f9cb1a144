/*
 * Replies that stood in their file before what they answer. They were stored at top level; here an
 * article that has such is read whole (24 bytes a comment), every reply gets its parent, circles
 * are cut, and what stands elsewhere now gets another place.
 */
#include "base/arena.h"
#include "intake.h"
#include "store/store_import.h"

#define NOWHERE UINT32_MAX
#define BATCH_NODES 5000 /* comments read in one transaction, and the rest of the last article */

struct node {
	int64_t id;
	uint32_t parent; /* index; NOWHERE: top level */
	uint32_t anchor; /* index of the ancestor that ends the common part of its order key; itself
			    if it is no deeper than that */
	uint32_t depth;	 /* ancestors, counted up to DEPTH_MAX; NOWHERE: not known yet */
	uint32_t moved;	 /* its place changes: set for itself or an ancestor; while circles are
			    sought: the round */
};

struct tree {
	struct node *nodes; /* by ascending id */
	size_t n, room;
	uint32_t *path; /* scratch */
	struct import_source source;
	struct arena *arena;
	struct comment_id after, reached; /* where a transaction began, and how far it came */
	int64_t cycles, apart; /* of a transaction */
};

static void
add_node(void *arg, struct comment_id id, struct comment_id parent)
{
	struct tree *t = arg;
	if (t->n == t->room) {
		t->room = t->room * 2 + 1024;
		t->nodes = heap_grow(t->nodes, t->room, sizeof(*t->nodes));
	}
	/* The parent's id until all are there; ids are below 2^63, so the two halves hold one. */
	t->nodes[t->n++] = (struct node){.id = id.n,
					 .parent = (uint32_t)(parent.n & UINT32_MAX),
					 .anchor = (uint32_t)(parent.n >> 32),
					 .depth = NOWHERE};
}

static uint32_t
find(const struct tree *t, int64_t id)
{
	size_t lo = 0, hi = t->n;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (t->nodes[mid].id < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < t->n && t->nodes[lo].id == id ? (uint32_t)lo : NOWHERE;
}

static void
link_nodes(struct tree *t)
{
	for (size_t i = 0; i < t->n; i++) {
		struct node *node = &t->nodes[i];
		int64_t parent = (int64_t)((uint64_t)node->anchor << 32 | node->parent);
		node->parent = parent == 0 ? NOWHERE : find(t, parent);
		node->anchor = NOWHERE;
	}
}

/* A parent of another article is none. */
static void
set_parent(void *arg, struct comment_id id, struct comment_id parent)
{
	struct tree *t = arg;
	uint32_t child = find(t, id.n), above = find(t, parent.n);
	t->apart += child != NOWHERE && above == NOWHERE;
	if (child == NOWHERE || above == NOWHERE || child == above)
		return;
	t->nodes[child].parent = above;
	t->nodes[child].anchor = child; /* for now: this one is newly linked */
}

/* Each comment has one parent at most, so a walk upwards ends, or meets its own round: a circle,
 * cut at the newly linked comment of the smallest id. */
static void
cut_circles(struct tree *t)
{
	for (uint32_t i = 0; i < t->n; i++) {
		uint32_t at = i, least = NOWHERE;
		while (at != NOWHERE && t->nodes[at].moved == 0) {
			t->nodes[at].moved = i + 1;
			at = t->nodes[at].parent;
		}
		if (at == NOWHERE || t->nodes[at].moved != i + 1)
			continue;
		for (uint32_t k = at, first = 1; first || k != at;
		     k = t->nodes[k].parent, first = 0)
			if (k < least && t->nodes[k].anchor == k)
				least = k;
		must(least != NOWHERE);
		t->nodes[least].parent = NOWHERE;
		t->cycles++;
	}
	for (size_t i = 0; i < t->n; i++) {
		t->nodes[i].moved = t->nodes[i].anchor == i;
		t->nodes[i].anchor = NOWHERE;
	}
}

/* From the top down: the way up from a node to the first whose depth is known, then back. */
static void
measure(struct tree *t)
{
	t->path = heap_alloc(t->n * sizeof(*t->path));
	for (uint32_t i = 0; i < t->n; i++) {
		size_t steps = 0;
		for (uint32_t at = i; at != NOWHERE && t->nodes[at].depth == NOWHERE;
		     at = t->nodes[at].parent)
			t->path[steps++] = at;
		while (steps > 0) {
			struct node *node = &t->nodes[t->path[--steps]];
			uint32_t self = t->path[steps];
			const struct node *above =
				node->parent == NOWHERE ? NULL : &t->nodes[node->parent];
			node->depth = above == NULL		  ? 0
				      : above->depth == DEPTH_MAX ? DEPTH_MAX
								  : above->depth + 1;
			node->anchor = node->depth < DEPTH_MAX ? self : above->anchor;
			node->moved |= above != NULL && above->moved;
		}
	}
	heap_free(t->path);
}

/* The ancestors that its order key names: those of its anchor, and the anchor itself if it is
 * deeper. */
static struct str
key_of(const struct tree *t, uint32_t i)
{
	struct comment_id above[DEPTH_MAX];
	size_t n = 0;
	uint32_t from = t->nodes[i].anchor == i ? t->nodes[i].parent : t->nodes[i].anchor;
	for (uint32_t at = from; at != NOWHERE; at = t->nodes[at].parent)
		n++;
	must(n <= DEPTH_MAX);
	size_t left = n;
	for (uint32_t at = from; at != NOWHERE; at = t->nodes[at].parent)
		above[--left].n = t->nodes[at].id;
	return store_order_key(t->arena, above, n, (struct comment_id){t->nodes[i].id});
}

static enum err
move_nodes(struct db *db, struct tree *t)
{
	enum err e = ERR_OK;
	for (uint32_t i = 0; e == ERR_OK && i < t->n; i++) {
		const struct node *node = &t->nodes[i];
		if (!node->moved)
			continue;
		struct comment_id parent = {node->parent == NOWHERE ? 0
								    : t->nodes[node->parent].id};
		e = store_comment_move(db, (struct comment_id){node->id}, parent, key_of(t, i));
		arena_reset(t->arena);
	}
	return e;
}

static enum err
settle_thread(struct db *db, struct tree *t, struct thread_id thread)
{
	t->n = 0;
	enum err e = store_comment_tree(db, thread, add_node, t);
	if (e != ERR_OK)
		return e;
	link_nodes(t);
	e = store_imported_waiting(db, t->source, thread, set_parent, t);
	if (e != ERR_OK)
		return e;
	cut_circles(t);
	measure(t);
	e = move_nodes(db, t);
	return e == ERR_OK ? store_imported_found(db, t->source, thread) : e;
}

/* Some articles in one transaction: each alone would cost a flush to the disk. ERR_GONE: none is
 * left, and nothing was done. */
static enum err
settle_some(struct db *db, void *arg)
{
	struct tree *t = arg;
	size_t nodes = 0;
	enum err e = ERR_OK;
	t->reached = t->after;
	t->cycles = t->apart = 0;
	while (e == ERR_OK && nodes < BATCH_NODES) {
		struct thread_id thread;
		e = store_imported_waiting_thread(db, t->source, t->reached, &thread, &t->reached);
		if (e == ERR_OK)
			e = settle_thread(db, t, thread);
		nodes += e == ERR_OK ? t->n : 0;
	}
	return e == ERR_GONE && nodes > 0 ? ERR_OK : e;
}

enum err
tree_settle(struct house *h, struct import_source source, int64_t *ret_cycles, int64_t *ret_apart)
{
	struct tree t = {.source = source, .arena = arena_new()};
	int64_t cycles = 0, apart = 0;
	enum err e = ERR_OK;
	while (e == ERR_OK) {
		e = store_write(h->store, DB_CONSOLE, settle_some, &t);
		t.after = t.reached;
		cycles += e == ERR_OK ? t.cycles : 0;
		apart += e == ERR_OK ? t.apart : 0;
	}
	heap_free(t.nodes);
	arena_free(&t.arena);
	if (e == ERR_GONE) {
		*ret_cycles = cycles;
		*ret_apart = apart;
		return ERR_OK;
	}
	return e;
}
