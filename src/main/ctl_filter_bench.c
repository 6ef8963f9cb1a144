/* filter bench: how many comments a second one core judges, and where the time goes. */
#include <malloc.h>
#include <stdlib.h>

#include "base/clock.h"
#include "ctl_filter.h"

#define TEXTS 2000
#define MEASURED 20000     /* verdicts, at least one a text */
#define WARM_UP 2000       /* before: tables come into the caches as in a running service */

/* ---- texts of its own ---------------------------------------------------------------------------- */

static uint32_t
draw(uint64_t *seed, uint32_t n)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*seed >> 33) % n;
}

/* Some 200 bytes in the mean, as comments on news are; one in ten has something that filters look at. */
static struct str
sample(struct arena *a, uint64_t *seed)
{
	static const char *const words[] = {
		"the", "council", "was", "right", "about", "harbour", "and", "nobody", "asked", "us",
		"why", "it", "took", "four", "years", "to", "mend", "a", "wall", "I", "think", "that",
		"people", "who", "live", "here", "should", "know", "what", "is", "going", "on", "money",
		"school", "road", "of", "for", "with", "minister", "said", "nothing", "new", "again",
		"Straße", "année", "señor", "więcej", "2026", "don't", "really", "good", "article"};
	static const char *const others[] = {
		" https://www.news.example/minutes?year=2025&page=4", " 😀👍", " sh1t", " f*ck this",
		" CHECK OUT MY CHANNEL!!!", " @neighbour", " ｆｕｌｌ ｗｉｄｔｈ", " visit example . com now",
		" <b>bold</b> &amp; *more*", " soooooo"};
	struct buf b = buf_in(a, 1u << 16);
	for (uint32_t n = 8 + draw(seed, 16) * draw(seed, 8); n > 0; n--) {
		buf_str(&b, str_of(words[draw(seed, ARRAY_LEN(words))]));
		buf_str(&b, draw(seed, 12) == 0 ? STR(", ") : STR(" "));
		if (draw(seed, 340) == 0)
			buf_str(&b, str_of(others[draw(seed, ARRAY_LEN(others))]));
	}
	return buf_view(&b);
}

static int
texts_of(struct ctl *c, struct labelled **ret, size_t *ret_n)
{
	uint64_t seed = 1;
	if (c->n_args > 0)
		return ctl_labelled(c->arena, c->args[0], ret, ret_n);
	*ret_n = TEXTS;
	*ret = arena_array(c->arena, TEXTS, struct labelled);
	for (size_t i = 0; i < TEXTS; i++)
		(*ret)[i].text = sample(c->arena, &seed);
	return EX_OK;
}

/* ---- measuring ------------------------------------------------------------------------------------ */

#define WHOLE PHASE__MAX /* one column more than there are phases */

struct timing {
	const char *name;
	int64_t *ns; /* of each verdict */
	double mean;
	int64_t p50, p99;
};

static int
by_size(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
	return a < b ? -1 : a > b;
}

static void
sum_up(struct timing *t, size_t n)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += (double)t->ns[i];
	qsort(t->ns, n, sizeof(*t->ns), by_size);
	t->mean = sum / (double)n;
	t->p50 = t->ns[n / 2];
	t->p99 = t->ns[n * 99 / 100];
}

struct bench {
	const struct filter *filter;
	const struct model *model;
	const struct labelled *texts;
	size_t n, rounds;
	struct timing t[WHOLE + 1];
	double per_second;
	double ready_ms; /* to make the tables and read the model */
	size_t tables;   /* bytes of memory that this took; what is part of the program comes on top */
};

/* Text number `i`, with a watch or without. */
static void
judge(const struct bench *b, struct arena *a, size_t i, struct watch *w)
{
	struct policy policy = ctl_usual_policy();
	struct facts facts = {.token = TOKEN_GOOD, .mode = MODE_OPEN, .model = b->model};
	struct draft d = {.text = b->texts[i % b->n].text, .name = STR("Reader"), .page = STR("/")};
	struct verdict v;
	if (w != NULL)
		filter_run_watched(b->filter, w, a, &d, &facts, &policy, &v);
	else
		filter_run(b->filter, a, &d, &facts, &policy, &v);
	arena_reset(a);
}

static void
measure(struct bench *b)
{
	struct arena *a = arena_new();
	for (size_t i = 0; i < WARM_UP; i++)
		judge(b, a, i, NULL);
	int64_t begun = clock_worked();
	for (size_t i = 0; i < b->rounds; i++)
		judge(b, a, i, NULL);
	b->per_second = 1e9 * (double)b->rounds / (double)(clock_worked() - begun);
	for (size_t i = 0; i < b->rounds; i++) {
		struct watch w = {.now = clock_nanos};
		int64_t since = clock_nanos();
		judge(b, a, i, NULL);
		b->t[WHOLE].ns[i] = clock_nanos() - since;
		judge(b, a, i, &w);
		for (int p = 0; p < PHASE__MAX; p++)
			b->t[p].ns[i] = w.spent[p];
	}
	arena_free(&a);
}

static int
report(struct ctl *c, const struct bench *m, double bytes)
{
	struct buf b = buf_in(c->arena, 1u << 16);
	struct json j = json_to(&b);
	if (c->opt[OPT_JSON] == NULL) {
		printf("%zu verdicts on texts of %.0f bytes in the mean: %.0f comments a second "
		       "of one core\n", m->rounds, bytes, m->per_second);
		printf("ready in %.1f ms, with %zu KB of tables\n\n", m->ready_ms, m->tables / 1024);
		printf("%-12s %10s %10s %10s   (microseconds)\n", "stage", "mean", "p50", "p99");
		for (int p = 0; p <= WHOLE; p++)
			printf("%-12s %10.2f %10.2f %10.2f\n", m->t[p].name, m->t[p].mean / 1e3,
			       (double)m->t[p].p50 / 1e3, (double)m->t[p].p99 / 1e3);
		return EX_OK;
	}
	json_object(&j);
	json_kv_int(&j, "n", (int64_t)m->rounds);
	json_key(&j, "comments_per_second");
	json_double(&j, m->per_second);
	json_key(&j, "ready_ms");
	json_double(&j, m->ready_ms);
	json_kv_int(&j, "table_bytes", (int64_t)m->tables);
	for (int p = 0; p <= WHOLE; p++) {
		json_key(&j, m->t[p].name);
		json_object(&j);
		json_key(&j, "mean_us");
		json_double(&j, m->t[p].mean / 1e3);
		json_key(&j, "p50_us");
		json_double(&j, (double)m->t[p].p50 / 1e3);
		json_key(&j, "p99_us");
		json_double(&j, (double)m->t[p].p99 / 1e3);
		json_end(&j);
	}
	json_end(&j);
	return ctl_print(&b);
}

/* Bytes that malloc() has given away. */
static size_t
memory_taken(void)
{
	struct mallinfo2 m = mallinfo2();
	return m.uordblks + m.hblkhd;
}

static int
make_ready(struct ctl *c, struct bench *b, struct filter **ret_filter, struct model **ret_model)
{
	must(b->n > 0);
	size_t before = memory_taken();
	int64_t begun = clock_nanos();
	int code = ctl_model(c, ret_model);
	if (code != EX_OK)
		return code;
	b->model = *ret_model;
	b->filter = *ret_filter = filter_new(NULL, 0, NULL);
	struct arena *a = arena_new();
	judge(b, a, 0, NULL); /* some tables are made when the first text comes */
	arena_free(&a);
	b->ready_ms = (double)(clock_nanos() - begun) / 1e6;
	b->tables = memory_taken() - before;
	return EX_OK;
}

int
ctl_filter_bench(struct ctl *c)
{
	static const char *const names[WHOLE + 1] = {
#define X(name, word) word,
		PHASES(X)
#undef X
		"whole"};
	struct bench b = {0};
	struct labelled *texts;
	struct filter *filter;
	struct model *model;
	double bytes = 0;
	int code = texts_of(c, &texts, &b.n);
	b.texts = texts;
	if (code == EX_OK && b.n == 0)
		code = ctl_fail(EX_DATAERR, "%s has no texts", c->args[0]);
	if (code == EX_OK)
		code = make_ready(c, &b, &filter, &model);
	if (code != EX_OK)
		return code;
	b.rounds = b.n > MEASURED ? b.n : MEASURED / b.n * b.n;
	for (size_t i = 0; i < b.n; i++)
		bytes += (double)texts[i].text.n / (double)b.n;
	for (int p = 0; p <= WHOLE; p++)
		b.t[p] = (struct timing){.name = names[p], .ns = arena_array(c->arena, b.rounds, int64_t)};
	measure(&b);
	for (int p = 0; p <= WHOLE; p++)
		sum_up(&b.t[p], b.rounds);
	filter_free(&filter);
	model_free(&model);
	return report(c, &b, bytes);
}
