/* Fifty moderators at one queue: every comment is decided once, and the book of it is whole. */
#include "test.h"

#include <pthread.h>

#include "flow/audit.h"
#include "flow/undo.h"
#include "house.h"

enum { PEOPLE = 50, COMMENTS = 120 };

struct worker {
	struct fixture *f;
	const struct moderator *me;
	const struct comment_id *ids;
	size_t at;
	int decided, conflicts;
	int64_t of[COMMENTS]; /* how often it was this one's decision */
};

/* Everybody reads the same page and decides from its top; what somebody else was faster with is a conflict. */
static void *
work(void *arg)
{
	struct worker *w = arg;
	struct fixture *f = w->f;
	struct arena *a = arena_new();
	for (;;) {
		struct queue_item *items = NULL;
		size_t n = 0;
		must(queue_page(f->house, f->site, a, w->me, STATE_PENDING, ORDER_TIME, (struct comment_id){0},
				20, &items, &n) == ERR_OK);
		if (n == 0)
			break;
		for (size_t i = 0; i < n; i++) {
			struct decided d;
			struct comment_id id = items[i].comment.id;
			enum verb verb = (id.n + (int64_t)w->at) % 2 ? VERB_APPROVE : VERB_REJECT;
			enum err e = decide_text(f->house, f->site, a, w->me, id, verb, STATE_PENDING,
						 items[i].comment.version, STR(""), &d);
			if (e == ERR_BUSY)
				continue; /* it stays in the queue */
			must(e == ERR_OK);
			w->conflicts += d.outcome == DECIDED_CONFLICT;
			if (d.outcome != DECIDED)
				continue;
			w->decided++;
			for (size_t k = 0; k < COMMENTS; k++)
				w->of[k] += w->ids[k].n == id.n;
		}
		arena_reset(a);
	}
	arena_free(&a);
	return NULL;
}

static void
fifty_sessions_decide_one_queue_once_each_and_the_chain_is_whole(void **state)
{
	struct fixture f;
	struct worker w[PEOPLE];
	pthread_t threads[PEOPLE];
	struct comment_id ids[COMMENTS];
	struct audit_proof proof;
	(void)state;
	fixture_make(&f, "hold: { first = 99; }; rate: { posts = 1000; };");
	for (size_t i = 0; i < COMMENTS; i++)
		ids[i] = say(&f, (struct say){.text = str_printf(f.a, "Text %zu.", i).p,
					      .email = str_printf(f.a, "p%zu@news.example", i).p})
				 .id;
	assert_int_equal(count(&f, STATE_PENDING), COMMENTS);
	for (size_t i = 0; i < PEOPLE; i++)
		w[i] = (struct worker){.f = &f, .ids = ids, .at = i,
				       .me = somebody(&f, str_printf(f.a, "moderator-%zu", i).p, ROLE_MODERATOR)};
	for (size_t i = 0; i < PEOPLE; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, work, &w[i]), 0);
	int64_t of[COMMENTS] = {0}, conflicts = 0;
	for (size_t i = 0; i < PEOPLE; i++) {
		assert_int_equal(pthread_join(threads[i], NULL), 0);
		conflicts += w[i].conflicts;
		for (size_t k = 0; k < COMMENTS; k++)
			of[k] += w[i].of[k];
	}
	for (size_t k = 0; k < COMMENTS; k++)
		assert_int_equal(of[k], 1);
	assert_int_equal(count(&f, STATE_PENDING), 0);
	assert_int_equal(count(&f, STATE_APPROVED) + count(&f, STATE_REJECTED), COMMENTS);
	print_message("# %lld times somebody else was faster\n", (long long)conflicts);
	/* The book says so too: one act on each, by who made it. */
	struct audit_row *rows;
	size_t n = 0, acts = 0;
	const struct audit_search all = {.who = STR("moderator")};
	assert_int_equal(audit_link_all(f.house, f.a), ERR_OK);
	assert_int_equal(audit_list(f.house, f.site, f.a, f.console, &all, 1000, &rows, &n), ERR_OK);
	for (size_t i = 0; i < n; i++)
		acts += str_eq(rows[i].verb, STR("approve")) || str_eq(rows[i].verb, STR("reject"));
	assert_int_equal(acts, COMMENTS);
	assert_int_equal(audit_verify(f.house, f.a, STR(""), &proof), ERR_OK);
	assert_int_equal(proof.fault, AUDIT_WHOLE);
	assert_int_equal(proof.loose, 0);
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fifty_sessions_decide_one_queue_once_each_and_the_chain_is_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
