/* The accounts of a desk; see the header. Must not know how anybody signs in. */
#include "flow/people.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "flow/lists.h"
#include "store/store_actor.h"

struct new_account {
	struct site_id site;
	enum db_role as;
	struct arena *arena;
	struct str name, hash, by;
	enum role role;
	int64_t session; /* 0: all of them */
	struct account_id id;
};

static enum db_role
db_as(const struct moderator *by)
{
	return actor_account(by).n == 0 ? DB_CONSOLE : DB_MODERATOR;
}

static struct new_account
about(struct site *s, struct arena *a, const struct moderator *by, struct str name)
{
	must(actor_at(by, s) && actor_sure(by));
	return (struct new_account){.site = s->id, .as = db_as(by), .arena = a,
				    .name = name, .by = actor_name(by)};
}

static bool
is_admin(const struct moderator *by)
{
	return actor_role(by) == ROLE_ADMIN;
}

static enum err
write_account(struct db *db, void *arg)
{
	struct new_account *n = arg;
	int64_t now = clock_now();
	enum err e = store_account_add(db, n->site, n->name, n->hash, n->role, now, &n->id);
	if (e == ERR_OK)
		e = store_audit_add(db, n->site, now, n->by, STR("moderator.add"), n->name,
				    role_word(n->role));
	return e;
}

bool
account_name_ok(struct str name)
{
	if (name.n < 1 || name.n > NAME_CHARS_MAX)
		return false;
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];
		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') &&
		    !str_has(STR(".-_@"), c))
			return false;
	}
	return true;
}

enum err
actor_add(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	  struct str name, enum role role, struct str password, enum account_outcome *ret,
	  struct account_id *ret_id)
{
	struct new_account n = about(s, a, by, name);
	must(n.as == DB_CONSOLE);
	n.role = role;
	enum account_outcome out = account_name_ok(name) ? account_password_look(s, name, password)
							 : ACCOUNT_NAME_BAD;
	enum err e = ERR_OK;
	if (out == ACCOUNT_ADDED)
		e = crypt_password_hash(a, password, &n.hash);
	crypt_wipe((void *)(uintptr_t)password.p, password.n);
	if (e == ERR_OK && out == ACCOUNT_ADDED)
		e = actor_write(h, n.as, by, write_account, &n);
	if (e == ERR_OK && out == ACCOUNT_ADDED)
		lists_written(h, s); /* the name is protected from now on */
	if (e == ERR_CONFLICT) {
		out = ACCOUNT_TAKEN;
		e = ERR_OK;
	}
	if (e == ERR_OK) {
		*ret = out;
		*ret_id = n.id;
	}
	return e;
}

/* Somebody whose account is open. */
static enum err
find_open(struct db *db, const struct new_account *n, struct account *ret)
{
	enum err e = store_account_find(db, n->arena, n->site, n->name, ret);
	return e == ERR_OK && ret->disabled != 0 ? ERR_GONE : e;
}

/* ERR_CONFLICT: it is the last that could let others in. */
static enum err
find_replaceable(struct db *db, const struct new_account *n, struct account *ret)
{
	int64_t admins = 0;
	enum err e = find_open(db, n, ret);
	if (e == ERR_OK && ret->role == ROLE_ADMIN)
		e = store_account_admins(db, n->site, &admins);
	return e == ERR_OK && ret->role == ROLE_ADMIN && admins < 2 ? ERR_CONFLICT : e;
}

static enum err
write_disable(struct db *db, void *arg)
{
	const struct new_account *n = arg;
	struct account was;
	int64_t now = clock_now();
	enum err e = find_replaceable(db, n, &was);
	if (e == ERR_OK)
		e = store_account_disable(db, n->site, n->name, now);
	if (e == ERR_OK)
		e = store_audit_add(db, n->site, now, n->by, STR("moderator.disable"), n->name, STR(""));
	return e;
}

enum err
actor_disable(struct house *h, struct site *s, struct arena *a, const struct moderator *by, struct str name)
{
	struct new_account n = about(s, a, by, name);
	must(is_admin(by));
	enum err e = actor_write(h, n.as, by, write_disable, &n);
	if (e == ERR_OK)
		lists_written(h, s); /* the name is anybody's again */
	return e;
}

static enum err
write_enable(struct db *db, void *arg)
{
	const struct new_account *n = arg;
	enum err e = store_account_enable(db, n->site, n->name);
	if (e == ERR_OK)
		e = store_audit_add(db, n->site, clock_now(), n->by, STR("moderator.enable"), n->name,
				    STR(""));
	return e;
}

enum err
people_enable(struct house *h, struct site *s, struct arena *a, const struct moderator *by, struct str name)
{
	struct new_account n = about(s, a, by, name);
	must(is_admin(by));
	enum err e = actor_write(h, n.as, by, write_enable, &n);
	if (e == ERR_OK)
		lists_written(h, s); /* the name is protected again */
	return e;
}

static enum err
write_passwd(struct db *db, void *arg)
{
	const struct new_account *n = arg;
	enum err e = store_account_passwd(db, n->site, n->name, n->hash);
	if (e == ERR_OK)
		e = store_audit_add(db, n->site, clock_now(), n->by, STR("moderator.passwd"), n->name,
				    STR(""));
	return e;
}

enum err
actor_passwd(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	     struct str name, struct str password, enum account_outcome *ret)
{
	struct new_account n = about(s, a, by, name);
	must(is_admin(by) || str_eq(name, actor_name(by)));
	enum account_outcome out = account_password_look(s, name, password);
	enum err e = out == ACCOUNT_ADDED ? crypt_password_hash(a, password, &n.hash) : ERR_OK;
	crypt_wipe((void *)(uintptr_t)password.p, password.n);
	if (e == ERR_OK && out == ACCOUNT_ADDED)
		e = actor_write(h, n.as, by, write_passwd, &n);
	if (e == ERR_OK)
		*ret = out;
	return e;
}

static enum err
write_role(struct db *db, void *arg)
{
	const struct new_account *n = arg;
	struct account was = {.role = ROLE__MAX};
	enum err e = find_replaceable(db, n, &was);
	if ((e == ERR_OK || e == ERR_CONFLICT) && was.role == n->role)
		return ERR_OK; /* nothing changes, also for the last admin */
	if (e == ERR_OK)
		e = store_account_role(db, n->site, &was, n->role);
	if (e == ERR_OK)
		e = store_audit_add(db, n->site, clock_now(), n->by, STR("moderator.role"), n->name,
				    str_printf(n->arena, "%.*s, was %.*s", STR_FMT(role_word(n->role)),
					       STR_FMT(role_word(was.role))));
	return e;
}

enum err
people_role(struct house *h, struct site *s, struct arena *a, const struct moderator *by, struct str name,
	    enum role role)
{
	struct new_account n = about(s, a, by, name);
	must(is_admin(by));
	n.role = role;
	return actor_write(h, n.as, by, write_role, &n);
}

static enum err
write_factor_off(struct db *db, void *arg)
{
	const struct new_account *n = arg;
	struct account who;
	enum err e = find_open(db, n, &who);
	if (e == ERR_OK)
		e = store_factor_set(db, n->site, who.id, STR(""), 0);
	if (e == ERR_OK)
		e = store_session_end_all(db, who.id);
	if (e == ERR_OK)
		e = store_audit_add(db, n->site, clock_now(), n->by, STR("moderator.factor.off"), n->name,
				    STR(""));
	return e;
}

enum err
people_factor_off(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
		  struct str name)
{
	struct new_account n = about(s, a, by, name);
	must(is_admin(by));
	return actor_write(h, n.as, by, write_factor_off, &n);
}

static enum err
write_sign_out(struct db *db, void *arg)
{
	const struct new_account *n = arg;
	struct account who;
	enum err e = find_open(db, n, &who);
	struct str which = STR("all");
	if (n->session != 0)
		which = str_printf(n->arena, "session %lld", (long long)n->session);
	if (e == ERR_OK)
		e = n->session != 0 ? store_session_end_one(db, who.id, n->session)
				    : store_session_end_all(db, who.id);
	if (e == ERR_OK)
		e = store_audit_add(db, n->site, clock_now(), n->by, STR("moderator.sessions.end"), n->name,
				    which);
	return e;
}

enum err
people_sign_out(struct house *h, struct site *s, struct arena *a, const struct moderator *by, struct str name,
		int64_t session)
{
	struct new_account n = about(s, a, by, name);
	must(is_admin(by));
	n.session = session;
	return actor_write(h, n.as, by, write_sign_out, &n);
}

/* ---- what there is -------------------------------------------------------------------------------- */

struct listing {
	struct arena *arena;
	struct account *list;
	size_t n;
};

static void
keep_account(void *arg, const struct account *c)
{
	struct listing *l = arg;
	arena_grow(l->arena, l->list, l->n);
	l->list[l->n] = *c;
	l->list[l->n++].name = str_copy(l->arena, c->name);
}

enum err
people_list(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	    struct account **ret,
	    size_t *ret_n)
{
	struct listing l = {.arena = a};
	int64_t now = clock_now();
	must(actor_at(by, s) && is_admin(by));
	struct db *db = store_reader(h->store, db_as(by));
	enum err e = store_account_list(db, s->id, now, now - SESSION_IDLE, keep_account, &l);
	store_reader_done(h->store, &db);
	if (e == ERR_OK) {
		*ret = l.list;
		*ret_n = l.n;
	}
	return e;
}

enum err
people_get(struct house *h, struct site *s, struct arena *a, const struct moderator *by, struct account_id id,
	   struct account *ret)
{
	must(actor_at(by, s) && is_admin(by));
	struct db *db = store_reader(h->store, db_as(by));
	enum err e = store_account_get(db, a, s->id, id, ret);
	store_reader_done(h->store, &db);
	return e;
}

enum err
people_find(struct house *h, struct site *s, struct arena *a, const struct moderator *by, struct str name,
	    struct account *ret)
{
	must(actor_at(by, s) && is_admin(by));
	struct db *db = store_reader(h->store, db_as(by));
	enum err e = store_account_find(db, a, s->id, name, ret);
	store_reader_done(h->store, &db);
	return e;
}

/* ---- sessions ------------------------------------------------------------------------------------- */

enum err
sessions_list(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	      struct account_id whose, struct session **ret, size_t *ret_n)
{
	int64_t now = clock_now();
	must(actor_at(by, s) && (is_admin(by) || (whose.n != 0 && whose.n == actor_account(by).n)));
	struct db *db = store_reader(h->store, db_as(by));
	enum err e = store_session_list(db, a, s->id, whose, now, now - SESSION_IDLE, ret, ret_n);
	store_reader_done(h->store, &db);
	return e;
}

struct ending {
	struct site_id site;
	struct account_id account;
	struct str name, detail;
	int64_t session;
	bool others;
};

static enum err
write_end(struct db *db, void *arg)
{
	const struct ending *w = arg;
	enum err e = w->others ? store_session_end_others(db, w->account, w->session)
			       : store_session_end_one(db, w->account, w->session);
	if (e == ERR_OK)
		e = store_audit_add(db, w->site, clock_now(), w->name, STR("moderator.sessions.end"), w->name,
				    w->detail);
	return e;
}

static struct ending
own(const struct moderator *m)
{
	must(actor_account(m).n != 0);
	return (struct ending){.site = actor_site(m), .account = actor_account(m), .name = actor_name(m)};
}

enum err
sessions_end(struct house *h, struct arena *a, const struct moderator *m, int64_t session)
{
	struct ending w = own(m);
	w.session = session;
	w.detail = str_printf(a, "session %lld", (long long)session);
	return actor_write(h, DB_MODERATOR, m, write_end, &w);
}

enum err
sessions_end_others(struct house *h, const struct moderator *m)
{
	struct ending w = own(m);
	w.session = actor_session_id(m);
	w.others = true;
	w.detail = STR("all others");
	return actor_write(h, DB_MODERATOR, m, write_end, &w);
}
