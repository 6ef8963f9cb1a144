/* Homonyms: what the words around an entry say, what speaks against them, and that it is no way round the lists.
 * Sentences of our own. */
#include "filter_test.h"

#include "filter/words.h"

struct sentence {
	const char *lang, *text;
};

static struct verdict
judge_in(const char *lang, const char *text)
{
	struct draft d = draft_of(text);
	d.lang = str_of(lang);
	return judge_with(shipped, d, clean_facts(), usual_policy());
}

static void
another_meaning_is_noted_with_the_words_that_say_so(void **state)
{
	(void)state;
	static const struct sentence honest[] = {
		{"en", "Grandmother carried a faggot of dry twigs home and laid them on the hearth."},
		{"en", "In Wales faggots come with onion gravy and mashed swede, my supper on Fridays."},
		{"en", "Our bitch had a litter of six puppies last night."},
		{"en", "The old cock chased the hens across the yard."},
		{"en", "From the window she counted tits, robins and one wren."},
		{"en", "He rode into the village on an ass, leading two mules."},
		{"en", "A draught came through the chink, and light from the lamp behind the curtain."},
		{"en", "The hounds treed a coon, and the trap held two raccoons more."},
		{"en", "Every prick of the needle left a drop."},
		{"en", "If it knocks at full throttle, retard the spark: the timing is at the distributor."},
		{"de", "Die Kanaken von Neukaledonien stimmten über die Insel und ihre Zukunft ab."},
		{"de", "Wir haben Mongo als Datenbank auf dem Server, seit einem Jahr ohne Ausfall."},
		{"es", "La zorra entró en el gallinero y se llevó dos gallinas."},
		{"es", "Las pollas del corral ponen menos que las gallinas viejas."},
		{"es", "Del capullo salió una mariposa blanca."},
		{"fr", "Le cordage est passé sur la bite du quai avant l'arrivée du bateau."},
		{"fr", "La tapette du grenier a pris deux souris, la première avec du fromage."},
		{"it", "Omero racconta la guerra e le mura, ma Troia cadde per il cavallo."},
		{"pt", "O cacete sai do forno às sete, e a padaria fica ao lado."},
		{"nl", "De teef en haar pups liggen bij de fokker in de kamer."},
		{"nl", "Een eikel viel van de boom voor het raadhuis."},
		{"pl", "Suka z tej hodowli miała szczenięta w maju."},
		{"pl", "Kierowca pomylił pedał gazu i hamulec."},
		{"tr", "Domates fidanında piç sürgünler budanmalı."},
		{"ru", "Собаки в приюте: старая сука и трое щенков."},
	};
	size_t bad = 0;
	for (size_t i = 0; i < ARRAY_LEN(honest); i++) {
		struct verdict v = judge_in(honest[i].lang, honest[i].text);
		const struct reason *r = reason_of(&v, "word-context", 0);
		if (r != NULL && v.action == ACT_NOTE && r->action == ACT_NOTE && str_has(r->entry, ':'))
			continue;
		print_message("# %s: %s (%s)\n", honest[i].lang, honest[i].text, r == NULL ? "not found" : "held");
		bad++;
	}
	assert_int_equal(bad, 0);
	struct verdict v = judge("Our bitch had a litter of six puppies last night.");
	assert_span("Our bitch had a litter of six puppies last night.", reason_of(&v, "word-context", 0), "bitch");
	assert_true(str_ends(reason_of(&v, "word-context", 0)->entry, STR("bitch: litter, puppies")));
}

static void
what_is_meant_as_an_insult_stays_one_beside_such_words(void **state)
{
	(void)state;
	static const struct sentence insults[] = {
		/* said to somebody, about somebody, with more */
		{"en", "You faggot, go and sell your sticks and firewood."},
		{"en", "He is a faggot, and his sticks and firewood can stay outside."},
		{"en", "Such a bitch, and her dog too."},
		{"en", "That fucking bitch let the dog out again."},
		{"en", "All faggots: bundle them like sticks."},
		{"en", "Kill the faggots, burn the bundle with sticks."},
		{"en", "They suck ass, donkey or mule."},
		/* two different words of a slur's */
		{"en", "A faggot with a stick."},
		{"en", "A faggot with sticks, sticks and sticks."},
		/* far away */
		{"en", "A faggot wrote this. The council had the harbour dredged in May for the sake of two ferries, "
		       "and nobody paid for the sticks and firewood."},
		/* no word of the lists' in disguise has another meaning */
		{"en", "A f4ggot with sticks and firewood."}, {"en", "A f.a.g.g.o.t with sticks and firewood."},
		{"en", "A b!tch with her dog."}, {"en", "A fagg0t beside sticks and firewood."},
		/* another language's context */
		{"en", "A faggot mit gallinas y hond."},
		{"de", "Du Kanake, geh auf deine Insel im Pazifik."},
		{"es", "Eres una zorra, vete al gallinero con tus gallinas."},
		{"it", "Quella troia di Elena e la guerra di Omero."},
		{"nl", "Wat een teef, met haar pups."},
		{"pl", "Ta suka ma psy i szczenięta."},
		{"ru", "Ну ты и сука, и собаки твои."},
	};
	size_t bad = 0;
	for (size_t i = 0; i < ARRAY_LEN(insults); i++) {
		struct verdict v = judge_in(insults[i].lang, insults[i].text);
		if (v.action >= ACT_MASK && reason_of(&v, "word-context", 0) == NULL)
			continue;
		print_message("# passes in %s: %s\n", insults[i].lang, insults[i].text);
		bad++;
	}
	assert_int_equal(bad, 0);
}

/* One of them that is meant as the list means it does not stand behind one that is not. */
static void
each_hit_has_its_own_words(void **state)
{
	(void)state;
	struct verdict v = judge("The dog show: our bitch won, before forty other dogs and their breeders, from noon until the "
				 "last ring was empty and everybody had gone home. Then her bitch of a sister came.");
	assert_non_null(reason_of(&v, "word-context", 0));
	assert_null(reason_of(&v, "word-context", 1));
	assert_non_null(reason_of(&v, "word-mild", 0));
	assert_int_equal(v.action, ACT_MASK);
}

static void
a_site_s_own_entry_counts_whatever_stands_around_it(void **state)
{
	(void)state;
	static const struct word_entry own[] = {{.text = STR_C("bitch"), .severity = 2, .action = ACT_HOLD, .id = 7}};
	struct filter *f = filter_new(own, 1, NULL);
	struct verdict v = judge_with(f, draft_of("Our bitch had six puppies."), clean_facts(), usual_policy());
	assert_fires(v, "word-site", ACT_HOLD);
	assert_silent(v, "word-context");
	filter_free(&f);
}

/* The texts that would make it slow: an entry and its words over and over, and one behind a word without end. */
static void
many_of_them_count(void **state)
{
	(void)state;
	static const char *const pieces[] = {"bitch dog ", "dog bitch puppy ", "bitch aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
	for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
		struct verdict v = judge(over_and_over(pieces[i], 64u << 10));
		assert_true(v.action >= ACT_MASK);
		arena_reset(a);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(another_meaning_is_noted_with_the_words_that_say_so),
		cmocka_unit_test(what_is_meant_as_an_insult_stays_one_beside_such_words),
		cmocka_unit_test(each_hit_has_its_own_words),
		cmocka_unit_test(a_site_s_own_entry_counts_whatever_stands_around_it),
		cmocka_unit_test(many_of_them_count),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
