/* What shows of a text, and which bytes each character of it came from. */
#include "filter_test.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "filter/visible.h"

static struct str
shows(const char *text, enum visible_mode mode)
{
	struct visible v = visible_of(str_of(text), mode);
	struct buf b = buf_in(a, 1 << 20);
	struct visible_char ch;
	uint32_t end = 0;
	while (visible_next(&v, &ch)) {
		char bytes[4];
		assert_true(ch.from >= end && ch.from < ch.to && ch.to <= v.text.n);
		assert_true(utf8_valid(str_sub(v.text, ch.from, ch.to)));
		end = ch.to;
		buf_add(&b, bytes, utf8_put(bytes, ch.c));
	}
	return buf_view(&b);
}

static void
check_in(enum visible_mode mode, const char *text, const char *want)
{
	struct str got = shows(text, mode);
	if (!str_eq(got, str_of(want)))
		fail_msg("\"%s\" shows \"%.*s\", not \"%s\"", text, STR_FMT(got), want);
}

static void
check(const char *text, const char *want)
{
	check_in(VISIBLE_ALL, text, want);
}

static void
references_are_resolved_named_decimal_and_hexadecimal(void **state)
{
	(void)state;
	check("f&#117;ck f&#x75;ck f&#X75;ck", "fuck fuck fuck");
	check("&eacute;&Ccedil;&amp;&lt;&gt;&quot;", "éÇ&<>\"");
	check("&ffr;&uopf;&cscr;&kfr;", "𝔣𝕦𝒸𝔨");
	check("a&ZeroWidthSpace;b&zwj;c&shy;d", "a\u200Bb\u200Dc\u00ADd");
	check("&#131; &#x8A;", "ƒ Š");
	check("&#00000000000000000117;", "u");
}

static void
references_without_a_semicolon_are_resolved_as_html_does_it(void **state)
{
	(void)state;
	check("f&#117ck &#x66uck", "fuck fuck");
	check("f&ucircck &eacutetude &amp &AMPx", "fûck étude & &x");
	check("?a=1&copy=2&eacute=3", "?a=1&copy=2&eacute=3");
	check("&zwj &ffr", "&zwj &ffr"); /* those have to have it */
}

static void
references_in_references_are_resolved_to_the_last(void **state)
{
	(void)state;
	check("f&amp;#117;ck", "fuck");
	check("f&amp;amp;amp;#x75;ck", "fuck");
	check("f&#38;#117;ck f&#x26;amp;ucirc;ck", "fuck fûck");
	check("&amp;amp;amp;", "&");
}

static void
what_is_no_reference_stays_as_it_is(void **state)
{
	(void)state;
	static const char *const texts[] = {"&", "&;", "&#;", "&#x;", "&#xg;", "&bogus;", "&a", "& amp;", "AT&T",
					    "&#0;", "&#xD800;", "&#x110000;", "&#99999999999;", "Q&A", "R&D&"};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		check(texts[i], texts[i]);
}

static void
every_name_of_the_table_is_found(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		uint32_t c;
		bool bare;
	} names[] = {
#define FIRST(letter)
#define ENTITY(name, c, bare) {#name, (c), (bare)},
#include "../../src/filter/entities.def"
	};
	assert_true(ARRAY_LEN(names) > 2000);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct visible v = visible_of(str_printf(a, "&%s;x", names[i].name), VISIBLE_ALL);
		struct visible_char ch;
		assert_true(visible_next(&v, &ch));
		if (ch.c != names[i].c && ch.c != '&')
			fail_msg("&%s; is U+%04X, not U+%04X", names[i].name, ch.c, names[i].c);
		assert_int_equal(ch.to, v.text.n - 1);
		v = visible_of(str_printf(a, "&%s~", names[i].name), VISIBLE_ALL);
		assert_true(visible_next(&v, &ch));
		if (names[i].bare && ch.c != names[i].c)
			fail_msg("&%s without a semicolon is U+%04X", names[i].name, ch.c);
		arena_reset(a);
	}
}

static void
plain_tags_go_and_those_of_blocks_leave_a_gap(void **state)
{
	(void)state;
	check("fu<b>c</b>k <I>x</I><br/>y<p >z", "fuck x\ny\nz");
	check("2 < 3 and a <b", "2 < 3 and a <b");
	check("<fuck> <script>", "<fuck> <script>");
}

static void
what_holds_words_is_only_taken_off_the_bare_reading(void **state)
{
	(void)state;
	static const char *const rows[][2] = {
		{"f<b class=fuck>u</b>ck", "fuck"},
		{"f<!-- slut -->uck", "fuck"},
		{"f[u](http://x.example/whore)ck", "fuck"},
		{"f*u*c__k__ `x` ~~y~~", "fuck x y"},
		{"a <!-- never ended", "a <!-- never ended"},
		{"a](no end", "a(no end"},
		{"f\\*ck", "f*ck"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		check_in(VISIBLE_BARE, rows[i][0], rows[i][1]);
	check(rows[0][0], "f<b class=fuck>uck");
	check(rows[1][0], rows[1][0]);
	check(rows[2][0], rows[2][0]);
}

static void
an_escape_shows_what_stands_behind_it(void **state)
{
	(void)state;
	check("f\\*ck \\<b> \\&amp; \\\\ \\a \\", "f*ck <b> &amp; \\ \\a \\");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(references_are_resolved_named_decimal_and_hexadecimal),
		cmocka_unit_test(references_without_a_semicolon_are_resolved_as_html_does_it),
		cmocka_unit_test(references_in_references_are_resolved_to_the_last),
		cmocka_unit_test(what_is_no_reference_stays_as_it_is),
		cmocka_unit_test(every_name_of_the_table_is_found),
		cmocka_unit_test(plain_tags_go_and_those_of_blocks_leave_a_gap),
		cmocka_unit_test(what_holds_words_is_only_taken_off_the_bare_reading),
		cmocka_unit_test(an_escape_shows_what_stands_behind_it),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
