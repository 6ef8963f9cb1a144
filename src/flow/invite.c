/* Invitations; see flow/people.h. The token is in the link alone. */
#include "base/clock.h"
#include "flow/lists.h"
#include "flow/people.h"
#include "store/store_actor.h"

struct inviting {
	struct site_id site;
	struct arena *arena;
	struct invite invite;
	struct hash token;
	struct str name, password; /* that were chosen */
	int64_t now;
};

static struct hash
token_hash(struct house *h, struct site *s, struct arena *a, struct str token)
{
	struct mac *m = mac_begin(a, h->keys, PURPOSE_SESSION);
	mac_str(m, STR("invite"));
	mac_int(m, s->id.n);
	mac_str(m, token);
	return mac_hash(m);
}

static enum err
write_invite(struct db *db, void *arg)
{
	const struct inviting *w = arg;
	enum err e = store_invite_add(db, w->site, &w->invite, &w->token);
	if (e == ERR_OK)
		e = store_audit_add(db, w->site, w->now, w->invite.by, STR("moderator.invite"),
				    w->invite.name,
				    role_word(w->invite.role));
	return e;
}

static enum db_role
db_as(const struct moderator *by)
{
	return actor_account(by).n == 0 ? DB_CONSOLE : DB_MODERATOR;
}

enum err
invite_make(struct house *h, struct site *s, struct arena *a, const struct moderator *by, struct str name,
	    enum role role, enum invite_outcome *ret, struct str *ret_link)
{
	unsigned char random[TOKEN_BYTES];
	const struct site_conf *conf = s->conf;
	struct inviting w = {.site = s->id, .now = clock_now()};
	must(actor_at(by, s) && actor_sure(by) && actor_role(by) == ROLE_ADMIN);
	*ret = INVITE_NAME_BAD;
	if (name.n > 0 && !account_name_ok(name))
		return ERR_OK;
	*ret = INVITE_MADE;
	crypt_random(random, sizeof(random));
	struct str token = b64_encode(a, random, sizeof(random));
	crypt_wipe(random, sizeof(random));
	*ret_link = str_printf(a, "%.*s%.*s/invite/%.*s", STR_FMT(conf->base_url), STR_FMT(conf->base_path),
			       STR_FMT(token));
	w.token = token_hash(h, s, a, token);
	w.invite = (struct invite){.name = name, .by = actor_name(by), .role = role, .created = w.now,
				   .expires = w.now + INVITE_LIFE};
	return actor_write(h, db_as(by), by, write_invite, &w);
}

enum err
invite_list(struct house *h, struct site *s, struct arena *a, const struct moderator *by, struct invite **ret,
	    size_t *ret_n)
{
	must(actor_at(by, s) && actor_role(by) == ROLE_ADMIN);
	struct db *db = store_reader(h->store, db_as(by));
	enum err e = store_invite_list(db, a, s->id, clock_now(), ret, ret_n);
	store_reader_done(h->store, &db);
	return e;
}

static enum err
write_withdraw(struct db *db, void *arg)
{
	const struct inviting *w = arg;
	struct str which = str_printf(w->arena, "invitation %lld", (long long)w->invite.id);
	enum err e = store_invite_withdraw(db, w->site, w->invite.id, w->now);
	if (e == ERR_OK)
		e = store_audit_add(db, w->site, w->now, w->invite.by, STR("moderator.uninvite"), which,
				    STR(""));
	return e;
}

enum err
invite_withdraw(struct house *h, struct site *s, struct arena *a, const struct moderator *by, int64_t invite)
{
	struct inviting w = {.site = s->id, .arena = a, .now = clock_now(),
			     .invite = {.id = invite, .by = actor_name(by)}};
	must(actor_at(by, s) && actor_sure(by) && actor_role(by) == ROLE_ADMIN);
	return actor_write(h, db_as(by), by, write_withdraw, &w);
}

enum err
invite_look(struct house *h, struct site *s, struct arena *a, struct str token, struct invite *ret)
{
	struct hash hash = token_hash(h, s, a, token);
	struct db *db = store_reader(h->store, DB_MODERATOR);
	enum err e = store_invite_find(db, a, s->id, &hash, clock_now(), ret);
	store_reader_done(h->store, &db);
	return e;
}

static enum err
write_take(struct db *db, void *arg)
{
	struct inviting *w = arg;
	enum err e = store_invite_take(db, w->arena, w->site, &w->token, w->name, w->password, w->now,
				       &w->invite);
	if (e == ERR_OK)
		e = store_audit_add(db, w->site, w->now, w->invite.name, STR("moderator.join"),
				    w->invite.name,
				    str_printf(w->arena, "invited by %.*s", STR_FMT(w->invite.by)));
	return e;
}

/* Before the slow part: nobody gets that for nothing. */
static enum err
look_first(struct house *h, struct site *s, struct arena *a, struct str token, struct str name,
	   struct str password, enum account_outcome *ret)
{
	struct invite i;
	enum err e = invite_look(h, s, a, token, &i);
	if (e != ERR_OK)
		return e;
	if (i.name.n > 0)
		name = i.name;
	*ret = account_name_ok(name) ? account_password_look(s, name, password) : ACCOUNT_NAME_BAD;
	return ERR_OK;
}

enum err
invite_take(struct house *h, struct site *s, struct arena *a, struct str token, struct str name,
	    struct str password, enum account_outcome *ret, struct str *ret_name)
{
	struct inviting w = {.site = s->id, .arena = a, .token = token_hash(h, s, a, token), .name = name,
			     .now = clock_now()};
	enum err e = look_first(h, s, a, token, name, password, ret);
	if (e == ERR_OK && *ret == ACCOUNT_ADDED)
		e = crypt_password_hash(a, password, &w.password);
	crypt_wipe((void *)(uintptr_t)password.p, password.n);
	if (e != ERR_OK || *ret != ACCOUNT_ADDED)
		return e;
	e = store_write(h->store, DB_MODERATOR, write_take, &w);
	if (e == ERR_OK) {
		lists_written(h, s); /* the name is protected from now on */
		*ret_name = w.invite.name;
	} else if (e == ERR_CONFLICT) {
		*ret = ACCOUNT_TAKEN;
		e = ERR_OK;
	}
	return e;
}
