/* The desk's search over the web: a query in the address, hits with marks, decisions that lead back. */
#include "test.h"

#include "one_world.h"

static struct str
cookie(void)
{
	return str_printf(w->a, "__Host-rj_session_1=%.*s", STR_FMT(w->a_session));
}

static struct fc_answer
search(const char *query)
{
	return ask(w, &(struct ask){.host = "news.example", .method = "GET", .path = STR("/comments/moderate/"),
				    .query = str_printf(w->a, "state=search&q=%s", query), .cookie = cookie()});
}

static void
hits_are_marked_and_a_decision_leads_back_to_them(void **state)
{
	(void)state;
	index_all();
	struct fc_answer r = search("words+-nobody");
	assert_int_equal(r.status, 200);
	assert_true(says(&r, "id=\"card-700001\""));
	assert_true(says(&r, "<mark title=\"found\">Words</mark> from a."));
	assert_true(says(&r, "name=\"q\" value=\"words -nobody\""));
	struct str body = str_printf(w->a, "csrf=%.*s&decision=spam&seen=approved&queue=search&q=words+-nobody",
				     STR_FMT(w->a_csrf));
	r = ask(w, &(struct ask){.host = "news.example", .method = "POST",
				 .path = STR("/comments/moderate/comment/700001"), .body = body,
				 .cookie = cookie()});
	assert_int_equal(r.status, 303);
	assert_str(fc_header(&r, "Location"),
		   "/comments/moderate/?state=search&q=words%20-nobody&done=spam&comment=700001");
	r = search("words%20-nobody&done=spam&comment=700001");
	assert_true(says(&r, "name=\"seen\" value=\"search\""));
	assert_true(says(&r, "/comments/moderate/undo/"));
}

static void
another_sites_comments_are_not_found(void **state)
{
	(void)state;
	index_all();
	struct fc_answer r = search("-nobody");
	assert_true(says(&r, "id=\"card-700001\""));
	assert_false(says(&r, str_printf(w->a, "id=\"card-%ld\"", (long)w->b_shown.n).p));
	r = search("article:onlyb");
	assert_true(says(&r, "No comment was found."));
}

static void
whatever_is_typed_is_text_and_answered(void **state)
{
	static const char *const typed[] = {"he%22llo", "NEAR(", "100%25", "%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E",
					    "%EE%80%801", "AND+OR+NOT", "%27%20OR%201%3D1%20--", "*", "-", "\xC3\x97"};
	(void)state;
	index_all();
	for (size_t i = 0; i < ARRAY_LEN(typed); i++) {
		struct fc_answer r = search(typed[i]);
		assert_int_equal(r.status, 200);
		assert_false(says(&r, "<script>"));
	}
	assert_int_equal(search(str_printf(w->a, "%0*d", FIND_BYTES_MAX, 0).p).status, 200);
	assert_int_equal(search(str_printf(w->a, "%0*d", FIND_BYTES_MAX + 1, 0).p).status, 400);
	assert_int_equal(search(str_printf(w->a, "%020000d", 0).p).status, 400);
	struct fc_answer r = search("status:nonsense");
	assert_int_equal(r.status, 200);
	assert_true(says(&r, "This cannot be read: status:nonsense. A date is written"));
	r = search("harbour%20-before:yesterday%20works");
	assert_true(says(&r, "This cannot be read: -before:yesterday."));
	r = search("has:%22a%20%3Cscript%3E%22%20x");
	assert_true(says(&r, "a &lt;script&gt;"));
	char many[2 * FIND_TERMS_MAX + 3];
	for (size_t i = 0; i < sizeof(many); i++)
		many[i] = i % 2 ? '+' : 'a';
	many[sizeof(many) - 1] = '\0';
	r = search(many);
	assert_true(says(&r, "A query has at most 32 terms."));
	r = search("");
	assert_int_equal(r.status, 200);
	assert_false(says(&r, "id=\"card-"));
	r = ask(w, &(struct ask){.host = "news.example", .method = "GET", .path = STR("/comments/moderate/"),
				 .query = STR("state=search&q=words")});
	assert_int_equal(r.status, 303);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(hits_are_marked_and_a_decision_leads_back_to_them),
		TEST(another_sites_comments_are_not_found),
		TEST(whatever_is_typed_is_text_and_answered),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
