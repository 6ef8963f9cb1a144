/*
 * Finished answers, kept by key within a memory budget. A kept answer is good while its version is the
 * present one; it is immutable and counted, so it may be sent while it is being replaced. Compressed copies
 * are added to it later, each once. What has been asked for twice stays before what was asked for once, so
 * that no stream of addresses that nobody asks for again pushes out what is read.
 */
#ifndef PAGE_CACHE_H
#define PAGE_CACHE_H

#include "base/str.h"
#include "view/encode.h"

struct cache;
struct kept;

struct cache *cache_new(size_t bytes);
void cache_free(struct cache **);

/** The answer kept under `key` at exactly `version`, unless its time is over, or NULL. Give it back with
 * kept_release(). */
struct kept *cache_find(struct cache *, struct str key, uint64_t version);
/** The same, for what is much work: of those who ask at once and find nothing the first gets NULL and
 * *ret_mine, and makes it; the others wait for it, for half a second at the most, and get NULL if it does not
 * come: then they make it as well. */
struct kept *cache_get(struct cache *, struct str key, uint64_t version, bool *ret_mine);
/** Whoever was told *ret_mine says that it is put, or that there will be nothing. */
void cache_made(struct cache *, struct str key, uint64_t version);
/* A body whose middle was made by itself. */
struct pieces {
	struct str before, middle, behind;
};
/** Keeps a copy of the body, until then (seconds UTC; 0 = as long as the version stands); returns it as
 * cache_find() would. Never NULL: what does not fit the budget is not kept, but lives until released. */
struct kept *cache_put(struct cache *, struct str key, uint64_t version, int64_t until,
		       const struct pieces *body, struct str etag);
/** Adds the compressed copy, if the answer is still kept and the two fit; "" = there is none worth keeping.
 * Only after kept_claim(). */
void cache_add(struct cache *, struct kept *, enum encoding, struct str body);

/** What a request says that its answer depends on, beside its time: a shorter way to an answer that is kept
 * than reading it. `changes` and `hour` are of when it came. */
struct question {
	int64_t site;
	int kind;         /* whose words they are */
	int as;           /* what the answer is sent as: cache_recall() says it */
	struct str words; /* as they came */
	uint64_t changes; /* store_changes(), read before any version */
	int64_t hour;
};
/** What cache_find() found for the same question, while nothing has changed and the hour lasts; or NULL. */
struct kept *cache_recall(struct cache *, struct question *);
/** The answer to this question is this one. One question an answer: the last. */
void cache_remember(struct cache *, struct kept *, const struct question *);

/** The body in this encoding; "" where there is none (yet). */
struct str kept_body(const struct kept *, enum encoding);
struct str kept_etag(const struct kept *);
/** True for the first that asks: it is the one to compress the answer so. For an answer that is not kept, for
 * none. */
bool kept_claim(struct kept *, enum encoding);
struct kept *kept_hold(struct kept *);
void kept_release(void *kept);

#endif
