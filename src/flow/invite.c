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
	struct str password;
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
	enum err e = store_invite_add(db, w->site, &w->invite, &w->token, w->now);
	if (e == ERR_OK)
		e = store_audit_add(db, w->site, w->now, w->invite.by, STR("moderator.invite"),
				    w->invite.name,
				    role_word(w->invite.role));
	return e;
}

enum err
invite_make(struct house *h, struct site *s, struct arena *a, const struct moderator *by, struct str name,
	    enum role role, enum invite_outcome *ret, struct str *ret_token)
{
	unsigned char random[TOKEN_BYTES];
	struct inviting w = {.site = s->id, .now = clock_now()};
	must(actor_at(by, s) && actor_sure(by) && actor_role(by) == ROLE_ADMIN);
	*ret = INVITE_NAME_BAD;
	if (!account_name_ok(name))
		return ERR_OK;
	*ret = INVITE_MADE;
	crypt_random(random, sizeof(random));
	*ret_token = b64_encode(a, random, sizeof(random));
	w.token = token_hash(h, s, a, *ret_token);
	w.invite = (struct invite){name, actor_name(by), role, w.now + INVITE_LIFE};
	return store_write(h->store, actor_account(by).n == 0 ? DB_CONSOLE : DB_MODERATOR, write_invite, &w);
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
	enum err e = store_invite_take(db, w->arena, w->site, &w->token, w->password, w->now, &w->invite);
	if (e == ERR_OK)
		e = store_audit_add(db, w->site, w->now, w->invite.name, STR("moderator.join"),
				    w->invite.name,
				    str_printf(w->arena, "invited by %.*s", STR_FMT(w->invite.by)));
	return e;
}

enum err
invite_take(struct house *h, struct site *s, struct arena *a, struct str token, struct str password,
	    enum account_outcome *ret, struct invite *ret_invite)
{
	struct inviting w = {.site = s->id, .arena = a, .token = token_hash(h, s, a, token),
			     .now = clock_now()};
	enum err e = invite_look(h, s, a, token,
				 ret_invite); /* before the slow part: nobody gets it for nothing */
	*ret = account_password_look(password);
	if (e == ERR_OK && *ret == ACCOUNT_ADDED)
		e = crypt_password_hash(a, password, &w.password);
	crypt_wipe((void *)(uintptr_t)password.p, password.n);
	if (e == ERR_OK && *ret == ACCOUNT_ADDED) {
		e = store_write(h->store, DB_MODERATOR, write_take, &w);
		if (e == ERR_OK)
			lists_written(h, s); /* the name is protected from now on */
	}
	return e;
}
