/* Work grows with the text and not faster, whatever it is made of. Counted in steps, not in time: the filters are
 * compiled once more for this test and call __sanitizer_cov_trace_pc() wherever they branch. */
#include "filter_test.h"

#include "base/utf8.h"
#include "filter/normalise.h"
#include "filter/words.h"

#define SHORT (1u << 10)
#define LONG (8u << 10)
#define TIMES (LONG / SHORT)
#define ENDLESS (64u << 10) /* read as far as the longest comment goes: 8,192 characters */
#define CHAR_BYTES 4u
/* A byte of 64 KB; twice what they are today. */
#define NORMALISE_STEPS 35u
#define VERDICT_STEPS 60u
#define MATCH_STEPS 50u
#define TANGLED_STEPS 200u

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
	"http://", "http://a.example ", ".", "www.", "a.com ", "a@b.com ", "hxxp://a dot com ", "://", "a . com ", "+1 555 0100 ",
	"1", "1 ", "telegram +1 555 010 0123 ", "telegram @a ", "buy now $9 ", "the ",
	/* advertisements */
	"[.]", "( dot ) ", "a dot com ", "w . ", "12345678901 ", "whatsapp ", "check out my channel ", "<a ",
	"http://xn--80ak6aa92e.com ", "http://un.org ", "www.gov.uk/1 ", "\u3002", "\U0001D400", "\u0353", "\u5FAE\u4FE1",
	"?a&", "+1-", "a.co ",
	"http://a.co/ ", ". ", "1-", "+1 ", "buy ", "&#46;", "http://a@", "a@b.co ",
	/* words in disguise */
	"*", "as ", "f*", "f*k ", "shit", "a s s ", "x.co ", "ass x.co ", "http://a ", "a@", "@", "e\u0301\u200B", "f u ",
	"dick-", "&#x66;",
	/* what `make bench-hostile` found */
	"#5+@b.co", "ck#buy @b.co", "1.2.3.4 ", "1 1(", "+<a href=ass#$sh", "fux$*", "<|<f", "_www.1_whatsapp", "sb123/!&",
	"ﷺ-о5ﷺ.co/", "<a", "5-η.co/", "*1.co/4567η", "@$\t||", "5\tн\tﷺ", "ßAоA", "\ta", "l!ﷺ0ﷺо", "check out /12η",
	"ㅂ@b.cobc1qжbc1q", "x ",
};

static uint64_t
steps_of_normalise(const char *piece, size_t n)
{
	struct str text = str_of(over_and_over(piece, n));
	steps = 0;
	normalise(a, text);
	return steps;
}

/* The steps of one verdict. */
static uint64_t
steps_of_judging(const struct filter *f, const char *text, struct verdict *ret)
{
	struct draft d = draft_of(text);
	struct facts facts = clean_facts();
	struct policy policy = usual_policy();
	steps = 0;
	filter_run(f, a, &d, &facts, &policy, ret);
	return steps;
}

static uint64_t
steps_of_verdict(const char *piece, size_t n)
{
	struct verdict v;
	return steps_of_judging(shipped, over_and_over(piece, n), &v);
}

static void
grows_with_the_text(uint64_t (*count)(const char *, size_t), uint64_t a_byte, const char *what)
{
	uint64_t most = 0;
	size_t bad = 0;
	const char *worst = "";
	for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
		uint64_t few = count(pieces[i], SHORT), many = count(pieces[i], LONG);
		assert_true(few > 0);
		if (many > few * (TIMES + 1)) {
			print_message("# %s of \"%s\": %llu steps for 1 KB, %llu for 8 KB\n", what, pieces[i],
				      (unsigned long long)few, (unsigned long long)many);
			bad++;
		}
		uint64_t endless = count(pieces[i], ENDLESS);
		if (endless > many * (CHAR_BYTES + 1)) {
			print_message("# %s of \"%s\": %llu steps for 8 KB, %llu for 64 KB\n", what, pieces[i],
				      (unsigned long long)many, (unsigned long long)endless);
			bad++;
		}
		if (endless > most) {
			most = endless;
			worst = pieces[i];
		}
		arena_reset(a);
	}
	print_message("# %s: at most %.1f steps a byte, for \"%s\"\n", what, (double)most / ENDLESS, worst);
	assert_int_equal(bad, 0);
	assert_true(most <= a_byte * ENDLESS);
}

static void
normalising_grows_with_the_text_and_not_faster(void **state)
{
	(void)state;
	grows_with_the_text(steps_of_normalise, NORMALISE_STEPS, "normalising");
}

static void
a_verdict_grows_with_the_text_and_not_faster(void **state)
{
	(void)state;
	grows_with_the_text(steps_of_verdict, VERDICT_STEPS, "a verdict");
}

/* Pronounceable entries, as a list of names or brands would be. */
static struct word_entry *
many_entries(size_t n)
{
	struct word_entry *w = arena_array(a, n, struct word_entry);
	uint64_t x = 12345;
	for (size_t i = 0; i < n; i++) {
		char *p = arena_alloc(a, 16);
		size_t len = 6 + i % 6;
		for (size_t k = 0; k < len; k++) {
			x = x * UINT64_C(6364136223846793005) + 1442695040888963407;
			p[k] = k % 2 ? "aeiou"[(x >> 33) % 5] : "bcdfghklmnprstvz"[(x >> 33) % 16];
		}
		w[i] = (struct word_entry){.text = {p, len}, .action = ACT_HOLD, .severity = 1, .id = (int64_t)i};
	}
	return w;
}

static void
ten_thousand_entries_cost_the_matcher_no_more_than_a_few_steps_a_byte(void **state)
{
	(void)state;
	size_t bad;
	bool tangled;
	struct word_hit *hits;
	struct arena *own = arena_new();
	struct words *w = words_new(own, many_entries(10000), 10000, &bad);
	assert_int_equal(bad, 0);
	struct reading r = normalise(a, str_of(over_and_over("The minister said that nobody had told him. ", LONG)));
	steps = 0;
	assert_int_equal(words_find(w, a, &r, STR("en"), &hits, &tangled), 0);
	assert_false(tangled);
	print_message("# 10,000 entries: %.1f steps a byte\n", (double)steps / LONG);
	assert_true(steps > LONG && steps < MATCH_STEPS * LONG);
	arena_free(&own);
}

/* Every spelling of 13 letters i and l, each behind an x, is one key: each place of "1x1x…" hits thousands. */
static struct word_entry *
slow_entries(size_t n)
{
	struct word_entry *w = arena_array(a, n, struct word_entry);
	for (size_t i = 0; i < n; i++) {
		char *p = arena_alloc(a, 26);
		for (size_t k = 0; k < 26; k++)
			p[k] = k % 2 ? 'x' : i >> (k / 2) & 1 ? 'i' : 'l';
		w[i] = (struct word_entry){.text = {p, 26}, .action = ACT_HOLD, .severity = 1, .id = (int64_t)i};
	}
	return w;
}

static void
a_list_built_to_be_slow_is_noticed_and_held(void **state)
{
	(void)state;
	size_t n = 8192, bad;
	struct filter *f = filter_new(slow_entries(n), n, &bad);
	assert_int_equal(bad, 0);
	/* Boundaries refuse most before a letter is compared; spaced out they cannot. */
	static const char *const texts[] = {"1x", "1x1x1x1x1x1x1x1x1x1x1x1x1x ", "ixlxixlxixlxixlxixlxixlxix "};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct verdict v;
		uint64_t took = steps_of_judging(f, over_and_over(texts[i], LONG), &v);
		print_message("# a slow list: %.1f steps a byte of \"%s\"\n", (double)took / LONG, texts[i]);
		assert_true(took > LONG && took < TANGLED_STEPS * LONG);
		assert_true(v.action >= ACT_HOLD);
		if (i > 0)
			assert_non_null(reason_of(&v, "tangled", 0));
	}
	filter_free(&f);
}

/* 8,000 bytes of what is joined or may be masked are read to their end, and 8,000 characters of any script. */
static void
more_than_any_comment_has_is_left_unread_and_held(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"it.is ", "f.i.v.e o n e ", "www.example.com/some-page_1 ", "рурі ", "ɐɐɐ ", "well-known ",
		"<a", "5-η.co/", "$.", "| ||", "ab12", "字", "x ",
	};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct verdict v;
		steps_of_judging(shipped, over_and_over(texts[i], 8000), &v);
		assert_null(reason_of(&v, "tangled", 0));
		steps_of_judging(shipped, over_and_over(texts[i], ENDLESS), &v);
		assert_non_null(reason_of(&v, "tangled", 0));
		assert_true(v.action >= ACT_HOLD);
	}
	static const char *const wide[] = {
		"字", "みる", "ไทย", "हिन्दी ", "\U0001F600", "\U0001F468\u200D\U0001F469 ", "\U0001D400", "e\u0301\u0302\u0303",
		"바나나 ", "سلام ", "\uFB01", "\U0001F1E6",
	};
	for (size_t i = 0; i < ARRAY_LEN(wide); i++) {
		struct verdict v;
		struct str piece = str_of(wide[i]);
		steps_of_judging(shipped, over_and_over(wide[i], TEXT_CHARS_MAX / utf8_count(piece) * piece.n), &v);
		if (reason_of(&v, "tangled", 0) != NULL)
			fail_msg("8,000 characters of \"%s\" are tangled", wide[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(normalising_grows_with_the_text_and_not_faster),
		cmocka_unit_test(a_verdict_grows_with_the_text_and_not_faster),
		cmocka_unit_test(ten_thousand_entries_cost_the_matcher_no_more_than_a_few_steps_a_byte),
		cmocka_unit_test(a_list_built_to_be_slow_is_noticed_and_held),
		cmocka_unit_test(more_than_any_comment_has_is_left_unread_and_held),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
