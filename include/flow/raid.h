/*
 * Raids: comments of late that nobody has decided and that belong together, because their texts read alike,
 * because they came from one network under many names, or because they came over one article in a burst. A
 * moderator sees one card of them, and answers all with one press: reject or spam, timed bans, one undo.
 *
 * What is known of each comment stands in memory (flow/crowd.h). Groups are made when the desk asks: kin are
 * joined by union and find, the others are counted by key, all linear in the number of comments; who posts
 * waits for none of it. After a restart only the networks of new comments are known.
 */
#ifndef FLOW_RAID_H
#define FLOW_RAID_H

#include "flow/batch.h"
#include "flow/crowd.h"

#define RAID_ALIKE 3       /* so many that read alike */
#define RAID_NETWORK 5     /* so many from one network within RAID_HOUR, under RAID_NAMES names */
#define RAID_NAMES 3
#define RAID_HOUR 3600
#define RAIDS_MAX 20       /* cards; the largest ones */
#define RAID_BARS 24       /* of a timeline */

/* Why they stand together; a burst is so many as would begin a storm (storm.posts in storm.span). */
enum raid_sign { RAID_BY_TEXT = 1, RAID_BY_NETWORK = 2, RAID_BY_BURST = 4 };

struct raid {
	unsigned signs;               /* enum raid_sign, or-ed */
	struct crowd_member *members; /* in order of time; NULL where all raids are asked for */
	size_t n;
	struct comment_id newest;     /* by which it is called */
	int64_t names, people, articles;
	int64_t networks;             /* known ones */
	int64_t unknown;              /* comments whose network is not known (any more) */
	int64_t first, last;          /* seconds UTC */
	int64_t bars[RAID_BARS];      /* comments in equal parts of that time */
};

/** The largest first, at most RAIDS_MAX; *ret_n of them. ERR_DENIED: not for this role. */
enum err raids_find(struct house *, struct site *, struct arena *, const struct moderator *,
		    struct raid *ret, size_t *ret_n) NODISCARD;

/** The one that this comment is in; ERR_GONE: it is in none (any more). ERR_DENIED. */
enum err raid_of(struct house *, struct site *, struct arena *, const struct moderator *,
		 struct comment_id, struct raid *ret) NODISCARD;

struct raid_order {
	enum verb verb;             /* VERB_REJECT or VERB_SPAM */
	struct str note;            /* told to the writers */
	struct batch_grounds grounds; /* of VERB_REJECT */
	struct comment_id upto;     /* newer ones were not seen: they stay; 0: all */
	const struct comment_id *except;
	size_t n_except;
	int64_t days;               /* of the bans */
	bool people, networks;      /* whom to ban */
};
struct raid_done {
	enum { RAID_DONE, RAID_GONE, RAID_FORBIDDEN } outcome;
	struct batch_id batch;
	int64_t decided, passed, banned;
};
/** Answers the raid that this comment is in. Everything is one batch (flow/batch.h). Where it fails
 * on the way, *ret tells what stands already, and in which batch; asked again, it goes on in another one. */
enum err raid_answer(struct house *, struct site *, struct arena *, const struct moderator *,
		     struct comment_id, const struct raid_order *, struct raid_done *ret) NODISCARD;

#endif
