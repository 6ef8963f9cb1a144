/* Form tokens; see the header. */
#include "filter/gate_token.h"

#define HOUR 3600
#define MAC_BYTES TOKEN_BYTES

/* A token of `hour`, as text: there is one spelling, so checking is comparing. */
static struct str
token_of(struct arena *a, const struct keyring *keys, struct site_id site, struct str page,
	 int64_t hour)
{
	unsigned char bytes[MAC_BYTES];
	struct mac *mac = mac_begin(a, keys, PURPOSE_FORM);
	mac_int(mac, site.n);
	mac_str(mac, page);
	mac_int(mac, hour);
	mac_end(mac, bytes, sizeof(bytes));
	struct str text = b64_encode(a, bytes, sizeof(bytes));
	return str_printf(a, "%lld.%.*s", (long long)hour, STR_FMT(text));
}

struct str
token_make(struct arena *a, const struct keyring *keys, struct site_id site, struct str page,
	   int64_t now)
{
	must(now >= 0);
	return token_of(a, keys, site, page, now / HOUR);
}

enum token_state
token_check(struct arena *a, const struct keyring *keys, struct site_id site, struct str page,
	    struct str token, int64_t now, int64_t life)
{
	struct str rest = token, head;
	int64_t hour;
	if (token.n == 0)
		return TOKEN_NONE;
	if (!str_cut(&rest, '.', &head) || !str_int(head, 0, now / HOUR, &hour))
		return TOKEN_BAD;
	struct str ours = token_of(a, keys, site, page, hour);
	if (ours.n != token.n || !crypt_equal(ours.p, token.p, ours.n))
		return TOKEN_BAD;
	return now - hour * HOUR > life ? TOKEN_OLD : TOKEN_GOOD;
}
