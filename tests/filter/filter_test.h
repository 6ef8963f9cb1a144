/* What the filter's tests share: an arena, a filter of the shipped lists, a clean draft and facts. */
#ifndef TESTS_FILTER_FILTER_TEST_H
#define TESTS_FILTER_FILTER_TEST_H

#include "test.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "filter/filter.h"

static struct arena *a;
static struct filter *shipped;

static int __attribute__((unused))
setup(void **state)
{
	(void)state;
	a = arena_new();
	shipped = filter_new(NULL, 0, NULL);
	return 0;
}

static int __attribute__((unused))
teardown(void **state)
{
	(void)state;
	filter_free(&shipped);
	arena_free(&a);
	return 0;
}

static inline struct draft
draft_of(const char *text)
{
	return (struct draft){.text = str_of(text), .name = STR("Ada"), .page = STR("/story"),
			      .lang = STR("en"), .site_host = STR("news.example")};
}

static inline struct facts
clean_facts(void)
{
	return (struct facts){.token = TOKEN_GOOD, .approved = 5, .mode = MODE_OPEN};
}

static inline struct policy
usual_policy(void)
{
	return (struct policy){.hold_first = 1, .hold_score = 1.0, .proof_score = 0.8, .links_max = 2,
			       .hold_rejected = 33};
}

static inline struct verdict
judge_with(const struct filter *f, struct draft draft, struct facts facts, struct policy policy)
{
	struct verdict v;
	filter_run(f, a, &draft, &facts, &policy, &v);
	return v;
}

static inline struct verdict
judge(const char *text)
{
	return judge_with(shipped, draft_of(text), clean_facts(), usual_policy());
}

/* The n-th reason of a rule, or NULL. */
static inline const struct reason *
reason_of(const struct verdict *v, const char *rule, size_t n)
{
	for (size_t i = 0; i < v->n_reasons; i++)
		if (str_eq(v->reasons[i].rule, str_of(rule)) && n-- == 0)
			return &v->reasons[i];
	return NULL;
}

static inline bool
about_words(const struct reason *r)
{
	return str_starts(r->rule, STR("word")) || str_eq(r->rule, STR("slur"));
}

/* The first reason that a list gave. */
static inline const struct reason *
word_of(const struct verdict *v)
{
	for (size_t i = 0; i < v->n_reasons; i++)
		if (about_words(&v->reasons[i]))
			return &v->reasons[i];
	return NULL;
}

static inline void
assert_span(const char *text, const struct reason *r, const char *want)
{
	assert_non_null(r);
	struct str got = str_sub(str_of(text), r->from, r->to);
	if (!str_eq(got, str_of(want)))
		fail_msg("in \"%s\": got \"%.*s\", want \"%s\"", text, STR_FMT(got), want);
}

/* A rule fires, asks for so much, and no other asks for more; or is silent. */
#define assert_fires(v, rule, asks)                                                                \
	do {                                                                                       \
		struct verdict v_ = (v);                                                           \
		assert_non_null(reason_of(&v_, (rule), 0));                                        \
		assert_int_equal(reason_of(&v_, (rule), 0)->action, (asks));                       \
		assert_int_equal(v_.action, (asks));                                               \
	} while (0)
#define assert_silent(v, rule)                                                                     \
	do {                                                                                       \
		struct verdict v_ = (v);                                                           \
		assert_null(reason_of(&v_, (rule), 0));                                            \
	} while (0)

/* All of a file; "" and a note if it is not there: not all data are part of the project. */
static inline struct str
file_of(const char *path)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		print_message("# %s: skipped\n", path);
		return STR("");
	}
	assert_int_equal(fstat(fd, &st), 0);
	size_t n = 0, size = (size_t)st.st_size;
	char *p = arena_alloc(a, size + 1);
	for (ssize_t got; n < size && (got = read(fd, p + n, size - n)) > 0;)
		n += (size_t)got;
	close(fd);
	assert_int_equal(n, size);
	return (struct str){p, n};
}

/* A field of such a file: \n, \t and \\ are one character. */
static inline struct str
unescaped(struct str row)
{
	char *p = arena_alloc(a, row.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < row.n; i++) {
		bool escape = row.p[i] == '\\' && i + 1 < row.n;
		i += escape;
		p[n++] = !escape ? row.p[i] : row.p[i] == 'n' ? '\n' : row.p[i] == 't' ? '\t' : row.p[i];
	}
	return (struct str){p, n};
}

/* `n` bytes of `piece` over and over. */
static inline const char *
over_and_over(const char *piece, size_t n)
{
	char *p = arena_alloc(a, n + 1);
	size_t len = strlen(piece), whole = n / len * len;
	for (size_t i = 0; i < whole; i += len)
		memcpy(p + i, piece, len);
	p[whole] = '\0';
	return p;
}

#endif
