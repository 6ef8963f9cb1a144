/* Bans; see the header. */
#include "flow/ban.h"

#include "base/clock.h"
#include "base/email.h"
#include "base/utf8.h"
#include "filter/name.h"
#include "flow/lists.h"
#include "store/store_actor.h"
#include "store/store_thread.h"

struct banning {
	struct ban ban;
	struct hash person; /* of BAN_EMAIL */
	struct ban_id already; /* 0: it was not banned before */
	struct ban_id lifted; /* 0: a new one; else one whose lift is taken back */
	struct arena *arena;
};

/* ---- making one ---------------------------------------------------------------------------------- */

static struct str
ban_subject(struct arena *a, struct ban_id id)
{
	return str_printf(a, "ban %ld", (long)id.n);
}

/* What the book says of it. It is kept for good, so it never holds a network address. */
static struct str
ban_detail(struct arena *a, const struct ban *b)
{
	struct str kind = ban_kind_word(b->kind);
	if (b->kind != BAN_ADDRESS)
		kind = str_printf(a, "%.*s %.*s", STR_FMT(kind), STR_FMT(b->target));
	return b->reason.n == 0 ? kind : str_printf(a, "%.*s: %.*s", STR_FMT(kind), STR_FMT(b->reason));
}

/* As it was, and until when it would have been. */
static enum err
read_lifted(struct db *db, struct banning *w)
{
	const struct ban now = w->ban;
	enum err e = store_ban_get(db, w->arena, now.site, w->lifted, &w->ban);
	const struct ban was = w->ban;
	if (e == ERR_OK && (was.lifted == 0 || was.lifted < now.created - UNDO_SPAN ||
			    (was.expires != 0 && was.expires <= now.created)))
		e = ERR_GONE;
	if (e == ERR_OK && was.kind == BAN_EMAIL)
		e = store_ban_person(db, now.site, w->lifted, &w->person);
	w->ban = now;
	w->ban.kind = was.kind;
	w->ban.target = was.target;
	w->ban.reason = was.reason;
	w->ban.note = was.note;
	w->ban.shadow = was.shadow;
	w->ban.expires = was.expires;
	return e;
}

/* Asked inside the write, so that two moderators at once make one ban. */
static enum err
write_ban(struct db *db, void *arg)
{
	struct banning *w = arg;
	struct ban *b = &w->ban;
	w->already.n = 0;
	enum err e = w->lifted.n != 0 ? read_lifted(db, w) : ERR_OK;
	if (e != ERR_OK)
		return e;
	e = b->kind == BAN_EMAIL
		    ? store_ban_by_hash(db, b->site, &w->person, b->created, &w->already)
		    : store_ban_by_target(db, b->site, b->kind, b->target, b->created, &w->already);
	if (e != ERR_GONE)
		return e;
	e = store_ban_add(db, b, &w->person, &b->id);
	if (e == ERR_OK)
		e = store_audit_add(db, b->site, b->created, b->by, STR("ban"),
				    ban_subject(w->arena, b->id), ban_detail(w->arena, b));
	return e;
}

static struct banning
begin(struct site *s, struct arena *a, const struct moderator *by, enum ban_kind kind,
      const struct ban_terms *t)
{
	must(t->days >= 0 && t->days <= BAN_DAYS_MAX);
	must(utf8_count(t->reason) <= BAN_TEXT_CHARS_MAX && utf8_count(t->note) <= BAN_TEXT_CHARS_MAX);
	struct banning w = {.arena = a};
	w.ban = (struct ban){.site = s->id,
			     .kind = kind,
			     .reason = t->reason,
			     .note = t->note,
			     .shadow = t->shadow,
			     .created = clock_now(),
			     .by = actor_name(by),
			     .batch = t->batch};
	w.ban.expires = t->days == 0 ? 0 : w.ban.created + t->days * 86400;
	return w;
}

static enum err
finish(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
       struct banning *w, enum ban_outcome *ret_outcome, struct ban *ret)
{
	struct ban before = {.id = {0}};
	enum err e = actor_write(h, DB_MODERATOR, by, write_ban, w);
	if (e == ERR_OK && w->already.n != 0)
		e = ban_get(h, s, a, by, w->already, &before);
	if (e != ERR_OK)
		return e;
	if (w->already.n == 0)
		lists_written(h, s);
	*ret_outcome = w->already.n != 0 ? BAN_ALREADY : BAN_ADDED;
	*ret = w->already.n != 0 ? before : w->ban;
	return ERR_OK;
}

/* ---- what is banned ------------------------------------------------------------------------------- */

static bool
target_email(struct house *h, struct banning *w, struct str what)
{
	struct email email;
	int64_t site = w->ban.site.n;
	bool ok = email_canon(w->arena, what, &email);
	if (ok) {
		struct hash id_hash = email_id_hash(w->arena, h->keys, site, &email);
		w->ban.target = email_pseudonym(w->arena, h->keys, &id_hash);
		w->person = email_ban_hash(w->arena, h->keys, site, &email);
		email_wipe(&email);
	}
	crypt_wipe((void *)(uintptr_t)what.p, what.n);
	return ok;
}

static enum ban_outcome
target_address(struct banning *w, struct str what)
{
	struct cidr block;
	if (!cidr_parse(str_trim(what), &block))
		return BAN_UNREADABLE;
	if (block.bits == 0)
		return BAN_EVERYBODY;
	cidr_widen(&block);
	w->ban.target = cidr_text(w->arena, &block);
	return BAN_ADDED;
}

static enum ban_outcome
target_name(struct banning *w, struct str what)
{
	w->ban.target = str_trim(what);
	if (w->ban.target.n == 0 || !utf8_valid(what) ||
	    utf8_count(w->ban.target) > NAME_CHARS_MAX)
		return BAN_UNREADABLE;
	return name_pattern_ok(w->arena, w->ban.target) ? BAN_ADDED : BAN_EVERYBODY;
}

/* A host of the site's own in a link is every reader's right. */
static enum ban_outcome
target_host(struct banning *w, const struct site *s, struct str what)
{
	struct str own;
	if (!ban_host(w->arena, what, &w->ban.target))
		return BAN_UNREADABLE;
	if (ban_host(w->arena, s->conf->host, &own) &&
	    (str_eq(own, w->ban.target) ||
	     str_ends(own, str_cat(w->arena, STR("."), w->ban.target))))
		return BAN_EVERYBODY;
	return BAN_ADDED;
}

static enum ban_outcome
find_target(struct house *h, struct site *s, struct banning *w, struct str what)
{
	switch (w->ban.kind) {
	case BAN_EMAIL:
		return target_email(h, w, what) ? BAN_ADDED : BAN_UNREADABLE;
	case BAN_DOMAIN:
		return email_domain(w->arena, what, &w->ban.target) ? BAN_ADDED : BAN_UNREADABLE;
	case BAN_ADDRESS:
		return target_address(w, what);
	case BAN_NAME:
		return target_name(w, what);
	case BAN_LINK:
		return target_host(w, s, what);
	case BAN__MAX:
		break;
	}
	must(false);
	return BAN_UNREADABLE;
}

enum err
ban_add(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	enum ban_kind kind, struct str what, const struct ban_terms *terms,
	enum ban_outcome *ret_outcome, struct ban *ret)
{
	must(actor_at(by, s));
	if (actor_role(by) < ROLE_MODERATOR) {
		*ret_outcome = BAN_FORBIDDEN;
		return ERR_OK;
	}
	struct banning w = begin(s, a, by, kind, terms);
	enum ban_outcome found = find_target(h, s, &w, what);
	if (found != BAN_ADDED) {
		*ret_outcome = found;
		return ERR_OK;
	}
	return finish(h, s, a, by, &w, ret_outcome, ret);
}

enum ban_outcome
ban_read(struct house *h, struct site *s, struct arena *a, struct ban *b, struct str what,
	 struct hash *person)
{
	struct banning w = {.ban = *b, .arena = a};
	w.ban.site = s->id;
	enum ban_outcome found = find_target(h, s, &w, what);
	b->target = w.ban.target;
	*person = w.person;
	return found;
}

bool
ban_admit(struct house *h, struct site *s, struct arena *a, struct ban *b)
{
	struct banning w = {.ban = *b, .arena = a};
	if (!utf8_valid(b->target) || !utf8_valid(b->reason) || !utf8_valid(b->note) || !utf8_valid(b->by) ||
	    b->target.n == 0 || utf8_count(b->reason) > BAN_TEXT_CHARS_MAX ||
	    utf8_count(b->note) > BAN_TEXT_CHARS_MAX)
		return false;
	if (b->kind != BAN_EMAIL && find_target(h, s, &w, b->target) != BAN_ADDED)
		return false;
	b->target = w.ban.target;
	return true;
}

enum err
ban_author(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	   struct comment_id comment, const struct ban_terms *terms, enum ban_outcome *ret_outcome,
	   struct ban *ret)
{
	struct hash id_hash;
	must(actor_at(by, s));
	if (actor_role(by) < ROLE_MODERATOR) {
		*ret_outcome = BAN_FORBIDDEN;
		return ERR_OK;
	}
	struct banning w = begin(s, a, by, BAN_EMAIL, terms);
	struct db *db = store_reader(h->store, DB_MODERATOR);
	enum err e = store_author_hashes(db, s->id, comment, &id_hash, &w.person);
	store_reader_done(h->store, &db);
	if (e == ERR_GONE) {
		*ret_outcome = BAN_NO_PERSON;
		return ERR_OK;
	}
	if (e != ERR_OK)
		return e;
	w.ban.target = email_pseudonym(a, h->keys, &id_hash);
	return finish(h, s, a, by, &w, ret_outcome, ret);
}

enum err
ban_again(struct house *h, struct site *s, struct arena *a, const struct moderator *by, struct ban_id lifted,
	  enum ban_outcome *ret_outcome, struct ban *ret)
{
	must(actor_at(by, s) && lifted.n != 0);
	if (actor_role(by) < ROLE_MODERATOR) {
		*ret_outcome = BAN_FORBIDDEN;
		return ERR_OK;
	}
	struct banning w = begin(s, a, by, BAN__MAX, &(struct ban_terms){.days = 0});
	w.lifted = lifted;
	return finish(h, s, a, by, &w, ret_outcome, ret);
}

struct many {
	struct banning *at;
	size_t n;
	int64_t added;
};

static enum err
write_bans(struct db *db, void *arg)
{
	struct many *w = arg;
	enum err e = ERR_OK;
	w->added = 0;
	for (size_t i = 0; e == ERR_OK && i < w->n; i++) {
		e = write_ban(db, &w->at[i]);
		w->added += w->at[i].already.n == 0;
	}
	return e;
}

enum err
ban_all(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	const struct ban_aim *aims, size_t n, const struct ban_terms *terms, int64_t *ret_added)
{
	struct many w = {arena_array(a, n, struct banning), n, 0};
	must(actor_at(by, s));
	if (actor_role(by) < ROLE_MODERATOR)
		return ERR_DENIED;
	for (size_t i = 0; i < n; i++) {
		w.at[i] = begin(s, a, by, aims[i].kind, terms);
		w.at[i].ban.target = aims[i].target;
		w.at[i].person = aims[i].person;
	}
	enum err e = n == 0 ? ERR_OK : actor_write(h, DB_MODERATOR, by, write_bans, &w);
	if (e == ERR_OK && w.added > 0)
		lists_written(h, s);
	if (e == ERR_OK)
		*ret_added = w.added;
	return e;
}

/* ---- lifting, looking ------------------------------------------------------------------------------ */

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
	enum err e = actor_write(h, DB_MODERATOR, by, write_lift, &l);
	if (e == ERR_OK)
		lists_written(h, s);
	return e;
}

enum err
ban_get(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	struct ban_id id, struct ban *ret)
{
	must(actor_at(by, s));
	if (actor_role(by) < ROLE_MODERATOR)
		return ERR_DENIED;
	struct db *db = store_reader(h->store, DB_MODERATOR);
	enum err e = store_ban_get(db, a, s->id, id, ret);
	store_reader_done(h->store, &db);
	return e;
}

struct finding {
	struct arena *arena;
	struct ban *bans;
	size_t n;
};

static void
keep_ban(void *arg, const struct ban *b)
{
	struct finding *f = arg;
	struct ban *kept = &f->bans[f->n++];
	struct str *const texts[] = {&kept->target, &kept->reason, &kept->note, &kept->by};
	*kept = *b;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		*texts[i] = str_copy(f->arena, *texts[i]);
}

enum err
ban_find(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	 const struct ban_query *q, int64_t limit, struct ban **ret, size_t *ret_n)
{
	struct ban_query asked = *q;
	must(actor_at(by, s));
	if (actor_role(by) < ROLE_MODERATOR)
		return ERR_DENIED;
	struct finding f = {.arena = a, .bans = arena_array(a, (size_t)limit, struct ban)};
	asked.part = str_like(a, q->part);
	struct db *db = store_reader(h->store, DB_MODERATOR);
	enum err e = store_ban_find(db, s->id, &asked, clock_now(), limit, keep_ban, &f);
	store_reader_done(h->store, &db);
	*ret = f.bans;
	*ret_n = f.n;
	return e;
}

/* ---- trying -------------------------------------------------------------------------------------------- */

/* False: an address that is none. */
static bool
fill_suspect(struct house *h, struct site *s, struct arena *a, struct str email, struct hash *hash,
	     struct suspect *who)
{
	struct email canon;
	struct addr at;
	if (email.n > 0) {
		bool ok = email_canon(a, email, &canon);
		crypt_wipe((void *)(uintptr_t)email.p, email.n);
		if (!ok)
			return false;
		*hash = email_ban_hash(a, h->keys, s->id.n, &canon);
		who->person = hash;
		who->domain = str_copy(a, canon.domain);
		email_wipe(&canon);
	}
	return who->address.n == 0 || addr_parse(who->address, &at);
}

enum err
ban_test(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	 struct str email, const struct suspect *given, bool *ret_readable, struct ban **ret,
	 size_t *ret_n)
{
	struct hash hash;
	struct suspect who = *given;
	struct snapshot *snap;
	const struct ban_hit *hits;
	enum err e = ERR_OK;
	must(actor_at(by, s));
	*ret_readable = fill_suspect(h, s, a, email, &hash, &who);
	if (!*ret_readable)
		return ERR_OK;
	size_t n = bans_find(lists_take(s, &snap)->bans, a, &who, clock_now(), &hits);
	snapshot_give(&snap);
	struct ban *found = arena_array(a, n, struct ban);
	struct db *db = store_reader(h->store, DB_MODERATOR);
	for (size_t i = 0; e == ERR_OK && i < n; i++)
		e = store_ban_get(db, a, s->id, hits[i].id, &found[i]);
	store_reader_done(h->store, &db);
	if (e == ERR_OK) {
		*ret = found;
		*ret_n = n;
	}
	return e;
}
