/* Out of a site as jsonl, into an empty one, and out again: nothing is lost on the way. */
#include "export.h"

#include "export_columns.h"
#include "flow/import_comment.h"
#include "sqlite.h"
#include "store/store_thread.h"

static void
assert_same_lines(struct str before, struct str after)
{
	struct str one, other;
	while (!str_eq(before, after)) {
		str_cut(&before, '\n', &one);
		str_cut(&after, '\n', &other);
		if (!str_eq(one, other))
			fail_msg("before: %.*s\nafter:  %.*s", STR_FMT(one), STR_FMT(other));
	}
}

static const char *rules_of_the_new_site = OPEN;

/* Another site, empty, of the same key. */
static void
move_to_an_empty_site(struct str all)
{
	struct comment_imported done = {0};
	char key[32];
	FILE *file = fopen(str_printf(f.a, "%s/key", f.folder).p, "r");
	assert_int_equal(fread(key, 1, sizeof(key), file), sizeof(key));
	fclose(file);
	all = str_keep(all);
	fixture_end(&f);
	fixture_make(&f, rules_of_the_new_site);
	house_close(&f.house);
	const char *path = str_printf(f.a, "%s/key", f.folder).p;
	assert_int_equal(chmod(path, 0600), 0);
	file = fopen(path, "w");
	assert_int_equal(fwrite(key, 1, sizeof(key), file), sizeof(key));
	fclose(file);
	open_house(&f);
	path = str_printf(f.a, "%s/moved.jsonl", f.folder).p;
	file = fopen(path, "w");
	assert_int_equal(fwrite(all.p, 1, all.n, file), all.n);
	fclose(file);
	struct comment_import job = {.path = path, .format = STR("jsonl")};
	assert_int_equal(import_comments(f.house, f.site, f.a, f.console, &job, &done), ERR_OK);
	assert_int_equal(done.fault.n, 0);
	house_reread(f.house); /* the program is another process */
	str_drop(&all);
}

/* Everything that a comment can have, as the rows of later schemas have it. */
static void
enrich(void)
{
	sqlite_says(f.a, str_printf(f.a, "%s/data/test.db", f.folder).p,
		    "PRAGMA foreign_keys = ON;"
		    "UPDATE comment SET toxicity = 0.25, version = 2, changed = created + 60, rules = 'v3',"
		    " marks = marks | 18 WHERE id = 1;"
		    "UPDATE comment SET toxicity = 0 WHERE id = 2;"
		    "UPDATE comment SET up = 2, down = 1, best = 0.207659598807824197219 WHERE id = 1;"
		    "INSERT INTO vote (comment, voter, value, made)"
		    " VALUES (1, NULL, 1, 5), (1, zeroblob(32), 1, 6), (1, NULL, -1, 7);"
		    "INSERT INTO revision (comment, version, body, masked, state, written, replaced, changed_by, reason,"
		    " why, lesson) VALUES (1, 0, 'The first of all.', NULL, 'pending', NULL, 1800000010, '', '', '', 0),"
		    " (1, 1, 'The damn second.', 'The **** second.', 'approved', 1800000010, 1800000020, 'ana', 'other',"
		    " 'No shouting.', 0);"
		    "INSERT INTO appeal (comment, body, created, answered, answered_by, answer)"
		    " VALUES (3, 'I did not mean it.', 1800000030, 1800000040, 'ana', 'Good.'),"
		    " (4, 'Please.', 1800000050, NULL, '', '');"
		    "UPDATE thread SET mode = 'slow', title = 'Two', published = 1700000000, lang = 'de', author = 'Jo',"
		    " source = 'import' WHERE page = '/other page/';"
		    "UPDATE comment SET grounds = 'insult', note = 'Not here.', url = 'https://x.example/',"
		    " masked = 'M***', generation = 2, chain = 1 WHERE id = 4;"
		    "UPDATE comment SET erased = 1800000070, rules = '' WHERE id = 3;"
		    "UPDATE reason SET shadow = 1, span_from = 3, span_to = 9, entry = 'x', weight = 0.5 WHERE rowid = 1;"
		    "INSERT INTO reason SELECT comment, (SELECT max(seq) FROM reason r WHERE r.comment ="
		    " reason.comment) + 1, rule, entry, field, span_from, span_to, weight, action, shadow"
		    " FROM reason WHERE rowid = 1;",
		    "INSERT INTO remark (site, author, comment, chain, kind, reason, body, asked, remains, account, set_by,"
		    " made, undone) SELECT c.site, c.author, c.id, coalesce(c.chain, c.id), v.column1, v.column2, v.column3,"
		    " v.column4, v.column5, 0, 'ana', 1800000080, v.column6 FROM comment c JOIN (VALUES"
		    " ('warning', 'tone', 'Calm \"down\".', 0, 0, NULL), ('hold', '', '', 3, 2, NULL),"
		    " ('note', '', 'A friend of Ben.', 0, 0, 1800000090)) v ON c.id IN (1, 4);"
		    "INSERT INTO report (comment, version, reporter, reason, body, weight, made)"
		    " VALUES (1, 2, NULL, 'personal', 'My street.', 0.75, 1800000060), (1, 2, zeroblob(32), 'other', '', 1, 5);"
		    "UPDATE comment SET reports = 2, marks = marks | 1 WHERE id = 1;"
		    "INSERT INTO words (id, site, entry, lang, action, severity, note, shadow, created, expires, set_by) VALUES"
		    " (7, 1, 'casino*', 'en', 'reject', 2, 'why', 1, 1700000000, 1900000000, 'ana'),"
		    " (9, 1, 'over', '', 'note', 0, '', 0, 1600000000, 1700000000, 'console:jo');"
		    "INSERT INTO rule (site, rule, mode, created, expires, set_by) VALUES"
		    " (1, 'first', 'off', 1700000000, NULL, 'ana'), (1, 'word-mild', 'shadow', 1700000000, 1900000000, 'jo');"
		    "INSERT INTO saved_reply (site, reason, lang, title, body, made, set_by)"
		    " VALUES (1, 'insult', 'de', 'Ton', 'Bitte sachlich.', 1700000000, 'ana');"
		    "INSERT INTO ban (site, kind, target, reason, note, shadow, created, expires, set_by, hits, hit)"
		    " VALUES (1, 'domain', 'spam.example', 'raid', 'see mail', 1, 1700000000, 1900000000, 'ana', 5, 1750000000);"
		    "INSERT INTO ban (site, kind, hash, target, reason, created, set_by)"
		    " SELECT 1, 'email', ban_hash, 'reader-AAAA-BBBB', 'raid', 1700000000, 'ana' FROM author WHERE id = 2;"
		    "INSERT INTO ban (site, kind, hash, target, reason, created, expires, lifted, set_by) VALUES"
		    " (1, 'name', NULL, 'troll*', 'over', 1600000000, 1600000900, NULL, 'ana'),"
		    " (1, 'domain', NULL, 'spam.example', 'sorry', 1600000000, NULL, 1600000500, 'jo'),"
		    " (1, 'email', zeroblob(32), 'reader-CCCC-DDDD', 'sorry', 1600000000, 1900000000, 1600000500, 'jo');"
		    "INSERT INTO import_source (site, system, name, created) VALUES (1, 'disqus', 'old', 5);"
		    "INSERT INTO imported (source, old, comment, parent) VALUES (1, '77', 4, '76'), (1, '78', 2, NULL);"
		    "INSERT INTO thread_moved (site, page, thread, moved) VALUES (1, '/was/', 1, 5);");
}

static void
nothing_that_a_comment_can_have_is_lost_on_the_way(void **state)
{
	int64_t n;
	(void)state;
	fill();
	enrich();
	struct str before = str_keep(take((struct export_ask){.format = EXPORT_JSONL}, &n));
	assert_int_equal(times(before, "\"toxicity\":0.25,\"version\":2,"), 1);
	assert_int_equal(times(before, "\"rules\":\"v3\",\"up\":2,\"down\":1,\"revisions\":[{\"version\":0,"), 1);
	assert_int_equal(times(before, "\"answered_by\":\"ana\",\"answer\":\"Good.\""), 1);
	assert_int_equal(times(before, "\"by\":\"ana\",\"reason\":\"other\",\"why\":\"No shouting.\""), 1);
	move_to_an_empty_site(before);
	struct str after = take((struct export_ask){.format = EXPORT_JSONL}, &n);
	assert_same_lines(before, after);
	struct str votes = sqlite_says(f.a, str_printf(f.a, "%s/data/test.db", f.folder).p,
				       "SELECT count(*), sum(value), count(voter) FROM vote WHERE comment = 1",
				       "SELECT replied, round(best, 6) > 0 FROM comment WHERE id = 1");
	assert_str(votes, "3|1|0\n1|1\n");
	str_drop(&before);
	fixture_end(&f);
}

static struct str
says(const char *sql)
{
	return sqlite_says(f.a, str_printf(f.a, "%s/data/test.db", f.folder).p, sql, NULL);
}

static void
what_moved_to_an_empty_site_leaves_it_as_the_same_bytes(void **state)
{
	int64_t n;
	(void)state;
	fill();
	/* One has kept the number that it had elsewhere. */
	says("INSERT INTO import_source (site, system, name, created) VALUES (1, 'disqus', 'old', 5);"
	     "UPDATE comment SET origin = 1 WHERE id = 2");
	struct str before = str_keep(take((struct export_ask){.format = EXPORT_JSONL}, &n));
	assert_int_equal(times(before, "\"old\":[{\"system\":\"disqus\",\"source\":\"old\",\"id\":\"2\"}]"), 1);
	move_to_an_empty_site(before);
	struct str after = take((struct export_ask){.format = EXPORT_JSONL}, &n);
	assert_int_equal(n, 4);
	assert_same_lines(before, after);
	str_drop(&before);
	fixture_end(&f);
}

/* ---- every column of the schema ---------------------------------------------------------------------- */

struct column {
	const char *table, *column, *why; /* why NULL: it moves */
};

static const struct column columns[] = {
#define MOVES(table, column) {table, column, NULL},
#define STAYS(table, column, why) {table, column, why},
	EXPORT_COLUMNS(MOVES, STAYS)
#undef MOVES
#undef STAYS
};

static size_t
listed(struct str table, struct str column)
{
	size_t n = 0;
	for (size_t i = 0; i < ARRAY_LEN(columns); i++)
		n += str_eq(table, str_of(columns[i].table)) &&
		     (str_eq(column, str_of(columns[i].column)) || strcmp(columns[i].column, "*") == 0);
	return n;
}

static void
every_column_moves_or_stays_for_a_reason_that_is_told(void **state)
{
	size_t n = 0, rows = 0;
	(void)state;
	fixture_make(&f, OPEN);
	struct str all = says("SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c"
			      " WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite!_%' ESCAPE '!'"
			      " AND t.name NOT LIKE 'search!_%' ESCAPE '!'"
			      " UNION ALL SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c"
			      " WHERE t.name IN ('search_stand', 'search_due') ORDER BY 1, 2"),
		   one, table;
	while (str_cut(&all, '\n', &one)) {
		str_cut(&one, '|', &table);
		if (table.n > 0 && listed(table, one) != 1)
			fail_msg("%.*s.%.*s is in tests/flow/export_columns.h %zu times: does export --format jsonl "
				 "carry it, and if not, why?", STR_FMT(table), STR_FMT(one), listed(table, one));
		rows += table.n > 0;
	}
	assert_true(rows > 150);
	for (size_t i = 0; i < ARRAY_LEN(columns); i++) { /* none that is gone */
		if (strcmp(columns[i].column, "*") == 0)
			continue;
		struct str there = says(str_printf(f.a, "SELECT count(*) FROM pragma_table_info('%s') WHERE name = '%s'",
						   columns[i].table, columns[i].column).p);
		if (!str_eq(there, STR("1\n")))
			fail_msg("%s.%s is no column", columns[i].table, columns[i].column);
		n++;
	}
	assert_true(n > 100);
	fixture_end(&f);
}

/* What stands in each column that moves: "table.column: values", sorted. What was called by the number that it
 * kept is not told again. */
static struct str
what_moves(void)
{
	struct buf b = buf_in(f.a, 65536);
	for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
		const struct column *c = &columns[i];
		if (c->why != NULL)
			continue;
		buf_printf(&b, "%s SELECT '%s.%s: ' || coalesce((SELECT group_concat(v, ' ') FROM (SELECT"
			       " replace(quote(%s), char(10), ' ') v"
			       " FROM %s%s ORDER BY 1)), '')",
			   b.n > 0 ? " UNION ALL" : "", c->table, c->column, c->column, c->table,
			   strcmp(c->table, "imported") == 0
				   ? " WHERE source IN (SELECT id FROM import_source WHERE system <> 'jsonl')"
			   : strcmp(c->table, "import_source") == 0 ? " WHERE system <> 'jsonl'"
								    : "");
	}
	return str_keep(says(str_copy(f.a, buf_view(&b)).p));
}

/* Something that no default gives. */
static bool
says_something(struct str values)
{
	struct str one;
	str_cut(&values, ':', &one);
	for (bool more = true; more;) {
		more = str_cut(&values, ' ', &one);
		if (one.n > 0 && !str_eq(one, STR("NULL")) && !str_eq(one, STR("0")) && !str_eq(one, STR("''")) &&
		    !str_eq(one, STR("-1.0")) && !str_eq(one, STR("0.0")))
			return true;
	}
	return false;
}

static void
what_is_in_a_column_that_moves_is_in_it_after_the_move(void **state)
{
	int64_t n;
	(void)state;
	fill();
	enrich();
	struct str before = what_moves(), rest = before, one;
	struct str file = str_keep(take((struct export_ask){.format = EXPORT_JSONL, .with_keys = true}, &n));
	move_to_an_empty_site(file);
	struct str after = what_moves();
	assert_same_lines(before, after);
	while (str_cut(&rest, '\n', &one))
		if (one.n > 0 && !says_something(one))
			fail_msg("nothing was in it: %.*s", STR_FMT(one));
	struct str again = take((struct export_ask){.format = EXPORT_JSONL, .with_keys = true}, &n);
	assert_same_lines(file, again);
	str_drop(&before);
	str_drop(&after);
	str_drop(&file);
	fixture_end(&f);
}

/* A file of the first version is read as it ever was; a second reading changes nothing. */
static void
older_files_are_read_and_a_second_reading_changes_nothing(void **state)
{
	int64_t n;
	(void)state;
	fill();
	enrich();
	struct str file = str_keep(take((struct export_ask){.format = EXPORT_JSONL}, &n)), line, rest = file;
	struct buf old = buf_in(f.a, file.n + 1);
	buf_lit(&old, "{\"rejoinder\":\"export\",\"version\":1}\n");
	for (size_t i = 0; str_cut(&rest, '\n', &line) && line.n > 0; i++) {
		bool later = str_find(line, STR("\"type\":\"word\""), 0) != SIZE_MAX ||
			     str_find(line, STR("\"type\":\"rule\""), 0) != SIZE_MAX ||
			     str_find(line, STR("\"type\":\"reply\""), 0) != SIZE_MAX;
		size_t from = str_find(line, STR(",\"grounds\":"), 0);
		if (i > 0 && !later)
			buf_printf(&old, "%.*s%s\n", STR_FMT(from == SIZE_MAX ? line : str_sub(line, 0, from)),
				   from == SIZE_MAX ? "" : "}");
	}
	move_to_an_empty_site(str_copy(f.a, buf_view(&old)));
	take((struct export_ask){.format = EXPORT_JSONL}, &n);
	assert_int_equal(n, 4);
	assert_str(says("SELECT count(*), sum(grounds = '') FROM comment; SELECT count(*) FROM words"), "4|4\n0\n");
	move_to_an_empty_site(file);
	struct comment_imported done;
	struct comment_import job = {.path = str_printf(f.a, "%s/moved.jsonl", f.folder).p, .format = STR("jsonl")};
	assert_int_equal(import_comments(f.house, f.site, f.a, f.console, &job, &done), ERR_OK);
	assert_int_equal(done.added, 0);
	assert_int_equal(done.known, 4);
	struct str again = take((struct export_ask){.format = EXPORT_JSONL}, &n);
	assert_true(str_eq(file, again));
	str_drop(&file);
	fixture_end(&f);
}

static struct str
leads_to(const char *page)
{
	struct thread t = {.page = STR("")};
	struct db *db = store_reader(f.house->store, DB_VISITOR);
	enum err e = store_thread_find(db, f.a, f.site->id, str_of(page), &t);
	store_reader_done(f.house->store, &db);
	assert_true(e == ERR_OK || e == ERR_GONE);
	return t.page;
}

static void
the_addresses_that_an_article_has_left_lead_on_after_the_move(void **state)
{
	static const char *const path[] = {"/story/", "/story/two", "/story/a \"third\"", "/story/now"};
	int64_t n;
	(void)state;
	fill();
	for (size_t i = 1; i < ARRAY_LEN(path); i++) {
		enum thread_moved moved;
		assert_int_equal(thread_move(f.house, f.site, f.a, f.console, str_of(path[i - 1]), str_of(path[i]),
					     &moved), ERR_OK);
		assert_int_equal(moved, THREAD_MOVED);
	}
	struct str before = str_keep(take((struct export_ask){.format = EXPORT_JSONL}, &n));
	assert_int_equal(times(before, "\"was\":[\"/story/\",\"/story/a \\\"third\\\"\",\"/story/two\"]}\n"), 1);
	assert_int_equal(times(before, "\"was\":[]}\n"), 1);
	move_to_an_empty_site(before);
	for (size_t i = 0; i < ARRAY_LEN(path); i++)
		assert_str(leads_to(path[i]), "/story/now");
	struct str after = take((struct export_ask){.format = EXPORT_JSONL}, &n);
	assert_same_lines(before, after);
	str_drop(&before);
	fixture_end(&f);
}

/* Whoever was approved before, and has a status link of it, need not wait in the new installation, which holds first
 * comments; a stranger does. */
static void
with_keys_whoever_was_trusted_is_trusted_after_the_move(void **state)
{
	int64_t n;
	(void)state;
	fill();
	struct say ben = {.text = "The harbour is as it was.", .email = "ben@news.example"};
	struct str link = str_keep(say(&f, ben).status_token);
	struct str file = str_keep(take((struct export_ask){.format = EXPORT_JSONL, .with_keys = true}, &n));
	struct str bare = str_keep(take((struct export_ask){.format = EXPORT_JSONL}, &n));
	rules_of_the_new_site = "hold: { first = 1; }; rate: { posts = 100000; }; storm: { mode = \"none\"; };";
	move_to_an_empty_site(file);
	ben.text = "And so is the pier.";
	ben.earlier = link;
	assert_int_equal(say(&f, ben).state, STATE_APPROVED);
	assert_int_equal(say(&f, (struct say){.text = "I come for the first time.", .email = "new@news.example"}).state,
			 STATE_PENDING);
	move_to_an_empty_site(bare); /* without them he is a stranger, too */
	assert_int_equal(say(&f, ben).state, STATE_PENDING);
	rules_of_the_new_site = OPEN;
	str_drop(&file);
	str_drop(&bare);
	str_drop(&link);
	fixture_end(&f);
}

static void
with_keys_a_ban_and_a_persons_past_survive_the_move(void **state)
{
	int64_t n;
	(void)state;
	fill();
	ban_address("ben+x@news.example");
	struct str before = take((struct export_ask){.format = EXPORT_JSONL, .with_keys = true}, &n);
	size_t people = times(before, "\"type\":\"author\"");
	move_to_an_empty_site(before);
	struct posted ana = say(&f, (struct say){.text = "I have been here before, and it was nice."});
	assert_int_equal(times(take((struct export_ask){.format = EXPORT_JSONL, .with_keys = true}, &n),
			       "\"type\":\"author\""), people); /* she is the one who came with the file */
	assert_true(ana.id.n > 4);
	struct ban *found;
	size_t bans = 0;
	bool readable;
	struct suspect who = {.name = STR("Ben")};
	assert_int_equal(ban_test(f.house, f.site, f.a, f.console, str_copy(f.a, STR("Ben+other@news.example")), &who,
				  &readable, &found, &bans), ERR_OK);
	assert_true(readable);
	assert_int_equal(bans, 1);
	assert_int_equal(found[0].kind, BAN_EMAIL);
	fixture_end(&f);
}

/* What a ban was is known to the desk where the site goes, but it stops nobody there, and comes once. */
static void
bans_of_the_past_move_as_the_past(void **state)
{
	int64_t n;
	struct comment_imported done;
	const char *bans = "SELECT kind, target, created, expires, lifted FROM ban ORDER BY id";
	(void)state;
	fill();
	enrich();
	struct str before = str_keep(says(bans));
	move_to_an_empty_site(take((struct export_ask){.format = EXPORT_JSONL, .with_keys = true}, &n));
	assert_same_lines(says(bans), before);
	struct comment_import job = {.path = str_printf(f.a, "%s/moved.jsonl", f.folder).p, .format = STR("jsonl")};
	assert_int_equal(import_comments(f.house, f.site, f.a, f.console, &job, &done), ERR_OK);
	assert_same_lines(says(bans), before);
	str_drop(&before);
	struct posted p = say(&f, (struct say){.name = "Trollope", .text = "The ferry was late again today."});
	assert_true(p.id.n > 0);
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_moved_to_an_empty_site_leaves_it_as_the_same_bytes),
		cmocka_unit_test(nothing_that_a_comment_can_have_is_lost_on_the_way),
		cmocka_unit_test(every_column_moves_or_stays_for_a_reason_that_is_told),
		cmocka_unit_test(what_is_in_a_column_that_moves_is_in_it_after_the_move),
		cmocka_unit_test(older_files_are_read_and_a_second_reading_changes_nothing),
		cmocka_unit_test(the_addresses_that_an_article_has_left_lead_on_after_the_move),
		cmocka_unit_test(with_keys_whoever_was_trusted_is_trusted_after_the_move),
		cmocka_unit_test(with_keys_a_ban_and_a_persons_past_survive_the_move),
		cmocka_unit_test(bans_of_the_past_move_as_the_past),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
