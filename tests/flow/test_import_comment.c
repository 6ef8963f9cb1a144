/* import: what each format says, what is skipped, that a second run changes nothing, and that a broken file imports
 * nothing. The readers' own traps stand in test_import_formats.c. */
#include "test.h"

#include "../../src/flow/intake_batch.h"
#include "../view/site.h"
#include "flow/ban.h"
#include "flow/crowd.h"
#include "flow/import_comment.h"
#include "flow/memory.h"
#include "flow/thread.h"
#include "import.h"
#include "sqlite.h"
#include "store/store_import.h"

#define LINE(id, rest) "{\"id\":" id ",\"page\":\"/a\",\"created\":\"2026-01-02T03:04:05Z\",\"name\":\"Ana\"," rest "}\n"

static void
a_second_run_changes_nothing(void **state)
{
	struct fixture f;
	const char *file = LINE("7", "\"text\":\"One\"") LINE("8", "\"parent\":7,\"text\":\"Two\"");
	(void)state;
	fixture_make(&f, "");
	struct comment_imported done = take(&f, "jsonl", file);
	assert_int_equal(done.added, 2);
	assert_int_equal(done.known, 0);
	assert_int_equal(done.threads, 1);
	assert_int_equal(done.states[STATE_APPROVED], 2);
	done = take(&f, "auto", file);
	assert_int_equal(done.added, 0);
	assert_int_equal(done.known, 2);
	assert_int_equal(count(&f, STATE_APPROVED), 2);
	done = take(&f, "auto", LINE("7", "\"text\":\"One\"") LINE("9", "\"text\":\"New\""));
	assert_int_equal(done.added, 1);
	assert_int_equal(done.known, 1);
	fixture_end(&f);
}

static void
ids_are_kept_where_they_are_free(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, "");
	int64_t mine = say(&f, (struct say){.text = "I was here before."}).id.n;
	assert_int_equal(mine, 1);
	take(&f, "jsonl", LINE("1", "\"text\":\"One\"") LINE("40", "\"text\":\"Two\"")
				  LINE("9000000000000000000", "\"text\":\"Three\""));
	assert_str(comment_at(&f, 1).text, "I was here before.");
	assert_str(comment_at(&f, 2).text, "One");
	assert_str(comment_at(&f, 40).text, "Two");
	assert_str(comment_at(&f, 41).text, "Three"); /* an id that high would leave none for others */
	/* The highest that is kept, and the post behind it: in all memories, also after a start. */
	take(&f, "jsonl", LINE("1000000000000", "\"text\":\"The ferry was late again this morning.\""));
	int64_t next = say(&f, (struct say){.text = "The ferry was late again this evening."}).id.n;
	assert_int_equal(next, 1000000000001);
	house_close(&f.house);
	open_house(&f);
	keep_house(&f);
	assert_true(crowd_knows(memory_crowd(f.house->memory), (struct comment_id){next}));
	fixture_end(&f);
}

static void
replies_may_stand_before_what_they_answer(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, "");
	struct comment_imported done =
		take(&f, "jsonl",
		     LINE("5", "\"parent\":4,\"text\":\"Five\"") LINE("4", "\"parent\":3,\"text\":\"Four\"")
			     LINE("3", "\"text\":\"Three\"") LINE("6", "\"parent\":5,\"text\":\"Six\""));
	assert_int_equal(done.added, 4);
	assert_int_equal(done.orphans, 0);
	assert_int_equal(comment_at(&f, 5).parent.n, 4);
	assert_place(&f, 3, "3");
	assert_place(&f, 4, "3 4");
	assert_place(&f, 5, "3 4 5");
	assert_place(&f, 6, "3 4 5 6");
	fixture_end(&f);
}

static void
a_chain_deeper_than_order_keys_go_stands_as_posts_do(void **state)
{
	struct fixture f;
	struct buf file;
	(void)state;
	fixture_make(&f, "");
	file = buf_in(f.a, 1 << 20);
	for (int i = 30; i > 0; i--) /* the deepest first */
		buf_printf(&file, LINE("%d", "\"parent\":%d,\"text\":\"x\""), i, i - 1);
	buf_char(&file, '\0');
	struct comment_imported done = take(&f, "jsonl", file.p);
	assert_int_equal(done.added, 30);
	assert_int_equal(done.orphans, 1); /* what 1 answers, 0, is nobody */
	assert_place(&f, 10, "1 2 3 4 5 6 7 8 9 10");
	assert_place(&f, 11, "1 2 3 4 5 6 7 8 9 10 11");
	assert_place(&f, 30, "1 2 3 4 5 6 7 8 9 10 30");
	assert_int_equal(comment_at(&f, 30).parent.n, 29);
	fixture_end(&f);
}

static void
orphans_stand_at_top_level_until_their_parent_comes(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, "");
	struct comment_imported done = take(&f, "jsonl", LINE("5", "\"parent\":4,\"text\":\"Five\""));
	assert_int_equal(done.orphans, 1);
	assert_place(&f, 5, "5");
	done = take(&f, "jsonl", LINE("5", "\"parent\":4,\"text\":\"Five\""));
	assert_int_equal(done.orphans, 0); /* it is known, and told */
	done = take(&f, "jsonl", LINE("4", "\"text\":\"Four\""));
	assert_int_equal(done.added, 1);
	assert_place(&f, 5, "4 5");
	fixture_end(&f);
}

static size_t
rows_of(struct fixture *f, const char *page, enum sort sort)
{
	struct thread t = thread_at(f, page);
	struct thread_page rows;
	struct db *db = store_reader(f->house->store, DB_CONSOLE);
	struct site_view site = test_site();
	struct thread_size size = {50, SIZE_MAX, &site};
	assert_int_equal(thread_page(db, f->a, &t, sort, (struct comment_id){0}, &size, &rows), ERR_OK);
	store_reader_done(f->house->store, &db);
	return rows.n;
}

static void
an_answer_to_a_comment_of_another_article_stands_at_top_level_and_is_told(void **state)
{
	static const char file[] =
		"{\"id\":1,\"page\":\"/story/\",\"text\":\"x\",\"created\":\"2026-01-01T00:00:00Z\",\"parent\":2}\n"
		"{\"id\":2,\"page\":\"/story\",\"text\":\"x\",\"created\":\"2026-01-01T00:00:00Z\"}\n"
		"{\"id\":3,\"page\":\"/story/\",\"text\":\"x\",\"created\":\"2026-01-01T00:00:00Z\",\"parent\":2}\n";
	struct fixture f;
	(void)state;
	fixture_make(&f, "");
	struct comment_imported done = take(&f, "jsonl", file);
	assert_int_equal(done.added, 3);
	assert_int_equal(done.orphans, 2);
	assert_place(&f, 1, "1");
	assert_place(&f, 3, "3");
	assert_int_equal(take(&f, "jsonl", file).orphans, 0); /* known, and told */
	fixture_end(&f);
}

static void
every_order_shows_replies_to_what_was_gone_at_its_source(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, "");
	take(&f, "jsonl",
	     LINE("3", "\"state\":\"deleted\",\"text\":\"Gone\"") LINE("4", "\"parent\":3,\"text\":\"Four\"")
		     LINE("6", "\"parent\":5,\"text\":\"Before what it answers\"")
			     LINE("5", "\"state\":\"spam\",\"text\":\"Gone, too\""));
	for (enum sort sort = 0; sort < SORT__MAX; sort++)
		assert_int_equal(rows_of(&f, "/a", sort), 4);
	fixture_end(&f);
}

static void
circles_are_cut_and_told(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, "");
	struct comment_imported done =
		take(&f, "jsonl",
		     LINE("1", "\"parent\":3,\"text\":\"a\"") LINE("2", "\"parent\":1,\"text\":\"b\"")
			     LINE("3", "\"parent\":2,\"text\":\"c\"") LINE("4", "\"parent\":4,\"text\":\"d\""));
	assert_int_equal(done.added, 4);
	assert_int_equal(done.cycles, 1);
	assert_place(&f, 1, "1");
	assert_place(&f, 2, "1 2");
	assert_place(&f, 3, "1 2 3");
	assert_place(&f, 4, "4");
	done = take(&f, "jsonl", LINE("1", "\"parent\":3,\"text\":\"a\""));
	assert_int_equal(done.cycles, 0);
	fixture_end(&f);
}

static void
a_broken_file_imports_nothing_and_names_its_line(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, "");
	struct comment_imported done = take(&f, "jsonl", LINE("1", "\"text\":\"One\"") "{\"id\":2,\n");
	assert_str(done.fault, "the JSON is broken: it ends where a name is due");
	assert_int_equal(done.fault_line, 2);
	assert_int_equal(done.added, 0);
	assert_int_equal(count(&f, STATE_APPROVED), 0);
	fixture_end(&f);
}

static void
a_bad_record_is_skipped_and_counted(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, "pages = [ \"/a\" ];");
	struct comment_imported done = take(
		&f, "jsonl",
		LINE("1", "\"text\":\"One\"")
		"{\"id\":2,\"page\":\"/a\",\"text\":\"x\",\"created\":\"last week\"}\n"
		"{\"id\":3,\"page\":\"/a\",\"text\":\"x\"}\n"
		"{\"id\":4,\"text\":\"x\",\"created\":\"2026-01-01T00:00:00Z\"}\n"
		"{\"id\":5,\"page\":\"/b\",\"text\":\"x\",\"created\":\"2026-01-01T00:00:00Z\"}\n"
		LINE("6", "\"text\":\" \\n \"")
		LINE("7", "\"text\":\"nul \\u0000 in it\"")
		LINE("8", "\"text\":\"x\",\"state\":\"odd\"")
		"{\"id\":9,\"page\":\"/a\",\"text\":\"x\",\"created\":\"2099-01-01T00:00:00Z\"}\n"
		LINE("1", "\"text\":\"One again\""));
	assert_int_equal(done.added, 1);
	assert_int_equal(done.skipped[SKIP_DATE], 3);
	assert_int_equal(done.skipped[SKIP_THREAD], 1);
	assert_int_equal(done.skipped[SKIP_PAGE], 1);
	assert_int_equal(done.skipped[SKIP_EMPTY], 1);
	assert_int_equal(done.skipped[SKIP_RECORD], 2);
	assert_int_equal(done.skipped[SKIP_DUPLICATE], 1);
	fixture_end(&f);
}

static void
a_trial_run_counts_the_same_and_stores_nothing(void **state)
{
	struct fixture f;
	const char *file = LINE("7", "\"text\":\"One\"") LINE("8", "\"parent\":7,\"text\":\"Two\"")
		LINE("7", "\"text\":\"Twice\"");
	(void)state;
	fixture_make(&f, "");
	struct comment_imported done = try(&f, file);
	assert_int_equal(done.added, 2);
	assert_int_equal(done.skipped[SKIP_DUPLICATE], 1);
	assert_int_equal(count(&f, STATE_APPROVED), 0);
	take(&f, "jsonl", LINE("7", "\"text\":\"One\""));
	done = try(&f, file);
	assert_int_equal(done.added, 1);
	assert_int_equal(done.known, 1);
	fixture_end(&f);
}

/* The address is hashed with the posts' own hash: bans and the trust of earlier comments hold. */
#define DIFFERENCE "2 2 /a 1767323045 spam\n3 3 /a 1767323045 approved\n"

struct missed {
	struct fixture *f;
	struct buf said;
};

static void
on_missing(void *arg, unsigned long line, struct str id, struct str page, int64_t created, enum state s)
{
	struct missed *m = arg;
	buf_printf(&m->said, "%lu %.*s %.*s %ld %.*s\n", line, STR_FMT(id), STR_FMT(page), (long)created,
		   STR_FMT(state_word(s)));
}

/* What a file has that is not here: each by its name there, and nothing is stored by asking. */
static void
a_difference_names_what_is_not_here_and_nothing_else(void **state)
{
	struct fixture f;
	const char *file = LINE("1", "\"text\":\"One\"") LINE("2", "\"text\":\"Two\",\"state\":\"spam\"")
		LINE("3", "\"text\":\"Three\"") LINE("3", "\"text\":\"Twice\"");
	(void)state;
	fixture_make(&f, "");
	struct missed m = {&f, buf_in(f.a, 1024)};
	struct comment_import job = {.format = STR("jsonl"), .dry_run = true, .missing = on_missing, .arg = &m};
	assert_int_equal(take(&f, "jsonl", LINE("1", "\"text\":\"One\"")).added, 1);
	struct comment_imported done = run_import(&f, job, file, strlen(file));
	assert_int_equal(done.added, 2);
	assert_int_equal(done.known, 1);
	assert_str(buf_view(&m.said), DIFFERENCE);
	buf_clear(&m.said);
	done = run_import(&f, job, file, strlen(file));
	assert_str(buf_view(&m.said), DIFFERENCE); /* asked again, it is missing still */
	assert_int_equal(take(&f, "jsonl", file).added, 2);
	buf_clear(&m.said);
	done = run_import(&f, job, file, strlen(file));
	assert_int_equal(done.added, 0);
	assert_int_equal(m.said.n, 0);
	fixture_end(&f);
}

static void
an_imported_person_is_the_one_who_posts_with_the_address(void **state)
{
	struct fixture f;
	struct history h;
	struct author_id ana;
	(void)state;
	fixture_make(&f, "");
	take(&f, "jsonl", LINE("1", "\"text\":\"One\",\"email\":\" Ana@News.example \""));
	int64_t mine = say(&f, (struct say){.text = "Me again.", .email = "ana@news.example"}).id.n;
	ana = comment_at(&f, mine).author;
	assert_int_equal(comment_at(&f, 1).author.n, ana.n);
	struct db *db = store_reader(f.house->store, DB_VISITOR);
	assert_int_equal(store_author_history(db, ana, 0, HISTORY_MAX, &h), ERR_OK);
	store_reader_done(f.house->store, &db);
	assert_true(h.count[STATE_APPROVED] >= 1);
	/* A ban on who wrote the imported one is on who posts with the address. */
	struct ban ban;
	enum ban_outcome out;
	struct ban_terms week = {.days = 7};
	assert_int_equal(ban_author(f.house, f.site, f.a, f.console, (struct comment_id){1}, &week, &out, &ban), ERR_OK);
	assert_int_equal(out, BAN_ADDED);
	struct posted p = say(&f, (struct say){.text = "And again.", .email = "ANA@news.example"});
	assert_int_equal(p.outcome, POST_REFUSED);
	assert_non_null(reason_for(&p, "ban"));
	fixture_end(&f);
}

static void
a_site_exported_and_read_again_knows_its_own_comments(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, "");
	int64_t mine = say(&f, (struct say){.text = "I was here before.", .page = "/a"}).id.n;
	struct comment c = comment_at(&f, mine);
	const char *file = str_printf(f.a,
				      "{\"id\":%ld,\"page\":\"/a\",\"created\":\"%.*s\",\"name\":\"Ana\","
				      "\"action\":\"hold\",\"text\":\"I was here before.\"}\n",
				      (long)mine, STR_FMT(clock_iso(f.a, c.created)))
				   .p;
	struct comment_imported done = take(&f, "jsonl", file);
	assert_int_equal(done.known, 1);
	assert_int_equal(done.added, 0);
	fixture_end(&f);
}

/* Known by its number, where it kept that; a reply whose parent came later, and one whose number was taken, by a row. */
static void
a_number_that_was_kept_is_a_name(void **state)
{
	static const char file[] = LINE("20", "\"text\":\"Two\",\"parent\":21") LINE("21", "\"text\":\"Three\"")
		LINE("21", "\"text\":\"Three\"") LINE("\"020\"", "\"text\":\"Its name is another.\"")
		LINE("1", "\"text\":\"One\"");
	static const char later[] = LINE("30", "\"text\":\"Five\",\"parent\":21");
	struct fixture f;
	const char *store;
	(void)state;
	fixture_make(&f, "");
	store = str_z(f.a, f.conf->store);
	say(&f, (struct say){.text = "I was here before."});
	struct comment_imported done = take(&f, "jsonl", file);
	assert_true(done.added == 4 && done.skipped[SKIP_DUPLICATE] == 1);
	assert_place(&f, 20, "21 20");
	assert_str(sqlite_says(f.a, store, "SELECT group_concat(old, ' ') FROM (SELECT old FROM imported ORDER BY old)",
			       NULL), "020 1 20\n");
	done = take(&f, "jsonl", file);
	assert_true(done.added == 0 && done.known == 5);
	done = take(&f, "jsonl", later);
	assert_true(done.added == 1 && done.orphans == 0);
	assert_place(&f, 30, "21 30");
	/* Of another source it says nothing. */
	done = take(&f, "csv", "id,created,page,name,text,parent\n40,2026-01-01T00:00:00Z,/a,Ana,Six,21\n");
	assert_true(done.added == 1 && done.orphans == 1);
	fixture_end(&f);
}

static struct comment_imported
read_again(struct fixture *f, const char *text)
{
	struct str created = clock_iso(f->a, comment_at(f, 1).created);
	return take(f, "jsonl", str_printf(f->a, "{\"id\":1,\"page\":\"/a\",\"created\":\"%.*s\",\"name\":\"Ana\","
					   "\"action\":\"hold\",\"text\":\"%s\"}\n",
					   STR_FMT(created), text).p);
}

static void
an_article_moves(struct fixture *f, const char *from, const char *to)
{
	enum thread_moved moved;
	assert_int_equal(thread_move(f->house, f->site, f->a, f->console, str_of(from), str_of(to), &moved), ERR_OK);
	assert_int_equal(moved, THREAD_MOVED);
}

/* The file is from before: the article has moved since, twice, and another is where it was. */
static void
a_comment_is_known_wherever_its_article_lives_now(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, "");
	say(&f, (struct say){.text = "I was here before.", .page = "/a"});
	an_article_moves(&f, "/a", "/b");
	struct comment_imported done = read_again(&f, "I was here before.");
	assert_true(done.known == 1 && done.added == 0);
	an_article_moves(&f, "/b", "/c");
	say(&f, (struct say){.text = "Of quite another article, whose address this was.", .page = "/d"});
	an_article_moves(&f, "/d", "/a");
	done = read_again(&f, "I was here before.");
	assert_true(done.known == 1 && done.added == 0);
	assert_str(comment_at(&f, 1).page, "/c");
	done = read_again(&f, "I was here before, and later.");
	assert_true(done.known == 1 && done.added == 0);
	fixture_end(&f);
}

static void
a_former_address_takes_no_other_articles_place(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, "");
	say(&f, (struct say){.text = "I was here before.", .page = "/b"});
	say(&f, (struct say){.text = "And this is somewhere else.", .page = "/moved"});
	an_article_moves(&f, "/moved", "/on");
	struct comment_imported done = take(&f, "jsonl",
		"{\"type\":\"thread\",\"page\":\"/a\",\"was\":[\"/b\",\"/moved\",\"/free\",\"no path\",7,\"/a\",\"/x\\u0000y\"]}\n"
		"{\"type\":\"thread\",\"page\":\"/c\",\"was\":\"/d\"}\n");
	assert_int_equal(done.fault.n, 0);
	assert_str(thread_at(&f, "/b").page, "/b");
	assert_str(thread_at(&f, "/moved").page, "/on");
	assert_str(thread_at(&f, "/free").page, "/a");
	assert_str(thread_at(&f, "/a").page, "/a");
	assert_str(thread_at(&f, "/c").page, "/c");
	fixture_end(&f);
}

static void
one_that_another_wrote_at_the_same_moment_is_not_taken_for_it(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, "");
	say(&f, (struct say){.text = "Somebody else, somewhere else.", .page = "/b", .name = "Ben"});
	struct comment_imported done = read_again(&f, "I was here before.");
	assert_true(done.known == 0 && done.added == 1);
	fixture_end(&f);
}

static void
the_counter_of_the_article_counts_what_is_shown(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, "");
	take(&f, "jsonl",
	     LINE("1", "\"text\":\"a\"") LINE("2", "\"text\":\"b\",\"state\":\"pending\"")
		     LINE("3", "\"text\":\"c\",\"state\":\"spam\"") LINE("4", "\"text\":\"d\""));
	struct thread t = thread_at(&f, "/a");
	assert_int_equal(t.approved, 2);
	assert_int_equal(count(&f, STATE_PENDING), 1);
	assert_int_equal(count(&f, STATE_SPAM), 1);
	fixture_end(&f);
}

#define BAN(kind, target, reason) "{\"type\":\"ban\",\"kind\":\"" kind "\",\"target\":\"" target \
	"\",\"reason\":\"" reason "\",\"set_by\":\"ana\",\"created\":\"2026-01-01T00:00:00Z\"}\n"

static void
a_ban_comes_through_the_door_of_those_that_are_set_here(void **state)
{
	struct fixture f;
	struct ban *found = NULL;
	size_t n = 0;
	bool readable;
	(void)state;
	fixture_make(&f, "");
	struct buf reason = buf_in(f.a, 4096);
	for (int i = 0; i < 1000; i++)
		buf_lit(&reason, "я");
	struct buf file = buf_in(f.a, 8192);
	buf_printf(&file, "%s" BAN("address", "192.0.2.0/24", "%.*s"),
		   BAN("address", "nonsense", "") BAN("address", "0.0.0.0/0", "") BAN("name", "*", "")
		   BAN("name", "cheap\\u0000*", "") BAN("link", "", "") BAN("name", "cheap*", "no\\u0000"),
		   STR_FMT(buf_view(&reason)));
	buf_char(&file, '\0');
	struct comment_imported done = take(&f, "jsonl", file.p);
	assert_int_equal(done.skipped[SKIP_RECORD], 6);
	house_reread(f.house); /* the program is another process */
	struct suspect who = {.name = STR("cheap tickets"), .address = STR("192.0.2.7")};
	assert_int_equal(ban_test(f.house, f.site, f.a, f.console, STR(""), &who, &readable, &found, &n), ERR_OK);
	assert_int_equal(n, 1);
	assert_str(found[0].target, "192.0.2.0/24");
	fixture_end(&f);
}

static void
memory_does_not_grow_with_what_is_skipped(void **state)
{
	struct fixture f;
	struct comment_import job = {.format = STR("jsonl")};
	size_t n = 100000, most = 0;
	(void)state;
	fixture_make(&f, "");
	char *blanks = arena_alloc(f.a, n);
	memset(blanks, ' ', n);
	struct intake *in = intake_new(f.house, f.site, f.a, f.console, &job, job.format);
	struct record r = {.id = STR("1"), .page = STR("/a"), .text = {blanks, n}, .created = 1, .state = STATE_APPROVED};
	for (int i = 0; i < 1000; i++) {
		assert_true(intake_comment(in, &r));
		most = arena_used(in->batch) > most ? arena_used(in->batch) : most;
	}
	assert_int_equal(intake_report(in)->skipped[SKIP_EMPTY], 1000);
	assert_true(most < BATCH_BYTES + 2 * n);
	intake_free(&in);
	fixture_end(&f);
}

static void
a_very_long_text_comes_whole_as_several_comments(void **state)
{
	struct fixture f;
	struct buf file;
	(void)state;
	fixture_make(&f, "");
	file = buf_in(f.a, 1 << 20);
	buf_lit(&file, "{\"id\":5,\"page\":\"/a\",\"created\":\"2026-01-02T03:04:05Z\",\"text\":\"");
	for (int i = 0; i < 3000; i++)
		buf_printf(&file, "word%d ", i);
	buf_lit(&file, "\"}\n");
	buf_char(&file, '\0');
	struct comment_imported done = take(&f, "jsonl", file.p);
	assert_int_equal(done.added, 1);
	assert_int_equal(count(&f, STATE_APPROVED), 4);
	assert_true(str_ends(comment_at(&f, 8).text, STR("word2999")));
	assert_int_equal(comment_at(&f, 8).parent.n, 5);
	done = take(&f, "jsonl", file.p);
	assert_int_equal(done.known, 1);
	assert_int_equal(count(&f, STATE_APPROVED), 4);
	fixture_end(&f);
}

static void
rules_say_where_addresses_have_moved(void **state)
{
	struct fixture f;
	(void)state;
	fixture_make(&f, "");
	const char *rules = "# moved in 2025\nhttp://old.example* https://news.example/archive*\n"
			    "http://old.example/?p=4\t \t/four\n";
	take_by(&f, rules,
		"{\"id\":1,\"url_of_page\":\"https://old.example/x/?utm_source=a\",\"text\":\"x\","
		"\"created\":\"2026-01-01T00:00:00Z\"}\n"
		"{\"id\":2,\"url_of_page\":\"http://old.example/?p=4\",\"text\":\"x\",\"created\":\"2026-01-01T00:00:00Z\"}\n"
		"{\"id\":3,\"url_of_page\":\"http://other.example/?p=5\",\"text\":\"x\",\"created\":\"2026-01-01T00:00:00Z\"}\n");
	assert_str(comment_at(&f, 1).page, "/archive/x/");
	assert_str(comment_at(&f, 2).page, "/four");
	assert_str(comment_at(&f, 3).page, "/?p=5"); /* not the front page, where all would meet */
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_second_run_changes_nothing),
		cmocka_unit_test(ids_are_kept_where_they_are_free),
		cmocka_unit_test(replies_may_stand_before_what_they_answer),
		cmocka_unit_test(a_chain_deeper_than_order_keys_go_stands_as_posts_do),
		cmocka_unit_test(orphans_stand_at_top_level_until_their_parent_comes),
		cmocka_unit_test(an_answer_to_a_comment_of_another_article_stands_at_top_level_and_is_told),
		cmocka_unit_test(every_order_shows_replies_to_what_was_gone_at_its_source),
		cmocka_unit_test(circles_are_cut_and_told),
		cmocka_unit_test(a_broken_file_imports_nothing_and_names_its_line),
		cmocka_unit_test(a_bad_record_is_skipped_and_counted),
		cmocka_unit_test(a_trial_run_counts_the_same_and_stores_nothing),
		cmocka_unit_test(a_difference_names_what_is_not_here_and_nothing_else),
		cmocka_unit_test(an_imported_person_is_the_one_who_posts_with_the_address),
		cmocka_unit_test(a_site_exported_and_read_again_knows_its_own_comments),
		cmocka_unit_test(a_number_that_was_kept_is_a_name),
		cmocka_unit_test(a_comment_is_known_wherever_its_article_lives_now),
		cmocka_unit_test(a_former_address_takes_no_other_articles_place),
		cmocka_unit_test(one_that_another_wrote_at_the_same_moment_is_not_taken_for_it),
		cmocka_unit_test(the_counter_of_the_article_counts_what_is_shown),
		cmocka_unit_test(a_ban_comes_through_the_door_of_those_that_are_set_here),
		cmocka_unit_test(memory_does_not_grow_with_what_is_skipped),
		cmocka_unit_test(a_very_long_text_comes_whole_as_several_comments),
		cmocka_unit_test(rules_say_where_addresses_have_moved),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
