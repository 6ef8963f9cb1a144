/* Threads as readers get them: orders, later pages, old links; and threads of 10,000 comments in three shapes, whose
 * first page is as small as any other and which nobody gets lost in. */
#include "test.h"

#define A_VOTES "both"
#include "shapes.h"

#define MANY 10000
#define FIRST 1000000 /* id of their first comment */
#define PAGE_BYTES_MAX (80 * 1024)

static struct world *w;

static struct fc_answer
get(const char *path, const char *query)
{
	return ask(w, &(struct ask){.host = "news.example", .method = "GET", .path = str_of(path),
				    .query = str_of(query)});
}

static bool
has(struct str s, const char *what)
{
	return str_find(s, str_of(what), 0) != SIZE_MAX;
}

static size_t
times(struct str s, const char *what)
{
	size_t n = 0;
	for (size_t i = str_find(s, str_of(what), 0); i != SIZE_MAX; i = str_find(s, str_of(what), i + 1))
		n++;
	return n;
}

/* ---- many ------------------------------------------------------------------------------------------ */

/* As long as addresses of newspapers are. */
#define STORY "/2026/11/26/the-harbour-works-have-been-late-twice-who-pays"
#define STORY_QUERY "%2F2026%2F11%2F26%2Fthe-harbour-works-have-been-late-twice-who-pays%2F"
static const char *const pages[SHAPES] = {STORY "/flat", STORY "/replies", STORY "/chain"};

static void
the_first_page_of_ten_thousand_is_within_80_kb_in_every_shape_and_order(void **state)
{
	static const char *const sorts[] = {"oldest", "newest", "best"};
	(void)state;
	for (enum shape shape = 0; shape < SHAPES; shape++)
		for (size_t i = 0; i < ARRAY_LEN(sorts); i++) {
			char query[200];
			snprintf(query, sizeof(query), "page=%s&sort=%s", pages[shape], sorts[i]);
			struct fc_answer r = get("/comments/page", query);
			assert_int_equal(r.status, 200);
			assert_int_equal(times(r.body, "class=\"comment-content\""), 50);
			assert_true(has(r.body, "10,000 comments</h2>"));
			assert_true(has(r.body, ">Load more comments (9,950)</a>"));
			assert_in_range(r.body.n, 10000, PAGE_BYTES_MAX);
			print_message("# %s %s: %zu bytes\n", pages[shape], sorts[i], r.body.n);
			arena_reset(w->a);
		}
}

static void
change(const char *sql)
{
	sqlite3 *db;
	char *why = NULL;
	assert_int_equal(sqlite3_open(str_z(w->f.a, w->db), &db), SQLITE_OK);
	sqlite3_busy_timeout(db, 5000);
	if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s", why);
	sqlite3_close(db);
}

/* In every language, at both ends of each thread and in its middle; how large the largest page is. */
static size_t
largest(const char *path, const char *shape)
{
	static const char *const langs[] = {"", "&lang=en", "&lang=de", "&lang=fr", "&lang=es", "&lang=ar", "&lang=ja"};
	const char *parts[] = {"", "&sort=newest", "&sort=best", shape == pages[FLAT] ? "&after=1000020&before=21"
			       : shape == pages[CHAIN] ? "&after=3000020&before=21" : "&after=2000020&before=21"};
	size_t most = 0;
	for (size_t i = 0; i < ARRAY_LEN(langs); i++)
		for (size_t k = 0; k < ARRAY_LEN(parts); k++) {
			struct str query = str_printf(w->a, "page=%s%s%s", shape, langs[i], parts[k]);
			struct fc_answer r = get(path, query.p);
			assert_int_equal(r.status, 200);
			assert_true(times(r.body, "class=\"comment-content\"") > 0);
			if (r.body.n > most)
				most = r.body.n;
			arena_reset(w->a);
		}
	return most;
}

/* Each thing that makes a comment or a page longer, and at the end all of them at once. */
static void
no_page_is_over_80_kb_whatever_is_in_it(void **state)
{
	static const char *const options[][2] = {
		{"nothing", "SELECT 1"},
		{"names that are written five times as long",
		 "UPDATE comment SET name = replace(hex(zeroblob(60)), '00', '&')"},
		{"addresses of websites", "UPDATE comment SET url = 'https://' || replace(hex(zeroblob(2040)), '00', '&')"},
		{"every mark", "UPDATE comment SET marks = marks | 4 | 8 | 16 | 32, changed = 1800000000, chain = id"},
		{"votes", "UPDATE comment SET up = 123456789012, down = 123456789012"},
		{"parents that are gone", "UPDATE comment SET state = 'withdrawn'"},
		{"texts that are all markup",
		 "UPDATE comment SET body = replace(hex(zeroblob(2600)), '00', '> &')"},
		{"an article of a long title",
		 "UPDATE thread SET title = replace(hex(zeroblob(500)), '00', '&')"},
		{"an article that says much of itself",
		 "UPDATE thread SET mode = 'slow', storm = 'premoderated', storm_until = 9999999999"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(options); i++) {
		struct str sql = str_of(options[i][1]);
		bool rows = str_starts(sql, STR("UPDATE comment"));
		bool gone = str_find(sql, STR("withdrawn"), 0) != SIZE_MAX;
		change(str_printf(w->a, "%.*s%s%s", STR_FMT(sql), rows ? " WHERE thread IN (1000000, 2000000, 3000000) "
				  "AND (id % 10000 < 80 OR id % 10000 > 9900)" : "", gone ? " AND id % 3 = 1" : "").p);
		usleep(300000); /* another process has written */
		for (enum shape shape = 0; shape < SHAPES; shape++) {
			size_t most = largest("/comments/page", pages[shape]);
			if (most > PAGE_BYTES_MAX)
				fail_msg("with %s a page of %s has %zu bytes", options[i][0], pages[shape], most);
			print_message("# %s: %s, at most %zu bytes\n", options[i][0], pages[shape], most);
			assert_true(largest("/comments/thread", pages[shape]) <= most);
		}
	}
}

/* Follows "Load more" to the end; the ids that were shown, each once. */
static void
walk(const char *page, const char *sort, int64_t base)
{
	static unsigned char seen[MANY];
	char query[300];
	int steps = 0;
	memset(seen, 0, sizeof(seen));
	snprintf(query, sizeof(query), "page=%s&sort=%s", page, sort);
	for (bool more = true; more; steps++) {
		struct fc_answer r = get("/comments/page", query);
		assert_int_equal(r.status, 200);
		assert_in_range(r.body.n, 1000, PAGE_BYTES_MAX);
		for (size_t i = str_find(r.body, STR("<li id=\"comment-"), 0); i != SIZE_MAX;
		     i = str_find(r.body, STR("<li id=\"comment-"), i + 1)) {
			struct str rest = str_from(r.body, i + 16), word;
			int64_t id;
			str_cut(&rest, '"', &word);
			assert_true(str_int(word, base, base + MANY - 1, &id));
			assert_int_equal(seen[id - base]++, 0);
		}
		size_t at = str_find(r.body, STR("&amp;after="), 0);
		more = at != SIZE_MAX;
		if (more) {
			struct str rest = str_from(r.body, at + 11), after, before;
			str_cut(&rest, '&', &after);
			rest = str_from(rest, strlen("amp;before="));
			str_cut(&rest, '#', &before);
			snprintf(query, sizeof(query), "page=%s&sort=%s&after=%.*s&before=%.*s", page, sort,
				 STR_FMT(after), STR_FMT(before));
		}
		arena_reset(w->a);
	}
	assert_int_equal(steps, MANY / 50);
	assert_null(memchr(seen, 0, sizeof(seen)));
}

static void
load_more_leads_to_each_of_ten_thousand_once(void **state)
{
	(void)state;
	walk(pages[FLAT], "best", FIRST);
	walk(pages[ONE_PARENT], "newest", 2 * FIRST);
	walk(pages[CHAIN], "oldest", 3 * FIRST);
}

static void
a_page_of_long_comments_has_fewer_of_them(void **state)
{
	(void)state;
	change("UPDATE comment SET body = substr(replace(hex(zeroblob(2600)), '00', 'ab '), 1, 7900) "
	       "WHERE id BETWEEN 1005000 AND 1005060");
	struct fc_answer r = get("/comments/page", "page=" STORY "/flat&after=1004999");
	assert_int_equal(times(r.body, "class=\"comment-content\""), 8);
	assert_in_range(r.body.n, 64000, PAGE_BYTES_MAX);
	r = get("/comments/c/1005020", "");
	assert_str(fc_header(&r, "Location"), "/comments/page?page=" STORY_QUERY "flat&after=1005015&before=5016#comment-1005020");
}

static void
a_later_page_of_a_chain_names_each_parent_and_a_later_page_of_replies_theirs_once(void **state)
{
	(void)state;
	struct fc_answer r = get("/comments/page", "page=" STORY "/chain&after=3005000&before=5001");
	assert_int_equal(times(r.body, "rj-far"), 50);
	r = get("/comments/page", "page=" STORY "/replies&after=2005000&before=5001");
	assert_int_equal(times(r.body, "rj-far"), 1);
	assert_true(has(r.body, "<a itemprop=\"parentItem\" href=\"/comments/c/2000000\">In reply to <bdi>Vera Lind"));
}

static void
a_permalink_leads_to_the_page_that_has_it(void **state)
{
	(void)state;
	struct fc_answer r = get("/comments/c/1000049", "");
	assert_int_equal(r.status, 302);
	assert_str(fc_header(&r, "Location"), STORY "/flat#comment-1000049");
	r = get("/comments/c/2007777", "");
	assert_str(fc_header(&r, "Location"),
		   "/comments/page?page=" STORY_QUERY "replies&after=2007749&before=7750#comment-2007777");
	r = get("/comments/page", "page=" STORY_QUERY "replies&after=2007749&before=7750");
	assert_true(has(r.body, "<li id=\"comment-2007777\""));
	assert_true(has(r.body, ">Load more comments (2,200)</a>"));
}

static void
an_address_that_we_did_not_write_is_refused(void **state)
{
	static const char *const bad[] = {"sort=worst", "sort=", "after=0", "after=x", "before=-1", "before=x",
					  "sort=best&sort=best"};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		char query[200];
		snprintf(query, sizeof(query), "page=" STORY "/flat&%s", bad[i]);
		assert_int_equal(get("/comments/page", query).status, 400);
	}
	assert_int_equal(get("/comments/page", "page=" STORY "/flat&after=2000000").status, 404);
}

static void
a_link_to_answer_names_its_comment_alone_and_finds_the_article(void **state)
{
	(void)state;
	struct fc_answer r = get("/comments/page", "page=" STORY "/flat&sort=newest");
	assert_true(has(r.body, " href=\"/comments/page?replytocom=1009999&amp;sort=newest#respond\""));
	r = get("/comments/page", "replytocom=1009999&sort=newest");
	assert_int_equal(r.status, 200);
	assert_true(has(r.body, "name=\"page\" value=\"" STORY "/flat\""));
	assert_true(has(r.body, "name=\"comment_parent\" value=\"1009999\""));
	assert_true(has(r.body, "Leave a Reply to <bdi>Vera Lind</bdi>"));
	assert_int_equal(get("/comments/page", "replytocom=77777777").status, 404);
	assert_int_equal(get("/comments/page", "replytocom=0").status, 404);
	assert_int_equal(get("/comments/page", "").status, 404);
	assert_int_equal(get("/comments/page", "page=" STORY "/replies&replytocom=1009999").status, 404);
}

/* ---- what came from elsewhere --------------------------------------------------------------------- */

static void
an_old_systems_link_finds_its_comment_and_its_anchor_stands_in_it(void **state)
{
	static const char *const nowhere[] = {"/comments/c/disqus-4712", "/comments/c/isso-4711", "/comments/c/disqus-",
					      "/comments/c/disqus", "/comments/c/-4711", "/comments/c/01000003"};
	(void)state;
	change("INSERT INTO import_source (id, site, system, name, created) "
	       "SELECT 1, id, 'disqus', 'x', 1 FROM site WHERE name = 'site';"
	       "INSERT INTO import_source (id, site, system, name, created) "
	       "SELECT 2, id, 'disqus', 'y', 1 FROM site WHERE name = 'b';"
	       "INSERT INTO imported (source, old, comment) VALUES (1, '4711', 1000003), (2, '4712', 700001)");
	struct fc_answer r = get("/comments/c/disqus-4711", "");
	assert_int_equal(r.status, 302);
	assert_str(fc_header(&r, "Location"), STORY "/flat#comment-1000003");
	for (size_t i = 0; i < ARRAY_LEN(nowhere); i++)
		assert_int_equal(get(nowhere[i], "").status, 404);
	r = get("/comments/page", "page=" STORY "/flat&lang=en"); /* not kept yet */
	assert_int_equal(times(r.body, "<span id=\"disqus-4711\"></span>"), 1);
}

static int
make(void **state)
{
	(void)state;
	w = world_make();
	sqlite3 *db = begin_fill(w);
	for (enum shape shape = 0; shape < SHAPES; shape++)
		fill_shape(w, db, shape, FIRST * (int64_t)(shape + 1), pages[shape], MANY);
	end_fill(db);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	world_end(&w);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_page_of_ten_thousand_is_within_80_kb_in_every_shape_and_order),
		cmocka_unit_test(load_more_leads_to_each_of_ten_thousand_once),
		cmocka_unit_test(a_page_of_long_comments_has_fewer_of_them),
		cmocka_unit_test(a_later_page_of_a_chain_names_each_parent_and_a_later_page_of_replies_theirs_once),
		cmocka_unit_test(a_permalink_leads_to_the_page_that_has_it),
		cmocka_unit_test(a_link_to_answer_names_its_comment_alone_and_finds_the_article),
		cmocka_unit_test(an_address_that_we_did_not_write_is_refused),
		cmocka_unit_test(an_old_systems_link_finds_its_comment_and_its_anchor_stands_in_it),
		cmocka_unit_test(no_page_is_over_80_kb_whatever_is_in_it), /* it changes them all */
	};
	return cmocka_run_group_tests(tests, make, end);
}
