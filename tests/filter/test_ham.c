/* Comments of news sites and talk pages that are no spam: what the filter holds of them. Their files
 * are not part of the project; without them this is skipped. */
#include "filter_test.h"

/* Whether the writer wrote the entry itself, letter for letter: then the list was right, whatever a
 * moderator decides. (Some of these comments are no spam but full of abuse.) */
static bool
literal(const struct draft *d, const struct reason *r)
{
	struct str entry = r->entry, source;
	str_cut(&entry, ' ', &source);
	return r->field == IN_TEXT && str_eq(str_lower(a, str_sub(d->text, r->from, r->to)), entry);
}

struct tally {
	size_t rows, held, not_literal, links, masked;
};

static void
count_row(struct tally *t, const struct draft *d, const struct verdict *v)
{
	bool held = false, words = false, links = false, found = false;
	for (size_t i = 0; i < v->n_reasons; i++) {
		const struct reason *r = &v->reasons[i];
		if (r->action < ACT_HOLD)
			continue;
		words |= about_words(r);
		found |= about_words(r) && literal(d, r);
		links |= str_starts(r->rule, STR("link"));
		held = words || links;
	}
	t->rows++;
	t->held += held;
	t->links += links;
	t->not_literal += words && !found;
	t->masked += v->action == ACT_MASK;
}

/* False without the file. */
static bool
judge_file(const char *name, const char *lang, struct tally *t)
{
	struct str rest = file_of(str_printf(a, "../shared/data/filter/ham/%s", name).p), line, label;
	*t = (struct tally){.rows = 0};
	if (rest.n == 0)
		return false;
	while (rest.n > 0) {
		str_cut(&rest, '\n', &line);
		if (!str_cut(&line, '\t', &label) || !str_eq(label, STR("ham")))
			continue;
		struct draft d = draft_of("");
		d.text = unescaped(line);
		d.lang = str_of(lang);
		struct verdict v = judge_with(shipped, d, clean_facts(), usual_policy());
		count_row(t, &d, &v);
	}
	print_message("# %s: of %zu rows %zu held by words or links: %zu by links, %zu by words that are not "
		      "there letter for letter; %zu masked\n",
		      name, t->rows, t->held, t->links, t->not_literal, t->masked);
	assert_true(t->rows > 100);
	return true;
}

static void
one_in_a_hundred_at_most_is_held_for_links_or_for_words_that_are_not_there(void **state)
{
	(void)state;
	static const char *const files[][2] = {
		{"ham-civil-en.train.tsv", "en"}, {"ham-fox-en.train.tsv", "en"},
		{"ham-wiki-en.train.tsv", "en"},  {"ham-fb-de.train.tsv", "de"},
		{"ham-news-ko.train.tsv", "ko"},  {"ham-news-pt.train.tsv", "pt"},
		{"ham-social-es.train.tsv", "es"},
	};
	size_t found = 0, over = 0;
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct tally t;
		if (!judge_file(files[i][0], files[i][1], &t))
			continue;
		found++;
		over += (t.links + t.not_literal) * 100 > t.rows;
	}
	if (found == 0)
		skip();
	assert_int_equal(over, 0);
}

static void
one_comment_in_a_hundred_at_most_of_the_calmest_english_file_is_held(void **state)
{
	(void)state;
	struct tally t;
	if (!judge_file("ham-fox-en.train.tsv", "en", &t))
		skip();
	assert_true(t.held * 100 <= t.rows);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_in_a_hundred_at_most_is_held_for_links_or_for_words_that_are_not_there),
		cmocka_unit_test(one_comment_in_a_hundred_at_most_of_the_calmest_english_file_is_held),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
