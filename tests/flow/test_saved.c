/* Saved replies: who writes them, in which language they are offered, and what a writer is told of a rejection. */
#include "test.h"

#include "flow/own.h"
#include "flow/saved.h"
#include "flow/undo.h"
#include "house.h"
#include "sqlite.h"

#define HELD "moderation = \"all\";"
#define ENGLISH "The works at the harbour have been late for a year, and who is it that pays for all of this?"
#define GERMAN "Die Arbeiten am Hafen sind seit einem Jahr zu spät, und wer bezahlt das alles eigentlich?"

static struct fixture f;

static struct str
says(const char *sql)
{
	return str_trim(sqlite_says(f.a, str_z(f.a, f.conf->store), sql, NULL));
}

static enum saved_outcome
put(const struct moderator *m, int64_t id, const char *lang, const char *title)
{
	const struct saved_reply r = {.id = id, .reason = REPORT_INSULT, .lang = str_of(lang),
				      .title = str_of(title), .text = STR("Please stay friendly.")};
	enum saved_outcome out = SAVED_NONE;
	assert_int_equal(saved_put(f.house, f.site, f.a, m, &r, &out), ERR_OK);
	return out;
}

static struct saved_list
all(const struct moderator *m)
{
	struct saved_list list;
	assert_int_equal(saved_list(f.house, f.site, f.a, m, &list), ERR_OK);
	return list;
}

static void
moderators_write_change_and_remove_them_and_the_book_has_it(void **state)
{
	enum saved_outcome out;
	(void)state;
	fixture_make(&f, HELD);
	const struct moderator *mo = somebody(&f, "mo", ROLE_MODERATOR), *vi = somebody(&f, "vi", ROLE_VIEWER);
	assert_int_equal(put(vi, 0, "en", "Tone"), SAVED_FORBIDDEN);
	assert_int_equal(put(mo, 0, "en", "Tone"), SAVED_DONE);
	assert_int_equal(all(mo).n, 1);
	assert_int_equal(all(vi).n, 0);
	assert_int_equal(put(mo, 1, "en", "Tone, please"), SAVED_DONE);
	assert_int_equal(put(mo, 2, "en", "None of this number"), SAVED_NONE);
	assert_str(all(mo).replies[0].title, "Tone, please");
	assert_str(all(mo).replies[0].by, "mo");
	assert_int_equal(saved_remove(f.house, f.site, f.a, vi, 1, &out), ERR_OK);
	assert_int_equal(out, SAVED_FORBIDDEN);
	assert_int_equal(saved_remove(f.house, f.site, f.a, mo, 1, &out), ERR_OK);
	assert_int_equal(out, SAVED_DONE);
	assert_int_equal(all(mo).n, 0);
	assert_str(says("SELECT verb, actor, subject, detail FROM audit WHERE verb LIKE 'saved.%' ORDER BY id"),
		   "saved.add|mo|saved reply 1|insult, en: Tone\n"
		   "saved.change|mo|saved reply 1|insult, en: Tone, please\n"
		   "saved.remove|mo|saved reply 1|");
	fixture_end(&f);
}

static void
a_site_has_so_many_and_no_more(void **state)
{
	(void)state;
	fixture_make(&f, HELD);
	says("WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 200)"
	     "INSERT INTO saved_reply (site, reason, lang, title, body, made, set_by)"
	     " SELECT 1, 'spam', 'en', 'x', 'y', 1, 'z' FROM n");
	const struct moderator *mo = somebody(&f, "mo", ROLE_MODERATOR);
	assert_int_equal(put(mo, 0, "en", "Tone"), SAVED_FULL);
	assert_int_equal(all(mo).n, SAVED_MAX);
	fixture_end(&f);
}

static const char *
offered(const char *text)
{
	struct saved_list list = all(f.console), fit = saved_for(f.site, f.a, &list, str_of(text));
	struct str out = STR("");
	for (size_t i = 0; i < fit.n; i++)
		out = str_cat(f.a, str_cat(f.a, out, fit.replies[i].title), STR(" "));
	return str_z(f.a, str_trim(out));
}

static void
those_in_the_comments_language_are_offered_else_the_sites_else_all(void **state)
{
	(void)state;
	fixture_make(&f, HELD "lang = \"en-GB\";");
	assert_string_equal(offered(ENGLISH), "");
	put(f.console, 0, "fr", "french");
	assert_string_equal(offered(ENGLISH), "french");
	put(f.console, 0, "en", "english");
	assert_string_equal(offered(ENGLISH), "english");
	assert_string_equal(offered(GERMAN), "english");
	put(f.console, 0, "de", "german");
	assert_string_equal(offered(GERMAN), "german");
	assert_string_equal(offered("?!"), "english");
	fixture_end(&f);
}

static void
a_language_is_a_tag_and_its_first_part_counts(void **state)
{
	static const struct {
		const char *tag, *lang;
	} rows[] = {{"de", "de"}, {"de-CH", "de"}, {"EN-gb", "en"}, {"x", ""}, {"", ""}, {"d3", ""}, {"<b>", ""},
		    {"deutschland", ""}, {"é", ""}};
	(void)state;
	struct arena *a = arena_new();
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_true(str_eq(saved_lang(a, str_of(rows[i].tag)), str_of(rows[i].lang)));
	arena_free(&a);
}

static void
its_writer_is_told_the_reason_which_goes_and_comes_with_the_decision(void **state)
{
	struct decided d;
	struct own o;
	struct undone u;
	(void)state;
	fixture_make(&f, HELD);
	struct posted p = say(&f, (struct say){.text = ENGLISH});
	struct ruling r = {.verb = VERB_REJECT, .seen = STATE_PENDING, .version = 0, .note = STR("Please."),
			   .grounds = STR("insult")};
	assert_int_equal(decide_upon(f.house, f.site, f.a, f.console, p.id, &r, &d), ERR_OK);
	assert_int_equal(d.outcome, DECIDED);
	assert_int_equal(own_find(f.house, f.site, f.a, p.status_token, &o), ERR_OK);
	assert_str(o.row.grounds, "insult");
	assert_str(o.comment.note, "Please.");
	assert_str(says("SELECT detail FROM audit WHERE verb = 'reject'"), "pending, insult: Please.");
	/* What is shown after all has none. */
	r = (struct ruling){.verb = VERB_APPROVE, .seen = STATE_REJECTED, .version = 0, .grounds = STR("spam")};
	assert_int_equal(decide_upon(f.house, f.site, f.a, f.console, p.id, &r, &d), ERR_OK);
	assert_str(says("SELECT grounds FROM comment"), "");
	assert_int_equal(undo(f.house, f.site, f.a, f.console, 0, &u), ERR_OK);
	assert_str(says("SELECT grounds FROM comment"), "insult");
	assert_int_equal(undo(f.house, f.site, f.a, f.console, 0, &u), ERR_OK);
	assert_str(says("SELECT grounds FROM comment"), "");
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(moderators_write_change_and_remove_them_and_the_book_has_it),
		cmocka_unit_test(a_site_has_so_many_and_no_more),
		cmocka_unit_test(those_in_the_comments_language_are_offered_else_the_sites_else_all),
		cmocka_unit_test(a_language_is_a_tag_and_its_first_part_counts),
		cmocka_unit_test(its_writer_is_told_the_reason_which_goes_and_comes_with_the_decision),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
