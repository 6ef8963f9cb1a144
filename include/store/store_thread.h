/* Sites, articles and the people behind comments. Readers' functions take a handle of any role named in
 * sql/query.sql; those marked "write" run inside store_write(). */
#ifndef STORE_STORE_THREAD_H
#define STORE_STORE_THREAD_H

#include "model.h"
#include "store/db.h"

/** Write: the site's row, made if it is new. */
enum err store_site_ensure(struct db *, struct str name, int64_t now) NODISCARD;
/** ERR_GONE: no such site. */
enum err store_site_find(struct db *, struct str name, struct site_id *ret) NODISCARD;

/** The article's row; ERR_GONE: nobody has commented there yet. Texts are copied into `a`. Where the article
 * has left that address, ret->page is the one that it has now. */
enum err store_thread_find(struct db *, struct arena *a, struct site_id, struct str page,
			   struct thread *ret) NODISCARD;

/** Write: the row, made if it is new. ERR_BUSY: the article has left that address. */
enum err store_thread_ensure(struct db *, struct site_id, struct str page, int64_t now,
			     struct thread_id *ret, enum mode *ret_mode) NODISCARD;
/** Write: how it takes comments from now on; the row is made if it is new. */
enum err store_thread_mode(struct db *, struct site_id, struct str page, enum mode, int64_t now,
			   struct thread_id *ret) NODISCARD;
/** Write: what stands above its comments, above its form; the row is made if it is new. */
enum err store_thread_say(struct db *, struct site_id, struct str page, struct str announcement,
			  struct str rules, int64_t now, struct thread_id *ret) NODISCARD;
/** Whether it has comments, in whatever state. */
enum err store_thread_used(struct db *, struct thread_id, bool *ret) NODISCARD;
/** Write: the article is at `page` from now on, and the address that it had leads there. `bare`: a row
 * without comments at `page`, which it takes the place of; 0: there is none. */
enum err store_thread_move(struct db *, const struct thread *, struct str page, struct thread_id bare,
			   int64_t now) NODISCARD;
/** Write: title, published, lang, author and source of the article, as they stand in `t`; the row is made if
 * it is new. */
enum err store_thread_put(struct db *, const struct thread *t, int64_t now) NODISCARD;
struct thread_query {
	struct str part;         /* of address or title: a pattern (str_like()); "" = any */
	enum mode mode;          /* MODE__MAX: any */
	struct thread_id before; /* 0: from the newest on */
};
/** The newest first; texts are borrowed. */
enum err store_thread_search(struct db *, struct site_id, const struct thread_query *, int64_t limit,
			     void (*row)(void *arg, const struct thread *), void *arg) NODISCARD;
/** Rows from behind `after`, at most `limit`, with borrowed texts. */
enum err store_thread_list(struct db *, struct site_id, struct thread_id after, int64_t limit,
			   void (*row)(void *arg, const struct thread *), void *arg) NODISCARD;
/** How many comments came since, counted up to `most`, and how many of them are rejected or spam. */
enum err store_thread_burst(struct db *, struct thread_id, int64_t since, int64_t most, int64_t *ret,
			    int64_t *ret_rejected) NODISCARD;
/** Write: a storm begins. ERR_CONFLICT: there is one already. */
enum err store_thread_storm(struct db *, struct thread_id, enum storm, int64_t now, int64_t until,
			    struct str why) NODISCARD;
/** Write: it ends now. ERR_GONE: there is none. */
enum err store_thread_storm_end(struct db *, struct site_id, struct thread_id, int64_t now) NODISCARD;
/** Articles in a storm, the one that lasts longest first; as store_thread_list(). */
enum err store_thread_storms(struct db *, struct site_id, int64_t now, int64_t limit,
			     void (*row)(void *arg, const struct thread *), void *arg) NODISCARD;
/** A row's article with its texts copied, so that it outlives the row. */
struct thread store_thread_keep(struct arena *, const struct thread *borrowed);
/** Keys of the comments at its top that are pinned, the oldest first. `ret`: room for `limit`. */
enum err store_thread_pins(struct db *, struct arena *, struct thread_id, int64_t limit, struct str *ret,
			   size_t *ret_n) NODISCARD;
/** How many comments are shown whose keys stand before this one. Costs a walk over their keys. */
enum err store_thread_before(struct db *, struct thread_id, struct str key, int64_t *ret) NODISCARD;
/** Write: counts comments that are shown. */
enum err store_thread_count(struct db *, struct thread_id, int64_t delta) NODISCARD;

/** ERR_GONE: unknown. */
enum err store_author_find(struct db *, struct site_id, const struct hash *id_hash,
			   struct author_id *ret) NODISCARD;
/** Write. `avatar`: 16 random bytes, used if the person is new. */
enum err store_author_ensure(struct db *, struct site_id, const struct hash *id_hash,
			     const struct hash *ban_hash, const unsigned char avatar[16],
			     int64_t now, struct author_id *ret) NODISCARD;

/* How many comments somebody has, by state. */
struct history {
	int64_t count[STATE__MAX];
	int64_t lately[STATE__MAX]; /* since `since` */
};
#define HISTORY_MAX 300 /* for each post: more than any setting asks for (hold.first) */
#define HISTORY_CARD 1000 /* for a moderator, who is shown fifty cards at once */
/** Of the `most` newest comments of this person; each costs a look at its row. */
enum err store_author_history(struct db *, struct author_id, int64_t since, int64_t most,
			      struct history *ret) NODISCARD;
/** Of a chain: comments that came with the status link of an earlier one. `chain` is the first, which counts
 * beside the newest ones. */
enum err store_chain_lately(struct db *, struct comment_id chain, int64_t since,
			    struct history *ret) NODISCARD;
/** What of a person's comments, or of a chain's, was rejected or spam since then: an index of few rows. */
enum err store_author_refused(struct db *, struct author_id, int64_t since, int64_t *ret) NODISCARD;
enum err store_chain_refused(struct db *, struct comment_id chain, int64_t since, int64_t *ret) NODISCARD;
/** How many of a chain are approved, among the newest HISTORY_MAX and its first; `most` or one more, once
 * there are so many. Costs a look at about as many rows. */
enum err store_chain_approved(struct db *, struct comment_id chain, int64_t most, int64_t *ret) NODISCARD;
/* What a status token is checked against, and what it proves. */
struct chain_link {
	struct author_id author; /* 0: no address was given */
	struct comment_id chain; /* the first comment; itself if it is that */
	unsigned generation;
	int64_t created;
};
/** ERR_GONE: no such comment. */
enum err store_chain_find(struct db *, struct site_id, struct comment_id,
			  struct chain_link *ret) NODISCARD;
/** The hashes of a comment's writer; ERR_GONE: no such comment, or no person. */
enum err store_author_hashes(struct db *, struct site_id, struct comment_id, struct hash *ret_id,
			     struct hash *ret_ban) NODISCARD;
enum err store_author_banned(struct db *, struct author_id, int64_t now, bool *ret) NODISCARD;

/* The words of model.h, as they stand in the tables; an unknown one is ERR_VERSION. */
enum err state_of(struct str word, enum state *ret) NODISCARD;
enum err mode_of(struct str word, enum mode *ret) NODISCARD;
enum err storm_of(struct str word, enum storm *ret) NODISCARD;
enum err action_of(struct str word, enum action *ret) NODISCARD;
enum err field_of(struct str word, enum draft_field *ret) NODISCARD;
enum err opinion_of(struct str word, enum opinion *ret) NODISCARD;
enum err ban_kind_of(struct str word, enum ban_kind *ret) NODISCARD;
struct str field_word(enum draft_field);
struct str state_word(enum state);
struct str mode_word(enum mode);
struct str storm_word(enum storm);
struct str action_word(enum action);
struct str opinion_word(enum opinion);
struct str ban_kind_word(enum ban_kind);

#endif
