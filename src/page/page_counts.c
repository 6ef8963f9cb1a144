/*
 * How many comments articles have, for pages that list them and for the script that waits for new ones. Asked
 * often and seldom different, so answers are kept, by the versions of all articles asked for together.
 */
#include "base/page.h"
#include "routes.h"
#include "store/store.h"
#include "store/store_thread.h"
#include "view/answer.h"

/* Of all the articles, read before their counts: what is kept can only be newer than it says. Each begins at
 * a random number and grows (store_version()); mixed in order, so that no two changes undo each other. */
static uint64_t
version_of(struct call *c, const struct thread *threads, size_t n)
{
	uint64_t v = c->web->epoch;
	for (size_t i = 0; i < n; i++) {
		v ^= store_version(c->house->store, c->site->id.n, threads[i].page);
		v *= UINT64_C(0x9E3779B97F4A7C15); /* odd: nothing is lost; Knuth's multiplicative hashing */
		v ^= v >> 32;
	}
	return v;
}

static struct str
key_of(struct call *c, const struct thread *threads, size_t n)
{
	size_t bytes = 64;
	for (size_t i = 0; i < n; i++)
		bytes += threads[i].page.n + 1;
	struct buf b = buf_in(c->arena, bytes);
	buf_printf(&b, "counts %ld", (long)c->site->id.n);
	for (size_t i = 0; i < n; i++) {
		buf_lit(&b, "\n"); /* in no page */
		buf_str(&b, threads[i].page);
	}
	must(!b.over);
	return buf_view(&b);
}

/* 0, or the status to refuse with. */
static int
read_pages(struct call *c, struct thread **ret, size_t *ret_n)
{
	const struct value *v = &c->v[COUNTS_PAGE];
	struct thread *threads = arena_array(c->arena, v->n_list + 1, struct thread);
	if (v->fault != FAULT_NONE)
		return 400;
	for (size_t i = 0; i < v->n_list; i++)
		if (!page_canonical(c->arena, v->list[i], &threads[i].page) ||
		    !page_allowed(c, threads[i].page))
			return 404;
	*ret = threads;
	*ret_n = v->n_list;
	return 0;
}

/* The articles as they are asked for, with their counts. One that has moved is counted where it is now, whose
 * version this address does not tell. */
static enum err
count_all(struct call *c, struct thread *threads, size_t n, bool *ret_moved)
{
	enum err e = ERR_OK;
	*ret_moved = false;
	for (size_t i = 0; i < n && e == ERR_OK; i++) {
		struct str asked = threads[i].page;
		e = thread_head(c, asked, &threads[i]);
		*ret_moved |= !str_eq(threads[i].page, asked);
		threads[i].page = asked;
	}
	return e;
}

void
page_counts(struct call *c, struct resp *resp)
{
	struct thread *threads;
	size_t n;
	bool moved;
	int status = read_pages(c, &threads, &n);
	if (status != 0) {
		answer_error(c, resp, status);
		return;
	}
	struct str key = key_of(c, threads, n);
	uint64_t version = version_of(c, threads, n);
	struct kept *k = cache_find(c->web->cache, key, version);
	if (k == NULL) {
		enum err e = count_all(c, threads, n, &moved);
		if (e != ERR_OK) {
			answer_failure(c, resp, e);
			return;
		}
		struct str body = view_counts(c->arena, threads, n);
		if (moved) {
			answer_json(resp, 200, body);
			resp->cache_control = STR("public, max-age=0, s-maxage=1");
			return;
		}
		k = keep(c, key, version, 0, &(struct pieces){.middle = body});
	}
	resp->kind = RESP_JSON;
	answer_question(c, resp, k);
}
