/* The fold table against ICU at run time, for every code point; and what our own rows add. */
#include "filter_test.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "filter/fold.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/uspoof.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

#define LAST 0x10FFFF

static bool
surrogate(uint32_t c)
{
	return c >= 0xD800 && c <= 0xDFFF;
}

static void
every_code_point_has_a_kind_and_characters_to_read(void **state)
{
	(void)state;
	for (uint32_t c = 0; c <= LAST; c++) {
		struct fold f = fold_of(c);
		if (f.kind > FOLD_DROP || f.n > FOLD_MAX || (f.kind != FOLD_DROP && f.n == 0))
			fail_msg("U+%04X: kind %u, %u characters", c, f.kind, f.n);
		for (size_t i = 0; i < f.n; i++)
			if (f.c[i] == 0 || f.c[i] > LAST || surrogate(f.c[i]) != surrogate(c))
				fail_msg("U+%04X reads as U+%04X", c, f.c[i]);
		assert_true(!surrogate(c) || f.kind == FOLD_GAP);
		assert_true(f.look == 0 || (f.foreign && f.look >= 'a' && f.look <= 'z'));
		assert_true(!f.mark || f.kind == FOLD_DROP);
	}
}

static void
folding_twice_is_folding_once(void **state)
{
	(void)state;
	for (uint32_t c = 0; c <= LAST; c++) {
		struct fold f = fold_of(c);
		if (f.kind != FOLD_WORD && f.kind != FOLD_SOFT)
			continue;
		for (size_t i = 0; i < f.n; i++) {
			struct fold again = fold_of(f.c[i]);
			if (again.n != 1 || again.c[0] != f.c[i] || (again.kind != FOLD_WORD && f.kind == FOLD_WORD))
				fail_msg("U+%04X reads as U+%04X, which reads as U+%04X", c, f.c[i], again.c[0]);
		}
	}
}

/* ---- the oracle -------------------------------------------------------------------------------- */

struct oracle {
	const UNormalizer2 *casefold, *nfkd, *nfd;
	USpoofChecker *spoof;
};

static struct oracle
oracle(void)
{
	UErrorCode err = U_ZERO_ERROR;
	struct oracle o = {unorm2_getNFKCCasefoldInstance(&err), unorm2_getNFKDInstance(&err),
			   unorm2_getNFDInstance(&err), uspoof_open(&err)};
	assert_true(U_SUCCESS(err));
	return o;
}

static int32_t
apply(const UNormalizer2 *form, const UChar *in, int32_t n, UChar out[128])
{
	UErrorCode err = U_ZERO_ERROR;
	n = unorm2_normalize(form, in, n, out, 128, &err);
	assert_true(U_SUCCESS(err));
	return n;
}

/* What the table makes of a text: characters of words, other kinds as themselves. */
static struct str
read_all(const UChar *text, int32_t n)
{
	struct buf b = buf_in(a, 4096);
	for (int32_t i = 0; i < n;) {
		UChar32 c;
		char bytes[4];
		U16_NEXT(text, i, n, c);
		struct fold f = fold_of((uint32_t)c);
		for (size_t k = 0; k < f.n && (f.kind == FOLD_WORD || f.kind == FOLD_SOFT); k++)
			buf_add(&b, bytes, utf8_put(bytes, f.c[k]));
	}
	return buf_view(&b);
}

/* An iota below a letter is a mark like others, to us; ICU makes a letter of it. */
static int32_t
without_iota_below(UChar *text, int32_t n)
{
	int32_t left = 0;
	for (int32_t i = 0; i < n; i++)
		if (text[i] != 0x0345)
			text[left++] = text[i];
	return left;
}

/* Ours alone: pictures of letters, symbols for letters, and the lunate sigma, which looks like a c. */
static bool
by_own_row(uint32_t c)
{
	return (U_GET_GC_MASK((UChar32)c) & (U_GC_S_MASK | U_GC_P_MASK | U_GC_NO_MASK)) != 0 || c == 0x03F2 ||
	       c == 0x03F9;
}

/* Whatever ICU takes for the same text reads the same: cases, widths, fonts, precomposed letters. */
static void
what_nfkc_casefold_and_the_decompositions_make_equal_reads_the_same(void **state)
{
	(void)state;
	struct oracle o = oracle();
	size_t ours = 0;
	for (uint32_t c = 1; c <= LAST; c++) {
		UChar in[2], folded[128], apart[128];
		int32_t n = 0;
		if (surrogate(c) || (c >= 0xAC00 && c <= 0xD7A3)) /* Hangul: test_normalise.c */
			continue;
		U16_APPEND_UNSAFE(in, n, c);
		struct str here = read_all(in, n);
		int32_t plain = without_iota_below(apart, apply(o.nfd, in, n, apart));
		int32_t len = apply(o.nfkd, folded, apply(o.casefold, apart, plain, folded), apart);
		struct str there = read_all(apart, len);
		/* Ligatures of a whole formula (U+FDFA) are cut. */
		if (!str_eq(here, there) && !(len > FOLD_MAX && str_starts(there, here))) {
			ours++;
			if (!by_own_row(c))
				fail_msg("U+%04X: \"%.*s\", but by ICU \"%.*s\"", c, STR_FMT(here), STR_FMT(there));
		}
		struct str canonical = read_all(apart, apply(o.nfd, in, n, apart));
		if (!str_eq(here, canonical))
			fail_msg("U+%04X: \"%.*s\", apart \"%.*s\"", c, STR_FMT(here), STR_FMT(canonical));
		if (c % 4096 == 0)
			arena_reset(a);
	}
	print_message("# read by our own rows alone: %zu\n", ours);
	uspoof_close(o.spoof);
}

/* The documented exceptions: only Latin letters, digits and symbols may read otherwise than ICU folds them. */
static void
letters_of_other_scripts_read_as_icu_folds_them(void **state)
{
	(void)state;
	struct oracle o = oracle();
	for (uint32_t c = 0x80; c <= LAST; c++) {
		UErrorCode err = U_ZERO_ERROR;
		UScriptCode script = uscript_getScript((UChar32)c, &err);
		UChar in[2], folded[128], apart[128];
		int32_t n = 0, at = 0;
		if (surrogate(c) || !u_isalpha((UChar32)c) || script == USCRIPT_LATIN || script == USCRIPT_COMMON ||
		    script == USCRIPT_HANGUL)
			continue;
		U16_APPEND_UNSAFE(in, n, c);
		int32_t len = apply(o.nfkd, folded, apply(o.casefold, in, n, folded), apart);
		struct fold f = fold_of(c);
		if (f.kind == FOLD_DROP || by_own_row(c)) /* tatweel and kin, which only draw a line */
			continue;
		for (size_t i = 0; i < f.n && at < len;) {
			UChar32 want;
			U16_NEXT(apart, at, len, want);
			struct fold part = fold_of((uint32_t)want);
			if (part.kind != FOLD_WORD) /* a mark, or the space that carries one */
				continue;
			if (f.c[i] != (uint32_t)want)
				fail_msg("U+%04X reads as U+%04X, ICU says U+%04X", c, f.c[i], (uint32_t)want);
			i++;
		}
	}
	uspoof_close(o.spoof);
}

static void
what_icu_ignores_or_calls_space_is_dropped_or_space(void **state)
{
	(void)state;
	for (uint32_t c = 1; c <= LAST; c++) {
		struct fold f = fold_of(c);
		if (u_hasBinaryProperty((UChar32)c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) && f.kind != FOLD_DROP)
			fail_msg("U+%04X is ignorable, and not dropped", c);
		if (u_isUWhiteSpace((UChar32)c) && c != 0x0B && c != 0x0C && f.kind != FOLD_SPACE)
			fail_msg("U+%04X is white space, and kind %u", c, f.kind);
		bool points = c >= 0xFC5E && c <= 0xFE7F; /* Arabic's, which stand alone there */
		if (u_isalnum((UChar32)c) && !points && f.kind != FOLD_WORD && f.kind != FOLD_DROP &&
		    f.kind != FOLD_SOFT)
			fail_msg("U+%04X is a letter or digit, and kind %u", c, f.kind);
		if ((U_GET_GC_MASK((UChar32)c) & (U_GC_MN_MASK | U_GC_MC_MASK)) != 0 && f.kind != FOLD_WORD &&
		    f.kind != FOLD_DROP)
			fail_msg("U+%04X is a mark, and kind %u", c, f.kind);
	}
}

/* ---- skeletons --------------------------------------------------------------------------------- */

static size_t
skeleton(const struct oracle *o, uint32_t c, char *ret)
{
	UChar in[2], out[128], apart[128];
	int32_t n = 0;
	UErrorCode err = U_ZERO_ERROR;
	U16_APPEND_UNSAFE(in, n, c);
	n = uspoof_getSkeleton(o->spoof, 0, in, n, out, 128, &err);
	assert_true(U_SUCCESS(err));
	n = apply(o->nfkd, out, n, apart);
	*ret = (char)u_tolower(apart[0]);
	return n == 1 && apart[0] < 0x80 && u_isalpha(apart[0]) ? 1 : 0;
}

static void
letters_with_the_skeleton_of_a_latin_one_may_be_read_as_it(void **state)
{
	(void)state;
	static const UScriptCode scripts[] = {USCRIPT_CYRILLIC, USCRIPT_GREEK,  USCRIPT_ARMENIAN, USCRIPT_CHEROKEE,
					      USCRIPT_COPTIC,   USCRIPT_LISU,   USCRIPT_DESERET,  USCRIPT_OSAGE,
					      USCRIPT_TIFINAGH, USCRIPT_LYCIAN, USCRIPT_CARIAN,   USCRIPT_LATIN};
	struct oracle o = oracle();
	size_t seen = 0;
	for (uint32_t c = 0x80; c <= LAST; c++) {
		UErrorCode err = U_ZERO_ERROR;
		UScriptCode script = uscript_getScript((UChar32)c, &err);
		bool ours = false;
		char look;
		for (size_t i = 0; i < ARRAY_LEN(scripts); i++)
			ours |= scripts[i] == script;
		if (!ours || !u_isalpha((UChar32)c) || skeleton(&o, c, &look) == 0)
			continue;
		struct fold f = fold_of(c);
		seen++;
		if (script == USCRIPT_LATIN) {
			if (f.c[0] >= 0x80)
				fail_msg("U+%04X looks like %c, and reads as U+%04X", c, look, f.c[0]);
			continue;
		}
		/* Beta, gamma, mu, sigma are signs of science: our own rows say that they look like nothing. */
		bool sign = c == 0x0392 || c == 0x03B3 || c == 0x039C || c == 0x03C3;
		if (f.kind == FOLD_WORD && (f.look == 0 && fold_lookalike(f.c[0]) == 0) != sign)
			fail_msg("U+%04X looks like %c, and like nothing to us", c, look);
	}
	print_message("# letters that look like a Latin one: %zu\n", seen);
	assert_true(seen > 200);
	uspoof_close(o.spoof);
}

static uint64_t
set_of(const char *letters)
{
	uint64_t set = 0;
	for (; *letters != '\0'; letters++)
		set |= UINT64_C(1) << (*letters >= 'a' ? *letters - 'a' : 26 + *letters - '0');
	return set;
}

static void
a_character_may_be_read_as_several_letters(void **state)
{
	(void)state;
	assert_int_equal(fold_reads('1'), set_of("il1"));
	assert_int_equal(fold_reads('|'), set_of("il"));
	assert_int_equal(fold_reads('!'), set_of("il"));
	assert_int_equal(fold_reads('6'), set_of("g6"));
	assert_int_equal(fold_reads('9'), set_of("gq9"));
	assert_int_equal(fold_reads('v'), set_of("uv"));
	assert_int_equal(fold_reads('l'), set_of("l"));
}

static void
all_that_share_a_reading_share_a_class(void **state)
{
	(void)state;
	for (uint32_t c = 0; c < 128; c++)
		for (uint32_t d = 'a'; d <= 'z'; d++)
			if (fold_reads(c) >> (d - 'a') & 1)
				assert_int_equal(fold_class(c), fold_class(d));
	assert_int_equal(fold_class(0x0444), 0x0444);
}

static void
letters_of_fonts_and_pictures_are_letters(void **state)
{
	(void)state;
	static const struct {
		uint32_t first;
		const char *letters;
	} rows[] = {
		{0x24D0, "abcdefghijklmnopqrstuvwxyz"},  {0x1F130, "abcdefghijklmnopqrstuvwxyz"},
		{0x1F150, "abcdefghijklmnopqrstuvwxyz"}, {0x1F170, "abcdefghijklmnopqrstuvwxyz"},
		{0x1F1E6, "abcdefghijklmnopqrstuvwxyz"}, {0x249C, "abcdefghijklmnopqrstuvwxyz"},
		{0x1D4D0, "abcdefghijklmnopqrstuvwxyz"}, {0xFF21, "abcdefghijklmnopqrstuvwxyz"},
		{0x2776, "123456789"},                   {0x0660, "0123456789"},
		{0x06F0, "0123456789"},                  {0x0966, "0123456789"},
		{0x1D7CE, "0123456789"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		for (uint32_t k = 0; rows[i].letters[k] != '\0'; k++) {
			struct fold f = fold_of(rows[i].first + k);
			assert_int_equal(f.kind, FOLD_WORD);
			assert_int_equal(f.c[0], rows[i].letters[k]);
		}
	assert_int_equal(fold_of(0x1F192).n, 4); /* the picture of COOL */
}

static void
joiners_are_spelling_in_arabic_and_indic_scripts_alone(void **state)
{
	(void)state;
	assert_true(fold_keeps(0x06CC, 0x200C));  /* Persian */
	assert_false(fold_keeps(0x06CC, 0x200D)); /* Arabic letters join by themselves */
	assert_true(fold_keeps(0x094D, 0x200C) && fold_keeps(0x094D, 0x200D)); /* behind a virama */
	assert_false(fold_keeps('a', 0x200C) || fold_keeps(0x0430, 0x200D) || fold_keeps(0x05D0, 0x200C));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_code_point_has_a_kind_and_characters_to_read),
		cmocka_unit_test(folding_twice_is_folding_once),
		cmocka_unit_test(what_nfkc_casefold_and_the_decompositions_make_equal_reads_the_same),
		cmocka_unit_test(letters_of_other_scripts_read_as_icu_folds_them),
		cmocka_unit_test(what_icu_ignores_or_calls_space_is_dropped_or_space),
		cmocka_unit_test(letters_with_the_skeleton_of_a_latin_one_may_be_read_as_it),
		cmocka_unit_test(a_character_may_be_read_as_several_letters),
		cmocka_unit_test(all_that_share_a_reading_share_a_class),
		cmocka_unit_test(letters_of_fonts_and_pictures_are_letters),
		cmocka_unit_test(joiners_are_spelling_in_arabic_and_indic_scripts_alone),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
