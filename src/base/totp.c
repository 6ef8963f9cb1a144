/* One-time codes and QR codes over liboath and libqrencode; see the header. No other file knows them. */
#include "base/totp.h"

#include <limits.h>
#include <liboath/oath.h>
#include <qrencode.h>

#include "base/buf.h"
#include "base/crypt.h"
#include "base/page.h"

struct str
totp_code(struct arena *a, struct str secret, int64_t now)
{
	char *code = arena_alloc(a, TOTP_DIGITS + 1);
	must(secret.n == TOTP_SECRET_BYTES);
	int e = oath_totp_generate(secret.p, secret.n, (time_t)now, TOTP_SECONDS,
				   OATH_TOTP_DEFAULT_START_TIME,
				   TOTP_DIGITS, code);
	must(e == OATH_OK); /* it fails for digits and bytes that it does not know */
	return (struct str){code, TOTP_DIGITS};
}

int64_t
totp_step(struct arena *a, struct str secret, struct str code, int64_t now, int64_t used)
{
	int64_t found = -1;
	char typed[TOTP_DIGITS] = {0}; /* no digit: equal to no code */
	if (code.n == TOTP_DIGITS)
		memcpy(typed, code.p, TOTP_DIGITS);
	for (int64_t side = -1; side <= 1; side++) {
		int64_t step = now / TOTP_SECONDS + side;
		struct str good = totp_code(a, secret, step * TOTP_SECONDS);
		if (crypt_equal(good.p, typed, TOTP_DIGITS) && step > used)
			found = step;
	}
	return found;
}

/* RFC 4648, 6, without padding: 160 bits are 32 letters. Not liboath's, whose memory is not ours to give
 * back. */
static struct str
base32(struct arena *a, struct str bytes)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	size_t n = bytes.n * 8 / 5;
	char *out = arena_alloc(a, n + 1);
	must(bytes.n % 5 == 0);
	for (size_t i = 0; i < n; i++) {
		unsigned bits = 0;
		for (size_t bit = i * 5; bit < i * 5 + 5; bit++)
			bits = bits << 1 | ((unsigned char)bytes.p[bit / 8] >> (7 - bit % 8) & 1);
		out[i] = letters[bits];
	}
	return (struct str){out, n};
}

struct str
totp_spelled(struct arena *a, struct str secret)
{
	struct str whole = base32(a, secret);
	struct buf b = buf_in(a, whole.n * 2);
	for (size_t i = 0; i < whole.n; i++) {
		if (i > 0 && i % 4 == 0)
			buf_lit(&b, " ");
		buf_add(&b, &whole.p[i], 1);
	}
	return buf_view(&b);
}

struct str
totp_address(struct arena *a, struct str issuer, struct str account, struct str secret)
{
	struct str spelled = base32(a, secret);
	issuer = page_query(a, issuer);
	account = page_query(a, account);
	return str_printf(a, "otpauth://totp/%.*s:%.*s?secret=%.*s&issuer=%.*s", STR_FMT(issuer),
			  STR_FMT(account), STR_FMT(spelled), STR_FMT(issuer));
}

enum err
qr_make(struct arena *a, struct str text, struct qr *ret)
{
	must(text.n > 0 && text.n < INT_MAX);
	QRcode *made = QRcode_encodeData((int)text.n, (const unsigned char *)text.p, 0, QR_ECLEVEL_M);
	if (made == NULL)
		return ERR_FULL;
	size_t side = (size_t)made->width;
	unsigned char *dark = arena_alloc(a, side * side);
	for (size_t i = 0; i < side * side; i++)
		dark[i] = made->data[i] & 1; /* the other bits say what the module is for */
	crypt_wipe(made->data, side * side); /* it is the text, readable */
	QRcode_free(made);
	*ret = (struct qr){side, dark};
	return ERR_OK;
}
