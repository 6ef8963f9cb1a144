/* The plainest solver there is of ALTCHA's challenges: what a browser answers, for tests. */
#ifndef TESTS_SOLVER_H
#define TESTS_SOLVER_H

#include <jansson.h>

#include "base/crypt.h"

static inline struct str
base64(struct arena *a, struct str s)
{
	static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char *out = arena_alloc(a, s.n / 3 * 4 + 8), *o = out;
	for (size_t i = 0; i < s.n; i += 3) {
		uint32_t three = 0;
		for (size_t k = 0; k < 3; k++)
			three = three << 8 | (i + k < s.n ? (unsigned char)s.p[i + k] : 0u);
		for (size_t k = 0; k < 4; k++)
			*o++ = i + k <= s.n ? digit[three >> (18 - 6 * k) & 63] : '=';
	}
	*o = '\0';
	return (struct str){out, (size_t)(o - out)};
}

static inline struct str
unhex(struct arena *a, const char *hex)
{
	size_t n = strlen(hex) / 2;
	char *out = arena_alloc(a, n + 1);
	assert_true(hex_decode(str_of(hex), out, n));
	return (struct str){out, n};
}

static inline struct str
key_of(struct arena *a, json_t *parameters, uint32_t counter)
{
	struct str nonce = unhex(a, json_string_value(json_object_get(parameters, "nonce")));
	struct str salt = unhex(a, json_string_value(json_object_get(parameters, "salt")));
	char big_endian[4];
	for (size_t i = 0; i < 4; i++)
		big_endian[i] = (char)(counter >> (24 - 8 * i) & 0xFF);
	struct hash key = pbkdf2_sha256(str_cat(a, nonce, (struct str){big_endian, 4}), salt,
					(unsigned)json_integer_value(json_object_get(parameters, "cost")));
	return hex_encode(a, key.b, sizeof(key.b));
}

/* The counter that solves it. */
static inline uint32_t
search(struct arena *a, json_t *parameters, struct str *ret_key)
{
	struct str prefix = str_of(json_string_value(json_object_get(parameters, "keyPrefix")));
	for (uint32_t counter = 0;; counter++) {
		assert_true(counter < 100000);
		*ret_key = key_of(a, parameters, counter);
		if (str_starts(*ret_key, prefix))
			return counter;
	}
}

static inline json_t *
parse(struct str text)
{
	json_t *j = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(j);
	return j;
}

/* As a browser sends it. */
static inline struct str
payload_of(struct arena *a, struct str challenge_text, uint32_t counter, struct str key)
{
	return base64(a, str_printf(a,
				 "{\"challenge\":%.*s,\"solution\":{\"counter\":%u,"
				 "\"derivedKey\":\"%.*s\",\"time\":12.5}}",
				 STR_FMT(challenge_text), counter, STR_FMT(key)));
}

static inline struct str
solve(struct arena *a, struct str challenge_text)
{
	struct str key;
	json_t *c = parse(challenge_text);
	uint32_t counter = search(a, json_object_get(c, "parameters"), &key);
	json_decref(c);
	return payload_of(a, challenge_text, counter, key);
}

#endif
