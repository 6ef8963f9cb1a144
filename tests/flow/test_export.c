/* Export: four forms, what is in them, and what is in none. The forms are read back by other people's
 * readers. */
#include "test.h"

#include <expat.h>
#include <jansson.h>

#include "flow/export.h"
#include "flow/import_comment.h"
#include "flow/thread.h"
#include "house.h"
#include "sqlite.h"
#include "store/store_thread.h"

#define OPEN "hold: { first = 0; }; rate: { posts = 100000; }; storm: { mode = \"none\"; };"

static struct fixture f;

static struct str
take(struct export_ask ask, int64_t *ret_n)
{
	char *bytes = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&bytes, &size);
	if (ask.since == 0)
		ask.since = INT64_MIN;
	assert_int_equal(export_stream(f.house, f.site, &ask, out, ret_n), ERR_OK);
	fclose(out);
	struct str all = str_copy(f.a, (struct str){bytes, size});
	free(bytes);
	return all;
}

static size_t
times(struct str all, const char *what)
{
	size_t n = 0;
	for (size_t at = 0; (at = str_find(all, str_of(what), at)) != SIZE_MAX; at++)
		n++;
	return n;
}

static json_t *
line(struct str all, size_t number)
{
	struct str one = {0};
	json_error_t why;
	for (size_t i = 0; i <= number; i++)
		str_cut(&all, '\n', &one);
	json_t *j = json_loadb(one.p, one.n, JSON_REJECT_DUPLICATES, &why);
	if (j == NULL)
		fail_msg("line %zu: %s: %.*s", number, why.text, STR_FMT(one));
	return j;
}

/* Two people on two articles; one answers the other; one is spam, one waits. */
static void
fill(void)
{
	fixture_make(&f, OPEN);
	assert_int_equal(thread_say(f.house, f.site, f.a, f.console, STR("/story/"), STR("Votes until **nine**."),
				    STR("No \"guesses\".\n\nPlease.")), ERR_OK);
	struct posted first = say(&f, (struct say){.text = "The bus was \"late\" <again>.\n\nTwice."});
	say(&f, (struct say){.text = "It was *early* here, https://bus.example/ says.",
			     .email = "ben@news.example", .name = "=1+2", .parent = first.id});
	struct posted third = say(&f, (struct say){.text = "@Ana: ]]> & the end", .page = "/other page/"});
	make_move(&f, third.id, VERB_SPAM);
	clock_stop(NOW + 3600);
	struct posted last = say(&f, (struct say){.text = "An hour later, with \xF0\x9F\x98\x80.", .name = "\xD8\xB3"});
	make_move(&f, last.id, VERB_REJECT);
}

static void
the_lossless_form_has_every_field_of_the_manual_in_its_order(void **state)
{
	static const char *const fields[] = {
		"type", "id", "page", "parent", "author", "chain", "state", "marks", "name", "url", "text",
		"masked", "created", "decided", "decided_by", "note", "generation", "action", "score",
		"versions", "reasons", "old", "toxicity", "version", "changed", "rules", "up", "down",
		"revisions", "appeal"};
	int64_t n = 0;
	size_t i = 0;
	const char *key;
	json_t *value;
	(void)state;
	fill();
	struct str all = take((struct export_ask){.format = EXPORT_JSONL}, &n);
	assert_int_equal(n, 4);
	assert_int_equal(times(all, "\n"), 1 + 2 + 4);
	assert_true(str_starts(all, STR("{\"rejoinder\":\"export\",\"version\":1}\n")));
	json_t *second = line(all, 4);
	json_object_foreach(second, key, value)
		assert_string_equal(key, fields[i++]);
	assert_int_equal(i, ARRAY_LEN(fields));
	assert_string_equal(json_string_value(json_object_get(second, "author")), "a2");
	assert_string_equal(json_string_value(json_object_get(second, "name")), "=1+2");
	assert_int_equal(json_integer_value(json_object_get(second, "parent")), 1);
	assert_string_equal(json_string_value(json_object_get(second, "created")), "2027-01-15T08:00:00Z");
	json_decref(second);
	json_t *third = line(all, 5);
	assert_string_equal(json_string_value(json_object_get(third, "author")), "a1");
	assert_string_equal(json_string_value(json_object_get(third, "state")), "spam");
	assert_string_equal(json_string_value(json_object_get(third, "page")), "/other page/");
	json_decref(third);
	fixture_end(&f);
}

static void
two_exports_of_one_store_are_the_same_bytes(void **state)
{
	int64_t n;
	(void)state;
	fill();
	for (int k = 0; k < EXPORT__MAX; k++) {
		struct export_ask ask = {.format = (enum export_format)k, .page = STR("/story/")};
		assert_true(str_eq(take(ask, &n), take(ask, &n)));
		assert_true(n > 0);
	}
	fixture_end(&f);
}

static void
no_form_has_an_address_or_a_hash_unless_asked_for(void **state)
{
	int64_t n;
	struct ban ban;
	enum ban_outcome outcome;
	struct ban_terms terms = {.reason = STR("raid")};
	(void)state;
	fill();
	assert_int_equal(ban_add(f.house, f.site, f.a, f.console, BAN_EMAIL,
				 str_copy(f.a, STR("ben@news.example")), &terms, &outcome, &ban), ERR_OK);
	struct str keys = take((struct export_ask){.format = EXPORT_JSONL, .with_keys = true}, &n);
	json_t *b = line(keys, 1), *author = line(keys, 4);
	const char *ban_hash = json_string_value(json_object_get(b, "hash"));
	assert_string_equal(json_string_value(json_object_get(b, "type")), "ban");
	assert_string_equal(json_string_value(json_object_get(author, "type")), "author");
	const char *id_hash = json_string_value(json_object_get(author, "id_hash"));
	assert_int_equal(strlen(ban_hash), 64);
	assert_int_equal(strlen(id_hash), 64);
	assert_int_equal(times(keys, ban_hash), 2); /* the ban, and the person whom it means */
	assert_int_equal(times(keys, "\"type\":\"author\""), 2);
	for (int k = 0; k < EXPORT__MAX; k++) {
		struct str all = take((struct export_ask){.format = (enum export_format)k,
							  .page = k == EXPORT_HTML ? STR("/story/") : STR("")}, &n);
		assert_int_equal(times(all, ban_hash) + times(all, id_hash), 0);
		assert_int_equal(times(all, "@news.example") + times(all, "192.0.2.7"), 0);
		assert_int_equal(times(all, "reader-") + times(all, "raid"), 0);
	}
	assert_int_equal(times(keys, "@news.example"), 0);
	json_decref(b);
	json_decref(author);
	fixture_end(&f);
}

static void
page_date_and_status_choose_what_is_written(void **state)
{
	int64_t n;
	(void)state;
	fill();
	for (int k = 0; k < EXPORT_HTML; k++) {
		enum export_format form = (enum export_format)k;
		take((struct export_ask){.format = form, .page = STR("/other page/")}, &n);
		assert_int_equal(n, 1);
		take((struct export_ask){.format = form, .since = NOW + 1}, &n);
		assert_int_equal(n, 1);
		take((struct export_ask){.format = form, .states = 1u << STATE_APPROVED}, &n);
		assert_int_equal(n, 2);
		take((struct export_ask){.format = form,
					 .states = 1u << STATE_SPAM | 1u << STATE_REJECTED}, &n);
		assert_int_equal(n, 2);
	}
	take((struct export_ask){.format = EXPORT_HTML, .page = STR("/story/")}, &n);
	assert_int_equal(n, 2);
	struct export_ask lost = {.format = EXPORT_JSONL, .page = STR("/nowhere/"), .since = INT64_MIN};
	assert_int_equal(export_stream(f.house, f.site, &lost, stdout, &n), ERR_GONE);
	fixture_end(&f);
}

static void
more_rows_than_one_page_come_once_each(void **state)
{
	int64_t n;
	(void)state;
	fixture_make(&f, OPEN);
	for (int i = 0; i < 2100; i++) /* the reader's page has 1000 */
		say(&f, (struct say){.text = str_printf(f.a, "Harbour post %d of many.", i).p,
				     .page = i % 3 ? "/story/" : "/other/"});
	for (int k = 0; k < EXPORT__MAX; k++) {
		bool one = k == EXPORT_HTML;
		struct str all = take((struct export_ask){.format = (enum export_format)k,
							  .page = one ? STR("/story/") : STR("")}, &n);
		assert_int_equal(n, one ? 1400 : 2100);
		for (int i = 0; i < 2100; i++)
			assert_int_equal(times(all, str_printf(f.a, "Harbour post %d of", i).p), !one || i % 3 != 0);
		arena_reset(f.a);
	}
	fixture_end(&f);
}

static void
a_spreadsheet_finds_no_formula_and_every_line_break(void **state)
{
	int64_t n;
	(void)state;
	fill();
	struct str all = take((struct export_ask){.format = EXPORT_CSV}, &n);
	assert_int_equal(times(all, "\r\n"), 5);
	assert_int_equal(times(all, ",'=1+2,"), 1);
	assert_int_equal(times(all, ",'@Ana: ]]> & the end,"), 1);
	assert_int_equal(times(all, "\"The bus was \"\"late\"\" <again>.\n\nTwice.\""), 1);
	fixture_end(&f);
}

/* ---- out, in, and out again -------------------------------------------------------------------------- */

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
	fixture_make(&f, OPEN);
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
		    "UPDATE comment SET up = 2, down = 1, best = 0.2 WHERE id = 1;"
		    "INSERT INTO vote (comment, voter, value, made)"
		    " VALUES (1, NULL, 1, 5), (1, zeroblob(32), 1, 6), (1, NULL, -1, 7);"
		    "INSERT INTO revision (comment, version, body, state, replaced, changed_by, reason, why, lesson)"
		    " VALUES (1, 0, 'The first of all.', 'pending', 1800000010, '', '', '', 0),"
		    " (1, 1, 'The second.', 'approved', 1800000020, 'ana', 'other', 'No shouting.', 0);"
		    "INSERT INTO appeal (comment, body, created, answered, answered_by, answer)"
		    " VALUES (3, 'I did not mean it.', 1800000030, 1800000040, 'ana', 'Good.'),"
		    " (4, 'Please.', 1800000050, NULL, '', '');"
		    "UPDATE thread SET mode = 'slow' WHERE id = 2;",
		    NULL);
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
	if (!str_eq(before, after))
		fail_msg("before:\n%.*s\nafter:\n%.*s", STR_FMT(before), STR_FMT(after));
	struct str votes = sqlite_says(f.a, str_printf(f.a, "%s/data/test.db", f.folder).p,
				       "SELECT count(*), sum(value), count(voter) FROM vote WHERE comment = 1",
				       "SELECT replied, round(best, 6) > 0 FROM comment WHERE id = 1");
	assert_str(votes, "3|1|0\n1|1\n");
	str_drop(&before);
	fixture_end(&f);
}

static void
what_moved_to_an_empty_site_leaves_it_as_the_same_bytes(void **state)
{
	int64_t n;
	(void)state;
	fill();
	struct str before = str_keep(take((struct export_ask){.format = EXPORT_JSONL}, &n));
	move_to_an_empty_site(before);
	struct str after = take((struct export_ask){.format = EXPORT_JSONL}, &n);
	assert_int_equal(n, 4);
	if (!str_eq(before, after))
		fail_msg("before:\n%.*s\nafter:\n%.*s", STR_FMT(before), STR_FMT(after));
	str_drop(&before);
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
	if (!str_eq(before, after))
		fail_msg("before:\n%.*s\nafter:\n%.*s", STR_FMT(before), STR_FMT(after));
	str_drop(&before);
	fixture_end(&f);
}

static void
with_keys_a_ban_and_a_persons_past_survive_the_move(void **state)
{
	int64_t n;
	struct ban ban;
	enum ban_outcome outcome;
	struct ban_terms terms = {.reason = STR("raid")};
	(void)state;
	fill();
	assert_int_equal(ban_add(f.house, f.site, f.a, f.console, BAN_EMAIL,
				 str_copy(f.a, STR("ben+x@news.example")), &terms, &outcome, &ban), ERR_OK);
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

/* ---- WXR, as WordPress's importer looks at it: elements by their names ------------------------------- */

struct wxr {
	char path[256], text[4096];
	size_t n, items, comments, spam, trash, published, replies;
	bool version;
};

static void XMLCALL
on_start(void *arg, const XML_Char *name, const XML_Char **attributes)
{
	struct wxr *w = arg;
	(void)attributes;
	w->n = 0;
	w->items += strcmp(name, "item") == 0;
	w->comments += strcmp(name, "wp:comment") == 0;
}

static void XMLCALL
on_text(void *arg, const XML_Char *s, int n)
{
	struct wxr *w = arg;
	assert_true(w->n + (size_t)n < sizeof(w->text));
	memcpy(w->text + w->n, s, (size_t)n);
	w->n += (size_t)n;
}

static void XMLCALL
on_end(void *arg, const XML_Char *name)
{
	struct wxr *w = arg;
	w->text[w->n] = '\0';
	if (strcmp(name, "wp:comment_approved") == 0) {
		w->published += strcmp(w->text, "1") == 0;
		w->spam += strcmp(w->text, "spam") == 0;
		w->trash += strcmp(w->text, "trash") == 0;
	}
	w->replies += strcmp(name, "wp:comment_parent") == 0 && strcmp(w->text, "0") != 0;
	w->version |= strcmp(name, "wp:wxr_version") == 0 && strcmp(w->text, "1.2") == 0;
	if (strcmp(name, "wp:comment_content") == 0 && w->comments == 4)
		assert_string_equal(w->text, "<p>@Ana: ]]&gt; &amp; the end</p>\n");
	if (strcmp(name, "link") == 0 && w->items == 2)
		assert_string_equal(w->text, "https://news.example/other%20page/");
	if (strstr(name, "email") != NULL || strstr(name, "_IP") != NULL)
		assert_string_equal(w->text, "");
	if (strcmp(name, "wp:comment_date_gmt") == 0)
		assert_true(strcmp(w->text, "2027-01-15 08:00:00") == 0 ||
			    strcmp(w->text, "2027-01-15 09:00:00") == 0);
	w->n = 0;
}

static void
wordpress_reads_articles_comments_and_their_states(void **state)
{
	int64_t n;
	struct wxr w = {.n = 0};
	(void)state;
	fill();
	struct str all = take((struct export_ask){.format = EXPORT_WXR}, &n);
	XML_Parser p = XML_ParserCreate(NULL);
	XML_SetUserData(p, &w);
	XML_SetElementHandler(p, on_start, on_end);
	XML_SetCharacterDataHandler(p, on_text);
	if (XML_Parse(p, all.p, (int)all.n, 1) != XML_STATUS_OK)
		fail_msg("line %lu: %s", XML_GetCurrentLineNumber(p), XML_ErrorString(XML_GetErrorCode(p)));
	XML_ParserFree(p);
	assert_true(w.version);
	assert_int_equal(w.items, 2);
	assert_int_equal(w.published, 2);
	assert_int_equal(w.spam, 1);
	assert_int_equal(w.trash, 1);
	assert_int_equal(w.replies, 1);
	fixture_end(&f);
}

/* ---- the archive ------------------------------------------------------------------------------------ */

static struct str
read_all(const char *path)
{
	char *p = arena_alloc(f.a, 1 << 16);
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	size_t n = fread(p, 1, 1 << 16, file);
	fclose(file);
	return (struct str){p, n};
}

static void
an_archive_is_a_folder_of_pages_that_shows_what_readers_see(void **state)
{
	int64_t n;
	(void)state;
	fill();
	struct export_ask ask = {.format = EXPORT_HTML, .since = INT64_MIN};
	const char *to = str_printf(f.a, "%s/archive", f.folder).p;
	assert_int_equal(export_folder(f.house, f.site, &ask, to, &n), ERR_OK);
	assert_int_equal(n, 2);
	struct str index = read_all(str_printf(f.a, "%s/index.html", to).p);
	assert_int_equal(times(index, "<li>"), 1);
	assert_int_equal(times(index, "href=\"story-1.html\""), 1);
	struct str page = read_all(str_printf(f.a, "%s/story-1.html", to).p);
	assert_int_equal(times(page, "&lt;again&gt;"), 1);
	assert_int_equal(times(page, "<ol class=\"replies\">"), 2);
	assert_int_equal(times(page, "</ol>"), 2);
	assert_int_equal(times(page, "<em>early</em>"), 1);
	assert_int_equal(times(page, "]]"), 0); /* spam, and on the other page */
	assert_int_equal(access(str_printf(f.a, "%s.part", to).p, F_OK), -1);
	/* It does not touch what is there. */
	assert_int_equal(export_folder(f.house, f.site, &ask, to, &n), ERR_CONFLICT);
	/* What an ended run has left is no hindrance. */
	const char *again = str_printf(f.a, "%s/again", f.folder).p;
	assert_int_equal(mkdir(str_printf(f.a, "%s.part", again).p, 0700), 0);
	write_file(str_printf(f.a, "%s.part/story-1.html", again).p, "half");
	ask.states = 1u << STATE_SPAM;
	assert_int_equal(export_folder(f.house, f.site, &ask, again, &n), ERR_OK);
	assert_int_equal(n, 1);
	struct str other = read_all(str_printf(f.a, "%s/index.html", again).p), file;
	other = str_from(other, str_find(other, STR("other-page-"), 0));
	str_cut(&other, '"', &file);
	page = read_all(str_printf(f.a, "%s/%.*s", again, STR_FMT(file)).p);
	assert_int_equal(times(page, "]]&gt;") + times(page, "spam"), 2);
	fixture_end(&f);
}

static void
an_archive_empties_no_folder_that_is_not_its_own(void **state)
{
	int64_t n;
	(void)state;
	fill();
	struct export_ask ask = {.format = EXPORT_HTML, .since = INT64_MIN};
	const char *to = str_printf(f.a, "%s/archive", f.folder).p;
	const char *mine = str_printf(f.a, "%s/mine", f.folder).p;
	assert_int_equal(mkdir(mine, 0700), 0);
	write_file(str_printf(f.a, "%s/letter.txt", mine).p, "kept");
	write_file(str_printf(f.a, "%s/index.html", mine).p, "kept");
	assert_int_equal(symlink(mine, str_printf(f.a, "%s.part", to).p), 0);
	assert_int_equal(export_folder(f.house, f.site, &ask, to, &n), ERR_CONFLICT);
	assert_str(read_all(str_printf(f.a, "%s/index.html", mine).p), "kept");
	assert_int_equal(unlink(str_printf(f.a, "%s.part", to).p), 0);
	assert_int_equal(rename(mine, str_printf(f.a, "%s.part", to).p), 0);
	assert_int_equal(export_folder(f.house, f.site, &ask, to, &n), ERR_CONFLICT);
	assert_str(read_all(str_printf(f.a, "%s.part/letter.txt", to).p), "kept");
	fixture_end(&f);
}

static void
a_stream_that_takes_no_more_ends_the_export(void **state)
{
	int64_t n;
	(void)state;
	fill();
	for (int k = 0; k < EXPORT_HTML; k++) {
		FILE *full = fopen("/dev/full", "w");
		struct export_ask ask = {.format = (enum export_format)k, .since = INT64_MIN};
		assert_int_equal(export_stream(f.house, f.site, &ask, full, &n), ERR_FULL);
		fclose(full);
	}
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_lossless_form_has_every_field_of_the_manual_in_its_order),
		cmocka_unit_test(two_exports_of_one_store_are_the_same_bytes),
		cmocka_unit_test(no_form_has_an_address_or_a_hash_unless_asked_for),
		cmocka_unit_test(page_date_and_status_choose_what_is_written),
		cmocka_unit_test(more_rows_than_one_page_come_once_each),
		cmocka_unit_test(a_spreadsheet_finds_no_formula_and_every_line_break),
		cmocka_unit_test(what_moved_to_an_empty_site_leaves_it_as_the_same_bytes),
		cmocka_unit_test(nothing_that_a_comment_can_have_is_lost_on_the_way),
		cmocka_unit_test(the_addresses_that_an_article_has_left_lead_on_after_the_move),
		cmocka_unit_test(with_keys_a_ban_and_a_persons_past_survive_the_move),
		cmocka_unit_test(wordpress_reads_articles_comments_and_their_states),
		cmocka_unit_test(an_archive_is_a_folder_of_pages_that_shows_what_readers_see),
		cmocka_unit_test(an_archive_empties_no_folder_that_is_not_its_own),
		cmocka_unit_test(a_stream_that_takes_no_more_ends_the_export),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
