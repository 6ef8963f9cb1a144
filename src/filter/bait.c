/* Finds loose phrases; see the header. Knows no rule. */
#include "filter/bait.h"

#include <pthread.h>

#define ELEMENTS_MAX 5
#define GAP 3      /* other words between two elements */
#define GAP_LONE 6 /* the same in scripts without spaces */
#define LONE_MAX 8 /* characters of a word of such a script */

static const struct phrase {
	enum bait_family family;
	bool hold;
	const char *lang;
	uint16_t sets[ELEMENTS_MAX]; /* 0: none */
} phrases[] = {
#define BAIT_WORD(set, word)
#define BAIT_PHRASE(family, hold, lang, ...) {BAIT_##family, (hold), (lang), __VA_ARGS__},
#include "bait.def"
#undef BAIT_WORD
#undef BAIT_PHRASE
};
#define PHRASES ARRAY_LEN(phrases)

static const struct listed_word {
	uint16_t set;
	struct str word;
} listed[] = {
#define BAIT_WORD(set, word) {(set), STR_C(word)},
#define BAIT_PHRASE(family, hold, lang, ...)
#include "bait.def"
#undef BAIT_WORD
#undef BAIT_PHRASE
};

struct slot {
	uint32_t hash;
	uint16_t set; /* 0: free */
	bool begins;  /* a beginning, or a word of a script without spaces */
};

/* An element of a phrase that a set stands for. */
struct use {
	uint16_t phrase, place;
};

#define BLOOM_BITS 16384u
#define PAIRS 32u /* characters that differ by so much are taken for one */
#define SLOTS 4096u /* at most half of them full */
_Static_assert(ARRAY_LEN(listed) * 2 <= SLOTS, "raise SLOTS");

struct bait {
	struct slot slots[SLOTS];
	/* Whether a look into the table is worth it: for the beginning of a word, for a word. */
	uint64_t begins[BLOOM_BITS / 64], whole[BLOOM_BITS / 64];
	uint32_t pairs[PAIRS]; /* of the first two characters of a beginning: by one, a bit for the other */
	struct use uses[PHRASES * ELEMENTS_MAX];
	uint16_t first_use[ARRAY_LEN(listed) + 2]; /* by set; its row ends with the next one's start */
};

static struct bait shipped;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* ---- building -------------------------------------------------------------------------------------- */

static uint32_t
mixed(uint32_t hash)
{
	hash ^= hash >> 15;
	hash *= 0x2C1B3C6Du; /* of Chris Wellons' hash prospector, "lowbias32" */
	return hash ^ hash >> 12;
}

static void
put(struct bait *b, uint32_t hash, uint16_t set, bool begins)
{
	uint32_t at = mixed(hash) % SLOTS;
	while (b->slots[at].set != 0)
		at = (at + 1) % SLOTS;
	b->slots[at] = (struct slot){hash, set, begins};
	uint64_t *bits = begins ? b->begins : b->whole;
	bits[mixed(hash) % BLOOM_BITS / 64] |= UINT64_C(1) << (mixed(hash) % 64);
}

static void
put_word(struct bait *b, struct arena *scratch, const struct listed_word *w)
{
	struct reading r = normalise(scratch, w->word);
	bool begins = w->word.p[w->word.n - 1] == '*';
	uint32_t hash = TOKEN_HASH_SEED, pair[2] = {0, 0};
	size_t letters = 0;
	bool lone = false;
	for (size_t i = 0; i < r.plain && (glyph_is_word(&r.g[i]) || letters == 0); i++)
		if (glyph_is_word(&r.g[i])) {
			hash = token_hash_add(hash, r.g[i].c);
			lone |= is_lone(r.g[i].c);
			if (letters < ARRAY_LEN(pair))
				pair[letters] = r.g[i].c;
			letters++;
		}
	must(letters > 0);
	if (begins && !lone)
		b->pairs[pair[0] % PAIRS] |= letters == 1 ? UINT32_MAX : UINT32_C(1) << pair[1] % PAIRS;
	put(b, hash, w->set, begins || lone);
}

/* Sets have numbers from 1 on, and a word each at least. */
static void
index_phrases(struct bait *b)
{
	uint16_t at[ARRAY_LEN(listed) + 2] = {0}, n = 0;
	for (size_t p = 0; p < PHRASES; p++)
		for (size_t k = 0; k < ELEMENTS_MAX; k++) {
			must(phrases[p].sets[k] <= ARRAY_LEN(listed));
			at[phrases[p].sets[k]]++;
		}
	at[0] = 0;
	for (size_t set = 0; set < ARRAY_LEN(at); set++) {
		b->first_use[set] = n;
		n = (uint16_t)(n + at[set]);
		at[set] = b->first_use[set];
	}
	/* The last place first: a word must not be two elements of one phrase. */
	for (size_t p = 0; p < PHRASES; p++)
		for (size_t k = ELEMENTS_MAX; k-- > 0;)
			if (phrases[p].sets[k] != 0)
				b->uses[at[phrases[p].sets[k]]++] =
					(struct use){(uint16_t)p, (uint16_t)k};
}

static void
make(void)
{
	struct arena *scratch = arena_new();
	index_phrases(&shipped);
	for (size_t i = 0; i < ARRAY_LEN(listed); i++) {
		put_word(&shipped, scratch, &listed[i]);
		arena_reset(scratch);
	}
	arena_free(&scratch);
}

const struct bait *
bait_shipped(void)
{
	pthread_once(&once, make);
	return &shipped;
}

/* ---- finding --------------------------------------------------------------------------------------- */

/* How far a phrase has come: the word that its element so far ended with, one above; 0: not begun. */
struct progress {
	uint32_t end, first;
};

/* A phrase that has begun. */
struct begun {
	struct progress at[ELEMENTS_MAX];
	bool found;
};

/* Of the many phrases a text begins few: only those get room. */
struct search {
	const struct bait *bait;
	const struct tokens *words;
	struct arena *arena;
	uint16_t *row;       /* by phrase: of `begun`, one above; 0: not begun. NULL: none has */
	struct begun *begun;
	size_t n_begun;
	struct bait_hit *hits;
	size_t n;
};

/* How phrase `p` has come along; NULL: it has not begun, and does not with element `place`. */
static struct begun *
begun_of(struct search *s, uint16_t p, uint16_t place)
{
	if (s->row != NULL && s->row[p] != 0)
		return &s->begun[s->row[p] - 1];
	if (place > 0)
		return NULL;
	if (s->row == NULL)
		s->row = arena_array(s->arena, PHRASES, uint16_t);
	arena_grow(s->arena, s->begun, s->n_begun);
	s->row[p] = (uint16_t)++s->n_begun;
	return &s->begun[s->n_begun - 1];
}

static uint32_t
gap_of(const struct phrase *p)
{
	bool lone = strcmp(p->lang, "zh") == 0 || strcmp(p->lang, "ja") == 0;
	return lone ? GAP_LONE : GAP;
}

/* The words `first` to `last` are one of a set. */
static void
step(struct search *s, uint16_t set, uint32_t first, uint32_t last)
{
	const struct bait *b = s->bait;
	for (const struct use *u = b->uses + b->first_use[set]; u < b->uses + b->first_use[set + 1]; u++) {
		const struct phrase *p = &phrases[u->phrase];
		struct begun *row = begun_of(s, u->phrase, u->place);
		if (row == NULL)
			continue;
		struct progress *at = &row->at[u->place];
		uint32_t begun = first;
		if (u->place > 0) {
			const struct progress *before = at - 1;
			if (before->end == 0 || before->end > first || first - before->end > gap_of(p))
				continue;
			begun = before->first;
		}
		*at = (struct progress){last + 1, begun};
		bool whole = u->place + 1 == ELEMENTS_MAX || p->sets[u->place + 1] == 0;
		if (!whole || row->found || s->n == BAIT_HITS_MAX)
			continue;
		row->found = p->family != BAIT_CHAT;
		arena_grow(s->arena, s->hits, s->n);
		s->hits[s->n++] = (struct bait_hit){token_from(s->words, begun),
						     token_to(s->words, last), p->family, p->hold};
	}
}

static void
look_up(struct search *s, uint32_t hash, bool begins, uint32_t first, uint32_t last)
{
	const struct bait *b = s->bait;
	for (uint32_t at = mixed(hash) % SLOTS; b->slots[at].set != 0; at = (at + 1) % SLOTS)
		if (b->slots[at].hash == hash && (!begins || b->slots[at].begins))
			step(s, b->slots[at].set, first, last);
}

static bool
may_be(const uint64_t bits[BLOOM_BITS / 64], uint32_t hash)
{
	uint32_t at = mixed(hash) % BLOOM_BITS;
	return (bits[at / 64] >> at % 64 & 1) != 0;
}

/* A word, and the beginnings of it that are listed. */
static void
look_at_word(struct search *s, uint32_t i)
{
	const struct token *t = &s->words->at[i];
	const struct glyph *g = s->words->in->g + t->first;
	uint32_t hash = TOKEN_HASH_SEED;
	bool may_begin = t->n > 1 && (s->bait->pairs[g[0].c % PAIRS] >> g[1].c % PAIRS & 1) != 0;
	for (uint32_t k = 0; may_begin && k + 1 < t->n; k++) {
		hash = token_hash_add(hash, g[k].c);
		if (may_be(s->bait->begins, hash))
			look_up(s, hash, true, i, i);
	}
	if (may_be(s->bait->begins, t->hash) || may_be(s->bait->whole, t->hash))
		look_up(s, t->hash, false, i, i);
}

static void
look_at_lone(struct search *s, uint32_t i)
{
	const struct tokens *words = s->words;
	const struct token *t = &words->at[i];
	uint32_t hash = TOKEN_HASH_SEED;
	for (uint32_t k = 0; k < LONE_MAX && i + k < words->n; k++) {
		if (!t[k].lone || t[k].first != t->first + k)
			return;
		hash = token_hash_add(hash, words->in->g[t[k].first].c);
		if (may_be(s->bait->begins, hash))
			look_up(s, hash, true, i, i + k);
	}
}

size_t
bait_find(const struct bait *b, struct arena *a, const struct tokens *words, struct bait_hit **ret)
{
	struct search s = {.bait = b, .words = words, .arena = a};
	for (uint32_t i = 0; i < words->n; i++) {
		if (words->at[i].lone)
			look_at_lone(&s, i);
		else
			look_at_word(&s, i);
	}
	*ret = s.hits;
	return s.n;
}
