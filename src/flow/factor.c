/* Second factors; see the header. */
#include "flow/factor.h"

#include "base/clock.h"
#include "flow/people.h"

#define RECOVERY_CHARS 16 /* of five bits: 80 bits are past guessing at our rates */

/* Whose secret it is. */
static struct str
owner(struct arena *a, const struct site *s, struct account_id account)
{
	return str_printf(a, "site %ld account %ld", (long)s->id.n, (long)account.n);
}

/* ---- setting one up ------------------------------------------------------------------------------- */

static enum err
show(struct site *s, struct arena *a, struct str name, struct str sealed, struct str secret,
     struct factor_offer *ret)
{
	struct str issuer = s->conf->title.n > 0 ? s->conf->title : s->conf->name;
	struct str address = totp_address(a, issuer, name, secret);
	*ret = (struct factor_offer){.sealed = b64_encode(a, sealed.p, sealed.n),
				     .address = address,
				     .spelled = totp_spelled(a, secret)};
	return qr_make(a, address, &ret->qr);
}

enum err
factor_offer(struct house *h, struct site *s, struct arena *a, const struct moderator *m,
	     struct factor_offer *ret)
{
	unsigned char random[TOTP_SECRET_BYTES];
	struct str secret = {(const char *)random, sizeof(random)};
	must(actor_at(m, s) && actor_account(m).n != 0);
	crypt_random(random, sizeof(random));
	struct str sealed = seal_make(a, h->keys, PURPOSE_FACTOR, owner(a, s, actor_account(m)), secret);
	enum err e = show(s, a, actor_name(m), sealed, secret, ret);
	crypt_wipe(random, sizeof(random));
	return e;
}

#define SEALED_BYTES (TOTP_SECRET_BYTES + SEAL_BYTES_MORE)

static bool
unseal(struct house *h, struct site *s, struct arena *a, struct account_id account, struct str sealed,
       struct str *ret)
{
	return seal_open(a, h->keys, PURPOSE_FACTOR, owner(a, s, account), sealed, ret) &&
	       ret->n == TOTP_SECRET_BYTES;
}

static bool
read_offer(struct house *h, struct site *s, struct arena *a, const struct moderator *m, struct str text,
	   struct str *ret_sealed, struct str *ret_secret)
{
	char *sealed = arena_alloc(a, SEALED_BYTES);
	if (!b64_decode(text, sealed, SEALED_BYTES))
		return false;
	*ret_sealed = (struct str){sealed, SEALED_BYTES};
	return unseal(h, s, a, actor_account(m), *ret_sealed, ret_secret);
}

enum err
factor_offer_again(struct house *h, struct site *s, struct arena *a, const struct moderator *m,
		   struct str text, struct factor_offer *ret)
{
	struct str sealed, secret;
	must(actor_at(m, s));
	return read_offer(h, s, a, m, text, &sealed, &secret)
		       ? show(s, a, actor_name(m), sealed, secret, ret)
		       : ERR_INPUT;
}

/* What is typed is read as it was meant: capitals or not, with dashes or blanks, O for 0, I and L for 1. */
static struct str
recovery_read(struct arena *a, struct str typed)
{
	char *out = arena_alloc(a, typed.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < typed.n; i++) {
		char c = typed.p[i];
		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		if (c == 'O')
			c = '0';
		if (c == 'I' || c == 'L')
			c = '1';
		if (c != '-' && c != ' ')
			out[n++] = c;
	}
	return (struct str){out, n};
}

static struct hash
recovery_hash(struct house *h, struct arena *a, struct account_id account, struct str code, unsigned link)
{
	struct mac *m = mac_begin_link(a, h->keys, PURPOSE_FACTOR, link);
	mac_int(m, account.n);
	mac_str(m, code);
	return mac_hash(m);
}

/* "7F3K-Q2XM-…", and what is kept of it. */
static struct str
recovery_make(struct house *h, struct arena *a, struct account_id account, struct hash *ret)
{
	struct hash random;
	crypt_random(&random, sizeof(random));
	struct str code = crypt_base32(a, &random, RECOVERY_CHARS);
	crypt_wipe(&random, sizeof(random));
	*ret = recovery_hash(h, a, account, code, keyring_links(h->keys) - 1);
	return str_printf(a, "%.4s-%.4s-%.4s-%.4s", code.p, code.p + 4, code.p + 8, code.p + 12);
}

struct setting {
	struct site_id site;
	struct account_id account;
	struct str name, sealed;
	const struct moderator *by;
	int64_t step, now;
	struct hash recovery[RECOVERY_CODES];
};

static enum err
write_set(struct db *db, void *arg)
{
	const struct setting *w = arg;
	bool on = w->sealed.n > 0;
	enum err e = store_factor_set(db, w->site, w->account, w->sealed, w->step);
	for (size_t i = 0; e == ERR_OK && on && i < RECOVERY_CODES; i++)
		e = store_recovery_add(db, w->account, &w->recovery[i]);
	if (e == ERR_OK)
		e = store_session_end_others(db, w->account, actor_session_id(w->by));
	if (e == ERR_OK)
		e = store_audit_add(db, w->site, w->now, actor_name(w->by),
				    on ? STR("moderator.factor.set") : STR("moderator.factor.off"), w->name,
				    STR(""));
	return e;
}

enum err
factor_set(struct house *h, struct site *s, struct arena *a, const struct moderator *m, struct str text,
	   struct str code, struct factor_set *ret)
{
	struct str secret;
	struct setting w = {.site = s->id, .account = actor_account(m), .name = actor_name(m), .by = m,
			    .now = clock_now()};
	must(actor_at(m, s) && actor_sure(m));
	*ret = (struct factor_set){.outcome = FACTOR_NOT_OURS};
	if (!read_offer(h, s, a, m, text, &w.sealed, &secret))
		return ERR_OK;
	ret->outcome = FACTOR_CODE_WRONG;
	w.step = totp_step(a, secret, recovery_read(a, code), w.now, -1);
	if (w.step < 0)
		return ERR_OK;
	for (size_t i = 0; i < RECOVERY_CODES; i++)
		ret->codes[i] = recovery_make(h, a, w.account, &w.recovery[i]);
	ret->outcome = FACTOR_SET;
	return actor_write(h, DB_MODERATOR, m, write_set, &w);
}

enum err
factor_give(struct house *h, struct site *s, struct arena *a, const struct moderator *by, struct str name,
	    struct factor_offer *ret, struct str codes[RECOVERY_CODES])
{
	unsigned char random[TOTP_SECRET_BYTES];
	struct str secret = {(const char *)random, sizeof(random)};
	struct account who;
	must(actor_account(by).n == 0 && actor_sure(by));
	enum err e = people_find(h, s, a, by, name, &who);
	if (e != ERR_OK)
		return e;
	struct setting w = {.site = s->id, .account = who.id, .name = name, .by = by,
			    .now = clock_now()};
	crypt_random(random, sizeof(random));
	w.sealed = seal_make(a, h->keys, PURPOSE_FACTOR, owner(a, s, who.id), secret);
	e = show(s, a, name, w.sealed, secret, ret);
	crypt_wipe(random, sizeof(random));
	for (size_t i = 0; i < RECOVERY_CODES; i++)
		codes[i] = recovery_make(h, a, who.id, &w.recovery[i]);
	return e == ERR_OK ? actor_write(h, DB_CONSOLE, by, write_set, &w) : e;
}

enum err
factor_off(struct house *h, struct site *s, const struct moderator *m)
{
	struct setting w = {.site = s->id, .account = actor_account(m), .name = actor_name(m), .by = m,
			    .now = clock_now()};
	must(actor_at(m, s) && actor_sure(m));
	return actor_write(h, DB_MODERATOR, m, write_set, &w);
}

enum err
factor_left(struct house *h, const struct moderator *m, int64_t *ret)
{
	struct db *db = store_reader(h->store, DB_MODERATOR);
	enum err e = store_recovery_count(db, actor_account(m), ret);
	store_reader_done(h->store, &db);
	return e;
}

/* ---- using it ------------------------------------------------------------------------------------- */

void
factor_look(struct house *h, struct site *s, struct arena *a, const struct account_key *k, struct str typed,
	    struct factor_try *ret)
{
	static const char nobody[TOTP_SECRET_BYTES], closed[SEALED_BYTES];
	struct str code = recovery_read(a, typed), secret;
	*ret = (struct factor_try){.asked = k->factor.n > 0, .n_recovery = keyring_links(h->keys)};
	struct str sealed = ret->asked ? k->factor : (struct str){closed, sizeof(closed)};
	bool opened = unseal(h, s, a, k->id, sealed, &secret);
	if (!opened)
		secret = (struct str){nobody, sizeof(nobody)};
	ret->step = totp_step(a, secret, code, clock_now(), k->factor_used);
	if (!opened)
		ret->step = -1;
	for (unsigned link = 0; link < ret->n_recovery; link++)
		ret->recovery[link] = recovery_hash(h, a, k->id, code, link);
}

enum err
factor_use(struct db *db, struct account_id account, const struct factor_try *t, bool *ret_ok,
	   bool *ret_recovered)
{
	bool lost = t->asked && t->step < 0;
	struct account_id whose = {lost ? account.n : 0}; /* nobody's: it takes as long as to look for one */
	enum err e = lost ? ERR_GONE : ERR_OK;
	*ret_recovered = false;
	if (t->asked && !lost)
		e = store_factor_use(db, account, t->step);
	for (unsigned i = t->n_recovery; (e == ERR_OK || e == ERR_GONE) && !*ret_recovered && i > 0; i--) {
		enum err found = store_recovery_take(db, whose, &t->recovery[i - 1]);
		*ret_recovered = found == ERR_OK;
		e = found == ERR_GONE ? e : found;
	}
	*ret_ok = e == ERR_OK;
	return e == ERR_GONE ? ERR_OK : e;
}
