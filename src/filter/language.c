/* The language of a text; see the header. The table of function words is made by language.awk. */
#include "filter/language.h"

static const struct str languages[] = {
#define LANGUAGE(bit_, name_) [bit_] = STR_C(name_),
#define FUNCTION_WORD(word_, set_)
#include "language.def"
#undef LANGUAGE
#undef FUNCTION_WORD
};

/* Sorted. */
static const struct function_word {
	struct str word;
	uint32_t set; /* bit n: languages[n] has it */
} function_words[] = {
#define LANGUAGE(bit_, name_)
#define FUNCTION_WORD(word_, set_) {STR_C(word_), (set_)},
#include "language.def"
#undef LANGUAGE
#undef FUNCTION_WORD
};

#define WORD_MAX 12 /* letters; no function word is longer */
#define SHARE 12    /* of a word that one language alone has; of two, each gets half */
#define CLEARLY 2   /* as many times more than speaks for what is assumed */

/* ---- scripts ----------------------------------------------------------------------------------- */

enum script { LATIN, CYRILLIC, ARABIC, KANA, HAN, HANGUL, SCRIPT__MAX, SCRIPT_NONE = SCRIPT__MAX };

static enum script
script_of(uint32_t c)
{
	if (c >= 'a' && c <= 'z')
		return LATIN;
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
	static const uint32_t letters[] = {0x0454, 0x0456, 0x0457, 0x0491, 0x045E, 0x0458, 0x0459, 0x045A,
					   0x045B, 0x045F, 0x0452, 0x0453, 0x045C, 0x067E, 0x0686, 0x0698,
					   0x06AF, 0x0679, 0x0688, 0x06D2};
	for (size_t i = 0; i < ARRAY_LEN(letters); i++)
		if (letters[i] == c)
			return true;
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

/* NULL: none. */
static const struct function_word *
word_find(struct str word)
{
	size_t lo = 0, hi = ARRAY_LEN(function_words);
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		int c = str_cmp(function_words[mid].word, word);
		if (c == 0)
			return &function_words[mid];
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

/* The Latin word g[*at …) into `p`; empty if it is none or long. Leaves *at behind it. */
static struct str
latin_word(const struct reading *in, size_t *at, char p[WORD_MAX])
{
	size_t n = 0;
	bool plain = true;
	for (; *at < in->plain && glyph_is_word(&in->g[*at]); ++*at) {
		const struct glyph *g = &in->g[*at];
		plain &= g->c >= 'a' && g->c <= 'z' && n + g->run <= WORD_MAX;
		for (size_t k = 0; plain && k < g->run; k++)
			p[n++] = (char)g->c;
	}
	return plain ? (struct str){p, n} : STR("");
}

#define SEEN_WORDS ((ARRAY_LEN(function_words) + 63) / 64)

/* The function words of the text, as a set: "hat hat hat" is no German. */
static void
see_words(const struct reading *in, uint64_t seen[SEEN_WORDS])
{
	char p[WORD_MAX];
	size_t words = 0;
	for (size_t i = 0; i < in->plain && words < LANGUAGE_WORDS; i++) {
		if (!glyph_is_word(&in->g[i]))
			continue;
		words++;
		const struct function_word *f = word_find(latin_word(in, &i, p));
		size_t k = f != NULL ? (size_t)(f - function_words) : 0;
		seen[k / 64] |= (uint64_t)(f != NULL) << k % 64;
	}
}

/* What the words seen say for language `with`; those that language `against` has say nothing. */
static uint32_t
evidence(const uint64_t seen[SEEN_WORDS], uint32_t with, uint32_t against)
{
	uint32_t sum = 0;
	for (size_t i = 0; i < SEEN_WORDS; i++)
		for (uint64_t rest = seen[i]; rest != 0; rest &= rest - 1) {
			uint32_t set = function_words[i * 64 + (size_t)__builtin_ctzll(rest)].set;
			if (set & with && !(set & against))
				sum += SHARE / (uint32_t)__builtin_popcount(set);
		}
	return sum;
}

/* By the words; `assumed` unless another language is clearly more likely than it and than any third. */
static struct str
by_words(const struct reading *in, struct str assumed)
{
	uint64_t seen[SEEN_WORDS] = {0};
	uint32_t own = 0, best = 0, most = 0, next = 0;
	see_words(in, seen);
	for (size_t l = 0; l < ARRAY_LEN(languages); l++) {
		uint32_t bit = UINT32_C(1) << l, sum = evidence(seen, bit, 0);
		if (str_eq(languages[l], assumed))
			own = bit;
		next = sum > most ? most : sum > next ? sum : next;
		best = sum > most ? bit : best;
		most = sum > most ? sum : most;
	}
	/* One word, whatever it is, is not enough. */
	bool clear = most > SHARE && most * 4 > next * 5 &&
		     evidence(seen, best, own) > CLEARLY * evidence(seen, own, best);
	return clear ? languages[__builtin_ctz(best)] : assumed;
}

struct str
language_of(const struct reading *in, struct str assumed)
{
	struct str rest = assumed, primary;
	size_t count[SCRIPT__MAX + 1] = {0};
	bool foreign = false;
	for (size_t i = 0; i < in->plain; i++) {
		count[script_of(in->g[i].c)]++;
		foreign |= foreign_letter(in->g[i].c);
	}
	size_t other = count[CYRILLIC] + count[ARABIC] + count[KANA] + count[HAN] + count[HANGUL];
	str_cut(&rest, '-', &primary);
	if (other <= count[LATIN])
		return by_words(in, primary);
	struct str told = by_script(count, foreign);
	return told.n > 0 ? told : primary;
}

bool
language_known(struct str primary)
{
	static const struct str scripts[] = {STR_C("ru"), STR_C("ar"), STR_C("ja"), STR_C("ko"), STR_C("zh")};
	for (size_t l = 0; l < ARRAY_LEN(languages); l++)
		if (str_eq(languages[l], primary))
			return true;
	for (size_t s = 0; s < ARRAY_LEN(scripts); s++)
		if (str_eq(scripts[s], primary))
			return true;
	return false;
}
