/* Figures on the desk: who sees which, that tables and charts say what happened, and that names in them are text. */
#include "test.h"

#include "flow/train.h"
#include "roles.h"

static struct fc_answer
figures(enum role role, const char *query)
{
	return look(role, "stats", query);
}

/* One that the site's rules held, and one that somebody decided on. */
static void
something_happens(void)
{
	struct decided d;
	struct posted p = say(&w->f, (struct say){.text = "A comment that is decided on."});
	assert_int_equal(decide(w->f.house, w->f.site, w->f.a, w->f.console, p.id, VERB_REJECT, STATE__MAX, STR(""),
				&d), ERR_OK);
	assert_int_equal(d.outcome, DECIDED);
	(void)say(&w->f, (struct say){.text = "See https://one.example https://two.example https://three.example "
					      "https://four.example https://five.example"});
	w->touched = true;
}

static void
everybody_signed_in_sees_figures_and_admins_alone_see_whose(void **state)
{
	(void)state;
	sign_in_all();
	something_happens();
	assert_int_equal(figures(ROLE__MAX, "").status, 303);
	struct fc_answer r = figures(ROLE_VIEWER, "");
	assert_int_equal(r.status, 200);
	assert_true(says(&r, "id=\"by-days\"") && says(&r, "id=\"by-hours\"") && says(&r, "id=\"by-verdicts\"") &&
		    says(&r, "id=\"by-rules\""));
	assert_false(says(&r, "id=\"by-people\""));
	assert_false(says(&r, "the command line"));
	r = figures(ROLE_MODERATOR, "");
	assert_false(says(&r, "id=\"by-people\""));
	r = figures(ROLE_ADMIN, "");
	assert_true(says(&r, "id=\"by-people\"") && says(&r, "the command line"));
	assert_int_equal(figures(ROLE_MODERATOR, "table=people").status, 403);
}

static void
a_chart_stands_above_each_table_and_the_same_as_a_file(void **state)
{
	(void)state;
	sign_in_all();
	something_happens();
	struct fc_answer r = figures(ROLE_ADMIN, "days=3");
	assert_true(says(&r, "<svg viewbox=\"0 0 30 100\""));
	assert_true(says(&r, "?days=3&amp;table=days"));
	assert_true(says(&r, "<th scope=\"row\"><bdi>2027-01-"));
	r = figures(ROLE_ADMIN, "days=3&table=days");
	assert_int_equal(r.status, 200);
	assert_str(fc_header(&r, "Content-Type"), "text/csv; charset=utf-8");
	assert_str(fc_header(&r, "Content-Disposition"), "attachment; filename=\"days.csv\"");
	assert_true(str_starts(r.body, STR("day,comments,decisions,storms\r\n")));
	assert_true(says(&r, "2027-01-15,4,1,0\r\n"));
	r = figures(ROLE_ADMIN, "table=verdicts");
	assert_true(says(&r, "verdict,comments\r\n") && says(&r, "note,2\r\n") && says(&r, "hold,2\r\n"));
	r = figures(ROLE_ADMIN, "table=people");
	assert_true(says(&r, "name,decisions,undone\r\n,1,0\r\n"));
	r = figures(ROLE_ADMIN, "table=hours");
	assert_true(says(&r, "hour,comments,decisions\r\n0,"));
}

/* A model that this site's people trained, with its calibration on what it was not trained with. */
static void
what_the_classifier_has_learned_is_shown_and_a_file(void **state)
{
	struct decided d;
	(void)state;
	sign_in_all();
	struct fc_answer r = figures(ROLE_VIEWER, "");
	assert_false(says(&r, "id=\"by-classifier\""));
	r = figures(ROLE_VIEWER, "table=classifier");
	assert_str(r.body, "made,examples,held,held_spam,precision,recall,fpr,ece\r\n");
	r = figures(ROLE_VIEWER, "table=calibration");
	assert_str(r.body, "from,to,held,spam,predicted,share\r\n");
	for (int i = 0; i < 60; i++) {
		const char *text = str_printf(w->f.a, "Sentence %d of a reader about the harbour, %d.", i, i * 17).p;
		struct posted p = say(&w->f, (struct say){.text = text});
		assert_int_equal(decide(w->f.house, w->f.site, w->f.a, w->f.console, p.id,
					i % 2 == 0 ? VERB_SPAM : VERB_APPROVE, STATE__MAX, STR(""), &d), ERR_OK);
	}
	assert_int_equal(train_refit(w->f.house, w->f.site, w->f.a), ERR_OK);
	w->touched = true;
	r = figures(ROLE_VIEWER, "");
	assert_true(says(&r, "id=\"by-classifier\"") && says(&r, "how far its probabilities are off"));
	assert_true(says(&r, "table=classifier"));
	r = figures(ROLE_VIEWER, "table=classifier");
	assert_str(fc_header(&r, "Content-Disposition"), "attachment; filename=\"classifier.csv\"");
	assert_true(says(&r, "2027-01-15T"));
	r = figures(ROLE_VIEWER, "");
	assert_true(says(&r, "id=\"by-calibration\"") && says(&r, "<bdi>90–100 %</bdi>") && says(&r, "table=calibration"));
	r = figures(ROLE_VIEWER, "table=calibration");
	assert_str(fc_header(&r, "Content-Disposition"), "attachment; filename=\"calibration.csv\"");
	assert_true(str_starts(r.body, STR("from,to,held,spam,predicted,share\r\n0.0,0.1,")));
	assert_true(says(&r, "\r\n0.9,1.0,"));
	r = figures(ROLE_VIEWER, "days=2&table=waits");
	assert_true(str_starts(r.body, STR("day,decisions,median,p95\r\n2027-01-14,0,,\r\n2027-01-15,")));
}

static void
what_is_no_number_of_days_or_no_table_is_refused(void **state)
{
	static const char *const queries[] = {"days=0", "days=367", "days=two", "table=everything",
						"table=%3Cscript%3E"};
	(void)state;
	sign_in_all();
	for (size_t i = 0; i < ARRAY_LEN(queries); i++) {
		struct fc_answer r = figures(ROLE_ADMIN, queries[i]);
		assert_int_equal(r.status, 400);
		assert_false(says(&r, "<script>"));
	}
}

static void
an_empty_site_has_a_page_too(void **state)
{
	(void)state;
	sign_in_all();
	struct fc_answer r = figures(ROLE_ADMIN, "days=1");
	assert_int_equal(r.status, 200);
	assert_true(says(&r, "No comment that waited was decided on in these days."));
	assert_false(says(&r, "id=\"by-people\""));
	assert_true(says(&r, "<svg viewbox=\"0 0 10 100\""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(everybody_signed_in_sees_figures_and_admins_alone_see_whose),
		TEST(a_chart_stands_above_each_table_and_the_same_as_a_file),
		TEST(what_the_classifier_has_learned_is_shown_and_a_file),
		TEST(what_is_no_number_of_days_or_no_table_is_refused),
		TEST(an_empty_site_has_a_page_too),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
