/* The renderer of readers' texts: what it shows, and what it never shows. */
#include "test.h"

#include <dirent.h>

#include "base/utf8.h"
#include "check_html.h"
#include "model.h"
#include "view/markup.h"
#include "arena.h"

static struct str
shown(struct str text)
{
	struct html h = html_in(a);
	markup(&h, text);
	return html_done(&h).html;
}

#define assert_shown(text, want) assert_str(shown(STR(text)), want)

static struct str
times(const char *unit, size_t bytes)
{
	struct buf b = buf_in(a, bytes + strlen(unit));
	while (b.n + strlen(unit) <= bytes)
		buf_add(&b, unit, strlen(unit));
	return buf_view(&b);
}

static void
paragraphs_and_single_line_breaks_are_kept(void **state)
{
	(void)state;
	assert_shown("one\ntwo\n\nthree", "<p>one<br>\ntwo</p>\n<p>three</p>\n");
	assert_shown("one\r\ntwo", "<p>one<br>\ntwo</p>\n");
	assert_shown("", "");
	assert_shown(" \n\n ", "");
}

static void
the_small_subset_is_shown(void **state)
{
	(void)state;
	assert_shown("**b** _i_ `c`", "<p><strong>b</strong> <em>i</em> <code>c</code></p>\n");
	assert_shown("> q\n\na", "<blockquote>\n<p>q</p>\n</blockquote>\n<p>a</p>\n");
	assert_shown("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n");
	assert_shown("3. a\n4. b", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n");
	assert_shown("1. a\n\n   b", "<ol>\n<li><p>a</p>\n<p>b</p>\n</li>\n</ol>\n");
	assert_shown("```\n<x> & y\n```", "<pre><code>&lt;x&gt; &amp; y\n</code></pre>\n");
	assert_shown("[t](https://a.example)",
		     "<p><a href=\"https://a.example\" rel=\"nofollow ugc noopener\">t</a></p>\n");
}

static void
headings_rules_and_images_are_plain_text(void **state)
{
	(void)state;
	assert_shown("# h", "<p>h</p>\n");
	assert_shown("h\n===", "<p>h</p>\n");
	assert_shown("***", "<p>***</p>\n");
	assert_shown("![alt](http://a.example/x.png)", "<p>alt</p>\n");
	assert_shown("![](http://a.example/x.png)",
		     "<p><a href=\"http://a.example/x.png\" rel=\"nofollow ugc noopener\">"
		     "http://a.example/x.png</a></p>\n");
}

static void
html_and_entities_come_out_as_typed(void **state)
{
	(void)state;
	assert_shown("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>\n");
	assert_shown("<div>\n*x*\n</div>", "<p>&lt;div&gt;<br>\n<em>x</em><br>\n&lt;/div&gt;</p>\n");
	assert_shown("<!-- x -->", "<p>&lt;!-- x --&gt;</p>\n");
	assert_shown("&lt; &amp;lt; &copy; &#60; %253Cscript%253E",
		     "<p>&amp;lt; &amp;amp;lt; &amp;copy; &amp;#60; %253Cscript%253E</p>\n");
	assert_shown("`&lt;<b>`", "<p><code>&amp;lt;&lt;b&gt;</code></p>\n");
	assert_shown("{{7*7}} ${x} <%= x %> [gallery]", "<p>{{7*7}} ${x} &lt;%= x %&gt; [gallery]</p>\n");
}

static void
a_stand_in_typed_by_hand_is_harmless(void **state)
{
	(void)state;
	assert_shown("\xEF\xB7\x90script\xEF\xB7\x91", "<p>&lt;script&amp;</p>\n");
	assert_text_html(a, shown(STR("[x](java\xEF\xB7\x90script:y) \xEF\xB7\x92\xEF\xB7\x93")));
}

#define LINK(url) "<a href=\"" url "\" rel=\"nofollow ugc noopener\">" url "</a>"

static void
bare_addresses_become_links_without_their_sentence(void **state)
{
	(void)state;
	assert_shown("see http://a.example.", "<p>see " LINK("http://a.example") ".</p>\n");
	assert_shown("(https://a.example/x_(y))", "<p>(" LINK("https://a.example/x_(y)") ")</p>\n");
	assert_shown("http://a.example/_x_/*y*", "<p>" LINK("http://a.example/_x_/*y") "*</p>\n");
	assert_shown("**http://a.example**", "<p><strong>" LINK("http://a.example") "</strong></p>\n");
	assert_shown("HTTPS://A.EXAMPLE/?a=1", "<p>" LINK("HTTPS://A.EXAMPLE/?a=1") "</p>\n");
	assert_shown("看http://a.example。好", "<p>看" LINK("http://a.example") "。好</p>\n");
	assert_shown("\"http://a.example\"", "<p>&#34;" LINK("http://a.example") "&#34;</p>\n");
	assert_shown("xhttp://a.example http:// https://", "<p>xhttp://a.example http:// https://</p>\n");
	assert_shown("`http://a.example`", "<p><code>http://a.example</code></p>\n");
	assert_shown("<http://a.example/>", "<p>" LINK("http://a.example/") "</p>\n");
}

static void
an_address_with_an_ampersand_is_whole(void **state)
{
	(void)state;
	assert_shown("http://a.example/?a=1&copy;=2",
		     "<p><a href=\"http://a.example/?a=1&amp;copy;=2\" rel=\"nofollow ugc noopener\">"
		     "http://a.example/?a=1&amp;copy;=2</a></p>\n");
	assert_shown("[t](http://a.example/?a=1&lt=2)",
		     "<p><a href=\"http://a.example/?a=1&amp;lt=2\" rel=\"nofollow ugc noopener\">t</a></p>\n");
}

static void
foreign_schemes_are_text_with_their_address(void **state)
{
	(void)state;
	assert_shown("[x](javascript:alert(1))", "<p>x (javascript:alert(1))</p>\n");
	assert_shown("[x](JaVaScRiPt:y)", "<p>x (JaVaScRiPt:y)</p>\n");
	assert_shown("[x](data:text/html,y)", "<p>x (data:text/html,y)</p>\n");
	assert_shown("[x](//host)", "<p>x (//host)</p>\n");
	assert_shown("[x](https:host)", "<p>x (https:host)</p>\n");
	assert_shown("[x](&#106;avascript:y)", "<p>x (&amp;#106;avascript:y)</p>\n");
	assert_shown("[](javascript:y)", "<p>javascript:y</p>\n");
	static const char *const hostile[] = {
		"[x](java\nscript:y)", "[x](java\tscript:y)", "[x](<javascript:y>)", "<javascript:y>",
		"[x](\\j\\avascript:y)", "[x][1]\n\n[1]: javascript:y", "![x](javascript:y)", "[x](vbscript:y)",
		"[x](file:///etc/passwd)", "[x](\x01javascript:y)", "[x](http://a\"onclick=\"y)",
		"[http://a.example](javascript:y)", "[![[x](http://a)](http://b)](http://c)", "[a](/\\b)"};
	for (size_t i = 0; i < ARRAY_LEN(hostile); i++)
		assert_text_html(a, shown(str_of(hostile[i])));
}

static void
inert_links_show_text_and_address(void **state)
{
	(void)state;
	struct html h = html_in(a);
	markup_inert(&h, STR("[t](http://a.example) http://b.example <http://c.example>"));
	assert_str(html_done(&h).html, "<p>t (http://a.example) http://b.example http://c.example</p>\n");
}

static void
a_reference_definition_is_text(void **state)
{
	(void)state;
	assert_shown("[1]: http://a.example\n\n[1]", "<p>[1]: " LINK("http://a.example") "</p>\n<p>[1]</p>\n");
	assert_shown("> - [a\nb]: /x\n\n[a b]",
		     "<blockquote>\n<ul>\n<li>[a<br>\nb]: /x</li>\n</ul>\n</blockquote>\n<p>[a b]</p>\n");
	assert_text_html(a, shown(STR("\xEF\xBB\xBF[a]: /x\n\n[a]")));
	assert_int_equal(check_html(a, shown(STR("\xEF\xBB\xBF[a]: /x\n\n[a]")), CHECK_TEXT_ELEMENTS,
				    CHECK_TEXT_ATTRIBUTES)->links, 0);
}

static size_t
depth_of(struct str html)
{
	return check_html(a, html, CHECK_TEXT_ELEMENTS, CHECK_TEXT_ATTRIBUTES)->deepest;
}

static void
nesting_stops_at_sixteen_and_nothing_is_lost(void **state)
{
	(void)state;
	struct str sixteen = shown(str_cat(a, times(">", 16), STR("x")));
	struct str seventeen = shown(str_cat(a, times(">", 17), STR("x")));
	assert_int_equal(depth_of(sixteen), 17);
	assert_int_equal(depth_of(seventeen), 17);
	assert_true(str_find(sixteen, STR("<p>x</p>"), 0) != SIZE_MAX);
	assert_true(str_find(seventeen, STR("<p>&gt;x</p>"), 0) != SIZE_MAX);
	assert_text_html(a, shown(str_cat(a, times("- ", 40), STR("x"))));
	assert_text_html(a, shown(str_cat(a, times("1. ", 60), STR("x"))));
	assert_shown("- - - - - - - - - - - - - - - - - - - -", "<p>***</p>\n");
}

static void
lists_nested_by_indentation_stay_whole(void **state)
{
	(void)state;
	struct buf b = buf_in(a, 65536);
	for (int i = 0; i < 40; i++)
		buf_printf(&b, "%*s- level%d\n", 2 * i, "", i);
	struct str html = shown(buf_view(&b));
	assert_text_html(a, html);
	assert_true(str_find(html, STR("level39"), 0) != SIZE_MAX);
	assert_true(depth_of(html) <= 2 * 17);
}

/* Time of our own: other processes do not make a text hostile. */
static int64_t
cpu_ms(void)
{
	struct timespec t;
	must(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t) == 0);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* SECURITY, checklist 9. Sanitizers slow us down a few times, so they get more time. */
#ifdef RJ_DEBUG
/* A tenth in `make test`, all with SOAK=1. */
static int
rounds(int soak)
{
	return getenv("SOAK") == NULL ? soak / 10 : soak;
}

#define HOSTILE_MS 1000
#else
#define HOSTILE_MS 100
#endif

static void
hostile_text_of_64_kilobytes_takes_no_time_and_no_room(void **state)
{
	(void)state;
	static const char *const units[] = {
		">", "> ", ">>>>>>>>>>>>>>>>a\n\n", "[", "]", "![", "[a](", "[a](b", "*", "**", "_", "*a ", "*a **a ",
		"_a ", "*a_ ", "*_", "**x*", "`", "``a", "<", "<a ", "<!--", "<?", "<!A", "<![CDATA[", "&", "\\", "- ",
		"-\n", "- a\n", "1. ", "a\n", "[[a]]", "[](", "<http://", "\"", "[a]: b\n", "![[]()", "http://a ",
		"http://a\n", "\n", "\t", "a", "'", "http://", "http://http://", "((((", "http://a((((", "~~~\n", "```\n",
		"[a\n", "- [a]: <\n", ">- ", "*\n", "**a**", "<http:", "<https://<", "\xEF\xB7\x90", "#", "# \n",
		"a\n=\n", "<a href=\"", "]:", "[]:\n", "* * > ", "[a][a]", "http://a)", "http://a.", "http://%", "http:///", "http://a,"};
	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		struct str text = times(units[i], 65536);
		int64_t start = cpu_ms();
		struct str html = shown(text);
		int64_t took = cpu_ms() - start;
		if (took > HOSTILE_MS)
			fail_msg("64 KB of \"%s\" took %d ms", units[i], (int)took);
		if (html.n > text.n * MARKUP_GROWTH_MAX + MARKUP_FRAME)
			fail_msg("64 KB of \"%s\" became %zu bytes", units[i], html.n);
		assert_text_html(a, html);
		arena_reset(a);
	}
}

static uint64_t seed = 20261125;

static unsigned
dice(unsigned n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u; /* Knuth's MMIX */
	return (unsigned)(seed >> 33) % n;
}

/* The longest text that a site takes, made of what grows most when it is written. */
static void
a_text_of_8000_characters_leaves_room_on_its_page(void **state)
{
	static const char *const pieces[] = {
		"&", "\"", "'", "<", "&\n", "a\n\n", "*a*", "**a**", "`a`", "> a\n\n", "- a\n", "1. a\n\n", "- - - - - - - a\n",
		"> > > > > > > > a\n\n", "http://a ", "http://a& ", "http://&&&&&&&&&& ", "[a](http://&&&&&&&&&&) ",
		"<http://&&&&&&&&&&> ", "    a\n\nb\n\n", "```\n&\n```\n", "\xF0\x9F\x98\x80", "\xEF\xB7\x90", "\xF3\xA0\x80\x81"};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
		struct buf b = buf_in(a, TEXT_BYTES_MAX + 64);
		size_t chars = utf8_count(str_of(pieces[i]));
		for (size_t n = 0; n + chars <= TEXT_CHARS_MAX; n += chars)
			buf_str(&b, str_of(pieces[i]));
		struct str html = shown(buf_view(&b));
		if (html.n > MARKUP_BYTES_MAX)
			fail_msg("%zu bytes of \"%s\"", html.n, pieces[i]);
		assert_text_html(a, html);
		arena_reset(a);
	}
}

static void
any_mix_of_markup_gives_allowed_html(void **state)
{
	(void)state;
	static const char *const pieces[] = {
		"*", "**", "_", "`", "```", "\n", "\n\n", "> ", "- ", "1. ", "[", "](", ")", "]", "![", "<", ">", "&",
		"\"", "'", "http://a.example", "https://", "javascript:", "word", " ", "    ", "\\", "]: ", "<b>", "</b>",
		"<!--", "-->", "&lt;", "é", "\xEF\xB7\x90", "😀", "#", "---\n", "\t", "mailto:a@b", "<http://x>", "//x", "/x"};
	for (int round = 0; round < rounds(4000); round++) {
		struct buf b = buf_in(a, 4096);
		for (unsigned n = 1 + dice(40); n > 0; n--)
			buf_str(&b, str_of(pieces[dice(ARRAY_LEN(pieces))]));
		struct str html = shown(buf_view(&b));
		struct check *c = check_html(a, html, CHECK_TEXT_ELEMENTS, CHECK_TEXT_ATTRIBUTES);
		if (c->fault.n > 0)
			fail_msg("%.*s\nfrom: %.*s", STR_FMT(c->fault), STR_FMT(buf_view(&b)));
		struct html inert = html_in(a);
		markup_inert(&inert, buf_view(&b));
		c = check_html(a, html_done(&inert).html, CHECK_TEXT_ELEMENTS, CHECK_TEXT_ATTRIBUTES);
		assert_int_equal(c->fault.n, 0);
		assert_int_equal(c->links, 0);
		arena_reset(a);
	}
}

/* Prose is written without a parser, unless something in the text is none: an ampersand in a paragraph of its
 * own must change nothing in those before it. */
static void
a_text_is_written_alike_whether_it_is_prose_or_not(void **state)
{
	(void)state;
	static const char *const pieces[] = {
		"a", "Hh", "Word and word", " ", " ", "  ", "    ", "\n", "\n", "\n\n", "\n\n\n", "\t", "\r", "\r\n", "1", "1. ", "12) ",
		"- ", "-", "---", "+ ", "=", "===", "#", "# ", "|", ":", "!", "?", ".", "'", "\"", "(", ")", "$", "%", "^",
		"{", "}", "@", ";", ",", "/", "http://a.example/b?c=d", "https://x)", "HTTP://A", "mailto:a@b", "javascript:a",
		"é", "\u00a0", "\u2028", "\u3000", "😀", "\uFEFF", "\uFDD0", "\uFDD3", "\uFFFE", "\uFF01", "\x7F", "\x01", "\xC3", "\xF0\x9F",
		"_", "*", "\\", "&", "[", "]", ">", "`a`"};
	size_t prose = ARRAY_LEN(pieces) - 8;
	for (int round = 0; round < rounds(20000); round++) {
		struct buf b = buf_in(a, 4096);
		for (unsigned n = 1 + dice(12); n > 0; n--)
			buf_str(&b, str_of(pieces[dice(dice(8) == 0 ? ARRAY_LEN(pieces) : prose)]));
		struct str text = buf_view(&b);
		struct str with = shown(str_cat(a, text, STR("\n\n&")));
		struct str alone = str_cat(a, shown(text), STR("<p>&amp;</p>\n"));
		if (!str_eq(with, alone))
			fail_msg("%.*s\nand: %.*s\nfrom: %.*s", STR_FMT(with), STR_FMT(alone), STR_FMT(text));
		arena_reset(a);
	}
}

/* A damaged database must not take the house down with it. */
static void
bytes_that_are_no_text_do_no_harm(void **state)
{
	(void)state;
	for (int round = 0; round < rounds(1000); round++) {
		char raw[200];
		for (size_t i = 0; i < sizeof(raw); i++)
			raw[i] = (char)(dice(4) == 0 ? "*_`[]()<>&\n- "[dice(13)] : (char)dice(256));
		assert_text_html(a, shown((struct str){raw, sizeof(raw)}));
		arena_reset(a);
	}
}

static struct str
file(const char *path)
{
	struct buf b = buf_in(a, 4u << 20);
	char chunk[4096];
	FILE *f = fopen(path, "r");
	if (f == NULL)
		return STR("");
	for (size_t n; (n = fread(chunk, 1, sizeof(chunk), f)) > 0;)
		buf_add(&b, chunk, n);
	fclose(f);
	return buf_view(&b);
}

/* Public lists of payloads, when they lie beside the project. */
#define PAYLOADS "../shared/data/attack/xss"

static void
every_known_payload_comes_out_harmless(void **state)
{
	(void)state;
	size_t lines = 0, step = (size_t)(rounds(10) == 10 ? 1 : 10);
	DIR *dir = opendir(PAYLOADS);
	if (dir == NULL) {
		print_message("skipped: no " PAYLOADS "\n");
		skip();
	}
	for (struct dirent *e; (e = readdir(dir)) != NULL;) {
		struct str rest = file(str_z(a, str_printf(a, PAYLOADS "/%s", e->d_name))), line;
		struct arena *scratch = a, *own = arena_new();
		a = own;
		for (bool more = rest.n > 0; more; lines++) {
			more = str_cut(&rest, '\n', &line);
			if (lines % step != 0)
				continue;
			struct check *c = check_html(a, shown(line), CHECK_TEXT_ELEMENTS, CHECK_TEXT_ATTRIBUTES);
			if (c->fault.n > 0)
				fail_msg("%.*s\nfrom: %.*s", STR_FMT(c->fault), STR_FMT(line));
			arena_reset(a);
		}
		a = scratch;
		arena_free(&own);
	}
	closedir(dir);
	assert_true(lines > 1000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paragraphs_and_single_line_breaks_are_kept),
		cmocka_unit_test(the_small_subset_is_shown),
		cmocka_unit_test(headings_rules_and_images_are_plain_text),
		cmocka_unit_test(html_and_entities_come_out_as_typed),
		cmocka_unit_test(a_stand_in_typed_by_hand_is_harmless),
		cmocka_unit_test(bare_addresses_become_links_without_their_sentence),
		cmocka_unit_test(an_address_with_an_ampersand_is_whole),
		cmocka_unit_test(foreign_schemes_are_text_with_their_address),
		cmocka_unit_test(inert_links_show_text_and_address),
		cmocka_unit_test(a_reference_definition_is_text),
		cmocka_unit_test(nesting_stops_at_sixteen_and_nothing_is_lost),
		cmocka_unit_test(lists_nested_by_indentation_stay_whole),
		cmocka_unit_test(hostile_text_of_64_kilobytes_takes_no_time_and_no_room),
		cmocka_unit_test(a_text_of_8000_characters_leaves_room_on_its_page),
		cmocka_unit_test(any_mix_of_markup_gives_allowed_html),
		cmocka_unit_test(a_text_is_written_alike_whether_it_is_prose_or_not),
		cmocka_unit_test(bytes_that_are_no_text_do_no_harm),
		cmocka_unit_test(every_known_payload_comes_out_harmless),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
