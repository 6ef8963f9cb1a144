/*
 * Answers, compressed: gzip (RFC 1952) and brotli (RFC 7932). Which one a client takes is in its
 * Accept-Encoding.
 */
#ifndef VIEW_ENCODE_H
#define VIEW_ENCODE_H

#include "base/arena.h"
#include "base/str.h"

enum encoding {
	ENCODING_NONE, /* identity */
	ENCODING_GZIP,
	ENCODING_BROTLI,
	ENCODING__MAX
};

/** The best that this Accept-Encoding takes (RFC 9110, 12.5.3); q=0 means never, other weights are passed
 * over. */
enum encoding encoding_asked(struct str accept);
/** As Content-Encoding names it; "" for ENCODING_NONE. */
struct str encoding_word(enum encoding);
/** The body compressed; "" where that would save nothing, or memory is short. */
struct str encode(struct arena *, enum encoding, struct str body);

#endif
