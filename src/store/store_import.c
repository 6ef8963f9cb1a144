/* What comes from elsewhere; see the header. */
#include "store/store_import.h"

#include "store/store_thread.h"

enum err
store_import_source(struct db *db, struct site_id site, struct str system, struct str name,
		    int64_t now, struct import_source *ret)
{
	return db_one(db, STMT_IMPORT_SOURCE_ADD, &ret->n, I(site.n), T(system), T(name), I(now));
}

enum err
store_import_source_find(struct db *db, struct site_id site, struct str system, struct str name,
			 struct import_source *ret)
{
	return db_one(db, STMT_IMPORT_SOURCE_FIND, &ret->n, I(site.n), T(system), T(name));
}

int64_t
store_name_number(struct str name)
{
	int64_t n = 0;
	return name.n > 0 && name.p[0] != '0' && str_int(name, 1, INT64_MAX, &n) ? n : 0;
}

enum err
store_imported_by_name(struct db *db, struct site_id site, struct str system, struct str old,
		       struct comment_id *ret)
{
	return db_one(db, STMT_IMPORTED_BY_NAME, &ret->n, I(site.n), T(system), T(old),
		      I(store_name_number(old)));
}

enum err
store_imported_last(struct db *db, int64_t *ret)
{
	return db_one_args(db, STMT_IMPORTED_LAST, ret, NULL, 0);
}

enum err
store_imported_orphans(struct db *db, struct import_source source, int64_t after, int64_t *ret)
{
	return db_one(db, STMT_IMPORTED_ORPHANS, ret, I(source.n), I(after));
}

enum err
store_imported_waiting_thread(struct db *db, struct import_source source, struct comment_id after,
			      struct thread_id *ret, struct comment_id *ret_comment)
{
	struct rows rows = {0};
	struct thread_id thread = {0};
	struct comment_id comment = {0};
	enum err e = db_query(db, STMT_IMPORTED_WAITING_THREAD, &rows, I(source.n), I(after.n));
	if (e == ERR_OK)
		e = db_next(&rows);
	if (e == ERR_OK) {
		thread.n = db_int(&rows, 0);
		comment.n = db_int(&rows, 1);
	}
	e = db_end(&rows, e);
	if (e == ERR_OK && thread.n == 0)
		return ERR_GONE;
	if (e == ERR_OK) {
		*ret = thread;
		*ret_comment = comment;
	}
	return e;
}

/* Hands on rows of two ids, and ends the query that began. */
static enum err
give_pairs(struct rows *rows, enum err e,
	   void (*row)(void *arg, struct comment_id, struct comment_id parent), void *arg)
{
	while (e == ERR_OK && (e = db_next(rows)) == ERR_OK)
		row(arg, (struct comment_id){db_int(rows, 0)},
		    (struct comment_id){db_int(rows, 1)});
	return db_end(rows, e);
}

enum err
store_imported_waiting(struct db *db, struct import_source source, struct thread_id thread,
		       void (*row)(void *arg, struct comment_id, struct comment_id parent),
		       void *arg)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_IMPORTED_WAITING, &rows, I(source.n), I(thread.n));
	return give_pairs(&rows, e, row, arg);
}

enum err
store_imported_found(struct db *db, struct import_source source, struct thread_id thread)
{
	return db_run(db, STMT_IMPORTED_FOUND, I(source.n), I(thread.n));
}

enum err
store_thread_import(struct db *db, const struct thread *t, int64_t created, struct thread_id *ret,
		    bool *ret_moved)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_THREAD_IMPORT, &rows, I(t->site.n), T(t->page), T(t->title),
			      I_OR_NIL(t->published), T(t->lang), T(t->author), T(t->source),
			      T(mode_word(t->mode)), I(created), T(t->announcement), T(t->rules));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		ret->n = db_int(&rows, 0);
		*ret_moved = !str_eq(db_text(&rows, 1), t->page);
		if (*ret_moved)
			db_touch(db, t->site.n, db_text(&rows, 1));
	}
	return db_end(&rows, e);
}

enum err
store_thread_was(struct db *db, struct site_id site, struct str page, struct thread_id thread, int64_t now)
{
	db_touch(db, site.n, page);
	return db_run(db, STMT_THREAD_WAS_IMPORT, I(site.n), T(page), I(thread.n), I(now));
}

enum err
store_author_free_id(struct db *db, int64_t *ret)
{
	return db_one_args(db, STMT_AUTHOR_FREE_ID, ret, NULL, 0);
}

enum err
store_comment_free_id(struct db *db, int64_t *ret)
{
	return db_one_args(db, STMT_COMMENT_FREE_ID, ret, NULL, 0);
}

enum err
store_comment_tree(struct db *db, struct thread_id thread,
		   void (*row)(void *arg, struct comment_id, struct comment_id parent), void *arg)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_COMMENT_TREE, &rows, I(thread.n));
	return give_pairs(&rows, e, row, arg);
}

enum err
store_comment_move(struct db *db, struct comment_id id, struct comment_id parent,
		   struct str order_key)
{
	enum err e = db_run(db, STMT_COMMENT_MOVE, I(id.n), I_OR_NIL(parent.n), B(order_key));
	return e == ERR_OK && parent.n != 0 ? store_comment_replied(db, order_key) : e;
}
