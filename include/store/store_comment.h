/* Comments and the reasons of their verdicts. */
#ifndef STORE_STORE_COMMENT_H
#define STORE_STORE_COMMENT_H

#include "model.h"
#include "store/db.h"

/* What a new row needs beside its texts. */
struct new_comment {
	struct site_id site;
	struct thread_id thread;
	struct comment_id parent;
	struct author_id author;
	struct comment_id chain;    /* the writer's first comment, as far as is proven; 0 = this one */
	struct str parent_key;      /* order key of the parent, "" at top level */
	struct str name, url, body;
	struct str rules;           /* version of the house rules that was accepted; "" = none */
	struct str masked;          /* "" = nothing is masked */
	enum state state;
	int64_t now;
	const struct verdict *verdict;
	struct str network;         /* 8 bytes: where it came from (flow/vote.h); "" = not known */
	struct str post_key;        /* 32 bytes (ours) or 24 (made of a script's), or "" = none */
	struct str post_body;       /* 32 bytes, with a post_key */
};

/* What an edit has replaced. */
struct old_text {
	unsigned version;
	struct str body;
	enum state state;
	int64_t replaced;
	struct str by;     /* the moderator who replaced it; "": its writer */
	struct str reason; /* one of REPORTS; "": none */
	struct str why;
	struct str masked; /* what readers saw of it where words are masked; "": the body */
	int64_t written;   /* 0: with the comment */
};

/* An appeal with what became of it. */
struct old_appeal {
	struct str body;
	int64_t created, answered; /* answered 0: it waits */
	struct str answered_by, answer;
};

/* What moderators said of a comment's writer upon it; words as they are stored. */
struct old_remark {
	struct str kind, reason, body, by;
	int64_t asked, remains, made, undone; /* undone 0: it stands */
};

/* What a reader reported, and nobody has decided. */
struct old_report {
	unsigned version;
	struct str reason, body;
	double weight;
	int64_t made;
};

/** Write: row, place in the thread, reasons. ERR_CONFLICT: a row with this post key stands already. */
enum err store_comment_add(struct db *, const struct new_comment *,
			   struct comment_id *ret) NODISCARD;

/** Write: it is the account's, and bears the mark "staff"; from now on an undo of the decision that made it
 * can take it back. */
enum err store_comment_staff(struct db *, struct comment_id, struct account_id, int64_t now,
			     struct str by) NODISCARD;

/** Write: the branch of a reply with this key keeps its place from now on, whatever becomes of its first
 * comment. */
enum err store_comment_replied(struct db *, struct str order_key) NODISCARD;

/** The parent of a reply, if it may have one: shown, same site, same article; else ERR_GONE. */
enum err store_comment_parent(struct db *, struct arena *, struct site_id, struct str page,
			      struct comment_id, struct str *ret_key,
			      struct str *ret_name) NODISCARD;

/* What a repeated post finds. */
struct posted_before {
	struct comment_id id;
	enum state state; /* of a script's post the one it was answered with, whatever has become of it */
	unsigned generation;
	int64_t created;
	bool same_body;
};
/** ERR_GONE: no post with this key since `since`. */
enum err store_comment_by_post_key(struct db *, struct site_id, struct str post_key,
				   struct str post_body, int64_t since,
				   struct posted_before *ret) NODISCARD;
/** Write: a key older than `before` no longer binds. */
enum err store_comment_post_key_expire(struct db *, struct site_id, struct str post_key,
				       int64_t before) NODISCARD;
/** Write: forgets the keys of posts before `before`, a script's keys before `keyed_before`. */
enum err store_comment_post_keys_sweep(struct db *, int64_t before, int64_t keyed_before) NODISCARD;

/** For the memory of texts: comments of all sites with ids in [low, high), written since `since`,
 * neither deleted nor withdrawn, newest first. Filled are id, site, thread, author, name, text, state,
 * decided and created. */
enum err store_comment_texts(struct db *, int64_t low, int64_t high, int64_t since,
			     void (*row)(void *arg, const struct comment *), void *arg) NODISCARD;
/** The id that no comment has yet. */
enum err store_comment_next_id(struct db *, int64_t *ret) NODISCARD;

/** Rows in display order with keys in [from, to), at most `limit`, each handed to `row` with borrowed texts
 * (masked where words are). */
enum err store_comment_shown(struct db *, struct thread_id, struct str from, struct str to,
			     int64_t limit, void (*row)(void *arg, const struct comment *),
			     void *arg) NODISCARD;
/** The newest that are shown, newest first, with page and title; of the whole site if `thread` is 0. */
enum err store_comment_newest(struct db *, struct site_id, struct thread_id, int64_t limit,
			      void (*row)(void *arg, const struct comment *), void *arg) NODISCARD;
/** For a permalink: with pages of `page` comments, the last one of the page before the one on which this key
 * stands (0: it stands on the first), and how many come before that page. Costs a walk over their keys. */
enum err store_comment_before(struct db *, struct thread_id, struct str key, int64_t page,
			      struct comment_id *ret, int64_t *ret_n) NODISCARD;
/** The order key of a comment of this thread, whatever its state, and its rank among the best (unless NULL);
 * ERR_GONE. */
enum err store_comment_key(struct db *, struct arena *, struct thread_id, struct comment_id,
			   struct str *ret, double *ret_best) NODISCARD;
/** ERR_GONE: no such comment. */
enum err store_comment_state(struct db *, struct site_id, struct comment_id,
			     enum state *ret) NODISCARD;
/** The greatest key of a comment that is shown, below `key`; ERR_GONE: none. */
enum err store_comment_key_before(struct db *, struct arena *, struct thread_id, struct str key,
				  struct str *ret) NODISCARD;
/** Keys of comments at the top, best first, those of one rank newest first, from behind (best, id) on: what
 * is shown, and what was and had replies. `ret`: room for `limit`. */
enum err store_comment_best(struct db *, struct arena *, struct thread_id, double best,
			    struct comment_id, int64_t limit, struct str *ret,
			    size_t *ret_n) NODISCARD;
/** Write: the votes as counted, with the rank that they give (thread_rank()). ERR_GONE: no such comment. */
enum err store_comment_votes(struct db *, struct site_id, struct comment_id, int64_t up,
			     int64_t down, double best, struct thread_id *ret) NODISCARD;

/** A comment as its writer sees it in the article, in whatever state it is: masked where words are. Texts are
 * copied. */
enum err store_comment_own(struct db *, struct arena *, struct site_id, struct comment_id,
			   struct comment *ret) NODISCARD;

/** Whole comments, for moderators and for the writer's own page: raw text. The id hash of the person comes
 * beside it, for the pseudonym (zero without a person). Texts of get are copied, of list borrowed. */
enum err store_comment_get(struct db *, struct arena *, struct site_id, struct comment_id,
			   struct comment *ret, struct hash *ret_person) NODISCARD;
/** A row's comment with its texts copied, so that it outlives the row. */
struct comment store_comment_keep(struct arena *, const struct comment *borrowed);
/** For the files of store/: hands on the rows of a query that began with `e` and has the columns of
 * COMMENT_GET, and ends it. */
enum err
store_comment_rows(struct rows *, enum err e, struct site_id,
		   void (*row)(void *arg, const struct comment *, const struct hash *person),
		   void *arg) NODISCARD;
/** `state` STATE__MAX: all. From behind `after`, at most `limit`. */
enum err
store_comment_list(struct db *, struct site_id, enum state, struct comment_id after, int64_t limit,
		   void (*row)(void *arg, const struct comment *, const struct hash *person),
		   void *arg) NODISCARD;
enum err store_comment_count(struct db *, struct site_id, enum state, int64_t *ret) NODISCARD;
/** Counts no further than `most`. */
enum err store_comment_count_upto(struct db *, struct site_id, enum state, int64_t most,
				  int64_t *ret) NODISCARD;

/** All states, newest first from before `before` on, for a back test: with the article's language and the
 * hash that bans go by (zero without a person). */
enum err store_comment_list_last(struct db *, struct site_id, struct comment_id before, int64_t limit,
				 void (*row)(void *arg, const struct comment *, struct str lang,
					     const struct hash *ban),
				 void *arg) NODISCARD;

/** Write: compare and set, upon the state and the version that were read. `grounds`: why, a word of REPORTS;
 * "" = not said. ERR_CONFLICT: it is in another
 * state, or its writer has edited it. */
enum err store_comment_decide(struct db *, const struct comment *, enum state to, int64_t now,
			      struct str by, struct str note, struct str grounds,
			      struct thread_id *ret) NODISCARD;

/** A verdict's, as it is stored: -1 where it was not asked. */
double store_toxicity(const struct verdict *);
/** Write: the reasons of an edited text's verdict, instead of those that stand. */
enum err store_reasons_replace(struct db *, struct comment_id, const struct verdict *) NODISCARD;

/** The reasons, copied into `a`; their texts (help, tells) are empty: flow fills them. */
enum err store_reason_list(struct db *, struct arena *a, struct comment_id, struct reason **ret,
			   size_t *ret_n) NODISCARD;

#endif
