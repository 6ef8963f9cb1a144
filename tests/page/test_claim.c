/* The queue of two moderators: each is led to another card, and sees what the other reads. */
#include "test.h"

#include "flow/thread.h"
#include "world.h"

static struct world *w;
static struct str bea_session, bea_csrf;

struct who {
	struct str session, csrf;
};

static struct str
cookie(struct who who)
{
	return str_printf(w->a, "__Host-rj_session_1=%.*s", STR_FMT(who.session));
}

static struct str
queue(struct who who, const char *query)
{
	struct fc_answer r = ask(w, &(struct ask){.host = "news.example", .method = "GET", .query = str_of(query),
						  .path = STR("/comments/moderate/"), .cookie = cookie(who)});
	assert_int_equal(r.status, 200);
	return r.out;
}

static void
decide_to(int status, struct who who, struct comment_id id, const char *more)
{
	struct fc_answer r = ask(w, &(struct ask){
		.host = "news.example", .method = "POST", .cookie = cookie(who),
		.path = str_printf(w->a, "/comments/moderate/comment/%ld", (long)id.n),
		.body = str_printf(w->a, "csrf=%.*s&decision=reject&seen=pending%s", STR_FMT(who.csrf), more)});
	assert_int_equal(r.status, status);
}

static void
decide_on(struct who who, struct comment_id id, const char *more)
{
	decide_to(303, who, id, more);
}

/* Where the card stands; SIZE_MAX: nowhere. */
static size_t
at(struct str page, struct comment_id id)
{
	return str_find(page, str_printf(w->a, "<article id=\"card-%ld\"", (long)id.n), 0);
}

/* What stands between the head of this card and its text. */
static bool
is_read_by(struct str page, struct comment_id id, const char *name)
{
	size_t from = at(page, id);
	struct str card = str_sub(page, from, str_find(page, STR("class=\"text\""), from));
	return str_find(card, str_printf(w->a, "<bdi>%s</bdi> is reading this · for at most 5 minutes", name), 0) != SIZE_MAX;
}

/* The same of the own card, with the way to give it back. */
static bool
own_until(struct str page, struct comment_id id)
{
	size_t from = at(page, id);
	struct str card = str_sub(page, from, str_find(page, STR("class=\"text\""), from));
	return str_find(card, STR("<strong>You are reading this · for at most 5 minutes</strong>"), 0) != SIZE_MAX &&
	       str_find(card, str_printf(w->a, "/comments/moderate/claim/%ld\"", (long)id.n), 0) != SIZE_MAX;
}

static void
give_back(struct who who, struct comment_id id)
{
	struct fc_answer r = ask(w, &(struct ask){
		.host = "news.example", .method = "POST", .cookie = cookie(who),
		.path = str_printf(w->a, "/comments/moderate/claim/%ld", (long)id.n),
		.body = str_printf(w->a, "csrf=%.*s&order=back", STR_FMT(who.csrf))});
	assert_int_equal(r.status, 303);
	assert_str(fc_header(&r, "Location"), "/comments/moderate/?order=back&done=given");
}

static void
a_decision_leads_to_a_card_that_nobody_reads_and_the_others_see_it(void **state)
{
	(void)state;
	struct comment_id id[5];
	struct who ed = {w->a_session, w->a_csrf}, bea = {bea_session, bea_csrf};
	assert_int_equal(thread_set_mode(w->f.house, w->f.site, w->f.a, w->f.console, STR("/story"), MODE_PREMODERATED),
			 ERR_OK);
	for (size_t i = 0; i < ARRAY_LEN(id); i++)
		id[i] = post_at(w, w->f.site, "/story", str_printf(w->f.a, "Claimed text %zu.", i).p,
				str_printf(w->f.a, "c%zu@news.example", i).p, "").id;
	struct str page = queue(bea, "");
	assert_int_equal(str_find(page, STR("is reading this"), 0), SIZE_MAX); /* to look takes nothing */
	decide_on(ed, w->a_waiting, "");
	page = queue(bea, "");
	assert_true(is_read_by(page, id[0], "editor"));
	assert_true(at(page, id[0]) > at(page, id[4]) && at(page, id[1]) < at(page, id[2])); /* behind all */
	page = queue(ed, "");
	assert_int_equal(str_find(page, STR("is reading this"), 0), SIZE_MAX);
	assert_true(own_until(page, id[0]));
	assert_true(own_until(queue(ed, "state=search&q=status%3Apending"), id[0]));
	/* The script says which card it goes on to: that comes first, wherever it stands. */
	decide_on(bea, id[1], str_printf(w->a, "&next=%ld", (long)id[3].n).p);
	page = queue(bea, "");
	assert_true(at(page, id[3]) < at(page, id[2]));
	page = queue(ed, "");
	assert_true(at(page, id[0]) < at(page, id[2]) && at(page, id[4]) < at(page, id[3]));
	assert_true(is_read_by(page, id[3], "bea"));
	assert_true(is_read_by(queue(ed, "state=search&q=status%3Apending"), id[3], "bea"));
	/* Who was second is led on, too. */
	decide_to(409, ed, id[1], "");
	assert_true(is_read_by(queue(bea, ""), id[0], "editor"));
	decide_to(409, ed, id[1], str_printf(w->a, "&next=%ld", (long)id[4].n).p);
	assert_true(is_read_by(queue(bea, ""), id[4], "editor"));
	/* Nobody is kept from it, and what is said of it ends there. */
	decide_on(ed, id[3], "");
	assert_int_equal(at(queue(bea, ""), id[3]), SIZE_MAX);
	assert_int_equal(str_find(queue(bea, "state=rejected"), STR("is reading this"), 0), SIZE_MAX);
	/* A button gives it back, to who has it. */
	assert_true(is_read_by(queue(bea, ""), id[0], "editor"));
	give_back(bea, id[0]);
	assert_true(is_read_by(queue(bea, ""), id[0], "editor"));
	give_back(ed, id[0]);
	assert_int_equal(str_find(queue(bea, ""), STR("is reading this"), 0), SIZE_MAX);
	assert_int_equal(str_find(queue(ed, ""), STR("You are reading this"), 0), SIZE_MAX);
	assert_true(str_find(queue(ed, "done=given"), STR("You have given the comment back"), 0) != SIZE_MAX);
	/* So does a decision on a list where nobody is led on. */
	decide_on(ed, id[0], "");
	assert_true(is_read_by(queue(bea, ""), id[2], "editor"));
	struct fc_answer r = ask(w, &(struct ask){
		.host = "news.example", .method = "POST", .cookie = cookie(ed),
		.path = str_printf(w->a, "/comments/moderate/comment/%ld", (long)id[3].n),
		.body = str_printf(w->a, "csrf=%.*s&decision=approve&seen=rejected", STR_FMT(ed.csrf))});
	assert_int_equal(r.status, 303);
	assert_int_equal(str_find(queue(bea, ""), STR("is reading this"), 0), SIZE_MAX);
}

/* What came from the same network as a card's comment: behind each link is the card that it names. */
static void
neighbours_lead_to_their_cards(void **state)
{
	(void)state;
	struct who ed = {w->a_session, w->a_csrf};
	size_t at_state[2] = {0};
	post_at(w, w->f.site, "/open", "Shown at once, from the same house.", "d@news.example", "");
	const struct str page = queue(ed, ""), front = STR("<li><a href=\"/comments/moderate/?");
	size_t i = str_find(page, STR("class=\"network\""), 0);
	assert_true(i != SIZE_MAX);
	while ((i = str_find(page, front, i)) != SIZE_MAX) {
		i += front.n;
		struct str rest = str_from(page, i), href, query;
		struct comment_id named;
		assert_true(str_cut(&rest, '"', &href) && str_cut(&href, '#', &query));
		at_state[str_starts(query, STR("state=approved"))]++;
		size_t amp = str_find(query, STR("amp;"), 0);
		if (amp != SIZE_MAX)
			query = str_cat(w->a, str_sub(query, 0, amp), str_from(query, amp + 4));
		assert_true(str_starts(href, STR("card-")) && str_int(str_from(href, 5), 1, INT64_MAX, &named.n));
		assert_true(at(queue(ed, str_z(w->a, query)), named) != SIZE_MAX);
	}
	assert_true(at_state[0] > 0 && at_state[1] > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_decision_leads_to_a_card_that_nobody_reads_and_the_others_see_it),
		cmocka_unit_test(neighbours_lead_to_their_cards),
	};
	w = world_make();
	sign_in(w, w->f.site, "bea", "correct horse battery", &bea_session, &bea_csrf);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	world_end(&w);
	return failed;
}
