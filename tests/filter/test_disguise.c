/*
 * Words in disguise, and innocent words in the same: a generator of both, so that the project proves
 * itself. The last tests read data that is not part of the project; without it they are skipped.
 */
#include "filter_test.h"

#include "base/buf.h"
#include "base/utf8.h"

/* What is strong enough to be disguised, and what looks like it. */
static const char *const profane[] = {
	"shit", "bitch", "cunt", "whore", "faggot", "wanker", "bastard", "asshole", "motherfucker", "dickhead",
	"nigger", "retarded", "twat", "slut", "fucker", "bullshit", "cocksucker", "jerkoff", "dildo", "shitty",
};
static const char *const innocent[] = {
	"shirt", "pitch", "count", "shore", "maggot", "banker", "custard", "hassle", "grandmother", "figurehead",
	"bigger", "returned", "treat", "slit", "tucker", "bulletin", "shocker", "jerking", "ditto", "shifty",
};

static void
put_code(struct buf *b, uint32_t c)
{
	char p[4];
	buf_add(b, p, utf8_put(p, c));
}

static bool
vowel(char c)
{
	return strchr("aeiou", c) != NULL;
}

/* Every letter through `map`, or as it is. */
static void
mapped(struct buf *b, const char *w, const char *const map[26])
{
	for (; *w != '\0'; w++) {
		const char *to = map[*w - 'a'];
		buf_add(b, to ? to : w, to ? strlen(to) : 1);
	}
}

static void
plain(struct buf *b, const char *w)
{
	buf_add(b, w, strlen(w));
}

static void
upper(struct buf *b, const char *w)
{
	for (size_t i = 0; w[i] != '\0'; i++)
		buf_char(b, i % 2 ? w[i] : (char)(w[i] - 32));
}

static void
leet(struct buf *b, const char *w)
{
	static const char *const map[26] = {['a'-'a'] = "@", ['e'-'a'] = "3", ['i'-'a'] = "1", ['o'-'a'] = "0",
					    ['s'-'a'] = "$", ['g'-'a'] = "9"};
	mapped(b, w, map);
}

static void
drawn(struct buf *b, const char *w)
{
	static const char *const map[26] = {['c'-'a'] = "(", ['h'-'a'] = "#", ['k'-'a'] = "|<", ['i'-'a'] = "!",
					    ['t'-'a'] = "+", ['u'-'a'] = "v"};
	mapped(b, w, map);
}

static void
cyrillic(struct buf *b, const char *w)
{
	static const char *const map[26] = {['a'-'a'] = "а", ['c'-'a'] = "с", ['e'-'a'] = "е", ['i'-'a'] = "і",
					    ['o'-'a'] = "о", ['s'-'a'] = "ѕ", ['h'-'a'] = "һ"};
	mapped(b, w, map);
}

static void
small_capitals(struct buf *b, const char *w)
{
	static const char *const map[26] = {
		"ᴀ", "ʙ", "ᴄ", "ᴅ", "ᴇ", "ꜰ", "ɢ", "ʜ", "ɪ", "ᴊ", "ᴋ", "ʟ", "ᴍ", "ɴ", "ᴏ", "ᴘ", "ǫ", "ʀ", "ꜱ",
		"ᴛ", "ᴜ", "ᴠ", "ᴡ", NULL, "ʏ", "ᴢ"};
	mapped(b, w, map);
}

static void
upside_down(struct buf *b, const char *w)
{
	static const char *const map[26] = {
		"ɐ", "q", "ɔ", "p", "ǝ", "ɟ", "ƃ", "ɥ", "ᴉ", "ɾ", "ʞ", "l", "ɯ", "u", "o", "d", "b", "ɹ", "s",
		"ʇ", "n", "ʌ", "ʍ", "x", "ʎ", "z"};
	for (size_t i = strlen(w); i-- > 0;)
		buf_add(b, map[w[i] - 'a'], strlen(map[w[i] - 'a']));
}

/* A letter, shifted to where a row of letters begins. */
#define ROW(name, first)                                                                           \
	static void name(struct buf *b, const char *w)                                             \
	{                                                                                          \
		for (; *w != '\0'; w++)                                                            \
			put_code(b, (uint32_t)(first) + (uint32_t)(*w - 'a'));                     \
	}
ROW(full_width, 0xFF41)
ROW(circled, 0x24D0)
ROW(squared, 0x1F170)
ROW(flags, 0x1F1E6)
ROW(mathematical, 0x1D58A - 4)

/* Something between the letters. */
#define BETWEEN(name, what)                                                                        \
	static void name(struct buf *b, const char *w)                                             \
	{                                                                                          \
		for (size_t i = 0; w[i] != '\0'; i++) {                                            \
			if (i > 0)                                                                 \
				buf_add(b, what, sizeof(what) - 1);                                \
			buf_char(b, w[i]);                                                         \
		}                                                                                  \
	}
BETWEEN(spaced, " ")
BETWEEN(dotted, ".")
BETWEEN(dashed, "-")
BETWEEN(underlined, "_")
BETWEEN(starred, "*")
BETWEEN(mixed_between, " . ")
BETWEEN(hidden, "\u200B")
BETWEEN(hyphened, "\u00AD")
BETWEEN(tagged, "\U000E0061")
BETWEEN(emoji, "⭐")
BETWEEN(marked, "\u0323\u0336")
BETWEEN(empty_tags, "<b></b>")

static void
entities(struct buf *b, const char *w)
{
	for (; *w != '\0'; w++)
		buf_printf(b, "&#%d;", *w);
}

static void
emphasis(struct buf *b, const char *w)
{
	size_t n = strlen(w);
	buf_printf(b, "%c**%.*s**%c", w[0], (int)n - 2, w + 1, w[n - 1]);
}

static void
stretched(struct buf *b, const char *w)
{
	for (; *w != '\0'; w++)
		for (int k = 0; k < 3 + (*w & 1); k++)
			buf_char(b, *w);
}

static void
stretched_once(struct buf *b, const char *w)
{
	size_t at = strlen(w) / 2;
	buf_printf(b, "%.*s%c%c%c%s", (int)at, w, w[at], w[at], w[at], w + at);
}

static size_t
first_vowel(const char *w)
{
	size_t i = 1;
	while (!vowel(w[i]))
		i++;
	return i;
}

static void
vowel_starred(struct buf *b, const char *w)
{
	size_t at = first_vowel(w);
	buf_printf(b, "%.*s*%s", (int)at, w, w + at + 1);
}

static void
split(struct buf *b, const char *w)
{
	size_t at = strlen(w) / 2;
	buf_printf(b, "%.*s|%s", (int)at, w, w + at);
}

static void
swapped(struct buf *b, const char *w)
{
	size_t at = strlen(w) - 3;
	must(at > 0);
	buf_printf(b, "%.*s%c%c%s", (int)at, w, w[at + 1], w[at], w + at + 2);
}

static const struct class {
	const char *name;
	void (*make)(struct buf *, const char *);
	bool same; /* the innocent twin stays what it is */
} classes[] = {
#define CLASS(f) {#f, f, true}
	CLASS(plain), CLASS(upper), CLASS(leet), CLASS(drawn), CLASS(cyrillic), CLASS(small_capitals),
	CLASS(upside_down), CLASS(full_width), CLASS(circled), CLASS(squared), CLASS(flags), CLASS(mathematical),
	CLASS(spaced), CLASS(dotted), CLASS(dashed), CLASS(underlined), CLASS(starred), CLASS(mixed_between),
	CLASS(hidden), CLASS(hyphened), CLASS(tagged), CLASS(emoji), CLASS(marked), CLASS(empty_tags),
	CLASS(entities), CLASS(emphasis), CLASS(stretched), CLASS(stretched_once), CLASS(split),
	{"vowel_starred", vowel_starred, false}, {"swapped", swapped, false},
#undef CLASS
};

static bool
flags_it(const struct class *c, const char *word, const char *around, struct str *ret_text)
{
	struct buf b = buf_in(a, 1024);
	const char *hole = strchr(around, '%');
	buf_add(&b, around, (size_t)(hole - around));
	c->make(&b, word);
	buf_add(&b, hole + 1, strlen(hole + 1));
	struct draft d = draft_of("");
	d.text = *ret_text = str_copy(a, buf_view(&b));
	struct verdict v = judge_with(shipped, d, clean_facts(), usual_policy());
	for (size_t i = 0; i < v.n_reasons; i++)
		if (about_words(&v.reasons[i]) && v.reasons[i].action > ACT_NOTE)
			return true;
	return false;
}

static const char *const around[] = {"%", "what a % this is", "I said %, and I meant it"};

static void
profane_words_are_found_in_every_disguise(void **state)
{
	(void)state;
	size_t missed = 0, all = 0;
	for (size_t c = 0; c < ARRAY_LEN(classes); c++)
		for (size_t w = 0; w < ARRAY_LEN(profane); w++) {
			struct str text;
			all++;
			if (flags_it(&classes[c], profane[w], around[(c + w) % 3], &text))
				continue;
			missed++;
			print_message("# missed %s: %.*s\n", classes[c].name, STR_FMT(text));
		}
	print_message("# %zu of %zu found\n", all - missed, all);
	assert_true(missed * 100 <= all);
}

static void
innocent_words_in_the_same_disguise_pass(void **state)
{
	(void)state;
	for (size_t c = 0; c < ARRAY_LEN(classes); c++)
		for (size_t w = 0; w < ARRAY_LEN(innocent) && classes[c].same; w++) {
			struct str text;
			if (flags_it(&classes[c], innocent[w], around[(c + w) % 3], &text))
				fail_msg("%s: %.*s", classes[c].name, STR_FMT(text));
		}
}

/* ---- data that is not part of the project --------------------------------------------------------- */

/* Rows, and those with a word that is masked or held. */
static void
count_file(const char *path, const char *lang, size_t *ret_rows, size_t *ret_flagged)
{
	struct str rest = file_of(path), line, label;
	struct arena *one = arena_new();
	*ret_rows = *ret_flagged = 0;
	while (rest.n > 0) {
		str_cut(&rest, '\n', &line);
		struct str text = line;
		if (!str_cut(&text, '\t', &label))
			text = line;
		if (text.n == 0 || !utf8_valid(text))
			continue;
		struct draft d = draft_of("");
		struct facts f = clean_facts();
		struct policy p = usual_policy();
		struct verdict v;
		d.text = text;
		d.lang = str_of(lang);
		filter_run(shipped, one, &d, &f, &p, &v);
		bool flagged = false;
		for (size_t i = 0; i < v.n_reasons; i++)
			flagged |= about_words(&v.reasons[i]) && v.reasons[i].action > ACT_NOTE;
		++*ret_rows;
		*ret_flagged += flagged;
		arena_reset(one);
	}
	arena_free(&one);
	if (*ret_rows > 0)
		print_message("# %s: %zu of %zu\n", path, *ret_flagged, *ret_rows);
}

static void
the_disguises_of_the_data_are_found_and_its_innocent_words_pass(void **state)
{
	(void)state;
	size_t rows, flagged, clean, clean_flagged, words, words_flagged;
	count_file("../shared/data/filter/lexical/obfuscated.dev.tsv", "en", &rows, &flagged);
	count_file("../shared/data/filter/lexical/obfuscated-clean.dev.tsv", "en", &clean, &clean_flagged);
	count_file("../shared/data/filter/lexical/innocent-words-flagged-by-packages.tsv", "en", &words,
		   &words_flagged);
	if (rows + clean + words == 0)
		skip();
	assert_true(flagged * 100 >= rows * 99);
	assert_int_equal(clean_flagged, 0);
	assert_int_equal(words_flagged, 0);
}

/* Dictionaries have the words themselves; what is more would be innocent. (English has 133.) */
static void
few_words_of_dictionaries_are_flagged(void **state)
{
	(void)state;
	size_t english, flagged, spanish, spanish_flagged;
	count_file("/usr/share/dict/american-english", "en", &english, &flagged);
	count_file("/usr/share/dict/spanish", "es", &spanish, &spanish_flagged);
	if (english + spanish == 0)
		skip();
	assert_true(flagged * 700 <= english);
	assert_true(spanish_flagged * 200 <= spanish);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(profane_words_are_found_in_every_disguise),
		cmocka_unit_test(innocent_words_in_the_same_disguise_pass),
		cmocka_unit_test(the_disguises_of_the_data_are_found_and_its_innocent_words_pass),
		cmocka_unit_test(few_words_of_dictionaries_are_flagged),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
