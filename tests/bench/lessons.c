/*
 * What `make bench-lessons` measures, on labelled texts (LABEL<TAB>TEXT lines, as `filter eval` takes them): a
 * look for copies among 200,000 texts, a lesson learned, a refit of 25,000. CPU time of the
 * thread, which a busy machine stretches all the same.
 *
 *	lessons FILE.tsv…
 */
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/crypt.h"
#include "filter/classify.h"
#include "filter/filter.h"

#define TEXTS 200000
#define LOOKS 20000
#define STEPS 5000

struct row {
	struct str text;
	bool spam;
};

static struct arena *a;
static struct row rows[REFIT_MAX];
static size_t n_rows;

static double
worked_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void
read_rows(const char *path)
{
	char *line = NULL;
	size_t room = 0;
	FILE *f = fopen(path, "r");
	for (ssize_t n; f != NULL && n_rows < REFIT_MAX && (n = getline(&line, &room, f)) > 0;) {
		struct str label, text = {line, (size_t)n};
		text = str_trim(text);
		if (str_cut(&text, '\t', &label) && text.n > 0 && text.n < 8000)
			rows[n_rows++] = (struct row){str_copy(a, text), str_eq(label, STR("spam"))};
	}
	free(line);
	if (f != NULL)
		fclose(f);
}

/* Rows over and over, each time with another end, until there are REFIT_MAX. */
static void
fill_rows(void)
{
	for (size_t have = n_rows; n_rows < REFIT_MAX; n_rows++) {
		struct row r = rows[n_rows % have];
		rows[n_rows] = (struct row){str_printf(a, "%.*s %zx", STR_FMT(r.text), n_rows * 7919), r.spam};
	}
}

static int
by_size(const void *x, const void *y)
{
	double d = *(const double *)x - *(const double *)y;
	return d < 0 ? -1 : d > 0;
}

/* The first half of one text and the whole of another. */
static struct print
print_of(const struct similar *s, struct arena *scratch, size_t i)
{
	struct str one = rows[i % REFIT_MAX].text, two = rows[i * 7919 % REFIT_MAX].text;
	size_t half = one.n / 2;
	while (half < one.n && ((unsigned char)one.p[half] & 0xC0) == 0x80)
		half++;
	struct str t = str_cat(scratch, str_sub(one, 0, half), two);
	return similar_print(s, (struct site_id){1}, filter_fold(scratch, t));
}

static void
bench_copies(void)
{
	static const unsigned char key[SIMILAR_KEY];
	static struct print prints[TEXTS];
	static double looks[LOOKS];
	struct similar *s = similar_new(TEXTS, key);
	struct arena *scratch = arena_new();
	struct alike copies, near;
	for (size_t i = 0, n = 0; n < TEXTS; i++) {
		prints[n] = print_of(s, scratch, i);
		arena_reset(scratch);
		struct occurrence o = {.comment = {(int64_t)n + 1}, .author = {(int64_t)i % 5000},
				       .thread = {(int64_t)i % 300}, .created = (int64_t)i};
		if (prints[n].compared)
			similar_add(s, &prints[n++], &o);
	}
	double all = 0;
	for (size_t i = 0; i < LOOKS; i++) {
		double from = worked_us();
		similar_look(s, &prints[i * 7919 % TEXTS], (struct author_id){1}, (struct thread_id){1}, 0,
			     &copies, &near);
		all += looks[i] = worked_us() - from;
	}
	qsort(looks, LOOKS, sizeof(looks[0]), by_size);
	printf("a look among %zu texts: %.1f us, p50 %.1f, p99 %.1f\n", similar_count(s), all / LOOKS,
	       looks[LOOKS / 2], looks[LOOKS * 99 / 100]);
	arena_free(&scratch);
	similar_free(&s);
}

static void
bench_learning(void)
{
	static const unsigned char key[MODEL_KEY_BYTES];
	struct model *m = NULL;
	struct str why;
	struct hold_out report;
	struct arena *scratch = arena_new();
	must(model_read(model_shipped(), &m, &why) == ERR_OK);
	struct delta *d = delta_new(key);
	double from = worked_us();
	for (size_t i = 0; i < STEPS; i++) {
		delta_step(d, m, scratch, rows[i].text, rows[i].spam, false);
		arena_reset(scratch);
	}
	printf("a lesson: %.1f us\n", (worked_us() - from) / STEPS);
	delta_free(&d);
	from = worked_us();
	struct refit *r = refit_begin(m, key);
	for (size_t i = 0; i < REFIT_MAX; i++) {
		refit_add(r, scratch, (int64_t)i + 1, rows[i].text, rows[i].spam);
		arena_reset(scratch);
	}
	d = refit_end(&r, &report);
	printf("a refit of %d: %.0f ms; of %zu held out F1 %.3f, false positives %.2f %%\n", REFIT_MAX,
	       (worked_us() - from) / 1000, report.n, report.f1, 100 * report.fpr);
	delta_free(&d);
	model_free(&m);
	arena_free(&scratch);
}

int
main(int argc, char **argv)
{
	crypt_init();
	a = arena_new();
	for (int i = 1; i < argc; i++)
		read_rows(argv[i]);
	if (n_rows == 0) {
		fprintf(stderr, "usage: lessons FILE.tsv…\n");
		return 64;
	}
	fill_rows();
	bench_copies();
	bench_learning();
	arena_free(&a);
	return 0;
}
