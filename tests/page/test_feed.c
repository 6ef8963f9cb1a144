/* Feeds over the real socket: read by expat and jansson, conditional, and without what is not shown. */
#include "test.h"

#include <expat.h>
#include <jansson.h>

#include "one_world.h"

static struct fc_answer
get(const char *path, const char *query)
{
	return ask(w, &(struct ask){.host = "news.example", .method = "GET", .path = str_of(path),
				    .query = str_of(query)});
}

static size_t
times(const struct fc_answer *r, const char *words)
{
	size_t n = 0, at = 0;
	for (; (at = str_find(r->out, str_of(words), at)) != SIZE_MAX; at++)
		n++;
	return n;
}

/* What stands in an Atom feed: elements by name, with their namespace. */
struct atom {
	unsigned entries, ids, titles, updated, names, contents, replies, selfs;
	char content[4096];
	size_t n;
	bool in_content;
};

#define ATOM "http://www.w3.org/2005/Atom|"

static void XMLCALL
on_start(void *arg, const XML_Char *name, const XML_Char **atts)
{
	struct atom *f = arg;
	f->entries += strcmp(name, ATOM "entry") == 0;
	f->ids += strcmp(name, ATOM "id") == 0;
	f->titles += strcmp(name, ATOM "title") == 0;
	f->updated += strcmp(name, ATOM "updated") == 0;
	f->names += strcmp(name, ATOM "name") == 0;
	f->contents += strcmp(name, ATOM "content") == 0;
	f->in_content = strcmp(name, ATOM "content") == 0;
	if (strcmp(name, "http://purl.org/syndication/thread/1.0|in-reply-to") == 0)
		for (; atts[0] != NULL; atts += 2)
			f->replies += strcmp(atts[0], "ref") == 0 && atts[1][0] == 'h';
	else if (strcmp(name, ATOM "link") == 0)
		f->selfs += strcmp(atts[1], "self") == 0;
}

static void XMLCALL
on_end(void *arg, const XML_Char *name)
{
	(void)name;
	((struct atom *)arg)->in_content = false;
}

static void XMLCALL
on_text(void *arg, const XML_Char *s, int n)
{
	struct atom *f = arg;
	if (!f->in_content)
		return;
	assert_true(f->n + (size_t)n < sizeof(f->content));
	memcpy(f->content + f->n, s, (size_t)n);
	f->n += (size_t)n;
	f->content[f->n] = '\0';
}

static void
read_atom(const struct fc_answer *r, struct atom *ret)
{
	XML_Parser p = XML_ParserCreateNS(NULL, '|');
	*ret = (struct atom){0};
	XML_SetUserData(p, ret);
	XML_SetElementHandler(p, on_start, on_end);
	XML_SetCharacterDataHandler(p, on_text);
	if (XML_Parse(p, r->body.p, (int)r->body.n, 1) != XML_STATUS_OK)
		fail_msg("line %lu: %s", XML_GetCurrentLineNumber(p), XML_ErrorString(XML_GetErrorCode(p)));
	XML_ParserFree(p);
}

static void
atom_has_what_its_standards_ask_for(void **state)
{
	(void)state;
	struct atom f;
	struct fc_answer r = get("/comments/feed.atom", "page=/story/plain");
	assert_int_equal(r.status, 200);
	assert_true(says(&r, "Content-Type: application/atom+xml; charset=utf-8"));
	read_atom(&r, &f);
	assert_int_equal(f.entries, 1); /* the other one waits */
	assert_int_equal(f.ids, 2);
	assert_int_equal(f.titles, 2);
	assert_int_equal(f.updated, 2);
	assert_int_equal(f.names, 1);
	assert_int_equal(f.replies, 1);
	assert_int_equal(f.selfs, 1);
	assert_true(says(&r, "https://news.example/comments/feed.atom?page=%2Fstory%2Fplain"));
	assert_string_equal(f.content, "<p>Words from a.</p>\n");
}

static void
text_is_escaped_for_xml_and_for_html(void **state)
{
	(void)state;
	struct atom f;
	post_at(w, w->f.site, "/story/odd", "<script>x</script> & ]]> \xEF\xBF\xBE \xEF\xBF\xBD **b**",
		"ana@news.example", NULL);
	struct fc_answer r = get("/comments/feed.atom", "page=/story/odd");
	read_atom(&r, &f);
	assert_string_equal(f.content, "<p>&lt;script&gt;x&lt;/script&gt; &amp; ]]&gt; "
				       "\xEF\xBF\xBD \xEF\xBF\xBD <strong>b</strong></p>\n");
}

static void
json_feed_says_the_same(void **state)
{
	(void)state;
	json_error_t error;
	struct fc_answer r = get("/comments/feed.json", "page=/story/plain");
	assert_int_equal(r.status, 200);
	assert_true(says(&r, "Content-Type: application/feed+json; charset=utf-8"));
	json_t *feed = json_loadb(r.body.p, r.body.n, 0, &error);
	assert_non_null(feed);
	assert_string_equal(json_string_value(json_object_get(feed, "version")),
			    "https://jsonfeed.org/version/1.1");
	json_t *items = json_object_get(feed, "items");
	assert_int_equal(json_array_size(items), 1);
	json_t *item = json_array_get(items, 0);
	assert_string_equal(json_string_value(json_object_get(item, "content_html")), "<p>Words from a.</p>\n");
	assert_string_equal(json_string_value(json_object_get(json_object_get(item, "_rejoinder"), "in_reply_to")),
			    "https://news.example/story/plain");
	json_decref(feed);
}

static void
a_site_has_its_own_and_no_other_site_s(void **state)
{
	(void)state;
	struct atom f;
	post_at(w, w->f.site, "/story/second", "A second article's.", "ana@news.example", NULL);
	struct fc_answer r = get("/comments/feed.atom", "");
	read_atom(&r, &f);
	assert_int_equal(f.entries, 2);
	assert_false(says(&r, "BSECRET") || says(&r, "inside"));
	r = get("/comments/feed.atom", "page=/story/onlyb");
	read_atom(&r, &f);
	assert_int_equal(f.entries, 0);
}

static void
a_reader_s_program_asks_again_and_gets_304_until_something_changed(void **state)
{
	(void)state;
	struct fc_answer r = get("/comments/feed.atom", "");
	struct str tag = fc_header(&r, "ETag");
	assert_true(tag.n > 2);
	struct ask again = {.host = "news.example", .method = "GET", .path = STR("/comments/feed.atom"),
			    .if_none_match = tag};
	assert_int_equal(ask(w, &again).status, 304);
	post_at(w, w->f.site, "/story/third", "News.", "ana@news.example", NULL);
	assert_int_equal(ask(w, &again).status, 200);
}

static void
an_edit_makes_its_entry_and_the_feed_newer(void **state)
{
	(void)state;
	struct atom f;
	post_at(w, w->f.site, "/story/plain", "The last word.", "cyd@news.example", NULL);
	struct fc_answer r = get("/comments/feed.atom", "page=/story/plain");
	assert_int_equal(times(&r, "<updated>2027-01-15T08:00:00Z"), 3);
	r = get("/comments/feed.json", "page=/story/plain");
	assert_false(says(&r, "date_modified"));
	clock_stop(NOW + 60);
	struct str token = status_token(w->f.a, w->f.house, w->f.site, w->a_shown, 0, NOW);
	struct ask edit = {.host = "news.example", .method = "POST",
			   .path = str_cat(w->a, STR("/comments/status/"), token),
			   .body = STR("act=edit&version=0&comment=Hello+again.")};
	assert_int_equal(ask(w, &edit).status, 303);
	r = get("/comments/feed.atom", "page=/story/plain");
	read_atom(&r, &f);
	assert_int_equal(f.entries, 2);
	assert_int_equal(times(&r, "<updated>2027-01-15T08:01:00Z"), 2);
	assert_int_equal(times(&r, "<updated>2027-01-15T08:00:00Z"), 1);
	assert_int_equal(times(&r, "<published>2027-01-15T08:00:00Z"), 2);
	r = get("/comments/feed.json", "page=/story/plain");
	assert_int_equal(times(&r, "\"date_modified\":\"2027-01-15T08:01:00Z\""), 1);
	clock_stop(NOW);
}

static void
what_is_no_article_has_no_feed(void **state)
{
	(void)state;
	assert_int_equal(get("/comments/feed.atom", "page=../x").status, 404);
	assert_int_equal(get("/comments/feed.json", "page=").status, 404);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(atom_has_what_its_standards_ask_for),
		TEST(text_is_escaped_for_xml_and_for_html),
		TEST(json_feed_says_the_same),
		TEST(a_site_has_its_own_and_no_other_site_s),
		TEST(a_reader_s_program_asks_again_and_gets_304_until_something_changed),
		TEST(an_edit_makes_its_entry_and_the_feed_newer),
		TEST(what_is_no_article_has_no_feed),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
