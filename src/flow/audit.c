/* The book's chain, made and read; see the header. Its proof stands in audit_verify.c. */
#include "flow/audit.h"

#include "audit_chain.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "store/store_actor.h"

#define LINKS_AT_ONCE 500 /* of one transaction: some milliseconds in which others wait */
#define SIGN_EVERY 86400

/* ---- copies that go out ---------------------------------------------------------------------------- */

struct leaving {
	struct site_id site;
	struct str by, what, form;
};

static enum err
write_copy(struct db *db, void *arg)
{
	const struct leaving *l = arg;
	return store_audit_add(db, l->site, clock_now(), l->by, STR("export"), l->what, l->form);
}

enum err
audit_copy(struct house *h, struct site *s, const struct moderator *by, struct str what, struct str form)
{
	struct leaving l = {s->id, actor_name(by), what, form};
	must(actor_at(by, s) && actor_role(by) >= ROLE_ADMIN);
	return store_write(h->store, DB_CONSOLE, write_copy, &l);
}

/* ---- the chain ------------------------------------------------------------------------------------- */

static void
part(struct buf *b, struct str s)
{
	buf_printf(b, "%zu:", s.n);
	buf_str(b, s);
	buf_char(b, ',');
}

static void
part_int(struct arena *a, struct buf *b, int64_t n)
{
	part(b, str_printf(a, "%lld", (long long)n));
}

struct hash
audit_digest(struct arena *a, const struct audit_row *r)
{
	struct buf b = buf_in(a, r->detail.n + 100);
	part(&b, (struct str){(const char *)r->salt, sizeof(r->salt)});
	part(&b, r->detail);
	must(!b.over);
	return crypt_digest(buf_view(&b));
}

struct hash
audit_hash(struct arena *a, const struct hash *before, const struct audit_row *r)
{
	struct buf b = buf_in(a, 1u << 20);
	part(&b, hex_encode(a, before->b, HASH_BYTES));
	part_int(a, &b, r->place);
	part_int(a, &b, r->line);
	part_int(a, &b, r->site.n);
	part_int(a, &b, r->made);
	part(&b, r->actor);
	part(&b, r->verb);
	part(&b, r->subject);
	part(&b, r->versions);
	part(&b, hex_encode(a, r->digest.b, HASH_BYTES));
	must(!b.over);
	return crypt_digest(buf_view(&b));
}

struct linking {
	const struct audit_row *rows;
	size_t n;
};

static enum err
write_links(struct db *db, void *arg)
{
	const struct linking *l = arg;
	enum err e = ERR_OK;
	for (size_t i = 0; e == ERR_OK && i < l->n; i++)
		e = store_audit_link(db, &l->rows[i]);
	return e;
}

enum err
audit_link(struct house *h, struct arena *a, bool *ret_more)
{
	struct audit_row last = {.place = 0}, *rows = NULL;
	size_t n = 0;
	*ret_more = false;
	struct db *db = store_reader(h->store, DB_KEEPER);
	enum err e = store_audit_tail(db, &last);
	if (e == ERR_OK || e == ERR_GONE)
		e = store_audit_loose(db, a, last.line, LINKS_AT_ONCE, &rows, &n);
	store_reader_done(h->store, &db);
	if (e != ERR_OK || n == 0)
		return e;
	for (size_t i = 0; i < n; i++) {
		rows[i].place = last.place + 1 + (int64_t)i;
		crypt_random(rows[i].salt, sizeof(rows[i].salt));
		rows[i].digest = audit_digest(a, &rows[i]);
		rows[i].hash = audit_hash(a, i == 0 ? &last.hash : &rows[i - 1].hash, &rows[i]);
	}
	struct linking l = {rows, n};
	e = store_write(h->store, DB_KEEPER, write_links, &l);
	*ret_more = n == LINKS_AT_ONCE || e == ERR_CONFLICT;
	return e == ERR_CONFLICT ? ERR_OK : e; /* another process linked them */
}

enum err
audit_link_all(struct house *h, struct arena *a)
{
	enum err e = ERR_OK;
	for (bool more = true; e == ERR_OK && more;)
		e = audit_link(h, a, &more);
	return e;
}

/* ---- its end, signed ------------------------------------------------------------------------------- */

struct str
audit_statement(struct arena *a, const struct audit_head *head)
{
	struct str hash = hex_encode(a, head->hash.b, HASH_BYTES);
	return str_printf(a, AUDIT_TAG " %lld %.*s %.*s", (long long)head->place, STR_FMT(hash),
			  STR_FMT(clock_iso(a, head->made)));
}

static struct str
whole_line(struct arena *a, const struct keyring *keys, const struct audit_head *head)
{
	struct hash public = sign_public(keys, PURPOSE_BOOK, (unsigned)head->link);
	struct str key = hex_encode(a, public.b, HASH_BYTES);
	struct str signature = hex_encode(a, head->signature.b, SIGN_BYTES);
	return str_printf(a, "%.*s %.*s %.*s", STR_FMT(audit_statement(a, head)), STR_FMT(key),
			  STR_FMT(signature));
}

static enum err
write_head(struct db *db, void *arg)
{
	return store_audit_head_add(db, arg);
}

/* The end as it is now; "" where the book is empty. */
static enum err
sign(struct house *h, struct arena *a, const struct audit_row *last, struct str *ret)
{
	struct audit_head head = {.place = last->place, .hash = last->hash, .made = clock_now(),
				  .link = keyring_links(h->keys) - 1};
	head.signature = sign_make(h->keys, PURPOSE_BOOK, audit_statement(a, &head));
	struct str line = whole_line(a, h->keys, &head);
	enum err e = store_write(h->store, DB_KEEPER, write_head, &head);
	if (e == ERR_OK) {
		log_event(LOG_INFO, "audit", LOG_S("head", line));
		*ret = line;
	}
	return e;
}

enum err
audit_sign(struct house *h, struct arena *a, struct str *ret)
{
	struct audit_row last = {.place = 0};
	enum err e = audit_link_all(h, a);
	if (e != ERR_OK)
		return e;
	struct db *db = store_reader(h->store, DB_KEEPER);
	e = store_audit_tail(db, &last);
	store_reader_done(h->store, &db);
	if (e == ERR_GONE) {
		*ret = STR("");
		return ERR_OK;
	}
	return e == ERR_OK ? sign(h, a, &last, ret) : e;
}

enum err
audit_sign_daily(struct house *h, struct arena *a, bool *ret_more)
{
	struct audit_row last = {.place = 0};
	struct audit_head head = {.place = 0};
	struct str line;
	*ret_more = false;
	struct db *db = store_reader(h->store, DB_KEEPER);
	enum err e = store_audit_tail(db, &last), none = store_audit_head_last(db, &head);
	store_reader_done(h->store, &db);
	if (e != ERR_OK || (none != ERR_OK && none != ERR_GONE))
		return e == ERR_GONE ? ERR_OK : e != ERR_OK ? e : none;
	if (head.place == last.place || clock_now() - head.made < SIGN_EVERY)
		return ERR_OK;
	return sign(h, a, &last, &line);
}

/* ---- to read --------------------------------------------------------------------------------------- */

enum err
audit_list(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	   const struct audit_search *q, int64_t limit, struct audit_row **ret, size_t *ret_n)
{
	must(actor_at(by, s));
	if (actor_role(by) < ROLE_MODERATOR)
		return ERR_DENIED;
	struct audit_ask ask = {
		.site = s->id,
		.before = q->before == 0 ? INT64_MAX : q->before,
		.since = q->since,
		.until = q->until == 0 ? INT64_MAX : q->until,
		.all = actor_role(by) >= ROLE_ADMIN,
		.me = actor_name(by),
		.who = str_like(a, q->who), .what = str_like(a, q->what), .why = str_like(a, q->why)};
	struct db *db = store_reader(h->store, DB_MODERATOR);
	enum err e = store_audit_list(db, a, &ask, limit, ret, ret_n);
	store_reader_done(h->store, &db);
	return e;
}

enum err
audit_walk(struct house *h, struct arena *scratch, int64_t after,
	   bool (*row)(void *arg, const struct audit_row *), void *arg)
{
	enum err e = ERR_OK;
	for (bool more = true; e == ERR_OK && more;) {
		struct audit_row *rows = NULL;
		size_t n = 0;
		struct db *db = store_reader(h->store, DB_CONSOLE);
		e = store_audit_walk(db, scratch, after, LINKS_AT_ONCE, &rows, &n);
		store_reader_done(h->store, &db);
		more = e == ERR_OK && n == LINKS_AT_ONCE;
		for (size_t i = 0; e == ERR_OK && i < n; i++) {
			after = rows[i].place;
			if (!row(arg, &rows[i])) {
				more = false;
				break;
			}
		}
		arena_reset(scratch);
	}
	return e;
}
