/* Addresses in texts, however they are written, and what the rules make of them. */
#include "filter_test.h"

#include "filter/links.h"
#include "filter/listed.h"

static void
links_are_found_with_their_spans(void **state)
{
	(void)state;
	static const char *const rows[][3] = {
		{"see http://a.example/x?y=1.", "http://a.example/x?y=1", "a.example"},
		{"see (https://A.example).", "https://A.example", "a.example"},
		{"[x](http://a.example/)", "http://a.example/", "a.example"},
		{"see www.a.example, ok", "www.a.example", "www.a.example"},
		{"see shop.example.com/x!", "shop.example.com/x", "shop.example.com"},
		{"HTTP://user:pw@b.example:80/", "HTTP://user:pw@b.example:80/", "b.example"},
		{"buy.best-pills.ru", "buy.best-pills.ru", "buy.best-pills.ru"},
		{"http://bücher.example/", "http://bücher.example/", "bücher.example"},
		{"xhttp://a.example/", "http://a.example/", "a.example"},
		{"_http://a.example_", "http://a.example", "a.example"},
		{"_http://a.example_.", "http://a.example", "a.example"},
		{"_http://a.example/x_", "http://a.example/x", "a.example"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct verdict v = judge(rows[i][0]);
		assert_span(rows[i][0], reason_of(&v, "link", 0), rows[i][1]);
		assert_true(str_eq(reason_of(&v, "link", 0)->entry, str_of(rows[i][2])));
		assert_null(reason_of(&v, "link", 1));
	}
	/* A '\\' of Markdown's is no part of it. */
	static const char escaped[] = "see https:\\/\\/bit\\.ly/x\\_y ok";
	struct verdict e = judge(escaped);
	assert_span(escaped, reason_of(&e, "link-short", 0), "https:\\/\\/bit\\.ly/x\\_y");
	assert_non_null(reason_of(&e, "link-disguised", 0));
	struct verdict v = judge("http://a.example/http://b.example/");
	assert_span("http://a.example/http://b.example/", reason_of(&v, "link", 1), "http://b.example/");
}

static void
what_is_no_link_or_the_sites_own_is_silent(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"end.Next", "finish.It", "e.g. this", "ada@example.com", "http://", "https:// x", "www.", "3.14", "a.b",
		"http://news.example/story", "https://www.news.example/", "http:///x", "...com", "U.S.", "Mr.Smith",
	};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct verdict v = judge(texts[i]);
		if (reason_of(&v, "link", 0) != NULL)
			fail_msg("\"%s\" is no link", texts[i]);
	}
	struct verdict v = judge("http://evilnews.example/ http://news.example.evil.example/");
	assert_non_null(reason_of(&v, "link", 1));
}

static void
more_links_than_the_policy_allows_are_held(void **state)
{
	(void)state;
	const char *two = "It says so here, http://a.example, and there, http://b.example";
	assert_silent(judge(two), "links");
	assert_int_equal(judge(two).action, ACT_NOTE);
	assert_silent(judge("http://a.example http://b.example"), "links");
	assert_fires(judge("http://a.example http://b.example http://c.example"), "links", ACT_HOLD);
	assert_fires(judge("All of it: http://a.example http://b.example http://c.example"), "links", ACT_HOLD);
}

static struct link
only(const char *text, bool mail)
{
	struct link *l;
	size_t n = mail ? addresses_find(a, str_of(text), &l) : links_find(a, str_of(text), &l);
	if (n != 1)
		fail_msg("\"%s\" has %zu addresses", text, n);
	return l[0];
}

static void
a_disguised_address_is_found_and_said_to_be_disguised(void **state)
{
	(void)state;
	static const char *const rows[][3] = {
		{"see hxxp://evil.example/x now", "evil.example", "hxxp://evil.example/x"},
		{"see hxxps://evil.example now", "evil.example", "hxxps://evil.example"},
		{"see h**p://evil.example now", "evil.example", "h**p://evil.example"},
		{"at pills[.]com today", "pills.com", "pills[.]com"},
		{"at pills [.] com today", "pills.com", "pills [.] com"},
		{"at pills(dot)com today", "pills.com", "pills(dot)com"},
		{"at pills {DOT} com today", "pills.com", "pills {DOT} com"},
		{"bei pillen (punkt) com heute", "pillen.com", "pillen (punkt) com"},
		{"pills dot com", "pills.com", "pills dot com"},
		{"kidsmedia  . com", "kidsmedia.com", "kidsmedia  . com"},
		{"kidsmedia .com is it", "kidsmedia.com", "kidsmedia .com"},
		{"kidsmedia. com/offer", "kidsmedia.com", "kidsmedia. com/offer"},
		{"p i l l s . c o m", "pills.com", "p i l l s . c o m"},
		{"w w w . p i l l s . c o m", "www.pills.com", "w w w . p i l l s . c o m"},
		{"at pills\u3002com", "pills.com", "pills\u3002com"},
		{"at pills\u2024com today", "pills.com", "pills\u2024com"},
		{"at \uFF50\uFF49\uFF4C\uFF4C\uFF53\uFF0E\uFF43\uFF4F\uFF4D now", "pills.com",
		 "\uFF50\uFF49\uFF4C\uFF4C\uFF53\uFF0E\uFF43\uFF4F\uFF4D"},
		{"at \U0001D5FD\U0001D5F6ll\U0001D600.com", "pills.com",
		 "\U0001D5FD\U0001D5F6ll\U0001D600.com"},
		{"at pi\u200Blls.com", "pills.com", "pi\u200Blls.com"},
		{"at pi\u200Flls.com", "pills.com", "pi\u200Flls.com"},
		{"at pi\U000E0041lls\u034F.com", "pills.com", "pi\U000E0041lls\u034F.com"},
		{"https\u200F://pills.example/", "pills.example", "https\u200F://pills.example/"},
		{"ht\u2066tps://pills.example/", "pills.example", "ht\u2066tps://pills.example/"},
		{"at pills&#46;com", "pills.com", "pills&#46;com"},
		{"http://bank.example@evil.example/login", "evil.example",
		 "http://bank.example@evil.example/login"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct link l = only(rows[i][0], false);
		struct str span = str_sub(str_of(rows[i][0]), l.from, l.to);
		if (!str_eq(l.host, str_of(rows[i][1])) || !str_eq(span, str_of(rows[i][2])) || !l.disguised)
			fail_msg("\"%s\": host %.*s, span \"%.*s\", %d", rows[i][0], STR_FMT(l.host),
				 STR_FMT(span), l.disguised);
		struct verdict v = judge(rows[i][0]);
		assert_non_null(reason_of(&v, "link-disguised", 0));
	}
}

/* Whether it is called disguised: a mark of direction stands before addresses in honest Hebrew and Arabic,
 * a character that does nothing has no business there. */
static void
a_hidden_character_in_front_hides_no_address(void **state)
{
	(void)state;
	static const struct {
		const char *text, *host, *span;
		bool disguised;
	} rows[] = {
		{"\u200Fhttps://evil.example/x y", "evil.example", "https://evil.example/x", false},
		{"\u05E8\u05D0\u05D5 \u200Fhttps://evil.example/x", "evil.example", "https://evil.example/x",
		 false},
		{"\u061Cwww.evil.example", "www.evil.example", "www.evil.example", false},
		{"\u2066https://evil.example\u2069", "evil.example", "https://evil.example", false},
		{"see \u200Eevil.com/x", "evil.com", "evil.com/x", false},
		{"\u200Bhttps://evil.example/", "evil.example", "https://evil.example/", true},
		{"\u2060evil.com/x", "evil.com", "evil.com/x", true},
		{"\uFFF9https://evil.example/", "evil.example", "https://evil.example/", true},
		{"\U000E0020evil.com/x", "evil.com", "evil.com/x", true},
		{"\u3164evil.com/x", "evil.com", "evil.com/x", true},
		{"see\u00A0evil.com/x\u3000now", "evil.com", "evil.com/x", false},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct link l = only(rows[i].text, false);
		struct str span = str_sub(str_of(rows[i].text), l.from, l.to);
		if (!str_eq(l.host, str_of(rows[i].host)) || !str_eq(span, str_of(rows[i].span)) ||
		    l.disguised != rows[i].disguised)
			fail_msg("row %zu: host %.*s, span \"%.*s\", %d", i, STR_FMT(l.host), STR_FMT(span),
				 l.disguised);
	}
}

static void
a_plain_address_is_not_said_to_be_disguised(void **state)
{
	(void)state;
	static const char *const rows[][3] = {
		{"see http://user:pw@b.example:80/x", "b.example", "/x"},
		{"t.me/joinus", "t.me", "/joinus"},
		{"https://b\u00FCcher.example/?q=1#a", "b\u00FCcher.example", "/?q=1#a"},
		{"(www.example.org/a_(b)", "www.example.org", "/a"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct link l = only(rows[i][0], false);
		assert_true(str_eq(l.host, str_of(rows[i][1])));
		assert_true(str_eq(l.path, str_of(rows[i][2])));
		assert_false(l.disguised);
	}
}

static void
sentences_with_dots_and_dot_coms_are_no_links(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"The end. Com isso acabou.", "The company. (I mean it.) Nothing", "polka dot nets", "Wait . . . come on",
		"He left. net loss was 3 million", "\u4F60\u597D\u3002\u518D\u89C1", "bread \u2022 butter",
		"a.b.c.d", "1.5.2024", "and/or, km/h, he/she", "call.me maybe", "this.it is", "I.B.M. and A.B.C.",
		"U S A . A l l", "3 . 5", "%40example.com", "size (.) matters",
	};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct link *l;
		if (links_find(a, str_of(texts[i]), &l) != 0)
			fail_msg("\"%s\" is no link but %.*s", texts[i], STR_FMT(l[0].host));
	}
}

static void
mail_addresses_are_told_from_links(void **state)
{
	(void)state;
	struct link l = only("write to Ada.L+x@Mail.Example.org, please", true);
	assert_true(l.mail);
	assert_str(l.host, "mail.example.org");
	l = only("ada [at] no, ada@example(dot)org", true);
	assert_true(l.mail && l.disguised);
	struct verdict v = judge("Write to ada@example.org, please.");
	assert_non_null(reason_of(&v, "email", 0));
	assert_null(reason_of(&v, "link", 0));
	assert_silent(judge("@ada said 5 @ 3 euro"), "email");
}

/* Fires on the first of each pair and not on its twin. */
static void
what_a_link_leads_to_is_noted(void **state)
{
	(void)state;
	static const char *const rows[][3] = {
		{"link-short", "All of it is at https://bit.ly/3abc", "All of it is at https://orbit.ly/3abc"},
		{"link-short", "Everything: https://x.tinyurl.com/abc", "Everything: https://tinyurl.example/abc"},
		{"link-risky", "Read it all at https://casino777.bet/", "Read it all at https://alphabet.com/"},
		{"link-punycode", "Read it all at http://xn--bcher-kva.example/", "Read it at http://xn.example/"},
		{"link-alike", "Log in at http://xn--80ak6aa92e.com/", "Log in at http://xn--bcher-kva.com/"},
		{"link-alike", "Log in at http://\u0430\u0440\u0440\u04CF\u0435.com/",
		 "Read it at http://\u043F\u0440\u0438\u043C\u0435\u0440.\u0440\u0444/"},
		{"link-alike", "Log in at http://p\u0430ypal.com/", "Log in at http://b\u00FCcher.com/"},
		{"link-number", "Get it from http://203.0.113.9/x", "Get it from http://203.example/x"},
		{"link-referral", "Try http://shop.example/?a=1&ref=77", "Try http://shop.example/?prefer=77"},
		{"link-alone", "http://shop.example/x", "This shop has what you need: http://shop.example/x"},
		{"link-alone", "look here http://shop.example/x", "http://news.example/x"},
		{"link-alone", "@ http://shop.example/x", "@ada: http://encyclopedia.example/x"},
		{"link-markup", "Buy <a href=\"http://s.example\">it</a> here", "Buy a href or <b>it</b> [1] here"},
		{"link-markup", "Buy [url=http://s.example]it[/url] here", "Buy [it](http://s.example) here"},
		{"messenger", "We talk at https://t.me/joinus", "We talk at https://not.me/joinus"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct verdict v = judge(rows[i][1]), w = judge(rows[i][2]);
		if (reason_of(&v, rows[i][0], 0) == NULL)
			fail_msg("%s is silent on \"%s\"", rows[i][0], rows[i][1]);
		if (reason_of(&w, rows[i][0], 0) != NULL)
			fail_msg("%s fires on \"%s\"", rows[i][0], rows[i][2]);
	}
	assert_fires(judge("Log in at http://p\u0430ypal.com/"), "link-alike", ACT_HOLD);
}

static void
a_long_text_may_give_its_sources(void **state)
{
	(void)state;
	struct str text = STR("");
	for (int i = 0; i < 30; i++)
		text = str_cat(a, text, STR("one two three four "));
	const char *links = "http://a.example/ http://b.example/ http://c.example/ http://d.example/";
	assert_silent(judge(str_z(a, str_cat(a, text, str_of(links)))), "links");
	assert_fires(judge(str_z(a, str_cat(a, str_from(text, text.n / 2), str_of(links)))), "links", ACT_HOLD);
}

static void
what_readers_cite_weighs_nothing(void **state)
{
	(void)state;
	static const char *const cited[] = {
		"He said the opposite in March: https://www.theguardian.com/politics/2024/mar/02/a-speech",
		"The numbers are at www.destatis.de/DE/Presse/2023/05/PD23.html and at http://data.gov.uk/x?ref=9",
		"a https://en.wikipedia.org/wiki/A b https://www.who.int/b c https://apnews.com/10.1/c d (http://nasa.gov).",
	};
	for (size_t i = 0; i < ARRAY_LEN(cited); i++) {
		struct verdict v = judge(cited[i]);
		assert_int_equal(v.n_reasons, 0);
	}
	/* Neither does what stands beside it gain by it. */
	static const char *const others[] = {
		"It says so at https://www.bbc.co.uk.evil.example/news in the middle",
		"It says so at https://www.bbc.co.uk@evil.example/news in the middle",
		"It says so at https://notbbc.co.uk/news in the middle",
		"It says so at https://www.bbc.co.uk/http://evil.example/ in the middle",
		"It says so at https://www.bbc.co.uk/news and http://evil.example/ in the middle",
		"It says so at hxxps://www.bbc.co.uk/news in the middle",
		"It says so at https://www.bbc.co.uk%2Eevil.example/x in the middle",
		"It says so at https://www.bbc.co.uk\\-evil.company/x in the middle",
		"It says so at https://www.bbc.co.uk;evil.company in the middle",
		"It says so at https://www.bbc.co.uk,x.evil.company in the middle",
		"It says so at https://www.bbc.co.uk:8080/news in the middle",
		"It says so at bbc.com;evil-pills.com in the middle",
		"It says so at bbc.com:x@evil.com in the middle",
		"It says so at https://www.bbc.co.uk/#我卖手表 in the middle",
	};
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		assert_fires(judge(others[i]), "link", ACT_NOTE);
	assert_fires(judge("https://a.example https://www.bbc.co.uk/1 https://b.example https://c.example"), "links",
		     ACT_HOLD);
	assert_silent(judge("https://a.example https://www.bbc.co.uk/1 https://www.bbc.co.uk/2"), "links");
	/* Nothing but a source says nothing about it. */
	assert_fires(judge("https://www.bbc.co.uk/news/1"), "link-alone", ACT_NOTE);
}

static void
sources_hide_nothing_by_their_number(void **state)
{
	(void)state;
	struct str eleven = STR("all of these say the same thing"), many = STR(""), long_one = STR("see https://www.bbc.co.uk/");
	for (int i = 0; i < 11; i++)
		eleven = str_printf(a, "%.*s https://www.bbc.co.uk/%d", STR_FMT(eleven), i);
	assert_fires(judge(str_z(a, eleven)), "link", ACT_NOTE);
	for (int i = 0; i < LINKS_MAX; i++)
		many = str_cat(a, many, i % 2 == 0 ? STR("ft.com,") : STR("un.org,"));
	assert_fires(judge(str_z(a, str_cat(a, many, STR("http://evil.example/")))), "tangled", ACT_HOLD);
	for (int i = 0; i < 40; i++)
		long_one = str_cat(a, long_one, STR("i-sell-watches-"));
	assert_fires(judge(str_z(a, str_cat(a, long_one, STR(" in the middle")))), "link", ACT_NOTE);
}

static void
lists_know_a_host_and_what_is_below_it(void **state)
{
	(void)state;
	assert_int_equal(listed_host(STR("bit.ly")), LISTED_SHORT);
	assert_int_equal(listed_host(STR("www.bit.ly")), LISTED_SHORT);
	assert_int_equal(listed_host(STR("rabbit.ly")), 0);
	assert_int_equal(listed_host(STR("ly")), 0);
	assert_int_equal(listed_host(STR("edition.cnn.com")), LISTED_SOURCE);
	assert_true(listed_ending(STR("COM")) & LISTED_BARE);
	assert_int_equal(listed_ending(STR("comx")), 0);
	assert_true(disposable_domain(STR("mailinator.com")) && disposable_domain(STR("a.b.yopmail.com")));
	assert_false(disposable_domain(STR("notmailinator.example")) || disposable_domain(STR("gmail.com")) ||
		     disposable_domain(STR("")) || disposable_domain(STR(".")));
}

static void
a_sites_own_list_of_mail_domains_is_read_line_by_line(void **state)
{
	(void)state;
	size_t bad = 99;
	const struct disposable *d = disposable_new(
		a, STR("# ours\nThrow.example\r\n\n  b.example # why\nnot a domain\nlocalhost\n.x.example\na.b.c.d.e.example\nlast.example"),
		&bad);
	assert_int_equal(bad, 4);
	assert_true(disposable_has(d, STR("throw.example")) && disposable_has(d, STR("x.b.example")) &&
		    disposable_has(d, STR("last.example")));
	assert_false(disposable_has(d, STR("example")) || disposable_has(d, STR("thr.example")));
	d = disposable_new(a, STR(""), &bad);
	assert_int_equal(bad, 0);
	assert_false(disposable_has(d, STR("throw.example")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(links_are_found_with_their_spans),
		cmocka_unit_test(what_is_no_link_or_the_sites_own_is_silent),
		cmocka_unit_test(more_links_than_the_policy_allows_are_held),
		cmocka_unit_test(a_disguised_address_is_found_and_said_to_be_disguised),
		cmocka_unit_test(a_hidden_character_in_front_hides_no_address),
		cmocka_unit_test(a_plain_address_is_not_said_to_be_disguised),
		cmocka_unit_test(sentences_with_dots_and_dot_coms_are_no_links),
		cmocka_unit_test(mail_addresses_are_told_from_links),
		cmocka_unit_test(what_a_link_leads_to_is_noted),
		cmocka_unit_test(a_long_text_may_give_its_sources),
		cmocka_unit_test(what_readers_cite_weighs_nothing),
		cmocka_unit_test(sources_hide_nothing_by_their_number),
		cmocka_unit_test(lists_know_a_host_and_what_is_below_it),
		cmocka_unit_test(a_sites_own_list_of_mail_domains_is_read_line_by_line),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
