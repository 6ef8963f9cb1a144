/* Receipts; see the header. Must not know what a key is made of. */
#include "store/store_receipt.h"

enum err
store_receipt_find(struct db *db, struct arena *a, struct site_id site, struct str key, int64_t since,
		   struct receipt *ret)
{
	struct rows rows = {0};
	struct receipt r = {.status = 0};
	enum err e = db_query(db, STMT_RECEIPT_FIND, &rows, I(site.n), B(key), I(since));
	if (e == ERR_OK)
		e = db_next(&rows);
	bool found = e == ERR_OK;
	if (found) {
		r.body = str_copy(a, db_text(&rows, 0));
		r.status = (int)db_int(&rows, 1);
		r.etag = str_copy(a, db_text(&rows, 2));
		r.answer = str_copy(a, db_text(&rows, 3));
	}
	e = db_end(&rows, e);
	if (e == ERR_OK && !found)
		return ERR_GONE;
	if (e == ERR_OK)
		*ret = r;
	return e;
}

enum err
store_receipt_open(struct db *db, struct site_id site, struct str key, const struct receipt *r, int64_t now,
		   int64_t since)
{
	return db_run(db, STMT_RECEIPT_OPEN, I(site.n), B(key), B(r->body), I(now), I(r->status),
		      T(r->answer), I(since));
}

enum err
store_receipt_close(struct db *db, struct site_id site, struct str key, const struct receipt *r)
{
	return db_run(db, STMT_RECEIPT_CLOSE, I(site.n), B(key), I(r->status), T(r->etag), T(r->answer));
}

enum err
store_receipt_sweep(struct db *db, int64_t before)
{
	return db_run(db, STMT_RECEIPT_SWEEP, I(before));
}
