/* What moderators' decisions teach, and what a site has learned of them. */
#ifndef STORE_STORE_LESSON_H
#define STORE_STORE_LESSON_H

#include "model.h"
#include "store/db.h"

/** What a comment's state says of its text; `decided`: by a moderator. */
enum opinion opinion_of_state(enum state, bool decided);

/* A change of what is thought of a comment's text. */
struct lesson {
	int64_t id;
	enum opinion opinion, before; /* of the comment's lesson before */
	struct comment comment; /* id, site, thread, author, created, text; borrowed */
};

/** Write: what the comment's present state says, if that is news. */
enum err store_lesson_add(struct db *, struct site_id, struct comment_id, int64_t now) NODISCARD;

/** A site's lessons from behind `after`, in order, at most `limit`. */
enum err store_lesson_list(struct db *, struct site_id, int64_t after, int64_t limit,
			   void (*row)(void *arg, const struct lesson *), void *arg) NODISCARD;
/** How many there are behind `after`. */
enum err store_lesson_since(struct db *, struct site_id, int64_t after, int64_t *ret) NODISCARD;

/** The opinions, good or spam, that stood when `upto` was the newest lesson: by rising id of the
 * comment, from behind `after`, at most `limit`; lesson id and `before` are 0. */
enum err store_lesson_standing(struct db *, struct site_id, int64_t upto, struct comment_id after,
			       int64_t limit, void (*row)(void *arg, const struct lesson *),
			       void *arg) NODISCARD;
/** The comment of the newest of these but `skip`; ERR_GONE: there are not so many. */
enum err store_lesson_nth_newest(struct db *, struct site_id, int64_t upto, int64_t skip,
				 struct comment_id *ret) NODISCARD;

/* The last refit. */
struct learned {
	int64_t refit; /* its number, from 1 */
	struct str base; /* what it stands on */
	int64_t upto;  /* the newest lesson it knew */
	int64_t made;
	int64_t examples, held, held_spam;
	double f1, precision, recall, fpr, ece; /* of the held ones; NAN: nothing to divide by */
	struct str delta;
	struct str bins; /* what the ece was made of, as train_bins() reads it; "" = not kept then */
};

/** ERR_GONE: none yet. Texts are copied into `a`. */
enum err store_learned_get(struct db *, struct arena *a, struct site_id,
			   struct learned *ret) NODISCARD;
/** Its number alone; 0: none yet. */
enum err store_learned_refit(struct db *, struct site_id, int64_t *ret) NODISCARD;
/** Write: takes the place of refit number `learned->refit` - 1. ERR_CONFLICT: another one stands
 * there. */
enum err store_learned_put(struct db *, struct site_id, const struct learned *) NODISCARD;

#endif
