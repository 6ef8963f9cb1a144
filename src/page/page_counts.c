/*
 * How many comments articles have, for pages that list them and for the script that waits for new ones. Asked
 * often and seldom different, so the versions alone answer most: a 304 costs no SELECT.
 */
#include "base/page.h"
#include "routes.h"
#include "store/store.h"
#include "store/store_thread.h"
#include "view/answer.h"

/* Of the pages and their versions, read before their counts: what is kept can only be newer than it says. */
static struct str
etag_of(struct call *c, const struct thread *threads, size_t n)
{
	struct hash d = {{0}};
	for (size_t i = 0; i < n; i++) {
		uint64_t version = store_version(c->house->store, c->site->id.n, threads[i].page);
		d = crypt_digest(str_printf(c->arena, "%.*s %llx %.*s",
					    STR_FMT(hex_encode(c->arena, d.b, sizeof(d.b))),
					    (unsigned long long)version, STR_FMT(threads[i].page)));
	}
	return str_printf(c->arena, "\"%.*s\"", STR_FMT(hex_encode(c->arena, d.b, 12)));
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

void
page_counts(struct call *c, struct resp *resp)
{
	struct thread *threads;
	size_t n;
	enum err e = ERR_OK;
	int status = read_pages(c, &threads, &n);
	if (status != 0) {
		answer_error(c, resp, status);
		return;
	}
	resp->etag = etag_of(c, threads, n);
	if (str_eq(c->req->if_none_match, resp->etag)) {
		resp->status = 304;
	} else {
		for (size_t i = 0; i < n && e == ERR_OK; i++) {
			struct str asked = threads[i].page;
			e = thread_head(c, asked, &threads[i]);
			if (!str_eq(threads[i].page, asked))
				resp->etag = STR(""); /* moved: this address's version tells nothing */
			threads[i].page = asked;
		}
		if (e != ERR_OK) {
			resp->etag = STR("");
			answer_failure(c, resp, e);
			return;
		}
		answer_json(resp, 200, view_counts(c->arena, threads, n));
	}
	resp->kind = RESP_JSON;
	resp->cache_control = STR("public, max-age=0, s-maxage=1");
}
