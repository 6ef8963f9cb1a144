/* What other people's wire formats ask of libsodium; see the header. Must not know keys of ours. */
#include <sodium.h>

#include "base/crypt.h"

static void
hmac_begin(crypto_auth_hmacsha256_state *s, struct str key)
{
	must(crypto_auth_hmacsha256_init(s, (const unsigned char *)key.p, key.n) == 0);
}

static void
hmac_add(crypto_auth_hmacsha256_state *s, const void *p, size_t n)
{
	must(crypto_auth_hmacsha256_update(s, p, n) == 0);
}

struct hash
hmac_sha256(struct str key, struct str message)
{
	struct hash h;
	crypto_auth_hmacsha256_state s;
	hmac_begin(&s, key);
	hmac_add(&s, message.p, message.n);
	must(crypto_auth_hmacsha256_final(&s, h.b) == 0);
	sodium_memzero(&s, sizeof(s));
	return h;
}

struct hash
pbkdf2_sha256(struct str password, struct str salt, unsigned rounds)
{
	static const unsigned char first_block[4] = {0, 0, 0, 1};
	crypto_auth_hmacsha256_state keyed, s;
	struct hash sum, u;
	must(rounds > 0);
	hmac_begin(&keyed, password);
	s = keyed;
	hmac_add(&s, salt.p, salt.n);
	hmac_add(&s, first_block, sizeof(first_block));
	must(crypto_auth_hmacsha256_final(&s, u.b) == 0);
	sum = u;
	for (unsigned round = 1; round < rounds; round++) {
		s = keyed;
		hmac_add(&s, u.b, sizeof(u.b));
		must(crypto_auth_hmacsha256_final(&s, u.b) == 0);
		for (size_t i = 0; i < sizeof(sum.b); i++)
			sum.b[i] ^= u.b[i];
	}
	sodium_memzero(&keyed, sizeof(keyed));
	sodium_memzero(&s, sizeof(s));
	return sum;
}
