/* Differences of two texts: all of both is told, whatever they are, and nothing runs. */
#include "test.h"

#include "chance.h"
#include "check_html.h"
#include "arena.h"
#include "view/diff.h"

#define GONE "<del><span class=\"for\">taken out: </span>"
#define COME "<ins><span class=\"for\">put in: </span>"

static unsigned
pick(size_t n)
{
	return (unsigned)((chance() >> 33) % n);
}

static struct str
diff(struct str before, struct str after)
{
	struct html h = html_in(a);
	view_diff(&h, STR("en"), before, after);
	struct str html = html_done(&h).html;
	assert_html(a, html);
	return html;
}

static void
words_that_went_and_came_stand_where_they_were(void **state)
{
	(void)state;
	assert_str(diff(STR("The harbor is late."), STR("The harbour is very late.")),
		   "The " GONE "harbor</del>" COME "harbour</ins> is" COME " very</ins> late.");
	assert_str(diff(STR("One two"), STR("One")), "One" GONE " two</del>");
	assert_str(diff(STR("One"), STR("None of it")), GONE "One</del>" COME "None of it</ins>");
	assert_str(diff(STR("港町のバス"), STR("港町の船")), "港町の" GONE "バス</del>" COME "船</ins>");
	assert_str(diff(STR("The same."), STR("The same.")), "The same.");
}

static void
texts_are_texts_in_all_of_it(void **state)
{
	(void)state;
	assert_str(diff(STR("<b>x</b> & \"y\""), STR("<i>x</i> & \"y\"")),
		   "&lt;" GONE "b</del>" COME "i</ins>&gt;x&lt;/" GONE "b</del>" COME
		   "i</ins>&gt; &amp; &#34;y&#34;");
}

static void
long_passages_that_are_the_same_are_left_out(void **state)
{
	struct buf b = buf_in(a, 10000);
	(void)state;
	for (int i = 0; i < 300; i++)
		buf_lit(&b, "word ");
	struct str same = buf_view(&b);
	struct str html = diff(str_cat(a, str_cat(a, same, STR("x ")), same),
			       str_cat(a, str_cat(a, same, STR("y ")), same));
	assert_true(str_starts(html, STR(" … ")));
	assert_true(str_ends(html, STR(" … ")));
	assert_true(html.n < 2 * DIFF_AROUND + 200);
	assert_true(str_find(html, STR(GONE "x</del>" COME "y</ins>"), 0) != SIZE_MAX);
}

/* What is in <del> and what is in none is the text before; the same of <ins>, after. */
static struct str
one_side(struct str html, const char *other)
{
	struct buf b = buf_in(a, html.n + 1);
	const struct str open = str_printf(a, "<%s>", other), close = str_printf(a, "</%s>", other);
	while (html.n > 0) {
		if (str_starts(html, open)) {
			html = str_from(html, str_find(html, close, 0) + close.n);
		} else if (str_starts(html, STR("<span"))) {
			html = str_from(html, str_find(html, STR("</span>"), 0) + 7);
		} else if (html.p[0] == '<') {
			html = str_from(html, str_find(html, STR(">"), 0) + 1);
		} else {
			buf_char(&b, html.p[0]);
			html = str_from(html, 1);
		}
	}
	return buf_view(&b);
}

static void
both_texts_can_be_read_in_it(void **state)
{
	static const char *const words[] = {"a", "b", "cc", "é", " ", "\n", "港", ".", "—", "ω"};
	(void)state;
	for (int round = 0; round < 3000; round++) {
		struct str text[2];
		for (int side = 0; side < 2; side++) {
			struct buf b = buf_in(a, 200);
			for (unsigned n = pick(20); n > 0; n--)
				buf_str(&b, str_of(words[pick(ARRAY_LEN(words))]));
			text[side] = buf_view(&b);
		}
		struct str html = diff(text[0], text[1]);
		assert_true(str_eq(one_side(html, "ins"), text[0]));
		assert_true(str_eq(one_side(html, "del"), text[1]));
	}
}

static void
texts_that_have_little_in_common_are_told_apart_as_wholes(void **state)
{
	struct buf x = buf_in(a, 20000), y = buf_in(a, 20000);
	(void)state;
	for (int i = 0; i < 1500; i++) {
		buf_printf(&x, "a%d ", i);
		buf_printf(&y, "b%d ", i);
	}
	struct str html = diff(buf_view(&x), buf_view(&y));
	assert_true(str_starts(html, STR(GONE "a0 a1 ")));
	assert_true(str_eq(one_side(html, "ins"), str_sub(buf_view(&x), 0, x.n)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_that_went_and_came_stand_where_they_were),
		cmocka_unit_test(texts_are_texts_in_all_of_it),
		cmocka_unit_test(long_passages_that_are_the_same_are_left_out),
		cmocka_unit_test(both_texts_can_be_read_in_it),
		cmocka_unit_test(texts_that_have_little_in_common_are_told_apart_as_wholes),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
