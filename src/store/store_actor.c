/* Accounts, sessions, the books; see the header. Bans stand in store_ban.c. */
#include "store/store_actor.h"

#include "store/store_thread.h"

static const char *const role_words[] = {
#define X(name, word, help) word,
	ROLES(X)
#undef X
};

static enum err
role_of(struct str word, enum role *ret)
{
	for (size_t i = 0; i < ROLE__MAX; i++)
		if (str_eq(str_of(role_words[i]), word)) {
			*ret = (enum role)i;
			return ERR_OK;
		}
	return ERR_VERSION;
}

enum err
store_account_add(struct db *db, struct site_id site, struct str name, struct str password_hash,
		  enum role role, int64_t now, struct account_id *ret)
{
	enum err e = db_one(db, STMT_ACCOUNT_ADD, &ret->n, I(site.n), T(name), T(password_hash),
			    T(str_of(role_words[role])), I(now));
	return e == ERR_GONE ? ERR_CONFLICT : e;
}

enum err
store_account_list(struct db *db, struct site_id site,
		   void (*row)(void *arg, const struct account *), void *arg)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_ACCOUNT_LIST, &rows, I(site.n));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		struct account c = {.id = {db_int(&rows, 0)},
				    .name = db_text(&rows, 1),
				    .created = db_int(&rows, 3),
				    .disabled = db_int(&rows, 4)};
		e = role_of(db_text(&rows, 2), &c.role);
		if (e == ERR_OK)
			row(arg, &c);
	}
	return db_end(&rows, e);
}

enum err
store_account_password(struct db *db, struct arena *a, struct site_id site, struct str name,
		       struct account_id *ret, struct str *ret_hash)
{
	struct rows rows = {0};
	struct account_id id = {0};
	struct str hash = {0};
	enum err e = db_query(db, STMT_ACCOUNT_PASSWORD, &rows, I(site.n), T(name));
	if (e == ERR_OK)
		e = db_next(&rows);
	if (e == ERR_OK) {
		id.n = db_int(&rows, 0);
		hash = str_copy(a, db_text(&rows, 1));
	}
	e = db_end(&rows, e);
	if (e == ERR_OK && id.n == 0)
		return ERR_GONE;
	if (e == ERR_OK) {
		*ret = id;
		*ret_hash = hash;
	}
	return e;
}

enum err
store_session_add(struct db *db, const struct hash *token, struct account_id account, int64_t now,
		  int64_t expires)
{
	return db_run(db, STMT_SESSION_ADD, HASH(*token), I(account.n), I(now), I(expires));
}

enum err
store_session_find(struct db *db, struct arena *a, const struct hash *token, struct site_id site,
		   int64_t now, int64_t seen_since, struct account *ret, int64_t *ret_seen)
{
	struct rows rows = {0};
	struct account c = {0};
	int64_t seen = 0;
	enum err e = db_query(db, STMT_SESSION_FIND, &rows, HASH(*token), I(site.n), I(now),
			      I(seen_since));
	if (e == ERR_OK)
		e = db_next(&rows);
	if (e == ERR_OK) {
		c.id.n = db_int(&rows, 0);
		c.name = str_copy(a, db_text(&rows, 1));
		seen = db_int(&rows, 3);
		e = role_of(db_text(&rows, 2), &c.role);
	}
	e = db_end(&rows, e);
	if (e == ERR_OK && c.id.n == 0)
		return ERR_GONE;
	if (e == ERR_OK) {
		*ret = c;
		*ret_seen = seen;
	}
	return e;
}

enum err
store_account_disable(struct db *db, struct site_id site, struct str name, int64_t now)
{
	int64_t id;
	enum err e = db_one(db, STMT_ACCOUNT_DISABLE, &id, I(site.n), T(name), I(now));
	return e == ERR_OK ? db_run(db, STMT_SESSION_END_ALL, I(id)) : e;
}

enum err
store_account_passwd(struct db *db, struct site_id site, struct str name, struct str hash)
{
	int64_t id;
	enum err e = db_one(db, STMT_ACCOUNT_PASSWD, &id, I(site.n), T(name), T(hash));
	return e == ERR_OK ? db_run(db, STMT_SESSION_END_ALL, I(id)) : e;
}

enum err
store_session_seen(struct db *db, const struct hash *token, int64_t now)
{
	return db_run(db, STMT_SESSION_SEEN, HASH(*token), I(now));
}

enum err
store_session_end(struct db *db, const struct hash *token)
{
	return db_run(db, STMT_SESSION_END, HASH(*token));
}

enum err
store_session_sweep(struct db *db, int64_t now, int64_t seen_before)
{
	return db_run(db, STMT_SESSION_SWEEP, I(now), I(seen_before));
}

enum err
store_audit_add(struct db *db, struct site_id site, int64_t now, struct str actor, struct str verb,
		struct str subject, struct str detail)
{
	return db_run(db, STMT_AUDIT_ADD, I(site.n), I(now), T(actor), T(verb), T(subject), T(detail), NIL);
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
