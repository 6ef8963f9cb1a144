/* The desk's pages about raids: comments that belong together, on one card, and the answer to all of them. */
#ifndef VIEW_RAID_H
#define VIEW_RAID_H

#include "view/view.h"

struct raid_card {
	struct comment_id newest; /* by which it is called */
	bool alike, network, burst; /* why they stand together */
	int64_t comments, names, people, articles, networks, unknown;
	int64_t first, last;      /* seconds UTC */
	const int64_t *bars;      /* comments in equal parts of that time */
	size_t n_bars;
	const struct comment *sample; /* the newest; NULL: gone */
};

/** The cards, largest first. `note`: of an answer that was not taken, its raid being none any more; "" =
 * none. */
void view_raids(struct html *, struct arena *, const struct site_view *, const struct desk_view *,
		const struct raid_card *, size_t n, struct str note);

struct raid_view {
	struct raid_card card;
	const struct comment *members; /* newest first; titles are filled */
	const struct str *urls;        /* of their articles */
	size_t n;
	const struct saved_reply *saved; /* one of each reason and title */
	size_t n_saved;
	struct {                       /* an answer that was not taken, or not to its end */
		bool given, bad;       /* bad: the note */
		struct str note, reason;
		int64_t days;
		bool people, networks;
		const struct comment_id *except;
		size_t n_except;
	} typed;
};
/** One of them: its newest comments, which can be left out one by one, and the form that answers the rest. */
void view_raid(struct html *, struct arena *, const struct site_view *, const struct desk_view *,
	       const struct raid_view *);

#endif
