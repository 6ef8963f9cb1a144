/*
 * The model file. Little-endian; V is a number in groups of 7 bits, lowest first, the top bit of a byte
 * says that more follow (at most 5 bytes).
 *
 *   "RJMODEL\n"  32 bits: format version  32 bytes: the hash key  8 bits: bits of an index
 *   for each head:  8 bits: is it there?  if so
 *     4 doubles: scale, bias, slope and offset of the calibration
 *     V: weights that follow; each: V: indices skipped since the last one, V: weight, zigzag (0 -1 1 -2 …)
 *   32 bytes: BLAKE2b-256 of all before
 *
 * The digest finds damage; a file made to deceive is read within bounds all the same.
 */
#include <math.h>

#include "base/buf.h"
#include "filter/learn.h"

#define MAGIC "RJMODEL\n"
#define FORMAT_VERSION 1
#define FILE_MAX (16u << 20)

/* ---- writing ----------------------------------------------------------------------------------- */

static void
put_bits(struct buf *b, uint64_t n, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		buf_char(b, (char)(n >> (8 * i)));
}

static void
put_double(struct buf *b, double d)
{
	uint64_t n;
	memcpy(&n, &d, sizeof(n));
	put_bits(b, n, 8);
}

static void
put_number(struct buf *b, uint32_t n)
{
	for (; n >= 0x80; n >>= 7)
		buf_char(b, (char)(n | 0x80));
	buf_char(b, (char)n);
}

static void
put_head(struct buf *b, const struct model *m, enum head head)
{
	const struct head_params *p = &m->head[head];
	uint32_t size = 1u << m->hasher.bits, n = 0, next = 0;
	buf_char(b, p->there);
	if (!p->there)
		return;
	put_double(b, p->scale);
	put_double(b, p->bias);
	put_double(b, p->platt.slope);
	put_double(b, p->platt.offset);
	for (uint32_t i = 0; i < size; i++)
		n += m->w[i][head] != 0;
	put_number(b, n);
	for (uint32_t i = 0; i < size; i++) {
		int w = m->w[i][head];
		if (w == 0)
			continue;
		put_number(b, i - next);
		put_number(b, w > 0 ? (uint32_t)w * 2 : (uint32_t)-w * 2 - 1);
		next = i + 1;
	}
}

struct str
model_write(struct arena *a, const struct model *m)
{
	struct buf b = buf_in(a, FILE_MAX);
	buf_lit(&b, MAGIC);
	put_bits(&b, FORMAT_VERSION, 4);
	buf_add(&b, m->key, sizeof(m->key));
	buf_char(&b, (char)m->hasher.bits);
	for (enum head h = 0; h < HEAD__MAX; h++)
		put_head(&b, m, h);
	struct hash digest = crypt_digest(buf_view(&b));
	buf_add(&b, digest.b, sizeof(digest.b));
	must(!b.over);
	return buf_view(&b);
}

/* ---- reading ----------------------------------------------------------------------------------- */

struct reader {
	struct str rest;
	bool bad; /* sticks */
};

static uint64_t
get_bits(struct reader *r, unsigned bytes)
{
	uint64_t n = 0;
	if (r->rest.n < bytes) {
		r->bad = true;
		return 0;
	}
	for (unsigned i = bytes; i-- > 0;)
		n = n << 8 | (unsigned char)r->rest.p[i];
	r->rest = str_from(r->rest, bytes);
	return n;
}

static double
get_double(struct reader *r)
{
	uint64_t n = get_bits(r, 8);
	double d;
	memcpy(&d, &n, sizeof(d));
	/* Far beyond anything that training makes, and sums of them stay finite. */
	if (!(fabs(d) <= 1e6))
		r->bad = true;
	return r->bad ? 0 : d;
}

static uint32_t
get_number(struct reader *r)
{
	uint64_t n = 0;
	for (unsigned shift = 0; shift < 35; shift += 7) {
		uint64_t byte = get_bits(r, 1);
		n |= (byte & 0x7F) << shift;
		if ((byte & 0x80) == 0) {
			r->bad |= n > UINT32_MAX;
			return r->bad ? 0 : (uint32_t)n;
		}
	}
	r->bad = true;
	return 0;
}

static void
get_head(struct reader *r, struct model *m, enum head head)
{
	struct head_params *p = &m->head[head];
	uint64_t there = get_bits(r, 1);
	uint32_t size = 1u << m->hasher.bits, at = 0;
	r->bad |= there > 1;
	if (there != 1)
		return;
	p->there = true;
	p->scale = get_double(r);
	p->bias = get_double(r);
	p->platt.slope = get_double(r);
	p->platt.offset = get_double(r);
	r->bad |= !(p->scale > 0) || !(p->platt.slope > 0);
	for (uint32_t n = get_number(r); n > 0 && !r->bad; n--) {
		uint32_t skip = get_number(r), z = get_number(r);
		if (skip >= size - at || z == 0 || z > WEIGHT_MAX * 2) {
			r->bad = true;
			return;
		}
		at += skip;
		m->w[at++][head] = (int16_t)(z % 2 == 0 ? (int)(z / 2) : -(int)(z / 2) - 1);
	}
}

static enum err
refused(enum err e, struct str why, struct str *ret_why)
{
	*ret_why = why;
	return e;
}

enum err
model_read(struct str bytes, struct model **ret, struct str *ret_why)
{
	struct str magic = STR(MAGIC);
	if (!str_starts(bytes, magic))
		return refused(ERR_INPUT, STR("it is no model file"), ret_why);
	struct reader r = {.rest = str_from(bytes, magic.n)};
	if (get_bits(&r, 4) != FORMAT_VERSION && !r.bad)
		return refused(ERR_VERSION,
			       STR("it was made by another version of rejoinder; make it anew "
				   "with rejoinder filter train"), ret_why);
	if (r.rest.n < MODEL_KEY_BYTES + 1 + HASH_BYTES)
		return refused(ERR_INPUT, STR("the model file is cut short"), ret_why);
	struct str body = str_sub(bytes, 0, bytes.n - HASH_BYTES);
	struct hash digest = crypt_digest(body);
	if (!crypt_equal(digest.b, bytes.p + body.n, HASH_BYTES))
		return refused(ERR_INPUT,
			       STR("the model file is damaged or cut short: its checksum does not fit"),
			       ret_why);
	r.rest.n -= HASH_BYTES;

	struct arena *a = arena_new();
	struct model *m = arena_new_of(a, struct model);
	m->arena = a;
	m->bait = bait_shipped();
	memcpy(m->key, r.rest.p, sizeof(m->key));
	r.rest = str_from(r.rest, sizeof(m->key));
	uint64_t bits = get_bits(&r, 1);
	r.bad |= bits < MODEL_BITS_MIN || bits > MODEL_BITS_MAX;
	if (!r.bad) {
		m->hasher = hasher_of(m->key, (unsigned)bits);
		m->w = arena_zero(a, (size_t)1 << bits, sizeof(*m->w));
		for (enum head h = 0; h < HEAD__MAX && !r.bad; h++)
			get_head(&r, m, h);
	}
	if (r.bad || r.rest.n > 0) {
		model_free(&m);
		return refused(ERR_INPUT, STR("the model file has values that no training makes"),
			       ret_why);
	}
	for (unsigned i = 0; i < 8; i++)
		m->version = m->version << 8 | digest.b[i];
	*ret = m;
	return ERR_OK;
}

void
model_free(struct model **m)
{
	if (*m == NULL)
		return;
	struct arena *a = (*m)->arena;
	arena_free(&a);
	*m = NULL;
}

uint64_t
model_version(const struct model *m)
{
	return m->version;
}
