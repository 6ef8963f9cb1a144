/* Rules on what a text offers, how to reach who offers it, how it is written, who says it. */
#include "filter_test.h"

/* Fires on the first text and not on its innocent twin. */
struct pair {
	const char *rule, *fires, *silent;
};

static void
check(const struct pair *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct verdict v = judge(rows[i].fires), w = judge(rows[i].silent);
		if (reason_of(&v, rows[i].rule, 0) == NULL)
			fail_msg("%s is silent on \"%s\"", rows[i].rule, rows[i].fires);
		if (reason_of(&w, rows[i].rule, 0) != NULL)
			fail_msg("%s fires on \"%s\"", rows[i].rule, rows[i].silent);
		if (w.action != ACT_NOTE)
			fail_msg("\"%s\" is held", rows[i].silent);
	}
}

static void
offers_are_told_from_talk_about_them(void **state)
{
	(void)state;
	static const struct pair rows[] = {
		{"bait-follow", "Please check out my channel!", "Please check your numbers, the channel is 30 km wide."},
		{"bait-follow", "CHEEECK OUT MY CHANNEL", "The channel has a new editor."},
		{"bait-follow", "\u0421heck out my channel", "My channel swim took 14 hours."},
		{"bait-follow", "Schaut auf meinem Kanal vorbei", "Der Kanal ist gesperrt."},
		{"bait-follow", "Подписывайтесь на мой канал", "Канал закрыт до мая."},
		{"bait-earn", "Make money online with my mentor", "They make money, but they do not pay tax."},
		{"bait-earn", "Заработок без вложений", "Без вложений завод не спасти."},
		{"bait-gamble", "Best online casino, no deposit bonus", "The casino was built in 1931."},
		{"bait-gamble", "situs slot gacor hari ini", "Slot waktu untuk kapal."},
		{"bait-gamble", "注册送58元", "他已经注册了。"},
		{"bait-pharma", "Buy Viagra online", "Viagra was found by chance."},
		{"bait-loan", "Do you need an urgent loan?", "The loan was never paid back."},
		{"bait-loan", "offre de prêt entre particuliers", "Le bus est prêt à partir."},
		{"bait-seo", "We sell high quality backlinks", "The quality of the links to the north is poor."},
		{"bait-seo", "代开发票", "开了发票就走。"},
		{"bait-adult", "hookup tonight", "We met tonight at the station."},
		{"bait-prize", "Claim your prize now", "The prize went to a poet."},
		{"bait-support", "Norton support phone number", "The phone was out of order."},
		{"bait-cure", "Contact the spell caster today", "A dry spell hit the farmers."},
		{"praise", "Nice post, thanks for sharing!", "The post office closed last year."},
	};
	check(rows, ARRAY_LEN(rows));
	assert_int_equal(judge("Please check out my channel!").action, ACT_HOLD);
	const char *text = "Well, check out my channel now";
	struct verdict v = judge(text);
	assert_span(text, reason_of(&v, "bait-follow", 0), "check out my channel");
}

static void
a_phrase_needs_its_words_in_order_and_near(void **state)
{
	(void)state;
	assert_silent(judge("my check of the channel"), "bait-follow");
	assert_silent(judge("check one two three four five my one two three four five channel"), "bait-follow");
	assert_non_null(reason_of(&(struct verdict[]){judge("check one two three my one channel")}[0],
				  "bait-follow", 0));
}

static void
ways_to_reach_the_writer_are_noted(void **state)
{
	(void)state;
	static const struct pair rows[] = {
		{"phone", "Call +49 30 1234567 now", "Between 2010 and 2019 it was 12 345 678 euro."},
		{"phone", "Call (202) 555-0175 now", "Paragraph (202) 555 of 2017"},
		{"phone", "Call 1-202-555-0175 now", "The score was 1-2, 3-4, 10-11."},
		{"phone", "Ruf 0171 2345678 an", "Am 01.02.2020 um 10 Uhr"},
		{"phone", "Ring 020 7946 0123 today", "0.123456789 of it"},
		{"phone", "звоните 8 912 345-67-89", "от 8 до 10 тысяч, с 1990 до 2020"},
		{"phone", "Call \uFF0B49 30 1234567 now", "ISBN 0-19-852663-6"},
		{"phone", "加 13812345678", "1700000000 seconds since 1970, 4294967296 more"},
		{"messenger", "WhatsApp me: +1 202 555 0175", "He said on WhatsApp that 3 of 12 came."},
		{"messenger", "Telegram @fast_money", "She was asked by telegram, and by letter."},
		{"messenger", "Пишите сейчас в телеграм @zarabotok", "В телеграм пишут разное."},
		{"messenger", "加微信 13812345678", "他不用微信。"},
		{"wallet", "Send to 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "Flight LH1234567890123456789012345 late"},
		{"wallet", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq is mine", "bc1 is no address"},
		{"wallet", "0x52908400098527886E0F7030069857D2E4169EE7 please", "0x1F is 31"},
	};
	check(rows, ARRAY_LEN(rows));
}

static void
a_purse_is_seen_wherever_it_stands(void **state)
{
	(void)state;
	const char *purse = "1AzPePQGefiDMPTfTLSLmvDiv2"; /* with no more letters and digits than it must have */
	for (int before = 0; before < 60; before++) {
		const char *text = str_printf(a, "%*s%s", before, "", purse).p;
		struct verdict v = judge(text);
		assert_span(text, reason_of(&v, "wallet", 0), purse);
	}
	assert_silent(judge("a1AzPePQGefiDMPTfTLSLmvDivfNab2AzPePQGefiDMPTfTLSLmvDivfNab2"), "wallet");
}

/* A character may be four words; what stands behind thousands of them is read all the same. */
static void
an_offer_behind_many_words_is_seen(void **state)
{
	(void)state;
	const char *offer = " check out my channel, buy cheap viagra, casino bonus";
	struct verdict v = judge(str_printf(a, "%s%s", over_and_over("\u337F", 2100 * strlen("\u337F")), offer).p);
	struct verdict alone = judge(offer);
	assert_true(alone.action >= ACT_HOLD);
	assert_true(v.action >= ACT_HOLD);
	assert_silent(v, "tangled");
}

static void
odd_writing_is_noted(void **state)
{
	(void)state;
	static const struct pair rows[] = {
		{"fancy", "\U0001D400\U0001D406\U0001D414\U0001D412 wins", "The set \u211D of numbers, 5 \u2103, \u2460 \u2461"},
		{"fancy", "\u24D0\u24D6\u24E4\u24E2 wins", "\uFF21\uFF22\uFF23\uFF24 in full width"},
		{"marks", "P\u0353\u033DU\u0353\u033DL\u0353\u033D", "Vie\u0302\u0323t Nam, cafe\u0301, na\u0308i\u0308ve"},
		{"spaced", "Try A L E X I S today", "the U. S. A. and the U. K."},
		{"hidden", "my pass\u200Bword here", "my password here"},
	};
	check(rows, ARRAY_LEN(rows));
	assert_int_equal(judge("\U0001D400\U0001D406\U0001D414\U0001D412 wins").action, ACT_HOLD);
}

static struct verdict
by_name(const char *name, const char *text)
{
	struct draft d = draft_of(text);
	d.name = str_of(name);
	return judge_with(shipped, d, clean_facts(), usual_policy());
}

static void
a_name_that_is_a_slogan_a_number_or_a_sentence_is_noted(void **state)
{
	(void)state;
	static const char *const slogans[] = {"Cheap Flights Online", "SEO Expert", "Casino Bonus", "0171 2345678", "best essay writing service",
					      "Click here to win", "I told you so and nobody would listen", "купить диплом"};
	static const char *const names[] = {"Ada", "Maria do Carmo de Souza Lima", "J. R. Smith 2nd", "Agent 007", "Dr. Strange",
					    "Angry of Mayfair", "Loan Nguyen", "Владимир", "山田太郎", "user1984", "Free Palestine",
					    "Best Regards", "The Plumber's Wife"};
	for (size_t i = 0; i < ARRAY_LEN(slogans); i++) {
		struct verdict v = by_name(slogans[i], "A calm remark.");
		if (reason_of(&v, "name-slogan", 0) == NULL)
			fail_msg("\"%s\" is no name", slogans[i]);
	}
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct verdict v = by_name(names[i], "A calm remark.");
		if (reason_of(&v, "name-slogan", 0) != NULL)
			fail_msg("\"%s\" is a name", names[i]);
	}
}

static void
a_copy_of_the_title_is_noted_and_a_quotation_in_a_remark_is_not(void **state)
{
	(void)state;
	struct draft d = draft_of("Harbour works delayed for the second time!");
	d.title = STR("Harbour works delayed for the second time");
	struct verdict v = judge_with(shipped, d, clean_facts(), usual_policy());
	assert_span(d.text.p, reason_of(&v, "title-copy", 0), "Harbour works delayed for the second time");
	d.text = STR("\"Harbour works delayed for the second time\": and who pays for it? We do, as we did in 2009 and before.");
	assert_silent(judge_with(shipped, d, clean_facts(), usual_policy()), "title-copy");
	d.text = STR("Harbour works");
	d.title = STR("Harbour works");
	assert_silent(judge_with(shipped, d, clean_facts(), usual_policy()), "title-copy");
	d.title = STR("");
	assert_silent(judge_with(shipped, d, clean_facts(), usual_policy()), "title-copy");
}

static void
another_language_than_the_articles_is_noted(void **state)
{
	(void)state;
	struct draft d = draft_of("Das hat mit dem Artikel nichts zu tun, und ich habe es nicht gelesen.");
	assert_non_null(reason_of(&(struct verdict[]){judge_with(shipped, d, clean_facts(), usual_policy())}[0], "language", 0));
	static const char *const same[] = {"de", "de-AT", "", "sw", "lb"};
	for (size_t i = 0; i < ARRAY_LEN(same); i++) {
		d.lang = str_of(same[i]);
		assert_silent(judge_with(shipped, d, clean_facts(), usual_policy()), "language");
	}
	d.lang = STR("en");
	d.text = STR("C'est la vie!"); /* too short to be sure */
	assert_silent(judge_with(shipped, d, clean_facts(), usual_policy()), "language");
}

/* The title alone, or a link, or a slogan for a name, is nothing; together they wait. */
static void
the_title_with_a_way_out_waits_and_without_one_does_not(void **state)
{
	(void)state;
	struct draft d = draft_of("Harbour works delayed for the second time");
	d.title = STR("Harbour works delayed for the second time");
	struct verdict v = judge_with(shipped, d, clean_facts(), usual_policy());
	assert_silent(v, "title-link");
	assert_int_equal(v.action, ACT_NOTE);
	d.text = STR("Harbour works delayed for the second time http://a.example");
	v = judge_with(shipped, d, clean_facts(), usual_policy());
	assert_int_equal(v.action, ACT_HOLD);
	assert_non_null(reason_of(&v, "title-link", 0));
	d.title = STR("The ferry runs again from Monday");
	v = judge_with(shipped, d, clean_facts(), usual_policy());
	assert_silent(v, "title-link");
	assert_int_equal(v.action, ACT_NOTE);
	d.title = d.text = STR("Harbour works delayed for the second time");
	d.name = STR("Cheap Flights Online");
	v = judge_with(shipped, d, clean_facts(), usual_policy());
	assert_int_equal(v.action, ACT_HOLD);
	assert_non_null(reason_of(&v, "title-link", 0));
}

/* Each part alone is published; both together wait. */
static void
composites_add_up_what_is_nothing_alone(void **state)
{
	(void)state;
	static const char *const rows[][4] = {
		{"offer", "Anyone can earn from home with bitcoin trading and good returns", "Write to me at http://a.example",
		 "Anyone can invest with trading and good returns, see http://a.example"},
		{"praise-link", "Nice post, thanks for sharing, keep it up!", "It is all at http://a.example, I think",
		 "Nice post, thanks for sharing, keep it up! http://a.example"},
		{"foreign-link", "Das hat mit dem Artikel nichts zu tun, und ich habe es nicht gelesen.",
		 "All of it is at http://a.example",
		 "Das hat mit dem Artikel nichts zu tun, und ich habe es nicht gelesen, siehe http://a.example"},
		{"hidden-offer", "my p\u0430ssword is old", "All of it is at http://a.example",
		 "my p\u0430ssword is at http://a.example"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_int_equal(judge(rows[i][1]).action, ACT_NOTE);
		assert_int_equal(judge(rows[i][2]).action, ACT_NOTE);
		struct verdict v = judge(rows[i][3]);
		if (reason_of(&v, rows[i][0], 0) == NULL || v.action != ACT_HOLD)
			fail_msg("%s: \"%s\" is not held (%.1f)", rows[i][0], rows[i][3], v.score);
	}
	assert_non_null(reason_of(&(struct verdict[]){by_name("Cheap Flights Online", "See http://a.example for it")}[0],
				  "new-link", 0));
}

static void
a_throw_away_address_is_noted_and_holds_only_with_more(void **state)
{
	(void)state;
	struct facts f = clean_facts();
	f.disposable = true;
	struct draft d = draft_of("A calm remark.");
	assert_fires(judge_with(shipped, d, f, usual_policy()), "disposable", ACT_NOTE);
	d.text = STR("You will see all of it at http://a.example/?ref=1");
	assert_fires(judge_with(shipped, d, f, usual_policy()), "score", ACT_HOLD);
	f.disposable = false;
	assert_silent(judge_with(shipped, d, f, usual_policy()), "disposable");
	assert_int_equal(judge_with(shipped, d, f, usual_policy()).action, ACT_NOTE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(offers_are_told_from_talk_about_them),
		cmocka_unit_test(a_phrase_needs_its_words_in_order_and_near),
		cmocka_unit_test(ways_to_reach_the_writer_are_noted),
		cmocka_unit_test(a_purse_is_seen_wherever_it_stands),
		cmocka_unit_test(an_offer_behind_many_words_is_seen),
		cmocka_unit_test(odd_writing_is_noted),
		cmocka_unit_test(a_name_that_is_a_slogan_a_number_or_a_sentence_is_noted),
		cmocka_unit_test(a_copy_of_the_title_is_noted_and_a_quotation_in_a_remark_is_not),
		cmocka_unit_test(the_title_with_a_way_out_waits_and_without_one_does_not),
		cmocka_unit_test(another_language_than_the_articles_is_noted),
		cmocka_unit_test(composites_add_up_what_is_nothing_alone),
		cmocka_unit_test(a_throw_away_address_is_noted_and_holds_only_with_more),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
