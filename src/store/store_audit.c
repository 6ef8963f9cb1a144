/* The book's chain; see the header. */
#include "store/store_audit.h"

/* Whoever has changed the file may have left any number of bytes: those are no hash of anything. */
static void
take_bytes(struct str bytes, unsigned char *ret, size_t n)
{
	memset(ret, 0, n);
	if (bytes.n == n)
		memcpy(ret, bytes.p, n);
}

static void
take_hash(struct str bytes, struct hash *ret)
{
	take_bytes(bytes, ret->b, sizeof(ret->b));
}

enum err
store_audit_tail(struct db *db, struct audit_row *ret)
{
	struct rows rows = {0};
	struct audit_row r = {.place = 0};
	enum err e = db_query(db, STMT_AUDIT_TAIL, &rows);
	if (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		r.place = db_int(&rows, 0);
		r.line = db_int(&rows, 1);
		take_hash(db_text(&rows, 2), &r.hash);
	}
	e = db_end(&rows, e);
	if (e == ERR_OK && r.place == 0)
		return ERR_GONE;
	if (e == ERR_OK)
		*ret = r;
	return e;
}

/* The columns of AUDIT_WALK and AUDIT_LOOSE. */
static void
take_row(struct arena *a, const struct rows *rows, struct audit_row *r)
{
	*r = (struct audit_row){.place = db_int(rows, 0),
				.line = db_int(rows, 1),
				.salted = !db_null(rows, 2),
				.gone = db_null(rows, 5),
				.site = {db_int(rows, 6)},
				.made = db_int(rows, 7),
				.actor = str_copy(a, db_text(rows, 8)),
				.verb = str_copy(a, db_text(rows, 9)),
				.subject = str_copy(a, db_text(rows, 10)),
				.detail = str_copy(a, db_text(rows, 11)),
				.versions = str_copy(a, db_text(rows, 12))};
	if (r->salted)
		take_bytes(db_text(rows, 2), r->salt, sizeof(r->salt));
	if (r->place != 0) {
		take_hash(db_text(rows, 3), &r->digest);
		take_hash(db_text(rows, 4), &r->hash);
	}
}

static enum err
take_rows(struct db *db, struct arena *a, enum stmt stmt, int64_t from, int64_t limit, struct audit_row **ret,
	  size_t *ret_n)
{
	struct rows rows = {0};
	struct audit_row *list = NULL;
	size_t n = 0;
	enum err e = db_query(db, stmt, &rows, I(from), I(limit));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		arena_grow(a, list, n);
		take_row(a, &rows, &list[n++]);
	}
	e = db_end(&rows, e);
	if (e == ERR_OK) {
		*ret = list;
		*ret_n = n;
	}
	return e;
}

enum err
store_audit_loose(struct db *db, struct arena *a, int64_t line, int64_t limit, struct audit_row **ret,
		  size_t *ret_n)
{
	return take_rows(db, a, STMT_AUDIT_LOOSE, line, limit, ret, ret_n);
}

enum err
store_audit_loose_count(struct db *db, int64_t line, int64_t *ret)
{
	return db_one(db, STMT_AUDIT_LOOSE_COUNT, ret, I(line));
}

enum err
store_audit_link(struct db *db, const struct audit_row *r)
{
	struct str salt = {(const char *)r->salt, AUDIT_SALT_BYTES};
	return db_run(db, STMT_AUDIT_LINK, I(r->place), I(r->line), B(salt), HASH(r->digest), HASH(r->hash));
}

enum err
store_audit_walk(struct db *db, struct arena *a, int64_t after, int64_t limit, struct audit_row **ret,
		 size_t *ret_n)
{
	return take_rows(db, a, STMT_AUDIT_WALK, after, limit, ret, ret_n);
}

enum err
store_audit_stray(struct db *db, int64_t line, int64_t *ret)
{
	*ret = 0;
	enum err e = db_one(db, STMT_AUDIT_STRAY, ret, I(line));
	return e == ERR_GONE ? ERR_OK : e;
}

enum err
store_audit_cut(struct db *db, struct arena *a, struct str *ret)
{
	struct rows rows = {0};
	struct str cut = {0};
	enum err e = db_query(db, STMT_AUDIT_CUT, &rows);
	if (e == ERR_OK && (e = db_next(&rows)) == ERR_OK)
		cut = str_copy(a, db_text(&rows, 0));
	e = db_end(&rows, e);
	if (e == ERR_OK)
		*ret = cut;
	return e;
}

enum err
store_audit_stands(struct db *db, struct str subject, bool *ret)
{
	struct str comment = STR("comment "), ban = STR("ban ");
	int64_t id, n = 1;
	enum err e = ERR_OK;
	if (str_starts(subject, comment) && str_int(str_from(subject, comment.n), 1, INT64_MAX, &id))
		e = db_one(db, STMT_AUDIT_ERASED, &n, I(id));
	else if (str_starts(subject, ban) && str_int(str_from(subject, ban.n), 1, INT64_MAX, &id))
		e = db_one(db, STMT_AUDIT_BAN, &n, I(id));
	if (e == ERR_OK)
		*ret = n > 0;
	return e;
}

/* ---- heads ----------------------------------------------------------------------------------------- */

enum err
store_audit_head_add(struct db *db, const struct audit_head *h)
{
	struct str signature = {(const char *)h->signature.b, SIGN_BYTES};
	return db_run(db, STMT_AUDIT_HEAD_ADD, I(h->place), HASH(h->hash), I(h->made), I(h->link),
		      B(signature));
}

static void
take_head(const struct rows *rows, struct audit_head *h)
{
	*h = (struct audit_head){.place = db_int(rows, 0), .made = db_int(rows, 2), .link = db_int(rows, 3)};
	take_hash(db_text(rows, 1), &h->hash);
	take_bytes(db_text(rows, 4), h->signature.b, sizeof(h->signature.b));
}

enum err
store_audit_head_last(struct db *db, struct audit_head *ret)
{
	struct rows rows = {0};
	struct audit_head h = {.place = 0};
	enum err e = db_query(db, STMT_AUDIT_HEAD_LAST, &rows);
	if (e == ERR_OK && (e = db_next(&rows)) == ERR_OK)
		take_head(&rows, &h);
	e = db_end(&rows, e);
	if (e == ERR_OK && h.place == 0)
		return ERR_GONE;
	if (e == ERR_OK)
		*ret = h;
	return e;
}

enum err
store_audit_heads(struct db *db, struct arena *a, struct audit_head **ret, size_t *ret_n)
{
	struct rows rows = {0};
	struct audit_head *list = NULL;
	size_t n = 0;
	enum err e = db_query(db, STMT_AUDIT_HEADS, &rows);
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		arena_grow(a, list, n);
		take_head(&rows, &list[n++]);
	}
	e = db_end(&rows, e);
	if (e == ERR_OK) {
		*ret = list;
		*ret_n = n;
	}
	return e;
}

/* ---- to read --------------------------------------------------------------------------------------- */

enum err
store_audit_list(struct db *db, struct arena *a, const struct audit_ask *q, int64_t limit,
		 struct audit_row **ret, size_t *ret_n)
{
	struct rows rows = {0};
	struct audit_row *list = NULL;
	size_t n = 0;
	enum err e = db_query(db, STMT_AUDIT_LIST, &rows, I(q->site.n), I(q->before), I(q->all), T(q->me),
			      T(q->who), T(q->what), T(q->why), I(q->since), I(q->until), I(limit));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		arena_grow(a, list, n);
		struct audit_row *r = &list[n++];
		*r = (struct audit_row){.line = db_int(&rows, 0), .made = db_int(&rows, 1),
					.actor = str_copy(a, db_text(&rows, 2)),
					.verb = str_copy(a, db_text(&rows, 3)),
					.subject = str_copy(a, db_text(&rows, 4)),
					.detail = str_copy(a, db_text(&rows, 5)),
					.versions = str_copy(a, db_text(&rows, 6)),
					.place = db_int(&rows, 7), .site = q->site};
		if (r->place != 0)
			take_hash(db_text(&rows, 8), &r->hash);
	}
	e = db_end(&rows, e);
	if (e == ERR_OK) {
		*ret = list;
		*ret_n = n;
	}
	return e;
}
