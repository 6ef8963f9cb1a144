/* What an export reads: whole rows, in pages, so that neither memory nor the time that one statement
 * holds a snapshot grows with the store. Texts are borrowed until the row function returns. For the
 * console alone. */
#ifndef STORE_STORE_EXPORT_H
#define STORE_STORE_EXPORT_H

#include "store/store_comment.h"
#include "store/db.h"

/* The newest ids of any site; 0: none. An export that ends at them misses nothing that was there when it
 * began, and is not kept going by what comes in meanwhile. */
struct export_bounds {
	struct comment_id comment;
	struct author_id author;
	struct thread_id thread;
};
enum err store_export_bounds(struct db *, struct export_bounds *ret) NODISCARD;

/** Articles from behind `after`, oldest row first, at most `limit`. */
enum err store_export_threads(struct db *, struct site_id, struct thread_id after, struct thread_id upto,
			      int64_t limit,
			      void (*row)(void *arg, const struct thread *, int64_t created),
			      void *arg) NODISCARD;

/** The addresses that it has left, in the order of their letters, copied into `a`. */
enum err store_export_was(struct db *, struct arena *a, struct thread_id, struct str **ret,
			  size_t *ret_n) NODISCARD;
/** Page and title alone, copied into `a`; ERR_GONE. */
enum err store_export_thread(struct db *, struct arena *a, struct thread_id, struct thread *ret) NODISCARD;

/* What a comment was called where it came from. */
struct old_name {
	struct str system, source, id;
	struct str waits; /* what it answers there, while that is not here; "": nothing */
};

/* A comment with what struct comment leaves out, and without the article's page and title. */
struct comment_whole {
	struct comment comment;
	struct comment_id chain;
	struct str masked;      /* "" = nothing is */
	struct str decided_by;
	struct str action, versions; /* of the verdict, as stored */
	/* Of store_export_comments() with `all`; else none: the verdict's reasons, former names,
	 * former texts, appeal, remarks upon it, open reports. */
	const struct reason *reasons;
	size_t n_reasons;
	const struct old_name *old;
	size_t n_old;
	const struct old_text *revisions;
	size_t n_revisions;
	const struct old_appeal *appeal; /* NULL: none */
	const struct old_remark *remarks;
	size_t n_remarks;
	const struct old_report *reports;
	size_t n_reports;
	double toxicity;                 /* -1: not known */
	unsigned version;                /* of the text */
	int64_t changed, up, down;
	struct str rules;                /* version of the house rules that was accepted */
	struct str grounds;              /* of its rejection; "": none was given */
	int64_t erased;                  /* 0: it is as it was */
};
/** False: enough for now; the call ends well, and no later row is read. */
typedef bool store_whole_fn(void *arg, const struct comment_whole *);

/** Of the site, oldest id first, from behind `after`; with what stands beside it if all is
 * wanted, for which `a` is room until the call returns. */
enum err store_export_comments(struct db *, struct arena *a, struct site_id, struct comment_id after,
			       struct comment_id upto, int64_t limit, bool all, store_whole_fn *row,
			       void *arg) NODISCARD;
/** Of an article, oldest first, from behind the one that was written at `created` and is called
 * `after`. */
enum err store_export_of_thread(struct db *, struct thread_id, int64_t created, struct comment_id after,
				struct comment_id upto, int64_t limit, store_whole_fn *row,
				void *arg) NODISCARD;
/** What is shown of an article, in display order, from behind an order key. */
enum err store_export_shown(struct db *, struct thread_id, struct str after, struct comment_id upto,
			    int64_t limit, store_whole_fn *row, void *arg) NODISCARD;

/* A person, for --with-keys. */
struct author_keys {
	struct hash id, ban;
	unsigned char avatar[16];
	int64_t created;
};
/** ERR_GONE: no such row. */
enum err store_export_author(struct db *, struct author_id, struct author_keys *ret) NODISCARD;

/** Every ban, lifted and expired ones too, oldest first from behind `after`; `person` is zero but for
 * BAN_EMAIL. */
enum err store_export_bans(struct db *, struct site_id, struct ban_id after, int64_t limit,
			   void (*row)(void *arg, const struct ban *, const struct hash *person),
			   void *arg) NODISCARD;

#endif
