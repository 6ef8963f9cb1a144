/* Imports of files that were made to do harm: each reader refuses them in bounded time and memory, and nothing of
 * them is stored that was not meant to be. */
#include <sqlite3.h>
#include <unistd.h>
#include <zlib.h>

#include "test.h"

#include "../../src/flow/intake.h"
#include "import.h"

#define MB ((size_t)1 << 20)

static size_t
resident(void)
{
	size_t total = 0, pages = 0;
	FILE *in = fopen("/proc/self/statm", "r");
	assert_non_null(in);
	assert_int_equal(fscanf(in, "%zu %zu", &total, &pages), 2);
	fclose(in);
	return pages * (size_t)sysconf(_SC_PAGESIZE);
}

/* What a reader is given: a head, then the same bytes over and over. It must stop before `most`; where it cannot
 * know before the end that a text is too long, it is given `most` and no more. */
static const struct {
	const struct format *format;
	const char *head, *body;
	size_t most;
} endless[] = {
	/* attributes, tags, comments */
	{&format_wxr, "<rss a=\"", "x", 9 * MB},
	{&format_wxr, "<rss><channel><item ", "x", 9 * MB},
	{&format_wxr, "<rss><!--", "x", 9 * MB},
	{&format_disqus, "<disqus xmlns=\"http://disqus.com\"><thread a=\"", "x", 9 * MB},
	{&format_disqus, "<disqus xmlns=\"", "x", 9 * MB},
	/* nesting */
	{&format_wxr, "<rss>", "<a>", MB},
	{&format_disqus, "<disqus xmlns=\"http://disqus.com\">", "<post>", MB},
	{&format_jsonl, "{\"a\":", "[", 5 * MB},
	{&format_remark42, "{\"a\":", "{\"a\":", 5 * MB},
	{&format_isso_json, "[", "[", MB},
	{&format_artrans, "[", "{\"a\":", MB},
	{&format_commento, "{\"version\":1,\"comments\":[", "[", MB},
	{&format_comentario, "{\"version\":3,\"pages\":[", "{\"a\":", MB},
	/* one value */
	{&format_jsonl, "{\"text\":\"", "x", 5 * MB},
	{&format_remark42, "{\"id\":\"", "x", 5 * MB},
	{&format_isso_json, "[{\"id\":\"", "x", 5 * MB},
	{&format_artrans, "[{\"id\":\"", "x", 5 * MB},
	{&format_commento, "{\"version\":1,\"comments\":[{\"markdown\":\"", "x", 5 * MB},
	{&format_comentario, "{\"version\":3,\"comments\":[{\"markdown\":\"", "x", 5 * MB},
	{&format_artrans, "[{\"id\":", "1", 5 * MB},
	/* a text without an end, and rows */
	{&format_wxr, "<rss><channel><item><title>", "x", 64 * MB},
	{&format_wxr, "<rss><channel><item><x><![CDATA[", "x", 64 * MB},
	{&format_disqus, "<disqus xmlns=\"http://disqus.com\"><post><message>", "x", 64 * MB},
	{&format_csv, "id,page,text,created\n1,/a,\"", "x\n", 64 * MB},
	{&format_coral, "id,author_id,story_id,created_at,body,parent_id,status\n1,2,3,2020-01-01,\"", "x", 64 * MB},
	{&format_commento, "{\"", "x", 64 * MB},
};

static void
what_never_ends_is_refused_within_some_megabytes(void **state)
{
	struct fixture f;
	char *piece = heap_alloc(64 * 1024);
	size_t peak = 0;
	(void)state;
	fixture_make(&f, "");
	for (size_t i = 0; i < ARRAY_LEN(endless); i++) {
		const struct format *format = endless[i].format;
		size_t before = resident(); /* each by itself: a sanitizer keeps what was freed */
		struct comment_import job = {.format = str_of(format->name)};
		struct arena *a = arena_new();
		struct intake *in = intake_new(f.house, f.site, f.a, f.console, &job, job.format);
		intake_pass(in, true);
		void *reader = format->make(a, in);
		size_t body = strlen(endless[i].body), taken = 0, filled = 64 * 1024 / body * body;
		for (size_t at = 0; at < filled; at += body)
			memcpy(piece + at, endless[i].body, body);
		bool goes_on = format->take(reader, str_of(endless[i].head), false);
		for (; goes_on && taken < endless[i].most; taken += filled)
			goes_on = format->take(reader, (struct str){piece, filled}, false);
		if (goes_on && endless[i].most == 64 * MB)
			goes_on = format->take(reader, STR(""), true);
		size_t now = resident();
		peak = now > before + peak ? now - before : peak;
		if (goes_on || intake_report(in)->fault.n == 0)
			fail_msg("%s, %s%s…: %zu bytes were taken", format->name, endless[i].head, endless[i].body,
				 taken);
		if (format->done != NULL)
			format->done(reader);
		intake_free(&in);
		arena_free(&a);
	}
	print_message("# resident memory grew by %zu KB at most\n", peak / 1024);
	assert_true(peak < 64 * MB);
	heap_free(piece);
	fixture_end(&f);
}

static void
entities_are_refused_with_the_line_of_the_doctype(void **state)
{
	static const char *const bombs[] = {
		"[<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]",
		"[<!ENTITY a SYSTEM \"file:///etc/passwd\">]",
		"[<!ENTITY % p SYSTEM \"http://127.0.0.1/x\"> %p;]",
		"SYSTEM \"file:///dev/zero\"",
	};
	static const char *const roots[][2] = {{"wxr", "rss"}, {"disqus", "disqus xmlns=\"http://disqus.com\""}};
	struct fixture f;
	(void)state;
	fixture_make(&f, "");
	for (size_t i = 0; i < ARRAY_LEN(bombs) * 2; i++) {
		const char *const *root = roots[i % 2];
		struct comment_imported done =
			take(&f, i < 4 ? "auto" : root[0],
			     str_printf(f.a, "<?xml version=\"1.0\"?>\n<!DOCTYPE x %s>\n<%s>&c;&a;</x>", bombs[i / 2],
					root[1])
				     .p);
		assert_true(str_starts(done.fault, STR("the file has a DOCTYPE")));
		assert_int_equal(done.fault_line, 2);
	}
	/* Without one there are no entities to name. */
	assert_true(take(&f, "wxr", "<rss><channel>&a;</channel></rss>").fault.n > 0);
	fixture_end(&f);
}

/* ---- archives --------------------------------------------------------------------------------------------- */

/* Deflated, as gzip (bits 31) or bare (bits -15), of `times` copies of a text. */
static struct str
packed(struct arena *a, struct str text, size_t times, int bits)
{
	z_stream z = {.zalloc = NULL};
	char *out = arena_alloc(a, 4 * MB);
	z.next_out = (unsigned char *)out;
	z.avail_out = 4 * MB;
	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, bits, 9, Z_DEFAULT_STRATEGY), Z_OK);
	for (size_t i = 0; i <= times; i++) {
		z.next_in = (unsigned char *)(uintptr_t)text.p;
		z.avail_in = i < times ? (unsigned)text.n : 0;
		assert_true(deflate(&z, i < times ? Z_NO_FLUSH : Z_FINISH) >= Z_OK);
	}
	assert_int_equal(deflateEnd(&z), Z_OK);
	return (struct str){out, 4 * MB - z.avail_out};
}

static void
put(struct buf *b, uint32_t v, unsigned n)
{
	for (; n > 0; n--, v >>= 8)
		buf_char(b, (char)(v & 255));
}

/* An archive in which all names stand for one and the same piece. */
static struct str
zip_of(struct arena *a, const char *const *names, uint16_t n, unsigned method, struct str body, uint32_t size,
       uint32_t crc)
{
	struct buf b = buf_in(a, body.n + 4096);
	put(&b, 0x04034b50, 4), put(&b, 20, 2), put(&b, 0, 2), put(&b, method, 2), put(&b, 0, 4);
	put(&b, crc, 4), put(&b, (uint32_t)body.n, 4), put(&b, size, 4), put(&b, 0, 4);
	buf_add(&b, body.p, body.n);
	uint32_t from = (uint32_t)buf_view(&b).n;
	for (uint16_t i = 0; i < n; i++) {
		put(&b, 0x02014b50, 4), put(&b, 20, 2), put(&b, 20, 2), put(&b, 0, 2), put(&b, method, 2), put(&b, 0, 4);
		put(&b, crc, 4), put(&b, (uint32_t)body.n, 4), put(&b, size, 4);
		put(&b, (uint32_t)strlen(names[i]), 2), put(&b, 0, 2), put(&b, 0, 2), put(&b, 0, 8), put(&b, 0, 4);
		buf_str(&b, str_of(names[i]));
	}
	uint32_t end = (uint32_t)buf_view(&b).n;
	put(&b, 0x06054b50, 4), put(&b, 0, 4), put(&b, n, 2), put(&b, n, 2), put(&b, end - from, 4), put(&b, from, 4);
	put(&b, 0, 2);
	must(!b.over);
	return buf_view(&b);
}

static struct comment_imported
take_bytes(struct fixture *f, struct str bytes)
{
	return run_import(f, (struct comment_import){.format = STR("auto")}, bytes.p, bytes.n);
}

#define GROWS "the archive grows to more than a hundred times its size; unpack it first"

static void
an_archive_that_grows_without_measure_is_refused(void **state)
{
	static const char *const one[] = {"site.jsonl"};
	static const char *const coral[] = {"users.csv", "stories.csv", "comments.csv"};
	struct fixture f;
	(void)state;
	fixture_make(&f, "");
	char *blanks = arena_alloc(f.a, MB);
	memset(blanks, '\n', MB);
	struct str text = {blanks, MB}, gzip = packed(f.a, text, 200, 31), bare = packed(f.a, text, 200, -15);
	assert_true(gzip.n < MB); /* of 200 */
	assert_str(take_bytes(&f, str_cat(f.a, STR(""), gzip)).fault,
		   "this is no file of a system that is known; --format says which one it is");
	struct comment_import job = {.format = STR("jsonl")};
	assert_str(run_import(&f, job, gzip.p, gzip.n).fault, GROWS);
	struct str zip = zip_of(f.a, one, 1, 8, bare, 200 << 20, 0);
	assert_str(run_import(&f, job, zip.p, zip.n).fault, GROWS);
	/* It says that it is small. */
	zip = zip_of(f.a, one, 1, 8, bare, 10, 0);
	assert_str(run_import(&f, job, zip.p, zip.n).fault, GROWS);
	/* Three names for one piece. */
	zip = zip_of(f.a, coral, 3, 8, bare, 200 << 20, 0);
	assert_true(take_bytes(&f, zip).fault.n > 0);
	/* One in another: the inner one is no file of a system. */
	zip = zip_of(f.a, one, 1, 0, gzip, (uint32_t)gzip.n, (uint32_t)crc32(0, (const unsigned char *)gzip.p, (unsigned)gzip.n));
	assert_true(take_bytes(&f, zip).fault.n > 0);
	assert_int_equal(count(&f, STATE_APPROVED), 0);
	fixture_end(&f);
}

static void
names_in_an_archive_name_nothing_on_the_disk(void **state)
{
	static const struct str line = STR_C("{\"id\":1,\"page\":\"/a\",\"created\":\"2026-01-02T03:04:05Z\",\"text\":\"x\"}\n");
	struct fixture f;
	(void)state;
	fixture_make(&f, "");
	const char *target = str_printf(f.a, "%s/evil", f.folder).p;
	const char *names[] = {target, "../../../../../../../../tmp/rejoinder-evil", "/etc/passwd", "..\\evil"};
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct str zip = zip_of(f.a, names + i, 1, 0, line, (uint32_t)line.n,
					(uint32_t)crc32(0, (const unsigned char *)line.p, (unsigned)line.n));
		struct comment_imported done = take_bytes(&f, zip);
		assert_str(done.fault, "");
		assert_int_equal(done.added + done.known, 1);
	}
	assert_int_equal(access(target, F_OK), -1);
	assert_int_equal(access("/tmp/rejoinder-evil", F_OK), -1);
	fixture_end(&f);
}

/* ---- what stands in them ------------------------------------------------------------------------------------ */

#define WXR(text) "<rss xmlns:w=\"http://wordpress.org/export/1.2/\"><channel><item><link>https://o.example/a</link>" \
	"<w:post_id>4</w:post_id><w:comment><w:comment_id>7</w:comment_id><w:comment_author>Ana</w:comment_author>" \
	"<w:comment_date_gmt>2020-01-02 03:04:05</w:comment_date_gmt><w:comment_content>" text "</w:comment_content>" \
	"<w:comment_approved>1</w:comment_approved><w:commentmeta><w:meta_key>_x</w:meta_key><w:meta_value>" \
	"<![CDATA[O:8:\"Phar\":1:{s:4:\"data\";s:16:\"phar://evil.phar\";}]]></w:meta_value></w:commentmeta></w:comment></item></channel></rss>"

static void
a_nul_is_in_nothing_that_is_stored(void **state)
{
	static const struct {
		const char *format;
		struct str text;
	} files[] = {
		{"jsonl", STR_C("{\"id\":1,\"page\":\"/a\",\"created\":\"2026-01-02T03:04:05Z\",\"text\":\"a\\u0000b\"}\n"
				"{\"id\":2,\"page\":\"/a\",\"created\":\"2026-01-02T03:04:05Z\",\"name\":\"a\\u0000b\",\"text\":\"x\"}\n"
				"{\"id\":3,\"page\":\"/a\\u0000b\",\"created\":\"2026-01-02T03:04:05Z\",\"text\":\"x\"}\n"
				"{\"id\":4,\"page\":\"/a\",\"created\":\"2026-01-02T03:04:05Z\",\"text\":\"x\",\"note\":\"a\\u0000b\"}\n")},
		{"jsonl", STR_C("{\"id\":5,\"page\":\"/a\",\"created\":\"2026-01-02T03:04:05Z\",\"text\":\"a\0b\"}\n")},
		{"artrans", STR_C("[{\"id\":\"1\",\"content\":\"a\\u0000b\",\"created_at\":\"2021-10-26 21:00:41 +0800\",\"page_key\":\"/a\"}]")},
		{"csv", STR_C("id,page,text,created\n6,/a,a\0b,2020-01-01\n")},
		{"wxr", STR_C(WXR("a&#0;b"))},
		{"wxr", STR_C(WXR("a\0b"))},
		{"commento", STR_C("{\"version\":1,\"comments\":[{\"commentHex\":\"c\\u0000\",\"domain\":\"x.example\",\"url\":\"/a\","
				   "\"commenterHex\":\"anonymous\",\"markdown\":\"a\\u0000\",\"parentHex\":\"root\",\"state\":\"approved\","
				   "\"creationDate\":\"2021-03-12T11:21:56Z\"}],\"commenters\":[]}")},
	};
	struct fixture f;
	(void)state;
	fixture_make(&f, "");
	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		(void)run_import(&f, (struct comment_import){.format = str_of(files[i].format)}, files[i].text.p,
				 files[i].text.n);
	sqlite3 *db;
	sqlite3_stmt *s;
	assert_int_equal(sqlite3_open(str_printf(f.a, "%s/data/test.db", f.folder).p, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db,
					    "SELECT (SELECT count(*) FROM comment WHERE instr(CAST(body || name || note AS BLOB),"
					    " x'00') > 0) + (SELECT count(*) FROM thread WHERE instr(CAST(page || title AS BLOB), x'00') > 0)"
					    " + (SELECT count(*) FROM imported WHERE instr(CAST(old AS BLOB), x'00') > 0)",
					    -1, &s, NULL),
			 SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	assert_int_equal(sqlite3_column_int(s, 0), 0);
	sqlite3_finalize(s);
	sqlite3_close(db);
	fixture_end(&f);
}

/* The file loses its second half after the first reading has found it whole. */
static bool
shorten(void *arg, int64_t bytes, int64_t of_bytes, int64_t comments)
{
	(void)comments;
	if (bytes > of_bytes / 2)
		assert_int_equal(truncate(arg, of_bytes / 4), 0);
	return true;
}

static void
a_file_that_changes_while_it_is_read_is_told_and_gone_on_with(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, "");
	struct buf b = buf_in(f.a, 4 * MB);
	for (int i = 1; i <= 4000; i++)
		buf_printf(&b, "%s{\"content\":\"Text %d\",\"created_at\":\"2021-10-26 21:00:41 +0800\",\"id\":\"%d\","
			       "\"page_key\":\"/story/a/\",\"nick\":\"N\",\"is_pending\":\"false\"}",
			   i == 1 ? "[" : ",\n", i, i);
	buf_lit(&b, "]");
	struct str whole = buf_view(&b);
	char *path = (char *)(uintptr_t)str_printf(f.a, "%s/import", f.folder).p;
	struct comment_import job = {.format = STR("auto"), .progress = shorten, .arg = path};
	job.dry_run = true;
	struct comment_imported done = run_import(&f, job, whole.p, whole.n);
	assert_str(done.fault, "the file ends too early");
	assert_false(done.changed); /* nothing of it is stored */
	job.dry_run = false;
	done = run_import(&f, job, whole.p, whole.n);
	assert_str(done.fault, "the file ends too early");
	assert_true(done.changed && done.fault_line > 100);
	assert_true(done.added > 100 && done.added < 4000);
	int64_t before = done.added;
	done = take(&f, "auto", str_z(f.a, whole));
	assert_int_equal(done.fault.n, 0);
	assert_int_equal(done.known, before);
	assert_int_equal(done.added, 4000 - before);
	/* What was never whole has no half stored. */
	done = take(&f, "auto", str_z(f.a, str_sub(whole, 0, whole.n / 2)));
	assert_true(done.fault.n > 0 && !done.changed);
	fixture_end(&f);
}

static void
what_is_in_utf16_is_told_whatever_it_is(void **state)
{
	static const struct str heads[] = {STR_C("\xFF\xFE{\0\"\0i\0"), STR_C("\xFE\xFF\0i\0d"), STR_C("{\0\"\0i\0"),
					   STR_C("\0<\0?\0x"), STR_C("<\0r\0s\0")};
	struct fixture f;
	(void)state;
	fixture_make(&f, "");
	for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
		struct comment_imported done = run_import(&f, (struct comment_import){.format = STR("auto")}, heads[i].p,
							  heads[i].n);
		assert_true(str_starts(done.fault, STR("the file is in UTF-16; only UTF-8 is read: make a copy")));
	}
	assert_true(str_starts(take(&f, "auto", "<?xml version='1.0' encoding='windows-1252'?><rss/>").fault,
			       STR("the file is in windows-1252; only UTF-8 is read: make a copy with "
				   "`iconv -f windows-1252 -t UTF-8`, whose first line says UTF-8 too")));
	fixture_end(&f);
}

static void
numbers_of_any_size_are_names_and_no_fault_of_the_file(void **state)
{
	static const char text[] =
		"{\"id\":9223372036854775808,\"page\":\"/a/\",\"text\":\"One\",\"created\":\"2020-01-01T00:00:00Z\"}\n"
		"{\"id\":2,\"parent\":9223372036854775808,\"page\":\"/a/\",\"text\":\"Two\",\"created\":\"2020-01-01T00:00:00Z\","
		"\"score\":1e999,\"up\":99999999999999999999}\n"
		"{\"id\":18446744073709551616,\"page\":\"/a/\",\"text\":\"Three\",\"created\":\"2020-01-01T00:00:00Z\"}\n";
	struct fixture f;
	(void)state;
	fixture_make(&f, "");
	struct comment_imported done = take(&f, "auto", text);
	assert_int_equal(done.fault.n, 0);
	assert_int_equal(done.added, 3);
	assert_int_equal(done.orphans, 0); /* the second has found what it answers */
	assert_int_equal(take(&f, "auto", text).known, 3);
	fixture_end(&f);
}

static void
a_php_object_is_text_and_nothing_more(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, "");
	struct comment_imported done = take(&f, "auto", WXR("<![CDATA[O:8:\"stdClass\":1:{s:1:\"a\";R:1;}]]>"));
	assert_str(done.fault, "");
	assert_int_equal(done.added, 1);
	assert_str(comment_at(&f, 7).text, "O:8:\"stdClass\":1:{s:1:\"a\";R:1;}");
	fixture_end(&f);
}

/* ---- a database ---------------------------------------------------------------------------------------------- */

#define PAGE 512
#define LEVELS 12
#define CHILDREN 40

static void
put_be(unsigned char *at, uint32_t v, unsigned n)
{
	while (n-- > 0)
		at[n] = (unsigned char)v, v >>= 8;
}

/* A page of a table's tree that names one child over and over (sqlite.org/fileformat2.html, "B-tree Pages"). */
static void
fill_inner(unsigned char *page, uint32_t child)
{
	uint32_t at = PAGE;
	memset(page, 0, PAGE);
	page[0] = 5;
	put_be(page + 3, CHILDREN, 2);
	put_be(page + 8, child, 4);
	for (uint32_t i = 0; i < CHILDREN; i++) {
		at -= 5;
		put_be(page + at, child, 4);
		page[at + 4] = (unsigned char)(i + 1);
		put_be(page + 12 + i * 2, at, 2);
	}
	put_be(page + 5, at, 2);
}

#define ISSO "CREATE TABLE threads (id INTEGER PRIMARY KEY, uri, title);" \
	"CREATE TABLE comments (tid, id INTEGER PRIMARY KEY, parent, created, mode, text, author, email, website);" \
	"INSERT INTO threads VALUES (1, '/a', 'A');" \
	"INSERT INTO comments VALUES (1, 1, NULL, 1.5e9, 1, 'x', 'n', '', '');"

static void
a_database_whose_pages_are_no_tree_is_refused(void **state)
{
	struct fixture f;
	sqlite3 *db;
	sqlite3_stmt *s;
	(void)state;
	fixture_make(&f, "");
	const char *path = str_printf(f.a, "%s/isso.db", f.folder).p;
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db,
				      "PRAGMA page_size = 512;" ISSO, NULL, NULL, NULL),
			 SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT rootpage FROM sqlite_master WHERE name = 'comments'", -1, &s, NULL),
			 SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	uint32_t root = (uint32_t)sqlite3_column_int(s, 0);
	sqlite3_finalize(s);
	sqlite3_close(db);

	unsigned char *bytes = arena_zero(f.a, 64, PAGE);
	FILE *file = fopen(path, "r");
	size_t n = fread(bytes, PAGE, 20, file);
	assert_int_equal(fclose(file), 0);
	struct comment_import job = {.format = STR("auto")};
	assert_int_equal(run_import(&f, job, bytes, n * PAGE).added, 1); /* whole, it is read */

	/* The leaf goes behind the others; above it, page upon page, each forty times the next: 40^12 rows. */
	memcpy(bytes + (n + LEVELS) * PAGE, bytes + (root - 1) * PAGE, PAGE);
	for (size_t i = 0; i < LEVELS; i++)
		fill_inner(bytes + (n + i) * PAGE, (uint32_t)(n + i + 2));
	fill_inner(bytes + (root - 1) * PAGE, (uint32_t)n + 1);
	put_be(bytes + 28, (uint32_t)(n + LEVELS + 1), 4);
	struct comment_imported done = run_import(&f, job, bytes, (n + LEVELS + 1) * PAGE);
	assert_str(done.fault, "the database is broken");
	fixture_end(&f);
}

/* What a running Isso wrote last is in the log alone: without it comments would be missed. */
static void
a_log_beside_issos_database_is_no_secret(void **state)
{
	struct fixture f;
	struct comment_imported done = {0};
	(void)state;
	fixture_make(&f, "");
	const char *path = str_printf(f.a, "%s/comments.db", f.folder).p;
	sqlite3 *db;
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, ISSO, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	static const char *const beside[][2] = {
		{"-wal", "\x37\x7f\x06\x82"}, {"-wal", "\x37\x7f\x06\x83"}, {"-journal", "\xd9\xd5\x05\xf9"}};
	for (size_t i = 0; i < ARRAY_LEN(beside); i++) {
		const char *log = str_printf(f.a, "%s%s", path, beside[i][0]).p;
		FILE *file = fopen(log, "w");
		assert_true(fputs(beside[i][1], file) > 0 && fclose(file) == 0);
		struct comment_import job = {.path = path, .format = STR("auto")};
		assert_int_equal(import_comments(f.house, f.site, f.a, f.console, &job, &done), ERR_OK);
		assert_true(done.added == 0 && str_find(done.fault, STR(".backup"), 0) != SIZE_MAX);
		assert_int_equal(unlink(log), 0);
	}
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_never_ends_is_refused_within_some_megabytes),
		cmocka_unit_test(entities_are_refused_with_the_line_of_the_doctype),
		cmocka_unit_test(an_archive_that_grows_without_measure_is_refused),
		cmocka_unit_test(names_in_an_archive_name_nothing_on_the_disk),
		cmocka_unit_test(a_nul_is_in_nothing_that_is_stored),
		cmocka_unit_test(a_file_that_changes_while_it_is_read_is_told_and_gone_on_with),
		cmocka_unit_test(what_is_in_utf16_is_told_whatever_it_is),
		cmocka_unit_test(numbers_of_any_size_are_names_and_no_fault_of_the_file),
		cmocka_unit_test(a_php_object_is_text_and_nothing_more),
		cmocka_unit_test(a_database_whose_pages_are_no_tree_is_refused),
		cmocka_unit_test(a_log_beside_issos_database_is_no_secret),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
