/* Bans; see the header. */
#include "flow/ban.h"

#include "base/clock.h"
#include "base/email.h"
#include "store/store_actor.h"

struct banning {
	const struct ban *ban;
	struct hash hash;
	struct ban_id id;
	bool already;
	struct arena *arena;
};

static struct str
ban_subject(struct arena *a, struct ban_id id)
{
	return str_printf(a, "ban %ld", (long)id.n);
}

/* Asked inside the write, so that two moderators at once make one ban. */
static enum err
write_ban(struct db *db, void *arg)
{
	struct banning *b = arg;
	b->already = false;
	enum err e =
		store_ban_match(db, b->ban->site, b->ban->kind, &b->hash, b->ban->created, &b->id);
	if (e == ERR_OK) {
		b->already = true;
		return ERR_OK;
	}
	if (e == ERR_GONE)
		e = store_ban_add(db, b->ban, &b->hash, &b->id);
	if (e == ERR_OK)
		e = store_audit_add(db, b->ban->site, b->ban->created, b->ban->by, STR("ban"),
				    ban_subject(b->arena, b->id), b->ban->person);
	return e;
}

enum err
ban_email(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	  struct str raw, int64_t days, struct str reason, enum ban_outcome *ret_outcome,
	  struct ban *ret)
{
	struct email email;
	must(actor_at(by, s));
	if (actor_role(by) < ROLE_MODERATOR) {
		*ret_outcome = BAN_FORBIDDEN;
		return ERR_OK;
	}
	if (!email_canon(a, raw, &email)) {
		*ret_outcome = BAN_NO_EMAIL;
		return ERR_OK;
	}
	struct hash id_hash = email_id_hash(a, h->keys, s->id.n, &email);
	struct ban ban = {.site = s->id,
			  .kind = BAN_EMAIL,
			  .person = email_pseudonym(a, h->keys, &id_hash),
			  .reason = reason,
			  .created = clock_now(),
			  .by = actor_name(by)};
	ban.expires = days == 0 ? 0 : ban.created + days * 86400;
	struct banning b = {
		.ban = &ban, .hash = email_ban_hash(a, h->keys, s->id.n, &email), .arena = a};
	email_wipe(&email);
	crypt_wipe((void *)(uintptr_t)raw.p, raw.n);
	enum err e = store_write(h->store, DB_MODERATOR, write_ban, &b);
	if (e != ERR_OK)
		return e;
	ban.id = b.id;
	*ret_outcome = b.already ? BAN_ALREADY : BAN_ADDED;
	*ret = ban;
	return ERR_OK;
}

struct lifting {
	struct site_id site;
	struct ban_id id;
	struct str by;
	struct arena *arena;
};

static enum err
write_lift(struct db *db, void *arg)
{
	const struct lifting *l = arg;
	int64_t now = clock_now();
	enum err e = store_ban_lift(db, l->site, l->id, now);
	if (e == ERR_OK)
		e = store_audit_add(db, l->site, now, l->by, STR("ban.lift"),
				    ban_subject(l->arena, l->id), STR(""));
	return e;
}

enum err
ban_lift(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	 struct ban_id id)
{
	must(actor_at(by, s));
	if (actor_role(by) < ROLE_MODERATOR)
		return ERR_DENIED;
	struct lifting l = {s->id, id, actor_name(by), a};
	return store_write(h->store, DB_MODERATOR, write_lift, &l);
}
