/* What a text is known by: its SimHash and how much there is to compare; see filter/similar.h. */
#include "similar_print.h"

#include "base/utf8.h"
#include "filter/mix.h"

/* Han, kana, Hangul, Thai and their neighbours say in one character what others say in three. */
static unsigned
letters_of(uint32_t c)
{
	if (c < 0x0E00)
		return 1;
	return c < 0x1100 || (c >= 0x1780 && c < 0x1800) || (c >= 0x2E80 && c < 0xD800) || c >= 0x20000 ? 3
												       : 1;
}

#define SEEN_BITS 14 /* of hashes seen: a set that takes a few different pieces of a long text for one */

/* How often each bit of the hashes was set: 64 counters, of which each word holds one binary digit. A sum
 * of hashes waits at its digit until another comes, so a hash costs two additions on the average. */
#define TALLY_BITS (SEEN_BITS + 1)
struct tally {
	uint64_t digit[TALLY_BITS], waiting[TALLY_BITS];
	uint32_t n;
};

/* The digit of a + b + *digit is left there; what is carried comes back. */
static uint64_t
add_three(uint64_t *digit, uint64_t a, uint64_t b)
{
	uint64_t either = a ^ b, carry = (a & b) | (either & *digit);
	*digit ^= either;
	return carry;
}

static void
tally_add(struct tally *t, uint64_t hash)
{
	size_t i = 0;
	for (uint32_t n = t->n++; n & 1; n >>= 1, i++) {
		hash = add_three(&t->digit[i], t->waiting[i], hash);
		t->waiting[i] = 0;
	}
	t->waiting[i] = hash;
}

/* The bits that were set in more than half of the hashes. */
static uint64_t
tally_most(struct tally *t)
{
	uint64_t carry = 0, more = 0;
	for (size_t i = 0; i < TALLY_BITS; i++) {
		uint64_t half = t->n / 2 >> i & 1 ? UINT64_MAX : 0;
		carry = add_three(&t->digit[i], t->waiting[i], carry);
		more = (t->digit[i] & ~half) | (more & ~(t->digit[i] ^ half));
	}
	return more;
}

/* The pieces of a text: four characters in a row, without spaces, each number as one digit,
 * because names of watches stay and prices change. Each piece counts once: what a language
 * says often ("tion", "ing") would bring long texts near each other that have nothing else in
 * common. */
#define PIECE 4

struct pieces {
	uint64_t key;
	uint64_t last[PIECE / 2]; /* two characters each */
	size_t n;        /* characters that went in */
	bool number;     /* the last one was a digit */
	uint64_t seen[(1u << SEEN_BITS) / 64];
	struct tally different;
};

static void
pieces_add(struct pieces *p, uint32_t c)
{
	bool digit = c >= '0' && c <= '9', more = digit && p->number;
	p->number = digit;
	if (more)
		return;
	p->last[0] = p->last[0] << 32 | p->last[1] >> 32;
	p->last[1] = p->last[1] << 32 | (digit ? '0' : c);
	if (++p->n < PIECE)
		return;
	uint64_t hash = mix64(mix64(p->last[0] ^ p->key) ^ p->last[1]);
	/* No bits of the hash itself: of a long text all are seen, and each would be set as often as not. */
	uint64_t at = hash * 0x9E3779B97F4A7C15u >> (64 - SEEN_BITS), bit = (uint64_t)1 << (at & 63);
	if (p->seen[at / 64] & bit)
		return;
	p->seen[at / 64] |= bit;
	tally_add(&p->different, hash);
}

struct print
print_make(const uint64_t seed[2], struct site_id site, struct str folded)
{
	struct pieces pieces = {.key = mix64(seed[0] + (uint64_t)site.n)};
	struct print p = {0};
	uint64_t order = seed[1];
	size_t letters = 0, n = 0;
	for (size_t at = 0; at < folded.n;) {
		uint32_t c = utf8_next(folded, &at);
		if (c == ' ')
			continue;
		n++;
		letters += letters_of(c);
		order = mix64(order ^ c);
		pieces_add(&pieces, c);
	}
	p.sim = tally_most(&pieces.different);
	p.check = (uint32_t)(order >> (64 - PRINT_CHECK_BITS));
	p.compared = letters >= SIMILAR_LETTERS && pieces.different.n * letters >= SIMILAR_PIECES * n;
	return p;
}
