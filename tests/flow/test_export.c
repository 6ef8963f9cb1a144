/* Export: four forms, what is in them, and what is in none. The forms are read back by other people's
 * readers. */
#include "test.h"

#include <expat.h>
#include "export.h"

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
	assert_true(str_starts(all, STR("{\"rejoinder\":\"export\",\"version\":2}\n")));
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
	(void)state;
	fill();
	ban_address("ben@news.example");
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
an_archive_has_what_page_date_and_status_choose(void **state)
{
	static const struct {
		struct export_ask ask;
		int64_t n;
		const char *with, *without;
	} of[] = {
		{{.since = NOW + 1, .states = 1u << STATE_REJECTED}, 1, "An hour later", "was early"},
		{{.since = NOW + 1}, 0, NULL, NULL},
		{{.since = INT64_MIN, .states = 1u << STATE_APPROVED | 1u << STATE_REJECTED}, 3, "An hour later", "]]"},
		{{.since = INT64_MIN, .page = STR_C("/story/"), .states = 1u << STATE_SPAM}, 0, NULL, NULL},
	};
	(void)state;
	fill();
	for (size_t i = 0; i < ARRAY_LEN(of); i++) {
		int64_t n = -1;
		struct export_ask ask = of[i].ask;
		ask.format = EXPORT_HTML;
		const char *to = str_printf(f.a, "%s/archive-%zu", f.folder, i).p;
		assert_int_equal(export_folder(f.house, f.site, &ask, to, &n), ERR_OK);
		assert_int_equal(n, of[i].n);
		if (of[i].with == NULL)
			continue;
		struct str page = read_all(str_printf(f.a, "%s/story-1.html", to).p);
		assert_int_equal(times(page, of[i].with), 1);
		assert_int_equal(times(page, of[i].without), 0);
	}
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
		cmocka_unit_test(wordpress_reads_articles_comments_and_their_states),
		cmocka_unit_test(an_archive_is_a_folder_of_pages_that_shows_what_readers_see),
		cmocka_unit_test(an_archive_has_what_page_date_and_status_choose),
		cmocka_unit_test(an_archive_empties_no_folder_that_is_not_its_own),
		cmocka_unit_test(a_stream_that_takes_no_more_ends_the_export),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
