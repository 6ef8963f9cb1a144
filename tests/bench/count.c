/*
 * What `make bench-count` counts the instructions of: fixed work, done a given number of times. Two runs with
 * different numbers tell what one of them costs, without the start.
 *
 *	count verdict|render|get|post|import|page-SHAPE-N TIMES
 *
 *	verdict  one of a thousand made-up comments is judged, by all stages but the facts
 *	render   a thread of 200 comments becomes HTML
 *	get      a thread that is kept is asked for over FastCGI, and its answer read
 *	post     a reply through all gates to its commit, of a new person each time
 *	import   one row of a CSV file is stored
 *	page-SHAPE-N  the first page of a thread with N comments, not kept: read and written anew; "flat", or
 *	         "replies" to the first, or a "chain", each in reply to the one before
 */
#include "test.h"

#include <valgrind/callgrind.h>

#include "../page/shapes.h"
#include "../flow/import.h"
#include "../view/site.h"
#include "filter/filter.h"

#define TEXTS 1000
#define COMMENTS 200

/* ---- texts --------------------------------------------------------------------------------------- */

static uint32_t
draw(uint64_t *seed, uint32_t n)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407); /* Knuth's MMIX */
	return (uint32_t)(*seed >> 33) % n;
}

/* One to four sentences; one in eight comments has something that filters look at. */
static struct str
sample(struct arena *a, uint64_t seed)
{
	static const char *const sentences[] = {
		"The harbour works have been late twice, and the pumps are older than the wall they keep dry. ",
		"Who pays for the second delay? ", "Nobody asked the people who live on the quay. ",
		"My neighbour worked there for *eleven* years and says the same. ", "I don't think so. ",
		"Vielleicht hätte man die Straße früher sperren sollen. ", "¡Qué vergüenza para el ayuntamiento! ",
		"See the minutes of last March, where the council says it in so many words. "};
	static const char *const others[] = {
		"See https://news.example/minutes?year=2025&page=4. ", "😀👍 ", "What a load of sh1t. ",
		"CHECK OUT MY CHANNEL!!! ", "@neighbour ", "visit example . com now ", "sooooooo true "};
	struct buf b = buf_in(a, 4096);
	for (uint32_t n = 1 + draw(&seed, 4); n > 0; n--)
		buf_str(&b, str_of(sentences[draw(&seed, ARRAY_LEN(sentences))]));
	if (draw(&seed, 8) == 0)
		buf_str(&b, str_of(others[draw(&seed, ARRAY_LEN(others))]));
	return str_trim(buf_view(&b));
}

/* ---- the work ------------------------------------------------------------------------------------ */

static void
judge_texts(struct world *w, int64_t times)
{
	struct filter *f = filter_new(NULL, 0, NULL);
	for (int64_t i = 0; i < times; i++) {
		struct draft d = {.text = sample(w->a, (uint64_t)i % TEXTS), .name = STR("Vera Lind"),
				  .page = STR("/story"), .lang = STR("en"), .site_host = STR("news.example")};
		struct facts facts = {.token = TOKEN_GOOD, .approved = 5, .mode = MODE_OPEN};
		struct policy policy = {.hold_first = 1, .hold_score = 1.0, .proof_score = 0.8, .links_max = 2,
					.hold_rejected = 33};
		struct verdict v;
		filter_run(f, w->a, &d, &facts, &policy, &v);
		arena_reset(w->a);
	}
	filter_free(&f);
}

static void
render_threads(struct world *w, int64_t times)
{
	for (int64_t n = 0; n < times; n++) {
		struct arena *a = w->a;
		struct site_view site = test_site();
		struct html h = html_in(a);
		struct thread t = {.id = {1}, .page = STR("/story"), .title = STR("Harbour works"),
				   .approved = COMMENTS};
		struct thread_view *v = view_thread_begin(&h, a, &site, &t, &(struct thread_part){0});
		for (int64_t i = 1; i <= COMMENTS; i++) {
			struct comment c = i % 3 == 0 ? TEST_COMMENT(a, i - 1, i) : TEST_COMMENT(a, i);
			c.text = sample(a, (uint64_t)i);
			view_thread_row(v, &c);
		}
		view_thread_end(v, (struct comment_id){0});
		must(html_done(&h).html.n > (size_t)COMMENTS * 100);
		arena_reset(a);
	}
}

static void
ask_threads(struct world *w, int64_t times)
{
	for (int64_t i = 0; i < times; i++) {
		struct fc_answer r = ask(w, &(struct ask){.host = "news.example", .method = "GET",
							  .path = STR("/comments/thread"),
							  .query = STR("page=%2Fstory%2Fplain")});
		must(r.status == 200);
		arena_reset(w->a);
	}
}

static void
post_replies(struct world *w, int64_t times)
{
	for (int64_t i = 0; i < times; i++) {
		struct arena *a = w->f.a;
		struct posted p = say(&w->f, (struct say){
			.text = str_printf(a, "%.*s (%ld)", STR_FMT(sample(a, (uint64_t)i)), (long)i).p,
			.name = str_printf(a, "Reader %ld", (long)i).p,
			.email = str_printf(a, "r%ld@news.example", (long)i).p,
			.address = str_printf(a, "10.%ld.%ld.7", (long)i / 250, (long)i % 250).p,
			.page = str_printf(a, "/story/%ld/", (long)i / 20).p});
		must(p.outcome == POST_STORED);
	}
}

static void
import_file(struct world *w, int64_t times)
{
	struct buf b = buf_in(w->f.a, (size_t)(times + 2) * 1024);
	buf_str(&b, STR("id,page,parent,author,state,name,text,created\n"));
	for (int64_t i = 1; i <= times; i++)
		buf_printf(&b, "%ld,/story/%ld/,,a%ld,approved,Reader,\"%.*s\",2026-05-01T10:00:00Z\n", (long)i,
			   (long)i / 20, (long)i % 300, STR_FMT(sample(w->f.a, (uint64_t)i)));
	struct comment_imported done =
		run_import(&w->f, (struct comment_import){.format = STR("csv")}, b.p, b.n);
	must(done.added == times);
}

/* As if each were another page: the cache has none of them. */
static void
ask_pages(struct world *w, const char *which, int64_t times)
{
	static const char *const shapes[SHAPES] = {"page-flat-", "page-replies-", "page-chain-"};
	enum shape shape = 0;
	int64_t n;
	while (shape < SHAPES && !str_starts(str_of(which), str_of(shapes[shape])))
		shape++;
	if (shape == SHAPES || !str_int(str_from(str_of(which), strlen(shapes[shape])), 1, 10000, &n))
		return;
	sqlite3 *db = begin_fill(w);
	fill_shape(w, db, shape, 1000000, "/story/many", (int)n);
	end_fill(db);
	usleep(300000); /* until the writer has seen that another connection has written */
	CALLGRIND_START_INSTRUMENTATION;
	for (int64_t i = 0; i < times; i++) {
		struct str query = str_printf(w->a, "page=%%2Fstory%%2Fmany&before=%ld", (long)i);
		struct fc_answer r = ask(w, &(struct ask){.host = "news.example", .method = "GET",
							  .path = STR("/comments/page"), .query = query});
		must(r.status == 200 && r.body.n > 10000);
		arena_reset(w->a);
	}
}

int
main(int argc, char **argv)
{
	static const struct work {
		const char *name;
		void (*run)(struct world *, int64_t times);
	} all[] = {{"verdict", judge_texts}, {"render", render_threads}, {"get", ask_threads},
		 {"post", post_replies}, {"import", import_file}};
	int64_t times = 0;
	if (argc != 3 || !str_int(str_of(argv[2]), 1, 1000000, &times)) {
		fputs("usage: count verdict|render|get|post|import|page-SHAPE-N TIMES\n", stderr);
		return 2;
	}
	struct world *w = world_make();
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		if (strcmp(argv[1], all[i].name) == 0)
			all[i].run(w, times);
	ask_pages(w, argv[1], times);
	world_end(&w);
	return 0;
}
