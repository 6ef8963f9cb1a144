/* The lists: what is found, where, in what disguise; and what is left alone. */
#include "filter_test.h"

static void
disguised_words_are_found_and_their_spans_reslice_the_original(void **state)
{
	(void)state;
	static const char *const rows[][2] = {
		{"oh fuck that", "fuck"},
		{"oh F.U.C.K. that", "F.U.C.K"},
		{"oh fu\u0441k that", "fu\u0441k"},
		{"oh ｆｕｃｋ that", "ｆｕｃｋ"},
		{"oh f u c k that", "f u c k"},
		{"oh f-u-c-k-i-n-g", "f-u-c-k-i-n-g"},
		{"sh1t happens", "sh1t"},
		{"what $h!t!", "$h!t"},
		{"shiiiit", "shiiiit"},
		{"fuuuuuck that", "fuuuuuck"},
		{"fuuck that", "fuuck"},
		{"such a f*ck", "f*ck"},
		{"such a f**k", "f**k"},
		{"you f***ing fool", "f***ing"},
		{"sh** happens", "sh**"},
		{"b!tch", "b!tch"},
		{"a$$hole", "a$$hole"},
		{"a$shole", "a$shole"},
		{"@sshole", "@sshole"},
		{"ass-hole", "ass-hole"},
		{"sh.it", "sh.it"},
		{"f\u200Bu\u200Bc\u200Bk", "f\u200Bu\u200Bc\u200Bk"},
		{"fúćk", "fúćk"},
		{"f&#117;ck", "f&#117;ck"},
		{"fu<b></b>ck", "fu<b></b>ck"},
		{"fu**ck**", "fu**ck"},
		{"𝖋𝖚𝖈𝖐", "𝖋𝖚𝖈𝖐"},
		{"🅕🅤🅒🅚", "🅕🅤🅒🅚"},
		{"fvck", "fvck"},
		{"bi7ch", "bi7ch"},
		{"F u C k", "F u C k"},
		{"f\nu\nc\nk", "f\nu\nc\nk"},
		{"clusterfuckery", "fucker"},
		{"absofuckinglutely", "fucking"},
		{"d1ldo", "d1ldo"},
		{"motherf*cker", "motherf*cker"},
		{"son of a bitch", "son of a bitch"},
		{"son-of-a-bitch", "son-of-a-bitch"},
		{"@fuck", "fuck"},
		{"fuck123", "fuck"},
		{"such a w a n k e r", "w a n k e r"},
		{"wankkerr", "wankkerr"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct verdict v = judge(rows[i][0]);
		if (word_of(&v) == NULL)
			fail_msg("nothing found in \"%s\"", rows[i][0]);
		assert_span(rows[i][0], word_of(&v), rows[i][1]);
	}
}

static void
innocent_words_pass(void **state)
{
	(void)state;
	static const char *const words[] = {
		"Scunthorpe", "Dickens", "Dickinson", "cockpit", "peacock", "cocktail", "Hancock", "assassin",
		"Penistone", "arsenal", "shiitake", "Shiite", "Shiites", "Essex", "Sussex", "Middlesex",
		"class", "classic", "grass", "glass", "pass", "passage", "bass", "assess", "asset", "assume",
		"analysis", "analyst", "canal", "therapist", "Nigeria", "Niger", "niggardly", "snigger", "sniggers", "sniggered",
		"sniggering", "Fukuyama", "BBC", "Laura", "item", "sale", "press", "Matsushita", "Kinoshita",
		"saltwater", "Slutsk", "document", "cucumber", "cumin", "circumstance", "titanic", "title",
		"constitution", "button", "Buttigieg", "swank", "Wankel", "scrap", "hello", "shell", "Michelle",
		"raccoon", "Maine Coon", "tycoon", "cocoon", "spice", "auspicious", "despicable", "hoe", "shoe",
		"homophobia", "homogeneous", "Homo sapiens", "vandyke", "whorl", "A55", "M15", "455", "1988",
		"who're", "he'll", "we'll", "she'll", "push-it", "finish.It", "wash.It", "Ana!", "Cheney, Dick",
		"Dick Cheney", "Moby Dick", "mishit", "Cushitic", "Takeshita", "evaluate", "accumulate",
		"magna cum laude", "spick and span", "chink in the armour", "Pussy Riot", "pussy willow",
		"blue tits and great tits", "U.S.A.", "e.g. this", "p.m.", "A B C D E F G", "I, II, III, IV",
		"http://who.int/re", "50$", "€500", "C++", "C#", "*as* if", "**Sh** he said", "so **Sh** he", "hush **bold**", "a*b*c = c*b*a",
		"Wales' coast", "Uranus", "mu5+ard", "pollack", "Pollack", "assesses", "FAQ", "FAQs", "Homo", "Shitstorm", "sextant", "Sexton", "bigger", "trigger", "digger",
		"retardant", "spaceship", "Japan", "Pakistan", "Pakistani", "dagoba", "kikeriki", "Yiddish",
		"abort", "aboriginal",
	};
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		struct verdict v = judge(words[i]);
		const struct reason *r = word_of(&v);
		/* "magna cum laude" may be noted; nothing may be masked or held. */
		if (r != NULL && r->action > ACT_NOTE)
			fail_msg("\"%s\" gave %.*s", words[i], STR_FMT(r->entry));
	}
}

static void
what_an_entry_asks_for_is_done(void **state)
{
	(void)state;
	struct verdict v = judge("what an ass");
	assert_int_equal(v.action, ACT_MASK);
	assert_str(word_of(&v)->rule, "word-mild");
	v = judge("you cocksucker");
	assert_int_equal(v.action, ACT_HOLD);
	assert_str(word_of(&v)->rule, "word");
	v = judge("those kikes");
	assert_int_equal(v.action, ACT_HOLD);
	assert_str(word_of(&v)->rule, "slur");
	assert_true(str_starts(word_of(&v)->entry, STR("en:")));
	assert_true(str_ends(word_of(&v)->entry, STR(" kikes")));
	v = judge("fuck that");
	assert_int_equal(v.action, ACT_MASK);
	v = judge("you asshole");
	assert_int_equal(v.action, ACT_MASK);
	v = judge("FUCK, you!");
	assert_int_equal(v.action, ACT_MASK);
	assert_int_equal(v.n_reasons, 1);
	assert_true(str_ends(word_of(&v)->entry, STR(" fuck you")));
	v = judge("sh*t");
	assert_true(str_ends(word_of(&v)->entry, STR(" shit")));
	v = judge("go to hell");
	assert_int_equal(v.action, ACT_NOTE);
	assert_non_null(word_of(&v));
}

static void
the_longest_entry_speaks_for_the_words_within_it(void **state)
{
	(void)state;
	struct verdict v = judge("bullshit");
	assert_int_equal(v.n_reasons, 1);
	assert_int_equal(v.action, ACT_MASK);
}

static void
a_given_name_passes_and_the_word_does_not(void **state)
{
	(void)state;
	struct verdict v = judge("I met Dick there");
	assert_null(word_of(&v));
	v = judge("you dick");
	assert_non_null(word_of(&v));
	v = judge("YOU DICK");
	assert_non_null(word_of(&v));
}

static void
mild_words_of_another_language_do_not_count(void **state)
{
	(void)state;
	struct draft d = draft_of("der ist aber dick");
	d.lang = STR("de");
	struct verdict v = judge_with(shipped, d, clean_facts(), usual_policy());
	assert_null(word_of(&v));
	d.text = STR("fuck das");
	v = judge_with(shipped, d, clean_facts(), usual_policy());
	assert_non_null(word_of(&v));
	d.text = STR("du asshole");
	v = judge_with(shipped, d, clean_facts(), usual_policy());
	assert_non_null(word_of(&v));
	d.text = STR("you dick");
	d.lang = STR("en-GB");
	v = judge_with(shipped, d, clean_facts(), usual_policy());
	assert_non_null(word_of(&v));
}

static struct verdict
judge_site(const char *entry, enum action action, const char *text)
{
	struct word_entry w = {.text = str_of(entry), .action = action, .severity = 2, .id = 7};
	size_t bad = 0;
	struct filter *f = filter_new(&w, 1, &bad);
	assert_int_equal(bad, 0);
	struct verdict v = judge_with(f, draft_of(text), clean_facts(), usual_policy());
	filter_free(&f);
	return v;
}

static bool
site_finds(const char *entry, const char *text)
{
	struct verdict v = judge_site(entry, ACT_HOLD, text);
	return reason_of(&v, "word-site", 0) != NULL;
}

static void
site_entries_match_words_and_stars_go_on_within_them(void **state)
{
	(void)state;
	assert_true(site_finds("casino", "a CASINO!"));
	assert_false(site_finds("casino", "casinos"));
	assert_true(site_finds("casino*", "casinos"));
	assert_false(site_finds("casino*", "megacasino"));
	assert_true(site_finds("*casino", "megacasino"));
	assert_true(site_finds("*casino*", "megacasinos"));
	assert_true(site_finds("buy now", "Buy, now!"));
	assert_true(site_finds("Müller", "mueller müller"));
	assert_true(site_finds("88", "14/88"));
	assert_false(site_finds("88", "1988"));
	assert_false(site_finds("88", "888"));
	assert_false(site_finds("88", "bb"));
	assert_true(site_finds("赌场", "这个赌场很好"));
	assert_true(site_finds("казино", "КАЗИНО"));
	assert_true(site_finds("casino", "c a s i n o"));
	assert_true(site_finds("casino", "cаsinо")); /* two Cyrillic letters */
	assert_true(site_finds("*ass*", "a classy thing"));
}

static void
the_rest_of_a_word_is_found_and_masked_with_it(void **state)
{
	(void)state;
	static const char *const rows[][3] = {
		{"casino*", "my Casinos, and CASINOLAND!", "my *******, and **********!"},
		{"*berg", "At Heidelberg.", "At **********."},
		{"*ass*", "a classy thing", "a ****** thing"},
		{"casino*", "c4s\u00EDnos", "*******"},
		{"casino*", "c\u0430sin\u043Es", "*******"},
		{"*an*", "a banana", "a ******"},
		{"bus*", "the late bus", "the late ***"},
		{"赌*", "这个赌场很好", "这个*场很好"}, /* no gap tells where the word ends */
		{"casino", "casino, casinos", "******, casinos"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct verdict v = judge_site(rows[i][0], ACT_MASK, rows[i][1]);
		struct str masked = filter_mask(a, str_of(rows[i][1]), &v);
		if (!str_eq(masked, str_of(rows[i][2])))
			fail_msg("%s: got \"%.*s\", want \"%s\"", rows[i][0], STR_FMT(masked), rows[i][2]);
	}
	struct verdict v = judge_site("*an*", ACT_MASK, "a banana");
	assert_null(reason_of(&v, "word-site", 1)); /* one word, one reason */
}

static void
a_site_entry_gets_its_own_action_and_is_named_with_its_id(void **state)
{
	(void)state;
	static const enum action actions[] = {ACT_MASK, ACT_HOLD, ACT_REJECT, ACT_REFUSE};
	for (size_t i = 0; i < ARRAY_LEN(actions); i++) {
		struct verdict v = judge_site("casino*", actions[i], "my casinos");
		assert_int_equal(v.action, actions[i]);
		/* The verdict outlives the filter it came from. */
		assert_str(reason_of(&v, "word-site", 0)->entry, "site:7 casino*");
	}
}

static void
faulty_entries_are_left_out_and_counted(void **state)
{
	(void)state;
	struct word_entry w[] = {
		{.text = STR(""), .id = 1},
		{.text = STR("  * "), .id = 2},
		{.text = STR("..."), .id = 3},
		{.text = STR("ca*no"), .id = 4},
		{.text = str_of(over_and_over("ab", 64)), .action = ACT_HOLD, .id = 5},
		{.text = str_of(over_and_over("ab", 66)), .action = ACT_HOLD, .id = 6},
		{.text = STR("\xff"), .id = 7},
		{.text = STR("good"), .action = ACT_HOLD, .severity = 2, .id = 8},
	};
	size_t bad = 0;
	struct filter *f = filter_new(w, ARRAY_LEN(w), &bad);
	assert_int_equal(bad, 6);
	struct verdict v = judge_with(f, draft_of("good"), clean_facts(), usual_policy());
	assert_str(reason_of(&v, "word-site", 0)->entry, "site:8 good");
	filter_free(&f);
	assert_null(f);
	filter_free(&f);
}

/* Words of the lists that are no offence must not use up what is looked at: a slur behind a thousand of them. */
static void
innocent_words_do_not_hide_what_stands_behind_them(void **state)
{
	(void)state;
	struct verdict v = judge(str_printf(a, "%s you cocksucker", over_and_over("cunta ", 12000)).p);
	assert_true(v.action >= ACT_HOLD);
}

static void
one_word_may_stand_in_as_many_lists_as_there_are_languages(void **state)
{
	(void)state;
	size_t n = 70000;
	struct word_entry *w = arena_array(a, n, struct word_entry);
	for (size_t i = 0; i < n; i++)
		w[i] = (struct word_entry){.text = STR("q"), .lang = str_printf(a, "x%zu", i),
					   .action = ACT_HOLD, .severity = 1, .id = (int64_t)i};
	struct filter *f = filter_new(w, n, NULL);
	struct draft d = draft_of("an ordinary text");
	assert_int_equal(judge_with(f, d, clean_facts(), usual_policy()).action, ACT_NOTE);
	filter_free(&f);
}

static void
a_hangul_letter_hides_no_drawn_word(void **state)
{
	(void)state;
	struct verdict v = judge("oh fv(|< that");
	assert_non_null(word_of(&v));
	v = judge("\u3134 oh fv(|< that");
	assert_non_null(word_of(&v));
}

static void
the_version_changes_with_the_list(void **state)
{
	(void)state;
	struct word_entry w = {.text = STR("casino"), .action = ACT_HOLD, .severity = 1, .id = 7};
	struct filter *f = filter_new(&w, 1, NULL);
	struct verdict v = judge_with(f, draft_of("x"), clean_facts(), usual_policy());
	struct verdict plain = judge("x");
	assert_false(str_eq(v.versions, plain.versions));
	filter_free(&f);
	w.action = ACT_REJECT;
	f = filter_new(&w, 1, NULL);
	struct verdict other = judge_with(f, draft_of("x"), clean_facts(), usual_policy());
	assert_false(str_eq(v.versions, other.versions));
	filter_free(&f);
	f = filter_new(NULL, 0, NULL);
	other = judge_with(f, draft_of("x"), clean_facts(), usual_policy());
	assert_true(str_eq(plain.versions, other.versions));
	filter_free(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(disguised_words_are_found_and_their_spans_reslice_the_original),
		cmocka_unit_test(innocent_words_pass),
		cmocka_unit_test(what_an_entry_asks_for_is_done),
		cmocka_unit_test(the_longest_entry_speaks_for_the_words_within_it),
		cmocka_unit_test(a_given_name_passes_and_the_word_does_not),
		cmocka_unit_test(mild_words_of_another_language_do_not_count),
		cmocka_unit_test(site_entries_match_words_and_stars_go_on_within_them),
		cmocka_unit_test(the_rest_of_a_word_is_found_and_masked_with_it),
		cmocka_unit_test(a_site_entry_gets_its_own_action_and_is_named_with_its_id),
		cmocka_unit_test(faulty_entries_are_left_out_and_counted),
		cmocka_unit_test(innocent_words_do_not_hide_what_stands_behind_them),
		cmocka_unit_test(one_word_may_stand_in_as_many_lists_as_there_are_languages),
		cmocka_unit_test(a_hangul_letter_hides_no_drawn_word),
		cmocka_unit_test(the_version_changes_with_the_list),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
