/*
 * One arena per request, one reset: memory that lives exactly as long as the request.
 *
 * Allocation never returns NULL (input is bounded before it; an empty machine dies). Nothing
 * allocated here may be kept past arena_reset(); what must outlive it is copied by a _keep function.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

#include "base/die.h"

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena **);

/** Gives everything back at once and wipes it (a request holds addresses): many workers wait, each with an
 * arena, and few work. Debug builds fill with 0xA5, so that a pointer kept too long is seen at once. */
void arena_reset(struct arena *);

/** `n` bytes, aligned for any type, not cleared. n == 0 gives a valid pointer. */
void *arena_alloc(struct arena *, size_t n) __attribute__((malloc, alloc_size(2), returns_nonnull));
/** `p`: what was allocated last, `was` bytes there, has `n` now; what it gives up has not been written to.
 * NULL: nothing has changed. */
void *arena_resize(struct arena *, void *p, size_t was, size_t n);

/** The same, cleared. Checks count * size for overflow. */
void *arena_zero(struct arena *, size_t count, size_t size)
	__attribute__((malloc, returns_nonnull));

#define arena_new_of(a, type) ((type *)arena_zero((a), 1, sizeof(type)))
#define arena_array(a, n, type) ((type *)arena_zero((a), (n), sizeof(type)))

/** Room for one more behind the `n` elements of a list that began as NULL: itself, or at each power of
 * two a copy with twice the room. */
void *arena_more(struct arena *, void *list, size_t n, size_t size) __attribute__((returns_nonnull));
#define arena_grow(a, list, n) ((list) = arena_more((a), (list), (n), sizeof(*(list))))

/** A copy with a NUL behind it (not counted). */
char *arena_copy(struct arena *, const void *p, size_t n) __attribute__((returns_nonnull));

/** Bytes handed out since the last reset. */
size_t arena_used(const struct arena *);

/* Heap for what outlives a request (configuration, snapshots). Never NULL; base/ and store/db_*
 * alone may call these or free(); everybody else has an arena. */
void *heap_alloc(size_t n) __attribute__((malloc, returns_nonnull));
void *heap_zero(size_t count, size_t size) __attribute__((malloc, returns_nonnull));
void *heap_grow(void *old, size_t count, size_t size) __attribute__((returns_nonnull));
void heap_free(void *p);
/** The same for what may be as large as a page and comes and goes with each: from 128 KB on a mapping of its
 * own, filled at once by the system, and gone when it is freed. `n` of both is the same. */
void *heap_map(size_t n) __attribute__((malloc, returns_nonnull));
void heap_unmap(void *p, size_t n);
/** Gives freed memory back to the system. It walks the whole heap: for the housekeeper, now and then. */
void arena_trim(void);

#endif
