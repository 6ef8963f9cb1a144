/* What of a text can be looked up. */
#include "scratch.h"

#include "base/buf.h"
#include "base/terms.h"
#include "chance.h"

#define MARK " \xC3\xA9" /* a word that takes a text from the short way to that of other scripts */

static void
words_are_folded_and_a_blank_apart(void **state)
{
	struct arena *a = arena_new();
	(void)state;
	assert_str(terms_of(a, STR("")), "");
	assert_str(terms_of(a, STR(" -- ")), "");
	assert_str(terms_of(a, STR("Don't PAY 100%_of\tit.")), "don t pay 100 of it");
	assert_str(terms_of(a, STR("Stra\xC3\x9F" "e, bus")), "strasse bus");
	assert_str(terms_of(a, STR("\xE6\xB8\xAF\xE7\x94\xBA bus")), "\xE6\xB8\xAF \xE7\x94\xBA bus");
	arena_free(&a);
}

static void
ascii_gives_the_same_words_beside_another_script(void **state)
{
	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct arena *a = arena_new();
		struct buf b = buf_in(a, 40000);
		for (uint64_t n = chance() >> 56; n > 0; n--) {
			uint64_t what = chance() >> 32;
			for (uint64_t k = what % 97 == 0 ? 120 : 1; k > 0; k--)
				buf_char(&b, (char)(1 + (what >> 8) % 0x7F));
		}
		struct str ascii = terms_of(a, str_trim(buf_view(&b)));
		buf_lit(&b, MARK);
		struct str marked = terms_of(a, buf_view(&b));
		assert_true(str_ends(marked, STR(MARK)) || str_eq(marked, STR("\xC3\xA9")));
		marked.n -= ascii.n == 0 ? strlen(MARK) - 1 : strlen(MARK);
		assert_true(str_eq(ascii, marked));
		arena_free(&a);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_folded_and_a_blank_apart),
		cmocka_unit_test(ascii_gives_the_same_words_beside_another_script),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
