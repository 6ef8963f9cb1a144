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
#define TRIES_CONFIRM 10    /* of the password, in a session: a thief's are not the owner's */
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

/* ---- browsers that are known ------------------------------------------------------------------------ */

struct device {
	unsigned char nonce[TOKEN_BYTES];
	int64_t issued;
	unsigned char mac[TOKEN_BYTES];
};
_Static_assert(sizeof(struct device) == 2 * TOKEN_BYTES + sizeof(int64_t), "no byte of it is left out");

/* For this password and this factor: with another one, it is a stranger's again. */
static void
device_sign(struct house *h, struct site *s, struct arena *a, const struct account_key *k, struct device *d)
{
	struct mac *m = mac_begin(a, h->keys, PURPOSE_SESSION);
	mac_str(m, STR("device"));
	mac_int(m, s->id.n);
	mac_int(m, k->id.n);
	mac_str(m, k->password);
	mac_str(m, k->factor);
	mac_int(m, d->issued);
	mac_str(m, (struct str){(const char *)d->nonce, sizeof(d->nonce)});
	mac_end(m, d->mac, sizeof(d->mac));
}

/* Was it given to a browser that signed in with this account, as it is now, and not too long ago? */
static bool
device_read(struct house *h, struct site *s, struct arena *a, struct str cookie, const struct account_key *k,
	    struct device *ret)
{
	struct device want;
	if (!b64_decode(cookie, ret, sizeof(*ret)))
		return false;
	want = *ret;
	device_sign(h, s, a, k, &want);
	return crypt_equal(want.mac, ret->mac, sizeof(want.mac)) && k->id.n != 0 &&
	       clock_now() - ret->issued < DEVICE_LIFE;
}

static struct str
device_make(struct house *h, struct site *s, struct arena *a, const struct account_key *k)
{
	struct device d = {.issued = clock_now()};
	crypt_random(d.nonce, sizeof(d.nonce));
	device_sign(h, s, a, k, &d);
	return b64_encode(a, &d, sizeof(d));
}

/* ---- how often ------------------------------------------------------------------------------------ */

struct bucket {
	struct str key;
	int64_t most;
	bool taken; /* one of it */
};

/* What an attempt may take one of. */
struct tries {
	struct bucket guess[3]; /* passwords: all of them */
	size_t n_guess;
	struct bucket code;     /* only where one is asked for */
	struct bucket line;     /* of the book: many guesses are not many lines */
};

/* Milliseconds to wait; 0: one is taken. */
static int64_t
take(struct house *h, struct bucket *b)
{
	int64_t wait = rate_take(h->rates, b->key, b->most, TRIES_SPAN_MS, clock_tick());
	b->taken = wait == 0;
	return wait;
}

/* It was no guess. */
static void
give_back(struct house *h, struct bucket *b)
{
	if (b->taken)
		rate_return(h->rates, b->key, b->most, TRIES_SPAN_MS, clock_tick());
	b->taken = false;
}

static int64_t
take_guess(struct house *h, struct tries *t)
{
	int64_t wait = 0;
	for (size_t i = 0; i < t->n_guess && wait == 0; i++)
		wait = take(h, &t->guess[i]);
	return wait;
}

static void
give_all_back(struct house *h, struct tries *t)
{
	for (size_t i = 0; i < t->n_guess; i++)
		give_back(h, &t->guess[i]);
	give_back(h, &t->code);
	give_back(h, &t->line);
}

/* Of a known browser by itself; else by name and network. */
static void
tries_of(struct house *h, struct site *s, struct arena *a, const struct entry *in,
	 const struct account_key *k, struct tries *ret)
{
	struct device d;
	long site = (long)s->id.n;
	struct hash n = crypt_digest(in->name); /* a key of one length, whatever was typed */
	struct str name = hex_encode(a, n.b, 8), from = STR("");
	*ret = (struct tries){.n_guess = 1};
	if (device_read(h, s, a, in->device, k, &d)) {
		from = hex_encode(a, d.nonce, sizeof(d.nonce));
		ret->guess[0] = (struct bucket){str_printf(a, "sign-in %ld by %.*s", site, STR_FMT(from)),
						TRIES_NAME_BLOCK, false};
	} else {
		ret->n_guess = 3;
		ret->guess[0] = (struct bucket){str_printf(a, "sign-in %ld %.*s %.*s", site, STR_FMT(name),
							   STR_FMT(in->block)),
						TRIES_NAME_BLOCK, false};
		ret->guess[1] = (struct bucket){str_printf(a, "sign-in %ld from %.*s", site,
							   STR_FMT(in->block)),
						TRIES_BLOCK, false};
		ret->guess[2] = (struct bucket){str_printf(a, "sign-in %ld to %.*s", site, STR_FMT(name)),
						TRIES_NAME, false};
	}
	ret->code = (struct bucket){str_printf(a, "code %ld %.*s %.*s", site, STR_FMT(name), STR_FMT(from)),
				    TRIES_CODE, false};
	ret->line = (struct bucket){str_printf(a, "failures %ld", site), FAILURES_BOOKED, false};
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
	struct account_id nobody = {0};
	enum err e = factor_use(db, w->right ? w->key.id : nobody, &w->factor, &w->in, &recovered);
	w->in = w->in && w->right;
	if (e == ERR_OK && w->in)
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

/* Zero for an unknown or disabled one. */
static enum err
find_key(struct house *h, struct site *s, struct arena *a, struct str name, struct account_key *ret)
{
	*ret = (struct account_key){.id = {0}};
	struct db *db = store_reader(h->store, DB_MODERATOR);
	enum err e = store_account_key(db, a, s->id, name, ret);
	store_reader_done(h->store, &db);
	return e == ERR_GONE ? ERR_OK : e;
}

/* Unknown, disabled and wrong take the same time: crypt_password_check() works on "" too. */
static enum err
check_password(struct arena *a, const struct account_key *k, struct str password, bool *ret_ok)
{
	enum err e = crypt_password_check(a, k->password, password, ret_ok);
	*ret_ok = *ret_ok && k->id.n != 0;
	return e;
}

struct rehash {
	struct account_id id;
	struct str was, hash;
};

static enum err
write_rehash(struct db *db, void *arg)
{
	const struct rehash *r = arg;
	return store_account_rehash(db, r->id, r->was, r->hash);
}

/* A hash that was made at another cost is made anew, now that its password is there and was right: behind the
 * sign-in, so that its time tells nobody anything. What fails here is tried again the next time. */
static void
renew_hash(struct house *h, struct arena *a, struct str password, struct account_key *k)
{
	struct rehash r = {.id = k->id, .was = k->password};
	if (crypt_password_stale(a, k->password) && crypt_password_hash(a, password, &r.hash) == ERR_OK &&
	    store_write(h->store, DB_MODERATOR, write_rehash, &r) == ERR_OK)
		k->password = r.hash;
}

static enum err
enter(struct house *h, struct site *s, struct arena *a, const struct entry *in, struct account_key *k,
      struct tries *t, struct signed_in *ret)
{
	unsigned char random[TOKEN_BYTES];
	struct entering w = {.site = s->id, .key = *k, .name = in->name, .network = in->block,
			     .now = clock_now()};
	enum err e = check_password(a, k, in->password, &w.right);
	if (e != ERR_OK)
		return e;
	crypt_random(random, sizeof(random));
	struct str token = b64_encode(a, random, sizeof(random));
	crypt_wipe(random, sizeof(random));
	w.token = token_hash(a, h, token, "token");
	factor_look(h, s, a, k, in->code, &w.factor);
	/* One code too many, or behind a wrong password: the right one is as good as a wrong one. */
	if (!w.right || (w.factor.asked && take(h, &t->code) != 0))
		w.factor.step = -1;
	w.book = take(h, &t->line) == 0;
	e = store_write(h->store, DB_MODERATOR, write_entry, &w);
	if (e != ERR_OK)
		return e;
	*ret = (struct signed_in){.outcome = SIGN_IN_WRONG};
	if (w.in) {
		give_all_back(h, t);
		renew_hash(h, a, in->password, k);
		*ret = (struct signed_in){.outcome = SIGN_IN_OK, .token = token,
					  .device = device_make(h, s, a, k)};
	}
	return ERR_OK;
}

enum err
actor_enter(struct house *h, struct site *s, struct arena *a, const struct entry *in, struct signed_in *ret)
{
	struct account_key key;
	enum err e = find_key(h, s, a, in->name, &key);
	if (e == ERR_OK) {
		struct tries tries = {.n_guess = 0};
		tries_of(h, s, a, in, &key, &tries);
		int64_t wait = take_guess(h, &tries);
		if (wait == 0)
			e = enter(h, s, a, in, &key, &tries, ret);
		else
			*ret = (struct signed_in){.outcome = SIGN_IN_WAIT,
						  .retry_after = (wait + 999) / 1000};
		if (e != ERR_OK)
			give_all_back(h, &tries); /* nobody guessed: the machine failed */
	}
	crypt_wipe((void *)(uintptr_t)in->password.p, in->password.n);
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
	struct bucket tries = {str_printf(a, "confirm %ld", (long)m->session.id), TRIES_CONFIRM, false};
	int64_t wait = take(h, &tries);
	enum err e = wait == 0 ? find_key(h, s, a, m->account.name, &key) : ERR_OK;
	if (e == ERR_OK && wait == 0)
		e = check_password(a, &key, password, &ok);
	crypt_wipe((void *)(uintptr_t)password.p, password.n);
	*ret = NULL;
	*ret_wait = (wait + 999) / 1000;
	if (e == ERR_OK && wait == 0 && !ok) {
		struct unsure u = {s->id, m->account.name};
		return store_write(h->store, DB_MODERATOR, write_unsure, &u);
	}
	give_back(h, &tries);
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

struct act {
	const struct moderator *by;
	store_write_fn *fn;
	void *arg;
};

/* Another role ends sessions as well: one that stands has the role that it was looked up with. */
static enum err
write_act(struct db *db, void *arg)
{
	const struct act *w = arg;
	enum err e = w->by->console ? ERR_OK : store_session_stands(db, w->by->session.id);
	return e == ERR_GONE ? ERR_DENIED : e == ERR_OK ? w->fn(db, w->arg) : e;
}

enum err
actor_write(struct house *h, enum db_role as, const struct moderator *by, store_write_fn *fn, void *arg)
{
	return store_write(h->store, as, write_act, &(struct act){by, fn, arg});
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

struct str
actor_console_name(struct arena *a, const char *user)
{
	return str_printf(a, "console:%s", user);
}

const struct moderator *
actor_console(struct arena *a, struct site *s, const char *user)
{
	struct moderator *m = arena_new_of(a, struct moderator);
	m->account.name = actor_console_name(a, user);
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
