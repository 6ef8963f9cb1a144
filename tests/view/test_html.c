/* html.c and the checker: escaping, addresses, query values. */
#include "test.h"

#include "check_html.h"
#include "arena.h"

static struct str
text(struct str s)
{
	struct html h = html_in(a);
	html_text(&h, s);
	return html_done(&h).html;
}

static struct str
url(struct str s)
{
	struct html h = html_in(a);
	html_url(&h, s);
	return html_done(&h).html;
}

static void
all_five_characters_are_escaped(void **state)
{
	(void)state;
	assert_str(text(STR("a<b>&\"'c")), "a&lt;b&gt;&amp;&#34;&#39;c");
	assert_str(text(STR("&lt;")), "&amp;lt;");
	assert_str(text(STR("")), "");
	struct html h = html_in(a);
	html_attr(&h, STR("\" onload='x'"));
	assert_str(html_done(&h).html, "&#34; onload=&#39;x&#39;");
}

/* Sixteen bytes are looked at at a time: each of the 256 is escaped or refused, or neither, at every place of
 * texts that end before, at and behind a border. */
static void
every_byte_is_seen_wherever_it_stands(void **state)
{
	(void)state;
	for (size_t n = 1; n <= 34; n++)
		for (size_t at = 0; at < n; at++)
			for (unsigned c = 1; c < 256; c++) {
				char z[34];
				struct str s = {z, n};
				memset(z, 'a', sizeof(z));
				z[at] = (char)c;
				struct str by = c == '&'    ? STR("&amp;")
						: c == '<'  ? STR("&lt;")
						: c == '>'  ? STR("&gt;")
						: c == '"'  ? STR("&#34;")
						: c == '\'' ? STR("&#39;")
							    : str_sub(s, at, at + 1);
				struct str wanted = str_printf(a, "%.*s%.*s%.*s", STR_FMT(str_sub(s, 0, at)),
							       STR_FMT(by), STR_FMT(str_from(s, at + 1)));
				assert_true(str_eq(text(s), wanted));
				assert_int_equal(html_text_bytes(s), wanted.n);
				bool foul = c <= 0x20 || c == 0x7F || c == '\\';
				struct str address = str_printf(a, "/b%.*s", STR_FMT(s));
				assert_int_equal(html_url_ok(address), !foul);
				arena_reset(a);
			}
}

static void
every_byte_survives_escaping(void **state)
{
	(void)state;
	for (int c = 1; c < 256; c++) {
		char raw[3] = {'a', (char)c, 'b'};
		struct str out = text((struct str){raw, 3});
		bool special = strchr("&<>\"'", c) != NULL;
		assert_int_equal(out.n == 3, !special);
		if (!special)
			assert_memory_equal(out.p, raw, 3);
	}
}

static void
web_mail_and_own_paths_are_addresses(void **state)
{
	(void)state;
	static const char *const good[] = {
		"http://a.example", "https://a.example/x?y=1&z=2#f", "HTTPS://A.EXAMPLE", "HtTp://a", "/", "/x/y",
		"mailto:a@b.example", "http://a/%2E", "http://a_b.c", "http://a--b.c:1", "http://a-.b", "https://a?%2E", "http://a#%2E", "https://münchen.example/ä", "http://a:8080/x"};
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		assert_true(html_url_ok(str_of(good[i])));
	assert_str(url(STR("http://a/?x=1&y='\"")), "http://a/?x=1&amp;y=&#39;&#34;");
}

static void
every_other_address_becomes_a_hash(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "java\nscript:x",
		" javascript:x", "\x01javascript:x", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "//host",
		"/\\host", "\\\\host", "https:host", "https:/host", "http:///x", "http://", "https://", "mailto:",
		"http://a b", "http://a\r\nX: y", "http://a\\@b", "&#106;avascript:x", "javascript&colon;x", "feed:x",
		"x", "#x", "?x", "ftp://a", "blob:http://a", "about:blank", "\xE2\x80\x8Bjavascript:x", "http:/\\a",
		"http://a\x7F", "view-source:http://a", "http://a%2Eb/", "https://a%40b", "HTTP://%61",
		"http://u@a", "https://a,b", "http://a;b.c/", "http://a!b", "https://a\u00A0b", "https://a\u2028b", "http://a\u200Bb/",
		"https://a\u3002b", "https://.a", "http://a..b", "http://a._b", "http://a:", "http://a:x/", "http://[x]/", "http://[::1]/", "http://a_.b"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		if (html_url_ok(str_of(bad[i])))
			fail_msg("taken for an address: %s", bad[i]);
		assert_str(url(str_of(bad[i])), "#");
	}
	assert_false(html_url_ok((struct str){"http://a\0b", 10}));
}

static void
a_query_value_is_encoded_but_for_unreserved_characters(void **state)
{
	(void)state;
	assert_str(html_query(a, STR("/2026/a b&c=d+e%#é~._-")),
		   "%2F2026%2Fa%20b%26c%3Dd%2Be%25%23%C3%A9~._-");
	assert_str(html_query(a, STR("")), "");
}

static void
integers_are_written_to_their_bounds(void **state)
{
	(void)state;
	struct html h = html_in(a);
	html_int(&h, INT64_MIN);
	html_lit(&h, " ");
	html_int(&h, INT64_MAX);
	assert_str(html_done(&h).html, "-9223372036854775808 9223372036854775807");
}

/* The checker itself, or the other tests prove nothing. */
static void
the_checker_finds_each_kind_of_fault(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"<p>", "</p>", "<p></b>", "<p><b></p></b>", "<script></script>", "<p onclick=\"x\"></p>",
		"<p class=x></p>", "<p class='x'></p>", "a > b", "a & b", "&nbsp;", "a \" b", "<p id=\"a\"></p><p id=\"a\"></p>",
		"<a href=\"javascript:x\">y</a>", "<a href=\"//x\">y</a>", "<li>a</li>", "<ul><p>a</p></ul>",
		"<p><p>a</p></p>", "<a href=\"/x\"><a href=\"/y\">z</a></a>", "<label for=\"x\">a</label>",
		"<p aria-describedby=\"b\"></p>", "<a href=\"#gone\">a</a>", "<p class=\"x></p>", "<p", "<!-- x -->", "<p/>",
		"<P>a</P>", "<script type=\"module\" src=\"//x\"></script>", "<script src=\"/x\"></script>", "<p class=\"a<b\"></p>", "<img>"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (check_html(a, str_of(bad[i]), CHECK_PAGE_ELEMENTS, CHECK_PAGE_ATTRIBUTES)->fault.n == 0)
			fail_msg("no fault found in %s", bad[i]);
	assert_html(a, STR("<!DOCTYPE html>\n<ol><li id=\"a\"><p>x &amp; <a href=\"#a\">y</a><br>\n</p></li></ol>"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_five_characters_are_escaped),
		cmocka_unit_test(every_byte_is_seen_wherever_it_stands),
		cmocka_unit_test(every_byte_survives_escaping),
		cmocka_unit_test(web_mail_and_own_paths_are_addresses),
		cmocka_unit_test(every_other_address_becomes_a_hash),
		cmocka_unit_test(a_query_value_is_encoded_but_for_unreserved_characters),
		cmocka_unit_test(integers_are_written_to_their_bounds),
		cmocka_unit_test(the_checker_finds_each_kind_of_fault),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
