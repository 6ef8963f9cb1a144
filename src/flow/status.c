/* The writer's private link; see the header. */
#include "flow/status.h"

#include "filter/filter.h"
#include "store/store_comment.h"

#define KEY_NUMBER 1 /* of the key a token is made with; rotation adds the next, old ones stay readable */
#define TOKEN_LEN (1 + 8 + 4 + TOKEN_BYTES)

static void
put_be(unsigned char *out, uint64_t v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = (unsigned char)(v >> (8 * (n - 1 - i)));
}

static uint64_t
get_be(const unsigned char *p, size_t n)
{
	uint64_t v = 0;
	for (size_t i = 0; i < n; i++)
		v = v << 8 | p[i];
	return v;
}

static void
token_mac(struct arena *a, const struct house *h, const struct site *s, struct comment_id id,
	  unsigned generation, int64_t created, unsigned char out[TOKEN_BYTES])
{
	struct mac *m = mac_begin(a, h->keys, PURPOSE_STATUS);
	mac_int(m, KEY_NUMBER);
	mac_int(m, s->id.n);
	mac_int(m, id.n);
	mac_int(m, generation);
	mac_int(m, created);
	mac_end(m, out, TOKEN_BYTES);
}

struct str
status_token(struct arena *a, const struct house *h, const struct site *s, struct comment_id id,
	     unsigned generation, int64_t created)
{
	unsigned char raw[TOKEN_LEN];
	raw[0] = KEY_NUMBER;
	put_be(raw + 1, (uint64_t)id.n, 8);
	put_be(raw + 9, generation, 4);
	token_mac(a, h, s, id, generation, created, raw + 13);
	return b64_encode(a, raw, sizeof(raw));
}

enum err
reasons_of(struct db *db, struct arena *a, struct comment_id id, struct reason **ret, size_t *ret_n)
{
	struct reason *reasons = NULL;
	size_t n = 0;
	enum err e = store_reason_list(db, a, id, &reasons, &n);
	if (e != ERR_OK)
		return e;
	for (size_t i = 0; i < n; i++)
		if (!filter_rule(reasons[i].rule, &reasons[i].help, &reasons[i].tells))
			reasons[i].help = reasons[i].tells = STR("A rule of an earlier version.");
	*ret = reasons;
	*ret_n = n;
	return ERR_OK;
}

/* Its parts, unchecked. False: none of ours. */
static bool
token_read(struct str token, unsigned char raw[TOKEN_LEN], struct comment_id *ret_id,
	   unsigned *ret_generation)
{
	if (!b64_decode(token, raw, TOKEN_LEN) || raw[0] != KEY_NUMBER || raw[1] & 0x80)
		return false;
	ret_id->n = (int64_t)get_be(raw + 1, 8);
	*ret_generation = (unsigned)get_be(raw + 9, 4);
	return true;
}

enum err
status_proof(struct db *db, struct arena *a, const struct house *h, const struct site *s,
	     struct str token, struct chain_link *ret)
{
	unsigned char raw[TOKEN_LEN], want[TOKEN_BYTES];
	struct comment_id id;
	unsigned generation;
	struct chain_link c;
	if (!token_read(token, raw, &id, &generation))
		return ERR_GONE;
	enum err e = store_chain_find(db, s->id, id, &c);
	if (e != ERR_OK)
		return e;
	token_mac(a, h, s, id, generation, c.created, want);
	if (generation != c.generation || !crypt_equal(want, raw + 13, sizeof(want)))
		return ERR_GONE;
	*ret = c;
	return ERR_OK;
}

enum err
status_find(struct house *h, struct site *s, struct arena *a, struct str token, struct comment *ret,
	    struct reason **ret_reasons, size_t *ret_n)
{
	unsigned char raw[TOKEN_LEN], want[TOKEN_BYTES];
	struct comment_id id;
	unsigned generation;
	struct comment c;
	if (!token_read(token, raw, &id, &generation))
		return ERR_GONE;
	struct hash person;
	struct db *db = store_reader(h->store, DB_VISITOR);
	enum err e = store_comment_get(db, a, s->id, id, &c, &person);
	if (e == ERR_OK) {
		token_mac(a, h, s, id, generation, c.created, want);
		if (generation != c.generation || !crypt_equal(want, raw + 13, sizeof(want)))
			e = ERR_GONE;
	}
	if (e == ERR_OK)
		e = reasons_of(db, a, id, ret_reasons, ret_n);
	store_reader_done(h->store, &db);
	if (e == ERR_OK)
		*ret = c;
	return e;
}

enum err
status_own(struct house *h, struct site *s, struct arena *a, struct str token, struct comment *ret)
{
	struct comment whole, c;
	struct reason *reasons;
	size_t n;
	enum err e = status_find(h, s, a, token, &whole, &reasons, &n);
	if (e != ERR_OK)
		return e;
	struct db *db = store_reader(h->store, DB_VISITOR);
	e = store_comment_own(db, a, s->id, whole.id, &c);
	store_reader_done(h->store, &db);
	if (e != ERR_OK)
		return e;
	if (c.state == STATE_SPAM)
		c.state = STATE_PENDING;
	if (c.state != STATE_PENDING && c.state != STATE_APPROVED)
		return ERR_GONE;
	c.page = whole.page;
	*ret = c;
	return ERR_OK;
}
