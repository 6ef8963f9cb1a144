/* Bump allocation out of 64 KiB blocks; anything larger gets a block of its own, of as many times that.
 * Blocks that a request gave back are clean and wait for the next one, in a pool of all arenas: malloc would
 * fill each of them twice more (M_PERTURB, http/worker.c), and ask the system for the large ones anew. */
#include "base/arena.h"

#include <malloc.h>
#include <pthread.h>
#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>

/* gcc's analyzer loses sight of a block that hangs on its arena once a byte is written through a pointer into
 * it; the sanitizers watch what really leaks. */
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wanalyzer-malloc-leak"
#endif

/* A typical request (form, verdict, a page of 50 comments) fits two blocks. */
#define BLOCK_BYTES (64u * 1024u)
/* Larger than this in blocks: no page is, and malloc has it. */
#define SPARE_BLOCKS 16
#ifdef RJ_DEBUG
/* A sanitizer sees a pointer kept too long only in memory that was freed. */
#define SPARE_BYTES BLOCK_BYTES
#else
/* Two pages of 200 comments under way. */
#define SPARE_BYTES (2u * 1024 * 1024)
#endif

struct block {
	struct block *next;
	size_t size, used; /* bytes of data[] */
	alignas(max_align_t) unsigned char data[];
};

struct arena {
	struct block *top;
	size_t handed_out;
};

static struct {
	pthread_mutex_t lock; /* taken after any other, and for a moment */
	struct block *first[SPARE_BLOCKS + 1]; /* by size in blocks */
	size_t bytes;
} spare = {.lock = PTHREAD_MUTEX_INITIALIZER};

void *
heap_alloc(size_t n)
{
	void *p = malloc(n ? n : 1);
	if (p == NULL)
		die_memory(n);
	return p;
}

void *
heap_zero(size_t count, size_t size)
{
	void *p = calloc(count ? count : 1, size ? size : 1);
	if (p == NULL)
		die_memory(count * size);
	return p;
}

void *
heap_grow(void *old, size_t count, size_t size)
{
	void *p = reallocarray(old, count ? count : 1, size ? size : 1);
	if (p == NULL)
		die_memory(count * size);
	return p;
}

void
heap_free(void *p)
{
	free(p);
}

/* What malloc maps too (main/daemon.c); but there it is written over, page by page, before it is used. */
#ifdef RJ_DEBUG
#define MAP_BYTES SIZE_MAX /* sanitizers know malloc's */
#else
#define MAP_BYTES (128u * 1024)
#endif

void *
heap_map(size_t n)
{
	if (n < MAP_BYTES)
		return heap_alloc(n);
	void *p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (p == MAP_FAILED)
		die_memory(n);
	return p;
}

void
heap_unmap(void *p, size_t n)
{
	if (n < MAP_BYTES)
		heap_free(p);
	else
		must(munmap(p, n) == 0);
}

/* 0: none. */
static size_t
pool_of(size_t size)
{
	return size % BLOCK_BYTES == 0 && size / BLOCK_BYTES <= SPARE_BLOCKS ? size / BLOCK_BYTES : 0;
}

/* NULL: there is none. */
static struct block *
spare_take(size_t size)
{
	size_t i = pool_of(size);
	if (i == 0)
		return NULL;
	pthread_mutex_lock(&spare.lock);
	struct block *b = spare.first[i];
	if (b != NULL) {
		spare.first[i] = b->next;
		spare.bytes -= size;
	}
	pthread_mutex_unlock(&spare.lock);
	return b;
}

void
arena_trim(void)
{
	for (size_t i = 1; i <= SPARE_BLOCKS; i++)
		for (struct block *b; (b = spare_take(i * BLOCK_BYTES)) != NULL;)
			heap_free(b);
	malloc_trim(0);
}

/* False: there are enough. */
static bool
spare_put(struct block *b)
{
	size_t i = pool_of(b->size);
	if (i == 0)
		return false;
	pthread_mutex_lock(&spare.lock);
	bool wanted = spare.bytes + b->size <= SPARE_BYTES;
	if (wanted) {
		b->next = spare.first[i];
		spare.first[i] = b;
		spare.bytes += b->size;
	}
	pthread_mutex_unlock(&spare.lock);
	return wanted;
}

static struct block *
block_new(size_t size, struct block *next)
{
	size_t total;
#ifndef RJ_DEBUG /* a sanitizer sees what is written behind the end */
	must(!__builtin_add_overflow(size, BLOCK_BYTES - 1, &size));
	size -= size % BLOCK_BYTES;
#endif
	must(!__builtin_add_overflow(sizeof(struct block), size, &total));
	struct block *b = spare_take(size);
	if (b == NULL)
		b = heap_alloc(total);
	b->next = next;
	b->size = size;
	b->used = 0;
	return b;
}

struct arena *
arena_new(void)
{
	struct arena *a = heap_zero(1, sizeof(*a));
	return a;
}

/* Request bodies hold addresses: what was used is wiped, always. Debug builds fill with 0xA5 instead
 * of zeros, so that a pointer kept too long shows itself. */
static void
block_wipe(struct block *b)
{
	explicit_bzero(b->data, b->used);
#ifdef RJ_DEBUG
	memset(b->data, 0xA5, b->used);
#endif
}

void
arena_reset(struct arena *a)
{
	for (struct block *b = a->top, *next; b != NULL; b = next) {
		next = b->next;
		block_wipe(b);
		if (!spare_put(b))
			heap_free(b);
	}
	a->top = NULL;
	a->handed_out = 0;
}

void
arena_free(struct arena **a)
{
	if (*a == NULL)
		return;
	arena_reset(*a);
	heap_free(*a);
	*a = NULL;
}

void *
arena_alloc(struct arena *a, size_t n)
{
	size_t want;
	must(!__builtin_add_overflow(n, alignof(max_align_t) - 1, &want));
	want &= ~(alignof(max_align_t) - 1);
	a->handed_out += n;
	if (a->top == NULL) /* nothing was asked of it yet: many workers may wait and few work */
		a->top = block_new(BLOCK_BYTES, NULL);
	struct block *b = a->top;
	if (b->size - b->used >= want) {
		void *p = b->data + b->used;
		b->used += want;
		return p;
	}
	if (want > BLOCK_BYTES / 4) {
		/* Behind the top block, which still has room for small things. */
		b->next = block_new(want, b->next);
		b->next->used = want;
		return b->next->data;
	}
	a->top = block_new(BLOCK_BYTES, b);
	a->top->used = want;
	return a->top->data;
}

void *
arena_resize(struct arena *a, void *p, size_t was, size_t n)
{
	struct block *b = a->top;
	size_t room;
	must(b != NULL && !__builtin_add_overflow(n, alignof(max_align_t) - 1, &room));
	was = (was + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
	room &= ~(alignof(max_align_t) - 1);
	if (b->used < was || (unsigned char *)p != b->data + b->used - was ||
	    b->size - b->used + was < room)
		return NULL;
	b->used += room - was;
	a->handed_out += room - was;
	return p;
}

void *
arena_zero(struct arena *a, size_t count, size_t size)
{
	size_t n;
	must(!__builtin_mul_overflow(count, size, &n));
	return memset(arena_alloc(a, n), 0, n);
}

void *
arena_more(struct arena *a, void *list, size_t n, size_t size)
{
	if ((n & (n - 1)) != 0)
		return list;
	void *more = arena_zero(a, n == 0 ? 1 : n * 2, size);
	if (n > 0)
		memcpy(more, list, n * size);
	return more;
}

char *
arena_copy(struct arena *a, const void *p, size_t n)
{
	char *copy = arena_alloc(a, n + 1);
	if (n > 0)
		memcpy(copy, p, n);
	copy[n] = '\0';
	return copy;
}

size_t
arena_used(const struct arena *a)
{
	return a->handed_out;
}
