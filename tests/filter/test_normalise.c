/* The normaliser: what text reads as, and where each letter came from. */
#include "filter_test.h"

#include "base/utf8.h"
#include "filter/fold.h"
#include "filter/normalise.h"

static struct str
reads(const char *text)
{
	struct reading r = normalise(a, str_of(text));
	return reading_text(a, &r);
}

static void
case_width_and_fonts_are_folded(void **state)
{
	(void)state;
	assert_str(reads("HeLo"), "helo");
	assert_str(reads("ｆｕｃｋ"), "fuck");
	assert_str(reads("𝓯𝓾𝓬𝓴 𝕱𝖚𝖈𝖐 𝖿𝗎𝖼𝗄"), "fuck fuck fuck");
	assert_str(reads("ⓕⓤⓒⓚ 🄵🅄🄲🄺 🅕🅤🅒🅚 🅵🆄🅲🅺 🇫🇺🇨🇰 ⒡⒰⒞⒦"), "fuck fuck fuck fuck fuck fuck");
	assert_str(reads("ꜰᴜᴄᴋ"), "fuck");
	assert_str(reads("ﬁne"), "fine");
}

static void
diacritics_go_on_latin_greek_and_cyrillic_and_stay_where_they_spell(void **state)
{
	(void)state;
	assert_str(reads("fúçk F̸u̷c̶k̵ crème Łódź smørbrød"), "fuck fuck creme lodz smorbrod");
	assert_str(reads("Ά й"), "α и");
	assert_str(reads("हिन्दी"), "हिन्दी");
}

static void
invisible_characters_are_dropped(void **state)
{
	(void)state;
	assert_str(reads("f\u200Bu\u200Dc\u00ADk"), "fuck");
	assert_str(reads("\u202Ef\u2060u\uFEFFc\uFE0Fk\U000E0061"), "fuck");
}

static void
entities_escapes_and_inline_tags_are_read_as_they_show(void **state)
{
	(void)state;
	assert_str(reads("f&#117;ck f&#x75;ck f&amp;k"), "fuck fuck f k");
	assert_str(reads("f\\*ck"), "f ck");
	assert_str(reads("<fuck> <b>x</b>"), " fuck x");
	assert_str(reads("&#0; &#xD800; &#99999999999; &bogus; & &#"), " 0 xd80 9 bogus ");
}

static void
lookalikes_become_latin_in_mixed_words_and_in_latin_texts_only(void **state)
{
	(void)state;
	assert_str(reads("fu\u0441k"), "fuck");
	assert_str(reads("such a \u0455\u04BBi\u0442"), "such a shit");
	assert_str(reads("such \u0430\u0455\u0455"), "such as");
	assert_str(reads("\u0441\u043E\u043D и жизнь"), "сон и жизнь");
	assert_str(reads("жизнь and \u0441\u043E\u043D"), "жизнь and сон");
}

static void
repeats_are_one_letter_that_knows_its_count(void **state)
{
	(void)state;
	struct reading r = normalise(a, STR("shiiiit"));
	assert_int_equal(r.plain, 4);
	assert_int_equal(r.g[2].c, 'i');
	assert_int_equal(r.g[2].run, 4);
	assert_int_equal(r.g[2].from, 2);
	assert_int_equal(r.g[2].to, 6);
	r = normalise(a, STR("a$s5"));
	assert_int_equal(r.plain, 2);
	assert_int_equal(r.g[1].c, 's');
	assert_int_equal(r.g[1].run, 3);
}

static void
every_letter_maps_back_to_its_source_with_its_marks(void **state)
{
	(void)state;
	const char *text = "aé\u0301\u200B ｆ&#117;";
	struct reading r = normalise(a, str_of(text));
	static const char *const want[] = {"a", "é\u0301", " ", "ｆ", "&#117;"};
	assert_int_equal(r.plain, ARRAY_LEN(want));
	for (size_t i = 0; i < ARRAY_LEN(want); i++) {
		struct str got = str_sub(str_of(text), r.g[i].from, r.g[i].to);
		assert_true(str_eq(got, str_of(want[i])));
	}
}

static void
a_symbol_is_a_letter_only_with_more_of_the_word_behind_it(void **state)
{
	(void)state;
	assert_str(reads("sh!t Ana! wow|"), "sh!t ana wow ");
}

static void
letters_one_by_one_are_joined_as_a_second_reading(void **state)
{
	(void)state;
	struct reading r = normalise(a, STR("so f.u c-k u.s. you"));
	struct str joined = {0};
	for (size_t i = r.plain; i < r.n; i++) {
		char c = (char)r.g[i].c;
		joined = str_cat(a, joined, (struct str){&c, 1});
	}
	assert_true(str_find(joined, STR(" fuckus"), 0) != SIZE_MAX);
	/* An apostrophe joins nothing: "who're" is no word of the list. */
	r = normalise(a, STR("who're"));
	assert_int_equal(r.n, r.plain);
}

static void
every_code_point_folds_within_bounds_and_in_order(void **state)
{
	(void)state;
	for (uint32_t c = 1; c < 0x30000; c++) {
		char bytes[8] = "x";
		if (c >= 0xD800 && c <= 0xDFFF)
			continue;
		size_t n = 1 + utf8_put(bytes + 1, c);
		struct reading r = normalise(a, (struct str){bytes, n});
		assert_true(r.n > 0);
		uint32_t from = 0;
		for (size_t i = 0; i < r.plain; i++) {
			assert_true(r.g[i].from >= from && r.g[i].from < r.g[i].to && r.g[i].to <= n);
			from = r.g[i].from;
		}
		arena_reset(a);
	}
}

/* ---- twice is once ------------------------------------------------------------------------------- */

/* Without gaps, and without the two symbols that are letters or gaps by what is around them. */
static size_t
letters_of(const struct reading *r, uint32_t *ret, size_t max)
{
	size_t n = 0;
	for (size_t i = 0; i < r->plain; i++)
		if (r->g[i].c != ' ' && r->g[i].c != '!' && r->g[i].c != '|') {
			must(n < max);
			ret[n++] = r->g[i].c;
		}
	return n;
}

static void
reads_once_more_alike(struct str text)
{
	uint32_t once[64], twice[64];
	struct reading r = normalise(a, text);
	struct str read = reading_text(a, &r);
	size_t n = letters_of(&r, once, ARRAY_LEN(once));
	struct reading again = normalise(a, read);
	if (letters_of(&again, twice, ARRAY_LEN(twice)) != n || memcmp(once, twice, n * sizeof(*once)) != 0)
		fail_msg("\"%.*s\" reads \"%.*s\", which reads \"%.*s\"", STR_FMT(text), STR_FMT(read),
			 STR_FMT(reading_text(a, &again)));
}

/* Up to U+2FFF by itself; behind that one character of each row, and every hundredth that reads as itself. */
static bool
is_of_a_new_kind(uint32_t c)
{
	static struct fold last;
	struct fold f = fold_of(c);
	if (c < 0x3000)
		return true;
	if (f.itself)
		return c % 100 == 0;
	bool other = memcmp(&f, &last, sizeof(f)) != 0;
	last = f;
	return other;
}

/* A character's row says nothing of what it does to those beside it: which letters make a word a mixture of
 * scripts, which close a syllable, which are repeats. So each stands before and behind one of each kind. */
static void
folding_twice_is_folding_once_whatever_stands_beside(void **state)
{
	(void)state;
	static const char *const beside[] = {
		"", "a", "n", "v", "l1", "é", "İ", "н", "Н", "ж", "η", "λ", "ա", "Ꭰ", "ⲁ", "$", "@", "!", "|", "+", "∩", "€",
		"₽", "5", "-", " ", "\n", "\u0301", "\u200C", "\u200D", "क्", "ب", "ㅂ", "ㅏ", "바", "발", "漢", "か\u3099",
		"🅰", "ﬁ", "na", "нa", "нн", "н€", "ж ∩",
	};
	size_t seen = 0;
	for (uint32_t c = 1; c <= 0x10FFFF; c++) {
		char bytes[4];
		size_t n = c >= 0xD800 && c <= 0xDFFF ? 0 : utf8_put(bytes, c);
		if (n == 0 || !is_of_a_new_kind(c))
			continue;
		struct str it = {bytes, n};
		for (size_t i = 0; i < ARRAY_LEN(beside); i++) {
			reads_once_more_alike(str_cat(a, it, str_of(beside[i])));
			reads_once_more_alike(str_cat(a, str_of(beside[i]), it));
		}
		seen++;
		arena_reset(a);
	}
	print_message("# characters: %zu, each beside %zu\n", seen, ARRAY_LEN(beside));
	assert_true(seen > 15000);
}

static void
as_many_characters_as_the_longest_comment_has_are_read(void **state)
{
	(void)state;
	static const char *const pieces[] = {"x ", "é", "漢字", "𝐀b", "&amp;", "**a** "};
	for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
		struct str piece = str_of(pieces[i]);
		struct str text = str_of(over_and_over(pieces[i], piece.n * (READ_MAX + 100)));
		struct reading all = normalise(a, text);
		assert_true(all.tangled);
		assert_int_equal(utf8_count(str_sub(text, 0, all.end)), READ_MAX);
		struct reading most = normalise(a, str_sub(text, 0, all.end));
		assert_false(most.tangled);
		assert_int_equal(most.end, all.end);
		assert_int_equal(most.plain, all.plain);
		assert_true(all.n > 0 && all.g[all.plain - 1].to <= all.end);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(case_width_and_fonts_are_folded),
		cmocka_unit_test(diacritics_go_on_latin_greek_and_cyrillic_and_stay_where_they_spell),
		cmocka_unit_test(invisible_characters_are_dropped),
		cmocka_unit_test(entities_escapes_and_inline_tags_are_read_as_they_show),
		cmocka_unit_test(lookalikes_become_latin_in_mixed_words_and_in_latin_texts_only),
		cmocka_unit_test(repeats_are_one_letter_that_knows_its_count),
		cmocka_unit_test(every_letter_maps_back_to_its_source_with_its_marks),
		cmocka_unit_test(a_symbol_is_a_letter_only_with_more_of_the_word_behind_it),
		cmocka_unit_test(letters_one_by_one_are_joined_as_a_second_reading),
		cmocka_unit_test(every_code_point_folds_within_bounds_and_in_order),
		cmocka_unit_test(as_many_characters_as_the_longest_comment_has_are_read),
		cmocka_unit_test(folding_twice_is_folding_once_whatever_stands_beside),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
