/* Counters in shards, one a thread; see the header. Must not know what is counted. */
#include "base/metric.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/buf.h"

#define TEXT_MAX (64 * 1024) /* of the whole exposition: a hundred rows of a few words each */

enum metric_type { METRIC_COUNTER, METRIC_GAUGE };

/* Where the numbers of each row begin: AT_REQUESTS … AT_REQUESTS + room - 1 are REQUESTS's. */
enum {
#define METRIC(id, name, type, label, room, words, help) AT_##id, END_##id = AT_##id + (room)-1,
#include "base/metric.def"
#undef METRIC
	SLOTS
};

static const struct row {
	const char *name;
	enum metric_type type;
	const char *label;
	unsigned at, room;
	const char *words;
	const char *help;
} rows[METRIC__MAX] = {
#define METRIC(id, name, type, label, room, words, help)                                           \
	[METRIC_##id] = {name, METRIC_##type, label, AT_##id, room, words, help},
#include "base/metric.def"
#undef METRIC
};

/* One thread writes, everybody reads: relaxed loads and stores are enough. */
struct shard {
	_Atomic uint64_t n[SLOTS];
	struct shard *next;
	bool taken; /* under lock: a thread that ends leaves its shard, with its counts, to the next
		       one */
};

static pthread_mutex_t lock =
	PTHREAD_MUTEX_INITIALIZER; /* over the list; held for a few pointers */
static struct shard *shards;
static struct {
	const char *const *at;
	size_t n;
} given_words[METRIC__MAX]; /* under lock */
static _Atomic int64_t gauges[SLOTS];

static _Thread_local struct shard *mine;
static pthread_key_t at_end;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void
leave_shard(void *arg)
{
	struct shard *s = arg;
	must(pthread_mutex_lock(&lock) == 0);
	s->taken = false;
	must(pthread_mutex_unlock(&lock) == 0);
}

static void
make_key(void)
{
	must(pthread_key_create(&at_end, leave_shard) == 0);
}

static struct shard *
take_shard(void)
{
	must(pthread_once(&once, make_key) == 0);
	must(pthread_mutex_lock(&lock) == 0);
	struct shard *s = shards;
	while (s != NULL && s->taken)
		s = s->next;
	if (s == NULL) {
		s = heap_zero(1, sizeof(*s));
		s->next = shards;
		shards = s;
	}
	s->taken = true;
	must(pthread_mutex_unlock(&lock) == 0);
	must(pthread_setspecific(at_end, s) == 0);
	return s;
}

void
metric_add(enum metric id, unsigned which, uint64_t by)
{
	must(id < METRIC__MAX && rows[id].type == METRIC_COUNTER && which < rows[id].room);
	if (mine == NULL)
		mine = take_shard();
	_Atomic uint64_t *n = &mine->n[rows[id].at + which];
	atomic_store_explicit(n, atomic_load_explicit(n, memory_order_relaxed) + by,
			      memory_order_relaxed);
}

void
metric_set(enum metric id, unsigned which, int64_t value)
{
	must(id < METRIC__MAX && rows[id].type == METRIC_GAUGE && which < rows[id].room);
	atomic_store_explicit(&gauges[rows[id].at + which], value, memory_order_relaxed);
}

void
metric_words(enum metric id, const char *const *words, size_t n)
{
	must(id < METRIC__MAX && rows[id].words == NULL && n <= rows[id].room);
	must(pthread_mutex_lock(&lock) == 0);
	given_words[id].at = words;
	given_words[id].n = n;
	must(pthread_mutex_unlock(&lock) == 0);
}

/* The word at index `which`; false: there are no more. */
static bool
word_at(enum metric id, unsigned which, struct str *ret)
{
	if (rows[id].words == NULL) {
		must(pthread_mutex_lock(&lock) == 0);
		const char *const *at = given_words[id].at;
		size_t n = given_words[id].n;
		must(pthread_mutex_unlock(&lock) == 0);
		*ret = str_of(which < n ? at[which] : NULL);
		return which < n;
	}
	struct str rest = str_of(rows[id].words), word = {0};
	bool more = true;
	for (unsigned i = 0; i <= which && more; i++) {
		if (i > 0 && rest.n == 0)
			return false;
		more = str_cut(&rest, ' ', &word);
		if (i == which) {
			*ret = word;
			return true;
		}
	}
	return false;
}

void
metric_add_word(enum metric id, struct str word, uint64_t by)
{
	struct str w;
	for (unsigned i = 0; i < rows[id].room && word_at(id, i, &w); i++) {
		if (str_eq(w, word)) {
			metric_add(id, i, by);
			return;
		}
	}
	must_fail(__FILE__, __LINE__, "a word of the metric");
}

int64_t
metric_value(enum metric id, unsigned which)
{
	must(id < METRIC__MAX && which < rows[id].room);
	unsigned at = rows[id].at + which;
	if (rows[id].type == METRIC_GAUGE)
		return atomic_load_explicit(&gauges[at], memory_order_relaxed);
	uint64_t sum = 0;
	must(pthread_mutex_lock(&lock) == 0);
	for (struct shard *s = shards; s != NULL; s = s->next)
		sum += atomic_load_explicit(&s->n[at], memory_order_relaxed);
	must(pthread_mutex_unlock(&lock) == 0);
	return (int64_t)sum;
}

/* A label's value: backslash, quote and line feed are escaped, nothing else. */
static void
put_label(struct buf *b, const char *label, struct str word)
{
	buf_printf(b, "{%s=\"", label);
	for (size_t i = 0; i < word.n; i++) {
		char c = word.p[i];
		if (c == '\\' || c == '"')
			buf_char(b, '\\');
		if (c == '\n')
			buf_lit(b, "\\n");
		else
			buf_char(b, c);
	}
	buf_lit(b, "\"}");
}

struct str
metric_text(struct arena *a)
{
	struct buf b = buf_in(a, TEXT_MAX);
	for (enum metric id = 0; id < METRIC__MAX; id++) {
		const struct row *r = &rows[id];
		struct str word = {0};
		buf_printf(&b, "# HELP %s %s\n# TYPE %s %s\n", r->name, r->help, r->name,
			   r->type == METRIC_COUNTER ? "counter" : "gauge");
		for (unsigned i = 0; i < r->room; i++) {
			if (*r->label != '\0' && !word_at(id, i, &word))
				break;
			buf_str(&b, str_of(r->name));
			if (*r->label != '\0')
				put_label(&b, r->label, word);
			buf_char(&b, ' ');
			buf_int(&b, metric_value(id, i));
			buf_char(&b, '\n');
		}
	}
	must(!b.over);
	return buf_view(&b);
}
