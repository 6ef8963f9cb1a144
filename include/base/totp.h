/*
 * One-time codes of an authenticator (TOTP, RFC 6238, over HMAC-SHA-1: what every such program knows), the
 * address it reads its secret from (otpauth:, as Google Authenticator's wiki on key URIs has it), and the QR
 * code of that address (ISO/IEC 18004). liboath and libqrencode do the work.
 */
#ifndef BASE_TOTP_H
#define BASE_TOTP_H

#include "base/str.h"

#define TOTP_SECRET_BYTES 20 /* RFC 4226, 4: 160 bits are recommended */
#define TOTP_SECONDS 30      /* RFC 6238, 5.2: the recommended step */
#define TOTP_DIGITS 6

/** The code at this time, TOTP_DIGITS digits. */
struct str totp_code(struct arena *, struct str secret, int64_t now);
/** The step (time / TOTP_SECONDS) whose code this is: the present one, or its neighbour on either side, for
 * clocks that differ; one at or before `used` is not looked at. -1: none. In constant time. */
int64_t totp_step(struct arena *, struct str secret, struct str code, int64_t now, int64_t used);

/** In base 32 (RFC 4648), in groups of four: for who types it. */
struct str totp_spelled(struct arena *, struct str secret);
/** "otpauth://totp/ISSUER:ACCOUNT?secret=…&issuer=ISSUER". */
struct str totp_address(struct arena *, struct str issuer, struct str account, struct str secret);

struct qr {
	size_t side;               /* modules */
	const unsigned char *dark; /* 1 or 0 a module, row by row */
};
/** Of any text that a QR code holds, with 15 % to spare for damage. ERR_FULL: too long, or no memory. */
enum err qr_make(struct arena *, struct str text, struct qr *ret) NODISCARD;

#endif
