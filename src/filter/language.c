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
#define CLEARLY 2   /* as many times more than what is assumed, or than the next */

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

/* Each word counts once: "hat hat hat" is no German. */
static void
count_words(const struct reading *in, uint32_t scores[ARRAY_LEN(languages)])
{
	uint64_t seen[(ARRAY_LEN(function_words) + 63) / 64] = {0};
	char p[WORD_MAX];
	size_t words = 0;
	for (size_t i = 0; i < in->plain && words < LANGUAGE_WORDS; i++) {
		if (!glyph_is_word(&in->g[i]))
			continue;
		words++;
		const struct function_word *f = word_find(latin_word(in, &i, p));
		size_t k = f != NULL ? (size_t)(f - function_words) : 0;
		if (f == NULL || seen[k / 64] >> k % 64 & 1)
			continue;
		seen[k / 64] |= UINT64_C(1) << k % 64;
		uint32_t share = SHARE / (uint32_t)__builtin_popcount(f->set);
		for (size_t l = 0; l < ARRAY_LEN(languages); l++)
			scores[l] += f->set >> l & 1 ? share : 0;
	}
}

struct str
language_of(const struct reading *in, struct str assumed)
{
	struct str rest = assumed, primary;
	size_t count[SCRIPT__MAX + 1] = {0}, best = 0, next = 0;
	bool foreign = false;
	for (size_t i = 0; i < in->plain; i++) {
		count[script_of(in->g[i].c)]++;
		foreign |= foreign_letter(in->g[i].c);
	}
	size_t other = count[CYRILLIC] + count[ARABIC] + count[KANA] + count[HAN] + count[HANGUL];
	str_cut(&rest, '-', &primary);
	if (other > count[LATIN]) {
		struct str told = by_script(count, foreign);
		return told.n > 0 ? told : primary;
	}
	uint32_t scores[ARRAY_LEN(languages)] = {0}, own = 0;
	count_words(in, scores);
	for (size_t l = 0; l < ARRAY_LEN(languages); l++) {
		if (scores[l] > scores[best])
			best = l;
		own = str_eq(languages[l], primary) ? scores[l] : own;
	}
	for (size_t l = 0; l < ARRAY_LEN(languages); l++)
		next = l != best && scores[l] > next ? scores[l] : next;
	/* More than one word, whatever it is. */
	bool clear = scores[best] > SHARE && scores[best] > CLEARLY * own && scores[best] * 4 > next * 5;
	return clear ? languages[best] : primary;
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
