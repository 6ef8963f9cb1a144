/* Bans; see store_actor.h. */
#include "store/store_actor.h"

#include "store/store_thread.h"

enum err
store_ban_add(struct db *db, const struct ban *b, const struct hash *person, struct ban_id *ret)
{
	return db_one(db, STMT_BAN_ADD, &ret->n, I(b->site.n), T(ban_kind_word(b->kind)),
		      b->kind == BAN_EMAIL ? HASH(*person) : NIL, T(b->target), T(b->reason),
		      T(b->note), I(b->shadow), I(b->created), I_OR_NIL(b->expires), T(b->by),
		      I_OR_NIL(b->batch.n));
}

enum err
store_ban_import_hits(struct db *db, struct ban_id id, int64_t hits, int64_t hit)
{
	return db_run(db, STMT_BAN_IMPORT_HITS, I(id.n), I(hits), I_OR_NIL(hit));
}

enum err
store_ban_by_hash(struct db *db, struct site_id site, const struct hash *hash, int64_t now,
		  struct ban_id *ret)
{
	return db_one(db, STMT_BAN_BY_HASH, &ret->n, I(site.n), HASH(*hash), I(now));
}

enum err
store_ban_by_target(struct db *db, struct site_id site, enum ban_kind kind, struct str target,
		    int64_t now, struct ban_id *ret)
{
	return db_one(db, STMT_BAN_BY_TARGET, &ret->n, I(site.n), T(ban_kind_word(kind)),
		      T(target), I(now));
}

enum err
store_ban_past(struct db *db, const struct ban *b, struct ban_id *ret)
{
	return db_one(db, STMT_BAN_PAST, &ret->n, I(b->site.n), T(ban_kind_word(b->kind)), T(b->target),
		      I(b->created), I(b->lifted != 0 ? b->lifted : b->expires));
}

enum err
store_ban_in_force(struct db *db, struct site_id site, int64_t now,
		   void (*row)(void *arg, const struct ban *, const struct hash *person), void *arg)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_BAN_IN_FORCE, &rows, I(site.n), I(now));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		struct hash person = {{0}};
		struct ban b = {.id = {db_int(&rows, 0)},
				.site = site,
				.target = db_text(&rows, 3),
				.shadow = db_int(&rows, 4) != 0,
				.expires = db_int(&rows, 5)};
		if (db_text(&rows, 2).n == HASH_BYTES)
			memcpy(person.b, db_text(&rows, 2).p, HASH_BYTES);
		e = ban_kind_of(db_text(&rows, 1), &b.kind);
		if (e == ERR_OK)
			row(arg, &b, &person);
	}
	return db_end(&rows, e);
}

enum err
store_ban_row(const struct rows *rows, struct site_id site, struct ban *ret)
{
	*ret = (struct ban){
		.id = {db_int(rows, 0)},
		.site = site,
		.target = db_text(rows, 2),
		.reason = db_text(rows, 3),
		.note = db_text(rows, 4),
		.created = db_int(rows, 5),
		.expires = db_int(rows, 6),
		.lifted = db_int(rows, 7),
		.by = db_text(rows, 8),
		.shadow = db_int(rows, 9) != 0,
		.hits = db_int(rows, 10),
		.hit = db_int(rows, 11),
	};
	return ban_kind_of(db_text(rows, 1), &ret->kind);
}

enum err
store_ban_get(struct db *db, struct arena *a, struct site_id site, struct ban_id id, struct ban *ret)
{
	struct rows rows = {0};
	struct ban b = {.id = {0}};
	enum err e = db_query(db, STMT_BAN_GET, &rows, I(site.n), I(id.n));
	if (e == ERR_OK)
		e = db_next(&rows);
	if (e == ERR_OK) {
		e = store_ban_row(&rows, site, &b);
		struct str *const texts[] = {&b.target, &b.reason, &b.note, &b.by};
		for (size_t i = 0; i < ARRAY_LEN(texts); i++)
			*texts[i] = str_copy(a, *texts[i]);
	}
	e = db_end(&rows, e);
	if (e == ERR_OK && b.id.n == 0)
		return ERR_GONE;
	if (e == ERR_OK)
		*ret = b;
	return e;
}

enum err
store_ban_list(struct db *db, struct site_id site, struct ban_id after, int64_t limit,
	       void (*row)(void *arg, const struct ban *), void *arg)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_BAN_LIST, &rows, I(site.n), I(after.n), I(limit));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		struct ban b;
		e = store_ban_row(&rows, site, &b);
		if (e == ERR_OK)
			row(arg, &b);
	}
	return db_end(&rows, e);
}

enum err
store_ban_find(struct db *db, struct site_id site, const struct ban_query *q, int64_t now, int64_t limit,
	       void (*row)(void *arg, const struct ban *), void *arg)
{
	struct rows rows = {0};
	struct str kind = q->kind == BAN__MAX ? STR("") : ban_kind_word(q->kind);
	enum err e = db_query(db, STMT_BAN_FIND, &rows, I(site.n),
			      I(q->before.n == 0 ? INT64_MAX : q->before.n), T(kind), T(q->part), I(q->past),
			      I(now), I(limit));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		struct ban b;
		e = store_ban_row(&rows, site, &b);
		if (e == ERR_OK)
			row(arg, &b);
	}
	return db_end(&rows, e);
}

enum err
store_ban_lift(struct db *db, struct site_id site, struct ban_id id, int64_t now)
{
	int64_t lifted;
	return db_one(db, STMT_BAN_LIFT, &lifted, I(site.n), I(id.n), I(now));
}

enum err
store_ban_person(struct db *db, struct site_id site, struct ban_id id, struct hash *ret)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_BAN_PERSON, &rows, I(site.n), I(id.n));
	if (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		memcpy(ret->b, db_text(&rows, 0).p, HASH_BYTES);
		return db_end(&rows, ERR_OK);
	}
	return db_end(&rows, e) == ERR_OK ? ERR_GONE : e;
}

enum err
store_ban_hits(struct db *db, struct ban_id id, int64_t hits, int64_t at)
{
	return db_run(db, STMT_BAN_HITS, I(id.n), I(hits), I(at));
}
