/* Finds loose phrases; see the header. Knows no rule. */
#include "filter/bait.h"

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

#define BEGINS_BITS 16384u

struct bait {
	struct slot *slots;
	uint32_t mask;
	uint64_t begins[BEGINS_BITS / 64]; /* whether a look into the table is worth it */
	const struct use **uses;           /* by set; a row ends with the next one's start */
	size_t n_sets;
};

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
	uint32_t at = mixed(hash) & b->mask;
	while (b->slots[at].set != 0)
		at = (at + 1) & b->mask;
	b->slots[at] = (struct slot){hash, set, begins};
	if (begins)
		b->begins[mixed(hash) % BEGINS_BITS / 64] |= UINT64_C(1) << (mixed(hash) % 64);
}

static void
put_word(struct bait *b, struct arena *scratch, const struct listed_word *w)
{
	struct reading r = normalise(scratch, w->word);
	bool begins = w->word.p[w->word.n - 1] == '*';
	uint32_t hash = TOKEN_HASH_SEED;
	size_t letters = 0;
	for (size_t i = 0; i < r.plain && (glyph_is_word(&r.g[i]) || letters == 0); i++)
		if (glyph_is_word(&r.g[i])) {
			hash = token_hash_add(hash, r.g[i].c);
			begins |= token_is_lone(r.g[i].c);
			letters++;
		}
	must(letters > 0);
	put(b, hash, w->set, begins);
}

static void
index_phrases(struct bait *b, struct arena *a)
{
	size_t n = 0;
	for (size_t p = 0; p < PHRASES; p++)
		for (size_t k = 0; k < ELEMENTS_MAX; k++) {
			n += phrases[p].sets[k] != 0;
			b->n_sets = phrases[p].sets[k] > b->n_sets ? phrases[p].sets[k] : b->n_sets;
		}
	struct use *uses = arena_array(a, n + 1, struct use);
	b->uses = arena_array(a, b->n_sets + 2, const struct use *);
	struct use *next = uses;
	for (size_t set = 0; set <= b->n_sets; set++) {
		b->uses[set] = next;
		/* The last place first: a word must not be two elements of one phrase. */
		for (size_t p = 0; set > 0 && p < PHRASES; p++)
			for (size_t k = ELEMENTS_MAX; k-- > 0;)
				if (phrases[p].sets[k] == set)
					*next++ = (struct use){(uint16_t)p, (uint16_t)k};
	}
	b->uses[b->n_sets + 1] = next;
}

struct bait *
bait_new(struct arena *a)
{
	struct bait *b = arena_new_of(a, struct bait);
	uint32_t size = 64;
	while (size < ARRAY_LEN(listed) * 2)
		size *= 2;
	b->mask = size - 1;
	b->slots = arena_array(a, size, struct slot);
	index_phrases(b, a);
	for (size_t i = 0; i < ARRAY_LEN(listed); i++)
		put_word(b, a, &listed[i]);
	return b;
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
	for (const struct use *u = s->bait->uses[set]; u < s->bait->uses[set + 1]; u++) {
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
	for (uint32_t at = mixed(hash) & b->mask; b->slots[at].set != 0; at = (at + 1) & b->mask)
		if (b->slots[at].hash == hash && (!begins || b->slots[at].begins))
			step(s, b->slots[at].set, first, last);
}

static bool
may_begin(const struct bait *b, uint32_t hash)
{
	return (b->begins[mixed(hash) % BEGINS_BITS / 64] >> (mixed(hash) % 64) & 1) != 0;
}

/* A word, and the beginnings of it that are listed. */
static void
look_at_word(struct search *s, uint32_t i)
{
	const struct token *t = &s->words->at[i];
	uint32_t hash = TOKEN_HASH_SEED;
	for (uint32_t k = 0; k + 1 < t->n; k++) {
		hash = token_hash_add(hash, s->words->in->g[t->first + k].c);
		if (may_begin(s->bait, hash))
			look_up(s, hash, true, i, i);
	}
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
		if (may_begin(s->bait, hash))
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
