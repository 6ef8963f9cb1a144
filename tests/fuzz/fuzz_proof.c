/* Proofs of work, as anybody may send them: whatever bytes stand there, the answer is one of those there are, and a
 * proof counts once. A flag has the input put into base64, another has what parses of it signed, so that what stands
 * behind both is reached. */
#include "fuzz.h"

#include <jansson.h>

#include "base/buf.h"
#include "base/crypt.h"
#include "filter/gate_pow.h"

#define FLAG_ENCODED 1 /* the input is the JSON, not base64 of it */
#define FLAG_SIGNED 2  /* and its signatures are ours */

static struct arena *a;
static const struct pow_secrets secrets = {.sign = {{1}}, .key = {{2}}};

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	crypt_init();
	a = arena_new();
	return 0;
}

/* As browsers' btoa() writes it; crypt.h reads it alone. */
static struct str
base64(struct str s)
{
	static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	struct buf b = buf_in(a, s.n * 2 + 8);
	for (size_t i = 0; i < s.n; i += 3) {
		uint32_t three = 0;
		for (size_t k = 0; k < 3; k++)
			three = three << 8 | (i + k < s.n ? (unsigned char)s.p[i + k] : 0u);
		for (size_t k = 0; k < 4; k++)
			buf_char(&b, i + k <= s.n ? digit[three >> (18 - 6 * k) & 63] : '=');
	}
	return buf_view(&b);
}

static json_t *
hex_of(struct hash h)
{
	struct str hex = hex_encode(a, h.b, sizeof(h.b));
	return json_stringn(hex.p, hex.n);
}

/* Both signatures, where there is something to sign. */
static struct str
sign(struct str text)
{
	json_t *root = json_loadb(text.p, text.n, 0, NULL), *challenge = json_object_get(root, "challenge");
	json_t *parameters = json_object_get(challenge, "parameters");
	const char *derived = json_string_value(json_object_get(json_object_get(root, "solution"), "derivedKey"));
	struct hash key;
	if (json_is_object(parameters)) {
		if (derived != NULL && hex_decode(str_of(derived), key.b, sizeof(key.b)))
			json_object_set_new(parameters, "keySignature",
					    hex_of(hmac_sha256((struct str){(const char *)secrets.key.b, HASH_BYTES},
							       (struct str){(const char *)key.b, HASH_BYTES})));
		char *canonical = json_dumps(parameters, JSON_COMPACT | JSON_SORT_KEYS);
		if (canonical != NULL)
			json_object_set_new(challenge, "signature",
					    hex_of(hmac_sha256((struct str){(const char *)secrets.sign.b, HASH_BYTES},
							       str_of(canonical))));
		free(canonical);
		char *whole = json_dumps(root, 0);
		if (whole != NULL)
			text = str_copy(a, str_of(whole));
		free(whole);
	}
	json_decref(root);
	return text;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pow *pow = pow_new(64, &secrets);
	struct site_id site = {1};
	struct pow_claims claims = {.until = INT64_MIN};
	unsigned flags = size > 0 ? data[0] : 0;
	struct str in = {(const char *)data + (size > 0), size - (size > 0)};
	if (flags & FLAG_SIGNED)
		in = sign(in);
	if (flags & FLAG_ENCODED)
		in = base64(in);
	bool ours = pow_verify(a, &secrets, in, &claims);
	must(ours == (claims.until != INT64_MIN));
	must(!ours || (utf8_valid(claims.audience) && utf8_valid(claims.nonce)));
	enum proof_state first = pow_check(pow, a, site, STR("/story"), in, 600000);
	enum proof_state again = pow_check(pow, a, site, STR("/story"), in, 600001);
	must(first != PROOF_NONE && first != PROOF_ASKED && first != PROOF_FULL);
	must(ours || first == PROOF_BAD);
	must(first != PROOF_GOOD || again == PROOF_SPENT || again == PROOF_OLD);
	pow_free(&pow);
	arena_reset(a);
	return 0;
}
