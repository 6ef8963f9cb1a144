/* Work grows with the text and not faster, whatever it is made of. Counted in steps, not in time: the filters are
 * compiled once more for this test and call __sanitizer_cov_trace_pc() wherever they branch. */
#include "filter_test.h"

#include "filter/normalise.h"

#define SHORT (8u << 10)
#define LONG (64u << 10)
#define TIMES (LONG / SHORT)

static uint64_t steps;

void __sanitizer_cov_trace_pc(void);

void
__sanitizer_cov_trace_pc(void)
{
	steps++;
}

static const char *const pieces[] = {
	/* letters, marks, gaps */
	"a", "l1|!", "!", "|", "!.", "x!<b>", "\u0301", "e\u0301", "a ", "a b ", "a.", "a*", "*a", "x-", "(", ")", "[", "]",
	"()", "[]", "fuck", "fuck ", "fu ck ", "f u c k ", "sh!t", "ass", "as", "$", "'", "\\", " ", "\n", "ab\n",
	/* other scripts */
	"ß", "ﷺ", "\u200B", "a\u200B", "а", "рa ", "рурі ", "ѕ", "η", "ㅋ", "ㅂㅏ", "바ㄹ", "가", "\U0001F1E6",
	"\U0001F468\u200D", "ɐ", "ɐ ", "می\u200C", "\u202E", "\U000E0061",
	/* markup */
	"<", "<b", "<b>", "</b>", "<b x", "<b x>", "<p>", "<!--", "<!---->", "<!", "&", "&#", "&#1", "&#49;", "&#x", "&amp",
	"&amp;", "&amp;#", "&aa", "&aa;", "&aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "&CounterClockwiseContourIntegra;", "](",
	"[a](", "[a](b)c", "](b", "`", "**", "\\<", "a&zwj;",
	/* addresses */
	"http://", "http://a.example ", "www.", "a.com ", "a@b.com ", "hxxp://a dot com ", "://", "a . com ", "+1 555 0100 ", "1", "1 ",
	"telegram +1 555 010 0123 ", "telegram @a ", "buy now $9 ", "the ",
};

static uint64_t
steps_of_normalise(const char *piece, size_t n)
{
	struct str text = str_of(over_and_over(piece, n));
	steps = 0;
	normalise(a, text);
	return steps;
}

static uint64_t
steps_of_verdict(const char *piece, size_t n)
{
	struct str text = str_of(over_and_over(piece, n));
	struct draft d = draft_of("");
	struct facts facts = clean_facts();
	struct policy policy = usual_policy();
	struct verdict v;
	d.text = text;
	steps = 0;
	filter_run(shipped, a, &d, &facts, &policy, &v);
	return steps;
}

static void
grows_with_the_text(uint64_t (*count)(const char *, size_t), const char *what)
{
	uint64_t most = 0;
	size_t bad = 0;
	const char *worst = "";
	for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
		uint64_t few = count(pieces[i], SHORT), many = count(pieces[i], LONG);
		assert_true(few > 0);
		if (many > few * (TIMES + 1)) {
			print_message("# %s of \"%s\": %llu steps for 8 KB, %llu for 64 KB\n", what, pieces[i],
				      (unsigned long long)few, (unsigned long long)many);
			bad++;
		}
		if (many > most) {
			most = many;
			worst = pieces[i];
		}
		arena_reset(a);
	}
	print_message("# %s: at most %.1f steps a byte, for \"%s\"\n", what, (double)most / LONG, worst);
	assert_int_equal(bad, 0);
}

static void
normalising_grows_with_the_text_and_not_faster(void **state)
{
	(void)state;
	grows_with_the_text(steps_of_normalise, "normalising");
}

static void
a_verdict_grows_with_the_text_and_not_faster(void **state)
{
	(void)state;
	grows_with_the_text(steps_of_verdict, "a verdict");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(normalising_grows_with_the_text_and_not_faster),
		cmocka_unit_test(a_verdict_grows_with_the_text_and_not_faster),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
