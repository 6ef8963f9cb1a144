/* Accounts, what signs them in, and sessions; see store_actor.h. */
#include "store/store_actor.h"

static const struct str role_words[ROLE__MAX] = {
#define X(name, word, help) STR_C(word),
	ROLES(X)
#undef X
};

struct str
role_word(enum role role)
{
	must(role < ROLE__MAX);
	return role_words[role];
}

enum err
role_of(struct str word, enum role *ret)
{
	for (size_t i = 0; i < ROLE__MAX; i++)
		if (str_eq(role_words[i], word)) {
			*ret = (enum role)i;
			return ERR_OK;
		}
	return ERR_VERSION;
}

/* ---- accounts ------------------------------------------------------------------------------------- */

enum err
store_account_add(struct db *db, struct site_id site, struct str name, struct str password_hash,
		  enum role role, int64_t now, struct account_id *ret)
{
	enum err e = db_one(db, STMT_ACCOUNT_ADD, &ret->n, I(site.n), T(name), T(password_hash),
			    T(role_word(role)), I(now));
	return e == ERR_GONE ? ERR_CONFLICT : e;
}

/* The columns that all lists begin with; the name is borrowed. */
static enum err
read_account(const struct rows *rows, struct account *ret)
{
	*ret = (struct account){.id = {db_int(rows, 0)},
				.name = db_text(rows, 1),
				.created = db_int(rows, 3),
				.disabled = db_int(rows, 4),
				.factor = db_int(rows, 5) != 0,
				.signed_in = db_int(rows, 6)};
	return role_of(db_text(rows, 2), &ret->role);
}

enum err
store_account_list(struct db *db, struct site_id site, int64_t now, int64_t seen_since,
		   void (*row)(void *arg, const struct account *), void *arg)
{
	struct rows rows = {0};
	struct account c;
	enum err e = db_query(db, STMT_ACCOUNT_LIST, &rows, I(site.n), I(now), I(seen_since));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		e = read_account(&rows, &c);
		c.sessions = db_int(&rows, 7);
		c.recovery = db_int(&rows, 8);
		if (e == ERR_OK)
			row(arg, &c);
	}
	return db_end(&rows, e);
}

static enum err
one_account(struct arena *a, struct rows *rows, enum err e, struct account *ret)
{
	struct account c = {.id = {0}};
	if (e == ERR_OK)
		e = db_next(rows);
	if (e == ERR_OK)
		e = read_account(rows, &c);
	if (e == ERR_OK)
		c.name = str_copy(a, c.name);
	e = db_end(rows, e);
	if (e == ERR_OK)
		*ret = c;
	return e == ERR_OK && c.id.n == 0 ? ERR_GONE : e;
}

enum err
store_account_get(struct db *db, struct arena *a, struct site_id site, struct account_id id,
		  struct account *ret)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_ACCOUNT_GET, &rows, I(site.n), I(id.n));
	return one_account(a, &rows, e, ret);
}

enum err
store_account_find(struct db *db, struct arena *a, struct site_id site, struct str name, struct account *ret)
{
	struct rows rows = {0};
	enum err e = db_query(db, STMT_ACCOUNT_FIND, &rows, I(site.n), T(name));
	return one_account(a, &rows, e, ret);
}

enum err
store_account_admins(struct db *db, struct site_id site, int64_t *ret)
{
	return db_one(db, STMT_ACCOUNT_ADMINS, ret, I(site.n));
}

enum err
store_account_rehash(struct db *db, struct account_id id, struct str was, struct str hash)
{
	return db_run(db, STMT_ACCOUNT_REHASH, I(id.n), T(was), T(hash));
}

enum err
store_account_others(struct db *db, struct site_id site, struct account_id id, int64_t *ret)
{
	return db_one(db, STMT_ACCOUNT_OTHERS, ret, I(site.n), I(id.n));
}

/* Whoever is signed in with it is not any more. */
static enum err
shut(struct db *db, struct site_id site, int64_t id, struct str name)
{
	enum err e = db_run(db, STMT_SESSION_END_ALL, I(id));
	return e == ERR_OK ? db_run(db, STMT_INVITE_DROP, I(site.n), T(name)) : e;
}

enum err
store_account_disable(struct db *db, struct site_id site, struct str name, int64_t now)
{
	int64_t id;
	enum err e = db_one(db, STMT_ACCOUNT_DISABLE, &id, I(site.n), T(name), I(now));
	return e == ERR_OK ? shut(db, site, id, name) : e;
}

enum err
store_account_enable(struct db *db, struct site_id site, struct str name)
{
	int64_t id;
	return db_one(db, STMT_ACCOUNT_ENABLE, &id, I(site.n), T(name));
}

enum err
store_account_passwd(struct db *db, struct site_id site, struct str name, struct str hash)
{
	int64_t id;
	enum err e = db_one(db, STMT_ACCOUNT_PASSWD, &id, I(site.n), T(name), T(hash));
	return e == ERR_OK ? shut(db, site, id, name) : e;
}

enum err
store_account_role(struct db *db, struct site_id site, const struct account *account, enum role role)
{
	int64_t id;
	enum err e = db_one(db, STMT_ACCOUNT_ROLE, &id, I(site.n), I(account->id.n), T(role_word(role)));
	return e == ERR_OK ? shut(db, site, id, account->name) : e;
}

enum err
store_account_key(struct db *db, struct arena *a, struct site_id site, struct str name,
		  struct account_key *ret)
{
	struct rows rows = {0};
	struct account_key k = {.id = {0}};
	enum err e = db_query(db, STMT_ACCOUNT_PASSWORD, &rows, I(site.n), T(name));
	if (e == ERR_OK)
		e = db_next(&rows);
	if (e == ERR_OK)
		k = (struct account_key){.id = {db_int(&rows, 0)},
					 .password = str_copy(a, db_text(&rows, 1)),
					 .factor = str_copy(a, db_text(&rows, 2)),
					 .factor_used = db_int(&rows, 3)};
	e = db_end(&rows, e);
	if (e == ERR_OK)
		*ret = k;
	return e == ERR_OK && k.id.n == 0 ? ERR_GONE : e;
}

/* ---- second factors ------------------------------------------------------------------------------- */

enum err
store_factor_set(struct db *db, struct site_id site, struct account_id account, struct str sealed,
		 int64_t used)
{
	int64_t id;
	enum err e = db_one(db, STMT_FACTOR_SET, &id, I(site.n), I(account.n),
			    sealed.n > 0 ? B(sealed) : NIL, I(used));
	return e == ERR_OK ? db_run(db, STMT_RECOVERY_CLEAR, I(account.n)) : e;
}

enum err
store_factor_use(struct db *db, struct account_id account, int64_t step)
{
	int64_t id;
	return db_one(db, STMT_FACTOR_USE, &id, I(account.n), I(step));
}

enum err
store_recovery_add(struct db *db, struct account_id account, const struct hash *code)
{
	return db_run(db, STMT_RECOVERY_ADD, I(account.n), HASH(*code));
}

enum err
store_recovery_take(struct db *db, struct account_id account, const struct hash *code)
{
	int64_t id;
	return db_one(db, STMT_RECOVERY_TAKE, &id, I(account.n), HASH(*code));
}

enum err
store_recovery_count(struct db *db, struct account_id account, int64_t *ret)
{
	return db_one(db, STMT_RECOVERY_COUNT, ret, I(account.n));
}

/* ---- invitations ---------------------------------------------------------------------------------- */

enum err
store_invite_add(struct db *db, struct site_id site, const struct invite *i, const struct hash *token)
{
	enum err e = db_run(db, STMT_INVITE_REPLACE, I(site.n), T(i->name));
	return e == ERR_OK ? db_run(db, STMT_INVITE_ADD, I(site.n), T(i->name), T(role_word(i->role)),
				    HASH(*token), I(i->created), I(i->expires), T(i->by))
			   : e;
}

static enum err
read_invite(struct arena *a, const struct rows *rows, struct invite *ret)
{
	*ret = (struct invite){.id = db_int(rows, 0),
			       .name = str_copy(a, db_text(rows, 1)),
			       .by = str_copy(a, db_text(rows, 3)),
			       .created = db_int(rows, 4),
			       .expires = db_int(rows, 5)};
	return role_of(db_text(rows, 2), &ret->role);
}

enum err
store_invite_list(struct db *db, struct arena *a, struct site_id site, int64_t now, struct invite **ret,
		  size_t *ret_n)
{
	struct rows rows = {0};
	struct invite *list = NULL;
	size_t n = 0;
	enum err e = db_query(db, STMT_INVITE_LIST, &rows, I(site.n), I(now));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		arena_grow(a, list, n);
		e = read_invite(a, &rows, &list[n++]);
	}
	e = db_end(&rows, e);
	if (e == ERR_OK) {
		*ret = list;
		*ret_n = n;
	}
	return e;
}

enum err
store_invite_find(struct db *db, struct arena *a, struct site_id site, const struct hash *token, int64_t now,
		  struct invite *ret)
{
	struct rows rows = {0};
	struct invite i = {.id = 0};
	enum err e = db_query(db, STMT_INVITE_FIND, &rows, I(site.n), HASH(*token), I(now));
	if (e == ERR_OK)
		e = db_next(&rows);
	if (e == ERR_OK)
		e = read_invite(a, &rows, &i);
	e = db_end(&rows, e);
	if (e == ERR_OK && i.id == 0)
		return ERR_GONE;
	if (e == ERR_OK)
		*ret = i;
	return e;
}

enum err
store_invite_withdraw(struct db *db, struct site_id site, int64_t invite, int64_t now)
{
	int64_t id;
	return db_one(db, STMT_INVITE_WITHDRAW, &id, I(site.n), I(invite), I(now));
}

/* A name of one's own choice is nobody's yet; one that was given may be an account's. */
static enum err
join(struct db *db, struct site_id site, const struct invite *i, struct str name, struct str password_hash,
     int64_t now, int64_t *ret)
{
	struct str role = role_word(i->role);
	if (i->name.n > 0)
		return db_one(db, STMT_ACCOUNT_INVITED, ret, I(site.n), T(i->name), T(password_hash), T(role),
			      I(now));
	enum err e = db_one(db, STMT_ACCOUNT_ADD, ret, I(site.n), T(name), T(password_hash), T(role), I(now));
	return e == ERR_GONE ? ERR_CONFLICT : e;
}

enum err
store_invite_take(struct db *db, struct arena *a, struct site_id site, const struct hash *token,
		  struct str name, struct str password_hash, int64_t now, struct invite *ret)
{
	int64_t id = 0;
	enum err e = store_invite_find(db, a, site, token, now, ret);
	if (e == ERR_OK)
		e = db_one(db, STMT_INVITE_TAKE, &id, I(site.n), HASH(*token), I(now));
	if (e == ERR_OK)
		e = join(db, site, ret, name, password_hash, now, &id);
	if (e == ERR_OK && ret->name.n == 0)
		ret->name = name;
	return e == ERR_OK ? db_run(db, STMT_SESSION_END_ALL, I(id)) : e;
}

enum err
store_invite_sweep(struct db *db, int64_t now)
{
	return db_run(db, STMT_INVITE_SWEEP, I(now));
}

/* ---- sessions ------------------------------------------------------------------------------------- */

enum err
store_session_add(struct db *db, const struct hash *token, const struct account_key *k, struct str network,
		  int64_t now, int64_t expires)
{
	int64_t id;
	enum err e = db_one(db, STMT_SESSION_ADD, &id, HASH(*token), I(k->id.n), T(k->password),
			    k->factor.n > 0 ? B(k->factor) : NIL, T(network), I(now), I(expires));
	return e == ERR_OK ? db_run(db, STMT_ACCOUNT_SIGNED_IN, I(k->id.n), I(now)) : e;
}

enum err
store_session_stands(struct db *db, int64_t session)
{
	int64_t id;
	return db_one(db, STMT_SESSION_STANDS, &id, I(session));
}

enum err
store_session_find(struct db *db, struct arena *a, const struct hash *token, struct site_id site,
		   int64_t now, int64_t seen_since, struct account *ret, struct session *ret_session)
{
	struct rows rows = {0};
	struct account c = {.id = {0}};
	struct session s = {.id = 0};
	enum err e = db_query(db, STMT_SESSION_FIND, &rows, HASH(*token), I(site.n), I(now),
			      I(seen_since));
	if (e == ERR_OK)
		e = db_next(&rows);
	if (e == ERR_OK) {
		c.id.n = db_int(&rows, 0);
		c.name = str_copy(a, db_text(&rows, 1));
		c.factor = db_int(&rows, 5) != 0;
		s = (struct session){.id = db_int(&rows, 4), .seen = db_int(&rows, 3)};
		e = role_of(db_text(&rows, 2), &c.role);
	}
	e = db_end(&rows, e);
	if (e == ERR_OK && c.id.n == 0)
		return ERR_GONE;
	if (e == ERR_OK) {
		*ret = c;
		*ret_session = s;
	}
	return e;
}

enum err
store_session_list(struct db *db, struct arena *a, struct site_id site, struct account_id account,
		   int64_t now,
		   int64_t seen_since, struct session **ret, size_t *ret_n)
{
	struct rows rows = {0};
	struct session *list = NULL;
	size_t n = 0;
	enum err e = db_query(db, STMT_SESSION_LIST, &rows, I(site.n), I(account.n), I(now), I(seen_since));
	while (e == ERR_OK && (e = db_next(&rows)) == ERR_OK) {
		arena_grow(a, list, n);
		list[n++] = (struct session){.id = db_int(&rows, 0),
					     .who = str_copy(a, db_text(&rows, 1)),
					     .network = str_copy(a, db_text(&rows, 2)),
					     .created = db_int(&rows, 3),
					     .seen = db_int(&rows, 4)};
	}
	e = db_end(&rows, e);
	if (e == ERR_OK) {
		*ret = list;
		*ret_n = n;
	}
	return e;
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
store_session_end_one(struct db *db, struct account_id account, int64_t session)
{
	int64_t id;
	return db_one(db, STMT_SESSION_END_ONE, &id, I(account.n), I(session));
}

enum err
store_session_end_others(struct db *db, struct account_id account, int64_t session)
{
	return db_run(db, STMT_SESSION_END_OTHERS, I(account.n), I(session));
}

enum err
store_session_end_all(struct db *db, struct account_id account)
{
	return db_run(db, STMT_SESSION_END_ALL, I(account.n));
}

enum err
store_session_sweep(struct db *db, int64_t now, int64_t seen_before)
{
	return db_run(db, STMT_SESSION_SWEEP, I(now), I(seen_before));
}
