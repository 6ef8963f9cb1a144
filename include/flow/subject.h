/*
 * A person's rights: all that is held about an address, told and taken away. Whose data is meant is known by
 * the address alone, in its exact spelling.
 *
 * An erasure goes in small transactions, comment by comment, beside a daemon that serves; whatever ends it,
 * it goes on when it is asked for again. It begins with a line of the erase list, so a backup of before is
 * erased again when it comes back (`restore`), and an import does not bring back what it brought once. It
 * ends with one line in the book, which names nobody.
 */
#ifndef FLOW_SUBJECT_H
#define FLOW_SUBJECT_H

#include <stdio.h>

#include "flow/actor.h"
#include "store/store_comment.h"
#include "store/store_subject.h"

struct subject {
	struct hash person, ban;    /* the keyed hashes of the address */
	struct str pseudonym;       /* as moderators see it */
	struct author_id author;    /* 0: nobody has written under this address, or was erased */
	struct subject_row row;     /* of the author */
	struct comment_id *comments;
	size_t n_comments;
	struct ban *bans;
	size_t n_bans, n_bans_over; /* lifted or run out */
};

/** Wipes `email`. ERR_INPUT: that is no address. Nothing held is an answer like any other. */
enum err subject_find(struct house *, struct site *, struct arena *, const struct moderator *,
		      struct str email, struct subject *ret) NODISCARD;

/** All of it, as JSON or as a page of HTML. Streams: memory does not grow with the comments. ERR_IO,
 * ERR_FULL: the stream; what is in it is not whole. The book notes it. */
enum err subject_export(struct house *, struct site *, const struct moderator *,
			const struct subject *, bool html, FILE *) NODISCARD;

struct subject_progress {
	void (*show)(void *arg, int64_t done, double part); /* comments; NULL: nobody asks */
	void *arg;
};
struct subject_erased {
	bool any;               /* else nothing was held, so nothing was done, and the book says nothing */
	int64_t at;             /* seconds UTC: of the line in the book */
	int64_t comments, bans; /* the latter: that were over */
};
/** Bans in force stay (store_erase_bans()). */
enum err subject_erase(struct house *, struct site *, const struct moderator *,
		       const struct subject *, enum erase_mode, const struct subject_progress *,
		       struct subject_erased *ret) NODISCARD;

/** A chore: after an erasure by another process, empties the database's log and our memory of it. */
enum err subject_scrub(struct house *, struct arena *, bool *ret_more) NODISCARD;

#endif
