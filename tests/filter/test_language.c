/* The language of a text: told where it shows, left as assumed where it does not. */
#include "filter_test.h"

#include "filter/language.h"

static struct str
told(const char *text, const char *assumed)
{
	struct reading r = normalise(a, str_of(text));
	return language_of(&r, str_of(assumed));
}

static void
function_words_and_scripts_tell_the_language_whatever_was_assumed(void **state)
{
	(void)state;
	static const char *const rows[][2] = {
		{"en", "I don't know what they were thinking when they did that."},
		{"de", "Das ist doch nicht zu fassen, was die da machen."},
		{"de", "Warum sind alle so müde?"},
		{"fr", "Ce n'est pas la première fois que vous dites ça."},
		{"es", "No sé por qué los vecinos están siempre así."},
		{"it", "Non è la prima volta che lo dicono anche loro."},
		{"pt", "Não sei por que eles estão sempre com pressa."},
		{"nl", "Ik weet niet waarom ze dat altijd doen."},
		{"pl", "Nie wiem, dlaczego oni zawsze tak robią."},
		{"tr", "Bu kadar çok insan neden burada, bilmiyorum."},
		{"sv", "Jag vet inte varför de alltid gör det här."},
		{"ru", "Не знаю, почему они всегда так делают."},
		{"ar", "لا أعرف لماذا يفعلون ذلك دائما."},
		{"ja", "なぜ彼らはいつもそうするのか分かりません。"},
		{"zh", "我不知道他们为什么总是这样做。"},
		{"ko", "그들이 왜 항상 그러는지 모르겠어요."},
	};
	static const char *const assumed[] = {"", "en", "de", "ja", "sw"};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		for (size_t k = 0; k < ARRAY_LEN(assumed); k++)
			if (!str_eq(told(rows[i][1], assumed[k]), str_of(rows[i][0])))
				fail_msg("\"%s\" was taken for %.*s", rows[i][1],
					 STR_FMT(told(rows[i][1], assumed[k])));
}

/* Few words or none of them are in the lists of function words. */
static void
letters_tell_where_the_words_say_too_little(void **state)
{
	(void)state;
	static const char *const rows[][2] = {
		{"de", "Wunderschöne Herbstlandschaft, herzlichen Glückwunsch!"},
		{"fr", "Magnifique travail, félicitations chaleureuses"},
		{"es", "Preciosas fotografías, muchísimas felicidades"},
		{"it", "Complimenti vivissimi, bellissima passeggiata"},
		{"pt", "Parabéns, excelente trabalho, vizinhança"},
		{"nl", "Prachtige foto's, hartelijk gefeliciteerd"},
		{"pl", "Wspaniała robota, serdecznie gratuluję"},
		{"fi", "Upeita kuvia, lämpimät onnittelut kaikille"},
	};
	static const char *const assumed[] = {"", "en"};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		for (size_t k = 0; k < ARRAY_LEN(assumed); k++)
			if (!str_eq(told(rows[i][1], assumed[k]), str_of(rows[i][0])))
				fail_msg("\"%s\" was taken for %.*s", rows[i][1],
					 STR_FMT(told(rows[i][1], assumed[k])));
}

/* Names and single foreign words are at home everywhere. */
static void
letters_do_not_take_an_english_comment_for_another_language(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"Great pictures, congratulations everyone", "Wonderful autumn scenery, many thanks",
		"I saw Kowalski and Schwarzenegger there", "lol omg haha brb", "Schadenfreude everywhere lately",
		"Pizza, pasta, tiramisu", "Wow wow wow", "Nice one mate", "Yes yes yes please please",
	};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (!str_eq(told(texts[i], "en"), STR("en")))
			fail_msg("\"%s\" was taken for %.*s", texts[i], STR_FMT(told(texts[i], "en")));
}

static void
what_does_not_show_stays_as_assumed_without_its_region(void **state)
{
	(void)state;
	static const char *const texts[] = {"", "Wow!", "12345", "Fukuyama", "OK", "no", "T h e  e n d", "hat hat hat",
					    "https://example.org/a/la/de", "\u0456\u0457 \u0491"};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		if (!str_eq(told(texts[i], "pt-BR"), STR("pt")) || told(texts[i], "").n > 0)
			fail_msg("\"%s\" was taken for a language", texts[i]);
	}
	/* Two neighbours share these words: it is the article's. */
	assert_str(told("no me mires", "es"), "es");
	assert_str(told("no me mires", "pt"), "pt");
}

/* Of our honest comments in ten languages, under an article of each of them: what each is taken for. */
static void
few_comments_are_taken_for_another_language_than_theirs(void **state)
{
	(void)state;
	static const char *const names[] = {"en", "de", "fr", "es", "it", "pt", "nl", "pl", "tr", "ru"};
	struct str rest = file_of("tests/filter/innocent.tsv"), line, lang;
	size_t n = 0, wrong_at_home = 0, unseen = 0, confused = 0, away = 0;
	while (rest.n > 0) {
		str_cut(&rest, '\n', &line);
		if (str_starts(line, STR("#")) || !str_cut(&line, '\t', &lang))
			continue;
		n++;
		for (size_t i = 0; i < ARRAY_LEN(names); i++) {
			struct str got = told(str_z(a, line), names[i]);
			if (str_eq(lang, str_of(names[i]))) {
				wrong_at_home += !str_eq(got, lang);
				continue;
			}
			away++;
			unseen += str_eq(got, str_of(names[i]));
			if (str_eq(got, lang) || str_eq(got, str_of(names[i])))
				continue;
			confused++;
			print_message("# %.*s under %s taken for %.*s: %.*s\n", STR_FMT(lang), names[i],
				      STR_FMT(got), STR_FMT(line));
		}
	}
	print_message("# %zu comments: %zu taken for another language than their own article's; under an "
		      "article of another language %zu of %zu not noticed, %zu taken for a third\n",
		      n, wrong_at_home, unseen, away, confused);
	assert_true(n >= 200);
	assert_int_equal(wrong_at_home, 0);
	assert_true(unseen * 10 <= away);
	assert_true(confused * 100 <= away);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(function_words_and_scripts_tell_the_language_whatever_was_assumed),
		cmocka_unit_test(letters_tell_where_the_words_say_too_little),
		cmocka_unit_test(letters_do_not_take_an_english_comment_for_another_language),
		cmocka_unit_test(what_does_not_show_stays_as_assumed_without_its_region),
		cmocka_unit_test(few_comments_are_taken_for_another_language_than_theirs),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
