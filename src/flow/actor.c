/* Who asks: sign-in and sessions. The one maker of `struct moderator`. */
#include "flow/actor.h"

#include "base/clock.h"
#include "flow/factor.h"
#include "store/store_actor.h"

/* Wrong passwords that may be tried in a span: for a name from one network, from a network, for a name.
 * The last is the widest, so that somebody elsewhere does not lock a name's owner out at once; it keeps
 * 10,000 guesses below 50 that are looked at (SECURITY.md 57). */
#define TRIES_NAME_BLOCK 10
#define TRIES_BLOCK 20
#define TRIES_NAME 40
#define TRIES_SPAN_MS (15 * 60 * 1000)
#define TRIES_CODE 5        /* of the second factor, by who knows the password (ASVS 6.5.5) */
#define TRIES_CONFIRM 10    /* of the password, by who is signed in */
#define FAILURES_BOOKED 100 /* in a span: a flood of guesses is no flood of lines in the book */
#define SEEN_MAX 256 /* sessions noted between two rounds of the housekeeper */

struct moderator {
	struct account account;
	struct site_id site;
	struct hash token_hash; /* zero for a console */
	struct str csrf;
	struct session session;
	bool console, sure, bare;
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

struct bucket {
	struct str key;
	int64_t tries;
};
#define BUCKETS 3

/* ---- browsers that are known ------------------------------------------------------------------------ */

struct device {
	unsigned char nonce[TOKEN_BYTES], mac[TOKEN_BYTES];
};

static void
device_sign(struct house *h, struct site *s, struct arena *a, struct str name, struct device *d)
{
	struct mac *m = mac_begin(a, h->keys, PURPOSE_SESSION);
	mac_str(m, STR("device"));
	mac_int(m, s->id.n);
	mac_str(m, name);
	mac_str(m, (struct str){(const char *)d->nonce, sizeof(d->nonce)});
	mac_end(m, d->mac, sizeof(d->mac));
}

/* Was it given to a browser that signed in with this name? */
static bool
device_read(struct house *h, struct site *s, struct arena *a, const struct entry *in, struct device *ret)
{
	struct device want;
	if (!b64_decode(in->device, ret, sizeof(*ret)))
		return false;
	want = *ret;
	device_sign(h, s, a, in->name, &want);
	return crypt_equal(want.mac, ret->mac, sizeof(want.mac));
}

static struct str
device_make(struct house *h, struct site *s, struct arena *a, struct str name)
{
	struct device d;
	crypt_random(d.nonce, sizeof(d.nonce));
	device_sign(h, s, a, name, &d);
	return b64_encode(a, &d, sizeof(d));
}

/* ---- how often ------------------------------------------------------------------------------------ */

/* Of a known browser by itself; else by name and network. *ret_code: for wrong codes. */
static void
name_buckets(struct house *h, struct site *s, struct arena *a, const struct entry *in,
	     struct bucket ret[BUCKETS],
	     struct bucket *ret_code)
{
	long site = (long)s->id.n;
	struct device d;
	struct hash n = crypt_digest(in->name); /* a key of one length, whatever was typed */
	struct str hex = hex_encode(a, n.b, 8), from = STR("");
	memset(ret, 0, BUCKETS * sizeof(ret[0]));
	if (device_read(h, s, a, in, &d)) {
		from = hex_encode(a, d.nonce, sizeof(d.nonce));
		ret[0] = (struct bucket){str_printf(a, "sign-in %ld by %.*s", site, STR_FMT(from)),
					 TRIES_NAME_BLOCK};
	} else {
		ret[0] = (struct bucket){str_printf(a, "sign-in %ld %.*s %.*s", site, STR_FMT(hex),
						    STR_FMT(in->block)),
					 TRIES_NAME_BLOCK};
		ret[1] = (struct bucket){str_printf(a, "sign-in %ld from %.*s", site, STR_FMT(in->block)),
					 TRIES_BLOCK};
		ret[2] = (struct bucket){str_printf(a, "sign-in %ld to %.*s", site, STR_FMT(hex)),
					 TRIES_NAME};
	}
	*ret_code = (struct bucket){str_printf(a, "code %ld %.*s %.*s", site, STR_FMT(hex), STR_FMT(from)),
				    TRIES_CODE};
}

/* Milliseconds to wait; 0: a try is taken from each. */
static int64_t
take_try(struct house *h, const struct bucket b[BUCKETS])
{
	int64_t wait = 0;
	for (size_t i = 0; i < BUCKETS && b[i].tries > 0 && wait == 0; i++)
		wait = rate_take(h->rates, b[i].key, b[i].tries, TRIES_SPAN_MS, clock_tick());
	return wait;
}

/* It was the right password: not a guess. */
static void
return_try(struct house *h, const struct bucket b[BUCKETS])
{
	for (size_t i = 0; i < BUCKETS && b[i].tries > 0; i++)
		rate_return(h->rates, b[i].key, b[i].tries, TRIES_SPAN_MS, clock_tick());
}

static bool
may_book_failure(struct house *h, struct site *s, struct arena *a)
{
	return rate_take(h->rates, str_printf(a, "failures %ld", (long)s->id.n), FAILURES_BOOKED,
			 TRIES_SPAN_MS,
			 clock_tick()) == 0;
}

/* ---- signing in ----------------------------------------------------------------------------------- */

struct entering {
	struct site_id site;
	struct account_key key;
	struct factor_try factor;
	struct hash token;
	struct str name, network;
	int64_t now;
	bool right; /* the password; in front of it nothing else is told apart */
	bool book;  /* a failure gets its line */
	bool in;    /* comes out */
};

static enum err
write_entry(struct db *db, void *arg)
{
	struct entering *w = arg;
	bool recovered = false;
	enum err e = ERR_OK;
	w->in = false;
	if (w->right)
		e = factor_use(db, w->key.id, &w->factor, &w->in, &recovered);
	if (e != ERR_OK)
		return e;
	if (w->in)
		e = store_session_add(db, &w->token, &w->key, w->network, w->now, w->now + SESSION_LIFE);
	if (e == ERR_GONE) { /* what was right has become wrong meanwhile */
		w->in = false;
		e = ERR_OK;
	}
	if (e == ERR_OK && w->in)
		return store_audit_add(db, w->site, w->now, w->name, STR("sign-in"), w->name,
				       recovered         ? STR("with a code of recovery")
				       : w->factor.asked ? STR("with an authenticator")
							 : STR(""));
	/* What is no account's name may be a password in the wrong field. */
	if (e == ERR_OK && w->book)
		return store_audit_add(db, w->site, w->now, STR("visitor"), STR("sign-in.failed"),
				       w->key.id.n != 0 ? w->name : STR("unknown"), STR(""));
	return e;
}

/* Unknown, disabled and wrong take the same time: crypt_password_check() works on "" too. */
static enum err
check_password(struct house *h, struct site *s, struct arena *a, struct str name,
	       struct str password, struct account_key *ret, bool *ret_ok)
{
	*ret = (struct account_key){.id = {0}};
	struct db *db = store_reader(h->store, DB_MODERATOR);
	enum err e = store_account_key(db, a, s->id, name, ret);
	store_reader_done(h->store, &db);
	if (e != ERR_OK && e != ERR_GONE)
		return e;
	e = crypt_password_check(a, ret->password, password, ret_ok);
	*ret_ok = *ret_ok && ret->id.n != 0;
	return e;
}

/* A wrong code, or one too many, is a wrong password. */
static void
look_at_code(struct house *h, struct site *s, struct arena *a, struct str code, const struct bucket *tries,
	     struct entering *w)
{
	factor_look(h, s, a, &w->key, code, &w->factor);
	if (!w->right || !w->factor.asked)
		return;
	bool may = rate_take(h->rates, tries->key, tries->tries, TRIES_SPAN_MS, clock_tick()) == 0;
	if (!may)
		w->factor.step = -1;
}

static enum err
enter(struct house *h, struct site *s, struct arena *a, const struct entry *in, const struct bucket *b,
      const struct bucket *code, struct signed_in *ret)
{
	unsigned char random[TOKEN_BYTES];
	struct entering w = {.site = s->id, .name = in->name, .network = in->block, .now = clock_now()};
	enum err e = check_password(h, s, a, in->name, in->password, &w.key, &w.right);
	if (e != ERR_OK)
		return e;
	crypt_random(random, sizeof(random));
	struct str token = b64_encode(a, random, sizeof(random));
	w.token = token_hash(a, h, token, "token");
	look_at_code(h, s, a, in->code, code, &w);
	w.book = may_book_failure(h, s, a);
	e = store_write(h->store, DB_MODERATOR, write_entry, &w);
	if (e == ERR_OK && w.in) {
		return_try(h, b);
		if (w.factor.asked)
			rate_return(h->rates, code->key, code->tries, TRIES_SPAN_MS, clock_tick());
	}
	struct str device = device_make(h, s, a, in->name);
	if (e == ERR_OK && w.in)
		*ret = (struct signed_in){.outcome = SIGN_IN_OK, .token = token, .device = device};
	else
		*ret = (struct signed_in){.outcome = SIGN_IN_WRONG};
	return e;
}

enum err
actor_enter(struct house *h, struct site *s, struct arena *a, const struct entry *in, struct signed_in *ret)
{
	struct bucket buckets[BUCKETS], code;
	enum err e = ERR_OK;
	name_buckets(h, s, a, in, buckets, &code);
	int64_t wait = take_try(h, buckets);
	if (wait == 0)
		e = enter(h, s, a, in, buckets, &code, ret);
	else
		*ret = (struct signed_in){.outcome = SIGN_IN_WAIT, .retry_after = (wait + 999) / 1000};
	crypt_wipe((void *)(uintptr_t)in->password.p, in->password.n);
	if (e != ERR_OK)
		return_try(h, buckets); /* nobody guessed: the machine failed */
	return e;
}

/* ---- and being sure ------------------------------------------------------------------------------- */

struct unsure {
	struct site_id site;
	struct str name;
};

static enum err
write_unsure(struct db *db, void *arg)
{
	const struct unsure *u = arg;
	return store_audit_add(db, u->site, clock_now(), u->name, STR("moderator.confirm.failed"), u->name,
			       STR(""));
}

enum err
actor_confirm(struct house *h, struct site *s, struct arena *a, const struct moderator *m,
	      struct str password,
	      const struct moderator **ret, int64_t *ret_wait)
{
	struct account_key key;
	bool ok = false;
	must(actor_at(m, s) && !m->console);
	struct str tries = str_printf(a, "confirm %ld", (long)m->account.id.n);
	int64_t wait = rate_take(h->rates, tries, TRIES_CONFIRM, TRIES_SPAN_MS, clock_tick());
	enum err e = wait == 0 ? check_password(h, s, a, m->account.name, password, &key, &ok) : ERR_OK;
	crypt_wipe((void *)(uintptr_t)password.p, password.n);
	*ret = NULL;
	*ret_wait = (wait + 999) / 1000;
	if (e == ERR_OK && wait == 0 && !ok) {
		struct unsure u = {s->id, m->account.name};
		return store_write(h->store, DB_MODERATOR, write_unsure, &u);
	}
	if (wait == 0)
		rate_return(h->rates, tries, TRIES_CONFIRM, TRIES_SPAN_MS, clock_tick());
	if (e != ERR_OK || !ok)
		return e;
	struct moderator *sure = arena_new_of(a, struct moderator);
	*sure = *m;
	sure->sure = true;
	*ret = sure;
	return ERR_OK;
}

/* Does the site ask this role for a second factor? */
static bool
factor_wanted(const struct site *s, enum role role)
{
	enum role from;
	return role_of(s->conf->factor_from, &from) == ERR_OK && role >= from; /* "none" is no role */
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
	int64_t now = clock_now();
	m->token_hash = token_hash(a, h, token, "token");
	m->site = s->id;
	struct db *db = store_reader(h->store, DB_MODERATOR);
	enum err e = store_session_find(db, a, &m->token_hash, s->id, now, now - SESSION_IDLE,
					&m->account, &m->session);
	store_reader_done(h->store, &db);
	if (e == ERR_GONE) {
		*ret = NULL;
		return ERR_OK;
	}
	if (e != ERR_OK)
		return e;
	struct hash csrf = token_hash(a, h, token, "csrf");
	m->csrf = b64_encode(a, csrf.b, TOKEN_BYTES);
	m->bare = !m->account.factor && factor_wanted(s, m->account.role);
	if (now > m->session.seen)
		note_seen(h->seen, &m->token_hash);
	*ret = m;
	return ERR_OK;
}

enum err
actor_stands(struct db *db, const struct moderator *m)
{
	enum err e = m->console ? ERR_OK : store_session_stands(db, m->session.id);
	return e == ERR_GONE ? ERR_DENIED : e;
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
	m->console = m->sure = true;
	return m;
}

bool
actor_sure(const struct moderator *m)
{
	return m->sure;
}

struct site_id
actor_site(const struct moderator *m)
{
	return m->site;
}

int64_t
actor_session_id(const struct moderator *m)
{
	return m->session.id;
}

bool
actor_has_factor(const struct moderator *m)
{
	return m->account.factor;
}

bool
actor_bare(const struct moderator *m)
{
	return m->bare;
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
