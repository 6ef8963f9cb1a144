/*
 * How long a search takes: a store of N comments of 200 bytes, a word in every second one, one in 10,000; and what a
 * comment takes of the file, with search and without.
 *
 *	build/bench/search [N]  1,000,000 if not given; in a folder of /tmp that is removed again
 *
 * The store is filled by the store's own writes and put into the table of words by the housekeeper's chore.
 */
#include <sys/stat.h>
#include <time.h>

#include "fill.h"
#include "base/buf.h"
#include "flow/search.h"

#define ASKED 200

static struct str
text_of(struct arena *a, int64_t i)
{
	struct buf b = buf_in(a, 400);
	buf_printf(&b, "%s%s", i % 2 == 0 ? "harbour " : "", i % 10000 == 77 ? "ferryman " : "");
	/* Words as often as in a language: rank by chance to the minus one (Zipf). */
	while (buf_view(&b).n < 194) {
		uint64_t r = chance() >> 44;
		buf_printf(&b, "w%x ", (unsigned)(1 + 30000 / (r % 29999 + 1)) * 7 + (unsigned)(r & 7));
	}
	return str_trim(buf_view(&b));
}

static void
shown(struct arena *a, int64_t i, int64_t n, struct new_comment *c)
{
	c->name = STR("Vera Lind");
	c->body = text_of(a, i);
	c->state = STATE_APPROVED;
	c->now = NOW - n + i;
}

static double
seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double
file_bytes(struct fixture *f)
{
	struct stat st;
	struct db *db = store_reader(f->house->store, DB_KEEPER);
	store_reader_done(f->house->store, &db);
	house_close(&f->house); /* moves the log into the file */
	must(stat(str_printf(f->a, "%s/data/test.db", f->folder).p, &st) == 0);
	open_house(f);
	return (double)st.st_size;
}

/* Pages from the newest and from random places. */
static void
ask(struct fixture *f, const char *name, const char *text, int64_t n)
{
	double took[ASKED];
	struct find q;
	struct str why;
	size_t hits = 0;
	must(find_read(f->a, str_of(text), &q, &why));
	for (int i = 0; i < ASKED; i++) {
		struct arena *a = arena_new();
		struct search_page p;
		struct comment_id before = {i % 4 == 0 ? 0 : 1 + (int64_t)(chance() >> 33) % n};
		double began = seconds();
		must(search_page(f->house, f->site, a, f->console, &q, before, 20, &p) == ERR_OK);
		took[i] = (seconds() - began) * 1000;
		hits += p.n;
		arena_free(&a);
	}
	qsort(took, ASKED, sizeof(took[0]), by_size);
	printf("search.%s.p50_ms %.2f\nsearch.%s.p99_ms %.2f\nsearch.%s.hits_a_page %.1f\n", name,
	       took[ASKED / 2], name, took[ASKED * 99 / 100], name, (double)hits / ASKED);
}

int
main(int argc, char **argv)
{
	struct fixture f;
	int64_t n = 1000000;
	bool more = true;
	must(argc < 2 || str_int(str_of(argv[1]), 1000, 100000000, &n));
	fixture_make(&f, "storm: { mode = \"none\"; };");
	say(&f, (struct say){.text = "The first."});
	fill_store(&f, "/story/", n, shown);
	double without = file_bytes(&f), began = seconds();
	while (more)
		must(search_index(f.house, f.a, &more) == ERR_OK);
	double indexed = seconds() - began, with = file_bytes(&f);
	printf("search.comments %lld\nsearch.bytes_a_comment_without %.0f\nsearch.bytes_a_comment %.0f\n"
	       "search.indexed_a_second %.0f\n",
	       (long long)n, without / (double)n, with / (double)n, (double)n / indexed);
	ask(&f, "every_second", "harbour", n);
	ask(&f, "rare", "ferryman", n);
	ask(&f, "both", "harbour ferryman", n);
	ask(&f, "phrase", "\"harbour ferryman\"", n);
	ask(&f, "without", "harbour -w8", n);
	ask(&f, "status_of_none", "harbour status:pending", n);
	ask(&f, "reason_of_none", "reason:casino", n);
	fixture_end(&f);
	return 0;
}
