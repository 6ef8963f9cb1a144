/* The page of words: who may see and change them, lists in and out, a text tried, and what is typed stays text. */
#include "test.h"

#include "roles.h"

#define EVIL "%3Cscript%3Ealert(1)%3C%2Fscript%3E%22"
#define ADD "act=add&severity=2&action=hold&"

static size_t
entries(struct word_entry **ret)
{
	size_t n;
	assert_int_equal(words_list(w->f.house, w->f.site, w->f.a, w->f.console, ret, &n), ERR_OK);
	return n;
}

static size_t
entries_now(void)
{
	struct word_entry *words;
	return entries(&words);
}

static const char *
below(const char *part, int64_t id)
{
	return str_printf(w->a, "%s/%ld", part, (long)id).p;
}

static void
viewers_read_and_moderators_change_them(void **state)
{
	(void)state;
	sign_in_all();
	assert_int_equal(look(ROLE__MAX, "words", "").status, 303); /* to the way in */
	assert_int_equal(look(ROLE__MAX, "words/csv", "").status, 303);
	assert_int_equal(send_form(ROLE_MODERATOR, "words", ADD "entry=casino*&note=Since+May").status, 303);
	struct fc_answer r = look(ROLE_VIEWER, "words", "");
	assert_true(r.status == 200 && says(&r, "casino*") && says(&r, "Since May"));
	assert_false(says(&r, "moderate/words/1500") || says(&r, "moderate/words/try") || says(&r, "New entry"));
	assert_int_equal(look(ROLE_VIEWER, "words/csv", "").status, 200);
	assert_int_equal(send_form(ROLE_VIEWER, "words", ADD "entry=a").status, 403);
	assert_int_equal(send_form(ROLE_VIEWER, "words", "act=preview&severity=2&action=hold&entry=a").status, 403);
	assert_int_equal(send_form(ROLE_VIEWER, below("words", w->b_word), "act=remove").status, 403);
	assert_int_equal(send_form(ROLE_VIEWER, "words/try", "text=a").status, 403);
	assert_int_equal(send_form(ROLE_VIEWER, "words/csv", "act=take&csv=entry%0Aa").status, 403);
	assert_int_equal(entries_now(), 1);
	for (enum role role = ROLE_MODERATOR; role < ROLE__MAX; role++) {
		r = look(role, "words", "");
		assert_true(says(&r, "casino*") && says(&r, "/comments/moderate/words/1500") && says(&r, ">max</bdi>"));
	}
}

/* Numbers are of all sites; another site's is none here. */
static void
another_sites_words_are_neither_seen_nor_changed(void **state)
{
	struct word_entry *words;
	size_t n;
	(void)state;
	sign_in_all();
	struct fc_answer r = look(ROLE_ADMIN, "words", "");
	assert_false(says(&r, "BSECRET"));
	r = look(ROLE_ADMIN, "words/csv", "");
	assert_false(says(&r, "BSECRET"));
	assert_int_equal(send_form(ROLE_ADMIN, below("words", w->b_word), "act=remove").status, 404);
	assert_int_equal(send_form(ROLE_ADMIN, below("words", w->b_word), "act=trial").status, 404);
	assert_int_equal(words_list(w->f.house, w->b, w->f.a, w->b_editor, &words, &n), ERR_OK);
	assert_true(n == 1 && words[0].id == w->b_word && !words[0].shadow);
}

static void
an_entry_is_set_with_its_terms_tried_put_in_force_and_removed(void **state)
{
	struct word_entry *words;
	(void)state;
	sign_in_all();
	struct fc_answer r = send_form(ROLE_MODERATOR, "words",
		"act=add&severity=3&action=reject&entry=caf%C3%A9*&lang=pt-BR&days=7&note=Why&shadow=1");
	assert_int_equal(r.status, 303);
	assert_int_equal(entries(&words), 1);
	assert_str(words[0].text, "café*");
	assert_str(words[0].lang, "pt-BR");
	assert_str(words[0].by, "max");
	assert_true(words[0].action == ACT_REJECT && words[0].severity == 3 && words[0].shadow);
	r = look(ROLE_MODERATOR, "words", "done=added");
	assert_true(says(&r, "The entry is added.") && says(&r, "café*") && says(&r, ">pt-BR<") && says(&r, "slur"));
	assert_true(says(&r, "on trial, until") && says(&r, "22 January 2027") && says(&r, "Put in force"));
	assert_true(says(&r, "is not stored; the writer is told why"));
	assert_int_equal(send_form(ROLE_MODERATOR, below("words", words[0].id), "act=nothing").status, 400);
	assert_int_equal(send_form(ROLE_MODERATOR, below("words", words[0].id), "act=force").status, 303);
	int64_t was = words[0].id;
	assert_int_equal(entries(&words), 1);
	assert_true(words[0].id != was && !words[0].shadow && words[0].severity == 3 && words[0].expires > 0);
	assert_int_equal(send_form(ROLE_MODERATOR, below("words", words[0].id), "act=trial").status, 303);
	assert_int_equal(entries(&words), 1);
	assert_true(words[0].shadow);
	assert_int_equal(send_form(ROLE_MODERATOR, below("words", words[0].id), "act=remove").status, 303);
	assert_int_equal(send_form(ROLE_MODERATOR, below("words", words[0].id), "act=remove").status, 404);
	assert_int_equal(entries_now(), 0);
	r = look(ROLE_ADMIN, "audit", "what=words.remove");
	assert_true(says(&r, "max") && says(&r, "café*"));
}

/* A number can be an entry, too. */
static void
what_is_removed_is_the_entry_of_the_number(void **state)
{
	struct word_entry *words;
	(void)state;
	sign_in_all();
	assert_int_equal(send_form(ROLE_MODERATOR, "words", ADD "entry=first").status, 303);
	assert_int_equal(entries(&words), 1);
	assert_int_equal(send_form(ROLE_MODERATOR, "words",
		str_printf(w->a, ADD "entry=%ld", (long)words[0].id).p).status, 303);
	assert_int_equal(send_form(ROLE_MODERATOR, below("words", words[0].id), "act=remove").status, 303);
	int64_t id = words[0].id;
	assert_int_equal(entries(&words), 1);
	assert_true(str_eq(words[0].text, str_printf(w->a, "%ld", (long)id)));
}

static void
what_is_no_entry_is_told_beside_its_field_with_all_that_was_typed(void **state)
{
	static const struct {
		const char *form, *id, *words;
	} rows[] = {{"entry=", "word-entry", "The entry is missing"},
		    {"entry=%2A%2A", "word-entry", "a letter or a digit"},
		    {"entry=a%2Ab", "word-entry", "only at its ends"},
		    {"entry=a&lang=" EVIL, "word-lang", "a tag like en or pt-BR"},
		    {"entry=a&lang=e_n", "word-lang", "a tag like en or pt-BR"},
		    {"entry=a&days=40000", "word-days", "days as a number"},
		    {"entry=a&days=" EVIL, "word-days", "days as a number"}};
	(void)state;
	sign_in_all();
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fc_answer r = send_form(ROLE_MODERATOR, "words",
			str_printf(w->a, "act=add&severity=1&action=mask&%s&note=kept+%s&shadow=1", rows[i].form,
				   EVIL).p);
		assert_int_equal(r.status, 422);
		assert_true(says(&r, rows[i].words) && says(&r, str_printf(w->a, "id=\"%s-error\"", rows[i].id).p));
		assert_true(says(&r, "\nkept &lt;script&gt;alert(1)") && !says(&r, "<script>"));
		assert_true(says(&r, "value=\"1\" selected") && says(&r, "value=\"mask\" selected"));
	}
	const char *long_one = over("%C3%A4", 65);
	struct fc_answer r = send_form(ROLE_MODERATOR, "words", str_printf(w->a, ADD "entry=%s", long_one).p);
	assert_true(r.status == 422 && says(&r, "it has 65 characters, the most is 64"));
	assert_int_equal(send_form(ROLE_MODERATOR, "words", "act=add&severity=4&action=hold&entry=a").status, 400);
	assert_int_equal(send_form(ROLE_MODERATOR, "words", "act=add&severity=2&action=refuse&entry=a").status, 400);
	assert_int_equal(send_form(ROLE_MODERATOR, "words", "act=no&severity=2&action=hold&entry=a").status, 400);
	assert_int_equal(look(ROLE_MODERATOR, "words", "before=0").status, 400);
	assert_int_equal(entries_now(), 0);
}

static void
it_goes_on_behind_the_last_one_with_the_same_search(void **state)
{
	(void)state;
	sign_in_all();
	for (int i = 0; i < 52; i++)
		assert_int_equal(send_form(ROLE_MODERATOR, "words",
			str_printf(w->a, ADD "entry=word%dx&note=50%%25+of_many", i).p).status, 303);
	assert_int_equal(send_form(ROLE_MODERATOR, "words", ADD "entry=autre&lang=fr").status, 303);
	struct fc_answer r = look(ROLE_MODERATOR, "words", "part=50%25+OF_");
	assert_true(says(&r, ">word51x<") && says(&r, ">word2x<"));
	assert_false(says(&r, ">word1x<") || says(&r, ">autre<"));
	size_t at = str_find(r.out, STR("words?before="), 0);
	assert_true(at != SIZE_MAX);
	struct str rest = str_from(r.out, at + 6), query;
	str_cut(&rest, '"', &query);
	assert_true(str_ends(query, STR("&amp;part=50%25%20OF_")));
	str_cut(&query, '&', &rest);
	r = look(ROLE_MODERATOR, "words", str_printf(w->a, "%.*s&part=50%%25+of_", STR_FMT(rest)).p);
	assert_true(says(&r, ">word1x<") && says(&r, ">word0x<"));
	assert_false(says(&r, ">word2x<") || says(&r, "words?before="));
	r = look(ROLE_MODERATOR, "words", "part=fr");
	assert_true(says(&r, ">autre<") && !says(&r, ">word1x<"));
	r = look(ROLE_MODERATOR, "words", "part=" EVIL);
	assert_true(says(&r, "No entry fits") && !says(&r, "<script>"));
}

static void
a_text_is_shown_folded_and_marked_with_each_match(void **state)
{
	(void)state;
	sign_in_all();
	send_form(ROLE_MODERATOR, "words", "act=add&severity=3&action=hold&entry=casino*&lang=de&shadow=1");
	send_form(ROLE_MODERATOR, "words", ADD "entry=harbour");
	struct fc_answer r = send_form(ROLE_MODERATOR, "words/try",
				       "text=Zwei+C%C3%81SINOS+am+H%40RBOUR+%3Cb%3E+fuck&lang=de");
	assert_int_equal(r.status, 200);
	assert_true(says(&r, "3 matches"));
	assert_true(says(&r, "<mark title=\"word-site\">CÁSINOS</mark>") && says(&r, "&lt;b&gt;"));
	assert_true(says(&r, "zwei casinos am h@rbour"));
	assert_true(says(&r, "<code>en:") && says(&r, ">casino*<") && says(&r, "in shadow: changes nothing"));
	assert_true(says(&r, "slur") && says(&r, "CÁSINOS am H@RBOUR &lt;b&gt; fuck</textarea>"));
	r = send_form(ROLE_MODERATOR, "words/try", "text=A+calm+remark");
	assert_true(r.status == 200 && says(&r, "No word of the lists is in it."));
	r = send_form(ROLE_MODERATOR, "words/try", "text=");
	assert_true(r.status == 422 && says(&r, "The text is missing"));
	r = send_form(ROLE_MODERATOR, "words/try", "text=kept&lang=" EVIL);
	assert_true(r.status == 422 && says(&r, "try-lang-error") && says(&r, "\nkept</textarea>"));
	assert_false(says(&r, "<script>"));
}

static void
a_preview_counts_what_it_would_have_caught_and_marks_it(void **state)
{
	struct decided d;
	(void)state;
	sign_in_all();
	struct posted p = say(&w->f, (struct say){.text = "My zebra <b>eats</b> grass.", .email = "sam@reader.example"});
	say(&w->f, (struct say){.text = "The Z3BRA again.", .email = "tom@reader.example"});
	say(&w->f, (struct say){.text = "Nothing of the kind.", .email = "tom@reader.example"});
	assert_int_equal(decide(w->f.house, w->f.site, w->f.a, w->f.console, p.id, VERB_REJECT, STATE__MAX,
				STR(""), &d), ERR_OK);
	struct fc_answer r = send_form(ROLE_MODERATOR, "words", "act=preview&severity=2&action=hold&entry=zebra&note=Kept");
	assert_int_equal(r.status, 200);
	assert_true(says(&r, "caught 2: 1 that people rejected, 1 that are"));
	assert_true(says(&r, "My <mark title=\"word-site\">zebra</mark> &lt;b&gt;eats"));
	assert_true(says(&r, "<mark title=\"word-site\">Z3BRA</mark>") && says(&r, "value=\"zebra\""));
	assert_false(says(&r, "Nothing of the kind"));
	assert_int_equal(entries_now(), 0);
}

static void
how_often_an_entry_spoke_stands_beside_it(void **state)
{
	struct decided d;
	(void)state;
	sign_in_all();
	send_form(ROLE_MODERATOR, "words", ADD "entry=zebra");
	struct posted p[2];
	p[0] = say(&w->f, (struct say){.text = "A zebra and one more zebra here.", .email = "sam@reader.example"});
	p[1] = say(&w->f, (struct say){.text = "This zebra is mine.", .email = "tom@reader.example"});
	for (int i = 0; i < 2; i++)
		assert_int_equal(decide(w->f.house, w->f.site, w->f.a, w->f.console, p[i].id,
					i == 0 ? VERB_APPROVE : VERB_REJECT, STATE__MAX, STR(""), &d), ERR_OK);
	struct fc_answer r = look(ROLE_MODERATOR, "words", "");
	assert_true(says(&r, "It spoke on 2 comments; people decided 2 of them and let 1 stand: right in 50\u00a0%."));
}

/* ---- CSV ---------------------------------------------------------------------------------------------- */

#define LIST "entry,action%0A"

static void
a_list_is_looked_at_first_and_taken_whole_or_not_at_all(void **state)
{
	(void)state;
	sign_in_all();
	send_form(ROLE_MODERATOR, "words", ADD "entry=one");
	struct fc_answer r = send_form(ROLE_MODERATOR, "words/csv", "act=look&csv=" LIST "one,%0Atwo,%0A%22thr%2Cee%22,mask");
	assert_true(r.status == 200 && says(&r, "It would add 2 entries and replace 1. Nothing is stored yet."));
	assert_true(says(&r, "&#34;thr,ee&#34;,mask</textarea>"));
	assert_int_equal(entries_now(), 1);
	/* And what all of it would have caught. */
	say(&w->f, (struct say){.text = "My giraffe <b>eats</b> leaves.", .email = "sam@reader.example"});
	say(&w->f, (struct say){.text = "Two okapis and a giraffe.", .email = "tom@reader.example"});
	say(&w->f, (struct say){.text = "Nothing of the kind.", .email = "tom@reader.example"});
	r = send_form(ROLE_MODERATOR, "words/csv", "act=look&csv=" LIST "giraffe,%0Aokapi*,");
	assert_true(says(&r, "caught 2: 0 that people rejected, 2 that are"));
	assert_true(says(&r, "<mark title=\"word-site\">giraffe</mark> &lt;b&gt;eats"));
	assert_true(says(&r, ">okapis</mark> and") && !says(&r, "Nothing of the kind"));
	assert_int_equal(entries_now(), 1);
	r = send_form(ROLE_MODERATOR, "words/csv", "act=take&csv=" LIST "one,%0Atwo,burn%0A" EVIL ",burn%0Afour,");
	assert_true(r.status == 422 && says(&r, "2 rows cannot be taken, so nothing was stored."));
	assert_true(says(&r, "Line 3") && says(&r, "action is none of") && says(&r, "Line 4") && !says(&r, "Line 5"));
	assert_true(says(&r, "\nfour,</textarea>") && !says(&r, "<script>"));
	assert_int_equal(entries_now(), 1);
	r = send_form(ROLE_MODERATOR, "words/csv", "act=take&csv=nothing+of+it");
	assert_true(r.status == 422 && says(&r, "must name the columns"));
	assert_int_equal(send_form(ROLE_MODERATOR, "words/csv", "act=take&csv=").status, 422);
	assert_int_equal(send_form(ROLE_MODERATOR, "words/csv", "act=no&csv=entry%0Aa").status, 400);
	r = send_form(ROLE_MODERATOR, "words/csv", "act=take&csv=" LIST "one,%0Atwo,%0A%22thr%2Cee%22,mask");
	assert_int_equal(r.status, 303);
	assert_int_equal(entries_now(), 3);
}

static void
what_goes_out_as_csv_comes_in_the_same(void **state)
{
	struct word_entry *words;
	(void)state;
	sign_in_all();
	send_form(ROLE_MODERATOR, "words", "act=add&severity=3&action=note&entry=a+%22b%22%2C+c&lang=de&shadow=1&days=9");
	send_form(ROLE_MODERATOR, "words", "act=add&severity=1&action=mask&entry=%2B1&note=%3Dcmd%0Atwo");
	struct fc_answer r = look(ROLE_MODERATOR, "words/csv", "");
	assert_int_equal(r.status, 200);
	assert_true(str_starts(fc_header(&r, "Content-Type"), STR("text/csv")));
	assert_true(str_find(r.body, STR(",'=cmd"), 0) != SIZE_MAX ||
		    str_find(r.body, STR("\"'=cmd"), 0) != SIZE_MAX); /* no formula */
	assert_int_equal(entries(&words), 2);
	for (size_t i = 0; i < 2; i++)
		send_form(ROLE_MODERATOR, below("words", words[i].id), "act=remove");
	assert_int_equal(entries_now(), 0);
	struct str again = page_query(w->a, r.body);
	assert_int_equal(send_form(ROLE_MODERATOR, "words/csv",
		str_printf(w->a, "act=take&csv=%.*s", STR_FMT(again)).p).status, 303);
	struct fc_answer twice = look(ROLE_MODERATOR, "words/csv", "");
	assert_true(str_eq(twice.body, r.body) && entries_now() == 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(viewers_read_and_moderators_change_them),
		TEST(another_sites_words_are_neither_seen_nor_changed),
		TEST(an_entry_is_set_with_its_terms_tried_put_in_force_and_removed),
		TEST(what_is_removed_is_the_entry_of_the_number),
		TEST(what_is_no_entry_is_told_beside_its_field_with_all_that_was_typed),
		TEST(it_goes_on_behind_the_last_one_with_the_same_search),
		TEST(a_text_is_shown_folded_and_marked_with_each_match),
		TEST(a_preview_counts_what_it_would_have_caught_and_marks_it),
		TEST(how_often_an_entry_spoke_stands_beside_it),
		TEST(a_list_is_looked_at_first_and_taken_whole_or_not_at_all),
		TEST(what_goes_out_as_csv_comes_in_the_same),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
