/* What encode() made, as a client reads it: by the libraries' own decoders. */
#ifndef TESTS_DECODE_H
#define TESTS_DECODE_H

#include <brotli/decode.h>
#define ZLIB_CONST /* what is read stays as it is */
#include <zlib.h>

#include "test.h"
#include "view/encode.h"

/* "": it is no such stream, or there is more than one. */
static struct str
decode(struct arena *a, enum encoding e, struct str coded)
{
	size_t n = 4 << 20;
	char *to = arena_alloc(a, n);
	if (e == ENCODING_BROTLI) {
		bool ok = BrotliDecoderDecompress(coded.n, (const uint8_t *)coded.p, &n, (uint8_t *)to) ==
			  BROTLI_DECODER_RESULT_SUCCESS;
		return ok ? (struct str){to, n} : STR("");
	}
	z_stream z = {.next_in = (const Bytef *)coded.p, .avail_in = (uInt)coded.n,
		      .next_out = (Bytef *)to, .avail_out = (uInt)n};
	must(inflateInit2(&z, 15 + 16) == Z_OK);
	bool ok = inflate(&z, Z_FINISH) == Z_STREAM_END && z.avail_in == 0;
	n = z.total_out;
	inflateEnd(&z);
	return ok ? (struct str){to, n} : STR("");
}

#endif
