/* Receipts; see the header. */
#include "flow/receipt.h"

#include "base/clock.h"
#include "flow/gate.h"

struct opening {
	struct site *site;
	struct arena *arena;
	struct claim *claim;
	struct hash body;
	int64_t now;
};

/* CLAIM_NEW where nothing was answered yet. */
static enum err
look(struct db *db, const struct opening *o)
{
	struct claim *c = o->claim;
	const struct receipt *r = &c->receipt;
	enum err e = store_receipt_find(db, o->arena, o->site->id, c->key, o->now - POST_KEY_SPAN,
					&c->receipt);
	if (e != ERR_OK)
		return e;
	bool same = r->body.n == HASH_BYTES && crypt_equal(r->body.p, o->body.b, HASH_BYTES);
	c->outcome = !same ? CLAIM_OTHER : r->status != 0 ? CLAIM_KEPT : CLAIM_NEW;
	return ERR_OK;
}

static enum err
write_open(struct db *db, void *arg)
{
	const struct opening *o = arg;
	const struct receipt r = {.body = {(const char *)o->body.b, HASH_BYTES}};
	enum err e = store_receipt_open(db, o->site->id, o->claim->key, &r, o->now, o->now - POST_KEY_SPAN);
	return e == ERR_OK ? look(db, o) : e; /* somebody may have been faster */
}

enum err
receipt_open(struct house *h, struct site *s, struct arena *a, const struct visitor *v, struct str key,
	     struct str what, struct claim *ret)
{
	struct claim claim = {.outcome = CLAIM_NEW};
	struct opening o = {.site = s, .arena = a, .claim = &claim, .now = clock_now()};
	char *stored = arena_alloc(a, RECEIPT_KEY_BYTES);
	struct mac *m = mac_begin(a, h->keys, PURPOSE_POST);
	mac_str(m, STR("receipt"));
	mac_int(m, s->id.n);
	mac_str(m, key);
	mac_end(m, (unsigned char *)stored, RECEIPT_KEY_BYTES);
	claim.key = (struct str){stored, RECEIPT_KEY_BYTES};
	m = mac_begin(a, h->keys, PURPOSE_POST);
	mac_str(m, STR("request"));
	mac_str(m, what);
	o.body = mac_hash(m);
	struct db *db = store_reader(h->store, DB_VISITOR);
	enum err e = look(db, &o);
	store_reader_done(h->store, &db);
	if (e == ERR_GONE) {
		claim.retry_after = gate_act(h, s, a, v, "key", RECEIPT_TIMES);
		claim.outcome = claim.retry_after > 0 ? CLAIM_TOO_MANY : CLAIM_NEW;
		e = claim.retry_after > 0 ? ERR_OK : store_write(h->store, DB_VISITOR, write_open, &o);
	}
	if (e == ERR_OK)
		*ret = claim;
	return e;
}

struct closing {
	struct site_id site;
	struct str key;
	struct receipt receipt;
};

static enum err
write_close(struct db *db, void *arg)
{
	const struct closing *c = arg;
	return store_receipt_close(db, c->site, c->key, &c->receipt);
}

enum err
receipt_close(struct house *h, struct site *s, const struct claim *claim, int status, struct str etag,
	      struct str answer)
{
	struct closing c = {s->id, claim->key, {.status = status, .etag = etag, .answer = answer}};
	return store_write(h->store, DB_VISITOR, write_close, &c);
}
