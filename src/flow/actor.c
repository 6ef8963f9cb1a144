/* Who asks: sign-in, sessions, accounts. The one maker of `struct moderator`. */
#include "flow/actor.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "flow/lists.h"
#include "store/store_actor.h"

/* Wrong passwords that may be tried in a span: for a name from one network, from a network, for a name.
 * The last is the widest, so that somebody elsewhere does not lock a name's owner out at once; it keeps
 * 10,000 guesses below 50 that are looked at (SECURITY.md 57). */
#define TRIES_NAME_BLOCK 10
#define TRIES_BLOCK 20
#define TRIES_NAME 40
#define TRIES_SPAN_MS (15 * 60 * 1000)
#define SEEN_MAX 256 /* sessions noted between two rounds of the housekeeper */

struct moderator {
	struct account account;
	struct site_id site;
	struct hash token_hash; /* zero for a console */
	struct str csrf;
	bool console;
};

struct seen_table {
	pthread_mutex_t lock;
	struct hash token[SEEN_MAX];
	size_t n;
};

struct seen_table *
seen_new(void)
{
	struct seen_table *t = heap_zero(1, sizeof(*t));
	pthread_mutex_init(&t->lock, NULL);
	return t;
}

void
seen_free(struct seen_table **t)
{
	if (*t == NULL)
		return;
	pthread_mutex_destroy(&(*t)->lock);
	heap_free(*t);
	*t = NULL;
}

/* A full table loses a note: that session only looks idle a little longer. */
static void
note_seen(struct seen_table *t, const struct hash *token)
{
	pthread_mutex_lock(&t->lock);
	size_t i = 0;
	while (i < t->n && !crypt_equal(&t->token[i], token, sizeof(*token)))
		i++;
	if (i == t->n && t->n < SEEN_MAX)
		t->token[t->n++] = *token;
	pthread_mutex_unlock(&t->lock);
}

struct flush {
	struct hash token[SEEN_MAX];
	size_t n;
	int64_t now;
};

static enum err
write_seen(struct db *db, void *arg)
{
	const struct flush *f = arg;
	enum err e = ERR_OK;
	for (size_t i = 0; e == ERR_OK && i < f->n; i++)
		e = store_session_seen(db, &f->token[i], f->now);
	return e;
}

void
actor_flush_seen(struct house *h)
{
	struct flush *f = heap_zero(1, sizeof(*f));
	pthread_mutex_lock(&h->seen->lock);
	memcpy(f->token, h->seen->token, h->seen->n * sizeof(f->token[0]));
	f->n = h->seen->n;
	h->seen->n = 0;
	pthread_mutex_unlock(&h->seen->lock);
	f->now = clock_now();
	if (f->n > 0 && store_write(h->store, DB_KEEPER, write_seen, f) != ERR_OK)
		for (size_t i = 0; i < f->n; i++)
			note_seen(h->seen, &f->token[i]); /* the next round tries again */
	heap_free(f);
}

/* ---- sessions ----------------------------------------------------------------------------------- */

static struct hash
token_hash(struct arena *a, const struct house *h, struct str token, const char *what)
{
	struct mac *m = mac_begin(a, h->keys, PURPOSE_SESSION);
	mac_str(m, str_of(what));
	mac_str(m, token);
	return mac_hash(m);
}

struct session_row {
	struct hash token;
	struct account_id account;
	int64_t now;
	struct site_id site;
	struct str name;
};

static enum err
write_session(struct db *db, void *arg)
{
	const struct session_row *r = arg;
	enum err e = store_session_add(db, &r->token, r->account, r->now, r->now + SESSION_LIFE);
	if (e == ERR_OK)
		e = store_audit_add(db, r->site, r->now, r->name, STR("sign-in"), r->name, STR(""));
	return e;
}

struct bucket {
	struct str key;
	int64_t tries;
};

static void
name_buckets(struct site *s, struct arena *a, struct str name, struct str block,
	     struct bucket ret[3])
{
	long site = (long)s->id.n;
	struct hash n = crypt_digest(name); /* a key of one length, whatever was typed */
	struct str hex = hex_encode(a, n.b, 8);
	ret[0] = (struct bucket){str_printf(a, "sign-in %ld %.*s %.*s", site, STR_FMT(hex),
					    STR_FMT(block)),
				 TRIES_NAME_BLOCK};
	ret[1] = (struct bucket){str_printf(a, "sign-in %ld from %.*s", site, STR_FMT(block)),
				 TRIES_BLOCK};
	ret[2] = (struct bucket){str_printf(a, "sign-in %ld to %.*s", site, STR_FMT(hex)),
				 TRIES_NAME};
}

/* Milliseconds to wait; 0: a try is taken from each. */
static int64_t
take_try(struct house *h, const struct bucket b[3])
{
	int64_t wait = 0;
	for (size_t i = 0; i < 3 && wait == 0; i++)
		wait = rate_take(h->rates, b[i].key, b[i].tries, TRIES_SPAN_MS, clock_tick());
	return wait;
}

/* It was the right password: not a guess. */
static void
return_try(struct house *h, const struct bucket b[3])
{
	for (size_t i = 0; i < 3; i++)
		rate_return(h->rates, b[i].key, b[i].tries, TRIES_SPAN_MS, clock_tick());
}

static enum err
begin_session(struct house *h, struct site *s, struct arena *a, struct account_id id,
	      struct str name, struct signed_in *ret)
{
	unsigned char random[TOKEN_BYTES];
	crypt_random(random, sizeof(random));
	struct str token = b64_encode(a, random, sizeof(random));
	struct session_row row = {token_hash(a, h, token, "token"), id, clock_now(), s->id, name};
	enum err e = store_write(h->store, DB_MODERATOR, write_session, &row);
	if (e == ERR_OK)
		*ret = (struct signed_in){.outcome = SIGN_IN_OK, .token = token};
	return e;
}

/* Unknown, disabled and wrong take the same time: crypt_password_check() works on "" too. */
static enum err
check_password(struct house *h, struct site *s, struct arena *a, struct str name,
	       struct str password, struct account_id *ret, bool *ret_ok)
{
	struct account_id id = {0};
	struct str stored = {0};
	struct db *db = store_reader(h->store, DB_MODERATOR);
	enum err e = store_account_password(db, a, s->id, name, &id, &stored);
	store_reader_done(h->store, &db);
	if (e != ERR_OK && e != ERR_GONE)
		return e;
	e = crypt_password_check(a, stored, password, ret_ok);
	*ret_ok = *ret_ok && id.n != 0;
	*ret = id;
	return e;
}

enum err
actor_sign_in(struct house *h, struct site *s, struct arena *a, struct str name,
	      struct str password, struct str block, struct signed_in *ret)
{
	struct account_id id = {0};
	struct bucket buckets[3];
	bool ok = false;
	enum err e = ERR_OK;
	name_buckets(s, a, name, block, buckets);
	int64_t wait = take_try(h, buckets);
	if (wait == 0)
		e = check_password(h, s, a, name, password, &id, &ok);
	crypt_wipe((void *)(uintptr_t)password.p, password.n);
	if (e != ERR_OK) {
		return_try(h, buckets); /* nobody guessed: the machine failed */
		return e;
	}
	if (wait > 0) {
		*ret = (struct signed_in){.outcome = SIGN_IN_WAIT,
					  .retry_after = (wait + 999) / 1000};
		return ERR_OK;
	}
	if (!ok) {
		*ret = (struct signed_in){.outcome = SIGN_IN_WRONG};
		return ERR_OK;
	}
	return_try(h, buckets);
	return begin_session(h, s, a, id, name, ret);
}

enum err
actor_session(struct house *h, struct site *s, struct arena *a, struct str token,
	      const struct moderator **ret)
{
	if (token.n == 0) {
		*ret = NULL;
		return ERR_OK;
	}
	struct moderator *m = arena_new_of(a, struct moderator);
	int64_t now = clock_now(), seen = 0;
	m->token_hash = token_hash(a, h, token, "token");
	m->site = s->id;
	struct db *db = store_reader(h->store, DB_MODERATOR);
	enum err e = store_session_find(db, a, &m->token_hash, s->id, now, now - SESSION_IDLE,
					&m->account, &seen);
	store_reader_done(h->store, &db);
	if (e == ERR_GONE) {
		*ret = NULL;
		return ERR_OK;
	}
	if (e != ERR_OK)
		return e;
	struct hash csrf = token_hash(a, h, token, "csrf");
	m->csrf = b64_encode(a, csrf.b, TOKEN_BYTES);
	if (now > seen)
		note_seen(h->seen, &m->token_hash);
	*ret = m;
	return ERR_OK;
}

static enum err
write_sign_out(struct db *db, void *arg)
{
	const struct moderator *m = arg;
	enum err e = store_session_end(db, &m->token_hash);
	if (e == ERR_OK)
		e = store_audit_add(db, m->site, clock_now(), m->account.name, STR("sign-out"),
				    m->account.name, STR(""));
	return e;
}

enum err
actor_sign_out(struct house *h, struct arena *a, const struct moderator *m)
{
	(void)a;
	must(!m->console);
	struct moderator copy = *m;
	return store_write(h->store, DB_MODERATOR, write_sign_out, &copy);
}

const struct moderator *
actor_console(struct arena *a, struct site *s, const char *user)
{
	struct moderator *m = arena_new_of(a, struct moderator);
	m->account.name = str_printf(a, "console:%s", user);
	m->account.role = ROLE_ADMIN;
	m->site = s->id;
	m->console = true;
	return m;
}

struct str
actor_csrf(struct arena *a, const struct house *h, const struct moderator *m)
{
	(void)a, (void)h;
	return m->csrf;
}

struct str
actor_name(const struct moderator *m)
{
	return m->account.name;
}

struct account_id
actor_account(const struct moderator *m)
{
	return m->account.id;
}

enum role
actor_role(const struct moderator *m)
{
	return m->account.role;
}

bool
actor_at(const struct moderator *m, const struct site *s)
{
	return m != NULL && m->site.n == s->id.n;
}

/* ---- accounts ------------------------------------------------------------------------------------- */

struct new_account {
	struct site_id site;
	struct str name, hash, by;
	enum role role;
	struct account_id id;
};

static enum err
write_account(struct db *db, void *arg)
{
	struct new_account *n = arg;
	int64_t now = clock_now();
	enum err e = store_account_add(db, n->site, n->name, n->hash, n->role, now, &n->id);
	if (e == ERR_OK)
		e = store_audit_add(db, n->site, now, n->by, STR("moderator.add"), n->name,
				    STR(""));
	return e;
}

/* Letters, digits and ".-_@": a name must be sayable, and cannot imitate another by invisible signs. */
static bool
name_ok(struct str name)
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

static enum account_outcome
check_account(struct str name, struct str password)
{
	if (!name_ok(name))
		return ACCOUNT_NAME_BAD;
	if (password.n > PASSWORD_BYTES_MAX)
		return ACCOUNT_PASSWORD_LONG;
	if (!utf8_valid(password) || utf8_count(password) < PASSWORD_CHARS_MIN)
		return ACCOUNT_PASSWORD_SHORT;
	return ACCOUNT_ADDED;
}

enum err
actor_add(struct house *h, struct site *s, struct arena *a, const struct moderator *by,
	  struct str name, enum role role, struct str password, enum account_outcome *ret,
	  struct account_id *ret_id)
{
	struct new_account n = {.site = s->id, .name = name, .role = role, .by = actor_name(by)};
	must(actor_at(by, s) && actor_role(by) == ROLE_ADMIN);
	enum account_outcome out = check_account(name, password);
	enum err e = ERR_OK;
	if (out == ACCOUNT_ADDED)
		e = crypt_password_hash(a, password, &n.hash);
	crypt_wipe((void *)(uintptr_t)password.p, password.n);
	if (e == ERR_OK && out == ACCOUNT_ADDED)
		e = store_write(h->store, DB_CONSOLE, write_account, &n);
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

static enum err
write_disable(struct db *db, void *arg)
{
	const struct new_account *n = arg;
	int64_t now = clock_now();
	enum err e = store_account_disable(db, n->site, n->name, now);
	if (e == ERR_OK)
		e = store_audit_add(db, n->site, now, n->by, STR("moderator.disable"), n->name, STR(""));
	return e;
}

enum err
actor_disable(struct house *h, struct site *s, const struct moderator *by, struct str name)
{
	struct new_account n = {.site = s->id, .name = name, .by = actor_name(by)};
	must(actor_at(by, s) && actor_role(by) == ROLE_ADMIN);
	enum err e = store_write(h->store, DB_CONSOLE, write_disable, &n);
	if (e == ERR_OK)
		lists_written(h, s); /* the name is anybody's again */
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
	struct new_account n = {.site = s->id, .name = name, .by = actor_name(by)};
	must(actor_at(by, s) && actor_role(by) == ROLE_ADMIN);
	enum account_outcome out = check_account(name, password);
	enum err e = out == ACCOUNT_ADDED ? crypt_password_hash(a, password, &n.hash) : ERR_OK;
	crypt_wipe((void *)(uintptr_t)password.p, password.n);
	if (e == ERR_OK && out == ACCOUNT_ADDED)
		e = store_write(h->store, DB_CONSOLE, write_passwd, &n);
	if (e == ERR_OK)
		*ret = out;
	return e;
}
