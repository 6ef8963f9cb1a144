/*
 * Whom rules and classifier hold: none of our own lists of honest comments, at most one in two hundred of
 * other people's, and a good part of what is spam. Words are another matter (test_ham.c): here they are
 * left out. Files that are not part of the project are skipped where they are not.
 */
#include "filter/classify.h"
#include "filter_test.h"

#define DATA "../shared/data/"

static struct model *base;

/* What the rules alone (no model), or they and the classifier ask for, words left out: a form that came as it
 * should, from somebody known, at a site with the usual settings. */
static enum action
spam_asks(const struct model *model, struct str text, struct str lang)
{
	struct draft d = draft_of("");
	struct facts f = clean_facts();
	struct policy p = usual_policy();
	struct verdict v;
	d.text = text;
	d.lang = lang;
	f.model = model;
	p.classifier_hold = 0.70;
	filter_run_task(shipped, TASK_SPAM, a, &d, &f, &p, &v);
	return v.action;
}

static enum action
rules_ask(struct str text, struct str lang)
{
	return spam_asks(NULL, text, lang);
}

struct tally {
	size_t n, held, rejected;
};

static void
count(struct tally *t, enum action asked)
{
	t->n++;
	t->held += asked >= ACT_HOLD;
	t->rejected += asked >= ACT_REJECT;
}

/* Ours: LANGUAGE<TAB>COMMENT. */
static void
no_honest_comment_in_ten_languages_is_held(void **state)
{
	(void)state;
	struct str rest = file_of("tests/filter/innocent.tsv"), line, lang;
	size_t languages = 0, of_language = 0;
	struct str last = STR("");
	while (rest.n > 0) {
		str_cut(&rest, '\n', &line);
		if (str_starts(line, STR("#")) || !str_cut(&line, '\t', &lang))
			continue;
		if (!str_eq(lang, last)) {
			assert_true(languages == 0 || of_language >= 20);
			languages++;
			of_language = 0;
			last = lang;
		}
		of_language++;
		if (rules_ask(line, lang) >= ACT_HOLD || spam_asks(base, line, lang) >= ACT_HOLD)
			fail_msg("held: %.*s", STR_FMT(line));
	}
	assert_true(languages >= 10 && of_language >= 20);
}

static void
who_quotes_a_slur_to_condemn_it_is_held_at_most_and_told_why(void **state)
{
	(void)state;
	struct str rest = file_of("tests/filter/quotations.tsv"), line, lang;
	size_t n = 0, held = 0;
	while (rest.n > 0) {
		str_cut(&rest, '\n', &line);
		if (str_starts(line, STR("#")) || !str_cut(&line, '\t', &lang))
			continue;
		struct draft d = draft_of("");
		d.text = line;
		d.lang = lang;
		struct verdict v = judge_with(shipped, d, clean_facts(), usual_policy());
		assert_int_equal(rules_ask(line, lang), ACT_NOTE);
		assert_int_equal(spam_asks(base, line, lang), ACT_NOTE);
		if (v.action > ACT_HOLD)
			fail_msg("rejected: %.*s", STR_FMT(line));
		if (v.action == ACT_HOLD && word_of(&v) == NULL)
			fail_msg("held, and no word says why: %.*s", STR_FMT(line));
		held += v.action == ACT_HOLD;
		n++;
	}
	print_message("# of %zu quotations %zu wait for a moderator, all for a word of the lists\n", n, held);
	assert_true(n >= 20);
}

/* False without the file. `all`: every line is one; else LABEL<TAB>TEXT, and those labelled so count. */
static bool
tally(const struct model *model, const char *path, const char *lang, const char *label, bool all,
      struct tally *ret)
{
	struct str rest = file_of(path), line, found;
	*ret = (struct tally){.n = 0};
	if (rest.n == 0)
		return false;
	while (rest.n > 0) {
		str_cut(&rest, '\n', &line);
		if (!all && (!str_cut(&line, '\t', &found) || !str_eq(found, str_of(label))))
			continue;
		struct str text = all ? line : unescaped(line);
		if (text.n > 0)
			count(ret, spam_asks(model, text, str_of(lang)));
	}
	print_message("# %s, %s: of %zu %s %zu held (%.2f %%), %zu rejected\n", path,
		      model != NULL ? "rules and classifier" : "rules", ret->n, label, ret->held,
		      100.0 * (double)ret->held / (double)(ret->n + (ret->n == 0)), ret->rejected);
	return true;
}

static const struct {
	const char *path, *lang;
	bool all;
	size_t most; /* with the classifier: one in so many at most; 0: it is measured elsewhere (make eval) */
} honest[] = {
	{DATA "filter/ham/ham-civil-en.train.tsv", "en", false, 200},
	{DATA "filter/ham/ham-fox-en.train.tsv", "en", false, 200},
	{DATA "filter/ham/ham-wiki-en.train.tsv", "en", false, 180},
	{DATA "filter/ham/ham-fb-de.train.tsv", "de", false, 200},
	{DATA "filter/ham/ham-news-ko.train.tsv", "ko", false, 200},
	{DATA "filter/ham/ham-news-pt.train.tsv", "pt", false, 200},
	{DATA "filter/ham/ham-social-es.train.tsv", "es", false, 200},
	{DATA "filter/spam/youtube.valid.tsv", "en", false, 0},
	{DATA "filter/spam/sms.valid.tsv", "en", false, 0},
	{DATA "filter/spam/blog.valid.tsv", "en", false, 0},
	{DATA "filter/spam/idgamb.valid.tsv", "id", false, 0},
	{DATA "attack/sqli/libinjection-false_positives.txt", "en", true, 200},
};

static void
one_honest_comment_in_two_hundred_at_most_is_held_by_rules_and_none_rejected(void **state)
{
	(void)state;
	size_t found = 0, over = 0, rejected = 0;
	for (size_t i = 0; i < ARRAY_LEN(honest); i++) {
		struct tally t;
		if (!tally(NULL, honest[i].path, honest[i].lang, "ham", honest[i].all, &t))
			continue;
		found++;
		over += t.held * 200 > t.n;
		rejected += t.rejected;
	}
	if (found == 0)
		skip();
	assert_int_equal(over, 0);
	assert_int_equal(rejected, 0);
}

/* One in five hundred of what people wrote, one in two hundred of each place and of the list of injections; but
 * of an encyclopedia's talk pages, whose notices ("unsubscribe") read like advertisements, it is still one in a
 * hundred and eighty. */
static void
with_the_classifier_one_in_five_hundred_is_held_and_none_rejected(void **state)
{
	(void)state;
	struct tally people = {.n = 0};
	size_t found = 0, over = 0, rejected = 0;
	for (size_t i = 0; i < ARRAY_LEN(honest); i++) {
		struct tally t;
		if (honest[i].most == 0 ||
		    !tally(base, honest[i].path, honest[i].lang, "ham", honest[i].all, &t))
			continue;
		found++;
		people.n += honest[i].all ? 0 : t.n;
		people.held += honest[i].all ? 0 : t.held;
		rejected += t.rejected;
		over += t.held * honest[i].most > t.n;
	}
	if (found == 0)
		skip();
	assert_int_equal(over, 0);
	assert_int_equal(rejected, 0);
	assert_true(people.held * 500 <= people.n);
}

/* They say too little for a classifier. */
static void
few_words_must_be_clearly_spam_to_be_held_and_are_never_rejected_for_it(void **state)
{
	(void)state;
	/* Addresses and numbers are no words: who writes nothing else is judged by the rules alone. */
	static const char *const honest_ones[] = {
		"Reality check (2016)", "1066 and 1914", "(555 0100)", "Since 1999!", "Free parking?", "Win or lose",
		"Call him", "1950 or 1960", "(9178787873)", "ALL@MUSIC.EXAMPLE", "ORDER@MUSIC.EXAMPLE"};
	static const char *const spam[] = {"Subscribe to me", "subscribe my channel"};
	for (size_t i = 0; i < ARRAY_LEN(honest_ones); i++)
		if (spam_asks(base, str_of(honest_ones[i]), STR("en")) >= ACT_HOLD)
			fail_msg("held: %s", honest_ones[i]);
	for (size_t i = 0; i < ARRAY_LEN(spam); i++)
		assert_int_equal(spam_asks(base, str_of(spam[i]), STR("en")), ACT_HOLD);
}

/* What the rules find without having learned anything. */
static void
a_good_part_of_spam_is_held_by_rules_alone(void **state)
{
	(void)state;
	static const struct {
		const char *path, *lang;
		size_t percent;
	} files[] = {
		{DATA "filter/spam/youtube.valid.tsv", "en", 45},
		{DATA "filter/spam/sms.valid.tsv", "en", 12},
		{DATA "filter/spam/blog.valid.tsv", "en", 25},
		{DATA "filter/spam/idgamb.valid.tsv", "id", 35},
	};
	size_t found = 0, under = 0;
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct tally t;
		if (!tally(NULL, files[i].path, files[i].lang, "spam", false, &t))
			continue;
		found++;
		under += t.held * 100 < t.n * files[i].percent;
	}
	if (found == 0)
		skip();
	assert_int_equal(under, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_honest_comment_in_ten_languages_is_held),
		cmocka_unit_test(who_quotes_a_slur_to_condemn_it_is_held_at_most_and_told_why),
		cmocka_unit_test(one_honest_comment_in_two_hundred_at_most_is_held_by_rules_and_none_rejected),
		cmocka_unit_test(with_the_classifier_one_in_five_hundred_is_held_and_none_rejected),
		cmocka_unit_test(few_words_must_be_clearly_spam_to_be_held_and_are_never_rejected_for_it),
		cmocka_unit_test(a_good_part_of_spam_is_held_by_rules_alone),
	};
	struct str why;
	if (model_read(model_shipped(), &base, &why) != ERR_OK)
		return 1;
	int failed = cmocka_run_group_tests(tests, setup, teardown);
	model_free(&base);
	return failed;
}
