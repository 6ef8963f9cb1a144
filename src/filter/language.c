/* The language of a text; see the header. The table of function words is made by language.awk. */
#include "filter/language.h"

#include <pthread.h>

static const struct str languages[] = {
#define LANGUAGE(bit_, name_) [bit_] = STR_C(name_),
#define FUNCTION_WORD(first_, last_, set_)
#include "language.def"
#undef LANGUAGE
#undef FUNCTION_WORD
};

#define SHARE 12 /* of a word that one language alone has; of two, each gets half */

static const struct function_word {
	uint64_t word; /* its letters as a number */
	uint32_t set;  /* bit n: languages[n] has it */
	uint32_t each; /* what it says for each of them */
} function_words[] = {
#define LANGUAGE(bit_, name_)
#define FUNCTION_WORD(first_, last_, set_)                                                         \
	{UINT64_C(first_) << 30 | UINT64_C(last_), (set_), SHARE / __builtin_popcount(set_)},
#include "language.def"
#undef LANGUAGE
#undef FUNCTION_WORD
};

/* How unlikely three letters in a row are in each language: -16 ln p. By grams.awk. */
#define LETTERS 27 /* the gap between words, a to z */
static const uint8_t unlikely[LETTERS * LETTERS * LETTERS][ARRAY_LEN(languages)] = {
#include "grams.def"
};

#define WORD_MAX 12 /* letters; no function word is longer */
#define ENGLISH 0   /* its number: language.txt begins with it */
#define CLEARLY 2   /* as many times more than speaks for what is assumed */

/* ---- scripts ----------------------------------------------------------------------------------- */

enum script { LATIN, CYRILLIC, ARABIC, KANA, HAN, HANGUL, SCRIPT__MAX, SCRIPT_NONE = SCRIPT__MAX };

/* Of no Latin letter. */
static enum script
script_of(uint32_t c)
{
	if (c >= 0x0400 && c <= 0x052F)
		return CYRILLIC;
	if (c >= 0x0600 && c <= 0x06FF)
		return ARABIC;
	if (c >= 0x3040 && c <= 0x30FF)
		return KANA;
	if ((c >= 0x3400 && c <= 0x9FFF) || (c >= 0x20000 && c <= 0x3FFFF))
		return HAN;
	if (c >= 0x1100 && c <= 0x11FF) /* folding takes syllables apart */
		return HANGUL;
	return c >= 0xAC00 && c <= 0xD7A3 ? HANGUL : SCRIPT_NONE;
}

/* Letters of Ukrainian, Belarusian, Macedonian and Serbian that Russian has not; of Persian and Urdu that
 * Arabic has not. */
static bool
foreign_letter(uint32_t c)
{
	switch (c) {
	case 0x0452:
	case 0x0453:
	case 0x0454:
	case 0x0456:
	case 0x0457:
	case 0x0458:
	case 0x0459:
	case 0x045A:
	case 0x045B:
	case 0x045C:
	case 0x045E:
	case 0x045F:
	case 0x0491:
	case 0x0679:
	case 0x067E:
	case 0x0686:
	case 0x0688:
	case 0x0698:
	case 0x06AF:
	case 0x06D2:
		return true;
	}
	return false;
}

/* Without Latin: most letters decide; a Japanese text has Han, too. "" if it cannot be told. */
static struct str
by_script(const size_t count[], bool foreign)
{
	if (count[KANA] > 0 && count[KANA] * 8 >= count[HAN])
		return STR("ja");
	if (count[HANGUL] > count[HAN])
		return STR("ko");
	if (count[HAN] > count[CYRILLIC] + count[ARABIC])
		return STR("zh");
	if (foreign)
		return STR("");
	return count[CYRILLIC] > count[ARABIC] ? STR("ru") : STR("ar");
}

/* ---- function words ---------------------------------------------------------------------------- */

/*
 * Letters as a number: five bits each, a = 1, the first one highest, as if each word had WORD_MAX letters
 * (the rest 0).
 */

/* The words by hash: the number of one, and one; 0: free. */
#define SLOT_BITS 13
#define SLOTS (1u << SLOT_BITS)
static uint16_t slots[SLOTS];
static pthread_once_t indexed = PTHREAD_ONCE_INIT;

/* Fibonacci hashing: Knuth, 6.4. */
static uint32_t
slot_of(uint64_t word)
{
	return (uint32_t)(word * UINT64_C(0x9E3779B97F4A7C15) >> (64 - SLOT_BITS));
}

static void
index_words(void)
{
	_Static_assert(ARRAY_LEN(function_words) < SLOTS / 2, "few look-ups take a second step");
	for (size_t i = 0; i < ARRAY_LEN(function_words); i++) {
		uint32_t at = slot_of(function_words[i].word);
		while (slots[at] != 0)
			at = (at + 1) % SLOTS;
		slots[at] = (uint16_t)(i + 1);
	}
}

/* NULL: none. */
static const struct function_word *
word_find(uint64_t word)
{
	for (uint32_t at = slot_of(word); slots[at] != 0; at = (at + 1) % SLOTS)
		if (function_words[slots[at] - 1].word == word)
			return &function_words[slots[at] - 1];
	return NULL;
}

/* The Latin word g[*at …) as a number; 0 if it is none or long. Leaves *at behind it. */
static uint64_t
latin_word(const struct reading *in, size_t *at)
{
	uint64_t word = 0;
	bool plain = true;
	const struct glyph *g = in->g + *at, *end = in->g + in->plain;
	for (; g < end && g->run == 1 && g->c - 'a' < 26; g++) /* most of most words; a gap's is a space */
		word = word << 5 | (g->c - 'a' + 1);
	size_t n = (size_t)(g - in->g) - *at;
	for (; g < end && glyph_is_word(g); g++) {
		uint32_t letter = g->c - 'a';
		plain &= letter < 26;
		word = word << 5 | (letter + 1);
		n += g->run;
		if (g->run == 1)
			continue;
		for (size_t k = 1; k < g->run && k <= WORD_MAX; k++)
			word = word << 5 | (letter + 1);
	}
	*at = (size_t)(g - in->g);
	return plain && n <= WORD_MAX ? word << 5 * (WORD_MAX - n) : 0;
}

#define SEEN_WORDS ((ARRAY_LEN(function_words) + 63) / 64)

/* The function words of the text, as a set: "hat hat hat" is no German. */
static void
see_words(const struct reading *in, uint64_t seen[SEEN_WORDS])
{
	size_t words = 0;
	for (size_t i = 0; i < in->plain && words < LANGUAGE_WORDS; i++) {
		if (!glyph_is_word(&in->g[i]))
			continue;
		words++;
		const struct function_word *f = word_find(latin_word(in, &i));
		size_t k = f != NULL ? (size_t)(f - function_words) : 0;
		seen[k / 64] |= (uint64_t)(f != NULL) << k % 64;
	}
}

#define LANGUAGES ARRAY_LEN(languages)

/* What the words seen say for each language; those that language `against` has say nothing. */
static void
evidence(const uint64_t seen[SEEN_WORDS], uint32_t against, uint32_t sum[LANGUAGES])
{
	for (size_t i = 0; i < SEEN_WORDS; i++)
		for (uint64_t rest = seen[i]; rest != 0; rest &= rest - 1) {
			const struct function_word *f =
				&function_words[i * 64 + (size_t)__builtin_ctzll(rest)];
			for (uint32_t set = f->set & against ? 0 : f->set; set != 0; set &= set - 1)
				sum[__builtin_ctz(set)] += f->each;
		}
}

/* ---- letters ----------------------------------------------------------------------------------- */

/* In units of `unlikely`, so e^12 and so on: chosen on texts of one sentence (.dev, .valid). */
#define THAN_ASSUMED (16 * 16) /* as many times likelier than the article's language … */
#define THAN_ENGLISH (8 * 16)  /* … or, of an article without one, than English, */
#define THAN_NEXT (4 * 16)     /* and than any third */
#define WORDS_MIN 4            /* names are of any language */
#define STRANGE 73             /* a letter: no language at all (19 texts in 20 have less) */
#define LETTERS_MIN 12

/* A walk over the letters of a text, three at a time. */
struct walk {
	uint32_t unlikely[LANGUAGES];
	uint32_t last; /* two letters */
	size_t letters, words;
};

static void
walk_on(struct walk *w, uint32_t letter)
{
	const uint8_t *row = unlikely[w->last * LETTERS + letter];
	for (size_t l = 0; l < LANGUAGES; l++)
		w->unlikely[l] += row[l];
	w->last = w->last % LETTERS * LETTERS + letter;
}

static bool
same_word(const struct glyph *a, const struct glyph *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (a[i].c != b[i].c)
			return false;
	return true;
}

/* Words of Latin letters alone: others are names, numbers, addresses. The same one again says nothing. */
static struct walk
walk_of(const struct reading *in)
{
	struct walk w = {0};
	size_t before = 0, n_before = 0;
	for (size_t i = 0, end, seen = 0; i < in->plain && seen < LANGUAGE_WORDS; i = end) {
		bool plain = true;
		end = i + 1;
		if (!glyph_is_word(&in->g[i]))
			continue;
		for (end = i; end < in->plain && glyph_is_word(&in->g[end]); end++)
			plain &= in->g[end].c >= 'a' && in->g[end].c <= 'z' && in->g[end].run <= 2;
		plain &= end - i != n_before || !same_word(in->g + before, in->g + i, end - i);
		seen++;
		before = i;
		n_before = end - i;
		if (!plain)
			continue;
		for (size_t k = i; k < end; k++)
			for (size_t run = 0; run < in->g[k].run; run++, w.letters++)
				walk_on(&w, in->g[k].c - 'a' + 1);
		walk_on(&w, 0);
		w.words++;
	}
	return w;
}

/* By the letters, where the words say too little; `own`: the assumed one's number, or LANGUAGES. */
static struct str
by_letters(const struct reading *in, struct str assumed, size_t own)
{
	struct walk w = walk_of(in);
	uint32_t next = UINT32_MAX;
	size_t best = 0;
	if (w.words < WORDS_MIN || w.letters < LETTERS_MIN || (own == LANGUAGES && assumed.n > 0))
		return assumed;
	for (size_t l = 1; l < LANGUAGES; l++)
		best = w.unlikely[l] < w.unlikely[best] ? l : best;
	for (size_t l = 0; l < LANGUAGES; l++)
		next = l != best && w.unlikely[l] < next ? w.unlikely[l] : next;
	uint32_t than = own < LANGUAGES ? THAN_ASSUMED : best == ENGLISH ? 0 : THAN_ENGLISH;
	uint32_t home = w.unlikely[own < LANGUAGES ? own : ENGLISH];
	if (w.unlikely[best] > (w.letters + w.words) * STRANGE)
		return assumed;
	bool clear = home - w.unlikely[best] >= than && next - w.unlikely[best] >= THAN_NEXT;
	return clear ? languages[best] : assumed;
}

/* LANGUAGES: it is none of them, or not known. */
static size_t
number_of(struct str primary)
{
	size_t l = primary.n > 0 ? 0 : LANGUAGES;
	while (l < LANGUAGES && !str_eq(languages[l], primary))
		l++;
	return l;
}

/* By the words; `assumed` unless another language is clearly more likely than it and than any third. */
static struct str
by_words(const struct reading *in, struct str assumed)
{
	uint64_t seen[SEEN_WORDS] = {0};
	uint32_t sum[LANGUAGES] = {0}, beside[LANGUAGES] = {0}, own_beside[LANGUAGES] = {0};
	size_t best = 0, own = number_of(assumed);
	uint32_t next = 0;
	pthread_once(&indexed, index_words);
	see_words(in, seen);
	evidence(seen, 0, sum);
	for (size_t l = 0; l < LANGUAGES; l++)
		best = sum[l] > sum[best] ? l : best;
	for (size_t l = 0; l < LANGUAGES; l++)
		next = l != best && sum[l] > next ? sum[l] : next;
	/* One word, whatever it is, is not enough. */
	if (sum[best] <= SHARE || sum[best] * 4 <= next * 5)
		return by_letters(in, assumed, own);
	if (own == LANGUAGES)
		return languages[best];
	evidence(seen, UINT32_C(1) << own, beside);
	evidence(seen, UINT32_C(1) << best, own_beside);
	return beside[best] > CLEARLY * own_beside[own] ? languages[best] : assumed;
}

struct str
language_of(const struct reading *in, struct str assumed)
{
	struct str rest = assumed, primary;
	size_t count[SCRIPT__MAX + 1] = {0}, latin = 0;
	bool foreign = false;
	str_cut(&rest, '-', &primary);
	if (in->glance.chars < 0x0400)
		return by_words(in, primary);
	for (size_t i = 0; i < in->plain; i++) {
		uint32_t c = in->g[i].c;
		latin += c - 'a' < 26;
		if (c < 0x0400) /* of none of the others */
			continue;
		count[script_of(c)]++;
		foreign |= foreign_letter(c);
	}
	count[LATIN] = latin;
	size_t other = count[CYRILLIC] + count[ARABIC] + count[KANA] + count[HAN] + count[HANGUL];
	if (other <= count[LATIN])
		return by_words(in, primary);
	struct str told = by_script(count, foreign);
	return told.n > 0 ? told : primary;
}

bool
language_known(struct str primary)
{
	static const struct str scripts[] = {STR_C("ru"), STR_C("ar"), STR_C("ja"), STR_C("ko"), STR_C("zh")};
	if (primary.n == 0)
		return false;
	if (number_of(primary) < LANGUAGES)
		return true;
	for (size_t s = 0; s < ARRAY_LEN(scripts); s++)
		if (str_eq(scripts[s], primary))
			return true;
	return false;
}
