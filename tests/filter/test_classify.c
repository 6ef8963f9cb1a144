/* The classifier: its file, what it learns and forgets, and that the same examples make the same bits. */
#include <math.h>

#include "test.h"

#include "base/crypt.h"
#include "filter/classify.h"

#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* both tables stand right there */

static struct arena *a;

static const unsigned char key[MODEL_KEY_BYTES] = "a key of this installation";

static int
setup(void **state)
{
	(void)state;
	crypt_init();
	a = arena_new();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(&a);
	return 0;
}

/* Advertisements and remarks, different ones for each `i`. */
static struct str
advertisement(int i)
{
	static const char *const things[] = {"watches", "pills", "loans", "casino chips", "handbags",
					     "followers", "rolex", "diplomas", "viagra", "seo packages"};
	static const char *const calls[] = {"buy cheap %s now at http://shop%d.example",
					    "best %s for you, click here, offer %d",
					    "visit my page for %s and earn %d dollars",
					    "FREE %s!!! only today, code %d"};
	return str_printf(a, calls[i % 4], things[i / 4 % 10], i);
}

static struct str
remark(int i)
{
	static const char *const who[] = {"the mayor", "our council", "this paper", "the minister", "my aunt",
					  "the harbour board", "a neighbour", "the school", "the club", "the judge"};
	static const char *const says[] = {"I think %s was right about the bridge, %d years late",
					   "why did %s say nothing about number %d?",
					   "%s has my respect. Chapter %d was worth reading",
					   "Not sure %s knows what the street looks like after %d"};
	return str_printf(a, says[i % 4], who[i / 4 % 10], i);
}



static struct model *
trained(void)
{
	struct example e[80];
	struct hold_out report[HEAD__MAX];
	struct model *m = NULL;
	struct str file, why = {0};
	for (int i = 0; i < 80; i++)
		e[i] = (struct example){i % 2 ? advertisement(i / 2) : remark(i / 2), HEAD_SPAM, i % 2, 0, 1, false};
	assert_true(model_train(a, e, 80, &file, report));
	assert_int_equal(model_read(file, &m, &why), ERR_OK);
	return m;
}

static double
asked(const struct model *m, const struct delta *d, struct str text)
{
	return classify(m, d, a, text, 2).p;
}

static void
it_tells_texts_apart_that_it_has_not_seen(void **state)
{
	(void)state;
	struct model *m = trained();
	assert_true(asked(m, NULL, STR("cheap handbags, click http://bags.example now")) > 0.8);
	assert_true(asked(m, NULL, STR("I think the school was late, years after the bridge")) < 0.2);
	model_free(&m);
}

static void
the_shipped_model_loads(void **state)
{
	(void)state;
	struct model *m = NULL;
	struct str why = {0};
	assert_int_equal(model_read(model_shipped(), &m, &why), ERR_OK);
	assert_true(asked(m, NULL, STR("Check out my channel and subscribe!! http://spam.example")) > 0.9);
	assert_true(asked(m, NULL, STR("The council should have read the report before it voted.")) < 0.1);
	model_free(&m);
}

/* None of them is in src/filter/honest.tsv. */
static void
the_shipped_model_lets_honest_links_thanks_and_greetings_through(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"Thank you, I will look at it tomorrow.",
		"The drawings are at https://www.harbourmuseum.example/plans/1911 if somebody wants to compare.",
		"Thanks for the answer! Please leave the table as it is.",
		"Er sagt es selbst: https://www.sender.example/nachrichten/2022/interview-mit-dem-bau-amt",
		"Le rapport de la commission est en ligne depuis lundi : https://www.mairie.example/documents/rapport-2020",
		"Gracias, lo leí aquí: https://www.noticias.example/cultura/2016/teatro",
		"Byłem tam wczoraj, więcej o tym teatrze jest tutaj: https://www.wiadomosci.example/kultura/2021/teatr",
		"Could you help me find the page about the old tram?",
		"Hello from Bremen", "Hello from a.", "Thank you.", "Well said.", "Nice picture",
	};
	struct model *m = NULL;
	struct str why = {0};
	assert_int_equal(model_read(model_shipped(), &m, &why), ERR_OK);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (!(asked(m, NULL, str_of(texts[i])) < 0.70)) /* from there on they would wait */
			fail_msg("p = %.2f: %s", asked(m, NULL, str_of(texts[i])), texts[i]);
	model_free(&m);
}

/* The words decide, as if the link were not there: nothing in it, not even its numbers, speaks for spam. */
static void
a_source_is_cited_without_a_mark_against_the_writer(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"New sanctions reveal how they worked together http://www.ft.com/cms/s/0/324b07f6-c42a-11e4-9019-00144feab7de.html",
		"Here is the report: https://www.bbc.co.uk/news/uk-12345678",
		"The committee published its minutes last week: https://www.nytimes.com/2019/05/01/us/minutes.html",
		"https://www.reuters.com/world/europe/flood-victims-return-2024-05-05/ - they were warned twice.",
		"Great article. Reminds me of https://www.economist.com/europe/2023/01/01/the-ferry",
		"Quelle: https://www.destatis.de/DE/Presse/2023/05/PD23.html",
		"Voir https://www.insee.fr/fr/statistiques/123456 pour les chiffres",
		"Lo dice aquí: https://elpais.com/espana/2024-03-11/el-puerto.html",
	};
	struct model *m = NULL;
	struct str why = {0};
	assert_int_equal(model_read(model_shipped(), &m, &why), ERR_OK);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (!(asked(m, NULL, str_of(texts[i])) < 0.2))
			fail_msg("p = %.2f: %s", asked(m, NULL, str_of(texts[i])), texts[i]);
	double bare = asked(m, NULL, STR("The committee published its minutes last week.")),
	       cited = asked(m, NULL, STR("The committee published its minutes last week. https://apnews.com/"));
	assert_true(fabs(bare - cited) < 0.02);
	/* Not a digit of the address, and no host. */
	double other = asked(m, NULL, STR("The committee published its minutes last week. http://un.org/15550100123"));
	assert_true(cited == other); /* to the last bit */
	/* It does not cleanse what stands beside it. */
	assert_true(asked(m, NULL, STR("Check out my channel and subscribe!! https://www.bbc.co.uk/news")) > 0.7);
	assert_true(asked(m, NULL, STR("See https://www.bbc.co.uk/news - and check out http://spam.example !!")) > 0.7);
	model_free(&m);
}

static void
a_damaged_file_is_refused_whatever_byte_it_is(void **state)
{
	(void)state;
	struct str shipped = model_shipped(), why;
	struct model *m = NULL;
	char *copy = arena_copy(a, shipped.p, shipped.n);
	size_t step = shipped.n / 200 + 1;
	for (size_t i = 0; i < shipped.n; i += step) {
		copy[i] ^= 0x10;
		why = STR("");
		assert_int_not_equal(model_read((struct str){copy, shipped.n}, &m, &why), ERR_OK);
		assert_true(why.n > 0);
		assert_null(m);
		copy[i] ^= 0x10;
	}
	for (size_t n = 0; n < shipped.n; n += step) {
		why = STR("");
		assert_int_not_equal(model_read((struct str){copy, n}, &m, &why), ERR_OK);
		assert_true(why.n > 0);
	}
}

static void
a_file_of_another_version_says_so(void **state)
{
	(void)state;
	struct str shipped = model_shipped(), why = {0};
	struct model *m = NULL;
	char *copy = arena_copy(a, shipped.p, shipped.n);
	copy[8]++;
	assert_int_equal(model_read((struct str){copy, shipped.n}, &m, &why), ERR_VERSION);
	assert_true(str_find(why, STR("another version"), 0) != SIZE_MAX);
}

static void
the_same_examples_make_the_same_file(void **state)
{
	(void)state;
	struct model *m = trained(), *again = trained();
	assert_true(model_version(m) == model_version(again));
	model_free(&m);
	model_free(&again);
}

static void
examples_of_one_kind_make_no_model(void **state)
{
	(void)state;
	struct example e[2] = {{STR("one"), HEAD_SPAM, false, 0, 1, false},
			       {STR("two"), HEAD_SPAM, false, 0, 1, false}};
	struct hold_out report[HEAD__MAX];
	struct str file;
	assert_false(model_train(a, e, 2, &file, report));
}

/* ---- the delta ----------------------------------------------------------------------------------- */

static void
a_decision_changes_the_next_score_at_once(void **state)
{
	(void)state;
	struct model *m = trained();
	struct delta *d = delta_new(key);
	struct str text = STR("Grüße vom Stammtisch: nächsten Dienstag wieder Kartoffelpuffer");
	double before = asked(m, d, text);
	assert_true(before == asked(m, NULL, text));
	delta_step(d, m, a, text, true, false);
	assert_true(asked(m, d, text) > before);
	for (int i = 0; i < 5; i++)
		delta_step(d, m, a, text, true, false);
	assert_true(asked(m, d, text) > 0.8);
	delta_free(&d);
	model_free(&m);
}

static void
taking_back_a_decision_goes_back(void **state)
{
	(void)state;
	struct model *m = trained();
	struct delta *d = delta_new(key);
	struct str text = STR("the ferry to the island runs again from Monday");
	double before = asked(m, d, text);
	delta_step(d, m, a, text, true, false);
	double learned = asked(m, d, text);
	delta_step(d, m, a, text, true, true);
	double back = asked(m, d, text);
	assert_true(back < learned);
	assert_true(fabs(back - before) < fabs(learned - before) / 1000);
	delta_free(&d);
	model_free(&m);
}

/* Decisions 1 to n, but without number `without`; spam says the site what the base calls honest. */
static struct delta *
refitted(const struct model *m, int n, int without, struct hold_out *report)
{
	struct refit *r = refit_begin(m, key);
	struct arena *scratch = arena_new();
	for (int i = 1; i <= n; i++) {
		if (i != without)
			refit_add(r, scratch, i, i % 2 ? remark(i) : advertisement(i), i % 2);
		arena_reset(scratch);
	}
	arena_free(&scratch);
	return refit_end(&r, report);
}

static void
assert_same(const struct model *m, const struct delta *d, const struct delta *e)
{
	assert_true(delta_version(d) == delta_version(e));
	for (int i = 0; i < 300; i++) {
		double x = asked(m, d, remark(i)), y = asked(m, e, remark(i));
		assert_memory_equal(&x, &y, sizeof(x));
	}
}

static void
a_refit_after_do_and_undo_is_bit_for_bit_that_of_a_run_without(void **state)
{
	(void)state;
	struct model *m = trained();
	/* One run: learned, refitted, decision 7 undone by a step, refitted. */
	struct delta *d = refitted(m, 200, 0, NULL), *never = refitted(m, 200, 7, NULL);
	assert_true(delta_version(d) != delta_version(never));
	delta_step(d, m, a, remark(7), true, true);
	delta_free(&d);
	d = refitted(m, 200, 7, NULL);
	assert_same(m, d, never);
	/* And what came meanwhile is repeated on top. */
	delta_step(d, m, a, remark(201), true, false);
	delta_step(never, m, a, remark(201), true, false);
	assert_same(m, d, never);
	delta_free(&d);
	delta_free(&never);
	model_free(&m);
}

static void
a_refit_learns_what_the_site_means_and_reports_on_what_it_did_not_learn(void **state)
{
	(void)state;
	struct model *m = trained();
	struct hold_out report;
	struct delta *d = refitted(m, 400, 0, &report);
	assert_in_range(report.n, 20, 60);
	assert_true(report.f1 > 0.9 && report.fpr < 0.1 && report.ece < 0.2);
	assert_true(asked(m, NULL, remark(501)) < 0.5);
	assert_true(asked(m, d, remark(501)) > 0.5);
	delta_free(&d);
	model_free(&m);
}

static void
a_copy_does_not_move_with_its_original(void **state)
{
	(void)state;
	struct model *m = trained();
	struct delta *d = delta_new(key), *copy = delta_copy(d);
	double before = asked(m, copy, remark(3));
	delta_step(d, m, a, remark(3), true, false);
	assert_true(asked(m, copy, remark(3)) == before);
	assert_true(asked(m, d, remark(3)) != before);
	delta_free(&d);
	delta_free(&copy);
	model_free(&m);
}

/* ---- the explanation ------------------------------------------------------------------------------ */

static void
pieces_reslice_the_text_and_the_heaviest_comes_first(void **state)
{
	(void)state;
	struct model *m = trained();
	struct str text = STR("The Café was nice. cheap handbags, visit http://shop.example/x?y=1 now, said the mayor");
	struct score s = classify(m, NULL, a, text, 0);
	assert_true(s.n_pieces > 1);
	bool link = false;
	for (size_t i = 0; i < s.n_pieces; i++) {
		const struct piece *p = &s.pieces[i];
		assert_true(p->from <= p->to && p->to <= text.n && p->weight > 0);
		assert_true(i == 0 || p->weight <= s.pieces[i - 1].weight);
		for (size_t k = 0; k < i; k++)
			assert_true(p->to <= s.pieces[k].from || p->from >= s.pieces[k].to);
		/* Whole words and whole links. */
		assert_true(p->from == 0 || text.p[p->from - 1] == ' ');
		link |= str_find(str_sub(text, p->from, p->to), STR("http://shop.example/x?y=1"), 0) != SIZE_MAX;
	}
	assert_true(link);
	assert_int_equal(classify(m, NULL, a, text, 1.5).n_pieces, 0);
	model_free(&m);
}

static void
texts_without_a_letter_and_without_an_end_are_scored(void **state)
{
	(void)state;
	struct model *m = trained();
	char *many = arena_alloc(a, 65536);
	for (int i = 0; i < 65536; i++)
		many[i] = "http://a.b l1|!"[i % 15];
	struct str texts[] = {STR(""), STR(" "), STR("!"), STR("😀"), STR("a"), STR("http://x.example"),
			      {many, 65536}};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct score s = classify(m, NULL, a, texts[i], 0);
		assert_true(s.p >= 0 && s.p <= 1);
	}
	model_free(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_tells_texts_apart_that_it_has_not_seen),
		cmocka_unit_test(the_shipped_model_loads),
		cmocka_unit_test(the_shipped_model_lets_honest_links_thanks_and_greetings_through),
		cmocka_unit_test(a_source_is_cited_without_a_mark_against_the_writer),
		cmocka_unit_test(a_damaged_file_is_refused_whatever_byte_it_is),
		cmocka_unit_test(a_file_of_another_version_says_so),
		cmocka_unit_test(the_same_examples_make_the_same_file),
		cmocka_unit_test(examples_of_one_kind_make_no_model),
		cmocka_unit_test(a_decision_changes_the_next_score_at_once),
		cmocka_unit_test(taking_back_a_decision_goes_back),
		cmocka_unit_test(a_refit_after_do_and_undo_is_bit_for_bit_that_of_a_run_without),
		cmocka_unit_test(a_refit_learns_what_the_site_means_and_reports_on_what_it_did_not_learn),
		cmocka_unit_test(a_copy_does_not_move_with_its_original),
		cmocka_unit_test(pieces_reslice_the_text_and_the_heaviest_comes_first),
		cmocka_unit_test(texts_without_a_letter_and_without_an_end_are_scored),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
