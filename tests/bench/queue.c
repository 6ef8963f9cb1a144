/*
 * The desk before a queue of N waiting comments: the first page, a decision with the card that comes next, the
 * raids. Server time: over a socket to real workers, with everything that the page shows; beside it the
 * processor's time, which a busy machine does not lengthen.
 *
 *	build/bench/queue [N]  100,000 if not given; in a folder of /tmp that is removed again
 *
 * A tenth of the comments read alike (a raid of many); the rest are words by chance.
 */
#include <time.h>

#include "fill.h"
#include "../page/world.h"

#define ASKED 100

static struct str
text_of(struct arena *a, int64_t i)
{
	struct buf b = buf_in(a, 400);
	if (i % 10 == 0)
		return str_printf(a, "Everybody at our street buys golden pillows from the new shop, %lld of all",
				  (long long)i);
	for (size_t k = 0; k < 24; k++)
		buf_printf(&b, "w%x ", (unsigned)(chance() >> 48));
	return str_trim(buf_view(&b));
}

static void
waiting(struct arena *a, int64_t i, int64_t n, struct new_comment *c)
{
	c->name = str_printf(a, "Reader %lld", (long long)i % 5000);
	c->body = text_of(a, i);
	c->state = STATE_PENDING;
	c->now = NOW - 36000 + i * 36000 / n;
}

static double
ms_of(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void
tell(const char *name, double *took, double cpu_ms)
{
	qsort(took, ASKED, sizeof(took[0]), by_size);
	printf("queue.%s.p50_ms %.2f\nqueue.%s.p99_ms %.2f\nqueue.%s.cpu_ms %.2f\n", name,
	       took[ASKED / 2], name, took[ASKED * 99 / 100], name, cpu_ms / ASKED);
}

static struct fc_answer
get(struct world *w, const char *path, const char *query)
{
	struct str cookie = str_printf(w->a, "__Host-rj_session_%ld=%.*s", (long)w->f.site->id.n,
				       STR_FMT(w->a_session));
	struct fc_answer r = ask(w, &(struct ask){.host = "news.example", .method = "GET",
						  .path = str_of(path), .query = str_of(query),
						  .cookie = cookie});
	must(r.status == 200);
	return r;
}

static void
pages(struct world *w, const char *name, const char *path, const char *query)
{
	double took[ASKED], cpu = ms_of(CLOCK_PROCESS_CPUTIME_ID);
	for (int i = 0; i < ASKED; i++) {
		double began = ms_of(CLOCK_MONOTONIC);
		(void)get(w, path, query);
		took[i] = ms_of(CLOCK_MONOTONIC) - began;
		arena_reset(w->a);
	}
	tell(name, took, ms_of(CLOCK_PROCESS_CPUTIME_ID) - cpu);
}

/* The decision's answer leads back to the queue, where the next card is. */
static void
decisions(struct world *w)
{
	double took[ASKED], cpu = ms_of(CLOCK_PROCESS_CPUTIME_ID);
	for (int i = 0; i < ASKED; i++) {
		struct str page = get(w, "/comments/moderate/", "").out;
		size_t at = str_find(page, STR("/comments/moderate/comment/"), 0) + 27;
		must(at < page.n);
		struct str rest = {page.p + at, page.n - at}, id;
		must(str_cut(&rest, '"', &id));
		struct str body = str_printf(w->a, "csrf=%.*s&decision=approve&seen=pending",
					     STR_FMT(w->a_csrf));
		struct str cookie = str_printf(w->a, "__Host-rj_session_%ld=%.*s", (long)w->f.site->id.n,
					       STR_FMT(w->a_session));
		struct ask q = {.host = "news.example", .method = "POST",
				.path = str_cat(w->a, STR("/comments/moderate/comment/"), id),
				.body = body, .cookie = cookie};
		double began = ms_of(CLOCK_MONOTONIC);
		must(ask(w, &q).status == 303);
		(void)get(w, "/comments/moderate/", "");
		took[i] = ms_of(CLOCK_MONOTONIC) - began;
		arena_reset(w->a);
	}
	tell("decision_and_next_card", took, ms_of(CLOCK_PROCESS_CPUTIME_ID) - cpu);
}

int
main(int argc, char **argv)
{
	int64_t n = 100000;
	must(argc < 2 || str_int(str_of(argv[1]), 1000, 10000000, &n));
	struct world *w = world_make();
	fill_store(&w->f, "/story/plain", n, waiting);
	world_stop(w);
	house_close(&w->f.house);
	open_house(&w->f);
	find_sites(w);
	keep_house(&w->f); /* loads the texts, and finds who is like whom */
	world_start(w);
	printf("queue.comments %lld\n", (long long)n);
	pages(w, "first_page", "/comments/moderate/", "");
	pages(w, "newest_first", "/comments/moderate/", "order=back");
	pages(w, "by_score", "/comments/moderate/", "order=score");
	pages(w, "by_toxicity", "/comments/moderate/", "order=toxic");
	decisions(w);
	pages(w, "raids", "/comments/moderate/raids", "");
	world_end(&w);
	return 0;
}
