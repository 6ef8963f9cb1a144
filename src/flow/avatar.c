/* What a picture is drawn from; see the header. */
#include "flow/avatar.h"

struct str
avatar_value(struct arena *a, const struct house *h, const struct site *s, const struct comment *c)
{
	unsigned char mac[TOKEN_BYTES];
	struct mac *m = mac_begin(a, h->keys, PURPOSE_AVATAR);
	mac_int(m, s->id.n);
	mac_int(m, c->chain.n != 0 ? c->chain.n : c->id.n);
	mac_end(m, mac, sizeof(mac));
	return hex_encode(a, mac, AVATAR_BYTES);
}

bool
avatar_read(struct str value, unsigned char out[AVATAR_BYTES])
{
	return hex_decode(value, out, AVATAR_BYTES);
}
