/*
 * Finished answers, kept by key within a memory budget. A kept answer is good while its version is the
 * present one; it is immutable and counted, so it may be sent while it is being replaced.
 */
#ifndef PAGE_CACHE_H
#define PAGE_CACHE_H

#include "base/str.h"

struct cache;
struct kept;

struct cache *cache_new(size_t bytes);
void cache_free(struct cache **);

/** The answer kept under `key` at exactly `version`, unless its time is over, or NULL. Give it back with
 * kept_release(). */
struct kept *cache_find(struct cache *, struct str key, uint64_t version);
/** Keeps a copy of `body`, until then (seconds UTC; 0 = as long as the version stands); returns it as
 * cache_find() would. Never NULL: what does not fit the budget is not kept, but lives until released. */
struct kept *cache_put(struct cache *, struct str key, uint64_t version, int64_t until,
		       struct str body, struct str etag);

struct str kept_body(const struct kept *);
struct str kept_etag(const struct kept *);
void kept_release(void *kept);

#endif
