/* Saved replies of a site; see the header. */
#include "store/store_saved.h"

#include "store/store_report.h"

enum err
store_saved_list(struct db *db, struct arena *a, struct site_id site, int64_t limit, struct saved_reply *ret,
		 size_t *ret_n)
{
	struct rows rows = {0};
	size_t n = 0;
	enum err e = db_query(db, STMT_SAVED_LIST, &rows, I(site.n), I(limit));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		ret[n] = (struct saved_reply){.id = db_int(&rows, 0),
					      .lang = str_copy(a, db_text(&rows, 2)),
					      .title = str_copy(a, db_text(&rows, 3)),
					      .text = str_copy(a, db_text(&rows, 4)),
					      .made = db_int(&rows, 5),
					      .by = str_copy(a, db_text(&rows, 6))};
		e = report_of(db_text(&rows, 1), &ret[n++].reason);
	}
	e = db_end(&rows, e);
	if (e == ERR_OK)
		*ret_n = n;
	return e;
}

enum err
store_saved_put(struct db *db, struct site_id site, const struct saved_reply *r, int64_t most,
		int64_t *ret_id)
{
	struct str reason = report_word(r->reason);
	if (r->id == 0)
		return db_one(db, STMT_SAVED_ADD, ret_id, I(site.n), T(reason), T(r->lang), T(r->title),
			      T(r->text), I(r->made), T(r->by), I(most));
	return db_one(db, STMT_SAVED_CHANGE, ret_id, I(site.n), I(r->id), T(reason), T(r->lang), T(r->title),
		      T(r->text), I(r->made), T(r->by));
}

enum err
store_saved_import(struct db *db, struct site_id site, const struct saved_reply *r, int64_t most)
{
	return db_run(db, STMT_SAVED_IMPORT, I(site.n), T(report_word(r->reason)), T(r->lang), T(r->title),
		      T(r->text), I(r->made), T(r->by), I(most));
}

enum err
store_saved_remove(struct db *db, struct site_id site, int64_t id)
{
	int64_t gone;
	return db_one(db, STMT_SAVED_REMOVE, &gone, I(site.n), I(id));
}
