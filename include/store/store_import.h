/*
 * What comes from elsewhere: rows with an id, a time and a state of their own, and the table of
 * what they were called there. All but the finds run inside store_write().
 */
#ifndef STORE_STORE_IMPORT_H
#define STORE_STORE_IMPORT_H

#include "store/store_comment.h"

/* A site of another system (or an older self: "jsonl"), as a number. 0: nothing came from there
 * yet. */
struct import_source {
	int64_t n;
};

/** Write. */
enum err store_import_source(struct db *, struct site_id, struct str system, struct str name,
			     int64_t now, struct import_source *ret) NODISCARD;
/** ERR_GONE: nothing has come from there. */
enum err store_import_source_find(struct db *, struct site_id, struct str system, struct str name,
				  struct import_source *ret) NODISCARD;

/** The id that has this spelling, the only one of each; 0: the name is none. A comment that kept its number
 * is called by it at its source. */
int64_t store_name_number(struct str name);
/** Of any source of the system; ERR_GONE. */
enum err store_imported_by_name(struct db *, struct site_id, struct str system, struct str old,
				struct comment_id *ret) NODISCARD;
/** The newest row's number. */
enum err store_imported_last(struct db *, int64_t *ret) NODISCARD;
/** Comments of rows after number `after` whose parent never came. */
enum err store_imported_orphans(struct db *, struct import_source, int64_t after,
				int64_t *ret) NODISCARD;

/** The article of the first comment behind `after` that waits for a parent that is here by now;
 * ERR_GONE. */
enum err store_imported_waiting_thread(struct db *, struct import_source, struct comment_id after,
				       struct thread_id *ret,
				       struct comment_id *ret_comment) NODISCARD;
/** These of one article, by ascending id, each with that parent. */
enum err store_imported_waiting(struct db *, struct import_source, struct thread_id,
				void (*row)(void *arg, struct comment_id, struct comment_id parent),
				void *arg) NODISCARD;
/** Write: they wait no more. */
enum err store_imported_found(struct db *, struct import_source, struct thread_id) NODISCARD;

/** Write: the article's row, made as `t` says if it is new; else it only learns what it did not
 * know. *ret_moved: it has left t->page, and what is kept of its new address is told. */
enum err store_thread_import(struct db *, const struct thread *t, int64_t created, struct thread_id *ret,
			     bool *ret_moved) NODISCARD;
/** Write: an address that it has left, unless another article has it or has left it. */
enum err store_thread_was(struct db *, struct site_id, struct str page, struct thread_id,
			  int64_t now) NODISCARD;

/** The number behind all that were ever given to authors. */
enum err store_author_free_id(struct db *, int64_t *ret) NODISCARD;
/** The number behind all that were ever given to comments. */
enum err store_comment_free_id(struct db *, int64_t *ret) NODISCARD;
/** Every comment of an article, by ascending id, with its parent (0: none). */
enum err store_comment_tree(struct db *, struct thread_id,
			    void (*row)(void *arg, struct comment_id, struct comment_id parent),
			    void *arg) NODISCARD;
/** Write: another parent, another place. */
enum err store_comment_move(struct db *, struct comment_id, struct comment_id parent,
			    struct str order_key) NODISCARD;

/** The order key of `id`, which answers the comment with that one ("": nothing); in `a`. */
struct str store_place(struct arena *, struct str parent_key, struct comment_id id);
/** The order key of `id` below these ancestors, oldest first, at most DEPTH_MAX; in `a`. */
struct str store_order_key(struct arena *, const struct comment_id *ancestors, size_t n,
			   struct comment_id id);

#endif
