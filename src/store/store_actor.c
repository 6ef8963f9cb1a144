/* The books; see the header. Accounts and sessions stand in store_account.c, bans in store_ban.c. */
#include "store/store_actor.h"

#include "store/store_thread.h"

enum err
store_audit_add(struct db *db, struct site_id site, int64_t now, struct str actor, struct str verb,
		struct str subject, struct str detail)
{
	return db_run(db, STMT_AUDIT_ADD, I(site.n), I(now), T(actor), T(verb), T(subject), T(detail), NIL);
}

enum err
store_audit_add_all(struct db *db, int64_t now, struct str actor, struct str verb, struct str subject,
		    struct str detail)
{
	return db_run(db, STMT_AUDIT_ADD_ALL, I(now), T(actor), T(verb), T(subject), T(detail));
}

enum err
store_audit_act(struct db *db, struct site_id site, int64_t now, struct str actor, struct str verb,
		struct comment_id comment, struct str detail)
{
	char subject[40];
	int n = snprintf(subject, sizeof(subject), "comment %lld", (long long)comment.n);
	return db_run(db, STMT_AUDIT_ADD, I(site.n), I(now), T(actor), T(verb),
		      T(((struct str){subject, (size_t)n})), T(detail), I(comment.n));
}

enum err
store_outbox_add(struct db *db, struct site_id site, struct str kind, int64_t subject, int64_t now)
{
	return db_run(db, STMT_OUTBOX_ADD, I(site.n), T(kind), I(subject), I(now));
}

enum err
store_outbox_due(struct db *db, struct arena *a, int64_t limit, struct errand **ret, size_t *ret_n)
{
	struct rows rows = {0};
	struct errand *list = arena_array(a, (size_t)limit, struct errand);
	size_t n = 0;
	enum err e = db_query(db, STMT_OUTBOX_DUE, &rows, I(limit));
	while (e == ERR_OK && n < (size_t)limit && (e = db_next(&rows)) == ERR_OK)
		list[n++] = (struct errand){.id = db_int(&rows, 0),
					    .site = {db_int(&rows, 1)},
					    .kind = str_copy(a, db_text(&rows, 2)),
					    .subject = db_int(&rows, 3)};
	e = db_end(&rows, e);
	if (e == ERR_OK) {
		*ret = list;
		*ret_n = n;
	}
	return e;
}

enum err
store_outbox_done(struct db *db, int64_t now, int64_t up_to)
{
	return db_run(db, STMT_OUTBOX_DONE, I(now), I(up_to));
}
