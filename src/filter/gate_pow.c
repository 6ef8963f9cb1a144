/*
 * Proof of work; see the header. Knows time as a number and a page as a text.
 *
 * What was spent stands in a table of sets: a nonce has one set, by its own random bits (they are ours and
 * signed, nobody chooses them), and any place in it that is free or expired. A set without such a
 * place is full.
 */
#include "filter/gate_pow.h"

#include <jansson.h>
#include <pthread.h>

#define ALGORITHM "PBKDF2/SHA-256"
#define NONCE_BYTES 16
#define PREFIX_BYTES (HASH_BYTES / 2)
#define AUDIENCE_BYTES 16
#define PAYLOAD_MAX 4096 /* ours are about 900 bytes */
#define TEXT_MAX 2048    /* of a challenge, and of parameters made canonical */
#define SET 64           /* places: nearly all of a table can be filled before one set is full */

struct spent {
	unsigned char nonce[NONCE_BYTES];
	int64_t until; /* ticks; 0: free */
};

struct pow {
	struct pow_secrets secrets;
	int64_t offset; /* added to ticks: how long the machine runs is nobody's business */
	pthread_mutex_t lock;
	struct spent *spent;
	size_t n_sets;
};

static struct str
hash_str(const struct hash *h)
{
	return (struct str){(const char *)h->b, sizeof(h->b)};
}

struct pow *
pow_new(size_t slots, const struct pow_secrets *secrets)
{
	struct pow *p = heap_zero(1, sizeof(*p));
	uint64_t random;
	crypt_random(&random, sizeof(random));
	p->secrets = *secrets;
	/* 16 digits, always; JavaScript's numbers are exact up to 2^53. */
	p->offset = INT64_C(1000000000000000) + (int64_t)(random >> 14);
	p->n_sets = (slots + SET - 1) / SET;
	must(p->n_sets > 0 && pthread_mutex_init(&p->lock, NULL) == 0);
	p->spent = heap_zero(p->n_sets * SET, sizeof(*p->spent));
	return p;
}

void
pow_free(struct pow **p)
{
	if (*p == NULL)
		return;
	must(pthread_mutex_destroy(&(*p)->lock) == 0);
	crypt_wipe(&(*p)->secrets, sizeof((*p)->secrets));
	heap_free((*p)->spent);
	heap_free(*p);
	*p = NULL;
}

/* ---- making ------------------------------------------------------------------------------------- */

static struct str
audience_of(struct arena *a, struct site_id site, struct str page)
{
	struct hash h = crypt_digest(
		str_printf(a, "%lld %.*s", (long long)site.n, STR_FMT(page)));
	return b64_encode(a, h.b, AUDIENCE_BYTES);
}

/* The key of one try. */
static struct hash
derive(const unsigned char nonce[NONCE_BYTES], const unsigned char salt[NONCE_BYTES], uint32_t counter,
       unsigned rounds)
{
	unsigned char password[NONCE_BYTES + 4];
	memcpy(password, nonce, NONCE_BYTES);
	for (size_t i = 0; i < 4; i++)
		password[NONCE_BYTES + i] = (unsigned char)(counter >> (24 - 8 * i));
	return pbkdf2_sha256((struct str){(const char *)password, sizeof(password)},
			     (struct str){(const char *)salt, NONCE_BYTES}, rounds);
}

/* From half of the tries to all of them. */
static uint32_t
draw_counter(int64_t tries)
{
	uint32_t random;
	uint32_t half = (uint32_t)tries / 2;
	crypt_random(&random, sizeof(random));
	return half + random % ((uint32_t)tries - half + 1);
}

struct str
pow_challenge(const struct pow *p, struct arena *a, struct site_id site, struct str page,
	      const struct pow_terms *terms, int64_t now, int64_t tick)
{
	unsigned char nonce[NONCE_BYTES], salt[NONCE_BYTES];
	must(terms->rounds > 0 && terms->rounds <= INT32_MAX && terms->tries > 0 &&
	     terms->tries < INT32_MAX && terms->life > 0);
	crypt_random(nonce, sizeof(nonce));
	crypt_random(salt, sizeof(salt));
	struct hash key = derive(nonce, salt, draw_counter(terms->tries), (unsigned)terms->rounds);
	struct hash key_signature = hmac_sha256(hash_str(&p->secrets.key), hash_str(&key));
	int64_t from = tick + p->offset, until = from + terms->life * 1000;
	/* Sorted by name, without spaces: this very text is signed. */
	struct str parameters = str_printf(
		a,
		"{\"algorithm\":\"" ALGORITHM "\",\"cost\":%lld,"
		"\"data\":{\"for\":\"%.*s\",\"from\":%lld,\"until\":%lld},\"expiresAt\":%lld,"
		"\"keyLength\":%d,\"keyPrefix\":\"%.*s\",\"keySignature\":\"%.*s\","
		"\"nonce\":\"%.*s\",\"salt\":\"%.*s\"}",
		(long long)terms->rounds, STR_FMT(audience_of(a, site, page)), (long long)from,
		(long long)until, (long long)now + terms->life, HASH_BYTES,
		STR_FMT(hex_encode(a, key.b, PREFIX_BYTES)),
		STR_FMT(hex_encode(a, key_signature.b, sizeof(key_signature.b))),
		STR_FMT(hex_encode(a, nonce, sizeof(nonce))),
		STR_FMT(hex_encode(a, salt, sizeof(salt))));
	struct hash signature = hmac_sha256(hash_str(&p->secrets.sign), parameters);
	return str_printf(a, "{\"parameters\":%.*s,\"signature\":\"%.*s\"}", STR_FMT(parameters),
			  STR_FMT(hex_encode(a, signature.b, sizeof(signature.b))));
}

/* ---- checking ----------------------------------------------------------------------------------- */

static bool
is_hmac(struct str hex, const struct hash *secret, struct str of)
{
	struct hash got, want = hmac_sha256(hash_str(secret), of);
	return hex_decode(hex, got.b, sizeof(got.b)) && crypt_equal(&got, &want, sizeof(got));
}

/* Were these parameters, whatever their order and spacing on the way, signed by us? */
static bool
is_signed(struct arena *a, const struct pow_secrets *secrets, json_t *parameters, struct str signature)
{
	char *text = arena_alloc(a, TEXT_MAX);
	size_t n = json_dumpb(parameters, text, TEXT_MAX, JSON_COMPACT | JSON_SORT_KEYS);
	return n > 0 && n <= TEXT_MAX && is_hmac(signature, &secrets->sign, (struct str){text, n});
}

static bool
verify(struct arena *a, const struct pow_secrets *secrets, json_t *root, struct pow_claims *ret)
{
	json_t *parameters;
	const char *signature, *derived, *key_signature, *nonce, *audience = "";
	json_int_t counter, from = 0, until = 0;
	struct hash key;
	if (json_unpack(root, "{s:{s:o,s:s},s:{s:I,s:s}}", "challenge", "parameters", &parameters,
			"signature", &signature, "solution", "counter", &counter, "derivedKey",
			&derived) != 0)
		return false;
	if (counter < 0 || counter > UINT32_MAX || !hex_decode(str_of(derived), key.b, sizeof(key.b)))
		return false;
	if (!is_signed(a, secrets, parameters, str_of(signature)))
		return false;
	if (json_unpack(parameters, "{s:s,s:s,s?:{s?:s,s?:I,s?:I}}", "keySignature", &key_signature,
			"nonce", &nonce, "data", "for", &audience, "from", &from, "until",
			&until) != 0)
		return false;
	if (!is_hmac(str_of(key_signature), &secrets->key, hash_str(&key)))
		return false;
	*ret = (struct pow_claims){.audience = str_copy(a, str_of(audience)),
				   .from = from,
				   .until = until,
				   .nonce = str_copy(a, str_of(nonce))};
	return true;
}

bool
pow_verify(struct arena *a, const struct pow_secrets *secrets, struct str payload, struct pow_claims *ret)
{
	struct str text;
	if (payload.n > PAYLOAD_MAX || !base64_decode(a, payload, &text))
		return false;
	json_t *root = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, NULL);
	bool ok = root != NULL && verify(a, secrets, root, ret);
	json_decref(root);
	return ok;
}

static enum proof_state
spend(struct pow *p, const unsigned char nonce[NONCE_BYTES], int64_t until, int64_t now)
{
	uint64_t h;
	struct spent *at = NULL;
	enum proof_state state = PROOF_FULL;
	memcpy(&h, nonce, sizeof(h));
	struct spent *set = &p->spent[h % p->n_sets * SET];
	must(pthread_mutex_lock(&p->lock) == 0);
	for (size_t i = 0; i < SET; i++) {
		if (set[i].until < now)
			at = &set[i];
		else if (memcmp(set[i].nonce, nonce, NONCE_BYTES) == 0)
			state = PROOF_SPENT;
	}
	if (state != PROOF_SPENT && at != NULL) {
		memcpy(at->nonce, nonce, NONCE_BYTES);
		at->until = until;
		state = PROOF_GOOD;
	}
	must(pthread_mutex_unlock(&p->lock) == 0);
	return state;
}

enum proof_state
pow_check(struct pow *p, struct arena *a, struct site_id site, struct str page, struct str payload,
	  int64_t tick)
{
	unsigned char nonce[NONCE_BYTES];
	struct pow_claims c;
	int64_t now = tick + p->offset;
	if (!pow_verify(a, &p->secrets, payload, &c) ||
	    !str_eq(c.audience, audience_of(a, site, page)) ||
	    !hex_decode(c.nonce, nonce, sizeof(nonce)))
		return PROOF_BAD;
	if (c.until < now)
		return PROOF_OLD;
	if (now - c.from < POW_YOUNG_MS)
		return PROOF_YOUNG;
	return spend(p, nonce, c.until, now);
}
