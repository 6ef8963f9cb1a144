/* The desk: marked spans, cards, the way in. */
#include "test.h"

#include "check_html.h"
#include "site.h"
#include "arena.h"

static bool
has(struct str s, const char *what)
{
	return str_find(s, str_of(what), 0) != SIZE_MAX;
}

static struct str
marked(struct str text, const struct reason *reasons, size_t n)
{
	struct html h = html_in(a);
	view_marked(&h, text, IN_TEXT, reasons, n);
	struct str html = html_done(&h).html;
	assert_html(a, html);
	return html;
}

static void
spans_are_marked_with_their_rule(void **state)
{
	(void)state;
	struct reason r[] = {{.rule = STR("word"), .field = IN_TEXT, .from = 6, .to = 11},
			     {.rule = STR("link"), .field = IN_TEXT, .from = 0, .to = 2},
			     {.rule = STR("name"), .field = IN_NAME, .from = 0, .to = 9},
			     {.rule = STR("whole"), .field = IN_TEXT}};
	assert_str(marked(STR("ab<c> hello &"), r, ARRAY_LEN(r)),
		   "<mark title=\"link\">ab</mark>&lt;c&gt; <mark title=\"word\">hello</mark> &amp;");
}

static void
overlapping_spans_become_one_with_all_their_rules(void **state)
{
	(void)state;
	struct reason r[] = {{.rule = STR("c"), .field = IN_TEXT, .from = 4, .to = 6},
			     {.rule = STR("a"), .field = IN_TEXT, .from = 0, .to = 3},
			     {.rule = STR("b"), .field = IN_TEXT, .from = 1, .to = 5},
			     {.rule = STR("a"), .field = IN_TEXT, .from = 2, .to = 3},
			     {.rule = STR("d"), .field = IN_TEXT, .from = 6, .to = 7}};
	assert_str(marked(STR("01234567"), r, ARRAY_LEN(r)),
		   "<mark title=\"a, b, c\">012345</mark><mark title=\"d\">6</mark>7");
}

static void
a_span_never_cuts_a_character_or_an_entity(void **state)
{
	(void)state;
	struct reason r[] = {{.rule = STR("x"), .field = IN_TEXT, .from = 2, .to = 4}};
	assert_str(marked(STR("aäöb"), r, 1), "a<mark title=\"x\">äö</mark>b");
	r[0].from = 0, r[0].to = 1;
	assert_str(marked(STR("&amp;"), r, 1), "<mark title=\"x\">&amp;</mark>amp;");
	r[0].from = 3, r[0].to = 999;
	assert_str(marked(STR("a😀"), r, 1), "a<mark title=\"x\">😀</mark>");
	r[0].from = 500, r[0].to = 999;
	assert_str(marked(STR("abc"), r, 1), "abc");
	r[0].from = 2, r[0].to = 1;
	assert_str(marked(STR("abc"), r, 1), "abc");
}

static void
any_spans_leave_the_text_as_it_is(void **state)
{
	(void)state;
	struct str text = STR("äé<b>&\"'😀x\xE2\x80\xAEy — ünï");
	struct html plain = html_in(a);
	html_text(&plain, text);
	uint64_t seed = 3;
	for (int round = 0; round < 500; round++) {
		struct reason r[12];
		for (size_t i = 0; i < ARRAY_LEN(r); i++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u; /* Knuth's MMIX */
			r[i] = (struct reason){.rule = STR("r"), .field = IN_TEXT, .from = seed >> 33 & 31,
					       .to = seed >> 50 & 63};
		}
		struct str html = marked(text, r, ARRAY_LEN(r));
		struct buf stripped = buf_in(a, html.n);
		for (size_t i = 0; i < html.n; i++) {
			struct str rest = str_from(html, i);
			if (str_starts(rest, STR("<mark title=\"r\">")))
				i += 15;
			else if (str_starts(rest, STR("</mark>")))
				i += 6;
			else
				buf_char(&stripped, html.p[i]);
		}
		assert_true(str_eq(buf_view(&stripped), html_done(&plain).html));
	}
}

static bool veiled; /* the site wants strong language covered */

static struct str
queue(const struct desk_view *desk, const struct card_view *cards, size_t n, int64_t next)
{
	struct site_view site = test_site();
	site.veil = veiled;
	struct html h = html_in(a);
	view_queue(&h, a, &site, desk, cards, n, (struct comment_id){next});
	struct str html = html_done(&h).html;
	assert_html(a, html);
	return html;
}

static struct desk_view
signed_in(void)
{
	return (struct desk_view){.csrf = STR("c\"srf"), .who = STR("mo"),
				  .count = {41, 1200, 7, 10001}, .count_max = 10000};
}

static void
an_empty_queue_says_so(void **state)
{
	(void)state;
	struct desk_view desk = signed_in();
	desk.count[STATE_PENDING] = 0;
	struct str html = queue(&desk, NULL, 0, 0);
	assert_true(has(html, "Nothing waits."));
	assert_false(has(html, "Load more"));
}

static void
a_card_shows_text_reasons_person_and_both_decisions(void **state)
{
	(void)state;
	struct comment c = TEST_COMMENT(a, 3, 12);
	struct reason reasons[] = {
		{.rule = STR("word"), .entry = STR("cheap"), .field = IN_TEXT, .from = 4, .to = 9, .weight = 2.14,
		 .action = ACT_HOLD, .help = STR("A word of the list.")},
		{.rule = STR("link"), .entry = STR("t.example"), .field = IN_URL, .from = 7, .to = 16, .weight = -0.5,
		 .action = ACT_NOTE, .help = STR("A host nobody knows.")},
		{.rule = STR("word-site"), .entry = STR("site:7 <pills> & so*"), .field = IN_NOTHING,
		 .action = ACT_HOLD,
		 .help = STR("A word of the site.")}};
	struct card_view card = {.comment = &c, .reasons = reasons, .n_reasons = 3, .person_approved = 14,
				 .person_rejected = 1, .article_url = STR("/2026/11/story"), .person_banned = true,
				 .may_approve = true, .may_reject = true, .may_spam = true, .may_ban = true};
	struct desk_view desk = signed_in();
	c.text = STR("Buy cheap **pills** <now>");
	c.url = STR("http://t.example/");
	c.person = STR("reader-7F3K-Q2XM");
	c.title = STR("Who pays?");
	c.page = STR("/2026/11/story");
	c.state = STATE_PENDING;
	c.score = 1.64;
	struct str html = queue(&desk, &card, 1, 12);
	static const char *const parts[] = {
		"Buy <mark title=\"word\">cheap</mark> **pills** &lt;now&gt;",
		"<code>http://<mark title=\"link\">t.example</mark>/</code>",
		"<a class=\"about\" href=\"/comments/moderate/rules#word\">A word of the list.</a> <q class=\"entry\"><bdi>cheap</bdi></q></span> <span class=\"weight\">+2.1</span>",
		"<a class=\"listed\" href=\"/comments/moderate/words?part=%3Cpills%3E%20%26%20so%2A#word-7\">"
		"<bdi>site:7 &lt;pills&gt; &amp; so*</bdi></a>",
		"waits for a moderator", "in the website", ">-0.5<", "score 1.6", "reader-7F3K-Q2XM", "Banned",
		"14 approved", "1 rejected", "0 waiting", "2 hours ago", "<a href=\"/2026/11/story\">Who pays?</a>",
		"?state=search&amp;q=status%3Apending%20article%3A%3D%2F2026%2F11%2Fstory\">only this article",
		"?state=search&amp;q=person%3Areader-7F3K-Q2XM\">reader-7F3K-Q2XM</a>",
		"?state=search&amp;q=status%3Apending%20person%3Areader-7F3K-Q2XM\">only this person",
		"?state=search&amp;q=status%3Apending%20rule%3Alink\">link</a>",
		"?state=search&amp;q=status%3Apending\">Narrow this queue</a>",
		"<a href=\"/comments/c/3\">in reply to Jonas Falk</a>",
		"method=\"post\" action=\"/comments/moderate/comment/12\"",
		"<input type=\"hidden\" name=\"csrf\" value=\"c&#34;srf\">",
		"name=\"decision\" value=\"approve\"", "name=\"decision\" value=\"reject\"",
		"name=\"decision\" value=\"spam\"", "<input type=\"hidden\" name=\"seen\" value=\"pending\">",
		"<label for=\"note-12\">What the writer is told</label>", "name=\"note\"",
		"<a href=\"/comments/moderate/?after=12\">Load more</a>", "action=\"/comments/moderate/logout\"", "41"};
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (!has(html, parts[i]))
			fail_msg("not on the card: %s", parts[i]);
	assert_false(has(html, "href=\"http://t.example"));
}

static void
a_queue_is_narrowed_by_what_a_query_can_say(void **state)
{
	(void)state;
	struct comment c = TEST_COMMENT(a, 12);
	struct card_view card = {.comment = &c, .article_url = STR("/a")};
	struct desk_view desk = signed_in();
	const struct {
		struct str page;
		bool said;
	} rows[] = {
		{STR("/a b"), true},
		{STR("/a\"b"), true},
		{STR("/a \"b"), false},
		{str_printf(a, "/%0899d", 0), true}, /* with its operators a query as long as may be */
		{str_printf(a, "/%0900d", 0), false}};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		c.page = rows[i].page;
		if (has(queue(&desk, &card, 1, 0), "only this article") != rows[i].said)
			fail_msg("row %zu", i);
	}
}

static void
the_queues_stand_on_top_with_their_counts(void **state)
{
	(void)state;
	struct desk_view desk = signed_in();
	desk.state = STATE_SPAM;
	struct str html = queue(&desk, NULL, 0, 0);
	static const char *const parts[] = {
		"<a href=\"/comments/moderate/\">Waiting <span class=\"count\">41</span>",
		"<a href=\"/comments/moderate/?state=approved\">Approved <span class=\"count\">1,200</span>",
		"<a href=\"/comments/moderate/?state=rejected\">Rejected <span class=\"count\">7</span>",
		"<a href=\"/comments/moderate/?state=spam\" aria-current=\"page\">Spam"
		" <span class=\"count\">10,000+</span>",
		"<title>Spam", "No comment is marked as spam."};
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (!has(html, parts[i]))
			fail_msg("not on top: %s in %.*s", parts[i], STR_FMT(html));
}

static void
the_queue_can_be_ordered_by_toxicity_and_every_form_comes_back_to_that(void **state)
{
	(void)state;
	struct comment c = TEST_COMMENT(a, 12);
	struct card_view card = {.comment = &c, .article_url = STR("/a"), .may_reject = true, .may_ban = true};
	struct desk_view desk = signed_in();
	c.person = STR("reader-7F3K-Q2XM");
	c.toxicity = 0.874;
	desk.notice = STR("Approved.");
	desk.undo.decision = 77;
	desk.undo.noticed = true;
	struct str html = queue(&desk, &card, 1, 12);
	assert_true(has(html, "<a href=\"/comments/moderate/\" aria-current=\"true\">Oldest first</a>"));
	assert_true(has(html, "<a href=\"/comments/moderate/?order=toxic\">Most toxic first</a>"));
	assert_false(has(html, "toxicity 0"));
	desk.order = ORDER_TOXIC;
	desk.state = c.state = STATE_SPAM;
	html = queue(&desk, &card, 1, 12);
	static const char *const parts[] = {
		"<a href=\"/comments/moderate/?state=spam\">Newest first</a>",
		"<a href=\"/comments/moderate/?state=spam&amp;order=toxic\" aria-current=\"true\">Most toxic first</a>",
		"?state=spam&amp;order=toxic&amp;after=12\">Load more", "?order=toxic\">Waiting",
		"score 0.0 · toxicity 0.87"};
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (!has(html, parts[i]))
			fail_msg("not there: %s in %.*s", parts[i], STR_FMT(html));
	size_t forms = 0, at = 0; /* of a decision, a ban, the undo */
	while ((at = str_find(html, STR("name=\"order\" value=\"toxic\""), at)) != SIZE_MAX)
		forms++, at++;
	assert_int_equal(forms, 3);
	c.toxicity = -1; /* from before */
	assert_false(has(queue(&desk, &card, 1, 0), "toxicity"));
	assert_false(has(queue(&desk, NULL, 0, 0), "Most toxic first"));
}

static void
strong_language_is_covered_until_it_is_asked_for_where_the_site_wants_it(void **state)
{
	(void)state;
	struct reason reasons[] = {
		{.rule = STR("word"), .field = IN_TEXT, .from = 4, .to = 8},
		{.rule = STR("link"), .field = IN_TEXT, .from = 6, .to = 12},
		{.rule = STR("word-site"), .field = IN_TEXT, .from = 17, .to = 20},
		{.rule = STR("slur"), .field = IN_NAME, .from = 0, .to = 3},
	};
	struct comment c = TEST_COMMENT(a, 12);
	struct card_view card = {.comment = &c, .article_url = STR("/a"), .reasons = reasons,
				 .n_reasons = ARRAY_LEN(reasons)};
	struct desk_view desk = signed_in();
	c.text = STR("you rude.example zoo");
	c.name = STR("Ana");
	struct str html = queue(&desk, &card, 1, 0);
	assert_true(has(html, "<mark title=\"word, link\">rude.exa</mark>"));
	assert_false(has(html, "Show strong language"));
	veiled = true;
	html = queue(&desk, &card, 1, 0);
	assert_true(has(html, "<mark class=\"strong\" title=\"word, link\">rude.exa</mark>mple"));
	assert_true(has(html, "<mark title=\"word-site\">zoo</mark>"));
	assert_true(has(html, "<mark class=\"strong\" title=\"slur\">Ana</mark>"));
	assert_true(has(html, "<input type=\"checkbox\" aria-keyshortcuts=\"v\"> Show strong language"
			      "<span class=\"for\"> comment 12</span>"));
	card.n_reasons = 0;
	assert_false(has(queue(&desk, &card, 1, 0), "Show strong language"));
	veiled = false;
}

static void
what_the_classifier_weighed_is_one_line_of_the_card(void **state)
{
	(void)state;
#define PIECE(at, end, number) \
	{.rule = STR("classifier-piece"), .entry = STR(number), .field = IN_TEXT, .from = at, .to = end, .action = ACT_NOTE}
	struct reason reasons[] = {PIECE(4, 9, "+1.9"), PIECE(10, 15, "+1.2"), {.rule = STR("link")}, PIECE(0, 3, "+0.4")};
	struct comment c = TEST_COMMENT(a, 12);
	struct card_view card = {.comment = &c, .article_url = STR("/a"), .reasons = reasons, .n_reasons = 4};
	struct desk_view desk = signed_in();
	c.text = STR("Buy cheap <hot> pills");
	struct str html = queue(&desk, &card, 1, 0);
	assert_true(has(html, "<span class=\"piece\"><q class=\"entry\"><bdi>cheap</bdi></q> <bdi>+1.9</bdi></span> "
			      "<span class=\"piece\"><q class=\"entry\"><bdi>&lt;hot&gt;</bdi></q> <bdi>+1.2</bdi></span></span>"));
	assert_true(has(html, "<q class=\"entry\"><bdi>+0.4</bdi></q></span>")); /* alone, as any other */
	c.text = STR("Edited"); /* since */
	html = queue(&desk, &card, 1, 0);
	assert_true(has(html, "<span class=\"piece\"><bdi>+1.2</bdi></span>"));
	veiled = true;
	c.text = STR("Buy cheap <hot> pills");
	reasons[2] = (struct reason){.rule = STR("word"), .field = IN_TEXT, .from = 11, .to = 14};
	html = queue(&desk, &card, 1, 0);
	assert_true(has(html, "<bdi>cheap</bdi></q> <bdi>+1.9</bdi></span> <span class=\"piece\"><bdi>+1.2</bdi></span></span>"));
	veiled = false;
#undef PIECE
}

static void
a_reason_says_how_often_people_overturned_its_rule(void **state)
{
	(void)state;
	struct reason reasons[] = {{.rule = STR("link")}, {.rule = STR("first")}};
	struct overturned_view record[] = {{312, 13}, {0, 0}};
	struct comment c = TEST_COMMENT(a, 12);
	struct card_view card = {.comment = &c, .article_url = STR("/a"), .reasons = reasons, .n_reasons = 2,
				 .overturned = record};
	struct desk_view desk = signed_in();
	struct str html = queue(&desk, &card, 1, 0);
	assert_true(has(html, "<span class=\"overturned\">overturned in 4\u00a0% of 312 decisions</span>"));
	assert_true(has(html, "<span class=\"overturned\"></span>"));
}

static void
each_queue_offers_the_orders_that_it_has(void **state)
{
	(void)state;
	struct comment c = TEST_COMMENT(a, 12);
	struct card_view card = {.comment = &c, .article_url = STR("/a"), .may_keep = true};
	struct desk_view desk = signed_in();
	struct str html = queue(&desk, &card, 1, 0);
	assert_true(has(html, "<a href=\"/comments/moderate/?order=back\">Newest first</a>"));
	assert_true(has(html, "<a href=\"/comments/moderate/?order=score\">Highest score first</a>"));
	assert_false(has(html, "Most reported first"));
	desk.state = c.state = STATE_APPROVED;
	html = queue(&desk, &card, 1, 0);
	assert_true(has(html, "<a href=\"/comments/moderate/?state=approved&amp;order=back\">Oldest first</a>"));
	assert_false(has(html, "score first"));
	desk.state = STATE_PENDING;
	desk.room = ROOM_REPORTED;
	desk.order = ORDER_REPORTS;
	html = queue(&desk, &card, 1, 12);
	static const char *const parts[] = {
		"<a href=\"/comments/moderate/?state=reported\">Oldest first</a>",
		"<a href=\"/comments/moderate/?state=reported&amp;order=back\">Newest first</a>",
		"<a href=\"/comments/moderate/?state=reported&amp;order=score\">Highest score first</a>",
		"?state=reported&amp;order=reports\" aria-current=\"true\">Most reported first</a>",
		"?state=reported&amp;order=reports&amp;after=12\">Load more",
		"<a href=\"/comments/moderate/\">Waiting", /* which has no such order */
	};
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (!has(html, parts[i]))
			fail_msg("not there: %s in %.*s", parts[i], STR_FMT(html));
	assert_false(has(html, "toxic"));
	desk.room = ROOM_APPEALS;
	desk.order = ORDER_TIME;
	assert_false(has(queue(&desk, &card, 1, 0), "class=\"orders\""));
}

static void
a_card_offers_what_may_be_done_and_no_more(void **state)
{
	(void)state;
	struct comment c = TEST_COMMENT(a, 12);
	struct card_view card = {.comment = &c, .article_url = STR("/a"), .may_reject = true, .may_ban = true};
	struct desk_view desk = signed_in();
	desk.state = STATE_APPROVED;
	c.person = STR("reader-7F3K-Q2XM");
	c.note = STR("Keep <to> it.");
	struct str html = queue(&desk, &card, 1, 12);
	assert_true(has(html, "value=\"reject\"") && has(html, "name=\"seen\" value=\"approved\""));
	assert_false(has(html, "value=\"approve\"") || has(html, "class=\"spam\""));
	assert_true(has(html, "action=\"/comments/moderate/ban/12\"") && has(html, "name=\"days\""));
	assert_true(has(html, "The writer was told</span> <q dir=\"auto\">Keep &lt;to&gt; it.</q>"));
	assert_true(has(html, "?state=approved&amp;after=12") || has(html, "?state=approved&#38;after=12"));
	card.may_reject = card.may_ban = false; /* a viewer */
	html = queue(&desk, &card, 1, 0);
	assert_false(has(html, "class=\"decide\"") || has(html, "/moderate/ban/"));
	card.may_ban = true;
	c.person = STR(""); /* no address was given: nobody to ban */
	assert_false(has(queue(&desk, &card, 1, 0), "/moderate/ban/"));
	card.person.network = true; /* but where it came from is known */
	html = queue(&desk, &card, 1, 0);
	assert_true(has(html, "/moderate/ban/") && has(html, "value=\"address\""));
	assert_false(has(html, "value=\"email\""));
}

static void
neighbours_are_folded_below_their_count_with_the_way_to_each_card(void **state)
{
	(void)state;
	struct comment c = TEST_COMMENT(a, 12);
	struct comment near[] = {
		{.id = {40}, .name = STR("<b>Bo"), .state = STATE_PENDING, .created = T0, .page = STR("/a"),
		 .title = STR("Bus & <tram>")},
		{.id = {31}, .name = STR("Cy"), .state = STATE_SPAM, .created = T0, .page = STR("/other")}};
	struct card_view card = {.comment = &c, .article_url = STR("/a"), .person = {.near = 3, .near_people = 2}};
	struct desk_view desk = signed_in();
	struct str html = queue(&desk, &card, 1, 0);
	assert_true(has(html, "<li>3 other comments from the same network · of 2 other people</li>"));
	card.person.neighbours = near;
	card.person.n_neighbours = ARRAY_LEN(near);
	html = queue(&desk, &card, 1, 0);
	static const char *const parts[] = {
		"<details class=\"network\">\n"
		"<summary>3 other comments from the same network · of 2 other people</summary>",
		"<a href=\"/comments/moderate/?after=39#card-40\"><bdi>&lt;b&gt;Bo</bdi>", "</a> · pending · ",
		"2 hours ago", "<bdi>Bus &amp; &lt;tram&gt;</bdi>",
		"<a href=\"/comments/moderate/?state=spam&amp;after=32#card-31\"><bdi>Cy</bdi>", "</a> · spam · ",
		"<bdi>/other</bdi>"};
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (!has(html, parts[i]))
			fail_msg("not there: %s in %.*s", parts[i], STR_FMT(html));
}

static void
what_was_done_can_be_taken_back_beside_its_notice_or_below(void **state)
{
	(void)state;
	struct desk_view desk = signed_in();
	desk.notice = STR("Marked as spam.");
	desk.undo.decision = 77;
	desk.undo.comment.n = 12;
	desk.undo.state = STATE_SPAM;
	desk.undo.made = T0;
	desk.undo.noticed = true;
	struct str html = queue(&desk, NULL, 0, 0);
	assert_true(has(html, "action=\"/comments/moderate/undo/77\"") && has(html, ">Undo<"));
	assert_false(has(html, "Your last decision"));
	desk.undo.noticed = false;
	desk.notice = STR("");
	html = queue(&desk, NULL, 0, 0);
	assert_true(has(html, "Your last decision: comment 12 marked as spam") && has(html, "2 hours ago"));
	assert_true(has(html, "action=\"/comments/moderate/undo/77\""));
	desk.notice = STR("reader-7F3K-Q2XM is banned for 7 days.");
	desk.lift.n = 5;
	assert_true(has(queue(&desk, NULL, 0, 0), "action=\"/comments/moderate/lift/5\""));
}

static void
a_storm_is_told_in_whole_sentences_of_the_desk_s_language(void **state)
{
	(void)state;
	struct thread storms[] = {{.id = {7}, .page = STR("/story"), .title = STR("Bus & <tram>"),
				   .storm = STORM_PREMODERATED, .storm_until = T0,
				   .storm_why = STR("41 comments in 10 min, 3 of them bad")},
				  {.page = STR("/other"), .storm = STORM_SLOW, .storm_until = T0}};
	struct desk_view desk = signed_in();
	desk.storms = storms;
	desk.n_storms = ARRAY_LEN(storms);
	struct str html = queue(&desk, NULL, 0, 0);
	assert_true(has(html, "A storm on <bdi>Bus &amp; &lt;tram&gt;</bdi>: every comment waits for a moderator."));
	assert_true(has(html, "A storm on <bdi>/other</bdi>: one comment a while from one network."));
	assert_true(has(html, "Switched by the filters: 41 comments in 10 minutes, 3 of them bad."));
	assert_true(has(html, "Switched by the filters. It ends by itself"));
	assert_false(has(html, "/moderate/storm/")); /* a viewer */
	desk.may_end_storms = true;
	html = queue(&desk, NULL, 0, 0);
	assert_true(has(html, "method=\"post\" action=\"/comments/moderate/storm/7\""));
	assert_true(has(html, ">End it now<span class=\"for\"> Bus &amp; &lt;tram&gt;</span></button>"));
	assert_true(has(html, "It ends by itself: <time"));
	struct site_view site = test_site();
	struct html h = html_in(a);
	site.lang = STR("ja");
	view_queue(&h, a, &site, &desk, NULL, 0, (struct comment_id){0});
	html = html_done(&h).html;
	assert_true(has(html, "「<bdi>/other</bdi>」"));
	assert_false(has(html, "comments in"));
}

static void
a_comment_without_reasons_says_so(void **state)
{
	(void)state;
	struct comment c = TEST_COMMENT(a, 12);
	struct card_view card = {.comment = &c, .article_url = STR("/a")};
	struct desk_view desk = signed_in();
	assert_true(has(queue(&desk, &card, 1, 0), "No rule spoke against it."));
}

static void
a_notice_is_said_aloud(void **state)
{
	(void)state;
	struct desk_view desk = signed_in();
	desk.notice = STR("Approved.");
	assert_true(has(queue(&desk, NULL, 0, 0), "class=\"notice good\" role=\"status\""));
	desk.bad = true;
	desk.notice = STR("Somebody was <faster>.");
	assert_true(has(queue(&desk, NULL, 0, 0), "role=\"alert\"><strong>✗</strong> Somebody was &lt;faster&gt;."));
}

static void
hostile_comments_are_read_not_run(void **state)
{
	(void)state;
	struct comment c = TEST_COMMENT(a, 1, 2);
	struct str x = STR(NASTY);
	struct reason r = {.rule = x, .entry = x, .help = x, .field = IN_TEXT, .from = 1, .to = 5};
	struct card_view card = {.comment = &c, .reasons = &r, .n_reasons = 1, .article_url = x};
	struct desk_view desk = {.csrf = x, .who = x, .notice = x};
	c.name = c.url = c.text = c.title = c.page = c.person = c.parent_name = x;
	struct str html = queue(&desk, &card, 1, 0);
	size_t own = str_find(html, STR("<script type=\"module\""), 0);
	assert_true(own != SIZE_MAX);
	assert_true(str_find(html, STR("<script"), 0) == own);
	assert_true(str_find(html, STR("<script"), own + 1) == SIZE_MAX);
}

static void
the_way_in_keeps_the_name_and_ties_the_fault(void **state)
{
	(void)state;
	struct site_view site = test_site();
	struct html h = html_in(a);
	view_login(&h, a, &site, STR("tok"), STR("mo"), STR("Name or password is wrong."));
	struct str html = html_done(&h).html;
	assert_html(a, html);
	static const char *const parts[] = {
		"method=\"post\" action=\"/comments/moderate/login\"", "name=\"csrf\" value=\"tok\"",
		"value=\"mo\" autocomplete=\"username\"", "autocomplete=\"current-password\"",
		"aria-describedby=\"login-error\"", "role=\"alert\"", "Name or password is wrong."};
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (!has(html, parts[i]))
			fail_msg("not there: %s", parts[i]);
	assert_false(has(html, "Sign out"));

	h = html_in(a);
	view_login(&h, a, &site, STR("tok"), STR(""), STR(""));
	assert_html(a, html_done(&h).html);
	assert_false(has(html_done(&h).html, "login-error"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spans_are_marked_with_their_rule),
		cmocka_unit_test(overlapping_spans_become_one_with_all_their_rules),
		cmocka_unit_test(a_span_never_cuts_a_character_or_an_entity),
		cmocka_unit_test(any_spans_leave_the_text_as_it_is),
		cmocka_unit_test(an_empty_queue_says_so),
		cmocka_unit_test(a_card_shows_text_reasons_person_and_both_decisions),
		cmocka_unit_test(a_queue_is_narrowed_by_what_a_query_can_say),
		cmocka_unit_test(the_queues_stand_on_top_with_their_counts),
		cmocka_unit_test(strong_language_is_covered_until_it_is_asked_for_where_the_site_wants_it),
		cmocka_unit_test(what_the_classifier_weighed_is_one_line_of_the_card),
		cmocka_unit_test(a_reason_says_how_often_people_overturned_its_rule),
		cmocka_unit_test(each_queue_offers_the_orders_that_it_has),
		cmocka_unit_test(the_queue_can_be_ordered_by_toxicity_and_every_form_comes_back_to_that),
		cmocka_unit_test(a_card_offers_what_may_be_done_and_no_more),
		cmocka_unit_test(neighbours_are_folded_below_their_count_with_the_way_to_each_card),
		cmocka_unit_test(what_was_done_can_be_taken_back_beside_its_notice_or_below),
		cmocka_unit_test(a_storm_is_told_in_whole_sentences_of_the_desk_s_language),
		cmocka_unit_test(a_comment_without_reasons_says_so),
		cmocka_unit_test(a_notice_is_said_aloud),
		cmocka_unit_test(hostile_comments_are_read_not_run),
		cmocka_unit_test(the_way_in_keeps_the_name_and_ties_the_fault),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
