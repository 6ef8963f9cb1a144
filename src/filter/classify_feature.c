/*
 * A text's features: what of it may weigh. Works on the reading that the word lists work on, so a
 * disguise is one word to both. Knows no weight.
 *
 * A link is one symbol (and its host a feature), a number is its length: addresses and numbers change
 * from one wave of spam to the next, that there is one does not.
 */
#include <math.h>

#include "base/utf8.h"
#include "filter/learn.h"

/* ---- hashing ----------------------------------------------------------------------------------- */

struct hasher
hasher_of(const unsigned char key[MODEL_KEY_BYTES], unsigned bits)
{
	struct hasher h = {.bits = bits};
	unsigned char block[MODEL_KEY_BYTES + 1];
	uint64_t keys[KIND__MAX + HASH_LEN] = {0};
	memcpy(block, key, MODEL_KEY_BYTES);
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		/* BLAKE2b of key and number: 4 words of 64 bits a digest, little-endian. */
		block[MODEL_KEY_BYTES] = (unsigned char)(i / 4);
		struct hash d = crypt_digest((struct str){(char *)block, sizeof(block)});
		const unsigned char *b = d.b + i % 4 * 8;
		for (size_t k = 8; k-- > 0;)
			keys[i] = keys[i] << 8 | b[k];
	}
	memcpy(h.start, keys, sizeof(h.start));
	memcpy(h.k, keys + KIND__MAX, sizeof(h.k));
	return h;
}

/* ---- symbols ----------------------------------------------------------------------------------- */

/* Beside code points: */
#define SYM_GAP ' '
#define SYM_LINK 0x110000u
#define SYM_NUMBER 0x110001u /* and its length */
#define SYM_TWICE (1u << 24) /* the letter stands twice; thrice and more is a manner of speaking: once */

struct symbol {
	uint32_t c;
	struct span at;
};

struct symbols {
	struct symbol *s;
	size_t n;
	const struct link *link; /* the next one */
	size_t links;
};

static void
symbol(struct symbols *in, uint32_t c, size_t from, size_t to)
{
	if (c == SYM_GAP && in->n > 0 && in->s[in->n - 1].c == SYM_GAP)
		return;
	in->s[in->n++] = (struct symbol){c, {(uint32_t)from, (uint32_t)to}};
}

static bool
is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

/* The plain reading as symbols, a gap at both ends. */
static struct symbols
symbols_of(struct arena *a, const struct seen *seen)
{
	const struct reading *r = seen->reading;
	size_t cap = r->plain < SYMBOLS_MAX ? r->plain : SYMBOLS_MAX;
	/* A link is up to three symbols, of as many glyphs at least. */
	struct symbols out = {.s = arena_alloc(a, (cap + 4) * sizeof(*out.s)),
			      .link = seen->links, .links = seen->n_links};
	symbol(&out, SYM_GAP, 0, 0);
	for (size_t i = 0; i < r->plain && out.n < cap; i++) {
		const struct glyph *g = &r->g[i];
		while (out.links > 0 && out.link->to <= g->from) {
			out.link++;
			out.links--;
		}
		if (out.links > 0 && g->from >= out.link->from) {
			symbol(&out, SYM_GAP, g->from, g->from);
			if (out.n < 2 || out.s[out.n - 2].c != SYM_LINK ||
			    out.s[out.n - 2].at.from != out.link->from)
				symbol(&out, SYM_LINK, out.link->from, out.link->to);
			symbol(&out, SYM_GAP, out.link->to, out.link->to);
			continue;
		}
		if (!glyph_is_word(g))
			symbol(&out, SYM_GAP, g->from, g->to);
		else
			symbol(&out, is_digit(g->c) ? '0' : g->c | (g->run == 2 ? SYM_TWICE : 0),
			       g->from, g->to);
	}
	symbol(&out, SYM_GAP, seen->text.n, seen->text.n);
	return out;
}

/* ---- collecting -------------------------------------------------------------------------------- */

struct collector {
	const struct hasher *h;
	struct features out;
	uint32_t n;
	uint32_t *slots; /* open addressing: index + 1 of those that are in */
	uint32_t mask;
};

static void
collect(struct collector *to, uint64_t sum, struct span span)
{
	uint32_t at = (uint32_t)(sum >> (64 - to->h->bits)), slot = at & to->mask;
	while (to->slots[slot] != 0) {
		if (to->slots[slot] == at + 1)
			return;
		slot = (slot + 1) & to->mask;
	}
	to->slots[slot] = at + 1;
	to->out.at[to->n] = at;
	to->out.spans[to->n++] = span;
}

static void
group_done(struct collector *to, enum group group, float weight)
{
	uint32_t from = group > 0 ? to->out.end[group - 1] : 0;
	to->out.end[group] = to->n;
	to->out.value[group] = to->n > from ? weight / sqrtf((float)(to->n - from)) : 0;
}

static size_t
word_symbols(const struct symbols *in, size_t i)
{
	size_t end = i;
	while (end < in->n && in->s[end].c != SYM_GAP)
		end++;
	return end - i;
}

static uint64_t
word_sum(const struct hasher *h, const struct symbol *s, size_t n)
{
	uint64_t sum = h->start[KIND_WORD];
	bool number = true;
	for (size_t i = 0; i < n; i++)
		number &= s[i].c == '0';
	if (number)
		return sum + h->k[0] * SYM_NUMBER + h->k[1] * (n < 12 ? n : 12);
	for (size_t i = 0; i < n && i < HASH_LEN; i++)
		sum += h->k[i] * s[i].c;
	return sum;
}

static void
words_of(struct collector *to, const struct symbols *in)
{
	const struct hasher *h = to->h;
	uint32_t last = 0; /* hash of the word before */
	struct span last_at = {0, 0};
	for (size_t i = 0, n; i < in->n; i += n + 1) {
		n = word_symbols(in, i);
		if (n == 0)
			continue;
		struct span at = {in->s[i].at.from, in->s[i + n - 1].at.to};
		uint64_t sum = word_sum(h, in->s + i, n);
		uint32_t now = (uint32_t)(sum >> 32);
		collect(to, sum, at);
		collect(to, h->start[KIND_PAIR] + h->k[0] * last + h->k[1] * now,
			(struct span){last == 0 ? at.from : last_at.from, at.to});
		last = now;
		last_at = at;
	}
}

static void
hosts_of(struct collector *to, const struct seen *seen)
{
	for (size_t i = 0; i < seen->n_links && i < 16; i++) {
		struct str host = seen->links[i].host;
		if (str_starts(host, STR("www.")))
			host = str_from(host, 4);
		uint64_t sum = to->h->start[KIND_HOST];
		for (size_t k = 0; k < host.n && k < HASH_LEN; k++)
			sum += to->h->k[k] * (unsigned char)host.p[k];
		collect(to, sum, (struct span){(uint32_t)seen->links[i].from, (uint32_t)seen->links[i].to});
	}
}

static void
chars_of(struct collector *to, const struct symbols *in)
{
	const uint64_t *k = to->h->k, *start = to->h->start;
	const struct symbol *s = in->s;
	for (size_t i = 0; i + 2 < in->n; i++) {
		uint64_t sum = k[0] * s[i].c + k[1] * s[i + 1].c + k[2] * s[i + 2].c;
		collect(to, start[KIND_CHAR3] + sum, (struct span){s[i].at.from, s[i + 2].at.to});
		if (i + 3 >= in->n)
			break;
		sum += k[3] * s[i + 3].c;
		collect(to, start[KIND_CHAR4] + sum, (struct span){s[i].at.from, s[i + 3].at.to});
		if (i + 4 >= in->n)
			break;
		sum += k[4] * s[i + 4].c;
		collect(to, start[KIND_CHAR5] + sum, (struct span){s[i].at.from, s[i + 4].at.to});
	}
}

/* ---- structure --------------------------------------------------------------------------------- */

enum shape {
	SHAPE_LENGTH,
	SHAPE_LINKS,
	SHAPE_CAPITALS,
	SHAPE_DIGITS,
	SHAPE_PHONE,
	SHAPE_MENTIONS,
	SHAPE_HASHTAGS,
	SHAPE_EXCLAIMS,
	SHAPE_ASKS,
	SHAPE_EMOJI,
	SHAPE_MONEY,
	SHAPE_LINES,
	SHAPE_MATH,
	SHAPE_HIDDEN,
	SHAPE_SWAPPED,
	SHAPE_STRETCHED,
	SHAPE__MAX
};

#define PHONE_DIGITS 7 /* fewer are a year, a price, a score */

/* 0, 1, 2, 3 … of a count, coarser and coarser. */
static uint32_t
bucket(size_t n)
{
	uint32_t b = 0;
	for (; n > 2; n /= 2)
		b += 1;
	return b + (uint32_t)n;
}

static void
count_bytes(const struct seen *seen, size_t n[SHAPE__MAX])
{
	struct str t = seen->text;
	size_t digits = 0; /* in a row, with what stands between digits of a phone number */
	size_t end = t.n < SYMBOLS_MAX ? t.n : SYMBOLS_MAX;
	for (size_t i = 0; i < end; i++) {
		unsigned char c = (unsigned char)t.p[i];
		if (is_digit(c)) {
			digits++;
			n[SHAPE_DIGITS]++;
			n[SHAPE_PHONE] += digits == PHONE_DIGITS;
			continue;
		}
		if (c != ' ' && c != '-' && c != '.' && c != '(' && c != ')' && c != '/')
			digits = 0;
		if (c >= 'a' && c <= 'z')
			continue;
		switch (c) {
		case '!':
			n[SHAPE_EXCLAIMS]++;
			break;
		case '?':
			n[SHAPE_ASKS]++;
			break;
		case '@':
			n[SHAPE_MENTIONS]++;
			break;
		case '#':
			n[SHAPE_HASHTAGS]++;
			break;
		case '$':
		case 0xA3: /* of £ in UTF-8; as a second byte of others it is rare */
			n[SHAPE_MONEY]++;
			break;
		case '\n':
			n[SHAPE_LINES]++;
			break;
		case 0xF0: /* U+1D400 to U+1D7FF: mathematical letters; beyond U+1F000: emoji */
			if (i + 1 < t.n && (unsigned char)t.p[i + 1] == 0x9D)
				n[SHAPE_MATH]++;
			else if (i + 1 < t.n && (unsigned char)t.p[i + 1] == 0x9F)
				n[SHAPE_EMOJI]++;
			break;
		}
	}
}

static void
shapes_of(struct collector *to, const struct seen *seen, const struct symbols *in)
{
	size_t n[SHAPE__MAX] = {[SHAPE_LENGTH] = in->n, [SHAPE_LINKS] = seen->n_links};
	size_t letters = 0, upper = 0;
	const struct reading *r = seen->reading;
	count_bytes(seen, n);
	for (size_t i = 0; i < r->plain && i < SYMBOLS_MAX; i++) {
		const struct glyph *g = &r->g[i];
		letters += glyph_is_word(g) && !is_digit(g->c);
		upper += (g->bits & GLYPH_UPPER) != 0;
		n[SHAPE_HIDDEN] += (g->bits & GLYPH_HIDDEN) != 0 && i + 1 < r->plain &&
				   glyph_is_word(g + 1);
		n[SHAPE_SWAPPED] += (g->bits & GLYPH_SWAPPED) != 0;
		n[SHAPE_STRETCHED] += glyph_is_word(g) && g->run > 2 && !is_digit(g->c);
	}
	n[SHAPE_CAPITALS] = letters < 8 ? 9 : 1 + upper * 6 / (letters + 1);
	for (uint32_t i = 0; i < SHAPE__MAX; i++)
		collect(to, to->h->start[KIND_SHAPE] + to->h->k[0] * i +
			to->h->k[1] * (i == SHAPE_CAPITALS ? (uint32_t)n[i] : bucket(n[i])),
			(struct span){0, 0});
	for (size_t i = 0; i < seen->n_baits; i++) {
		const struct bait_hit *b = &seen->baits[i];
		collect(to, to->h->start[KIND_SHAPE] + to->h->k[0] * (SHAPE__MAX + b->family) +
			to->h->k[1] * b->hold, (struct span){b->from, b->to});
	}
}

/* ---- all of them ------------------------------------------------------------------------------- */

struct seen
seen_of(struct arena *a, const struct bait *bait, struct str text)
{
	struct reading *r = arena_new_of(a, struct reading);
	struct seen seen = {.text = text, .reading = r};
	struct link *links;
	struct bait_hit *baits;
	*r = normalise(a, text);
	struct tokens tokens = tokens_of(a, r);
	seen.n_links = addresses_find(a, text, &links);
	seen.n_baits = bait_find(bait, a, &tokens, &baits);
	seen.links = links;
	seen.baits = baits;
	return seen;
}

struct features
features_of(struct arena *a, const struct hasher *h, const struct seen *seen)
{
	struct symbols in = symbols_of(a, seen);
	/* Three of characters and at most one word and a pair for each two symbols, hosts, shapes. */
	size_t max = in.n * 4 + 16 + SHAPE__MAX + BAIT_HITS_MAX * 2, slots = 64;
	while (slots < max + max / 4)
		slots *= 2;
	struct collector to = {.h = h, .slots = arena_array(a, slots, uint32_t),
			       .mask = (uint32_t)slots - 1};
	to.out.at = arena_alloc(a, max * sizeof(*to.out.at));
	to.out.spans = arena_alloc(a, max * sizeof(*to.out.spans));
	words_of(&to, &in);
	hosts_of(&to, seen);
	group_done(&to, GROUP_WORDS, 2);
	chars_of(&to, &in);
	group_done(&to, GROUP_CHARS, 1);
	shapes_of(&to, seen, &in);
	group_done(&to, GROUP_SHAPE, 2);
	return to.out;
}
