/* What each format's own traps are: a small file of ours for each, and, where they are, the peers' own test files. */
#include "test.h"

#include "../../src/flow/intake.h"
#include "base/utf8.h"
#include "import.h"
#include "sqlite.h"
#include "store/store_import.h"

/* ---- HTML to Markdown ---------------------------------------------------------------------------------- */

static const struct {
	const char *html, *text;
} texts[] = {
	{"<p>One.</p><p>Two &amp; <b>bold</b>, <i>it</i><br>next</p>", "One.\n\nTwo & **bold**, *it*\nnext"},
	{"<p>See <a href=\"https://disq.us/url?url=https%3A%2F%2Fx.example%2Fa%3Fb%3D1%3AAbC_d-9&amp;cuid=5\">this</a></p>",
	 "See [this](https://x.example/a?b=1)"},
	{"<a href=\"https://x.example/long/address\">https://x.example/lo...</a>", "<https://x.example/long/address>"},
	{"<a href=\"javascript:alert(1)\">no</a>", "no"},
	{"<a href=\"https://x.example/a)b\">(1)</a>", "[(1)](https://x.example/a%29b)"},
	{"<blockquote>Said<br>so</blockquote>Yes", "> Said\n> so\n\nYes"},
	{"<ul><li>a</li><li>b <b>c</b></li></ul>", "- a\n- b **c**"},
	{"<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"},
	{"<pre>x &lt; 1\n  y</pre>", "```\nx < 1\n  y\n```"},
	{"use <code>a*b</code>", "use `a*b`"},
	{"2 * 3 * 4, a_b, _c_, [x](y)", "2 \\* 3 \\* 4, a_b, \\_c\\_, \\[x](y)"},
	{"&lt;script&gt;alert(1)&lt;/script&gt;", "\\<script>alert(1)\\</script>"},
	{"<script>alert(1)</script>ok<style>x</style>", "ok"},
	{"1. no list<br># no head<br>- no item", "1\\. no list\n\\# no head\n\\- no item"},
	{"<img src=\"https://x.example/y.png\" alt=\"z\">", "<https://x.example/y.png>"},
};

static void
html_becomes_our_markdown(void **state)
{
	struct arena *a = arena_new();
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (!str_eq(markdown_of_html(a, str_of(texts[i].html), false), str_of(texts[i].text)))
			fail_msg("%s: %.*s", texts[i].html,
				 STR_FMT(markdown_of_html(a, str_of(texts[i].html), false)));
	assert_str(markdown_of_html(a, STR("One\ntwo\n\n<b>three</b>"), true), "One\ntwo\n\n**three**");
	/* A number that no character has, however long: what comes of it is text, whole characters alone. */
	for (size_t n = 1; n < 60; n++) {
		struct buf b = buf_in(a, 128);
		buf_lit(&b, "<b>&#");
		for (size_t k = 0; k < n; k++)
			buf_char(&b, '6');
		buf_lit(&b, ";</b>");
		assert_true(utf8_valid(markdown_of_html(a, buf_view(&b), true)));
	}
	arena_free(&a);
}

static void
nested_html_takes_bounded_time_and_room(void **state)
{
	struct arena *a = arena_new();
	struct buf b = buf_in(a, 1 << 20);
	static const char *const tags[] = {"<b>", "<blockquote>", "<ul><li>", "<a href=https://x.example>", "<table>"};
	(void)state;
	for (size_t k = 0; k < ARRAY_LEN(tags); k++) {
		buf_clear(&b);
		for (int i = 0; i < 3000 || (k == 0 && i < 40000); i++)
			buf_printf(&b, "%s", tags[k]);
		buf_lit(&b, "x");
		struct str text = markdown_of_html(a, buf_view(&b), true);
		assert_true(text.n < b.n * 13 && str_has(text, 'x'));
	}
	/* What cannot be emphasised is walked again, but not once more at each level: 1 MB of walks, not 4 KB. */
	arena_reset(a);
	struct buf deep = buf_in(a, 1 << 14);
	for (int i = 0; i < 1360; i++)
		buf_lit(&deep, "<b>");
	buf_lit(&deep, "a*b");
	size_t before = arena_used(a);
	assert_str(markdown_of_html(a, buf_view(&deep), true), "a\\*b");
	assert_true(arena_used(a) - before < 64 * 1024);
	arena_free(&a);
}

/* ---- WordPress ------------------------------------------------------------------------------------------ */

#define WXR(items) "<?xml version=\"1.0\"?><rss xmlns:w=\"http://wordpress.org/export/1.2/\"><channel>" items "</channel></rss>"
#define ITEM(id, comments) "<item><title>A&amp;B</title><link>https://old.example/a/</link><w:post_id>" id "</w:post_id>" comments "</item>"
#define COMMENT(id, rest) "<w:comment><w:comment_id>" id "</w:comment_id><w:comment_author>Ana</w:comment_author>" \
	"<w:comment_date_gmt>2020-01-02 03:04:05</w:comment_date_gmt><w:comment_content><![CDATA[text]]></w:comment_content>" \
	"<w:comment_approved>1</w:comment_approved>" rest "</w:comment>"

static void
wordpress_notes_and_pingbacks_stay_out(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, "");
	struct comment_imported done =
		take(&f, "auto",
		     WXR(ITEM("4", COMMENT("1", "") COMMENT("2", "<w:comment_type>note</w:comment_type>")
					   COMMENT("3", "<w:comment_type>pingback</w:comment_type>")
					   COMMENT("4", "<w:comment_type>order_note</w:comment_type>")
					   COMMENT("5", "<w:comment_type><![CDATA[comment]]></w:comment_type>"))));
	assert_str(done.format, "wxr");
	assert_int_equal(done.added, 2);
	assert_int_equal(done.skipped[SKIP_NOTE], 1);
	assert_int_equal(done.skipped[SKIP_PINGBACK], 1);
	assert_int_equal(done.skipped[SKIP_TYPE], 1);
	assert_str(thread_at(&f, "/a/").title, "A&B");
	fixture_end(&f);
}

static void
wordpress_numbers_repeat_in_merged_exports(void **state)
{
	struct fixture f;
	const char *file = WXR(ITEM("4", COMMENT("7", "")) ITEM("5", COMMENT("7", "")
			       COMMENT("8", "<w:comment_parent>7</w:comment_parent>")));
	(void)state;
	fixture_make(&f, "");
	assert_int_equal(take(&f, "wxr", file).added, 3);
	assert_int_equal(comment_at(&f, 9).parent.n, 8); /* of its own article; 7 is the other's */
	assert_int_equal(take(&f, "wxr", file).known, 3);
	fixture_end(&f);
}

static void
wordpress_numbers_are_kept_where_they_are_free(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, "");
	int64_t mine = say(&f, (struct say){.text = "I was here before."}).id.n;
	const char *file = WXR(ITEM("4", COMMENT("1", "") COMMENT("70", "<w:comment_parent>1</w:comment_parent>")));
	assert_int_equal(mine, 1);
	assert_int_equal(take(&f, "wxr", file).added, 2);
	assert_str(comment_at(&f, 1).text, "I was here before."); /* taken: the first that comes finds another */
	assert_int_equal(comment_at(&f, 70).parent.n, 2);
	assert_int_equal(take(&f, "wxr", file).known, 2);
	fixture_end(&f);
}

static void
wordpress_states_dates_and_cdata_in_pieces(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, "");
	struct comment_imported done = take(
		&f, "wxr",
		WXR(ITEM("4", "<w:comment><w:comment_id>1</w:comment_id><w:comment_author_email>\n a@b.example\n</w:comment_author_email>"
			      "<w:comment_date>2020-01-02 03:04:05</w:comment_date><w:comment_date_gmt>0000-00-00 00:00:00</w:comment_date_gmt>"
			      "<w:comment_content><![CDATA[one]]]]><![CDATA[>two]]>\nthree</w:comment_content>"
			      "<w:comment_approved>0</w:comment_approved></w:comment>"
			      "<w:comment><w:comment_id>2</w:comment_id><w:comment_content>no date</w:comment_content></w:comment>"
			      "<w:comment><w:comment_id>3</w:comment_id><w:comment_date_gmt>2020-01-02 03:04:05</w:comment_date_gmt>"
			      "<w:comment_content>x</w:comment_content><w:comment_approved>post-trashed</w:comment_approved></w:comment>"
			      "<w:comment><w:comment_id>4</w:comment_id><w:comment_date_gmt>2020-01-02 03:04:05</w:comment_date_gmt>"
			      "<w:comment_content>x</w:comment_content><w:comment_approved>spam</w:comment_approved></w:comment>")));
	assert_int_equal(done.skipped[SKIP_DATE], 1);
	assert_int_equal(done.states[STATE_PENDING], 1);
	assert_int_equal(done.states[STATE_DELETED], 1);
	assert_int_equal(done.states[STATE_SPAM], 1);
	assert_str(comment_at(&f, 1).text, "one]]>two\nthree");
	assert_str(comment_at(&f, 1).name, "Anonymous");
	assert_true(comment_at(&f, 1).author.n != 0);
	assert_str(clock_iso(f.a, comment_at(&f, 1).created), "2020-01-02T03:04:05Z");
	fixture_end(&f);
}

/* ---- Disqus ---------------------------------------------------------------------------------------------- */

#define DISQUS(rest) "<disqus xmlns=\"http://disqus.com\" xmlns:d=\"http://disqus.com/disqus-internals\">" rest "</disqus>"
#define THREAD(id, link) "<thread d:id=\"" id "\"><id/><link>" link "</link><title>T</title></thread>"
#define POST(id, thread, rest) "<post d:id=\"" id "\"><id>wp_id=3</id><message><![CDATA[<p>Hi</p>]]></message><createdAt>2020-01-02T03:04:05Z</createdAt>" \
	"<author><name> Ana </name><username>ana</username><isAnonymous>false</isAnonymous></author><thread d:id=\"" thread "\"/>" rest "</post>"

static void
disqus_threads_twice_posts_without_one_and_people_without_address(void **state)
{
	struct fixture f;
	struct comment_id id;
	(void)state;
	fixture_make(&f, "");
	struct comment_imported done =
		take(&f, "auto",
		     DISQUS(THREAD("1", " http://o.example/a ") THREAD("2", "https://o.example/a") THREAD("1", "http://o.example/other")
			    POST("10", "1", "<isDeleted>true</isDeleted>") POST("11", "2", "<parent d:id=\"10\"/>")
			    POST("12", "9", "") POST("13", "1", "<isSpam>true</isSpam>")
			    "<post d:id=\"14\"><message>x</message><createdAt>soon</createdAt><thread d:id=\"1\"/></post>"));
	assert_int_equal(done.added, 3);
	assert_int_equal(done.threads, 1);
	assert_int_equal(done.skipped[SKIP_THREAD], 1);
	assert_int_equal(done.skipped[SKIP_DATE], 1);
	assert_int_equal(done.states[STATE_DELETED], 1);
	assert_int_equal(done.states[STATE_SPAM], 1);
	assert_int_equal(comment_at(&f, 2).parent.n, 1);
	assert_str(comment_at(&f, 2).name, "Ana");
	assert_int_equal(comment_at(&f, 2).author.n, comment_at(&f, 1).author.n);
	assert_true(comment_at(&f, 1).author.n != 0);
	struct db *db = store_reader(f.house->store, DB_VISITOR);
	assert_int_equal(store_imported_by_name(db, f.site->id, STR("disqus"), STR("11"), &id), ERR_OK);
	store_reader_done(f.house->store, &db);
	assert_int_equal(id.n, 2);
	fixture_end(&f);
}

static void
hostile_xml_is_refused_with_its_line(void **state)
{
	struct fixture f;
	struct buf b;
	struct comment_imported done;
	(void)state;
	fixture_make(&f, "");
	done = take(&f, "auto", "<?xml version=\"1.0\"?>\n<!DOCTYPE rss [<!ENTITY a \"b\">]>\n<rss/>");
	assert_int_equal(done.fault_line, 2);
	done = take(&f, "wxr", "<feed/>");
	assert_str(done.fault, "this is no WordPress export");
	b = buf_in(f.a, 4 << 20);
	for (int i = 0; i < 100000; i++)
		buf_lit(&b, "<rss>\n");
	buf_char(&b, '\0');
	done = take(&f, "auto", b.p);
	assert_str(done.fault, "elements stand more than 64 deep");
	buf_clear(&b);
	buf_lit(&b, "<rss ");
	for (int i = 0; i < 3000000; i++)
		buf_char(&b, 'a');
	buf_lit(&b, "=\"1\"/>");
	buf_char(&b, '\0');
	done = take(&f, "auto", b.p);
	assert_true(done.fault.n > 0);
	assert_int_equal(count(&f, STATE_APPROVED), 0);
	fixture_end(&f);
}

/* ---- JSON and CSV ------------------------------------------------------------------------------------------ */

static void
remark42_takes_markdown_or_html_and_keeps_people_apart(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, "");
	struct comment_imported done = take(
		&f, "auto",
		"{\"version\":1,\"users\":[],\"posts\":[]}\n"
		"{\"id\":\"a\",\"pid\":\"\",\"text\":\"<p>x <b>y</b></p>\",\"orig\":\"x **y**\",\"user\":{\"name\":\"Ana\",\"id\":\"github_1\"},"
		"\"locator\":{\"site\":\"s\",\"url\":\"https://x.example/a\"},\"time\":\"2017-12-20T15:18:22-06:00\"}\n"
		"{\"id\":\"b\",\"pid\":\"a\",\"text\":\"<p>html</p>\",\"user\":{\"name\":\"Ana\",\"id\":\"github_2\"},"
		"\"locator\":{\"site\":\"s\",\"url\":\"https://x.example/a\"},\"time\":\"2017-12-20T15:18:23-06:00\",\"delete\":true}\n");
	assert_str(done.format, "remark42");
	assert_str(done.source, "s");
	assert_int_equal(done.added, 2);
	assert_str(comment_at(&f, 1).text, "x **y**");
	assert_str(clock_iso(f.a, comment_at(&f, 1).created), "2017-12-20T21:18:22Z");
	assert_int_equal(comment_at(&f, 2).state, STATE_DELETED);
	assert_int_equal(comment_at(&f, 2).parent.n, 1);
	assert_true(comment_at(&f, 1).author.n != comment_at(&f, 2).author.n);
	fixture_end(&f);
}

static void
commento_finds_its_writers_wherever_they_stand(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, "");
	struct comment_imported done = take(
		&f, "auto",
		"{\"version\":1,\"comments\":[{\"commentHex\":\"c1\",\"domain\":\"x.example\",\"url\":\"/a\",\"commenterHex\":\"w1\","
		"\"markdown\":\"One\",\"parentHex\":\"root\",\"state\":\"flagged\",\"creationDate\":\"2021-03-12T11:21:56Z\"},\n"
		"{\"commentHex\":\"c2\",\"domain\":\"x.example\",\"url\":\"/a\",\"commenterHex\":\"anonymous\",\"markdown\":\"Two\","
		"\"parentHex\":\"c1\",\"state\":\"approved\",\"creationDate\":\"2021-03-12T11:21:56Z\"}],\n"
		"\"commenters\":[{\"commenterHex\":\"w1\",\"email\":\"undefined\",\"name\":\"Zoe\",\"link\":\"https://z.example\"}]}");
	assert_str(done.format, "commento");
	assert_int_equal(done.states[STATE_PENDING], 1);
	assert_str(comment_at(&f, 1).name, "Zoe");
	assert_str(comment_at(&f, 1).url, "https://z.example");
	assert_true(comment_at(&f, 1).author.n != 0);
	assert_int_equal(comment_at(&f, 2).author.n, 0);
	done = take(&f, "auto", "{\"version\":2}");
	assert_str(done.fault, "the file is of version 2; 1 and 3 are read");
	done = take(&f, "commento", "{\"version\":1,\"comments\":[}");
	assert_true(done.fault.n > 0);
	fixture_end(&f);
}

static void
comentario_pages_artrans_texts_and_isso_lists(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, "");
	struct comment_imported done = take(
		&f, "auto",
		"{\"version\":3,\"comments\":[{\"id\":\"c\",\"pageId\":\"p\",\"html\":\"<p>x</p>\",\"isApproved\":false,\"isPending\":false,"
		"\"createdTime\":\"2023-11-14T20:15:12.000Z\"},{\"id\":\"d\",\"pageId\":\"q\",\"createdTime\":\"2023-11-14T20:15:12.000Z\"}],"
		"\"pages\":[{\"id\":\"p\",\"path\":\"/c\",\"title\":\"C\",\"isReadonly\":true}]}");
	assert_str(done.format, "comentario");
	assert_int_equal(done.states[STATE_REJECTED], 1);
	assert_int_equal(done.skipped[SKIP_THREAD], 1);
	assert_int_equal(thread_at(&f, "/c").mode, MODE_CLOSED);
	done = take(&f, "auto",
		    "[{\"id\":\"1\",\"rid\":\"0\",\"content\":\"a **b**\",\"created_at\":\"2021-10-26 21:00:41 +0800\",\"nick\":\"N\","
		    "\"email\":\"n@x.example\",\"page_key\":\"https://x.example/t\",\"is_pending\":\"true\"}]");
	assert_str(done.format, "artrans");
	assert_int_equal(done.states[STATE_PENDING], 1);
	assert_str(clock_iso(f.a, comment_at(&f, 2).created), "2021-10-26T13:00:41Z");
	done = take(&f, "auto",
		    "[{\"id\":\"/i/\",\"title\":\"I\",\"comments\":[{\"id\":0,\"text\":\"x\",\"created\":\"2005-02-24 04:03:37\"}]},"
		    "{\"id\":\"/j/\",\"title\":\"J\",\"comments\":[{\"id\":0,\"text\":\"y\",\"created\":\"2005-02-24 04:03:37\"}]}]");
	assert_str(done.format, "isso-json");
	assert_int_equal(done.added, 2);
	fixture_end(&f);
}

static void
csv_gives_back_what_was_guarded_for_spreadsheets(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, "");
	struct comment_imported done = take(&f, "auto",
					    "id,page,parent,author,state,name,text,created\r\n"
					    "5,/a,,a1,approved,Ana,'=1+1,2026-01-02T03:04:05Z\r\n"
					    "6,/a,5,a1,pending,Ana,\"one\r\ntwo \"\"x\"\"\",2026-01-02T03:04:05Z\r\n"
					    "7,/a,,,odd,Ana,x,2026-01-02T03:04:05Z\r\n");
	assert_str(done.format, "csv");
	assert_int_equal(done.added, 2);
	assert_int_equal(done.skipped[SKIP_RECORD], 1);
	assert_str(comment_at(&f, 5).text, "=1+1");
	assert_str(comment_at(&f, 6).text, "one\ntwo \"x\"");
	assert_int_equal(comment_at(&f, 6).author.n, comment_at(&f, 5).author.n);
	fixture_end(&f);
}

static void
json_is_bounded(void **state)
{
	struct fixture f;
	struct buf b;
	(void)state;
	fixture_make(&f, "");
	b = buf_in(f.a, 16 << 20);
	for (int i = 0; i < 100000; i++)
		buf_char(&b, '[');
	buf_char(&b, '\0');
	assert_str(take(&f, "artrans", b.p).fault, "values stand more than 32 deep");
	assert_str(take(&f, "jsonl", b.p).fault,
		   "the JSON is broken: values stand more than 32 deep");
	buf_clear(&b);
	buf_lit(&b, "[\"");
	for (int i = 0; i < 5000000; i++)
		buf_char(&b, 'x');
	buf_char(&b, '\0');
	assert_str(take(&f, "artrans", b.p).fault, "a value is longer than 4 MB");
	fixture_end(&f);
}

/* ---- votes and signs -------------------------------------------------------------------------------------- */

static void
assert_votes(struct fixture *f, int64_t id, int up, int down, unsigned marks)
{
	struct str said = sqlite_says(f->a, str_printf(f->a, "%s/data/test.db", f->folder).p,
				      str_printf(f->a, "SELECT up, down, marks FROM comment WHERE id = %ld", (long)id).p, NULL);
	struct str want = str_printf(f->a, "%d|%d|%u\n", up, down, marks);
	if (!str_eq(said, want))
		fail_msg("comment %ld: %.*s", (long)id, STR_FMT(said));
}

static void
votes_edits_and_the_editors_choice_come_along(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, "");
	(void)take(&f, "auto",
		   "[{\"id\":\"1\",\"rid\":\"0\",\"content\":\"a\",\"created_at\":\"2021-10-26 21:00:41 +0800\",\"nick\":\"N\","
		   "\"page_key\":\"https://x.example/t\",\"vote_up\":\"3\",\"vote_down\":\"1\",\"is_pinned\":\"true\"}]");
	assert_votes(&f, 1, 3, 1, MARK_PINNED);
	(void)take(&f, "auto",
		   "{\"version\":1,\"users\":[],\"posts\":[]}\n"
		   "{\"id\":\"a\",\"orig\":\"x\",\"score\":-2,\"user\":{\"name\":\"Ana\",\"id\":\"g_1\"},"
		   "\"locator\":{\"site\":\"s\",\"url\":\"https://x.example/a\"},\"time\":\"2017-12-20T15:18:22-06:00\"}\n");
	assert_votes(&f, 2, 0, 2, 0);
	(void)take(&f, "auto",
		   "{\"version\":3,\"comments\":[{\"id\":\"c\",\"pageId\":\"p\",\"markdown\":\"x\",\"isApproved\":true,\"score\":9,"
		   "\"createdTime\":\"2023-11-14T20:15:12.000Z\",\"editedTime\":\"0001-01-01T00:00:00.000Z\"},"
		   "{\"id\":\"d\",\"pageId\":\"p\",\"markdown\":\"y\",\"isApproved\":true,\"score\":-9000000000000000000,"
		   "\"createdTime\":\"2023-11-14T20:15:12.000Z\",\"editedTime\":\"2023-11-14T20:16:12.000Z\"}],"
		   "\"pages\":[{\"id\":\"p\",\"path\":\"/c\"}]}");
	assert_votes(&f, 3, 9, 0, 0);
	assert_votes(&f, 4, 0, VOTES_MAX, MARK_EDITED);
	(void)take(&f, "auto", DISQUS(THREAD("1", "http://o.example/a") POST("10", "1", "<isHighlighted>true</isHighlighted>")));
	assert_votes(&f, 5, 0, 0, MARK_FEATURED);
	fixture_end(&f);
}

#define ISSO "CREATE TABLE threads (id INTEGER PRIMARY KEY, uri VARCHAR(256) UNIQUE, title VARCHAR(256));" \
	"INSERT INTO threads VALUES (1, '/a', 'A');" \
	"CREATE TABLE comments (tid, id INTEGER PRIMARY KEY, parent, created FLOAT, mode, text, author, email, website"

static struct comment_imported
take_isso(struct fixture *f, const char *sql)
{
	const char *path = str_printf(f->a, "%s/isso.db", f->folder).p;
	char bytes[32768];
	unlink(path);
	(void)sqlite_says(f->a, path, sql, NULL);
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	size_t n = fread(bytes, 1, sizeof(bytes), file);
	assert_int_equal(fclose(file), 0);
	return run_import(f, (struct comment_import){.format = STR("auto")}, bytes, n);
}

static void
isso_databases_of_every_age_are_read(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, "");
	assert_int_equal(take_isso(&f, ISSO "); INSERT INTO comments VALUES (1, 1, NULL, 1.5e9, 1, 'x', 'n', '', '')").added, 1);
	assert_votes(&f, 1, 0, 0, 0);
	struct comment_imported done = take_isso(&f,
		ISSO ", likes INTEGER DEFAULT 0, dislikes INTEGER DEFAULT 0, modified FLOAT);"
		"INSERT INTO comments VALUES (1, 2, NULL, 1.6e9, 1, 'y', 'n', '', '', 7, 2, 1.7e9),"
		"(1, 3, NULL, 1.6e9, 1, 'z', 'n', '', '', -4, 'many', NULL)");
	assert_int_equal(done.added, 2);
	assert_votes(&f, 2, 7, 2, MARK_EDITED);
	assert_votes(&f, 3, 0, 0, 0);
	fixture_end(&f);
}

static struct str
bytes_at(struct fixture *f, const char *path)
{
	char bytes[32768];
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	size_t n = fread(bytes, 1, sizeof(bytes), file);
	assert_int_equal(fclose(file), 0);
	return str_copy(f->a, hex_encode(f->a, bytes, n));
}

/* It may be the one that Isso serves from: not a byte of it changes, and nothing is made beside it, also where a log
 * lies there that no longer belongs to it. */
static void
isso_and_its_folder_are_left_as_they_are(void **state)
{
	struct fixture f;
	struct comment_imported done = {0};
	(void)state;
	fixture_make(&f, "");
	const char *folder = str_printf(f.a, "%s/isso", f.folder).p;
	const char *path = str_printf(f.a, "%s/comments.db", folder).p;
	const char *log = str_printf(f.a, "%s-wal", path).p;
	assert_int_equal(mkdir(folder, 0700), 0);
	(void)sqlite_says(f.a, path, ISSO "); INSERT INTO comments VALUES (1, 1, NULL, 1.5e9, 1, 'x', 'n', '', '');"
				     "PRAGMA journal_mode = wal", NULL);
	FILE *stale = fopen(log, "w");
	assert_true(fputs("a log of another day", stale) > 0 && fclose(stale) == 0);
	struct str before = bytes_at(&f, path);
	assert_int_equal(chmod(path, 0400), 0);
	assert_int_equal(chmod(folder, 0500), 0);
	struct comment_import job = {.path = path, .format = STR("auto")};
	assert_int_equal(import_comments(f.house, f.site, f.a, f.console, &job, &done), ERR_OK);
	assert_int_equal(done.fault.n, 0);
	assert_int_equal(done.added, 1);
	assert_true(str_eq(bytes_at(&f, path), before));
	assert_true(str_eq(bytes_at(&f, log), hex_encode(f.a, "a log of another day", 20)));
	assert_int_equal(access(str_printf(f.a, "%s-shm", path).p, F_OK), -1);
	assert_int_equal(access(str_printf(f.a, "%s-journal", path).p, F_OK), -1);
	assert_int_equal(chmod(folder, 0700), 0);
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(html_becomes_our_markdown),
		cmocka_unit_test(nested_html_takes_bounded_time_and_room),
		cmocka_unit_test(wordpress_notes_and_pingbacks_stay_out),
		cmocka_unit_test(wordpress_numbers_repeat_in_merged_exports),
		cmocka_unit_test(wordpress_numbers_are_kept_where_they_are_free),
		cmocka_unit_test(wordpress_states_dates_and_cdata_in_pieces),
		cmocka_unit_test(disqus_threads_twice_posts_without_one_and_people_without_address),
		cmocka_unit_test(hostile_xml_is_refused_with_its_line),
		cmocka_unit_test(remark42_takes_markdown_or_html_and_keeps_people_apart),
		cmocka_unit_test(commento_finds_its_writers_wherever_they_stand),
		cmocka_unit_test(comentario_pages_artrans_texts_and_isso_lists),
		cmocka_unit_test(votes_edits_and_the_editors_choice_come_along),
		cmocka_unit_test(isso_databases_of_every_age_are_read),
		cmocka_unit_test(isso_and_its_folder_are_left_as_they_are),
		cmocka_unit_test(csv_gives_back_what_was_guarded_for_spreadsheets),
		cmocka_unit_test(json_is_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
