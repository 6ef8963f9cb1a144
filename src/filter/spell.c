/*
 * How strong words are misspelled on purpose: two letters swapped (fukc), a vowel dropped (fck), a letter
 * missing or a vowel changed in a longer word (motherfuker, basterd), by sound (phuck). Each spelling is an
 * entry of its own in the automaton, so looking for them costs nothing; none is one of the ordinary words.
 * (Damerau, CACM 7(3), 1964: four in five misspellings are one such edit.)
 */
#include "filter/lexicon.h"

#include "filter/ordinary.h"

#define SPELL_MIN 4  /* letters of a word that is misspelled */
#define SPELL_MAX 16
#define SPELL_LONG 6 /* from here on a letter may be missing */
#define SPELL_OTHER 7 /* … or a vowel another one */
#define SPELL_EDITS 8 /* a letter: swap, drop, four vowels, two by sound */

/* A word and what is made of it. */
struct spelling {
	struct arena *arena;
	const struct entry *of;
	struct entry *all;
	size_t *n;
	char word[SPELL_MAX];
	size_t len;
};

static bool
vowel(char c)
{
	return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

/* The entry's letters, each as often as it stands; false if it is never misspelled. */
static bool
spelled(const struct entry *e, char word[SPELL_MAX], size_t *ret_len)
{
	size_t len = 0;
	if (e->site || e->severity == 0 || e->note || !str_eq(row_lang(e->of), STR("en")))
		return false;
	for (size_t i = 0; i < e->n; i++)
		for (size_t k = 0; k < e->letters[i].run; k++) {
			if (e->letters[i].c < 'a' || e->letters[i].c > 'z' || len == SPELL_MAX)
				return false;
			word[len++] = (char)e->letters[i].c;
		}
	*ret_len = len;
	return len >= SPELL_MIN;
}

static bool
same_letters(const struct entry *e, const struct letter *letters, size_t n)
{
	if (e->n != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (e->letters[i].c != letters[i].c || e->letters[i].run != letters[i].run)
			return false;
	return true;
}

/* One spelling, unless it is a word. */
static void
put(struct spelling *s, const char *form, size_t len)
{
	struct letter letters[SPELL_MAX + 4];
	struct glyph glyphs[SPELL_MAX + 4];
	size_t n = 0;
	must(len <= ARRAY_LEN(letters));
	for (size_t i = 0; i < len; i++) {
		if (n > 0 && letters[n - 1].c == (unsigned char)form[i])
			letters[n - 1].run++;
		else
			letters[n++] = (struct letter){(unsigned char)form[i], 1, false};
		glyphs[n - 1] = (struct glyph){.c = letters[n - 1].c, .run = letters[n - 1].run};
	}
	if (len < 3 || ordinary_is(glyphs, n) || same_letters(s->of, letters, n))
		return;
	struct entry *e = &s->all[*s->n];
	struct letter *kept = arena_array(s->arena, n, struct letter);
	memcpy(kept, letters, n * sizeof(*kept));
	*e = *s->of;
	e->letters = kept;
	e->n = (uint16_t)n;
	e->written = (uint16_t)len;
	e->order = (uint32_t)(*s->n)++;
	e->variant = e->home = true;
	e->root = e->open_left = e->open_right = false;
}

/* With `cut` letters at `at` replaced. */
static void
put_with(struct spelling *s, size_t at, size_t cut, struct str by)
{
	char form[SPELL_MAX + 4];
	must(at + cut <= s->len && by.n <= cut + 2);
	memcpy(form, s->word, at);
	memcpy(form + at, by.p, by.n);
	memcpy(form + at + by.n, s->word + at + cut, s->len - at - cut);
	put(s, form, s->len - cut + by.n);
}

static void
put_edits(struct spelling *s)
{
	/* Words with neighbours in other languages are left closer to what they are. */
	bool is_long = s->len >= SPELL_LONG && !s->of->home;
	bool drops = s->len > SPELL_MIN && (!s->of->home || s->len < SPELL_LONG);
	for (size_t i = 0; i < s->len; i++) {
		char c = s->word[i];
		bool again = i > 0 && c == s->word[i - 1]; /* what was made of the first of two is this */
		/* Of a short word the first letter stays where it is, or nobody reads it. */
		if (i + 1 < s->len && (i > 0 || s->len >= SPELL_LONG))
			put_with(s, i, 2, (struct str){(const char[]){s->word[i + 1], c}, 2});
		if (i > 0 && !again && (is_long || (vowel(c) && (drops || s->of->root))))
			put_with(s, i, 1, STR(""));
		if (!again && vowel(c) && is_long && (s->len >= SPELL_OTHER || s->of->root))
			for (const char *v = "aeiou"; *v != '\0'; v++)
				put_with(s, i, 1, (struct str){v, 1});
	}
}

static void
put_without_vowels(struct spelling *s)
{
	char form[SPELL_MAX];
	size_t n = 0;
	for (size_t i = 0; i < s->len; i++)
		if (!vowel(s->word[i]))
			form[n++] = s->word[i];
	if (n >= SPELL_MIN)
		put(s, form, n);
}

static void
put_sounds(struct spelling *s)
{
	static const struct {
		struct str from;
		struct str to;
		bool first, last; /* only there */
	} sounds[] = {
		{STR_C("f"), STR_C("ph"), true, false},  {STR_C("ck"), STR_C("k"), false, false},
		{STR_C("ck"), STR_C("c"), false, false}, {STR_C("ck"), STR_C("kk"), false, false},
		{STR_C("ck"), STR_C("cc"), false, false}, {STR_C("ck"), STR_C("x"), false, false},
		{STR_C("c"), STR_C("k"), true, false},   {STR_C("er"), STR_C("a"), false, true},
		{STR_C("er"), STR_C("ah"), false, true}, {STR_C("ers"), STR_C("az"), false, true},
		{STR_C("er"), STR_C("uh"), false, true}, {STR_C("ing"), STR_C("in"), false, true},
		{STR_C("it"), STR_C("yt"), false, false}, {STR_C("tch"), STR_C("ch"), false, false},
	};
	struct str word = {s->word, s->len};
	for (size_t k = 0; k < ARRAY_LEN(sounds); k++)
		for (size_t i = 0; i + sounds[k].from.n <= s->len; i++)
			if (str_starts(str_from(word, i), sounds[k].from) &&
			    (!sounds[k].first || i == 0) &&
			    (!sounds[k].last || i + sounds[k].from.n == s->len))
				put_with(s, i, sounds[k].from.n, sounds[k].to);
}

size_t
spellings_most(const struct entry *of)
{
	char word[SPELL_MAX];
	size_t len;
	return spelled(of, word, &len) ? (len + 2) * SPELL_EDITS : 0;
}

void
spellings_add(struct arena *a, struct entry *all, size_t *n, const struct entry *of)
{
	struct spelling s = {.arena = a, .of = of, .all = all};
	size_t before = *n;
	s.n = n;
	if (!spelled(of, s.word, &s.len))
		return;
	put_edits(&s);
	put_without_vowels(&s);
	put_sounds(&s);
	must(*n - before <= spellings_most(of));
}
