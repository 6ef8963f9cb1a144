/* A site and comments for the tests of the pages. */
#ifndef TESTS_VIEW_SITE_H
#define TESTS_VIEW_SITE_H

#include "view/view.h"

#define T0 INT64_C(1795630860) /* 25 November 2026, 18:21 UTC */

static inline struct site_view
test_site(void)
{
	return (struct site_view){
		.title = STR("Harbour News"),
		.base_url = STR("https://news.example"),
		.articles = STR("https://news.example"),
		.base_path = STR("/comments"),
		.lang = STR("en"),
		.rules_url = STR("/rules"),
		.privacy_url = STR("https://news.example/privacy?a=1&b=2"),
		.css = STR("/comments/embed-0123456789abcdef.css"),
		.js = STR("/comments/embed-0123456789abcdef.js"),
		.status_js = STR("/comments/status-0123456789abcdef.js"),
		.desk_css = STR("/comments/moderate-0123456789abcdef.css"),
		.desk_js = STR("/comments/moderate-0123456789abcdef.js"),
		.depth = 5,
		.text_max = 8000,
		.email_required = true,
		.now = T0 + 7200};
}

/* The order key of the last of `n` ids. */
static inline struct str
test_key(struct arena *a, const int64_t *ids, size_t n)
{
	char *p = arena_alloc(a, n * 8);
	for (size_t i = 0; i < n * 8; i++)
		p[i] = (char)((uint64_t)ids[i / 8] >> (56 - i % 8 * 8) & 0xFF);
	return (struct str){p, n * 8};
}

static inline struct comment
test_comment(struct arena *a, const int64_t *ids, size_t n)
{
	return (struct comment){
		.id = {ids[n - 1]},
		.parent = {n > 1 ? ids[n - 2] : 0},
		.order_key = test_key(a, ids, n),
		.name = STR("Vera Lind"),
		.text = STR("The harbour works have been late twice. Who pays?"),
		.parent_name = n > 1 ? STR("Jonas Falk") : STR(""),
		.state = STATE_APPROVED,
		.created = T0};
}

#define TEST_COMMENT(a, ...)                                                                       \
	test_comment((a), (int64_t[]){__VA_ARGS__}, sizeof((int64_t[]){__VA_ARGS__}) / sizeof(int64_t))

/* What a hostile reader types everywhere. */
#define NASTY "\"><script>alert('x')</script>&amp;\xE2\x80\xAE{{name:text}}%s%n"

#endif
