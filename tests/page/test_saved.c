/* Saved replies over the web: their page, the choice on a card, what its writer reads. */
#include "test.h"

#include "roles.h"

static struct str
cookie(void)
{
	return str_printf(w->a, "__Host-rj_session_1=%.*s", STR_FMT(w->a_session));
}

static struct fc_answer
desk(const char *path, const char *query)
{
	return ask(w, &(struct ask){.host = "news.example", .method = "GET", .cookie = cookie(),
				    .path = str_printf(w->a, "/comments/moderate/%s", path),
				    .query = str_of(query)});
}

static struct fc_answer
send_to(const char *where, const char *fields)
{
	w->touched = true;
	return ask(w, &(struct ask){.host = "news.example", .method = "POST", .cookie = cookie(),
				    .path = str_printf(w->a, "/comments/moderate/%s", where),
				    .body = str_printf(w->a, "csrf=%.*s&%s", STR_FMT(w->a_csrf), fields)});
}

#define ADDED "act=add&reason=insult&lang=EN-gb&title=%3Cb%3ETone&text=Please+stay+%3Ci%3Efriendly."
#define FIRST "170002" /* the first of b is before it */

static void
a_reply_is_written_changed_and_removed_on_its_page(void **state)
{
	(void)state;
	struct fc_answer r = desk("replies", "");
	assert_true(says(&r, "No reply is saved yet."));
	assert_false(says(&r, "BSECRET"));
	r = send_to("replies", ADDED);
	assert_str(fc_header(&r, "Location"), "/comments/moderate/replies?done=add");
	r = desk("replies", "done=add");
	assert_true(says(&r, "The reply is saved."));
	assert_true(says(&r, "<bdi>&lt;b&gt;Tone</bdi></strong> · Insult or hate · en"));
	assert_true(says(&r, "Please stay &lt;i&gt;friendly."));
	r = send_to("replies/" FIRST, "act=change&reason=spam&lang=de&title=Werbung&text=Bitte+nicht.");
	assert_str(fc_header(&r, "Location"), "/comments/moderate/replies?done=change");
	r = desk("replies", "done=change");
	assert_true(says(&r, "<bdi>Werbung</bdi></strong> · Spam or advertising · de"));
	assert_int_equal(send_to("replies/" FIRST, "act=remove").status, 303);
	r = desk("replies", "done=remove");
	assert_true(says(&r, "No reply is saved yet."));
	assert_int_equal(send_to("replies/" FIRST, "act=remove").status, 404);
	assert_int_equal(send_to("replies/" FIRST, "act=add").status, 400);
}

static void
what_is_not_taken_stays_in_its_form(void **state)
{
	(void)state;
	struct fc_answer r = send_to("replies", "act=add&reason=&lang=%3Cb%3E&title=My+title&text=+");
	assert_int_equal(r.status, 422);
	assert_true(says(&r, "value=\"My title\""));
	assert_true(says(&r, "value=\"&lt;b&gt;\""));
	assert_true(says(&r, "A language is a tag like en or pt-BR."));
	assert_true(says(&r, "id=\"saved-text-error\""));
	assert_int_equal(send_to("replies", ADDED).status, 303);
	r = send_to("replies/" FIRST, "act=change&reason=spam&lang=en&title=+&text=My+words");
	assert_int_equal(r.status, 422);
	assert_true(says(&r, "\nMy words</textarea>"));
	assert_true(says(&r, "id=\"saved-title-" FIRST "-error\""));
}

static void
a_rejection_with_a_saved_reply_tells_its_writer(void **state)
{
	(void)state;
	assert_int_equal(send_to("replies", ADDED).status, 303);
	struct fc_answer r = desk("", "");
	assert_true(says(&r, "<optgroup label=\"Insult or hate\"><option value=\"insult." FIRST "\">&lt;b&gt;Tone</option>"));
	const char *card = str_printf(w->a, "comment/%ld", (long)w->a_waiting.n).p;
	/* Another's, one that is none, one of another reason. */
	const char *const wrong[] = {"insult.170001", "insult.7", "spam." FIRST, "nothing", "insult.x"};
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		assert_int_equal(send_to(card, str_printf(w->a, "decision=reject&seen=pending&reason=%s",
							  wrong[i]).p).status, 422);
	r = send_to(card, "decision=reject&seen=pending&version=0&reason=insult." FIRST "&note=And+%3Cu%3Ethis.");
	assert_int_equal(r.status, 303);
	r = ask(w, &(struct ask){.host = "news.example", .method = "GET",
				 .path = str_cat(w->a, STR("/comments/status/"), w->a_status)});
	assert_true(says(&r, "<p>Reason: Insult or hate</p>"));
	assert_true(says(&r, "Please stay &lt;i&gt;friendly.\n\nAnd &lt;u&gt;this.</blockquote>"));
}

static void
a_reason_alone_is_told_and_an_approval_has_none(void **state)
{
	(void)state;
	const char *card = str_printf(w->a, "comment/%ld", (long)w->a_waiting.n).p;
	assert_int_equal(send_to(card, "decision=reject&seen=pending&reason=off-topic").status, 303);
	struct ask own = {.host = "news.example", .method = "GET",
			  .path = str_cat(w->a, STR("/comments/status/"), w->a_status)};
	struct fc_answer r = ask(w, &own);
	assert_true(says(&r, "<p>Reason: Off topic</p>"));
	assert_int_equal(send_to(card, "decision=approve&seen=rejected&reason=spam").status, 303);
	r = ask(w, &own);
	assert_false(says(&r, "Reason:"));
}

static struct fc_answer
status_of(const struct posted *p)
{
	return ask(w, &(struct ask){.host = "news.example", .method = "GET",
				    .path = str_cat(w->a, STR("/comments/status/"), p->status_token)});
}

/* One choice for all that is selected; the writer of a language without a reply reads the site's. */
static void
of_many_each_writer_is_told_in_their_own_language(void **state)
{
	(void)state;
	struct posted of[] = {
		post_at(w, w->f.site, "/quay", "The mayor should have asked the people who live at the quay.",
			"en@news.example", NULL),
		post_at(w, w->f.site, "/quay", "Der Bürgermeister hätte die Leute fragen sollen, die am Kai wohnen.",
			"de@news.example", NULL),
		post_at(w, w->f.site, "/quay", "Le maire aurait dû demander aux gens qui habitent sur le quai.",
			"fr@news.example", NULL)};
	assert_int_equal(send_to("replies", ADDED).status, 303);
	assert_int_equal(send_to("replies", "act=add&reason=insult&lang=de&title=Anderes&text=Nicht+dies.").status, 303);
	assert_int_equal(send_to("replies", "act=add&reason=insult&lang=de&title=%3Cb%3ETone&text=Bitte+freundlich.")
				 .status, 303);
	struct fc_answer r = desk("", "state=approved");
	assert_true(says(&r, "<select id=\"refusal-bulk\" name=\"reason\">"));
	const char *cards = str_printf(w->a, "seen=approved&card=%ld.0.approved&card=%ld.0.approved&card=%ld.0.approved",
				       (long)of[0].id.n, (long)of[1].id.n, (long)of[2].id.n).p;
	const char *const wrong[] = {"insult.170001", "insult.7", "spam." FIRST, "nothing", "insult.x"};
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		assert_int_equal(send_to("batch", str_printf(w->a, "decision=reject&reason=%s&%s", wrong[i], cards).p)
					 .status, 422);
	r = send_to("batch", str_printf(w->a, "decision=reject&reason=insult." FIRST "&note=%s&%s", over("e", 990), cards)
				     .p);
	assert_int_equal(r.status, 422);
	assert_true(says(&r, "<option value=\"insult." FIRST "\" selected>"));
	r = send_to("batch", str_printf(w->a, "decision=reject&reason=insult." FIRST "&note=Thanks.&%s", cards).p);
	assert_int_equal(r.status, 303);
	const char *const told[] = {"Please stay &lt;i&gt;friendly.\n\nThanks.", "Bitte freundlich.\n\nThanks.",
				    "Please stay &lt;i&gt;friendly.\n\nThanks."};
	for (size_t i = 0; i < ARRAY_LEN(of); i++) {
		r = status_of(&of[i]);
		assert_true(says(&r, "<p>Reason: Insult or hate</p>"));
		assert_true(says(&r, told[i]));
	}
	/* What is told with an approval is the note alone. */
	cards = str_printf(w->a, "decision=approve&reason=insult&note=Sorry.&seen=rejected&card=%ld.0.rejected",
			   (long)of[0].id.n).p;
	assert_int_equal(send_to("batch", cards).status, 303);
	r = status_of(&of[0]);
	assert_false(says(&r, "Reason:"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_reply_is_written_changed_and_removed_on_its_page),
		TEST(what_is_not_taken_stays_in_its_form),
		TEST(a_rejection_with_a_saved_reply_tells_its_writer),
		TEST(a_reason_alone_is_told_and_an_approval_has_none),
		TEST(of_many_each_writer_is_told_in_their_own_language),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
