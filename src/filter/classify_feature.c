/*
 * A text's features: what of it may weigh. Works on the reading that the word lists work on, so a
 * disguise is one word to both. Knows no weight.
 *
 * A link is one symbol (and its host a feature), a number is its length: addresses and numbers change
 * from one wave of spam to the next, that there is one does not. A link to what readers cite (a source:
 * links.h) is another symbol, without a host; neither it nor the digits in it are counted.
 */
#include <math.h>
#include <pthread.h>

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
#define SYM_SOURCE 0x110002u /* a link to what readers cite */
#define SYM_TWICE (1u << 24) /* the letter stands twice; thrice and more is a manner of speaking: once */

struct symbol {
	uint64_t c; /* 32 bits of it; a factor of 64-bit numbers */
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

static uint32_t
symbol_of(const struct glyph *g)
{
	return is_digit(g->c) ? '0' : g->c | (g->run == 2 ? SYM_TWICE : 0);
}

/* Of a text without links: symbol by symbol. No two gaps stand beside each other in a reading. */
static void
symbols_bare(struct symbols *out, const struct reading *r, size_t cap)
{
	struct symbol *s = out->s + out->n;
	const struct symbol *most = out->s + cap;
	const struct glyph *g = r->g, *end = g + r->plain;
	if (g < end && !glyph_is_word(g)) /* one with the gap before it */
		g++;
	for (; g < end && s < most; g++, s++)
		*s = (struct symbol){glyph_is_word(g) ? symbol_of(g) : SYM_GAP, {g->from, g->to}};
	out->n = (size_t)(s - out->s);
}

static bool
is_source(const struct seen *seen, const struct link *l)
{
	return !seen->no_sources && l->source;
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
	size_t i = 0;
	if (seen->n_links == 0) {
		symbols_bare(&out, r, cap);
		i = r->plain;
	}
	for (; i < r->plain && out.n < cap; i++) {
		const struct glyph *g = &r->g[i];
		while (out.links > 0 && out.link->to <= g->from) {
			out.link++;
			out.links--;
		}
		if (out.links > 0 && g->from >= out.link->from) {
			symbol(&out, SYM_GAP, g->from, g->from);
			symbol(&out, is_source(seen, out.link) ? SYM_SOURCE : SYM_LINK, out.link->from,
			       out.link->to);
			symbol(&out, SYM_GAP, out.link->to, out.link->to);
			while (i + 1 < r->plain && r->g[i + 1].from < out.link->to)
				i++;
			continue;
		}
		if (!glyph_is_word(g))
			symbol(&out, SYM_GAP, g->from, g->to);
		else
			symbol(&out, symbol_of(g), g->from, g->to);
	}
	/* Of a long text it stands where the reading stopped: nothing behind that weighs. */
	size_t end = r->plain > cap ? out.s[out.n - 1].at.to : seen->text.n;
	symbol(&out, SYM_GAP, end, end);
	return out;
}

/* ---- collecting -------------------------------------------------------------------------------- */

struct collector {
	const uint64_t *start, *k; /* the hasher's */
	unsigned shift;
	uint64_t *in;              /* bit n: index n is one of them */
	uint32_t *at;
	struct span *spans;        /* NULL: not wanted */
};

/* One more behind the `n` that are in, unless it is one of them; how many there are now. Without a branch:
 * whether it is one of them no processor can guess. The collector comes by value, so that the compiler need
 * not read it again after each store. */
static inline uint32_t
collect(const struct collector to, uint32_t n, uint64_t sum, struct span span)
{
	uint32_t at = (uint32_t)(sum >> to.shift);
	uint64_t was = to.in[at / 64], now = was | UINT64_C(1) << at % 64;
	to.in[at / 64] = now;
	to.at[n] = at;
	if (to.spans != NULL)
		to.spans[n] = span;
	return n + (was < now);
}

/* The features of a group, of which the collector's last are. */
static void
group_done(struct features *f, enum group group, uint32_t n, float weight)
{
	uint32_t from = group > 0 ? f->end[group - 1] : 0;
	f->end[group] = n;
	f->value[group] = n > from ? weight / sqrtf((float)(n - from)) : 0;
}

/* The word that begins with symbol `i`, hashed; *ret_n: its symbols, 0 if it is a gap. A gap is the last. */
static uint64_t
word_sum(const struct collector *h, const struct symbols *in, size_t i, size_t *ret_n)
{
	const struct symbol *s = in->s + i;
	uint64_t sum = h->start[KIND_WORD];
	uint32_t other = 0; /* than digits */
	size_t n = 0;
	for (; n < HASH_LEN && s[n].c != SYM_GAP; n++) {
		sum += h->k[n] * s[n].c;
		other |= s[n].c ^ '0';
	}
	for (; s[n].c != SYM_GAP; n++)
		other |= s[n].c ^ '0';
	*ret_n = n;
	if (other != 0 || n == 0)
		return sum;
	return h->start[KIND_WORD] + h->k[0] * SYM_NUMBER + h->k[1] * (n < 12 ? n : 12);
}

static uint32_t
words_of(const struct collector to, uint32_t count, const struct symbols *in)
{
	uint32_t last = 0; /* hash of the word before */
	struct span last_at = {0, 0};
	for (size_t i = 0, n; i < in->n; i += n + 1) {
		uint64_t sum = word_sum(&to, in, i, &n);
		if (n == 0)
			continue;
		struct span at = {in->s[i].at.from, in->s[i + n - 1].at.to};
		uint32_t now = (uint32_t)(sum >> 32);
		count = collect(to, count, sum, at);
		count = collect(to, count, to.start[KIND_PAIR] + to.k[0] * last + to.k[1] * now,
				(struct span){last == 0 ? at.from : last_at.from, at.to});
		last = now;
		last_at = at;
	}
	return count;
}

#define HOSTS_MAX 16 /* of one text */

static uint32_t
hosts_of(const struct collector to, uint32_t n, const struct seen *seen)
{
	for (size_t i = 0, hosts = 0; i < seen->n_links && hosts < HOSTS_MAX; i++) {
		struct str host = seen->links[i].host;
		if (is_source(seen, &seen->links[i]))
			continue;
		hosts++;
		if (str_starts(host, STR("www.")))
			host = str_from(host, 4);
		uint64_t sum = to.start[KIND_HOST];
		for (size_t k = 0; k < host.n && k < HASH_LEN; k++)
			sum += to.k[k] * (unsigned char)host.p[k];
		n = collect(to, n, sum,
			    (struct span){(uint32_t)seen->links[i].from, (uint32_t)seen->links[i].to});
	}
	return n;
}

/* Three, four and five symbols from each one on, up to the first that has fewer behind it. Inlined, so that
 * what wants no spans does not ask for each. */
static inline __attribute__((always_inline)) uint32_t
chars_of(const struct collector to, uint32_t n, const struct symbols *in)
{
	const uint64_t k0 = to.k[0], k1 = to.k[1], k2 = to.k[2], k3 = to.k[3], k4 = to.k[4];
	const uint64_t three = to.start[KIND_CHAR3], four = to.start[KIND_CHAR4],
		       five = to.start[KIND_CHAR5];
	const struct symbol *s = in->s, *end = s + in->n;
	for (; s + 2 < end; s++) {
		uint64_t sum = k0 * s[0].c + k1 * s[1].c + k2 * s[2].c;
		n = collect(to, n, three + sum, (struct span){s[0].at.from, s[2].at.to});
		if (s + 4 >= end)
			break;
		sum += k3 * s[3].c;
		n = collect(to, n, four + sum, (struct span){s[0].at.from, s[3].at.to});
		sum += k4 * s[4].c;
		n = collect(to, n, five + sum, (struct span){s[0].at.from, s[4].at.to});
	}
	if (s + 3 < end) {
		uint64_t sum = k0 * s[0].c + k1 * s[1].c + k2 * s[2].c + k3 * s[3].c;
		n = collect(to, n, four + sum, (struct span){s[0].at.from, s[3].at.to});
	}
	return n;
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
count_bytes(struct str t, size_t n[SHAPE__MAX])
{
	size_t digits = 0; /* in a row, with what stands between digits of a phone number */
	for (size_t i = 0; i < t.n; i++) {
		unsigned char c = (unsigned char)t.p[i];
		if (c >= 'a' && c <= 'z') { /* most of most texts */
			digits = 0;
			continue;
		}
		if (is_digit(c)) {
			digits++;
			n[SHAPE_DIGITS]++;
			n[SHAPE_PHONE] += digits == PHONE_DIGITS;
			continue;
		}
		/* A full stop parts the numbers of a version, an address of the network, a price. */
		if (c != ' ' && c != '-' && c != '(' && c != ')' && c != '/')
			digits = 0;
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

/* Of the text without its sources: the numbers in such an address say nothing about who cites it. */
static void
count_outside(const struct seen *seen, size_t n[SHAPE__MAX])
{
	size_t at = 0, end = seen->text.n < SYMBOLS_MAX ? seen->text.n : SYMBOLS_MAX;
	n[SHAPE_LINKS] = seen->n_links;
	for (size_t i = 0; i < seen->n_links && at < end; i++) {
		const struct link *l = &seen->links[i];
		if (!is_source(seen, l))
			continue;
		n[SHAPE_LINKS]--;
		if (l->from > at)
			count_bytes(str_sub(seen->text, at, l->from < end ? l->from : end), n);
		at = l->to;
	}
	if (at < end)
		count_bytes(str_sub(seen->text, at, end), n);
}

/* What of the reading's letters is no matter of course. */
static void
count_odd(const struct reading *r, size_t end, size_t n[SHAPE__MAX])
{
	for (size_t i = 0; i < end; i++) {
		const struct glyph *g = &r->g[i];
		n[SHAPE_HIDDEN] += (g->bits & GLYPH_HIDDEN) != 0 && i + 1 < r->plain &&
				   glyph_is_word(g + 1);
		n[SHAPE_SWAPPED] += (g->bits & GLYPH_SWAPPED) != 0;
		n[SHAPE_STRETCHED] += glyph_is_word(g) && g->run > 2 && !is_digit(g->c);
	}
}

static uint32_t
shapes_of(const struct collector to, uint32_t count, const struct seen *seen, const struct symbols *in)
{
	size_t n[SHAPE__MAX] = {[SHAPE_LENGTH] = in->n};
	const struct reading *r = seen->reading;
	size_t end = r->plain < SYMBOLS_MAX ? r->plain : SYMBOLS_MAX;
	struct glance glance = end == r->plain ? r->glance : glance_at(r->g, end);
	count_outside(seen, n);
	if ((glance.bits & (GLYPH_HIDDEN | GLYPH_SWAPPED)) || glance.longest > 2)
		count_odd(r, end, n);
	n[SHAPE_CAPITALS] = glance.letters < 8 ? 9 : 1 + glance.upper * 6 / (glance.letters + 1);
	for (uint32_t i = 0; i < SHAPE__MAX; i++)
		count = collect(to, count,
				to.start[KIND_SHAPE] + to.k[0] * i +
					to.k[1] * (i == SHAPE_CAPITALS ? (uint32_t)n[i] : bucket(n[i])),
				(struct span){0, 0});
	for (size_t i = 0; i < seen->n_baits; i++) {
		const struct bait_hit *b = &seen->baits[i];
		count = collect(to, count,
				to.start[KIND_SHAPE] + to.k[0] * (SHAPE__MAX + b->family) +
					to.k[1] * b->hold,
				(struct span){b->from, b->to});
	}
	return count;
}

/* ---- all of them ------------------------------------------------------------------------------- */

struct seen
seen_of(struct arena *a, const struct bait *bait, struct str text)
{
	struct reading *r = arena_new_of(a, struct reading);
	struct seen seen = {.reading = r};
	struct link *links;
	struct bait_hit *baits;
	*r = normalise(a, text);
	seen.text = text = str_sub(text, 0, r->end);
	struct tokens tokens = tokens_of(a, r);
	seen.n_links = addresses_find(a, text, &links);
	seen.n_baits = bait_find(bait, a, &tokens, &baits);
	seen.links = links;
	seen.baits = baits;
	return seen;
}

/* A bit for each place that a feature can have. Those of the pool are all zero: 32 KB that each call
 * would have to wipe are a tenth of a verdict. As many as verdicts were under way at once; one for each
 * thread would be eight megabytes. A model of fewer bits touches the beginning alone. */
struct marks {
	struct marks *next;
	uint64_t in[1u << (MODEL_BITS_MAX - 6)];
};

static struct {
	pthread_mutex_t lock; /* taken after any other, and for a moment */
	struct marks *first;
} spare = {.lock = PTHREAD_MUTEX_INITIALIZER};

static struct marks *
marks_take(void)
{
	pthread_mutex_lock(&spare.lock);
	struct marks *m = spare.first;
	if (m != NULL)
		spare.first = m->next;
	pthread_mutex_unlock(&spare.lock);
	return m != NULL ? m : heap_zero(1, sizeof(*m));
}

/* Clean again. */
static void
marks_give(struct marks *m, const struct features *f, uint32_t n)
{
#pragma GCC unroll 4 /* counting is half of the work */
	for (uint32_t i = 0; i < n; i++)
		m->in[f->at[i] / 64] = 0;
	pthread_mutex_lock(&spare.lock);
	m->next = spare.first;
	spare.first = m;
	pthread_mutex_unlock(&spare.lock);
}

static struct features
features_make(struct arena *a, const struct hasher *h, const struct seen *seen, bool placed)
{
	struct symbols in = symbols_of(a, seen);
	/* Three of characters and at most one word and a pair for each two symbols, hosts, shapes; and one
	 * that is written and does not count. */
	size_t max = in.n * 4 + HOSTS_MAX + SHAPE__MAX + BAIT_HITS_MAX * 2 + 1;
	must(h->bits >= MODEL_BITS_MIN && h->bits <= MODEL_BITS_MAX);
	struct features f = {.at = arena_alloc(a, max * sizeof(*f.at)),
			     .spans = placed ? arena_alloc(a, max * sizeof(*f.spans)) : NULL};
	struct marks *marks = marks_take();
	const struct collector to = {.start = h->start, .k = h->k, .shift = 64 - h->bits, .in = marks->in,
				     .at = f.at, .spans = f.spans};
	uint32_t n = words_of(to, 0, &in);
	n = hosts_of(to, n, seen);
	group_done(&f, GROUP_WORDS, n, 2);
	if (placed) {
		n = chars_of(to, n, &in);
	} else {
		struct collector bare = to;
		bare.spans = NULL;
		n = chars_of(bare, n, &in);
	}
	group_done(&f, GROUP_CHARS, n, 1);
	n = shapes_of(to, n, seen, &in);
	group_done(&f, GROUP_SHAPE, n, 2);
	marks_give(marks, &f, n);
	return f;
}

struct features
features_of(struct arena *a, const struct hasher *h, const struct seen *seen)
{
	return features_make(a, h, seen, false);
}

struct features
features_placed(struct arena *a, const struct hasher *h, const struct seen *seen)
{
	return features_make(a, h, seen, true);
}
