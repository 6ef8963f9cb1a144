/* thread import: what each format says, what is not taken, and what a hostile file cannot do. */
#include "test.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "flow/import_thread.h"
#include "house.h"
#include "store/store_thread.h"

#define PAGES "pages = [ \"/story/*\" ]; aliases = [ \"www.news.example\" ];"

struct heard {
	struct buf text; /* "12 why\n"… */
	int64_t n;
};

static void
hear(void *arg, unsigned long line, struct str why)
{
	struct heard *h = arg;
	if (h->n++ < 1000)
		buf_printf(&h->text, "%lu %.*s\n", line, STR_FMT(why));
}

static struct imported
take_stream(struct fixture *f, FILE *file, bool dry_run, struct heard *ret)
{
	struct heard heard = {.text = buf_in(f->a, 1 << 20)};
	struct import_job job = {file, dry_run, hear, &heard};
	struct imported done = {0};
	assert_non_null(file);
	assert_int_equal(import_threads(f->house, f->site, f->a, f->console, &job, &done), ERR_OK);
	fclose(file);
	if (ret != NULL)
		*ret = heard;
	return done;
}

static struct imported
take_file(struct fixture *f, const char *name, struct heard *ret)
{
	return take_stream(f, fopen(str_printf(f->a, "tests/flow/data/%s", name).p, "r"), false,
			   ret);
}

static struct imported
take_text(struct fixture *f, struct str text)
{
	return take_stream(f, fmemopen((void *)(uintptr_t)text.p, text.n, "r"), false, NULL);
}

#define COUNTS(done, a_, c_, u_, s_)                                                               \
	do {                                                                                       \
		struct imported d_ = (done);                                                       \
		if (d_.added != (a_) || d_.changed != (c_) || d_.unchanged != (u_) ||              \
		    d_.skipped != (s_))                                                            \
			fail_msg("%ld new, %ld changed, %ld unchanged, %ld skipped; fault: %.*s",  \
				 (long)d_.added, (long)d_.changed, (long)d_.unchanged,             \
				 (long)d_.skipped, STR_FMT(d_.fault));                             \
	} while (0)

static struct thread
thread_at(struct fixture *f, const char *page)
{
	struct thread t = {0};
	struct db *db = store_reader(f->house->store, DB_CONSOLE);
	enum err e = store_thread_find(db, f->a, f->site->id, str_of(page), &t);
	store_reader_done(f->house->store, &db);
	if (e != ERR_OK)
		fail_msg("no row for %s", page);
	return t;
}

static size_t
rows(struct fixture *f)
{
	struct thread *all;
	size_t n = 0;
	assert_int_equal(thread_list(f->house, f->site, f->a, f->console, (struct thread_id){0},
				     1000, &all, &n),
			 ERR_OK);
	return n;
}

#define assert_thread(f, page, title_, published_, lang_, author_)                                 \
	do {                                                                                       \
		struct thread t_ = thread_at((f), (page));                                         \
		assert_str(t_.title, title_);                                                      \
		assert_str(t_.published == 0 ? STR("") : clock_iso((f)->a, t_.published),          \
			   published_);                                                            \
		assert_str(t_.lang, lang_);                                                        \
		assert_str(t_.author, author_);                                                    \
	} while (0)

static void
rss_gives_titles_dates_languages_and_names(void **state)
{
	struct fixture f;
	struct heard heard;
	(void)state;
	fixture_make(&f, PAGES);
	struct imported done = take_file(&f, "feed.rss", &heard);
	COUNTS(done, 3, 0, 0, 8);
	assert_str(done.format, "rss");
	assert_str(done.fault, "");
	assert_thread(&f, "/story/harbour-works/", "Harbour works: Q&A – it’s late",
		      "2026-11-25T17:21:00Z", "en-GB", "Ana Lind, Jonas Falk");
	assert_thread(&f, "/story/café", "1 < 2, and that is that", "", "de", "The desk");
	assert_thread(&f, "/story/mail", "Only an address", "", "en-GB", "");
	assert_str(buf_view(&heard.text),
		   "27 it stands at another site: https://other.example/story/x\n"
		   "28 the setting `pages` does not have it: https://news.example/about\n"
		   "29 it has no title: https://news.example/story/no-title\n"
		   "30 its date cannot be read: last week\n"
		   "31 the file has it twice: /story/harbour-works/\n"
		   "32 its title or author has control characters: /story/turned\n"
		   "33 its link names no page: /story/../../etc/passwd\n"
		   "34 its link is no http or https address: javascript:alert(1)\n");
	fixture_end(&f);
}

static void
atom_rdf_and_sitemap_say_the_same_in_their_words(void **state)
{
	struct fixture f;
	struct heard heard;
	(void)state;
	fixture_make(&f, PAGES);
	struct imported done = take_file(&f, "feed.atom", &heard);
	COUNTS(done, 3, 0, 0, 0);
	assert_str(done.format, "atom");
	assert_thread(&f, "/story/night-bus/", "Night bus & day bus", "2026-11-25T09:00:00Z", "fr",
		      "The desk");
	assert_thread(&f, "/story/library-dome/", "A dome of glass", "", "pt-BR", "Mireille");
	assert_thread(&f, "/story/plain", "Plain &amp; simple <b>", "", "fr", "The desk");
	done = take_file(&f, "feed.rdf", &heard);
	COUNTS(done, 1, 0, 0, 0);
	assert_thread(&f, "/story/old", "An old one", "2001-02-03T04:05:00Z", "en", "Vera");
	done = take_file(&f, "sitemap.xml", &heard);
	COUNTS(done, 1, 0, 0, 1);
	assert_str(done.format, "sitemap");
	assert_thread(&f, "/story/harbour-works/", "Harbour works <late> &amp; costly",
		      "2026-11-25T00:00:00Z", "en", "");
	assert_str(buf_view(&heard.text), "12 it has no title: https://news.example/story/plain\n");
	fixture_end(&f);
}

static void
csv_is_read_as_rfc_4180_writes_it(void **state)
{
	struct fixture f;
	struct heard heard;
	(void)state;
	fixture_make(&f, PAGES);
	struct imported done = take_file(&f, "articles.csv", &heard);
	COUNTS(done, 3, 0, 0, 4);
	assert_str(done.format, "csv");
	assert_thread(&f, "/story/a b", "He said \"so\", and went", "2026-11-25T18:21:00Z", "en",
		      "Lind, Ana");
	assert_thread(&f, "/story/c%20d", "Path wins", "", "",
		      ""); /* a path is not decoded again */
	assert_thread(&f, "/story/h", "Last", "", "", "");
	assert_str(buf_view(&heard.text),
		   "6 it has fewer fields than the header row\n"
		   "7 its language is no tag like en or pt-BR: english language\n"
		   "8 a quote stands inside a field without quotes: https://news.example/story/f\n"
		   "9 something stands behind a closing quote: https://news.example/story/g\n");
	fixture_end(&f);
}

static void
fields_that_share_a_character_are_no_utf8(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, PAGES);
	struct imported done = take_text(&f, STR("path,title,author\n/story/,Half \xD1,\x9C Ana\n"));
	assert_true(str_starts(done.fault, STR("this is not UTF-8")));
	assert_int_equal(done.fault_line, 2);
	assert_int_equal(rows(&f), 0);
	fixture_end(&f);
}

static void
twice_changes_nothing_and_only_a_difference_is_written(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, PAGES);
	struct str before = STR("path,title,published,lang,author\n/story/,One,2026,en,Ana\n");
	COUNTS(take_text(&f, before), 1, 0, 0, 0);
	uint64_t version = store_version(f.house->store, f.site->id.n, STR("/story/"));
	COUNTS(take_text(&f, before), 0, 0, 1, 0);
	assert_true(version == store_version(f.house->store, f.site->id.n, STR("/story/")));
	/* what a file does not say stays */
	COUNTS(take_text(&f, STR("path,title\n/story/,Two\n")), 0, 1, 0, 0);
	assert_thread(&f, "/story/", "Two", "2026-01-01T00:00:00Z", "en", "Ana");
	assert_true(version != store_version(f.house->store, f.site->id.n, STR("/story/")));
	assert_int_equal(rows(&f), 1);
	fixture_end(&f);
}

static void
a_dry_run_counts_the_same_and_stores_nothing(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, PAGES);
	struct imported dry = take_stream(&f, fopen("tests/flow/data/feed.rss", "r"), true, NULL);
	COUNTS(dry, 3, 0, 0, 8);
	assert_int_equal(rows(&f), 0);
	COUNTS(take_file(&f, "feed.rss", NULL), 3, 0, 0, 8);
	dry = take_stream(&f, fopen("tests/flow/data/feed.rss", "r"), true, NULL);
	COUNTS(dry, 0, 0, 3, 8);
	fixture_end(&f);
}

static void
an_article_with_comments_gets_its_title_and_keeps_them(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, PAGES "hold: { first = 0; };");
	struct posted p = say(&f, (struct say){.text = "Hello there."});
	struct thread was = thread_at(&f, "/story/");
	COUNTS(take_text(&f, STR("url,title\nhttps://news.example/story/,The title\n")), 0, 1, 0,
	       0);
	struct thread is = thread_at(&f, "/story/");
	assert_int_equal(is.id.n, was.id.n);
	assert_int_equal(is.approved, 1);
	struct queue_item item;
	assert_int_equal(queue_get(f.house, f.site, f.a, f.console, p.id, &item), ERR_OK);
	assert_str(item.comment.title, "The title");
	fixture_end(&f);
}

static void
limits_are_kept_on_both_sides_and_nothing_is_cut(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, PAGES);
	for (size_t n = TITLE_CHARS_MAX; n <= TITLE_CHARS_MAX + 1; n++) {
		struct buf b = buf_in(f.a, 1 << 20);
		buf_lit(&b, "path,title\n/story/,");
		for (size_t i = 0; i < n; i++)
			buf_lit(&b, "ü");
		buf_lit(&b, "\n/story/next,Next\n");
		COUNTS(take_text(&f, buf_view(&b)), n == TITLE_CHARS_MAX ? 2 : 0, 0,
		       n == TITLE_CHARS_MAX ? 0 : 1, n == TITLE_CHARS_MAX ? 0 : 1);
	}
	assert_int_equal(utf8_count(thread_at(&f, "/story/").title), TITLE_CHARS_MAX);
	/* a record and a field of XML beyond their buffers are passed over, the next is read */
	struct buf b = buf_in(f.a, 1 << 20), x = buf_in(f.a, 1 << 20);
	buf_lit(&b, "path,title\n/story/long,");
	buf_lit(&x, "<rss><channel><item><link>/story/long</link><title>");
	for (int i = 0; i < 70000; i++) {
		buf_lit(&b, "x");
		buf_lit(&x, "x");
	}
	buf_lit(&b, "\n/story/after,After\n");
	buf_lit(&x, "</title></item><item><link>/story/behind</link><title>B</title></item>"
		    "</channel></rss>");
	COUNTS(take_text(&f, buf_view(&b)), 1, 0, 0, 1);
	COUNTS(take_text(&f, buf_view(&x)), 1, 0, 0, 1);
	fixture_end(&f);
}

static void
a_file_that_cannot_be_read_says_why_and_where(void **state)
{
	struct fixture f;
	(void)state;
	static const struct {
		struct str text;
		const char *fault;
		unsigned long line;
	} cases[] = {
		{STR_C("\xFF\xFE<\0r\0"), "the file is in UTF-16; only UTF-8", 0},
		{STR_C("\0<\0r"), "the file is in UTF-16; only UTF-8", 0},
		{STR_C("\x1F\x8B\x08"), "the file is compressed", 0},
		{STR_C("path,title\n/story/,caf\xE9\n"), "this is not UTF-8 text", 2},
		{STR_C("path,title\n/story/,a\0b\n"), "this is not UTF-8 text", 2},
		{STR_C("path,title\n/story/a,A\n/story/b,\"open\n\n"), "the quote that begins here",
		 3},
		{STR_C("path,title,Path\n"), "the header row has path twice", 1},
		{STR_C("path;title\n"), "this is no RSS, Atom or news sitemap", 1},
		{STR_C("\n\n\n"), "the file is empty", 0},
		{STR_C("<html>\n</html>"), "this is XML, but no RSS", 1},
		{STR_C("<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>"),
		 "this is an index", 1},
		{STR_C("<feed/>"), "this is XML, but no RSS", 1}, /* not Atom's namespace */
		{STR_C("<rss><channel>\n<item></channel></rss>"), "the XML is broken: mismatched",
		 2},
		{STR_C("<rss><channel>\n<item>"), "the file ends too early", 2},
		{STR_C("<rss><channel>\n<item att"), "the file ends too early", 2},
		{STR_C("<rss>\n&nbsp;</rss>"), "the XML is broken: undefined entity", 2},
		{STR_C("<rss>\n\x01</rss>"), "the XML is broken: not well-formed", 2},
		{STR_C("<rss>\n&#0;</rss>"), "the XML is broken: reference to invalid", 2},
		{STR_C("<rss>\n\xED\xA0\x80</rss>"), "the XML is broken: not well-formed", 2},
		{STR_C("<rss>\n\xC0\xBC</rss>"), "the XML is broken: not well-formed", 2},
		{STR_C("<rss a='1' a='2'/>"), "the XML is broken: duplicate attribute", 1},
		{STR_C("<x:rss/>"), "the XML is broken: unbound prefix", 1},
		{STR_C("<rss/><rss/>"), "the XML is broken: junk after", 1},
	};
	fixture_make(&f, PAGES);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct imported done = take_text(&f, cases[i].text);
		if (!str_starts(done.fault, str_of(cases[i].fault)) ||
		    done.fault_line != cases[i].line)
			fail_msg("case %zu: %lu %.*s", i, done.fault_line, STR_FMT(done.fault));
	}
	assert_thread(&f, "/story/a", "A", "", "", ""); /* what came before the fault is stored */
	assert_int_equal(rows(&f), 1);
	fixture_end(&f);
}

static void
no_doctype_is_taken_so_no_entity_grows_or_reaches_out(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, PAGES);
	static const char *const names[] = {"laughs.xml", "external.xml"};
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct imported done = take_file(&f, names[i], NULL);
		COUNTS(done, 0, 0, 0, 0);
		assert_true(str_starts(done.fault, STR("the file has a DOCTYPE")));
		assert_int_equal(done.fault_line, 2);
	}
	struct imported done = take_file(&f, "latin1.xml", NULL);
	assert_true(str_starts(done.fault, STR("the file is in ISO-8859-1; only UTF-8")));
	assert_int_equal(rows(&f), 0);
	fixture_end(&f);
}

/* Whatever a file is cut at, the import ends, and with whole articles. */
static void
a_file_cut_anywhere_gives_whole_articles_or_none(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, PAGES);
	static const char *const names[] = {"feed.atom", "sitemap.xml", "articles.csv"};
	for (size_t k = 0; k < ARRAY_LEN(names); k++) {
		char bytes[8192];
		FILE *in = fopen(str_printf(f.a, "tests/flow/data/%s", names[k]).p, "r");
		size_t n = fread(bytes, 1, sizeof(bytes), in);
		fclose(in);
		for (size_t cut = 1; cut < n; cut += 1 + cut % 7) {
			struct imported done =
				take_stream(&f, fmemopen(bytes, cut, "r"), true, NULL);
			bool xml = k < 2;
			if (xml && cut < n - 1)
				assert_true(done.fault.n > 0);
			assert_true(done.added <= 3);
		}
	}
	assert_int_equal(rows(&f), 0);
	fixture_end(&f);
}

/* Freed memory counts as resident while the sanitizer keeps it. */
const char *__asan_default_options(void);
const char *
__asan_default_options(void)
{
	return "quarantine_size_mb=1:thread_local_quarantine_size_kb=64";
}

/* ---- files that do not end
 * ------------------------------------------------------------------------- */

/* `head`, then `body` until `total` bytes, then `tail`. */
struct endless {
	struct str head, body, tail;
	size_t total, at;
};

static size_t peak; /* of resident memory, seen while files are read */

static void
look_at_memory(void)
{
	size_t total = 0, pages = 0;
	FILE *in = fopen("/proc/self/statm", "r");
	assert_non_null(in);
	assert_int_equal(fscanf(in, "%zu %zu", &total, &pages), 2);
	fclose(in);
	pages *= (size_t)sysconf(_SC_PAGESIZE);
	peak = pages > peak ? pages : peak;
}

static ssize_t
endless_read(void *cookie, char *to, size_t max)
{
	struct endless *e = cookie;
	size_t n = 0, end = e->total + e->tail.n;
	for (; n < max && e->at < end; n++, e->at++) {
		if (e->at < e->head.n)
			to[n] = e->head.p[e->at];
		else if (e->at < e->total)
			to[n] = e->body.p[(e->at - e->head.n) % e->body.n];
		else
			to[n] = e->tail.p[e->at - e->total];
	}
	look_at_memory();
	return (ssize_t)n;
}

static struct imported
take_endless(struct fixture *f, const char *head, const char *body, size_t total)
{
	struct endless e = {.head = str_of(head), .body = str_of(body), .total = total};
	cookie_io_functions_t io = {.read = endless_read};
	return take_stream(f, fopencookie(&e, "r", io), true, NULL);
}

#define GIB ((size_t)1 << 30)

static void
a_gigabyte_in_one_token_takes_no_memory(void **state)
{
	struct fixture f;
	(void)state;
	static const struct {
		const char *head, *body, *fault;
		size_t total;
	} files[] = {
		{"<rss a=\"", "x", "a tag is too long", GIB},
		{"<rss><channel><item ", "a", "a tag is too long", GIB},
		{"<rss><!--", "x", "a tag is too long", GIB},
		{"<rss><?x ", "x", "a tag is too long", GIB},
		{"<!DOCTYPE ", "x", "a tag is too long", GIB},
		{"<rss><channel><item><title>", "x", "the file ends too early", (size_t)64 << 20},
		{"<rss><channel><item><x><![CDATA[", "x", "the XML is broken: unclosed CDATA",
		 (size_t)64 << 20},
		{"<rss>", "<a>", "elements stand more than 64 deep", GIB},
		{"path,title\n/story/,\"", "x\n", "the quote that begins here", (size_t)64 << 20},
	};
	fixture_make(&f, PAGES);
	peak = 0;
	look_at_memory();
	size_t before = peak;
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct imported done =
			take_endless(&f, files[i].head, files[i].body, files[i].total);
		if (!str_starts(done.fault, str_of(files[i].fault)))
			fail_msg("%s: %.*s", files[i].head, STR_FMT(done.fault));
	}
	print_message("# resident memory grew by %zu KB at most\n", (peak - before) / 1024);
	assert_true(peak - before <
		    (size_t)64 << 20); 
	fixture_end(&f);
}

/* Line after line of CSV, each another article. */
static ssize_t
many_read(void *cookie, char *to, size_t max)
{
	size_t *next = cookie;
	int n = *next == 0
			? snprintf(to, max, "path,title,published,author\n")
			: snprintf(to, max, "/story/%zu/,\"Article, number %zu\",2026-11-25,Ana\n",
				   *next, *next);
	must(n > 0 && (size_t)n < max);
	if (*next % 1000 == 0)
		look_at_memory();
	return (*next)++ > 30000 ? 0 : n;
}

static void
memory_does_not_grow_with_the_file(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, PAGES);
	peak = 0;
	look_at_memory();
	size_t before = peak, next = 0;
	cookie_io_functions_t io = {.read = many_read};
	COUNTS(take_stream(&f, fopencookie(&next, "r", io), false, NULL), 30000, 0, 0, 0);
	print_message("# resident memory grew by %zu KB at most\n", (peak - before) / 1024);
	assert_true(peak - before < (size_t)64 << 20);
	next = 0;
	COUNTS(take_stream(&f, fopencookie(&next, "r", io), false, NULL), 0, 0, 30000, 0);
	fixture_end(&f);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(rss_gives_titles_dates_languages_and_names),
		cmocka_unit_test(atom_rdf_and_sitemap_say_the_same_in_their_words),
		cmocka_unit_test(csv_is_read_as_rfc_4180_writes_it),
		cmocka_unit_test(fields_that_share_a_character_are_no_utf8),
		cmocka_unit_test(twice_changes_nothing_and_only_a_difference_is_written),
		cmocka_unit_test(a_dry_run_counts_the_same_and_stores_nothing),
		cmocka_unit_test(an_article_with_comments_gets_its_title_and_keeps_them),
		cmocka_unit_test(limits_are_kept_on_both_sides_and_nothing_is_cut),
		cmocka_unit_test(a_file_that_cannot_be_read_says_why_and_where),
		cmocka_unit_test(no_doctype_is_taken_so_no_entity_grows_or_reaches_out),
		cmocka_unit_test(a_file_cut_anywhere_gives_whole_articles_or_none),
		cmocka_unit_test(a_gigabyte_in_one_token_takes_no_memory),
		cmocka_unit_test(memory_does_not_grow_with_the_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
