/* What time takes away; see the header. */
#include "store/store_retention.h"

#include "base/crypt.h"
#include "store/store_search.h"

static const enum stmt due[KEPT__MAX] = {
	[KEPT_REFUSED] = STMT_KEEP_REFUSED, [KEPT_WITHDRAWN] = STMT_KEEP_WITHDRAWN,
	[KEPT_PEOPLE] = STMT_KEEP_PEOPLE,   [KEPT_BANS] = STMT_KEEP_BANS,
	[KEPT_NOTICES] = STMT_KEEP_NOTICES, [KEPT_AUDIT] = STMT_KEEP_DETAILS,
};

enum err
store_kept_due(struct db *db, enum kept kind, int64_t before, int64_t now, int64_t *ids, int64_t limit,
	       int64_t *ret_n)
{
	struct rows rows = {0};
	int64_t n = 0;
	enum err e = kind == KEPT_PEOPLE ? db_query(db, STMT_KEEP_PEOPLE, &rows, I(before), I(now), I(limit))
					 : db_query(db, due[kind], &rows, I(before), I(limit));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK)
		ids[n++] = db_int(&rows, 0);
	*ret_n = n;
	return db_end(&rows, e);
}

/* Lessons and earlier texts go with it: they are about a text that is not there any more. */
static enum err
drop_text(struct db *db, int64_t id, int64_t now)
{
	static const enum stmt wipes[] = {STMT_KEEP_REASONS, STMT_ERASE_LESSONS, STMT_ERASE_REVISIONS,
					  STMT_ERASE_APPEALS, STMT_ERASE_WARNINGS, STMT_ERASE_NOTES,
					  STMT_ERASE_REPORT_WORDS, STMT_ERASE_SALTS, STMT_ERASE_DETAILS};
	enum err e = store_search_change(db, (struct comment_id){id}, true);
	for (size_t i = 0; e == ERR_OK && i < ARRAY_LEN(wipes); i++)
		e = db_run(db, wipes[i], I(id));
	return e == ERR_OK ? db_run(db, STMT_KEEP_TEXT, I(id), I(now)) : e;
}

/* Random instead of the hashes: the row still holds the person's comments together, and no address finds
 * it. What moderators have said of the person goes. */
static enum err
drop_person(struct db *db, int64_t id, int64_t now)
{
	struct hash person, ban;
	crypt_random(person.b, sizeof(person.b));
	crypt_random(ban.b, sizeof(ban.b));
	enum err e = db_run(db, STMT_ERASE_REMARKS, I(id));
	if (e != ERR_OK)
		return e;
	return db_run(db, STMT_KEEP_PERSON, I(id), HASH(person), HASH(ban), I(now));
}

/* Its digest stays in the chain, unsalted: a detail that nobody can guess any more. */
static enum err
drop_detail(struct db *db, int64_t id)
{
	enum err e = db_run(db, STMT_KEEP_SALT, I(id));
	return e == ERR_OK ? db_run(db, STMT_KEEP_DETAIL, I(id)) : e;
}

enum err
store_kept_drop(struct db *db, enum kept kind, int64_t id, int64_t now)
{
	switch (kind) {
	case KEPT_REFUSED:
	case KEPT_WITHDRAWN:
		return drop_text(db, id, now);
	case KEPT_PEOPLE:
		return drop_person(db, id, now);
	case KEPT_BANS:
		return db_run(db, STMT_KEEP_BAN, I(id));
	case KEPT_NOTICES:
		return db_run(db, STMT_KEEP_NOTICE, I(id));
	case KEPT_AUDIT:
		return drop_detail(db, id);
	case KEPT__MAX:
		break;
	}
	must_fail(__FILE__, __LINE__, "a kind");
}
