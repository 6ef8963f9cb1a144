/* What a page links to is what the filters have looked at: a ban of the host of any live link finds the text that
 * has it, however the address is written. */
#include "test.h"

#include "arena.h"
#include "chance.h"
#include "filter/gate_ban.h"
#include "view/markup.h"

/* The host of the next live link from *at on, as it would be banned: itself, or what it is below. False: no more. */
static bool
next_live(struct str html, size_t *at, struct str *ret)
{
	static const struct str begin = STR_C("<a href=\"http");
	for (size_t from; (from = str_find(html, begin, *at)) != SIZE_MAX;) {
		size_t host = str_find(html, STR("://"), from) + 3, end = host;
		while (strchr("/?#:\"", html.p[end]) == NULL)
			end++;
		*at = end;
		struct str rest = str_lower(a, str_sub(html, host, end)), label;
		while (rest.n > 0 && !ban_host(a, rest, ret))
			str_cut(&rest, '.', &label);
		if (rest.n > 0)
			return true;
	}
	return false;
}

static bool
is_found(struct str text, struct str host)
{
	struct ban_row row = {.id.n = 1, .kind = BAN_LINK, .target = host};
	const struct ban_hit *hits;
	size_t bad = 0;
	struct bans *b = bans_new(a, &row, 1, &bad);
	assert_int_equal(bad, 0);
	return bans_find(b, a, &(struct suspect){.text = text}, 1000, &hits) > 0;
}

static size_t
check(struct str text)
{
	struct html h = html_in(a);
	markup(&h, text);
	struct str html = html_done(&h).html, host;
	size_t live = 0;
	for (size_t at = 0; next_live(html, &at, &host); live++)
		if (!is_found(text, host))
			fail_msg("no ban of %.*s finds: %.*s", STR_FMT(host), STR_FMT(text));
	return live;
}

static void
a_ban_finds_the_host_of_every_live_link(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"see https://bit.ly/x", "see https://bit\\.ly/x", "https:\\/\\/bit\\.ly\\/x", "[x](https://bit.ly/x)",
		"<https://bit.ly/x>", "\u201Chttps://bit.ly\u201D", "https://bit.ly\u2026", "https://bit.ly\u2014as it says",
		"https://bit.ly\u3002", "https://bit.ly\u200B.bbc.co.uk/x", "https://bit.ly (.)x", "https://bit.ly . net/",
		"https://evil.example\u2014@bbc.co.uk/x", "https://a_b.b\u00FCcher.example/",
		"[x](https://a_b.b\u00FCcher.example/)", "http://b\u00FCcher.example", "HTTPS://EVIL.EXAMPLE./x",
		"see _https:\\/\\/bit.ly_.x", "see __https://bit\\.ly__.x", "_https://bit\\.ly_-x.com",
		"https://\uFF42it.ly (.)x", "https://b\u034Fit.ly (.)x", "https://x\u2764.bit.ly/a", "\u00ABhttps://bit.ly\u00BB",
		"https://\u30E1\u30FC\u30AB\u30FC.example",
		"see http://evil.example:80/ and http://bad.example", "https://[x.example]/",
	};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (check(str_of(texts[i])) == 0)
			print_message("# not live: %s\n", texts[i]);
	/* The page without Markdown, of a text that is markup for its own sake. */
	struct str plain = STR("");
	for (int i = 0; i <= 1000; i++)
		plain = str_cat(a, plain, STR("["));
	check(str_cat(a, plain, STR(" https://bit.ly\\.x.example/a")));
	struct str wide = STR("https://");
	for (int i = 0; i < 96; i++)
		wide = str_cat(a, wide, i == 48 ? STR(".\u3042") : STR("\u3042"));
	check(str_cat(a, wide, STR(".bit.ly (.)x")));
	/* Not live: one host to people and another one to browsers. */
	static const char *const dead[] = {
		"https://www.bbc.co.uk\u00A0@evil.example/x", "[x](https://www.bbc.co.uk\u3000@evil.example/x)",
		"https://a.example,b@evil.example/x", "https://a;x.evil.example/", "https://a.example%2Eevil.example/",
		"https://bank.example\\@evil.example/",
	};
	for (size_t i = 0; i < ARRAY_LEN(dead); i++) {
		struct html h = html_in(a);
		markup(&h, str_of(dead[i]));
		if (str_find(html_done(&h).html, STR("href=\"https://"), 0) != SIZE_MAX &&
		    str_find(html_done(&h).html, STR("evil.example/\" rel"), 0) != SIZE_MAX)
			fail_msg("live: %s", dead[i]);
		check(str_of(dead[i]));
	}
}

#define ROUNDS 60000

static void
whatever_an_address_is_made_of(void **state)
{
	(void)state;
	static const char *const pieces[] = {
		"https://", "http://", "HTTPS://", "https:\\/\\/", "evil.example", "bit.ly", "bbc.co.uk", "b\u00FCcher.example",
		"a", "x.", ".", "-", "_", "\\", "@", ",", ";", ":", ":80", "/", "/x", "?", "#", "%", "%2E", "&", "&amp;", "&#46;",
		"\u00A0", "\u200B", "\u200C", "\u00AD", "\u2014", "\u201D", "\u2026", "\u3002", "\uFF0E", "\u3000", "\u2028",
		"(.)", "[.]", " . ", " (dot) ", " dot ", "[x](", "](", ")", "(", "<", ">", "`", "*", "**", "_x_", " ", "\n", "~", "!",
		"'", "\"", "|", "\u1D47", "\uFF41", "\U0001D41A", "\u034F", "\u2764", "\u00B7", "\u00BB", "__", "\u0435", "www.", "\u0301", "//",
	};
	size_t live = 0;
	for (size_t i = 0; i < ROUNDS; i++) {
		struct str text = STR("see ");
		for (size_t n = 2 + chance() % 8; n > 0; n--) {
			size_t most = chance() % 3 == 0 ? 8 : ARRAY_LEN(pieces);
			text = str_cat(a, text, str_of(pieces[(chance() >> 16) % most]));
		}
		live += check(text);
		arena_reset(a);
	}
	print_message("# %zu live links in %d texts\n", live, ROUNDS);
	assert_true(live > ROUNDS / 20);
}

int
main(void)
{
	crypt_init();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_ban_finds_the_host_of_every_live_link),
		cmocka_unit_test(whatever_an_address_is_made_of),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
