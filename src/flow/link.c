/* The tokens of private links; see the header. */
#include "link.h"

#define KEY_NUMBER 1 /* of the key a token is made with; rotation adds the next, old ones stay readable */
#define HEAD_LEN (1 + 8 + 4)
#define TOKEN_LEN (HEAD_LEN + TOKEN_BYTES)

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
link_mac(struct arena *a, const struct keyring *keys, const struct link *l, unsigned char out[TOKEN_BYTES])
{
	struct mac *m = mac_begin(a, keys, l->purpose);
	mac_int(m, KEY_NUMBER);
	mac_int(m, l->site.n);
	mac_int(m, l->id);
	mac_int(m, l->generation);
	mac_int(m, l->created);
	mac_end(m, out, TOKEN_BYTES);
}

struct str
link_token(struct arena *a, const struct keyring *keys, const struct link *l)
{
	unsigned char raw[TOKEN_LEN];
	raw[0] = KEY_NUMBER;
	put_be(raw + 1, (uint64_t)l->id, 8);
	put_be(raw + 9, l->generation, 4);
	link_mac(a, keys, l, raw + HEAD_LEN);
	return b64_encode(a, raw, sizeof(raw));
}

static bool
unpack(struct str token, unsigned char raw[TOKEN_LEN])
{
	return b64_decode(token, raw, TOKEN_LEN) && raw[0] == KEY_NUMBER && !(raw[1] & 0x80);
}

bool
link_read(struct str token, int64_t *ret_id, unsigned *ret_generation)
{
	unsigned char raw[TOKEN_LEN];
	if (!unpack(token, raw))
		return false;
	*ret_id = (int64_t)get_be(raw + 1, 8);
	*ret_generation = (unsigned)get_be(raw + 9, 4);
	return true;
}

bool
link_good(struct arena *a, const struct keyring *keys, const struct link *l, struct str token)
{
	unsigned char raw[TOKEN_LEN], want[TOKEN_BYTES];
	if (!unpack(token, raw))
		return false;
	link_mac(a, keys, l, want);
	return crypt_equal(want, raw + HEAD_LEN, sizeof(want));
}
