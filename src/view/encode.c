/* Compression by zlib and brotli; see the header. Levels are those of the usual web server's trade: what
 * takes a millisecond or two for a page and is done once a version. */
#include "view/encode.h"

#include <brotli/encode.h>
#define ZLIB_CONST /* what is read stays as it is */
#include <zlib.h>

#define GZIP_LEVEL 6
#define GZIP_WINDOW (15 + 16) /* zlib: + 16 writes gzip's head and end */
#define GZIP_MEMORY 8
#define BROTLI_LEVEL 5
#define BROTLI_WINDOW 18 /* 256 KB: a page fits, and the encoder takes little memory */

static const struct {
	struct str word, old; /* RFC 9110, 8.4.1.3: "x-gzip" is the same */
} words[ENCODING__MAX] = {
	[ENCODING_GZIP] = {STR_C("gzip"), STR_C("x-gzip")},
	[ENCODING_BROTLI] = {STR_C("br"), STR_C("br")},
};

struct str
encoding_word(enum encoding e)
{
	must(e < ENCODING__MAX);
	return words[e].word;
}

/* "q=0", "q=0.000". */
static bool
never(struct str parameter)
{
	parameter = str_trim(parameter);
	if (!str_starts(parameter, STR("q=0")) && !str_starts(parameter, STR("Q=0")))
		return false;
	for (size_t i = 3; i < parameter.n; i++)
		if (parameter.p[i] != '.' && parameter.p[i] != '0')
			return false;
	return true;
}

enum encoding
encoding_asked(struct str accept)
{
	enum encoding best = ENCODING_NONE;
	while (accept.n > 0) {
		struct str rest, name;
		str_cut(&accept, ',', &rest);
		str_cut(&rest, ';', &name);
		name = str_trim(name);
		for (enum encoding e = ENCODING_GZIP; e < ENCODING__MAX; e++)
			if ((str_eq(name, words[e].word) || str_eq(name, words[e].old)) && !never(rest) &&
			    e > best)
				best = e;
	}
	return best;
}

static struct str
gzip(char *to, size_t room, struct str body)
{
	z_stream z = {0};
	size_t n = 0;
	if (deflateInit2(&z, GZIP_LEVEL, Z_DEFLATED, GZIP_WINDOW, GZIP_MEMORY, Z_DEFAULT_STRATEGY) != Z_OK)
		return STR("");
	z.next_in = (const Bytef *)body.p;
	z.avail_in = (uInt)body.n;
	z.next_out = (Bytef *)to;
	z.avail_out = (uInt)room;
	if (deflate(&z, Z_FINISH) == Z_STREAM_END)
		n = z.total_out;
	deflateEnd(&z);
	return (struct str){to, n};
}

static struct str
brotli(char *to, size_t room, struct str body)
{
	size_t n = room;
	if (!BrotliEncoderCompress(BROTLI_LEVEL, BROTLI_WINDOW, BROTLI_MODE_TEXT, body.n,
				   (const uint8_t *)body.p, &n, (uint8_t *)to))
		n = 0;
	return (struct str){to, n};
}

struct str
encode(struct arena *a, enum encoding e, struct str body)
{
	struct str s = STR("");
	if (body.n == 0 || body.n > INT32_MAX)
		return s;
	char *to = arena_alloc(a, body.n);
	switch (e) {
	case ENCODING_GZIP:
		s = gzip(to, body.n, body);
		break;
	case ENCODING_BROTLI:
		s = brotli(to, body.n, body);
		break;
	case ENCODING_NONE:
	case ENCODING__MAX:
		must(!"a compression");
	}
	return s;
}
