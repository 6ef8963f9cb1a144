/*
 * A page of a thread, in one of its orders. The orders place branches (a comment at the top and all below
 * it); within a branch it is always a conversation, oldest first. A page begins behind a comment and ends
 * after so many, or fewer if they are long, wherever that is. Branches that moderators have pinned stand
 * first in every order, the oldest first, and nowhere else; no more than THREAD_PINS_MAX, the others stand
 * where they would. What it costs hangs on its size, not on the thread's: every step is a seek in an index.
 */
#ifndef FLOW_THREAD_H
#define FLOW_THREAD_H

#include "model.h"
#include "flow/actor.h"
#include "store/store_thread.h"
#include "view/view.h"

#define THREAD_PINS_MAX 5

/* How much fits on a page. */
struct thread_size {
	int64_t comments;
	size_t bytes;                 /* of HTML; one comment stands on it however long it is */
	const struct site_view *site; /* as it is shown there */
};

struct thread_page {
	struct comment *rows;    /* in display order, texts copied; ancestors that are gone stand among
				    them, in their state and without texts, where their first reply is */
	size_t n;
	struct comment_id last;  /* the next page begins behind it; 0: there is none */
	size_t bytes;            /* of their HTML, at most */
	int64_t approved;        /* of the whole thread, at the moment of the rows */
};

/** `after` 0: from the start. ERR_GONE: that is no comment of this thread. Published rows have their html. */
enum err thread_page(struct db *, struct arena *, const struct thread *, enum sort, struct comment_id after,
		     const struct thread_size *, struct thread_page *ret) NODISCARD;

/** For a permalink: behind which comment the page begins that has this one (0: the first), and how many come
 * before. `t`: its id and site. */
enum err thread_place(struct db *, struct arena *, const struct thread *t, const struct comment *,
		      const struct thread_size *, struct comment_id *ret_after,
		      int64_t *ret_before) NODISCARD;

/** How the article takes comments at `now`: its mode, the storm it is in, the site's settings. */
struct openness thread_standing(const struct site_conf *, const struct thread *, int64_t now);

struct storm_facts;
/** The article that a draft is for, found by the draft's page as a post finds it: fills in its address now,
 * its title and language, and in the facts whether it takes comments and what storm it is in. One without
 * comments is open. */
enum err thread_look(struct db *, struct arena *, const struct site *, int64_t now, struct draft *,
		     struct facts *, struct thread *ret, struct storm_facts *ret_storm) NODISCARD;

enum thread_moved {
	THREAD_MOVED,
	THREAD_THERE,    /* it is at that address already: nothing is written */
	THREAD_NONE,     /* no such article */
	THREAD_TAKEN,    /* another article with comments of its own is at the new address */
	THREAD_FORBIDDEN /* this moderator's role does not reach */
};
/** The article has a new address: its comments stand there, and the old one leads to it, for readers, for
 * posts from forms that were open, and for imports. An article that is known at the new address and has no
 * comments gives its title and dates; the mode is the one of the article that moves. Both pages are
 * canonical; `from` may be an address that it has left. */
enum err thread_move(struct house *, struct site *, struct arena *, const struct moderator *,
		     struct str from, struct str to, enum thread_moved *ret) NODISCARD;

/** The articles that are looked for, newest first, at most `limit`; texts are copied. `part` is letters as
 * typed. ERR_DENIED: a viewer. */
enum err thread_search(struct house *, struct site *, struct arena *, const struct moderator *,
		       const struct thread_query *, int64_t limit, struct thread **ret,
		       size_t *ret_n) NODISCARD;

/** Opens, closes, … the article; whoever may decide comments may. `page` is canonical. ERR_DENIED: a
 * viewer. */
enum err thread_set_mode(struct house *, struct site *, struct arena *, const struct moderator *,
			 struct str page, enum mode) NODISCARD;

/** What stands above the article's comments and above their form, each at most THREAD_SAID_MAX characters,
 * "" = nothing; whoever may decide comments may. `page` is canonical. ERR_DENIED: a viewer. */
enum err thread_say(struct house *, struct site *, struct arena *, const struct moderator *, struct str page,
		    struct str announcement, struct str rules) NODISCARD;

/** The order that a word of an address names. */
bool sort_of(struct str word, enum sort *ret);

/** The rank among the best: the lower bound of the Wilson score interval for the share of upvotes, at 95 %
 * (E. B. Wilson, JASA 22 (1927), 209). 0 without votes, below 1. */
double thread_rank(int64_t up, int64_t down);

#endif
