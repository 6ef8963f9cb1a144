/* What intake.c makes of records, intake_place.c finds a place for and intake_store.c writes: rows as
 * they will stand, a batch at a time. While one is written, by a thread of its own, the next is made. */
#ifndef FLOW_INTAKE_BATCH_H
#define FLOW_INTAKE_BATCH_H

#include <pthread.h>

#include "intake.h"
#include "store/store_intake.h"

#define BATCH_ITEMS 3000
#define BATCH_BYTES (4u << 20) /* of texts, so that memory has a bound whatever they are */
#define CACHE_SLOTS 65536u     /* articles and writers of late; a power of two */

enum item_kind { ITEM_COMMENT, ITEM_THREAD, ITEM_AUTHOR, ITEM_BAN, ITEM_WORD, ITEM_RULE, ITEM_REPLY };

struct item {
	enum item_kind kind;
	unsigned long line;
	struct str old, alias, parent; /* names at the source */
	uint64_t old_digest, alias_digest, parent_digest, page_digest;
	int64_t keep, number;
	bool part; /* not the first part of a long text: nobody counts it */
	struct thread thread;
	int64_t thread_created;
	struct str *was; /* of an article by itself: the addresses that it has left */
	size_t n_was;
	bool person;
	struct hash id_hash, ban_hash;
	unsigned char avatar[16];
	int64_t person_created; /* 0: now */
	const struct record_more *more; /* copied */
	union { /* by its kind */
		struct old_comment row;
		struct ban ban;
		struct word_entry word;
		struct rule_say rule;
		struct saved_reply reply;
	};
};

struct tally {
	int64_t added, known, duplicates, erased, states[STATE__MAX], threads;
};

/* Digests that were met; 0: free. */
struct met {
	uint64_t *slots;
	size_t n, size; /* size: a power of two */
};
/* intake_more.c: a copy that borrows nothing; are all its texts UTF-8 without a NUL? */
const struct record_more *more_copy(struct arena *, const struct record_more *);
bool more_valid(const struct record_more *);

/** From 0 to VOTES_MAX. */
int64_t votes_within(int64_t);

/** Never 0. */
uint64_t intake_digest(struct str);
/** False: what has this digest was met before. */
bool met_first(struct met *, uint64_t digest);

/* What is kept from record to record. */
struct side_slot {
	uint64_t digest[2]; /* both 0: free */
	struct str *values;
};

struct cached {
	uint64_t digest;
	int64_t id;
};

struct intake {
	struct house *house;
	struct site *site;
	const struct moderator *by;
	const struct comment_import *job;
	struct arena *arena; /* of the caller: texts of the report */
	struct arena *batch; /* what the batch in the making holds; reset when it is stored */
	struct {
		struct str page; /* of the batch in the making */
		uint64_t digest;
	} last; /* comments of an article mostly stand together */
	unsigned char chance[1024]; /* random bytes, and how many of them are used up */
	size_t chances;
	struct arena *write; /* of a try to store it */
	struct arena *side;  /* of what is kept from record to record */
	struct side_slot *sides;
	size_t n_sides, sides_size;
	struct item *items;  /* in the making */
	size_t n;
	struct handed { /* that is being written */
		struct item *items;
		size_t n;
		struct arena *arena;
		struct str source; /* as it is called in the report */
	} handed;
	/* One transaction, and the thread that is in it. While `given`, what is handed is the thread's; what
	 * stands below in the next lines is its own as long as it lives. */
	struct run {
		pthread_t thread;
		bool alive;	      /* it is to be joined; the reader's side alone looks */
		pthread_mutex_t lock; /* of the next three */
		pthread_cond_t turn;
		bool given, last, ended; /* last: no more comes, it is to commit */
		bool tried;
		enum err e;
		struct tally tally; /* of its batches so far: counted once it is committed */
	} run;
	bool looking;
	const struct rules *rules;
	struct str system;
	struct import_source source; /* 0: no row yet */
	int64_t began;		     /* the newest row of `imported` before this run, */
	int64_t first_id;	     /* and the id behind all that had been given */
	bool erasures;		     /* something that an import brought was erased */
	int64_t free_id;	     /* the next id in this try */
	int64_t free_author;	     /* the same of authors */
	struct cached threads[CACHE_SLOTS], authors[CACHE_SLOTS];
	int64_t *numbered;    /* ids of authors, by their number in the file; 0: not met yet */
	size_t n_numbered;
	struct thread_id shown_at;   /* comments of this article that are not counted yet: */
	int64_t shown;
	struct met pages; /* articles of comments */
	struct met ids;	  /* a trial run's: what the file had before */
	size_t word_bytes; /* of the file's words: no site has more than its filter can hold */
	struct tally tally;
	struct comment_imported done;
	enum err failed;
};

/** The next item, with room for `most` of them; the caller counts it in. What was skipped since the last one
 * has taken room, too. NULL: the batch before failed. */
struct item *intake_item(struct intake *, enum item_kind, size_t most);

/** Hands what was made to the thread that stores it (or looks it up, in a trial run) when that is done with
 * the batch before. False: that one failed, see .failed. */
bool batch_flush(struct intake *);
/** Waits until all that was handed over is stored. False: as above. */
bool batch_end(struct intake *);

/* ---- intake_place.c: where the items of a batch belong ---- */

struct placing;
/** Asks the store what of the batch is here. */
enum err placing_look(struct db *, struct intake *, struct placing **ret) NODISCARD;
/** What stands here for an item; `n` 0: nothing. */
const struct import_row *placing_here(const struct placing *, size_t item);
/** Was it here, and its writer's data erased? Tallies it. */
enum err placing_erased(struct db *, struct intake *, size_t item, bool *ret) NODISCARD;
/** Puts one item, in the file's order, where it belongs; tallies it. */
enum err placing_put(struct placing *, size_t item) NODISCARD;
/* intake_lists.c: what is no comment, article or person. Bans that are there already stay one. */
enum err lists_put(struct db *, struct intake *, const struct item *) NODISCARD;
/** Writes what was put. */
enum err placing_write(struct placing *) NODISCARD;

#endif
