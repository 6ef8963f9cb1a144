/*
 * Storms: a burst of comments on one article, or of bad ones, switches it to pre-moderation or slow mode for
 * a set time. Counted in the store, so that restarts and several processes make no difference; it ends by
 * itself, because nobody asks for the mode behind its time. A moderator may end it before.
 */
#ifndef FLOW_STORM_H
#define FLOW_STORM_H

#include "flow/actor.h"

struct storm_facts {
	enum storm mode;  /* for this post */
	bool begins;      /* with it */
	int64_t posts, rejected, until;
};

/** For one more post in `t`, whose row was read: is there a storm, or does it begin one? */
enum err storm_look(struct db *, const struct site_conf *, const struct thread *t, int64_t now,
		    struct storm_facts *ret) NODISCARD;

/** Write: records it with the article, in the book, and for moderators. Fine if another post was faster. */
enum err storm_begin(struct db *, struct arena *, const struct site *, struct thread_id, int64_t now,
		     const struct storm_facts *) NODISCARD;

/** Articles in a storm now, at most `limit`; texts are copied. */
enum err storm_list(struct house *, struct site *, struct arena *, const struct moderator *,
		    size_t limit, struct thread **ret, size_t *ret_n) NODISCARD;

/** A moderator has seen enough: it ends now, and the book says who ended it. ERR_GONE: there is none;
 * ERR_DENIED: not for this role. */
enum err storm_end(struct house *, struct site *, struct arena *, const struct moderator *,
		   struct thread_id) NODISCARD;

#endif
