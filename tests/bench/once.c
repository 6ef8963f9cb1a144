/*
 * What `make bench-instructions` counts: one rendering of a page with 50 comments, or one verdict on a text of 600
 * characters, a given number of times. Two runs with different numbers tell what one of them costs, without
 * the start.
 *
 *	once render|verdict TIMES
 */
#include "../view/site.h"
#include "filter/filter.h"

#define COMMENTS 50

static const char text[] =
	"The harbour works have been late twice, and the **pumps** are older than the wall they keep dry. Who "
	"pays for the second delay, and who signed the contract that lets it happen? My neighbour worked there "
	"for eleven years.\n\n> Nobody asked the people who live on the quay.\n\nThat is the point: see the minutes "
	"at https://news.example/minutes?year=2025&page=4, where the *council* says it in so many words. I do not "
	"mind paying, but I would like to see the bill before it is sent, and I would like to hear from the one "
	"who wrote it. Thank you for staying with this story.";

static void
render(struct arena *a)
{
	struct site_view site = test_site();
	struct html h = html_in(a);
	struct thread thread = {.id = {1}, .page = STR("/story"), .title = STR("Harbour works"), .approved = COMMENTS};
	struct thread_view *v = view_thread_begin(&h, a, &site, &thread, &(struct thread_part){0});
	for (int64_t i = 1; i <= COMMENTS; i++) {
		struct comment c = i % 3 == 0 ? TEST_COMMENT(a, i - 1, i) : TEST_COMMENT(a, i);
		c.text = str_of(text);
		view_thread_row(v, &c);
	}
	view_thread_end(v, (struct comment_id){0});
	must(html_done(&h).html.n > (COMMENTS * sizeof(text)));
}

static void
judge(struct arena *a, const struct filter *f)
{
	struct draft d = {.text = str_of(text), .name = STR("Vera Lind"), .page = STR("/story"), .lang = STR("en"),
			  .site_host = STR("news.example")};
	struct facts facts = {.token = TOKEN_GOOD, .approved = 5, .mode = MODE_OPEN};
	struct policy policy = {.hold_first = 1, .hold_score = 1.0, .proof_score = 0.8, .links_max = 2,
				.hold_rejected = 33};
	struct verdict v;
	filter_run(f, a, &d, &facts, &policy, &v);
	must(v.action == ACT_NOTE);
}

int
main(int argc, char **argv)
{
	int64_t times = 0;
	struct arena *a = arena_new();
	if (argc != 3 || !str_int(str_of(argv[2]), 0, 1000000, &times)) {
		fputs("usage: once render|verdict TIMES\n", stderr);
		return 2;
	}
	struct filter *f = filter_new(NULL, 0, NULL);
	for (int64_t i = 0; i < times; i++) {
		if (argv[1][0] == 'r')
			render(a);
		else
			judge(a, f);
		arena_reset(a);
	}
	filter_free(&f);
	arena_free(&a);
	return 0;
}
