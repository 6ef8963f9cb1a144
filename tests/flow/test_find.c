/* Comments by a query in words. */
#include "test.h"

#include "base/buf.h"
#include "flow/find.h"
#include "flow/queue.h"
#include "house.h"

struct ids {
	int64_t id[16];
	size_t n;
};

static bool
collect(void *arg, const struct comment *c)
{
	struct ids *ids = arg;
	ids->id[ids->n++] = c->id.n;
	return true;
}

/* "1 3": the ids that a query finds. */
static const char *
found(struct fixture *f, const char *query)
{
	struct find q;
	struct str why = {0};
	struct ids ids = {.n = 0};
	struct buf b = buf_in(f->a, 1024);
	assert_true(find_read(f->a, str_of(query), &q, &why));
	assert_int_equal(
		find_walk(f->house, f->site, f->console, &q, (struct comment_id){0}, collect, &ids),
		ERR_OK);
	for (size_t i = 0; i < ids.n; i++)
		buf_printf(&b, "%s%ld", i > 0 ? " " : "", (long)ids.id[i]);
	return str_z(f->a, buf_view(&b));
}

static void
make(struct fixture *f)
{
	fixture_make(f, "moderation = \"all\";");
	say(f, (struct say){.text = "The last bus leaves at ten. Who pays 100% of it?"});
	say(f, (struct say){.text = "DER STRASSENBAHN he\"llo", .address = "192.0.2.8"});
	say(f, (struct say){.text = "See https://example.net/offer for a casino",
			    .address = "192.0.2.9"});
	say(f, (struct say){.text = "No bus, no ferry.", .address = "192.0.2.10"});
}

static void
a_query_finds_what_all_its_terms_hold_for(void **state)
{
	struct fixture f;
	(void)state;
	make(&f);
	assert_string_equal(found(&f, ""), "1 2 3 4");
	assert_string_equal(found(&f, "bus"), "1 4");
	assert_string_equal(found(&f, "BUS -ferry"), "1");
	assert_string_equal(found(&f, "\"last bus\""), "1");
	assert_string_equal(found(&f, "\"bus last\""), "");
	assert_string_equal(found(&f, "straßenbahn"), "2");
	assert_string_equal(found(&f, "has:link"), "3");
	assert_string_equal(found(&f, "-has:link bus"), "1 4");
	assert_string_equal(found(&f, "status:pending casino"), "3");
	assert_string_equal(found(&f, "status:spam"), "");
	assert_string_equal(found(&f, "-status:pending"), "");
	assert_string_equal(found(&f, "rule:link"), "3");
	assert_string_equal(found(&f, "-rule:link"), "1 2 4");
	assert_string_equal(found(&f, "reason:premod"), "1 2 3 4");
	assert_string_equal(found(&f, "before:2000-01-01"), "");
	assert_string_equal(found(&f, "after:2000-01-01 before:2100-01-01 ferry"), "4");
	fixture_end(&f);
}

static void
a_person_and_an_article_are_found_as_lists_name_them(void **state)
{
	struct fixture f;
	struct queue_item item;
	(void)state;
	make(&f);
	assert_int_equal(queue_get(f.house, f.site, f.a, f.console, (struct comment_id){1}, &item),
			 ERR_OK);
	assert_true(item.comment.person.n > 0);
	const char *q = str_printf(f.a, "person:%.*s", STR_FMT(item.comment.person)).p;
	assert_non_null(strstr(found(&f, q), "1"));
	assert_string_equal(found(&f, "person:reader-0000-0000"), "");
	q = str_printf(f.a, "article:%.*s", STR_FMT(item.comment.page)).p;
	assert_string_equal(found(&f, q), "1 2 3 4");
	assert_string_equal(found(&f, "-article:/"), "");
	q = str_printf(f.a, "article:=%.*s", STR_FMT(item.comment.page)).p;
	assert_string_equal(found(&f, q), "1 2 3 4");
	assert_string_equal(found(&f, "article:=/"), "");
	assert_string_equal(found(&f, "-article:=/ ferry"), "4");
	fixture_end(&f);
}

static void
a_language_is_that_of_the_text_where_it_is_clear(void **state)
{
	struct fixture f;
	(void)state;
	make(&f);
	say(&f, (struct say){.text = "Warum fährt denn der Nachtbus nicht mehr bis zum Bahnhof, wenn ihn doch "
				     "so viele brauchen?", .address = "192.0.2.11"});
	say(&f, (struct say){.text = "Ceux qui habitent au port ne sont pas contents de cette décision de la "
				     "mairie.", .address = "192.0.2.12"});
	assert_string_equal(found(&f, "lang:de"), "5");
	assert_string_equal(found(&f, "lang:FR"), "6");
	assert_string_equal(found(&f, "lang:ja"), "");
	assert_string_equal(found(&f, "-lang:de -bus -casino -straßenbahn"), "6");
	fixture_end(&f);
}

static void
what_looks_like_an_operator_and_is_none_is_text(void **state)
{
	struct fixture f;
	static const char *const texts[] = {
		"he\"llo", "NEAR(", "100%", "*",    "foo:bar", "https://example.net/offer",
		"-",	   "has:",  "\"",   "\"\"", "- bus",   "' OR 1=1 --"};
	(void)state;
	make(&f);
	assert_string_equal(found(&f, texts[0]), "2");
	assert_string_equal(found(&f, texts[2]), "1");
	assert_string_equal(found(&f, texts[5]), "3");
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		(void)found(&f, texts[i]);
	fixture_end(&f);
}

static void
a_date_or_state_that_is_none_is_said_and_finds_nothing(void **state)
{
	static const char *const wrong[] = {"before:yesterday", "after:2026-13-01",
					    "status:nonsense",	"has:luck",
					    "-status:",		"\xff\xfe", "lang:xx", "-lang:de-AT",
					    "article:=", "article:=\"\"", "-person:\"\"", "rule:\"\" bus"};
	struct arena *a = arena_new();
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct find q;
		struct str why = {0};
		bool read = find_read(a, str_of(wrong[i]), &q, &why);
		/* "-status:" has nothing behind the colon: text. */
		assert_int_equal(read, i == 4);
		assert_int_equal(why.n > 0, i != 4);
	}
	arena_free(&a);
}

static void
a_walk_begins_behind_an_id(void **state)
{
	struct fixture f;
	struct find q;
	struct str why;
	struct ids ids = {.n = 0};
	(void)state;
	make(&f);
	assert_true(find_read(f.a, STR("bus"), &q, &why));
	assert_int_equal(
		find_walk(f.house, f.site, f.console, &q, (struct comment_id){1}, collect, &ids),
		ERR_OK);
	assert_int_equal(ids.n, 1);
	assert_int_equal(ids.id[0], 4);
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_query_finds_what_all_its_terms_hold_for),
		cmocka_unit_test(a_person_and_an_article_are_found_as_lists_name_them),
		cmocka_unit_test(a_language_is_that_of_the_text_where_it_is_clear),
		cmocka_unit_test(what_looks_like_an_operator_and_is_none_is_text),
		cmocka_unit_test(a_date_or_state_that_is_none_is_said_and_finds_nothing),
		cmocka_unit_test(a_walk_begins_behind_an_id),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
