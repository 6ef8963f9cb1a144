/*
 * What moderators decide is learned.
 *
 * A decision writes a lesson with the act (store_lesson_add()). The housekeeper takes new lessons
 * every second, whichever process wrote them: a step each on the site's delta, or the opposite one
 * where a decision was taken back; then a copy is put before the requests. A refit throws the steps
 * away and makes the delta anew from the decisions that stand; what was decided meanwhile is
 * repeated on top of it. Only refits are stored: a start takes the last one and repeats the steps
 * behind it, so the weights are what they were.
 *
 * Each process has one thread that learns: the housekeeper, or a console's only one.
 */
#ifndef FLOW_TRAIN_H
#define FLOW_TRAIN_H

#include "filter/classify.h"
#include "flow/house.h"
#include "store/store_lesson.h"

/* A refit is due when this share of the examples is news, but not for a few, … */
#define REFIT_LESSONS 50
#define REFIT_SHARE 10
/* … or when there was any for so long (seconds). */
#define REFIT_SPAN 86400

struct learner;  /* of one site */
struct learners; /* of all sites, for as long as the process lives */

struct learners *learners_new(void);
void learners_free(struct learners **);
/** The site's; made if it is new. */
struct learner *learner_of(struct learners *, struct site_id);

/** What a request asks: the present state of what the site has learned, NULL while nothing is known
 * or where another base is in force. Give it back with snapshot_give(). */
struct snapshot *train_take(struct site *, const struct model *, const struct delta **ret);

/** The housekeeper's: takes new lessons; refits where it is due. */
enum err train_learn(struct house *, struct arena *, bool *ret_more) NODISCARD;
enum err train_refit_due(struct house *, struct arena *, bool *ret_more) NODISCARD;

/** Everything that was taught, now: for a console. */
enum err train_catch_up(struct house *, struct site *, struct arena *) NODISCARD;
/** A refit now, stored and learned on from. ERR_CONFLICT: another process made one meanwhile. */
enum err train_refit(struct house *, struct site *, struct arena *) NODISCARD;

/** The last refit without its delta, and how many lessons came after it. ERR_GONE: none yet. */
enum err train_report(struct house *, struct site *, struct arena *, struct learned *ret,
		      int64_t *ret_since) NODISCARD;
/** What the calibration error of a refit was made of. False: it was not kept then. */
bool train_bins(const struct learned *, struct hold_out_bin ret[HOLD_OUT_BINS]);

#endif
