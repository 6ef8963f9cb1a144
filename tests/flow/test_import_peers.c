/* import: the test files of the systems that sites come from, each with the counts that its own project says it has. */
#include "test.h"

#include "base/file.h"
#include "import.h"

#define PEERS "../shared/data/import"

static const struct {
	const char *file, *format;
	int64_t threads, added, skipped;
	unsigned long line; /* of the fault; 0 with a fault: of the whole file */
	bool refused;
} peers[] = {
	{"isso/disqus.xml", "disqus", 2, 5, 1, 0, false},
	{"isso/wordpress.xml", "wxr", 2, 8, 0, 0, false},
	{"isso/generic.json", "isso-json", 2, 2, 0, 0, false},
	{"isso/isso-from-disqus.sqlite3", "isso", 2, 5, 0, 0, false},
	{"isso/isso-from-wordpress.sqlite3", "isso", 2, 8, 0, 0, false},
	{"isso/isso-from-generic.sqlite3", "isso", 2, 2, 0, 0, false},
	{"remark42/disqus.xml", "disqus", 0, 0, 0, 1, true},
	{"remark42/disqus-deleted-post.xml", "disqus", 0, 0, 0, 1, true},
	{"remark42/disqus-deleted-thread.xml", "disqus", 0, 0, 0, 1, true},
	{"remark42/commento.json", "commento", 2, 3, 0, 0, false},
	{"remark42/api-commento.json", "commento", 0, 0, 7, 0, false}, /* its texts are empty */
	{"remark42/cmd-import.txt", "", 0, 0, 0, 0, true},
	{"remark42/wordpress_test-xmlTestWP.xml", "wxr", 1, 3, 1, 0, false},
	{"remark42/wordpress_test-xmlTestWPmd.xml", "wxr", 0, 0, 0, 7, true},
	{"remark42/native_test-backup.jsonl", "remark42", 2, 2, 0, 0, false},
	{"comentario/comentario-bad-format.json.gz", "comentario", 0, 0, 0, 1, true},
	{"comentario/comentario-bad-version.json.gz", "commento", 0, 0, 0, 1, true},
	{"comentario/comentario-ok-empty-v1.json.gz", "commento", 0, 0, 0, 0, false},
	{"comentario/comentario-ok-empty-v3.json.gz", "comentario", 0, 0, 0, 0, false},
	{"comentario/comentario-ok-single-v1.json.gz", "comentario", 1, 1, 0, 0, false},
	{"comentario/comentario-ok-single-v3.json.gz", "comentario", 1, 1, 0, 0, false},
	{"comentario/disqus-bad-format.xml.gz", "disqus", 0, 0, 0, 2, true},
	{"comentario/disqus-ok-empty.xml.gz", "disqus", 0, 0, 0, 0, false},
	{"comentario/disqus-ok-single.xml.gz", "disqus", 1, 1, 0, 0, false},
	{"comentario/wordpress-bad-format.zip", "wxr", 0, 0, 0, 1, true},
	{"comentario/wordpress-bad-no-files.zip", "", 0, 0, 0, 0, true},
	{"comentario/wordpress-bad-two-files.zip", "", 0, 0, 0, 0, true},
	{"comentario/wordpress-ok-empty.zip", "wxr", 0, 0, 0, 0, false},
	{"comentario/wordpress-ok-single.zip", "wxr", 1, 1, 0, 0, false},
	{"comentario/wordpress-ok-long.zip", "wxr", 1, 1, 0, 0, false},
};

static void
walk_peer(struct fixture *f, size_t i, bool again)
{
	struct comment_imported done;
	/* A source of its own, as if each were another site's. */
	struct comment_import job = {.path = str_printf(f->a, PEERS "/%s", peers[i].file).p,
				     .format = STR("auto"),
				     .source = str_of(peers[i].file)};
	assert_int_equal(import_comments(f->house, f->site, f->a, f->console, &job, &done), ERR_OK);
	int64_t skipped = 0;
	for (int s = 0; s < SKIP__MAX; s++)
		skipped += done.skipped[s];
	if ((done.fault.n > 0) != peers[i].refused || done.fault_line != peers[i].line ||
	    done.threads != peers[i].threads || (again ? done.known : done.added) != peers[i].added ||
	    (again ? done.added : done.known) != 0 || skipped != peers[i].skipped ||
	    !str_eq(done.format, str_of(peers[i].format)))
		fail_msg("%s: format %.*s, %ld articles, %ld new, %ld known, %ld skipped, line %lu: %.*s",
			 peers[i].file, STR_FMT(done.format), (long)done.threads, (long)done.added,
			 (long)done.known, (long)skipped, done.fault_line, STR_FMT(done.fault));
}

/* Each file that SOURCES.txt names is in the table; the other one is a file of rules. */
static void
assert_all_named(struct fixture *f)
{
	struct str rest, line, file;
	assert_int_equal(file_read(f->a, PEERS "/SOURCES.txt", 1 << 20, &rest), ERR_OK);
	size_t named = 0;
	while (str_cut(&rest, '\n', &line)) {
		if (!str_cut(&line, '|', &file) || !str_has(file, '/'))
			continue;
		size_t i = 0;
		while (i < ARRAY_LEN(peers) && !str_eq(str_trim(file), str_of(peers[i].file)))
			i++;
		if (i == ARRAY_LEN(peers) && !str_eq(str_trim(file), STR("remark42/remap_urls.txt")))
			fail_msg("%.*s is walked by no test", STR_FMT(file));
		named++;
	}
	assert_true(named >= ARRAY_LEN(peers));
}

static void
the_peers_own_rules_are_read(struct fixture *f)
{
	struct str rules;
	assert_int_equal(file_read(f->a, PEERS "/remark42/remap_urls.txt", 1 << 20, &rules), ERR_OK);
	struct comment_imported done = take_by(f, str_z(f->a, rules),
		"{\"id\":\"r1\",\"url_of_page\":\"http://oldsite.com/from-old-page/1\",\"text\":\"x\",\"created\":\"2026-01-01T00:00:00Z\"}\n"
		"{\"id\":\"r2\",\"url_of_page\":\"http://oldsite.com/other/\",\"text\":\"x\",\"created\":\"2026-01-01T00:00:00Z\"}\n");
	assert_int_equal(done.added, 2);
	assert_int_equal(thread_at(f, "/to-new-page/1").approved, 1);
	assert_int_equal(thread_at(f, "/other/").approved, 1);
}

static void
the_peers_own_files_give_their_own_counts(void **state)
{
	struct fixture f;
	(void)state;
	if (access(PEERS "/SOURCES.txt", R_OK) != 0) {
		print_message("# skipped: no %s\n", PEERS);
		skip();
	}
	fixture_make(&f, "");
	for (size_t i = 0; i < ARRAY_LEN(peers); i++) {
		walk_peer(&f, i, false);
		walk_peer(&f, i, true);
	}
	assert_all_named(&f);
	the_peers_own_rules_are_read(&f);
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(the_peers_own_files_give_their_own_counts)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
