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

#include "test.h"

#include "chance.h"
#include "../page/world.h"
#include "store/store_comment.h"
#include "store/store_thread.h"

#define ONCE 500
#define ASKED 100

struct filling {
	struct world *w;
	struct arena *a;
	struct thread_id thread;
	int64_t from, n;
};

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

static enum err
write_some(struct db *db, void *arg)
{
	struct filling *w = arg;
	struct verdict v = {.versions = STR("r1 w1 m1")};
	enum err e = ERR_OK;
	arena_reset(w->a);
	for (int64_t i = w->from; e == ERR_OK && i < w->from + ONCE && i < w->n; i++) {
		struct comment_id id;
		struct new_comment c = {.site = w->w->f.site->id, .thread = w->thread,
					.name = str_printf(w->a, "Reader %lld", (long long)i % 5000),
					.body = text_of(w->a, i), .state = STATE_PENDING,
					.now = NOW - 36000 + i * 36000 / w->n, .verdict = &v};
		e = store_comment_add(db, &c, &id);
	}
	return e;
}

static double
ms_of(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

static void
tell(const char *name, double *took, double cpu_ms)
{
	qsort(took, ASKED, sizeof(took[0]), by_size);
	printf("queue.%s.p50_ms %.2f\nqueue.%s.p99_ms %.2f\nqueue.%s.cpu_ms %.2f\n", name,
	       took[ASKED / 2], name, took[ASKED * 99 / 100], name, cpu_ms / ASKED);
}

static struct fc_answer
get(struct world *w, const char *path)
{
	struct str cookie = str_printf(w->a, "__Host-rj_session_%ld=%.*s", (long)w->f.site->id.n,
				       STR_FMT(w->a_session));
	struct fc_answer r = ask(w, &(struct ask){.host = "news.example", .method = "GET",
						  .path = str_of(path), .cookie = cookie});
	must(r.status == 200);
	return r;
}

static void
pages(struct world *w, const char *name, const char *path)
{
	double took[ASKED], cpu = ms_of(CLOCK_PROCESS_CPUTIME_ID);
	for (int i = 0; i < ASKED; i++) {
		double began = ms_of(CLOCK_MONOTONIC);
		(void)get(w, path);
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
		struct str page = get(w, "/comments/moderate/").out;
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
		(void)get(w, "/comments/moderate/");
		took[i] = ms_of(CLOCK_MONOTONIC) - began;
		arena_reset(w->a);
	}
	tell("decision_and_next_card", took, ms_of(CLOCK_PROCESS_CPUTIME_ID) - cpu);
}

int
main(int argc, char **argv)
{
	int64_t n = 100000;
	struct thread t;
	must(argc < 2 || str_int(str_of(argv[1]), 1000, 10000000, &n));
	struct world *w = world_make();
	struct db *db = store_reader(w->f.house->store, DB_VISITOR);
	must(store_thread_find(db, w->f.a, w->f.site->id, STR("/story/plain"), &t) == ERR_OK);
	store_reader_done(w->f.house->store, &db);
	struct filling fill = {w, arena_new(), t.id, 0, n};
	for (; fill.from < n; fill.from += ONCE)
		must(store_write(w->f.house->store, DB_VISITOR, write_some, &fill) == ERR_OK);
	world_stop(w);
	house_close(&w->f.house);
	open_house(&w->f);
	find_sites(w);
	keep_house(&w->f); /* loads the texts, and finds who is like whom */
	world_start(w);
	printf("queue.comments %lld\n", (long long)n);
	pages(w, "first_page", "/comments/moderate/");
	decisions(w);
	pages(w, "raids", "/comments/moderate/raids");
	arena_free(&fill.a);
	world_end(&w);
	return 0;
}
